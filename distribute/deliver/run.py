"""Deliver the requested posts, each by an `attempt`.

Each channel has its own thread, which sends its posts in order. Each post has an outcome, and the exit code
is derived from the outcomes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import msgspec

from distribute.channel.post import Message
from distribute.deliver.attempt import DeliveryAttempt
from distribute.deliver.clock import Clock
from distribute.deliver.context import RunContext, StopControl
from distribute.deliver.other_account import OTHER_ACCOUNT
from distribute.deliver.outcome import DeliveryRequest, Outcome, Repost, State
from distribute.deliver.post_record import ledger_bugs_told
from distribute.ledger.events import Key, Ledger, LedgerError
from distribute.ledger.fold import fold
from distribute.ledger.history import History, PublicationHistory


def deliver(
    requests: Sequence[DeliveryRequest],
    ledger: Ledger,
    control: StopControl | None = None,
    *,
    clock: Clock | None = None,
    run: str = "",
    history: History | None = None,
) -> list[Outcome]:
    """Send what is not posted yet, and return an outcome for every post, in the order of the requests.

    `history` is what this run has read of the ledger. It decides what to begin with; the ledger is read again before
    anything is sent, and an event at a place that another run has taken is refused.

    Errors of a channel or the ledger are not raised but appear in the outcomes.
    """
    context = RunContext(ledger, clock, control, run, history)
    lanes: dict[str, _Lane] = {}
    all_started = threading.Event()  # a ledger may wait until every channel needs it
    for index, request in enumerate(requests):
        lanes.setdefault(request.channel.name, _Lane(context, all_started)).work.append((index, request))
    for lane in lanes.values():
        lane.start()
    all_started.set()
    _join(lanes.values(), context.stop, context.grace)
    told = [item for lane in lanes.values() for item in lane.told()]
    outcomes = [outcome for _, outcome in sorted(told, key=lambda item: item[0])]
    if any(lane.is_alive() for lane in lanes.values()):  # it may keep the ledger for longer than `grace`
        return outcomes

    @cache  # for all posts of an issue, a remote is looked at once
    @ledger_bugs_told()
    def history_now(issue: str) -> History:
        return fold(ledger.read(issue))

    return [_latest(context, outcome, history_now) for outcome in outcomes]


class _Lane(threading.Thread):
    """One channel's announcements, sent one after another. A failure does not affect other channels (rule 9)."""

    def __init__(self, context: RunContext, all_started: threading.Event) -> None:
        super().__init__(daemon=True)
        self.context = context
        self.all_started = all_started
        self.work: list[tuple[int, DeliveryRequest]] = []
        self.outcomes: list[tuple[int, Outcome]] = []
        self.attempt: DeliveryAttempt | None = None
        self.crash: BaseException | None = None

    def run(self) -> None:
        self.all_started.wait()
        try:
            for index, request in self.work:
                try:
                    for outcome in self._announce(request):
                        self.outcomes.append((index, outcome))
                except Exception as bug:  # noqa: BLE001 - a bug of ours means doubt, and must not stop the others
                    self.outcomes.append((index, _bug(request, bug)))
                self.attempt = None
        except BaseException as crash:  # noqa: BLE001 - raised again in the calling thread
            self.crash = crash

    def told(self) -> list[tuple[int, Outcome]]:
        """Return the outcomes of all its requests so far."""
        if self.crash:
            raise self.crash
        attempt = self.attempt
        interrupted = attempt.interrupted() if attempt else None
        # Last, because an attempt that has ended meanwhile has its outcome among them.
        outcomes = list(self.outcomes)
        begun = {index for index, _ in outcomes}
        keys = {outcome.key for _, outcome in outcomes}
        for index, request in self.work:
            if attempt and interrupted and attempt.request is request:
                if attempt.key not in keys:
                    outcomes.append((index, interrupted))
            elif index not in begun:
                outcomes.append((index, DeliveryAttempt(self.context, request).interrupted()))
        return outcomes

    def _announce(self, request: DeliveryRequest) -> Iterator[Outcome]:
        """Send the posts of one announcement, each after the one before it."""
        attempt = self.attempt = DeliveryAttempt(self.context, request)
        try:
            known = self.context.known
            view = attempt.seen_in(known) if known else attempt.look()
        except LedgerError as error:
            yield attempt.unsent(ledger_error=str(error))
            return
        number = round_of(view.publication, request.repost)
        if number is None:
            yield not_yet(view.publication)
            return
        part_number, parts = 0, 1
        while part_number < parts:
            part_number += 1
            attempt = self.attempt = DeliveryAttempt(self.context, request, number, part_number)
            outcome = attempt.run(view.history if part_number == 1 else None)
            yield outcome
            later = outcome.draft.messages[part_number:] if outcome.draft else ()
            if not outcome.done:
                yield from _waiting(outcome, later)
                return
            parts = part_number + len(later)


