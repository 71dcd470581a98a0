"""The numbers of a worker: they are those of the whole ledger, though only what has changed is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from distribute.channel.post import Receipt
from distribute.config import load
from distribute.ledger import index
from distribute.ledger.events import AnyEvent, Disproved, Doubted, Intended, Key, Posted
from distribute.ledger.fold import fold
from distribute.ledger.question import Question
from distribute.ledger.sqlite import SqliteLedger
from distribute.worker import survey as module
from distribute.worker.survey import Surveyor, survey
from tests.cli.kit import Place
from tests.ledger.index_kit import letters


def test_posts_are_counted_by_channel_and_state() -> None:
    place = {"run": "r", "at": datetime(2026, 1, 1, tzinfo=UTC)}
    key = {name: str(Key("1", name, "en")) for name in ("north", "south", "east")}
    receipts = [Receipt(number, f"https://example.org/{number}") for number in "12"]
    counted = survey(
        fold(
            [
                *(Intended(post=each, seq=1, **place) for each in key.values()),
                Posted(post=key["north"], seq=2, receipt=receipts[0], how="sent", **place),
                Posted(post=key["north"], seq=3, receipt=receipts[1], how="found", **place),
                Disproved(post=key["south"], seq=2, why="refused", **place),
            ]
        ).publications.values()
    )
    assert counted.posts == {
        ("north", "posted"): 1,
        ("north", "twice"): 1,
        ("south", "not-posted"): 1,
        ("east", "in-doubt"): 1,
    }
    assert counted.oldest_doubt == place["at"]


class Watched(SqliteLedger):
    """A ledger that counts the events that are read."""

    events = 0

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        return self._counted(super().read(issue))

    def related(self, question: Question) -> Iterator[AnyEvent]:
        return self._counted(super().related(question))

    def _counted(self, events: Iterator[AnyEvent]) -> Iterator[AnyEvent]:
        found = list(events)
        self.events += len(found)
        return iter(found)


def test_later_surveys_read_only_what_may_have_changed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WAITING", 2)
    config, surveyor = load(place.root / "channels.yaml"), Surveyor()
    ledger = Watched(SqliteLedger.create(place.root / "ledger.db").path)
    now = {"run": "r", "at": datetime.now(UTC)}
    key, receipt = str(Key("letter-3", "mastodon", "en", 2)), Receipt("x")
    steps: list[tuple[AnyEvent, ...]] = [
        tuple(letters(50)),
        (Intended(post=key, seq=1, **now), Intended(post=str(Key("new", "mastodon", "de")), seq=1, **now)),
        (Doubted(post=key, seq=2, what="cut", **now),),
        (Posted(post=key, seq=3, receipt=receipt, how="found", **now),),
        (),
    ]
    for number, step in enumerate(steps):
        ledger.append(*step)
        ledger.events = 0
        told = surveyor.survey(config, ledger)
        assert (ledger.events > 100) == (number == 0)
        whole = survey(fold(ledger.read()).publications.values())
        assert (told.posts, told.oldest_doubt) == (whole.posts, whole.oldest_doubt)
    monkeypatch.setattr(module, "_WHOLE", timedelta(0))
    ledger.events = 0
    surveyor.survey(config, ledger)
    assert ledger.events > 100
