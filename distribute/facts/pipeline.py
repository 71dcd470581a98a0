"""The pipeline that chooses an issue's facts: clean, find, merge, and order by source.

Each stage reads the result of the stage before it. Every item of the issue becomes a fact or is rejected by a rule. No
item is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import islice

import msgspec

from distribute.facts.brief import with_briefs
from distribute.facts.certainty import with_doubts
from distribute.facts.english import orders
from distribute.facts.enumeration import enumerated
from distribute.facts.exact import exact
from distribute.facts.filters import begins_with_day, leaks
from distribute.facts.find import find
from distribute.facts.flatten import all_items, cleaned_section
from distribute.facts.headings import LEADING_HEADINGS
from distribute.facts.introduction import introduction_of
from distribute.facts.labels import is_topic
from distribute.facts.listed import entries_of
from distribute.facts.model import Extraction, Fact, Rejected, Tag
from distribute.facts.ranking import (
    merge_alike,
    merge_bare,
    merge_contained,
    merge_linked,
    merge_named,
    merge_repeated,
    merge_same,
    merge_versions,
    rank,
)
from distribute.facts.recurrence import OFTEN, IssueContext, known_lines, times_said
from distribute.facts.shorten import COMMIT_TITLE, balanced, with_more
from distribute.facts.structure import as_meant, spoken, without_items
from distribute.facts.verify import Place, Sources, verified
from distribute.facts.words import ASIDE, first_word, has_digits, word_count, worded, words_of
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.markdown import Section
from distribute.text.shapes import MARK, shape_of

_CALENDAR = 6  # fewest entries with a date at their beginning that are a calendar
_WHOLE_TITLE = 3  # fewest words of a title that another heading has by no chance
_MOST = 100  # most commas at which an editor's sentence may be cut
_CODE_NAME = 2  # most words of one
_LONG_PART = 6  # fewest characters of a part that another text has by no chance
_LABEL = lazy_regex(r": |：")
_ALIKE = 2  # first words that the titles of a series share
_SERIES = 2  # fewest earlier issues with them
_HEADLINE = 5  # fewest words of a heading that may be one
_PARTED = (", ", ": ", " | ", " & ", " and ", " – ", " — ", " - ")  # what stands between the parts of a title
_Stage = Callable[[list[Fact]], tuple[list[Fact], list[Rejected]]]  # what it keeps, and what it rejects
_URGENT_PLACE = 3  # how many of the editor's facts come before urgent ones


def highlights(issue: Issue, earlier: Iterable[Issue] = ()) -> tuple[Fact, ...]:
    """Return the facts of `issue`, the best first."""
    return extract_facts(issue, earlier).facts


def extract_facts(issue: Issue, earlier: Iterable[Issue] = ()) -> Extraction:
    """Return the facts of `issue`, the best first, and all other items with the rules that rejected them.

    What the editor wrote for the announcement replaces everything else. After that come the editor's list, this issue's
    own headings, and the entries. A paragraph that is also in `earlier` issues is rejected, unless it has a coming date.
    """
    earlier = tuple(earlier)
    sections = tuple(_parts(issue))
    found = _found(issue, sections, earlier)
    if own := tuple(_own(issue)):
        # Highlights replace everything else. A summary replaces only the facts whose shortest phrase it contains.
        summary = " ".join(issue.words.summary.split())
        kept = (
            []
            if issue.words.highlights
            else [fact for fact in found.facts if fact.phrases[-1] not in summary]
        )
        instead = (Rejected.of_fact(fact, "own-words-instead") for fact in found.facts if fact not in kept)
        found = Extraction((*own, *kept), (*found.rejected, *instead))  # and no introduction
    return Extraction(found.facts, tuple(_accounted(issue, sections, found)), found.introduction)


def _parts(issue: Issue) -> Iterator[Section]:
    """Yield the sections of an issue, without a heading that repeats its title: that one is not about a part of it.

    The first heading may say more than the title does: "The Kite Letter, June 2020" in "June 2020 Letter".
    """
    titles = {worded(issue.title), worded(issue.site)} - {""}
    sections = list(map(cleaned_section, as_meant(issue.document.sections)))
    first = next((section.title for section in sections if section.title), "")
    words = set(words_of(issue.title))
    is_whole = len(words) >= _WHOLE_TITLE and words < set(words_of(first))
    # Other headings may have only the newsletter's name in common with the title.
    if is_whole or (_has_version(words) and _repeats_the_title(first, issue, language_of(issue.language))):
        titles.add(worded(first))
    for section in sections:
        above = tuple(title for title in section.above if worded(title) not in titles)
        title = "" if worded(section.title) in titles else section.title
        yield msgspec.structs.replace(section, title=title, above=above)


def _found(issue: Issue, sections: Sequence[Section], earlier: tuple[Issue, ...]) -> Extraction:
    """Return the facts of an issue's body, ordered by their sources, and its rejected items."""
    talk = spoken(sections, language_of(issue.language))
    said = {item for _, item in talk}
    sections = [without_items(section, said) for section in sections] if talk else sections
    days = sum(begins_with_day(item.text) for item in issue.document.items())
    context = IssueContext(issue, issue.body.split("\n"), known_lines(earlier), days >= _CALENDAR)
    language = context.language
    entries = list(find(sections, context))
    rejected = [entry for entry in entries if isinstance(entry, Rejected)]
    rejected += (Rejected.of_item(section, item, "interview") for section, item in talk)
    sources = Sources(sections, issue)
    verify = partial(_confirmed, sources=sources, confirm=partial(verified, language=language))
    facts, left = _through(
        (entry for entry in entries if isinstance(entry, Fact)),
        partial(_parted, judge=partial(_if_folded, parts=issue.document.folded)),
        verify,
        partial(merge_named, language=language),
        merge_linked,
        merge_repeated,
    )
    facts, same = merge_same(merge_alike(merge_bare(facts, language), language))
    ranked = rank(facts)
    listed, unsaid = verify(enumerated(sections, ranked, context, earlier))
    rejected += (*left, *same, *unsaid)
    told, left = _through(
        _ladder(listed, ranked),
        partial(merge_versions, language=language),
        partial(merge_contained, language=language),
        partial(_parted, judge=_if_leaking),
        partial(_parted, judge=partial(_if_recurring, earlier=earlier)),
        partial(_confirmed, sources=sources, confirm=exact),
        partial(_parted, judge=partial(_if_unknown_language, language=language)),
        partial(_parted, judge=partial(_if_title_again, issue=issue, language=language)),
    )
    rejected += left
    tagged = _spared([_tagged(fact, issue.language) for fact in told], issue, earlier)
    finished = [_finished(fact, language) for fact in with_doubts(tagged, sections, language)]
    introduced = introduction_of(sections, context, earlier)
    introduction, _ = _through(
        [introduced] if introduced else [], verify, partial(_confirmed, sources=sources, confirm=exact)
    )
    return Extraction(
        tuple(with_briefs(finished, sections, language)), tuple(rejected), next(iter(introduction), None)
    )


