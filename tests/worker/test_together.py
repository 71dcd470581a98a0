"""Workers that share newsletters in one PostgreSQL database: whatever happens to one, every issue is posted once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("procrastinate", reason="workers need procrastinate")

from distribute.testing.postgres import PostgresServer
from distribute.testing.service import MastodonService
from distribute.worker import engine as module
from tests.worker.kit import DATABASE, TOKEN, Newsletter, Worker, copies, until, working

# What workers owe to each other has fast tests too: test_engine.py, and test_intent.py for what is sent too late.
pytestmark = pytest.mark.slow

Services = dict[str, MastodonService]


@pytest.fixture
def database(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> str:
    url = postgres.database()
    monkeypatch.setenv(DATABASE, url)
    monkeypatch.setenv(TOKEN, MastodonService.token)
    return url


@pytest.fixture
def services() -> Iterator[Services]:
    with ExitStack() as stack:
        made = {name: MastodonService(honours_key=False) for name in ("north", "south")}
        yield {name: stack.enter_context(service) for name, service in made.items()}


def test_two_workers_share_the_issues_and_one_that_is_killed_is_replaced(tmp_path: Path, services: Services, postgres: PostgresServer, database: str) -> None:  # fmt: skip
    letter = Newsletter(tmp_path / "letter", f"${DATABASE}", services, 0).make_ledger()
    with MastodonService() as west:
        gazette = Newsletter(tmp_path / "gazette", f"${DATABASE}", {"west": west}, 2)
        workers = [Worker(tmp_path / f"log{number}", letter, gazette) for number in range(2)]
        with working(*workers):
            until(lambda: registered(postgres, database) == 2, *workers)
            for number in range(1, 21):
                letter.write(number)
            until(lambda: all(worker.said.count(" (en): posted") > 1 for worker in workers), *workers)
            workers[0].send(signal.SIGKILL)
            until(lambda: letter.states() == {"posted": 40} and gazette.states() == {"posted": 2}, *workers)
            for service in services.values():
                assert len(copies(service)) == 20
                assert set(copies(service).values()) == {1}
            execute(postgres, database, "DROP SCHEMA {} CASCADE")  # what matters is in the ledger
            letter.write(21)
            until(lambda: letter.states() == {"posted": 42}, *workers)
            assert workers[1].stop() == 0, workers[1].said
        assert sorted(copies(west).values()) == [1, 1], "each newsletter has its own issues"
    assert "Traceback" not in workers[1].said


def execute(postgres: PostgresServer, database: str, statement: str) -> list[tuple[Any, ...]]:
    """Execute a statement about the queue's schema, whose name is put in."""
    with postgres.connect(database) as connection:
        done = connection.execute(statement.format(module._schema()))
        return done.fetchall() if done.description else []


def registered(postgres: PostgresServer, database: str) -> int:
    """Return how many workers are connected to the queue."""
    query = "SELECT to_regclass('{}.procrastinate_workers')"
    if execute(postgres, database, query) == [(None,)]:
        return 0
    ((number,),) = execute(postgres, database, "SELECT count(*) FROM {}.procrastinate_workers")
    return int(number)


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="needs waitid, to see that a process is stopped")
def test_a_worker_that_was_stopped_past_its_time_sends_nothing_when_it_comes_back(
    tmp_path: Path, services: Services, postgres: PostgresServer, database: str
) -> None:
    letter = Newsletter(tmp_path / "letter", f"${DATABASE}", services, 1).make_ledger()
    newcomer = Worker(tmp_path / "log0", letter)  # records the newsletter
    with working(newcomer):
        until(lambda: letter.states() == {"posted": 2}, newcomer)
        assert newcomer.stop() == 0
    letter.write(2)
    # It stops as soon as an intent is on record, and sends nothing as long as it is stopped.
    sleeper = Worker(tmp_path / "log1", letter, victim=("after write 1", "SIGSTOP", "0"))
    with working(sleeper):
        os.waitid(os.P_PID, sleeper.process.pid, os.WSTOPPED | os.WNOWAIT)
        assert "pending" in letter.states()
        other = Worker(tmp_path / "log2", letter)
        with working(other):
            until(lambda: letter.states() == {"posted": 4}, sleeper, other)
            sleeper.send(signal.SIGCONT)
            until(lambda: "too late" in sleeper.said or "already" in sleeper.said, sleeper, other)
            assert [len(copies(each)) for each in services.values()] == [2, 2]
            assert [len(each.arrived) for each in services.values()] == [2, 2]
            # As a worker that starts does with the registrations of those that it takes for dead.
            execute(postgres, database, "DELETE FROM {}.procrastinate_workers")
            letter.write(3)
            until(lambda: letter.states() == {"posted": 6}, sleeper, other)
            assert other.stop() == 0
