"""Show a plan without delivering it, for every command that does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import msgspec

from distribute.cli.group import CommonOptions
from distribute.cli.lookup import readiness, whole_ledger
from distribute.errors import UserError

if TYPE_CHECKING:
    from datetime import datetime

    from distribute.ledger.history import History
    from distribute.publish.planned import Plan
    from distribute.publish.results import PublishOptions
    from distribute.publish.selection import Selection


def history_for(selection: Selection, *, with_ledger: bool) -> History | None:
    """Return what a ledger records about these issues.

    It is one that can be read without asking a service, or any with `with_ledger`.
    """
    from distribute.ledger.open import ledger_for_preview

    config = selection.config
    try:
        whole = whole_ledger(config) if with_ledger else ledger_for_preview(config)
        if whole:
            from distribute.ledger.newsletter import scoped
            from distribute.ledger.question import history_about

            return history_about(scoped(config, whole), selection.question())
    except UserError as error:  # a preview is worth having all the same
        click.echo(f"warning: {error}", err=True)
    return None


def preview_plan(selection: Selection, *, with_ledger: bool) -> tuple[Plan, str]:
    """Return the plan without asking a service, and whether a ledger was consulted."""
    from distribute.publish.plan import plan, with_records

    history = history_for(selection, with_ledger=with_ledger)
    planned = plan(selection, history)
    return (with_records(planned, history), "consulted") if history else (planned, "not consulted")


def show_dry_run(
    common: CommonOptions,
    selection: Selection,
    options: PublishOptions,
    *,
    command: str = "publish",
    with_ledger: bool = False,
    moment: datetime | None = None,
) -> int:
    """Show the plan without delivering it, and return the exit code that a run would begin with."""
    from distribute.publish.audience import with_audiences
    from distribute.publish.foresee import foresee
    from distribute.publish.plan import plan

    history = history_for(selection, with_ledger=with_ledger)
    is_repost = options.repost is not None
    planned = with_audiences(plan(selection, history, is_repost=is_repost), selection.config)
    result = foresee(selection.config, planned, history, options)
    if moment:
        from distribute.publish.schedule import waiting

        result = msgspec.structs.replace(result, plan=waiting(result.plan, moment))
    consulted = "not consulted" if history is None else "consulted"
    # A preview is for review: a hold is no fault of what is reviewed.
    code = readiness(planned.problems) if command == "preview" else result.exit_code
    if common.json:
        from distribute.render.json import plan_json, write_json

        write_json(plan_json(result.plan, command=command, dry_run=True, exit_code=code, ledger=consulted))
    else:
        from distribute.render.terminal import plan_text

        plan_text(result.plan, sys.stdout, ledger=consulted, quiet=common.quiet, verbose=common.verbose)
    return code