def _through(facts: Iterable[Fact], *stages: _Stage) -> tuple[list[Fact], list[Rejected]]:
    """Return the facts that are left behind all stages, and what each stage rejects."""
    kept, rejected = list(facts), []
    for stage in stages:
        kept, left = stage(kept)
        rejected += left
    return kept, rejected


def _parted(
    facts: Iterable[Fact], judge: Callable[[Fact], Rejected | None]
) -> tuple[list[Fact], list[Rejected]]:
    """Return the facts for which `judge` returns None, and what it returns for the others."""
    kept: list[Fact] = []
    rejected: list[Rejected] = []
    for fact in facts:
        if verdict := judge(fact):
            rejected.append(verdict)
        else:
            kept.append(fact)
    return kept, rejected


def _if_folded(fact: Fact, parts: Sequence[range]) -> Rejected | None:
    """Reject a fact that readers have to unfold; the number of the entries of a long list is told."""
    is_folded = fact.kind != "list" and any(fact.line in part for part in parts)
    return Rejected.of_fact(fact, "folded") if is_folded else None


def _if_unknown_language(fact: Fact, language: Language) -> Rejected | None:
    return None if language.rules else Rejected.of_fact(fact, "unknown-language")


def _if_leaking(fact: Fact) -> Rejected | None:
    """Reject a fact with a broken link or a generator's code in a phrase."""
    return Rejected.of_fact(fact, "broken-markup") if any(map(leaks, fact.phrases)) else None


