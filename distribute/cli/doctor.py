"""The doctor command."""

from __future__ import annotations

from contextlib import chdir
from itertools import chain
from typing import Any

import click

from distribute.cli.complete import channel_names
from distribute.cli.group import CommonOptions, common_options, distribute
from distribute.errors import ExitCode


@distribute.command()
@click.argument("names", shell_complete=channel_names, nargs=-1, metavar="[CHANNEL]...")
@click.option(
    "--try-unsubscribe",
    is_flag=True,
    help="Send the one-click request of an email channel too, which may unsubscribe someone.",
)
@common_options
@click.pass_obj
def doctor(common: CommonOptions, names: tuple[str, ...], *, try_unsubscribe: bool) -> int:
    """Check the site, the ledger, the workflows and each channel.

    For each channel, log in and check credentials, limits and expiry dates. Nothing is posted. With CHANNEL, check only
    that channel.
    """
    import msgspec

    from distribute.publish.doctor import examine_all, try_unsubscribing
    from distribute.publish.selection import wanted_channels
    from distribute.render.json import write_answer
    from distribute.render.terminal import finding_line
    from distribute.scaffold.doctor import examine_setup

    config = common.load_config()
    found: list[dict[str, Any]] = []
    with chdir(config.path.parent):
        setup = [] if names else ((name, "", finding) for name, finding in examine_setup(config))
        channels = wanted_channels(config, names)
        tried = try_unsubscribing(channels) if try_unsubscribe else ()
        accounts = ((name, name, finding) for name, finding in chain(examine_all(channels), tried))
        for name, channel, finding in chain(setup, accounts):
            found.append({"channel": channel, "about": name, **msgspec.to_builtins(finding)})
            if not common.json and not (common.quiet and finding.level == "ok"):
                click.echo(finding_line(name, finding))
    code = ExitCode.NOT_POSTED if any(finding["level"] == "error" for finding in found) else ExitCode.OK
    if common.json:
        write_answer("doctor", code, findings=found)
    return code
