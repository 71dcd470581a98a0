"""Count a newsletter's posts in the ledger and its readers in the delivery stores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from distribute.channel.verdicts import InDoubt
from distribute.config import Config
from distribute.ledger.events import Key, Ledger
from distribute.ledger.fold import fold
from distribute.ledger.history import History, Post, PublicationHistory
from distribute.ledger.question import Question, history_about

_WHOLE = timedelta(days=1)  # until the whole ledger is read again
_LATE = timedelta(hours=1)  # by which an event may be recorded after its own time, or a clock be wrong


class Survey(msgspec.Struct, frozen=True):
    """How many posts of a channel are in each state, and since when the oldest one is in doubt.

    `readers` says the same of the readers of each channel's mailings: those that are not finished, and the latest one.
    """

    posts: dict[tuple[str, str], int] = {}
    oldest_doubt: datetime | None = None
    readers: dict[tuple[str, str], int] = {}


class Surveyor:
    """Surveys one newsletter again and again, and reads only the issues that may have changed."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._issues: dict[str, Survey] = {}
        self._mailings: dict[Key, Post] = {}  # those that are not finished, and the latest of each channel
        self._whole = self._read = datetime.min.replace(tzinfo=UTC)

    def survey(self, config: Config, ledger: Ledger) -> Survey:
        """Return the numbers as they are now; LedgerError if the ledger can't be read."""
        now = datetime.now(UTC)
        if now - self._whole > _WHOLE:
            history, self._issues, self._whole = fold(ledger.read()), {}, now
        else:
            history = history_about(ledger, Question(unsettled=True, since=self._read - _LATE))
        self._read = now
        for issue, publications in history.by_issue.items():
            self._issues[issue] = survey(publications)
        total = Counter[tuple[str, str]]()
        for each in self._issues.values():
            total.update(each.posts)
        doubts = [each.oldest_doubt for each in self._issues.values() if each.oldest_doubt]
        return Survey(dict(total), min(doubts, default=None), self._readers(config, history))

    def _readers(self, config: Config, history: History) -> dict[tuple[str, str], int]:
        """Count the readers of the mailings; `history` has at least those that may have changed."""
        mailers = {channel.name: channel for channel in config.channels if channel.senders}
        self._mailings |= {post.key: post for post in history.posts() if post.idempotency_key}
        latest = {post.key.channel: post.key.issue for post in sorted(self._mailings.values(), key=_began)}
        self._mailings = {
            key: post
            for key, post in self._mailings.items()
            if key.channel in mailers and (post.state == "pending" or key.issue == latest[key.channel])
        }
        total = Counter[tuple[str, str]]()
        for key, post in self._mailings.items():
            with suppress(InDoubt):  # the jobs say so, and the other numbers are known
                for state, count in mailers[key.channel].counts(post.idempotency_key).items():
                    total[key.channel, state] += count
        return {where: count for where, count in total.items() if where[1] != "candidates"}  # their sum


def survey(publications: Iterable[PublicationHistory]) -> Survey:
    """Count the posts of each channel: `posted`, `in-doubt`, `twice`, or `not-posted` for those that were given up."""
    counts: Counter[tuple[str, str]] = Counter()
    doubts: list[datetime] = []
    for publication in publications:
        for each in publication.rounds.values():
            counts[publication.channel, "posted"] += bool(each.seeded and not each.posts)
            for post in each.posts.values():
                counts[publication.channel, post.shown_state] += 1
                counts[publication.channel, "twice"] += bool(post.duplicates)
                if post.state == "pending" and (since := post.since or post.last):
                    doubts.append(since)
    return Survey(dict(+counts), min(doubts, default=None))


def _began(post: Post) -> datetime:
    return post.since or datetime.min.replace(tzinfo=UTC)
