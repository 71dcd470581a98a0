"""Name a newsletter by the titles of its issues, by its site's title, or by a folder or the repository."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from distribute.issue import Issue
from distribute.scaffold.workflows import address_of_remote, top_of
from distribute.text.dates import is_month
from distribute.text.shapes import MARK, first_words, shape_of

_MOST = 0.6  # of the titles have the newsletter's name; another series may stand beside it
_RECENT = 12  # issues whose titles tell the newsletter's name
_LONGEST = 300  # characters of a title
_SHORT = 3  # most words of a name before a colon; a longer text behind it is a tagline
# Words that any newsletter may have in its titles, and those that lead to a number or a month.
_GENERAL = frozenset(
    "the a an newsletter news weekly monthly week month in this last update updates issue edition ending of for blog"
    " community events happenings meeting notes overview report reports status progress release releases changelog devlog minutes"
    " digest recap roundup review summary what what's have we been up to our new nieuwsbrief rundbrief infobrief infolettre boletín boletin bollettino"
    " notiziario biuletyn episode ep welcome bản tin ニュースレター 週目 뉴스레터".split()
)
_GENERAL_FOLDERS = frozenset(
    "app apps blog content doc docs documentation frontend hp html homepage letter letters main monthly news newsletter newsletters"
    " page pages public site sites source src web webpage webseite website weekly www".split()
)
_LEADING = frozenset(
    "issue no nr num vol volume number edition ausgabe nummer numéro número for of in from de del du do für vom und "
    "the to at by am um auf dem den le la les au and n part teil partie parte deel week ending kw woche semaine semana "
    "settimana q ep episode épisode episodio episódio heft folge edición edição édition edizione editie aflevering udgave utgave utgåva numer numero wydanie uge uke vecka tydzień č číslo núm sayı ediția "
    "edisi nomor số kỳ № номер выпуск випуск τεύχος العدد شماره גיליון अंक 제".casefold().split()
)
# Words between two parts of one phrase: what is left of "Kites: End of 2025 Update" without its number is no name.
_GENITIVE = frozenset("of de del della du des do da di von van vom".split())
_GENITIVE_LETTERS = ("の", "的", "之", "의")  # the same in scripts that need no space around them
_ANNOUNCING = frozenset({"announcing", "introducing", "releasing"})
_CLOSING = ".:!?"
_ORDINAL = "第"  # before a number in Chinese and Japanese, where no space is needed on either side
_AROUND = " \t#:-–—,|()[]·•.：（）［］【】「」『』《》〈〉、，・～"


def name_in_titles(issues: Sequence[Issue]) -> str:
    """Return the words that most titles share, without number and month; "" if they are not a name."""
    recent = issues[-_RECENT:]
    for names in (
        [_own_name(issue.title) for issue in recent],
        [_own_name(issue.title) for issue in issues],
        # A month's name in a language not known here, before a year or number, is no part of the name.
        [_own_name(issue.title).rpartition(" ")[0] if _is_marked(issue.title) else "" for issue in recent],
    ):
        count = Counter(name.casefold() for name in names if name)
        common, times = count.most_common(1)[0] if count else ("", 0)
        if _MOST * len(names) <= times > 1:
            return next(name for name in reversed(names) if name.casefold() == common)
    return _own_name(issues[0].title) if len(issues) == 1 and _is_marked(issues[0].title) else ""


def _is_marked(title: str) -> bool:
    """Return whether a title has a number, month, week or date."""
    return MARK in shape_of(title).words


def without_tagline(title: str) -> str:
    """Return a site's title without its tagline, and without the word for a site: "Kite: fly as high as you like"."""
    name = re.split(r"\s+[-–—|·]\s+", title)[0].strip()
    before, colon, tagline = name.partition(": ")
    if colon and len(before.split()) <= _SHORT < len(tagline.split()) and _is_name(before):
        name = before
    own = re.sub(r"(?<=\w) (?:website|web site|homepage)\Z", "", name, flags=re.IGNORECASE)
    return own if _is_name(own) else name


def _is_name(text: str) -> bool:
    """Return whether a text has a word that names something: not "The", "My", "Ada's" or "This Week"."""
    words = [word.casefold() for word in text.split() if word.casefold() not in _GENERAL | _LEADING | {"my"}]
    return bool(words) and not words[-1].endswith(("'s", "’s"))


