"""Merge facts that belong together, and rank them so that each section is represented."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

import msgspec

from distribute.facts.english import has_verb
from distribute.facts.model import LONGEST, Fact, Rejected
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import first_word, has_digits, worded
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex

_WORD = lazy_regex(r"[\w.'’-]*\w")
_RELEASES = lazy_regex(r"\breleases\b")  # "Kite went through three releases"
_FEW = 3  # words that are too few to recognise the same statement elsewhere
_SOME = 4  # a statement of more words than this is the same with one word more or less
_DEEP = 4  # most slashes in an address that is not deep inside a site
_COMPARED = 50  # most facts with the same word that a fact is compared with
_LISTED = 7  # most releases that a list names; a longer one is an inventory
_AGAIN = 1.2  # subtracted for each earlier fact of the same section


def merge_bare(facts: list[Fact], language: Language) -> list[Fact]:
    """Join the releases of each section of which only the name and version are known into one fact.

    A shorter phrase says that there are more.
    """
    bare: dict[str, list[Fact]] = defaultdict(list)
    kept: list[Fact] = []
    for fact in facts:
        (bare[fact.section] if fact.only_names_releases else kept).append(fact)
    for section, members in bare.items():
        if len(members) == 1:
            kept.extend(members)
            continue
        names = [fact.phrases[0] for fact in members]
        sizes = sorted({min(len(names), size) for size in (_LISTED, 4, 2)}, reverse=True)
        more = language.say.and_more
        whole = ", ".join(names)
        shorter = (f"{', '.join(names[:size])}{more}" for size in sizes if size < len(names))
        short_enough = (whole,) if len(names) <= _LISTED else ()
        phrases = (*short_enough, *(phrase for phrase in shorter if len(phrase) < len(whole)))
        best = max(fact.score for fact in members)
        kept.append(
            Fact(
                phrases=phrases,
                line=members[0].line,
                section=section,
                score=best + 0.5,
                kind="release",
                rule="bare-releases",
                name=f"{names[0]}{more}",
                lines=tuple(fact.line for fact in members),
            )
        )
    return kept


def merge_alike(facts: list[Fact], language: Language) -> list[Fact]:
    """Join facts of a section that say the same about several names: `A to GA` and `B to GA` become `A, B to GA`."""
    alike: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        name, _, said = fact.phrases[-1].partition(" ")
        if (
            len(fact.phrases) == 1
            and said
            and name[-1:].isalnum()
            and first_word(name) not in language.ordinary
            and not has_verb(fact.phrases[0])  # two names before "joins" would need the plural
        ):
            alike[fact.section, said].append(fact)
    several = [(said, members) for (_, said), members in alike.items() if len(_names(members)) > 1]
    joined = {fact for _, members in several for fact in members}
    kept = [fact for fact in facts if fact not in joined]
    return kept + [_joined(said, members) for said, members in several]


def _names(members: Iterable[Fact]) -> list[str]:
    """Return the first words of the facts in the issue's order, each once."""
    in_order = sorted(members, key=lambda fact: fact.line)
    return list(dict.fromkeys(fact.phrases[0].partition(" ")[0] for fact in in_order))


def _joined(said: str, members: list[Fact]) -> Fact:
    """Return the fact of all `members`, with shorter phrases for the first ones only."""
    first = min(members, key=lambda fact: fact.line)
    names = _names(members)
    sizes = sorted({len(names), min(len(names), 3), 2}, reverse=True)
    phrases = tuple(f"{', '.join(names[:size])} {said}" for size in sizes)
    score = max(fact.score for fact in members)
    lines = tuple(fact.line for fact in members)
    return msgspec.structs.replace(
        first, phrases=phrases, score=score, name="", link="", rule="alike", lines=lines
    )


