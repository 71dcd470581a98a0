"""Describe an item in phrases of its own words, from the fullest to the shortest, and find its name."""

from __future__ import annotations

import re
from datetime import datetime

from distribute.facts import english
from distribute.facts.clean import plain
from distribute.facts.newsworthy import refers_back
from distribute.facts.shorten import (
    balanced,
    begins_subordinate,
    dangles,
    sentences_of,
    shorten_at_clauses,
)
from distribute.facts.topics import Role, role_of_heading
from distribute.facts.versions import ONLY_VERSION, VERSION_FOLLOWS
from distribute.facts.words import (
    ASIDE,
    MORE_THAN_A_NAME,
    SHORT_PHRASE,
    SPACELESS,
    YEAR,
    first_word,
    has_digits,
    is_question,
    word_count,
)
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import names_day_ahead
from distribute.text.headline import labelled
from distribute.text.markdown import Item, Section

_FEWEST = 3  # fewest words of a title
_FULL_STOPS = ("。", "！", "？")  # no space follows
_TITLE = 5  # most words of a name in a list of names
# "KiteTab", "Moth-V": a name even as the first word of a sentence
_NAME_FIRST = lazy_regex(r"[A-Z][a-z]+[-’']?[A-Z]")
_CASED = lazy_regex(r"\b(?:[A-ZÀ-Þ][\w’'-]*|[a-z]+[A-Z]\w*|[a-z]+\.(?:im|js|py|org|net|chat|io))\b")
_LABELLED = lazy_regex(r"((?:[^\s.:;,]+ ){1,5}[^\s.:;,]+): \S")  # "Kites at MothCon 2026: …"
_LEADING_NAME = lazy_regex(
    r"(?:[A-ZÀ-Þ][\w’'.+-]*|[a-z]+[A-Z]\w*|[a-z]+\.[a-z]+)(?: (?:[A-ZÀ-Þ][\w’'.+-]*|IM|[A-Z]\w*))*"
)


def describe(
    section: Section, role: Role, item: Item, sentences: list[str], issue: Issue, *, ahead: bool
) -> tuple[tuple[str, ...], str]:
    """Return the phrases of an item that is not a release, and its name; no phrases if it names nothing."""
    first = sentences[0]
    language = language_of(issue.language)
    if _leans_back(first, language):
        return (), ""
    phrases = _title_or_sentence(sentences, item, role, issue.language)
    if first_word(first) in language.leaning and not ahead:
        phrases = _under_heading(section, phrases, language)
    whole = plain(item.text)  # a title may end with any word
    phrases = tuple(phrase for phrase in phrases if not dangles(phrase, language.code) or phrase == whole)
    memorable = language.says("memorable", first) and _is_named(item.text, item, issue)
    if not phrases or not (memorable or _is_named(phrases[0], item, issue)):
        return (), ""
    name = _leading_name(phrases[-1], item, language)
    if role == "event" and (edition := edition_in(first, language)):
        name = name or edition
        phrases = phrases if word_count(phrases[-1]) <= SHORT_PHRASE else (*phrases, name)
    # The author's name does not say what an article is about.
    return phrases, name if role != "article" or name == phrases[-1] else ""


def told_plainly(sentences: list[str], language: Language) -> tuple[str, ...]:
    """Return the first sentence of an item that names nothing, if the sentence makes sense on its own."""
    first = sentences[0]
    leans = first_word(first) in language.leaning | language.pointing | language.conditional
    leans = leans or _leans_back(first, language) or refers_back(first, language)
    if leans or word_count(first) < _TITLE or first.endswith((":", "?")) or not balanced(first):
        return ()
    cuts = shorten_at_clauses(first.rstrip("."), least=_TITLE, language=language.code)
    return tuple(cut for cut in cuts if not dangles(cut, language.code))


def _leans_back(sentence: str, language: Language) -> bool:
    """Return whether a sentence needs the one before it, in a script in which its first word is not told from the next."""
    return SPACELESS.match(sentence) is not None and language.says("leans-back", sentence)


def _leading_name(phrase: str, item: Item, language: Language) -> str:
    """Return the name at the beginning of a phrase; a single word only if a link has it as its text."""
    if (announced := english.ANNOUNCED.match(phrase)) and _is_short_title(announced["what"], language):
        return announced["what"]
    label = item.links[0].text if item.links else ""
    words = word_count(label)
    if phrase.startswith(label) and (label == phrase or 1 < words <= 4) and "(" not in label:  # noqa: PLR2004 - longer ones are titles
        return label
    found = _LEADING_NAME.match(phrase)
    if found and label != found[0] and label.startswith(found[0]) and words >= _TITLE:
        return ""  # the beginning of a title
    if (
        not found
        or _goes_on(phrase[found.end() :], language)
        or begins_subordinate(phrase, language.code)
        or first_word(found[0]) in language.ordinary
    ):
        return ""
    name = found[0].removesuffix("’s").removesuffix("'s").rstrip(".,")
    if " " not in name and not has_digits(name):
        return ""  # "Coffee" alone says nothing
    known = _letters("".join(link.text + link.url for link in item.links))
    is_known = any(name == link.text for link in item.links) or (" " in name and _letters(name) in known)
    return name if is_known and name != name.lower() else ""


