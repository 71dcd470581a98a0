"""Let the threads of a run store their events together, by one transaction or push."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from distribute.ledger.events import AnyEvent, LedgerError

_INTERRUPTED = "the ledger was interrupted while it stored this"


class Append:
    """The events of one `append`, which are stored or fail together."""

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        self.events = events
        self.is_settled = False
        self.error: Exception | None = None

    def succeed(self) -> None:
        """Note that the events are stored, unless it has failed."""
        self.is_settled = True

    def fail(self, error: Exception) -> None:
        """Note the error, unless the append is settled."""
        if not self.is_settled:
            self.is_settled, self.error = True, error


_Append = TypeVar("_Append", bound=Append)


class Together(Generic[_Append]):
    """The appends of several threads. While one thread stores, the others wait; then one of them stores all of theirs."""

    def __init__(self, store: Callable[[Sequence[_Append]], None]) -> None:
        """Let `store` store appends, each of which it may settle. It raises LedgerError if all others have failed."""
        self.lock = threading.Lock()  # held by the thread that stores
        self._store = store
        self._waiting: deque[_Append] = deque()  # added to by any thread, taken from under the lock

    def add(self, mine: _Append) -> None:
        """Let the next thread that stores include this append."""
        self._waiting.append(mine)

    def settle(self, mine: _Append) -> None:
        """Store what was added, unless another thread has included this append; raise the error that it has."""
        with self.lock:
            if not mine.is_settled:
                self._settle()
        if not mine.is_settled:  # another thread was interrupted when it had just taken it
            raise LedgerError(_INTERRUPTED)
        if mine.error:
            raise mine.error

    def _settle(self) -> None:
        appends: list[_Append] = []
        try:
            while self._waiting:
                appends.append(self._waiting.popleft())
            self._store(appends)
        except LedgerError as error:
            for each in appends:
                each.fail(error)
        else:
            for each in appends:
                each.succeed()
        finally:
            for each in appends:  # if it was interrupted, nothing is known
                each.fail(LedgerError(_INTERRUPTED))