def merge_same(facts: list[Fact]) -> tuple[list[Fact], list[Rejected]]:
    """Merge two facts of a section if the longer one says everything that the shorter one does, and reject the shorter.

    A fact is only compared with those that contain its rarest number, or one of its two rarest words, so the time needed
    is proportional to the number of facts.
    """
    words = {fact: _telling(fact.phrases[0]) for fact in facts}
    often = Counter((fact.section, word) for fact in facts for word in words[fact])
    kept: list[Fact] = []
    said: list[set[str]] = []  # the words of each of `kept`
    rejected: list[Rejected] = []
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: -len(fact.phrases[0])):
        mine = words[fact]
        rarest = _rarest(mine, {word: often[fact.section, word] for word in mine})
        alike = sorted({at for word in rarest for at in places[fact.section, word][:_COMPARED]})
        at = next((at for at in alike if _says_all(said[at], mine, fact.phrases[0])), None)
        if at is None:
            for word in mine:
                places[fact.section, word].append(len(kept))
            kept.append(fact)
            said.append(mine)
        else:
            fuller = kept[at]
            kept[at] = msgspec.structs.replace(
                fuller,
                phrases=tuple(dict.fromkeys((*fuller.phrases, *_of_same_subject(fact, fuller)))),
                score=max(fact.score, fuller.score),
                name=fuller.name or fact.name,
                link=fuller.link or fact.link,
            )
            rejected.append(_said_by(fuller, fact))
    return kept, rejected


def _of_same_subject(fact: Fact, fuller: Fact) -> Iterator[str]:
    """Yield the phrases that begin like the fuller fact or contain a number. "Built from silk" has no subject."""
    begins = {first_word(fuller.phrases[0]), first_word(fuller.name)} - {""}
    yield from (phrase for phrase in fact.phrases if first_word(phrase) in begins or has_digits(phrase))


def merge_repeated(facts: list[Fact]) -> tuple[list[Fact], list[Rejected]]:
    """Reject facts that another section tells in the same words, whatever their case."""
    told: dict[str, Fact] = {}
    again: dict[Fact, Rejected] = {}
    for fact in sorted(facts, key=lambda fact: (fact.phrases[0].isupper(), fact.line)):
        first = told.setdefault(worded(fact.phrases[0]), fact)
        if first.section != fact.section:
            again[fact] = _said_by(first, fact)
    return _without(facts, again)


def merge_contained(facts: Sequence[Fact], language: Language) -> tuple[list[Fact], list[Rejected]]:
    """Reject facts that a fuller one before them says: "Moth aims at loops" after "The Moth team aims at loops"."""
    having: dict[str, list[tuple[Fact, list[str]]]] = defaultdict(list)
    again: dict[Fact, Rejected] = {}
    for fact in facts:
        mine = _WORD.findall(fact.phrases[0].casefold())
        rarest = min(mine, key=lambda word: (len(having[word]), word), default="")
        others = (
            having[rarest][:_COMPARED] if len(mine) > _SOME and not (fact.is_own or fact.is_urgent) else []
        )
        if fuller := next((other for other, said in others if _is_within(mine, said, language)), None):
            again[fact] = _said_by(fuller, fact)
        elif not fact.is_minor:
            told = next((phrase for phrase in fact.phrases if len(phrase) <= LONGEST), "")
            said = _WORD.findall(told.casefold())
            for word in set(said):
                having[word].append((fact, said))
    return _without(facts, again)


def _is_within(words: Sequence[str], others: Sequence[str], language: Language) -> bool:
    """Return whether others have words in the same order, and no denial among those between."""
    rest = iter(others)
    between = set(others).difference(words)
    return all(word in rest for word in words) and not language.denies(between)


