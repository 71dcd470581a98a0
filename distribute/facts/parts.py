"""Add the part of a project that a fact is about, if only a heading above the fact names it."""

from __future__ import annotations

import msgspec

from distribute.facts.clean import plain, plain_title
from distribute.facts.english import lacks_subject, without_overview
from distribute.facts.model import Fact
from distribute.facts.naming import has_name
from distribute.facts.recurrence import IssueContext
from distribute.facts.topics import is_generic, role_of_heading
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import (
    FLAW,
    content_words,
    is_platform,
    names_platform,
    without_signs,
    word_count,
    words_of,
)
from distribute.regex import lazy_regex
from distribute.text.markdown import Section

_DOTS = 2  # fewest dots of a number inside a phrase that is surely a version
_FLAW = lazy_regex(rf"{FLAW}\Z", needs=("cve-",))
_LONGEST = 5  # most words of a heading that names a part


def under_part(fact: Fact, section: Section, context: IssueContext) -> Fact:
    """Return a fact with the part that it is about put before its phrases, unless they name it already.

    Below "Kite for Kids" and "Highlights", "Loops can be turned off" is only true of that kite. "3.0 was released", below
    "Kite for Kids", needs its name.
    """
    part = (
        _platform_of(fact, section, context)
        or _flawed(fact, section, context)
        or _part_of(fact, section, context)
    )
    if not part or _names(fact.phrases[-1], part, context):
        return fact
    phrases = tuple(
        phrase if _names(phrase, part, context) else f"{part}{' — ' if ': ' in phrase else ': '}{phrase}"
        for phrase in fact.phrases
    )
    return msgspec.structs.replace(fact, phrases=phrases, name="")


def _platform_of(fact: Fact, section: Section, context: IssueContext) -> str:
    """Return the platform that a heading above a change names, or "": "Android", also with "Fixes" below it."""
    if fact.kind == "release" or names_platform(fact.phrases[0]):
        return ""
    is_part = is_generic(section.title, context.language, context.issue.site) and section.above
    title = section.above[-1] if is_part else section.title
    return without_signs(plain(title)).rstrip(" :：") if is_platform(title) else ""


def _flawed(fact: Fact, section: Section, context: IssueContext) -> str:
    """Return what a flaw is in if only the heading above says it, or "": "CVE-2026-1234: Fixes a loop" below "kite 2.0"."""
    label, _, said = fact.phrases[0].partition(": ")
    title = plain_title(section.title)
    is_name = (
        not role_of_heading(title, context.language, context.issue.site) and word_count(title) <= _LONGEST
    )
    return title if is_name and _FLAW.match(label) and lacks_subject(said) else ""


def _part_of(fact: Fact, section: Section, context: IssueContext) -> str:
    """Return the heading above a fact that names the part, or "" if the section or nothing names it."""
    language, site = context.language, context.issue.site
    lacks_name = _lacks_name(fact.phrases[0], context)
    headings = [
        without_signs(without_overview(plain(title)))
        for title in ((section.title,) if lacks_name else ()) + tuple(reversed(section.above))
    ]
    if not (lacks_name or is_generic(section.title, language, site)):
        return ""
    for title in headings:
        if not is_generic(title, language, site):
            is_name = (
                ": " not in title
                and not title.endswith("?")
                and not role_of_heading(title, language, site)
                and _is_name(title, context)
            )
            return title if is_name else ""
    return ""


def _lacks_name(phrase: str, context: IssueContext) -> bool:
    """Return whether a phrase has a version and does not say of what: "3.0 was released", "Starting with 2.3, …"."""
    version = ONLY_VERSION.search(phrase)
    if version is None or f" {version[0]}" in f" {context.issue.title}":
        return False  # the title says of what
    if phrase[version.end() :][:1] in {":", "："}:
        return False  # "kite2 2.0: …"
    if version.start() == 0:
        return True
    before = phrase[: version.start()]
    if version[0].count(".") < _DOTS:
        return False  # "2.5 percent"
    return before.split()[-1].islower() and not has_name(before, context.language, context.issue.site)


def _is_name(title: str, context: IssueContext) -> bool:
    """Return whether a heading is a proper name: "Kite for Kids", but not "Low level summary".

    A single capitalised word is only a name if the issue contains it elsewhere, too.
    """
    words = [
        word
        for word in ONLY_VERSION.sub(" ", title).split()
        if word.casefold() not in context.unspecific and word[0].isalnum()
    ]
    is_cased = all(word != word.lower() for word in words)
    is_word = len(words) == 1 and not any(char.isupper() for char in words[0][1:])
    stands_elsewhere = not is_word or context.issue.body.count(title) > 1
    return bool(words) and is_cased and stands_elsewhere and word_count(title) <= _LONGEST


def _names(phrase: str, part: str, context: IssueContext) -> bool:
    """Return whether a phrase names a part: it has most of the part's specific words."""
    words = content_words(part, context.unspecific)
    if not words:  # "GL JS" has short ones only
        return {*words_of(part)} <= {*words_of(phrase), *context.unspecific}
    return 2 * len(words & content_words(phrase, context.unspecific)) > len(words)
