"""Fold the ledger's events into its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Composed,
    Held,
    IssueMoved,
    IssueRef,
    Key,
    LedgerError,
    MarkedAnnounced,
    Newsletter,
    Released,
    held_at,
)
from distribute.ledger.history import History, Hold, Post, PostEvent, PublicationHistory, Round

T = TypeVar("T")

_OF_HOLDS = (Held, Released)
_OF_ROUNDS = (Composed, IssueMoved, MarkedAnnounced)


def fold(events: Iterable[AnyEvent]) -> History:
    """Compute the state of a ledger from its events; LedgerError if one is missing."""
    publications: dict[tuple[str, str, str], dict[int, _RoundBuilder]] = {}
    claims: dict[str, Claimed] = {}
    holds: dict[str, Hold] = {}
    newsletters, place, key = 0, "", Key("", "", "")
    for event in events:
        if isinstance(event, Newsletter):  # concerns the whole ledger, not one issue
            newsletters += 1
            _follows(event, newsletters)
            continue
        if isinstance(event, Claimed):
            _follows(event, 1)
            claims[event.post] = event
            continue
        if isinstance(event, _OF_HOLDS):
            _read(held_at, event.post)
            _follows(event, holds.get(event.post, Hold()).next)
            holds[event.post] = Hold(event if isinstance(event, Held) else None, event.seq + 1)
            continue
        if event.post != place:  # the events of one place come one after another
            place, key = event.post, _read(Key.parse, event.post)
        rounds = publications.setdefault(key.publication, {})
        if key.round not in rounds:
            rounds[key.round] = _RoundBuilder()
        rounds[key.round].add(key, event)
    told = {
        name: PublicationHistory(
            issue=name[0],
            channel=name[1],
            language=name[2],
            rounds={number: each.round(number) for number, each in rounds.items()},
        )
        for name, rounds in publications.items()
    }
    return History(told, claims, holds)


def _read(read: Callable[[str], T], place: str) -> T:
    """Return what `read` makes of the place of an event; LedgerError where it can't be read."""
    try:
        return read(place)
    except ValueError:
        msg = f"the ledger is damaged: it contains an event at {place!r}, which is not the key of a post"
        raise LedgerError(msg) from None


class _RoundBuilder:
    """A round under construction; adding an event takes constant time."""

    def __init__(self) -> None:
        self.next = 1
        self.composed: Composed | None = None
        self.seeded: MarkedAnnounced | None = None
        self.seen: list[IssueRef] = []
        self.accounts: list[str] = []
        self.posts: dict[str, Post] = {}

    def add(self, key: Key, event: AnyEvent) -> None:
        if isinstance(event, _OF_ROUNDS):
            _follows(event, self.next)
            self.next = event.seq + 1
        if isinstance(event, Composed):
            self.composed = event
        elif isinstance(event, MarkedAnnounced):
            self.seeded = event
            self.accounts.append(event.target)
        elif isinstance(event, IssueMoved):
            self.seen.append(event.about)
        else:
            assert isinstance(event, PostEvent)
            post = self.posts.get(key.part_number) or Post(key=key)
            _follows(event, post.next)
            self.posts[key.part_number] = post.then(event)

    def round(self, number: int) -> Round:
        return Round(
            number=number, next=self.next, composed=self.composed, seeded=self.seeded,
            seen=tuple(self.seen), accounts=tuple(self.accounts), posts=self.posts,
        )  # fmt: skip


def _follows(event: AnyEvent, expected: int) -> None:
    if event.seq != expected:
        msg = f"the ledger is damaged or incomplete: event {expected} of {event.post} is missing"
        raise LedgerError(msg)
