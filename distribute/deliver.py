"""Sends what is to go out, and never twice: with `turn`, the only code that posts or writes the ledger.

A thread a channel, in order inside one. What came of each post is in its outcome, and the exit code
follows from those.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import msgspec

from distribute.channel import Channel, Part
from distribute.ledger import (
    About,
    AnyEvent,
    Conflict,
    Held,
    Key,
    Ledger,
    LedgerError,
    Released,
    Seeded,
    Seen,
    hold_place,
)
from distribute.ledger.history import Story, fold
from distribute.turn import (
    NO_PLACE,
    RIVALS,
    Announcement,
    Clock,
    Desk,
    Outcome,
    Repost,
    State,
    Turn,
)

__all__ = [
    "Announcement",
    "Clock",
    "Outcome",
    "Repost",
    "State",
    "deliver",
    "hold",
    "new_run",
    "release",
    "remember",
    "seed",
    "take_word",
    "worst",
]

GRACE = 5.0  # seconds that what is in flight may take after a stop: CI runners kill soon after


def new_run() -> str:
    """Return a name for this run that no other has."""
    return os.urandom(8).hex()


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code of a run: 5 before 3 before 1 before 4."""
    codes = {outcome.exit_code for outcome in outcomes}
    return next((code for code in (5, 3, 1, 4) if code in codes), 0)


def deliver(
    announcements: Sequence[Announcement],
    ledger: Ledger,
    *,
    clock: Clock | None = None,
    stop: threading.Event | None = None,
    run: str = "",
    grace: float = GRACE,
) -> list[Outcome]:
    """Send what isn't out yet, and return an outcome for every post, in the order asked for.

    It raises nothing that a channel or the ledger does: that is in the outcomes. Once `stop` is set
    nothing new begins, and what is in flight for longer than `grace` seconds is told as in doubt.
    """
    desk = _desk(ledger, clock, run, stop)
    lanes: dict[str, _Lane] = {}
    for index, wanted in enumerate(announcements):
        lanes.setdefault(wanted.channel.name, _Lane(desk)).work.append((index, wanted))
    for lane in lanes.values():
        lane.start()
    _join(lanes.values(), desk.stop, grace)
    told = [item for lane in lanes.values() for item in lane.told()]
    return [_latest(desk, outcome) for _, outcome in sorted(told, key=lambda item: item[0])]


def take_word(
    channel: Channel,
    key: Key,
    word: str | None,
    ledger: Ledger,
    *,
    clock: Clock | None = None,
    run: str = "",
) -> Outcome:
    """Note a person's word on a post: its address, or None for "it is not there".

    "Not there" counts only after the channel's patience; until then the outcome is held. Raises
    LookupError for a post that the ledger doesn't know, ValueError for a word that is no post's
    address on this service, LedgerError if the ledger can't be read or written.
    """
    wanted = Announcement(channel=channel, issue=key.issue, language=key.language)
    return Turn(_desk(ledger, clock, run), wanted, key.round, int(key.slot)).take_word(word)


def seed(
    announcements: Sequence[Announcement],
    because: str,
    ledger: Ledger,
    *,
    clock: Clock | None = None,
    run: str = "",
) -> list[Outcome]:
    """Record as announced, without posting, whatever of this the ledger knows nothing of.

    All of it is one append. Raises LedgerError if the ledger can't be read or written.
    """
    desk = _desk(ledger, clock, run)
    for _ in range(RIVALS):
        history, at = fold(ledger.read()), desk.clock.now()
        stories = [
            history.story(wanted.issue, wanted.channel.name, wanted.language) for wanted in announcements
        ]
        events: dict[str, AnyEvent] = {}
        for wanted, story in zip(announcements, stories, strict=True):
            if story.newest:
                continue
            seeded = Seeded(
                post=story.key(1, "1").round_place, seq=1, run=desk.run, at=at,
                target=wanted.channel.target(), about=wanted.about, because=because,
            )  # fmt: skip
            events |= {event.post: event for event in (*desk.claim(history, wanted, at), seeded)}
        try:
            ledger.append(*events.values())
        except Conflict:
            continue
        return [_seeded(story) for story in stories]
    raise LedgerError(NO_PLACE)


