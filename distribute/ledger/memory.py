"""A ledger in memory, for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from distribute.ledger.events import AnyEvent, Conflict, decode, encode, issue_prefix


class MemoryLedger:
    """A ledger in memory, which encodes events as the other ledgers do."""

    def __init__(self) -> None:
        """Create an empty ledger."""
        self._lines: dict[tuple[str, int], bytes] = {}
        self._lock = threading.Lock()

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none; Conflict if a different event has the place of one of them."""
        lines = {(event.post, event.seq): encode(event) for event in events}
        with self._lock:
            for place, line in lines.items():
                if self._lines.get(place, line) != line:
                    msg = f"{place[0]} already has an event {place[1]}"
                    raise Conflict(msg)
            self._lines.update(lines)

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place."""
        prefix = "" if issue is None else issue_prefix(issue)
        with self._lock:
            lines = sorted(item for item in self._lines.items() if item[0][0].startswith(prefix))
        return iter([decode(line) for _, line in lines])
