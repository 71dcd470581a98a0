"""Check whether proposed lines say only what the issue says about a fact.

The pipeline cuts its own phrases from the issue, so `verify` only guards against its mistakes. A proposed line may come
from anywhere. It must consist of whole clauses of one place, so that it cannot omit a "not", an "if" or another name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cached_property

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.flatten import cleaned_section
from distribute.facts.model import Fact
from distribute.facts.shorten import begins_subordinate, sentences_of, shorten_at_clauses
from distribute.facts.verify import Place, Sources, tokens
from distribute.facts.words import first_word
from distribute.issue import Issue
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex

LONGEST = 500  # characters of a line
_LABELLED = lazy_regex(r"(?<=\S): (?=\S)")
_NEXT_CLAUSE = lazy_regex(r"[:;] (?=\S)|\s[–—] (?=\S)")
_PUNCTUATION = frozenset(" .,:;!?'\"“”‘’«»()-–—/…¿¡&%+#")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

Words = tuple[str, ...]


class Claims:
    """The clauses of an issue with which proposed lines are compared."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._language = language_of(issue.language)
        self._clauses: dict[Fact, frozenset[Words]] = {}

    @cached_property
    def _sources(self) -> Sources:
        return Sources(tuple(map(cleaned_section, self._issue.document.sections)), self._issue)

    def refusal(self, line: str, fact: Fact) -> str:
        """Return why `line` cannot be posted for `fact`, or "" if it can."""
        if not line.strip() or not tokens(line):
            return "it says nothing"
        if len(line) > LONGEST:
            return f"it is longer than {LONGEST} characters"
        if any(unicodedata.category(char) in _UNSEEN for char in line):
            return "it has a line break or an invisible character"
        place = self._sources.place_of(fact)
        known = "".join((*place.texts, *place.titles, *fact.phrases))
        strange = next(
            (char for char in line if not (char.isalnum() or char in _PUNCTUATION or char in known)), ""
        )
        if strange:
            return f"the issue has no {strange!r} there"
        said = self._said_of(fact, place)
        if self._is_said(line, said, place, fact):
            return ""
        return "these are not the issue's words for this fact, in whole clauses"

    def _is_said(self, line: str, said: frozenset[Words], place: Place, fact: Fact) -> bool:
        """Return whether a line is one clause, or a heading, label or name followed by a clause."""
        if tokens(line) in said:
            return True
        fronts = {tokens(front) for front in (*place.titles, fact.name, fact.section) if front}
        return any(
            tokens(line[: colon.start()]) in fronts and tokens(line[colon.end() :]) in said
            for colon in _LABELLED.finditer(line)
        )

    def _said_of(self, fact: Fact, place: Place) -> frozenset[Words]:
        """Return everything that may be said of a fact, as words: its phrases, the headings and the clauses of its items."""
        if fact not in self._clauses:
            own = (*fact.phrases, fact.telling_name, *place.titles)
            clauses = (clause for text in place.texts for clause in self._clauses_of(text))
            found = {tokens(text) for text in (*own, *clauses)}
            self._clauses[fact] = frozenset(found - {()})
        return self._clauses[fact]

    def _clauses_of(self, text: str) -> Iterator[str]:
        """Yield each sentence that makes sense on its own, whole and cut at the ends of its clauses."""
        code = self._language.code
        for sentence in sentences_of(text, code):
            for begin in (sentence, strip_lead_in(sentence, language=code), *self._later(sentence)):
                if first_word(begin) not in self._language.leaning | self._language.pointing:
                    yield from shorten_at_clauses(plain(begin).rstrip(".:"), least=2, language=code)

    def _later(self, sentence: str) -> Iterator[str]:
        """Yield what follows a colon, semicolon or dash, unless the part before it negates it or is a condition."""
        words = self._language
        for end in _NEXT_CLAUSE.finditer(sentence):
            before = sentence[: end.start()]
            if not words.denies(tokens(before)) and not begins_subordinate(before, words.code):
                yield sentence[end.end() :]
