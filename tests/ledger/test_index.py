"""The index of an SQLite ledger: the same answers from fewer events, and never from an index that is not sound."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.big_ledger import events
from distribute.channel.post import Draft, Message, Receipt
from distribute.ledger import index, sqlite_index
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Composed,
    Disproved,
    Doubted,
    Held,
    Intended,
    IssueMoved,
    IssueRef,
    Key,
    LedgerError,
    MarkedAnnounced,
    Newsletter,
    Posted,
    Rechecked,
    Released,
    claim_place,
    encode,
    hold_place,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import History, Post
from distribute.ledger.newsletter import NewsletterLedger
from distribute.ledger.question import Question, history_about
from distribute.ledger.sqlite import SqliteLedger
from distribute.text.fingerprint import sketch

NOW = datetime(2020, 12, 9, tzinfo=UTC)
ISSUES = ("2020-1", "2020-11", "a b/ü", "№ 5", "other~2020-11")  # the last one is another newsletter's
CHANNELS = ("mastodon", "x!")
TARGETS = ("mastodon:here:ada", "x:ada", "")
_LINES = [f"line {number} of the letter tells something" for number in range(40)]
BODIES = ("\n".join(_LINES), "\n".join((*_LINES[1:], "an edited line")), "\n".join(_LINES[::-1][:20]), "")
ABOUTS = [
    IssueRef(path=path, url=url, title=title, content=sketch(body))
    for path, url, title, body in (
        ("a.md", "https://news.example/a/", "Straße", BODIES[0]),
        ("b.md", "http://NEWS.example/a?utm_source=x", "STRASSE", BODIES[1]),
        ("c.md", "https://news.example/c", "Letter", BODIES[2]),
        ("a.md", "https://news.example/d", "", BODIES[3]),
        ("e.md", "", "", BODIES[0]),
        ("", "", "", ""),
    )
]
RECEIPTS = [Receipt("1", "https://wall.example/1"), Receipt("1"), Receipt("2", "https://wall.example/1"), Receipt("3"), Receipt("")]  # fmt: skip
KINDS = ("composed", "seeded", "seen", "held", "released", "intended", "posted", "unposted", "doubted", "rechecked", "claimed")  # fmt: skip
_STEP = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(ISSUES), st.sampled_from(CHANNELS), st.sampled_from(("en", "de")),
    st.sampled_from(ABOUTS), st.sampled_from(RECEIPTS), st.sampled_from(TARGETS), st.integers(0, 20),
)  # fmt: skip
STEPS = st.lists(_STEP, max_size=30)


def as_events(steps: Sequence[Any]) -> Iterator[AnyEvent]:
    """Yield an event for each step, at the next free place."""
    numbers: dict[str, int] = {}
    for kind, issue, channel, language, about, receipt, target, day in steps:
        key = Key(issue, channel, language)
        rounds = {"composed", "seeded", "seen"}
        place = key.round_place if kind in rounds else hold_place(issue, channel) if kind in {"held", "released"} else str(key)  # fmt: skip
        place = claim_place(issue, language, target) if kind == "claimed" else place
        numbers[place] = seq = numbers.get(place, 0) + 1
        common: dict[str, Any] = {"post": place, "seq": seq, "run": "r", "at": NOW - timedelta(days=10 * day)}
        draft = Draft((Message(text="A letter"),))
        made: dict[str, Callable[[], AnyEvent]] = {
            "composed": lambda: Composed(**common, target=target, about=about, draft=draft),  # noqa: B023 - called at once
            "seeded": lambda: MarkedAnnounced(**common, target=target, about=about),  # noqa: B023
            "seen": lambda: IssueMoved(**common, about=about),  # noqa: B023
            "held": lambda: Held(**common, because="it waits", about=about, target=target),  # noqa: B023
            "released": lambda: Released(**common),  # noqa: B023
            "intended": lambda: Intended(**common, destination=target),  # noqa: B023
            "posted": lambda: Posted(**common, receipt=receipt, how="sent"),  # noqa: B023
            "unposted": lambda: Disproved(**common, why="no", how="absence"),  # noqa: B023
            "doubted": lambda: Doubted(**common, what="who knows"),  # noqa: B023
            "rechecked": lambda: Rechecked(**common),  # noqa: B023
            "claimed": lambda: Claimed(**common, channel=channel),  # noqa: B023
        }
        if kind != "claimed" or seq == 1:
            yield made[kind]()


def answers(history: History, issue: str, about: IssueRef, receipt: Receipt, since: datetime) -> list[Any]:
    """Return what a run asks of a history about one issue."""
    key = Key(issue, "mastodon", "en")
    others = history.known_as(issue, "en", about)
    receipts = (history.other_receipts(key, target, target, since) for target in TARGETS)
    return [
        [history.publication(issue, channel, language) for channel in CHANNELS for language in ("en", "de")],
        [history.holder(issue, "en", target) for target in TARGETS],
        [history.held(issue, channel, about, target) for channel in CHANNELS for target in TARGETS],
        [history.hold_on(issue, channel, about) for channel in ("", *CHANNELS)],
        others, history.state_of(others), history.state_of([issue]), history.has_path(issue, about.path),
        history.is_another(issue, "en", about), history.unseen(issue, "en", about),
        history.recorded_language(issue, "de-CH", about, ()), sorted(history.holds_of(issue)),
        [set(each) for each in receipts],
        [post for post in history.posts() if post.has(receipt)],
        [post for post in history.posts() if _is_unsettled(post)],
    ]  # fmt: skip


def _is_unsettled(post: Post) -> bool:
    return post.state == "pending" or (post.state == "posted" and post.unresolved and not post.rechecked)


def insert(path: Path, events: Sequence[AnyEvent]) -> None:
    """Add events as a version of the program without an index does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [(event.post, event.seq, encode(event)) for event in events]
        connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)


