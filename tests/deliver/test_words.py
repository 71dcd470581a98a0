"""What is said"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from distribute.channel.post import Delivery
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.records import seed
from distribute.ledger.events import (
    AnyEvent,
    Conflict,
    Doubted,
    LedgerError,
    Posted,
)
from tests.deliver.kit import Desk, Fake, doubt

SENTINEL = "s3cr3t-sentinel"


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FAKE_TOKEN", SENTINEL)
    return SENTINEL


@pytest.mark.parametrize("place", ["on_prepare", "on_post", "on_find"])
@pytest.mark.parametrize(
    "error", [RuntimeError(f"Bearer {SENTINEL}"), NotPosted(f"as {SENTINEL}"), InDoubt(f"as {SENTINEL}")]
)
def test_no_secret_is_said_or_kept(desk: Desk, secret: str, place: str, error: Exception) -> None:
    if place == "on_find":
        doubt(desk)
    setattr(desk.wall, place, desk.wall.refuse(error))
    outcome = desk.publish()
    assert outcome.error
    assert SENTINEL not in repr(outcome)
    assert SENTINEL not in repr(desk.events())
    if not isinstance(error, RuntimeError):
        assert "$FAKE_TOKEN" in outcome.error


@pytest.mark.parametrize("error", [RuntimeError, KeyError, IndexError, OSError])
def test_nobody_elses_words_are_repeated(desk: Desk, error: type[Exception]) -> None:
    for place in ("on_prepare", "on_post", "on_find"):
        desk = Desk()
        if place == "on_find":
            doubt(desk)
        setattr(desk.wall, place, desk.wall.refuse(error("<html>verbatim")))
        outcome = desk.publish()
        assert error.__name__ in outcome.error
        assert "verbatim" not in repr(outcome) + repr(desk.events())


def test_a_secret_that_is_not_set_is_named(desk: Desk) -> None:
    def login(_: Delivery) -> str:
        return Secret("$NOT_SET_AT_ALL").reveal()

    desk.wall.on_prepare = login
    assert desk.publish().error == "$NOT_SET_AT_ALL is not set"


class Careless(Fake, frozen=True, kw_only=True):
    """Can't take its secret out of a text."""

    def redact(self, text: str) -> str:
        """Fail, quoting it."""
        raise ValueError(text)


@pytest.mark.parametrize(("place", "state"), [("on_prepare", "not-posted"), ("on_post", "not-posted")])
def test_a_redaction_that_fails_shows_nothing_and_makes_no_doubt(desk: Desk, place: str, state: str) -> None:
    desk.channel = Careless(name="fake", use="fake", wall=desk.wall)
    setattr(desk.wall, place, desk.wall.refuse(NotPosted(f"as {SENTINEL}")))
    outcome = desk.publish()
    assert (outcome.state, outcome.error) == (state, "ValueError in the adapter")


def test_a_ledger_that_always_conflicts_ends(desk: Desk) -> None:
    def fail(events: tuple[AnyEvent, ...]) -> None:
        if any(isinstance(event, Posted | Doubted) for event in events):
            raise Conflict

    desk.ledger.before = fail
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("posted", 5)
    desk.ledger.before = lambda _: (_ for _ in ()).throw(Conflict())
    with pytest.raises(LedgerError):
        seed([desk.wanted(issue="x")], "why", desk.ledger)


def test_a_ledger_that_cannot_be_read_stops_before_anything_is_sent(desk: Desk) -> None:
    def read(issue: str | None = None) -> Iterator[AnyEvent]:
        raise PermissionError

    desk.ledger.read = read  # type: ignore[method-assign]
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 5)
    assert not desk.wall.posts


def test_to_import_it_costs_little() -> None:
    code = (
        "import sys, distribute.deliver.run; "
        "print([m for m in ('requests','mastodon','sqlite3','asyncio','dataclasses','concurrent') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
