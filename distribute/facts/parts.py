"""Name the part of a project that a fact is about, where only a heading further up does."""

from __future__ import annotations

import msgspec

from distribute.facts.clean import plain
from distribute.facts.model import Fact
from distribute.facts.recurrence import IssueContext
from distribute.facts.topics import is_generic, role_of_heading
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import content_words, word_count
from distribute.text.markdown import Section

_LONGEST = 5  # words of a heading that names a part


def under_part(fact: Fact, section: Section, context: IssueContext) -> Fact:
    """Return a fact with the part it is about before it, where its own words don't name that.

    Under "Kite for Kids" and "Highlights", "Loops can be turned off" is said of that kite alone; and "3.0 was
    released", below "Kite for Kids", needs its name.
    """
    part = _part_of(fact, section, context)
    if not part or _names(fact.phrases[-1], part, context):
        return fact
    phrases = tuple(
        phrase if _names(phrase, part, context) else f"{part}{' — ' if ': ' in phrase else ': '}{phrase}"
        for phrase in fact.phrases
    )
    return msgspec.structs.replace(fact, phrases=phrases, name="")


def _part_of(fact: Fact, section: Section, context: IssueContext) -> str:
    """Return the heading that names what `section` is about, "" where it or nothing names that."""
    language, site = context.language, context.issue.site
    version = ONLY_VERSION.match(fact.phrases[-1])
    lacks_name = version is not None and fact.phrases[-1][version.end() :][:1] not in {":", "："}
    headings = [
        plain(title) for title in ((section.title,) if lacks_name else ()) + tuple(reversed(section.above))
    ]
    if not (lacks_name or is_generic(section.title, language, site)):
        return ""
    for title in headings:
        if not is_generic(title, language, site):
            is_name = (
                ": " not in title and not role_of_heading(title, language, site) and _is_name(title, context)
            )
            return title if is_name else ""
    return ""


def _is_name(title: str, context: IssueContext) -> bool:
    """Say whether a heading is a proper name, "Kite for Kids": no "Low level summary", and no word that stands nowhere else."""
    words = [
        word for word in title.split() if word.casefold() not in context.unspecific and word[0].isalnum()
    ]
    is_cased = all(word != word.lower() for word in words)
    is_word = len(words) == 1 and not any(char.isupper() for char in words[0][1:])
    stands_elsewhere = not is_word or context.issue.body.count(title) > 1
    return bool(words) and is_cased and stands_elsewhere and word_count(title) <= _LONGEST


def _names(phrase: str, part: str, context: IssueContext) -> bool:
    """Say whether a phrase has the name of a part: most of the words that tell it from others."""
    words = content_words(part, context.unspecific)
    return not words or 2 * len(words & content_words(phrase, context.unspecific)) > len(words)
