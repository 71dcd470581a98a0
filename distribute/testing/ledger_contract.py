"""The contract of a ledger: inherit from LedgerContract in a test module and provide a ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Draft, Message, Receipt
from distribute.issue import Image
from distribute.ledger.decision import Decide, append_decided
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Composed,
    Conflict,
    Disproved,
    Doubted,
    Held,
    Intended,
    IssueRef,
    Key,
    Ledger,
    MarkedAnnounced,
    Posted,
    Released,
    claim_place,
    hold_place,
)

KEY = Key("2020-11", "mastodon", "en")
NOW = datetime(2020, 12, 9, 12, 0, 0, 123456, tzinfo=UTC)
Opener = Callable[[], Ledger]


def intent(seq: int = 1, *, run: str = "one", key: Key = KEY) -> Intended:
    """Return an event for a test."""
    return Intended(post=str(key), seq=seq, run=run, at=NOW)


def one_of_each() -> tuple[AnyEvent, ...]:
    """Return an event of every type, with text that is hard to store."""
    about = IssueRef("content/ä.md", "https://example.org/ä?a=1&b=2", 'A "title",\n😀')
    draft = Draft((Message(text="Ünï\u2028côdé\x00", image=Image("https://example.org/i.png", "alt")),))
    place: dict[str, Any] = {"run": "one", "at": NOW}
    target = "mastodon:https://example.org/@news"
    old = Key("2019/01 #7", "mastodon", "pt-BR")
    return (
        Claimed(post=claim_place("2020-11", "en", target), seq=1, channel="mastodon", **place),
        Held(post=hold_place("2020-11"), seq=1, because="wait for\n😀", by="ed", **place),
        Released(post=hold_place("2020-11"), seq=2, by="ed", **place),
        Composed(post=KEY.round_place, seq=1, target=target, about=about, draft=draft, **place),
        Intended(post=str(KEY), seq=1, **place),
        Doubted(post=str(KEY), seq=2, what="cut", **place),
        Disproved(post=str(KEY), seq=3, why="not there", how="absence", **place),
        Posted(post=str(KEY), seq=4, receipt=Receipt("1", "https://e.org/1"), how="sent", **place),
        MarkedAnnounced(post=old.round_place, seq=1, target=target, about=about, because="long ago", **place),
    )


class LedgerContract:
    """Inherit from this class and provide a fixture `reopen` that opens the same empty ledger on each call."""

    @pytest.fixture
    def reopen(self) -> Opener:
        """Return a function that opens the ledger under test as another process would."""
        raise NotImplementedError

    @pytest.fixture
    def ledger(self, reopen: Opener) -> Ledger:
        """Return the ledger under test."""
        return reopen()

    def test_it_begins_empty(self, ledger: Ledger) -> None:
        """A new ledger has no events."""
        assert list(ledger.read()) == []
        assert list(ledger.read("2020-11")) == []

    def test_it_keeps_every_event_to_the_letter(self, ledger: Ledger, reopen: Opener) -> None:
        """Appended events are visible to every reader, equal in every field."""
        ledger.append(*one_of_each())
        kept = list(reopen().read())
        assert sorted(kept, key=_place) == sorted(one_of_each(), key=_place)

    def test_it_gives_each_posts_events_in_order(self, ledger: Ledger) -> None:
        """A post's events are ordered by number, also beyond nine."""
        for seq in range(1, 13):
            ledger.append(intent(seq))
        assert [event.seq for event in ledger.read("2020-11")] == list(range(1, 13))

    def test_it_gives_one_issues_events(self, ledger: Ledger) -> None:
        """An issue is distinguished from one whose id starts with its id."""
        ids = ("2020-11", "2020-11-01", "2020-1", "2020-11.1", "2020-11/x", "2020-110", "ä", "%")
        for issue in ids:
            ledger.append(intent(key=Key(issue, "mastodon", "en")))
        for issue in ids:
            assert [Key.parse(event.post).issue for event in ledger.read(issue)] == [issue]
        assert len(list(ledger.read())) == len(ids)

    def test_a_place_is_taken_once(self, ledger: Ledger, reopen: Opener) -> None:
        """A second event for a place is a Conflict, even from another run at the same clock time."""
        ledger.append(intent(run="one"))
        with pytest.raises(Conflict):
            reopen().append(intent(run="two"))
        assert list(ledger.read()) == [intent(run="one")]

    def test_the_same_event_again_is_no_conflict(self, ledger: Ledger, reopen: Opener) -> None:
        """An append whose response was lost may simply be retried."""
        ledger.append(*one_of_each())
        ledger.append(*one_of_each())
        reopen().append(*one_of_each())
        assert len(list(ledger.read())) == len(one_of_each())

    def test_nearly_the_same_event_is_a_conflict(self, ledger: Ledger) -> None:
        """Events are equal only if all fields are."""
        posted = Posted(post=str(KEY), seq=1, run="one", at=NOW, receipt=Receipt("1"), how="sent")
        ledger.append(posted)
        for other in (
            msgspec.structs.replace(posted, receipt=Receipt("2")),
            msgspec.structs.replace(posted, at=NOW.replace(microsecond=0)),
            msgspec.structs.replace(posted, how="found"),
        ):
            with pytest.raises(Conflict):
                ledger.append(other)

    def test_it_keeps_all_or_none(self, ledger: Ledger) -> None:
        """A Conflict of one event means that none is stored."""
        ledger.append(intent(2, run="one"))
        with pytest.raises(Conflict):
            ledger.append(intent(1), intent(2, run="two"), intent(3))
        assert [event.seq for event in ledger.read()] == [2]

    def test_nothing_is_kept_of_nothing(self, ledger: Ledger) -> None:
        """An append without events has no effect."""
        ledger.append()
        assert list(ledger.read()) == []

    def test_of_many_at_once_one_gets_the_place(self, reopen: Opener) -> None:
        """The append is a compare-and-swap for any number of concurrent writers."""
        begin, won, lost = threading.Barrier(8, timeout=60), list[str](), list[str]()

        def try_it(name: str) -> None:
            mine = reopen()
            begin.wait()
            try:
                mine.append(intent(run=name))
            except Conflict:
                lost.append(name)
            else:
                won.append(name)

        rivals = [threading.Thread(target=try_it, args=(f"run-{number}",)) for number in range(8)]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
        assert (len(won), len(lost)) == (1, 7)
        assert [event.run for event in reopen().read()] == won

    def test_what_is_read_stays_as_it_was(self, ledger: Ledger) -> None:
        """A read is a snapshot: events appended meanwhile do not appear in it."""
        ledger.append(intent(1))
        events = ledger.read()
        ledger.append(intent(2))
        assert [event.seq for event in events][:1] == [1]

    def test_what_is_decided_on_is_what_is_there(self, ledger: Ledger, reopen: Opener) -> None:
        """Events that are decided on an issue's events are stored only if these are all that there are."""
        first, second = intent(run="one"), intent(run="two", key=Key("2020-11", "x", "en"))
        third = intent(run="three", key=Key("2020-11", "email", "en"))

        def after(expected: AnyEvent | None, event: AnyEvent) -> Decide:
            return lambda events: [event] if list(events) == [expected] * bool(expected) else []

        append_decided(ledger, "2020-11", after(None, first))
        append_decided(ledger, "2020-11", after(None, second))
        append_decided(reopen(), "2020-11", after(first, third))
        append_decided(ledger, "2020-11", after(first, second))
        append_decided(ledger, "2020-11", lambda events: [] if len(list(events)) == 2 else [second])
        assert sorted(reopen().read(), key=_place) == sorted((first, third), key=_place)


def _place(event: AnyEvent) -> tuple[str, int]:
    return event.post, event.seq
