"""What is said with a mark is said with it or not at all, and what is no statement is not told."""

from __future__ import annotations

import pytest

from distribute.compose.fields import compose
from distribute.compose.template import FOLDER
from tests.adapters import channel
from tests.facts.kit import facts, fullest, issue


def test_a_name_in_a_list_of_those_who_contributed_is_no_news() -> None:
    body = "## People\n\nWelcome:\n\n- @ada-01 (kites, [strings](https://kite.example/12))\n- @bo\n"
    assert fullest(body) == []


def test_a_heading_is_not_told_in_a_sentence_that_recurs() -> None:
    old = "Unless said otherwise, all work below is merged, which means that it can be flown by everybody."
    names = ("Longer loops for Kite", "Stronger strings for Moth", "Higher winds over Lyon")
    body = "".join(f"## {name}\n\n{old}\n\n" for name in names)
    told = [phrase for fact in facts(body, old) for phrase in fact.phrases]
    assert set(told) == set(names)


def test_a_heading_is_the_same_with_other_attributes() -> None:
    body = "## [Bees and birds](#bees) {#bees}\n\n- [Kite](https://kite.example/) 1.2 adds loops.\n"
    assert fullest(body, "## Bees and birds {#b}\n\nText.") == ["Kite 1.2 adds loops"]


def test_the_name_of_a_call_or_a_request_is_no_title() -> None:
    body = (
        "## News\n\n- The [Call for Kites](https://kite.example/) is open until 20 December 2020\n"
        "- [A new request](https://kite.example/12) adds longer loops to Kite\n"
    )
    assert [fact.telling_name for fact in facts(body)] == ["", ""]


LOOPS = (
    "## News\n\n- `loop` has moved from `@kite/core` to `@kite/core/loop`, so that it can be flown alone\n"
)


def test_code_is_said_with_its_marks() -> None:
    (told,) = facts(LOOPS)
    assert told.phrases[-1] == "loop has moved from @kite/core to @kite/core/loop"
    assert told.exact == ("@kite/core", "@kite/core/loop")


def test_a_tag_that_looks_like_a_word_is_marked_in_its_own_place_alone() -> None:
    assert fullest("## News\n\n- The next version of Kite has landed in `@next` with longer loops\n") == [
        "The next version of Kite has landed in @next with longer loops"
    ]


def test_a_heading_has_its_marks() -> None:
    body = "".join(
        f"## {title} in May\n\n- They fly\n\n" for title in ("`@kite/core` flies", "Moth sleeps", "Bee hums")
    )
    assert "@kite/core flies in May" in fullest(body)


def test_a_handle_in_prose_is_no_code() -> None:
    assert fullest("## News\n\n- Kite 2.0 by @ada has longer loops than Moth\n") == [
        "Kite 2.0 by ada has longer loops than Moth"
    ]


@pytest.mark.parametrize(
    ("use", "is_told"), [("twitter", False), ("mastodon", False), ("linkedin", True), ("discourse", False)]
)
def test_where_a_mark_would_be_a_mention_the_phrase_is_left_out(use: str, *, is_told: bool) -> None:
    (part,) = compose(issue(LOOPS), channel(use), facts(LOOPS), FOLDER).messages
    assert ("@kite/core" in part.text) is is_told
    assert "from kite/core" not in part.text + part.title + part.summary


@pytest.mark.parametrize(("day", "is_told"), [("9 November 2020", False), ("19 December 2020", True)])
def test_what_is_called_to_come_and_is_over_is_not_told(day: str, *, is_told: bool) -> None:
    body = f"## News\n\nThe next meeting of [Kite](https://kite.example/) is scheduled for {day}.\n"
    assert bool(fullest(body)) is is_told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("-Ada from the Moth team flew to Lyon.", "Ada from the Moth team flew to Lyon"),
        (
            '![A tail](tail.png){fig-alt="A tail, and the wind" width=60%} The Moth team flew to Lyon.',
            "The Moth team flew to Lyon",
        ),
        (
            "-Zon-loop=kill of the Moth compiler flies again.",
            "-Zon-loop=kill of the Moth compiler flies again",
        ),
        ("Braces {loop} of the Moth compiler fly again.", "Braces {loop} of the Moth compiler fly again"),
    ],
)
def test_a_bullet_without_its_space_and_attributes_are_no_words(written: str, told: str) -> None:
    assert fullest(f"## News\n\n{written}\n") == [told]


def test_what_stands_in_an_events_fields_is_told_with_the_event_or_not_at_all() -> None:
    body = (
        "## Events\n\nThe Moth meetup takes place on 14 January 2021.\n\n"
        "- Time: 19:00 UTC\n- Location: Hill of the Moth, Lyon\n"
    )
    assert fullest(body) == ["The Moth meetup takes place on 14 January 2021"]


