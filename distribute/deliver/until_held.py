"""End a post that goes out in steps once a person holds it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from distribute.ledger.events import LedgerError

_EVERY = 10.0  # seconds between two looks at the ledger
_TICK = 0.2  # seconds between two looks at the run's stop


class UntilHeld(threading.Event):
    """An event that is set once a run is stopped or a post is held.

    The ledger is read in a thread of its own, because a ledger that is slow must not keep a mail server waiting.
    """

    def __init__(self, stop: threading.Event, is_held: Callable[[], bool]) -> None:
        """Watch from when the context is entered until it is left."""
        super().__init__()
        self._stop, self._is_held = stop, is_held
        self._ended = threading.Event()

    def is_set(self) -> bool:
        """Return whether to stop."""
        return super().is_set() or self._stop.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` seconds to stop; return whether to."""
        until = float("inf") if timeout is None else time.monotonic() + timeout
        while not self.is_set() and (left := until - time.monotonic()) > 0:
            super().wait(min(left, _TICK))
        return self.is_set()

    def __enter__(self) -> Self:
        """Begin to watch."""
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """End watching."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            with suppress(LedgerError):  # the next look may succeed
                if self._is_held():
                    self.set()
                    return
