"""Move events from one store to another, and detect other stores of the same site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from distribute.config import Config
from distribute.errors import counted
from distribute.ledger.events import Conflict, LedgerError, Newsletter, NoLedger, decode, encode
from distribute.ledger.fold import fold
from distribute.ledger.history import History
from distribute.ledger.open import create_ledger, open_ledger, other_stores

if TYPE_CHECKING:
    from distribute.ledger.events import AnyEvent, Ledger


class Report(msgspec.Struct, frozen=True):
    """The result of examining a ledger; `damage` describes the first error, "" if there is none."""

    events: int = 0
    history: History = History({}, {})
    damage: str = ""


def export(ledger: Ledger) -> Iterator[bytes]:
    """Yield every event as a line of JSON, ordered by place. Equal ledgers give the same lines."""
    for event in sorted(ledger.read(), key=_place):
        yield encode(event) + b"\n"


def parse(lines: bytes, name: str) -> list[AnyEvent]:
    """Parse the output of `export`; LedgerError with the number of a line that can't be read."""
    events = []
    for number, line in enumerate(lines.splitlines(), 1):
        if line.strip():
            try:
                events.append(decode(line))
            except LedgerError as error:
                msg = f"{name}, line {number}: {error}"
                raise LedgerError(msg) from None
    return events


def add(events: Iterable[AnyEvent], ledger: Ledger, name: str) -> int:
    """Add the events that the ledger lacks, all or none; return how many were added.

    LedgerError if a place has a different event, or if the resulting ledger would lack an event. It does not matter when a
    newsletter was registered: every command that writes does so.
    """
    there = {_place(event): event for event in ledger.read()}
    wanted: dict[tuple[str, int], AnyEvent] = {}
    for event in events:
        held = there.get(_place(event)) or wanted.setdefault(_place(event), event)
        if not _is_same(held, event):
            raise LedgerError(_conflict(event, name, there.values()))
    missing = {place: event for place, event in wanted.items() if place not in there}
    together = there | missing
    fold(together[place] for place in sorted(together))
    try:
        ledger.append(*(missing[place] for place in sorted(missing)))
    except Conflict as conflict:  # another run wrote in the meantime
        msg = f"{name}: {conflict}; nothing was imported"
        raise LedgerError(msg) from None
    return len(missing)


def examine(ledger: Ledger) -> Report:
    """Read and fold all events. Damage is returned in the report, not raised."""
    try:
        events = list(ledger.read())
    except NoLedger:
        raise
    except LedgerError as error:
        return Report(damage=str(error))
    try:
        return Report(len(events), fold(events))
    except LedgerError as error:
        return Report(len(events), damage=str(error))


def open_or_create(config: Config) -> Ledger:
    """Return the configured ledger, created if there is none. This is safe before an import of all its events."""
    try:
        return open_ledger(config)
    except NoLedger:
        return create_ledger(config)


def refuse_to_begin_anew(config: Config, ledger: Ledger | None) -> str:
    """Return a warning if another store of this site has events that `ledger` lacks, else "".

    `ledger` is None if it has yet to be created. LedgerError if it is empty: `ledger:` was changed, but the events
    were not moved.
    """
    others = list(other_stores(config))
    if not others:
        return ""
    here = _posts(ledger.read()) if ledger else set()
    for name, other in others:
        lacking = _posts(other) - here
        if not lacking:
            continue
        said = (
            f"{name} is another ledger of this site and has {counted(len(lacking), 'event')} that {config.ledger} lacks: "
            f"add them with `distribute ledger import {name}`"
        )
        if not here:
            raise LedgerError(f"{said}; without them, the same issues would be posted again")
        return said
    return ""


def _posts(events: Iterable[AnyEvent]) -> set[tuple[str, int]]:
    """Return the places of all events but those that put a newsletter on record."""
    return {_place(event) for event in events if not isinstance(event, Newsletter)}


def _is_same(one: AnyEvent, other: AnyEvent) -> bool:
    if isinstance(one, Newsletter) and isinstance(other, Newsletter):
        return msgspec.structs.replace(one, run=other.run, at=other.at) == other
    return one == other


def _conflict(event: AnyEvent, name: str, there: Iterable[AnyEvent]) -> str:
    if not _posts(there):
        return (
            f"{name}: event {event.seq} of {event.post} is another one than the ledger holds; nothing was imported. The "
            "ledger has no posts yet: delete it, and the import makes a new one"
        )
    return (
        f"{name}: event {event.seq} of {event.post} differs from the one in the ledger; nothing was imported. "
        "The two ledgers have diverged: compare them with `distribute ledger export` to see which one is right"
    )


def _place(event: AnyEvent) -> tuple[str, int]:
    return event.post, event.seq
