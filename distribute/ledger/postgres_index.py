"""The index of a PostgreSQL ledger: the events that a question may be about.

A trigger adds the issue of each event to the queue `distribute_index_stale`, in the event's own transaction. A run that
indexes issues deletes only the rows of the queue that it saw before it read the events, so an event that is added in
the meantime keeps its row. The trigger has the rights of the tables' owner, so it also works for users who may only
add events.

The index is used only if all its triggers are there, are those of this version and always fire. If entries are
deleted, all issues are queued. An entry that a person changes is not noticed.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple

from distribute.ledger import index

if TYPE_CHECKING:
    import psycopg

    from distribute.ledger.question import Question

_LOCK = 0x64697375  # "disu"; only one run at a time indexes
_PATIENCE = "2s"  # to lock the tables; appends of other runs wait behind it
_AT_ONCE = 500  # rows of the queue for one transaction, so that none takes long
_OURS = "index of a ledger of newsletter-distribute, which creates it again if it is dropped"
_TABLES: tuple[LiteralString, ...] = ("distribute_index", "distribute_index_stale")
_SCHEMA = """
    DROP FUNCTION IF EXISTS {schema}.distribute_index_change() CASCADE;
    CREATE TABLE {schema}.distribute_index (
        head text COLLATE "C" PRIMARY KEY,
        marks bigint[] NOT NULL,
        last double precision NOT NULL,
        unsettled boolean NOT NULL
    );
    CREATE INDEX ON {schema}.distribute_index USING gin (marks) WITH (fastupdate = off);
    CREATE INDEX ON {schema}.distribute_index (last);
    CREATE INDEX ON {schema}.distribute_index (head) WHERE unsettled;
    CREATE TABLE {schema}.distribute_index_stale (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        head text COLLATE "C" NOT NULL
    );
    COMMENT ON TABLE {schema}.distribute_index IS '{ours}';
    COMMENT ON TABLE {schema}.distribute_index_stale IS '{ours}';
    CREATE FUNCTION {schema}.distribute_index_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$ BEGIN
        IF to_regclass('distribute_index_stale') IS NULL THEN
            RETURN NULL;  -- it was dropped, so the index is not used
        ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO distribute_index_stale (head) SELECT DISTINCT split_part(post, '/', 1) FROM added;
        ELSIF TG_LEVEL = 'ROW' THEN
            INSERT INTO distribute_index_stale (head) VALUES (split_part(OLD.post, '/', 1));
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO distribute_index_stale (head) VALUES (split_part(NEW.post, '/', 1));
            END IF;
        ELSE
            INSERT INTO distribute_index_stale (head) SELECT DISTINCT split_part(post, '/', 1) FROM distribute_event;
        END IF;
        RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION {schema}.distribute_index_change FROM PUBLIC;
    CREATE TRIGGER {added} AFTER INSERT ON {schema}.distribute_event REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION {schema}.distribute_index_change();
    CREATE TRIGGER {changed} AFTER UPDATE OR DELETE ON {schema}.distribute_event
        FOR EACH ROW EXECUTE FUNCTION {schema}.distribute_index_change();
    CREATE TRIGGER {emptied} AFTER DELETE OR TRUNCATE ON {schema}.distribute_index
        FOR EACH STATEMENT EXECUTE FUNCTION {schema}.distribute_index_change();
    ALTER TABLE {schema}.distribute_event ENABLE ALWAYS TRIGGER {added}, ENABLE ALWAYS TRIGGER {changed};
    ALTER TABLE {schema}.distribute_index ENABLE ALWAYS TRIGGER {emptied};
    INSERT INTO {schema}.distribute_index_stale (head)
        SELECT DISTINCT split_part(post, '/', 1) FROM {schema}.distribute_event
"""
_WHERE = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('distribute_event')"
_CONDITION = """
    SELECT
        (SELECT count(*) = 3 FROM pg_trigger WHERE tgname = ANY(%s) AND tgenabled = 'A'
            AND tgrelid IN (to_regclass('distribute_event'), to_regclass('distribute_index')))
            AND to_regclass('distribute_index_stale') IS NOT NULL,
        (SELECT pg_has_role(relowner, 'USAGE') AND has_schema_privilege(relnamespace, 'CREATE') FROM pg_class WHERE oid = to_regclass('distribute_event')),
        has_table_privilege(to_regclass('distribute_index'), 'SELECT')
            AND has_table_privilege(to_regclass('distribute_index_stale'), 'SELECT'),
        has_table_privilege(to_regclass('distribute_index'), 'INSERT')
            AND has_table_privilege(to_regclass('distribute_index'), 'UPDATE')
            AND has_table_privilege(to_regclass('distribute_index_stale'), 'DELETE')
