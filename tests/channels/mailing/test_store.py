"""The contract of a delivery store, kept by SQLite and by PostgreSQL on a real server."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from distribute.channel.settings import LedgerPlace
from distribute.channels.mailing import postgres as postgres_store
from distribute.channels.mailing.postgres import PostgresStore
from distribute.channels.mailing.readers import read_readers
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import (
    KEY_OF_STORE,
    REFUSED_EARLIER,
    Counts,
    Done,
    Mailing,
    Reader,
    Refused,
    Row,
    Store,
    StoreBusyError,
    StoreError,
    key_of,
    place_beside,
)
from tests.channels.mailing.kit import MAILING, NAME, of, readers

Opener = Callable[[], Store]
LATER = 10_000_000_000.0


def test_none_is_made_through_a_link_out_of_the_settings_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "site" / "link").symlink_to(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "site")
    with pytest.raises(StoreError, match=f"store: sqlite:{tmp_path / 'mine' / 'm.db'}"):
        SqliteStore(Path("link/m.db"), make=True)
    assert list((tmp_path / "mine").iterdir()) == []
    SqliteStore(tmp_path / "mine" / "m.db", make=True).close()
    SqliteStore(Path("link/m.db")).close()  # one that is there is used


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    pytest.importorskip("psycopg", reason="the PostgreSQL ledger needs psycopg")
    address: str = request.getfixturevalue("postgres").database()
    PostgresStore(address, "$DATABASE_URL", make=True).close()
    return address


@pytest.fixture(params=["sqlite", "postgres"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Yield a function that opens the same empty store again and again."""
    if request.param == "sqlite":
        make: Opener = lambda: SqliteStore(tmp_path / "mailings.db", make=True)  # noqa: E731 - one of two
    else:
        address: str = request.getfixturevalue("database")
        with request.getfixturevalue("postgres").connect(address) as connection:
            connection.execute("TRUNCATE distribute_mailing, distribute_reader, distribute_suppressed")
        make = lambda: PostgresStore(address, "$DATABASE_URL")  # noqa: E731 - the other
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(make()))


@pytest.fixture
def store(reopen: Opener) -> Store:
    return reopen()


def claim(store: Store, most: int, owner: str = "me", until: float = LATER) -> list[bytes]:
    keys = [row.key for row in store.queued(NAME, b"", most, 0)]
    assert store.record(NAME, owner, (), keys, until) == set(keys)
    return keys


def test_readers_are_frozen_anew_until_the_mailing_has_begun(reopen: Opener) -> None:
    broken = Reader("nobody", "", "en", "", "this is not an address")
    assert not reopen().has_begun(NAME)
    assert reopen().freeze(MAILING, "en", [*readers(5), broken], ()) == Counts(
        candidates=6, queued=5, failed=1
    )
    store = reopen()
    assert not store.has_begun(NAME)
    corrected = (reader._replace(leave="https://example.org/new") for reader in readers(9))
    assert store.freeze(MAILING, "en", corrected, ["reader1@host1.example"]) == Counts(
        candidates=9, queued=8, suppressed=1
    )
    assert {row.leave for row in store.queued(NAME, b"", 9, 0)} == {"https://example.org/new"}
    (key,) = claim(store, 1)
    assert store.freeze(MAILING, "en", readers(2), ()) == Counts(
        candidates=9, queued=7, intent=1, suppressed=1
    )
    store.record(NAME, "me", [Done(key, "queued", "stopped")], (), 0)  # it was put back unsent
    assert not store.has_begun(NAME)


@pytest.mark.parametrize(
    "done",
    [
        ("sent", "250 ok", 0),
        ("failed", "550 5.1.1 no such user", 0),
        ("queued", "450 4.2.0 later", 1),
        ("unknown", "", 0),
    ],
)
def test_a_mailing_has_begun_once_a_server_was_handed_a_copy(reopen: Opener, done: Any) -> None:
    store = reopen()
    store.freeze(MAILING, "en", readers(3), ())
    (key,) = claim(store, 1)
    store.record(NAME, "me", [Done(key, *done)], (), 0)
    before = of(store)
    assert store.has_begun(NAME)
    assert reopen().freeze(MAILING, "en", readers(9), ()) == before
    assert not store.has_begun("another")


