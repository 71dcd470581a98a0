"""Find and do the work of a newsletter, whichever engine distributes it.

A piece of work may be done by anybody, at any time, twice or not at all. The ledger and the delivery store make sure
that nothing is sent twice, and the next round finds what is left.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import NamedTuple

from distribute.channel.interface import Channel
from distribute.channel.verdicts import InDoubt
from distribute.config import Config
from distribute.deliver.outcome import Outcome
from distribute.deliver.reconcile import channel_of, read_back
from distribute.issue import Issue
from distribute.ledger.history import History, Post
from distribute.ledger.question import Question, history_about
from distribute.problem import Problem
from distribute.publish.gates import due as due_at
from distribute.publish.names import is_skipped
from distribute.publish.results import PublishOptions
from distribute.publish.run import RunControl
from distribute.publish.selection import Due, Selection, find_due, issues_with, missed, unrecorded
from distribute.publish.whole_run import Look, run
from distribute.render.terminal import outcome_line, result_text
from distribute.worker.newsletter import Opened

TURN = 60.0  # seconds of a mailing's job; what is left is another job, so that newsletters take turns
READERS = 5_000  # for which another worker joins a mailing
_LONGEST = 3600.0  # seconds, at most, between two tries on a channel that fails


class Work(NamedTuple):
    """One issue on one channel that sends in steps, or on all the others.

    A `place` above 0 is a further worker on a mailing that has begun.
    """

    issue: str
    channel: str = ""
    place: int = 0


class Round(NamedTuple):
    """The work that is open, and problems that hide what is due."""

    work: tuple[Work, ...]
    problems: tuple[Problem, ...]


class Pauses:
    """How long a channel that failed with an issue is left alone: a round, then twice as long each time, up to an hour.

    It is at least as long as the try took, such as one that waited for a locked database. This is kept in memory: another
    worker may try once more, and a restart forgets it.
    """

    def __init__(self, shortest: float, now: Callable[[], float] = time.monotonic) -> None:
        """Start without a pause. The first one takes `shortest` seconds, and `now` never decreases."""
        self._shortest, self._now = shortest, now
        self._ends: dict[tuple[str, str], tuple[float, float]] = {}

    def allow(self, issue: str, channel: str) -> bool:
        """Return whether the channel may be tried."""
        return self._now() >= self._ends.get((issue, channel), (0.0, 0.0))[1]

    def note(self, issue: str, channel: str, *, failed: bool, took: float = 0.0) -> None:
        """Record how a try ended that took so many seconds."""
        last, _ = self._ends.pop((issue, channel), (0.0, 0.0))
        if failed:
            pause = min(max(self._shortest, 2 * last, took), _LONGEST)
            self._ends[issue, channel] = pause, self._now() + pause


def find_work(opened: Opened, pauses: Pauses) -> Round:
    """Return what is due and not posted, what is in doubt and may be settled now, and mailings that are not finished."""
    config, ledger = opened
    due = find_due(config)
    history = history_about(ledger, _question(due))
    open_ = (*_unposted(config, due.issues, history, pauses), *_unsettled(config, history, pauses))
    work = dict.fromkeys(each for each, _ in open_)
    late = missed(due.past, config.channels, config, history, datetime.now(UTC))
    return Round(tuple(work), (*unrecorded(due.problems, due.everything, history), *late))


def _question(due: Due) -> Question:
    """Return the part of the ledger that is needed: the issues that are due, were, or have problems, and posts in doubt."""
    headers = (*due.issues, *issues_with(due.problems, due.everything), *due.past)
    return Question(issues={one.id for one in headers}, unsettled=True)


def do(opened: Opened, work: Work, pauses: Pauses, stop: threading.Event) -> str:
    """Do a piece of work, and return the result as lines for people; LedgerError if the ledger can't be read.

    Once `stop` is set, requests that have begun are finished and no other is begun.
    """
    config, ledger = opened
    history = history_about(ledger, Question(issues=[work.issue]))
    names = {name for each, name in _unsettled(config, history, pauses) if each == work}
    control, begun = RunControl(stop=stop, grace=opened.grace, longest=TURN), time.monotonic()
    if work.place:
        outcomes = read_back(
            config, history, ledger, issues={work.issue}, channels=names, resume=True, control=control
        ) if names else []  # fmt: skip
        if _has_ended(work, stop, begun):
            _note(_states(outcomes), work, names, pauses, time.monotonic() - begun)
        return "".join(f"{outcome_line(outcome)}\n" for outcome in outcomes)
    options, look = PublishOptions(due=True), Look(work.issue, names)
    result = run(_selection(config, work, pauses), ledger, options, control, look_at=look)
    if _has_ended(work, stop, begun):
        planned = [(post.channel.name, post.state) for post in result.plan.planned]
        states = [*planned, *_states(result.plan.others)]
        _note(states, work, names, pauses, time.monotonic() - begun)
    told = StringIO()
    result_text(result.plan, told, closed=result.closed, ledger_error=result.ledger_error, quiet=True)
    return told.getvalue()


def _has_ended(work: Work, stop: threading.Event, begun: float) -> bool:
    """Return whether work has ended by itself. What was stopped, or has had its turn, has not failed."""
    return not stop.is_set() and not (work.channel and time.monotonic() - begun >= TURN)


def _selection(config: Config, work: Work, pauses: Pauses) -> Selection:
    """Return the part of the work that is due: the issue in the languages that a channel accepts."""
    due = find_due(config)
    channels = [
        each
        for each in config.channels
        if _group(each) == work.channel and pauses.allow(work.issue, each.name)
    ]
    family = [
        issue
        for issue in due.issues
        if issue.id == work.issue and any(issue.language in config.languages(each) for each in channels)
    ]
    return Selection(config, due.everything, family, channels)


def _states(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.key.channel, outcome.state) for outcome in outcomes]


def _note(
    states: Sequence[tuple[str, str]], work: Work, looked: Collection[str], pauses: Pauses, took: float
) -> None:
    """Leave a channel alone for a while if it failed, or if what was looked for is still in doubt.

    `states` has the channel and state of each post. A channel that sends in steps and that has ended by itself is in
    doubt because it could not go on.
    """
    failed = {
        name
        for name, state in states
        if state == "not-posted" or (state == "in-doubt" and (work.channel or name in looked))
    }
    for name in {name for name, _ in states} | set(looked):
        pauses.note(work.issue, name, failed=name in failed, took=took)


def _group(channel: Channel) -> str:
    """Return the `channel` value of work on this channel."""
    return channel.name if channel.senders else ""


def _unposted(
    config: Config, issues: Sequence[Issue], history: History, pauses: Pauses
) -> Iterator[tuple[Work, str]]:
    """Yield the work, and the channel's name, for each issue that is due on a channel and has not been sent there."""
    now = datetime.now(UTC)
    for issue in issues:
        for channel in config.channels:
            if issue.language not in config.languages(channel) or is_skipped(channel, issue):
                continue
            when = due_at(issue, channel, config)
            newest = history.publication(issue.id, channel.name, issue.language).newest
            is_open = not (newest and (newest.posted or newest.pending))
            if is_open and (not when or when <= now) and pauses.allow(issue.id, channel.name):
                yield Work(issue.id, _group(channel)), channel.name


