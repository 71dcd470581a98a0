"""What the commands hold and release have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from distribute.cli.group import CommonOptions
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.ledger.events import Held


def show_hold(
    common: CommonOptions, command: str, issue: str, channel: str, held: Held | None, words: str
) -> None:
    """Show the hold that there was before a command: as JSON, else `words` about it."""
    from distribute.render.escape import safe
    from distribute.render.json import hold_json, write_answer

    if common.json:
        before = hold_json(issue, channel, held) if held else None
        write_answer(command, ExitCode.OK, issue=issue, channel=channel, before=before)
    elif not common.quiet:
        click.echo(safe(words))
