"""The commands hold and release."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import Failure, Settings, distribute, everywhere
from distribute.cli.lookup import find_issue
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.issue import Issue
    from distribute.ledger.events import Held


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--because", required=True, metavar="TEXT", help="The reason, which every held run shows.")
@everywhere
@click.pass_obj
def hold(settings: Settings, issue: str, channel: str, because: str) -> int:
    """Stop new posts of ISSUE until it is released.

    Without CHANNEL, the hold covers all channels.

    Every run respects the hold, reports who set it, when and why, and exits with code 4. Published posts
    are not affected, and posts in doubt are still looked for. Your user name is recorded with the reason.
    """
    from distribute.cli.lookup import ledger_to_write
    from distribute.deliver.records import hold as put
    from distribute.ledger.history import fold
    from distribute.publish.plan import common_titles, known_by
    from distribute.render.escape import shell_line

    because = " ".join(because.split())
    if not because:
        raise Failure("say why: `--because 'the date on the page is wrong'`")
    config = settings.load()
    everything, meant = _meant(config, issue, channel)
    ledger, number = ledger_to_write(config), meant.id
    there = put(number, channel, because, _who(), ledger, about=known_by(meant, common_titles(everything)))
    out = sorted(
        {
            post.key.channel
            for post in fold(ledger.read(number)).posts()
            if post.state == "posted" and channel in {"", post.key.channel}
        }
    )
    where = channel or "every channel"
    note = (
        f"it was {there.words}"
        if there
        else f"held until `{shell_line('release', number, *filter(None, (channel,)))}`"
    )
    _tell(settings, "hold", number, channel, there, f"{number} on {where}: {note}")
    if out and not settings.quiet:
        click.echo(f"note: already posted on {', '.join(out)}; those posts are not affected", err=True)
    return ExitCode.OK


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@everywhere
@click.pass_obj
def release(settings: Settings, issue: str, channel: str) -> int:
    """End the hold on ISSUE, or on ISSUE and CHANNEL.

    These are separate holds: ending one leaves the other in place.
    """
    from distribute.cli.lookup import ledger_to_write
    from distribute.deliver.records import release as end
    from distribute.ledger.history import fold
    from distribute.publish.plan import common_titles, known_by
    from distribute.render.escape import safe

    config = settings.load()
    everything, meant = _meant(config, issue, channel)
    ledger = ledger_to_write(config)
    # The hold may have been put on it before it was renamed; one on another issue of its title is not meant.
    about = known_by(meant, common_titles(everything))
    number = fold(ledger.read()).hold_id(meant.id, channel, about) or meant.id
    ended = end(number, channel, _who(), ledger)
    where = channel or "every channel"
    note = f"released; it was {ended.words}" if ended else "it was not held"
    _tell(settings, "release", number, channel, ended, f"{number} on {where}: {note}")
    for _, name, held in fold(ledger.read(number)).holds_of(number):
        if not settings.quiet:
            click.echo(safe(f"note: {number} on {name or 'every channel'} is still {held.words}"), err=True)
    return ExitCode.OK


def _meant(config: Config, issue: str, channel: str) -> tuple[Sequence[Issue], Issue]:
    """Return all issues and the requested one; UserError if the issue or channel does not exist."""
    from distribute.publish.plan import wanted_channels

    if channel:
        wanted_channels(config, (channel,))
    everything, family = find_issue(config, issue)
    return everything, family[0]


def _who() -> str:
    """Return who started the workflow, or the user of this machine; "" if unknown."""
    from getpass import getuser

    try:
        return os.environ.get("GITHUB_ACTOR", "") or getuser()
    except (KeyError, OSError):  # a container's user has no name
        return ""


def _tell(settings: Settings, command: str, issue: str, channel: str, held: Held | None, words: str) -> None:
    from distribute.render.escape import safe
    from distribute.render.json import hold_json, write_json

    if settings.json:
        before = hold_json(issue, channel, held) if held else None
        write_json(
            {
                "version": 1,
                "command": command,
                "exit": 0,
                "issue": issue,
                "channel": channel,
                "before": before,
            }
        )
    elif not settings.quiet:
        click.echo(safe(words))
