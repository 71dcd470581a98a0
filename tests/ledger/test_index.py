"""The index of an SQLite ledger: the same answers from fewer events, and never from an index that is not sound."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks.big_ledger import events
from distribute.channel.post import Receipt
from distribute.ledger import index, sqlite_index
from distribute.ledger.events import (
    AnyEvent,
    Disproved,
    Intended,
    IssueRef,
    Key,
    LedgerError,
    MarkedAnnounced,
    Posted,
    Rechecked,
    encode,
)
from distribute.ledger.fold import fold
from distribute.ledger.question import Question, history_about
from distribute.ledger.sqlite import SqliteLedger
from distribute.text.fingerprint import sketch
from tests.ledger.index_kit import (
    BODIES,
    CASES,
    NOW,
    Case,
    found,
    letters,
    read,
    require_same_answers,
)


def insert(path: Path, events: Sequence[AnyEvent]) -> None:
    """Add events as a version of the program without an index does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [(event.post, event.seq, encode(event)) for event in events]
        connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)


def run_sql(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(script)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a ledger of 100 issues, all indexed."""
    ledger = SqliteLedger.create(tmp_path / "ledger.db")
    ledger.append(*letters(100))
    return ledger.path


_FILES = count()


@given(CASES)
@settings(max_examples=25)
def test_the_answers_are_those_of_the_whole_ledger(tmp_path: Path, case: Case) -> None:
    ledger = SqliteLedger.create(tmp_path / f"{next(_FILES)}.db")
    require_same_answers(
        case, partial(insert, ledger.path), ledger, SqliteLedger(ledger.path, read_only=True)
    )


def test_what_is_read_does_not_grow_with_the_ledger(path: Path) -> None:
    ledger = SqliteLedger(path)
    assert read(ledger) == 3
    assert len(list(ledger.related(Question(issues=["letter-1"], receipts=[Receipt("9")])))) == 6
    assert len(list(ledger.related(Question(receipts=[Receipt("x", "https://wall.example/9")])))) == 3
    assert list(ledger.related(Question(unsettled=True))) == []
    assert len(list(ledger.related(Question(since=NOW)))) == 300
    assert list(ledger.related(Question(since=NOW + timedelta(seconds=1)))) == []


def test_a_large_ledger_of_posted_issues_has_nothing_to_read_back(path: Path) -> None:
    ledger = SqliteLedger(path)
    insert(path, list(events(2000)))
    question = Question(issues=["letter-98"], unsettled=True, since=NOW - timedelta(days=400))
    assert {Key.parse(event.post).issue for event in ledger.related(question) if "@" in event.post} == {
        f"letter-{number}" for number in range(100)
    }, "those of 2020"
    assert len(list(ledger.related(Question(issues=["letter-99"])))) == 23


def test_few_new_issues_are_read_and_many_are_indexed(path: Path) -> None:
    ledger = SqliteLedger(path)
    waiting = index.WAITING
    insert(path, letters(100 + waiting)[300:])
    assert read(ledger) == 3 + 3 * waiting
    insert(path, letters(101 + waiting)[300 + 3 * waiting :])
    assert read(ledger) == 3


def test_an_issue_is_unsettled_until_its_post_is_read_back(path: Path) -> None:
    ledger, key = SqliteLedger(path), Key("late", "mastodon", "en")
    common: dict[str, Any] = {"post": str(key), "run": "r", "at": NOW}

    def unsettled() -> list[AnyEvent]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            while sqlite_index._index_some(connection):
                pass
        return list(ledger.related(Question(unsettled=True)))

    ledger.append(Intended(**common, seq=1))
    assert len(unsettled()) == 1
    ledger.append(Disproved(**common, seq=2, why="absent", how="absence"))
    assert unsettled() == []
    ledger.append(Posted(**common, seq=3, receipt=Receipt("1"), how="sent"))
    assert len(unsettled()) == 3, "the first request may have arrived late"
    ledger.append(Rechecked(**common, seq=4))
    assert unsettled() == []


_TABLES = ("index_mark", "index_head", "index_stale")
_DAMAGE = {
    **{f"no {table}": f"DROP TABLE {table}" for table in _TABLES},
    **{f"another {table}": f"DROP TABLE {table}; CREATE TABLE {table} (head)" for table in _TABLES},
    "a view": "DROP TABLE index_mark; CREATE VIEW index_mark AS SELECT 1 AS mark, '' AS head",
    "no marks": "DELETE FROM index_mark",
    "other marks": "UPDATE index_mark SET mark = mark + 1 WHERE head = 'letter-7'",
    "other heads": "UPDATE index_mark SET head = 'x'",
    "a mark without an issue": "INSERT INTO index_mark SELECT mark, 'nothing' FROM index_mark",
    "no triggers": "DROP TRIGGER index_added; DROP TRIGGER index_mark_deleted; DELETE FROM index_mark",
    "a version that has other marks": "PRAGMA writable_schema = ON; DELETE FROM index_mark;"
    "UPDATE sqlite_master SET sql = replace(sql, '/*', '/* 1') WHERE name = 'index_mark'",
    "moved events": "CREATE TABLE kept AS SELECT * FROM event; DELETE FROM event;"
    "INSERT INTO event SELECT * FROM kept; DROP TABLE kept",
}  # fmt: skip


@pytest.mark.parametrize("script", _DAMAGE.values(), ids=_DAMAGE)
def test_an_index_that_is_not_sound_is_not_believed(path: Path, script: str) -> None:
    run_sql(path, script)
    assert found(SqliteLedger(path, read_only=True)) == ("letter-7",)
    ledger = SqliteLedger(path)
    assert found(ledger) == ("letter-7",)
    assert read(ledger) == 3, "it was built anew"


def test_a_damaged_page_of_the_index_is_not_believed(path: Path) -> None:
    run_sql(path, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE")
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'index_mark'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    for ledger in (SqliteLedger(path, read_only=True), SqliteLedger(path)):
        assert found(ledger) == ("letter-7",)


def test_a_ledger_from_before_the_index_gets_one(path: Path) -> None:
    names = ("mark", "head", "stale")
    run_sql(path, "".join(f"DROP TABLE index_{name};" for name in names) + "".join(f"DROP TRIGGER index_{name};" for name in ("added", "changed", "removed")))  # fmt: skip
    before = path.read_bytes()
    read_only = SqliteLedger(path, read_only=True)
    assert (found(read_only), read(read_only)) == (("letter-7",), 300)
    assert path.read_bytes() == before
    ledger = SqliteLedger(path)
    assert (found(ledger), read(ledger)) == (("letter-7",), 3)


def test_what_an_older_version_adds_is_found(path: Path) -> None:
    insert(path, letters(101)[300:])
    assert found(SqliteLedger(path), 100) == ("letter-100",)


def test_a_busy_ledger_is_read_without_indexing(path: Path) -> None:
    insert(path, letters(300)[300:])
    ledger = SqliteLedger(path, patience=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert found(ledger) == ("letter-7",)


@pytest.mark.parametrize("line", ['{"type": "bought"}', "?"])
def test_an_event_that_is_not_understood_stops_every_run(path: Path, line: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO event VALUES ('letter-3/mastodon/en@1#1', 9, ?)", (line.encode(),))
    insert(path, letters(200)[300:])  # so that it is indexed, too
    for _ in range(2):
        with pytest.raises(LedgerError, match="newer distribute"):
            found(SqliteLedger(path))


@pytest.mark.parametrize(
    "place", ["letter-3/mastodon/en@1#1", "letter-3", "%zz/mastodon/en@1#1", "a b/mastodon/en@1#1"]
)
def test_a_gap_or_a_strange_place_is_found_by_every_run(path: Path, place: str) -> None:
    ledger = SqliteLedger(path)
    insert(path, [Intended(post=place, seq=7, run="r", at=NOW), *letters(200)[300:]])
    with pytest.raises(LedgerError, match="damaged"):
        fold(ledger.read())
    for _ in range(2):
        with pytest.raises(LedgerError, match="damaged"):
            found(ledger)


def test_several_runs_may_index_at_once(path: Path) -> None:
    insert(path, letters(1000)[300:])
    told: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: told.append(found(SqliteLedger(path), 900))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [("letter-900",)] * 4
    assert read(SqliteLedger(path)) == 3


SHORT = "\n".join(
    f"Kite {number} brings loops and lamps for every flock by the sea in the year {number}."
    for number in range(2, 9)
)


@pytest.mark.parametrize(
    ("before", "after"),
    [(BODIES[0], BODIES[1]), (SHORT, SHORT.replace("lamps", "lights", 1))],
    ids=["long", "short"],
)
def test_an_issue_is_found_by_an_edited_text_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.setattr(index, "WAITING", 0)  # index even the first issue
    ledger = SqliteLedger.create(tmp_path / "ledger.db")
    known = IssueRef(path="a.md", url="https://news.example/a", title="A", content=sketch(before))
    another = IssueRef(path="c.md", url="https://news.example/c", title="C", content=sketch("Moths\n" * 9))
    for issue, about in (("2020-1", known), ("2020-11", another)):
        place = Key(issue, "x!", "en").round_place
        ledger.append(MarkedAnnounced(post=place, seq=1, run="r", at=NOW, target="t", about=about))
    asked = IssueRef(path="b.md", url="https://news.example/b", title="B", content=sketch(after))
    question = Question(issues=["7"], abouts=[asked])
    for _ in range(2):  # the first question has the issues indexed
        assert history_about(ledger, question).known_as("7", "en", asked) == ("2020-1",)
    assert {event.post.partition("/")[0] for event in ledger.related(question)} == {"2020-1"}
