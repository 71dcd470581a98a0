"""The facts of an issue that are worth announcing, ranked, each in the issue's own words.

Nothing here writes a sentence: it chooses, and it cuts at the ends of clauses. A fact names a thing
(a program and its version, a specification, an event) and says what is new about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from distribute.dates import names_day_ahead
from distribute.issue import Issue
from distribute.markdown import Item, Section
from distribute.phrases import balanced, begins_subordinate, cuts, news_of, plain, quiet, sentences_of
from distribute.releases import ONLY_VERSION, release_in
from distribute.vocabulary import (
    ELSEWHERE,
    FILLER,
    MEMORABLE,
    ORDINARY,
    POINTERS,
    POINTING,
    ROLES,
    SECURITY,
    SPEC_KINDS,
    begins_with,
    first_word,
    holds,
)

_MINOR = 1.4
_BASE = {"security": 8.0, "announcement": 6.0, "event": 4.5, "article": 3.5, "software": 4.0, "news": 3.8}

_SPEC = re.compile(
    r"\b(?P<id>(?P<series>[A-Z]{2,5})-\d{2,5})\b[\s:]*[(:]?\s*(?P<name>[^()]*(?:\([^()]*\)[^()]*)*)"
)
_MEANS = re.compile(r"^(?:This|That|It|Which) means (?:that )?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_LIST_INTRO = re.compile(r"\W*(?:[Ii]n|[Dd]ans|[Ee]n|[Nn]esta) (?:\w+ )?\w+ ?: *")  # "In this issue: …"
_CASED = re.compile(r"\b(?:[A-ZÀ-Þ][\w’'-]*|[a-z]+[A-Z]\w*|[a-z]+\.(?:im|js|py|org|net|chat|io))\b")
_LEADING_NAME = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'.+-]*|[a-z]+[A-Z]\w*|[a-z]+\.[a-z]+)(?: (?:[A-ZÀ-Þ][\w’'.+-]*|IM|[A-Z]\w*))*"
)


class Fact(msgspec.Struct, frozen=True):
    """One thing worth saying: `phrases` from the fullest to the shortest, and the bare `name`."""

    phrases: tuple[str, ...]
    line: int
    section: str
    score: float
    why: str
    link: str = ""
    name: str = ""

    @property
    def is_minor(self) -> bool:
        """Say whether only a long list has room for it."""
        return self.score < _MINOR

    def is_said_in(self, text: str) -> bool:
        """Say whether `text` has this fact already."""
        return bool(text) and any(phrase in text for phrase in (*self.phrases, self.name) if phrase)

    def within(self, words: int, *, names: bool = False) -> tuple[str, ...]:
        """Return the phrases of at most `words` words, else the shortest; `names` adds the bare name."""
        fitting = tuple(phrase for phrase in self.phrases if len(phrase.split()) <= words)
        if names and self.name:
            return tuple(dict.fromkeys((*fitting, self.name)))
        return fitting or self.phrases[-1:]


def highlights(issue: Issue, earlier: Iterable[Issue] = ()) -> tuple[Fact, ...]:
    """Return the facts of `issue`, the best first.

    Its own `highlights` or `summary` stand in place of what is found in the body. A paragraph that
    `earlier` issues have too is left out, unless it holds a date still to come.
    """
    if issue.words.highlights:
        return tuple(_own(issue, issue.words.highlights, "highlights"))
    if issue.words.summary:
        said = _LIST_INTRO.sub("", " ".join(issue.words.summary.split()))
        return tuple(_own(issue, sentences_of(said), "summary"))
    known = _known_lines(earlier)
    facts = list(_from_body(issue, known))
    return _spread(_merge_bare(facts))


def _own(issue: Issue, texts: Iterable[str], source: str) -> Iterator[Fact]:
    line = issue.lines.get(source) or issue.lines.get("distribute") or 1
    for number, text in enumerate(texts):
        said = " ".join(text.split()).rstrip(".")
        if said:
            yield Fact(_shorter_lists(said), line, "", 100.0 - number, f"the issue's own {source}")


def _shorter_lists(said: str) -> tuple[str, ...]:
    """Return an editor's sentence whole, then with entries of the list at its end left out."""
    begin = said.find(": ") + 2 if ": " in said else 0
    commas = [match.start() for match in re.finditer(r", ", said) if match.start() > begin]
    return (said, *(said[:at] for at in reversed(commas) if balanced(said[:at])))


