"""A ledger in one SQLite file, for a single machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from distribute.inputs.sqlite_file import SqliteFile
from distribute.ledger import index, sqlite_index
from distribute.ledger.events import AnyEvent, Conflict, LedgerError, NoLedger, decode, encode, issue_prefix
from distribute.ledger.question import Question
from distribute.ledger.together import Append, Together

if TYPE_CHECKING:
    import sqlite3

FILE = SqliteFile(
    name="ledger",
    setting="ledger",
    application=0x64697374,  # "dist"
    version=1,
    schema="""
        CREATE TABLE event (
            post TEXT NOT NULL,
            seq INTEGER NOT NULL CHECK (seq > 0),
            line BLOB NOT NULL,
            PRIMARY KEY (post, seq)
        ) WITHOUT ROWID;
    """,
    error=LedgerError,
)


class _Append(Append):
    """The events of one append as rows, so that what can't be stored fails in its own thread."""

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        super().__init__(events)
        self.rows = [(event.post, event.seq, encode(event)) for event in events]


class SqliteLedger:
    """A ledger with one row per event. The place is the primary key, so the insert is the compare-and-swap."""

    def __init__(self, path: Path, *, read_only: bool = False, patience: float = 30) -> None:
        """Open the ledger at `path`, waiting up to `patience` seconds for other writers.

        A missing ledger is not created. NoLedger if there is none, LedgerError if there is something else. With
        `read_only`, not even SQLite's auxiliary files are written.
        """
        self.path = path
        self._read_only = read_only
        self._patience = patience
        self._together = Together(self._store)
        with self._open() as connection:
            FILE.check(connection, path)

    @classmethod
    def create(cls, path: Path) -> SqliteLedger:
        """Create an empty ledger at `path`, and its folder, and open it; LedgerError if anything is already there."""
        try:
            FILE.create(path, sqlite_index.create)
        except FileExistsError:
            msg = f"{path}: the file already exists; a ledger is never overwritten"
            raise LedgerError(msg) from None
        return cls(path)

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none, on disk on return; Conflict if a different event has the place of one.

        While one thread waits for the disk, the events of others wait, and the next transaction stores them together.
        """
        mine = _Append(events)
        self._together.add(mine)
        self._together.settle(mine)
        if len(events) > index.WAITING:
            self._refresh_index()

    def _store(self, appends: Sequence[_Append]) -> None:
        with self._open() as connection:  # to close it without a COMMIT is to roll back
            # From here on, no other connection can write between the SELECT and the INSERT.
            connection.execute("BEGIN IMMEDIATE")
            for each in appends:
                connection.execute("SAVEPOINT this")
                try:
                    self._put(connection, each)
                except Exception as error:
                    if not connection.in_transaction:  # SQLite has ended it, as on a full disk
                        raise
                    connection.execute("ROLLBACK TO this")
                    each.fail(self._told(error))
            connection.execute("COMMIT")

    def _told(self, error: Exception) -> Exception:
        if isinstance(error, Conflict):
            return error
        return LedgerError(f"{self.path}: the ledger can't be used: {error}")

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place, from one snapshot."""
        query, bounds = "SELECT line FROM event ORDER BY post, seq", ()
        if issue is not None:
            prefix = issue_prefix(issue)
            # A range of the primary key: "0" is the character after "/".
            query = "SELECT line FROM event WHERE post >= ? AND post < ? ORDER BY post, seq"
            bounds = (prefix, prefix[:-1] + "0")  # type: ignore[assignment]
        with self._open() as connection:
            lines = connection.execute(query, bounds).fetchall()
        return iter([decode(line) for (line,) in lines])

    def related(self, question: Question) -> Iterator[AnyEvent]:
        """Return all events of the issues that the question is about, and perhaps of others, as `read` does.

        Without a sound index these are all events. The index is brought up to date first, unless the ledger was opened
        to be read only.
        """
        if not self._read_only:
            self._refresh_index()
        with self._open() as connection:
            connection.execute("BEGIN")  # one snapshot
            lines = _related(connection, question)
        return self.read() if lines is None else iter(list(map(decode, lines)))

    def _refresh_index(self) -> None:
        """Index new issues if many wait for it. If that fails, as on a full disk, more is read than needed."""
        with suppress(LedgerError), self._open() as connection:
            sqlite_index.refresh(connection)

    def _put(self, connection: sqlite3.Connection, mine: _Append) -> None:
        for post, seq, line in mine.rows:
            there = connection.execute("SELECT line FROM event WHERE post = ? AND seq = ?", (post, seq))
            row = there.fetchone()
            if row is None:
                connection.execute("INSERT INTO event VALUES (?, ?, ?)", (post, seq, line))
            elif row[0] != line:
                msg = f"{post} already has an event {seq}"
                raise Conflict(msg)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a new connection. Connections are cheap and can't be shared between threads."""
        import sqlite3

        if not self.path.exists():
            raise NoLedger(str(self.path))
        with FILE.in_use(self.path):
            connection = sqlite3.connect(
                self._address(), uri=True, timeout=self._patience, isolation_level=None
            )
            with closing(connection):
                connection.execute("PRAGMA synchronous=FULL")
                yield connection

    def _address(self) -> str:
        if not self._read_only:
            return f"file:{quote(str(self.path))}?mode=rw"
        # SQLite creates auxiliary files to read a database in WAL mode, unless it is opened as immutable. This
        # is safe while there is no WAL file, because then no connection is writing.
        idle = not self.path.with_name(self.path.name + "-wal").exists()
        return f"file:{quote(str(self.path))}?mode=ro" + ("&immutable=1" if idle else "")


def _related(connection: sqlite3.Connection, question: Question) -> list[bytes] | None:
    """Return the lines of the issues that the question is about; None if the index can't tell."""
    import sqlite3

    try:
        heads = sqlite_index.related(connection, question)
    except sqlite3.Error:  # it is damaged
        return None
    return (
        None
        if heads is None
        else [line for head in heads for line in sqlite_index.lines_of(connection, head)]
    )
