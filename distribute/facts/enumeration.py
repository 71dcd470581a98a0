"""The facts for what an editor lists, in the front matter or before the first heading.

The list says what matters and in which order. An entry that only names something in the body is replaced by the body's
fact about it. An entry that makes sense on its own becomes a fact itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec

from distribute.facts.english import has_verb
from distribute.facts.filters import leaks
from distribute.facts.listed import (
    ENTRIES_OF_LIST,
    FIRST_OF_EACH,
    Listed,
    described,
    listed_before,
    listed_by_part,
    reports_news,
    usual_words,
)
from distribute.facts.model import Fact
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import balanced, begins_subordinate, shorten_at_clauses
from distribute.facts.topics import is_featured
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import (
    content_words,
    first_word,
    has_digits,
    has_spaceless,
    is_question,
    word_count,
    words_of,
)
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.markdown import Section

_SHARED = 2  # fewest words that an entry and its fact have in common
_SHORT = 4  # most letters of a word whose final "s" is not removed
_HALF = 0.5  # least share of an entry's words that its fact has
_FEWEST = 3  # fewest words of an entry that makes sense on its own
_SENTENCE = 6  # fewest words of an entry that is a sentence


@cache
def _between(language: str) -> re.Pattern[str]:
    """Return the pattern of the separators of a list."""
    joining = language_of(language).clauses.conjunctions
    words = rf"(?<=\w)(?:{joining})" if has_spaceless(joining) else rf" (?:{joining or '&'}|&) "
    return lazy_regex(rf"[,;:、，；：] ?|\s[–—-]\s|{words}")


@cache
def _more(language: str) -> re.Pattern[str]:
    """Return the pattern of what ends a list without naming anything: ", and much more!"."""
    words = language_of(language)
    joining, more = words.clauses.conjunctions or "&", words.releases.more or "(?!)"
    return lazy_regex(
        rf", (?:{joining}|&) (?:(?:so )?(?:much |many ){{0,3}})(?:{more})[!.…]*\Z", re.IGNORECASE
    )


@cache
def _verb_of_lists(language: str) -> re.Pattern[str]:
    return lazy_regex(rf"\b(?:{language_of(language).lists.verbs or '(?!)'})\b")


def enumerated(
    sections: Sequence[Section], facts: Sequence[Fact], context: IssueContext, earlier: Iterable[Issue]
) -> list[Fact]:
    """Return the facts that the editor lists, in the editor's order, or none if there is no list."""
    in_description = described(context.issue, earlier)
    introduced = listed_before(sections, context)
    for entries in (in_description, introduced):
        if entries:
            found = _resolved(entries, facts, sections, context)
            if len(found) >= ENTRIES_OF_LIST:
                return found
    featured = list(_featured(sections, facts, context))
    if len(featured) >= ENTRIES_OF_LIST:
        return featured
    return [*_told_by_description(in_description, context), *_told_by_introduction(introduced, context)]


def _told_by_description(described: Sequence[Listed], context: IssueContext) -> Iterator[Fact]:
    """Yield the statement of a description without a list if it is about this issue's news: "Loops are here!"."""
    language, issue = context.language, context.issue
    ignored = context.unspecific | language.generic | frozenset(issue.title.casefold().split())
    for number, entry in enumerate(described[:1] if language.has("report") else ()):
        told = _contents(entry, context, number) or _as_it_is(entry, context, number)
        said = told.phrases[0] if told else ""
        if (
            told
            and len(content_words(said, ignored)) >= _SHARED
            and not language.says("teaser", said)
            and not language.says("leans-back", said)
        ):
            yield told


def _contents(entry: Listed, context: IssueContext, number: int) -> Fact | None:
    """Return what a description lists as the issue's contents, "Kites and moths" of "This month covers kites and moths"."""
    language, issue = context.language, context.issue
    parted = (entry.text.partition(f" {verb} ") for verb in language.lists.holding)
    subject, _, contents = next((each for each in parted if each[2]), ("", "", ""))
    known = {*words_of(issue.title), *words_of(issue.site), *language.ordinary, *language.lists.issue}
    if not known.issuperset(words_of(subject)) or ", " not in contents:
        return None
    contents = contents[0].upper() + contents[1:] if contents.partition(" ")[0].islower() else contents
    return _as_it_is(msgspec.structs.replace(entry, text=contents), context, number)


