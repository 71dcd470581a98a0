"""Turn every item of an issue's sections into a fact, or reject it by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import msgspec

from distribute.facts.clean import plain
from distribute.facts.english import has_verb
from distribute.facts.entries import AHEAD, BASE, fact_of_entry, known_before
from distribute.facts.filters import rejecting
from distribute.facts.flatten import flatten
from distribute.facts.headings import is_own_heading, own_stories
from distribute.facts.model import Fact, Rejected, RejectionRule
from distribute.facts.naming import has_name, with_date
from distribute.facts.newsworthy import can_replace, is_prose
from distribute.facts.pages import page_of
from distribute.facts.parts import under_part
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import begins_subordinate, sentences_of
from distribute.facts.specs import SpecItem, spec_facts
from distribute.facts.stories import heading_above, names_more, story_fact, story_facts
from distribute.facts.topics import Role, is_kind, role_of_section
from distribute.facts.words import (
    MORE_THAN_A_NAME,
    SHORT_PHRASE,
    first_word,
    has_digits,
    is_question,
    word_count,
)
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import names_day_ahead
from distribute.text.headline import labelled
from distribute.text.markdown import Item, Section

_LONG = 8  # fewest short entries under a heading that counts them for which the heading is the fact
_INVENTORY = 20  # fewest short entries of a section that is an inventory
_QUESTIONS = 2  # fewest questions in bold of an interview
_TITLE_LINE = lazy_regex(r"(?:\)|\*\*|__)\W{0,4}\Z")  # a line that ends with a link or in bold
_NEW_LINE = lazy_regex(r"(?:`|\*\*|__|[A-ZÀ-Þ])")
_WORD = lazy_regex(r"\w+")
_LAST_ADDRESS = lazy_regex(r"(?:\s:?\s?\(?https?://[^\s()]{1,2000}\)?)+\.?\Z")
_LAST_BRACKETS = lazy_regex(r"\s\((?P<inside>[^()]{1,200})\)\.?\Z")
_END = 2_100  # characters at the end of an entry in which an address or brackets are looked for
_BEGINS = 3  # words with which the beginning of a line is found in the text
_STOPS = ".!?:;,…–—-"

Found = Fact | Rejected | SpecItem


def find(sections: Sequence[Section], context: IssueContext) -> Iterator[Fact | Rejected]:
    """Yield the fact that each item reports, or the rule that rejects the item. No item is omitted.

    The specifications come last, one fact for each kind of change.
    """
    specs: list[SpecItem] = []
    for found in _found(sections, context):
        if isinstance(found, SpecItem):
            specs.append(found)
        else:
            yield found
    yield from spec_facts(specs, context.issue)


def _found(sections: Sequence[Section], context: IssueContext) -> Iterator[Found]:
    """Yield what each story, heading and item of an issue reports, in its order."""
    language, site = context.language, context.issue.site
    stories = own_stories(sections, context)
    yield from story_facts(stories.told, context)
    told = {id(section) for story in stories.told for section in story}
    has_headings = any(section.title for section in sections)
    for section in sections:
        entries = list(flatten(section.items, language))
        yield from (
            Rejected.of_item(section, entry.item, "detail" if entry.part == "detail" else "list-title")
            for entry in entries
            if entry.part != "item"
        )
        items = [_titled(entry.item, context) for entry in entries if entry.part == "item"]
        if id(section) in told:
            yield from _below_story(section, items, context)
        elif id(section) in stories.played:
            yield from _in_prose(section, items, context)
        elif _is_interview(items):
            if is_own_heading(section, context):
                yield story_fact((msgspec.structs.replace(section, items=()),), context, 0)
            yield from (Rejected.of_item(section, item, "interview") for item in items)
        elif headed := list(_headed(section, context)):
            yield from headed
            yield from (Rejected.of_item(section, item, "told-by-heading") for item in items)
        else:
            role = role_of_section(section, language, site) if has_headings else "news"
            yield from _in_role(section, role, items, context)


def _is_interview(items: Sequence[Item]) -> bool:
    """Return whether a section is an interview, with its questions in bold."""
    return sum(is_question(item.label.rstrip()) for item in items) >= _QUESTIONS


def _below_story(section: Section, items: list[Item], context: IssueContext) -> Iterator[Found]:
    """Yield the items below a heading that is a fact: its lists are details, and its paragraphs are covered by the heading."""
    paragraphs, bullets = _parted(items)
    yield from (Rejected.of_item(section, item, "told-by-heading") for item in paragraphs)
    yield from _facts_of(section, "detail", bullets, context)


def _in_prose(section: Section, items: list[Item], context: IssueContext) -> Iterator[Found]:
    """Yield what the paragraphs of a story report; its lists are details of them."""
    paragraphs, bullets = _parted(items)
    yield from (Rejected.of_item(section, item, "detail") for item in bullets)
    yield from _facts_of(section, "news", paragraphs, context)


def _parted(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Return the items that are not entries of a list, and those that are."""
    paragraphs = [item for item in items if item.kind != "bullet"]
    return paragraphs, [item for item in items if item.kind == "bullet"]