def _goes_on(rest: str, language: Language) -> bool:
    """Return whether the text after a name makes it a label or part of a longer name: "SE-1 Structural | types were accepted"."""
    word = first_word(rest)
    is_inside = rest[:1] == " " and word.islower() and word.isalpha() and any(map(str.islower, rest[1:2]))
    ends = language.ordinary | language.filling | language.subordinate | {"as", "than"}
    is_first_version = VERSION_FOLLOWS.match(rest) is not None  # "Releases 1.2 | , 1.3 and 1.4 are planned"
    return (
        rest.startswith(":")
        or is_first_version
        or (is_inside and word not in ends and not english.has_verb(f"x {word} y"))
    )


def _is_short_title(text: str, language: Language) -> bool:
    """Return whether `text` is short, begins with a capital or digit, and does not refer back."""
    is_short = word_count(text) <= _TITLE
    return (
        is_short and (text[:1].isupper() or text[:1].isdigit()) and first_word(text) not in language.leaning
    )


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _title_or_sentence(sentences: list[str], item: Item, role: Role, language: str) -> tuple[str, ...]:
    """Return a linked title with the sentence after it, or the first sentence cut at its clauses."""
    title = item.links[0].text if item.links else ""
    body = plain(item.text)
    is_first = word_count(title) > 1 and body.lstrip("\"“'").startswith(title)
    after = body.partition(title)[2].strip("\"”' ") if is_first else ""
    is_label = after[:1] in {"", ":", "-", "–", "—", "|", ",", "("} or after.startswith("by ")
    is_label = is_label or (after[:1] == "." and len(sentences_of(title, language)) == 1)
    if is_first and is_label and (role == "article" or item.kind == "bullet"):
        said = sentences_of(after[1:].strip(), language)[:1] if after[:1] in {":", "-", "–", "—", "|"} else []
        if said and len(item.links) > 1 and said[0] == item.links[1].text:
            return (labelled(title, said[0]), said[0])  # its author and its title
        told = shorten_at_clauses(said[0].rstrip("."), least=4, language=language) if said else ()
        fuller = (phrase if phrase.startswith(title) else labelled(title, phrase) for phrase in told)
        is_name = word_count(title) < MORE_THAN_A_NAME and not has_digits(title)
        alone = () if told and is_name else (title,)
        return tuple(dict.fromkeys(plain(phrase) for phrase in (*fuller, *alone)))
    cuts = shorten_at_clauses(sentences[0].rstrip(".:"), least=4, language=language)
    front = _title_before_dash(sentences[0]) if item.kind == "bullet" else ""
    return (front,) if front else cuts  # the text after the dash may not describe the title


def _title_before_dash(sentence: str) -> str:
    """Return the title before a dash and its description, or "" if there is none."""
    title, dash, rest = re.sub(r"\s[–—]\s", " - ", sentence).partition(" - ")
    is_title = (
        bool(dash)
        and rest[:1].isupper()
        and _FEWEST - has_digits(title) <= word_count(title) <= SHORT_PHRASE
        and balanced(title)
    )
    return title if is_title else ""


def _under_heading(section: Section, phrases: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """Put a heading that is a title before the sentence that refers to it; return () for any other heading."""
    title = plain(section.title)
    if role_of_heading(section.title, language) or word_count(title) < 2 or not section.above:  # noqa: PLR2004 - a title
        return ()
    return (*(labelled(title, phrase) for phrase in phrases), title)


def with_date(
    phrases: tuple[str, ...], sentences: list[str], today: datetime | None, language: Language
) -> tuple[str, ...]:
    """Append the sentence with the coming date to the fullest phrase, if no phrase contains the date."""
    if any(names_day_ahead(phrase, today) for phrase in phrases):
        return phrases
    dated = next((sentence for sentence in sentences[1:] if names_day_ahead(sentence, today)), "")
    if not dated or not balanced(dated) or language.says("leans-back", dated):
        return phrases
    short = english.MEANS.sub("", ASIDE.sub("", dated)).rstrip(".")
    short = short[:1].upper() + short[1:]
    if is_question(phrases[0]):
        # "Are you near Lyon? Join us on Friday": the question only leads to it.
        return tuple(dict.fromkeys((dated.rstrip("."), short)))
    joint = "" if phrases[0].endswith(_FULL_STOPS) else ". "
    both = [f"{phrases[0].rstrip('.!')}{joint}{said}" for said in (dated.rstrip("."), short)]
    is_consequence = english.MEANS.match(dated) is not None
    if is_consequence and first_word(short) not in language.pointing and has_name(short, language):
        return tuple(dict.fromkeys((*both, short)))
    return tuple(dict.fromkeys((*both, *phrases)))


def _is_named(phrase: str, item: Item, issue: Issue) -> bool:
    """Return whether a phrase contains a proper name other than the publication's, a version, or the text of a link."""
    if ONLY_VERSION.search(phrase) or has_name(phrase, language_of(issue.language), issue.site):
        return True
    first = _CASED.match(phrase)
    return any(
        link.text and (plain(link.text) in phrase or (first is not None and link.text.startswith(first[0])))
        for link in item.links
    )


def edition_in(sentence: str, language: Language) -> str:
    """Return the label of a sentence if it names an edition by its year: "Kites at MothCon 2026: …"."""
    found = _LABELLED.match(sentence)
    return found[1] if found and YEAR.search(found[1]) and has_name(found[1], language) else ""


def has_name(phrase: str, language: Language, site: str = "") -> bool:
    """Return whether a phrase contains a proper name other than the publication's."""
    own = language.ordinary.union(site.casefold().split())
    found = (match for match in _CASED.finditer(phrase) if match.start() > 0 or _NAME_FIRST.match(match[0]))
    return any(match[0].casefold() not in own for match in found)