def _told_by_introduction(introduced: Sequence[Listed], context: IssueContext) -> Iterator[Fact]:
    """Yield the statements of an introduction that report news: "Kite 2 just shipped"."""
    for number, entry in enumerate(introduced):
        if (
            _is_statement(entry.text)
            and reports_news(entry.text, context)
            and (told := _as_it_is(entry, context, number))
        ):
            yield told


def _featured(sections: Sequence[Section], facts: Sequence[Fact], context: IssueContext) -> Iterator[Fact]:
    """Yield the facts of the list under a heading such as "Highlights", in its order.

    If there are several such headings, or one below another heading, they are about parts of the issue and are ignored.
    """
    featured = [section for section in sections if is_featured(section.title, context.language)]
    if len(featured) != 1 or featured[0].above:
        return
    if by_part := listed_by_part(featured[0].items, context):
        yield from _resolved(by_part, facts, sections, context)
        return
    lines = {item.line for item in featured[0].items if item.kind == "bullet"}
    listed = (fact for fact in facts if fact.line in lines and not fact.is_minor)
    yield from (_enumerated(fact) for fact in sorted(listed, key=lambda fact: fact.line))


def _enumerated(fact: Fact) -> Fact:
    return msgspec.structs.replace(
        fact, source="enumeration", tags=tuple(dict.fromkeys((*fact.tags, "lead")))
    )


def _resolved(
    entries: Sequence[Listed], facts: Sequence[Fact], sections: Sequence[Section], context: IssueContext
) -> list[Fact]:
    """Return the facts for the entries: at most two of each entry first, then the others."""
    index = _Index(facts, sections, context)
    told: list[list[Fact]] = []
    for number, entry in enumerate(entries):
        own = _as_it_is(entry, context, number)
        is_sentence = not entry.leads_on and (_is_statement(entry.text) or entry.in_part)
        is_told = own is not None and len(entries) >= ENTRIES_OF_LIST and is_sentence
        found = [] if own and is_told else list(index.facts_for(entry))
        is_new = own and (is_told or not (found or index.has_told(entry)))
        told.append([own] if own and is_new else found)
    first = [fact for found in told for fact in found[:FIRST_OF_EACH]]
    return [*first, *(fact for found in told for fact in found[FIRST_OF_EACH:])]


class _Index:
    """Finds the body's facts by their names and words. Each fact is returned once."""

    def __init__(self, facts: Sequence[Fact], sections: Sequence[Section], context: IssueContext) -> None:
        self.context = context
        self.ignored = context.unspecific
        facts = [fact for fact in facts if not fact.is_minor]  # a bare name is no news, even if it is listed
        self.names = [(name, fact) for fact in facts for name in self._names(fact)]
        self.words = [
            (self._words(f"{fact.phrases[0]} {fact.name} {fact.phrases[-1]}"), fact) for fact in facts
        ]
        self.sections = [(self._words(section.title), section.title) for section in sections]
        self.facts = facts
        self.taken: set[Fact] = set()

    def _words(self, text: str) -> set[str]:
        """Return the content words of `text`, in the singular."""
        words = content_words(text, self.ignored)
        return {word.removesuffix("s") if len(word) > _SHORT else word for word in words}

    def _names(self, fact: Fact) -> Iterator[str]:
        """Yield the proper names of a fact, one for each release if it joins several."""
        whole = (
            fact.phrases[0].split(", ") if fact.rule == "bare-releases" else [fact.name or fact.phrases[-1]]
        )
        yield from filter(None, map(self._proper, whole))

    def _proper(self, text: str) -> str:
        """Return the proper name at the beginning of `text`, without a version, or "" if there is none."""
        name = ONLY_VERSION.split(text)[0].strip(" :,")
        words = name.split()
        is_proper = bool(words) and len(words) <= 4 and words[0] != words[0].lower()  # noqa: PLR2004 - a name
        is_usual = all(
            word.casefold() in self.ignored or word.casefold() in self.context.language.generic
            for word in words
        )
        return name if is_proper and not is_usual and len(name) > 2 else ""  # noqa: PLR2004 - not an initial

    def facts_for(self, entry: Listed) -> Iterator[Fact]:
        """Yield the facts that an entry names, in the order in which it names them."""
        text = (
            _verb_of_lists(self.context.language.code).sub(",", entry.text)
            if self.context.language.says("enumerates", entry.text)
            else entry.text
        )
        for chunk in filter(None, _between(self.context.language.code).split(text)):
            named = self._named(chunk)
            yield from named
            if not named and (fact := self._alike(chunk) or self._in_section(chunk)):
                yield fact

    def has_told(self, entry: Listed) -> bool:
        """Return whether an entry names something whose fact another entry has taken."""
        return any(fact in self.taken and _place(name, entry.text) >= 0 for name, fact in self.names)

    def _take(self, fact: Fact) -> Fact:
        self.taken.add(fact)
        return _enumerated(fact)

    def _named(self, chunk: str) -> list[Fact]:
        found = [
            (at, fact)
            for name, fact in self.names
            if fact not in self.taken and (at := _place(name, chunk)) >= 0
        ]
        ordered = dict.fromkeys(fact for _, fact in sorted(found, key=lambda one: one[0]))
        return [self._take(fact) for fact in ordered]

    def _alike(self, chunk: str) -> Fact | None:
        """Return the fact that shares the most words with a chunk: at least two words, and half of the chunk."""
        words = self._words(chunk)
        best, most = None, 0
        for known, fact in self.words:
            shared = len(words & known)
            if shared > most and fact not in self.taken:
                best, most = fact, shared
        is_alike = most >= _SHARED and most >= _HALF * len(words)
        return self._take(best) if best is not None and is_alike else None

    def _in_section(self, chunk: str) -> Fact | None:
        """Return the first fact of a section if a chunk contains all words of its heading."""
        words = self._words(chunk)
        titles = {title for known, title in self.sections if known and known <= words}
        found = (fact for fact in self.facts if fact.section in titles and fact not in self.taken)
        fact = next(found, None)
        return self._take(fact) if fact else None


