"""The index of an SQLite ledger: which issues a question may be about.

The events alone are the ledger. The index only selects the issues whose events are read, and an entry too many does no
harm. So what matters is that none is missing:

- Triggers note each issue with new or changed events as stale, whichever version of the program, or which person,
  changes them. A stale issue is always read.
- The triggers do the same when an entry of the index is changed or removed.
- An issue that can't be understood, because it is damaged or written by a newer version, is always read, so that
  every run reports it.
- The tables and triggers have to be exactly those below. Their text contains a digest of the marks of some sample issues,
  so an index that another version would have built differently is not used. Without a sound index everything is read.

Older versions of the program ignore the index, and the triggers serve them, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import sqlite3

WAITING = (
    32  # stale issues that are read each time rather than indexed: a run of a small site writes no index
)
_AT_ONCE = 200  # issues indexed in one transaction, so that other runs are not kept waiting
_ALWAYS = 0  # the mark of issues that every question is about
_SAMPLES = (
    IssueRef(path="News/Straße 1.md", url="HTTP://News.Example.:80/%7Ea/?utm_source=x&b=%C3%A9/#c", title="STRASSE ß Ǆ"),
    IssueRef(url="https://news.example/2020/11/", content="0b 0a 0c 0e 0d 0f"),
)  # fmt: skip
_HEAD = (
    "CASE instr({0}.post, '/') WHEN 0 THEN {0}.post ELSE substr({0}.post, 1, instr({0}.post, '/') - 1) END"
)
_STALE = "INSERT OR IGNORE INTO index_stale VALUES ({})"


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether the ledger has exactly the index that this version maintains."""
    there = connection.execute("SELECT name, sql FROM sqlite_master WHERE name GLOB 'index_*'")
    return _schema().items() <= dict(there).items()


def refresh(connection: sqlite3.Connection) -> None:
    """Create the index if it is missing or not sound, and index the issues that wait, if they are many."""
    if not is_sound(connection):
        _rebuild(connection)
    elif not _many_wait(connection):
        return
    while _index_some(connection):
        pass


def related(connection: sqlite3.Connection, question: Question) -> list[str] | None:
    """Return the heads of the issues that a question may be about, in the order of their events; None for all issues.

    The head of an issue is what the places of its events begin with, without the slash.
    """
    if not is_sound(connection):
        return None
    heads = {issue_prefix(issue)[:-1] for issue in question.issues}
    queries: list[tuple[str, tuple[object, ...]]] = [("SELECT head FROM index_stale", ())]
    queries += [
        ("SELECT head FROM index_mark WHERE mark = ?", (mark,)) for mark in (_ALWAYS, *question.marks())
    ]
    if question.unsettled:
        queries.append(("SELECT head FROM index_head WHERE unsettled", ()))
    if question.since is not None:
        queries.append(("SELECT head FROM index_head WHERE last >= ?", (question.since.timestamp(),)))
    for query in queries:
        heads.update(head for (head,) in connection.execute(*query))
    return sorted(heads | {REGISTRY}, key=lambda head: f"{head}/")


def lines_of(connection: sqlite3.Connection, head: str) -> list[bytes]:
    """Return the lines of an issue's events, in order."""
    # A range of the primary key: "0" is the character after "/".
    query = "SELECT line FROM event WHERE post = ? OR (post >= ? AND post < ?) ORDER BY post, seq"
    return [line for (line,) in connection.execute(query, (head, f"{head}/", f"{head}0"))]


def _many_wait(connection: sqlite3.Connection) -> bool:
    query = f"SELECT count(*) FROM (SELECT 1 FROM index_stale LIMIT {WAITING + 1})"  # noqa: S608 - of a constant
    (count,) = connection.execute(query).fetchone()
    return bool(count > WAITING)


