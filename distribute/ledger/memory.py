"""A ledger in memory, for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from distribute.ledger.events import AnyEvent, Conflict, decode, encode, issue_prefix


class MemoryLedger:
    """Events in memory, written out as every other ledger writes them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lines: dict[tuple[str, int], bytes] = {}
        self._lock = threading.Lock()

    def append(self, *events: AnyEvent) -> None:
        """Keep all or none; Conflict if another event holds one's place."""
        lines = {(event.post, event.seq): encode(event) for event in events}
        with self._lock:
            for place, line in lines.items():
                if self._lines.get(place, line) != line:
                    msg = f"{place[0]} has an event {place[1]} already"
                    raise Conflict(msg)
            self._lines.update(lines)

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return an issue's events, or all there are, each place's in order."""
        prefix = "" if issue is None else issue_prefix(issue)
        with self._lock:
            lines = sorted(item for item in self._lines.items() if item[0][0].startswith(prefix))
        return iter([decode(line) for _, line in lines])
