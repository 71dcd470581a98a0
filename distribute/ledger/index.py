"""What an index records of an issue: marks, the time of its last event, and whether a post has to be read back.

The events alone are the ledger. An index only selects the issues whose events are read, and an entry too many does no
harm. So what matters is that none is missing:

- Triggers note each issue with new or changed events as stale, whichever version of the program, or which person,
  changes them. A stale issue is always read.
- An issue that can't be understood, because it is damaged or written by a newer version, is always read, so that
  every run reports it.
- An index that another version would have built differently is not used. Without a sound index everything is read.

Older versions of the program ignore the index, and the triggers serve them, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from distribute.channel.post import Receipt
from distribute.ledger.events import (
    REGISTRY,
    AnyEvent,
    Composed,
    Held,
    IssueMoved,
    IssueRef,
    LedgerError,
    MarkedAnnounced,
    Posted,
    decode,
    is_issue_prefix,
    issue_prefix,
)
from distribute.ledger.fold import fold
from distribute.ledger.question import Question, issue_marks, receipt_marks

# Stale issues that are read each time rather than indexed: a run of a small site writes no index.
WAITING = 32
_ALWAYS = 0  # the mark of issues that every question is about
_SAMPLES = (
    IssueRef(path="News/Straße 1.md", url="HTTP://News.Example.:80/%7Ea/?utm_source=x&b=%C3%A9/#c", title="STRASSE ß Ǆ"),
    IssueRef(url="https://news.example/2020/11/", content="0b 0a 0c 0e 0d 0f"),
)  # fmt: skip
_OF_ISSUES = (Composed, MarkedAnnounced, IssueMoved, Held)


class Entry(NamedTuple):
    """What is recorded of one issue."""

    marks: set[int]
    last: float
    unsettled: bool


_NOT_UNDERSTOOD = Entry({_ALWAYS}, 0.0, unsettled=True)


def entry(head: str, lines: Sequence[bytes | str]) -> Entry:
    """Return what is recorded of the issue with these events.

    The head of an issue is what the places of its events begin with, without the slash.
    """
    try:
        events = list(map(decode, lines))
        history = fold(events)
    except LedgerError:
        return _NOT_UNDERSTOOD
    if not is_issue_prefix(f"{head}/"):
        return _NOT_UNDERSTOOD
    last = max((event.at for event in events), default=datetime.min.replace(tzinfo=UTC))
    unsettled = any(post.is_unsettled for post in history.posts())
    return Entry(_marks_in(events), last.timestamp(), unsettled)


def heads_of(question: Question) -> set[str]:
    """Return the heads of the issues that are read whatever the index says."""
    return {REGISTRY, *(issue_prefix(issue)[:-1] for issue in question.issues)}


def marks_of(question: Question) -> list[int]:
    """Return the marks of the issues that a question may be about."""
    return [_ALWAYS, *question.marks()]


@cache
def version() -> str:
    """Return a digest of the marks of some sample issues, which differs if another version makes other marks."""
    samples = sorted(issue_marks(_SAMPLES) | receipt_marks([Receipt("1", "https://news.example/")]))
    return " ".join(f"{mark & 0xFFFF:x}" for mark in samples)


def _marks_in(events: Sequence[AnyEvent]) -> set[int]:
    abouts = [event.about for event in events if isinstance(event, _OF_ISSUES)]
    receipts = [event.receipt for event in events if isinstance(event, Posted)]
    return issue_marks(abouts) | receipt_marks(receipts)
