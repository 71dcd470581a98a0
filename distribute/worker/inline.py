"""A worker without an engine: one process does all jobs of its newsletters, one after another."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from distribute.worker.runner import Runner


def serve(runner: Runner) -> None:
    """Work until the runner is stopped, which Ctrl-C and SIGTERM do."""
    with stopped_by_signals(runner.stop):
        work = threading.Thread(target=_rounds, args=(runner,))
        work.start()
        while work.is_alive():  # the main thread is where signals arrive
            work.join(1.0)


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
    while not runner.stopping.is_set():
        begun = time.monotonic()
        for name in runner.newsletters:
            for work in runner.find(name):
                runner.do(name, work)
            runner.survey(name)
        runner.metrics.beat()
        runner.stopping.wait(max(0.0, begun + runner.every - time.monotonic()))