def run_sql(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(script)


def letters(number: int) -> list[AnyEvent]:
    """Return the events of so many issues, each posted once."""
    found: list[AnyEvent] = []
    for each in range(number):
        key, about = Key(f"letter-{each}", "mastodon", "en"), IssueRef(url=f"https://news.example/{each}")
        common: dict[str, Any] = {"run": "r", "at": NOW}
        composed = Composed(post=key.round_place, seq=1, **common, target="t", about=about, draft=Draft((Message(text="A letter"),)))  # fmt: skip
        posted = Posted(post=str(key), seq=2, **common, receipt=Receipt(str(each)), how="sent")
        found += [composed, Intended(post=str(key), seq=1, **common), posted]
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a ledger of 100 issues, all indexed."""
    ledger = SqliteLedger.create(tmp_path / "ledger.db")
    ledger.append(*letters(100))
    return ledger.path


def found(ledger: SqliteLedger, number: int = 7) -> tuple[str, ...]:
    """Return the ids under which the page of a letter is known."""
    about = IssueRef(url=f"https://news.example/{number}")
    return history_about(ledger, Question(abouts=[about])).known_as("new", "en", about)


def read(ledger: SqliteLedger, number: int = 7) -> int:
    """Return how many events are read to find the page of a letter."""
    return len(list(ledger.related(Question(abouts=[IssueRef(url=f"https://news.example/{number}")]))))


_FILES = count()


@given(
    STEPS,
    STEPS,
    st.sampled_from(ISSUES[:4]),
    st.sampled_from(ABOUTS),
    st.sampled_from(RECEIPTS),
    st.integers(0, 20),
)
@settings(max_examples=25)
def test_the_answers_are_those_of_the_whole_ledger(
    tmp_path: Path,
    first: list[Any],
    more: list[Any],
    issue: str,
    about: IssueRef,
    receipt: Receipt,
    days: int,
) -> None:
    path = tmp_path / f"{next(_FILES)}.db"
    ledger = SqliteLedger.create(path)
    events = list(as_events([*first, *more]))
    since = NOW - timedelta(days=10 * days)
    question = Question(issues=[issue], abouts=[about], receipts=[receipt], unsettled=True, since=since)
    common: dict[str, Any] = {"post": "~newsletters/", "run": "r", "at": NOW}
    ledger.append(Newsletter(**common, seq=1, id="this"), Newsletter(**common, seq=2, id="o", prefix="other"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "WAITING", 0)  # index even the first issue
        for part in (events[: len(first)], events[len(first) :]):
            insert(path, part)
            for each in (ledger, SqliteLedger(path, read_only=True)):
                mine = NewsletterLedger(each, Newsletter(**common, seq=1, id="this"), "this", list)
                for one in (each, mine):
                    whole, excerpt = fold(one.read()), history_about(one, question)
                    assert answers(excerpt, issue, about, receipt, since) == answers(
                        whole, issue, about, receipt, since
                    )


def test_what_is_read_does_not_grow_with_the_ledger(path: Path) -> None:
    ledger = SqliteLedger(path)
    assert read(ledger) == 3
    assert len(list(ledger.related(Question(issues=["letter-1"], receipts=[Receipt("9")])))) == 6
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