def _headed(section: Section, context: IssueContext) -> Iterator[Fact]:
    """Yield the fact of a heading that is a link, as if it were an entry of the section above it."""
    above = msgspec.structs.replace(section, title="".join(section.above[-1:]), above=section.above[:-1])
    role = role_of_section(above, context.language, context.issue.site) if section.above else "news"
    is_title = word_count(section.title) < SHORT_PHRASE and all(
        item.kind != "bullet" for item in section.items
    )
    names_more_than_a_part = names_more(plain(section.title), context)
    if section.link and is_title and names_more_than_a_part and role not in {"spec", "none"}:
        entry = Item(section.title, section.line, "bullet", (section.link,))
        yield from (told for told in _facts_of(above, role, [entry], context) if isinstance(told, Fact))


def _in_role(section: Section, role: Role, items: list[Item], context: IssueContext) -> Iterator[Found]:
    """Yield what a section in this role reports: under its heading if that is the news, else item by item."""
    is_title = role in {"announcement", "event"} and _is_headline(section, context)
    headline = _headline(section, role, items, context) if is_title else None
    if headline is None:
        yield from _facts_of(section, role, items, context)
    else:
        yield headline
        yield from _below_story(section, items, context)


def _facts_of(section: Section, role: Role, items: list[Item], context: IssueContext) -> Iterator[Found]:
    """Yield what each item of a section reports."""
    if role in {"none", "lead"}:
        rule: RejectionRule = "introduction" if role == "lead" else "no-news-heading"
        yield from (Rejected.of_item(section, item, rule) for item in items)
        return
    if role != "spec" and (listed := _counted_list(section, items)):
        yield _counted(section, listed, context.issue.language)
        lines = {item.line for item in listed}
        yield from (Rejected.of_item(section, item, "told-with", str(listed[0].line)) for item in listed)
        items = [item for item in items if item.line not in lines]
    in_prose = is_prose(section)
    is_inventory = role not in {"spec", "security"} and _is_inventory(items)
    for position, item in enumerate(items):
        ahead = names_day_ahead(item.text, context.issue.date)
        following = items[position + 1 : position + 2]
        if reason := rejecting(role, item, following, context, ahead=ahead):
            times = context.times_seen(item.line)
            detail = f"{times} earlier issue{'s' if times > 1 else ''}" if reason == "recurs" else ""
            yield Rejected.of_item(section, item, reason, detail)
        elif role == "spec":
            yield SpecItem(section, item)
        else:
            found = fact_of_entry(
                context.issue,
                section,
                "inventory" if is_inventory else role,
                item,
                position,
                ahead=ahead,
                in_prose=in_prose,
            )
            if isinstance(found, Fact):
                found = under_part(found, section, context)
                if "upcoming" in found.tags and context.times_seen(item.line):
                    found = known_before(found)
            yield found