def test_a_reader_whom_a_person_lets_send_to_again_stays_one_of_the_mailing(reopen: Opener) -> None:
    store = reopen()
    store.freeze(MAILING, "en", readers(1), ())
    claim(store, 1, until=1.0)
    store.expire(NAME, 2.0)
    store.resolve(NAME, "queued")
    assert store.freeze(MAILING, "en", readers(9), ()) == Counts(candidates=1, queued=1)


def test_of_a_run_that_freezes_anew_and_one_that_begins_to_send_only_one_goes_on(reopen: Opener) -> None:
    """A row that is claimed while the list is read must not be queued again."""
    one, other = reopen(), reopen()
    one.freeze(MAILING, "en", readers(3), ())

    def overtaken() -> Iterator[Reader]:
        yield from readers(3)
        assert len(claim(other, 1)) == 1

    assert one.freeze(MAILING, "en", overtaken(), ()) == Counts(candidates=3, queued=2, intent=1)
    assert of(other) == Counts(candidates=3, queued=2, intent=1)


def test_who_is_to_be_left_out_by_now_is_not_mailed(store: Store) -> None:
    store.freeze(MAILING, "en", readers(4), ())
    (key,) = claim(store, 1)
    store.record(NAME, "me", [Done(key, "sent", "250 ok")], (), 0)
    left = [row.address for row in store.queued(NAME, b"", 9, 0)]
    store.leave_out(NAME, [left[0].upper(), "stranger@x.example"])
    assert of(store) == Counts(candidates=4, queued=2, sent=1, suppressed=1)
    assert [row.address for row in store.queued(NAME, b"", 9, 0)] == left[1:]
    store.leave_out(NAME, [f"reader{each}@host{each % 3}.example" for each in range(4)])
    assert of(store) == Counts(candidates=4, sent=1, suppressed=3)
    store.leave_out(NAME, ())


def test_a_row_with_control_characters_is_refused_alone(store: Store, tmp_path: Path) -> None:
    addresses = ("bad\0@example.org", "bad@example.org", "a\x01b@example.org", "ann@example.org")
    rows = [
        f'{{"email": {json.dumps(each)}, "name": "A\\u0000nn", "language": "en\\u0000"}}\n'
        for each in addresses
    ]
    (tmp_path / "list.jsonl").write_text("".join(rows))
    found = read_readers("list.jsonl", None, "https://example.org/leave", tmp_path)
    known = (reader._replace(language="en") for reader in found)
    assert store.freeze(MAILING, "en", known, ()) == Counts(candidates=4, queued=2, failed=2)


def test_an_address_that_is_there_twice_gets_one_copy_and_its_first_row_counts(store: Store) -> None:
    twice = [
        Reader("A@x.example", "First", "en", "https://1/"),
        Reader("a@X.example", "Second", "en", "https://2/"),
    ]
    assert store.freeze(MAILING, "en", twice, ()).candidates == 1
    assert store.queued(NAME, b"", 9, 0)[0][1:] == ("A@x.example", "First", "https://1/", 0)


def test_readers_whose_names_only_fold_alike_get_a_copy_each(store: Store) -> None:
    """In a comparison of Unicode ß is ss, but a mail server has a mailbox for each."""
    both = [
        Reader(address, "", "en", "https://1/")
        for address in ("Straße@x.example", "strasse@x.example", "STRASSE@x.example")
    ]
    assert store.freeze(MAILING, "en", both, ()) == Counts(candidates=2, queued=2)
    counts = store.freeze(Mailing("later", "later"), "en", both, ["straße@x.example"])
    assert counts == Counts(candidates=2, queued=1, suppressed=1)
    (row,) = store.queued("later", b"", 9, 0)
    assert row.address == "strasse@x.example"


