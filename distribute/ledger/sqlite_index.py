"""The index of an SQLite ledger: which issues a question may be about.

The triggers also note an issue as stale when its entry of the index is changed or removed. The tables and triggers have
to be exactly those below, or the index is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from distribute.ledger import index
from distribute.ledger.question import Question

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE = 200  # issues indexed in one transaction, so that other runs are not kept waiting
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
    """Return the heads of the issues that a question may be about, in the order of their events; None for all issues."""
    if not is_sound(connection):
        return None
    heads = index.heads_of(question)
    queries: list[tuple[str, tuple[object, ...]]] = [("SELECT head FROM index_stale", ())]
    queries += [("SELECT head FROM index_mark WHERE mark = ?", (mark,)) for mark in index.marks_of(question)]
    if question.unsettled:
        queries.append(("SELECT head FROM index_head WHERE unsettled", ()))
    if question.since is not None:
        queries.append(("SELECT head FROM index_head WHERE last >= ?", (question.since.timestamp(),)))
    for query in queries:
        heads.update(head for (head,) in connection.execute(*query))
    return sorted(heads, key=lambda head: f"{head}/")


def lines_of(connection: sqlite3.Connection, head: str) -> list[bytes]:
    """Return the lines of an issue's events, in order."""
    # A range of the primary key: "0" is the character after "/".
    query = "SELECT line FROM event WHERE post = ? OR (post >= ? AND post < ?) ORDER BY post, seq"
    return [line for (line,) in connection.execute(query, (head, f"{head}/", f"{head}0"))]


def _many_wait(connection: sqlite3.Connection) -> bool:
    query = f"SELECT count(*) FROM (SELECT 1 FROM index_stale LIMIT {index.WAITING + 1})"  # noqa: S608 - of a constant
    (count,) = connection.execute(query).fetchone()
    return bool(count > index.WAITING)


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
            marks, last, unsettled = index.entry(head, lines_of(connection, head))
            connection.executemany(
                "INSERT OR IGNORE INTO index_mark VALUES (?, ?)", [(mark, head) for mark in marks]
            )
            connection.execute("REPLACE INTO index_head VALUES (?, ?, ?)", (head, last, unsettled))
            connection.execute("DELETE FROM index_stale WHERE head = ?", (head,))
    return bool(stale)


@cache
def _schema() -> dict[str, str]:
    """Return the tables, indices and triggers: the SQL of each by its name."""
    statements = {
        "index_mark": f"CREATE TABLE index_mark (mark INTEGER /* {index.version()} */, head TEXT, PRIMARY KEY (mark, head)) WITHOUT ROWID",
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
