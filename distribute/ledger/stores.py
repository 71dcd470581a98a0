"""Move events from one store to another, and notice other stores of the same site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from distribute.config import Config
from distribute.ledger.events import Conflict, LedgerError, NoLedger, decode, encode
from distribute.ledger.history import History, fold
from distribute.ledger.open import create_ledger, open_ledger, other_stores

if TYPE_CHECKING:
    from distribute.ledger.events import AnyEvent, Ledger


class Report(msgspec.Struct, frozen=True):
    """What a ledger's events add up to, and the first damage, "" where all is well."""

    events: int = 0
    history: History = History({}, {})
    damage: str = ""


def export(ledger: Ledger) -> Iterator[bytes]:
    """Yield every event as a line of JSON, in the order of their places: the same lines for equal ledgers."""
    for event in sorted(ledger.read(), key=_place):
        yield encode(event) + b"\n"


def parse(lines: bytes, name: str) -> list[AnyEvent]:
    """Read what `export` wrote; LedgerError with the line of what can't be read."""
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
    """Add the events that the ledger lacks, all or none; return how many.

    LedgerError where a place holds another event, or where what came of it would lack one.
    """
    there = {_place(event): event for event in ledger.read()}
    wanted: dict[tuple[str, int], AnyEvent] = {}
    for event in events:
        held = there.get(_place(event)) or wanted.setdefault(_place(event), event)
        if held != event:
            raise LedgerError(_conflict(event, name))
    missing = {place: event for place, event in wanted.items() if place not in there}
    together = there | missing
    fold(together[place] for place in sorted(together))
    try:
        ledger.append(*(missing[place] for place in sorted(missing)))
    except Conflict as conflict:  # somebody else was quicker
        msg = f"{name}: {conflict}; nothing was imported"
        raise LedgerError(msg) from None
    return len(missing)


def examine(ledger: Ledger) -> Report:
    """Read and add up everything; damage is told, not raised."""
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
    """Return the settings' ledger, a new one where there is none: what is imported is what it would have lost."""
    try:
        return open_ledger(config)
    except NoLedger:
        return create_ledger(config)


def refuse_to_begin_anew(config: Config, ledger: Ledger | None) -> str:
    """See whether another store of this site has events that `ledger` (None: to be made) lacks.

    LedgerError where the ledger is empty: whoever switched `ledger:` has forgotten to move what was posted. Otherwise
    return a warning, "" where nothing is missing.
    """
    others = list(other_stores(config))
    if not others:
        return ""
    here = {_place(event) for event in ledger.read()} if ledger else set()
    for name, other in others:
        lacking = {_place(event) for event in other} - here
        if not lacking:
            continue
        said = (
            f"{name} is another ledger of this site, with {len(lacking)} events that {config.ledger} lacks: "
            f"`distribute ledger import {name}` moves them"
        )
        if not here:
            raise LedgerError(f"{said}; without them, what went out would go out again")
        return said
    return ""


def _conflict(event: AnyEvent, name: str) -> str:
    return (
        f"{name}: event {event.seq} of {event.post} is another one than the ledger holds; nothing was imported. "
        "The two have gone on separately: see by `distribute ledger export` which one is true"
    )


def _place(event: AnyEvent) -> tuple[str, int]:
    return event.post, event.seq