def test_keys_of_earlier_mailings_are_known() -> None:
    key = key_of("Ann@Example.ORG", bytes(KEY_OF_STORE))
    assert key.hex() == "da1dd55e5e5416eddfbadbe92566095e"
    assert key_of("ΝΙΚΟΣ.Κ@example.org", b"") == key_of("νικος.κ@example.org", b"")
    assert key_of("MÜ@example.org", b"") == key_of("mu\u0308@example.org", b"")


def test_each_language_has_its_own_readers_and_nobody_gets_two(store: Store) -> None:
    both = [Reader("a@x.example", "", "en", "https://1/"), Reader("b@x.example", "", "de", "https://2/")]
    assert store.freeze(MAILING, "en", both, ()).queued == 1
    claim(store, 1)
    # A reader changes the language in between.
    moved = [Reader("a@x.example", "", "de", "https://1/"), both[1]]
    assert store.freeze(Mailing("other", "family"), "de", moved, ()) == Counts(
        candidates=2, queued=1, suppressed=1
    )
    assert store.freeze(Mailing("next issue", "other family"), "de", moved, ()).queued == 2


def test_a_reader_who_moves_to_another_language_before_anybody_is_mailed_gets_that_one(store: Store) -> None:
    """The mailing that has the reader is frozen anew without the reader, so another one must not rely on it."""
    other = Mailing("other", MAILING.family)
    before = [Reader("a@x.example", "", "de", "https://1/"), Reader("b@x.example", "", "de", "https://2/")]
    here = Reader("c@x.example", "", "en", "https://3/")
    store.freeze(MAILING, "en", [*before, here], ())
    store.freeze(other, "de", [*before, here], ())
    after = [before[0]._replace(language="en"), before[1], here]
    assert store.freeze(MAILING, "en", after, ()) == Counts(candidates=2, queued=2)
    assert store.counts("other") == Counts(candidates=2, queued=1, suppressed=1)
    assert store.freeze(other, "de", after, ()) == Counts(candidates=1, queued=1)


def test_a_reader_stays_in_the_language_of_a_mailing_that_has_begun(store: Store) -> None:
    both = readers(2, "en")
    store.freeze(MAILING, "en", both, ())
    claim(store, 1)
    moved = Mailing("other", MAILING.family)
    assert store.freeze(moved, "de", readers(2, "de"), ()) == Counts(candidates=2, suppressed=2)
    assert of(store) == Counts(candidates=2, queued=1, intent=1)


def test_who_could_not_be_mailed_in_another_language_stays_where_the_reader_is(store: Store) -> None:
    store.freeze(MAILING, "en", readers(2), ())
    broken = [reader._replace(language="de", wrong="no link") for reader in readers(1)]
    good = Reader("c@x.example", "", "de", "https://3/")
    store.freeze(Mailing("other", MAILING.family), "de", [*broken, good], ())
    assert of(store) == Counts(candidates=2, queued=2)


def test_who_is_not_to_be_mailed_is_left_out_and_counted(store: Store) -> None:
    broken = Reader("nobody", "", "en", "", "this is not an address")
    counts = store.freeze(
        MAILING, "en", [*readers(4), broken], ["READER1@host1.example", "stranger@x.example"]
    )
    assert counts == Counts(candidates=5, queued=3, suppressed=1, failed=1)


def test_a_refused_address_is_left_out_of_later_mailings(store: Store) -> None:
    store.freeze(MAILING, "en", readers(2), ())
    gone, kept = claim(store, 2)
    done = [Done(gone, "failed", "550 5.1.1", suppress=True), Done(kept, "failed", "554 5.7.1")]
    store.record(NAME, "me", done, (), 0)
    assert of(store) == Counts(candidates=2, failed=2)
    later = store.freeze(Mailing("later", "later"), "en", readers(2), ())
    assert later == Counts(candidates=2, queued=1, suppressed=1)


def refuse(store: Store, *replies: str, suppress: bool = False) -> list[bytes]:
    """Record a refusal of the next rows for each of the replies."""
    keys = claim(store, len(replies))
    done = [Done(key, "failed", reply, suppress=suppress) for key, reply in zip(keys, replies, strict=True)]
    store.record(NAME, "me", done, (), 0)
    return keys


