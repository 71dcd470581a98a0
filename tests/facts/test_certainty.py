"""What may not be fit to be posted: in long prose, a sentence that names nothing, and all that no editor put first."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.issue import Overrides
from tests.facts.kit import facts

PROSE = (
    "The flock flew over the hills all day and came home late, and nobody could tell how far it had been, since the "
    "wind had turned so often that even the oldest of them had lost the way."
)
PLAIN = "Strings can now be sewn on by hand without any glue"
NAMED = "A tail has been painted red by the Moth team"
DOUBTS = {"vague", "unsure"}


def doubts(told: str, body: str, **fields: Any) -> set[str]:
    (fact,) = (fact for fact in facts(body, **fields) if told.startswith(fact.phrases[0].rstrip("。")))
    return DOUBTS & {*fact.tags}


@pytest.mark.parametrize(
    ("told", "tags"),
    [
        (PLAIN, {"vague"}),
        (NAMED, {"unsure"}),
        ("Kite 2.0 has been released", set()),
        ("Kite 2.0 adds loops", set()),
        ("The Moth meetup takes place on 14 January 2021", set()),
        ("The Moth team fixed a vulnerability", set()),
    ],
)
def test_in_prose_all_is_in_doubt_but_releases_flaws_and_days_to_come(told: str, tags: set[str]) -> None:
    assert doubts(told, f"## News\n\n{told}.\n\n{PROSE}\n") == tags


@pytest.mark.parametrize(
    ("told", "tags"),
    [
        (NAMED, set()),
        (PLAIN, {"vague"}),
        ("The red Moth of Lyon", {"vague"}),
    ],
)
def test_in_a_list_only_what_names_nothing_or_only_names_is_in_doubt(told: str, tags: set[str]) -> None:
    assert doubts(told, f"## News\n\n- {told}.\n- {PROSE}\n") == tags


def test_what_is_told_of_a_name_is_not_in_doubt() -> None:
    linked = "[Moth](https://moth.example/) has been released as free and open source"
    assert (
        doubts("Moth has been released as free and open source", f"## News\n\n- {linked}.\n- {PROSE}\n")
        == set()
    )


def test_in_prose_an_entry_that_begins_with_a_link_is_not_in_doubt() -> None:
    linked = f"- [{NAMED}](https://moth.example/tail)\n"
    assert doubts(NAMED, f"## News\n\n{PROSE}\n\n{linked}") == set()
    assert doubts(NAMED, f"## News\n\n{PROSE}\n\n- {NAMED}\n") == {"unsure"}


def test_a_paragraph_of_an_entry_is_no_prose() -> None:
    entries = "".join(
        f"- [Kites fly over {town}](https://kite.example/{town})\n\n  {PROSE}\n\n" for town in "ABC"
    )
    assert doubts(NAMED, f"## News\n\n{entries}- {NAMED}\n") == set()


def test_what_the_editor_wrote_for_the_announcement_is_sure() -> None:
    assert doubts(PLAIN, f"## News\n\n{PROSE}\n", words=Overrides(highlights=(PLAIN,))) == set()


def test_headings_that_tell_something_are_sure() -> None:
    told = ("Moths learned to loop", "Balls roll uphill now", "Bells ring at noon")
    found = facts("".join(f"## {heading}\n\n{PROSE}\n\n" for heading in told))
    assert [fact.section for fact in found] == [*told]
    assert all(DOUBTS.isdisjoint(fact.tags) for fact in found)


def test_a_sentence_of_a_script_without_spaces_is_more_than_a_word_and_may_have_a_name() -> None:
    told = "凧は夜に飛べるようになりました"
    assert doubts(told, f"## ニュース\n\n{told}。\n\n{'風が強い日でした。' * 9}\n", language="ja") == {
        "unsure"
    }


def test_in_a_list_of_links_statements_are_sure_even_about_small_names() -> None:
    told = ("moth added support for loops at night", "The tails of all kites are now sewn on by hand")
    entries = "".join(f"- [{said}](https://kite.example/{len(said)}).\n" for said in (*told, NAMED, "Kite 2"))
    found = {fact.phrases[0]: DOUBTS & {*fact.tags} for fact in facts(f"## News\n\n{entries}")}
    assert [found[said] for said in told] == [set(), set()]
    assert doubts(told[0], "## News\n\n" + "".join(f"- {said}.\n" for said in (*told, NAMED, PROSE))) != set()


def test_in_a_list_of_links_a_mere_topic_stays_vague() -> None:
    topic = "Round corners for borders"
    entries = "".join(f"- [{said}](https://kite.example/).\n" for said in (topic, PLAIN, NAMED, "Kite 2.0"))
    assert doubts(topic, f"## News\n\n{entries}") == {"vague"}


def test_in_a_list_of_links_a_verb_without_its_subject_is_in_doubt() -> None:
    said = "brings knots to all kites that have a tail"
    entries = "".join(
        f"- [{each}](https://kite.example/{len(each)}).\n" for each in (said, PLAIN, NAMED, "Kite 2")
    )
    assert doubts(said, f"## News\n\n{entries}") != set()


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("The tail has been painted red by the Moth team", "vague"),
        ("Our first trio has been announced in the Kite Club", "vague"),
        ("The tail of Kite has been painted red by the team", "unsure"),
        ("The red festival took place on 12 June in Dieppe", "unsure"),
        ("The 2.0 release has been painted red by the Moth team", "unsure"),
        ("The first tail has been painted red by the Moth team for the first time", "unsure"),
    ],
)
def test_in_prose_what_only_the_text_before_names_is_told_of_nothing(told: str, tag: str) -> None:
    assert doubts(told, f"## News\n\n{PROSE}\n\n- {told}\n") == {tag}


@pytest.mark.parametrize(
    ("entry", "is_told"),
    [
        ("The Moth team now winds strings of silk by hand", True),
        ("Ready to fly? [Kite Reel](https://reel.example/) now winds strings of silk by hand", True),
        ("Ready to fly? The Moth team now winds strings of silk by hand", False),
        ("Ready to fly? The Moth team meets in Lyon on 14 January 2021", True),
        ("It has been a long wait. Kite 2.0 adds loops of silk to all", True),
        ("Ready to fly? kite-reel 2.0 adds loops of silk to all", True),
        ("Ready to fly? [The reel](https://reel.example/) now winds strings of silk by hand", True),
        ("Ready to fly? Moth Native has landed its loops of silk", True),
    ],
)
def test_what_a_later_sentence_of_an_entry_says_may_not_make_sense_without_the_first(
    entry: str, *, is_told: bool
) -> None:
    found = facts(f"## News\n\n- {entry}.\n")
    assert any(not fact.is_minor for fact in found) == is_told, [(fact.phrases, fact.tags) for fact in found]
