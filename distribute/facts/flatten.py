"""List every item of a section, including the entries of nested lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from distribute.facts.clean import plain, without_markup
from distribute.facts.shorten import sentences_of
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import MORE_THAN_A_NAME, word_count
from distribute.languages.model import Language
from distribute.text.markdown import Item, Section

Part = Literal["item", "detail", "label"]
_DEEPEST = 20  # lists within lists, of which nobody writes more than a few
_LABEL = 6  # words of an entry that ends in a colon and only says whose news follows
_TITLE = 3  # words in bold that are no more than a label


class Entry(msgspec.Struct, frozen=True):
    """An item of a section and its part in it: told by itself, a detail of one above, or a label of those below."""

    item: Item
    part: Part


def cleaned_section(section: Section) -> Section:
    """Return a section without the markup that another program is to read."""
    return msgspec.structs.replace(
        section,
        title=without_markup(section.title),
        above=tuple(map(without_markup, section.above)),
        link=section.link and msgspec.structs.replace(section.link, text=without_markup(section.link.text)),
    )


def all_items(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items and those below them, outer ones first, however deep."""
    todo = list(reversed(list(items)))
    while todo:
        item = todo.pop()
        yield item
        todo.extend(reversed(item.children))


def flatten(items: Iterable[Item], language: Language, depth: int = 0) -> Iterator[Entry]:
    """Yield every item, outer ones first, without markup that the parser took for words; none is left out.

    The entries of a list that ends a fuller paragraph are details of it, and so are those below an entry
    that says something itself, and a paragraph below a linked title. Those below a mere name are told by themselves.
    """
    detail = is_titled = False
    for item in map(_cleaned, items):
        if is_titled and item.kind == "paragraph" and not _is_title(item):
            is_titled = False
            yield Entry(item, "detail")
            continue
        is_titled = item.kind == "paragraph" and _is_title(item)
        if item.kind != "bullet":
            leads_on = item.text.endswith((":", "："))
            is_full = len(sentences_of(item.text, language.code)) > 1
            detail = leads_on and (language.says("thanks", item.text) or (is_full and _tells(item)))
        if detail and item.kind == "bullet":
            yield from _details([item])
            continue
        is_label = bool(item.children) and _is_label(item)
        if item.text or not item.children:
            yield Entry(item, "label" if is_label else "item")
        is_told = is_label and depth < _DEEPEST
        yield from flatten(item.children, language, depth + 1) if is_told else _details(item.children)


def _details(items: Iterable[Item]) -> Iterator[Entry]:
    yield from (
        Entry(_cleaned(item), "detail") for item in all_items(items) if item.text or not item.children
    )


def _cleaned(item: Item) -> Item:
    """Return an item without markup in its own words; those below it are cleaned in their turn."""
    text, label = without_markup(item.text), without_markup(item.label)
    links = tuple(msgspec.structs.replace(link, text=without_markup(link.text)) for link in item.links)
    return msgspec.structs.replace(item, text=text, label=label, links=links)


def _is_title(item: Item) -> bool:
    """Say whether a paragraph is a title and nothing else, a link or words in bold, which the next one describes."""
    is_bold = (
        item.text == item.label and word_count(item.text) > _TITLE and not item.text.endswith((":", "："))
    )
    return is_bold or (len(item.links) == 1 and item.text == item.links[0].text)


def _tells(item: Item) -> bool:
    """Say whether a paragraph has something to hold on to before it leads on to its list."""
    return bool(item.links) or ONLY_VERSION.search(item.text) is not None


def _is_label(item: Item) -> bool:
    """Say whether an entry is a mere name or title, whose news those below it are."""
    text = plain(item.text)
    if not text or text.endswith((":", "：")):
        return word_count(text) <= _LABEL
    label = item.links[0].text if len(item.links) == 1 else text
    is_short = word_count(label) < MORE_THAN_A_NAME and not ONLY_VERSION.search(label)
    return text.strip(" :") == plain(label) and is_short
