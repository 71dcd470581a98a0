"""A ledger in a PostgreSQL database, for many runners on many machines."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, LiteralString, TypeVar

from distribute.ledger import postgres_index
from distribute.ledger.events import AnyEvent, Conflict, LedgerError, NoLedger, decode, encode, issue_prefix
from distribute.transport.postgres import shut_down_after

if TYPE_CHECKING:
    import psycopg

    from distribute.ledger.question import Question

T = TypeVar("T")
_APPLICATION = "newsletter-distribute"
_VERSION = 1
_LOCK = 0x64697374  # "dist"; without the lock, two runs that create the tables at once would both fail
_CONNECT_TIMEOUT = 10  # seconds until a server counts as unreachable
_LONGEST = 25.0  # seconds for a whole transaction, whatever the server or the network does
_AT_ONCE = 10_000  # events that are added in one statement; each gives the transaction another `_LONGEST`
# SET LOCAL applies to one transaction, so a connection pooler can reuse the connection. The data is on disk
# when COMMIT returns, and a stalled transaction is rolled back and releases its locks.
_BEGIN = """
    SET LOCAL synchronous_commit = on;
    SET LOCAL statement_timeout = '10s';
    SET LOCAL idle_in_transaction_session_timeout = '10s'
"""
_SCHEMA = f"""
    CREATE TABLE distribute_ledger (application text NOT NULL, version integer NOT NULL);
    CREATE TABLE distribute_event (
        post text COLLATE "C" NOT NULL,
        seq integer NOT NULL CHECK (seq > 0),
        line text NOT NULL,
        PRIMARY KEY (post, seq)
    );
    INSERT INTO distribute_ledger VALUES ('{_APPLICATION}', {_VERSION})
