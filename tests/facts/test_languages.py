"""A language's rules hold for their own examples, against each other's, and in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import msgspec
import pytest

from distribute.facts.model import Fact
from distribute.facts.ranking import merge_named
from distribute.issue import Overrides
from distribute.languages.model import Language, Rule
from distribute.languages.phrases import openings
from distribute.languages.registry import codes, language_of
from tests.facts.kit import facts, fullest
from tests.timing import require_proportion

LANGUAGES = [language_of(code) for code in codes()]
RULES = [(language, rule) for language in LANGUAGES for rule in language.rules]
NAMES = [f"{language.code}-{rule.id}" for language, rule in RULES]


def test_eleven_languages_are_known() -> None:
    assert {"de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "zh"} <= set(codes())


@pytest.mark.parametrize(("language", "rule"), RULES, ids=NAMES)
def test_a_rule_holds_for_its_examples(language: Language, rule: Rule) -> None:
    assert rule.yes
    assert rule.no
    assert [text for text in rule.yes if not rule.matches(text)] == []
    assert [text for text in rule.no if rule.matches(text)] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_rule_of_a_language_takes_what_another_says_is_ordinary(language: Language) -> None:
    told = {
        "brings-news",
        "change",
        "contents",
        "deadline",
        "done",
        "opens",
        "report",
        "teaser",
    }  # rules for what is told, or for what stands above it
    rejecting = [rule for rule in language.rules if rule.id not in told]
    pairs = product(rejecting, language.rules)
    taken = [(rule.id, text) for rule, other in pairs for text in other.no if rule.matches(text)]
    assert taken == []


@pytest.mark.parametrize(("language", "rule"), RULES, ids=NAMES)
def test_a_rule_takes_linear_time(language: Language, rule: Rule) -> None:
    for piece in (rule.yes[0], "a ", " ", "("):

        def match(size: int, piece: str = piece) -> bool:
            return rule.matches(piece * (size // len(piece)))

        require_proportion(match, 5_000)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_words_are_in_the_form_in_which_they_are_compared(language: Language) -> None:
    lists = dict(lists_of(language))
    assert {"topics.security", "negations"} <= lists.keys()
    for name, listed in lists.items():
        assert {word.casefold().strip() for word in listed} == listed, name


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_list_of_words_is_empty_that_a_language_must_have(language: Language) -> None:
    optional = {field.name for field in msgspec.structs.fields(Language) if not field.required}
    own = [
        (name, listed) for name, listed in lists_of(language) if name.partition(".")[0] in {name, "topics"}
    ]
    assert [name for name, listed in own if not listed and name not in optional] == []


def lists_of(found: object, name: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each list of words in a language, with the path to it."""
    if isinstance(found, frozenset):
        yield name.lstrip("."), found
    fields = msgspec.structs.asdict(found) if isinstance(found, msgspec.Struct) else found
    if isinstance(fields, dict):
        for key, value in fields.items():
            yield from lists_of(value, f"{name}.{key}")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_alternatives_are_patterns_that_match_no_empty_text(language: Language) -> None:
    clauses, listed = language.clauses, language.lists
    joining = (clauses.abbreviations, clauses.conjunctions, clauses.openers)
    for pattern in (*joining, listed.verbs, listed.last, listed.inviting, listed.by):
        assert not pattern or not re.search(f"\\A(?:{pattern})\\Z", "")


def test_an_unknown_language_has_no_words_of_another() -> None:
    unknown = language_of("xx-YY")
    assert (unknown.code, unknown.rules, unknown.topics) == ("xx", (), {})
    assert set(msgspec.structs.astuple(unknown.say)) == {"", ":"}
    assert language_of("pt-BR") is language_of("pt")


SPOKEN = [text for _, rule in RULES for text in (*rule.yes, *rule.no)]
# A sentence in quotation marks, in capitals, after a dash; letters that only `re.IGNORECASE` takes for i, k and s.
CHANGED = str.maketrans({"i": "ı", "k": "\u212a", "s": "ſ"})


@pytest.mark.parametrize(("language", "rule"), RULES, ids=NAMES)
def test_a_rule_finds_what_its_pattern_finds(language: Language, rule: Rule) -> None:
    pattern = re.compile(rule.pattern, re.IGNORECASE)
    for text in SPOKEN:
        for form in (text, f" “{text}", text.upper(), text.translate(CHANGED), f"Moths – {text}"):
            assert rule.matches(form) == bool(pattern.search(form)), form


