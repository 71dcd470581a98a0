"""The facts that the items of an issue's sections report, each in the issue's own words.

Nothing here writes a sentence: it chooses, and it cuts at the ends of clauses. A fact names a thing
(a program and its version, an event) and says what is new about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache

import msgspec

from distribute.dates import MONTHS, names_day_ahead
from distribute.fact import Fact, Left
from distribute.headings import is_kind, role
from distribute.issue import LANGUAGES, Issue
from distribute.markdown import Item, Section
from distribute.phrases import (
    begins_subordinate,
    news_of,
    plain,
    sentences_of,
    tagged_language,
    tells_something,
)
from distribute.recurring import Known
from distribute.releases import ONLY_VERSION, release_in
from distribute.specs import spec_facts
from distribute.stories import Story, phrases_of, stories_in
from distribute.vocabulary import (
    ADVERTISED,
    CONDITIONAL,
    ELSEWHERE,
    EVERYWHERE,
    FILLER,
    MEMORABLE,
    ORDINARY,
    POINTERS,
    SECURITY,
    THANKS,
    begins_with,
    first_word,
    holds,
)
from distribute.wording import edition_in, has_name, told_by, with_date

UNCONCRETE = "no link, no version and no date to come"
_LONGEST = 5_000  # characters of an item; the longest of real ones have 1,400
_LONG = 8  # so many short entries are a list to count, not facts to tell
_LISTED = 3  # so many links and no full stop: lines of a list that lacks its bullets
_NAMED = 4  # so many words are no longer a mere name
_TITLE = 5  # words of a name in a list of names
_SHORT = 14  # words of such an entry
_CALENDAR = 6  # so many entries that begin with a date are a calendar
_BASE = {
    "security": 8.0,
    "announcement": 6.0,
    "event": 4.5,
    "article": 3.5,
    "software": 4.0,
    "news": 3.8,
    "detail": 2.0,
}
_AHEAD = 4.0  # what a date still to come counts more
_FOREIGN = 1.5  # what is in another language counts less
_BARE = 2.0  # what a name of which nothing is said counts less
_NO_END = re.compile(r"[^.!?:…]\s*\Z")
_FIRST_DAY = re.compile(r"\W*(?:\d{4}-\d\d-\d\d|(?P<month>[^\W\d]{3,10})\.? \d{1,2})\b")
_LEAKS = ("](", "] (", "{{", "{%", "}}")  # a broken link, a generator's own code
# "by Ben Gamari", "by the Nim team and @writer"
_SIGNED = re.compile(r",? (?:by|von|par|por|di) (?:(?:the |and |& |@)?[\w.’'@-]+,? ?){1,8}")
_LINKED_LINE = re.compile(r"\W{0,9}\[[^\[\]]{1,300}\]\([^()\s]{1,2000}\)\W{0,9}")
_MERE_NUMBER = re.compile(r"\w+ #?\d+\W*")  # "Day 1"
_HERE = re.compile(r"\bhere\W*$")


def facts_of_items(issue: Issue, earlier: Mapping[str, int]) -> Iterator[Fact | Left]:
    """Yield what each item of an issue's sections reports, or why nothing.

    Lines of `earlier` issues, or such but for their numbers, are no news; in how many they stand is told of each.
    """
    sections = issue.document.sections
    days = sum(_begins_with_day(item.text) for item in issue.document.items())
    known = Known(issue, issue.body.split("\n"), earlier, days >= _CALENDAR)
    specs: list[tuple[Section, Item]] = []
    stories = stories_in(sections, lambda section: _may_be_story(section, known))
    for position, story in enumerate(stories):
        yield _story(story, issue, position)
    told = {section.line for story in stories for section in story}
    has_headings = any(section.title for section in sections)
    for section in sections:
        items = [_titled(item, known) for item in _flat(section.items)]
        if section.line in told:
            yield from (_left(section, item, "told by its heading") for item in items)
        elif entry := list(_headed(section, known)):
            yield from entry
            yield from (_left(section, item, "told by its heading") for item in items)
        else:
            about = role(section) if has_headings else "news"
            is_headline = about in {"announcement", "event"} and _is_headline(section, known)
            yield from (_headline if is_headline else _facts_of)(section, about, items, known, specs)
    yield from spec_facts(specs, issue)


def _headed(section: Section, known: Known) -> Iterator[Fact]:
    """Yield what a heading that is a link reports, as an entry of the section above it."""
    above = msgspec.structs.replace(section, title="".join(section.above[-1:]), above=section.above[:-1])
    about = role(above) if section.above else "news"
    is_title = len(section.title.split()) < _SHORT and all(item.kind != "bullet" for item in section.items)
    if section.link and is_title and about not in {"spec", "none"}:
        entry = Item(section.title, section.line, "bullet", (section.link,))
        yield from (told for told in _facts_of(above, about, [entry], known, []) if isinstance(told, Fact))


def _facts_of(
    section: Section, about: str, items: list[Item], known: Known, specs: list[tuple[Section, Item]]
) -> Iterator[Fact | Left]:
    """Yield what a section reports; what it says of specifications is put with `specs`."""
    if endless := [item for item in items if len(item.text) > _LONGEST]:
        yield from (_left(section, item, "longer than any news") for item in endless)
        items = [item for item in items if len(item.text) <= _LONGEST]
    if about in {"none", "lead"}:
        why = "before the first heading" if about == "lead" else "under a heading that promises no news"
        yield from (_left(section, item, why) for item in items)
        return
    if about != "spec" and (listed := _long_list(items)):
        yield _counted(section, listed, known.issue.language)
        items = [item for item in items if item not in listed]
    for position, item in enumerate(items):
        ahead = names_day_ahead(item.text, known.issue.date)
        following = items[position + 1 : position + 2]
        if why := _why_left(about, item, following, known, ahead=ahead):
            yield _left(section, item, why)
        elif about == "spec":
            specs.append((section, item))
        else:
            yield _fact(known.issue, section, about, item, position, ahead=ahead)


def _why_left(about: str, item: Item, following: list[Item], known: Known, *, ahead: bool) -> str:
    """Return why an item tells nothing in its place, "" where it may."""
    if known.is_calendar and _begins_with_day(item.text):
        return "an entry of a calendar"
    if _is_label(item, following, is_calendar=known.is_calendar):
        return "merely the title of a list"
    if (times := known.times(item.line)) and not ahead:
        return f"stands in {times} earlier issue{'s' if times > 1 else ''} too"
    if about == "event" and not ahead and known.label_times(item.line) > 1:
        return "an event that earlier issues told of"
    return ""


def _is_headline(section: Section, known: Known) -> bool:
    """Say whether a heading below another tells by itself what is new: it names something, in this issue alone or with a day to come."""
    title = plain(section.title)
    names = any(map(str.isdigit, title)) or (has_name(title, known.issue.site) and not is_kind(section))
    is_below = bool(section.above and section.items)
    if not (is_below and names and len(title.split()) > 1):
        return False
    if any(names_day_ahead(item.text, known.issue.date) for item in section.items):
        return True
    told = [item for item in section.items if item.kind != "bullet"]
    is_old = bool(told) and all(known.times(item.line) for item in told)
    return not (is_old or known.times(section.line))


def _headline(
    section: Section, about: str, items: list[Item], known: Known, specs: list[tuple[Section, Item]]
) -> Iterator[Fact | Left]:
    """Yield what is told under a headline: once, in the words of its first sentence where that says it; then its list."""
    title = plain(section.title).rstrip(".:")
    told = [item for item in items if item.kind != "bullet"]
    found = (each for each in _facts_of(section, about, told, known, specs) if isinstance(each, Fact))
    first = next(found, None)
    sentences = [sentence for item in told for sentence in sentences_of(plain(item.text))]
    tells = tells_something(title)
    said = tuple(phrase for phrase in first.phrases if _says(phrase, title)) if first else ()
    phrases = said or _with_deadline(title, sentences, known.issue.date)
    if first and not phrases and not tells and not begins_subordinate(first.phrases[0]):
        phrases = said = first.phrases
    words = [word for word in title.split() if word.casefold() not in ORDINARY]
    is_name = len(words) < _NAMED and title[-1].isalpha()
    if not phrases and (is_name or not (tells or first)):
        yield from _facts_of(section, about, items, known, specs)
        return
    is_ahead = any(names_day_ahead(phrase, known.issue.date) for phrase in phrases)
    score = max(_BASE[about] + (_AHEAD if is_ahead else 0.0), first.score if first else 0.0)
    if known.times(section.line) and not said:
        score = _BASE[about] / 2  # a call that is repeated until it is due
    is_told = is_name or (said and len(phrases[-1].split()) <= _SHORT)
    yield Fact(
        phrases if is_told else tuple(dict.fromkeys((*phrases, title))),
        section.line,
        section.title,
        score,
        first.why if first else f"an {about}{', a date still to come' if is_ahead else ''}",
        next((link.url for item in items for link in item.links if link.url.startswith("http")), ""),
        "" if is_name else title,
    )
    yield from (_left(section, item, "told by its heading") for item in told)
    yield from _facts_of(section, "detail", [item for item in items if item.kind == "bullet"], known, specs)


def _with_deadline(title: str, sentences: list[str], today: datetime | None) -> tuple[str, ...]:
    """Put what is due behind a title: of "If you like, apply until Monday" that is to apply."""
    for sentence in sentences:
        main = (
            sentence.partition(", ")[2].removeprefix("dann ") if first_word(sentence) in CONDITIONAL else ""
        )
        if names_day_ahead(main, today):
            return (f"{title}: {main.rstrip('.')}",)
    return tuple(phrase for phrase in with_date((title,), ["", *sentences], today) if phrase != title)


def _says(phrase: str, title: str) -> bool:
    """Say whether a sentence has at least half of what a title is made of, and can stand for it."""
    words = {word.strip(".,:;!?()").casefold() for word in title.split()} - ORDINARY
    said = phrase.casefold()
    return not begins_subordinate(phrase) and 2 * sum(word in said for word in words) >= len(words)


def _titled(item: Item, known: Known) -> Item:
    """Return an entry that begins with a linked title without its author, or with an end to a title on a line of its own."""
    title = item.links[0].text if item.links else ""
    said = item.text[len(title) :]
    if not title or not said or not item.text.startswith(title):
        return item
    if item.kind == "bullet" and _SIGNED.fullmatch(said):
        return msgspec.structs.replace(item, text=title)
    is_line = said.lstrip()[:1].isupper() and _LINKED_LINE.fullmatch(known.source(item.line))
    return msgspec.structs.replace(item, text=f"{title}.{said}") if is_line else item


def _may_be_story(section: Section, known: Known) -> bool:
    """Say whether a heading may be a story's: its own words say what it is about, not what kind of thing."""
    is_common = section.title.casefold().strip(" .:!") in EVERYWHERE or section.title.endswith("?")
    says = any(char.isalnum() for char in section.title)
    return says and not (is_kind(section) or is_common or known.times(section.line))


