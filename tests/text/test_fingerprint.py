"""By which words an issue is known again after it was renamed."""

from __future__ import annotations

from distribute.text.fingerprint import alike, sketch

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
