"""One attempt to send, or to reconcile, one post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted, Unlisted
from distribute.deliver.context import PostSnapshot
from distribute.deliver.other_account import OTHER_ACCOUNT, other_account_words
from distribute.deliver.outcome import (
    HELD,
    Outcome,
    Repost,
)
from distribute.deliver.post_record import STOPPED, require_receipt
from distribute.deliver.settle import Settlement
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    Conflict,
    Doubted,
    Intended,
    LedgerError,
    Posted,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import History

SHORT = 5.0  # seconds until the only retry, if the service names none
LONGEST = 60.0  # seconds that a run waits for its only retry; if it takes longer, the outcome says when
_IMITATED = (
    "it is there already, but the ledger has no record of it, and others can send one that looks the same: {}"
)
_TOO_LATE = "too late: it took so long that another run may have taken over; run again"


class _Intent(msgspec.Struct, frozen=True, kw_only=True):
    """The decision to send a post."""

    view: PostSnapshot
    delivery: Delivery
    before: tuple[AnyEvent, ...]  # to be recorded together with the intent
    intended: Intended
    begun: float  # when it was made, on the monotonic clock

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        return (*self.before, self.intended)


class DeliveryAttempt(Settlement):
    """One attempt to send, or to reconcile, one post."""

    def run(self, history: History | None = None) -> Outcome:
        """Settle the post if it is in doubt, send it if it is not posted, and return the outcome.

        `history` is what the ledger records, if it was just read. It is read again before anything is sent.
        """
        try:
            view = self.seen_in(history) if history else self.look()
            if self.request.draft and view.post.state != "pending" and view.round.is_elsewhere(self.target):
                words = other_account_words(self.key.issue, view.round.target, self.channel)
                return self._say(view, "held", error=words, code=OTHER_ACCOUNT)
            if self.request.resume and view.post.state == "posted" and self._is_left(view):
                return self._resume(
                    view, self._as_asked(view), self._delivery(view, self.context.clock.now())
                )
            if view.post.state == "posted" or (view.round.seeded and view.post.state == "open"):
                owes = view.post.owes_look_at(self.context.clock.now())
                return self._look_again(view) if owes else self._already(view)
            if view.post.state == "pending":
                settled = self._settle(view)
                if settled:
                    return settled
                view = self.look()
            if self.request.draft is None:
                return self._not_posted(view)
            return self._attempt_twice(view)
        except LedgerError as error:
            return self.unsent(ledger_error=str(error))

    def _attempt_twice(self, view: PostSnapshot) -> Outcome:
        """Send the post. If it is proven not to be posted and the wait is short, retry once with a new intent."""
        try:
            return self._attempt(view)
        except NotPosted as refusal:
            pause = SHORT if refusal.retry_after is None else refusal.retry_after
            if refusal.final or pause > LONGEST:
                return self._not_posted(view, refusal)
        self.context.clock.wait(self.context.stop, pause)
        try:
            return self._attempt(self.look())
        except NotPosted as refusal:
            return self._not_posted(view, refusal)

    def _attempt(self, view: PostSnapshot) -> Outcome:
        """Send the post once. Raises NotPosted, already recorded, if it is proven not to be posted."""
        if kept := self._kept_from_sending(view):
            return kept
        ready = self._prepare(self._delivery(view, self.context.clock.now()))
        login = ready if isinstance(ready, Prepared) else Prepared()
        if kept := self._kept_from_sending(view, login.destination):
            return kept  # before looking: what another channel has posted there would be found
        if there := self._look_first(view, ready):
            return there
        decisions: list[_Intent | Outcome] = []

        def decide(events: Iterator[AnyEvent]) -> Sequence[AnyEvent]:
            decision = self._decide(self.seen_in(fold(events)), login)
            decisions.append(decision)
            return decision.events if isinstance(decision, _Intent) else ()

        try:
            # The intent is recorded durably before the request is sent (rule 2). It is decided on what the ledger has by
            # then: another run or a person may have written in the meantime.
            self._append_decided(decide)
            decision = decisions[-1]
            if isinstance(decision, Outcome):
                return decision
            self.context.sent.add(self.key)
            return self._send(decision, ready)
        except Conflict:
            return self._report_conflict(self.look(), login.destination)
        finally:
            self.in_flight = None

    def _decide(self, view: PostSnapshot, login: Prepared) -> _Intent | Outcome:
        """Return the intent to send the post, or the outcome if something prevents that."""
        if kept := self._kept_from_sending(view, login.destination):
            return kept
        self.in_flight = view
        begun, now = self.context.clock.monotonic(), self.context.clock.now()
        return _Intent(
            view=view,
            delivery=msgspec.structs.replace(self._delivery(view, now), account=login.account),
            intended=self._intended(view, login, now),
            before=self._first(view, now, login.destination),
            begun=begun,
        )

    def _kept_from_sending(self, view: PostSnapshot, destination: str = "") -> Outcome | None:
        """Return the outcome if another run, another channel, a hold or a stop prevents sending, else None."""
        if view.post.state != "open" or view.round.seeded or self._holder(view, destination):
            return self._report_conflict(view, destination)
        if held := self._hold_text(view.history):
            return self._say(view, "held", error=held, code=HELD)
        if self.context.stop.is_set():
            return self._say(view, "not-posted", error=STOPPED)
        return None

    def _intended(self, view: PostSnapshot, login: Prepared, now: datetime) -> Intended:
        return Intended(
            **self._place(view.post.next, now),
            account=login.account,
            destination=login.destination or self.target,
            settings={name: getattr(self.channel, name) for name in self.channel.asked_for},
            idempotency_key=view.post.idempotency_key or self.context.idempotency_key(self.key),
        )

    def _look_first(self, view: PostSnapshot, ready: Any) -> Outcome | None:
        """Look for the post before its very first attempt: an old backup or another ledger may lack its record.

        None if the post is not there, or if the channel can't be read. Raises NotPosted if looking failed temporarily.
        """
        channel = self.channel
        if view.post.attempted or self.key.round > 1 or not channel.can_read_back or not channel.look_first:
            return None
        now = self.context.clock.now()
        delivery = msgspec.structs.replace(
            self._delivery(view, now), first_attempt_at=self.request.since or now, ready=ready
        )
        try:
            found = self._find(view, delivery, channel)
        except Alike as alike:
            return self._ask_first(view, ready, alike.what, alike.receipts)
        except Unlisted:
            return None
        except NotPosted as refusal:
            if refusal.final:  # reading is not permitted: treat the channel as one that can't be read back
                return None
            raise
        except BaseException as error:  # noqa: BLE001 - nothing was sent, and the next run looks again
            why = f"checking whether it is already posted failed: {self._words(error)}"
            raise NotPosted(why, final=False) from None
        if found is None:
            return None
        if channel.others_can_imitate:
            return self._ask_first(view, ready, _IMITATED.format(found.url or found.id), (found,))
        posted = Posted(**self._place(view.post.next), receipt=found, how="found")
        return self._note_first(view, ready, posted)

    def _ask_first(self, view: PostSnapshot, ready: Any, what: str, receipts: tuple[Receipt, ...]) -> Outcome:
        """Leave it to a person what these posts are. Until then nothing is sent, and nothing counts as posted."""
        return self._note_first(
            view, ready, Doubted(**self._place(view.post.next), what=what, alike=receipts)
        )

    def _note_first(self, view: PostSnapshot, ready: Any, event: Posted | Doubted) -> Outcome:
        """Record what was found before the first attempt, with the draft that it was compared with.

        A post that may be another's is recorded as a doubt: a person has to say what it is.
        """
        destination = ready.destination if isinstance(ready, Prepared) else ""
        try:
            self._append(*self._first(view, event.at, destination), event)
        except Conflict:
            return self._report_conflict(self.look(), destination)
        if isinstance(event, Posted):
            return self._say(view, "already-posted", receipt=event.receipt, how="found")
        return self._say(view, "in-doubt", error=event.what)

    def _send(self, intent: _Intent, ready: Any) -> Outcome:
        view, delivery, intended = intent.view, intent.delivery, intent.intended
        if self.context.stop.is_set():  # while the intent was being recorded
            self._note_proof(intended, STOPPED)
            return self._say(view, "not-posted", error=STOPPED)
        if self._too_late(intended.at, intent.begun):
            self._note_proof(intended, "too late")
            return self._not_posted(view, NotPosted(_TOO_LATE))
        try:
            receipt = self._post(self.channel, delivery, ready)
            require_receipt(receipt)
        except Duplicate as refusal:
            return self._refused_as_duplicate(view, delivery, intended, refusal)
        except NotPosted as refusal:
            self._note_proof(intended, self._words(refusal))
            raise
        except BaseException as error:  # noqa: BLE001 - without proof the post is in doubt, even after a bug (rule 1)
            return self._note_doubt(view, intended, self._words(error))
        return self._note_posted(view, receipt, "sent", intended.seq + 1)

    def _prepare(self, delivery: Delivery) -> Any:
        """Run the steps that are safe to repeat. Whatever fails here, nothing was sent (rule 1)."""
        try:
            return self.channel.prepare(delivery)
        except NotPosted as refusal:
            raise NotPosted(refusal.why, final=refusal.final, retry_after=refusal.retry_after) from None
        except InDoubt as error:
            raise NotPosted(error.what, final=False) from None
        except BaseException as error:  # noqa: BLE001 - an adapter's bug must not stop other channels (rule 9)
            raise NotPosted(self._words(error)) from None

    def _too_late(self, at: datetime, begun: float) -> bool:
        """Return whether another run may have taken over this post (rule 4).

        The wall clock detects that the machine slept, the monotonic clock that the wall clock was set.
        """
        now, most = self.context.clock.now(), self.patience / 2
        elapsed = timedelta(seconds=self.context.clock.monotonic() - begun)
        return now < at or now - at > most or elapsed > most

    def _refused_as_duplicate(
        self, view: PostSnapshot, delivery: Delivery, intended: Intended, refusal: Duplicate
    ) -> Outcome:
        """Look for the post: this request posted nothing, so any copy is from an earlier request or not ours."""
        try:
            found = None if not self.channel.can_read_back else self._find(view, delivery, self.channel)
        except BaseException:  # noqa: BLE001 - a failed look counts as not found
            found = None
        if found:
            return self._note_posted(view, found, "found", intended.seq + 1)
        if view.post.unresolved:
            return self._note_doubt(view, intended, self._words(refusal))
        self._note_proof(intended, self._words(refusal))
        raise NotPosted(refusal.why)

    def _first(self, view: PostSnapshot, at: datetime, destination: str = "") -> tuple[AnyEvent, ...]:
        """Return the events to record together with an intent: the claim of the account and the draft."""
        claim = self.context.claim(view.history, self.request, at, destination)
        before, repost = view.round.composed, self.request.repost or Repost("")
        assert view.draft
        if before and (before.draft, before.target) == (view.draft, self.target):
            return claim
        composed = Composed(
            post=self.key.round_place, seq=view.round.next, run=self.context.run, at=at,
            target=self.target, about=self.request.about, draft=view.draft,
            because=before.because if before else repost.because,
            asked=before.asked if before else repost.key,
        )  # fmt: skip
        return (*claim, composed)
