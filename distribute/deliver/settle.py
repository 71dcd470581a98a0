"""Settling a post that is in doubt, by looking for it or by a person's answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Receipt
from distribute.channel.readback import SKEW
from distribute.channel.verdicts import Alike, InDoubt, Unfinished
from distribute.deliver.context import PostSnapshot
from distribute.deliver.outcome import HELD, Outcome
from distribute.deliver.post_record import NO_POST, NotOurs, PostRecord, require_receipt
from distribute.deliver.until_held import UntilHeld
from distribute.ledger.events import (
    Conflict,
    Doubted,
    Rechecked,
)
from distribute.ledger.question import Question, history_about


class Settlement(PostRecord):
    """One post that may have to be settled."""

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
            found = self._find(view, delivery, channel)
        except Unfinished as unfinished:
            if not self.request.resume:
                return self._say(view, "in-doubt", error=unfinished.what)
            return self._resume(view, channel, delivery)
        except BaseException as error:  # noqa: BLE001 - a failed read-back proves nothing (rule 1)
            what = f"it may have been posted, and looking for it failed: {self._words(error)}"
            return self._say(view, "in-doubt", error=what)
        if found:
            return self._note_posted(view, found, "found", view.post.next)
        if not self._patience_is_over(view, asked):
            return self._held(view)
        return self._note_absence(view, "not found when read back", "absence")

    def _is_left(self, view: PostSnapshot) -> bool:
        """Return whether copies of a post are to be sent after it was recorded as posted, as a person has decided."""
        with suppress(InDoubt):  # nothing can be sent then
            return self.channel.counts(view.post.idempotency_key).get("queued", 0) > 0
        return False

    def _resume(self, view: PostSnapshot, channel: Channel, delivery: Delivery) -> Outcome:
        """Continue a post that goes out in steps, under the intent that is recorded: the steps are the channel's record."""
        if held := self._hold_text(view.history):
            return self._say(view, "held", error=held, code=HELD)
        self.in_flight = view
        try:
            receipt = self._post(channel, delivery, channel.prepare(delivery))
            require_receipt(receipt)
        except BaseException as error:  # noqa: BLE001 - the next run goes on, whatever stopped this one
            return self._say(view, "in-doubt", error=self._words(error))
        finally:
            self.in_flight = None
        return self._note_posted(view, receipt, "sent", view.post.next)

    def _post(self, channel: Channel, delivery: Delivery, ready: Any) -> Receipt:
        """Send the post. One that goes out in steps ends once it is held."""
        if not channel.senders:
            return channel.post(delivery, ready)
        with UntilHeld(self.context.stop, lambda: bool(self._hold_text(self.look().history))) as stop:
            return channel.post(msgspec.structs.replace(delivery, stop=stop), ready)

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
            found = self._find(view, delivery, self._as_asked(view))
        except (Alike, NotOurs):
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

    def record_human_verdict(self, word: str | None) -> Outcome:
        """Record a person's answer: the post's address, or None if it does not exist.

        LookupError for an unknown post, ValueError if `word` is not the address of a post on this service.
        """
        receipt = None if word is None else self.channel.receipt_of(word)
        view = self.look()
        if self.key.part_number not in view.round.posts:
            raise LookupError(NO_POST.format(self.key))
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
        history = history_about(self.context.ledger, Question(receipts=[receipt]))
        others = (post for post in history.posts() if post.key != self.key and post.has(receipt))
        if other := next(others, None):
            msg = f"{receipt.url or receipt.id} is recorded as the post {other.key}: give the address of {self.key}"
            raise ValueError(msg)
