"""What a run of `publish` is asked, and what comes of it: the state of each post and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.errors import ExitCode, worst
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned

if TYPE_CHECKING:
    from distribute.deliver.outcome import Outcome, Repost

Posts = Sequence[Planned]


class PublishOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a run: which gates are waived, and which texts are approved."""

    old: bool = False
    not_live: bool = False
    wait: float = 0.0
    allow: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    repost: Repost | None = None
    due: bool = False


class Result(msgspec.Struct, frozen=True):
    """The result of a run: the plan with its outcomes, the exit code, and the gates that were closed."""

    plan: Plan
    exit_code: int
    closed: tuple[Problem, ...] = ()
    ledger_error: str = ""


def groups_of(plan: Plan) -> list[list[Planned]]:
    """Return the posts, grouped by channel, issue and language."""
    groups: dict[tuple[str, str, str], list[Planned]] = {}
    for post in plan.planned:
        groups.setdefault(publication_of(post), []).append(post)
    return list(groups.values())


def unsent(plan: Plan) -> list[list[Planned]]:
    """Return the groups that would be sent.

    If any post of a group is in doubt, the others wait.
    """
    return [
        group
        for group in groups_of(plan)
        if any(post.state == "would-post" for post in group)
        and not any(post.state in {"in-doubt", "held"} for post in group)
    ]


def publication_of(post: Planned) -> tuple[str, str, str]:
    """Return the issue, channel and language of a post, as the ledger has them."""
    return post.issue.id, post.channel.name, post.language


def with_posts(plan: Plan, posts: Posts) -> Plan:
    """Return the plan with `posts` replacing those of the same issue, channel and language.

    A part without a replacement stays as it was, unless another round is replaced.
    """
    replaced: dict[tuple[str, str, str], list[Planned]] = {}
    for post in posts:
        replaced.setdefault(publication_of(post), []).append(post)
    planned: list[Planned] = []
    begun: set[tuple[str, str, str]] = set()
    for post in plan.planned:
        publication = publication_of(post)
        news = replaced.get(publication, [])
        if news and publication not in begun:
            begun.add(publication)
            planned += news  # all posts of an announcement go where its first one was
        is_same_round = bool(news) and post.round == news[0].round
        if not news or (is_same_round and post.part_number not in {each.part_number for each in news}):
            planned.append(post)
    return msgspec.structs.replace(plan, planned=tuple(planned))


def updated(plan: Plan, outcome: Outcome) -> Planned:
    """Return the post that an outcome is about, in its current state."""
    key = outcome.key
    like = next(post for post in plan.planned if publication_of(post) == key.publication)
    draft = outcome.draft or like.draft
    return Planned(
        channel=like.channel,
        issue=like.issue,
        round=key.round,
        part_number=key.part_number,
        state=outcome.state,
        draft=draft,
        message=outcome.message or like.message,
        receipt=outcome.receipt,
        error=outcome.error or None,
        until=outcome.until,
        duplicates=outcome.duplicates,
        code=outcome.code,
        recorded_language=like.recorded_language,
    )


def exit_code_of(
    plan: Plan, outcomes: Sequence[Outcome], closed: Sequence[Problem], options: PublishOptions
) -> int:
    """Return the most severe exit code: 5, 3, 1, then what prevented the posts.

    In a `--due` run, a deliberate hold is not a failure.
    """
    on_purpose = {HELD, SCHEDULED} if options.due else set[str]()
    codes: set[int] = {outcome.exit_code for outcome in outcomes if outcome.code not in on_purpose}
    if closed:
        # A missing secret is an error in the settings (2); any other problem means that the issue is not ready (4).
        codes.add(
            ExitCode.USAGE if all(problem.code == "secret" for problem in closed) else ExitCode.NOT_READY
        )
    if any(post.code and post.code not in on_purpose for post in plan.planned) or any(
        p.code in {"does-not-fit", "bad-language"} for p in plan.problems
    ):
        codes.add(ExitCode.NOT_READY)
    return worst(codes)
