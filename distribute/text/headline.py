"""The headline of an issue: its title, with the newsletter's name and period."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from distribute.text.holes import without_short_names

_GENERIC = frozenset(
    {
        "the",
        "newsletter",
        "news",
        "weekly",
        "monthly",
        "week",
        "month",
        "in",
        "this",
        "last",
        "project",
        "blog",
        "bulletin",
        "changelog",
        "digest",
        "report",
        "roundup",
        "update",
        "updates",
    }
)
# What kind of thing has a name: "Kite Programming Language"
_DESCRIBING = frozenset(
    "community engine foundation framework language library programming software team".split()
)
_NO_NAMES = frozenset({"blog", "home", "posts", "website"})
_ARTICLES = frozenset(
    {"the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il", "lo", "o"}
)
CLOSING = "\"'»”’“)]」』"
ENDS = ("?", "!", "？", "！", "؟")  # what ends a sentence louder than a full stop
_MARKS = frozenset({"Mn", "Mc"})  # the marks of letters
_LONG_TITLE = 120  # characters of a title, which leave a short post room for news
_LEAST_LISTED = 3  # entries of a list in a title that are always shown
_SHORT_NAME = 4  # most letters of a name that other words may have inside
_SHORT = 3  # letters of a preposition or an article
_NAMED = 2 / 3  # of a newsletter's own words: a title with so many of them names it, in whatever order


def headline(title: str, site: str, covers: Sequence[str], period: str, mark: str = "") -> str:
    """Return a title, shortened if it is long, behind the newsletter's name and period unless it contains them.

    `covers` are the months that the issue covers, as `YYYY-MM`; `period` is how their language names them. A title that
    says no more than the name is followed by `mark`.
    """
    title = _shortened(without_short_names(title)).rstrip(" :")
    said = title.casefold()
    words = [word for word in site.casefold().split() if word not in _ARTICLES]
    covered = {month[:4] for month in covers}
    years = {*covered, *(f"{mark}{year[2:]}" for year in covered for mark in "'’")}  # "June '26"
    is_dated = not covers or any(year in said for year in years)
    # A translated title has the proper words of the name ("XMPP"), not the word for a newsletter.
    telling = [word for word in words if word not in _GENERIC] if is_dated and covers else words
    own = [word for word in telling if word not in _GENERIC] or telling
    own = [word for word in own if word not in _DESCRIBING] or own  # "The Kite Programming Language"
    is_named = (
        site.casefold() in _NO_NAMES
        or all(_is_in(word, said) for word in telling)
        or sum(_is_in(word, said) for word in own) > len(own) * _NAMED
    )
    if is_dated:
        full = title if is_named else _with_name(site, title)
        return full + mark if _says_only(words, said) else full
    front = period if is_named else f"{site} {period}".strip()
    return labelled(front, title)


def _is_in(word: str, title: str) -> bool:
    """Return whether a title has a word, also inside a longer one unless it is short: "tor" is not in "history"."""
    if not word.isascii() or len(word) > _SHORT_NAME:
        return word in title
    return word in "".join(letter if letter.isalnum() else " " for letter in title).split()


def _says_only(name: Sequence[str], title: str) -> bool:
    """Return whether a title has only words of the newsletter's name and those that any newsletter may have in its own."""
    own = {word.strip(CLOSING + ".,:;!?！？") for word in title.split()}
    return bool(own) and own <= {*name, *_GENERIC, *_ARTICLES, "of", "for", "and", "&"}


def joint(headline: str, colon: str = ":") -> str:
    """Return what stands between a headline and the facts after it: a dash where a colon would be one too many."""
    end = headline.rstrip(CLOSING)[-1:]
    is_word = end.isalnum() or (unicodedata.category(end or " ") in _MARKS and end != "\ufe0f")
    return f"{colon} " if is_word and ": " not in headline and "：" not in headline else " – "


def labelled(label: str, text: str) -> str:
    """Return a text behind its label and a colon, which a question or an exclamation does without; either may be ""."""
    if not (label and text):
        return label or text
    before, _, last = label.rpartition(" ")
    if before and "." in last and text.startswith(f"{last} ") and any(map(str.isdigit, last)):
        return f"{before} {text}"  # "Kite 2.0" and "2.0 has loops"
    return f"{label} {text}" if label.rstrip(CLOSING).endswith((*ENDS, "…")) else f"{label}: {text}"


def _with_name(name: str, title: str) -> str:
    """Return a title behind a name, without the name's last words where the title has them, too.

    "Lyon Kite Team" and "Kite Team update" are "Lyon Kite Team update".
    """
    words, said = name.split(), f" {title.casefold()} "
    for at in range(1, len(words) - 1):
        front, rest = " ".join(words[:at]), " ".join(words[at:]).casefold()
        if said.startswith(f" {rest} "):
            return f"{front} {title}"
        if f" {rest} " in said and not _leads_on(words[at - 1]):
            return labelled(front, title)
    return labelled(name, title)


def _leads_on(word: str) -> bool:
    """Return whether a name can't end in this word: "Minutes of"."""
    return word.islower() and len(word) <= _SHORT


def _shortened(title: str) -> str:
    """Return a long title without its last parts: "Letter 7: Kites, moths, bees | balls | bells" lists the issue."""
    parts = title.split(" | ")
    while len(parts) > 1 and len(" | ".join(parts)) > _LONG_TITLE:
        parts.pop()
    shown = " | ".join(parts)
    name, _, listed = shown.partition(": ")
    entries = listed.split(", ")
    if len(shown) <= _LONG_TITLE or len(entries) <= _LEAST_LISTED:
        return shown
    while len(entries) > _LEAST_LISTED and len(f"{name}: {', '.join(entries)}") > _LONG_TITLE:
        entries.pop()
    return f"{name}: {', '.join(entries).rstrip('.')}…"
