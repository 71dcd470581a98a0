"""The check command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import issue_names
from distribute.cli.group import CommonOptions, common_options, distribute
from distribute.cli.lookup import find_issue, readiness
from distribute.errors import worst

if TYPE_CHECKING:
    from distribute.errors import ExitCode
    from distribute.facts.model import Extraction
    from distribute.issue import Issue
    from distribute.problem import Problem


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1, required=True, metavar="ISSUE...")
@common_options
@click.pass_obj
def check(common: CommonOptions, issues: tuple[str, ...]) -> int:
    """Report what is wrong with each ISSUE, with file and line.

    With -v, also show which facts it contains, what is left out, and why.
    """
    from distribute.checks.issue import check as problems_of
    from distribute.facts.pipeline import extract_facts
    from distribute.publish.names import unknown_names
    from distribute.publish.relations import earlier_issues
    from distribute.render.terminal import extraction_text

    config = common.load_config()
    found = [find_issue(config, issue, kept=True) for issue in issues]
    everything = found[0][0]
    # A translation is checked with its original, once if both are named.
    families = list({min(member.path for member in family): family for _, family in found}.values())
    problems = [
        [
            problem
            for member in family
            for problem in (*problems_of(member, family), *unknown_names(member, config))
        ]
        for family in families
    ]
    extractions = [
        (member, extract_facts(member, earlier_issues(member, everything)))
        for family in families
        for member in family
    ]
    code = worst(map(readiness, problems))
    if common.json:
        _write_json(code, [problem for wrong in problems for problem in wrong], extractions)
        return code
    for family, wrong in zip(families, problems, strict=True):
        _show_problems(family, wrong, quiet=common.quiet)
    for member, extraction in extractions if common.verbose else ():
        extraction_text(member, extraction, sys.stdout)
    return code


def _show_problems(family: Sequence[Issue], problems: Sequence[Problem], *, quiet: bool) -> None:
    """Write what is wrong with an issue, or that nothing is; if `quiet`, only errors."""
    from distribute.render.escape import safe
    from distribute.render.terminal import problem_line

    for problem in problems:
        if not quiet or problem.severity == "error":
            click.echo(problem_line(problem))
    if not problems and not quiet:
        places = ", ".join(member.path for member in family)
        click.echo(safe(f"{family[0].id}: nothing wrong in {places}"))


def _write_json(
    code: ExitCode, problems: Sequence[Problem], extractions: Sequence[tuple[Issue, Extraction]]
) -> None:
    """Write the problems, the facts and what is left out, as one object about the first issue."""
    import msgspec

    from distribute.render.json import facts_json, issue_json, rejected_json, write_answer

    write_answer(
        "check",
        code,
        issue=issue_json(extractions[0][0]),
        problems=[msgspec.to_builtins(problem) for problem in problems],
        facts=[fact for member, extraction in extractions for fact in facts_json(member, extraction.told)],
        left_out=[item for member, extraction in extractions for item in rejected_json(member, extraction)],
    )
