"""The issues command."""

from __future__ import annotations

import sys

import click

from distribute.cli.group import CommonOptions, common_options, distribute
from distribute.errors import ExitCode


@distribute.command()
@common_options
@click.pass_obj
def issues(common: CommonOptions) -> int:
    """List every issue found: id, date, language, title, URL."""
    from distribute.render.json import listed_json, write_json
    from distribute.render.terminal import table
    from distribute.sites.registry import open_site

    found = open_site(common.load_config()).issues()
    if common.json:
        write_json({"version": 1, "issues": [listed_json(issue) for issue in found]})
        return ExitCode.OK
    rows = [
        (issue.id, f"{issue.date:%Y-%m-%d}" if issue.date else "-", issue.language, issue.title, issue.url)
        for issue in found
    ]
    table(rows, sys.stdout)
    return ExitCode.OK