def _story(story: Story, issue: Issue, position: int) -> Fact:
    phrases = phrases_of(story, issue.language)
    section = story[0]
    links = (link.url for each in story for item in each.items for link in item.links)
    link = next((url for url in links if url.startswith(("http://", "https://"))), "")
    score = _BASE["news"] - (_BARE if len(phrases[0].split()) == 1 else 0.0) - 0.05 * position
    return Fact(phrases, section.line, section.title, round(score, 2), "a story", link, phrases[-1])


def _left(section: Section, item: Item, why: str) -> Left:
    return Left(item.text, item.line, section.title, why)


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items without mere details: the entries of a list that ends a fuller paragraph."""
    detail = False
    for item in items:
        if item.kind != "bullet":
            leads_on = item.text.endswith(":")
            detail = leads_on and (len(sentences_of(item.text)) > 1 or holds(item.text, THANKS))
        is_label = item.children and (not item.text or _is_mere_link(item))
        if not is_label and not (detail and item.kind == "bullet"):
            yield item
        if is_label:
            yield from _flat(item.children)


def _is_mere_link(item: Item) -> bool:
    """Say whether an entry is a linked name of a word or two and nothing else: whose news those below it are."""
    label = item.links[0].text if len(item.links) == 1 else ""
    return item.text.strip(" :") == label and len(label.split()) < _NAMED and not ONLY_VERSION.search(label)


@cache
def _month_beginnings() -> frozenset[str]:
    return frozenset(name[:3].casefold() for names in MONTHS.values() for name in names.split())


def _begins_with_day(text: str) -> bool:
    """Say whether `text` begins with a date, as the entries of a calendar do."""
    found = _FIRST_DAY.match(text)
    return found is not None and (not found["month"] or found["month"][:3].casefold() in _month_beginnings())


def _is_label(item: Item, following: list[Item], *, is_calendar: bool) -> bool:
    """Say whether a paragraph is merely the title of the list, or of the calendar, that follows it."""
    is_bare = item.kind == "paragraph" and not item.links and _NO_END.search(item.text)
    return bool(is_bare and (following[0].kind == "bullet" if following else is_calendar))


def _long_list(items: list[Item]) -> list[Item]:
    """Return the entries of a list too long to tell one by one: names with a few words each."""
    listed = [
        item
        for item in items
        if item.kind == "bullet" and item.links and plain(item.text).startswith(plain(item.links[0].text))
    ]
    short = [item for item in listed if len(item.text.split()) <= _SHORT]
    labels = [item for item in listed if len(item.links[0].text.split()) < len(item.text.split())]
    return listed if len(short) >= _LONG and len(labels) > len(listed) // 2 else []


def _counted(section: Section, listed: list[Item], language: str) -> Fact:
    """Return a long list as its heading, which may count it, and the first names of it."""
    names = [plain(item.links[0].text) for item in listed[:3]]
    is_counted = section.title[:1].isdigit()
    among = ", among them " if is_counted and language.startswith("en") else ": "
    some = [f"{section.title}{among}{', '.join(names[:count])}" for count in (3, 2)]
    phrases = (*some, section.title) if is_counted else tuple(some)
    score = 4.2 if is_counted else 0.5
    return Fact(phrases, listed[0].line, section.title, score, "a long list", name=phrases[-1])


def _news(item: Item, *, ahead: bool) -> tuple[list[str], str]:
    """Return the sentences of `item` that may be news, or none where its first one is not, and why."""
    text = plain(item.text)
    if why_not := _never_news(item, text):
        return [], why_not
    first, *others = sentences_of(news_of(text, tuple(link.text for link in item.links))) or [""]
    is_concrete = bool(item.links) or ahead or ONLY_VERSION.search(text) is not None
    is_list = item.kind == "paragraph" and len(item.links) >= _LISTED and not others and _NO_END.search(text)
    is_title = any(link.text == first for link in item.links)
    leads_on = first.endswith(":") or _HERE.search(first) or (first.endswith("?") and not is_title)
    if not is_concrete:
        return [], UNCONCRETE
    if is_list:
        return [], "a list without its bullets"
    if leads_on and (edition := edition_in(first)):
        return [edition], ""
    if leads_on:
        return [], "only leads on to what follows it"
    is_word = len(text.split()) == 1 and not ONLY_VERSION.search(text)
    if is_word or _MERE_NUMBER.fullmatch(text) or not any(char.isalpha() for char in first):
        return [], "a single word, or none"
    if begins_with(first, POINTERS) and not ahead:
        return [], "sends the reader elsewhere"
    return [first, *(sentence for sentence in others if not begins_with(sentence, POINTERS))], ""


def _never_news(item: Item, text: str) -> str:
    """Return why an item is no news whatever it is about, "" where it may be."""
    if item.kind == "quote" or item.emphasised or text.startswith(("–", "—")):  # whose words a quotation is
        return "a quotation, or a note in italics"
    if any(leak in text for leak in _LEAKS):
        return "a broken link, or a generator's own code"
    if begins_with(text, FILLER):
        return "filler"
    if holds(text, ADVERTISED):
        return "an advertisement"
    return "sends the reader elsewhere" if holds(text, ELSEWHERE) else ""


def _fact(
    issue: Issue, section: Section, about: str, item: Item, position: int, *, ahead: bool
) -> Fact | Left:
    """Return what `item` reports, or why it is left out: at the least, a fact has a name."""
    sentences, why_not = _news(item, ahead=ahead)
    if not sentences:
        return _left(section, item, why_not)
    first = sentences[0]
    link = next((link.url for link in item.links if link.url.startswith(("http://", "https://"))), "")
    score = _BASE[about]
    release = None
    if about in {"software", "news", "security", "announcement", "detail"}:
        label = item.links[0].text if item.links else ""
        release = release_in(sentences, label) or (release_in(sentences[1:]) if sentences[1:] else None)
    if release:
        phrases = release.changes or (release.subject,)
        if len(phrases[-1].split()) > _SHORT:
            phrases = (*phrases, release.subject)
        name = release.subject
        score += (1.0 if release.changes else -2.5) + (1.2 if release.is_major else 0.0)
        score -= 1.5 if release.is_preliminary else 0.0
        why = ["a release with a described change" if release.changes else "a release"]
    else:
        phrases, name = told_by(section, about, item, sentences, issue, ahead=ahead)
        if not phrases:
            return _left(section, item, "names nothing, or can't stand alone")
        score -= 1.0 if begins_subordinate(first) else 0.0
        is_bare = about in {"event", "news"} and not ahead and phrases == (name,)
        score -= _BARE if is_bare else 0.0
        why = [
            {"event": "an event", "article": "an article", "announcement": "an announcement"}.get(
                about, "news"
            )
        ]
    if ahead:
        phrases = with_date(phrases, sentences, issue.date)
    if any(names_day_ahead(phrase, issue.date) for phrase in phrases):
        score += _AHEAD
        why.append("a date still to come")
    if holds(item.text, SECURITY):
        score += 5.0
        why.append("security")
    if holds(phrases[0], MEMORABLE) and not (release and release.is_preliminary):
        score += 2.0
        why.append("a first, an anniversary or a grant")
    if _is_foreign(item.text, issue.language):
        score -= _FOREIGN
        why.append("in another language")
    # What an editor puts first weighs a little more; an announcement's later paragraphs go on about it.
    fades = 0.8 if about == "announcement" and item.kind == "paragraph" else 0.05
    score = round(score - fades * position, 2)
    return Fact(phrases, item.line, section.title, score, ", ".join(why), link, name)


def _is_foreign(text: str, language: str) -> bool:
    """Say whether a tag such as [DE] says that what is reported is neither in the issue's language nor in English."""
    return tagged_language(text) in LANGUAGES - {language.partition("-")[0], "en"}
