"""Where sentences and phrases end."""

from __future__ import annotations

import pytest

from distribute.facts.shorten import dangles, sentences_of, shorten_at_clauses
from tests.facts.kit import facts, fullest


@pytest.mark.parametrize(
    ("sentence", "head"),
    [
        ("The next flight of the club is on Friday, June 12, 2026", "on Friday"),
        ("Ada fixed several kites (including Moth) to land when the wind drops", "kites"),
        ("Kites is a growing gallery where every wing is hand-made", "gallery"),
        ("The great news of May is that the work to port “Moth”, the kite of kites, was finished", "“Moth”"),
        ("Kite Club is built around shared skills, winds, and a common sky", "winds"),
        ("Bo added loops for kites, moths and balls to the sky", "kites"),
        ("Bo flies with kites (red, blue) and moths (white, grey) in the sky", "kites"),
        ("Ada says that kites need to be written in plain words", "be"),
        ("The kites that flies talk of these days, are red and blue", "days"),
        ("Bo fixed a bug where strings get wet in the rain", "bug"),
        ("Knots of new kinds: K0040, K0081, K0120 and K0184", "K0040"),
        ("Bo sells kites in many colours: bright red, blue and green", "red"),
    ],
)
def test_no_phrase_ends_before_what_it_needs(sentence: str, head: str) -> None:
    assert [
        phrase for phrase in shorten_at_clauses(sentence, least=4, language="en") if phrase.endswith(head)
    ] == []


def test_a_sentence_that_begins_with_a_purpose_is_told_whole() -> None:
    text = "To calm the winds of Kite, Ada has tied some knots"
    assert shorten_at_clauses(text, least=4, language="en") == (text,)


def test_a_title_with_marks_of_its_own_is_no_end_of_a_sentence() -> None:
    body = "## Agenda\n\n- Le prochain atelier **Qu'est-ce qu'un nœud ? Pour qui ?** aura lieu le 14 janvier 2021.\n"
    told = fullest(body, language="fr")
    assert told == ["Le prochain atelier Qu'est-ce qu'un nœud ? Pour qui ? aura lieu le 14 janvier 2021"]


def test_a_line_that_its_author_has_ended_is_not_read_on() -> None:
    body = "## Events\n\n- The [Kite Show](https://kite.example/) opens on 14 January 2021 in Lyon <br>\nCome and fly\n"
    told = "The Kite Show opens on 14 January 2021 in Lyon"
    assert fullest(body) == [told]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('Say "Wow! It flies" and "May I?". We met.', ['Say "Wow! It flies" and "May I?".', "We met."]),
        (
            'Ada said "Hi. A kite. And moths." Then she left.',
            ['Ada said "Hi. A kite. And moths."', "Then she left."],
        ),
        ('It is 5" long. The next is not. It flies.', ['It is 5" long.', "The next is not.", "It flies."]),
        ("“Kites fly. Moths, too.” said Ada. She left.", ["“Kites fly. Moths, too.” said Ada.", "She left."]),
        ("Kites may lift Sen. Moth to the moon.", ["Kites may lift Sen. Moth to the moon."]),
        (
            "„Motten“ ist da. Es heißt „Mottenhaus“. Ja.",
            ["„Motten“ ist da.", "Es heißt „Mottenhaus“.", "Ja."],
        ),
        ("Klub „Ćmy” lata. Dom „Latawiec” stoi.", ["Klub „Ćmy” lata.", "Dom „Latawiec” stoi."]),
    ],
)
def test_no_sentence_ends_in_a_quotation(text: str, sentences: list[str]) -> None:
    assert sentences_of(text, "en") == sentences


def test_a_clause_that_says_which_is_not_cut_off() -> None:
    said = "Kites have no time to turn in situations where the wind changes often"
    assert "Kites have no time to turn in situations" not in shorten_at_clauses(said, least=4, language="en")
    said = "Kites are flown in Lyon, where the wind is strong"
    assert "Kites are flown in Lyon" in shorten_at_clauses(said, least=4, language="en")


@pytest.mark.parametrize(
    "head", ["Kite is a tool that, among many other tasks", "We fly with Moth which, like all the others"]
)
def test_a_clause_without_its_verb_is_not_told(head: str) -> None:
    assert head not in shorten_at_clauses(f"{head}, carries letters to Lyon", least=4, language="en")


def test_a_superlative_keeps_its_bounds() -> None:
    said = "Kite released 2.22 as the last release since the ball in May"
    assert shorten_at_clauses(said, least=4, language="en") == (said,)


def test_and_so_on_ends_a_sentence_before_a_capital() -> None:
    assert sentences_of("Kites, moths, etc. Basically, all that flies.", "en")[0] == "Kites, moths, etc."
    assert len(sentences_of("Kites, moths, etc. that fly by night.", "en")) == 1


def test_what_was_found_is_not_cut_off() -> None:
    said = "Ada Moth discovered, upon flying to Lyon, that kites glow"
    assert shorten_at_clauses(said, least=4, language="en") == (said,)


def test_a_phrase_does_not_end_inside_the_title_of_a_commit() -> None:
    commit = "[tail: Sew it on again, by hand](https://kite.example/pull/9)"
    body = f"## News\n\n- Ada proposes to keep the tail of Moth on in {commit}.\n"
    (fact,) = facts(body)
    assert not any(phrase.endswith("tail") for phrase in fact.phrases)


def test_nothing_is_told_with_a_bracket_that_its_author_did_not_close() -> None:
    body = "## News\n\n- Red kites fly higher than blue ones ([proof](https://kite.example/9).\n"
    assert fullest(body) == ["Red kites fly higher than blue ones"]
    assert fullest("## News\n\n- (Red [kites](https://kite.example/9) fly higher than blue ones.\n") == []


@pytest.mark.parametrize(
    ("text", "language"), [("Am 14. Januar findet in unseren", "de"), ("Le vol de cette", "fr")]
)
def test_a_possessive_needs_what_it_is_about(text: str, language: str) -> None:
    assert dangles(text, language)


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Kite proves that $S/P^e$ has a tail", False),
        ("Kite costs $12 instead of $14", True),
        ("Kite reads $KITE_HOME and $env.KITE_HOME", True),
        ("Kite Proposal: 0081", False),
        ("Kite Club: 14 January 2021", True),
    ],
)
def test_no_formula_and_no_number_of_a_document_is_told(said: str, *, is_told: bool) -> None:
    assert (fullest(f"## News\n\n- [{said}](https://kite.example/)\n") == [said]) is is_told
