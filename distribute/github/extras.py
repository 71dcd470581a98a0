"""Tell which extras a site's settings need, so that the action installs no others: `main` prints their names."""

from __future__ import annotations

import sys
from pathlib import Path

from distribute.config import Config, load
from distribute.errors import UserError


def needed_extras(config: Config) -> list[str]:
    """Return the names of the extras that the ledger and the channels need."""
    names = ["postgres"] if config.ledger_place.kind == "postgres" else []
    return sorted({*names, *(extra for channel in config.channels for extra in channel.extras)})


def main() -> None:
    """Print the extras that the settings named on the command line need; nothing where they can't be read."""
    try:
        names = needed_extras(load(Path(sys.argv[1])))
    except UserError:  # the command that runs next says what is wrong
        names = []
    sys.stdout.write(" ".join(names))
