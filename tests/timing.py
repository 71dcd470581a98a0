"""Compare the time that something takes with the time it takes for four times as much, and notice what hangs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

_TRIES = 5
_HANG = 10.0  # seconds of the clock
_NOISE = 0.02  # seconds of the processor; a shorter time says nothing about how it grows


def require_proportion(work: Callable[[int], object], size: int) -> None:
    """Fail if `work` takes more than eight times as long for four times the `size`; the square would be sixteen.

    The shortest of several measurements counts: other programs on a busy machine only ever add to one.
    """
    one = four = math.inf
    for _ in range(_TRIES):
        one, four = min(one, _spent(work, size)), min(four, _spent(work, 4 * size))
        if four < max(8 * one, _NOISE):
            return
    pytest.fail(f"{size} take {one:.3f} s, four times as many {four:.3f} s")


@contextmanager
def no_hang() -> Iterator[None]:
    """Fail if what is done in this context takes so long that it has no limit of its own, even on a busy machine."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < _HANG


def _spent(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
