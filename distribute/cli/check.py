"""The check command."""

from __future__ import annotations

import sys

import click

from distribute.cli.complete import issue_names
from distribute.cli.group import Settings, distribute, everywhere
from distribute.cli.lookup import find_issue, readiness
from distribute.errors import worst


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1, required=True, metavar="ISSUE...")
@everywhere
@click.pass_obj
def check(settings: Settings, issues: tuple[str, ...]) -> int:
    """Report what is wrong with each ISSUE, with file and line.

    With -v, also show which facts it contains, what is left out, and why.
    """
    import msgspec

    from distribute.checks.issue import check as problems_of
    from distribute.facts.pipeline import extract_facts
    from distribute.publish.relations import earlier_issues
    from distribute.render.escape import safe
    from distribute.render.json import facts_json, issue_json, rejected_json, write_answer
    from distribute.render.terminal import extraction_text, problem_line

    config = settings.load()
    found = [find_issue(config, issue, kept=True) for issue in issues]
    everything = found[0][0]
    # A translation is checked with its original, once if both are named.
    families = {min(member.path for member in family): family for _, family in found}
    problems = {
        path: [problem for member in family for problem in problems_of(member, family)]
        for path, family in families.items()
    }
    code = worst(readiness(wrong) for wrong in problems.values())
    members = [member for family in families.values() for member in family]
    extraction = [(member, extract_facts(member, earlier_issues(member, everything))) for member in members]
    if settings.json:
        write_answer(
            "check",
            code,
            issue=issue_json(members[0]),
            problems=[msgspec.to_builtins(problem) for wrong in problems.values() for problem in wrong],
            facts=[told for member, known in extraction for told in facts_json(member, known.facts)],
            left_out=[told for member, known in extraction for told in rejected_json(member, known)],
        )
        return code
    for path, wrong in problems.items():
        for problem in wrong:
            if not settings.quiet or problem.severity == "error":
                click.echo(problem_line(problem))
        if not wrong and not settings.quiet:
            family = families[path]
            places = ", ".join(member.path for member in family)
            click.echo(safe(f"{family[0].id}: nothing wrong in {places}"))
    for member, known in extraction if settings.verbose else ():
        extraction_text(member, known, sys.stdout)
    return code
