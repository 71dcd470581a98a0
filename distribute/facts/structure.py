"""Read headings as their authors mean them.

A paragraph in bold may be a heading, and a heading in italics or with a date may be a paragraph that is written large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts.filters import begins_with_day
from distribute.facts.words import word_count
from distribute.regex import lazy_regex
from distribute.text.markdown import Item, Section

_BEFORE = lazy_regex(r"\A\W+")
_MOST_NOTES = 1.4  # of two headings, at most so many are notes: others are how the author writes headings
_FEWEST = 2  # paragraphs in bold that are headings; one may be a remark
_LONGEST = 12  # most words of a heading
_ENDS = (".", "!", "?", "…", ",", ";", "。", "！", "？")


def as_meant(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections of an issue by the headings that name something."""
    yield from _with_bold_headings(list(_without_notes(sections)))


def _without_notes(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections, with those whose heading is only a date or a note in italics as part of the one above."""
    notes = [_is_note(section) for section in sections]
    headings = sum(bool(section.title) for section in sections)
    if not any(notes) or 2 * sum(notes) > _MOST_NOTES * headings:
        yield from sections
        return
    whole: Section | None = None
    for section, is_note in zip(sections, notes, strict=True):
        if whole and whole.title and is_note and section.level > whole.level:
            words = _BEFORE.sub("", section.title)
            said = Item(words, section.line, "paragraph", emphasised=section.emphasised)
            whole = msgspec.structs.replace(whole, items=(*whole.items, said, *section.items))
            continue
        if whole:
            yield whole
        whole = section
    if whole:
        yield whole


def _is_note(section: Section) -> bool:
    return bool(section.title) and (section.emphasised or begins_with_day(section.title))


def _with_bold_headings(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections, parted at paragraphs in bold if the issue has no other headings."""
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
