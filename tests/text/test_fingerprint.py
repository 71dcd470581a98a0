"""By which words an issue is known again after it was renamed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from distribute.text.fingerprint import alike, may_be_alike, sketch

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
