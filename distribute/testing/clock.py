"""A clock that tests control, so that no test has to wait."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from distribute.deliver.clock import Clock

START = datetime(2020, 12, 9, 12, tzinfo=UTC)


class TurnedClock(Clock):
    """A clock that stands still until it is turned; waiting turns it."""

    def __init__(self, start: datetime = START) -> None:
        """Begin at `start`."""
        self._wall = start
        self._elapsed = 0.0
        self.waited: list[float] = []

    def now(self) -> datetime:
        """Return the time it was turned to."""
        return self._wall

    def monotonic(self) -> float:
        """Return the seconds it was turned on in all."""
        return self._elapsed

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Turn it on at once, and remember that somebody waited."""
        self.waited.append(seconds)
        if not stop.is_set():
            self.turn(seconds)

    def turn(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self._wall += timedelta(seconds=seconds)
        self._elapsed += seconds

    def set_wall(self, seconds: float) -> None:
        """Set the wall clock alone, on or back, as an administrator does."""
        self._wall += timedelta(seconds=seconds)
