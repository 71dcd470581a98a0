"""Distinguish sentences that report news from sentences that give background.

A paragraph often begins with background that readers know already, which is not news. So a paragraph is represented by
its first sentence that reports something, and rejected if it has none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from distribute.facts.english import describes, goes_on_to_define
from distribute.facts.shorten import begins_subordinate
from distribute.facts.versions import releases_in
from distribute.facts.words import first_word, word_count
from distribute.issue import Issue
from distribute.languages.model import Language, RuleId
from distribute.languages.registry import language_of
from distribute.text.dates import names_day_ahead
from distribute.text.markdown import Item, Section

_SOME = 2  # fewest paragraphs of a story
_LONG = 35  # fewest words of a story's paragraphs, on average
_BEGINNING = 120  # characters at the beginning of an entry that contain its link
_RULES: tuple[RuleId, ...] = ("pointer", "filler", "refers-back", "recurring", "leans-back", "first-person")


def reports(sentence: str, language: Language, *, in_prose: bool) -> bool:
    """Return whether a sentence may report something, according to the rules of its language.

    It must not be background, and in long prose it has to say that something is new.
    """
    if language.says("background", sentence):
        return False
    return not (in_prose and language.has("change")) or language.says("change", sentence)


def defines(sentence: str, title: str) -> bool:
    """Return whether a sentence only defines what a title names: "Kite is a toy" below "Kite"."""
    name = sentence[: len(title)].casefold()
    return bool(title) and name == title.casefold() and goes_on_to_define(sentence, len(title))


def stands_alone(sentence: str, language: Language) -> bool:
    """Return whether a sentence makes sense without those before it."""
    leaning = (language.leaning | language.pointing | language.conditional) - language.sender
    return not (
        first_word(sentence) in leaning
        or begins_subordinate(sentence, language.code)
        or any(language.says(rule, sentence) for rule in _RULES)
    )


def refers_back(phrase: str, language: Language) -> bool:
    """Return whether a phrase refers to something named before it: "All kites have this flag"."""
    return language.says("refers-back", phrase) or language.says("points-back", phrase)


def can_replace(title_words: Collection[str], phrase: str, language: Language) -> bool:
    """Return whether a phrase has at least half of the words of a title and begins with its main clause."""
    said = phrase.casefold()
    has_half = 2 * sum(word in said for word in title_words) >= len(title_words)
    return has_half and not begins_subordinate(phrase, language.code)


def is_prose(section: Section) -> bool:
    """Return whether a section is prose: several long paragraphs, most of which do not begin with a link."""
    paragraphs = [item for item in section.items if item.kind == "paragraph"]
    words = sum(word_count(item.text) for item in paragraphs)
    linked = sum(map(begins_with_link, paragraphs))
    return len(paragraphs) >= _SOME and words >= _LONG * len(paragraphs) and 2 * linked < len(paragraphs)


def begins_with_link(item: Item) -> bool:
    """Return whether an item has a link among its first words, like the entry of a list."""
    return any(link.text in item.text[:_BEGINNING] for link in item.links)


def from_first_report(sentences: Sequence[str], title: str, issue: Issue, *, in_prose: bool) -> list[str]:
    """Return the sentences from the first that reports something and makes sense on its own, or none."""
    language = language_of(issue.language)
    subjects = (issue.site, *(name for name, _ in releases_in(issue.title)))
    for position, sentence in enumerate(sentences):
        about = (name for name in subjects if defines(sentence, name))
        if defines(sentence, title) or any(describes(sentence, len(name)) for name in about):
            continue
        is_news = reports(sentence, language, in_prose=in_prose) or names_day_ahead(sentence, issue.date)
        is_first = position == 0 and not in_prose
        may_lean = is_first and not any(
            language.says(rule, sentence) for rule in ("leans-back", "first-person")
        )
        if is_news and (may_lean or stands_alone(sentence, language)):
            return list(sentences[position:])
    return []
