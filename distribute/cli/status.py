"""The status command."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import (
    CommonOptions,
    Failure,
    common_options,
    day_of,
    distribute,
    several_settings,
)
from distribute.cli.lookup import counts_of, ledger_of, tell_unknown
from distribute.cli.records import Row, key_of, recorded_history, recorded_posts
from distribute.errors import ExitCode, UserError, worst

if TYPE_CHECKING:
    from pathlib import Path

    from distribute.config import Config
    from distribute.ledger.events import Held, Key, Ledger


class _Recorded(NamedTuple):
    """What the ledger records: the posts, the counts of mailings, and the holds.

    `unknown` says, by channel, why the counts could not be read.
    """

    posts: list[Row]
    counts: dict[Key, dict[str, int]]
    unknown: dict[str, str]
    holds: list[tuple[str, str, Held]]

    @property
    def code(self) -> ExitCode:
        """LEDGER if counts are unknown, IN_DOUBT if a person is needed, else OK."""
        if self.unknown:
            return ExitCode.LEDGER
        needs_a_person = any(post.state == "pending" or post.duplicates for post, _ in self.posts)
        needs_a_person |= any(count.get("unknown") for count in self.counts.values())
        return ExitCode.IN_DOUBT if needs_a_person else ExitCode.OK

    def json(self) -> dict[str, Any]:
        """Return it for the JSON output."""
        from distribute.render.json import hold_json, post_json

        deliveries = [
            {
                **post_json(*pair),
                **({"counts": self.counts[pair[0].key]} if pair[0].key in self.counts else {}),
            }
            for pair in self.posts
        ]
        return {"deliveries": deliveries, "holds": [hold_json(*hold) for hold in self.holds]}


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option(
    "--since", metavar="DATE", help="Show only what was recorded since this day, and what is in doubt."
)
@several_settings
@common_options
@click.pass_obj
def status(
    common: CommonOptions, issue: str, channel: str, since: str | None, paths: tuple[Path, ...]
) -> int:
    """Show what the ledger records.

    Without arguments, show every post. In place of ISSUE, the KEY of a post selects that post. For several newsletters
    (--config), show the posts of each and the totals.
    """
    from distribute.config import load
    from distribute.render.json import write_answer

    first = None if since is None else day_of(since)
    if len(paths) > 1:
        return _status_of_several(common, paths, issue, first)
    config = load(paths[0]) if paths else common.load_config()
    recorded = _recorded(config, ledger_of(config), issue, channel, first)
    tell_unknown(recorded.unknown)
    if common.json:
        write_answer("status", recorded.code, **recorded.json())
    else:
        _show(recorded, _nothing(issue, first), quiet=common.quiet)
    return recorded.code


def _status_of_several(
    common: CommonOptions, paths: Iterable[Path], issue: str, since: datetime | None
) -> int:
    """Show what the ledgers of several newsletters record; an error in one doesn't keep the others from being shown."""
    from distribute.config import load
    from distribute.render.escape import safe
    from distribute.render.json import write_answer

    if issue:
        raise Failure("an issue is that of one newsletter: give --config once")
    codes: list[int] = []
    told: list[dict[str, Any]] = []
    totals: Counter[str] = Counter()
    for path in dict.fromkeys(paths):
        try:
            config = load(path)
            ledger = ledger_of(config)
            recorded = _recorded(config, ledger, "", "", since)
        except UserError as error:
            click.echo(safe(f"distribute: {error}"), err=True)
            codes.append(error.exit_code)
            continue
        tell_unknown(recorded.unknown)
        codes.append(recorded.code)
        totals.update(row.state for row in recorded.posts)
        told.append({"newsletter": ledger.identity, **recorded.json()})
        if not common.json:
            click.echo(safe(f"{ledger.identity} ({path})"))
            _show(recorded, _nothing("", since), quiet=common.quiet)
    code = worst(codes)
    if common.json:
        write_answer("status", code, newsletters=told, totals=totals)
    else:
        counts = ", ".join(f"{count:,} {state}" for state, count in sorted(totals.items()))
        click.echo(f"in all: {counts or 'nothing'}")
    return code


def _recorded(config: Config, ledger: Ledger, issue: str, channel: str, since: datetime | None) -> _Recorded:
    """Return what is recorded about everything, one issue, or one channel; of all this, since a time if one is given."""
    from distribute.ledger.question import Question

    about = Question(unsettled=True, since=since) if since else None
    issue, history = recorded_history(config, ledger, issue, channel, about)
    posts = list(recorded_posts(history, issue, channel, since))
    key = key_of(issue)
    selection = (key.issue, key.channel) if key else (issue, channel)
    holds = [
        (number, name, hold)
        for number, name, hold in history.holds_of(selection[0], now=datetime.now(UTC))
        if (not name or selection[1] in {"", name}) and (since is None or hold.at >= since)
    ]
    channels = {channel.name: channel for channel in config.channels}
    counts, unknown = counts_of(
        (channels[post.key.channel], post)
        for post, _ in posts
        if post.idempotency_key and post.key.channel in channels
    )
    return _Recorded(posts, {key: each for key, each in counts.items() if each}, unknown, holds)


def _nothing(issue: str, since: datetime | None) -> str:
    """Return what to say if there is nothing to show."""
    if not issue and since is None:
        return "the ledger is empty"
    about = f" about {issue}" if issue else ""
    return f"the ledger has nothing{about}" + (f" since {since:%Y-%m-%d}" if since else "")


def _show(recorded: _Recorded, nothing: str, *, quiet: bool) -> None:
    """Write it as people read it, or `nothing`, with the commands that settle doubts and end holds."""
    from distribute.render.escape import safe, shell_line
    from distribute.render.terminal import table

    posts, counts, _, holds = recorded
    if not posts and not holds and not quiet:
        click.echo(nothing)
    table(map(_cells, posts), sys.stdout)
    for post in (post for post, _ in posts if post.state == "pending"):
        line = shell_line("settle", post.key.issue, post.key.channel)
        click.echo(safe(f"{post.key} is in doubt: `{line}` looks for it"))
    for key, count in counts.items():
        click.echo(safe(f"{key}: {', '.join(f'{name} {number:,}' for name, number in count.items())}"))
    for number, name, hold in holds:
        line = shell_line("release", number, *filter(None, (name,)))
        click.echo(safe(f"{number} on {name or 'every channel'}: {hold.words}; `{line}` ends it"))


def _cells(row: Row) -> tuple[str, ...]:
    """Return a post as a row of the table: key, state, time, and where it is or why not."""
    from distribute.render.json import moment_json
    from distribute.render.terminal import also_at

    post = row.post
    where = post.receipt.url or post.receipt.id if post.receipt else post.why
    return str(post.key), row.state, moment_json(post.last) or "", where + also_at(post.duplicates)
