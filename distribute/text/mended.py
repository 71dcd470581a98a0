"""Adapt Markdown to the parser where generators differ: tags with empty lines in them, rules of tables, definitions."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from distribute.regex import lazy_regex

if TYPE_CHECKING:
    import pyromark

_EMPTY_LINE = lazy_regex(r"\n[ \t]*(?=\n)")
# A tag of a picture or a film, which has no code in it.
_TORN = lazy_regex(
    r"<(?:audio|embed|iframe|img|object|source|video)\s[^<>`]{0,2000}>",
    re.IGNORECASE,
    needs=("<audio", "<embed", "<iframe", "<img", "<object", "<source", "<video"),
)
_FENCE = lazy_regex(r" {0,3}(`{3,}|~{3,})")
_RULE = lazy_regex(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:[|+][ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_CELL = lazy_regex(r":?-+:?")
_JOINER = "\u2060"
_PIPE = lazy_regex(r"(?<!\\)\|")


def mended(source: str) -> str:
    """Return Markdown in which a CommonMark parser with GitHub's tables recognises all tags and tables.

    An empty line ends a tag there, and a rule with fewer or more cells than the header makes no table. kramdown and
    browsers are less strict. Code stays as it is.
    """
    if "\n\n" in source and "<" in source:
        source = _TORN.sub(lambda tag: _EMPTY_LINE.sub("", tag[0]), source)
    return _with_rules(source) if "|" in source else source


def rendered(source: str, options: pyromark.Options) -> str:
    """Return Markdown as HTML, with only true definitions (see `with_true_definitions`)."""
    import pyromark

    return without_joiners(pyromark.html(with_true_definitions(source, options), options=options))


def with_true_definitions(source: str, options: pyromark.Options) -> str:
    """Return Markdown in which no line begins a definition whose colon has no white space behind it: ":de: Ada flies".

    The parser would take it for one, and the paragraph before it for the term. So a character that nobody sees is put before
    the colon: unlike a backslash, it means nothing in code. The lines stay where they are.
    """
    if not any(line.lstrip(" >").startswith(":") for line in source.split("\n")):
        return source
    import pyromark

    data = source.encode()
    begun = (
        place["start"]
        for event, place in pyromark.events_with_range(source, options=options)
        if event == {"Start": "DefinitionListDefinition"}
    )
    false = [at for at in begun if data[at : at + 1] == b":" and data[at + 1 : at + 2].strip()]
    pieces = (data[begin:end] for begin, end in pairwise((0, *false, len(data))))
    return _JOINER.encode().join(pieces).decode()


def without_joiners(text: str) -> str:
    """Return `text` without what `with_true_definitions` has put before colons."""
    return text.replace(f"{_JOINER}:", ":") if _JOINER in text else text


def _with_rules(source: str) -> str:
    """Return Markdown in which the rule below a table's header has a cell for each of the header's."""
    lines = ["", *source.split("\n")]
    fence = ""
    for number in range(1, len(lines)):
        line = lines[number]
        if (found := _FENCE.match(line)) and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        header, above = lines[number - 1], lines[max(number - 2, 0)]
        is_rule = not fence and ("|" in line or "+" in line) and _RULE.match(line)
        if is_rule and _PIPE.search(header) and not _PIPE.search(above):
            lines[number] = _rule(line, len(_PIPE.split(header.strip().strip("|"))))
    return "\n".join(lines[1:])


def _rule(line: str, count: int) -> str:
    cells = _CELL.findall(line)
    return f"|{'|'.join((*cells, *['---'] * count)[:count])}|" if len(cells) != count or "+" in line else line
