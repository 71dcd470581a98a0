"""The release command."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import CommonOptions, common_options, distribute
from distribute.cli.holds import show_hold
from distribute.cli.lookup import find_issue, history_of, ledger_of, ledger_to_write, who
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.config import Config


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@common_options
@click.pass_obj
def release(common: CommonOptions, issue: str, channel: str) -> int:
    """End the hold on ISSUE, or the one on ISSUE and CHANNEL.

    A hold on all channels and one on a single channel are separate: ending one leaves the other in place.
    """
    from distribute.deliver.records import release as end
    from distribute.ledger.question import Question, history_about
    from distribute.publish.relations import common_titles, known_by
    from distribute.render.escape import safe, shell_line

    config = common.load_config()
    targets = _targets(config, channel)
    everything, (meant, *_) = find_issue(config, issue)
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
    show_hold(common, "release", number, name, ended, f"{number} on {where}: {note}")
    history = history_about(ledger, question)
    places = (history.hold_on(meant.id, name, about, target, now=now) for name, target in targets.items())
    own = ((number, name) for number, name, _ in history.holds_of(meant.id, now=now))
    for number, name in dict.fromkeys((*filter(None, places), *own)):
        held = history.hold(number, name).at(now)
        if held and not common.quiet:
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