def _place(name: str, text: str) -> int:
    """Return the position of a name in `text` as whole words, or -1. A particle may follow in another script: "Kiteは"."""
    at = text.find(name)
    while at >= 0:
        before, after = text[max(0, at - 1) : at], text[at + len(name) : at + len(name) + 1]
        if not (_is_one_word(before, name[0]) or _is_one_word(name[-1], after)):
            return at
        at = text.find(name, at + 1)
    return -1


def _is_one_word(letter: str, following: str) -> bool:
    """Return whether two characters, or "" at an end of the text, may stand inside one word."""
    return letter.isalnum() and following.isalnum() and has_spaceless(letter) == has_spaceless(following)


def _as_it_is(entry: Listed, context: IssueContext, number: int) -> Fact | None:
    """Return an entry as a fact, or None if it does not make sense on its own."""
    language = context.language
    text = _more(language.code).sub("", entry.text.rstrip(".:"))
    versions = ONLY_VERSION.findall(text)
    stands = (
        not entry.unlike
        and word_count(text) >= _FEWEST
        and len(content_words(text, usual_words(language))) >= _SHARED
        and balanced(text)
        and not leaks(text)
        and not is_question(text)
        and first_word(text) not in language.leaning | language.pointing
        and not any(_leans(rest, language) for rest in text.split(": ")[1:])
        and not any(
            language.says(rule, text)
            for rule in ("pointer", "filler", "elsewhere", "enumerates", "refers-back", "leans-back")
        )
        and all(version in context.issue.body for version in versions)
        and (bool(versions) or has_digits(text) or has_verb(text) or text.istitle() or _names(text))
    )
    if not stands:
        return None
    phrases = shorten_at_clauses(text, least=4, language=language.code)
    if text != entry.text.rstrip(".:") and ", " in text:
        phrases = (f"{text}{language.say.and_more}", *phrases[1:])
    return Fact(
        phrases=phrases,
        line=entry.line,
        section="",
        score=50.0 - number,
        kind="enumerated",
        tags=("lead",),
        rule="enumerated",
        source="enumeration",
    )


def _is_statement(text: str) -> bool:
    """Return whether an entry is a whole sentence, which is better than a fact of the body that it names."""
    return text.endswith((".", "!", "。")) and word_count(text) >= _SENTENCE and ": " not in text


def _leans(text: str, language: Language) -> bool:
    """Return whether the text after a label depends on the label: "Local groups: they build …"."""
    return first_word(text) in language.leaning | language.pointing or begins_subordinate(text, language.code)


def _names(text: str) -> bool:
    """Return whether a word inside `text` begins with a capital."""
    return any(word[:1].isupper() for word in text.split()[1:])