"""  # noqa: S608 - of constants
_THERE = "to_regclass('distribute_ledger') IS NOT NULL OR to_regclass('distribute_event') IS NOT NULL"
# The lines are sent as one text, because psycopg takes long to send an array of long texts. A line has no line break.
_GIVEN = "unnest(%s::text[], %s::integer[], string_to_array(%s, E'\\n')) AS given (post, seq, line)"
_ADD = f"INSERT INTO distribute_event SELECT * FROM {_GIVEN} ON CONFLICT (post, seq) DO NOTHING"  # noqa: S608 - likewise
_OTHERS = (
    f"SELECT post, seq FROM distribute_event e JOIN {_GIVEN} USING (post, seq) WHERE e.line <> given.line"  # noqa: S608 - likewise
)

# Part of the library's message, our own message, and whether the error is final. The library's messages are not
# shown because they quote the address, which contains part of the password if it is mistyped.
_REFUSALS = (
    ("password authentication failed", "the server rejected the user or the password", True),
    ("no password supplied", "the server requires a password", True),
    ("pg_hba.conf", "the server accepts no connections from this machine (pg_hba.conf)", True),
    ("certificate", "the server's or the client's certificate is not trusted", True),
    ("does not support SSL", "the server does not support TLS", True),
    ("does not exist", "the server has no such database or user", True),
    ("too many", "the server has no free connections", False),
    ("connection slots", "the server has no free connections", False),
    ("starting up", "the server is starting", False),
    ("shutting down", "the server is stopping", False),
    ("resolve host", "its host name can't be resolved", False),
    ("refused", "the connection was refused", False),
    ("timeout", "it did not respond in time", False),
)


class PostgresLedger:
    """A ledger with one row per event. The place is the primary key, so the insert is the compare-and-swap.

    Each append and each read is one transaction on its own connection. So hundreds of runners need few
    connections at a time, and a lost connection affects only one transaction.
    """

    def __init__(self, address: str, name: str = "the database", *, patience: float = 30) -> None:
        """Open the ledger at `address`, a connection string or URL. Messages refer to it as `name`.

        Temporary failures are retried for `patience` seconds. NoLedger if there is no ledger, LedgerError if there
        is something else.
        """
        self._database = _Database(address, name, patience)
        self._database.insist(lambda connection: _check(connection, name))

    @classmethod
    def create(cls, address: str, name: str = "the database") -> PostgresLedger:
        """Create an empty ledger and open it; LedgerError if anything is already there."""
        maker = os.urandom(8).hex()
        _Database(address, name).insist(lambda connection: _create(connection, name, maker))
        return cls(address, name)

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none, on the server's disk on return.

        Conflict if a different event has the place of one of them. If the response is lost, the append is retried;
        events that are already stored are recognised because they are equal.
        """
        # Every client uses the same order, so two appends of several events can't deadlock.
        lines = {(event.post, event.seq): encode(event).decode() for event in events}
        places = sorted(lines)
        parts = [places[first : first + _AT_ONCE] for first in range(0, len(places), _AT_ONCE)]

        def add(connection: psycopg.Connection) -> None:
            _check(connection, self._database.name)
            for part in parts:
                posts, numbers = [post for post, _ in part], [seq for _, seq in part]
                rows = posts, numbers, "\n".join(lines[place] for place in part)
                if connection.execute(_ADD, rows).rowcount == len(part):
                    continue
                for post, seq in connection.execute(_OTHERS, rows):
                    msg = f"{post} already has an event {seq}"
                    raise Conflict(msg)

        self._database.insist(add, longest=_LONGEST * max(1, len(parts)))

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place, from one snapshot."""
        # A range of the primary key: "0" is the character after "/".
        prefix = "" if issue is None else issue_prefix(issue)
        query = "SELECT line FROM distribute_event WHERE post >= %s AND (post < %s OR %s) ORDER BY post, seq"

        def look(connection: psycopg.Connection) -> list[tuple[str]]:
            _check(connection, self._database.name)
            return connection.execute(query, (prefix, prefix[:-1] + "0", issue is None)).fetchall()

        return iter([decode(line) for (line,) in self._database.insist(look)])

    def related(self, question: Question) -> Iterator[AnyEvent]:
        """Return all events of the issues that the question is about, and perhaps of others, as `read` does.

        Without a sound index these are all events. The index is brought up to date first, if the user may.
        """

        def look(connection: psycopg.Connection, *, refreshed: bool = False) -> list[str] | None:
            _check(connection, self._database.name)
            return postgres_index.related(connection, question, refreshed=refreshed)

        lines = self._database.insist(look)
        if lines is None:
            self._refresh_index()
            lines = self._database.insist(partial(look, refreshed=True))
        return self.read() if lines is None else iter([decode(line) for line in lines])

    def _refresh_index(self) -> None:
        """Create the index, or index new issues. If that fails, as on a full disk, more is read than needed."""
        with suppress(LedgerError):
            self._database.insist(postgres_index.ensure, patience=0)
            while self._database.insist(postgres_index.index_some, patience=0):
                pass


class _Refused(Exception):
    """No connection could be made, for a reason that may be temporary."""


class _Database:
    """One database: connections, retries and errors."""

    def __init__(self, address: str, name: str, patience: float = 30) -> None:
        self.name = name
        self._address = address
        self._patience = patience

    def insist(
        self,
        work: Callable[[psycopg.Connection], T],
        *,
        patience: float | None = None,
        longest: float | None = None,
    ) -> T:
        """Run `work` in one transaction, and again on a new connection if the response is lost.

        So `work` may run twice and has to recognise what it has already done. LedgerError, without the address, on failure.
        Another `patience` may be given in place of the database's, and `longest` in place of `_LONGEST`.
        """
        library = _psycopg()
        deadline, pause = time.monotonic() + (self._patience if patience is None else patience), 0.05
        while True:
            try:
                with (
                    self._connected(_LONGEST if longest is None else longest) as connection,
                    connection.transaction(),
                ):
                    connection.execute(_BEGIN)
                    return work(connection)
            except _Refused as refusal:
                why = str(refusal)
            except library.OperationalError as error:
                why = _reason(error)
            except library.Error as error:
                msg = f"{self.name}: the ledger can't be used: {_reason(error)}{_advice(error)}"
                raise LedgerError(msg) from None
            if time.monotonic() > deadline:
                msg = f"{self.name}: the ledger can't be used: {why}"
                raise LedgerError(msg)
            time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - jitter, so that competing runs spread out
            pause = min(2 * pause, 2.0)

    @contextmanager
    def _connected(self, longest: float) -> Iterator[psycopg.Connection]:
        """Yield a connection, and shut it down if it is in use for longer than `longest` seconds."""
        connection = self._connect()
        with shut_down_after(connection, longest), closing(connection):
            yield connection

    def _connect(self) -> psycopg.Connection:
        library = _psycopg()
        try:
            connection: psycopg.Connection = library.connect(
                self._address, autocommit=True, prepare_threshold=None, connect_timeout=_CONNECT_TIMEOUT,
                application_name="distribute", client_encoding="UTF8",
            )  # fmt: skip
        except library.OperationalError as error:
            why, final = _refusal(error)
            if final:
                msg = f"{self.name}: {why}"
                raise LedgerError(msg) from None
            raise _Refused(why) from None
        except library.Error:
            msg = (
                f"{self.name} is not the address of a PostgreSQL database: write "
                "postgresql://USER:PASSWORD@HOST/DATABASE, and percent-encode characters such as @ and /"
            )
            raise LedgerError(msg) from None
        return connection


def _check(connection: psycopg.Connection, name: str) -> None:
    """Raise LedgerError unless there is a ledger of this version.

    This is checked in every transaction because the ledger may have been replaced.
    """
    errors = _psycopg().errors
    try:
        rows = connection.execute("SELECT application, version FROM distribute_ledger").fetchall()
    except errors.UndefinedTable:
        raise NoLedger(name) from None
    except errors.UndefinedColumn:
        rows = []
    if len(rows) != 1 or rows[0][0] != _APPLICATION:
        msg = f"{name}: its table distribute_ledger is not a ledger of distribute"
        raise LedgerError(msg)
    if rows[0][1] != _VERSION:
        msg = f"{name}: this ledger was created by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)


def _create(connection: psycopg.Connection, name: str, maker: str) -> None:
    """Create the tables, unless this `maker` created them in an attempt whose response was lost."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    if _value(connection, _THERE):
        if _value(connection, "obj_description(to_regclass('distribute_ledger'), 'pg_class')") != maker:
            msg = f"{name}: a ledger already exists; it is never overwritten"
            raise LedgerError(msg)
        return
    encoding = _value(connection, "current_setting('server_encoding')")
    if encoding != "UTF8":
        msg = f"{name}: the database stores text as {encoding}: create one with ENCODING 'UTF8'"
        raise LedgerError(msg)
    connection.execute(_SCHEMA + f"; COMMENT ON TABLE distribute_ledger IS '{maker}'")
    postgres_index.create(connection)


