"""An issue's text as data: sections, items, links and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from distribute.regex import lazy_regex

_FILE_NAME = lazy_regex(r"[\w.-]+\Z")
_NO_WORDS = lazy_regex(
    r"(?:image|img|dsc|photo|picture|figure|bild|bildschirmfoto|screen ?shot)[\s\d.:_-]*"
    r"(?:(?:at|from|um|von)[\s\d.:_-]+(?:[ap]m)?)?\Z|[^/\\]*\.(?:png|jpe?g|gif|webp|avif|svg)\Z",
    re.IGNORECASE,
)


class Link(msgspec.Struct, frozen=True):
    """A link's text and its absolute address, "" if it has none."""

    text: str
    url: str


class Figure(msgspec.Struct, frozen=True):
    """An image in the body."""

    url: str
    alt: str
    caption: str
    line: int


class Item(msgspec.Struct, frozen=True):
    """A paragraph or list entry as plain text.

    `emphasised` is true if all of it is in italics; `label` is the bold text at its start.
    """

    text: str
    line: int
    kind: Literal["paragraph", "bullet", "quote"]
    links: tuple[Link, ...] = ()
    emphasised: bool = False
    label: str = ""
    children: tuple[Item, ...] = ()
    code: tuple[str, ...] = ()  # code spans that begin with a mark: `@kite/core`, `$kite`


class Section(msgspec.Struct, frozen=True):
    """A heading, the headings above it, and the content up to the next heading."""

    title: str
    level: int
    line: int
    above: tuple[str, ...]
    items: tuple[Item, ...]
    other: bool = False  # whether it contains a table, code, an image or raw HTML, which are not items
    link: Link | None = None  # the heading's link, if the heading consists of one link
    code: tuple[str, ...] = ()  # the heading's code spans that begin with a mark


class Document(msgspec.Struct, frozen=True):
    """A whole body. The first section has no title and contains what comes before the first heading."""

    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    links: tuple[tuple[Link, int], ...]
    code: tuple[range, ...] = ()  # the lines of each block of code

    def items(self) -> Iterator[Item]:
        """Yield every item of every section, outer ones first."""
        todo = [item for section in reversed(self.sections) for item in reversed(section.items)]
        while todo:
            item = todo.pop()
            yield item
            todo.extend(reversed(item.children))


def is_description(alt: str, url: str) -> bool:
    """Return whether an image's alt text is a description and not empty or a file name."""
    if not alt.strip() or _NO_WORDS.match(alt.strip()):
        return False
    stem = url.rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold()
    return alt.casefold() not in {stem, url.rsplit("/", 1)[-1].casefold()} and not (
        _FILE_NAME.match(alt) and ("_" in alt or "." in alt or "-" in alt)
    )
