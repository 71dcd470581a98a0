"""Foresee a run as far as the settings, the issue and the ledger tell: without a service, and without writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from distribute.config import Config
from distribute.errors import ExitCode, worst
from distribute.issue import Problem
from distribute.publish.plan import with_records
from distribute.publish.planned import Plan, Planned
from distribute.publish.results import (
    PublishOptions,
    Result,
    exit_code_of,
    opened_by,
    places_of,
    put_in,
    told,
    unapproved,
    unsent,
)

if TYPE_CHECKING:
    from distribute.ledger.history import History


def foresee(config: Config, plan: Plan, history: History | None, options: PublishOptions) -> Result:
    """Return the plan in the states that a run would begin with, and the exit code for what is wrong with it.

    A hold, an hour that is to come and a doubt are shown and are no fault of what is to be sent: the code is not theirs.
    """
    opened = opened_by(options)
    left = (p for p in plan.problems if p.when == "now" or p.code not in opened)
    plan = msgspec.structs.replace(plan, problems=tuple(left))
    if history:
        plan = _in_rounds(with_records(plan, history, options.allow), history, options)
    for group in unsent(plan):
        if held := unapproved(group[0], options):
            plan = put_in(plan, [msgspec.structs.replace(post, **held) for post in group])
    closed = tuple(_closed(config, plan, opened))
    faulty = tuple(post for post in plan.planned if post.code not in _NO_FAULT)
    codes = {exit_code_of(msgspec.structs.replace(plan, planned=faulty), (), closed, options)}
    if any(post.state == "not-posted" for post in faulty):
        codes.add(ExitCode.NOT_POSTED)
    return Result(plan, worst(codes), closed)


_NO_FAULT = {"held", "not-yet-due", "put-off"}


def _in_rounds(plan: Plan, history: History, options: PublishOptions) -> Plan:
    """Return the plan of a re-post with each post in the round in which it would be made."""
    if not options.repost:
        return plan
    from distribute.deliver.run import not_yet, round_of

    for post in (post for post in plan.planned if post.state == "would-post"):
        publication = history.publication(post.issue.id, post.channel.name, post.language)
        number = round_of(publication, options.repost)
        if number is None:
            plan = put_in(plan, [told(plan, not_yet(publication))])
        elif (known := publication.post(number, post.part_number)) and known.state == "posted":
            plan = put_in(plan, [_posted(post, number, history)])
        else:
            plan = put_in(plan, [msgspec.structs.replace(post, round=number)])
    return plan


def _posted(post: Planned, number: int, history: History) -> Planned:
    known = history.publication(post.issue.id, post.channel.name, post.language).post(
        number, post.part_number
    )
    return msgspec.structs.replace(post, round=number, state="already-posted", receipt=known.receipt)


def _closed(config: Config, plan: Plan, opened: set[str]) -> list[Problem]:
    """Return the errors that stop a run now. Those of an issue that is out stop nothing."""
    out, waiting = set[str](), set[str]()
    for post in plan.planned:
        (out if post.state == "already-posted" else waiting).update(places_of(post.issue, config))
    return [
        p
        for p in plan.problems
        if p.severity == "error" and p.when == "now" and p.code not in opened and p.path not in out - waiting
    ]
