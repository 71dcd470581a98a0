"""One attempt to send, or to reconcile, one post.

Every event has a place of its own in the ledger, so whoever comes second to a place meets a Conflict
and leaves the post to the first. The rules named in comments are those of docs/design.md.
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
from distribute.deliver.outcome import HELD, DeliveryRequest, Outcome, Repost, State
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

SHORT = 5.0  # seconds until the one retry, where the service named none
LONGEST = 60.0  # seconds that a run waits for its one retry; beyond, it says when
MAX_CONFLICTS = 50  # more than ever write to one post at once: a ledger that always conflicts is broken

LAST_LOOK = timedelta(days=90)  # a monthly newsletter has three runs until then

NO_PLACE = "the ledger says again and again that somebody else was first: it may be broken"
_LEDGER_BUG = "{} in the ledger's own code"
_STOPPED = "stopped before it was sent"
_NO_RECEIPT = "the adapter gave no receipt"
_STRANGE_RECEIPT = "the service's answer is strange: what it calls the post is no id or no address"
_NOT_OURS = "the adapter found another announcement of the same issue"
_TOO_LATE = "too late: it took so long that another run may have taken over; run again"


class DeliveryAttempt:
    """One post's turn to go out, or to be looked for."""

    def __init__(self, context: RunContext, request: DeliveryRequest, number: int = 1, slot: int = 1) -> None:
        """Take the post `slot` of round `number`."""
        self.context = context
        self.request = request
        self.channel = request.channel
        self.target = request.channel.target()
        self.patience = timedelta(seconds=request.channel.patience)
        self.slot = slot
        self.key = Key(request.issue, request.channel.name, request.language, number, str(slot))
        self.in_flight: PostSnapshot | None = None

    def look(self) -> PostSnapshot:
        """Read the ledger; LedgerError if it can't be."""
        try:
            history = fold(self.context.ledger.read(self.key.issue))
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - a ledger of someone else, too
            raise LedgerError(_LEDGER_BUG.format(type(error).__name__)) from None
        story = history.story(self.key.issue, self.key.channel, self.key.language)
        this = story.round(self.key.round)
        # Once any of a round may be out, what it says is fixed; until then it may be mended (rule 7).
        draft = this.pinned or self.request.draft
        part = draft.parts[self.slot - 1] if draft and self.slot <= len(draft.parts) else None
        return PostSnapshot(history, story, this, story.post(this.number, self.key.slot), draft, part)

    def run(self) -> Outcome:
        """Bring the post as far as it gets in this run."""
        try:
            view = self.look()
            if view.round.seeded or view.post.state == "posted":
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
        """Note a person's word: where it is, or None for "it is not there".

        LookupError for an unknown post, ValueError for a word that is no post of this service.
        """
        receipt = None if word is None else self.channel.receipt_of(word)
        view = self.look()
        if self.key.slot not in view.round.posts:
            msg = f"nothing is known of {self.key}; `distribute seed` records what went out by other means"
            raise LookupError(msg)
        if receipt is not None:
            self._refuse_address_of_another(view, receipt)
            return self._note_posted(view, receipt, "by hand", view.post.next)
        if view.post.state == "posted":
            return self._already(view)
        if view.post.state == "open":
            return self._not_posted(view)
        # A person's eyes see no further than a read-back: it may still be on its way (rule 3).
        view = self._not_ahead(view)
        if not self._patience_is_over(view, self.context.clock.now()):
            return self._held(view)
        noted = self._note_absence(view, "a person says that it is not there", "by hand")
        return noted or self._not_posted(self.look())

    def _refuse_address_of_another(self, view: PostSnapshot, receipt: Receipt) -> None:
        """Raise ValueError for an address that is on record as another post's."""
        history = fold(self.context.ledger.read())
        others = (post for post in history.posts() if post.key != self.key and post.has(receipt))
        if other := next(others, None):
            msg = f"{receipt.url or receipt.id} is on record as the post {other.key}: give the address of {self.key}"
            raise ValueError(msg)

    def interrupted(self) -> Outcome:
        """Say where it stands while it is still under way."""
        if self.in_flight:
            return self._say(self.in_flight, "in-doubt", error="stopped while it was being sent")
        return self.unsent(error=_STOPPED)

    def unsent(self, *, error: str = "", ledger_error: str = "") -> Outcome:
        """Say that nothing left, without looking into the ledger."""
        draft = self.request.draft
        part = draft.parts[self.slot - 1] if draft and self.slot <= len(draft.parts) else None
        return Outcome(
            key=self.key, state="not-posted", draft=draft, part=part,
            error=error, ledger_error=ledger_error,
        )  # fmt: skip

    # What is in doubt

    def _settle(self, view: PostSnapshot) -> Outcome | None:
        """Look whether it is there; None when it surely isn't, and that is noted."""
        if not self.channel.can_read_back:
            what = "it may be out, and this channel can't look: a person has to"
            return self._say(view, "in-doubt", error=what)
        if view.post.since is None:  # nothing was sent: a person was asked about what was there before
            return self._say(view, "in-doubt", error=view.post.why)
        channel = self.channel.as_asked(view.post.settings)
        # Who logs in tells it better than the settings' name for the account, which may be edited.
        told_by_log_in = view.post.destination not in {"", view.round.target}
        if not told_by_log_in and view.round.target != channel.target():
            what = f"it may be out on {view.round.target}, which is not what this channel is now"
            return self._say(view, "in-doubt", error=what)
        if self.context.stop.is_set():
            return self._held(view)
        view = self._not_ahead(view)
        asked = self.context.clock.now()  # before asking: what arrives meanwhile is not absent (rule 3)
        delivery = self._delivery(view, asked)
        try:
            found = self._find(delivery, channel)
        except BaseException as error:  # noqa: BLE001 - not being able to look proves nothing (rule 1)
            what = f"it may be out, and looking for it failed: {self._words(error)}"
            return self._say(view, "in-doubt", error=what)
        if found:
            return self._note_posted(view, found, "found", view.post.next)
        if not self._patience_is_over(view, asked):
            return self._held(view)
        return self._note_absence(view, "not there on reading back", "absence")

    def _look_again(self, view: PostSnapshot) -> Outcome:
        """Look once for a second copy of what was sent again after it had been believed absent (rule 8)."""
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
            found = self._find(delivery, self.channel.as_asked(view.post.settings))
        except (Alike, _NotOurs):
            found = None  # with other words it is no copy, and the post itself is none
        except BaseException:  # noqa: BLE001 - a later run looks
            return said
        if found:
            return self._note_posted(view, found, "found", view.post.next)
        with suppress(Conflict):
            self._append(Rechecked(**self._place(view.post.next)))
        return said

    def _not_ahead(self, view: PostSnapshot) -> PostSnapshot:
        """Return the view with patience counted from now, where the last event is stamped in the future.

        Some clock was wrong; without this nobody could settle the post until that time has come.
        """
        assert view.post.last
        now = self.context.clock.now()
        if view.post.last - now <= SKEW:
            return view
        what = (
            f"on record for {view.post.last:%Y-%m-%d %H:%M} UTC, which is still to come: some clock was wrong"
        )
        with suppress(Conflict):
            self._append(Doubted(**self._place(view.post.next, now), what=what))
        return self.look()

    def _patience_is_over(self, view: PostSnapshot, asked: datetime) -> bool:
        """Say whether absence may be believed; presence is at once (rule 3)."""
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

    # What goes out

    def _attempt_twice(self, view: PostSnapshot) -> Outcome:
        """Send it; once more, by a new intent, if it surely isn't out and the wait is short."""
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
        """Send it once; NotPosted, noted already, if it surely isn't out."""
        if kept := self._kept_from_sending(view):
            return kept
        ready = self._prepare(self._delivery(view, self.context.clock.now()))
        login = ready if isinstance(ready, Prepared) else Prepared()
        if kept := self._kept_from_sending(view, login.destination):
            return kept  # before looking: what another channel has posted there would be found
        if there := self._look_first(view, ready):
            return there
        view = self.look()  # it took a while, and another run, or a person, may have been quick
        if kept := self._kept_from_sending(view, login.destination):
            return kept
        begun, now = self.context.clock.monotonic(), self.context.clock.now()
        intended = self._intended(view, login, now)
        delivery = msgspec.structs.replace(self._delivery(view, now), account=login.account)
        self.in_flight = view
        try:
            # Before the request leaves it is on record, durably, that it may have (rule 2).
            self._append(*self._first(view, now, login.destination), intended)
            self.context.sent.add(self.key)
            return self._send(view, delivery, ready, intended, begun)
        except Conflict:
            return self._report_conflict(self.look(), login.destination)
        finally:
            self.in_flight = None

    def _kept_from_sending(self, view: PostSnapshot, destination: str = "") -> Outcome | None:
        """Return what keeps it from being sent now: another run or channel, a person, or a stop."""
        if view.post.state != "open" or self._holder(view, destination):
            return self._report_conflict(view, destination)
        if held := self._kept_in(view.history):
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
        """Look before the first attempt of all: an old backup knows nothing of what went out, nor does a second ledger.

        None when it is not there, or where nobody may look. Raises NotPosted if looking failed for now.
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
            if refusal.final:  # it may not look at all: then this is a channel that can't be read back
                return None
            raise
        except BaseException as error:  # noqa: BLE001 - nothing was sent, and the next run looks again
            why = f"looking whether it is out already failed: {self._words(error)}"
            raise NotPosted(why, final=False) from None
        if found is None:
            return None
        posted = Posted(**self._place(view.post.next), receipt=found, how="found")
        return self._note_first(view, ready, posted)

    def _note_first(self, view: PostSnapshot, ready: Any, event: Posted | Doubted) -> Outcome:
        """Put what was found before the first attempt on record, with the draft that it was held against.

        A post with other words is put on record as a doubt: a person has to say what it is.
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
            _proof(receipt)
        except Duplicate as refusal:
            return self._refused_as_duplicate(view, delivery, intended, refusal)
        except NotPosted as refusal:
            self._note_proof(intended, self._words(refusal))
            raise
        except BaseException as error:  # noqa: BLE001 - whatever isn't proof is doubt, bugs too (rule 1)
            return self._note_doubt(view, intended, self._words(error))
        return self._note_posted(view, receipt, "sent", intended.seq + 1)

    def _prepare(self, delivery: Delivery) -> Any:
        """Do what may be done twice; whatever goes wrong here, nothing was sent (rule 1)."""
        try:
            return self.channel.prepare(delivery)
        except NotPosted as refusal:
            raise NotPosted(refusal.why, final=refusal.final, retry_after=refusal.retry_after) from None
        except InDoubt as error:
            raise NotPosted(error.what, final=False) from None
        except BaseException as error:  # noqa: BLE001 - an adapter's bug stops no other channel (rule 9)
            raise NotPosted(self._words(error)) from None

    def _too_late(self, at: datetime, begun: float) -> bool:
        """Say whether another run may hold this post for given up (rule 4).

        The wall clock sees a machine that slept, the monotonic one a wall clock that was set.
        """
        now, most = self.context.clock.now(), self.patience / 2
        elapsed = timedelta(seconds=self.context.clock.monotonic() - begun)
        return now < at or now - at > most or elapsed > most

    def _refused_as_duplicate(
        self, view: PostSnapshot, delivery: Delivery, intended: Intended, refusal: Duplicate
    ) -> Outcome:
        """Look: this request posted nothing, so what is there came of an earlier one, or is not ours."""
        try:
            found = None if not self.channel.can_read_back else self._find(delivery, self.channel)
        except BaseException:  # noqa: BLE001 - not being able to look is as good as not finding
            found = None
        if found:
            return self._note_posted(view, found, "found", intended.seq + 1)
        if view.post.unresolved:
            return self._note_doubt(view, intended, self._words(refusal))
        self._note_proof(intended, self._words(refusal))
        raise NotPosted(refusal.why)

    def _first(self, view: PostSnapshot, at: datetime, destination: str = "") -> tuple[AnyEvent, ...]:
        """Return what has to be on record together with an intent: the account and the draft."""
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
        # What is `alike` was asked about before anything was sent, and a person said that it is something else.
        return Delivery(
            key=str(self.key), idempotency_key=post.token or self.context.token(self.key), language=self.key.language,
            part=view.part or Part(text=""), first_attempt_at=post.since or now, account=post.account if post.since else "",
            exclude=tuple(dict.fromkeys((*others, *known, *own, *post.alike))), in_reply_to=previous.receipt,
        )  # fmt: skip

    def _find(self, delivery: Delivery, channel: Channel) -> Receipt | None:
        """Ask the channel, and believe it only if the answer can be this post (rule 5)."""
        found = channel.find(delivery)
        if found is None:
            return None
        _proof(found)
        if any(found.id == other.id for other in delivery.exclude):
            raise _NotOurs(_NOT_OURS)
        return found

    # What is noted

    def _note_posted(
        self, view: PostSnapshot, receipt: Receipt, how: Literal["sent", "found", "by hand"], seq: int
    ) -> Outcome:
        """Note that it is out, whoever wrote what in between: a receipt is never lost (rule 8)."""
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
        twice = f"it is out twice: {first.url or first.id} and {receipt.url or receipt.id}"
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
            return msgspec.structs.replace(said, error=f"another run has posted it meanwhile; {what}")
        return said

    def _note_proof(self, intended: Intended, why: str) -> None:
        """Note that this attempt posted nothing; where others wrote on since, it is theirs to judge."""
        try:
            self._append(Disproved(**self._place(intended.seq + 1), why=why))
        except Conflict:
            return

    def _append_until_recorded(
        self, event: Callable[[int], AnyEvent], post: Post, seq: int, receipt: Receipt | None = None
    ) -> Post:
        """Note what must not be lost at the next free place; return the post as it was before.

        A `receipt` that is on record already is not noted again.
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
        except Exception as error:  # noqa: BLE001 - a ledger's own bug must not cost us a receipt
            raise LedgerError(_LEDGER_BUG.format(type(error).__name__)) from None

    def _place(self, seq: int, at: datetime | None = None) -> dict[str, Any]:
        return {
            "post": str(self.key),
            "seq": seq,
            "run": self.context.run,
            "at": at or self.context.clock.now(),
        }

    # What is said

    def _holder(self, view: PostSnapshot, destination: str = "") -> str:
        """Return the other channel's name under which the account has this already (rule 6)."""
        if self.request.shared:
            return ""
        names = filter(None, (self.target, destination))
        holders = (view.history.holder(self.key.issue, self.key.language, name) for name in names)
        return next((holder for holder in holders if holder not in {"", self.channel.name}), "")

    def _kept_in(self, history: History) -> str:
        """Return the words of the hold that a person has put on this, "" where there is none."""
        held = history.held(self.key.issue, self.key.channel)
        return held.words if held else ""

    def _report_conflict(self, view: PostSnapshot, destination: str = "") -> Outcome:
        """Say what another run has made of it."""
        if view.post.state == "posted":
            return self._already(view)
        if view.post.state == "pending":
            return self._held(view)
        holder = self._holder(view, destination)
        if holder:
            what = f"{self.target} has this issue already, as the channel {holder!r}"
            return self._say(view, "held", error=what, code="same-target")
        return self._say(view, "not-posted", error="another run was at it at the same moment: run again")

    def _already(self, view: PostSnapshot) -> Outcome:
        how = "by hand" if view.round.seeded else view.post.how
        return self._say(view, "already-posted", receipt=view.post.receipt, how=how)

    def _held(self, view: PostSnapshot) -> Outcome:
        assert view.post.last
        until = view.post.last + self.patience
        return self._say(view, "held", error="it may be out or on its way", until=until)

    def _not_posted(self, view: PostSnapshot, refusal: NotPosted | None = None) -> Outcome:
        if refusal is None:
            return self._say(view, "not-posted", error=view.post.why or "nothing was sent")
        wait = refusal.retry_after
        until = None if wait is None else self.context.clock.now() + timedelta(seconds=wait)
        return self._say(view, "not-posted", error=self._words(refusal), until=until)

    def _say(self, view: PostSnapshot, state: State, **more: Any) -> Outcome:
        return Outcome(key=self.key, state=state, draft=view.draft, part=view.part, **more)

    def _words(self, error: BaseException) -> str:
        """Return what may be said of an exception: a verdict's words, of any other its type alone.

        Other people's messages quote requests and answers, so they are never repeated.
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
    """What the adapter found is on record already."""


def owes_another_look(post: Post, now: datetime) -> bool:
    """Say whether it was sent again after it had been believed absent, and not looked for since.

    The first request may have arrived after all, later than anybody waited (see "the bounds"). Where
    looking fails again and again there is an end to it: reading far back costs a service's quota.
    """
    owed = post.state == "posted" and post.unresolved and not post.rechecked
    return owed and post.last is not None and now - post.last <= LAST_LOOK


def _proof(receipt: object) -> None:
    """Raise InDoubt unless an adapter gave a receipt; one that nobody could be told is none."""
    if not isinstance(receipt, Receipt):
        raise InDoubt(_NO_RECEIPT)
    if not receipt.can_be_told:
        raise InDoubt(_STRANGE_RECEIPT)
