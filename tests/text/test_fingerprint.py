"""By which words an issue is known again after it was renamed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.text.fingerprint import alike, may_be_alike, sketch
from tests.deliver.identity.kit import BODY as RELEASES
from tests.deliver.identity.kit import OTHER_BODY as OTHER_RELEASES

LINES = [f"* [Project {number}](https://{number}.example/) has a new release." for number in range(40)]
BODY = "\n".join(LINES)


def test_a_body_is_known_by_its_lines_in_any_order_and_with_any_white_space() -> None:
    assert alike(sketch(BODY), sketch("\r\n\r\n".join(f"  {line} " for line in reversed(LINES))))


def test_a_few_edited_lines_are_the_same_issue_and_many_are_not() -> None:
    assert alike(sketch(BODY), sketch("\n".join(["One line was edited.", *LINES[1:]])))
    assert not alike(sketch(BODY), sketch("\n".join([f"{line} Twice." for line in LINES[:20]] + LINES[20:])))


def test_hardly_any_words_say_nothing_of_which_issue_it_is() -> None:
    assert sketch("The issue is to come.") == ""
    assert not alike("", "")


@given(st.sets(st.integers(0, 60), max_size=40), st.sets(st.integers(0, 60), max_size=40))
def test_all_that_are_alike_pass_the_fast_test(mine: set[int], theirs: set[int]) -> None:
    one, other = (" ".join(f"{number:08x}" for number in sorted(each)[:32]) for each in (mine, theirs))
    assert may_be_alike(one)(other) or not alike(one, other)


def test_the_fast_test_allows_for_the_smallest_hashes_to_be_missing() -> None:
    hashes = [f"{number:08x}" for number in range(32)]
    assert alike(" ".join(hashes), " ".join(hashes[3:]))
    assert may_be_alike(" ".join(hashes))(" ".join(hashes[3:]))
    assert not may_be_alike(" ".join(hashes))(" ".join(hashes[4:]))


SHORT = """## Software

[Kite 1.2](https://kite.example/) adds loops.

The moth looked on while the kite flew over the sea and came back.

There is more to say about sails and spars than a letter can hold.
"""
UNSPACED = {
    "Japanese": "凧が新しく公開されました。詳細はリンク先をご覧ください。",
    "Chinese": "风筝发布了新版本，增加了循环功能，并修复了许多错误。",
    "Thai": "ว่าวรุ่นใหม่เปิดตัวแล้ววันนี้",
}


def test_a_short_body_is_known_after_a_word_was_edited() -> None:
    assert alike(sketch(SHORT), sketch(SHORT.replace("came back", "came home")))
    assert may_be_alike(sketch(SHORT))(sketch(SHORT.replace("came back", "came home")))


@pytest.mark.parametrize(
    "other",
    [
        SHORT.replace("1.2", "1.3"),
        SHORT.replace("Kite", "Wing").replace("kite", "wing").replace("sails", "masts"),
        SHORT.replace(
            "The moth looked on while the kite flew", "A wing was lost this month when someone sailed"
        ),
    ],
)
def test_a_short_body_of_other_versions_or_of_other_news_is_another_issue(other: str) -> None:
    assert not alike(sketch(SHORT), sketch(other))


def test_a_list_of_releases_of_other_projects_is_another_issue() -> None:
    assert not alike(sketch(RELEASES), sketch(OTHER_RELEASES))


def test_what_an_older_version_recorded_of_a_short_body_is_known() -> None:
    lines_alone = " ".join(each for each in sketch(SHORT).split() if each[0] not in "nw")
    assert alike(lines_alone, sketch(SHORT))
    assert may_be_alike(sketch(SHORT))(lines_alone)
    assert may_be_alike(lines_alone)(sketch(SHORT))


@pytest.mark.parametrize("language", UNSPACED)
def test_a_text_without_spaces_has_words(language: str) -> None:
    text = UNSPACED[language]
    assert alike(sketch(text), sketch(text))
    assert sketch(text[:8]) == ""


def test_a_text_without_spaces_is_known_after_a_character_was_edited() -> None:
    text = "\n".join(f"{line}{UNSPACED['Japanese']}" for line in "一二三")
    assert alike(sketch(text), sketch(text.replace("一凧が新しく", "一凧が新たに")))
    assert not alike(sketch(text), sketch(UNSPACED["Chinese"]))


def test_of_a_long_body_no_words_are_read() -> None:
    """They cost more than lines, and some edited lines are few there."""
    many = "\n".join(f"{number} kites fly" for number in range(40))
    assert not any(each[0] in "nw" for each in sketch(many).split())
    assert not any(each[0] in "nw" for each in sketch("kites " * 4_000).split())


@given(st.sets(st.integers(0, 60), max_size=40), st.sets(st.integers(0, 60), max_size=40))
def test_all_whose_words_are_alike_pass_the_fast_test(mine: set[int], theirs: set[int]) -> None:
    one, other = (
        " ".join(["00000000", *(f"w{number:08x}" for number in sorted(each)[:32]), f"{len(each):08x}"])
        for each in (mine, theirs)
    )
    assert may_be_alike(one)(other) or not alike(one, other)
