"""Append events that are decided on what a ledger has of an issue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from distribute.ledger.events import AnyEvent, Ledger

# More than the runs that write at one place at once. After so many conflicts the ledger is broken.
MAX_CONFLICTS = 50

Decide = Callable[[Iterator[AnyEvent]], Sequence[AnyEvent]]


@runtime_checkable
class Deciding(Protocol):
    """A ledger that can tell whether another run has written since its events were read."""

    def append_decided(self, issue: str, decide: Decide) -> None:
        """Append what `decide` returns for the events of an issue.

        If another run has written in the meantime, nothing is stored and `decide` is called again. A decision to append
        nothing is made on events that were read after this was called. Otherwise as `Ledger.append`.
        """


def append_decided(ledger: Ledger, issue: str, decide: Decide) -> None:
    """Append what `decide` returns for the events of an issue, as `Deciding` if the ledger can, else as just read."""
    if isinstance(ledger, Deciding):
        ledger.append_decided(issue, decide)
    elif events := decide(ledger.read(issue)):
        ledger.append(*events)
