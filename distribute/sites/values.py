"""Values in a page's front matter that every generator writes alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from distribute.regex import lazy_regex
from distribute.text.html import shown_text
from distribute.text.language_tags import for_language

_LONGEST = 1_000  # characters of a title
_ATTRIBUTES = lazy_regex(r"[ \t]{0,9}\{[ \t]{0,9}[#.:][^{}]{0,200}\}[ \t]{0,9}\Z")  # "# Kites {#kites}"
_LINK = lazy_regex(r"(?<!\\)!?\[([^\]]*)\](?:\([^)]*\))?")
_COMMENT = lazy_regex(r"<!--(?:(?!<!--).)*?-->")
# What Markdown shows as it is: code, and a sign that is escaped.
_LITERAL = lazy_regex(r"(\\[!-/:-@\[-`{-~]|(?<!`)(?:`[^`]++`|``(?!`)(?:(?!``).)++``)(?!`))")
_DOUBLED = lazy_regex(r"\A#+[ \t]+")  # "# # Kites"
# A mark that is escaped, and marks of emphasis and code; alone, "2 * 3", they are none.
_MARKS = lazy_regex(r"\\(?P<mark>[!-/:-@\[-`{-~])|(?<!\s)[*`]+|[*`]+(?!\s)")


def first_stated(meta: dict[str, Any], keys: Iterable[str]) -> Any | None:
    """Return the first value that the front matter has by one of `keys`, None if it has none or only says `true`."""
    return next((meta[key] for key in keys if meta.get(key) and meta[key] is not True), None)


def value_in(values: Mapping[Any, Any], language: str) -> Any:
    """Return of values for each language (`{de: …, en: …}`) the one for `language`, else the first."""
    by_code = {str(code): value for code, value in values.items()}
    return for_language(by_code, language) or next(iter(by_code.values()), "")


def text_in(value: Any, language: str) -> str:
    """Return a text, or of one for each language that in `language`, else the first; "" for all else."""
    if isinstance(value, dict):
        value = value_in(value, language)
    return str(value or "") if isinstance(value, str | int | float) else ""


def words_of_heading(heading: str) -> str:
    """Return a heading of Markdown without its marks, links, attributes and tags."""
    pieces = _LITERAL.split(_COMMENT.sub("", _ATTRIBUTES.sub("", heading[:_LONGEST])))
    shown = "".join(piece if at % 2 else shown_text(piece) for at, piece in enumerate(pieces))
    plain = _LINK.sub(r"\1", shown)
    return _MARKS.sub(lambda found: found["mark"] or "", _DOUBLED.sub("", plain)).strip()


def authors_of(meta: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the authors: a list, or a text with commas or semicolons between them."""
    raw = meta.get("authors") or meta.get("author") or ""
    if not isinstance(raw, list):
        text = str((raw.get("name") or "") if isinstance(raw, dict) else raw)
        separator = ";" if ";" in text else ","
        raw = _split(text, separator)
    names = [person.get("name") if isinstance(person, dict) else person for person in raw]
    return tuple(str(name).strip() for name in names if name and str(name).strip())


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator; one inside brackets belongs to the name."""
    names: list[list[str]] = [[]]
    pieces = re.split(r"([()])", text)
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        first, *others = [piece] if following == ")" else piece.split(separator)
        names[-1].append(first)
        names += ([other] for other in others)
    return ["".join(name) for name in names]


def values_of(meta: dict[str, Any], key: str) -> frozenset[str]:
    """Return the values that a page's front matter has by `key`, such as its tags, in lower case.

    They are a list, a text with commas, or Jekyll's categories with spaces; Zola has them below `taxonomies`.
    """
    above = meta.get("taxonomies")
    raw = meta.get(key, above.get(key) if isinstance(above, dict) else None)
    if isinstance(raw, str):
        raw = [raw, *raw.split(","), *raw.split()]
    elif not isinstance(raw, list):
        raw = [raw]
    said = (str(value).strip().casefold() for value in raw if isinstance(value, str | int | float))
    return frozenset(filter(None, said))