def as_listed(store: Store, number: int) -> list[Row]:
    """Return rows with what the list of readers has by now."""
    return [
        Row(store.key(one.address), f"new-{one.address}", one.name, one.leave, 0) for one in readers(number)
    ]


def test_who_was_refused_can_be_queued_again_and_nobody_else(store: Store) -> None:
    store.freeze(MAILING, "en", readers(6), ["reader5@host2.example"])
    gone, full = refuse(store, "550 5.1.1 no such user", "552 5.2.2 full")
    sent, doubtful = claim(store, 2, until=1.0)
    store.record(NAME, "me", [Done(sent, "sent", "250 ok")], (), 0)
    store.expire(NAME, 2.0)
    assert sorted(store.refused(NAME)) == sorted(
        [Refused(gone, "550 5.1.1 no such user", elsewhere=False), Refused(full, "552 5.2.2 full", elsewhere=False)]
    )  # fmt: skip
    before = of(store)
    assert before == Counts(candidates=6, queued=1, sent=1, failed=2, unknown=1, suppressed=1)
    for _ in range(2):
        store.queue_again(NAME, as_listed(store, 6))
        assert of(store) == Counts(candidates=6, queued=3, sent=1, unknown=1, suppressed=1)
    queued = {row.key: row for row in store.queued(NAME, b"", 9, 0)}
    assert {key for key, row in queued.items() if row.address.startswith("new-")} == {gone, full}
    assert store.refused(NAME) == []
    assert doubtful not in queued


def test_a_row_that_was_queued_again_is_one_of_a_mailing_that_has_begun(store: Store) -> None:
    store.freeze(MAILING, "en", readers(1), ())
    refuse(store, "552 5.2.2 full")
    store.queue_again(NAME, as_listed(store, 1))
    assert store.has_begun(NAME)
    assert store.freeze(MAILING, "en", readers(9), ()) == Counts(candidates=1, queued=1)


def test_later_mailings_know_whom_they_leave_out_and_have_them_again(store: Store) -> None:
    store.freeze(MAILING, "en", readers(3), ())
    (gone,) = refuse(store, "550 5.1.1 no such user", suppress=True)
    later = Mailing("later", "later")
    assert store.freeze(later, "en", readers(4), ["reader3@host0.example"]).suppressed == 2
    assert store.refused("later") == [Refused(gone, REFUSED_EARLIER, elsewhere=False)]
    assert store.left_out([gone, bytes(16)]) == {gone}
    for _ in range(2):
        store.readmit({gone})
        assert store.left_out([gone]) == set()
    store.queue_again("later", as_listed(store, 4))
    assert store.counts("later") == Counts(candidates=4, queued=3, suppressed=1)
    assert not store.has_begun("later")  # so the list may still change
    assert store.freeze(later, "en", readers(4), ()) == Counts(candidates=4, queued=4)


def test_who_has_the_issue_in_another_language_is_not_queued_again(store: Store) -> None:
    store.freeze(MAILING, "en", readers(2), ())
    keys = refuse(store, "552 5.2.2 full", "552 5.2.2 full")
    moved = Mailing("other", MAILING.family)
    assert store.freeze(moved, "de", readers(1, "de"), ()).queued == 1
    rows = as_listed(store, 2)
    assert {one.key: one.elsewhere for one in store.refused(NAME)} == {
        key: key == rows[0].key for key in keys
    }
    store.queue_again(NAME, rows)
    assert of(store) == Counts(candidates=2, queued=1, failed=1)


def test_of_a_mailing_that_is_not_there_nobody_was_refused(store: Store) -> None:
    assert store.refused("nothing") == []
    store.queue_again("nothing", as_listed(store, 1))
    assert store.counts("nothing") is None


