"""The engine for several workers: Procrastinate, with a queue in the ledger's database, distributes the jobs.

A row of the queue is a hint that something may be to do. If rows are lost, the next round makes them again; if a job is
done twice, the ledger sends nothing twice. So nothing here has to be right for posts to be right.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from distribute.background import in_background
from distribute.errors import UserError
from distribute.ledger.events import LedgerError
from distribute.worker.inline import attend
from distribute.worker.newsletter import Newsletter
from distribute.worker.work import Work

if TYPE_CHECKING:
    from procrastinate import App

    from distribute.worker.runner import Runner

T = TypeVar("T")
_LOCK = 0x64697175  # "diqu"; without the lock, two workers that create the tables at once would both fail
_HEARTBEAT = 10.0  # seconds, at most; a worker that was not heard of for three of them is taken for dead
_POLL = 5.0  # seconds, at most, until a job whose time has come is noticed
_RECONNECT = 5.0  # seconds, at most, until the next try if the database can't be reached
_CONNECTIONS = 4
# They log addresses, and errors that are told in a line.
_TOOLS = ("procrastinate", "psycopg.pool", "asyncio")

# The times in the queue are of the machines that wrote them. A clock that was wrong once must not delay a job for long.
_OVERDUE = """
    UPDATE procrastinate_jobs SET scheduled_at = NULL
    WHERE status = 'todo' AND queue_name = %(queue)s AND scheduled_at > now() + make_interval(secs => %(most)s)
"""
_MISPLACED = """
    DELETE FROM procrastinate_jobs
    WHERE status = 'todo' AND queueing_lock = %(name)s AND (queue_name <> %(queue)s OR task_name <> 'round')
"""


class Engine:
    """One worker process among others."""

    def __init__(self, runner: Runner, address: str) -> None:
        """Prepare to work on the queue at `address`.

        UserError if Procrastinate is not installed.
        """
        _require_library()
        self._runner, self._address, self._every = runner, address, runner.every
        self._heartbeat = min(_HEARTBEAT, runner.every)
        self._app = _app(address)
        self._round = self._app.task(name="round")(self._do_round)
        self._work = self._app.task(name="work")(self._do_work)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._connected = True

    def serve(self) -> None:
        """Work until a signal asks to stop; LedgerError if the queue can't be made at first."""
        _mute()
        _make_queue(self._address)
        attend(self._runner, lambda: asyncio.run(self._serve()), self._asked_to_stop)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(lambda *_: None)  # of a job that another worker has taken over
        if self._runner.stopping.is_set():  # before there was a loop to tell
            self._stop.set()
        while not self._stop.is_set():
            with suppress(Exception):  # whatever it was: the worker connects and begins anew
                await _in_thread(_make_queue, self._address)  # somebody may have deleted it
                async with self._app.open_async():
                    await self._until_stopped()
            if not self._stop.is_set():
                await self._pause()

    async def _pause(self) -> None:
        """Wait before the next try, and tell it once."""
        if self._connected:
            self._runner.say("the queue can't be used at the moment: the worker tries again until it can")
        self._connected = False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), min(_RECONNECT, self._every))

    def _asked_to_stop(self) -> None:
        self._runner.stop()
        if self._loop:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._stop.set)

    async def _until_stopped(self) -> None:
        """Work until asked to stop; it also returns, or raises, when the connection is lost."""
        working = asyncio.create_task(self._jobs())
        others = [asyncio.create_task(each()) for each in (self._rounds, self._surveys, self._sweeps)]
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((working, stop, *others), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*others, stop, working):
                task.cancel()  # the worker takes nothing new then, and ends after its job
            await asyncio.gather(working, stop, *others, return_exceptions=True)

    async def _jobs(self) -> None:
        await self._app.run_worker_async(
            queues=[newsletter.queue for newsletter in self._runner.newsletters.values()],
            concurrency=1,  # a job changes the working directory; for more, run more workers
            delete_jobs="always",
            install_signal_handlers=False,
            fetch_job_polling_interval=min(_POLL, self._every / 2),
            update_heartbeat_interval=self._heartbeat,
            stalled_worker_timeout=3 * self._heartbeat,
        )

    # The rounds: each worker asks for them, and the queue keeps one of each newsletter.

    async def _rounds(self) -> None:
        at: datetime | None = None
        while True:
            for newsletter in self._runner.newsletters.values():
                await self._unblock(newsletter)
                await self._ask_for_round(newsletter, at)
            self._connected = True
            self._runner.metrics.beat()
            await asyncio.sleep(self._every)
            at = datetime.fromtimestamp(math.ceil(time.time() / self._every) * self._every, UTC)

    async def _surveys(self) -> None:
        """Survey one newsletter after another. One whose files don't answer keeps the others waiting once."""
        running: dict[str, asyncio.Task[None]] = {}
        while True:
            for name in self._runner.newsletters:
                if name not in running or running[name].done():
                    running[name] = asyncio.create_task(_in_thread(self._runner.survey, name))
                    await asyncio.wait((running[name],), timeout=self._every)
            await asyncio.sleep(self._every)

    async def _unblock(self, newsletter: Newsletter) -> None:
        """Make jobs due that wait for a time too far ahead, and delete what has a round's name and is none.

        While such a row waits, no worker can put another one of its name into the queue.
        """
        execute = self._app.connector.execute_query_async
        await execute(_OVERDUE, queue=newsletter.queue, most=2 * self._every)
        await execute(_MISPLACED, queue=newsletter.queue, name=_round_of(newsletter))

    async def _ask_for_round(self, newsletter: Newsletter, at: datetime | None) -> None:
        name = _round_of(newsletter)
        await self._defer("round", newsletter, name, 2, name, {"newsletter": newsletter.identity}, at)

    async def _do_round(self, newsletter: str) -> None:
        """Find the work of a newsletter, and put it into the queue."""
        known = self._runner.newsletters[newsletter]
        for work in await _in_thread(self._runner.find, newsletter):
            arguments = {"newsletter": newsletter, **work._asdict()}
            name = ":".join((known.queue, *map(str, work)))
            await self._defer("work", known, name, 0 if work.channel else 1, _lock_of(known, work), arguments)

    async def _do_work(self, newsletter: str, issue: str, channel: str, place: int) -> None:
        await _in_thread(self._runner.do, newsletter, Work(issue, channel, place))

    async def _defer(
        self,
        task: str,
        newsletter: Newsletter,
        name: str,
        priority: int,
        lock: str,
        arguments: dict[str, Any],
        at: datetime | None = None,
    ) -> None:
        """Put a job into the queue, unless one of this name waits there."""
        from procrastinate.exceptions import AlreadyEnqueued

        job = self._app.configure_task(
            task, queue=newsletter.queue, queueing_lock=name, lock=lock, priority=priority, schedule_at=at
        )
        with suppress(AlreadyEnqueued):
            await job.defer_async(**arguments)

    # Jobs of workers that have died

    async def _sweeps(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat)
            await self._sweep()

    async def _sweep(self) -> None:
        """Put the jobs of dead workers back into the queue. This is no job itself: it would die with its worker.

        A job whose name waits there already can't be put back, and is deleted.
        """
        from procrastinate.exceptions import ConnectorException
        from procrastinate.jobs import Status

        jobs = self._app.job_manager
        for stalled in await jobs.get_stalled_jobs(seconds_since_heartbeat=3 * self._heartbeat):
            assert stalled.id
            try:
                await jobs.retry_job_by_id_async(stalled.id, datetime.now(UTC))
            except ConnectorException:
                with suppress(ConnectorException):  # another worker was quicker
                    await jobs.finish_job_by_id_async(stalled.id, Status.FAILED, delete_job=True)