def _join(lanes: Iterable[_Lane], stop: threading.Event, grace: float) -> None:
    """Wait for all lanes, but at most `grace` seconds once `stop` is set: the ledger has their posts as in doubt."""
    deadline = None
    for lane in lanes:
        while lane.is_alive():
            if deadline is None and stop.is_set():
                deadline = time.monotonic() + grace
            lane.join(0.05 if deadline is None else max(0.0, deadline - time.monotonic()))
            if deadline is not None and time.monotonic() >= deadline:
                break


def _bug(request: DeliveryRequest, bug: Exception) -> Outcome:
    key = Key(request.issue, request.channel.name, request.language)
    return Outcome(key=key, state="in-doubt", error=f"{type(bug).__name__} in distribute itself")


def _latest(context: RunContext, outcome: Outcome, history_now: Callable[[str], History]) -> Outcome:
    """Return the current outcome of a post that another run may have finished."""
    waited = outcome.state in {"held", "in-doubt"} and outcome.code != OTHER_ACCOUNT
    if not waited or outcome.key in context.sent:
        return outcome
    key = outcome.key
    try:
        history = history_now(key.issue)
    except LedgerError:
        return outcome
    post = history.publication(*key.publication).post(key.round, key.part_number)
    if post.state != "posted":
        return outcome
    return Outcome(
        key=key, state="already-posted", draft=outcome.draft, message=outcome.message,
        receipt=post.receipt, how=post.how,
    )  # fmt: skip


def round_of(publication: PublicationHistory, repost: Repost | None) -> int | None:
    """Return the round to work on; None if the last one has to be finished first."""
    newest = publication.newest
    if repost is None:
        return newest.number if newest else 1
    for number, each in publication.rounds.items():
        # A CI job that is run again requests the same round as before.
        if repost.key and each.composed and each.composed.asked == repost.key:
            return number
    return newest.number + 1 if newest and newest.posted else None


def not_yet(publication: PublicationHistory) -> Outcome:
    """Return the outcome of a re-post whose last round is not fully posted yet."""
    newest = publication.newest
    return Outcome(
        key=publication.key(newest.number if newest else 1, "1"),
        state="in-doubt" if newest and newest.pending else "not-posted",
        error="it can't be re-posted before it is fully posted: finish it with `publish`",
    )


def _waiting(first: Outcome, parts: Sequence[Message]) -> Iterator[Outcome]:
    """Yield the outcomes of the later parts of a thread, which wait for an earlier part."""
    state: State = "held" if first.state in {"held", "in-doubt"} else "not-posted"
    for part_number, message in enumerate(parts, int(first.key.part_number) + 1):
        yield Outcome(
            key=msgspec.structs.replace(first.key, part_number=str(part_number)),
            state=state, draft=first.draft, message=message, until=first.until, code=first.code,
            error=f"waits for part {first.key.part_number}",
        )  # fmt: skip
