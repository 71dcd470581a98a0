"""A ledger in a PostgreSQL database, for many runners on many machines."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, LiteralString, TypeVar

from distribute.ledger.events import AnyEvent, Conflict, LedgerError, NoLedger, decode, encode, issue_prefix

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
_APPLICATION = "newsletter-distribute"
_VERSION = 1
_LOCK = 0x64697374  # "dist": two that make the tables at once would both fail
_CONNECT_TIMEOUT = 10  # seconds until a server counts as out of reach
_LONGEST = 25.0  # seconds for all of one transaction, whatever the server or the way to it does
# For each transaction alone, so that a pooler may lend the connection to others: it is on the disk when
# COMMIT is answered, and who stalls in the middle lets go of the places that others wait for.
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
_GIVEN = "unnest(%s::text[], %s::integer[], %s::text[]) AS given (post, seq, line)"
_ADD = f"INSERT INTO distribute_event SELECT * FROM {_GIVEN} ON CONFLICT (post, seq) DO NOTHING"  # noqa: S608 - likewise
_OTHERS = (
    f"SELECT post, seq FROM distribute_event e JOIN {_GIVEN} USING (post, seq) WHERE e.line <> given.line"  # noqa: S608 - likewise
)

# Why a connection fails, in words of our own: the library's quote the address, and with it, where that is
# mistyped, a piece of the password. Whether trying again is of no use stands beside.
_REFUSALS = (
    ("password authentication failed", "the server refuses the user or the password", True),
    ("no password supplied", "the server wants a password", True),
    ("pg_hba.conf", "the server lets nobody in from here (pg_hba.conf)", True),
    ("certificate", "the server's certificate, or ours, is not trusted", True),
    ("does not support SSL", "the server speaks no TLS", True),
    ("does not exist", "the server has no such database or user", True),
    ("too many", "the server has no connection left to give", False),
    ("connection slots", "the server has no connection left to give", False),
    ("starting up", "the server is starting", False),
    ("shutting down", "the server is stopping", False),
    ("resolve host", "its host is not known", False),
    ("refused", "nobody listens there", False),
    ("timeout", "no answer in time", False),
)


class PostgresLedger:
    """Events as rows, their place the primary key: the insert is the compare-and-swap.

    Each append and each reading is one transaction on a connection of its own, so hundreds of runners
    need few connections at a time, and one that is lost takes nothing along.
    """

    def __init__(self, address: str, name: str = "the database", *, patience: float = 30) -> None:
        """Open the ledger at `address`, a connection string or URL, which messages call `name`.

        What fails for a while is tried again for `patience` seconds. NoLedger where there is none,
        LedgerError where there is something else.
        """
        self._database = _Database(address, name, patience)
        self._database.insist(lambda connection: _check(connection, name))

    @classmethod
    def create(cls, address: str, name: str = "the database") -> PostgresLedger:
        """Make an empty ledger and open it; LedgerError if anything is there."""
        maker = os.urandom(8).hex()
        _Database(address, name).insist(lambda connection: _create(connection, name, maker))
        return cls(address, name)

    def append(self, *events: AnyEvent) -> None:
        """Keep all or none, on the server's disk on return; Conflict if another event holds one's place.

        An append whose answer was lost is tried again: our own events are recognised by being equal.
        """
        # In one order for everybody: two that add several never wait for each other crosswise.
        lines = {(event.post, event.seq): encode(event).decode() for event in events}
        places = sorted(lines)
        rows = [post for post, _ in places], [seq for _, seq in places], [lines[place] for place in places]

        def add(connection: psycopg.Connection) -> None:
            _check(connection, self._database.name)
            connection.execute(_ADD, rows)
            for post, seq in connection.execute(_OTHERS, rows):
                msg = f"{post} has an event {seq} already"
                raise Conflict(msg)

        self._database.insist(add)

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return an issue's events, or all there are, each place's in order, as of one moment."""
        # A range of the primary key: "0" is what comes after "/".
        prefix = "" if issue is None else issue_prefix(issue)
        query = "SELECT line FROM distribute_event WHERE post >= %s AND (post < %s OR %s) ORDER BY post, seq"

        def look(connection: psycopg.Connection) -> list[tuple[str]]:
            _check(connection, self._database.name)
            return connection.execute(query, (prefix, prefix[:-1] + "0", issue is None)).fetchall()

        return iter([decode(line) for (line,) in self._database.insist(look)])


