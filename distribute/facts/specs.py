"""Merge an issue's news about specifications into one fact for each kind of change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts.clean import quiet
from distribute.facts.filters import leaks
from distribute.facts.model import Fact, Rejected
from distribute.issue import Issue
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.holes import HOLE
from distribute.text.markdown import Item, Section

_SPEC = lazy_regex(
    r"\b(?P<id>(?P<series>[A-Z]{2,5})-\d{2,5})\b[\s:]*[(:]?\s*(?P<name>[^()]*(?:\([^()]*\)[^()]*)*)"
)
_IN_BRACKETS = lazy_regex(r"^New \((?P<word>[^()]+)\)$")


class SpecItem(msgspec.Struct, frozen=True):
    """An item about a specification, and its section."""

    section: Section
    item: Item


def spec_facts(specs: Sequence[SpecItem], issue: Issue) -> Iterator[Fact | Rejected]:
    """Join the specifications of each kind into one fact: `New XEPs: Stickers, …`."""
    own, english = language_of(issue.language).series, language_of("en").series
    kinds = (*own.items(), *english.items())  # English headings are used in every language
    groups: dict[str, list[tuple[SpecItem, re.Match[str]]]] = defaultdict(list)
    for spec in specs:
        section, item = spec.section, spec.item
        found = _SPEC.search(quiet(item.text))
        heading = section.title.casefold()
        kind = next((kind for kind, stems in kinds if heading.startswith(stems)), "")
        if HOLE in item.text:
            yield Rejected.of_item(section, item, "words-missing")
        elif leaks(item.text):
            yield Rejected.of_item(section, item, "broken-markup")
        elif found and kind:
            groups[kind].append((spec, found))
        else:
            yield Rejected.of_item(section, item, "no-specification")
    for kind, members in groups.items():
        spec, match = members[0]
        section, first = spec.section, spec.item
        names = list(dict.fromkeys(_spec_name(found) for _, found in members))
        series = match["series"] + ("s" if len(names) > 1 else "")
        link = first.links[0].url if len(members) == 1 and first.links else ""
        phrases, name = _spec_phrases(kind, series, names, section.title, issue.language)
        score = {"new": 4.6, "last call": 3.2, "stable": 3.4, "updated": 1.0}[kind]
        yield Fact(
            phrases=phrases,
            line=first.line,
            section=section.title,
            score=score,
            kind="specification",
            rule=f"specifications-{kind.replace(' ', '-')}",
            link=link,
            name=name,
            lines=tuple(spec.item.line for spec, _ in members),
        )


def _spec_name(found: re.Match[str]) -> str:
    raw = str(found["name"])
    return (raw.split(")", maxsplit=1)[0] if ")" in raw and "(" not in raw else raw).strip(" .:,") or str(
        found["id"]
    )


def _spec_phrases(
    kind: str, series: str, names: list[str], heading: str, language: str
) -> tuple[tuple[str, ...], str]:
    """Return the phrases for a group of specifications, and its shortest name."""
    if not language_of(language).is_english:  # only the issue's own heading is in its language
        own = _IN_BRACKETS.search(heading)  # "New (Neu)": the word in the issue's language
        front = heading if " " in heading and not own else f"{own['word'] if own else heading} ({series})"
        counted = f"{front}: {len(names)}"
        listed = f"{front}: {', '.join(names)}"
        return ((listed, counted) if len(names) > 2 else (listed,)), counted if len(names) > 1 else listed  # noqa: PLR2004 - a long list
    label = {"new": "New {}", "last call": "Last Call for {}"}.get(kind, heading + " {}").format(series)
    counted = f"{len(names)} {kind} {series}"
    listed = f"{label}: {', '.join(names)}"
    if len(names) < 3:  # noqa: PLR2004 - a longer list becomes a count and some names
        return (listed,), listed if len(names) == 1 else counted
    short = sorted(names, key=len)[:2]
    some = [name for name in names if name in short]
    return (listed, f"{counted}, among them {some[0]} and {some[1]}", counted), counted
