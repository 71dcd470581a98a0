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
from distribute.issue import LANGUAGES, Issue
from distribute.markdown import Item, Section
from distribute.phrases import (
    balanced,
    begins_subordinate,
    cuts,
    dangles,
    news_of,
    plain,
    sentences_of,
    tells_something,
)
from distribute.releases import ONLY_VERSION, release_in
from distribute.specs import spec_facts
from distribute.stories import Story, phrases_of, stories_in
from distribute.vocabulary import (
    ADVERTISED,
    CONDITIONAL,
    ELSEWHERE,
    EVERYWHERE,
    FEATURED,
    FILLER,
    LEANING,
    MEMORABLE,
    ORDINARY,
    POINTERS,
    POINTING,
    ROLES,
    SECURITY,
    THANKS,
    begins_with,
    first_word,
    holds,
)

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
_MEANS = re.compile(r"^(?:This|That|It|Which) means (?:that )?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_CASED = re.compile(r"\b(?:[A-ZÀ-Þ][\w’'-]*|[a-z]+[A-Z]\w*|[a-z]+\.(?:im|js|py|org|net|chat|io))\b")
_NO_END = re.compile(r"[^.!?:…]\s*\Z")
_FIRST_DAY = re.compile(r"\W*(?:\d{4}-\d\d-\d\d|(?P<month>[^\W\d]{3,10})\.? \d{1,2})\b")
_LEAKS = ("](", "] (", "{{", "{%", "}}")  # a broken link, a generator's own code
# "The election results are announced": in a list of names, what is announced says it all
_ANNOUNCED = re.compile(
    r"(?:(?:The|A|An|Our) )?(?P<what>(?:\S+ ){0,6}\S+) (?:is|are|was|were|has been|have been) (?:now )?"
    r"(?:announced|published|released|available|out|live)\b"
)
# "by Ben Gamari", "by the Nim team and @writer"
_SIGNED = re.compile(r",? (?:by|von|par|por|di) (?:(?:the |and |& |@)?[\w.’'@-]+,? ?){1,8}")
_LINKED_LINE = re.compile(r"\W{0,9}\[[^\[\]]{1,300}\]\([^()\s]{1,2000}\)\W{0,9}")
_LABEL = re.compile(r"\W{0,4}\[[^\[\]]+\]\(")
_OPENING = re.compile(r".{40,400}?[.!?](?=\s+\S)")
_OPENS = 8  # words
_NUMBER = re.compile(r"\d+")
_TAG = re.compile(r"\[([A-Z]{2})(?:[_/-][A-Z]{2})?\](?!\()")
_MERE_NUMBER = re.compile(r"\w+ #?\d+\W*")  # "Day 1"
_LABELLED = re.compile(r"((?:[^\s.:;,]+ ){1,5}[^\s.:;,]+): \S")  # "Kites at MothCon 2026: …"
_YEAR = re.compile(r"\b20\d\d\b")
_HERE = re.compile(r"\bhere\W*$")
_LEADING_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'.+-]*|[a-z]+[A-Z]\w*|[a-z]+\.[a-z]+)(?: (?:[A-ZÀ-Þ][\w’'.+-]*|IM|[A-Z]\w*))*"
)


def role(section: Section) -> str:
    """Return what a section is about, by its own heading, else by the nearest heading above it."""
    headings = (section.title, *reversed(section.above))
    if section.title.casefold().strip(" :!") in FEATURED:
        return "announcement"
    roles = [_role_of(title) for title in headings]
    if "spec" in roles and roles[0] != "none":
        return "spec"  # "Updated" is about specifications there, not about software
    return next(filter(None, roles), "news" if section.title else "lead")


def _role_of(title: str) -> str:
    words = [word.strip("(:,.!&") for word in title.casefold().split()]
    return next((role for role, stems in ROLES if any(word.startswith(stems) for word in words)), "")


