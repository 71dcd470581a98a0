"""Posts with the editor's own introduction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message
from distribute.compose.confidence import confidence_of
from distribute.compose.fields import compose
from distribute.compose.template import FOLDER
from distribute.facts.model import Fact
from distribute.issue import Overrides
from tests.adapters import channel
from tests.compose.fields.kit import KITES, fact, issue


def introduction(*phrases: str) -> Fact:
    told = fact(*phrases, section="")
    return msgspec.structs.replace(told, kind="introduction", source="enumeration", rule="introduced")


def introduced(
    *phrases: str, use: str = "mastodon", facts: Sequence[Fact] = KITES, **settings: Any
) -> Message:
    at = channel(use, **settings)
    (message,) = compose(issue(), at, facts, FOLDER, introduction=introduction(*phrases)).messages
    return message


@pytest.mark.parametrize("use", ["twitter", "mastodon", "linkedin", "bluesky"])
def test_the_editors_introduction_stands_in_place_of_the_facts(use: str) -> None:
    text = introduced("Kite 2 has learned to loop.", use=use, hashtags=["Kites"]).text
    assert text.startswith("The Letter November 2020\n\nKite 2 has learned to loop.\n\n")
    assert "•" not in text
    assert "Also" not in text
    assert "#Kites" in text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Kites in Lyon, moths, and reels", "In this issue: Kites in Lyon, moths, and reels"),
        ("a tail of silk, and more", "In this issue: a tail of silk, and more"),
        ("Kites in Lyon, moths", "Kites in Lyon, moths"),
        ("links to kites", "In this issue: links to kites"),
        ("Find out about kites, moths and reels", "Find out about kites, moths and reels"),
        ("Kite has a tail, and it can loop", "Kite has a tail, and it can loop"),
        ("Loops, tails and lamps are here", "Loops, tails and lamps are here"),
    ],
)
def test_an_introduction_that_is_a_list_has_words_before_it(said: str, told: str) -> None:
    assert introduced(said).text.split("\n\n")[1] == told


def test_an_introduction_that_does_not_fit_is_told_in_part_or_not_at_all() -> None:
    long = "Kite 2 has learned to loop. " + "Moths can, too. " * 20
    assert introduced(long, "Kite 2 has learned to loop.", use="twitter").text.split("\n\n")[1] == (
        "Kite 2 has learned to loop."
    )
    assert "•" in introduced(long, use="twitter").text
    assert "•" not in introduced(long).text


def test_an_introduction_mentions_nobody_and_has_handles() -> None:
    text = introduced("Ada Moth (@ada) and #kites have learned to loop.").text
    assert "@ada" not in text
    assert "#kites" not in text


def test_the_preheader_of_an_email_is_a_short_introduction() -> None:
    said = "Bees, moths and reels have learned to loop."
    assert introduced(said, use="email").summary == said
    long = introduced(f"{said} {'Moths can, too. ' * 20}", use="email").summary
    assert "Moths can" not in long
    assert long, "the next facts"


def test_a_subject_has_no_facts_where_the_line_below_introduces_the_issue() -> None:
    said = "Bees, moths and reels have learned to loop."
    assert introduced(said, use="email").title == "The Letter November 2020"
    long = introduced(f"{said} {'Moths can, too. ' * 20}", use="email")
    assert long.title.startswith("The Letter November 2020: ")
    own = issue(words=Overrides(channels={"email": {"preheader": "My own"}}))
    at = channel("email")
    (message,) = compose(own, at, KITES, FOLDER, introduction=introduction(said)).messages
    assert (message.summary, message.title) == ("My own", long.title)


def test_an_email_is_rated_by_its_preview_and_not_by_its_text() -> None:
    told, at = introduction("Bees, moths and reels have learned to loop."), channel("email")
    for said, sure in ((told, "high"), (None, "fair")):
        draft = compose(issue(body=f"{told.phrases[0]}\n"), at, KITES, FOLDER, introduction=said)
        assert confidence_of(issue(), at, draft, KITES, told) == sure


def test_an_issue_in_its_editors_words_has_the_highest_confidence_but_one() -> None:
    told = introduction("Kite 2 has learned to loop.")
    at = channel("mastodon")
    draft = compose(issue(), at, KITES, FOLDER, introduction=told)
    assert confidence_of(issue(), at, draft, KITES, told) == "high"
    assert confidence_of(issue(), at, draft, KITES) == "headline-only"


REEL = msgspec.structs.replace(
    fact("Reel 3.0 adds a silver handle", "Reel 3.0", name="Reel 3.0", tags=("described",)), kind="release"
)


@pytest.mark.parametrize(
    ("said", "facts", "told"),
    [
        ("Kite 2 has learned to loop.", [*KITES, REEL], ["Reel 3.0 adds a silver handle"]),
        ("Reel 3.0 has learned to loop.", [REEL], []),
        ("The reel adds a silver handle.", [REEL], []),
        ("Kites loop, moths dive, bees hum, balls roll.", [REEL], []),
        ("Kite 2 has learned to loop.", [msgspec.structs.replace(REEL, tags=())], []),
        ("Kite 2 has learned to loop.", [msgspec.structs.replace(REEL, tags=("described", "vague"))], []),
        ("Kite 2 has learned to loop.", [REEL] * 2, ["Reel 3.0 adds a silver handle"]),
    ],
)
def test_releases_of_which_an_introduction_says_nothing_stand_below_it(
    said: str, facts: list[Fact], told: list[str]
) -> None:
    text = introduced(said, facts=facts).text
    assert [line.removeprefix("• ") for line in text.split("\n") if line.startswith("•")] == told
