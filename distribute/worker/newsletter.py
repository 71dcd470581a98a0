"""The newsletters of a worker: their settings, which are read again for each job, and their ledgers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from distribute.channel.settings import Secret
from distribute.compose.template import template_at
from distribute.config import Config, load
from distribute.errors import UserError
from distribute.ledger.newsletter import NewsletterLedger, scoped
from distribute.ledger.open import open_ledger
from distribute.ledger.stores import refuse_to_begin_anew

if TYPE_CHECKING:
    from collections.abc import Callable


class Opened(NamedTuple):
    """A newsletter as its settings are now, and its part of the ledger."""

    config: Config
    ledger: NewsletterLedger

    @property
    def grace(self) -> float:
        """The seconds that the longest request of a channel may take."""
        return max((channel.timeout for channel in self.config.channels), default=0.0) + 1.0


class Newsletter(NamedTuple):
    """A newsletter that a worker publishes.

    `identity` is its permanent name in the ledger, and `ledger` the setting. `database` is the address of the ledger,
    "" if it is not in PostgreSQL; it holds a password.
    """

    path: Path
    identity: str
    ledger: str
    database: str

    @property
    def queue(self) -> str:
        """The name of its queue: short, because PostgreSQL cuts the names of channels at 63 bytes."""
        return hashlib.sha256(self.identity.encode()).hexdigest()[:16]

    def open(self) -> Opened:
        """Read the settings and open the ledger; UserError if that fails or if either is another one now."""
        template_at.cache_clear()  # an edited template takes effect without a restart, as the settings do
        config = load(self.path)
        # Another ledger may lack what was posted, so other workers and this one would send it twice.
        if (config.ledger, database_of(config)) != (self.ledger, self.database):
            msg = f"{self.path}: the ledger is not the one that the worker started with: restart all workers"
            raise UserError(msg)
        opened = _open(config)
        if opened.ledger.identity != self.identity:
            msg = f"{self.path}: this was the newsletter {self.identity!r} when the worker started: restart the worker"
            raise UserError(msg)
        return opened


def first_opened(path: Path, warn: Callable[[str], None]) -> Newsletter:
    """Return the newsletter of a settings file, and record it in its ledger; UserError if that fails.

    `warn` is told what may be wrong with the ledger.
    """
    config = load(path.absolute())
    opened = _open(config)
    if warning := refuse_to_begin_anew(config, opened.ledger.whole):
        warn(warning)
    return Newsletter(config.path, opened.ledger.identity, config.ledger, database_of(config))


def database_of(config: Config) -> str:
    """Return the address of the database of a ledger in PostgreSQL, "" for any other ledger."""
    return Secret(config.ledger).reveal() if config.ledger_place.kind == "postgres" else ""


def _open(config: Config) -> Opened:
    return Opened(config, scoped(config, open_ledger(config), register=True))
