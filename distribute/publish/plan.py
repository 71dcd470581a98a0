"""What each channel would post about an issue now, and what prevents it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft
from distribute.checks.issue import check
from distribute.compose.edited import Edited
from distribute.deliver.other_account import OTHER_ACCOUNT, other_account_words
from distribute.deliver.outcome import HELD, SCHEDULED
from distribute.facts.model import Extraction
from distribute.issue import Header, Issue
from distribute.problem import Problem
from distribute.publish.composed import ComposedIssue, compose_selection
from distribute.publish.gates import date_problems, due, hour_problem, secret_problems
from distribute.publish.names import unknown_names
from distribute.publish.planned import Plan, Planned, State
from distribute.publish.relations import common_titles, kin_of, known_by, other_files
from distribute.publish.selection import Selection, missed, unrecorded
from distribute.sites.twins import advice, twins

if TYPE_CHECKING:
    from distribute.ledger.events import IssueRef
    from distribute.ledger.history import History

_OWN_ID = "give it its own id with `distribute: {id: …}`"
_MOST_TWINS = 5  # of the files with one id that a message names


class _Planning(NamedTuple):
    """What the plans of all issues of a selection share; `twins` are the files that share an id and a language."""

    selection: Selection
    history: History | None
    now: datetime
    is_repost: bool
    common: frozenset[str]
    twins: dict[tuple[str, str], tuple[Header, ...]]


class _IssuePlan(NamedTuple):
    """The posts and problems of one issue; `extraction` is None if no channel takes it."""

    issue: Issue
    problems: Sequence[Problem]
    posts: Sequence[Planned] = ()
    extraction: Extraction | None = None


def plan(
    selection: Selection,
    history: History | None = None,
    *,
    now: datetime | None = None,
    composed: Mapping[str, ComposedIssue] | None = None,
    is_repost: bool = False,
) -> Plan:
    """Return the posts of what is selected, in the state that `history` records.

    `composed` has the channels' drafts, if they exist already; `is_repost` starts another round of what was posted
    already. Raises template.TemplateError.
    """
    family, everything = selection.family, selection.everything
    common = common_titles(everything)
    same = {(group[0].id, group[0].language): group for group in twins(everything)}
    composed = compose_selection(selection) if composed is None else composed
    planning = _Planning(selection, history, now or datetime.now(UTC), is_repost, common, same)
    parts = [_plan_issue(issue, composed.get(issue.path), planning) for issue in family]
    taken = [part for part in parts if part.extraction is not None]
    problems = [problem for part in parts for problem in part.problems]
    if parts and not taken:
        problems.append(_no_channel(family))
    problems += secret_problems(selection.channels, selection.config)
    found = selection.problems
    problems += unrecorded(found, everything, history) if history else found
    if history:
        problems += missed(selection.past, selection.channels, selection.config, history, planning.now)
    return Plan(
        tuple(part.issue for part in taken),
        tuple(post for part in taken for post in part.posts),
        tuple(dict.fromkeys(problems)),
        common,
        {part.issue.path: part.extraction for part in taken if part.extraction},
        kin=kin_of(family, everything),
    )


def _plan_issue(found: Issue, composed: ComposedIssue | None, planning: _Planning) -> _IssuePlan:
    """Return the posts of one issue in one language."""
    if composed is None:
        return _IssuePlan(found, [problem for problem in found.problems if problem.code == "bad-language"])
    config, everything, issue = planning.selection.config, planning.selection.everything, composed.issue
    same_id = planning.twins.get((issue.id, issue.language), ())
    problems = [
        *check(issue, [other.whole() for other in everything if other.id == issue.id]),
        *date_problems(issue, config, planning.now),
        *([_twin_problem(issue, same_id)] if same_id else []),
        *([] if composed.extraction.told else [_no_facts(issue)]),
        *unknown_names(issue, config),
        *composed.draft_file.problems,
    ]
    planned: list[Planned] = []
    for channel in composed.channels:
        posts, wrong = _plan_channel(channel, composed, same_id, planning)
        planned += posts
        problems += wrong
    return _IssuePlan(issue, problems, planned, composed.extraction)


def _plan_channel(
    channel: Channel, composed: ComposedIssue, twins: Sequence[Header], planning: _Planning
) -> tuple[list[Planned], list[Problem]]:
    """Return the posts of one issue on one channel, and what is wrong with them; `twins` are files with its id."""
    issue, config = composed.issue, planning.selection.config
    said = composed.drafts.get(channel.name)
    if said is None:
        reason = "the issue's front matter says to skip it"
        return [Planned(channel=channel, issue=issue, state="skipped", error=reason)], []
    problems: list[Problem] = []
    history = None if planning.is_repost else planning.history
    posts = [
        msgspec.structs.replace(post, confidence=said.confidence)
        for post in _posts(channel, issue, said.draft, history, _language(issue, planning))
    ]
    if twins:
        posts = [_held_as_twin(post, twins) for post in posts]
    if not posts:  # what is or may be posted already needs no text that fits
        problems.append(_misfit(channel, issue, said.unfit, composed.draft_file))
        posts = [Planned(channel=channel, issue=issue, state="held", error=said.unfit)]
    when = due(issue, channel, config) if channel.at else None
    if when and when > planning.now and any(post.state == "would-post" for post in posts):
        problems.append(hour_problem(channel, when, config))
        posts = [_waiting(post, when) for post in posts]
    return posts, problems


def _language(issue: Issue, planning: _Planning) -> str:
    """Return the language under which the ledger records the issue."""
    if planning.history is None:
        return issue.language
    about, others = known_by(issue, planning.common), other_files(issue, planning.selection.everything)
    return planning.history.recorded_language(issue.id, issue.language, about, others)


def _no_facts(issue: Issue) -> Problem:
    message = "no named fact found in the issue: the posts have only the headline; add `highlights` to the front matter"
    return Problem("warning", "no-facts", message, issue.path, 1)


def _no_channel(family: Sequence[Issue]) -> Problem:
    languages = ", ".join(sorted({issue.language for issue in family}))
    message = (
        f"no channel accepts this issue, which is in {languages}: check the `languages` of the channels, `enabled` "
        "and `site.language`"
    )
    return Problem("error", "no-channel", message, family[0].path, 1)


def _twin_problem(issue: Issue, group: Sequence[Header]) -> Problem:
    others = [other.path for other in group if other.path != issue.path]
    claims = f"{_listed(others)} also claim{'s' * (len(others) == 1)} to be issue {issue.id}"
    message = f"{claims}: {advice([each.whole() for each in group])}"
    return Problem("error", "same-id", message, issue.path, issue.line_of("date"))


def _listed(paths: Sequence[str]) -> str:
    """Return some of the paths: each of a thousand twins would name all the others."""
    more = len(paths) - _MOST_TWINS
    return ", ".join([*paths[:_MOST_TWINS], *([f"{more} more"] if more > 0 else [])])


def _held_as_twin(post: Planned, group: Sequence[Header]) -> Planned:
    if post.state == "in-doubt":
        return post
    why = f"several files claim to be issue {post.issue.id}: {_listed([issue.path for issue in group])}"
    return msgspec.structs.replace(post, state="held", code="same-id", error=why, until=None)


def with_records(
    plan: Plan, history: History, allow: Sequence[str] = (), *, now: datetime | None = None
) -> Plan:
    """Return the plan with the ledger's objections: another issue's id, a page already announced, a hold."""
    abouts = {issue.path: known_by(issue, plan.common_titles) for issue in plan.issues}
    planned = (_with_identity(post, abouts[post.issue.path], history, allow) for post in plan.planned)
    # A hold is placed by way of one file of an issue and applies to all its languages.
    kin = {issue.path: known_by(issue, plan.common_titles) for issue in (*plan.issues, *plan.kin)}
    now = now or datetime.now(UTC)
    held = tuple(
        _with_hold(post, [kin[each.path] for each in plan.kin if each.id == post.issue.id], history, now)
        for post in planned
    )
    return msgspec.structs.replace(plan, planned=held)


def _with_identity(post: Planned, about: IssueRef, history: History, allow: Sequence[str]) -> Planned:
    """Hold a post whose id is recorded for something else, or which is recorded under another id."""
    if post.state not in {"would-post", "already-posted"}:
        return post
    number = post.issue.id
    if "same-id" not in allow and history.is_another(number, post.language, about):
        why = (
            f"issue {number} is recorded for another page: {_OWN_ID}, or `--allow same-id` if it is the same"
        )
        return msgspec.structs.replace(post, state="held", code="same-id", error=why, until=None)
    if "known-under-another-id" in allow or not (others := history.known_as(number, post.language, about)):
        return post
    said = {
        "posted": "was already announced as issue {}",
        "pending": "may be out already as issue {}, which `distribute settle` tells",
        "open": "is on record as issue {}, of which nothing was posted",
    }[history.state_of(others)].format(", ".join(others))
    why = (
        f"this page, its title or its text {said}: `distribute: {{id: {others[0]}}}` in its front matter continues "
        "that issue, `--allow known-under-another-id` posts it as another one"
    )
    return msgspec.structs.replace(post, state="held", code="known-under-another-id", error=why, until=None)


def _with_hold(post: Planned, abouts: Sequence[IssueRef], history: History, now: datetime) -> Planned:
    issue, name, target = post.issue.id, post.channel.name, post.channel.target()
    holds = (history.held(issue, name, about, target, now=now) for about in abouts)
    held = next(filter(None, holds), None)
    if post.state != "would-post" or not held:
        return post
    code = SCHEDULED if held.until else HELD
    return msgspec.structs.replace(post, state="held", error=held.words, code=code, until=None)


def _misfit(channel: Channel, issue: Issue, unfit: str, draft_file: Edited) -> Problem:
    """Return how to fix a text that does not fit, and where: in the edited draft or in the issue."""
    section = draft_file.sections.get(channel.name)
    if section and section.own:
        message = f"{channel.name}: {unfit}: shorten it here"
        return Problem("error", "does-not-fit", message, draft_file.path, section.line)
    message = f"{channel.name}: {unfit}: shorten the title, or give the channel its own text"
    return Problem("error", "does-not-fit", message, issue.path, issue.line_of("title"))


def _waiting(post: Planned, when: datetime) -> Planned:
    """Return a post that waits for its channel's hour, unless it is already posted."""
    return msgspec.structs.replace(post, until=when) if post.state == "would-post" else post


