"""Which ledger a site has, by the `ledger:` of its settings; none is ever made by accident."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from distribute.config import Config
from distribute.mistake import Mistake

if TYPE_CHECKING:
    from distribute.ledger import Ledger


class NoLedger(Mistake):
    """There is none where the settings say: it may be lost, and a new one knows nothing of what went out."""

    exit_code = 5


def sqlite_path(config: Config) -> Path:
    """Return where the SQLite ledger is; Mistake for any other kind, and for one that dies with a runner."""
    kind, _, rest = config.ledger.partition(":")
    if kind != "sqlite":
        msg = f"{config.path}: this version keeps its ledger in SQLite: write `ledger: sqlite:FILE`"
        raise Mistake(msg)
    path = config.path.parent / rest
    if os.environ.get("CI") and path.resolve().is_relative_to(config.path.parent.resolve()):
        msg = (
            f"{config.path}: ledger: {rest} is in the work tree, which is gone with this CI runner, "
            "and the next run would post again: put it on a disk that stays"
        )
        raise Mistake(msg)
    return path


def open_ledger(config: Config) -> Ledger:
    """Return the ledger; NoLedger where there is none, LedgerError where it can't be read."""
    from distribute.ledger.sqlite import SqliteLedger

    path = sqlite_path(config)
    if not path.exists():
        msg = (
            f"no ledger at {path}. Without it nobody knows what went out already. If this is the first time, "
            "`distribute init` or `publish --new-ledger` makes one; if not, find the lost one"
        )
        raise NoLedger(msg)
    return SqliteLedger(path)


def create_ledger(config: Config) -> Ledger:
    """Make an empty ledger and return it; LedgerError where there is something already."""
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger.create(sqlite_path(config))


def ledger_for_preview(config: Config) -> Ledger | None:
    """Return a local ledger that is only read, None where there is none: a dry run writes nothing."""
    kind, _, rest = config.ledger.partition(":")
    path = config.path.parent / rest
    if kind != "sqlite" or not path.is_file():
        return None
    from distribute.ledger.sqlite import SqliteLedger

    return SqliteLedger(path, read_only=True)