def _is_headline(section: Section, context: IssueContext) -> bool:
    """Return whether a heading below another may be news by itself.

    It has to name something, and either have a coming date below it or not be in earlier issues.
    """
    title = plain(section.title)
    is_name = has_name(title, context.language, context.issue.site) and not is_kind(section, context.language)
    names = has_digits(title) or is_name
    is_below = bool(section.above and section.items)
    if section.lacks_words or not (is_below and names and word_count(title) > 1):
        return False
    if any(names_day_ahead(item.text, context.issue.date) for item in section.items):
        return True
    told = [item for item in section.items if item.kind != "bullet"]
    is_old = bool(told) and all(context.times_seen(item.line) for item in told)
    return not (is_old or context.times_seen(section.line))


def _headline(section: Section, role: Role, items: list[Item], context: IssueContext) -> Fact | None:
    """Return the fact of a headline, or None if it is only a name.

    If the first fact below the headline repeats it, its phrases are used.
    """
    language = context.language
    title = plain(section.title).rstrip(".:")
    paragraphs, _ = _parted(items)
    found = _facts_of(section, role, paragraphs, context)
    first = next((each for each in found if isinstance(each, Fact)), None)
    sentences = [
        sentence for item in paragraphs for sentence in sentences_of(plain(item.text), language.code)
    ]
    tells = has_verb(title)
    title_words = {word.strip(".,:;!?()").casefold() for word in title.split()} - language.ordinary
    said = tuple(
        phrase for phrase in (first.phrases if first else ()) if can_replace(title_words, phrase, language)
    )
    phrases = said or _with_deadline(title, sentences, context)
    if first and not phrases and not tells and not begins_subordinate(first.phrases[0], language.code):
        phrases = said = first.phrases
    words = [word for word in title.split() if word.casefold() not in language.ordinary]
    is_name = len(words) < MORE_THAN_A_NAME and title[-1].isalpha()
    if not phrases and (is_name or not (tells or first)):
        return None
    is_ahead = any(names_day_ahead(phrase, context.issue.date) for phrase in phrases)
    score = max(BASE[role] + (AHEAD if is_ahead else 0.0), first.score if first else 0.0)
    if context.times_seen(section.line) and not said:
        score = BASE[role] / 2  # a call that is repeated until its deadline
    is_told = is_name or (said and word_count(phrases[-1]) <= SHORT_PHRASE)
    return Fact(
        phrases=phrases if is_told else tuple(dict.fromkeys((*phrases, title))),
        line=section.line,
        section=section.title,
        score=score,
        kind=first.kind if first else "event" if role == "event" else "announcement",
        tags=first.tags if first else ("upcoming",) if is_ahead else (),
        rule="headline",
        link=page_of(items, phrases[0] if is_told else title),
        name="" if is_name else title,
        above=heading_above(section),
    )


def _with_deadline(title: str, sentences: list[str], context: IssueContext) -> tuple[str, ...]:
    """Append the sentence with a coming date to a title: of "If you like, apply until Monday", only "apply until Monday"."""
    today: datetime | None = context.issue.date
    for sentence in sentences:
        is_conditional = first_word(sentence) in context.language.conditional
        main = sentence.partition(", ")[2] if is_conditional else ""
        for then in context.language.clauses.consequents:
            main = main.removeprefix(then)
        if names_day_ahead(main, today):
            return (labelled(title, main.rstrip(".")),)
    dated = with_date((title,), ["", *sentences], today, context.language)
    return tuple(phrase for phrase in dated if phrase != title)


@cache
def _signed(language: str) -> re.Pattern[str]:
    """Return the pattern of "by Ben Gamari", "by the Nim team and @writer".

    English titles are listed in every language.
    """
    by = "|".join(filter(None, dict.fromkeys(language_of(code).lists.by for code in (language, "en"))))
    return lazy_regex(rf",? (?:{by}) (?:(?:the |and |& |@)?[\w.’'@-]++,? ?){{1,8}}")


