"""A message's page as a mail program would show it in light and in dark colours, with and without its pictures.

A page without scripts can't tell a sandboxed frame which colours to prefer, so each view is a page of its own.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

_STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_PREFERS = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)", re.IGNORECASE)
_SCHEME = re.compile(r'(<meta name="(?:supported-color-schemes|color-scheme)" content=)"[^"]*"')
_SOURCE = re.compile(r'(<img\b[^>]*?) src="[^"]*"')
_TRUE, _FALSE = "(min-width: 0px)", "(max-width: 0px)"

Colours = Literal["light", "dark"]


class View(msgspec.Struct, frozen=True):
    """One look of a message."""

    colours: Colours
    pictures: Literal["shown", "blocked"]
    html: str


def views(page: str) -> list[View]:
    """Return the looks of a page whose pictures are in it."""
    if not page:
        return []
    looks: tuple[Colours, Colours] = "light", "dark"
    return [
        View(colours, pictures, in_colours(page if pictures == "shown" else without_pictures(page), colours))
        for colours in looks
        for pictures in ("shown", "blocked")
    ]


def in_colours(page: str, colours: Colours) -> str:
    """Return the page with its media queries answered as by a mail program of these colours."""

    def answered(style: re.Match[str]) -> str:
        return _PREFERS.sub(lambda it: _TRUE if it[1].lower() == colours else _FALSE, style[0])

    return _SCHEME.sub(rf'\1"{colours}"', _STYLE.sub(answered, page))


def without_pictures(page: str) -> str:
    """Return the page as most mail programs show it first: in place of each picture stands its alternative text."""
    return _SOURCE.sub(r"\1", page)
