"""The seed command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import issue_names
from distribute.cli.group import CommonOptions, Failure, common_options, day_of, distribute, only_channels
from distribute.cli.lookup import find_issue, ledger_to_write
from distribute.errors import counted, worst

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.deliver.outcome import DeliveryRequest, Outcome
    from distribute.issue import Header, Issue
    from distribute.ledger.events import Ledger


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1)
@click.option("--before", metavar="DATE", help="Choose all issues dated before this day.")
@only_channels
@common_options
@click.pass_obj
def seed(common: CommonOptions, issues: tuple[str, ...], before: str | None, names: tuple[str, ...]) -> int:
    """Record ISSUES as announced earlier, without posting.

    Use it with a new ledger, so that old issues are not announced again.
    """
    from distribute.deliver.records import seed as record

    if bool(issues) == bool(before):
        raise Failure("which issues? name them, or give `--before 2024-01-01`")
    config = common.load_config()
    everything, chosen = _dated_before(config, before) if before else _named(config, issues)
    ledger = ledger_to_write(config, make=True)
    wanted = _requests(config, everything, chosen, names, ledger)
    outcomes = record(wanted, "announced before this ledger was begun", ledger)
    return _show(common, outcomes)


def _dated_before(config: Config, date: str) -> tuple[Sequence[Header], list[Issue]]:
    """Return all issues, and those dated before a day."""
    from distribute.sites.registry import open_site

    day = day_of(date)
    everything = open_site(config).issues()
    return everything, [issue for issue in everything if issue.date and issue.date < day]


def _named(config: Config, queries: Sequence[str]) -> tuple[Sequence[Header], list[Issue]]:
    """Return all issues, and the named ones in all their languages."""
    found = [find_issue(config, query) for query in queries]
    return found[-1][0], [issue for _, family in found for issue in family]


def _requests(
    config: Config,
    everything: Sequence[Header],
    chosen: Sequence[Issue],
    names: Sequence[str],
    ledger: Ledger,
) -> list[DeliveryRequest]:
    """Return what to record: each issue on each channel that takes its language."""
    from distribute.deliver.outcome import DeliveryRequest
    from distribute.ledger.newsletter import about_of
    from distribute.ledger.question import Question, history_about
    from distribute.publish.relations import other_files
    from distribute.publish.selection import wanted_channels

    history = history_about(ledger, Question(issues={issue.id for issue in chosen}))
    return [
        DeliveryRequest(
            channel=channel,
            issue=issue.id,
            language=history.recorded_language(
                issue.id, issue.language, about_of(issue), other_files(issue, everything)
            ),
            about=about_of(issue),
        )
        for issue in chosen
        for channel in wanted_channels(config, names)
        if issue.language in config.languages(channel)
    ]


def _show(common: CommonOptions, outcomes: Sequence[Outcome]) -> int:
    """Show what was recorded and what was not; return the exit code."""
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line

    code = worst(outcome.exit_code for outcome in outcomes)
    if common.json:
        write_answer("seed", code, deliveries=[outcome_json(outcome) for outcome in outcomes])
        return code
    if not common.quiet:
        recorded = [outcome.key.issue for outcome in outcomes if outcome.done]
        posts, issues = counted(len(recorded), "post"), counted(len(set(recorded)), "issue")
        click.echo(f"recorded as announced: {posts} of {issues}")
    for outcome in outcomes:
        if not outcome.done:
            click.echo(outcome_line(outcome))
    return code
