"""The shape of a title or a name: its words, with one mark for each month, week, date or number."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import NamedTuple

from distribute.regex import lazy_regex
from distribute.text.dates import is_month

MARK = "#"
_LONGEST = 300  # characters of a title that are looked at
_TOKEN = lazy_regex(
    r"(?P<version>(?<![^\W_])v\d+(?:[._-]\d+)*(?![^\W_])|(?<![\d.])\d+(?:\.\d+)+(?!\.?\d{4}))"
    r"|(?P<number>\d+(?:st|nd|rd|th|er|º|ª)?(?![^\W\d_])|\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)",
    re.IGNORECASE,
)
_DAY_FIRST = lazy_regex(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\d.])")
_YEAR_FIRST = lazy_regex(r"(?<![\d.])((?:19|20)\d\d)\.(0[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01])(?![\d.])")
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_SEASONS = frozenset(
    "spring summer autumn fall winter frühling frühjahr sommer herbst printemps été automne hiver primavera verano "
    "otoño invierno estate autunno inverno verão outono".split()
)


class Shape(NamedTuple):
    """`words` in lower case with `MARK` for what tells one issue from the next, and the `marks` themselves."""

    words: tuple[str, ...]
    marks: tuple[str, ...]

    def __str__(self) -> str:
        """Return the words with a space between two."""
        return " ".join(self.words)

    @property
    def backwards(self) -> Shape:
        """The same read from its end."""
        return Shape(self.words[::-1], self.marks[::-1])


def first_words(text: str, count: int) -> str:
    """Return the beginning of a title, as it is written, that has the first `count` words of its shape.

    It ends before the first mark; "" for a count of 0.
    """
    end = 0
    for found in list(_TOKEN.finditer(text[:_LONGEST]))[:count]:
        end = found.end()
    return text[:end].strip()


def shape_of(text: str) -> Shape:
    """Return the shape of a title or a file's name: "Kite News, October 2026" is ("kite", "news", MARK).

    Marks that stand together are one. A version (`1.93.0`, `v2`) is a word, and `2024.11.27` is a date.
    """
    words: list[str] = []
    marks: list[str] = []
    dated = _YEAR_FIRST.sub(r"\1-\2-\3", _DAY_FIRST.sub(r"\3-\2-\1", text[:_LONGEST]))
    for found in _TOKEN.finditer(dated):
        word = found[0].casefold()
        if found["version"] or (found["word"] and not _is_time(word)):
            words.append(word)
        elif found["word"] and len(words) == 1 and words[0] in _WEEKDAYS:
            words, marks = (
                [MARK],
                [f"{words[0]} {word}"],
            )  # "Friday, April 17"; but "Friday Facts 17" has a name
        elif words and words[-1] == MARK:
            marks[-1] += f" {word}"
        else:
            words.append(MARK)
            marks.append(word)
    return Shape(tuple(words), tuple(marks))


def fits(title: str, pattern: str) -> bool:
    """Return whether a title has the shape that `pattern` writes: its words, `#` for a mark and `*` for any words."""
    pieces = re.split(r"([#*])", pattern)
    shape = " ".join(piece if piece in {MARK, "*"} else str(shape_of(piece)) for piece in pieces)
    wanted = re.sub(r"\s*\*\s*", "*", " ".join(shape.split()))
    return fnmatchcase(str(shape_of(title)), wanted)


def _is_time(word: str) -> bool:
    return is_month(word) or word in _SEASONS
