"""The editors' own words"""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import highlights
from distribute.issue import Overrides
from tests.facts.kit import WHOLE, facts, fullest, issue


def test_highlights_of_the_header_stand_in_place_of_the_body() -> None:
    own = Overrides(highlights=("Kites are back.", "  Moths \n too ", ""), summary="Not this one.")
    found = facts(WHOLE, words=own, lines={"distribute": 4})
    assert [(fact.phrases, fact.line, fact.rule) for fact in found] == [
        (("Kites are back",), 4, "own-highlights"),
        (("Moths too",), 4, "own-highlights"),
    ]


def test_a_summary_of_the_header_is_taken_sentence_by_sentence_and_shortened_by_entries() -> None:
    own = Overrides(
        summary="In this issue: Kite 1.2 adds loops. Servers: Nest, Moth, Bee, Ant, Cicada. Read of the ball and watch the kites!"
    )
    found = facts(WHOLE, words=own, lines={"summary": 6})[:3]
    assert [fact.phrases for fact in found] == [
        ("Kite 1.2 adds loops",),
        ("Servers: Nest, Moth, Bee, Ant, Cicada", "Servers: Nest, Moth, Bee and more"),
        ("Read of the ball and watch the kites!",),
    ]
    assert found[2].name == "Read of the ball"
    in_german = Overrides(summary="Server: Nest, Motte, Biene, Ameise, Zikade")
    (fact,) = facts("", words=in_german, language="de")
    assert fact.phrases[-1] == "Server: Nest, Motte, Biene und mehr"
    assert {fact.line for fact in found} == {6}


def test_what_a_summary_leaves_out_follows_it() -> None:
    own = Overrides(summary="Kite 1.2 adds loops. Update your servers: Nest")
    found = facts(WHOLE, words=own)
    assert [fact.phrases[0] for fact in found[:3]] == [
        "Kite 1.2 adds loops",
        "Update your servers: Nest",
        "Nest 4.5.0 fixes CVE-2020-1234",
    ]
    assert any("Nest 4.5.0" in fact.phrases[0] for fact in found)  # naming is not telling


def test_a_summarys_last_sentence_needs_no_and() -> None:
    told = highlights(issue("", words=Overrides(summary="Kite 1.2 adds wings. And our Moth House opens.")))
    assert [fact.phrases[0] for fact in told][-1] == "Our Moth House opens"


def test_a_headline_whose_words_the_summary_has_is_told_all_the_same() -> None:
    body = "## Events\n\n### Kite Summit 28 & MothCon 2021\n\nThe [Society](https://kite.example/) plans both for spring.\n"
    told = highlights(
        issue(body, words=Overrides(summary="Get ready for the Kite Summit 28, and fly at MothCon"))
    )
    assert [fact.source for fact in told] == ["own-words", "entry"]


def test_a_list_of_titles_in_a_summary_is_a_fact_each() -> None:
    own = Overrides(summary="In this issue: How to fly, The Kite Meetup, “Loops” at last")
    assert [fact.phrases[0] for fact in facts(WHOLE, words=own)[:3]] == [
        "How to fly",
        "The Kite Meetup",
        "“Loops” at last",
    ]


def test_a_version_that_only_the_summary_has_is_left_out() -> None:
    own = Overrides(summary="Kite 1.2 adds loops. Nest 9.9 is out. Also Moth 0.9.1, Nest 9.9")
    assert [fact.phrases[0] for fact in facts(WHOLE, words=own)[:2]] == [
        "Kite 1.2 adds loops",
        "Also Moth 0.9.1",
    ]


def test_a_long_list_of_short_entries_becomes_its_heading_and_a_few_names() -> None:
    entries = "\n".join(
        f"- [Moth {letter}](https://moth.example/{letter}): flies by night" for letter in "abcdefgh"
    )
    (fact,) = facts(f"## Clients\n\n### 8 moths were added\n\n{entries}\n")
    assert fact.phrases == (
        "8 moths were added, among them Moth a, Moth b, Moth c",
        "8 moths were added, among them Moth a, Moth b",
        "8 moths were added",
    )


def test_a_calendar_tells_nothing() -> None:
    days = "\n".join(
        f"- 2020-12-{day} | Lyon | [Kite Club](https://kite.example/{day})" for day in range(10, 18)
    )
    assert facts(f"## Events\n\nKites between 2020-12-10 - 2020-12-18\n\n{days}\n") == []


def test_what_leans_on_its_heading_is_told_with_it_or_not_at_all() -> None:
    said = "This program shows [Kites](https://kite.example/)."
    assert fullest(f"## Projects\n\n### Kite Show\n\n{said}\n") == ["Kite Show: This program shows Kites"]
    assert fullest(f"## Projects\n\n{said}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ page.kite }} [Kite](https://kite.example/) flies.",
        "Do you fly [Kites](https://kite.example/)?",
        "You can fly [Kites](https://kite.example/) in Lyon.",
        "[Kite](https://kite.example/) is a library that provides:",
        "– Ada Moth on [Kites](https://kite.example/)",
    ],
)
def test_what_is_no_news_is_never_a_fact(text: str) -> None:
    assert facts(f"## Software\n\n{text}\n") == []


def test_two_paragraphs_on_one_date_are_one_fact() -> None:
    body = "## Schedule\n\nNext deadline: Kite Freeze, 12 December\n\nThe kite freeze deadline is on 12 December, noon UTC.\n"
    (fact,) = facts(body)
    assert fact.phrases[0] == "The kite freeze deadline is on 12 December, noon UTC"
    assert fact.phrases[-1] == "Next deadline: Kite Freeze, 12 December"


def test_own_highlights_keep_their_order_and_are_never_minor() -> None:
    own = Overrides(highlights=tuple(f"Fact {letter}" for letter in "zyxwvutsr"))
    found = facts(WHOLE, words=own)
    assert [fact.phrases[0] for fact in found] == [f"Fact {letter}" for letter in "zyxwvutsr"]
    assert not any(fact.is_minor for fact in found)
