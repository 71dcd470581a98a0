"""Which headings of an issue are its own: they name something and are in no earlier issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from distribute.facts.clean import plain
from distribute.facts.english import has_verb
from distribute.facts.flatten import all_items
from distribute.facts.labels import is_telling
from distribute.facts.newsworthy import is_prose
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import sentences_of
from distribute.facts.stories import WORDS_OF_NAME, WORDS_OF_PART, Story, sentences_about, with_day_ahead
from distribute.facts.topics import is_generic, role_of_section
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import (
    MORE_THAN_A_NAME,
    content_words,
    first_word,
    has_digits,
    word_count,
)
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.headline import CLOSING
from distribute.text.markdown import Section

LEADING_HEADINGS = 3  # fewest own headings that come first; fewer are ranked among the entries
_THIRD = 3  # own headings come first if they have at least a third of the sections with content
_OUT = (["released"], ["Released"], ["is", "out"], ["is", "released"], ["is", "available"])
_FEW = 3  # most paragraphs of a short report
_QUOTED = f" {CLOSING}"
_SEVERAL = 2  # fewest own headings below a heading without text that make it a category
# "mini.nvim", "LibWasm", "GPU": a name, which need not be repeated in the prose below it
_NAME_INSIDE = lazy_regex(r"\w[^\w\s’'&/,:!-]\w|[a-z][A-Z]|\b[A-Z]{2,}")
_PROSE = 60  # fewest words of a story in which a literal heading would be repeated
_ESSAY = 200  # words of a text without lists that is more than a report
_STEM = 3  # letters at the end of a word that may differ between its forms


class Stories(msgspec.Struct, frozen=True):
    """The stories of an issue: those `told` by their headings, and the ids of the `played` sections.

    A `played` section is part of a story whose heading plays with words, so the news is in its paragraphs.

    Sections are compared by identity, because hashing one would hash every item in it.
    """

    told: list[Story]
    played: set[int]


def own_stories(sections: Sequence[Section], context: IssueContext) -> Stories:
    """Return the stories under the issue's own headings, of which none are `told` if they are too few."""
    filled = [section for section in sections if section.items and section.title]
    found = list(_stories(sections, context))
    played = {id(section) for story in found if _is_play(story, context.language) for section in story}
    first = Counter(first_word(story[0].title) for story in found)
    silent = played.union(
        id(section)
        for story in found
        if first[first_word(story[0].title)] >= LEADING_HEADINGS and _is_part(story, context)
        for section in story
    )
    told = [
        story for story in found if id(story[0]) not in silent and any(section.items for section in story)
    ]
    share = silent.union(id(section) for story in told for section in story if section.items)
    others = [section for section in filled if id(section) not in share and not _is_no_news(section, context)]
    is_enough = len(told) >= LEADING_HEADINGS and len(told) * (_THIRD - 1) >= len(others)
    return Stories(
        told
        if is_enough
        else [story for story in told if _is_short_report(story, context) or _is_essay(story)],
        played,
    )


def _is_short_report(story: Story, context: IssueContext) -> bool:
    """Return whether a heading says what happened, and a few paragraphs below it are about that."""
    section, title = story[0], plain(story[0].title)
    is_prose = len(story) == 1 and all(item.kind == "paragraph" for item in section.items)
    tells = has_verb(title) or ONLY_VERSION.search(title) is not None
    is_news = role_of_section(section, context.language, context.issue.site) == "news"
    starts_open = first_word(title) in context.language.interrogative  # "How we got here"
    return is_prose and len(section.items) <= _FEW and tells and is_news and not starts_open


def _is_essay(story: Story) -> bool:
    """Return whether a heading is the title of a text, whose sentences depend on each other."""
    section = story[0]
    is_title = word_count(plain(section.title)) >= MORE_THAN_A_NAME
    words = sum(word_count(item.text) for item in section.items if item.kind == "paragraph")
    is_long = words >= _ESSAY and all(item.kind != "bullet" for item in section.items)
    return is_title and (is_long or is_prose(section)) and len(section.items) > _FEW


