"""Recognise text that earlier issues contain, exactly or almost. It is not news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import msgspec

from distribute.facts.versions import DOTTED, ONLY_VERSION
from distribute.facts.words import word_count
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import MONTHS

_LABEL = lazy_regex(r"\W{0,4}\[[^\[\]]+\]\(")
_OPENING = lazy_regex(r".{40,400}?[.!?](?=\s+\S)")
_OPENS = 8  # fewest words of a first sentence that is compared alone
_LONG = 80  # fewest characters of a long line
_FIRST = 12  # words that are compared at the beginning of a long line
OFTEN = 2  # fewest earlier issues in which the same first words make a line recurring
_MORE = "\N{HORIZONTAL ELLIPSIS}"  # distinguishes the beginning of a line from a whole line
_NUMBERED = "\N{NUMERO SIGN}"  # distinguishes a line without its versions
_ABBREVIATED = 3  # letters of the short name of a month
_BESIDE_NUMBER = lazy_regex(r"(?<![^\W\d_])[^\W\d_]{3}(?=\.? 0)|(?<=0 )[^\W\d_]{3}(?![^\W\d_])")
_DIGIT = lazy_regex(r"\d")
_NUMBER = lazy_regex(r"\d+(?:st|nd|rd|th)?\b|\d+")
_WORD = lazy_regex(r"\b[^\W\d_]{3,10}\b")
_HEADING = lazy_regex(r"#{1,6}\s+(?P<words>[^{}]*)(?:\{[#.:][^{}]*\})?\s*\Z")
_LINKED = lazy_regex(r"\[([^\[\]]*)\](?:\([^()]*\))?")
_ANY_WORD = lazy_regex(r"\w+")
_PHRASE = 5  # most words of a phrase that may be the same by chance


class IssueContext(msgspec.Struct, frozen=True):
    """An issue, its lines, how many earlier issues contain each line, and whether the issue contains a calendar."""

    issue: Issue
    lines: list[str]
    earlier: Mapping[str, int]
    is_calendar: bool

    @property
    def language(self) -> Language:
        """The word lists and rules of the issue's language."""
        return language_of(self.issue.language)

    @property
    def unspecific(self) -> frozenset[str]:
        """The words that identify nothing: ordinary words, filler words and the newsletter's own name."""
        return unspecific(self.language.code, self.issue.site)

    def source(self, line: int) -> str:
        """Return the text of a line of the file, or "" for a line of the front matter or past the end."""
        at = line - self.issue.body_line
        return self.lines[at].strip() if 0 <= at < len(self.lines) else ""

    def source_above(self, line: int) -> str:
        """Return the text of the last line above that is not empty, or "" if there is none."""
        above = (self.source(each) for each in range(line - 1, self.issue.body_line - 1, -1))
        return next(filter(None, above), "")

    def times_seen(self, line: int) -> int:
        """Return how many earlier issues contain this line, ignoring its numbers."""
        source = self.source(line)
        forms = (source, without_numbers(source), _opening_of(source), _heading_of(source))
        times = next((times for form in forms if form and (times := self.earlier.get(form))), 0)
        often = self.earlier.get(_first_words_of(source), 0)
        return times or (often if often >= OFTEN else 0)

    def is_template(self, line: int) -> bool:
        """Return whether earlier issues have this line with other numbers: a sentence with the day's date filled in."""
        source = self.source(line)
        return source not in self.earlier and self.earlier.get(without_numbers(source), 0) > 1

    def is_filled_in(self, line: int) -> bool:
        """Return whether a line says of the title's release what earlier issues say of theirs: "Kite 2.0 is available"."""
        source = self.source(line)
        is_of_title = any(version in self.issue.title for version in ONLY_VERSION.findall(source))
        is_whole = not self.source(line + 1)
        return is_of_title and is_whole and self.earlier.get(_filled_in(source), 0) >= OFTEN

    def label_times_seen(self, line: int) -> int:
        """Return how many earlier issues contain the words of the link that begins this line."""
        return self.earlier.get(_label_of(self.source(line)), 0)


@lru_cache(maxsize=8)  # every fact asks for it
def unspecific(code: str, site: str) -> frozenset[str]:
    """Return the words that identify nothing in a language and in the newsletter of this name."""
    language = language_of(code)
    return language.ordinary | language.filling | frozenset(site.casefold().split())