def _known_lines(earlier: Iterable[Issue]) -> frozenset[str]:
    return frozenset(line.strip() for issue in earlier for line in issue.body.split("\n") if line.strip())


def role(section: Section) -> str:
    """Return what a section is about, by its own heading, else by the nearest heading above it."""
    headings = (section.title, *reversed(section.above))
    roles = [_role_of(title) for title in headings]
    if "spec" in roles and roles[0] != "none":
        return "spec"  # "Updated" is about specifications there, not about software
    return next(filter(None, roles), "news" if section.title else "lead")


def _role_of(title: str) -> str:
    words = [word.strip("(:,.!&") for word in title.casefold().split()]
    return next((role for role, stems in ROLES if any(word.startswith(stems) for word in words)), "")


def _from_body(issue: Issue, known: frozenset[str]) -> Iterator[Fact]:
    lines = issue.body.split("\n")
    specs: list[tuple[Section, Item]] = []
    for section in issue.document.sections:
        about = role(section)
        if about in {"none", "lead"}:
            continue
        for position, item in enumerate(_flat(section.items)):
            source = lines[item.line - issue.body_line].strip() if item.line >= issue.body_line else ""
            ahead = names_day_ahead(item.text, issue.date)
            if source in known and not ahead:
                continue
            if about == "spec":
                specs.append((section, item))
                continue
            fact = _fact(issue, section, about, item, position, ahead=ahead)
            if fact:
                yield fact
    yield from _spec_facts(specs, issue)


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items without mere details: the entries of a list that ends a fuller paragraph."""
    detail = False
    for item in items:
        if item.kind != "bullet":
            detail = item.text.endswith(":") and len(sentences_of(item.text)) > 1
        if not (detail and item.kind == "bullet"):
            yield item
        if item.children and not item.text:
            yield from _flat(item.children)


def _fact(
    issue: Issue, section: Section, about: str, item: Item, position: int, *, ahead: bool
) -> Fact | None:
    """Return what `item` reports, or None where it reports nothing that has a name."""
    text = plain(item.text)
    if (
        item.kind == "quote"
        or item.emphasised
        or "](" in text
        or begins_with(text, FILLER)
        or holds(text, ELSEWHERE)
    ):
        return None
    first, *others = sentences_of(news_of(text, tuple(link.text for link in item.links))) or [""]
    is_concrete = bool(item.links) or ahead or ONLY_VERSION.search(text) is not None
    if not is_concrete or not any(char.isalpha() for char in first):
        return None
    sentences = [first, *(sentence for sentence in others if not begins_with(sentence, POINTERS))]
    link = next((link.url for link in item.links if link.url.startswith(("http://", "https://"))), "")
    score = _BASE[about]
    release = None
    if about in {"software", "news", "security", "announcement"}:
        label = item.links[0].text if item.links else ""
        release = release_in(sentences, label) or (release_in(sentences[1:]) if sentences[1:] else None)
    if release:
        phrases = release.changes or (release.subject,)
        name = release.subject
        score += (1.0 if release.changes else -2.5) + (1.2 if release.is_major else 0.0)
        score -= 1.5 if release.is_preliminary else 0.0
        why = ["a release with a described change" if release.changes else "a release"]
    else:
        phrases = _title_or_sentence(sentences, item, about, issue.language)
        memorable = holds(first, MEMORABLE) and _is_named(item.text, item, issue.site)
        if not (memorable or _is_named(phrases[0], item, issue.site)):
            return None
        name = _leading_name(phrases[-1], item)
        score -= 1.0 if begins_subordinate(first) else 0.0
        why = [
            {"event": "an event", "article": "an article", "announcement": "an announcement"}.get(
                about, "news"
            )
        ]
    if ahead:
        score += 4.0
        why.append("a date still to come")
        phrases = _with_date(phrases, sentences, issue.date)
    if holds(item.text, SECURITY):
        score += 5.0
        why.append("security")
    if holds(" ".join(sentences[:2]), MEMORABLE):
        score += 1.5
        why.append("a first, an anniversary or a grant")
    # What an editor puts first weighs a little more; an announcement's later paragraphs go on about it.
    fades = 0.8 if about == "announcement" and item.kind == "paragraph" else 0.05
    score = round(score - fades * position, 2)
    return Fact(phrases, item.line, section.title, score, ", ".join(why), link, name)


def _leading_name(phrase: str, item: Item) -> str:
    """Return the name that begins a phrase; a single word is one only if an address has it too."""
    label = item.links[0].text if item.links else ""
    if label and phrase.startswith(label) and len(label.split()) <= 4:  # noqa: PLR2004 - longer ones are titles
        return label
    found = _LEADING_NAME.match(phrase)
    if not found or begins_subordinate(phrase) or first_word(found[0]) in ORDINARY:
        return ""
    name = found[0].removesuffix("’s").removesuffix("'s").rstrip(".,")
    is_known = " " in name or any(name.casefold() in link.url.casefold() for link in item.links)
    return name if is_known else ""


def _title_or_sentence(sentences: list[str], item: Item, about: str, language: str) -> tuple[str, ...]:
    """Return a linked title whole, with what is said of it, or the sentence cut at its clauses."""
    title = item.links[0].text if item.links else ""
    body = plain(item.text)
    is_first = len(title.split()) > 1 and body.lstrip("\"“'").startswith(title)
    after = body.partition(title)[2].strip("\"”' ") if is_first else ""
    is_label = after[:1] in {"", ":", "-", "–", ",", "("} or after.startswith("by ")
    if is_first and is_label and (about == "article" or item.kind == "bullet"):
        said = sentences_of(after[1:].strip())[:1] if after[:1] in {":", "-", "–"} else []
        fuller = (
            [f"{title}: {phrase}" for phrase in cuts(said[0].rstrip("."), least=4, language=language)]
            if said
            else []
        )
        return tuple(dict.fromkeys(plain(phrase) for phrase in (*fuller, title)))
    return cuts(sentences[0].rstrip(".:"), least=4, language=language)


def _with_date(phrases: tuple[str, ...], sentences: list[str], today: datetime | None) -> tuple[str, ...]:
    """Put the sentence that holds the date behind the fullest phrase, which may lack it."""
    if any(names_day_ahead(phrase, today) for phrase in phrases):
        return phrases
    dated = next((sentence for sentence in sentences[1:] if names_day_ahead(sentence, today)), "")
    if not dated:
        return phrases
    short = _MEANS.sub("", _ASIDE.sub("", dated)).rstrip(".")
    short = short[:1].upper() + short[1:]
    both = [f"{phrases[0].rstrip('.!')}. {said}" for said in (dated.rstrip("."), short)]
    alone = [short] if first_word(short) not in POINTING and _has_name(short) else []
    return tuple(dict.fromkeys((*both, *alone, *phrases)))


def _is_named(phrase: str, item: Item, site: str) -> bool:
    """Say whether a phrase names something: a proper name or a version, not the publication itself."""
    if ONLY_VERSION.search(phrase) or _has_name(phrase, site):
        return True
    first = _CASED.match(phrase)
    return any(
        link.text and (link.text in phrase or (first is not None and link.text.startswith(first[0])))
        for link in item.links
    )


def _has_name(phrase: str, site: str = "") -> bool:
    """Say whether a proper name other than the publication's own stands inside a phrase."""
    own = ORDINARY | set(site.casefold().split())
    return any(match[0].casefold() not in own for match in _CASED.finditer(phrase) if match.start() > 0)


