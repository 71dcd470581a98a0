"""Classify sections by the words of their headings, in the issue's language."""

from __future__ import annotations

from typing import Literal

from distribute.facts.words import has_digits, word_count, words_of
from distribute.languages.model import Language, RuleId, Topic
from distribute.languages.registry import language_of
from distribute.text.markdown import Section

# A section is about a topic, about `news` of any other kind, or about `none`. What precedes the first heading is the
# `lead`. An `inventory` has so many short entries that none of them is the news.
Role = Literal[Topic, "news", "lead", "none", "inventory"]
_ASKING: tuple[RuleId, ...] = ("call-heading", "advertisement", "plans")
_KIND = 4  # fewest words of a heading that is about something specific


def role_of_section(section: Section, language: Language, site: str = "") -> Role:
    """Return the role of a section, from its own heading or the nearest heading above it that says it."""
    headings = (section.title, *reversed(section.above))
    if is_featured(section.title, language):
        return "announcement"
    roles = [role_of_heading(title, language, site) for title in headings]
    if "spec" in roles and roles[0] != "none":
        return "spec"  # "Updated" is about specifications there, not about software
    return next(filter(None, roles), "news" if section.title else "lead")


def role_of_heading(title: str, language: Language, site: str = "") -> Role | None:
    """Return the role that the words of a heading give, or None if they do not say."""
    words = words_of(title)
    # Templates often have English headings in every language.
    if any(_is_no_news(title, words, each, site) for each in (language, language_of("en"))):
        return "none"
    if len(words) > _KIND + 1:
        return None
    return next((topic for topic, known in language.topics.items() if known.intersection(words)), None)


def _is_no_news(title: str, words: list[str], language: Language, site: str) -> bool:
    """Return whether a heading consists of words that announce no news, is an open clause, or asks readers to do something."""
    if any(language.says(rule, title) for rule in _ASKING) or not language.clauses.complementizers.isdisjoint(
        words[-1:]
    ):
        return True
    telling = [
        word
        for word in words
        if not is_number(word) and word not in language.filling and word not in words_of(site)
    ]
    return (
        bool(telling)
        and any(word in language.no_news for word in telling)
        and all(word in language.no_news or word in language.generic for word in telling)
        and (telling[0] in language.no_news or telling[-1] in language.no_news)
    )


def is_featured(title: str, language: Language) -> bool:
    """Return whether a heading is "Highlights" or similar."""
    return title.casefold().strip(" :!") in language.features


def is_generic(title: str, language: Language, site: str = "") -> bool:
    """Return whether any issue might have this heading, because none of its words names anything."""
    own = words_of(site)
    return all(is_number(word) or word in language.unnaming or word in own for word in words_of(title))


def is_number(word: str) -> bool:
    """Return whether a word is a number, a version or a day: "1.93.0", "#12", "2nd"."""
    return has_digits(word) and sum(map(str.isalpha, word)) <= 2  # noqa: PLR2004


def is_kind(section: Section, language: Language) -> bool:
    """Return whether a heading only says what kind of news is below it: "Upcoming events"."""
    return bool(role_of_heading(section.title, language)) and word_count(section.title) < _KIND
