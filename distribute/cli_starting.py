"""The command that sets a site up."""

from __future__ import annotations

from pathlib import Path

import click

from distribute.cli import Exit, Settings, distribute, everywhere
from distribute.config import FILE, load


@distribute.command()
@everywhere
@click.pass_obj
def init(settings: Settings) -> int:
    """Write a channels.yaml and a ledger for the site in this folder, whatever is missing."""
    from distribute.ledgers import NoLedger, create_ledger, open_ledger
    from distribute.starting import settings_for

    path = settings.config or Path.cwd() / FILE
    if path.exists():
        click.echo(f"{path}: there already, left as it is")
    else:
        path.write_text(settings_for(path.parent), encoding="utf-8")
        click.echo(f"{path}: written; set up your channels in it")
    config = load(path)
    try:
        open_ledger(config)
        click.echo(f"{config.ledger}: there already, left as it is")
    except NoLedger:
        create_ledger(config)
        click.echo(
            f"{config.ledger}: a new ledger; `distribute seed --before DATE` records what was announced before"
        )
    return Exit.OK
