"""Rank and room"""

from __future__ import annotations

import pytest

from distribute.facts.model import Fact
from distribute.facts.pipeline import extract_facts
from distribute.facts.ranking import merge_contained
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue


def test_a_line_that_recurs_but_for_its_numbers_is_left_out_a_version_is_news() -> None:
    body = "## News\n\n- [{} changes](https://kite.example/) were merged in the last week\n- [Kite](https://kite.example/) 1.{} adds wings\n"
    assert fullest(body.format(63, 1), body.format(127, 0)) == ["Kite 1.1 adds wings"]


def test_an_event_that_two_earlier_issues_told_of_is_left_out_unless_its_date_is_to_come() -> None:
    body = "## Events\n\n- [Kite Happy Hour](https://kite.example/{}): in the house of {}{}\n"
    earlier = (body.format(1, "Monday", ""), body.format(2, "third Monday", ""))
    assert fullest(body.format(3, "Tuesday", ""), *earlier) == []
    assert len(fullest(body.format(3, "Tuesday", ""), earlier[0])) == 1
    assert len(fullest(body.format(3, "Tuesday", ", next on 15 December 2020"), *earlier)) == 1


def test_a_paragraph_that_recurs_is_known_by_its_first_sentence() -> None:
    body = (
        "## News\n\nFlying with the Kite House is free of charge and good for everybody who has a string. "
        "It has [{} rooms](https://kite.example/).\n"
    )
    assert fullest(body.format("six"), body.format("five")) == []
    assert len(fullest(body.format("six"))) == 1


def test_what_is_in_another_language_stands_below_what_readers_know() -> None:
    body = "## Articles\n\n- [Drachen im Wind](https://a.example/) by Ada [DE]\n- [Kites in the wind](https://b.example/) by Bo\n"
    assert fullest(body) == ["Kites in the wind", "Drachen im Wind"]
    assert fullest(body.replace("DE", "EN"), language="de") == ["Drachen im Wind", "Kites in the wind"]


def test_a_release_and_the_article_that_announces_it_are_one_fact() -> None:
    body = (
        "## Articles\n\n- [Kite 1.2 Release](https://kite.example/news)\n- [Kite 1.2 is now available](https://b.example/)\n\n"
        "## Clients\n\n- [Kite](https://kite.example/) has released version 1.2. It adds wings.\n"
    )
    assert fullest(body) == ["Kite 1.2 adds wings"]
    assert [left.rule for left in extract_facts(issue(body)).rejected] == ["said-elsewhere"] * 2


def test_those_who_are_thanked_are_no_news() -> None:
    body = (
        "## Events\n\nThe [Kite Ball](https://ball.example/) was in Lyon. It was fun.\n\n"
        "Many thanks go to those who made it possible:\n\n- [Ada Moth](https://ada.example/) for the lamps\n"
    )
    assert fullest(body) == ["The Kite Ball was in Lyon"]


def test_a_linked_name_over_a_list_stands_for_whose_news_it_is() -> None:
    body = "## Articles\n\n- [Nest](https://nest.example/)\n  - [How to fly by night](https://nest.example/night)\n"
    assert fullest(body) == ["How to fly by night"]


def test_what_a_label_announces_is_told_without_it_where_room_is_short() -> None:
    (fact,) = facts(
        "## Articles\n\n- [Ada's Notes](https://ada.example/): [The string is new](https://ada.example/1)\n"
    )
    assert fact.phrases == ("Ada's Notes: The string is new", "The string is new")


def test_an_edition_is_known_by_its_label() -> None:
    said = "this year's edition of the conference for everything that flies, in one place, under one roof, will be by the sea"
    (fact,) = facts(f"## Events\n\n- Kites at MothCon 2021: {said}, says [Ada](https://ada.example/).\n")
    assert fact.name == "Kites at MothCon 2021"
    assert fact.phrases[-1] == "Kites at MothCon 2021"
    body = "## Events\n\n- Kites at MothCon 2021: [MothCon](https://m.example/) has told who speaks, which is:\n  - [Wings](https://w.example/)\n"
    assert fullest(body) == ["Kites at MothCon 2021"]


def test_several_versions_that_another_fact_tells_in_other_words_are_not_told_twice() -> None:
    body = (
        "## News\n\n- Kite 2.0 and 1.9 have been released.\n\n"
        "## Blog\n\n- [General availability of Kite OS 1.9 and 2.0](https://kite.example/blog/)\n"
    )
    assert fullest(body) == ["General availability of Kite OS 1.9 and 2.0"]


@pytest.mark.parametrize(
    ("language", "fuller", "phrase"),
    [
        ("en", "Moth can fly without a tail over the sea", "Moth can fly over the sea"),
        ("en", "Moth can’t loop but can fly over the wide sea", "Moth can loop over the wide sea"),
        ("en", "Moth can fly and cannot loop over the sea", "Moth can fly and loop over the sea"),
        ("de", "Moth hat seit heute keinen langen Schwanz", "Moth hat seit heute langen Schwanz"),
        ("fr", "Moth vole sans sa queue sur la mer", "Moth vole sa queue sur la mer"),
    ],
)
def test_a_statement_is_not_said_by_one_that_denies(language: str, fuller: str, phrase: str) -> None:
    said = [
        Fact(phrases=(text,), line=line, section="", score=4.0, kind="news", rule="entry", source="entry")
        for line, text in enumerate((fuller, phrase), start=1)
    ]
    assert merge_contained(said, language_of(language)) == (said, [])


def test_a_statement_is_said_by_one_that_only_adds_words() -> None:
    body = "## {}\n\n- [{}](https://{}.example/)\n\n"
    fuller = body.format("News", "Moth can fly with a tail over the sea", "a")
    assert fullest(fuller + body.format("More", "Moth can fly over the sea", "b")) == [
        "Moth can fly with a tail over the sea"
    ]
