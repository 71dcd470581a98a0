"""Open or create the ledger that the settings name. A ledger is never created by accident."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distribute.channel.settings import DEFAULT_LEDGER, LEDGER_BRANCH, LedgerPlace, Secret
from distribute.config import Config
from distribute.errors import UserError

if TYPE_CHECKING:
    from distribute.ledger.events import AnyEvent, Ledger

_FRESH = 2.0  # seconds: a command reads the whole ledger several times while it starts


def open_ledger(config: Config) -> Ledger:
    """Return the ledger; NoLedger if there is none, LedgerError if it can't be read."""
    kind, place = _store(config)
    found: Ledger = kind(*place)
    return found


def begin_to_open(config: Config) -> Callable[[], Ledger]:
    """Return a function that returns the ledger, or raises what `open_ledger` does.

    Where a remote has to answer, it is asked from now on, by a thread of its own, while other work is done.
    """
    if config.ledger_place.kind != "git":
        return partial(open_ledger, config)
    from distribute.background import in_background

    return in_background(open_ledger, config).result  # an interrupted run does not wait for the remote


def create_ledger(config: Config, *, for_events: bool = False) -> Ledger:
    """Create an empty ledger and return it; LedgerError if something is already there.

    If it is created `for_events` that are written at once, a store may create it together with these.
    """
    _refuse_link(config)
    kind, place = _store(config)
    create = getattr(kind, "create_with_first_append", kind.create) if for_events else kind.create
    made: Ledger = create(*place)
    return made


def ledger_for_preview(config: Config) -> Ledger | None:
    """Return a local ledger opened read-only, None if there is none: a dry run writes nothing."""
    place = config.ledger_place
    path = config.path.parent / place.name
    if place.kind != "sqlite" or not path.is_file():
        return None
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger(path, read_only=True)


def other_stores(config: Config) -> Iterator[tuple[str, list[AnyEvent]]]:
    """Yield this site's other ledgers on this machine: the name as in `ledger:`, and the events.

    These are the default SQLite file and the branches in this clone. The network is not used.
    """
    from distribute.inputs.git import work_tree

    place = config.ledger_place
    if (file := config.path.parent / DEFAULT_LEDGER.name).is_file() and place != DEFAULT_LEDGER:
        from distribute.ledger.sqlite import SqliteLedger

        yield str(DEFAULT_LEDGER), list(SqliteLedger(file, read_only=True).read())
    this = place.name if place.kind == "git" else ""
    if work_tree(config.path.parent):
        from distribute.ledger.gitbranch import branches_here

        for branch, events in branches_here(config.path.parent, LEDGER_BRANCH.name, but=this):
            yield f"git:{branch}", events


def _store(config: Config) -> tuple[Any, tuple[Any, ...]]:
    """Return the class of the configured ledger, and its location. No other code lists all stores."""
    place = config.ledger_place
    if place.kind == "postgres":
        from distribute.ledger.postgres import PostgresLedger

        return PostgresLedger, _database(config, str(place))
    if place.kind == "git":
        from distribute.ledger.gitbranch import GitLedger

        return GitLedger, _git_place(config, place)
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger, (_sqlite_path(config, place.name),)


def _sqlite_path(config: Config, name: str) -> Path:
    """Return the path of the SQLite ledger; UserError if it would be lost with the CI runner."""
    from distribute.inputs.git import is_in_work_tree

    path = config.path.parent / name
    if os.environ.get("CI") and is_in_work_tree(path, config.path.parent):
        msg = (
            f"{config.path}: ledger: {name} is in the work tree, which is deleted with this CI runner, so the next "
            "run would post again: keep it on a branch (`ledger: {LEDGER_BRANCH}`) or on a persistent disk"
        )
        raise UserError(msg)
    return path


def _refuse_link(config: Config) -> None:
    """Raise LedgerError for an SQLite file that a link would put outside the site: a commit may bring such a link.

    One that is there is used wherever it is: its owner has made it, or has linked its folder since.
    """
    from distribute.ledger.sqlite import FILE

    if config.ledger_place.kind == "sqlite":
        FILE.refuse_link(config.path.parent / config.ledger_place.name, config.path.parent, config.root)


def _git_place(config: Config, place: LedgerPlace) -> tuple[Path, str, str, float]:
    """Return the clone, the branch and its remote, and how old an overview may be."""
    return config.path.parent.resolve(), place.name, place.remote, _FRESH


def _database(config: Config, name: str) -> tuple[str, str]:
    """Return the database's address and its name in messages; UserError if the environment has no address."""
    try:
        return Secret(name).reveal(), name
    except (LookupError, ValueError) as error:
        msg = f"{config.path}: ledger: {error}; it names the environment variable that has the database's address"
        raise UserError(msg) from None
