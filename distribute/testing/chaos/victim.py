"""Run `distribute` with a signal that it sends to itself at a given moment, and with a wrong clock.

python -m distribute.testing.chaos.victim MOMENT SIGNAL SKEW WORD…

MOMENT is "before" or "after", then "write 1", "write 2", … (of the ledger) or "post", or "never"; SKEW is in
seconds. Failures that fiu-run simulates affect only this process.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from distribute.channels.mastodon import Mastodon
from distribute.deliver.clock import Clock
from distribute.ledger import open as ledgers
from distribute.ledger.decision import Decide, append_decided
from distribute.ledger.events import AnyEvent, Ledger


class Strike:
    """Sends a signal at a given moment."""

    def __init__(self, moment: str, number: signal.Signals) -> None:
        """Set the moment and the signal."""
        self.moment, self.number = moment, number

    def around(self, what: str, work: Callable[[], Any]) -> Any:
        """Call `work`, and send the signal before or after it if this is the moment."""
        self._now(f"before {what}")
        answer = work()
        self._now(f"after {what}")
        return answer

    def _now(self, moment: str) -> None:
        if moment == self.moment:
            # Sent to this thread: another thread could handle a signal to the process while this one continues.
            signal.pthread_kill(threading.get_ident(), self.number)


class StruckLedger:
    """A ledger that may send the signal around its writes."""

    def __init__(self, ledger: Ledger, strike: Strike) -> None:
        """Wrap `ledger`."""
        self._ledger, self._strike, self._writes = ledger, strike, 0

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none."""
        self._writes += 1
        self._strike.around(f"write {self._writes}", lambda: self._ledger.append(*events))

    def append_decided(self, issue: str, decide: Decide) -> None:
        """Append what `decide` returns for the events of an issue."""
        self._writes += 1
        self._strike.around(f"write {self._writes}", lambda: append_decided(self._ledger, issue, decide))

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events."""
        return self._ledger.read(issue)


def main() -> None:
    """Install the signal and the clock, and run the command."""
    # Git forks while its threads hold locks of the library that fiu-run preloads, and such a child would wait for ever.
    os.environ.pop("LD_PRELOAD", None)
    moment, name, skew, *words = sys.argv[1:]
    strike = Strike(moment, signal.Signals[name])
    for function in ("open_ledger", "create_ledger"):
        setattr(ledgers, function, _struck(getattr(ledgers, function), strike))
    now, post = Clock.now, Mastodon.post

    def off(clock: Clock) -> datetime:
        return now(clock) + timedelta(seconds=float(skew))

    def posting(channel: Mastodon, *given: Any) -> Any:
        return strike.around("post", lambda: post(channel, *given))

    setattr(Clock, "now", off)  # noqa: B010 - mypy treats methods as constants
    setattr(Mastodon, "post", posting)  # noqa: B010 - likewise
    sys.argv = ["distribute", *words]
    runpy.run_module("distribute", run_name="__main__", alter_sys=True)


def _struck(opener: Callable[..., Ledger], strike: Strike) -> Callable[..., Ledger]:
    return lambda *given, **more: StruckLedger(opener(*given, **more), strike)


if __name__ == "__main__":
    main()
