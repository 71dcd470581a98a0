"""A dry run that knows the ledger says what the run says, with the same exit code but for holds and doubt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.kit import BODY, Place, page

SETTINGS = """\
site: {name: The Letter, url: "https://example.org/", generator: hugo, issues: "content/letter/*.md", max_age: 36500d}
channels:
  outbox: {path: out}
  second: {use: outbox, path: out2}
"""
SEEDED = ["seed 2020-11 --channel second"]
HELD = [*SEEDED, "hold 2020-11 --because x"]
CASES = {
    "nothing yet": (["init"], "publish 2020-11"),
    "out on one": (SEEDED, "publish 2020-11"),
    "out on all": (["seed 2020-11"], "publish 2020-11"),
    "held": (HELD, "publish 2020-11"),
    "held, by date": ([*HELD, "seed 2020-10"], "publish --due"),
    "held, and again": (HELD, "repost 2020-11 second --because y"),
    "not approved": (SEEDED, "publish 2020-11 --approved sha256:00"),
    "not approved, but out": (["seed 2020-11"], "publish 2020-11 --approved sha256:00"),
    "again": (SEEDED, "repost 2020-11 second --because y"),
    "again, but never out": (SEEDED, "repost 2020-11 outbox --because y"),
    "again, and done": ([*SEEDED, "repost 2020-11 second --because y --key k --not-live"], "repost 2020-11 second --because y --key k"),
}  # fmt: skip


@pytest.fixture
def site(place: Place) -> Place:
    place.write("channels.yaml", SETTINGS)
    return place


def facts(said: Any) -> list[tuple[Any, ...]]:
    keys = ("key", "state", "code", "error")
    return sorted(tuple(post.get(key) for key in keys) for post in said["deliveries"])


@pytest.mark.parametrize(("before", "command"), CASES.values(), ids=CASES)
def test_a_dry_run_ends_as_the_run_does(site: Place, before: list[str], command: str) -> None:
    for line in before:
        assert site.run(*line.split()).code == 0
    foreseen = site.run(*command.split(), "--dry-run", "--json")
    done = site.run(*command.split(), "--not-live", "--yes", "--json")
    assert foreseen.code == foreseen.json["exit"] == (0 if "hold" in str(before) else done.code)
    said = [tuple("would-post" if word == "posted" else word for word in fact) for fact in facts(done.json)]
    assert facts(foreseen.json) == said


def test_a_post_in_doubt_is_shown_and_no_fault_of_a_dry_run(site: Place) -> None:
    assert (
        site.run("publish", "2020-11", "--channel", "outbox", "--not-live", "--new-ledger", "--yes").code == 0
    )
    site.run("ledger", "export", "events.jsonl")
    events = (site.root / "events.jsonl").read_text().splitlines(keepends=True)
    (site.root / "events.jsonl").write_text("".join(line for line in events if '"posted"' not in line))
    for path in (site.root / ".distribute").glob("ledger.db*"):
        path.unlink()
    site.run("ledger", "import", "events.jsonl")
    foreseen = site.run("publish", "2020-11", "--channel", "outbox", "--dry-run", "--json")
    assert (foreseen.code, [post["state"] for post in foreseen.json["deliveries"]]) == (0, ["in-doubt"])
    assert site.run("repost", "2020-11", "outbox", "--because", "x", "--dry-run").code == 0


def test_what_an_option_waives_is_no_problem_of_the_dry_run(site: Place) -> None:
    site.write("channels.yaml", SETTINGS.replace("36500d", "14d"))
    site.write(
        "content/letter/2020-12-09.md", page("The Letter November 2020", "2020-12-09", f"{BODY}\nTODO\n")
    )
    run = site.run("publish", "2020-11", "--dry-run")
    assert (run.code, "[too-old]" in run.out, "[todo]" in run.out) == (4, True, True)
    run = site.run("publish", "2020-11", "--dry-run", "--old", "--allow", "todo")
    assert (run.code, "[too-old]" in run.out, "[todo]" in run.out) == (0, False, True)


def test_a_preview_is_ready_though_the_issue_is_held(site: Place) -> None:
    site.run("init")
    site.run("hold", "2020-11", "--because", "x")
    assert site.run("preview", "2020-11").code == 0


@pytest.mark.parametrize(
    "words", ["repost 2020-11 outbox --yes", "repost 2020-11 outbox --dry-run", "hold 2020-11"]
)
@pytest.mark.parametrize("because", ["", " ", "\t"])
def test_a_reason_is_asked_for(site: Place, words: str, because: str) -> None:
    run = site.run(*words.split(), "--because", because)
    assert run.code == 2
    assert run.err.startswith("distribute: say why: ")


WRONG = f"{BODY}\nTODO\n"  # an error of `check`
SKIPPING = "distribute: {skip: [second]}\n"
WITH_ERRORS = {
    "wrong": ("", [], "publish 2020-11"),
    "wrong, and allowed": ("", [], "publish 2020-11 --allow todo"),
    "wrong, and out": ("", ["seed 2020-11"], "publish 2020-11"),
    "wrong, out on one": ("", SEEDED, "publish 2020-11"),
    "wrong, out on one and skipped on the other": (SKIPPING, ["seed 2020-11 --channel outbox"], "publish 2020-11"),
    "wrong, and skipped": (SKIPPING, ["init"], "publish 2020-11 --channel second"),
    "wrong, by date": (SKIPPING, ["seed 2020-11 --channel outbox", "seed 2020-10"], "publish --due"),
    "wrong, and again": ("", SEEDED, "repost 2020-11 second --because y"),
    "wrong, and again though never out": ("", SEEDED, "repost 2020-11 outbox --because y"),
}  # fmt: skip


@pytest.mark.parametrize(("front", "before", "command"), WITH_ERRORS.values(), ids=WITH_ERRORS)
def test_an_error_stops_the_same_posts_in_a_dry_run_and_in_a_run(
    site: Place, front: str, before: list[str], command: str
) -> None:
    wrong = page("The Letter November 2020", "2020-12-09", WRONG).replace("slug:", f"{front}slug:", 1)
    site.write("content/letter/2020-12-09.md", wrong)
    site.run("init")
    for line in before:
        assert site.run(*line.split()).code == 0
    foreseen = site.run(*command.split(), "--dry-run", "--json")
    done = site.run(*command.split(), "--not-live", "--yes", "--json")
    assert (foreseen.code, foreseen.json["exit"]) == (done.code, done.code)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("publish 2020-11", 4),
        ("publish 2020-11 --allow no-channel", 0),
        ("repost 2020-11 outbox --because y", 4),
        ("publish --due", 0),
    ],
)
def test_an_issue_that_no_channel_takes_is_an_error_if_it_is_named(
    site: Place, command: str, code: int
) -> None:
    site.write("channels.yaml", SETTINGS.replace("path: out", "languages: [de], path: out"))
    site.run("init")
    foreseen = site.run(*command.split(), "--dry-run")
    done = site.run(*command.split(), "--yes")
    assert (foreseen.code, done.code) == (code, code)
    assert "[no-channel]" in foreseen.out
    assert ("[no-channel]" in done.out) == (code == 4)
