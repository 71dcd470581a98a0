"""An issue's text as data: sections, items, links and figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from distribute.regex import lazy_regex

_FILE_NAME = lazy_regex(r"[\w.-]+\Z")
_NO_WORDS = lazy_regex(
    r"(?:alt|image|img|dsc|photo|picture|figure|bild|bildschirmfoto|screen ?shot)[\s\d.:_-]*"
    r"(?:(?:at|from|um|von)[\s\d.:_-]+(?:[ap]m)?)?\Z|[^/\\]*\.(?:png|jpe?g|gif|webp|avif|svg)\Z",
    re.IGNORECASE,
)
_SPONSOR = lazy_regex(
    r"\b(?:sponsor|advertisement|anzeige|werbung|publicité|partenaire|patrocin)|\U0001f4b8", re.IGNORECASE
)
_DECORATION = lazy_regex(
    r"banner|(?<![a-z])(?:logo|badge|icon|avatar|divider)s?(?![a-z])|shields\.io/|\.(?:svgz?|gif)(?:[?#]|\Z)",
    re.IGNORECASE,
    needs=("banner", "logo", "badge", "icon", "avatar", "divider", "shields.io/", ".svg", ".gif"),
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

    `emphasised` is true if all of it is in italics; `label` is the bold text at its start. Both have a `HOLE`
    where words are missing that readers of the page see.
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
    """A heading, with "…" for missing words, the headings above it, and the content up to the next heading."""

    title: str
    level: int
    line: int
    above: tuple[str, ...]
    items: tuple[Item, ...]
    other: bool = False  # whether it contains a table, code, an image or raw HTML, which are not items
    link: Link | None = None  # the heading's link, if it consists of one link and perhaps its authors
    code: tuple[str, ...] = ()  # the heading's code spans that begin with a mark
    emphasised: bool = False  # whether all of the heading is in italics
    lacks_words: bool = False  # whether the heading has "…" for missing words


class Document(msgspec.Struct, frozen=True):
    """A whole body. The first section has no title and contains what comes before the first heading."""

    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    links: tuple[tuple[Link, int], ...]
    code: tuple[range, ...] = ()  # the lines of each block of code
    folded: tuple[range, ...] = ()  # the lines of each part that readers have to unfold

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


def figure_to_show(document: Document, usual: Collection[str]) -> tuple[str, str] | None:
    """Return the address and the description of the first figure that says something of this issue; None without one.

    That is no decoration, no advertisement, and none of the `usual` addresses, which earlier issues show too.
    """
    for figure in document.figures:
        words = _description(figure)
        if (
            words
            and figure.url.startswith(("http://", "https://"))
            and figure.url not in usual
            and not _DECORATION.search(figure.url)
            and not _is_sponsored(figure.line, document)
        ):
            return figure.url, words
    return None


def _description(figure: Figure) -> str:
    """Return a figure's alt text, else its caption; "" if neither is a description."""
    # A caption may equal the file's stem ("Dino"), but not its full name.
    either = ((figure.alt, figure.url), (figure.caption, ""))
    return next((said for said, url in either if is_description(said, url)), "")


def _is_sponsored(line: int, document: Document) -> bool:
    """Return whether a line stands below a heading such as "Sponsor"."""
    sections = document.sections
    at = bisect_right(sections, line, key=lambda section: section.line)
    return at > 0 and _SPONSOR.search(sections[at - 1].title) is not None
