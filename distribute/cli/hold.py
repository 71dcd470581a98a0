"""The hold command."""

from __future__ import annotations

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import CommonOptions, common_options, distribute, reason
from distribute.cli.holds import show_hold
from distribute.cli.lookup import find_issue, ledger_to_write, who
from distribute.errors import ExitCode


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--because", required=True, metavar="TEXT", help="Give the reason, which every held run shows.")
@common_options
@click.pass_obj
def hold(common: CommonOptions, issue: str, channel: str, because: str) -> int:
    """Stop new posts of ISSUE, on all channels or only on CHANNEL.

    The hold lasts until `distribute release` ends it. A run shows who set the hold, when and why, and exits with code
    4; `publish --due` leaves the issue out and exits with code 0. Published posts are not affected, and posts in doubt
    are still looked for. Your user name is recorded with the reason.
    """
    from distribute.deliver.records import hold as put
    from distribute.ledger.fold import fold
    from distribute.publish.relations import common_titles, known_by
    from distribute.publish.selection import wanted_channels
    from distribute.render.escape import shell_line

    because = reason(because)
    config = common.load_config()
    named = wanted_channels(config, (channel,)) if channel else ()
    everything, (meant, *_) = find_issue(config, issue)
    ledger, number = ledger_to_write(config), meant.id
    about, target = known_by(meant, common_titles(everything)), named[0].target() if named else ""
    there = put(number, channel, because, who(), ledger, about=about, target=target)
    out = sorted(
        {
            post.key.channel
            for post in fold(ledger.read(number)).posts()
            if post.state == "posted" and channel in {"", post.key.channel}
        }
    )
    where = channel or "every channel"
    note = f"held until `{shell_line('release', number, *filter(None, (channel,)))}`"
    if there:
        note = f"{note}, and no longer {there.words}" if there.until else f"it was {there.words}"
    show_hold(common, "hold", number, channel, there, f"{number} on {where}: {note}")
    if out and not common.quiet:
        click.echo(f"note: already posted on {', '.join(out)}; those posts are not affected", err=True)
    return ExitCode.OK
