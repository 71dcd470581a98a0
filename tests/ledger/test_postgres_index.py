"""The index of a PostgreSQL ledger: the same answers from fewer events, whoever adds them and whatever becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from distribute.channel.post import Receipt
from distribute.ledger import index, postgres_index
from distribute.ledger.events import AnyEvent, Intended, IssueRef, Key, LedgerError, encode
from distribute.ledger.fold import fold
from distribute.ledger.postgres import _SCHEMA, PostgresLedger
from distribute.ledger.question import Question
from distribute.testing.postgres import PostgresServer
from tests.ledger.index_kit import CASES, NOW, Case, found, letters, read, require_same_answers
from tests.ledger.test_postgres import at_once, role

_LETTERS = letters(10)
_QUEUE = "SELECT DISTINCT head FROM distribute_index_stale ORDER BY head"
_INDEX_RIGHTS = "GRANT SELECT, INSERT, UPDATE ON distribute_index TO {0}; GRANT SELECT, DELETE ON distribute_index_stale TO {0}"  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Index issues as soon as there are some."""
    monkeypatch.setattr(index, "WAITING", 4)


def insert(connection: Any, events: Sequence[AnyEvent]) -> None:
    """Add events as a version of the program without an index does."""
    rows = [(event.post, event.seq, encode(event).decode()) for event in events]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO distribute_event SELECT * FROM (VALUES (%s, %s, %s)) AS given", rows)


@pytest.fixture(scope="module")
def database(postgres: PostgresServer) -> str:
    return postgres.database()


@pytest.fixture
def url(postgres: PostgresServer, database: str) -> str:
    """The address of an empty schema, which takes less time to make than a database."""
    with postgres.connect(database) as connection:
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    return database


@pytest.fixture
def ledger(url: str) -> PostgresLedger:
    return PostgresLedger.create(url)


@pytest.fixture
def connection(postgres: PostgresServer, ledger: PostgresLedger, url: str) -> Any:
    """A connection to a ledger of 10 issues, all indexed."""
    ledger.append(*_LETTERS)
    assert read(ledger) == 3
    with postgres.connect(url) as connection:
        yield connection


@pytest.fixture
def old(postgres: PostgresServer, url: str) -> Any:
    """A connection to such a ledger of a version without an index."""
    with postgres.connect(url) as connection:
        connection.execute(_SCHEMA)
        insert(connection, _LETTERS)
        yield connection


def tables(connection: Any) -> list[str]:
    found = connection.execute("SELECT relname FROM pg_class WHERE relname LIKE 'distribute%' AND relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")  # fmt: skip
    return [name for (name,) in found]


@pytest.mark.slow  # most of its time goes into connections
def test_the_answers_are_those_of_the_whole_ledger(postgres: PostgresServer, url: str) -> None:
    with role(postgres, url, "reader_of_all") as address, postgres.connect(url) as connection:
        PostgresLedger.create(url)
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_all")

        @given(CASES)
        @settings(max_examples=15, deadline=None)
        def check(case: Case) -> None:
            connection.execute("TRUNCATE distribute_event")
            require_same_answers(
                case,
                lambda events: insert(connection, events),
                PostgresLedger(address, patience=0),  # which only reads, first the queue
                PostgresLedger(url),
            )

        check()


def test_what_is_read_does_not_grow_with_the_ledger(connection: Any, ledger: PostgresLedger) -> None:
    assert (found(ledger), read(ledger)) == (("letter-7",), 3)
    assert len(list(ledger.related(Question(issues=["letter-1"], receipts=[Receipt("9")])))) == 6
    assert len(list(ledger.related(Question(receipts=[Receipt("x", "https://wall.example/9")])))) == 3
    assert list(ledger.related(Question(unsettled=True))) == []
    assert len(list(ledger.related(Question(since=NOW)))) == 30


def test_few_new_issues_are_read_and_many_are_indexed(connection: Any, ledger: PostgresLedger) -> None:
    some = 10 + index.WAITING
    insert(connection, letters(some)[30:])
    assert read(ledger) == 3 + 3 * index.WAITING
    insert(connection, letters(some + 1)[3 * some :])
    assert read(ledger) == 3


def test_an_older_ledger_gets_an_index_once(old: Any, url: str) -> None:
    assert tables(old) == ["distribute_event", "distribute_ledger"]
    told = at_once(4, lambda _: found(PostgresLedger(url)))
    assert told == [("letter-7",)] * 4
    assert read(PostgresLedger(url)) == 3
    insert(old, letters(11)[30:])
    assert found(PostgresLedger(url), 10) == ("letter-10",), "an older version's event is found"


def test_a_user_who_may_only_add_reads_everything_until_the_owner_comes(
    postgres: PostgresServer, old: Any, url: str
) -> None:
    with role(postgres, url, "adder", rights="SELECT, INSERT") as address:
        mine = PostgresLedger(address)
        assert (found(mine), read(mine)) == (("letter-7",), 30)
        assert tables(old) == ["distribute_event", "distribute_ledger"]
        owners = PostgresLedger(url)
        assert read(owners) == 3
        mine.append(*letters(11)[30:])
        assert (found(mine, 10), read(mine)) == (("letter-10",), 33)
        assert found(owners, 10) == ("letter-10",), "what the user adds is queued"
        old.execute(_INDEX_RIGHTS.format("adder"))
        mine.append(*letters(20)[33:])
        assert (found(mine, 19), read(mine)) == (("letter-19",), 3)