@pytest.mark.parametrize(
    ("alternative", "letters"),
    [
        ("no news", ("no",)),
        (r"\bcve-\d", ("cve",)),
        ("(?<!the )moth", ("moth",)),
        ("loops?", ("loop",)),
        ("(?:hello|Hey)\\b", ("hello", "hey")),
        ("(?:please )?share", ("please", "share")),
        ("(?:a[)]b|c)", ("a", "c")),
        ("n?o", ()),
        (r"\w+ kites", ()),
        ("(?:a|)b", ()),
        ("(?:a)*b", ()),
        ("[mn]oth", ()),
    ],
)
def test_an_alternative_begins_with_letters(alternative: str, letters: tuple[str, ...]) -> None:
    assert openings(alternative) == letters


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "[Kite 1.2](https://k.example/) by Ada Moth", "Kite 1.2"),
        ("de", "[Kite 1.2](https://k.example/) von Ada Moth", "Kite 1.2"),
        ("fr", "[Kite 1.2](https://k.example/) par Ada Moth", "Kite 1.2"),
        ("fr", "[Kite 1.2](https://k.example/) by Ada Moth", "Kite 1.2"),
        ("de", "[Kite 1.2](https://k.example/) door Ada Moth", "Kite 1.2 door Ada Moth"),
        ("nl", "[Kite 1.2](https://k.example/) door Ada Moth", "Kite 1.2"),
    ],
)
def test_an_author_is_left_out_behind_a_title(language: str, text: str, told: str) -> None:
    assert fullest(f"## Kite\n\n- {text}\n", language=language) == [told]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "A kite of Moth silk"),
        ("en", "Another Kite of silk"),
        ("de", "Ein Drachen der Motten"),
        ("fr", "Une aile pour Kite"),
        ("fr", "New Kite strings of silk"),
        ("pt", "Uma asa para Kite"),
        ("nl", "Een vlieger voor Moth"),
    ],
)
def test_an_indefinite_name_is_none(language: str, name: str) -> None:
    body = f"## Kite\n\n- [{name}](https://kite.example/)\n"
    assert [fact.telling_name for fact in facts(body, language=language)] == [""]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "has been released"),
        ("de", "ist erschienen"),
        ("de", "released"),
        ("fr", "est sortie"),
        ("es", "ha sido publicado"),
        ("it", "è stato rilasciato"),
        ("pt", "foi lançado"),
    ],
)
def test_that_a_release_is_out_goes_without_saying_beside_what_it_brings(language: str, said: str) -> None:
    name = "Kite 1.2"
    described = Fact(
        phrases=(f"{name}: loops",),
        line=1,
        section="News",
        score=5.0,
        kind="release",
        tags=("described",),
        name=name,
    )
    bare = Fact(phrases=(f"{name} {said}",), line=2, section="Kite", score=3.0)
    kept, left = merge_named([described, bare], language_of(language))
    assert (kept, [one.text for one in left]) == ([described], [bare.phrases[0]])


@pytest.mark.parametrize(
    ("language", "summary", "told"),
    [
        ("en", "Kite flies. And our moth rests.", ["Kite flies", "Our moth rests"]),
        ("de", "Kite fliegt. Und unsere Motte ruht.", ["Kite fliegt", "Unsere Motte ruht"]),
        ("fr", "Kite vole. Et notre papillon dort.", ["Kite vole", "Notre papillon dort"]),
        ("de", "Kite fliegt. Et notre papillon dort.", ["Kite fliegt", "Et notre papillon dort"]),
        ("en", "In this issue: Kite flies, Moth rests.", ["Kite flies", "Moth rests"]),
        ("de", "In dieser Ausgabe: Kite fliegt, Motte ruht.", ["Kite fliegt", "Motte ruht"]),
        ("pt", "Nesta edição: Kite voa, Moth dorme.", ["Kite voa", "Moth dorme"]),
    ],
)
def test_a_summary_is_read_with_the_words_of_its_language(
    language: str, summary: str, told: list[str]
) -> None:
    found = facts("## News\n\n- Moth\n", language=language, words=Overrides(summary=summary))
    assert [fact.phrases[0] for fact in found if fact.is_own] == told
