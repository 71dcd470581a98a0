"""State shared by all delivery attempts of one run."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta

import msgspec

from distribute.channel.post import GRACE, Draft, Message, Receipt
from distribute.deliver.clock import Clock
from distribute.deliver.outcome import DeliveryRequest
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Key,
    Ledger,
    claim_place,
)
from distribute.ledger.history import History, Post, PublicationHistory, Round
from distribute.ledger.newsletter import identity_of
from distribute.ledger.question import Question, history_about

# A post is recorded after it was made. A clock that was wrong by less than this does no harm.
_RECORDED = timedelta(days=2)


class StopControl(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ends early. A run has one from its first look to its last post.

    Once `stop` is set, nothing new is started, and posts in flight for more than `grace` seconds are reported as in doubt. A
    post that goes out in steps ends after `longest` seconds, not counting what is prepared for it.
    """

    stop: threading.Event = msgspec.field(default_factory=threading.Event)
    grace: float = GRACE
    longest: float = float("inf")


class RunContext:
    """The ledger, clock, stop event and receipts shared by all attempts of a run."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock | None = None,
        control: StopControl | None = None,
        run: str = "",
        known: History | None = None,
    ) -> None:
        """Start a run with the id `run`, by default a new one; `known` is what it has already read of the ledger."""
        control = control or StopControl()
        self.stop, self.grace, self.longest = control.stop, control.grace, control.longest
        self.known = known
        self.ledger = ledger
        self.clock = clock or Clock()
        self.run = run or new_run_id()
        self.sent: set[Key] = set()  # posts that this run itself started to send
        self._lock = threading.Lock()
        self._before: History | None = None
        self._since = datetime.max.replace(tzinfo=UTC)
        self._posted: list[tuple[Key, str, Receipt]] = []

    def idempotency_key(self, key: Key) -> str:
        """Return the idempotency key of a post."""
        return key.idempotency_key(identity_of(self.ledger))

    def claim(
        self, history: History, request: DeliveryRequest, at: datetime, destination: str = ""
    ) -> tuple[AnyEvent, ...]:
        """Return the events that claim the account for this channel's name, if it is not claimed yet.

        Their place belongs to the account, not to the channel. If two settings files use the same account, the
        second run gets a Conflict even if both read the ledger at the same time (rule 6). An account is identified
        by its name in the settings and by what the login reports.
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
        """Remember a receipt of this run, so that it is not taken for another post's."""
        with self._lock:
            self._posted.append((key, target, receipt))

    def other_receipts(self, key: Key, target: str, destination: str, since: datetime) -> tuple[Receipt, ...]:
        """Return the receipts of other posts there that may have been made since a time.

        They are those that were recorded when this was first asked, and those of this run.
        """
        since -= _RECORDED
        with self._lock:
            if self._before is None or since < self._since:
                self._before, self._since = history_about(self.ledger, Question(since=since)), since
            new = [receipt for other, where, receipt in self._posted if other != key and where == target]
        return (*self._before.other_receipts(key, target, destination, since), *new)

    def belongs_to_another(self, receipt: Receipt, key: Key, target: str, destination: str) -> bool:
        """Return whether another post there, however old, has this id."""
        history = history_about(self.ledger, Question(receipts=[receipt]))
        return any(receipt.id == other.id for other in history.other_receipts(key, target, destination))


class PostSnapshot(msgspec.Struct, frozen=True):
    """What the ledger records about one post at one time."""

    history: History
    publication: PublicationHistory
    round: Round
    post: Post
    draft: Draft | None
    message: Message | None


def new_run_id() -> str:
    """Return a unique id for a run."""
    return os.urandom(8).hex()