def _stories(sections: Sequence[Section], context: IssueContext) -> Iterator[Story]:
    """Yield each outermost own heading's section with those below it, or separately if those are stories themselves."""
    has_title = sum(section.level == 1 for section in sections) == 1  # the issue's title
    for story in _outermost(sections, context):
        parts = list(_outermost(story[1:], context))
        telling = sum(is_telling(plain(part[0].title)) for part in parts)
        is_title = has_title and story[0].level == 1
        are_stories = not is_title and 2 * telling > len(parts)
        if len(parts) < _SEVERAL or (story[0].items and not are_stories):
            yield story
            continue
        if story[0].items:
            yield story[:1]
        yield from parts


def _outermost(sections: Sequence[Section], context: IssueContext) -> Iterator[Story]:
    """Yield each outermost own heading's section with those below it."""
    story: list[Section] = []
    for section in sections:
        if story and section.level > story[0].level:
            story.append(section)
            continue
        if story:
            yield tuple(story)
        story = [section] if is_own_heading(section, context) else []
    if story:
        yield tuple(story)


def _is_part(story: Story, context: IssueContext) -> bool:
    """Return whether a heading only names a part, "Kite for Kids", without a sentence about it."""
    title = plain(story[0].title)
    is_name = not (has_verb(title) or has_digits(title)) and word_count(title) <= WORDS_OF_PART
    return is_name and not (
        with_day_ahead(title, story, context) or any(sentences_about(title, story, context.language))
    )


def _is_play(story: Story, language: Language) -> bool:
    """Return whether a heading plays with words: "Hiding in plain sight", above prose that contains few of them."""
    title = plain(story[0].title)
    is_name = story[0].link is not None or _NAME_INSIDE.search(title) is not None
    if not language.has("change") or is_name or has_digits(title) or has_verb(title):
        return False
    words = content_words(title, language.ordinary | language.filling)
    items = [item for section in story for item in all_items(section.items)]
    text = " ".join(item.text for item in items).casefold()
    prose = sum(word_count(item.text) for item in items if item.kind == "paragraph")
    found = sum(word[: max(_STEM, len(word) - _STEM)] in text for word in words)
    return prose >= max(_PROSE, word_count(text) / 2) and 2 * found < len(words)


def is_own_heading(section: Section, context: IssueContext) -> bool:
    """Return whether a heading is the issue's own: it names something and is in no earlier issue."""
    title = section.title
    # One that ends with a colon only leads to the list below it.
    if not any(char.isalnum() for char in title) or title.rstrip(_QUOTED).endswith(("?", "？", ":", "：")):
        return False
    if section.lacks_words:
        return False
    if word_count(title) <= WORDS_OF_NAME and first_word(title) in context.language.interrogative:
        return False  # "What broke"
    if (
        ONLY_VERSION.match(title)
        and word_count(title) <= WORDS_OF_NAME
        and not (_is_release(title) or has_verb(title))
    ):
        return False  # "0.2 for kites", a part of the issue
    if any(context.language.says(rule, title) for rule in ("column-heading", "filler")):
        return False
    if any(
        context.language.says("filler", sentence) for sentence in sentences_of(title, context.language.code)
    ):
        return False  # "It's Ada! Here's what's new."
    # A release may have the publication's name: "Kite 1.2 Released" in "Kite News".
    site = "" if ONLY_VERSION.search(title) else context.issue.site
    is_usual = is_generic(title, context.language, site) and not _is_release(title)
    is_common = is_usual or _is_no_news(section, context)
    return not (is_common or context.times_seen(section.line) or _goes_on(title, context.language))


def _is_release(title: str) -> bool:
    """Return whether a heading says that a version of the publication's own project is out: "1.24.2 released!"."""
    version, *others = title.rstrip("!. ").split()
    return ONLY_VERSION.fullmatch(version) is not None and others in _OUT


def _goes_on(title: str, language: Language) -> bool:
    """Return whether a heading continues the one before: "And balls", but not "Building kites, moths and bees"."""
    return not first_word(title).endswith("ing") and language.says("leans-back", title)


def _is_no_news(section: Section, context: IssueContext) -> bool:
    return role_of_section(section, context.language, context.issue.site) == "none"
