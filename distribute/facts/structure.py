"""Read headings as their authors mean them.

A paragraph in bold may be a heading, and a heading in italics or with a date may be a paragraph that is written large.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import dropwhile

import msgspec

from distribute.facts.english import has_verb
from distribute.facts.filters import begins_with_day
from distribute.facts.flatten import is_bold
from distribute.facts.topics import is_generic
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import word_count
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.markdown import Item, Section

_BEFORE = lazy_regex(r"\A\W+")
_NOTES = 0.7  # share of the headings that are notes at most: if there are more, they are how the author writes headings
_AUTHOR = lazy_regex(r"(?<=\S)(?: ?[:：–—-] ?| )@[\w-]{1,39}(?:,? @[\w-]{1,39}){0,3}\Z", needs="@")
_NUMBER = lazy_regex(r"\A(\W{0,9})\d{1,2}[.)] (?=\S)", needs=(". ", ") "))  # "2. Kite", "🔔 2. Kite"
_SEVERAL = 3  # fewest headings with a handle that is their author's, or with a number that is no ordinal: "3. Treffen"
_SPEAKS, _SPEAKER = 4, 3  # how often a speaker of a talk speaks at least, and words of a name at most
_FEWEST = 2  # paragraphs in bold that are headings; one may be a remark
_LONGEST = 4  # most words of a heading in bold; a longer one is a statement
_ENDS = (".", "!", "?", "…", ",", ";", "。", "！", "？")


def as_meant(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections of an issue by the headings that name something."""
    yield from _with_bold_headings(list(_without_notes(_without_numbers(_without_authors(sections)))))


def _without_authors(sections: Sequence[Section]) -> Sequence[Section]:
    """Return the sections without the handles behind their headings, if several have one."""
    if not _are_several(_AUTHOR, sections):
        return sections
    return [msgspec.structs.replace(each, title=_AUTHOR.sub("", each.title)) for each in sections]


def _without_numbers(sections: Sequence[Section]) -> Sequence[Section]:
    """Return the sections without the numbers of the parts, in their headings and in a list of them, if several have one."""
    if not _are_several(_NUMBER, sections):
        return sections
    return [
        msgspec.structs.replace(
            section,
            title=_unnumbered(section.title),
            above=tuple(map(_unnumbered, section.above)),
            items=tuple(map(_unnumbered_item, section.items)),
        )
        for section in sections
    ]


def _are_several(pattern: re.Pattern[str], sections: Sequence[Section]) -> bool:
    return sum(pattern.search(section.title) is not None for section in sections) >= _SEVERAL


def _unnumbered_item(item: Item) -> Item:
    links = tuple(msgspec.structs.replace(link, text=_unnumbered(link.text)) for link in item.links)
    return msgspec.structs.replace(item, text=_unnumbered(item.text), links=links)


def _unnumbered(text: str) -> str:
    return _NUMBER.sub(r"\1", text)


def _without_notes(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections, with those whose heading is only a date or a note in italics as part of the one above."""
    notes = [_is_note(section) for section in sections]
    headings = sum(bool(section.title) for section in sections)
    if not any(notes) or sum(notes) > _NOTES * headings:
        yield from sections
        return
    whole: Section | None = None
    notes_only = False  # whether `whole` has no other items so far
    for section, is_note in zip(sections, notes, strict=True):
        # In italics, only what is directly below a heading is a note on it.
        is_below = bool(whole and whole.title and section.level > whole.level)
        is_first = section.emphasised and whole is not None and notes_only
        if whole and is_note and is_below and (is_first or begins_with_day(section.title)):
            words = _BEFORE.sub("", section.title)
            said = Item(words, section.line, "paragraph", emphasised=section.emphasised)
            whole = msgspec.structs.replace(whole, items=(*whole.items, said, *section.items))
            notes_only = notes_only and not section.items
            continue
        if whole:
            yield whole
        whole, notes_only = section, not section.items
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
                link=heading.links[0] if len(heading.links) == 1 and _is_linked(heading) else None,
            )


def _places(section: Section) -> list[int]:
    """Return the positions of the items that are headings: each has something below it that is none."""
    marked = [_is_heading(item) for item in section.items]
    return [at for at, here in enumerate(marked) if here and not all(marked[at + 1 : at + 2])]


def _is_heading(item: Item) -> bool:
    is_short = 0 < word_count(item.text) <= _LONGEST and not item.text.endswith(_ENDS)
    is_statement = has_verb(item.text) or ONLY_VERSION.search(item.text)
    return is_bold(item) and not item.children and is_short and not is_statement


def _is_linked(item: Item) -> bool:
    return item.links[0].text == item.text


def spoken(sections: Sequence[Section], language: Language) -> list[tuple[Section, Item]]:
    """Return the paragraphs of the transcript of a talk, each with its section.

    In a section, those are all from the first that begins with a speaker. A speaker is a name in bold, "Ada:", that several
    paragraphs begin with.
    """
    labels = Counter(item.label for section in sections for item in section.items if item.kind == "paragraph")
    speakers = {
        label
        for label, often in labels.items()
        if often >= _SPEAKS
        and label.endswith(":")
        and label[:1].isupper()
        and word_count(label) <= _SPEAKER
        and not is_generic(label, language, "")
    }
    return [
        (section, item)
        for section in (sections if speakers else ())
        for item in dropwhile(lambda item: item.label not in speakers, section.items)
        if item.kind == "paragraph"
    ]


def without_items(section: Section, items: Collection[Item]) -> Section:
    """Return a section without some of its items."""
    return msgspec.structs.replace(section, items=tuple(item for item in section.items if item not in items))