def _spec_facts(specs: list[tuple[Section, Item]], issue: Issue) -> Iterator[Fact]:
    """Join the specifications of each kind in one fact: `New XEPs: Stickers, …`."""
    groups: dict[str, list[tuple[Section, Item, re.Match[str]]]] = defaultdict(list)
    for section, item in specs:
        found = _SPEC.search(quiet(item.text))
        heading = section.title.casefold()
        kind = next((kind for kind, stems in SPEC_KINDS if heading.startswith(stems)), "")
        if found and kind:
            groups[kind].append((section, item, found))
    for kind, members in groups.items():
        section, first, match = members[0]
        names = list(dict.fromkeys(_spec_name(found) for _, _, found in members))
        series = match["series"] + ("s" if len(names) > 1 else "")
        link = first.links[0].url if len(members) == 1 and first.links else ""
        phrases, name = _spec_phrases(kind, series, names, section.title, issue.language)
        score = {"new": 4.6, "last call": 3.2, "stable": 3.4, "updated": 1.0}[kind]
        yield Fact(phrases, first.line, section.title, score, f"{kind} specifications", link, name)


def _spec_name(found: re.Match[str]) -> str:
    raw = str(found["name"])
    return (raw.split(")", maxsplit=1)[0] if ")" in raw and "(" not in raw else raw).strip(" .:,") or str(
        found["id"]
    )


