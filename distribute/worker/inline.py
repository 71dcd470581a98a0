"""A worker without an engine: one process does all jobs of its newsletters, one after another."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import wait

from distribute.background import in_background
from distribute.deliver.signals import stopped_by_signals
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
    with stopped_by_signals(stop):
        done = in_background(work)
        while not done.done() and not runner.is_overdue:  # the main thread is where signals arrive
            wait([done], 0.5)
    if done.done():
        done.result()
    else:
        runner.abandon()


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
