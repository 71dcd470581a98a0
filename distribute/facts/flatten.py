"""List every item of a section, including the entries of nested lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from distribute.facts.clean import plain, without_markup
from distribute.facts.english import commands, has_verb
from distribute.facts.shorten import sentences_of
from distribute.facts.topics import is_generic
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import MORE_THAN_A_NAME, word_count
from distribute.languages.model import Language, RuleId
from distribute.regex import lazy_regex
from distribute.text.holes import HOLE
from distribute.text.markdown import Item, Link, Section

Part = Literal["item", "detail", "label"]
_DEEPEST = 20  # most levels of nested lists that are read as labels and entries
_LABEL = 6  # most words of an entry that ends in a colon and only introduces the entries below it
_KEY = r"[A-Z][A-Z0-9_]{1,20}-\d{1,7}"  # of a ticket: "KITE-123"
_ONLY_KEY = lazy_regex(_KEY)
_KEY_FIRST = lazy_regex(rf"\A{_KEY}(?: ?[:–—]| -)? (?=[\"“'‘]?[A-Z])")  # "KITE-123 Sew on loops"
_NAME_OF_SITE = 3  # fewest letters of a word of its name
_ASIDE: tuple[RuleId, ...] = ("thanks", "advertisement", "plans")  # rules for what leads to no news
_TITLE = 3  # most words in bold that are only a label


class Entry(msgspec.Struct, frozen=True):
    """An item, and whether it is a statement of its own, a detail of an item above, or a label of the items below."""

    item: Item
    part: Part


def cleaned_section(section: Section) -> Section:
    """Return a section whose headings have no markup for other programs."""
    return msgspec.structs.replace(
        section,
        title=without_markup(section.title),
        above=tuple(map(without_markup, section.above)),
        link=section.link and msgspec.structs.replace(section.link, text=without_markup(section.link.text)),
    )


def all_items(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items and those below them at any depth, outer ones first."""
    todo = list(reversed(list(items)))
    while todo:
        item = todo.pop()
        yield item
        todo.extend(reversed(item.children))


def by_line(sections: Iterable[Section]) -> dict[int, Item]:
    """Return every item of the sections by its line in the file."""
    return {item.line: item for section in sections for item in all_items(section.items)}


def flatten(items: Iterable[Item], language: Language, depth: int = 0) -> Iterator[Entry]:
    """Yield every item, outer ones first, without markup for other programs. No item is omitted.

    Details are the entries of a list that a paragraph of several sentences introduces, the items below an entry that is a
    statement, and the paragraph below a linked title. The items below a name or label are statements of their own. A linked
    name with only a paragraph below it is one statement, and so is a release with the list of its changes.
    """
    detail = is_titled = False
    for item in (_cleaned(item, language) for item in items):
        if is_titled and item.kind == "paragraph" and not _is_title(item):
            is_titled = False
            yield Entry(item, "detail")
            continue
        is_titled = item.kind == "paragraph" and _is_title(item)
        if item.kind != "bullet":
            leads_on = item.text.endswith((":", "："))
            is_full = len(sentences_of(item.text, language.code)) > 1
            is_aside = leads_on and any(language.says(rule, item.text) for rule in _ASIDE)
            detail = is_aside or (leads_on and is_full and _tells(item))
        if detail and item.kind == "bullet":
            yield from _details([item], language)
            continue
        is_label = bool(item.children) and _is_label(item)
        if is_label and item.links and (described := _described(item, language)):
            yield Entry(described, "item")
            yield from _details(item.children, language)
            continue
        if is_label and item.text.endswith(":") and word_count(item.text) > _TITLE and commands(item.text):
            yield Entry(msgspec.structs.replace(item, text=item.text.rstrip(" :")), "item")
            yield from _details(item.children, language)
            continue
        if listed := with_list(item, language):
            yield Entry(listed, "item")
            yield from _details(item.children, language)
            continue
        if item.text or not item.children:
            yield Entry(item, "label" if is_label else "item")
        is_told = is_label and depth < _DEEPEST
        below = item.children
        yield from flatten(below, language, depth + 1) if is_told else _details(below, language)


def _described(item: Item, language: Language) -> Item | None:
    """Return an entry that is only a linked name with the paragraph that describes it: "Kite: a toy for windy days"."""
    said = [_cleaned(child, language).text for child in item.children if child.kind == "paragraph"]
    if len(said) != len(item.children) or not said[0] or HOLE in said[0]:
        return None
    return msgspec.structs.replace(item, text=f"{item.text.rstrip(' :')}: {said[0]}", children=())


