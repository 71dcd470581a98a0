"""The delivery store in a PostgreSQL database, for senders on many machines."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

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
    StoreBusyError,
    StoreError,
    in_parts,
    key_of,
    keys_in_parts,
)
from distribute.transport.postgres import shut_down_after

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
# "diml". Without the lock, two runs that create the tables at the same time would both fail.
_LOCK = 0x64696D6C
_VERSION = 1
# What is recorded is on disk when COMMIT returns; a stalled transaction is rolled back and releases its rows. A table
# that is locked, as VACUUM FULL does, must not stop the newsletters that a worker has besides.
_BEGIN = """
    SET LOCAL synchronous_commit = on;
    SET LOCAL statement_timeout = '20s';
    SET LOCAL idle_in_transaction_session_timeout = '60s'
"""
_BEGIN_TO_ASK = "SET LOCAL lock_timeout = '5s'"  # a worker asks several times in each round
_LONGEST = 25.0  # seconds for a whole transaction, whatever the server or the network does
# Freezing is one transaction that lasts as long as the list is read.
_BEGIN_TO_FREEZE = "SET LOCAL statement_timeout = '30min'; SET LOCAL lock_timeout = '20s'"
_LONGEST_FREEZE = 1800.0
# Rows change twice and no index has what changes, so with some space left on each page they stay where they are.
_SCHEMA = f"""
    CREATE TABLE distribute_mailing_store (version integer NOT NULL, key bytea NOT NULL);
    CREATE TABLE distribute_mailing (name text PRIMARY KEY, family text NOT NULL, candidates integer NOT NULL);
    CREATE INDEX ON distribute_mailing (family);
    CREATE TABLE distribute_reader (
        mailing text COLLATE "C" NOT NULL,
        key bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'intent', 'sent', 'failed', 'unknown', 'suppressed')),
        attempts integer NOT NULL DEFAULT 0,
        due double precision NOT NULL DEFAULT 0,
        owner text NOT NULL DEFAULT '',
        reply text NOT NULL DEFAULT '',
        address text NOT NULL,
        name text NOT NULL,
        leave text NOT NULL,
        PRIMARY KEY (mailing, key)
    ) WITH (fillfactor = 70);
    CREATE TABLE distribute_suppressed (key bytea PRIMARY KEY);
    INSERT INTO distribute_mailing_store VALUES ({_VERSION}, %s)
"""  # noqa: S608 - of a constant
_STAGE = """
    CREATE TEMP TABLE given (
        number bigint GENERATED ALWAYS AS IDENTITY, key bytea, language text, address text, name text, leave text, wrong text
    ) ON COMMIT DROP;
    CREATE TEMP TABLE out (key bytea) ON COMMIT DROP
"""
# Another mailing of the family has the reader of the row {}.
_ELSEWHERE = """EXISTS (
        SELECT 1 FROM distribute_mailing m JOIN distribute_reader r ON r.mailing = m.name AND r.key = {}.key
        WHERE m.family = %(family)s AND m.name <> %(name)s AND r.state IN ('queued', 'intent', 'sent', 'unknown')
    )"""
_FREEZE = f"""
    INSERT INTO distribute_reader (mailing, key, state, reply, address, name, leave)
    SELECT %(name)s, key, state,
        CASE WHEN state = 'suppressed' AND key IN (SELECT key FROM distribute_suppressed) THEN '{REFUSED_EARLIER}' ELSE wrong END,
        CASE WHEN state = 'queued' THEN address ELSE '' END,
        CASE WHEN state = 'queued' THEN name ELSE '' END, CASE WHEN state = 'queued' THEN leave ELSE '' END
    FROM (
        SELECT *, CASE
            WHEN key IN (SELECT key FROM out) OR key IN (SELECT key FROM distribute_suppressed) THEN 'suppressed'
            WHEN {_ELSEWHERE.format("first")} THEN 'suppressed'
            WHEN wrong <> '' THEN 'failed'
            ELSE 'queued' END AS state
        FROM (SELECT DISTINCT ON (key) * FROM given ORDER BY key, number) AS first
        WHERE language = %(language)s
    ) AS judged ORDER BY key
