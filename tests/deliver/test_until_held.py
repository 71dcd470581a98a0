"""What a channel is given to know when to stop is set by a person's hold and by the end of the run."""

from __future__ import annotations

import threading
import time

import pytest

from distribute.deliver import until_held
from distribute.deliver.until_held import UntilHeld


def test_a_wait_ends_when_the_run_is_stopped() -> None:
    stop = threading.Event()
    both = UntilHeld(stop, lambda: False)
    threading.Timer(0.05, stop.set).start()
    begun = time.monotonic()
    assert both.wait(5)
    assert time.monotonic() - begun < 4


def test_a_wait_ends_when_the_post_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(until_held, "_EVERY", 0.02)
    with UntilHeld(threading.Event(), lambda: True) as both:
        assert both.wait(20)


def test_a_wait_that_nothing_ends_takes_its_time() -> None:
    begun = time.monotonic()
    assert not UntilHeld(threading.Event(), lambda: False).wait(0.3)
    assert time.monotonic() - begun >= 0.3
    assert not UntilHeld(threading.Event(), lambda: False).wait(0)