@pytest.mark.parametrize(
    ("language", "said", "is_label"),
    [
        ("es", "Anuncios de la Cometa", True),
        ("de", "Mitglied in der Drachenschule", True),
        ("fr", "Le Papillon devient un projet de la ville", False),
        ("fr", "Papillon 2.0", False),
    ],
)
def test_a_heading_of_two_words_but_for_articles_only_names_a_topic(
    language: str, said: str, is_label: bool
) -> None:
    body = "".join(f"## {title}\n\n- Papillon\n\n" for title in (said, "Moth 2.0", "Bee 3.0"))
    (fact,) = (fact for fact in facts(body, language=language) if fact.section == said)
    assert ("label" in fact.tags) is is_label


def test_a_first_word_with_a_capital_inside_is_a_name() -> None:
    (fact,) = facts("## News\n\n- KiteTab is back in the store and has been repainted\n")
    assert "told-plainly" not in fact.tags


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "Moth strings can fly in two winds (experimental 2.59.0, async in 2.61.0, Docs, #1588)",
            "Moth strings can fly in two winds",
        ),
        (
            "Strings of the Moth team can fly (kite@0.18.0/moth@0.7.5, Docs, #2985 / #675)",
            "Strings of the Moth team can fly",
        ),
        ("Moth strings were the hit (of kites, #1)", "Moth strings were the hit (of kites, #1)"),
    ],
)
def test_what_leads_those_who_merge_to_a_ticket_is_not_told(written: str, told: str) -> None:
    assert fullest(f"## News\n\n- {written}\n") == [told]


def test_a_phrase_ends_outside_of_braces() -> None:
    body = "## News\n\n- The Moth call now yields `{ arg, query }`, rather than the string itself\n"
    phrases = [phrase for fact in facts(body) for phrase in fact.phrases]
    assert phrases
    assert all(phrase.count("{") == phrase.count("}") for phrase in phrases)


def test_what_stands_beside_a_subject_is_not_taken_for_it() -> None:
    body = "## News\n\nThe next meeting of the Moth team, open to everybody, is on 14 January 2021.\n"
    assert fullest(body) == ["The next meeting of the Moth team, open to everybody, is on 14 January 2021"]


def test_a_sum_of_money_says_nothing_by_itself() -> None:
    assert fullest("## News\n\n- ~$9,931/month (82.8% of goal)\n- Kite 1.2 adds loops\n") == [
        "Kite 1.2 adds loops"
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Ada Moth has sewn nine tails ([1][a], [2][b], [3][c])", "Ada Moth has sewn nine tails"),
        ("Kite came home on the second wind (2, 3)", "Kite came home on the second wind (2, 3)"),
    ],
)
def test_numbers_that_are_only_links_are_not_told(written: str, told: str) -> None:
    links = "".join(f"[{name}]: https://kite.example/{name}\n" for name in "abc")
    assert fullest(f"## News\n\n- {written}\n\n{links}") == [told]


def test_brackets_around_a_whole_heading_are_not_told() -> None:
    told = ("Moths have flown to Lyon", "Kites are back in Nice", "Balls roll uphill in Metz")
    assert fullest("".join(f"## \\[{heading}\\]\n\nIt was hard.\n\n" for heading in told)) == [*told]


def test_the_numbers_of_parts_are_not_told() -> None:
    body = (
        "In this issue:\n\n* [1. Loops for Kite](#loops)\n* [2. A tail for Moth](#tail)\n\n"
        "# 🔔 **1. Loops for Kite**\n\nKite has learned to loop in the wind.\n\n"
        "# 2. A tail for Moth\n\nMoth has got a tail of silk.\n\n# 3. Reels\n\nThe reel is silent.\n"
    )
    told = [phrase for fact in facts(body) for phrase in fact.phrases]
    assert any("Loops for Kite" in phrase or "learned to loop" in phrase for phrase in told)
    assert not any("1." in phrase or "2." in phrase for phrase in told)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("make the tail of [Kite](https://kite.example/) longer", "Make the tail of Kite longer"),
        ("[make 4.4](https://kite.example/make) flies over the barn", "make 4.4 flies over the barn"),
        (
            "`move()` of [Kite](https://kite.example/) flies over the barn",
            "move() of Kite flies over the barn",
        ),
    ],
)
def test_an_order_begins_with_a_capital_and_a_name_as_it_is(source: str, told: str) -> None:
    assert told in fullest(f"## Kite\n\n- {source}\n")


def test_the_same_statement_with_a_word_less_is_told_once() -> None:
    body = (
        "## News\n\n- [Kite adopts Moth for their loop work](https://kite.example/1)\n\n"
        "## Links\n\n- [Kite adopts Moth for loop](https://kite.example/2)\n"
    )
    assert fullest(body) == ["Kite adopts Moth for their loop work"]