def _posts(
    channel: Channel, issue: Issue, draft: Draft | None, history: History | None, language: str
) -> Iterator[Planned]:
    """Yield a channel's posts of an issue, each in the state that the ledger records."""
    publication = history.publication(issue.id, channel.name, language) if history else None
    newest = publication.newest if publication else None
    is_elsewhere = newest is not None and newest.is_elsewhere(channel.target())
    elsewhere = other_account_words(issue.id, newest.target, channel) if newest and is_elsewhere else ""
    if newest and newest.seeded and not draft:
        yield Planned(
            channel=channel, issue=issue, round=newest.number, recorded_language=language,
            state="held" if elsewhere else "already-posted", error=elsewhere or None,
            code=OTHER_ACCOUNT if elsewhere else "",
        )  # fmt: skip
        return
    said = newest.pinned if newest and newest.pinned else draft
    for number, message in enumerate(said.messages if said else (), start=1):
        post = newest.posts.get(str(number)) if newest else None
        state: State = "already-posted" if newest and newest.seeded else "would-post"
        if post and post.state != "open":
            state = "already-posted" if post.state == "posted" else "in-doubt"
        if elsewhere and state != "in-doubt":
            state = "held"
        yield Planned(
            channel=channel,
            issue=issue,
            round=newest.number if newest else 1,
            part_number=str(number),
            state=state,
            draft=said,
            message=message,
            receipt=post.receipt if post else None,
            error=post.why if post and state == "in-doubt" else elsewhere or None,
            code=OTHER_ACCOUNT if state == "held" else "",
            recorded_language=language,
        )
