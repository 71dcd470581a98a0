"""`publish --due` names every issue that may be due without a way to know, and posts the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cli.kit import BODY, Place, Run, page

TODAY = f"{datetime.now(UTC):%Y-%m-%d}"
OTHER = BODY.replace("Kite", "Gull")


def due(place: Place, *words: str) -> Run:
    more = words or ("--not-live", "--new-ledger")
    return place.run("publish", "--due", "--channel", "outbox", "--json", *more)


@pytest.fixture
def place(place: Place) -> Place:
    place.write("content/letter/new.md", page("The Letter", TODAY).replace("slug: letter\n", ""))
    return place


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (page("Another", "2026-11-31", OTHER), "'2026-11-31' is not a date"),
        (page("Another", "[", OTHER), "not YAML"),
        ("---\ntitle: Another\n---\n\n" + OTHER, "it has no date"),
        (page("Another", "", "x" * 5_000_001), "limit of 5,000,000 bytes"),
    ],
)
def test_an_issue_that_may_be_due_is_named_and_the_others_are_posted(
    place: Place, content: str, why: str
) -> None:
    place.write("content/letter/other.md", content)
    dry, run, again = due(place, "--dry-run"), due(place), due(place)
    for said in (dry, run, again):
        assert said.code == 4
        (problem,) = [each for each in said.json["problems"] if each["code"] == "due-unknown"]
        assert (problem["path"], problem["severity"]) == ("content/letter/other.md", "error")
        assert why in problem["message"]
    assert [post["state"] for post in run.json["deliveries"]] == ["posted"]
    assert [post["state"] for post in again.json["deliveries"]] == ["already-posted"]
    assert due(place, "--dry-run", "--allow", "due-unknown").code == 0
    assert place.run("seed", "content/letter/other.md", "--channel", "outbox").code == 0, "a way out"
    assert due(place).code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("content/letter/other.md", "---\ntitle: Another\ndraft: true\n---\n\n" + OTHER),
        ("content/letter/2019-03-01.md", "---\ntitle: Another\n---\n\n" + OTHER),
        ("content/letter/201903.md", "---\ntitle: Another\n---\n\n" + OTHER),
        ("content/about.md", "---\ntitle: About us\n---\n\n" + OTHER),
    ],
)
def test_a_draft_an_old_issue_and_another_page_need_no_date(place: Place, name: str, content: str) -> None:
    place.write(name, content)
    assert due(place, "--dry-run").code == 0


def test_without_site_issues_an_ordinary_page_needs_no_date(place: Place) -> None:
    settings = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write("channels.yaml", settings.replace("  issues: content/letter/*.md\n", ""))
    place.write("content/about.md", "---\ntitle: About us\n---\n\n" + OTHER)
    place.write("content/broken.md", page("Broken", "[", OTHER))
    run = due(place)
    assert run.code == 0
    found = [each for each in run.json["problems"] if each["code"] == "due-unknown"]
    assert [(each["path"], each["severity"]) for each in found] == [("content/broken.md", "warning")]


def test_a_pattern_without_a_file_is_an_error(place: Place) -> None:
    settings = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write("channels.yaml", settings.replace("content/letter/", "content/leter/"))
    for run in (due(place, "--dry-run"), due(place)):
        assert run.code == 4
        assert [each["code"] for each in run.json["problems"] if each["severity"] == "error"] == ["no-issues"]
    place.write("channels.yaml", settings.replace("content/letter/*.md", "[content/letter/*.md, next/*.md]"))
    assert due(place).code == 0
