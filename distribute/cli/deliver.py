"""Deliver a plan and show the result, for every command that does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from distribute.cli.group import CommonOptions
from distribute.cli.lookup import ledger_to_write

if TYPE_CHECKING:
    from distribute.ledger.events import Ledger
    from distribute.publish.planned import Plan
    from distribute.publish.results import PublishOptions
    from distribute.publish.selection import Selection


def deliver(
    common: CommonOptions,
    selection: Selection,
    options: PublishOptions,
    *,
    yes: bool,
    new_ledger: bool = False,
    opened: Callable[[], Ledger] | None = None,
) -> int:
    """Deliver the plan and show the result; `opened` is what `begin_to_open` returned, if the ledger is being opened already."""
    from distribute.ledger.open import begin_to_open
    from distribute.publish.composed import compose_selection
    from distribute.publish.run import RunControl
    from distribute.publish.whole_run import run
    from distribute.render.escape import safe
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import ledger_text, result_text

    opened = opened or begin_to_open(selection.config)
    composed = compose_selection(selection)  # while the ledger's remote answers
    ledger = ledger_to_write(selection.config, make=new_ledger, opened=opened)
    say = (lambda _: None) if common.quiet else (lambda line: click.echo(safe(line), err=True))
    control = RunControl(ask=_asker(common, yes=yes), say=say)
    result = run(selection, ledger, options, control, composed=composed)
    code, closed = result.exit_code, result.closed
    if common.json:
        command = "repost" if options.repost else "publish"
        write_json(plan_json(result.plan, command=command, dry_run=False, exit_code=code, ledger="consulted"))
        if result.ledger_error:
            ledger_text(result.plan, sys.stderr, result.ledger_error)
    else:
        result_text(
            result.plan, sys.stdout, closed=closed, ledger_error=result.ledger_error, quiet=common.quiet
        )
    return code


def _asker(common: CommonOptions, *, yes: bool) -> Callable[[Plan], bool]:
    """Return a function that shows the posts and asks for confirmation on a terminal; elsewhere it returns True."""
    from distribute.render.terminal import plan_text

    def ask(plan: Plan) -> bool:
        if yes or common.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return True
        plan_text(plan, sys.stdout, ledger="consulted", quiet=True, dry=False)
        return click.confirm("Post this?")

    return ask
