"""The draft command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from distribute.cli.complete import issue_names
from distribute.cli.group import (
    CommonOptions,
    DurationType,
    common_options,
    distribute,
    only_channels,
    only_languages,
)
from distribute.cli.lookup import find_issue, readiness, wanted_languages
from distribute.errors import ExitCode, UserError, worst

if TYPE_CHECKING:
    from distribute.channel.settings import Duration
    from distribute.config import Config
    from distribute.issue import Issue
    from distribute.problem import Problem
    from distribute.publish.planned import Plan


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@only_channels
@only_languages
@click.option(
    "--with",
    "command",
    metavar="COMMAND",
    help="Let COMMAND propose the words: it reads the facts as JSON and writes lines as JSON.",
)
@click.option(
    "--timeout",
    type=DurationType(longest="1d"),
    default="60s",
    show_default=True,
    help="Stop COMMAND after this time.",
)
@common_options
@click.pass_obj
def draft(
    common: CommonOptions,
    issue: str,
    names: tuple[str, ...],
    languages: tuple[str, ...],
    command: str | None,
    timeout: Duration,
) -> int:
    """Write ISSUE's posts to drafts/ for editing.

    `publish` then posts the edited text. Text that you do not edit is composed again each time. Running `draft` again
    updates the composed text and keeps your edits.

    With --with, a line from COMMAND is used only if it consists of whole clauses of the issue and fits the channel.
    Any other line is commented out in the draft, with the reason. Nothing is sent, and COMMAND receives no secrets.
    """
    from distribute.publish.composed import compose_selection
    from distribute.publish.plan import plan
    from distribute.publish.selection import Selection, wanted_channels
    from distribute.render.json import write_answer

    config = common.load_config()
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, languages)
    selection = Selection(config, everything, family, wanted_channels(config, names), languages)
    planned = plan(selection, composed=compose_selection(selection, edited_too=False))
    files, failure = [], ""
    for member in planned.issues:
        file, error = _write_draft(member, planned, config, command, timeout)
        files.append(file)
        failure = error or failure
        if not common.json and not common.quiet:
            _show_draft(file, config)
    # What people wrote is looked at once more: it may fit where nothing composed does, or not any more.
    code = _show_problems(plan(selection).problems, failure)
    if common.json:
        write_answer("draft", code, files=files)
    return code


def _write_draft(
    issue: Issue, planned: Plan, config: Config, command: str | None, timeout: float
) -> tuple[dict[str, Any], str]:
    """Write the draft of one issue in one language; return what became of it, and why the command failed, if it did."""
    from distribute.cli.draft_file import write_draft
    from distribute.compose.edited import place_of
    from distribute.compose.proposals import proposals

    composed = [
        (post.channel, post.message)
        for post in planned.planned
        if post.issue is issue and post.message and post.draft and len(post.draft.messages) == 1  # no thread
    ]
    facts = planned.extraction[issue.path].facts
    failed = ""
    try:
        answer = proposals(command, issue, config, facts, composed, seconds=timeout) if command else {}
    except UserError as error:  # the draft is as good as without the command
        failed, answer = str(error), {}
    sections = write_draft(issue, config, facts, composed, answer)
    return {"path": place_of(issue, config), "language": issue.language, "sections": sections}, failed


def _show_draft(file: Mapping[str, Any], config: Config) -> None:
    """Write where a draft is, and what became of each of its sections."""
    from distribute.cli.draft_file import section_line
    from distribute.render.escape import safe

    click.echo(safe(f"{config.path.parent / file['path']}:"))
    for section in file["sections"]:
        click.echo(f"  {section_line(section)}")


def _show_problems(known: Iterable[Problem], failure: str) -> ExitCode:
    """Write what is wrong with the drafts, and why the command failed; return the exit code."""
    from distribute.render.escape import safe
    from distribute.render.terminal import problem_line

    wrong = [problem for problem in known if problem.code in {"does-not-fit", "no-channel", "no-link"}]
    for problem in wrong:
        click.echo(problem_line(problem), err=True)
    code = readiness(wrong)
    if not failure:
        return code
    click.echo(f"distribute: {safe(failure)}; the draft has composed words", err=True)
    return worst((code, ExitCode.USAGE))
