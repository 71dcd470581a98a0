"""How a worker ends: after its job, although a job hangs, and never without telling why."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from distribute.worker import runner as module
from distribute.worker.inline import attend, serve
from distribute.worker.metrics import Metrics
from distribute.worker.newsletter import Newsletter
from distribute.worker.runner import Runner


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def runner(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setattr(module, "_TO_END", 0.2)
    return Runner(
        [Newsletter(Path("nowhere.yaml"), "letter", "sqlite:ledger.db", "")],
        Metrics(["letter"], 60.0),
        60.0,
        lines.append,
    )


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a thread waits for, until the test is over, or takes far too long."""
    event = threading.Event()
    end = threading.Timer(5.0, event.set)
    end.start()
    yield event
    end.cancel()
    event.set()


def waiting(event: threading.Event) -> None:
    event.wait()


def test_a_job_that_hangs_is_abandoned_and_told(
    runner: Runner, lines: list[str], never: threading.Event
) -> None:
    runner.metrics.begin()
    runner.stop()
    attend(runner, lambda: waiting(never), runner.stop)
    assert runner.exit_code == 3
    assert ["abandoned" in line for line in lines] == [True]


def test_a_queue_that_does_not_answer_is_left(
    runner: Runner, lines: list[str], never: threading.Event
) -> None:
    runner._grace = 600.0  # for requests; there is none
    runner.stop()
    attend(runner, lambda: waiting(never), runner.stop)
    assert not never.is_set()
    assert (runner.exit_code, lines) == (0, [])


def test_requests_that_have_begun_get_their_time(runner: Runner) -> None:
    runner._grace = 600.0
    runner.metrics.begin()
    runner.stop()
    ended = threading.Event()

    def work() -> None:
        time.sleep(0.6)
        ended.set()

    attend(runner, work, runner.stop)
    assert ended.is_set()
    assert runner.exit_code == 0


def test_what_ends_the_work_is_raised(runner: Runner) -> None:
    def crash() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attend(runner, crash, runner.stop)


def test_numbers_that_cannot_be_known_stop_no_worker(
    runner: Runner, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "find", lambda _: ())
    monkeypatch.setattr(Newsletter, "open", lambda _: 1 // 0)
    monkeypatch.setattr(runner.metrics, "beat", runner.stop)
    serve(runner)
    assert ["ZeroDivisionError" in line for line in lines] == [True]


def test_a_log_on_a_full_disk_stops_no_worker() -> None:
    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    runner = Runner(
        [Newsletter(Path("nowhere.yaml"), "letter", "sqlite:ledger.db", "")],
        Metrics(["letter"], 60.0),
        60.0,
        full,
    )
    assert runner.find("letter") == ()
    assert runner.exit_code == 2


def test_numbers_that_take_long_are_asked_for_less_often(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds, surveys = list[str](), list[str]()

    def find(name: str) -> tuple[()]:
        rounds.append(name)
        if len(rounds) == 3:
            runner.stop()
        return ()

    def survey(name: str) -> None:
        surveys.append(name)
        time.sleep(0.5)

    monkeypatch.setattr(runner, "find", find)
    monkeypatch.setattr(runner, "survey", survey)
    runner.every = 0.01
    serve(runner)
    assert (len(rounds), len(surveys)) == (3, 1)
