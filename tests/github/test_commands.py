"""The action's commands in this process: what each asks of the command line, and what it tells people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from distribute.errors import UserError
from distribute.github.action import _command
from distribute.github.api import Job
from distribute.github.inputs import Inputs
from distribute.github.summary import doctor_trouble
from tests.github.services_github import REPOSITORY, TOKEN, GitHub

Run = Callable[..., int]
SETTINGS = """\
site: {{url: "https://letter.example.org/", generator: hugo, issues: "content/*.md", check_page: false}}
channels:
  outbox: {{path: out}}
  linkedin: {{author: "urn:li:person:abc", access_token: $LINKEDIN_TOKEN, token_expires: {ends}, required: false,
             base_url: "http://127.0.0.1:9"}}
"""


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as it:
        yield it


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    today = datetime.now(UTC).date()
    for number, day in (("1", "2020-01-05"), ("2", str(today))):
        text = f"---\ntitle: 'The Letter #{number}'\ndate: {day}\n---\n\n[Kite {number}.0](https://kite.example/) adds loops.\n"
        (folder / "content" / f"{number}.md").write_text(text)
    (folder / "channels.yaml").write_text(SETTINGS.format(ends=today + timedelta(days=300)))
    return folder


@pytest.fixture
def run(site: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of the action with these inputs; return its exit code."""
    event = site.parent / "event.json"
    event.write_text("{}")
    environment = {
        "GITHUB_EVENT_PATH": str(event), "GITHUB_EVENT_NAME": "schedule", "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": "c1", "GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "http://127.0.0.1:9", "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": github.url, "GITHUB_WORKSPACE": str(site), "GITHUB_OUTPUT": str(site.parent / "output"),
        "GITHUB_STEP_SUMMARY": str(site.parent / "summary"),
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.chdir(site)

    def one(command: str, **inputs: str) -> int:
        (site.parent / "summary").write_text("")
        with monkeypatch.context() as its:
            for name, value in {"command": command, **inputs}.items():
                its.setenv(f"INPUT_{name.upper()}", value)
            return _command(command)(Job.here(), Inputs.here())

    return one


def summary(site: Path) -> str:
    return (site.parent / "summary").read_text()


def test_seed_dry_run_hold_release_publish_and_status(run: Run, site: Path) -> None:
    assert run("seed", before="2021-01-01", channels="outbox") == 0
    assert "recorded as announced: 1 post of 1 issue" in summary(site)
    only = {"channels": "outbox"}
    assert run("publish", dry_run="true", **only) == 0
    assert "would post" in summary(site) or "not sent" in summary(site)
    assert not (site / "out").exists()
    assert run("hold", issue="2", because="the date is wrong", **only) == 0
    assert run("publish", issue="2", **only) == 4
    assert not (site / "out").exists()
    assert run("release", issue="2", **only) == 0
    assert run("publish", **only) == 0
    assert len([*(site / "out").iterdir()]) == 1
    assert run("status") == 0
    assert "2/outbox/en@1#1" in summary(site)
    assert run("repost", issue="2", because="it was lost", dry_run="true", **only) == 0
    assert len([*(site / "out").iterdir()]) == 1


def test_settle_and_status_are_about_each_channel(
    run: Run, site: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKEDIN_TOKEN", "token-of-linkedin")
    run("seed", before="2021-01-01", channels="outbox linkedin")
    assert run("publish", channels="outbox linkedin") == 1, "nothing answers for LinkedIn"
    (trouble,) = github.issues
    both = {"issue": "2", "channels": "outbox, linkedin"}
    assert run("status", **both) == 0
    assert "2/outbox/en@1#1" in summary(site)
    assert "2/linkedin/en@1#1" in summary(site)
    assert run("settle", **both) == 0
    assert trouble["state"] == "open", "one of the posts is still missing"


def test_a_channel_that_fails_does_not_keep_the_others_from_being_held_or_shown(run: Run, site: Path) -> None:
    run("seed", before="2021-01-01", channels="outbox")
    channels = "nowhere outbox"
    assert run("hold", issue="2", channels=channels, because="the date is wrong") == 2
    assert "no channel 'nowhere'" in summary(site)
    assert "2 on outbox: held" in summary(site)
    assert run("publish", issue="2", channels="outbox") == 4
    for command in ("status", "settle"):
        assert run(command, issue="2", channels=channels) == 2
        assert "no channel 'nowhere'" in summary(site)
        assert f"### distribute {command}\n\nNothing to do." in summary(site)


def test_a_problem_stops_an_issue_unless_its_code_is_allowed(run: Run, site: Path) -> None:
    path = site / "content" / "2.md"
    path.write_text(path.read_text() + "\nTODO: more\n")
    run("seed", issue="1", channels="outbox")
    assert run("check", issue="2") == 4
    assert "TODO" in summary(site)
    assert run("publish", channels="outbox") == 4
    assert run("publish", channels="outbox", allow="todo") == 0


@pytest.mark.parametrize(
    ("command", "inputs", "said"),
    [
        ("hold", {"issue": "2"}, "needs `issue`, and a reason"),
        ("release", {}, "needs `issue`"),
        ("seed", {}, "either `issue` or `before`"),
        ("seed", {"issue": "1", "before": "2021-01-01"}, "either `issue` or `before`"),
        ("seed", {"before": "soon"}, "'soon' is not a date"),
        ("publish", {"dry_run": "ture"}, "`dry-run` must be true or false, not 'ture'"),
        ("settle", {"channels": "outbox"}, "`settle` with `channels` needs `issue`"),
        ("status", {"channels": "outbox"}, "`status` with `channels` needs `issue`"),
        ("settle", {"issue": "2", "channels": "outbox linkedin", "posted": "no"}, "name one channel"),
        ("publsh", {}, "did you mean 'publish'?"),
    ],
)
def test_a_wrong_input_is_told(run: Run, command: str, inputs: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)):
        run(command, **inputs)


def test_a_token_that_is_about_to_end_opens_one_issue_until_it_is_renewed(
    run: Run, site: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("seed", issue="1")
    monkeypatch.setenv("LINKEDIN_TOKEN", "token-of-linkedin")
    settings = site / "channels.yaml"
    before = settings.read_text()
    today = datetime.now(UTC).date()
    settings.write_text(SETTINGS.format(ends=today + timedelta(days=14)))
    run("doctor")
    run("doctor")
    (issue,) = github.issues
    assert "linkedin" in issue["title"]
    assert f"the token expires on {today + timedelta(days=14)}" in issue["body"]
    assert "token-of-linkedin" not in json.dumps(issue)
    assert github.writes == ["POST issues"]
    settings.write_text(before.partition("  linkedin")[0])
    assert run("doctor") == 0
    assert issue["state"] == "closed"


def test_only_errors_and_ends_need_a_person() -> None:
    def found(level: str, ends: date | None = None) -> dict[str, object]:
        return {"about": "x", "channel": "x", "level": level, "text": "t", "setting": "", "ends": ends}

    assert doctor_trouble({"findings": [found("ok", date(2030, 1, 1)), found("warning")]}) is None
    assert doctor_trouble({"findings": [found("warning", date(2030, 1, 1))]})
    assert doctor_trouble({"findings": [found("error")]})
