"""Tag facts from long prose that may not make sense on their own.

An entry of a list reports one thing, and its first words say what it is about. In prose, a sentence that names nothing
is seldom news, and most other sentences depend on those around them. In a sample of 505 phrases from 46 issues, an
editor would have posted 33 of the 112 phrases from prose and 257 of the other 393. Phrases that begin with a lowercase
letter, like the titles of commits, were good enough in 25 of 65 cases. Of 313 lines in short posts about 76 other issues,
editors would have left out 34% of those that name nothing, 38% of those that are little more than a name, and 11% of
the rest. In lists whose entries have links, they would have left out 7 of the 47 statements that name nothing or begin
with a lowercase letter. Of 24 sentences that were not the first of their entry or paragraph, an editor would have posted
4 as they were, and left out 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts import english
from distribute.facts.flatten import all_items, by_line
from distribute.facts.labels import is_telling
from distribute.facts.model import Fact, Tag
from distribute.facts.newsworthy import begins_with_link
from distribute.facts.versions import ONLY_VERSION, begins_with_version
from distribute.facts.words import first_word, has_digits, has_spaceless, word_count
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.dates import days_named
from distribute.text.markdown import Item, Section

# An issue is prose if more than this share of its words is in paragraphs that do not begin with a link.
_PROSE = 0.25
# Things that readers know only one of: "the mayor"
_KNOWN = frozenset(
    "board church city club committee community council court foundation government hall library mayor parliament police project"
    " school state team town university village website".split()
)
_POSSESSIVE = frozenset({"our", "its", "their", "such"})
_FOUND = 25  # characters by which a phrase is found in its text
# "KiteCon", "Moth Native": a subject of its own
_PROPER = lazy_regex(r"(?:[A-Z][\w-]*[A-Z0-9]\w*|[A-Z]\w+ (?=[A-Z0-9]))")
_COMMIT_OF = frozenset({"fix", "fixes", "fixed", "bugfix", "hotfix", "revert"})  # labels of commits
_ORDERS = ("Don't ", "Don’t ", "Do not ")
_ENDED = lazy_regex(r"[.!?…]\s")
_TITLE = 3  # fewest words of a link or heading that is a title, and not only a name
_SENTENCE = 30  # fewest characters that tell more than a name
_REPORTS = 4  # fewest entries of a list of reports
_LINKED = 0.9  # share of its entries that have a link


def with_doubts(facts: Sequence[Fact], sections: Sequence[Section], language: Language) -> Iterator[Fact]:
    """Yield the facts of an issue, with the tag `unsure` or `vague` on those that may not make sense on their own."""
    entries = _entries(sections) if _is_prose(sections) else None
    reports = _reports(sections)
    items = by_line(sections)
    for fact in facts:
        is_report = fact.line in reports and _is_statement(fact.phrases[0])
        in_prose = entries is not None and fact.line not in entries
        doubt = _doubt(fact, in_prose=in_prose, is_report=is_report)
        if doubt == "unsure" and (_is_fragment(fact, language) or _names_no_subject(fact, language)):
            doubt = "vague"
        if (item := items.get(fact.line)) and _is_later_sentence(fact, item, language):
            doubt = "vague"
        if language.is_english and not fact.is_own and _says_too_little(fact.phrases[0]):
            doubt = "vague"
        yield msgspec.structs.replace(fact, tags=(*fact.tags, doubt)) if doubt else fact


def _says_too_little(phrase: str) -> bool:
    """Return whether an English phrase names what it does not tell, or tells what it does not name.

    "KiteCon where Ada gave a talk", "Ada is working on tails", "Kite was released years ago", "CVE-2026-1234: Fixes a loop", "fix: count the tails"
    """
    label, _, said = phrase.partition(": ")
    is_flaw = label.startswith("CVE-") and english.lacks_subject(said)
    return (
        is_flaw
        or phrase.startswith(("...", "…"))  # goes on from the entry before
        or label in _COMMIT_OF
        or english.is_ongoing(phrase)
        or english.is_long_ago(phrase)
        or english.is_mere_relative(phrase)
    )


def _is_later_sentence(fact: Fact, item: Item, language: Language) -> bool:
    """Return whether a fact is told by a sentence of `item` behind the first, which says what it is about.

    A label says so, too, as does a link at the beginning; the sentence about a coming date has the date.
    """
    phrase = fact.phrases[0]
    is_named = ": " in phrase or any(phrase.startswith(link.text) for link in item.links if link.text)
    is_of_release = fact.kind == "release" or ONLY_VERSION.search(phrase) is not None
    if fact.is_own or fact.is_urgent or fact.rule == "own-heading" or is_named or is_of_release:
        return False
    if _PROPER.match(phrase) and first_word(phrase) not in language.ordinary:
        return False
    before, found, _ = item.text.partition(phrase[:_FOUND])
    return bool(found) and _ENDED.search(before) is not None


def _is_prose(sections: Sequence[Section]) -> bool:
    """Return whether much of an issue is prose. A paragraph that begins with a link counts as an entry of a list."""
    words = in_prose = 0
    for section in sections:
        for item in section.items:
            words += sum(word_count(each.text) for each in all_items([item]))
            is_entry = item.kind == "bullet" or begins_with_link(item)
            in_prose += 0 if is_entry else word_count(item.text)
    return in_prose > _PROSE * words


def _entries(sections: Sequence[Section]) -> set[int]:
    """Return the lines of the entries of lists that begin with a linked title, and so say what they are about."""
    return {
        item.line
        for section in sections
        for item in all_items(section.items)
        if item.kind == "bullet" and begins_with_link(item) and not _is_mere_name(item)
    }


def _reports(sections: Sequence[Section]) -> set[int]:
    """Return the lines of the entries of lists in which nearly every entry links what it tells of."""
    todo = [item.children for section in sections for item in all_items(section.items)]
    todo += [section.items for section in sections]
    lists = ([item for item in items if item.kind == "bullet"] for items in todo)
    return {
        item.line
        for entries in lists
        if len(entries) >= _REPORTS and sum(bool(item.links) for item in entries) >= _LINKED * len(entries)
        for item in entries
    }


def _is_mere_name(item: Item) -> bool:
    """Return whether an entry begins with a linked name that only brackets follow: "kite (a broken tail)"."""
    name = item.links[0].text
    return bool(name) and word_count(name) < _TITLE and item.text.partition(name)[2].lstrip().startswith("(")


def _is_statement(phrase: str) -> bool:
    """Return whether a phrase has a subject and a verb: "moth adds loops" has both, "adds loops" has no subject."""
    first = phrase.partition(" ")[0]
    is_verb = first.islower() and first.isalpha() and first.endswith(("s", "ed"))
    return english.has_verb(phrase) and not is_verb


def _doubt(fact: Fact, *, in_prose: bool, is_report: bool) -> Tag | None:
    """Return the tag for a fact that may not make sense on its own.

    Releases, coming dates and the editor's own words never get one, and what the editor put first only if it names nothing.
    """
    tells = fact.rule == "own-heading" and is_telling(fact.phrases[0])
    if fact.is_own or fact.kind == "release" or fact.is_urgent or "described" in fact.tags or tells:
        return None
    if (_names_nothing(fact, in_prose=in_prose) and not is_report) or _is_bare(fact):
        return "vague"
    if fact.source == "enumeration" or is_report or _tells_of_version(fact):
        return None
    return "unsure" if in_prose or _begins_small(fact) else None


def _tells_of_version(fact: Fact) -> bool:
    """Return whether a fact says what a version of its heading's project does: "Kite: Version 2.0 mends the tail"."""
    label, _, said = fact.phrases[0].partition(": ")
    return label == fact.section and begins_with_version(said)


