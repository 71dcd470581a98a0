"""Reading HTML of anybody's by the standard library's parser, in bounded time."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

_PIECE = 4096


def read(html: str, parser: HTMLParser) -> None:
    """Give `parser` all that has an end.

    It gets a piece at a time and is never told to close: for what never ends it looks in all it has, again and again, so
    80,000 characters of `<a ` at once take it 46 s.
    """
    with suppress(AssertionError):  # the parser's own, at a declaration that is none
        for at in range(0, len(html), _PIECE):
            parser.feed(html[at : at + _PIECE])