"""  # noqa: S608 - of constants
# A reader who was refused has the server's answer, which begins with its code; one whose address is none has words. A
# person's decision to send again is an attempt.
_BEGUN = "(state IN ('intent', 'sent', 'unknown') OR attempts > 0 OR (state = 'failed' AND reply ~ '^[0-9]'))"
# A row that another run claims meanwhile is waited for, and is then not deleted.
_UNFREEZE = f"DELETE FROM distribute_reader WHERE mailing = %s AND NOT {_BEGUN}"  # noqa: S608 - of a constant
# A mailing that has not begun is frozen anew, without the readers who have moved to another language: this one has them.
# A row that its sender claims meanwhile is waited for, and stays the sender's: `_FREEZE`, which comes later, sees that.
_TAKE_OVER = f"""
    UPDATE distribute_reader SET state = 'suppressed', address = '', name = '', leave = ''
    WHERE state = 'queued' AND mailing IN (
        SELECT name FROM distribute_mailing m WHERE family = %(family)s AND name <> %(name)s AND NOT EXISTS (
            SELECT 1 FROM distribute_reader WHERE mailing = m.name AND {_BEGUN}
        )
    ) AND key IN (
        SELECT key FROM (SELECT DISTINCT ON (key) * FROM given ORDER BY key, number) AS first
        WHERE language = %(language)s AND wrong = '' AND key NOT IN (SELECT key FROM out)
            AND key NOT IN (SELECT key FROM distribute_suppressed)
    )
"""  # noqa: S608 - of a constant
_LEAVE_OUT = """
    UPDATE distribute_reader SET state = 'suppressed', address = '', name = '', leave = ''
    WHERE mailing = %s AND key = ANY(%s) AND state = 'queued'
"""
_ALL_WRONG = """
    SELECT reply FROM distribute_reader WHERE mailing = %(name)s AND NOT EXISTS (
        SELECT 1 FROM distribute_reader WHERE mailing = %(name)s AND state <> 'failed'
    ) LIMIT 1
"""
_QUEUED = """
    SELECT key, address, name, leave, attempts FROM distribute_reader
    WHERE mailing = %s AND key > %s AND state = 'queued' AND due <= %s ORDER BY key LIMIT %s
"""
# A row that is already ours was claimed by this very statement, whose answer was lost.
_CLAIM = """
    UPDATE distribute_reader SET state = 'intent', owner = %(owner)s, due = %(until)s
    WHERE mailing = %(mailing)s AND key = ANY(%(keys)s)
        AND (state = 'queued' OR (state = 'intent' AND owner = %(owner)s)) RETURNING key
"""
_REFUSED = f"""
    SELECT key, reply, {_ELSEWHERE.format("distribute_reader")} FROM distribute_reader
    WHERE mailing = %(name)s AND {IS_REFUSED}
"""  # noqa: S608 - of constants
_QUEUE_AGAIN = f"""
    UPDATE distribute_reader SET state = 'queued', due = 0, reply = '', address = g.address, name = g.name, leave = g.leave,
        attempts = CASE WHEN EXISTS (SELECT 1 FROM distribute_reader WHERE mailing = %(name)s AND {_BEGUN}) THEN 1 ELSE 0 END
    FROM unnest(%(keys)s::bytea[], %(addresses)s::text[], %(names)s::text[], %(links)s::text[]) AS g (key, address, name, leave)
    WHERE mailing = %(name)s AND distribute_reader.key = g.key AND {IS_REFUSED}
        AND NOT {_ELSEWHERE.format("distribute_reader")}
"""  # noqa: S608 - of constants
_GIVEN = "unnest(%(keys)s::bytea[], %(states)s::text[], %(replies)s::text[], %(attempts)s::integer[], %(dues)s::float8[])"
_DONE = f"""
    UPDATE distribute_reader r SET state = g.state, reply = g.reply, owner = '', attempts = g.attempts, due = g.due,
        address = CASE WHEN g.state IN ('sent', 'failed') THEN '' ELSE address END,
        name = CASE WHEN g.state IN ('sent', 'failed') THEN '' ELSE name END,
        leave = CASE WHEN g.state IN ('sent', 'failed') THEN '' ELSE leave END
    FROM {_GIVEN} AS g (key, state, reply, attempts, due)
    WHERE r.mailing = %(mailing)s AND r.key = g.key AND (
        (r.state = 'intent' AND r.owner = %(owner)s) OR (r.state = 'unknown' AND g.state IN ('sent', 'failed')))