def _unsettled(config: Config, history: History, pauses: Pauses) -> Iterator[tuple[Work, str]]:
    """Yield the work, and the channel's recorded name, for each post that may be settled or continued now."""
    for publication in history.publications.values():
        if not pauses.allow(publication.issue, publication.channel):
            continue  # before its readers are counted, for which a database that is locked is waited for
        newest = publication.newest
        channel = channel_of(config, publication.channel, newest.target) if newest else None
        for post in newest.posts.values() if newest and channel else ():
            if channel and _may_be_settled(channel, post):
                for place in range(_places(channel, post)):
                    yield Work(publication.issue, _group(channel), place), publication.channel


def _may_be_settled(channel: Channel, post: Post) -> bool:
    """Return whether reading back can tell what became of a post: a request may arrive as long as patience lasts."""
    now = datetime.now(UTC)
    if channel.senders:  # the delivery store knows
        return post.state == "pending"
    is_over = post.last is not None and now - post.last >= timedelta(seconds=channel.patience)
    return channel.can_read_back and post.is_unsettled_at(now) and is_over


def _places(channel: Channel, post: Post) -> int:
    """Return how many workers a post may use, of which the first also begins it."""
    if channel.senders < 2:  # noqa: PLR2004 - one is no company
        return 1
    queued = 0
    with suppress(InDoubt):  # the job says so
        queued = channel.counts(post.idempotency_key).get("queued", 0)
    return max(1, min(channel.senders, math.ceil(queued / READERS)))