def remember(issue: str, language: str, about: About, ledger: Ledger, *, clock: Clock | None = None) -> None:
    """Note under which path, URL and title an announced issue is met now, so that it is known by them too.

    An issue may be edited bit by bit until nothing of what it was is left. Raises LedgerError.
    """
    story = fold(ledger.read(issue)).unseen(issue, language, about)
    if story is None or story.newest is None:
        return
    place, now = story.key(story.newest.number, "1").round_place, (clock or Clock()).now()
    with suppress(Conflict):  # another run notes something there: the next run sees to it
        ledger.append(Seen(post=place, seq=story.newest.next, run=new_run(), at=now, about=about))


def hold(
    issue: str,
    channel: str,
    because: str,
    by: str,
    ledger: Ledger,
    *,
    about: About | None = None,
    clock: Clock | None = None,
) -> Held | None:
    """Keep what isn't out of an issue from a channel, from all of them without one, until it is released.

    With `about` the hold goes with the issue when that gets another id. Returns None once the hold is on
    record, or the hold that was there already. Raises LedgerError.
    """
    run, place = new_run(), hold_place(issue, channel)
    for _ in range(RIVALS):
        before = fold(ledger.read(issue)).hold(issue, channel)
        if before.held:
            return before.held
        at = (clock or Clock()).now()
        with suppress(Conflict):
            held = Held(
                post=place, seq=before.next, run=run, at=at, because=because, by=by,
                about=about or About(),
            )  # fmt: skip
            ledger.append(held)
            return None
    raise LedgerError(NO_PLACE)


def release(issue: str, channel: str, by: str, ledger: Ledger, *, clock: Clock | None = None) -> Held | None:
    """End the hold that `hold` put on the same issue and channel; returns it, None if there is none."""
    run, place = new_run(), hold_place(issue, channel)
    for _ in range(RIVALS):
        before = fold(ledger.read(issue)).hold(issue, channel)
        if before.held is None:
            return None
        at = (clock or Clock()).now()
        with suppress(Conflict):
            ledger.append(Released(post=place, seq=before.next, run=run, at=at, by=by))
            return before.held
    raise LedgerError(NO_PLACE)