class _Known(msgspec.Struct, frozen=True):
    """An issue's lines, and in how many earlier issues each stands."""

    issue: Issue
    lines: list[str]
    earlier: Mapping[str, int]
    is_calendar: bool

    def source(self, line: int) -> str:
        """Return what stands in a line of the file, "" for one of the header's."""
        return self.lines[line - self.issue.body_line].strip() if line >= self.issue.body_line else ""

    def times(self, line: int) -> int:
        """Return in how many earlier issues it stands, at least but for its numbers."""
        source = self.source(line)
        forms = (source, numberless(source), opening_of(source))
        return next((times for form in forms if form and (times := self.earlier.get(form))), 0)


def facts_of_items(issue: Issue, earlier: Mapping[str, int]) -> Iterator[Fact | Left]:
    """Yield what each item of an issue's sections reports, or why nothing.

    Lines of `earlier` issues, or such but for their numbers, are no news; in how many they stand is told of each.
    """
    sections = issue.document.sections
    days = sum(_begins_with_day(item.text) for item in issue.document.items())
    known = _Known(issue, issue.body.split("\n"), earlier, days >= _CALENDAR)
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


def _headed(section: Section, known: _Known) -> Iterator[Fact]:
    """Yield what a heading that is a link reports, as an entry of the section above it."""
    above = msgspec.structs.replace(section, title="".join(section.above[-1:]), above=section.above[:-1])
    about = role(above) if section.above else "news"
    is_title = len(section.title.split()) < _SHORT and all(item.kind != "bullet" for item in section.items)
    if section.link and is_title and about not in {"spec", "none"}:
        entry = Item(section.title, section.line, "bullet", (section.link,))
        yield from (told for told in _facts_of(above, about, [entry], known, []) if isinstance(told, Fact))