def _if_recurring(fact: Fact, earlier: Sequence[Issue]) -> Rejected | None:
    """Reject a fact that several earlier issues tell in the same words, unless it is urgent."""
    times = 0 if fact.is_urgent else times_said(fact.phrases[0], earlier)
    return Rejected.of_fact(fact, "recurs", f"{times} earlier issues") if times >= OFTEN else None


def _if_title_again(fact: Fact, issue: Issue, language: Language) -> Rejected | None:
    """Reject a fact that says no more than the title."""
    tail = _LABEL.split(fact.phrases[0])[-1]  # "The week's theme: How kites fly"
    is_part = (
        tail != fact.phrases[0] and len(tail) >= _LONG_PART and tail in issue.title and not fact.is_urgent
    )
    is_again = is_part or _repeats_the_title(fact.phrases[0], issue, language)
    return Rejected.of_fact(fact, "title-again") if is_again else None


def _repeats_the_title(text: str, issue: Issue, language: Language) -> bool:
    """Return whether a text names just what the title does: "Announcing Kite 2.0 (Moth)" for "Kite 2.0 is out".

    A title of several parts does not tell them.
    """
    is_parted = any(mark in issue.title for mark in _PARTED)
    return not is_parted and _named(text, issue, language) == _named(issue.title, issue, language)


def _named(text: str, issue: Issue, language: Language) -> set[str]:
    """Return the words of a text without those that name nothing, those of the newsletter, and a code name in brackets."""
    words = {*map(_bare, words_of(ASIDE.sub(_without_code_name, text)))}
    usual = language.ordinary | language.filling | language.releases.announcing
    return words - usual - {*map(_bare, words_of(issue.site))}


def _without_code_name(aside: re.Match[str]) -> str:
    """Return "" for a code name in brackets, "(Zesty Zapus)", else what is there."""
    words = aside[0].strip(" ()").split()
    is_name = len(words) <= _CODE_NAME and all(word.istitle() and word.isalpha() for word in words)
    return "" if is_name else aside[0]


def _has_version(words: Iterable[str]) -> bool:
    return any(has_digits(word) and not _is_year(word) for word in words)


def _is_year(word: str) -> bool:
    return word.isdecimal() and len(word) == len("2026")


def _bare(word: str) -> str:
    """Return a word without the "v" of a version."""
    return word.removeprefix("v") if has_digits(word) else word


def _finished(fact: Fact, language: Language) -> Fact:
    """Return a fact whose phrases begin with a capital where no name is first, and end without full stop."""
    phrases = tuple(
        phrase[:1].upper() + phrase[1:] if _begins_with_no_name(phrase, language) else phrase
        for phrase in map(_without_stop, fact.phrases)
    )
    return msgspec.structs.replace(fact, phrases=phrases if fact.is_own else with_more(phrases, language))


def _begins_with_no_name(phrase: str, language: Language) -> bool:
    """Return whether a phrase begins with an article, a pronoun or an order: "a kite", "make the tail longer"; neither "make 4.4" nor "move() of …"."""
    first, second, *_ = (*phrase.split(None, 2), "", "")
    is_order = language.is_english and first.isalpha() and orders(phrase) and not has_digits(second)
    return is_order or first_word(phrase) in language.ordinary - language.subordinate