class _Lane(threading.Thread):
    """One channel's announcements, one after another; whatever happens here stops no other (rule 9)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(daemon=True)
        self.desk = desk
        self.work: list[tuple[int, Announcement]] = []
        self.outcomes: list[tuple[int, Outcome]] = []
        self.turn: Turn | None = None
        self.crash: BaseException | None = None

    def run(self) -> None:
        try:
            for index, wanted in self.work:
                try:
                    for outcome in self._announce(wanted):
                        self.outcomes.append((index, outcome))
                except Exception as bug:  # noqa: BLE001 - our own bugs stop no other either, and are doubt
                    self.outcomes.append((index, _bug(wanted, bug)))
                self.turn = None
        except BaseException as crash:  # noqa: BLE001 - raised again in the thread that asks
            self.crash = crash

    def told(self) -> list[tuple[int, Outcome]]:
        """Return the outcomes of all its work, as far as it is by now."""
        if self.crash:
            raise self.crash
        outcomes, turn = list(self.outcomes), self.turn
        begun = {index for index, _ in outcomes}
        keys = {outcome.key for _, outcome in outcomes}
        for index, wanted in self.work:
            if turn and turn.wanted is wanted:
                if turn.key not in keys:
                    outcomes.append((index, turn.interrupted()))
            elif index not in begun:
                outcomes.append((index, Turn(self.desk, wanted).interrupted()))
        return outcomes

    def _announce(self, wanted: Announcement) -> Iterator[Outcome]:
        """Send the posts of one announcement, each waiting for the one before."""
        turn = self.turn = Turn(self.desk, wanted)
        try:
            story = turn.look().story
        except LedgerError as error:
            yield turn.unsent(ledger_error=str(error))
            return
        number = _round(story, wanted.repost)
        if number is None:
            yield _not_yet(story)
            return
        slot, parts = 0, 1
        while slot < parts:
            slot += 1
            turn = self.turn = Turn(self.desk, wanted, number, slot)
            outcome = turn.take()
            yield outcome
            later = outcome.draft.parts[slot:] if outcome.draft else ()
            if not outcome.done:
                yield from _waiting(outcome, later)
                return
            parts = slot + len(later)


def _desk(ledger: Ledger, clock: Clock | None, run: str, stop: threading.Event | None = None) -> Desk:
    return Desk(ledger, clock or Clock(), stop or threading.Event(), run or new_run())


def _join(lanes: Iterable[_Lane], stop: threading.Event, grace: float) -> None:
    """Wait for all lanes, but not for long once `stop` is set: they are in the ledger as in doubt."""
    deadline = None
    for lane in lanes:
        while lane.is_alive():
            if deadline is None and stop.is_set():
                deadline = time.monotonic() + grace
            lane.join(0.05 if deadline is None else max(0.0, deadline - time.monotonic()))
            if deadline is not None and time.monotonic() >= deadline:
                break


def _bug(wanted: Announcement, bug: Exception) -> Outcome:
    key = Key(wanted.issue, wanted.channel.name, wanted.language)
    return Outcome(key=key, state="in-doubt", error=f"{type(bug).__name__} in distribute itself")


def _latest(desk: Desk, outcome: Outcome) -> Outcome:
    """Return what it has come to by now, where this run only waited for another."""
    if outcome.state not in {"held", "in-doubt"} or outcome.key in desk.sent:
        return outcome
    key = outcome.key
    try:
        history = fold(desk.ledger.read(key.issue))
    except LedgerError:
        return outcome
    post = history.story(key.issue, key.channel, key.language).post(key.round, key.slot)
    if post.state != "posted":
        return outcome
    return Outcome(
        key=key, state="already-posted", draft=outcome.draft, part=outcome.part,
        receipt=post.receipt, how=post.how,
    )  # fmt: skip


def _round(story: Story, repost: Repost | None) -> int | None:
    """Return the round to work on; None when the last one has to be finished first."""
    newest = story.newest
    if repost is None:
        return newest.number if newest else 1
    for number, each in story.rounds.items():
        # A CI job that is run again asks for the round it asked for before.
        if repost.key and each.composed and each.composed.asked == repost.key:
            return number
    return newest.number + 1 if newest and newest.posted else None


def _not_yet(story: Story) -> Outcome:
    """Say that a re-post wants the last round posted."""
    newest = story.newest
    return Outcome(
        key=story.key(newest.number if newest else 1, "1"),
        state="in-doubt" if newest and newest.pending else "not-posted",
        error="it can't be posted again before it is posted: `publish` finishes it",
    )


def _seeded(story: Story) -> Outcome:
    newest = story.newest
    key = story.key(newest.number if newest else 1, "1")
    if newest is None or newest.posted:
        return Outcome(key=key, state="already-posted", how="by hand")
    return Outcome(
        key=key,
        state="in-doubt" if newest.pending else "not-posted",
        error="its announcement was begun: `publish` or `settle` finishes it",
    )


def _waiting(first: Outcome, parts: Sequence[Part]) -> Iterator[Outcome]:
    """Say of the later parts of a thread that they wait for the one before."""
    state: State = "held" if first.state in {"held", "in-doubt"} else "not-posted"
    for slot, part in enumerate(parts, int(first.key.slot) + 1):
        yield Outcome(
            key=msgspec.structs.replace(first.key, slot=str(slot)),
            state=state, draft=first.draft, part=part, until=first.until, code=first.code,
            error=f"waits for part {first.key.slot}",
        )  # fmt: skip