def _titled(item: Item, context: IssueContext) -> Item:
    """Return an entry without the author after its linked title, or with a full stop after a title on a line of its own."""
    item = _without_pointer(item, context.language)
    title = item.links[0].text if item.links else ""
    said = item.text[len(title) :]
    if not title or not said or not item.text.startswith(title):
        return _with_stops(item, context)
    if item.kind == "bullet" and _signed(context.language.code).fullmatch(said):
        return msgspec.structs.replace(item, text=title)
    return _with_stops(item, context)


def _with_stops(item: Item, context: IssueContext) -> Item:
    """Return an entry with a full stop or colon after its first line, if that line is a title."""
    line, following = context.source(item.line), context.source(item.line + 1)
    if not (_TITLE_LINE.search(line) and _NEW_LINE.match(following)):
        return item
    words = _WORD.findall(following)[:_BEGINS]
    found = re.search(r"\W+".join(map(re.escape, words)), item.text) if len(words) == _BEGINS else None
    before = item.text[: found.start()].rstrip(" `*_\"'“(") if found else ""
    if not found or not before or before[-1] in _STOPS:
        return item
    rest = item.text[len(before) :].lstrip()
    return msgspec.structs.replace(item, text=f"{before}{'.' if rest[:1].isupper() else ':'} {rest}")


def _without_pointer(item: Item, language: Language) -> Item:
    """Return an entry without the pointers or names at its end: "(blog post) (ada bo)"."""
    text = item.text
    if (address := _LAST_ADDRESS.search(text, max(0, len(text) - _END))) and address.start():
        text = text[: address.start()]
    found = _LAST_BRACKETS.search(text, max(0, len(text) - _END))
    if found and text[: found.start()].strip() and _is_apparatus(found["inside"], item, language):
        text = text[: found.start()].rstrip()
    return item if text == item.text else msgspec.structs.replace(item, text=text)


def _is_apparatus(inside: str, item: Item, language: Language) -> bool:
    """Return whether brackets contain only accounts, or the words of a link to more information."""
    accounts = {link.text for link in item.links if link.url.endswith(f"/{link.text}")}
    if all(name in accounts or name[0] == "@" for name in inside.replace(",", " ").split()):
        return True
    return bool(item.links) and inside == item.links[-1].text and language.says("pointer", inside)


def _counted_list(section: Section, items: list[Item]) -> list[Item]:
    """Return the entries of a long list of names whose heading counts them: "11 new apps"."""
    if not section.title[:1].isdigit():
        return []
    listed = [
        item
        for item in items
        if item.kind == "bullet" and item.links and plain(item.text).startswith(plain(item.links[0].text))
    ]
    short = [item for item in listed if word_count(item.text) <= SHORT_PHRASE]
    labels = [item for item in listed if word_count(item.links[0].text) < word_count(item.text)]
    return listed if len(short) >= _LONG and len(labels) > len(listed) // 2 else []


def _is_inventory(items: list[Item]) -> bool:
    """Return whether items are an inventory, with so many short entries that none of them is the news.

    A collection of links is none: somebody has chosen each entry, and most of them lead to a different site.
    """
    short = [item for item in items if item.kind == "bullet" and word_count(item.text) <= SHORT_PHRASE]
    hosts = {urlsplit(item.links[0].url).netloc for item in short if item.links}
    return len(short) >= _INVENTORY and 2 * len(hosts) < len(short)


def _counted(section: Section, listed: list[Item], language: str) -> Fact:
    """Return the fact of a long list: the heading that counts it and its first names."""
    names = [plain(item.links[0].text) for item in listed[:3]]
    among = ", among them " if language_of(language).is_english else ": "
    some = [f"{section.title}{among}{', '.join(names[:count])}" for count in (3, 2)]
    return Fact(
        phrases=(*some, section.title),
        line=listed[0].line,
        section=section.title,
        score=4.2,
        kind="list",
        rule="counted-list",
        name=section.title,
        lines=tuple(item.line for item in listed),
    )
