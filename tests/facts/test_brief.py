"""The names by which facts stand in a list beside what is told."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.facts.brief import with_briefs
from distribute.facts.model import Fact
from distribute.languages.registry import language_of
from tests.facts.kit import facts

EN = language_of("en")


def brief(
    *phrases: str, rule: str = "told-by-title-or-sentence", section: str = "News", **fields: Any
) -> str:
    fact = Fact(phrases=phrases, line=1, section=section, rule=rule, **{"score": 5.0, **fields})
    (named,) = with_briefs([fact], (), EN)
    return named.brief


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("🪁 Kites at night!", "Kites at night"),
        ("A tail for each kite", "A tail for each kite"),
        ("<tail> parsing", "<tail> parsing"),
        ("Kites", ""),
        ("What kites do when the wind turns to the north at last", ""),
        ("Kites, moths and bees", ""),
        ("Help kites! They sink", ""),
        ("Are kites dead?", ""),
        ("How to fly kites with", ""),
        ("Following kites home", ""),
        ("Loops at night (by Ada)", ""),
        ("June 3 in Lyon", ""),
        ("Thanks to all contributors", ""),
        ("Yours sincerely the flock", ""),
        ("These kites fly", ""),
    ],
)
def test_a_heading_is_a_name(heading: str, name: str) -> None:
    assert brief(f"Ada flew: {heading}", rule="own-heading", section=heading) == name


def test_a_heading_that_is_only_a_topic_is_a_name_too() -> None:
    assert (
        brief("Loops at night", rule="own-heading", section="Loops at night", tags=("label",))
        == "Loops at night"
    )
    assert brief("Loops at night", rule="own-heading", section="Loops at night", tags=("vague",)) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kite 2.0", "Kite 2.0"),
        ("Kite to 2.0", "Kite 2.0"),
        ("Announcing Kite 2.0", "Kite 2.0"),
        ("ada/kite 2.0", "kite 2.0"),
        ("Starting with Kite 2.0", ""),
        ("Draft KEP: Kites 2.0", ""),
    ],
)
def test_a_release_is_named_by_its_name(name: str, said: str) -> None:
    assert brief(name, rule="release", kind="release", name=name) == said
    assert (
        brief(f"{name} adds loops", rule="release", kind="release", name=name, tags=("described", "changed"))
        == said
    )


def test_several_releases_are_named_without_what_says_that_there_are_more() -> None:
    many = (
        "A 1.0, B 1.0, C 1.0, D 1.0, E 1.0",
        "A 1.0, B 1.0, C 1.0, D 1.0 and more",
        "A 1.0, B 1.0 and more",
    )
    assert brief(*many, rule="bare-releases", kind="release") == "A 1.0, B 1.0, C 1.0, D 1.0, E 1.0"
    assert brief("Kite 2.0, Moth 3.1", rule="bare-releases", kind="release") == "Kite 2.0, Moth 3.1"


def test_titles_of_entries_are_names_and_sentences_are_not() -> None:
    assert brief("How kites fly", kind="article") == "How kites fly"
    assert brief("Tails of silk for kites") == "Tails of silk for kites"
    assert brief("Ada has added loops to Kite") == ""
    assert brief("Ada Moth will fly in Lyon on 3 May", name="Ada Moth", tags=("upcoming",)) == ""
    assert (
        brief("Kites by the Sea: Ada will fly there", name="Kites by the Sea", kind="event")
        == "Kites by the Sea"
    )
    assert brief("Loops over the sea", source="enumeration") == "Loops over the sea"


@pytest.mark.parametrize("tag", ["mentioned", "vague", "merged", "told-plainly", "security"])
def test_a_bare_name_would_say_too_much_or_too_little(tag: Any) -> None:
    release = {"rule": "release", "kind": "release", "name": "Kite 2.0"}
    assert brief("Kite 2.0 adds loops", **release, tags=("described",)) == "Kite 2.0"
    assert brief("Kite 2.0 adds loops", **release, tags=("described", tag)) == ""


@pytest.mark.parametrize("tag", ["mentioned", "security"])
def test_a_danger_and_what_is_planned_are_no_topics(tag: Any) -> None:
    assert brief("Tails of silk", tags=("vague", tag)) == ""


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("release v0.15.0", ""),
        ("July flights of Kite", "July flights of Kite"),
        ("Slightly shorten the tail", ""),
        ("Malware in the nest of moths", ""),
    ],
)
def test_what_names_nothing_or_asks_for_a_change_is_no_name(said: str, name: str) -> None:
    kind: dict[str, Any] = {"kind": "release", "rule": "release", "name": said} if "v0" in said else {}
    assert brief(said, **kind) == name


def test_doubtful_entries_and_the_editors_own_words_have_no_name() -> None:
    assert brief("tails of silk", tags=("unsure",)) == ""
    assert brief("Tails of silk", source="own-words") == ""


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Tails of silk", "Tails of silk"),
        ("tails of silk", ""),
        ("Add tails of silk", ""),
        ("Slightly shorten tails of silk", ""),
        ("Tails of silk are here", ""),
        ("Ada Moth", ""),
        ("Kite Club", ""),
    ],
)
def test_a_minor_entry_is_named_by_its_topic(said: str, name: str) -> None:
    assert brief(said, tags=("label",)) == name


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("New in Language Tools", ""),
        ("What's new in Kite", ""),
        ("Kite now requires a longer tail", ""),
        ("Ask questions in the Kite forum", ""),
        ("New tails for Kite", "New tails for Kite"),
    ],
)
def test_a_heading_that_leads_on_or_is_a_sentence_is_no_name(heading: str, name: str) -> None:
    assert brief(f"Ada flew: {heading}", rule="own-heading", section=heading) == name


def test_a_release_that_matters_little_is_named() -> None:
    release = {"rule": "release", "kind": "release", "name": "Kite 2.0", "source": "entry", "score": 0.5}
    assert brief("Kite 2.0", **release) == "Kite 2.0"


def test_the_facts_of_an_issue_have_their_names() -> None:
    assert [fact.brief for fact in facts("## News\n\n- Kite 2.0 has been released.\n")] == ["Kite 2.0"]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Loops in the old editor", "The loops in the old editor were removed by Ada."),
        ("Support for Windows 7", "Windows 7 is no longer supported."),
        ("Support for kites of paper", "In 2.0 we will be dropping it."),
        ("Tails by default", "The proposal to have tails by default was rejected."),
        ("A Kite conference in Oslo", "There will be no conference in Oslo."),
        ("Crash on startup", "Kite starts again."),
        ("Memory leak in the parser", "Ada has found it."),
        ("SQL injection in the tag search", "Update to 2.0."),
        ("Do we need a second tail", "We think so."),
        ("A second tail for Moth", "It isn't here, and nobody knows of it."),
    ],
)
def test_what_is_gone_denied_or_a_trouble_has_no_name(heading: str, text: str) -> None:
    others = "".join(f"## Moth {n} has flown to Lyon\n\nIt was hard.\n\n" for n in (2, 3, 4))
    assert heading not in {fact.brief for fact in facts(f"{others}## {heading}\n\n{text}\n")}


@pytest.mark.parametrize(
    "said",
    [
        "Kite 2.0 was withdrawn because it deletes files",
        "Kite 2.0 is no longer supported",
        "Kite 2.0 is delayed until June",
        "Kite 2.0 users report crashes of the tail",
        "Kite 2.0 crashes when the wind turns",
        "Kite 2.0 release incident report",
        "Kite 2.0 support in Moth",
        "We have not released version 2.0 of Kite yet",
    ],
)
def test_a_version_that_is_not_news_has_no_name(said: str) -> None:
    linked = said.replace("Kite 2.0", "[Kite 2.0](https://kite.example/)")
    assert "Kite 2.0" not in {fact.brief for fact in facts(f"## News\n\n- {linked}.\n")}


@pytest.mark.parametrize(
    "does", ["lets you wind strings by hand", "repairs the tail", "is here with loops of silk"]
)
def test_what_a_release_does_says_that_it_is_out(does: str) -> None:
    assert "Kite 2.0" in {
        fact.brief for fact in facts(f"## News\n\n- [Kite 2.0](https://kite.example/) {does}.\n")
    }
