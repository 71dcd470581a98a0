"""What stops posts: errors of their issue, of their channel's secrets or in the selection, and texts that nobody approved.

A run and a dry run ask here, so that the one foresees the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from distribute.compose.edited import place_of
from distribute.config import Config
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.publish.gates import MISSED, NO_ISSUES, UNDATED
from distribute.publish.planned import Plan, Planned
from distribute.publish.results import Posts, PublishOptions, with_posts

# `--allow` does not waive these: such names make no valid key, and the id of a file that can't be read may be another.
_NEVER_WAIVED = {"bad-id", "bad-language", "internal-error"}
_OF_SELECTION = {UNDATED, NO_ISSUES, MISSED, "bad-language"}  # they leave issues out, and stop nothing else


def waived_by(options: PublishOptions) -> set[str]:
    """Return the codes of the problems that the options waive."""
    return {*options.allow, *(("too-old", "age-unknown") if options.old else ())} - _NEVER_WAIVED


def places_of(issue: Issue, config: Config) -> set[str]:
    """Return the paths that problems use to name an issue."""
    return {issue.path, place_of(issue, config)}


def errors_that_stop(
    groups: Sequence[Posts], plan: Plan, options: PublishOptions, config: Config
) -> list[Problem]:
    """Return every error that prevents these posts, not only the first."""
    places = {place for group in groups for place in places_of(group[0].issue, config)}
    channels = {group[0].channel.name for group in groups}
    return [
        problem
        for problem in _errors(plan, options)
        if problem.path in places or (problem.code == "secret" and problem.channel in channels)
    ]


def errors_of_selection(plan: Plan, options: PublishOptions) -> list[Problem]:
    """Return the errors that keep issues out of the plan. For `--due`, an issue that no channel takes is none."""
    codes = _OF_SELECTION if options.due else {*_OF_SELECTION, "no-channel"}
    return [problem for problem in _errors(plan, options) if problem.code in codes]


def without_unapproved(
    groups: Sequence[Posts], plan: Plan, options: PublishOptions
) -> tuple[Plan, list[Posts]]:
    """Return the plan with the posts held whose text is not approved, and the groups that are left.

    Without `options.approved`, every text is.
    """
    held: list[Planned] = []
    approved: list[Posts] = []
    for group in groups:
        draft = group[0].draft
        if not options.approved or (draft and draft.digest in options.approved):
            approved.append(group)
        else:
            held += map(_not_approved, group)
    return with_posts(plan, held), approved


def _errors(plan: Plan, options: PublishOptions) -> list[Problem]:
    """Return the errors that the options do not waive."""
    waived = waived_by(options)
    return [
        problem for problem in plan.problems if problem.severity == "error" and problem.code not in waived
    ]


def _not_approved(post: Planned) -> Planned:
    error = "this text is not the approved one"
    return msgspec.structs.replace(post, state="held", code="not-approved", error=error)