def merge_versions(facts: Sequence[Fact], language: Language) -> tuple[list[Fact], list[Rejected]]:
    """Reject facts that say of the same versions no more than another: "Kite 1.2 and 2.0 are out!", "ada/kite 2.0"."""
    versions: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for version in set(ONLY_VERSION.findall(fact.phrases[0])):
            versions[version].append(fact)
    usual = language.ordinary | language.filling | language.releases.announcing
    again: dict[Fact, Rejected] = {}
    for fact in facts:
        said = ONLY_VERSION.findall(fact.phrases[0])
        others = [other for other in versions[said[0]][:_COMPARED] if other is not fact] if said else []
        if fact.only_names_releases:
            fuller = next((other for other in others if _says_all_out(other, fact, language)), None)
        else:
            fuller = next((other for other in others if _tells_more(other, fact, said, usual)), None)
        if fuller and fuller not in again and not (fact.is_own or fact.is_urgent):
            again[fact] = _said_by(fuller, fact)
    return _without(facts, again)


def _says_all_out(other: Fact, fact: Fact, language: Language) -> bool:
    """Return whether another fact says of each release of a list that it is out: "Version 2.0 of ada/kite is out"."""
    phrase = other.phrases[0]
    if other.only_names_releases:
        return False
    there, known = set(_WORD.findall(phrase.casefold())), set(ONLY_VERSION.findall(phrase))
    releases = [
        (ONLY_VERSION.split(name)[0], ONLY_VERSION.findall(name)) for name in fact.phrases[0].split(", ")
    ]
    is_about_them = all(
        known.issuperset(found) and not there.isdisjoint(_WORD.findall(project.casefold())[-1:])
        for project, found in releases
    )
    # "A compares Kite 2.0 with Moth 3.1" does not say that they are out.
    is_sure = language.says("change", phrase) or any(len(found) > 1 for _, found in releases)
    return is_about_them and is_sure and all(found for _, found in releases)


def _tells_more(other: Fact, fact: Fact, said: Sequence[str], usual: frozenset[str]) -> bool:
    """Return whether another fact says all that a fact says of several versions, in the same order."""
    known = ONLY_VERSION.findall(other.phrases[0])
    words, others = _telling(fact.phrases[0]) - usual, _telling(other.phrases[0])
    lacking = words - others
    names = [word for word in fact.phrases[0].split() if word[:1].isupper() and word.casefold() in lacking]
    is_said = not lacking or (len(lacking) == 1 and len(words - lacking - set(said)) > 1 and not names)
    is_longer = len(other.phrases[0]) > len(fact.phrases[0])
    is_of_release = "%" not in fact.phrases[0]
    return len(set(said)) > 1 and known == list(said) and is_longer and is_said and is_of_release


def merge_linked(facts: list[Fact]) -> tuple[list[Fact], list[Rejected]]:
    """Reject facts that say the same about a page as another section: "Tails was accepted", "Tails was implemented"."""
    told: dict[str, Fact] = {}
    again: dict[Fact, Rejected] = {}
    for fact in sorted(facts, key=lambda fact: (fact.source == "entry", -fact.score, fact.line)):
        first = told.setdefault(fact.link, fact) if _is_page(fact.link) else fact
        words = _telling(fact.phrases[0])
        shared = words & _telling(first.phrases[0])
        if first.section != fact.section and len(shared) >= _FEW and 2 * len(shared) > len(words):
            again[fact] = _said_by(first, fact)
    return _without(facts, again)


def _without(facts: Iterable[Fact], again: Mapping[Fact, Rejected]) -> tuple[list[Fact], list[Rejected]]:
    """Return the facts that are not told `again`, and what became of the others."""
    return [fact for fact in facts if fact not in again], list(again.values())


def _is_page(link: str) -> bool:
    """Return whether a link leads deep into a site and not to its home page: `/rfcs/pull/237`."""
    return link.startswith("http") and link.count("/") > _DEEP


@cache
def _is_out(language: str) -> re.Pattern[str]:
    """Return the pattern of "has been released" and similar words at the end of a phrase."""
    said = dict.fromkeys(language_of(code).releases.is_out for code in (language, "en"))
    return lazy_regex(rf"\W*\b(?:{'|'.join(filter(None, said))})\W*\Z", re.IGNORECASE)


