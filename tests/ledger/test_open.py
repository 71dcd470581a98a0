"""A ledger on a remote is opened while other work is done."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Event, current_thread
from typing import Any

import pytest
from click.testing import CliRunner

from distribute.cli.main import distribute
from distribute.compose.template import TemplateError
from distribute.config import load
from distribute.ledger import open as opening
from distribute.ledger.events import LedgerError, NoLedger
from distribute.ledger.gitbranch import GitLedger
from distribute.publish import composed
from tests.ledger.site_kit import PUBLISH, site, use

__all__ = ["site"]  # its fixture

_LONG = 30.0  # seconds


@pytest.fixture(autouse=True)
def on_branch(site: Path) -> None:
    """The ledger is on a branch that there is not yet."""
    use(site, "git:ledger")


def test_it_is_the_ledger_or_the_error_that_opening_it_gives(site: Path) -> None:
    config = load(site / "channels.yaml")
    opened = opening.begin_to_open(config)
    with pytest.raises(NoLedger):
        opened()
    GitLedger.create(site, "ledger")
    opened = opening.begin_to_open(config)
    assert isinstance(opened(), GitLedger)
    assert list(opened().read()) == []
    (site / ".git" / "HEAD").write_text("broken")
    with pytest.raises(LedgerError):
        opening.begin_to_open(config)()


@pytest.mark.parametrize(("ledger", "is_ahead"), [("git:ledger", True), ("sqlite:ledger.db", False)])
def test_only_a_ledger_on_a_remote_is_opened_by_another_thread(
    site: Path, monkeypatch: pytest.MonkeyPatch, ledger: str, *, is_ahead: bool
) -> None:
    use(site, ledger)
    threads = []
    monkeypatch.setattr(opening, "open_ledger", lambda _: threads.append(current_thread()))
    opened = opening.begin_to_open(load(site / "channels.yaml"))
    opened()
    assert (threads[0] is not current_thread()) is is_ahead


def test_posts_are_composed_while_the_remote_answers(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    GitLedger.create(site, "ledger")
    composes, open_now, compose_now = Event(), opening.open_ledger, composed.compose_selection

    def answer(config: Any) -> Any:
        assert composes.wait(_LONG), "nothing is composed before the ledger is there"
        return open_now(config)

    def compose(*words: Any, **more: Any) -> Any:
        composes.set()
        return compose_now(*words, **more)

    monkeypatch.setattr(opening, "open_ledger", answer)
    monkeypatch.setattr(composed, "compose_selection", compose)
    done = CliRunner().invoke(distribute, PUBLISH)
    assert done.exit_code == 0, done.output
    assert len(list((site / "out").iterdir())) == 1


@pytest.mark.parametrize(
    "words", [("publish", "2020-11", "--dry-run"), ("publish", "2020-11", "--test-to", "ada@x.example")]
)
def test_what_records_nothing_does_not_ask_the_remote(
    site: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(opening, "begin_to_open", asked.append)
    monkeypatch.setattr(opening, "open_ledger", asked.append)
    CliRunner().invoke(distribute, list(words))
    assert asked == []
    CliRunner().invoke(distribute, ["publish", "2020-11", "--old"])
    assert asked


def test_an_error_in_a_template_is_told_and_nothing_is_created(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates" / "outbox.txt").write_text("{{ nothing.at.all }}")
    done = CliRunner().invoke(distribute, [*PUBLISH, "--new-ledger"])
    assert isinstance(done.exception, TemplateError)
    branches = subprocess.run(
        ["git", "ls-remote", "origin"], cwd=site, check=True, capture_output=True, text=True
    ).stdout
    assert branches == ""