def _value(connection: psycopg.Connection, expression: LiteralString) -> object:
    row = connection.execute(f"SELECT {expression}").fetchone()
    assert row
    return row[0]


def _refusal(error: Exception) -> tuple[str, bool]:
    """Return why there is no connection, and whether the error is final."""
    said = str(error)
    return next(
        ((why, final) for sign, why, final in _REFUSALS if sign in said),
        ("it can't be reached", False),
    )


def _reason(error: psycopg.Error) -> str:
    """Return the server's message about a statement, which contains no address, or that the connection was lost."""
    if error.diag.message_primary:
        return "".join(filter(str.isprintable, error.diag.message_primary))
    return "the connection was lost"


def _advice(error: psycopg.Error) -> str:
    if isinstance(error, _psycopg().errors.InsufficientPrivilege):
        return (
            "; the user needs SELECT on distribute_ledger, SELECT and INSERT on distribute_event, and, to create"
            " these tables, CREATE on their schema"
        )
    return ""


def _psycopg() -> ModuleType:
    try:
        import psycopg
    except ImportError:
        msg = (
            "a ledger in PostgreSQL needs psycopg, which is not installed: "
            "`pip install 'newsletter-distribute[postgres]'`"
        )
        raise LedgerError(msg) from None
    return psycopg