def known_lines(earlier: Iterable[Issue]) -> Mapping[str, int]:
    """Return how many earlier issues contain each line, in each of the forms in which it may recur."""
    return Counter(form for issue in earlier for form in _forms_of(issue.body))


@lru_cache(maxsize=32)  # each issue is an earlier one of several issues and translations
def _forms_of(body: str) -> frozenset[str]:
    """Return the lines of an issue in every form in which they may recur."""
    lines = {line.strip() for line in body.split("\n")}
    return frozenset(
        lines.union(
            *(
                map(form, lines)
                for form in (
                    without_numbers,
                    _opening_of,
                    _label_of,
                    _heading_of,
                    _first_words_of,
                    _filled_in,
                )
            )
        )
        - {""}
    )


def times_said(phrase: str, earlier: Iterable[Issue]) -> int:
    """Return how many earlier issues have a phrase of several words in their running text, however its line goes on."""
    words = _running_words(phrase)
    if len(words.split()) <= _PHRASE:
        return 0
    return sum(words in _running_words(issue.body) for issue in earlier)


@lru_cache(maxsize=64)  # of each earlier issue for every fact
def _running_words(text: str) -> str:
    """Return the words of a text between single spaces, without the addresses of links."""
    said = _LINKED.sub(r"\1", text).casefold()
    return f" {' '.join(_ANY_WORD.findall(said))} "


def without_numbers(line: str) -> str:
    """Return `line` with "0" for each number, or "" if it names a version, which does not recur.

    "63 changes this week" recurs with another number.
    """
    if _DIGIT.search(line) is None:
        return line.strip()
    return "" if DOTTED.search(line) and ONLY_VERSION.search(line) else undated(line.strip())


def _filled_in(line: str) -> str:
    """Return a line that names a version with "0" for each number, marked as such, or "" for any other line."""
    is_versioned = DOTTED.search(line) is not None and ONLY_VERSION.search(line) is not None
    return f"{_NUMBERED}{_NUMBER.sub('0', line.strip())}" if is_versioned else ""


def undated(text: str) -> str:
    """Return `text` with "0" for each number and each name of a month, in which recurring text differs."""
    months = _months()
    # Most lines name no month. Looking up their words is faster than searching for a pattern of all the names.
    if not months.isdisjoint(_WORD.findall(text.casefold())):
        text = _WORD.sub(lambda word: "0" if word[0].casefold() in months else word[0], text)
    said = _NUMBER.sub("0", text)
    return _BESIDE_NUMBER.sub(lambda word: "0" if word[0].casefold() in _short_months() else word[0], said)


@cache
def _months() -> frozenset[str]:
    """Return the names of the months, in all known languages."""
    return frozenset(name for named in MONTHS.values() for name in named.casefold().split())


@cache
def _short_months() -> frozenset[str]:
    return frozenset(name[:_ABBREVIATED].casefold() for named in MONTHS.values() for name in named.split())


def _opening_of(line: str) -> str:
    """Return the first sentence of a longer line, or "" if it is short or has a version.

    The rest of a recurring paragraph may be edited.
    """
    found = _OPENING.match(line)
    return found[0] if found and word_count(found[0]) >= _OPENS and not ONLY_VERSION.search(found[0]) else ""


def _first_words_of(line: str) -> str:
    """Return the first words of a long line, or "" for a short one: "This month, kites went on to fly thanks to …"."""
    words = line.split(None, _FIRST)
    return " ".join((_MORE, *words[:_FIRST])) if len(words) > _FIRST and len(line) > _LONG else ""


def _heading_of(line: str) -> str:
    """Return a heading without links and attributes, or "" for a heading with a number and any other line."""
    found = _HEADING.match(line) if line.startswith("#") else None
    words = _LINKED.sub(r"\1", found["words"]).casefold().strip(" *_:#") if found else ""
    return f"# {words}" if words and not _NUMBER.search(words) else ""


def _label_of(line: str) -> str:
    """Return a line up to the end of its first link's text, or "" if the line does not begin with a link of several words."""
    found = _LABEL.match(line)
    return found[0] if found and word_count(found[0]) > 2 else ""  # noqa: PLR2004
