"""Marks for what only a site's generator knows, so that a sentence that lacks a word is not told as if it were whole."""

from __future__ import annotations

from collections.abc import Iterator

from distribute.regex import lazy_regex

# Two of the characters that Unicode keeps for a program's own use: no text has them, and no font an icon for them.
HOLE = "\ufdd0"  # the generator writes a text here
WIDGET = "\ufdd1"  # it shows something here: an icon or a button, but perhaps also a text
_SEVERAL = lazy_regex(f"{WIDGET}(?:[ \\t]*{WIDGET})+")
# The short names of emoji and icons, such as `:tada:`, in whose place the generator shows pictures.
SHORT_NAME = r"(?<![\w:])(?::[+-]?[a-z0-9][a-z0-9_+-]{0,60}:)++(?![\w:])"
SHORT_NAMES = lazy_regex(SHORT_NAME)
# What stands directly before and behind a word.
_OPENING, _CLOSING = frozenset("$€£#"), frozenset(".,:;!?)%”’'-")


def without_marks(text: str) -> str:
    """Return a text without marks."""
    return text.replace(HOLE, "").replace(WIDGET, "")  # `translate` takes a hundred times as long


def without_short_names(line: str) -> str:
    """Return a line without the short names in it, unless it has nothing else."""
    return " ".join(SHORT_NAMES.sub("", line).split()) or line if ":" in line else line


def unwritten_lines(text: str) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines that only the generator writes: a list that it makes of the site's data."""
    if HOLE in text:
        for number, line in enumerate(text.split("\n")):
            if HOLE in line and not without_marks(line).strip():
                yield number


def with_dots(text: str) -> str:
    """Return a text as people see it, with "…" for words that are missing."""
    return text.replace(HOLE, "…").replace(WIDGET, "")


def with_holes(text: str) -> str:
    """Return the text of a paragraph or an entry with a `HOLE` wherever words are missing, and no other mark.

    A widget may be only an icon at the beginning or end; between two words, or where it touches one, it is taken for a
    word.
    """
    if WIDGET not in text:
        return text
    first, *others = _SEVERAL.sub(WIDGET, text).split(WIDGET)
    kept = [first]
    last = first.rstrip()[-1:]  # the last character that is not a space
    for piece in others:
        rest = piece.strip()
        touches = _ends_open(kept[-1][-1:]) or _is_word(piece[:1]) or piece[:1] in _CLOSING
        if touches or (_is_word(last) and _is_word(rest[:1])):
            kept.append(HOLE)
            last = HOLE
        kept.append(piece)
        last = rest[-1:] or last
    return "".join(kept)


def _ends_open(character: str) -> bool:
    return _is_word(character) or character in _OPENING


def _is_word(character: str) -> bool:
    return character.isalnum() or character == HOLE
