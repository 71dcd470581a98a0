"""The init command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from distribute.cli.group import Settings, distribute, everywhere
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.config import Config


@distribute.command()
@click.option(
    "--use", "uses", multiple=True, metavar="ADAPTER", help="Start with this channel; may be repeated."
)
@everywhere
@click.pass_obj
def init(settings: Settings, uses: tuple[str, ...]) -> int:
    """Set up the site in this folder.

    Write a channels.yaml, workflows and a ledger, each only if it is missing.
    """
    from distribute.config import FILE, load
    from distribute.ledger.events import NoLedger
    from distribute.ledger.open import create_ledger, open_ledger
    from distribute.scaffold import settings_for

    path = settings.config or Path.cwd() / FILE
    if path.exists():
        click.echo(f"{path}: already exists, left unchanged")
    else:
        path.write_text(settings_for(path.parent, uses), encoding="utf-8")
        click.echo(f"{path}: written; set up your channels in it")
    config = load(path)
    _write_workflows(config)
    try:
        open_ledger(config)
        click.echo(f"{config.ledger}: already exists, left unchanged")
    except NoLedger:
        create_ledger(config)
        click.echo(
            f"{config.ledger}: a new ledger; `distribute seed --before DATE` records what was announced before"
        )
    return ExitCode.OK


def _write_workflows(config: Config) -> None:
    """Write the missing workflows, if the ledger survives a CI runner."""
    from distribute.scaffold import OWNER, WORKFLOWS, secret_names, workflow, workflow_folder

    folder = workflow_folder(config.path.parent)
    if folder is None:
        return
    if config.ledger.startswith("sqlite:"):
        click.echo(
            "no workflows written: they need a ledger that survives a runner, on a branch (`ledger: git:distribute-ledger`) "
            "or in a database (`ledger: $DATABASE_URL`)"
        )
        return
    for name in WORKFLOWS:
        path, text = folder / f"newsletter-{name}.yml", workflow(name, config)
        if path.exists():
            there = path.read_text(encoding="utf-8", errors="replace")
            needed = (*secret_names(config), "contents: write")  # a ledger on a branch is pushed
            lacking = [each for each in needed if each in text and each not in there]
            hint = f"; it lacks {', '.join(lacking)}" if lacking else ""
            click.echo(f"{path}: already exists, left unchanged{hint}")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        unknown = f"; replace {OWNER} with the action's repository" if OWNER in text else ""
        click.echo(f"{path}: written{unknown}")