def _is_fragment(fact: Fact, language: Language) -> bool:
    """Return whether a doubtful fact neither has a verb nor says what has changed. Verbs are only recognised in English."""
    is_told = "changed" in fact.tags or "memorable" in fact.tags or fact.kind == "specification"
    phrase = fact.phrases[0]
    has_verb = english.has_verb(phrase) or english.has_sure_verb(phrase)
    return language.is_english and not (is_told or has_verb)


def _names_no_subject(fact: Fact, language: Language) -> bool:
    """Return whether the subject of a doubtful fact is one that only the text before it names: "The problem was a knot".

    What has a date tells of an event by itself.
    """
    phrase = fact.phrases[0]
    leans = first_word(phrase) in language.definite | _POSSESSIVE and "memorable" not in fact.tags
    if not (leans and language.is_english) or days_named(phrase, year=2000):
        return False
    subject = english.before_verb(phrase).split()[1:]
    is_named = any(word != word.lower() or has_digits(word) or word in _KNOWN for word in subject)
    return bool(subject) and not is_named


def _begins_small(fact: Fact) -> bool:
    """Return whether a fact begins like the title of a commit or the rest of a sentence: "fix the tail", "Don't sink"."""
    return (fact.phrases[0][:1].islower() or fact.phrases[0].startswith(_ORDERS)) and not fact.exact


def _names_nothing(fact: Fact, *, in_prose: bool) -> bool:
    """Return whether a fact has no capital after its first letter, no digit, no code and no name that it begins with.

    Japanese has no capitals, so there the answer is no.
    """
    phrase = fact.phrases[0]
    tells_of_name = bool(fact.name) and phrase.startswith(f"{fact.name} ")
    if has_spaceless(phrase) or fact.exact or tells_of_name:
        return False
    has_subject = ": " in phrase  # before the colon
    is_plain = in_prose and "told-plainly" in fact.tags and not has_subject
    return is_plain or not any(letter.isupper() or letter.isdigit() for letter in phrase[1:])


def _is_bare(fact: Fact) -> bool:
    """Return whether a fact is little more than a name: nothing tells what is new about it.

    A heading of several words that the editor puts first is the news: "Experimental Night Flights".
    """
    is_put_first = (
        fact.rule == "own-heading" and "lead" in fact.tags and word_count(fact.phrases[0]) >= _TITLE
    )
    is_short = max(map(len, fact.phrases)) < _SENTENCE
    return is_short and not is_put_first and not has_spaceless(fact.phrases[0])