def name_of_folder(root: Path) -> str:
    """Return what the site's folder or one above it is called, up to the repository's, else the repository or its owner.

    Nobody calls a newsletter after a folder such as "website". Of "kites.github.io" that is "kites".
    """
    top = top_of(root)
    folders = [root.name, *(folder.name for folder in root.parents if folder.is_relative_to(top))]
    address = address_of_remote(root).removesuffix("/").removesuffix(".git")
    names = [*folders, *reversed(re.split(r"[/:]", address)[-2:])]
    own = (re.sub(r"\.(?:github|gitlab|codeberg)\.(?:io|page)\Z|\.pages?\Z", "", name) for name in names)
    return next((name for name in own if name and name.casefold() not in _GENERAL_FOLDERS), root.name)


def as_issues_write(name: str, issues: Sequence[Issue]) -> str:
    """Return a folder's name as the latest issues write it inside their sentences: "kite-club" is "Kite Club" there.

    A name with a capital, and one that no two places write with a capital, is returned as it is. Names in capitals alone are
    used only if there are no others, because they may be of variables.
    """
    if name != name.lower():
        return name
    words = [re.escape(word) for word in re.split(r"[-_. ]+", name) if word]
    # Part of an address or of a path is no name, and any word may begin a sentence.
    pattern = re.compile(rf"(?<=[\w,;] )(?:{'[-_ ]?'.join(words)})(?![\w/@-]|\.\w)", re.IGNORECASE)
    written = Counter(found for issue in issues[-_RECENT:] for found in pattern.findall(issue.body))
    named = [found for found, times in written.items() if found != found.lower() and times > 1]
    return max(named, key=lambda found: (not found.isupper(), written[found]), default=name)


def _own_name(title: str) -> str:
    """Return the words before the first mark, else behind the last, else a title without any; "" for general ones."""
    title = title[:_LONGEST]
    if not title:
        return ""
    at = _first_mark(title)
    text = first_words(title, at) if at else title[len(title) - len(_behind_mark(title)) :]
    if _is_cut_off(title, text, at):
        return ""
    is_glued = at and text and title[len(text) : len(text) + 1].isdigit()
    is_cut = is_glued and not _needs_no_space(text[-1])  # "F25", "ep149"
    said = text.removesuffix(_ORDINAL).strip(_AROUND).split()[: -1 if is_cut else None]
    if said and said[0].casefold() in _ANNOUNCING:
        said.pop(0)
    while said and said[-1].casefold().strip(".°º:") in _LEADING:
        said.pop()
    own = _closed(" ".join(said).rstrip(_AROUND))
    return "" if {word.casefold().strip(_CLOSING) for word in own.split()} <= _GENERAL else own


def _is_cut_off(title: str, text: str, at: int) -> bool:
    """Return whether the text around a title's first mark, which has `at` words before it, is only part of a phrase.

    So it is with "の最新情報" of "2026/07/13の最新情報", and "Kites: End of" of "Kites: End of 2025 Update".
    """
    words = shape_of(title).words
    if not at:
        return text.startswith(_GENITIVE_LETTERS) or not _GENITIVE.isdisjoint(text.casefold().split()[:1])
    rest = title[len(text) :]
    goes_on = len(words) > at + 1 and not re.search(r"[^\w\s]", rest)
    return text.endswith(_GENITIVE_LETTERS) or (goes_on and words[at - 1] in _GENITIVE)


def _closed(name: str) -> str:
    """Return a name with the bracket closed that is open in it: "Kites (Lyon)"."""
    return f"{name})" if name.count("(") > name.count(")") else name


def _needs_no_space(letter: str) -> bool:
    """Return whether a letter is of a script that has no space before a number: "凧12"."""
    return unicodedata.east_asian_width(letter) in {"W", "F"}


def _first_mark(title: str) -> int:
    """Return how many words are before the first mark, or all; a season before another mark is part of the name."""
    words, marks = shape_of(title)
    places = [place for place, word in enumerate(words) if word == MARK]
    numbered = (
        place for place, mark in zip(places, marks, strict=True) if not mark.isalpha() or is_month(mark)
    )
    return next(numbered, next(iter(places), len(words)))


def _behind_mark(title: str) -> str:
    """Return the end of a title that begins with its mark."""
    words = shape_of(title).words
    rest = len(words) - 1 - words[::-1].index(MARK)
    return next(
        (title[at:] for at in range(len(title)) if shape_of(title[at:]).words == words[rest + 1 :]), ""
    )
