"""A ledger in one SQLite file, for a single machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from distribute.inputs.fsync import sync_folder
from distribute.ledger.events import AnyEvent, Conflict, LedgerError, NoLedger, decode, encode, issue_prefix

if TYPE_CHECKING:
    import sqlite3

_APPLICATION = 0x64697374  # "dist", so that another program's database is never taken for ours
_VERSION = 1
_SCHEMA = f"""
    BEGIN IMMEDIATE;
    CREATE TABLE event (
        post TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        line BLOB NOT NULL,
        PRIMARY KEY (post, seq)
    ) WITHOUT ROWID;
    PRAGMA application_id={_APPLICATION};
    PRAGMA user_version={_VERSION};
    COMMIT;
"""


class SqliteLedger:
    """Events as rows, their place the primary key: the insert is the compare-and-swap."""

    def __init__(self, path: Path, *, read_only: bool = False, patience: float = 30) -> None:
        """Open the ledger at `path`, waiting up to `patience` seconds for other writers.

        It is never made by accident: NoLedger where there is none, LedgerError where there is something else.
        Where `read_only`, not even SQLite's helper files are written.
        """
        self.path = path
        self._read_only = read_only
        self._patience = patience
        with self._open() as connection:
            _check(connection, path)

    @classmethod
    def create(cls, path: Path) -> SqliteLedger:
        """Make an empty ledger at `path`, and its folder, and open it; LedgerError if anything is there."""
        import sqlite3

        # Made under another name and linked in one step: nobody ever sees half a ledger, and of
        # several that make it at once one succeeds.
        draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.executescript(_SCHEMA)
            os.link(draft, path)
            sync_folder(path.parent)  # a lost ledger knows nothing of what went out
        except FileExistsError:
            msg = f"{path}: there is something already; a ledger is never written over"
            raise LedgerError(msg) from None
        except (OSError, sqlite3.Error) as error:
            msg = f"{path}: the ledger can't be made: {error}"
            raise LedgerError(msg) from None
        finally:
            draft.unlink(missing_ok=True)
        return cls(path)

    def append(self, *events: AnyEvent) -> None:
        """Keep all or none, on the disk on return; Conflict if another event holds one's place."""
        with self._open() as connection:
            # From here on no other writer can come between the look and the insert.
            connection.execute("BEGIN IMMEDIATE")
            try:
                for event in events:
                    self._put(connection, event)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return an issue's events, or all there are, each place's in order, as of one moment."""
        query, bounds = "SELECT line FROM event ORDER BY post, seq", ()
        if issue is not None:
            prefix = issue_prefix(issue)
            # A range of the primary key: "0" is what comes after "/".
            query = "SELECT line FROM event WHERE post >= ? AND post < ? ORDER BY post, seq"
            bounds = (prefix, prefix[:-1] + "0")  # type: ignore[assignment]
        with self._open() as connection:
            lines = connection.execute(query, bounds).fetchall()
        return iter([decode(line) for (line,) in lines])

    def _put(self, connection: sqlite3.Connection, event: AnyEvent) -> None:
        place, line = (event.post, event.seq), encode(event)
        there = connection.execute("SELECT line FROM event WHERE post = ? AND seq = ?", place)
        row = there.fetchone()
        if row is None:
            connection.execute("INSERT INTO event VALUES (?, ?, ?)", (*place, line))
        elif row[0] != line:
            msg = f"{event.post} has an event {event.seq} already"
            raise Conflict(msg)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection of one's own: they can't be shared between threads, and cost little."""
        import sqlite3

        if not self.path.exists():
            raise NoLedger(str(self.path))
        try:
            with closing(
                sqlite3.connect(self._address(), uri=True, timeout=self._patience, isolation_level=None)
            ) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                yield connection
        except sqlite3.Error as error:
            msg = f"{self.path}: the ledger can't be used: {error}"
            raise LedgerError(msg) from None

    def _address(self) -> str:
        if not self._read_only:
            return f"file:{quote(str(self.path))}?mode=rw"
        # Reading a WAL file makes helper files beside it, unless it is told that nobody writes; and
        # nobody does while there is no WAL.
        asleep = not self.path.with_name(self.path.name + "-wal").exists()
        return f"file:{quote(str(self.path))}?mode=ro" + ("&immutable=1" if asleep else "")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION:
        msg = f"{path}: this is not a ledger of distribute"
        raise LedgerError(msg)
    if version > _VERSION:
        msg = f"{path}: this ledger was made by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)
