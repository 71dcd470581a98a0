"""Issues that are told as stories: each under a heading of its own, which says what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from distribute.markdown import Section
from distribute.phrases import cuts, plain, sentences_of
from distribute.vocabulary import ORDINARY, first_word

_FEWEST = 3
_MOSTLY = 0.5  # of an issue's sections
_NAME = 3  # words of a heading that names something and says nothing of it

Story = tuple[Section, ...]  # a section, and those below it


def stories_in(sections: Sequence[Section], may_be: Callable[[Section], bool]) -> list[Story]:
    """Return the stories of an issue that is mostly made of them, none of any other; `may_be` knows the headings."""
    levels = Counter(section.level for section in sections if section.title)
    level = next((level for level in sorted(levels) if levels[level] >= _FEWEST), 0)
    filled = [story for story in _at(level, sections) if any(section.items for section in story)]
    told = [story for story in filled if may_be(story[0]) and (story[0].link or _is_prose(story))]
    return told if len(told) >= max(_FEWEST, _MOSTLY * len(filled)) else []


def phrases_of(story: Story, language: str) -> tuple[str, ...]:
    """Return a story's heading, after what a sentence says of it where it is a mere name."""
    title = plain(story[0].title).rstrip(".:")
    words = title.split()
    if len(words) > _NAME or first_word(title) in ORDINARY:
        return (title,)
    said = (
        sentence
        for section in story
        for item in section.items
        if item.kind == "paragraph"
        for sentence in sentences_of(plain(item.text))
    )
    about = next((sentence for sentence in said if sentence.startswith(f"{words[0]} ")), "")
    fuller = cuts(about.rstrip(".:"), least=4, language=language) if about else ()
    return tuple(dict.fromkeys((*fuller, title)))


def _at(level: int, sections: Sequence[Section]) -> Iterator[Story]:
    """Yield each section of that level with those below it."""
    story: list[Section] = []
    for section in sections:
        if section.level <= level:
            if story:
                yield tuple(story)
            story = []
        if section.level == level or story:
            story.append(section)
    if story:
        yield tuple(story)


def _is_prose(story: Story) -> bool:
    kinds = Counter(item.kind for section in story for item in section.items)
    return kinds["paragraph"] > kinds["bullet"]
