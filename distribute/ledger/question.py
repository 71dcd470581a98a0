"""The part of a ledger that a question needs, so that a run need not read the records of every issue.

A ledger with an index selects issues by their *marks*: short hashes of whatever an issue or a post may be recognised
by. It may return more issues than the question needs, never fewer, so the history of the part gives the same answers
as that of the whole ledger. A ledger without an index returns everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from distribute.channel.post import Receipt
from distribute.ledger.events import AnyEvent, IssueRef, Ledger
from distribute.ledger.fold import fold
from distribute.ledger.history import History
from distribute.ledger.issue_match import marks_of
from distribute.text.fingerprint import surely_shared


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a run wants to know, which the history of the issues below answers.

    They are the issues with these ids; those that may be recognised as one of `abouts`, under whatever id; those with
    a post that has one of `receipts`; with `unsettled`, those with a post that has to be read back; and those with an
    event since `since`.
    """

    issues: Collection[str] = ()
    abouts: Collection[IssueRef] = ()
    receipts: Collection[Receipt] = ()
    unsettled: bool = False
    since: datetime | None = None

    def marks(self) -> set[int]:
        """Return the marks of the issues that may be meant, whatever their ids."""
        return issue_marks(self.abouts) | receipt_marks(self.receipts)


@runtime_checkable
class Indexed(Protocol):
    """A ledger that can read less than everything."""

    def related(self, question: Question) -> Iterator[AnyEvent]:
        """Return all events of the issues that the question is about, and perhaps of others, as `Ledger.read` does."""


def events_about(ledger: Ledger, question: Question) -> Iterator[AnyEvent]:
    """Return all events of the issues that the question is about, and perhaps of others; LedgerError on failure."""
    return ledger.related(question) if isinstance(ledger, Indexed) else ledger.read()


def history_about(ledger: Ledger, question: Question) -> History:
    """Return a history that answers the question as that of the whole ledger does; LedgerError on failure."""
    return fold(events_about(ledger, question))


def issue_marks(abouts: Iterable[IssueRef]) -> set[int]:
    """Return the marks by which issues are recognised. Of two that are the same issue, at least one is equal."""
    found = set[int]()
    for about in set(abouts):
        found |= {_mark(kind, value) for kind, value in marks_of(about)}
        found |= {_mark("content", word) for word in surely_shared(about.content)}
    return found


def receipt_marks(receipts: Iterable[Receipt]) -> set[int]:
    """Return the marks by which posts are recognised. Of two receipts of one post, at least one is equal."""
    found = set[int]()
    for receipt in receipts:
        found.add(_mark("receipt", receipt.id))
        found |= {_mark("address", receipt.url)} if receipt.url else set()
    return found


def _mark(kind: str, value: str) -> int:
    """Return a number of 64 bits. If two values had the same one, an issue too many would be read."""
    import hashlib  # loads OpenSSL

    said = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)
