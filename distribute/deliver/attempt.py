"""One attempt to send, or to reconcile, one post.

Every event has its own place in the ledger. The second run to write to a place gets a Conflict and leaves
the post to the first. The rule numbers in comments refer to docs/design.md.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Part, Prepared, Receipt
from distribute.channel.readback import SKEW
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted, Unlisted
from distribute.deliver.context import PostSnapshot, RunContext
from distribute.deliver.outcome import (
    HELD,
    OTHER_ACCOUNT,
    DeliveryRequest,
    Outcome,
    Repost,
    State,
    other_account_words,
)
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    Conflict,
    Disproved,
    Doubted,
    Intended,
    Key,
    LedgerError,
    Posted,
    Rechecked,
)
from distribute.ledger.history import History, Post, fold

SHORT = 5.0  # seconds until the only retry, if the service names none
LONGEST = 60.0  # seconds that a run waits for its only retry; if it takes longer, the outcome says when
MAX_CONFLICTS = 50  # more than the runs that write to one post at once: after these the ledger is broken

LAST_LOOK = timedelta(days=90)  # three runs of a monthly newsletter

NO_PLACE = "the ledger keeps reporting that another run wrote first: it may be broken"
_LEDGER_BUG = "{} in the ledger's code"
_STOPPED = "stopped before it was sent"
_NO_RECEIPT = "the adapter returned no receipt"
_STRANGE_RECEIPT = "the service's response has no valid id or URL of the post"
_NOT_OURS = "the adapter found another announcement of the same issue"
_TOO_LATE = "too late: it took so long that another run may have taken over; run again"


class DeliveryAttempt:
    """One attempt to send, or to reconcile, one post."""

    def __init__(self, context: RunContext, request: DeliveryRequest, number: int = 1, slot: int = 1) -> None:
        """Prepare to send or reconcile part `slot` of round `number`."""
        self.context = context
        self.request = request
        self.channel = request.channel
        self.target = request.channel.target()
        self.patience = timedelta(seconds=request.channel.patience)
        self.slot = slot
        self.key = Key(request.issue, request.channel.name, request.language, number, str(slot))
        self.in_flight: PostSnapshot | None = None

    def look(self) -> PostSnapshot:
        """Return the post's state in the ledger; LedgerError if the ledger can't be read."""
        try:
            history = fold(self.context.ledger.read(self.key.issue))
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - the ledger may be a plug-in
            raise LedgerError(_LEDGER_BUG.format(type(error).__name__)) from None
        story = history.story(self.key.issue, self.key.channel, self.key.language)
        this = story.round(self.key.round)
        # Once any part of a round may be posted, its text is fixed; until then it may be corrected (rule 7).
        draft = this.pinned or self.request.draft
        part = draft.parts[self.slot - 1] if draft and self.slot <= len(draft.parts) else None
        return PostSnapshot(history, story, this, story.post(this.number, self.key.slot), draft, part)

    def run(self) -> Outcome:
        """Settle the post if it is in doubt, send it if it is not posted, and return the outcome."""
        try:
            view = self.look()
            if self.request.draft and view.post.state != "pending" and view.round.is_elsewhere(self.target):
                words = other_account_words(self.key.issue, view.round.target, self.channel)
                return self._say(view, "held", error=words, code=OTHER_ACCOUNT)
            if view.post.state == "posted" or (view.round.seeded and view.post.state == "open"):
                owes = owes_another_look(view.post, self.context.clock.now())
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

    def record_human_verdict(self, word: str | None) -> Outcome:
        """Record a person's answer: the post's address, or None if it does not exist.

        LookupError for an unknown post, ValueError if `word` is not the address of a post on this service.
        """
        receipt = None if word is None else self.channel.receipt_of(word)
        view = self.look()
        if self.key.slot not in view.round.posts:
            msg = (
                f"the ledger has no post {self.key}; `distribute seed` records what was posted by other means"
            )
            raise LookupError(msg)
        if receipt is not None:
            self._refuse_address_of_another(view, receipt)
            return self._note_posted(view, receipt, "by hand", view.post.next)
        if view.post.state == "posted":
            return self._already(view)
        if view.post.state == "open":
            return self._not_posted(view)
        # Like a read-back, a person may look too early: the request may still arrive (rule 3).
        view = self._not_ahead(view)
        if not self._patience_is_over(view, self.context.clock.now()):
            return self._held(view)
        noted = self._note_absence(view, "a person reported that it is not there", "by hand")
        return noted or self._not_posted(self.look())

    def _refuse_address_of_another(self, view: PostSnapshot, receipt: Receipt) -> None:
        """Raise ValueError for an address that is recorded as another post's."""
        history = fold(self.context.ledger.read())
        others = (post for post in history.posts() if post.key != self.key and post.has(receipt))
        if other := next(others, None):
            msg = f"{receipt.url or receipt.id} is recorded as the post {other.key}: give the address of {self.key}"
            raise ValueError(msg)

    def interrupted(self) -> Outcome:
        """Return the outcome of an attempt that was stopped before it finished."""
        if self.in_flight:
            return self._say(self.in_flight, "in-doubt", error="stopped while it was being sent")
        return self.unsent(error=_STOPPED)

    def unsent(self, *, error: str = "", ledger_error: str = "") -> Outcome:
        """Return the outcome of a post that was not sent, without reading the ledger."""
        draft = self.request.draft
        part = draft.parts[self.slot - 1] if draft and self.slot <= len(draft.parts) else None
        return Outcome(
            key=self.key, state="not-posted", draft=draft, part=part,
            error=error, ledger_error=ledger_error,
        )  # fmt: skip

    # Settling a post in doubt

    def _settle(self, view: PostSnapshot) -> Outcome | None:
        """Read back the post; return None once its absence is accepted and recorded."""
        if why := self._cannot_look(view):
            return self._say(view, "in-doubt", error=why)
        channel = self._as_asked(view)
        if self.context.stop.is_set():
            return self._held(view)
        view = self._not_ahead(view)
        # Before asking: a post that arrives meanwhile is not absent (rule 3).
        asked = self.context.clock.now()
        delivery = self._delivery(view, asked)
        try:
            found = self._find(delivery, channel)
        except BaseException as error:  # noqa: BLE001 - a failed read-back proves nothing (rule 1)
            what = f"it may have been posted, and looking for it failed: {self._words(error)}"
            return self._say(view, "in-doubt", error=what)
        if found:
            return self._note_posted(view, found, "found", view.post.next)
        if not self._patience_is_over(view, asked):
            return self._held(view)
        return self._note_absence(view, "not found when read back", "absence")

    def _cannot_look(self, view: PostSnapshot) -> str:
        """Return why this channel can't tell whether it is there, "" if it can."""
        if not self.channel.can_read_back:
            return self.channel.unsettled
        if view.post.since is None:  # nothing was sent: a person was asked about what was there before
            return view.post.why or "a person has to look"
        try:
            channel = self._as_asked(view)
        except InDoubt as error:
            return self._words(error)
        # Who logs in tells it better than the settings' name for the account, which may be edited.
        told_by_log_in = view.post.destination not in {"", view.round.target}
        if not told_by_log_in and view.round.target != channel.target():
            return f"it may have been posted on {view.round.target}, but this channel now posts elsewhere"
        return ""

    def _as_asked(self, view: PostSnapshot) -> Channel:
        """Return the channel with the settings of the attempt.

        Raises InDoubt for settings that an attempt does not record: a ledger that somebody tampered with must not
        send the channel's secrets to another server.
        """
        if not view.post.settings.keys() <= set(self.channel.asked_for):
            msg = "the ledger holds settings of the attempt that this channel does not have: a person has to look"
            raise InDoubt(msg)
        return self.channel.as_asked(view.post.settings)

    def _look_again(self, view: PostSnapshot) -> Outcome:
        """Look once for a second copy of a post that was sent again after it had been treated as absent (rule 8)."""
        said = self._already(view)
        assert view.post.last
        now = self.context.clock.now()
        if (
            not self.channel.can_read_back
            or self.context.stop.is_set()
            or now - view.post.last < self.patience
        ):
            return said
        delivery = self._delivery(view, now)
        try:
            found = self._find(delivery, self._as_asked(view))
        except (Alike, _NotOurs):
            found = None  # a post with different text is not a copy, nor is the recorded post itself
        except BaseException:  # noqa: BLE001 - a later run looks again
            return said
        if found:
            return self._note_posted(view, found, "found", view.post.next)
        with suppress(Conflict):
            self._append(Rechecked(**self._place(view.post.next)))
        return said

    def _not_ahead(self, view: PostSnapshot) -> PostSnapshot:
        """Return the snapshot with patience counted from now if the time of the last event is in the future.

        In that case a clock was wrong. Otherwise the post could not be settled until that time.
        """
        assert view.post.last
        now = self.context.clock.now()
        if view.post.last - now <= SKEW:
            return view
        what = f"recorded at {view.post.last:%Y-%m-%d %H:%M} UTC, which is in the future: a clock was wrong"
        with suppress(Conflict):
            self._append(Doubted(**self._place(view.post.next, now), what=what))
        return self.look()

    def _patience_is_over(self, view: PostSnapshot, asked: datetime) -> bool:
        """Return whether absence may be accepted; presence is accepted at once (rule 3)."""
        assert view.post.last
        return asked - view.post.last >= self.patience

    def _note_absence(
        self, view: PostSnapshot, why: str, how: Literal["absence", "by hand"]
    ) -> Outcome | None:
        try:
            self._append(Disproved(**self._place(view.post.next), why=why, how=how))
        except Conflict:
            return self._report_conflict(self.look())
        return None

    # Sending a post

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
        view = self.look()  # read again: another run or a person may have written in the meantime
        if kept := self._kept_from_sending(view, login.destination):
            return kept
        begun, now = self.context.clock.monotonic(), self.context.clock.now()
        intended = self._intended(view, login, now)
        delivery = msgspec.structs.replace(self._delivery(view, now), account=login.account)
        self.in_flight = view
        try:
            # The intent is recorded durably before the request is sent (rule 2).
            self._append(*self._first(view, now, login.destination), intended)
            self.context.sent.add(self.key)
            return self._send(view, delivery, ready, intended, begun)
        except Conflict:
            return self._report_conflict(self.look(), login.destination)
        finally:
            self.in_flight = None

    def _kept_from_sending(self, view: PostSnapshot, destination: str = "") -> Outcome | None:
        """Return the outcome if another run, another channel, a hold or a stop prevents sending, else None."""
        if view.post.state != "open" or view.round.seeded or self._holder(view, destination):
            return self._report_conflict(view, destination)
        if held := self._hold_text(view.history):
            return self._say(view, "held", error=held, code=HELD)
        if self.context.stop.is_set():
            return self._say(view, "not-posted", error=_STOPPED)
        return None

    def _intended(self, view: PostSnapshot, login: Prepared, now: datetime) -> Intended:
        return Intended(
            **self._place(view.post.next, now),
            account=login.account,
            destination=login.destination or self.target,
            settings={name: getattr(self.channel, name) for name in self.channel.asked_for},
            token=view.post.token or self.context.token(self.key),
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
            found = self._find(delivery, channel)
        except Alike as alike:
            doubted = Doubted(**self._place(view.post.next), what=alike.what, alike=alike.receipts)
            return self._note_first(view, ready, doubted)
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
        posted = Posted(**self._place(view.post.next), receipt=found, how="found")
        return self._note_first(view, ready, posted)

    def _note_first(self, view: PostSnapshot, ready: Any, event: Posted | Doubted) -> Outcome:
        """Record what was found before the first attempt, with the draft that it was compared with.

        A post with different text is recorded as a doubt: a person has to say what it is.
        """
        destination = ready.destination if isinstance(ready, Prepared) else ""
        try:
            self._append(*self._first(view, event.at, destination), event)
        except Conflict:
            return self._report_conflict(self.look(), destination)
        if isinstance(event, Posted):
            return self._say(view, "already-posted", receipt=event.receipt, how="found")
        return self._say(view, "in-doubt", error=event.what)

    def _send(
        self, view: PostSnapshot, delivery: Delivery, ready: Any, intended: Intended, begun: float
    ) -> Outcome:
        if self._too_late(intended.at, begun):
            self._note_proof(intended, "too late")
            return self._not_posted(view, NotPosted(_TOO_LATE))
        try:
            receipt = self.channel.post(delivery, ready)
            _require_receipt(receipt)
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
            found = None if not self.channel.can_read_back else self._find(delivery, self.channel)
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

    def _delivery(self, view: PostSnapshot, now: datetime) -> Delivery:
        previous, post = view.story.post(self.key.round, str(self.slot - 1)), view.post
        others = view.history.other_receipts(self.key, self.target, post.destination)
        known = self.context.other_receipts(self.key, self.target, post.destination)
        own = (post.receipt, *post.duplicates) if post.receipt else ()
        # `alike` posts were found before anything was sent, and a person said that they are something else.
        return Delivery(
            key=str(self.key), idempotency_key=post.token or self.context.token(self.key), language=self.key.language,
            part=view.part or Part(text=""), first_attempt_at=post.since or now, account=post.account if post.since else "",
            exclude=tuple(dict.fromkeys((*others, *known, *own, *post.alike))), in_reply_to=previous.receipt,
        )  # fmt: skip

    def _find(self, delivery: Delivery, channel: Channel) -> Receipt | None:
        """Return what the channel finds, if it can be this post (rule 5)."""
        found = channel.find(delivery)
        if found is None:
            return None
        _require_receipt(found)
        if any(found.id == other.id for other in delivery.exclude):
            raise _NotOurs(_NOT_OURS)
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
        try:
            self.context.ledger.append(*events)
        except (Conflict, LedgerError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug in a ledger must not lose a receipt
            raise LedgerError(_LEDGER_BUG.format(type(error).__name__)) from None

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
        held = history.held(self.key.issue, self.key.channel, target=self.target)
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
        return Outcome(key=self.key, state=state, draft=view.draft, part=view.part, **more)

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
        return self.channel.redact(text)


class _NotOurs(InDoubt):
    """The adapter found a post that is already recorded."""


def owes_another_look(post: Post, now: datetime) -> bool:
    """Return whether the post was sent again after it had been treated as absent, and not looked for since.

    The first request may have arrived later than the patience (see safety rule 12). If the look keeps failing,
    it ends after `LAST_LOOK`: reading far back uses up a service's quota.
    """
    owed = post.state == "posted" and post.unresolved and not post.rechecked
    return owed and post.last is not None and now - post.last <= LAST_LOOK


def _require_receipt(receipt: object) -> None:
    """Raise InDoubt unless the adapter returned a receipt that can be shown."""
    if not isinstance(receipt, Receipt):
        raise InDoubt(_NO_RECEIPT)
    if not receipt.can_be_told:
        raise InDoubt(_STRANGE_RECEIPT)