async def _in_thread(work: Callable[..., T], *given: object) -> T:
    """Return what `work` returns. A thread of `asyncio.to_thread` that hangs would keep the process from ending."""
    return await asyncio.wrap_future(in_background(work, *given))


def _round_of(newsletter: Newsletter) -> str:
    """Return the name of a newsletter's round in the queue."""
    return f"{newsletter.queue}:round"


def _lock_of(newsletter: Newsletter, work: Work) -> str:
    """Return the name under which only one job runs at a time.

    A channel that sends in steps mails one issue after another: its rate is one for all. Further workers join only
    where it has none.
    """
    if work.place:
        return ":".join((newsletter.queue, *map(str, work)))
    return f"{newsletter.queue}:{work.channel or work.issue}"


def _app(address: str) -> App:
    from procrastinate import App, PsycopgConnector
    from psycopg.conninfo import conninfo_to_dict

    options = f"{conninfo_to_dict(address).get('options') or ''} -c search_path={_schema()}".strip()
    connection = {"options": options, "connect_timeout": 10, "application_name": "distribute worker"}
    return App(
        connector=PsycopgConnector(
            conninfo=address, kwargs=connection, min_size=1, max_size=_CONNECTIONS, timeout=15.0
        )
    )


def _schema() -> str:
    """Return the schema of the queue's tables. A version of Procrastinate with other tables gets another one."""
    from procrastinate.schema import SchemaManager

    return f"distribute_queue_{hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()[:8]}"


def _make_queue(address: str) -> None:
    """Create the queue's tables, unless they are there; LedgerError if that fails."""
    import psycopg
    from procrastinate.schema import SchemaManager

    schema = _schema()
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            (there,) = connection.execute(
                "SELECT to_regclass(%s)", (f"{schema}.procrastinate_jobs",)
            ).fetchone() or (None,)
            if there is None:
                connection.execute(
                    f"CREATE SCHEMA IF NOT EXISTS {schema}; SET LOCAL search_path = {schema}".encode()
                )
                connection.execute(SchemaManager.get_schema().encode())
    except psycopg.Error as error:  # its own words may hold the address
        said = "".join(filter(str.isprintable, error.diag.message_primary or "the database can't be reached"))
        msg = f"the workers' queue can't be used: {said}; they need CREATE on the database, or on the schema {schema}"
        raise LedgerError(msg) from None


def _mute() -> None:
    """Keep the logs of the libraries away from standard error."""
    for name in _TOOLS:
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


def _require_library() -> None:
    try:
        import procrastinate  # noqa: F401 - what is missing is told before the work begins
        import psycopg_pool  # noqa: F401
    except ImportError:
        msg = "several workers need Procrastinate: `pip install 'newsletter-distribute[scale]'`"
        raise UserError(msg) from None
