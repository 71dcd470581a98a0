"""Restore the marks of code: `@kite/core` is not the same package as kite/core, and the tag `@next` is not the word "next".

Earlier stages compare words without marks. A channel that would turn such a mark into a mention omits the phrase.
"""

from __future__ import annotations

import re

import msgspec

from distribute.facts.clean import quiet
from distribute.facts.model import Fact
from distribute.facts.verify import Place


def exact(fact: Fact, place: Place) -> Fact | None:
    """Return `fact` with each code span as in its issue, or None if no phrase can be restored."""
    if not place.code:
        return fact
    phrases = tuple(dict.fromkeys(filter(None, (_marked(phrase, place) for phrase in fact.phrases))))
    name = _marked(fact.name, place)
    marked = tuple(span for span in place.code if quiet(span) != span)
    # "adding | @since gates" was cut because of a word that is none.
    phrases = tuple(
        phrase for phrase in phrases if not phrases[0].removeprefix(phrase).lstrip().startswith(marked)
    )
    said = tuple(span for span in place.code if any(span in phrase for phrase in (*phrases, name)))
    return msgspec.structs.replace(fact, phrases=phrases, name=name, exact=said) if phrases else None


def _marked(phrase: str, place: Place) -> str:
    """Return a phrase with the marks of its code spans, or "" if it is unclear which words are code."""
    for span in sorted(place.code, key=len, reverse=True):
        bare = quiet(span)
        if bare == span or bare not in phrase:
            continue
        alone = re.compile(rf"(?<![\w@#$/.-]){re.escape(bare)}(?![\w/-]|\.\w)")
        if not bare.isalpha():  # "kite/core" is nothing else
            phrase = alone.sub(span.replace("\\", r"\\"), phrase)
            continue
        fronts = (text[: text.find(span)] for text in place.texts if span in text)
        phrase = _in_its_place(phrase, alone, span, {" ".join(front.split()[-1:]) for front in fronts})
    return phrase


def _in_its_place(phrase: str, alone: re.Pattern[str], span: str, before: set[str]) -> str:
    """Restore a code span that looks like a word, where the word before it is one of `before`.

    Return "" if the phrase begins with the word and the code span never begins its text.
    """
    for match in reversed(list(alone.finditer(phrase))):
        words = phrase[: match.start()].split()
        if not words:
            return "" if "" not in before else span + phrase[match.end() :]
        if words[-1] in before:
            phrase = phrase[: match.start()] + span + phrase[match.end() :]
    return phrase