"""
# The server may have no statistics of the tables yet: it has to use the indexes all the same, and must not spend time
# on compiling a query that seems to return many events.
_PLAN = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
# "0" is the character after "/".
_EVENTS_OF = """
    SELECT event.head, event.line FROM ({heads}) AS wanted CROSS JOIN LATERAL (
        SELECT wanted.head, post, seq, line FROM distribute_event WHERE post >= wanted.head || '/' AND post < wanted.head || '0'
        UNION ALL
        SELECT wanted.head, post, seq, line FROM distribute_event WHERE post = wanted.head
    ) AS event ORDER BY event.post, event.seq
"""
_EVENTS = _EVENTS_OF.format(heads="SELECT unnest(%s::text[]) AS head")
_RELATED = _EVENTS_OF.format(
    heads="""
        SELECT unnest(%s::text[]) AS head
        UNION SELECT head FROM distribute_index_stale
        UNION SELECT head FROM distribute_index WHERE marks && %s::bigint[]
        UNION SELECT head FROM distribute_index WHERE unsettled AND %s
        UNION SELECT head FROM distribute_index WHERE last >= %s::double precision
    """
)
_PUT = """
    INSERT INTO distribute_index VALUES (%s, %s, %s, %s) ON CONFLICT (head)
    DO UPDATE SET (marks, last, unsettled) = (EXCLUDED.marks, EXCLUDED.last, EXCLUDED.unsettled)
"""
_DONE = "DELETE FROM distribute_index_stale WHERE number = ANY(%s)"


class _Condition(NamedTuple):
    """Whether the index is that of this version, and what this user may do with it."""

    is_sound: bool
    may_create: bool
    may_read: bool
    may_write: bool


def related(connection: psycopg.Connection, question: Question, *, refreshed: bool) -> list[str] | None:
    """Return the lines of all events of the issues that a question may be about, in order.

    None if there is no sound index that this user may read or, unless it was just `refreshed`, if many issues wait.
    """
    there = _condition(connection)
    if not (there.is_sound and there.may_read):
        return None
    if not refreshed and there.may_write and _many_wait(connection):
        return None
    connection.execute(_PLAN)
    since = None if question.since is None else question.since.timestamp()
    chosen = sorted(index.heads_of(question)), index.marks_of(question), question.unsettled, since
    return [line for _, line in connection.execute(_RELATED, chosen)]


def ensure(connection: psycopg.Connection) -> None:
    """Create the index if it is missing or not sound and this user may create it."""
    there = _condition(connection)
    if there.is_sound or not there.may_create:
        return
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    if not _condition(connection).is_sound:
        create(connection)


def create(connection: psycopg.Connection) -> None:
    """Create the index, in which every issue is stale, in place of one that is not sound."""
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (_PATIENCE,))
    for table in _TABLES:
        (comment,) = _row(connection, f"SELECT obj_description(to_regclass('{table}'), 'pg_class')")
        if comment == _OURS:
            connection.execute(f"DROP TABLE {table}")
    (schema,) = _row(connection, _WHERE)
    connection.execute(_SCHEMA.format(schema=schema, ours=_OURS, **_triggers()).encode())


def index_some(connection: psycopg.Connection) -> bool:
    """Index some of the stale issues, if this user may; return whether there are more."""
    there = _condition(connection)
    if not (there.is_sound and there.may_read and there.may_write):
        return False
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    connection.execute(_PLAN)
    queue = f"SELECT number, head FROM distribute_index_stale ORDER BY number LIMIT {_AT_ONCE}"  # noqa: S608 - of a constant
    stale = connection.execute(queue).fetchall()
    lines: dict[str, list[str]] = {head: [] for _, head in stale}
    for head, line in connection.execute(_EVENTS, (list(lines),)):
        lines[head].append(line)
    entries = ((head, index.entry(head, lines[head])) for head in lines)
    rows = [(head, sorted(each.marks), each.last, each.unsettled) for head, each in entries]
    with connection.cursor() as cursor:
        cursor.executemany(_PUT, rows)
    connection.execute(_DONE, ([number for number, _ in stale],))
    return len(stale) == _AT_ONCE


def _condition(connection: psycopg.Connection) -> _Condition:
    return _Condition(*(bool(each) for each in _row(connection, _CONDITION, (list(_triggers().values()),))))


def _many_wait(connection: psycopg.Connection) -> bool:
    (count,) = _row(connection, "SELECT count(DISTINCT head) FROM distribute_index_stale")
    return bool(count > index.WAITING)


@cache
def _triggers() -> dict[str, str]:
    """Return the names of the triggers, which are others if another version would make another index."""
    version = zlib.crc32((_SCHEMA + index.version()).encode())
    return {what: f"distribute_index_{what}_{version:08x}" for what in ("added", "changed", "emptied")}


def _row(
    connection: psycopg.Connection, query: LiteralString, values: tuple[object, ...] = ()
) -> tuple[Any, ...]:
    row = connection.execute(query, values).fetchone()
    assert row
    return row