def _rebuild(connection: sqlite3.Connection) -> None:
    """Replace the index with an empty one, in which every issue is stale."""
    with _transaction(connection):
        kinds = "SELECT type FROM sqlite_master WHERE name = ?"
        for name in reversed(_schema()):  # the tables last
            for (kind,) in connection.execute(kinds, (name,)).fetchall():
                connection.execute(f"DROP {kind} {name}")
        create(connection)
        connection.execute(f"INSERT OR IGNORE INTO index_stale SELECT {_HEAD.format('event')} FROM event")  # noqa: S608 - likewise


def create(connection: sqlite3.Connection) -> None:
    """Create the index of a ledger without events."""
    for statement in _schema().values():
        connection.execute(statement)


def _index_some(connection: sqlite3.Connection) -> bool:
    """Index some of the stale issues; return whether there were any."""
    with _transaction(connection):
        stale = connection.execute("SELECT head FROM index_stale LIMIT ?", (_AT_ONCE,)).fetchall()
        for (head,) in stale:
            marks, last, unsettled = _entry(head, lines_of(connection, head))
            connection.executemany(
                "INSERT OR IGNORE INTO index_mark VALUES (?, ?)", [(mark, head) for mark in marks]
            )
            connection.execute("REPLACE INTO index_head VALUES (?, ?, ?)", (head, last, unsettled))
            connection.execute("DELETE FROM index_stale WHERE head = ?", (head,))
    return bool(stale)


def _entry(head: str, lines: Sequence[bytes]) -> tuple[set[int], float, bool]:
    """Return an issue's marks, when its last event happened, and whether one of its posts has to be read back."""
    try:
        events = list(map(decode, lines))
        history = fold(events)
    except LedgerError:
        return {_ALWAYS}, 0.0, True
    if not is_issue_prefix(f"{head}/"):
        return {_ALWAYS}, 0.0, True
    last = max((event.at for event in events), default=datetime.min.replace(tzinfo=UTC))
    unsettled = any(
        post.state == "pending" or (post.state == "posted" and post.unresolved and not post.rechecked)
        for post in history.posts()
    )
    return _marks(events), last.timestamp(), unsettled


def _marks(events: Sequence[AnyEvent]) -> set[int]:
    abouts = [event.about for event in events if isinstance(event, _OF_ISSUES)]
    receipts: list[Receipt] = [event.receipt for event in events if isinstance(event, Posted)]
    return issue_marks(abouts) | receipt_marks(receipts)


_OF_ISSUES = (Composed, MarkedAnnounced, IssueMoved, Held)


@cache
def _schema() -> dict[str, str]:
    """Return the tables, indices and triggers: the SQL of each by its name."""
    samples = sorted(issue_marks(_SAMPLES) | receipt_marks([Receipt("1", "https://news.example/")]))
    version = " ".join(f"{mark & 0xFFFF:x}" for mark in samples)
    statements = {
        "index_mark": f"CREATE TABLE index_mark (mark INTEGER /* {version} */, head TEXT, PRIMARY KEY (mark, head)) WITHOUT ROWID",
        "index_head": "CREATE TABLE index_head (head TEXT PRIMARY KEY, last REAL, unsettled INTEGER) WITHOUT ROWID",
        "index_stale": "CREATE TABLE index_stale (head TEXT PRIMARY KEY) WITHOUT ROWID",
        "index_last": "CREATE INDEX index_last ON index_head (last)",
        "index_unsettled": "CREATE INDEX index_unsettled ON index_head (head) WHERE unsettled",
    }
    changes = (
        ("added", "INSERT ON event", (_HEAD.format("NEW"),)),
        ("changed", "UPDATE ON event", (_HEAD.format("OLD"), _HEAD.format("NEW"))),
        ("removed", "DELETE ON event", (_HEAD.format("OLD"),)),
        *((f"{table}_{change.lower()}d", f"{change} ON index_{table}", ("OLD.head",))
          for table in ("mark", "head") for change in ("UPDATE", "DELETE")),
    )  # fmt: skip
    for name, when, heads in changes:
        said = " ".join(f"{_STALE.format(head)};" for head in heads)
        statements[f"index_{name}"] = f"CREATE TRIGGER index_{name} AFTER {when} BEGIN {said} END"
    return statements


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything that is done in it, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
