"""Foresee a run as far as the settings, the issue and the ledger tell: without a service, and without writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from distribute.config import Config
from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.errors import ExitCode, worst
from distribute.publish.plan import with_records
from distribute.publish.planned import Plan, Planned
from distribute.publish.results import (
    PublishOptions,
    Result,
    exit_code_of,
    groups_of,
    unsent,
    updated,
    with_posts,
)
from distribute.publish.stops import errors_of_selection, errors_that_stop, waived_by, without_unapproved

if TYPE_CHECKING:
    from distribute.ledger.history import History

_NO_FAULT = {HELD, SCHEDULED, "not-yet-due"}


def foresee(config: Config, plan: Plan, history: History | None, options: PublishOptions) -> Result:
    """Return the plan in the states that a run would begin with, and the exit code for what is wrong with it.

    A hold, an hour that is to come and a doubt are shown and are no fault of what is to be sent: the code is not theirs.
    """
    waived = waived_by(options)
    left = (p for p in plan.problems if p.when == "now" or p.code not in waived)
    plan = msgspec.structs.replace(plan, problems=tuple(left))
    if history:
        plan = _in_rounds(with_records(plan, history, options.allow), history, options)
    plan, _ = without_unapproved(unsent(plan), plan, options)
    errors = (*errors_that_stop(_not_out(plan), plan, options, config), *errors_of_selection(plan, options))
    closed = tuple(dict.fromkeys(error for error in errors if error.when == "now"))
    faulty = tuple(post for post in plan.planned if post.code not in _NO_FAULT)
    codes = {exit_code_of(msgspec.structs.replace(plan, planned=faulty), (), closed, options)}
    if not closed and any(post.state == "not-posted" for post in faulty):
        codes.add(ExitCode.NOT_POSTED)
    return Result(plan, worst(codes), closed)


def _in_rounds(plan: Plan, history: History, options: PublishOptions) -> Plan:
    """Return the plan of a re-post with each post in the round in which it would be made."""
    if not options.repost:
        return plan
    from distribute.deliver.run import not_yet, round_of

    for post in (post for post in plan.planned if post.state == "would-post"):
        publication = history.publication(post.issue.id, post.channel.name, post.language)
        number = round_of(publication, options.repost)
        if number is None:
            plan = with_posts(plan, [updated(plan, not_yet(publication))])
        elif (known := publication.post(number, post.part_number)) and known.state == "posted":
            there = msgspec.structs.replace(post, round=number, state="already-posted", receipt=known.receipt)
            plan = with_posts(plan, [there])
        else:
            plan = with_posts(plan, [msgspec.structs.replace(post, round=number)])
    return plan


def _not_out(plan: Plan) -> list[list[Planned]]:
    """Return the groups that are not done with, as are those that are out and those that are skipped."""
    done = {"already-posted", "skipped"}
    return [group for group in groups_of(plan) if any(post.state not in done for post in group)]