"""  # noqa: S608 - of constants


class _Begun(Exception):
    """A mailing has begun, so its readers stay as they are recorded."""


class PostgresStore:
    """A store in a database, with one connection that its threads share and that is reopened if it is lost."""

    def __init__(self, address: str, name: str, *, make: bool = False, patience: float = 30) -> None:
        """Open the store at `address`, which messages call `name`; with `make`, create missing tables.

        Temporary failures are retried for `patience` seconds.
        """
        self.name = name
        self._address, self._patience = address, patience
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        try:
            self._secret: bytes = self._ask(lambda connection: _secret_of(connection, name, make=make))
        except BaseException:
            self.close()
            raise

    def freeze(
        self, mailing: Mailing, language: str, readers: Iterable[Reader], out: Iterable[str]
    ) -> Counts:
        """Record the readers in `language` (see `Store`)."""
        given = (
            (key_of(r.address, self._secret), r.language, r.address, r.name, r.leave, r.wrong)
            for r in readers
        )
        keys = ((key_of(address, self._secret),) for address in out)
        with suppress(_Begun):
            # The readers can be read only once, so this is not tried again; nothing of it is kept if it fails.
            self._transact(
                lambda connection: _freeze(connection, mailing, language, given, keys),
                longest=_LONGEST_FREEZE,
            )
            with suppress(StoreError):
                # Until the database knows how many rows there are, it reads all of them for each claim.
                self._transact(lambda connection: connection.execute("ANALYZE distribute_reader"))
        there = self.counts(mailing.name)
        assert there
        return there

    def has_begun(self, mailing: str) -> bool:
        """Return whether the mailing has begun (see `Store`)."""
        query = f"SELECT 1 FROM distribute_reader WHERE mailing = %s AND {_BEGUN} LIMIT 1".encode()  # noqa: S608 - of a constant
        return self._ask(lambda connection: bool(connection.execute(query, (mailing,)).fetchone()))

    def leave_out(self, mailing: str, out: Iterable[str]) -> None:
        """Suppress queued rows with these addresses (see `Store`)."""
        for part in keys_in_parts(out, self._secret):
            self._transact(partial(_leave_out, mailing, part))

    def counts(self, mailing: str) -> Counts | None:
        """Return how many readers are in each state."""
        query = "SELECT state, count(*) FROM distribute_reader WHERE mailing = %s GROUP BY state"

        def look(connection: psycopg.Connection[Any]) -> Counts | None:
            found = connection.execute(
                "SELECT candidates FROM distribute_mailing WHERE name = %s", (mailing,)
            ).fetchone()
            return Counts(found[0], **dict(connection.execute(query, (mailing,)))) if found else None

        return self._ask(look)

    def queued(self, mailing: str, after: bytes, most: int, now: float) -> list[Row]:
        """Return the next queued rows."""
        place = mailing, after, now, most
        return self._transact(lambda connection: [Row(*row) for row in connection.execute(_QUEUED, place)])

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
        columns: dict[str, Any] = {"mailing": mailing, "owner": owner, "until": until}
        suppress_ = [[one.key for one in done if one.suppress]]
        finished = {
            "keys": [one.key for one in done], "states": [one.state for one in done], "replies": [one.reply for one in done],
            "attempts": [one.attempts for one in done], "dues": [one.due for one in done],
        }  # fmt: skip

        def write(connection: psycopg.Connection[Any]) -> set[bytes]:
            if done:
                connection.execute(_DONE, {**columns, **finished})
            if suppress_[0]:
                connection.execute(
                    "INSERT INTO distribute_suppressed SELECT unnest(%s::bytea[]) ON CONFLICT DO NOTHING",
                    suppress_,
                )
            return (
                {key for (key,) in connection.execute(_CLAIM, {**columns, "keys": sorted(claim)})}
                if claim
                else set()
            )

        return self._transact(write)

    def expire(self, mailing: str, now: float) -> int:
        """Make each intent whose lease has ended `unknown`."""
        query = """
            UPDATE distribute_reader SET state = 'unknown', owner = ''
            WHERE mailing = %s AND state = 'intent' AND due <= %s
        """
        return self._transact(lambda connection: connection.execute(query, (mailing, now)).rowcount)

    def resolve(self, mailing: str, answer: Answer) -> int:
        """Record a person's answer about all `unknown` rows."""
        query = """
            UPDATE distribute_reader SET state = %(answer)s, due = 0,
                attempts = CASE WHEN %(answer)s = 'sent' THEN attempts ELSE greatest(attempts, 1) END,
                address = CASE WHEN %(answer)s = 'sent' THEN '' ELSE address END,
                name = CASE WHEN %(answer)s = 'sent' THEN '' ELSE name END,
                leave = CASE WHEN %(answer)s = 'sent' THEN '' ELSE leave END
            WHERE mailing = %(mailing)s AND state = 'unknown'
        """
        given = {"answer": answer, "mailing": mailing}
        return self._transact(lambda connection: connection.execute(query, given).rowcount)

    def key(self, address: str) -> bytes:
        """Return the key of an address."""
        return key_of(address, self._secret)

    def refused(self, mailing: str) -> list[Refused]:
        """Return the readers who were refused (see `Store`)."""

        def look(connection: psycopg.Connection[Any]) -> list[Refused]:
            place = {"name": mailing, "family": _family(connection, mailing)}
            return [Refused(*row) for row in connection.execute(_REFUSED.encode(), place)]

        return self._ask(look)

    def left_out(self, keys: Collection[bytes]) -> set[bytes]:
        """Return the keys that later mailings leave out (see `Store`)."""
        query = "SELECT key FROM distribute_suppressed WHERE key = ANY(%s)"
        return self._ask(lambda connection: {key for (key,) in connection.execute(query, (list(keys),))})

    def readmit(self, keys: Collection[bytes]) -> None:
        """Let later mailings have these readers again."""
        query = "DELETE FROM distribute_suppressed WHERE key = ANY(%s)"
        self._transact(lambda connection: connection.execute(query, (sorted(keys),)))

    def queue_again(self, mailing: str, rows: Sequence[Row]) -> None:
        """Queue readers who were refused (see `Store`)."""
        for part in in_parts(rows):
            self._transact(partial(_queue_again, mailing, part))

    def close(self) -> None:
        """Close the connection."""
        self._forget()

    def _first(self, mailing: str, state: str) -> float | None:
        query = "SELECT min(due) FROM distribute_reader WHERE mailing = %s AND state = %s"

        def look(connection: psycopg.Connection[Any]) -> float | None:
            found = connection.execute(query, (mailing, state)).fetchone()
            return found[0] if found else None

        return self._transact(look)

    def _ask(self, work: Callable[[psycopg.Connection[Any]], T]) -> T:
        """Run `work`, which only reads or makes the store, without waiting long for a table that is locked."""

        def ask(connection: psycopg.Connection[Any]) -> T:
            connection.execute(_BEGIN_TO_ASK)
            return work(connection)

        return self._transact(ask)

    def _transact(self, work: Callable[[psycopg.Connection[Any]], T], *, longest: float = 0.0) -> T:
        """Run `work` in one transaction, and retry if the reply is lost; StoreError, without the address, on failure.

        What may take `longest` seconds is not retried.
        """
        library = _psycopg()
        deadline, pause = time.monotonic() + (0.0 if longest else self._patience), 0.05
        with self._lock:
            while True:
                try:
                    connection = self._connected()
                    with shut_down_after(connection, longest or _LONGEST), connection.transaction():
                        connection.execute(_BEGIN)
                        return work(connection)
                except library.errors.LockNotAvailable as error:  # it has waited for that long
                    raise StoreBusyError(self._words(error)) from None
                except library.OperationalError as error:
                    self._forget()
                    if time.monotonic() > deadline:
                        raise StoreBusyError(self._words(error)) from None
                except library.Error as error:
                    raise StoreError(self._words(error)) from None
                time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - jitter, so that competing senders spread out
                pause = min(2 * pause, 2.0)

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = _psycopg().connect(
                self._address, autocommit=True, prepare_threshold=None, connect_timeout=10,
                application_name="distribute", client_encoding="UTF8",
            )  # fmt: skip
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(Exception):  # it is lost
                self._connection.close()
        self._connection = None

    def _words(self, error: psycopg.Error) -> str:
        """Return the error in the server's words. The library's own would quote the address."""
        said = error.diag.message_primary or "the database can't be reached"
        return f"{self.name}: the delivery store can't be used: {''.join(filter(str.isprintable, said))}"


