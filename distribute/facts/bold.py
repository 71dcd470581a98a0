"""Headings that are written in bold, in a paragraph of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts.words import word_count
from distribute.text.markdown import Item, Section

_FEWEST = 2  # paragraphs in bold that are headings; one may be a remark
_LONGEST = 12  # most words of a heading
_ENDS = (".", "!", "?", "…", ",", ";", "。", "！", "？")


def with_bold_headings(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections of an issue, parted at its paragraphs in bold if it has no other headings."""
    has_headings = any(section.title for section in sections)
    found = 0 if has_headings else sum(len(_places(section)) for section in sections)
    for section in sections:
        places = _places(section) if found >= _FEWEST else []
        if not places:
            yield section
            continue
        yield msgspec.structs.replace(section, items=section.items[: places[0]])
        above = (*section.above, section.title) if section.title else section.above
        for begin, end in zip(places, (*places[1:], len(section.items)), strict=True):
            heading, items = section.items[begin], section.items[begin + 1 : end]
            yield Section(
                title=heading.text.rstrip(" :："),
                level=section.level + 1,
                line=heading.line,
                above=above,
                items=items,
                link=heading.links[0] if len(heading.links) == 1 == _linked(heading) else None,
            )


def _places(section: Section) -> list[int]:
    """Return the positions of the items that are headings: each has something below it that is none."""
    marked = [_is_heading(item) for item in section.items]
    return [at for at, here in enumerate(marked) if here and not all(marked[at + 1 : at + 2])]


def _is_heading(item: Item) -> bool:
    is_bold = item.kind == "paragraph" and item.text == item.label and not item.children
    return is_bold and 0 < word_count(item.text) <= _LONGEST and not item.text.endswith(_ENDS)


def _linked(item: Item) -> bool:
    return item.links[0].text == item.text
