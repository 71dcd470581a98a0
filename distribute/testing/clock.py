"""A clock that tests control, so that no test has to wait."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from distribute.deliver.clock import Clock

START = datetime(2020, 12, 9, 12, tzinfo=UTC)


class TurnedClock(Clock):
    """A clock that stands still until it is advanced; waiting advances it."""

    def __init__(self, start: datetime = START) -> None:
        """Start at `start`."""
        self._wall = start
        self._elapsed = 0.0
        self.waited: list[float] = []

    def now(self) -> datetime:
        """Return the current time of the wall clock."""
        return self._wall

    def monotonic(self) -> float:
        """Return the total seconds by which the clock was advanced."""
        return self._elapsed

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Advance the clock at once, and record the wait."""
        self.waited.append(seconds)
        if not stop.is_set():
            self.turn(seconds)

    def turn(self, seconds: float) -> None:
        """Advance both clocks by `seconds`."""
        self._wall += timedelta(seconds=seconds)
        self._elapsed += seconds

    def set_wall(self, seconds: float) -> None:
        """Move only the wall clock, forward or back, as an administrator might."""
        self._wall += timedelta(seconds=seconds)
