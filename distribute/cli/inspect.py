"""The read-only commands: check, issues, channels, doctor, schema."""

from __future__ import annotations

import sys
from contextlib import chdir
from itertools import chain
from typing import Any

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import Settings, distribute, everywhere
from distribute.cli.lookup import find_issue, readiness
from distribute.errors import ExitCode, worst


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1, required=True, metavar="ISSUE...")
@everywhere
@click.pass_obj
def check(settings: Settings, issues: tuple[str, ...]) -> int:
    """Report what is wrong with each ISSUE, with file and line.

    With -v, also show which facts it contains and what is left out, and why.
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


@distribute.command()
@everywhere
@click.pass_obj
def issues(settings: Settings) -> int:
    """List every issue found: id, date, language, title, URL."""
    from distribute.render.json import listed_json, write_json
    from distribute.render.terminal import table
    from distribute.sites.registry import open_site

    found = open_site(settings.load()).issues()
    if settings.json:
        write_json({"version": 1, "issues": [listed_json(issue) for issue in found]})
        return ExitCode.OK
    rows = [
        (issue.id, f"{issue.date:%Y-%m-%d}" if issue.date else "-", issue.language, issue.title, issue.url)
        for issue in found
    ]
    table(rows, sys.stdout)
    return ExitCode.OK


@distribute.command()
@everywhere
@click.pass_obj
def channels(settings: Settings) -> int:
    """List every adapter, and which ones this site uses."""
    from distribute.channel.registry import adapter, adapters
    from distribute.render.json import channel_json, write_json
    from distribute.render.terminal import table

    used = settings.load()
    known = {use: adapter(use) for use in adapters()}
    if settings.json:
        listed = [
            {"name": channel.name, "use": channel.use, "languages": list(used.languages(channel))}
            for channel in used.channels
        ]
        write_json(
            {"version": 1, "adapters": [channel_json(*pair) for pair in known.items()], "channels": listed}
        )
        return ExitCode.OK
    click.echo(f"Channels of {used.path}:")
    table(
        [(f"  {c.name}", c.use, ", ".join(used.languages(c)), c.target()) for c in used.channels], sys.stdout
    )
    click.echo("\nAdapters:")
    table([(f"  {use}", (kind.__doc__ or "").split("\n")[0]) for use, kind in known.items()], sys.stdout)
    return ExitCode.OK


@distribute.command()
@click.argument("names", shell_complete=channel_names, nargs=-1, metavar="[CHANNEL]...")
@click.option(
    "--try-unsubscribe",
    is_flag=True,
    help="Send the one-click request of an email channel too, which may unsubscribe someone.",
)
@everywhere
@click.pass_obj
def doctor(settings: Settings, names: tuple[str, ...], *, try_unsubscribe: bool) -> int:
    """Check the site, the ledger, the workflows and each channel.

    Of a channel, this checks credentials, limits and expiry dates. It logs in and posts nothing. With CHANNEL, only
    that channel is checked.
    """
    import msgspec

    from distribute.publish.doctor import examine_all, try_unsubscribing
    from distribute.publish.selection import wanted_channels
    from distribute.render.json import write_answer
    from distribute.render.terminal import finding_line
    from distribute.scaffold.doctor import examine_setup

    config = settings.load()
    found: list[dict[str, Any]] = []
    with chdir(config.path.parent):
        setup = [] if names else ((name, "", finding) for name, finding in examine_setup(config))
        channels = wanted_channels(config, names)
        tried = try_unsubscribing(channels) if try_unsubscribe else ()
        accounts = ((name, name, finding) for name, finding in chain(examine_all(channels), tried))
        for name, channel, finding in chain(setup, accounts):
            found.append({"channel": channel, "about": name, **msgspec.to_builtins(finding)})
            if not settings.json and not (settings.quiet and finding.level == "ok"):
                click.echo(finding_line(name, finding))
    code = ExitCode.NOT_POSTED if any(finding["level"] == "error" for finding in found) else ExitCode.OK
    if settings.json:
        write_answer("doctor", code, findings=found)
    return code


@distribute.command()
@everywhere
def schema() -> int:
    """Print the JSON Schema of channels.yaml."""
    from distribute.config_schema import json_schema
    from distribute.render.json import write_json

    write_json(json_schema())
    return ExitCode.OK
