"""The queue: what it does with jobs of dead workers, when it can't be made, and when it goes away."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("procrastinate", reason="workers need procrastinate")

from procrastinate.jobs import Status

from distribute.errors import UserError
from distribute.ledger.events import LedgerError
from distribute.testing.postgres import PASSWORD, PostgresServer
from distribute.testing.service import Answer, MastodonService, Request
from distribute.worker import engine as module
from distribute.worker import runner as runners
from distribute.worker.engine import Engine
from distribute.worker.metrics import Metrics
from distribute.worker.newsletter import Newsletter as Known
from distribute.worker.runner import Runner
from distribute.worker.work import Work
from tests.worker.kit import DATABASE, TOKEN, Newsletter, Worker, until, working

LETTER = Known(Path("channels.yaml"), "letter", "$DATABASE_URL", "")
ROUND = f"{LETTER.queue}:round"


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.database()


@pytest.fixture
def engine(url: str) -> Engine:
    module._make_queue(url)
    return Engine(Runner([LETTER], Metrics(["letter"], 60.0), 60.0, print), url)


def run(engine: Engine, work: Callable[[], Awaitable[Any]]) -> Any:
    """Do something while the engine is connected."""

    async def connected() -> Any:
        async with engine._app.open_async():
            return await work()

    return asyncio.run(connected())


async def take(engine: Engine, *, dead: bool) -> None:
    """Take a job as a worker does; a dead one was last heard of long ago."""
    jobs = engine._app.job_manager
    worker = await jobs.register_worker()
    assert await jobs.fetch_job([LETTER.queue], worker)
    if dead:
        query = (
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id = %(id)s"
        )
        await engine._app.connector.execute_query_async(query, id=worker)


async def states(engine: Engine) -> list[str]:
    return sorted(job.status for job in await engine._app.job_manager.list_jobs_async())


def test_a_job_of_a_dead_worker_is_another_ones(engine: Engine) -> None:
    async def trial() -> list[str]:
        await engine._ask_for_round(LETTER, None)
        await take(engine, dead=True)
        await engine._sweep()
        return await states(engine)

    assert run(engine, trial) == [Status.TODO.value]


def test_a_job_of_a_dead_worker_is_deleted_if_its_like_waits(engine: Engine) -> None:
    async def trial() -> list[str]:
        await engine._ask_for_round(LETTER, None)
        await take(engine, dead=True)
        await engine._ask_for_round(LETTER, None)
        await engine._sweep()
        return await states(engine)

    assert run(engine, trial) == [Status.TODO.value]


def test_a_job_of_a_living_worker_stays_its_own(engine: Engine) -> None:
    async def trial() -> list[str]:
        await engine._ask_for_round(LETTER, None)
        await take(engine, dead=False)
        await engine._sweep()
        return await states(engine)

    assert run(engine, trial) == [Status.DOING.value]


@pytest.mark.parametrize(
    ("queue", "task", "days"),
    [(LETTER.queue, "round", 1), ("elsewhere", "round", 0), (LETTER.queue, "work", 0)],
)
def test_no_row_keeps_a_newsletter_from_its_rounds(engine: Engine, queue: str, task: str, days: int) -> None:
    async def trial() -> tuple[Any, str, str]:
        at = datetime.now(UTC) + timedelta(days=days) if days else None
        job = engine._app.configure_task(
            task, queue=queue, queueing_lock=ROUND, schedule_at=at, allow_unknown=True
        )
        await job.defer_async(newsletter="letter")
        await engine._unblock(LETTER)
        await engine._ask_for_round(LETTER, None)
        (job_,) = await engine._app.job_manager.list_jobs_async()
        return job_.scheduled_at, job_.queue, job_.task_name

    assert run(engine, trial) == (None, LETTER.queue, "round")


def test_a_round_keeps_its_time_unless_it_is_too_far_ahead(engine: Engine) -> None:
    at = datetime.now(UTC) + timedelta(seconds=engine._every)

    async def trial() -> Any:
        await engine._ask_for_round(LETTER, at)
        await engine._unblock(LETTER)
        (job,) = await engine._app.job_manager.list_jobs_async()
        return job.scheduled_at

    assert run(engine, trial) == at


def test_a_round_is_asked_for_once_and_so_is_each_work(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = (Work("1"), Work("2"), Work("2", "letters"), Work("2", "letters", 1))
    monkeypatch.setattr(engine._runner, "find", lambda _: work)

    async def trial() -> list[Any]:
        for _ in range(2):
            await engine._ask_for_round(LETTER, None)
            await engine._do_round("letter")
        return list(await engine._app.job_manager.list_jobs_async())

    jobs = run(engine, trial)
    assert len(jobs) == 5
    locks = {job.lock for job in jobs}
    assert len(locks) == 5, "two issues go on at once, and two workers mail a long list"
    assert {job.queue for job in jobs} == {LETTER.queue}
    first = min(jobs, key=lambda job: -job.priority)
    assert first.task_name == "round"


def test_two_mailings_of_one_channel_take_turns() -> None:
    first, second = (module._lock_of(LETTER, Work(number, "letters")) for number in "12")
    assert first == second


def test_the_queue_is_made_by_many_at_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(module._make_queue, [url] * 4))


def test_a_queue_that_cannot_be_made_is_told_without_the_address(postgres: PostgresServer, url: str) -> None:
    with postgres.connect(url) as connection:
        connection.execute("CREATE ROLE publisher LOGIN PASSWORD 'publisher-password'")
    mine = url.replace(f"postgres:{PASSWORD}@", "publisher:publisher-password@")
    for address in (mine, url.replace(str(urlsplit(url).port), "1")):
        with pytest.raises(LedgerError) as told:
            module._make_queue(address)
        assert "CREATE" in str(told.value)
        assert not re.search("password|127\\.0|publisher", str(told.value))


def test_what_is_not_installed_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(UserError, match="newsletter-distribute\\[scale\\]"):
        Engine(Runner([LETTER], Metrics(["letter"], 60.0), 60.0, print), url)


def test_a_worker_ends_although_the_queue_is_locked(
    engine: Engine, url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "_TO_END", 0.5)
    with postgres.connect(url) as connection, connection.transaction():
        connection.execute(f"LOCK TABLE {module._schema()}.procrastinate_jobs")
        stop = threading.Timer(1.0, engine._asked_to_stop)
        stop.start()
        engine.serve()
        stop.join()
    assert engine._runner.exit_code == 0


def test_files_that_do_not_answer_keep_no_other_newsletter_waiting(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, seen = ("letter", "gazette"), Counter[str]()
    release, enough = threading.Event(), threading.Event()
    runner = Runner([LETTER._replace(identity=name) for name in names], Metrics(names, 60.0), 0.1, print)
    engine = Engine(runner, url)

    def survey(name: str) -> None:
        seen[name] += 1
        if name == "letter":
            release.wait(30)
        elif seen[name] > 2:
            enough.set()

    async def trial() -> None:
        surveys = asyncio.create_task(engine._surveys())
        assert await asyncio.to_thread(enough.wait, 20)
        surveys.cancel()

    monkeypatch.setattr(runner, "survey", survey)
    asyncio.run(trial())
    release.set()
    assert seen["letter"] == 1


class Slow(MastodonService):
    """A service that takes its time with a post."""

    def keep(self, request: Request) -> Answer:
        """Store a status, and answer later."""
        answer = super().keep(request)
        time.sleep(0.7)
        return answer


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setenv(TOKEN, Slow.token)
    with Slow() as service:
        yield service


def test_a_worker_that_is_asked_to_stop_ends_its_request_and_begins_no_other(
    tmp_path: Path, url: str, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, url)
    letter = Newsletter(tmp_path / "letter", f"${DATABASE}", {"north": slow}, 3).make_ledger()
    worker = Worker(tmp_path / "log", letter)
    with working(worker):
        until(lambda: slow.attempts, worker)
        worker.send(signal.SIGINT)
        assert worker.process.wait(30) == 0, worker.said
    assert len(slow.arrived) == 1
    assert letter.states() == {"posted": 1}
    assert "Traceback" not in worker.said
