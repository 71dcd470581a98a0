"""What all attempts of one run share."""

from __future__ import annotations

import threading
from datetime import datetime

import msgspec

from distribute.channel.post import Draft, Part, Receipt
from distribute.deliver.clock import Clock
from distribute.deliver.outcome import Announcement
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Key,
    Ledger,
    claim_place,
)
from distribute.ledger.history import History, Post, Round, Story, fold
from distribute.ledger.newsletter import identity_of


class Desk:
    """What everybody in a run works with."""

    def __init__(self, ledger: Ledger, clock: Clock, stop: threading.Event, run: str) -> None:
        """Begin a run of this name."""
        self.ledger = ledger
        self.clock = clock
        self.stop = stop
        self.run = run
        self.sent: set[Key] = set()  # posts that this run began itself
        self._lock = threading.Lock()
        self._before: History | None = None
        self._posted: list[tuple[Key, str, Receipt]] = []

    def token(self, key: Key) -> str:
        """Return what a service is told to recognise a post by."""
        return key.token(identity_of(self.ledger))

    def claim(
        self, history: History, wanted: Announcement, at: datetime, destination: str = ""
    ) -> tuple[AnyEvent, ...]:
        """Return the events that take the account for this channel's name, where nobody has it.

        Their place is the account's, not the channel's: of two settings files with one account, the
        second meets a Conflict even if both looked at the same moment (rule 6). An account is known by the
        settings' name for it and by what the log-in says that it is.
        """
        if wanted.shared:
            return ()
        names = dict.fromkeys(filter(None, (wanted.channel.target(), destination)))
        return tuple(
            Claimed(
                post=claim_place(wanted.issue, wanted.language, name), seq=1, run=self.run, at=at,
                channel=wanted.channel.name,
            )
            for name in names
            if not history.holder(wanted.issue, wanted.language, name)
        )  # fmt: skip

    def note(self, key: Key, target: str, receipt: Receipt) -> None:
        """Remember what this run posted: it is nobody else's post."""
        with self._lock:
            self._posted.append((key, target, receipt))

    def other_receipts(self, key: Key, target: str, destination: str) -> tuple[Receipt, ...]:
        """Return what else was posted there: on record when this run first asked, or by this run."""
        with self._lock:
            if self._before is None:
                self._before = fold(self.ledger.read())
            new = [receipt for other, where, receipt in self._posted if other != key and where == target]
        return (*self._before.other_receipts(key, target, destination), *new)


class View(msgspec.Struct, frozen=True):
    """What the ledger says of one post at one moment."""

    history: History
    story: Story
    round: Round
    post: Post
    draft: Draft | None
    part: Part | None