def merge_named(facts: list[Fact], language: Language) -> tuple[list[Fact], list[Rejected]]:
    """Reject facts that only say that something was released, if another fact describes the release."""
    described = {fact.name: fact for fact in facts if fact.kind == "release" and "described" in fact.tags}
    fuller_of = _fuller(facts)
    kept: list[Fact] = []
    left: list[Rejected] = []
    for fact in facts:
        fuller = described.get(_is_out(language.code).sub("", fact.phrases[0])) or fuller_of(fact)
        if fuller and fuller is not fact:
            left.append(_said_by(fuller, fact))
        else:
            kept.append(fact)
    return kept, left


def _fuller(facts: Sequence[Fact]) -> Callable[[Fact], Fact | None]:
    """Return a function that finds the fact that says more about a release of which only the name is known."""
    saying: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for version in set(ONLY_VERSION.findall(fact.phrases[0])):
            saying[version].append(fact)
    counting = [fact for fact in facts if _RELEASES.search(fact.phrases[0])][:_COMPARED]

    def fuller_of(fact: Fact) -> Fact | None:
        if fact.kind != "release" or fact.phrases != (fact.name,):
            return None
        whole = (
            other for version in ONLY_VERSION.findall(fact.name) for other in saying[version][:_COMPARED]
        )
        project = ONLY_VERSION.split(fact.name)[0].strip()
        fuller = (other for other in whole if _goes_on(other.phrases[0], fact.name))
        counted = (other for other in counting if project and other.phrases[0].startswith(f"{project} "))
        return next(chain(fuller, counted), None)

    return fuller_of


def _goes_on(phrase: str, name: str) -> bool:
    """Return whether a phrase begins with the name of a release and says more about exactly this version."""
    return phrase.startswith((f"{name} ", f"{name}:"))


def _said_by(fuller: Fact, fact: Fact) -> Rejected:
    return Rejected.of_fact(fact, "said-elsewhere", str(fuller.line))


def _rarest(words: set[str], often: Mapping[str, int]) -> list[str]:
    """Return words of which a fuller fact contains at least one: the rarest number, or the two rarest words."""
    if len(words) <= _FEW:
        return []
    numbers = [word for word in words if has_digits(word)]
    ordered = sorted(numbers or words, key=lambda word: (often[word], word))
    return ordered[: 1 if numbers else 2]


def _says_all(fuller: set[str], words: set[str], phrase: str) -> bool:
    """Return whether `fuller` contains all of `words`, or all but one of many that is not a number or name.

    The first word of a phrase counts as a name if it is capitalised, unless both statements share a number or date.
    """
    lacking = words - fuller
    if len(words) <= _FEW or len(lacking) > 1 or has_digits("".join(lacking)):
        return False
    shares_number = has_digits("".join(words))
    said = _WORD.findall(phrase)[1 if shares_number else 0 :]
    is_name = any(word[:1].isupper() and word.casefold() in lacking for word in said)
    return not lacking or (not is_name and (shares_number or len(words) > _SOME))


def _telling(phrase: str) -> set[str]:
    words = _WORD.findall(phrase.casefold())
    return {word for word in words if len(word) > 3 or has_digits(word)}  # noqa: PLR2004 - not "and"


def rank(facts: list[Fact]) -> tuple[Fact, ...]:
    """Order facts by score. A section's second fact counts less; its others come after the first two of every section."""
    waiting = sorted(facts, key=lambda fact: (-fact.score, fact.line))
    taken: dict[str, int] = defaultdict(int)
    ranked: list[tuple[bool, float, int, Fact]] = []
    for fact in waiting:
        taken[fact.section] += 1
        nth = taken[fact.section]
        weight = fact.score - (0 if fact.is_urgent else _AGAIN * (nth - 1))
        ranked.append((nth > 2, -weight, fact.line, fact))  # noqa: PLR2004 - the first two
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1]))
