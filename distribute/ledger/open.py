"""Open or create the ledger that the settings name. A ledger is never created by accident."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distribute.channel.settings import Secret
from distribute.config import Config
from distribute.errors import UserError
from distribute.inputs.git import work_tree

if TYPE_CHECKING:
    from distribute.ledger.events import AnyEvent, Ledger

_SQLITE = ".distribute/ledger.db"  # where the default ledger is
_BRANCH = "distribute-ledger"  # and the one that `init` makes


def open_ledger(config: Config) -> Ledger:
    """Return the ledger; NoLedger where there is none, LedgerError where it can't be read."""
    kind, place = _store(config)
    found: Ledger = kind(*place)
    return found


def create_ledger(config: Config) -> Ledger:
    """Make an empty ledger and return it; LedgerError where there is something already."""
    kind, place = _store(config)
    made: Ledger = kind.create(*place)
    return made


def ledger_for_preview(config: Config) -> Ledger | None:
    """Return a local ledger that is only read, None where there is none: a dry run writes nothing."""
    kind, _, rest = config.ledger.partition(":")
    path = config.path.parent / rest
    if kind != "sqlite" or not path.is_file():
        return None
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger(path, read_only=True)


def other_stores(config: Config) -> Iterator[tuple[str, list[AnyEvent]]]:
    """Yield the other ledgers of this site that this machine knows, as `ledger:` names them, and their events.

    Only what is here is looked at: the default SQLite file, and the branches that this clone has. No network.
    """
    if (file := config.path.parent / _SQLITE).is_file() and config.ledger != f"sqlite:{_SQLITE}":
        from distribute.ledger.sqlite import SqliteLedger

        yield f"sqlite:{_SQLITE}", list(SqliteLedger(file, read_only=True).read())
    kind, _, rest = config.ledger.partition(":")
    this = rest.partition("@")[0] if kind == "git" else ""
    if work_tree(config.path.parent):
        from distribute.ledger.gitbranch import branches_here

        for branch, events in branches_here(config.path.parent, _BRANCH):
            if branch != this:
                yield f"git:{branch}", events


def _store(config: Config) -> tuple[Any, tuple[Any, ...]]:
    """Return the class of the ledger that the settings name, and where it is. The one place that knows all stores."""
    kind, _, rest = config.ledger.partition(":")
    if config.ledger.startswith("$"):
        from distribute.ledger.postgres import PostgresLedger

        return PostgresLedger, _database(config, config.ledger)
    if kind == "git":
        from distribute.ledger.gitbranch import GitLedger

        return GitLedger, _git_place(config, rest)
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger, (_sqlite_path(config, rest),)


def _sqlite_path(config: Config, name: str) -> Path:
    """Return where the SQLite ledger is; UserError for one that dies with a runner."""
    path = config.path.parent / name
    if os.environ.get("CI") and path.resolve().is_relative_to(config.path.parent.resolve()):
        msg = (
            f"{config.path}: ledger: {name} is in the work tree, which is gone with this CI runner, and the next "
            "run would post again: keep it on a branch (`ledger: git:distribute-ledger`), or on a disk that stays"
        )
        raise UserError(msg)
    return path


def _git_place(config: Config, rest: str) -> tuple[Path, str, str]:
    """Return the clone, the branch and the remote of `BRANCH[@REMOTE]`."""
    branch, _, remote = rest.partition("@")
    return config.path.parent.resolve(), branch, remote or "origin"


def _database(config: Config, name: str) -> tuple[str, str]:
    """Return the database's address and what to call it; UserError where the environment has none."""
    try:
        return Secret(name).reveal(), name
    except (LookupError, ValueError) as error:
        msg = f"{config.path}: ledger: {error}; it names the environment variable with the database's address"
        raise UserError(msg) from None
