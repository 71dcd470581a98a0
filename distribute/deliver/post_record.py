"""One post in the ledger: its state, the events that are recorded about it, and the outcome that is reported.

Every event has its own place in the ledger. The second run to write to a place gets a Conflict and leaves
the post to the first. The rule numbers in comments refer to docs/design.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.context import PostSnapshot, RunContext
from distribute.deliver.outcome import (
    DeliveryRequest,
    Outcome,
    State,
)
from distribute.ledger.decision import MAX_CONFLICTS, Decide, append_decided
from distribute.ledger.events import (
    AnyEvent,
    Conflict,
    Disproved,
    Doubted,
    Intended,
    Key,
    LedgerError,
    Posted,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import History, Post

NO_PLACE = "the ledger keeps reporting that another run wrote first: it may be broken"
NO_POST = "the ledger has no post {}; `distribute seed` records what was posted by other means"
_LEDGER_BUG = "{} in the ledger's code"
STOPPED = "stopped before it was sent"
_NO_RECEIPT = "the adapter returned no receipt"
_STRANGE_RECEIPT = "the service's response has no valid id or URL of the post"
_NOT_OURS = "the adapter found another announcement of the same issue"


class PostRecord:
    """One post, as it is in the ledger."""

    def __init__(
        self, context: RunContext, request: DeliveryRequest, number: int = 1, part_number: int = 1
    ) -> None:
        """Prepare to send or reconcile part `part_number` of round `number`."""
        self.context = context
        self.request = request
        self.channel = request.channel
        self.target = request.channel.target()
        self.patience = timedelta(seconds=request.channel.patience)
        self.part_number = part_number
        self.key = Key(request.issue, request.channel.name, request.language, number, str(part_number))
        self.in_flight: PostSnapshot | None = None

    def look(self) -> PostSnapshot:
        """Return the post's state in the ledger; LedgerError if the ledger can't be read."""
        with ledger_bugs_told():
            history = fold(self.context.ledger.read(self.key.issue))
        return self.seen_in(history)

    def seen_in(self, history: History) -> PostSnapshot:
        """Return the post's state in a history that was just read."""
        publication = history.publication(*self.key.publication)
        this = publication.round(self.key.round)
        # Once any part of a round may be posted, its text is fixed; until then it may be corrected (rule 7).
        draft = this.pinned or self.request.draft
        post = publication.post(this.number, self.key.part_number)
        return PostSnapshot(history, publication, this, post, draft, self._message_of(draft))

    def unsent(self, *, error: str = "", ledger_error: str = "") -> Outcome:
        """Return the outcome of a post that was not sent, without reading the ledger."""
        draft = self.request.draft
        return Outcome(
            key=self.key, state="not-posted", draft=draft, message=self._message_of(draft),
            error=error, ledger_error=ledger_error,
        )  # fmt: skip

    def _message_of(self, draft: Draft | None) -> Message | None:
        """Return this part of a draft, None if the draft does not have it."""
        number = self.part_number
        return draft.messages[number - 1] if draft and number <= len(draft.messages) else None

    def interrupted(self) -> Outcome:
        """Return the outcome of an attempt that was stopped before it finished."""
        if view := self.in_flight:  # the lane may end it meanwhile
            return self._say(view, "in-doubt", error="stopped while it was being sent")
        return self.unsent(error=STOPPED)

    def _delivery(self, view: PostSnapshot, now: datetime) -> Delivery:
        previous, post = view.publication.post(self.key.round, str(self.part_number - 1)), view.post
        others = view.history.other_receipts(self.key, self.target, post.destination)
        begun = min(filter(None, (post.since, self.request.since)), default=now)
        # Other issues are read for these, and only reading back needs them.
        is_looked_for = self.channel.can_read_back
        known = (
            self.context.other_receipts(self.key, self.target, post.destination, begun)
            if is_looked_for
            else ()
        )
        own = (post.receipt, *post.duplicates) if post.receipt else ()
        # `alike` posts were found before anything was sent, and a person said that they are something else.
        return Delivery(
            key=str(self.key), idempotency_key=post.idempotency_key or self.context.idempotency_key(self.key), language=self.key.language,
            message=view.message or Message(text=""), first_attempt_at=post.since or now, account=post.account if post.since else "",
            exclude=tuple(dict.fromkeys((*others, *known, *own, *post.alike))), in_reply_to=previous.receipt,
            family=self.context.idempotency_key(msgspec.structs.replace(self.key, language="")), stop=self.context.stop,
            grace=self.context.grace, longest=self.context.longest, destination=post.destination,
        )  # fmt: skip

    def _find(self, view: PostSnapshot, delivery: Delivery, channel: Channel) -> Receipt | None:
        """Return what the channel finds, if it can be this post (rule 5)."""
        found = channel.find(delivery)
        if found is None:
            return None
        require_receipt(found)
        is_excluded = any(found.id == other.id for other in delivery.exclude)
        if is_excluded or self.context.belongs_to_another(
            found, self.key, self.target, view.post.destination
        ):
            raise NotOurs(_NOT_OURS)
        return found

    # Recording events

    def _note_posted(
        self, view: PostSnapshot, receipt: Receipt, how: Literal["sent", "found", "by hand"], seq: int
    ) -> Outcome:
        """Record that it is posted, even if another run wrote in the meantime: a receipt is never lost (rule 8)."""
        said = self._say(view, "posted", receipt=receipt, how=how)
        try:
            before = self._append_until_recorded(
                lambda at: Posted(**self._place(at), receipt=receipt, how=how), view.post, seq, receipt
            )
        except LedgerError as error:
            return msgspec.structs.replace(said, ledger_error=str(error))
        self.context.note(self.key, self.target, receipt)
        if before.receipt is None or before.has(receipt):
            return said
        first = before.receipt
        twice = f"it was posted twice: {first.url or first.id} and {receipt.url or receipt.id}"
        return msgspec.structs.replace(
            said, receipt=first, how=before.how, duplicates=(receipt,), error=twice
        )

    def _note_doubt(self, view: PostSnapshot, intended: Intended, what: str) -> Outcome:
        until = None if not self.channel.can_read_back else self.context.clock.now() + self.patience
        said = self._say(view, "in-doubt", error=what, until=until)
        try:
            before = self._append_until_recorded(
                lambda at: Doubted(**self._place(at), what=what), view.post, intended.seq + 1
            )
        except LedgerError as error:
            return msgspec.structs.replace(said, ledger_error=str(error))
        if before.state == "posted":
            return msgspec.structs.replace(said, error=f"another run has posted it in the meantime; {what}")
        return said

    def _note_absence(
        self, view: PostSnapshot, why: str, how: Literal["absence", "by hand"]
    ) -> Outcome | None:
        try:
            self._append(Disproved(**self._place(view.post.next), why=why, how=how))
        except Conflict:
            return self._report_conflict(self.look())
        return None

    def _note_proof(self, intended: Intended, why: str) -> None:
        """Record that this attempt posted nothing, unless another run has written to the post since."""
        try:
            self._append(Disproved(**self._place(intended.seq + 1), why=why))
        except Conflict:
            return

    def _append_until_recorded(
        self, event: Callable[[int], AnyEvent], post: Post, seq: int, receipt: Receipt | None = None
    ) -> Post:
        """Append an event that must not be lost at the next free place; return the post's state before it.

        A `receipt` that is already recorded is not recorded again.
        """
        for _ in range(MAX_CONFLICTS):
            if receipt and post.has(receipt):
                return post
            try:
                self._append(event(seq))
            except Conflict:
                post = self.look().post
                seq = post.next
            else:
                return post
        raise LedgerError(NO_PLACE)

    def _append(self, *events: AnyEvent) -> None:
        with ledger_bugs_told():
            self.context.ledger.append(*events)

    def _append_decided(self, decide: Decide) -> None:
        with ledger_bugs_told():
            append_decided(self.context.ledger, self.key.issue, decide)

    def _place(self, seq: int, at: datetime | None = None) -> dict[str, Any]:
        return {
            "post": str(self.key),
            "seq": seq,
            "run": self.context.run,
            "at": at or self.context.clock.now(),
        }

    # Outcomes

    def _holder(self, view: PostSnapshot, destination: str = "") -> str:
        """Return the name of another channel under which the account already has this issue, "" if none (rule 6)."""
        if self.request.shared:
            return ""
        names = filter(None, (self.target, destination))
        holders = (view.history.holder(self.key.issue, self.key.language, name) for name in names)
        return next((holder for holder in holders if holder not in {"", self.channel.name}), "")

    def _hold_text(self, history: History) -> str:
        """Return the description of the hold on this post, "" if there is none."""
        now = self.context.clock.now()
        held = history.held(self.key.issue, self.key.channel, target=self.target, now=now)
        return held.words if held else ""

    def _report_conflict(self, view: PostSnapshot, destination: str = "") -> Outcome:
        """Return the outcome of a post that another run, or another channel, has written to."""
        if view.post.state == "posted" or (view.round.seeded and view.post.state == "open"):
            return self._already(view)
        if view.post.state == "pending":
            return self._held(view)
        holder = self._holder(view, destination)
        if holder:
            what = f"{self.target} already has this issue, as the channel {holder!r}"
            return self._say(view, "held", error=what, code="same-target")
        return self._say(
            view, "not-posted", error="another run was working on it at the same time: run again"
        )

    def _already(self, view: PostSnapshot) -> Outcome:
        how = "by hand" if view.round.seeded else view.post.how
        return self._say(view, "already-posted", receipt=view.post.receipt, how=how)

    def _held(self, view: PostSnapshot) -> Outcome:
        assert view.post.last
        until = view.post.last + self.patience
        return self._say(view, "held", error="it may have been posted or be on its way", until=until)

    def _not_posted(self, view: PostSnapshot, refusal: NotPosted | None = None) -> Outcome:
        if refusal is None:
            return self._say(view, "not-posted", error=view.post.why or "nothing was sent")
        wait = refusal.retry_after
        until = None if wait is None else self.context.clock.now() + timedelta(seconds=wait)
        return self._say(view, "not-posted", error=self._words(refusal), until=until)

    def _say(self, view: PostSnapshot, state: State, **more: Any) -> Outcome:
        return Outcome(key=self.key, state=state, draft=view.draft, message=view.message, **more)

    def _words(self, error: BaseException) -> str:
        """Return the message to show for an exception: a verdict's text, for any other only its type.

        The messages of other libraries may quote requests and responses, so they are never shown.
        """
        if isinstance(error, NotPosted):
            text = error.why
        elif isinstance(error, InDoubt):
            text = error.what
        elif type(error) is LookupError:  # a $NAME that is not set
            text = str(error)
        else:
            text = f"{type(error).__name__} in the adapter"
        return self.channel.without_secrets(text)


@contextmanager
def ledger_bugs_told() -> Iterator[None]:
    """Raise LedgerError for a bug in a ledger, which may be a plug-in: it must not lose a receipt."""
    try:
        yield
    except (Conflict, LedgerError):
        raise
    except Exception as error:  # noqa: BLE001 - any bug
        raise LedgerError(_LEDGER_BUG.format(type(error).__name__)) from None


class NotOurs(InDoubt):
    """The adapter found a post that is already recorded."""


def require_receipt(receipt: object) -> None:
    """Raise InDoubt unless the adapter returned a receipt that can be shown."""
    if not isinstance(receipt, Receipt):
        raise InDoubt(_NO_RECEIPT)
    if not receipt.can_be_told:
        raise InDoubt(_STRANGE_RECEIPT)