def _leave_out(mailing: str, keys: list[bytes], connection: psycopg.Connection[Any]) -> None:
    connection.execute(_LEAVE_OUT, (mailing, keys))


def _queue_again(mailing: str, rows: list[Row], connection: psycopg.Connection[Any]) -> None:
    family = _family(connection, mailing)
    _lock(connection, family)  # a translation could take the reader meanwhile
    columns = {
        "keys": [row.key for row in rows], "addresses": [row.address for row in rows],
        "names": [row.name for row in rows], "links": [row.leave for row in rows],
    }  # fmt: skip
    connection.execute(_QUEUE_AGAIN.encode(), {"name": mailing, "family": family, **columns})


def _freeze(
    connection: psycopg.Connection[Any],
    mailing: Mailing,
    language: str,
    readers: Iterable[tuple[Any, ...]],
    out: Iterable[tuple[bytes]],
) -> None:
    connection.execute(_BEGIN_TO_FREEZE)
    connection.execute(_STAGE)
    with connection.cursor() as cursor:
        with cursor.copy("COPY given (key, language, address, name, leave, wrong) FROM STDIN") as copy:
            for row in readers:
                copy.write_row(row)
        with cursor.copy("COPY out FROM STDIN") as copy:
            for key in out:
                copy.write_row(key)
    if not connection.execute("SELECT 1 FROM given LIMIT 1").fetchone():
        raise StoreError(NOBODY)
    # From here on, no other run can freeze the same mailing or a translation. Other newsletters need not wait for a long list.
    _lock(connection, mailing.family)
    connection.execute(_UNFREEZE.encode(), (mailing.name,))
    if connection.execute(
        "SELECT 1 FROM distribute_reader WHERE mailing = %s LIMIT 1", (mailing.name,)
    ).fetchone():
        raise _Begun
    connection.execute("DELETE FROM distribute_mailing WHERE name = %s", (mailing.name,))
    connection.execute("ANALYZE given")
    place = {**mailing._asdict(), "language": language}
    connection.execute(_TAKE_OVER.encode(), place)
    found = connection.execute(_FREEZE, place)
    connection.execute("INSERT INTO distribute_mailing VALUES (%s, %s, %s)", (*mailing, found.rowcount))
    if wrong := connection.execute(_ALL_WRONG, mailing._asdict()).fetchone():
        raise StoreError(NO_VALID.format(*wrong))


