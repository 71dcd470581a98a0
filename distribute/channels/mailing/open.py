"""Open the delivery store that the settings name."""

from __future__ import annotations

from pathlib import Path

from distribute.channel.settings import Secret
from distribute.channels.mailing.postgres import PostgresStore
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import Store, StoreError


def open_store(place: str, folder: Path, *, make: bool = False) -> Store:
    """Open the store at `sqlite:FILE`, relative to `folder`, or `$DATABASE_URL`; StoreError if there is none.

    With `make`, a missing one is created.
    """
    if not place.startswith("$"):
        return SqliteStore(folder / place.removeprefix("sqlite:"), folder, make=make)
    try:
        address = Secret(place).reveal()
    except LookupError as error:
        msg = f"the delivery store: {error}"
        raise StoreError(msg) from None
    return PostgresStore(address, place, make=make)
