"""How fast messages may leave: overall, and to each domain."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from distribute.channels.mailing.store import Row

_BURST = 0.1  # seconds by which a message may be early, so that the average is kept
_MOST_DOMAINS = 10_000  # whose last turn is remembered, as long as it matters


class Pace:
    """Rows that wait for their turn, in order within each domain."""

    def __init__(self, rate: float = 0.0, rate_per_domain: float = 0.0) -> None:
        """Allow this many messages a second; 0 means no limit."""
        self._gap = 1 / rate if rate else 0.0
        self._gap_of_domain = 1 / rate_per_domain if rate_per_domain else 0.0
        self._next = 0.0
        self._next_of: dict[str, float] = {}
        self._rows: dict[str, deque[Row]] = {}
        self._turns: list[tuple[float, str]] = []
        self.waiting = 0

    def add(self, row: Row) -> None:
        """Let a row wait for its turn."""
        domain = row.domain if self._gap_of_domain else ""
        if domain not in self._rows:
            self._rows[domain] = deque()
            heappush(self._turns, (self._next_of.get(domain, 0.0), domain))
        self._rows[domain].append(row)
        self.waiting += 1

    def take(self, now: float) -> Row | None:
        """Return the next row that may be sent at the time `now`, in seconds; None if there is none yet."""
        if not self._turns or self._turns[0][0] > now or self._next - now > _BURST:
            return None
        _, domain = heappop(self._turns)
        row = self._rows[domain].popleft()
        self.waiting -= 1
        self._next = max(self._next, now) + self._gap
        if self._gap_of_domain:
            self._next_of[domain] = now + self._gap_of_domain
            if len(self._next_of) > _MOST_DOMAINS:
                self._next_of = {each: at for each, at in self._next_of.items() if at > now}
        if self._rows[domain]:
            heappush(self._turns, (self._next_of.get(domain, 0.0), domain))
        else:
            del self._rows[domain]
        return row

    def wait(self, now: float, most: float) -> float:
        """Return the seconds until the next turn, up to `most`."""
        if not self._turns:
            return most
        return min(most, max(0.0, self._turns[0][0] - now, self._next - _BURST - now) or most)
