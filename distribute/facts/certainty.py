"""Mark the facts that may well not be fit to be posted: in long prose, a sentence leans on those around it.

An entry of a list tells one thing, and its first words say what it is about. In prose, a sentence that names nothing is
seldom news, and most of the others can't be posted as they stand. Of 505 phrases from 46 issues, judged as an editor
would, 33 of 112 from prose were fit to be posted, and 257 of the 393 others; so were 25 of 65 that begin with a small
letter, as the titles of commits do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts.flatten import all_items
from distribute.facts.labels import is_telling
from distribute.facts.model import Fact, Tag
from distribute.facts.newsworthy import begins_with_link
from distribute.facts.words import has_spaceless, word_count
from distribute.text.markdown import Section

_PROSE = 0.25  # of an issue's words that stand in paragraphs without a link at their beginning


def with_doubts(facts: Sequence[Fact], sections: Sequence[Section]) -> Iterator[Fact]:
    """Yield the facts of an issue; those that are in doubt have the tag `unsure`, or in long prose `vague`."""
    in_prose = _is_prose(sections)
    for fact in facts:
        doubt = _doubt(fact, in_prose=in_prose)
        yield msgspec.structs.replace(fact, tags=(*fact.tags, doubt)) if doubt else fact


def _is_prose(sections: Sequence[Section]) -> bool:
    """Say whether much of an issue is told in prose, and not in a list. A paragraph that begins with a link is an entry."""
    words = in_prose = 0
    for section in sections:
        for item in all_items(section.items):
            count = word_count(item.text)
            words += count
            in_prose += count if item.kind == "paragraph" and not begins_with_link(item) else 0
    return in_prose > _PROSE * words


def _doubt(fact: Fact, *, in_prose: bool) -> Tag | None:
    """Return how a fact is in doubt: a release, a day to come or what the editor put first isn't."""
    is_first = fact.source in {"own-words", "enumeration"} or (
        fact.source == "heading" and is_telling(fact.phrases[0])
    )
    if is_first or fact.kind == "release" or fact.is_urgent or "described" in fact.tags:
        return None
    if in_prose and _names_nothing(fact):
        return "vague"
    return "unsure" if in_prose or _begins_small(fact) else None


def _begins_small(fact: Fact) -> bool:
    """Say whether a fact begins with a small letter, as the title of a commit or the rest of a sentence does."""
    return fact.phrases[0][:1].islower() and not fact.exact


def _names_nothing(fact: Fact) -> bool:
    """Say whether a fact has no capital after its first letter, no digit and no code; of Japanese nobody can say."""
    phrase = fact.phrases[0]
    if has_spaceless(phrase) or fact.exact:
        return False
    is_plain = "told-plainly" in fact.tags and ": " not in phrase  # what is before a colon names it
    return is_plain or not any(letter.isupper() or letter.isdigit() for letter in phrase[1:])
