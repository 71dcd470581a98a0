"""The seed command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import issue_names
from distribute.cli.group import (
    Failure,
    Settings,
    day_of,
    distribute,
    everywhere,
    only_channels,
)
from distribute.cli.lookup import find_issue, ledger_to_write
from distribute.errors import worst

if TYPE_CHECKING:
    from distribute.issue import Header, Issue


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1)
@click.option("--before", metavar="DATE", help="Choose all issues dated before this day.")
@only_channels
@everywhere
@click.pass_obj
def seed(settings: Settings, issues: tuple[str, ...], before: str | None, names: tuple[str, ...]) -> int:
    """Record ISSUES as announced earlier, without posting.

    Use it with a new ledger, so that old issues are not announced again.
    """
    from distribute.deliver.outcome import DeliveryRequest
    from distribute.deliver.records import seed as record
    from distribute.ledger.newsletter import about_of
    from distribute.ledger.question import Question, history_about
    from distribute.publish.relations import other_files
    from distribute.publish.selection import wanted_channels
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line
    from distribute.sites.registry import open_site

    if bool(issues) == bool(before):
        raise Failure("which issues? name them, or give `--before 2024-01-01`")
    config = settings.load()
    chosen: list[Issue] = []
    everything: Sequence[Header] = ()
    if before:
        day = day_of(before)
        everything = open_site(config).issues()
        chosen = [issue for issue in everything if issue.date and issue.date < day]
    for query in issues:
        everything, family = find_issue(config, query)
        chosen += family
    ledger = ledger_to_write(config, make=True)
    history = history_about(ledger, Question(issues={issue.id for issue in chosen}))
    wanted = [
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
    outcomes = record(wanted, "announced before this ledger was begun", ledger)
    code = worst(outcome.exit_code for outcome in outcomes)
    recorded = [outcome for outcome in outcomes if outcome.done]
    if settings.json:
        told = [outcome_json(outcome) for outcome in outcomes]
        write_answer("seed", code, deliveries=told)
        return code
    if not settings.quiet:
        issues_recorded = {outcome.key.issue for outcome in recorded}
        posts, numbers = _count(len(recorded), "post"), _count(len(issues_recorded), "issue")
        click.echo(f"recorded as announced: {posts} of {numbers}")
    for outcome in outcomes:
        if not outcome.done:
            click.echo(outcome_line(outcome))
    return code


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