def _facts_of(
    section: Section, about: str, items: list[Item], known: _Known, specs: list[tuple[Section, Item]]
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


def _why_left(about: str, item: Item, following: list[Item], known: _Known, *, ahead: bool) -> str:
    """Return why an item tells nothing in its place, "" where it may."""
    if known.is_calendar and _begins_with_day(item.text):
        return "an entry of a calendar"
    if _is_label(item, following, is_calendar=known.is_calendar):
        return "merely the title of a list"
    if (times := known.times(item.line)) and not ahead:
        return f"stands in {times} earlier issue{'s' if times > 1 else ''} too"
    if about == "event" and not ahead and known.earlier.get(label_of(known.source(item.line)), 0) > 1:
        return "an event that earlier issues told of"
    return ""


def _is_headline(section: Section, known: _Known) -> bool:
    """Say whether a heading below another tells by itself what is new: it names something, in this issue alone or with a day to come."""
    title = plain(section.title)
    names = any(map(str.isdigit, title)) or (_has_name(title, known.issue.site) and not _is_kind(section))
    is_below = bool(section.above and section.items)
    if not (is_below and names and len(title.split()) > 1):
        return False
    return not known.times(section.line) or any(
        names_day_ahead(item.text, known.issue.date) for item in section.items
    )


def _headline(
    section: Section, about: str, items: list[Item], known: _Known, specs: list[tuple[Section, Item]]
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
    return tuple(phrase for phrase in _with_date((title,), ["", *sentences], today) if phrase != title)


def _says(phrase: str, title: str) -> bool:
    """Say whether a sentence has at least half of what a title is made of, and can stand for it."""
    words = {word.strip(".,:;!?()").casefold() for word in title.split()} - ORDINARY
    said = phrase.casefold()
    return not begins_subordinate(phrase) and 2 * sum(word in said for word in words) >= len(words)


def _titled(item: Item, known: _Known) -> Item:
    """Return an entry that begins with a linked title without its author, or with an end to a title on a line of its own."""
    title = item.links[0].text if item.links else ""
    said = item.text[len(title) :]
    if not title or not said or not item.text.startswith(title):
        return item
    if item.kind == "bullet" and _SIGNED.fullmatch(said):
        return msgspec.structs.replace(item, text=title)
    is_line = said.lstrip()[:1].isupper() and _LINKED_LINE.fullmatch(known.source(item.line))
    return msgspec.structs.replace(item, text=f"{title}.{said}") if is_line else item


def _may_be_story(section: Section, known: _Known) -> bool:
    """Say whether a heading may be a story's: its own words say what it is about, not what kind of thing."""
    is_common = section.title.casefold().strip(" .:!") in EVERYWHERE or section.title.endswith("?")
    says = any(char.isalnum() for char in section.title)
    return says and not (_is_kind(section) or is_common or known.times(section.line))


def _is_kind(section: Section) -> bool:
    """Say whether a heading tells what kind of thing is below it: "Upcoming events"."""
    return bool(_role_of(section.title)) and len(section.title.split()) < _TITLE - 1


def _story(story: Story, issue: Issue, position: int) -> Fact:
    phrases = phrases_of(story, issue.language)
    section = story[0]
    links = (link.url for each in story for item in each.items for link in item.links)
    link = next((url for url in links if url.startswith(("http://", "https://"))), "")
    score = _BASE["news"] - (_BARE if len(phrases[0].split()) == 1 else 0.0) - 0.05 * position
    return Fact(phrases, section.line, section.title, round(score, 2), "a story", link, phrases[-1])


def numberless(line: str) -> str:
    """Return `line` with its numbers alike, "" where it names a version: "63 changes this week" recurs, that doesn't."""
    return "" if ONLY_VERSION.search(line) else _NUMBER.sub("0", line.strip())


def opening_of(line: str) -> str:
    """Return the first sentence of a longer line, "" for one of few words or with a version: a paragraph that recurs is edited."""
    found = _OPENING.match(line)
    return found[0] if found and len(found[0].split()) >= _OPENS and not ONLY_VERSION.search(found[0]) else ""


def label_of(line: str) -> str:
    """Return the beginning of a line as far as the end of its link's words, "" where no title of some words is linked."""
    found = _LABEL.match(line)
    return found[0] if found and len(found[0].split()) > 2 else ""  # noqa: PLR2004


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
        return [], "no link, no version and no date to come"
    if is_list:
        return [], "a list without its bullets"
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
        phrases, name = _told(section, about, item, sentences, issue, ahead=ahead)
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
        phrases = _with_date(phrases, sentences, issue.date)
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
    tags = [code.casefold() for code in _TAG.findall(text)]
    return bool(tags) and tags[0] in LANGUAGES - {language.partition("-")[0], "en"}


def _told(
    section: Section, about: str, item: Item, sentences: list[str], issue: Issue, *, ahead: bool
) -> tuple[tuple[str, ...], str]:
    """Return phrases for what is no release, and its bare name; none where nothing is named."""
    first = sentences[0]
    phrases = _title_or_sentence(sentences, item, about, issue.language)
    if first_word(first) in LEANING and not ahead:
        phrases = _under_heading(section, phrases)
    whole = plain(item.text)  # a title may end as it likes
    phrases = tuple(phrase for phrase in phrases if not dangles(phrase) or phrase == whole)
    memorable = holds(first, MEMORABLE) and _is_named(item.text, item, issue.site)
    if not phrases or not (memorable or _is_named(phrases[0], item, issue.site)):
        return (), ""
    name = _leading_name(phrases[-1], item)
    if about == "event" and (labelled := _LABELLED.match(first)) and _is_edition(labelled[1]):
        name = name or labelled[1]
        phrases = phrases if len(phrases[-1].split()) <= _SHORT else (*phrases, name)
    # A person's name tells nothing of what they wrote.
    return phrases, name if about != "article" or name == phrases[-1] else ""


def _leading_name(phrase: str, item: Item) -> str:
    """Return the name that begins a phrase; a single word is one only if an address has it too."""
    if (announced := _ANNOUNCED.match(phrase)) and _is_short_title(announced["what"]):
        return announced["what"]
    label = item.links[0].text if item.links else ""
    words = len(label.split())
    if phrase.startswith(label) and (label == phrase or 1 < words <= 4) and "(" not in label:  # noqa: PLR2004 - longer ones are titles
        return label
    found = _LEADING_NAME.match(phrase)
    if found and label != found[0] and label.startswith(found[0]) and words > _TITLE - 1:
        return ""  # the beginning of a title
    is_label = found and phrase[found.end() :].startswith(":")
    if not found or is_label or begins_subordinate(phrase) or first_word(found[0]) in ORDINARY:
        return ""
    name = found[0].removesuffix("’s").removesuffix("'s").rstrip(".,")
    if " " not in name and not any(map(str.isdigit, name)):
        return ""  # "Coffee" alone tells nobody anything
    known = _letters("".join(link.text + link.url for link in item.links))
    is_known = any(name == link.text for link in item.links) or (" " in name and _letters(name) in known)
    return name if is_known and name != name.lower() else ""


def _is_short_title(text: str) -> bool:
    """Say whether `text` is a handful of words that begin as a title does, nothing that leans on others."""
    is_short = len(text.split()) <= _TITLE
    return is_short and (text[:1].isupper() or text[:1].isdigit()) and first_word(text) not in LEANING


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _title_or_sentence(sentences: list[str], item: Item, about: str, language: str) -> tuple[str, ...]:
    """Return a linked title whole, with what is said of it, or the sentence cut at its clauses."""
    title = item.links[0].text if item.links else ""
    body = plain(item.text)
    is_first = len(title.split()) > 1 and body.lstrip("\"“'").startswith(title)
    after = body.partition(title)[2].strip("\"”' ") if is_first else ""
    is_label = after[:1] in {"", ":", "-", "–", "—", "|", ",", "("} or after.startswith("by ")
    is_label = is_label or (after[:1] == "." and len(sentences_of(title)) == 1)
    if is_first and is_label and (about == "article" or item.kind == "bullet"):
        said = sentences_of(after[1:].strip())[:1] if after[:1] in {":", "-", "–", "—", "|"} else []
        if said and len(item.links) > 1 and said[0] == item.links[1].text:
            return (f"{title}: {said[0]}", said[0])  # who wrote it, and what
        front = title if title.endswith(("!", "?")) else f"{title}:"
        fuller = (
            [
                phrase if phrase.startswith(title) else f"{front} {phrase}"
                for phrase in cuts(said[0].rstrip("."), least=4, language=language)
            ]
            if said
            else []
        )
        return tuple(dict.fromkeys(plain(phrase) for phrase in (*fuller, title)))
    return cuts(sentences[0].rstrip(".:"), least=4, language=language)


def _under_heading(section: Section, phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Put the heading that is a title of its own before a sentence that leans on it, else return ()."""
    title = plain(section.title)
    if _role_of(section.title) or len(title.split()) < 2 or not section.above:  # noqa: PLR2004 - a title
        return ()
    return (*(f"{title}: {phrase}" for phrase in phrases), title)


def _with_date(phrases: tuple[str, ...], sentences: list[str], today: datetime | None) -> tuple[str, ...]:
    """Put the sentence that holds the date behind the fullest phrase, which may lack it."""
    if any(names_day_ahead(phrase, today) for phrase in phrases):
        return phrases
    dated = next((sentence for sentence in sentences[1:] if names_day_ahead(sentence, today)), "")
    if not dated or not balanced(dated):
        return phrases
    short = _MEANS.sub("", _ASIDE.sub("", dated)).rstrip(".")
    short = short[:1].upper() + short[1:]
    both = [f"{phrases[0].rstrip('.!')}. {said}" for said in (dated.rstrip("."), short)]
    is_consequence = _MEANS.match(dated) is not None
    if is_consequence and first_word(short) not in POINTING and _has_name(short):
        return tuple(dict.fromkeys((*both, short)))
    return tuple(dict.fromkeys((*both, *phrases)))


def _is_named(phrase: str, item: Item, site: str) -> bool:
    """Say whether a phrase names something: a proper name or a version, not the publication itself."""
    if ONLY_VERSION.search(phrase) or _has_name(phrase, site):
        return True
    first = _CASED.match(phrase)
    return any(
        link.text and (link.text in phrase or (first is not None and link.text.startswith(first[0])))
        for link in item.links
    )


def _is_edition(label: str) -> bool:
    """Say whether a label names this year's of something: "Kites at MothCon 2026"."""
    return _YEAR.search(label) is not None and _has_name(label)


def _has_name(phrase: str, site: str = "") -> bool:
    """Say whether a proper name other than the publication's own stands inside a phrase."""
    own = ORDINARY | set(site.casefold().split())
    return any(match[0].casefold() not in own for match in _CASED.finditer(phrase) if match.start() > 0)