def with_list(item: Item, language: Language) -> Item | None:
    """Return an entry that is only a release with the list of its changes: "Kite 2.0: adds tails; mends reels"."""
    name = plain(item.text).strip(" :")
    is_name = word_count(name) <= MORE_THAN_A_NAME and ONLY_VERSION.search(name)
    if not is_name or any(map(_is_release, item.children)):
        return None
    below = (_cleaned(child, language).text.rstrip(".;, ") for child in item.children)
    changes = [change for change in below if _is_change(change) and not is_generic(change, language)]
    if not changes:
        return None
    return msgspec.structs.replace(item, text=f"{name}: {'; '.join(changes)}", children=())


def _is_release(item: Item) -> bool:
    """Return whether an entry begins with a link that names a version."""
    name = item.links[0].text if item.links else ""
    return item.text.startswith(name) and ONLY_VERSION.search(name) is not None


def _is_change(text: str) -> bool:
    """Return whether a text tells a change after the name of a release and a colon."""
    is_whole = HOLE not in text and ": " not in text
    return is_whole and word_count(plain(text)) > 1


def _details(items: Iterable[Item], language: Language) -> Iterator[Entry]:
    yield from (
        Entry(_cleaned(item, language), "detail")
        for item in all_items(items)
        if item.text or not item.children
    )


def _cleaned(item: Item, language: Language) -> Item:
    """Return an item without markup for other programs, and without sentences that lack words unless there is no other.

    Its children are left as they are.
    """
    text, label = without_markup(item.text), without_markup(item.label)
    if HOLE in text:
        whole = " ".join(sentence for sentence in sentences_of(text, language.code) if HOLE not in sentence)
        text, label = whole or text, label if label in whole else ""
    links = tuple(msgspec.structs.replace(link, text=without_markup(link.text)) for link in item.links)
    if links and text == links[0].text and (title := _without_site(links[0])) != text:
        text, links = title, (msgspec.structs.replace(links[0], text=title), *links[1:])
    if links and is_ticket_page(links[0]) and item.kind == "bullet":
        text = _KEY_FIRST.sub("", text)
    return msgspec.structs.replace(item, text=text, label=label, links=links)


def is_ticket_page(link: Link) -> bool:
    """Return whether a link is the number of a ticket and leads to its page, as Jira has it: `/browse/KITE-123`."""
    return link.url.endswith(f"/browse/{link.text}") and _ONLY_KEY.fullmatch(link.text) is not None


def _without_site(link: Link) -> str:
    """Return a link's text without the site that its page's title ends with: "Knots | Kite Club" at blog.kite-club.example."""
    title, bar, site = link.text.rpartition(" | ")
    host = (urlsplit(link.url).hostname or "").replace("-", "").replace(".", "")
    names = ["".join(filter(str.isalnum, word)) for word in site.casefold().split()]
    is_named = "".join(names) in host or all(len(name) >= _NAME_OF_SITE and name in host for name in names)
    return title if bar and any(names) and is_named else link.text


def is_bold(item: Item) -> bool:
    """Return whether a paragraph is nothing but words in bold."""
    return item.kind == "paragraph" and bool(item.text) and item.text == item.label


def _is_title(item: Item) -> bool:
    """Return whether a paragraph is only a title, a link or words in bold, which the next paragraph describes."""
    is_label = item.text.endswith((":", "："))
    is_linked = len(item.links) == 1 and item.text == item.links[0].text
    return is_linked or (is_bold(item) and word_count(item.text) > _TITLE and not is_label)


def is_bold_statement(item: Item) -> bool:
    """Return whether a paragraph in bold tells the news of what is below it: "Kite Club opens its doors"."""
    is_label = item.text.endswith((":", "："))
    return is_bold(item) and not is_label and word_count(item.text) > _TITLE and has_verb(item.text)


def _tells(item: Item) -> bool:
    """Return whether a paragraph that introduces a list contains a link or a version."""
    return bool(item.links) or ONLY_VERSION.search(item.text) is not None


def _is_label(item: Item) -> bool:
    """Return whether an entry is only a name or title of the items below it."""
    text = plain(item.text)
    if not text or text.endswith((":", "：")):
        return word_count(text) <= _LABEL
    label = item.links[0].text if len(item.links) == 1 else text
    is_short = word_count(label) < MORE_THAN_A_NAME and not ONLY_VERSION.search(label)
    return text.strip(" :") == plain(label) and is_short
