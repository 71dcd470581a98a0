"""The wall clock and the monotonic clock of a run, and waiting."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class Clock:
    """The machine's clock. Tests replace it with one that they control."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return a number of seconds that never decreases."""
        return time.monotonic()

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait for `seconds`, or until `stop` is set."""
        stop.wait(seconds)
