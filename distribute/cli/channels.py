"""The channels command."""

from __future__ import annotations

import sys

import click

from distribute.cli.group import CommonOptions, common_options, distribute
from distribute.errors import ExitCode


@distribute.command()
@common_options
@click.pass_obj
def channels(common: CommonOptions) -> int:
    """List every adapter, and which ones this site uses."""
    from distribute.channel.registry import adapter, adapters
    from distribute.render.json import channel_json, write_json
    from distribute.render.terminal import table

    used = common.load_config()
    known = {use: adapter(use) for use in adapters()}
    if common.json:
        listed = [
            {"name": channel.name, "use": channel.use, "languages": list(used.languages(channel))}
            for channel in used.channels
        ]
        write_json(
            {"version": 1, "adapters": [channel_json(*pair) for pair in known.items()], "channels": listed}
        )
        return ExitCode.OK
    click.echo(f"Channels of {used.path}:")
    table(
        [(f"  {c.name}", c.use, ", ".join(used.languages(c)), c.target()) for c in used.channels], sys.stdout
    )
    click.echo("\nAdapters:")
    table([(f"  {use}", (kind.__doc__ or "").split("\n")[0]) for use, kind in known.items()], sys.stdout)
    return ExitCode.OK