def test_rows_are_read_in_pages_and_only_when_they_are_due(store: Store) -> None:
    store.freeze(MAILING, "en", readers(5), ())
    first = store.queued(NAME, b"", 3, 0)
    rest = store.queued(NAME, first[-1].key, 3, 0)
    assert len({row.key for row in (*first, *rest)}) == 5
    claim(store, 1)
    store.record(NAME, "me", [Done(first[0].key, "queued", "450", 1, 50.0)], (), 0)
    assert len(store.queued(NAME, b"", 9, 49)) == 4
    assert next(row for row in store.queued(NAME, b"", 9, 50) if row.key == first[0].key).attempts == 1
    assert store.next_due(NAME) == 0


def test_of_two_senders_one_gets_a_row(reopen: Opener) -> None:
    one, other = reopen(), reopen()
    one.freeze(MAILING, "en", readers(40), ())
    keys = [row.key for row in one.queued(NAME, b"", 40, 0)]
    got: list[set[bytes]] = []
    begin = threading.Barrier(2)

    def take(store: Store, owner: str) -> None:
        begin.wait(10)
        got.extend(store.record(NAME, owner, (), keys[at : at + 4], LATER) for at in range(0, 40, 4))

    threads = [threading.Thread(target=take, args=pair) for pair in ((one, "one"), (other, "other"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(key for some in got for key in some) == sorted(keys)
    assert of(one).intent == 40


def test_an_intent_is_in_doubt_only_once_its_lease_has_ended(store: Store) -> None:
    store.freeze(MAILING, "en", readers(3), ())
    claim(store, 1, until=100.0)
    claim(store, 1, until=200.0)
    assert store.next_expiry(NAME) == 100.0
    assert store.expire(NAME, 99.0) == 0
    assert store.expire(NAME, 100.0) == 1
    assert of(store) == Counts(candidates=3, queued=1, intent=1, unknown=1)


def test_an_accepted_message_is_recorded_although_it_was_given_up(store: Store) -> None:
    store.freeze(MAILING, "en", readers(2), ())
    sent, other = claim(store, 2, until=1.0)
    store.expire(NAME, 2.0)
    store.record(NAME, "me", [Done(sent, "sent", "250 ok"), Done(other, "queued", "", 0, 0.0)], (), 0)
    # What is in doubt is not sent again by itself.
    assert of(store) == Counts(candidates=2, sent=1, unknown=1)


def test_a_sender_writes_to_no_row_of_another(store: Store) -> None:
    store.freeze(MAILING, "en", readers(1), ())
    (key,) = claim(store, 1)
    store.record(NAME, "stranger", [Done(key, "queued"), Done(key, "sent")], (), 0)
    assert of(store).intent == 1


@pytest.mark.parametrize(("answer", "after"), [("sent", Counts(2, sent=2)), ("queued", Counts(2, queued=2))])
def test_a_person_decides_about_readers_in_doubt(store: Store, answer: str, after: Counts) -> None:
    store.freeze(MAILING, "en", readers(2), ())
    claim(store, 2, until=1.0)
    store.expire(NAME, 2.0)
    assert store.resolve(NAME, answer) == 2  # type: ignore[arg-type]
    assert of(store) == after
    assert [row.address for row in store.queued(NAME, b"", 9, 0)] == [
        f"reader{number}@host{number}.example" for number in sorted(range(2), key=lambda n: _order(store, n))
    ] * (answer == "queued")


def _order(store: Store, number: int) -> bytes:
    return key_of(f"reader{number}@host{number}.example", store._secret)  # type: ignore[attr-defined]


def test_an_empty_list_is_a_wrong_one_and_a_language_without_readers_is_none(store: Store) -> None:
    with pytest.raises(StoreError, match="the list of readers is empty"):
        store.freeze(MAILING, "en", iter(()), ())
    assert store.counts(NAME) is None
    assert store.freeze(MAILING, "de", readers(2, "en"), ()) == Counts()


def test_a_list_without_a_reader_who_can_be_mailed_is_a_wrong_one(store: Store) -> None:
    broken = [Reader(f"nobody {n}", "", "en", "", "this is not an address") for n in range(2)]
    with pytest.raises(StoreError, match="no reader of the list can be mailed: this is not an address"):
        store.freeze(MAILING, "en", [*broken, *readers(1, "de")], ())
    assert store.counts(NAME) is None
    assert store.freeze(MAILING, "en", [*broken, *readers(1)], ()) == Counts(candidates=3, queued=1, failed=2)


def test_a_mailing_that_is_not_there_has_no_counts(store: Store) -> None:
    assert (store.counts("nothing"), store.next_due("nothing"), store.next_expiry("nothing")) == (
        None,
        None,
        None,
    )


def test_a_list_that_cannot_be_read_to_its_end_freezes_nobody(store: Store) -> None:
    def broken() -> object:
        yield from readers(3)
        msg = "line 4"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="line 4"):
        store.freeze(MAILING, "en", broken(), ())  # type: ignore[arg-type]
    assert store.counts(NAME) is None
    assert store.freeze(MAILING, "en", readers(3), ()).queued == 3


def test_finished_readers_leave_no_address_in_the_file(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mailings.db", make=True)
    store.freeze(MAILING, "en", readers(3), ["reader2@host2.example"])
    keys = claim(store, 2)
    store.record(NAME, "me", [Done(key, "sent", "250 ok") for key in keys], (), 0)
    with sqlite3.connect(tmp_path / "mailings.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    store.close()
    assert b".example" not in (tmp_path / "mailings.db").read_bytes()
    assert (tmp_path / "mailings.db").stat().st_mode & 0o077 == 0


def test_a_missing_store_is_not_made_unless_it_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no delivery store"):
        SqliteStore(tmp_path / "mailings.db")
    (tmp_path / "other.db").write_bytes(b"")
    with pytest.raises(StoreError, match="not a delivery store"):
        SqliteStore(tmp_path / "other.db", make=True)


def test_a_new_store_is_on_the_disk_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    sync, link = os.fsync, os.link

    def synced(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), tmp_path.stat()):
            happened.append("folder synced")
        sync(handle)

    def linked(*names: Path) -> None:
        link(*names)
        happened.append("named")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    SqliteStore(tmp_path / "mailings.db", make=True).close()
    assert happened == ["named", "folder synced"]


def test_of_two_runs_that_make_a_store_both_use_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, link = tmp_path / "mailings.db", os.link

    def overtaken(*names: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        SqliteStore(path, make=True).close()
        link(*names)

    monkeypatch.setattr(os, "link", overtaken)
    store = SqliteStore(path, make=True)
    assert store.freeze(MAILING, "en", readers(3), ()).queued == 3
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    store.close()


def test_a_damaged_address_is_not_quoted(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "mailings.db", make=True)
    store.freeze(MAILING, "en", readers(1), ())
    store._connection.execute("UPDATE reader SET address = CAST(x'62ff6e40782e6578616d706c65' AS TEXT)")
    with pytest.raises(StoreError, match="the delivery store can't be used") as caught:
        store.queued(NAME, b"", 9, 0)
    assert "x.example" not in str(caught.value)
    store.close()


def test_a_newer_store_is_not_used(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "mailings.db", make=True).close()
    with closing(sqlite3.connect(tmp_path / "mailings.db")) as connection:
        connection.execute("PRAGMA user_version=2")
    with pytest.raises(StoreError, match="newer distribute"):
        SqliteStore(tmp_path / "mailings.db")


def test_a_database_without_a_store_or_without_an_answer_is_named_and_not_quoted(database: str) -> None:
    wrong = database.replace("postgres-password", "sentinel-password")
    with pytest.raises(StoreError) as caught:
        PostgresStore(wrong, "$DATABASE_URL", patience=0)
    assert "$DATABASE_URL" in str(caught.value)
    assert "sentinel" not in str(caught.value)


def test_a_table_that_is_locked_is_not_waited_for_for_ever(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "_BEGIN", postgres_store._BEGIN.replace("'20s'", "'300ms'"))
    monkeypatch.setattr(postgres_store, "_BEGIN_TO_ASK", postgres_store._BEGIN_TO_ASK.replace("5s", "100ms"))
    with (
        request.getfixturevalue("postgres").connect(database) as connection,
        closing(PostgresStore(database, "$DATABASE_URL", patience=0)) as store,
    ):
        with connection.transaction():
            connection.execute("LOCK TABLE distribute_reader")
            with pytest.raises(StoreBusyError, match="canceling statement due to lock timeout"):
                store.counts(NAME)
            with pytest.raises(StoreBusyError, match="canceling statement due to statement timeout"):
                store.expire(NAME, 0.0)
        assert store.counts("nothing") is None


def test_a_store_is_opened_while_another_run_freezes_its_readers(
    database: str, request: pytest.FixtureRequest
) -> None:
    with request.getfixturevalue("postgres").connect(database) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (postgres_store._LOCK,))
        PostgresStore(database, "$DATABASE_URL", patience=0).close()


@pytest.mark.parametrize(("family", "waits"), [(MAILING.family, True), ("another newsletter", False)])
def test_only_a_translation_waits_for_a_long_list_that_another_run_freezes(
    database: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    family: str,
    *,
    waits: bool,
) -> None:
    short = postgres_store._BEGIN_TO_FREEZE.replace("'20s'", "'300ms'")
    monkeypatch.setattr(postgres_store, "_BEGIN_TO_FREEZE", short)
    given = [(bytes([each]) * 16, "en", f"{each}@x.example", "", "https://1/", "") for each in range(3)]
    with (
        closing(PostgresStore(database, "$DATABASE_URL", patience=0)) as store,
        request.getfixturevalue("postgres").connect(database) as connection,
        connection.transaction(force_rollback=True),
    ):
        postgres_store._freeze(connection, Mailing("long", family), "en", given, ())
        if waits:
            with pytest.raises(StoreError, match="lock timeout"):
                store.freeze(Mailing("short", MAILING.family), "en", readers(2), ())
        else:
            assert store.freeze(Mailing("short", MAILING.family), "en", readers(2), ()).candidates == 2


def test_who_is_queued_again_waits_for_a_translation_that_is_frozen(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(PostgresStore(database, "$DATABASE_URL", patience=0)) as store:
        store.freeze(Mailing("en", "issue"), "en", readers(1), ())
        monkeypatch.setattr(postgres_store, "_BEGIN", postgres_store._BEGIN.replace("'20s'", "'300ms'"))
        with request.getfixturevalue("postgres").connect(database) as connection, connection.transaction():
            postgres_store._lock(connection, "issue")
            with pytest.raises(StoreError, match="statement timeout"):
                store.queue_again("en", as_listed(store, 1))


def test_a_server_that_stops_responding_is_given_up(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "_LONGEST", 0.3)
    with closing(PostgresStore(database, "$DATABASE_URL", patience=0)) as store:
        server = request.getfixturevalue("postgres")
        with server.connect(database) as connection:
            ((ours,),) = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'distribute' AND datname = current_database()"
            ).fetchall()
            os.kill(ours, signal.SIGSTOP)
            wakes = threading.Timer(10, os.kill, [ours, signal.SIGCONT])  # or the test would never end
            wakes.start()
            try:
                with pytest.raises(StoreBusyError, match="the database can't be reached"):
                    store.counts(NAME)
            finally:
                wakes.cancel()
                os.kill(ours, signal.SIGCONT)


@pytest.mark.parametrize(
    ("ledger", "place"),
    [
        ("sqlite:.distribute/ledger.db", "sqlite:.distribute/mailings.db"),
        ("sqlite:/srv/ledger.db", "sqlite:/srv/mailings.db"),
        ("sqlite:.", "sqlite:mailings.db"),
        ("git:distribute-ledger@origin", "sqlite:.distribute/mailings.db"),
        ("$DATABASE_URL", "$DATABASE_URL"),
    ],
)
def test_the_store_is_beside_the_ledger(ledger: str, place: str) -> None:
    assert place_beside(LedgerPlace.parse(ledger)) == place
