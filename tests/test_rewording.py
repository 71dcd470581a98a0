"""What a message says decides nothing: with every problem in other words, commands do the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from distribute.cli.group import CommonOptions
from distribute.cli.main import distribute
from distribute.problem import Problem

SETTINGS = """\
site: {name: The Letter, url: "https://letter.example/", generator: plain, issues: "*.md", permalink: "letters/:slug/", max_age: 36500d}
ledger: sqlite:ledger.db
channels:
  outbox: {path: out}
  mastodon: {server: "https://social.example", access_token: $NOBODY_SET_THIS}
  email: {smtp: "smtps://mail.example", from: a@example.org, to: b@example.org, required: false, username: $NOR_THAT, password: $NOR_THIS}
"""
GOOD = "## Software\n\n* [Kite 1.2](https://kite.example/) adds loops for strong wind.\n"
ISSUES = {
    "good": GOOD,
    "unfinished": f"{GOOD}\nTODO: add the events\n",
    "with a picture that nobody described": f"![](kite.png)\n\n{GOOD}",
    "that says nothing": "Nothing.\n",
}
COMMANDS = (
    "publish a.md --dry-run --json",
    "publish a.md --not-live --new-ledger --yes --json",
    "publish a.md --channel outbox --not-live --new-ledger --json",
    "publish a.md --channel outbox --not-live --new-ledger --allow todo --json",
    "check a.md --json",
)


def makers() -> list[Any]:
    """Return the modules that make problems."""
    return [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("distribute.") and getattr(module, "Problem", None) is Problem
    ]


def in_other_words(severity: Any, code: str, message: str, *more: Any, **named: Any) -> Problem:
    return Problem(severity, code, f"Zut! {message[::-1]}", *more, **named)


def answer(
    words: str, folder: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> tuple[int, Any, list[str]]:
    """Return a command's exit code, what it answers without the words of its problems, and those words."""
    folder.mkdir()
    (folder / "channels.yaml").write_text(SETTINGS)
    (folder / "a.md").write_text(f"---\ntitle: Issue 7\ndate: 2020-12-01\n---\n{body}")
    monkeypatch.chdir(folder)
    told = CliRunner().invoke(distribute, words.split(), obj=CommonOptions(), standalone_mode=False)
    assert not told.exception, told.exception
    data = json.loads(told.stdout)
    messages = [problem.pop("message") for problem in data["problems"]]
    for each in data.get("deliveries", ()):
        each["receipt"] = bool(each["receipt"])  # its path is another one in each run
    return told.return_value, data, messages


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("body", ISSUES.values(), ids=ISSUES)
def test_rewording_a_problem_changes_nothing_but_words(
    words: str, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *before, plain = answer(words, tmp_path / "before", monkeypatch, body)
    for module in makers():
        monkeypatch.setattr(module, "Problem", in_other_words)
    *after, reworded = answer(words, tmp_path / "after", monkeypatch, body)
    assert after == before
    assert reworded == [in_other_words("error", "", message).message for message in plain]