def _lock(connection: psycopg.Connection[Any], family: str) -> None:
    """Wait until no other run chooses the readers of an issue, until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s))", (_LOCK, family))


def _family(connection: psycopg.Connection[Any], mailing: str) -> str:
    query = "SELECT family FROM distribute_mailing WHERE name = %s"
    found = connection.execute(query, (mailing,)).fetchone()
    return found[0] if found else ""


def _secret_of(connection: psycopg.Connection[Any], name: str, *, make: bool) -> bytes:
    """Return the key of the store's hashes, creating the store if it is missing and `make` is set."""
    there = _exists(connection)
    if not there and not make:
        msg = f"{name}: there is no delivery store"
        raise StoreError(msg)
    if not there:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        there = _exists(connection)  # another run may have been faster
    if not there:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement.encode(), (os.urandom(KEY_OF_STORE),) if "%s" in statement else None)
    ((version, secret),) = connection.execute("SELECT version, key FROM distribute_mailing_store").fetchall()
    if version > _VERSION:
        msg = f"{name}: this delivery store was created by a newer distribute: upgrade before mailing"
        raise StoreError(msg)
    return bytes(secret)


def _exists(connection: psycopg.Connection[Any]) -> bool:
    ((there,),) = connection.execute("SELECT to_regclass('distribute_mailing_store') IS NOT NULL").fetchall()
    return bool(there)


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError:
        msg = "a delivery store in PostgreSQL needs psycopg: `pip install 'newsletter-distribute[postgres]'`"
        raise StoreError(msg) from None
    return psycopg
