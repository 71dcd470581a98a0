"""The ledger in PostgreSQL keeps the contract on a real server, whatever happens to the server and the way there."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from distribute.ledger import postgres as module
from distribute.ledger.events import AnyEvent, Conflict, Key, LedgerError, NoLedger
from distribute.ledger.postgres import _LONGEST, PostgresLedger, _Database
from distribute.testing.ledger_contract import LedgerContract, Opener, intent, one_of_each
from distribute.testing.postgres import DISK_FULL, PASSWORD, Loss, PostgresServer, Proxy

pytest.importorskip("psycopg", reason="the PostgreSQL ledger needs psycopg")


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.database()


@pytest.fixture
def ledger(url: str) -> PostgresLedger:
    return PostgresLedger.create(url)


class TestPostgres(LedgerContract):
    @pytest.fixture
    def reopen(self, url: str) -> Opener:
        PostgresLedger.create(url)
        return lambda: PostgresLedger(url)


def at_once(number: int, work: Callable[[int], object]) -> list[object]:
    """Do it in as many threads at one moment; return what came of each, an exception too."""
    begin = threading.Barrier(number, timeout=60)

    def one(index: int) -> object:
        begin.wait()
        try:
            return work(index)
        except (Conflict, LedgerError) as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


# Made on purpose, and nothing else taken for it


def test_it_is_never_made_by_accident(postgres: PostgresServer, url: str) -> None:
    with pytest.raises(NoLedger):
        PostgresLedger(url)
    ledger = PostgresLedger.create(url)
    with postgres.connect(url) as connection:
        connection.execute("DROP TABLE distribute_event, distribute_ledger")
    for attempt in (ledger.read, lambda: ledger.append(intent())):
        with pytest.raises(NoLedger):
            attempt()


def test_it_is_never_written_over(ledger: PostgresLedger, url: str) -> None:
    ledger.append(intent())
    with pytest.raises(LedgerError, match="already"):
        PostgresLedger.create(url)
    assert list(PostgresLedger(url).read()) == [intent()]


def test_of_many_that_make_it_at_once_one_does(url: str) -> None:
    made = at_once(8, lambda _: PostgresLedger.create(url))
    assert sorted(type(each).__name__ for each in made) == ["LedgerError"] * 7 + ["PostgresLedger"]
    assert list(PostgresLedger(url).read()) == []


@pytest.mark.parametrize(
    "table",
    [
        "distribute_ledger (a integer)",
        "distribute_ledger (application text, version integer)",
        "distribute_ledger AS SELECT 'another' AS application, 1 AS version",
        "distribute_event (post text)",
    ],
)
def test_another_programs_table_is_neither_taken_nor_written_over(
    postgres: PostgresServer, url: str, table: str
) -> None:
    with postgres.connect(url) as connection:
        connection.execute(f"CREATE TABLE {table}")
    with pytest.raises(LedgerError, match=r"not a ledger|no ledger"):
        PostgresLedger(url)
    with pytest.raises(LedgerError, match="already exists"):
        PostgresLedger.create(url)
    with postgres.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'distribute%' AND relkind = 'r'"
        )
        assert tables.fetchall() == [(table.partition(" ")[0],)]


def test_a_newer_ledger_is_left_alone_from_then_on(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    with postgres.connect(url) as connection:
        connection.execute("UPDATE distribute_ledger SET version = 99")
    for attempt in (lambda: PostgresLedger(url), ledger.read, lambda: ledger.append(intent())):
        with pytest.raises(LedgerError, match="newer distribute"):
            attempt()
    with postgres.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM distribute_event").fetchone() == (0,)


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"type":"recalled"}', "'recalled', written by a newer"), ('{"type":"inten', "damaged")],
)
def test_what_is_not_understood_stops_the_run(
    postgres: PostgresServer, ledger: PostgresLedger, url: str, line: str, said: str
) -> None:
    with postgres.connect(url) as connection:
        connection.execute("INSERT INTO distribute_event VALUES ('2020-11/x/en@1#1', 1, %s)", (line,))
    with pytest.raises(LedgerError, match=said):
        ledger.read()


def test_a_database_that_cannot_hold_every_text_is_told(postgres: PostgresServer) -> None:
    url = postgres.database("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(LedgerError, match="stores text as LATIN1"):
        PostgresLedger.create(url)
    with pytest.raises(NoLedger):
        PostgresLedger(url)


# Durable, and whole


def test_it_is_durable_on_return_though_the_server_is_set_otherwise(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    with postgres.connect(url) as connection:
        connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = off")
    with postgres.connect(url) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("off",)
    shown = _Database(url, "x").insist(lambda each: each.execute("SHOW synchronous_commit").fetchone())
    assert shown == ("on",)


def test_what_was_appended_survives_the_death_of_runner_and_server(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    code = (
        "import os, signal, sys\n"
        "from distribute.ledger.postgres import PostgresLedger\n"
        "from distribute.testing.ledger_contract import one_of_each\n"
        "PostgresLedger(sys.argv[1]).append(*one_of_each())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, url], check=False)
    postgres.kill()
    postgres.start()
    assert len(list(ledger.read())) == len(one_of_each())


def test_many_events_are_added_in_parts_and_yet_all_or_none(
    ledger: PostgresLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 4)
    ledger.append(intent(9, run="one"))
    with pytest.raises(Conflict):
        ledger.append(*(intent(seq, run="two") for seq in range(1, 10)))
    assert list(ledger.read()) == [intent(9, run="one")]
    some = [intent(seq, run="one") for seq in range(1, 12)]
    ledger.append(*some)
    assert list(ledger.read()) == some


@pytest.fixture
def proxy(url: str, ledger: PostgresLedger) -> Iterator[Callable[[Loss], Proxy]]:
    """Return what puts a proxy before the ledger that loses one commit."""
    opened: list[Proxy] = []

    def make(loss: Loss) -> Proxy:
        cues = [loss]
        opened.append(Proxy(url, lambda: cues.pop() if cues else "").__enter__())
        return opened[-1]

    yield make
    for each in opened:
        each.__exit__()


@pytest.mark.parametrize("loss", ["request", "answer", "silence"])
def test_a_commit_whose_answer_was_lost_is_recognised(
    proxy: Callable[[Loss], Proxy], ledger: PostgresLedger, loss: Loss, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LONGEST", 0.5)
    lossy = proxy(loss)
    mine = PostgresLedger(lossy.url)
    mine.append(*one_of_each())
    assert lossy.lost == 1
    assert len(list(ledger.read())) == len(one_of_each())
    with pytest.raises(Conflict):
        mine.append(intent(1, run="two"))


def test_a_run_that_gave_up_on_a_lost_commit_may_find_a_rival_there(
    proxy: Callable[[Loss], Proxy], ledger: PostgresLedger
) -> None:
    mine = PostgresLedger(proxy("request").url, patience=0)
    with pytest.raises(LedgerError, match="connection was lost"):
        mine.append(intent(run="one"))
    ledger.append(intent(run="rival"))
    with pytest.raises(Conflict):
        mine.append(intent(run="one"))


def test_a_ledger_whose_makers_answer_was_lost_is_its_own(url: str) -> None:
    cues: list[Loss] = ["answer"]
    with Proxy(url, lambda: cues.pop() if cues else "") as lossy:
        PostgresLedger.create(lossy.url).append(intent())
        assert lossy.lost == 1
    assert list(PostgresLedger(url).read()) == [intent()]


def test_a_server_that_dies_midway_and_comes_back_loses_nothing(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    kept = list[AnyEvent]()

    def add(seq: int) -> None:
        for number in range(40):
            event = intent(number + 1, key=Key(f"issue-{seq}", "mastodon", "en"))
            PostgresLedger(url, patience=120).append(event)  # a busy machine takes long to start it again
            kept.append(event)

    def kill() -> None:
        for _ in range(2):
            seen = len(kept)
            while len(kept) < min(seen + 20, 100) and not all(work.done() for work in added):
                time.sleep(0.01)
            postgres.kill()
            postgres.start()

    with ThreadPoolExecutor(3) as pool:
        added = [pool.submit(add, seq) for seq in range(3)]
        kill()
        assert [work.result() for work in added] == [None] * 3
    assert sorted(map(_place, ledger.read())) == sorted(map(_place, kept))
    assert len(kept) == 120


def test_a_full_disk_is_waited_for_and_then_told(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    full, over = DISK_FULL
    with postgres.connect(url) as connection:
        connection.execute(full)
        with pytest.raises(LedgerError, match="the ledger can't be used: could not extend file"):
            PostgresLedger(url, patience=0.2).append(*one_of_each())
        assert list(ledger.read()) == []
        threading.Timer(0.3, connection.execute, [over]).start()
        ledger.append(*one_of_each())
    assert len(list(ledger.read())) == len(one_of_each())


# Many at once


def test_a_hundred_runners_at_once_on_a_server_for_thirty(ledger: PostgresLedger, url: str) -> None:
    def run(index: int) -> None:
        mine = PostgresLedger(url)
        mine.append(intent(1, key=Key(f"issue-{index}", "mastodon", "en")))
        mine.append(intent(run=f"run-{index}"))

    told = at_once(100, run)
    assert [each for each in told if isinstance(each, LedgerError)] == []
    assert sum(each is None for each in told) == 1
    assert sum(isinstance(each, Conflict) for each in told) == 99
    assert len(list(ledger.read())) == 101


def test_who_adds_several_holds_no_later_place_while_it_waits_for_an_earlier_one(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    early, late = (intent(1, key=Key(f"issue-{number}", "mastodon", "en")) for number in (1, 2))
    take = "INSERT INTO distribute_event VALUES (%s, 1, '{}')"
    with postgres.connect(url) as rival, ThreadPoolExecutor(1) as pool:
        rival.execute("BEGIN")
        rival.execute(take, (early.post,))
        answer = pool.submit(ledger.append, late, early)
        assert _waiting(postgres)
        rival.execute("SET lock_timeout = '500ms'")
        rival.execute(take, (late.post,))  # else each would wait for the other
        rival.execute("ROLLBACK")
        answer.result()
    assert list(ledger.read()) == [early, late]


def test_too_many_connections_are_waited_for_and_then_told(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    with role(postgres, url, "few", "CONNECTION LIMIT 1", "SELECT, INSERT") as address:
        holder = postgres.connect(address)
        with pytest.raises(LedgerError, match="no free connections"):
            PostgresLedger(address, patience=0.2)
        threading.Timer(0.3, holder.close).start()
        PostgresLedger(address).append(intent())
    assert list(ledger.read()) == [intent()]


@pytest.mark.parametrize("ends", ["COMMIT", "ROLLBACK"])
def test_a_place_that_is_just_being_taken_is_waited_for(
    postgres: PostgresServer, ledger: PostgresLedger, url: str, ends: str
) -> None:
    with postgres.connect(url) as rival:
        rival.execute("BEGIN")
        rival.execute("INSERT INTO distribute_event VALUES (%s, 1, '{}')", (intent().post,))
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(ledger.append, intent())
            assert _waiting(postgres)
            rival.execute(ends)
            if ends == "COMMIT":
                with pytest.raises(Conflict):
                    answer.result()
            else:
                answer.result()
                assert list(ledger.read()) == [intent()]


def test_a_runner_that_stalls_in_the_middle_lets_go(
    ledger: PostgresLedger, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BEGIN", module._BEGIN.replace("'10s'", "'300ms'"))
    stalled, over = threading.Event(), threading.Event()

    def stall(connection: Any) -> None:
        connection.execute("INSERT INTO distribute_event VALUES (%s, 1, '{}')", (intent().post,))
        stalled.set()
        over.wait(60)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(_Database(url, "x", patience=0).insist, stall)
        assert stalled.wait(60)
        begun = time.monotonic()
        ledger.append(intent())
        over.set()
        assert time.monotonic() - begun < _LONGEST / 2, "the server let go, not the runner's own watchdog"
        with pytest.raises(LedgerError, match=r"connection was lost|idle-in-transaction"):
            answer.result()
    assert list(ledger.read()) == [intent()]


def _waiting(postgres: PostgresServer) -> bool:
    """Say, as soon as it is so, that somebody waits for another's row."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with postgres.connect() as connection:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if connection.execute(waits).fetchone() != (0,):
                return True
            time.sleep(0.01)
    return False