class _Refused(Exception):
    """There is no connection, for a reason that may pass."""


class _Database:
    """One database, and what can go wrong on the way to it."""

    def __init__(self, address: str, name: str, patience: float = 30) -> None:
        self.name = name
        self._address = address
        self._patience = patience

    def insist(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Do `work` in one transaction, again on a fresh connection where the answer was lost.

        So `work` may be done twice, and has to recognise itself. LedgerError, without the address, where it can't be done.
        """
        library = _psycopg()
        deadline, pause = time.monotonic() + self._patience, 0.05
        while True:
            try:
                with self._connected() as connection, connection.transaction():
                    connection.execute(_BEGIN)
                    return work(connection)
            except _Refused as refusal:
                why = str(refusal)
            except library.OperationalError as error:
                why = _words(error)
            except library.Error as error:
                msg = f"{self.name}: the ledger can't be used: {_words(error)}{_way_out(error)}"
                raise LedgerError(msg) from None
            if time.monotonic() > deadline:
                msg = f"{self.name}: the ledger can't be used: {why}"
                raise LedgerError(msg)
            time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - so that rivals part ways
            pause = min(2 * pause, 2.0)

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """Lend a connection, and cut it if all that is done with it takes too long."""
        connection = self._connect()
        # The server's time-outs are no help where the server itself, or the way to it, falls silent.
        end = threading.Timer(_LONGEST, _cut, [connection])
        end.daemon = True
        end.start()
        try:
            with closing(connection):
                yield connection
        finally:
            end.cancel()

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
                f"{self.name} is no address of a PostgreSQL database: "
                "write postgresql://USER:PASSWORD@HOST/DATABASE, with % and two digits for signs such as @ and /"
            )
            raise LedgerError(msg) from None
        return connection


def _check(connection: psycopg.Connection, name: str) -> None:
    """See that there is a ledger that this version knows; every time, for it may be made anew meanwhile."""
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
        msg = f"{name}: this ledger was made by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)


def _create(connection: psycopg.Connection, name: str, maker: str) -> None:
    """Make the tables, unless they are this maker's: then the answer to its first attempt was lost."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    if _value(connection, _THERE):
        if _value(connection, "obj_description(to_regclass('distribute_ledger'), 'pg_class')") != maker:
            msg = f"{name}: there is something already; a ledger is never written over"
            raise LedgerError(msg)
        return
    encoding = _value(connection, "current_setting('server_encoding')")
    if encoding != "UTF8":
        msg = f"{name}: the database keeps text as {encoding}: make one with ENCODING 'UTF8'"
        raise LedgerError(msg)
    connection.execute(_SCHEMA + f"; COMMENT ON TABLE distribute_ledger IS '{maker}'")


def _value(connection: psycopg.Connection, expression: LiteralString) -> object:
    row = connection.execute(f"SELECT {expression}").fetchone()
    assert row
    return row[0]


def _cut(connection: psycopg.Connection) -> None:
    """Let whoever waits for an answer have an error instead."""
    with suppress(OSError, _psycopg().Error), socket.fromfd(
        connection.fileno(), socket.AF_INET, socket.SOCK_STREAM
    ) as wire:  # fmt: skip
        wire.shutdown(socket.SHUT_RDWR)


def _refusal(error: Exception) -> tuple[str, bool]:
    """Return why there is no connection, and whether trying again is of no use."""
    said = str(error)
    return next(
        ((why, final) for sign, why, final in _REFUSALS if sign in said),
        ("it can't be reached", False),
    )


def _words(error: psycopg.Error) -> str:
    """Return the server's words on a statement, which name no address; else that it hung up."""
    if error.diag.message_primary:
        return "".join(filter(str.isprintable, error.diag.message_primary))
    return "the connection was lost"


def _way_out(error: psycopg.Error) -> str:
    if isinstance(error, _psycopg().errors.InsufficientPrivilege):
        return (
            "; its user needs SELECT on distribute_ledger, SELECT and INSERT on distribute_event,"
            " and to make them CREATE on their schema"
        )
    return ""


def _psycopg() -> ModuleType:
    try:
        import psycopg
    except ImportError:
        msg = (
            "a ledger in PostgreSQL needs psycopg, which is not here: "
            "`pip install 'newsletter-distribute[postgres]'`"
        )
        raise LedgerError(msg) from None
    return psycopg