def _without_stop(phrase: str) -> str:
    """Return a phrase without its full stop or comma; "etc.", "U.S.", "…" and several sentences keep theirs."""
    phrase = phrase.rstrip(",; ")
    last = phrase.rpartition(" ")[2]
    keeps_it = last == "etc." or ". " in phrase or (last[-3:-2] == "." and not last[-2].isdigit())
    return phrase[:-1] if last.endswith(".") and not keeps_it else phrase


def _spared(facts: Sequence[Fact], issue: Issue, earlier: Sequence[Issue]) -> Sequence[Fact]:
    """Return the facts; if all are minor, longer headings of an issue of a series are no mere topics.

    The headings of an article are its parts.
    """
    if not (all(fact.is_minor for fact in facts) and _is_of_series(issue, earlier)):
        return facts
    return [_as_headline(fact) for fact in facts]


def _is_of_series(issue: Issue, earlier: Sequence[Issue]) -> bool:
    """Return whether an issue's title has a number or date, or begins as those of some earlier issues do."""
    words = shape_of(issue.title).words
    return (
        MARK in words
        or sum(shape_of(each.title).words[:_ALIKE] == words[:_ALIKE] for each in earlier) >= _SERIES
    )


def _as_headline(fact: Fact) -> Fact:
    """Return a fact without the tag of a topic if it is told by a long heading."""
    if fact.rule != "own-heading" or word_count(fact.phrases[0]) < _HEADLINE:
        return fact
    return msgspec.structs.replace(fact, tags=tuple(tag for tag in fact.tags if tag != "label"))


def _tagged(fact: Fact, language: str) -> Fact:
    """Return a fact with those of the tags `label`, `indefinite`, `mentioned` and `changed` that apply to it."""
    own, english = language_of(language), language_of("en")
    is_indefinite = fact.telling_name.casefold().startswith((*own.indefinite, *english.indefinite))
    is_mentioned = own.releases.only_mentions(fact.name, fact.phrases[0])
    label: tuple[Tag, ...] = ("label",) if is_topic(fact, language) else ()
    indefinite: tuple[Tag, ...] = ("indefinite",) if is_indefinite else ()
    mentioned: tuple[Tag, ...] = ("mentioned",) if is_mentioned else ()
    tells = own.says("change", fact.phrases[0]) and not COMMIT_TITLE.match(fact.phrases[0])
    changed: tuple[Tag, ...] = ("changed",) if tells else ()
    return msgspec.structs.replace(fact, tags=(*fact.tags, *label, *indefinite, *mentioned, *changed))


def _confirmed(
    facts: Iterable[Fact], sources: Sources, confirm: Callable[[Fact, Place], Fact | None]
) -> tuple[list[Fact], list[Rejected]]:
    """Return the facts as `confirm` returns them, and reject those for which it returns None as unverified."""
    kept: list[Fact] = []
    unverified: list[Rejected] = []
    for fact in facts:
        if confirmed := confirm(fact, sources.place_of(fact)):
            kept.append(confirmed)
        else:
            unverified.append(Rejected.of_fact(fact, "unverified", fact.phrases[0]))
    return kept, unverified


def _ladder(listed: Sequence[Fact], ranked: Sequence[Fact]) -> Iterator[Fact]:
    """Yield what the editor lists, then the issue's own headings in their order, then the other facts by rank."""
    places = {(fact.line, fact.phrases) for fact in listed}
    others = [fact for fact in ranked if (fact.line, fact.phrases) not in places]
    headings = sorted((fact for fact in others if fact.source == "heading"), key=lambda fact: fact.line)
    lead = [*listed, *headings] if listed or len(headings) >= LEADING_HEADINGS else []
    told = set(lead)
    rest = [fact for fact in others if fact not in told]
    urgent = list(_urgent(rest)) if lead else []
    rest = [fact for fact in rest if fact not in urgent]
    lead[_URGENT_PLACE:_URGENT_PLACE] = urgent
    yield from lead
    # After what the editor put first, the entries follow in the issue's order, minor ones last.
    in_order = len(lead) > 1
    yield from sorted(rest, key=lambda fact: (fact.is_minor, fact.line)) if in_order else rest


