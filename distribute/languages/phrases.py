"""Search for any of many phrases, compiling only those that a text may have.

A language's rules have hundreds of alternatives, and compiling them takes longer than reading an issue. An issue begins few
sentences with "donate to" or "see you", so an alternative is compiled when a text has the letters that it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from distribute.regex import folded, lazy_regex

_BEFORE = "\"“'‘(*–→¡¿-"  # punctuation before a sentence
_START = r"\A"
_BEGINNING = rf"\A[\s{_BEFORE}]*(?:"
# Pieces of a pattern: an escaped character, a class, and what opens, divides or ends a group.
_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_PIECE = lazy_regex(rf"\\.|{_CLASS}|[()|]")
_ATOM = rf"[^()\[\\]|\\.|{_CLASS}"
# A group that is not repeated, with groups in it that have none themselves.
_GROUP = lazy_regex(rf"(?:\\b)?\(\?:(?P<inner>(?:{_ATOM}|\((?:{_ATOM})*\))*)\)(?:(?P<optional>\?)|(?![*{{]))")
_LETTERS = lazy_regex(r"(?:\\b|\(\?<![^()]*\))*([A-Za-z]+)(?![?*{])")


def beginning(*phrases: str) -> str:
    """Return a pattern for a sentence that begins with one of `phrases`, whatever punctuation is before it."""
    return f"{_BEGINNING}{'|'.join(phrases)})"


def anywhere(*phrases: str) -> str:
    """Return a pattern for a text that has one of `phrases`, which may be the pattern of a beginning."""
    return "|".join(phrases)


class Phrases:
    """The alternatives of a pattern, which is found whatever its case."""

    def __init__(self, pattern: str) -> None:
        """Divide the pattern; nothing is compiled yet."""
        self._first: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # by the first letter of a sentence
        self._inside: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
        others: list[str] = []
        for alternative in alternatives(pattern):
            if alternative.startswith(_BEGINNING):
                others += self._add_beginnings(alternative)
            elif alternative.startswith(_START) and (letters := openings(alternative.removeprefix(_START))):
                self._add(letters, alternative)
            elif letters := openings(alternative):
                self._inside.append((letters, lazy_regex(alternative, re.IGNORECASE)))
            else:
                others.append(alternative)
        self._others = lazy_regex("|".join(others) or "(?!)", re.IGNORECASE)

    def _add_beginnings(self, alternative: str) -> Iterator[str]:
        """Take in the phrases that begin with letters, and yield the pattern of the others."""
        unclear = []
        for phrase in alternatives(alternative.removeprefix(_BEGINNING).removesuffix(")")):
            if found := openings(phrase):
                self._add(found, phrase)
            else:
                unclear.append(phrase)
        if unclear:
            yield beginning(*unclear)

    def _add(self, words: tuple[str, ...], phrase: str) -> None:
        """Take in the pattern of a beginning, and the letters of which it has some first."""
        compiled = lazy_regex(phrase, re.IGNORECASE)
        for letters in words:
            self._first.setdefault(letters[0], []).append((letters, compiled))

    def are_in(self, text: str) -> bool:
        """Return whether an alternative is found in `text`."""
        letters = folded(text)
        return (
            self._begin(text, letters)
            or any(
                any(word in letters for word in words) and regex.search(text) for words, regex in self._inside
            )
            or self._others.search(text) is not None
        )

    def _begin(self, text: str, letters: str) -> bool:
        start = next(
            (n for n, mark in enumerate(letters) if mark not in _BEFORE and not mark.isspace()), None
        )
        if start is None:
            return False
        phrases = self._first.get(letters[start], ())
        return any(letters.startswith(word, start) and regex.match(text, start) for word, regex in phrases)


def alternatives(pattern: str) -> list[str]:
    """Return what the bars divide that are in no group of a pattern."""
    if "|" not in pattern:
        return [pattern]
    found, begin, depth = [], 0, 0
    for piece in _PIECE.finditer(pattern):
        mark = piece[0]
        if mark == "|" and depth == 0:
            found.append(pattern[begin : piece.start()])
            begin = piece.end()
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
    return [*found, pattern[begin:]]


def openings(alternative: str) -> tuple[str, ...]:
    """Return letters, in lower case, such that all that an alternative matches begins with some; () if that is not clear."""
    if letters := _LETTERS.match(alternative):
        return (letters[1].lower(),)
    if not (group := _GROUP.match(alternative)):
        return ()
    found: list[str] = []
    for each in (*alternatives(group["inner"]), *([alternative[group.end() :]] if group["optional"] else ())):
        if not (letters_of := openings(each)):
            return ()
        found += letters_of
    return tuple(found)
