"""The repost command. `--dry-run` stops before delivery."""

from __future__ import annotations

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.deliver import deliver
from distribute.cli.dry_run import show_dry_run
from distribute.cli.group import (
    CommonOptions,
    Failure,
    common_options,
    distribute,
    only_languages,
    printable,
    reason,
)
from distribute.cli.lookup import find_issue, wanted_languages


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names)
@click.option("--because", required=True, metavar="TEXT", help="Give the reason, which is recorded.")
@click.option("--key", metavar="KEY", help="Post only once for this key, however often the command is run.")
@only_languages
@click.option("--dry-run", is_flag=True, help="Show what would be posted.")
@click.option("--not-live", is_flag=True, help="Post without checking that the page is live.")
@click.option("--yes", is_flag=True, help="Skip the confirmation.")
@common_options
@click.pass_obj
def repost(
    common: CommonOptions,
    issue: str,
    channel: str,
    *,
    because: str,
    key: str | None,
    languages: tuple[str, ...],
    dry_run: bool,
    not_live: bool,
    yes: bool,
) -> int:
    """Post ISSUE once more on CHANNEL, where it was already posted."""
    from distribute.deliver.outcome import Repost
    from distribute.publish.results import PublishOptions
    from distribute.publish.selection import Selection, wanted_channels

    if key is not None and not key.strip():
        msg = "--key is empty: give the same word on every run that is to post only once"
        raise Failure(msg)
    because = reason(because)
    config = common.load_config()
    channels = wanted_channels(config, (channel,))
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, languages)
    selection = Selection(config, everything, family, channels, languages)
    reposting = PublishOptions(old=True, not_live=not_live, repost=Repost(because, printable(key or "")))
    if dry_run:
        return show_dry_run(common, selection, reposting, command="repost")
    return deliver(common, selection, reposting, yes=yes)
