"""The ledger in an SQLite file keeps the contract, and is made only on purpose."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from distribute.ledger.events import AnyEvent, Conflict, Key, LedgerError, NoLedger
from distribute.ledger.sqlite import SqliteLedger
from distribute.ledger.together import Append, Together
from distribute.testing.ledger_contract import LedgerContract, Opener, intent, one_of_each
from tests.timing import no_hang


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some folder #1?" / "ledger.db"


class TestSqlite(LedgerContract):
    @pytest.fixture
    def reopen(self, path: Path) -> Opener:
        SqliteLedger.create(path)
        return lambda: SqliteLedger(path)


def test_it_is_never_made_by_accident(path: Path) -> None:
    with pytest.raises(NoLedger):
        SqliteLedger(path)
    assert not path.parent.exists()


def test_one_that_was_deleted_is_not_made_anew(path: Path) -> None:
    ledger = SqliteLedger.create(path)
    path.unlink()
    with pytest.raises(NoLedger):
        ledger.append(intent())
    with pytest.raises(NoLedger):
        ledger.read()
    assert not path.exists()


@pytest.mark.parametrize("line", ["5", "1.5", "'{'", "x'ff'"])
def test_a_row_that_is_no_event_is_damage(path: Path, line: str) -> None:
    ledger = SqliteLedger.create(path)
    ledger.append(intent())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE event SET line = {line}")
    with pytest.raises(LedgerError, match="damaged"):
        list(ledger.read())


def test_a_file_in_the_place_of_its_folder_is_told(path: Path) -> None:
    path.parent.touch()
    with pytest.raises(LedgerError, match=r"some folder #1\?: the ledger's folder can't be created"):
        SqliteLedger.create(path)
    assert path.parent.read_bytes() == b""


def test_one_that_vanishes_just_now_is_not_made_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = SqliteLedger.create(path)
    path.unlink()
    monkeypatch.setattr(Path, "exists", lambda _: True)
    with pytest.raises(LedgerError, match="can't be used"):
        ledger.append(intent())
    assert not path.is_file()


def test_it_is_never_written_over(path: Path) -> None:
    SqliteLedger.create(path).append(intent())
    with pytest.raises(LedgerError, match="already"):
        SqliteLedger.create(path)
    assert list(SqliteLedger(path).read()) == [intent()]
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


def test_of_many_that_make_it_at_once_one_does(path: Path) -> None:
    begin, made, refused = threading.Barrier(8, timeout=60), list[int](), list[int]()

    def make(number: int) -> None:
        begin.wait()
        try:
            SqliteLedger.create(path)
        except LedgerError:
            SqliteLedger(path)  # and what they meet is a whole one
            refused.append(number)
        else:
            made.append(number)

    makers = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert (len(made), len(refused)) == (1, 7)


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look like one" * 40])
def test_another_file_is_not_taken_for_a_ledger(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError):
        SqliteLedger(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE event (post, seq, line)")
    with pytest.raises(LedgerError, match="not a ledger"):
        SqliteLedger(path)


def test_a_newer_ledger_is_left_alone(path: Path) -> None:
    SqliteLedger.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(LedgerError, match="newer distribute"):
        SqliteLedger(path)


def test_a_type_of_event_that_is_not_known_stops_the_run(path: Path) -> None:
    ledger = SqliteLedger.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO event VALUES ('2020-11/x/en@1#1', 1, ?)", (b'{"type":"recalled"}',))
    with pytest.raises(LedgerError, match="'recalled', written by a newer distribute"):
        ledger.read()


def test_it_is_durable_on_return(path: Path) -> None:
    ledger = SqliteLedger.create(path)
    with ledger._open() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_one_that_is_just_made_is_on_the_disk_with_its_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first entries are written through, and its folder after the file has its name."""
    happened = list[str]()
    connect, fsync, link = sqlite3.connect, os.fsync, os.link

    class Watched(sqlite3.Connection):
        def close(self) -> None:
            happened.append(f"synchronous={self.execute('PRAGMA synchronous').fetchone()[0]}")
            super().close()

    def synced(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), path.parent.stat()):
            happened.append("folder synced")
        fsync(handle)

    def linked(*names: Path) -> None:
        link(*names)
        happened.append("named")

    def watched(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, factory=Watched, **more)
        connection.execute("PRAGMA synchronous=OFF")  # whatever SQLite was built to begin with
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    SqliteLedger.create(path)
    assert happened[:3] == ["synchronous=2", "named", "folder synced"]