def _spec_phrases(
    kind: str, series: str, names: list[str], heading: str, language: str
) -> tuple[tuple[str, ...], str]:
    """Return phrases for a group of specifications, and the shortest word for it."""
    if not language.startswith("en"):  # the issue's own heading is the only word for it in its language
        front = f"{series}, {heading}"
        return (f"{front}: {', '.join(names)}",), f"{series}: {len(names)} {heading}"
    label = {"new": "New {}", "last call": "Last Call for {}"}.get(kind, heading + " {}").format(series)
    counted = f"{len(names)} {kind} {series}"
    listed = f"{label}: {', '.join(names)}"
    if len(names) < 3:  # noqa: PLR2004 - a longer list becomes a count and some names
        return (listed,), listed if len(names) == 1 else counted
    short = sorted(names, key=len)[:2]
    some = [name for name in names if name in short]
    return (listed, f"{counted}, among them {some[0]} and {some[1]}"), counted


def _merge_bare(facts: list[Fact]) -> list[Fact]:
    """Join releases of which only name and version are known, one fact for each section."""
    bare: dict[str, list[Fact]] = defaultdict(list)
    kept: list[Fact] = []
    for fact in facts:
        is_bare = fact.phrases == (fact.name,) and fact.why == "a release"
        (bare[fact.section] if is_bare else kept).append(fact)
    for section, members in bare.items():
        if len(members) == 1:
            kept.extend(members)
            continue
        names = [fact.phrases[0] for fact in members]
        sizes = sorted({len(names), min(len(names), 4), min(len(names), 2)}, reverse=True)
        phrases = tuple(", ".join(names[:size]) for size in sizes)
        best = max(fact.score for fact in members)
        kept.append(
            Fact(
                phrases, members[0].line, section, best + 0.5, "releases without a description", name=names[0]
            )
        )
    return kept


def _spread(facts: list[Fact]) -> tuple[Fact, ...]:
    """Order by score, with at most two facts of a section before each other section has had one."""
    waiting = sorted(facts, key=lambda fact: (-fact.score, fact.line))
    taken: dict[str, int] = defaultdict(int)
    first: list[Fact] = []
    later: list[Fact] = []
    for fact in waiting:
        taken[fact.section] += 1
        (first if taken[fact.section] <= 2 else later).append(fact)  # noqa: PLR2004 - two, as promised
    return (*first, *later)
