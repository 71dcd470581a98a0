"""State shared by all delivery attempts of one run."""

from __future__ import annotations

import os
import threading
from datetime import datetime

import msgspec

from distribute.channel.post import Draft, Part, Receipt
from distribute.deliver.clock import Clock
from distribute.deliver.outcome import DeliveryRequest
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Key,
    Ledger,
    claim_place,
)
from distribute.ledger.history import History, Post, PublicationHistory, Round, fold
from distribute.ledger.newsletter import identity_of


class RunContext:
    """What everybody in a run works with."""

    def __init__(
        self, ledger: Ledger, clock: Clock | None = None, stop: threading.Event | None = None, run: str = ""
    ) -> None:
        """Begin a run with the id `run`, by default a new one, that `stop` ends early."""
        self.ledger = ledger
        self.clock = clock or Clock()
        self.stop = stop or threading.Event()
        self.run = run or new_run_id()
        self.sent: set[Key] = set()  # posts that this run began itself
        self._lock = threading.Lock()
        self._before: History | None = None
        self._posted: list[tuple[Key, str, Receipt]] = []

    def token(self, key: Key) -> str:
        """Return what a service is told to recognise a post by."""
        return key.token(identity_of(self.ledger))

    def claim(
        self, history: History, request: DeliveryRequest, at: datetime, destination: str = ""
    ) -> tuple[AnyEvent, ...]:
        """Return the events that take the account for this channel's name, where nobody has it.

        Their place is the account's, not the channel's: of two settings files with one account, the
        second meets a Conflict even if both looked at the same moment (rule 6). An account is known by the
        settings' name for it and by what the log-in says that it is.
        """
        if request.shared:
            return ()
        names = dict.fromkeys(filter(None, (request.channel.target(), destination)))
        return tuple(
            Claimed(
                post=claim_place(request.issue, request.language, name), seq=1, run=self.run, at=at,
                channel=request.channel.name,
            )
            for name in names
            if not history.holder(request.issue, request.language, name)
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


class PostSnapshot(msgspec.Struct, frozen=True):
    """What the ledger says of one post at one moment."""

    history: History
    story: PublicationHistory
    round: Round
    post: Post
    draft: Draft | None
    part: Part | None


def new_run_id() -> str:
    """Return a name for this run that no other has."""
    return os.urandom(8).hex()
