"""The wall clock and the monotonic clock of a run, and waiting."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class Clock:
    """The machine's clock; tests bring one that they can turn."""

    def now(self) -> datetime:
        """Return the time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go backwards."""
        return time.monotonic()

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Let the time pass, or until `stop` is set."""
        stop.wait(seconds)
