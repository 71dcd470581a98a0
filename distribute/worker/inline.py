"""A worker without an engine: one process does all jobs of its newsletters, one after another."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from distribute.worker.runner import Runner

# So many times as long as a survey took, there is none: one that waits for a locked database must not delay the posts.
_REST = 9


def serve(runner: Runner) -> None:
    """Work until the runner is stopped, which Ctrl-C and SIGTERM do."""
    attend(runner, lambda: _rounds(runner), runner.stop)


def attend(runner: Runner, work: Callable[[], None], stop: Callable[[], object]) -> None:
    """Do `work` until it ends, and call `stop` on Ctrl-C or SIGTERM; what `work` raises is raised here.

    Work that hangs is abandoned some time after the runner was stopped.
    """
    crashes: list[BaseException] = []
    thread = threading.Thread(target=_caught, args=(work, crashes), daemon=True)
    with stopped_by_signals(stop):
        thread.start()
        while thread.is_alive() and not runner.is_overdue:  # the main thread is where signals arrive
            thread.join(0.5)
    if thread.is_alive():
        runner.abandon()
    for crash in crashes:
        raise crash


def _caught(work: Callable[[], None], crashes: list[BaseException]) -> None:
    try:
        work()
    except BaseException as crash:  # noqa: BLE001 - raised again in the main thread
        crashes.append(crash)


@contextmanager
def stopped_by_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` on Ctrl-C or SIGTERM while the context is active."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _rounds(runner: Runner) -> None:
    surveys = dict.fromkeys(runner.newsletters, 0.0)  # the time of the next one
    while not runner.stopping.is_set():
        begun = time.monotonic()
        for name in runner.newsletters:
            for work in runner.find(name):
                runner.do(name, work)
            asked = time.monotonic()
            if asked >= surveys[name]:
                runner.survey(name)
                now = time.monotonic()
                surveys[name] = now + _REST * (now - asked)
        runner.metrics.beat()
        runner.stopping.wait(max(0.0, begun + runner.every - time.monotonic()))
