"""A job's summary and the issues of GitHub say what became of the posts and what a person has to do."""

from __future__ import annotations

import re
import shlex

import msgspec
import pytest

from distribute.channel.post import Receipt
from distribute.github.summary import posted_issues, report, troubles
from distribute.problem import Problem


def answer(*deliveries: dict[str, object]) -> dict[str, object]:
    return {"command": "publish", "problems": [], "deliveries": list(deliveries)}


def delivery(state: str, channel: str = "mastodon", **more: object) -> dict[str, object]:
    return {"key": f"2020-11/{channel}/en@1#1", "state": state, "receipt": None, "error": None, **more}


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x07", "\x1b[31m", "\x9b"])
def test_no_character_that_reorders_or_controls_is_in_it(character: str) -> None:
    said = f"News {character}swen"
    problem = msgspec.to_builtins(Problem("error", "todo", said, said, 3))
    result = report(answer(delivery("not-posted", error=said)) | {"problems": [problem]})
    assert character[0] not in result
    assert "News \\" in result


def test_an_issue_of_github_is_not_too_long() -> None:
    problems = [
        msgspec.to_builtins(
            Problem("warning", "alt", f"image {number} " + "and more " * number, "news.md", number)
        )
        for number in range(900)
    ]
    by_hand = delivery("not-posted", error="e" * 9000, by_hand=True, title="t", text="x" * 63_000, form="")
    (trouble,) = troubles(answer(by_hand) | {"problems": problems})
    assert len(trouble.text) <= 65_536 - 200


def test_a_report_links_every_post_and_says_what_went_wrong() -> None:
    posted = delivery("posted", receipt=msgspec.to_builtins(Receipt("1", "https://e.org/1")))
    twice = delivery("posted", "x", receipt={"id": "2"}, duplicates=[{"id": "3", "url": "https://e.org/3"}])
    shown = report(answer(posted, twice, delivery("not-posted", "reddit", error="refused | (403)")))
    assert "| `2020-11/mastodon/en@1#1` | posted | <https://e.org/1> |  |" in shown
    assert "| `2020-11/x/en@1#1` | posted | `2`, also at <https://e.org/3> |  |" in shown
    assert "| `2020-11/reddit/en@1#1` | not posted |  | `refused \\| (403)` |" in shown


def test_an_issue_is_fine_when_all_of_it_is_out() -> None:
    assert posted_issues(
        answer(delivery("posted"), delivery("already-posted", "x"), delivery("skipped", "y"))
    ) == {"2020-11"}
    assert posted_issues(answer(delivery("posted"), delivery("in-doubt", "x"))) == set()


def test_what_a_person_holds_is_no_trouble() -> None:
    held = delivery("held", code="held", error="held by the editor: the date is wrong")
    assert list(troubles(answer(held))) == []
    assert posted_issues(answer(held)) == set()


def test_trouble_names_the_lines_to_run() -> None:
    doubtful = delivery("in-doubt", error="cut", until="2020-12-09T12:15:00Z")
    (trouble,) = troubles(answer(delivery("posted", "x"), doubtful, delivery("not-posted", "reddit")))
    assert trouble.title == "Newsletter 2020-11: 2 of its posts need a person"
    assert "`distribute settle '2020-11/mastodon/en@1#1' --posted URL`" in trouble.text
    assert "from 2020-12-09T12:15:00Z" in trouble.text
    assert "`distribute publish 2020-11 --channel reddit`" in trouble.text


def test_a_line_to_copy_says_what_it_is_about_to_a_shell_and_no_more() -> None:
    number = "a'b $(id) `id` ; x"
    key = f"{number}/mastodon/en@1#1"
    (trouble,) = troubles(answer(delivery("in-doubt") | {"key": key}, delivery("not-posted") | {"key": key}))
    lines = [
        line for line in re.findall(r"`` (.*?) ``|``(.*?)``", trouble.text) if "distribute" in "".join(line)
    ]
    words = [shlex.split("".join(line))[1:] for line in lines]
    assert words == [
        ["settle", key], ["settle", key, "--posted", "URL"], ["settle", key, "--not-posted"],
        ["publish", number, "--channel", "mastodon"],
    ]  # fmt: skip
