"""The delivery store in one SQLite file, for a single machine."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from distribute.channels.mailing.store import (
    IS_REFUSED,
    KEY_OF_STORE,
    NO_VALID,
    NOBODY,
    REFUSED_EARLIER,
    Answer,
    Counts,
    Done,
    Mailing,
    Reader,
    Refused,
    Row,
    StoreError,
    key_of,
    keys_in_parts,
)
from distribute.inputs.sqlite_file import SqliteFile

# The key is the order of the rows: readers are frozen in it, so the table is written once from the first page to the
# last, and the next rows to send are behind the last ones. No other index is kept up to date at every change.
# `due` is the time of the next attempt, or of an intent the end of its lease.
_SCHEMA = """
    CREATE TABLE secret (key BLOB NOT NULL);
    CREATE TABLE mailing (name TEXT PRIMARY KEY, family TEXT NOT NULL, candidates INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX family ON mailing (family);
    CREATE TABLE reader (
        mailing TEXT NOT NULL,
        key BLOB NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'intent', 'sent', 'failed', 'unknown', 'suppressed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        due REAL NOT NULL DEFAULT 0,
        owner TEXT NOT NULL DEFAULT '',
        reply TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL,
        name TEXT NOT NULL,
        leave TEXT NOT NULL,
        PRIMARY KEY (mailing, key)
    ) WITHOUT ROWID;
    CREATE TABLE suppressed (key BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_FILE = SqliteFile(
    name="delivery store",
    setting="store",
    application=0x64696D6C,  # "diml"
    version=1,
    schema=_SCHEMA,
    error=StoreError,
)
_STAGE = """
    CREATE TEMP TABLE given (
        number INTEGER PRIMARY KEY, key BLOB, language TEXT, address TEXT, name TEXT, leave TEXT, wrong TEXT
    );
    CREATE TEMP TABLE out (key BLOB PRIMARY KEY) WITHOUT ROWID;
"""
# Another mailing of the family has the reader of the row {}.
_ELSEWHERE = """EXISTS (
        SELECT 1 FROM mailing m JOIN reader r ON r.mailing = m.name AND r.key = {}.key
        WHERE m.family = :family AND m.name <> :name AND r.state IN ('queued', 'intent', 'sent', 'unknown')
    )"""
# Columns beside min() are those of the row that has it: of an address that is there twice, the first row counts.
_FREEZE = f"""
    INSERT INTO reader (mailing, key, state, reply, address, name, leave)
    SELECT :name, key, state, iif(state = 'suppressed' AND key IN (SELECT key FROM suppressed), '{REFUSED_EARLIER}', wrong),
        iif(state = 'queued', address, ''), iif(state = 'queued', name, ''), iif(state = 'queued', leave, '')
    FROM (
        SELECT *, CASE
            WHEN key IN (SELECT key FROM temp.out) OR key IN (SELECT key FROM suppressed) THEN 'suppressed'
            WHEN {_ELSEWHERE.format("first")} THEN 'suppressed'
            WHEN wrong <> '' THEN 'failed'
            ELSE 'queued' END AS state
        FROM (
            SELECT key, min(number), language, address, name, leave, wrong FROM temp.given GROUP BY key ORDER BY key
        ) AS first
        WHERE language = :language
    )
"""  # noqa: S608 - of constants
# A reader who was refused has the server's answer, which begins with its code; one whose address is none has words. A
# person's decision to send again is an attempt.
_BEGUN = (
    "(state IN ('intent', 'sent', 'unknown') OR attempts > 0 OR (state = 'failed' AND reply GLOB '[0-9]*'))"
)
_HAS_BEGUN = f"SELECT 1 FROM reader WHERE mailing = ? AND {_BEGUN} LIMIT 1"  # noqa: S608 - of a constant
# A mailing that has not begun is frozen anew, without the readers who have moved to another language: this one has them.
_TAKE_OVER = f"""
    UPDATE reader SET state = 'suppressed', address = '', name = '', leave = ''
    WHERE state = 'queued' AND mailing IN (
        SELECT name FROM mailing m WHERE family = :family AND name <> :name AND NOT EXISTS (
            SELECT 1 FROM reader WHERE mailing = m.name AND {_BEGUN}
        )
    ) AND key IN (
        SELECT key FROM (SELECT key, min(number), language, wrong FROM temp.given GROUP BY key)
        WHERE language = :language AND wrong = '' AND key NOT IN (SELECT key FROM temp.out)
            AND key NOT IN (SELECT key FROM suppressed)
    )
"""  # noqa: S608 - of a constant
_LEAVE_OUT = """
    UPDATE reader SET state = 'suppressed', address = '', name = '', leave = ''
    WHERE mailing = ? AND key = ? AND state = 'queued'
"""
_ALL_WRONG = """
    SELECT reply FROM reader WHERE mailing = :name AND NOT EXISTS (
        SELECT 1 FROM reader WHERE mailing = :name AND state <> 'failed'
    ) LIMIT 1
"""
_QUEUED = """
    SELECT key, address, name, leave, attempts FROM reader
    WHERE mailing = ? AND key > ? AND state = 'queued' AND due <= ? ORDER BY key LIMIT ?
"""
_CLAIM = """
    UPDATE reader SET state = 'intent', owner = ?, due = ? WHERE mailing = ? AND key = ? AND state = 'queued'
"""
_OURS = "mailing = ? AND key = ? AND (state = 'intent' AND owner = ?"
_FINISH = f"""
    UPDATE reader SET state = ?, reply = ?, owner = '', address = '', name = '', leave = ''
    WHERE {_OURS} OR state = 'unknown')
"""  # noqa: S608 - of constants
_REFUSED = f"""
    SELECT key, reply, {_ELSEWHERE.format("reader")} FROM reader WHERE mailing = :name AND {IS_REFUSED}
"""  # noqa: S608 - of constants
_QUEUE_AGAIN = f"""
    UPDATE reader SET state = 'queued', attempts = :attempts, due = 0, reply = '', address = :address, name = :reader,
        leave = :leave
    WHERE mailing = :name AND key = :key AND {IS_REFUSED} AND NOT {_ELSEWHERE.format("reader")}
"""  # noqa: S608 - of constants
_PUT_BACK = f"UPDATE reader SET state = ?, reply = ?, owner = '', attempts = ?, due = ? WHERE {_OURS})"  # noqa: S608 - likewise


class SqliteStore:
    """A store in one SQLite file, with one connection that its threads share."""

    def __init__(
        self, path: Path, folder: Path = Path(), *, make: bool = False, patience: float = 30
    ) -> None:
        """Open the store, waiting up to `patience` seconds for other writers.

        With `make`, create a missing one, unless a link leads out of `folder`.
        """
        self.path = path
        self._lock = threading.Lock()
        if make and not path.exists():
            _create(path, folder)
        if not path.exists():
            msg = f"{path}: there is no delivery store"
            raise StoreError(msg)
        with _FILE.in_use(path):
            self._connection = sqlite3.connect(
                path, timeout=patience, isolation_level=None, check_same_thread=False
            )
            try:
                _FILE.check(self._connection, path)
                self._connection.execute("PRAGMA synchronous=FULL")
                self._connection.execute("PRAGMA secure_delete=ON")  # removed addresses are overwritten
                (self._secret,) = self._connection.execute("SELECT key FROM secret").fetchone()
            except BaseException:
                self._connection.close()
                raise

    def freeze(
        self, mailing: Mailing, language: str, readers: Iterable[Reader], out: Iterable[str]
    ) -> Counts:
        """Record the readers in `language` (see `Store`)."""
        with self._transaction(stage=True) as connection:
            connection.execute("BEGIN")  # only of the temporary tables, so other senders do not wait
            connection.executemany(
                "INSERT INTO temp.given (key, language, address, name, leave, wrong) VALUES (?, ?, ?, ?, ?, ?)",
                ((key_of(r.address, self._secret), r.language, r.address, r.name, r.leave, r.wrong) for r in readers),
            )  # fmt: skip
            connection.executemany(
                "INSERT OR IGNORE INTO temp.out VALUES (?)",
                ((key_of(address, self._secret),) for address in out),
            )
            connection.execute("COMMIT")
            if not connection.execute("SELECT 1 FROM temp.given LIMIT 1").fetchone():
                raise StoreError(NOBODY)
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute(_HAS_BEGUN, (mailing.name,)).fetchone():
                connection.execute("DELETE FROM reader WHERE mailing = ?", (mailing.name,))
                connection.execute("DELETE FROM mailing WHERE name = ?", (mailing.name,))
                given = {**mailing._asdict(), "language": language}
                connection.execute(_TAKE_OVER, given)
                found = connection.execute(_FREEZE, given)
                connection.execute("INSERT INTO mailing VALUES (?, ?, ?)", (*mailing, found.rowcount))
                if wrong := connection.execute(_ALL_WRONG, mailing._asdict()).fetchone():
                    raise StoreError(NO_VALID.format(*wrong))
        there = self.counts(mailing.name)
        assert there
        return there

    def has_begun(self, mailing: str) -> bool:
        """Return whether the mailing has begun (see `Store`)."""
        with self._transaction() as connection:
            return bool(connection.execute(_HAS_BEGUN, (mailing,)).fetchone())

    def leave_out(self, mailing: str, out: Iterable[str]) -> None:
        """Suppress queued rows with these addresses (see `Store`)."""
        for part in keys_in_parts(out, self._secret):
            with self._transaction(write=True) as connection:
                connection.executemany(_LEAVE_OUT, ((mailing, key) for key in part))

    def counts(self, mailing: str) -> Counts | None:
        """Return how many readers are in each state."""
        with self._transaction() as connection:
            found = connection.execute("SELECT candidates FROM mailing WHERE name = ?", (mailing,)).fetchone()
            states = connection.execute(
                "SELECT state, count(*) FROM reader WHERE mailing = ? GROUP BY state", (mailing,)
            )
            return Counts(candidates=found[0], **dict(states)) if found else None

    def queued(self, mailing: str, after: bytes, most: int, now: float) -> list[Row]:
        """Return the next queued rows."""
        with self._transaction() as connection:
            return [Row(*row) for row in connection.execute(_QUEUED, (mailing, after, now, most))]

    def next_due(self, mailing: str) -> float | None:
        """Return when the first queued row is due."""
        return self._first(mailing, "queued")

    def next_expiry(self, mailing: str) -> float | None:
        """Return when the first lease ends."""
        return self._first(mailing, "intent")

    def record(
        self, mailing: str, owner: str, done: Sequence[Done], claim: Collection[bytes], until: float
    ) -> set[bytes]:
        """Record the results of rows, and claim others (see `Store`)."""
        with self._transaction(write=True) as connection:
            for one in done:
                _note(connection, mailing, owner, one)
            return {key for key in claim if connection.execute(_CLAIM, (owner, until, mailing, key)).rowcount}

    def expire(self, mailing: str, now: float) -> int:
        """Make each intent whose lease has ended `unknown`."""
        with self._transaction(write=True) as connection:
            return connection.execute(
                "UPDATE reader SET state = 'unknown', owner = '' WHERE mailing = ? AND state = 'intent' AND due <= ?",
                (mailing, now),
            ).rowcount

    def resolve(self, mailing: str, answer: Answer) -> int:
        """Record a person's answer about all `unknown` rows."""
        more = (
            ", address = '', name = '', leave = ''" if answer == "sent" else ", attempts = max(attempts, 1)"
        )
        with self._transaction(write=True) as connection:
            return connection.execute(
                f"UPDATE reader SET state = ?, due = 0{more} WHERE mailing = ? AND state = 'unknown'",  # noqa: S608 - of constants
                (answer, mailing),
            ).rowcount

    def key(self, address: str) -> bytes:
        """Return the key of an address."""
        return key_of(address, self._secret)

    def refused(self, mailing: str) -> list[Refused]:
        """Return the readers who were refused (see `Store`)."""
        with self._transaction() as connection:
            place = {"name": mailing, "family": _family(connection, mailing)}
            return [
                Refused(key, reply, bool(elsewhere))
                for key, reply, elsewhere in connection.execute(_REFUSED, place)
            ]

    def left_out(self, keys: Collection[bytes]) -> set[bytes]:
        """Return the keys that later mailings leave out (see `Store`)."""
        query = "SELECT 1 FROM suppressed WHERE key = ?"
        with self._transaction() as connection:
            return {key for key in keys if connection.execute(query, (key,)).fetchone()}

    def readmit(self, keys: Collection[bytes]) -> None:
        """Let later mailings have these readers again."""
        with self._transaction(write=True) as connection:
            connection.executemany("DELETE FROM suppressed WHERE key = ?", ((key,) for key in keys))

    def queue_again(self, mailing: str, rows: Sequence[Row]) -> None:
        """Queue readers who were refused (see `Store`)."""
        with self._transaction(write=True) as connection:
            begun = connection.execute(_HAS_BEGUN, (mailing,)).fetchone()
            place = {"name": mailing, "family": _family(connection, mailing), "attempts": int(bool(begun))}
            for row in rows:
                one = {"key": row.key, "address": row.address, "reader": row.name, "leave": row.leave}
                connection.execute(_QUEUE_AGAIN, {**place, **one})

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _first(self, mailing: str, state: str) -> float | None:
        with self._transaction() as connection:
            query = "SELECT min(due) FROM reader WHERE mailing = ? AND state = ?"
            found: tuple[float | None] = connection.execute(query, (mailing, state)).fetchone()
            return found[0]

    @contextmanager
    def _transaction(self, *, write: bool = False, stage: bool = False) -> Iterator[sqlite3.Connection]:
        """Yield the connection in a transaction; with `stage`, with the temporary tables and not yet in one."""
        with self._lock, _FILE.in_use(self.path):
            connection = self._connection
            try:
                if stage:
                    connection.executescript(_STAGE)
                else:
                    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                if stage:
                    connection.executescript("DROP TABLE IF EXISTS temp.given; DROP TABLE IF EXISTS temp.out")


def _family(connection: sqlite3.Connection, mailing: str) -> str:
    found = connection.execute("SELECT family FROM mailing WHERE name = ?", (mailing,)).fetchone()
    return found[0] if found else ""


def _note(connection: sqlite3.Connection, mailing: str, owner: str, one: Done) -> None:
    if one.suppress:
        connection.execute("INSERT OR IGNORE INTO suppressed VALUES (?)", (one.key,))
    place = mailing, one.key, owner
    if one.state in {"sent", "failed"}:
        connection.execute(_FINISH, (one.state, one.reply, *place))
    else:
        connection.execute(_PUT_BACK, (one.state, one.reply, one.attempts, one.due, *place))


def _create(path: Path, folder: Path) -> None:
    """Create an empty store that only its owner can read, because it has addresses, unless another run is faster."""

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO secret VALUES (?)", (os.urandom(KEY_OF_STORE),))

    _FILE.refuse_link(path, folder)
    with suppress(FileExistsError):
        _FILE.create(path, fill, mode=0o600)