def test_what_was_appended_survives_a_kill(path: Path) -> None:
    SqliteLedger.create(path)
    code = (
        "import os, signal, sys, pathlib\n"
        "from distribute.ledger.sqlite import SqliteLedger\n"
        "from distribute.testing.ledger_contract import one_of_each\n"
        "SqliteLedger(pathlib.Path(sys.argv[1])).append(*one_of_each())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    gone = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert gone.returncode == -signal.SIGKILL
    assert len(list(SqliteLedger(path).read())) == len(one_of_each())


def test_a_busy_ledger_is_waited_for_and_then_told(path: Path) -> None:
    SqliteLedger.create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="locked"):
            SqliteLedger(path, patience=0.01).append(intent())
        assert list(SqliteLedger(path).read()) == []
        writer.execute("ROLLBACK")


def test_reading_only_writes_nothing(path: Path) -> None:
    SqliteLedger.create(path).append(intent())
    before = {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()}
    ledger = SqliteLedger(path, read_only=True)
    assert list(ledger.read()) == [intent()]
    assert {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()} == before
    with pytest.raises(LedgerError):
        ledger.append(intent(2))


def test_reading_only_sees_what_another_is_writing(path: Path) -> None:
    ledger = SqliteLedger.create(path)
    with ledger._open() as holder:
        holder.execute("SELECT 1 FROM event").fetchall()
        ledger.append(intent())
        assert list(SqliteLedger(path, read_only=True).read()) == [intent()]


def test_a_conflict_leaves_the_ledger_usable(path: Path) -> None:
    ledger = SqliteLedger.create(path)
    ledger.append(intent())
    with pytest.raises(Conflict):
        ledger.append(intent(run="two"))
    ledger.append(intent(2))
    assert len(list(ledger.read())) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LedgerError, match="can't be created"):
        SqliteLedger.create(tmp_path / "ledger.db")


def at_once(
    ledger: SqliteLedger, *events: AnyEvent, added: list[Append], then: Callable[[], object]
) -> list[Exception | None]:
    """Append each event in a thread of its own, all of which wait until `then` was called; return the errors."""
    added.clear()
    errors: list[Exception | None] = [None] * len(events)

    def append(number: int) -> None:
        try:
            ledger.append(events[number])
        except (Conflict, LedgerError) as error:
            errors[number] = error

    threads = [threading.Thread(target=append, args=(number,)) for number in range(len(events))]
    with ledger._together.lock:
        for thread in threads:
            thread.start()
        until_added(added, len(events))
        then()
    for thread in threads:
        thread.join()
    return errors


def until_added(added: list[Append], count: int) -> None:
    with no_hang():
        while len(added) < count:
            time.sleep(0.001)


def test_what_waits_for_the_disk_is_stored_by_one_transaction(path: Path, added: list[Append]) -> None:
    ledger = SqliteLedger.create(path)
    there = intent(run="other", key=Key("2020-11", "x", "en"))
    ledger.append(there)
    opened, open_it = list[str](), ledger._open
    rivals = [intent(key=Key("2020-11", channel, "en")) for channel in ("email", "x", "zulip")]

    def counted() -> Any:
        opened.append("once")
        return open_it()

    errors = at_once(ledger, *rivals, added=added, then=lambda: setattr(ledger, "_open", counted))
    assert (errors[0], type(errors[1]), errors[2]) == (None, Conflict, None)
    assert opened == ["once"]
    assert list(SqliteLedger(path).read()) == [rivals[0], there, rivals[2]]


def test_what_can_not_be_stored_is_told_every_thread(path: Path, added: list[Append]) -> None:
    ledger = SqliteLedger.create(path)
    rivals = [intent(key=Key("2020-11", channel, "en")) for channel in ("email", "x")]
    errors = at_once(ledger, *rivals, added=added, then=path.unlink)
    assert [type(error) for error in errors] == [NoLedger, NoLedger]


def test_what_cannot_be_stored_fails_alone(path: Path, added: list[Append]) -> None:
    ledger = SqliteLedger.create(path)
    good, bad = intent(), intent(2**70, key=Key("2020-11", "x", "en"))
    failed: list[Exception] = []

    def append(event: AnyEvent) -> None:
        try:
            ledger.append(event)
        except LedgerError as error:
            failed.append(error)

    threads = [threading.Thread(target=append, args=(event,)) for event in (good, bad)]
    with ledger._together.lock:
        for thread in threads:
            thread.start()
        until_added(added, len(threads))
    for thread in threads:
        thread.join(10)
    assert len(failed) == 1
    assert list(ledger.read()) == [good]


def test_an_append_that_an_interrupted_thread_took_is_not_believed() -> None:
    together = Together[Append](lambda _: None)
    with pytest.raises(LedgerError, match="interrupted"):
        together.settle(Append([intent()]))
