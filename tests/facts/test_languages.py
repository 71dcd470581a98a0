"""A language's rules hold for their own examples, against each other's, and in linear time."""

from __future__ import annotations

import time
from itertools import product

import msgspec
import pytest

from distribute.languages.model import Language, Rule
from distribute.languages.registry import codes, language_of

LANGUAGES = [language_of(code) for code in codes()]
RULES = [(language, rule) for language in LANGUAGES for rule in language.rules]
NAMES = [f"{language.code}-{rule.id}" for language, rule in RULES]


def test_nine_languages_are_known() -> None:
    assert {"de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt"} <= set(codes())


@pytest.mark.parametrize(("language", "rule"), RULES, ids=NAMES)
def test_a_rule_holds_for_its_examples(language: Language, rule: Rule) -> None:
    assert rule.yes
    assert rule.no
    assert [text for text in rule.yes if not rule.matches(text)] == []
    assert [text for text in rule.no if rule.matches(text)] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_rule_of_a_language_takes_what_another_says_is_ordinary(language: Language) -> None:
    rejecting = [
        rule for rule in language.rules if rule.id not in {"change", "opens", "teaser"}
    ]  # which say what is told
    pairs = product(rejecting, language.rules)
    taken = [(rule.id, text) for rule, other in pairs for text in other.no if rule.matches(text)]
    assert taken == []


@pytest.mark.parametrize(("language", "rule"), RULES, ids=NAMES)
def test_a_rule_takes_linear_time(language: Language, rule: Rule) -> None:
    for text in (rule.yes[0] * (100_000 // len(rule.yes[0])), "a " * 50_000, " " * 100_000, "(" * 100_000):
        begin = time.process_time()
        rule.matches(text)
        assert time.process_time() - begin < 1


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_words_are_in_the_form_in_which_they_are_compared(language: Language) -> None:
    lists = [
        *language.topics.values(),
        language.no_news,
        language.generic,
        language.filling,
        language.features,
        language.ordinary,
        language.leaning,
        language.pointing,
        language.conditional,
        language.subordinate,
    ]
    for listed in lists:
        assert listed
        assert {word.casefold() for word in listed} == listed


def test_an_unknown_language_has_no_words_of_another() -> None:
    unknown = language_of("xx-YY")
    assert (unknown.code, unknown.rules, unknown.topics) == ("xx", (), {})
    assert set(msgspec.structs.astuple(unknown.say)) == {""}
    assert language_of("pt-BR") is language_of("pt")
