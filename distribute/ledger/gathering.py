"""Let the threads of a run wait for each other, so that they share a slow command."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SHORTEST, _LONGEST = 0.02, 0.5  # seconds that a thread waits for others to join it
_SHARE = 0.4  # of what the command took last: if they join it, they save the whole of it


class Gathering:
    """The threads that are waiting for a command, and how long it takes."""

    def __init__(self) -> None:
        """Begin without threads, and with a command that takes no time."""
        self._changed = threading.Condition()
        self._present: dict[object, float] = {}  # what each thread waits for, and when it asked
        self._took = 0.0

    @contextmanager
    def joined(self, what: object, asked: float = math.inf) -> Iterator[None]:
        """Count this thread as present until `what` it waits for is served, or it leaves."""
        with self._changed:
            self._present[what] = asked
            self._changed.notify_all()
        try:
            yield
        finally:
            self.served(what)

    def served(self, *what: object, before: float = -math.inf) -> None:
        """No longer count the threads that waited for this, or that asked before a time. They may join again."""
        with self._changed:
            kept = {
                each: asked for each, asked in self._present.items() if each not in what and asked >= before
            }
            self._present = kept
            self._changed.notify_all()

    def wait(self, is_served: Callable[[], bool]) -> None:
        """Wait until every thread of this kind is present, or for a fraction of the time that the command takes.

        It ends early once this thread is served. The channels of a run are threads of one kind. The main thread has no
        other of its kind, so it does not wait.
        """
        kind = type(threading.current_thread())
        longest = min(max(_SHORTEST, _SHARE * self._took), _LONGEST)

        def is_over() -> bool:
            others = sum(type(thread) is kind for thread in threading.enumerate())
            return is_served() or len(self._present) >= others

        with self._changed:
            self._changed.wait_for(is_over, longest)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Note how long the command takes."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._took = time.monotonic() - begun