def test_an_event_that_comes_while_its_issue_is_indexed_stays_in_the_queue(
    connection: Any, ledger: PostgresLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Intended(post=str(Key("letter-10", "x", "en")), seq=1, run="r", at=NOW)
    entry = index.entry

    def slow(head: str, lines: Sequence[bytes | str]) -> index.Entry:
        if head == "letter-10":
            ledger.append(late)
        return entry(head, lines)

    insert(connection, letters(20)[30:])
    monkeypatch.setattr(index, "entry", slow)
    assert found(ledger, 10) == ("letter-10",)
    assert connection.execute(_QUEUE).fetchall() == [("letter-10",)]
    assert late in list(ledger.related(Question(unsettled=True)))


_DAMAGE = {
    "no tables": "DROP TABLE distribute_index, distribute_index_stale",
    "no queue": "DROP TABLE distribute_index_stale",
    "a trigger that was off": "ALTER TABLE distribute_index DISABLE TRIGGER ALL; DELETE FROM distribute_index;"
    "ALTER TABLE distribute_index ENABLE TRIGGER ALL",
    "no entries": "DELETE FROM distribute_index",
    "copied events": "CREATE TABLE kept AS SELECT * FROM distribute_event; TRUNCATE distribute_event, distribute_index;"
    "SET session_replication_role = replica; INSERT INTO distribute_event SELECT * FROM kept",
}  # fmt: skip


@pytest.mark.parametrize("script", _DAMAGE.values(), ids=_DAMAGE)
def test_an_index_that_is_not_sound_is_not_believed(
    connection: Any, ledger: PostgresLedger, script: str
) -> None:
    connection.execute(script)
    ledger.append(*letters(11)[30:])
    assert (found(ledger), found(ledger, 10)) == (("letter-7",), ("letter-10",))
    assert read(ledger) <= 6, "it was made again"


def test_what_a_person_changes_is_found(connection: Any, ledger: PostgresLedger) -> None:
    renamed = "replace({0}, 'letter-7/', 'letter-77/')"
    connection.execute(f"UPDATE distribute_event SET post = {renamed.format('post')}, line = {renamed.format('line')} WHERE post LIKE 'letter-7/%'")  # fmt: skip
    assert found(ledger) == ("letter-77",)
    connection.execute("DELETE FROM distribute_event WHERE post LIKE 'letter-3/%#1' AND seq = 2")
    doubtful = {Key.parse(event.post).issue for event in ledger.related(Question(unsettled=True))}
    assert doubtful == {"letter-3", "letter-77"}, "the latter waits to be indexed"


def test_another_versions_index_is_made_again(
    connection: Any, ledger: PostgresLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute("UPDATE distribute_index SET marks = '{1}'")  # as another version might
    postgres_index._triggers.cache_clear()
    monkeypatch.setattr(index, "version", lambda: "another")
    try:
        assert (found(ledger), read(ledger)) == (("letter-7",), 3)
    finally:
        postgres_index._triggers.cache_clear()


def test_another_programs_table_is_left_alone(old: Any, url: str) -> None:
    old.execute("CREATE TABLE distribute_index (a integer)")
    ledger = PostgresLedger(url)
    assert (found(ledger), read(ledger)) == (("letter-7",), 30)
    assert old.execute("SELECT * FROM distribute_index").fetchall() == []
    ledger.append(*letters(11)[30:])


def test_a_ledger_in_a_schema_of_its_own_has_its_index_there(postgres: PostgresServer, url: str) -> None:
    with postgres.connect(url) as connection:
        connection.execute('CREATE SCHEMA "News 1"; SET search_path = "News 1"')
        connection.execute(_SCHEMA)
        insert(connection, _LETTERS)
    ledger = PostgresLedger(f"{url}?options=-csearch_path%3Dpublic,%22News%5C%201%22")
    assert (found(ledger), read(ledger)) == (("letter-7",), 3)


def test_a_ledger_that_is_busy_is_read_without_an_index(
    old: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_index, "_PATIENCE", "100ms")
    with old.transaction():
        old.execute("LOCK TABLE distribute_event IN SHARE UPDATE EXCLUSIVE MODE")
        assert found(PostgresLedger(url)) == ("letter-7",)
    assert tables(old) == ["distribute_event", "distribute_ledger"]


def test_an_event_that_is_not_understood_stops_every_run(connection: Any, ledger: PostgresLedger) -> None:
    connection.execute("INSERT INTO distribute_event VALUES ('letter-3/mastodon/en@1#1', 9, '?')")
    insert(connection, letters(20)[30:])  # so that it is indexed, too
    for _ in range(2):
        with pytest.raises(LedgerError, match="newer distribute"):
            found(ledger)


@pytest.mark.parametrize("place", ["letter-3/mastodon/en@1#1", "letter-3"])
def test_a_gap_or_a_strange_place_is_found_by_every_run(
    connection: Any, ledger: PostgresLedger, place: str
) -> None:
    insert(connection, [Intended(post=place, seq=7, run="r", at=NOW), *letters(20)[30:]])
    with pytest.raises(LedgerError, match="damaged"):
        fold(ledger.read())
    for _ in range(2):
        with pytest.raises(LedgerError, match="damaged"):
            found(ledger)


def test_a_new_ledger_has_nothing_of_one_that_was_dropped(
    connection: Any, ledger: PostgresLedger, url: str
) -> None:
    connection.execute("DROP TABLE distribute_event, distribute_ledger")
    ledger = PostgresLedger.create(url)
    assert list(ledger.related(Question(abouts=[IssueRef(url="https://news.example/7")]))) == []
    ledger.append(*_LETTERS)
    assert (found(ledger), read(ledger)) == (("letter-7",), 3)
