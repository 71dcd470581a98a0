"""Fit facts into a text: first facts, in order, then names of others, then longer phrases, as its limit allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from distribute.channel.interface import Measure
from distribute.channel.verdicts import Unfit
from distribute.facts.model import Fact
from distribute.regex import lazy_regex

_ENOUGH = 3  # facts a post should have before hashtags are worth their room
_FURTHER = 4  # how far down the ranking a gap may be filled from: a short fact is no better for it
_NEXT = 2  # the same in a title, which must not end in what matters least
_OVER = 45  # characters by which the first news may exceed a title's aim
_NAMES = 5  # names after which only releases are named of which the issue says what they do
_RELEASES = 12  # most names with such releases
_LISTED = 200  # most characters of them: few titles, or more names
_LISTED_RELEASES = 300  # most characters with releases

_DIGIT = lazy_regex(r"v?\d")
_BEFORE_VERSION = lazy_regex(r"(?P<project>[^,]{3,60}) v?\d[\w.-]*\Z")

Choice = tuple[Fact, tuple[str, ...]]  # a fact and its phrases, longest first
Chosen = tuple[Fact, str]
Render = Callable[[Sequence[Chosen], Sequence[str], Sequence[str]], str]  # of facts, names and tags
Fits = Callable[[Sequence[Chosen], Sequence[str]], bool]  # facts and names
FactsFit = Callable[[Sequence[Chosen]], bool]


def fit(
    render: Render,
    choices: Sequence[Choice],
    tags: Sequence[str],
    *,
    limit: int,
    aim: int | None,
    measure: Measure,
    most: int,
    led: bool = False,
    named: Sequence[Fact] = (),
) -> str:
    """Return the best text within `limit`: first facts, in order, then names, then longer phrases.

    If space is short, names are dropped first, then tags, then facts.

    With `led`, there are no facts without the first one: a title must not consist of what matters least. Those of the
    facts in `named` that are not told are listed by their names.

    Headline and link are never cut: raises Unfit if they do not fit.
    """
    best: tuple[int, str] | None = None
    for kept in range(len(tags), -1, -1):
        shown = tags[:kept]
        bare = measure(render((), (), shown))
        if bare > limit:
            continue
        room = limit if aim is None else min(limit, max(aim, bare))

        def fits(
            trial: Sequence[Chosen],
            names: Sequence[str],
            shown: Sequence[str] = shown,
            room: int = room,
        ) -> bool:
            return measure(render(trial, names, shown)) <= room

        chosen, names = _fill(fits, choices, most, named, led=led)
        if best is None or len(chosen) > best[0]:
            best = len(chosen), render(chosen, names, shown)
        if len(chosen) >= min(_ENOUGH, len(choices), most):
            break
    if best is None:
        msg = f"headline and link alone are {measure(render((), (), ()))} of at most {limit}"
        raise Unfit(msg)
    return best[1]


def _fill(
    fits: Fits, choices: Sequence[Choice], most: int, named: Sequence[Fact], *, led: bool
) -> tuple[list[Chosen], list[str]]:
    """Return the facts and names that fit: facts in order, in their shortest phrase, names, then longer phrases."""
    everything = [(fact, phrases[0]) for fact, phrases in choices[:most]]
    is_distinct = not any(_is_told(phrase, everything[:at]) for at, (_, phrase) in enumerate(everything))
    names = _names_beside(everything, named)
    if is_distinct and fits(everything, names):
        return everything, _worth_listing(names, everything)
    chosen: list[Chosen] = []
    phrases_of: list[tuple[str, ...]] = []
    for fact, phrases in choices[: most + (_NEXT if led else _FURTHER)]:
        if len(chosen) == most:
            break
        shortest = next((phrase for phrase in reversed(phrases) if not _is_told(phrase, chosen)), "")
        if shortest and fits([*chosen, (fact, shortest)], ()):
            chosen.append((fact, shortest))
            phrases_of.append(phrases)
        elif led and not chosen:
            break
    names = _names_beside(chosen, named)
    while names and not fits(chosen, names):
        names.pop()
    for growth in (slice(1, -1), slice(0, -1)):
        chosen = _grown(_beside(fits, names), chosen, phrases_of, growth)
    names = [name for name in names if not _is_named(name, chosen)]
    return chosen, _worth_listing(names, chosen)


def _worth_listing(names: list[str], chosen: Sequence[Chosen]) -> list[str]:
    """Return names, but beside nothing no single one that is not a release: it would stand for the whole issue."""
    return names if chosen or len(names) > 1 or any(map(_project, names)) else []


def _beside(fits: Fits, names: Sequence[str]) -> FactsFit:
    """Return whether facts fit beside names, as a function of the facts."""
    return lambda trial: fits(trial, names)


def _names_beside(chosen: Sequence[Chosen], named: Sequence[Fact]) -> list[str]:
    """Return the names of those facts that are not told, each once, none that a chosen phrase says."""
    told = [fact for fact, _ in chosen]
    names: list[str] = []
    projects: set[str] = set()
    length = 0
    # Several releases have one fact; their names are separated by commas.
    each = ((name, fact) for fact in named if fact not in told for name in fact.brief.split(", "))
    for name, fact in each:
        is_again = any(_is_part(name, other) or _is_part(other, name) for other in names)
        if is_again or _is_named(name, chosen) or _project(name) in projects:
            continue
        project = _project(name)
        is_news = project and "described" in fact.tags
        is_full = len(names) >= (_RELEASES if is_news else _NAMES)
        longer = length + len(name) + 2
        if is_full or longer > (_LISTED_RELEASES if is_news else _LISTED):
            continue
        names.append(name)
        length = longer
        projects |= {project} - {""}
    return names


def _project(name: str) -> str:
    """Return the project of a release, "" for any other name."""
    found = _BEFORE_VERSION.match(name)
    return _spelled(found["project"]) if found else ""


def _spelled(text: str) -> str:
    """Return a text as "kite_tail", "kite-tail" and "Kite Tail" are all the same."""
    return text.casefold().replace("_", " ").replace("-", " ")


def _is_named(name: str, chosen: Sequence[Chosen]) -> bool:
    """Return whether a chosen phrase has a name, or begins with a release of the project of which it is one."""
    project = f"{_project(name)} ".lstrip()
    return any(
        _is_part(name, phrase)
        or (project and _spelled(phrase).startswith(project) and _DIGIT.match(phrase, len(project)))
        for _, phrase in chosen
    )


def _is_part(name: str, text: str) -> bool:
    return name.casefold() in text.casefold()


def _is_told(phrase: str, chosen: Sequence[Chosen]) -> bool:
    """Return whether a chosen phrase begins like this one, or one says the other: "Ada announces KiteCon 2020".

    Cut short, two releases may look the same.
    """
    return any(
        phrase.startswith(other) or other.startswith(phrase) or _says(phrase, other) or _says(other, phrase)
        for _, other in chosen
    )


def _says(fuller: str, phrase: str) -> bool:
    """Return whether a phrase of several words is a part of a fuller one."""
    return " " in phrase and f" {phrase} " in f" {fuller} "


def _grown(
    fits: FactsFit,
    chosen: list[Chosen],
    phrases_of: Sequence[tuple[str, ...]],
    growth: slice,
) -> list[Chosen]:
    """Return the choice with each fact in the longest phrase that fits, one after the other."""
    for at, phrases in enumerate(phrases_of):
        chosen = _fuller(fits, chosen, at, phrases[growth])
    return chosen


def _fuller(fits: FactsFit, chosen: list[Chosen], at: int, phrases: Sequence[str]) -> list[Chosen]:
    """Return the choice with the longest of `phrases` that fits at a place."""
    for phrase in phrases:
        trial = [*chosen[:at], (chosen[at][0], phrase), *chosen[at + 1 :]]
        is_told = _is_told(phrase, [*chosen[:at], *chosen[at + 1 :]])
        if len(phrase) > len(chosen[at][1]) and not is_told and fits(trial):
            return trial
    return chosen


def aim_for_first(choices: Sequence[Choice], aim: int, measured: Callable[[Chosen], int]) -> int:
    """Return the aim, extended by up to `_OVER` characters if the title's first news needs them."""
    length = measured((choices[0][0], choices[0][1][-1])) if choices else 0
    return length if aim < length <= aim + _OVER else aim
