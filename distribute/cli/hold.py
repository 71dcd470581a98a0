"""The commands hold and release."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import Settings, distribute, everywhere, reason
from distribute.cli.lookup import find_issue, history_of, ledger_of, ledger_to_write, who
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.issue import Header, Issue
    from distribute.ledger.events import Held


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--because", required=True, metavar="TEXT", help="Give the reason, which every held run shows.")
@everywhere
@click.pass_obj
def hold(settings: Settings, issue: str, channel: str, because: str) -> int:
    """Stop new posts of ISSUE, on all channels or on CHANNEL, until `distribute release` ends the hold.

    A run shows who set the hold, when and why, and exits with code 4; `publish --due` leaves the issue out and exits
    with code 0. Published posts are not affected, and posts in doubt are still looked for. Your user name is
    recorded with the reason.
    """
    from distribute.deliver.records import hold as put
    from distribute.ledger.fold import fold
    from distribute.publish.relations import common_titles, known_by
    from distribute.publish.selection import wanted_channels
    from distribute.render.escape import shell_line

    because = reason(because)
    config = settings.load()
    named = wanted_channels(config, (channel,)) if channel else ()
    everything, meant = _meant(config, issue)
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
    from distribute.deliver.records import release as end
    from distribute.ledger.question import Question, history_about
    from distribute.publish.relations import common_titles, known_by
    from distribute.render.escape import safe, shell_line

    config = settings.load()
    targets = _targets(config, channel)
    everything, meant = _meant(config, issue)
    ledger = ledger_to_write(config)
    # The hold may have been put on it before it was renamed; one on another issue of its title is not meant.
    about = known_by(meant, common_titles(everything))
    question = Question(issues=[meant.id], abouts=[about])
    now = datetime.now(UTC)
    target = targets.get(channel, "")
    held_as = history_about(ledger, question).hold_on(meant.id, channel, about, target, now=now)
    number, name = held_as or (meant.id, channel)
    ended = end(number, name, who(), ledger)
    where = name or "every channel"
    note = f"released; it was {ended.words}" if ended else "it was not held"
    _tell(settings, "release", number, name, ended, f"{number} on {where}: {note}")
    history = history_about(ledger, question)
    places = (history.hold_on(meant.id, name, about, target, now=now) for name, target in targets.items())
    own = ((number, name) for number, name, _ in history.holds_of(meant.id, now=now))
    for number, name in dict.fromkeys((*filter(None, places), *own)):
        held = history.hold(number, name).at(now)
        if held and not settings.quiet:
            way = shell_line("release", meant.id, *filter(None, (name,)))
            still = f"note: {number} on {name or 'every channel'} is still {held.words}; `{way}` ends it"
            click.echo(safe(still), err=True)
    return ExitCode.OK


def _targets(config: Config, channel: str) -> dict[str, str]:
    """Return the account of each channel, and "" for all of them together.

    UserError if `channel` is none of them and nothing is held on it: a channel that is gone, or that was
    renamed, can still be released.
    """
    from distribute.ledger.events import NoLedger
    from distribute.publish.selection import wanted_channels

    targets = {"": ""} | {each.name: each.target() for each in config.channels}
    if channel in targets:
        return targets
    try:
        held = {name for _, name, _ in history_of(ledger_of(config)).holds_of(now=datetime.now(UTC))}
    except NoLedger:
        held = set()
    if channel not in held:
        wanted_channels(config, (channel,))
    return targets


def _meant(config: Config, issue: str) -> tuple[Sequence[Header], Issue]:
    """Return all issues and the requested one; UserError if the issue does not exist."""
    everything, family = find_issue(config, issue)
    return everything, family[0]


def _tell(settings: Settings, command: str, issue: str, channel: str, held: Held | None, words: str) -> None:
    from distribute.render.escape import safe
    from distribute.render.json import hold_json, write_answer

    if settings.json:
        before = hold_json(issue, channel, held) if held else None
        write_answer(command, ExitCode.OK, issue=issue, channel=channel, before=before)
    elif not settings.quiet:
        click.echo(safe(words))