def _urgent(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the best security notice and the best coming date, if there are any."""
    for tag in ("security", "upcoming"):
        yield from islice((fact for fact in facts if tag in fact.tags and not fact.is_minor), 1)


def _accounted(issue: Issue, sections: Sequence[Section], found: Extraction) -> Iterator[Rejected]:
    """Yield the rejected items in the issue's order, including headings in bold and parts of another line's fact."""
    told = {fact.line for fact in found.told}
    joined = {line: fact.line for fact in found.facts for line in fact.lines}
    kept = [entry for entry in found.rejected if entry.rule != "introduction" or entry.line not in told]
    seen = told | {entry.line for entry in kept}
    headings = {section.line: section for section in sections}
    kept += [
        Rejected.of_item(section, item, "bold-heading")
        for section in issue.document.sections
        for item in section.items
        if item.line in headings and item.line not in seen
    ]
    kept += [
        Rejected.of_item(section, item, "told-with", str(joined.get(item.line, section.line)))
        for section in sections
        for item in all_items(section.items)
        if item.text and item.line not in seen
    ]
    yield from sorted(kept, key=lambda one: one.line)


def _own(issue: Issue) -> Iterator[Fact]:
    """Yield the editor's own words for the announcement: the highlights, or the sentences of the summary."""
    if issue.words.highlights:
        yield from _told(issue, issue.words.highlights, "highlights")
    elif said := " ".join(issue.words.summary.split()):
        yield from _told(issue, entries_of(said, language_of(issue.language), issue.body), "summary")


def _told(issue: Issue, texts: Iterable[str], source: str) -> Iterator[Fact]:
    line = issue.line_of(source, "distribute")
    last, also = _and_last(issue.language), _and_also(issue.language)
    for number, text in enumerate(texts):
        said = " ".join(text.split()).rstrip(".")
        if rest := last.match(said):
            said = said[rest.end()].upper() + said[rest.end() + 1 :]
        if said:
            asked = also.search(said)  # "Read A and watch B" asks for two things
            name = said[: asked.start()] if asked else ""
            yield Fact(
                phrases=_shorter_lists(said, issue.language),
                line=line,
                section="",
                score=100.0 - number,
                kind="own",
                rule=f"own-{source}",
                name=name,
                source="own-words",
            )


@cache
def _and_last(language: str) -> re.Pattern[str]:
    """Return the pattern of the "And" in "And our kites", with which an editor may begin the last entry."""
    words = language_of(language)
    joining, last = words.clauses.conjunctions or "(?!)", words.lists.last or "(?!)"
    return lazy_regex(rf"\A(?i:{joining}) (?={last})")


@cache
def _and_also(language: str) -> re.Pattern[str]:
    """Return the pattern of a second invitation: " and watch "."""
    words = language_of(language)
    joining, verbs = words.clauses.conjunctions or "(?!)", words.lists.inviting or "(?!)"
    return lazy_regex(rf",? (?:{joining}) (?:{verbs}) ")


def _shorter_lists(said: str, language: str) -> tuple[str, ...]:
    """Return an editor's sentence whole, then without the last entries of the list at its end."""
    begin = said.find(": ") + 2 if ": " in said else 0
    commas = [match.start() for match in islice(re.finditer(", ", said), _MOST) if match.start() > begin]
    # Three names are still a list, and "and more" follows. One name alone would look like the whole list.
    mere_names = all(word_count(entry) < 4 for entry in said[begin:].split(", ")[1:])  # noqa: PLR2004 - a name
    ends = commas[2:] if mere_names else commas
    more = language_of(language).say.and_more if mere_names else ""
    shorter = (f"{said[:at]}{more}" for at in reversed(ends) if balanced(said[:at]))
    # "and more" must be shorter than the entries that it replaces.
    return (said, *(text for text in shorter if len(text) < len(said)))
