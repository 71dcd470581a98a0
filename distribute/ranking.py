"""Facts joined where they belong together, and ordered so that each section has its say."""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec

from distribute.fact import Fact, Left
from distribute.vocabulary import ORDINARY, first_word

_RELEASED = re.compile(
    r"\W*\b(?:releases?|released|has been released|is (?:now )?(?:out|here|available)|now available|announced"
    r"|veröffentlicht|erschienen|rilasciato|publicado|lanzado|publiée?)\W*\Z",
    re.IGNORECASE,
)
_AGAIN = 1.2  # what each further fact of a section counts less than the one before


def merge_bare(facts: list[Fact]) -> list[Fact]:
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


def merge_alike(facts: list[Fact]) -> list[Fact]:
    """Join facts of a section that say the same of several names: `A to GA` and `B to GA` are `A, B to GA`."""
    alike: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        name, _, said = fact.phrases[-1].partition(" ")
        if len(fact.phrases) == 1 and said and first_word(name) not in ORDINARY:
            alike[fact.section, said].append(fact)
    joined = {id(fact): members for members in alike.values() if len(members) > 1 for fact in members}
    kept = [fact for fact in facts if id(fact) not in joined]
    return kept + [_joined(said, members) for (_, said), members in alike.items() if len(members) > 1]


def _joined(said: str, members: list[Fact]) -> Fact:
    """Return what is said of all `members`, then of the first of them alone."""
    first = min(members, key=lambda fact: fact.line)
    names = [fact.phrases[0].partition(" ")[0] for fact in sorted(members, key=lambda fact: fact.line)]
    sizes = sorted({len(names), min(len(names), 3), 2}, reverse=True)
    phrases = tuple(f"{', '.join(names[:size])} {said}" for size in sizes)
    score = max(fact.score for fact in members)
    return msgspec.structs.replace(first, phrases=phrases, score=score, name="", link="")


def merge_same(facts: list[Fact]) -> tuple[list[Fact], list[Left]]:
    """Join two facts of a section where the longer one says all that the shorter does, which is left out."""
    kept: list[Fact] = []
    left: list[Left] = []
    for fact in sorted(facts, key=lambda fact: -len(fact.phrases[0])):
        for at, fuller in enumerate(kept):
            if fuller.section == fact.section and _says_all(fuller.phrases[0], fact.phrases[0]):
                kept[at] = msgspec.structs.replace(
                    fuller,
                    phrases=tuple(dict.fromkeys((*fuller.phrases, *fact.phrases))),
                    score=max(fact.score, fuller.score),
                    name=fuller.name or fact.name,
                    link=fuller.link or fact.link,
                )
                left.append(_said_by(fuller, fact))
                break
        else:
            kept.append(fact)
    return kept, left


def merge_named(facts: list[Fact]) -> tuple[list[Fact], list[Left]]:
    """Leave out what only says that something was released which another fact describes."""
    described = {fact.name: fact for fact in facts if fact.why.startswith("a release with")}
    kept: list[Fact] = []
    left: list[Left] = []
    for fact in facts:
        fuller = described.get(_RELEASED.sub("", fact.phrases[0]))
        if fuller and fuller is not fact:
            left.append(_said_by(fuller, fact))
        else:
            kept.append(fact)
    return kept, left


def _said_by(fuller: Fact, fact: Fact) -> Left:
    return Left(fact.phrases[0], fact.line, fact.section, f"line {fuller.line} says it too")


def _says_all(fuller: str, phrase: str) -> bool:
    """Say whether `fuller` has every number of `phrase`, and all its longer words but one."""
    words, others = _telling(phrase), _telling(fuller)
    lacking = words - others
    return len(words) > 3 and len(lacking) <= 1 and not any(map(str.isdigit, "".join(lacking)))  # noqa: PLR2004


def _telling(phrase: str) -> set[str]:
    words = re.findall(r"[\w.-]*\w", phrase.casefold())
    return {word for word in words if len(word) > 3 or any(map(str.isdigit, word))}  # noqa: PLR2004 - not "and"


def spread(facts: list[Fact]) -> tuple[Fact, ...]:
    """Order by score, a section's second fact counting less; its third waits until each section has one."""
    waiting = sorted(facts, key=lambda fact: (-fact.score, fact.line))
    taken: dict[str, int] = defaultdict(int)
    ranked: list[tuple[bool, float, int, Fact]] = []
    for fact in waiting:
        taken[fact.section] += 1
        nth = taken[fact.section]
        urgent = "date" in fact.why or "security" in fact.why
        weight = fact.score - (0 if urgent else _AGAIN * (nth - 1))
        ranked.append((nth > 2, -weight, fact.line, fact))  # noqa: PLR2004 - two, as promised
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1]))