# Rights


class role:  # noqa: N801 - reads as what it is
    """A user of the server with few rights, between `with` and its end; gives its address."""

    def __init__(
        self, postgres: PostgresServer, url: str, name: str, options: str = "", rights: str = ""
    ) -> None:
        self.postgres, self.url, self.name, self.options, self.rights = postgres, url, name, options, rights

    def __enter__(self) -> str:
        with self.postgres.connect(self.url) as connection:
            connection.execute(f"CREATE ROLE {self.name} LOGIN PASSWORD '{PASSWORD}' {self.options}")
            if self.rights:
                connection.execute(f"GRANT SELECT ON distribute_ledger TO {self.name}")
                connection.execute(f"GRANT {self.rights} ON distribute_event TO {self.name}")
        return self.url.replace("//postgres:", f"//{self.name}:")

    def __exit__(self, *_: object) -> None:
        with self.postgres.connect(self.url) as connection:
            connection.execute(f"DROP OWNED BY {self.name}")
            connection.execute(f"DROP ROLE {self.name}")


def test_a_runner_needs_to_read_and_add_alone(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    with role(postgres, url, "runner", rights="SELECT, INSERT") as address:
        mine = PostgresLedger(address)
        mine.append(*one_of_each())
        mine.append(*one_of_each())
        assert len(list(mine.read())) == len(one_of_each())


def test_missing_rights_are_told_with_what_is_needed(postgres: PostgresServer, url: str) -> None:
    with role(postgres, url, "nobody") as address, pytest.raises(LedgerError, match=r"denied.*needs SELECT"):
        PostgresLedger.create(address)
    ledger = PostgresLedger.create(url)
    with role(postgres, url, "nobody") as address, pytest.raises(LedgerError, match=r"denied.*needs SELECT"):
        PostgresLedger(address)
    with role(postgres, url, "reader", rights="SELECT") as address:
        mine = PostgresLedger(address)
        assert list(mine.read()) == []
        with pytest.raises(LedgerError, match=r"denied.*INSERT on distribute_event"):
            mine.append(intent())
    assert list(ledger.read()) == []


def test_a_database_that_is_only_read_is_told(
    postgres: PostgresServer, ledger: PostgresLedger, url: str
) -> None:
    with role(postgres, url, "late", rights="SELECT, INSERT") as address:
        with postgres.connect(url) as connection:
            connection.execute("ALTER ROLE late SET default_transaction_read_only = on")
        mine = PostgresLedger(address)
        assert list(mine.read()) == []
        with pytest.raises(LedgerError, match="read-only transaction"):
            mine.append(intent())


def _place(event: AnyEvent) -> tuple[str, int]:
    return event.post, event.seq
