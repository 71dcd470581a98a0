"""What each channel would post about an issue now, and what prevents it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft
from distribute.channel.registry import built_in
from distribute.channel.verdicts import Unfit
from distribute.checks.issue import check
from distribute.compose.confidence import Confidence, confidence_of
from distribute.compose.edited import Edited, edited
from distribute.compose.fields import compose
from distribute.config import Config
from distribute.deliver.other_account import OTHER_ACCOUNT, other_account_words
from distribute.deliver.outcome import HELD, PUT_OFF
from distribute.errors import UserError, did_you_mean
from distribute.facts.model import Extraction, Fact
from distribute.facts.pipeline import extract_facts
from distribute.issue import Header, Issue, Problem
from distribute.publish.gates import date_problems, due, hour_problem, secret_problems
from distribute.publish.planned import Plan, Planned, State
from distribute.sites.twins import advice, twins

if TYPE_CHECKING:
    from distribute.ledger.events import IssueRef
    from distribute.ledger.history import History

_OWN_ID = "give it its own id with `distribute: {id: …}`"
_NEIGHBOURS = 6  # earlier issues, which show which paragraphs recur in every issue
_MOST_TWINS = 5  # of the files with one id that a message names


def wanted_channels(
    config: Config, names: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> tuple[Channel, ...]:
    """Return the named channels, or all, except those left out; UserError for an unknown name."""
    known = {channel.name for channel in config.channels}
    for name in (*names, *leave_out):
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            msg = f"no channel {name!r} in {config.path}; there are: {there}{did_you_mean(name, known)}"
            raise UserError(msg)
    return tuple(
        channel
        for channel in config.channels
        if (not names or channel.name in names) and channel.name not in leave_out
    )


def plan(
    config: Config,
    family: Sequence[Issue],
    everything: Sequence[Header],
    channels: Sequence[Channel],
    *,
    languages: Sequence[str] = (),
    history: History | None = None,
    now: datetime | None = None,
    edited_too: bool = True,
    anew: bool = False,
) -> Plan:
    """Compose what `channels` would post about `family`, one issue in its languages.

    `everything` is all issues of the site, which show what recurs; `history` is what the ledger records.
    Without `edited_too`, edits in draft files are ignored; `anew` starts another round of what was
    posted already. Raises template.TemplateError.
    """
    now = now or datetime.now(UTC)
    common = common_titles(everything)
    same = {(group[0].id, group[0].language): group for group in twins(everything)}
    planned: list[Planned] = []
    problems: list[Problem] = []
    spoken: list[Issue] = []
    found: dict[str, Extraction] = {}
    for issue in family:
        takers = [channel for channel in channels if issue.language in config.languages(channel)]
        if not takers or (languages and issue.language not in languages):
            problems += [problem for problem in issue.problems if problem.code == "bad-language"]
            continue
        earlier = earlier_issues(issue, everything)
        usual = frozenset(figure.url for figure in issue.document.figures if _is_shown(figure.url, earlier))
        issue = msgspec.structs.replace(issue, usual=usual)  # noqa: PLW2901 - the same issue with more information
        spoken.append(issue)
        problems += check(issue, [other.whole() for other in everything if other.id == issue.id])
        problems += date_problems(issue, config, now)
        language = issue.language
        if history:
            about = known_by(issue, common)
            language = history.recorded_language(issue.id, language, about, other_files(issue, everything))
        same_id = same.get((issue.id, issue.language), ())
        problems += [_twin_problem(issue, same_id)] if same_id else []
        found[issue.path] = extract_facts(issue, earlier)
        facts = found[issue.path].facts
        if not facts:
            message = "no named fact found in the issue: the posts have only the headline; add `highlights` to the front matter"
            problems.append(Problem("warning", "no-facts", message, issue.path, 1))
        draft_file = edited(issue, config) if edited_too else Edited()
        problems += [*_unknown_skips(issue, config), *draft_file.problems]
        for channel in takers:
            if is_skipped(channel, issue):
                reason = "the issue's front matter says to skip it"
                planned.append(Planned(channel=channel, issue=issue, state="skipped", error=reason))
                continue
            draft, unfit, sure = _draft(channel, issue, facts, draft_file, config)
            # A post that is or may be posted already needs no text that fits.
            posts = [
                msgspec.structs.replace(post, confidence=sure)
                for post in _posts(channel, issue, draft, None if anew else history, language)
            ]
            posts = [_held_as_twin(post, same_id) for post in posts] if same_id else posts
            if not posts:
                problems.append(_misfit(channel, issue, unfit, draft_file))
                posts = [Planned(channel=channel, issue=issue, state="held", error=unfit)]
            when = due(issue, channel, config) if channel.at else None
            if when and when > now and any(post.state == "would-post" for post in posts):
                problems.append(hour_problem(channel, when, config))
                posts = [_waiting(post, when) for post in posts]
            planned += posts
    if family and not spoken:
        problems.append(_no_channel(family))
    problems += secret_problems(channels, config)
    return Plan(
        tuple(spoken),
        tuple(planned),
        tuple(dict.fromkeys(problems)),
        common,
        found,
        kin=kin_of(family, everything),
    )


def _is_shown(url: str, earlier: Sequence[Issue]) -> bool:
    """Return whether an earlier issue has a figure; only issues with the words of its file's name are parsed."""
    words = re.findall("[A-Za-z0-9]+", url.rpartition("/")[2])  # Markdown may escape other characters
    likely = (other for other in reversed(earlier) if all(word in other.body for word in words))
    return any(url == figure.url for other in likely for figure in other.document.figures)


def kin_of(family: Sequence[Issue], everything: Sequence[Header]) -> tuple[Issue, ...]:
    """Return all files of these issues, in whatever language."""
    ids = {member.id for member in family}
    return tuple(issue.whole() for issue in everything if issue.id in ids)


def is_skipped(channel: Channel, issue: Issue) -> bool:
    """Return whether an issue's front matter leaves out the channel."""
    return bool(_names(channel) & {name.casefold() for name in issue.words.skip})


def _names(channel: Channel) -> set[str]:
    return {name.casefold() for name in channel.aliases}


def _unknown_skips(issue: Issue, config: Config) -> Iterator[Problem]:
    """Yield a problem for each name to skip that no channel has: a mistyped one would be posted on."""
    known = set().union(*(_names(channel) for channel in config.channels), built_in())
    for name in issue.words.skip:
        if name.casefold() not in known:
            message = (
                f"`skip` names {name!r}, and there is no such channel{did_you_mean(name.casefold(), known)}"
            )
            line = issue.lines.get("distribute", issue.lines.get("distribute_skip", 1))
            yield Problem("error", "unknown-skip", message, issue.path, line)


def _no_channel(family: Sequence[Issue]) -> Problem:
    languages = ", ".join(sorted({issue.language for issue in family}))
    message = (
        f"no channel accepts this issue, which is in {languages}: check the `languages` of the channels, `enabled` "
        "and `site.language`"
    )
    return Problem("error", "no-channel", message, family[0].path, 1)


def _draft(
    channel: Channel, issue: Issue, facts: Sequence[Fact], draft_file: Edited, config: Config
) -> tuple[Draft | None, str, Confidence | None]:
    """Return a channel's draft and its confidence, or None and why it does not fit."""
    try:
        told = draft_file.put_into(issue, channel)
        draft = compose(told, channel, facts, config.path.parent, config.people)
    except Unfit as error:
        return None, str(error), None
    return draft, "", confidence_of(told, channel, draft, facts)


def known_by(issue: Issue, common_titles: frozenset[str]) -> IssueRef:
    """Return what identifies an issue; a title that several issues share is left out."""
    from distribute.ledger.newsletter import about_of  # imported late: needed only with a ledger

    about = about_of(issue)
    return msgspec.structs.replace(about, title="") if issue.title in common_titles else about


def common_titles(everything: Sequence[Header]) -> frozenset[str]:
    """Return the titles that several issues share, which identify none of them."""
    times = Counter(title for title, _ in {(issue.title, issue.id) for issue in everything})
    return frozenset(title for title, count in times.items() if count > 1)


def other_files(issue: Issue, everything: Sequence[Header]) -> list[tuple[str, str]]:
    """Return the language and path of each other file of the same issue."""
    return [
        (each.language, each.path) for each in everything if each.id == issue.id and each.path != issue.path
    ]


def _twin_problem(issue: Issue, group: Sequence[Header]) -> Problem:
    others = _listed([other.path for other in group if other.path != issue.path])
    message = f"{others} also claims to be issue {issue.id}: {advice([each.whole() for each in group])}"
    return Problem("error", "same-id", message, issue.path, issue.lines.get("date", 1))


def _listed(paths: Sequence[str]) -> str:
    """Return some of the paths: each of a thousand twins would name all the others."""
    more = len(paths) - _MOST_TWINS
    return ", ".join([*paths[:_MOST_TWINS], *([f"{more} more"] if more > 0 else [])])


def _held_as_twin(post: Planned, group: Sequence[Header]) -> Planned:
    if post.state == "in-doubt":
        return post
    why = f"several files claim to be issue {post.issue.id}: {_listed([issue.path for issue in group])}"
    return msgspec.structs.replace(post, state="held", code="same-id", error=why, until=None)


def with_records(plan: Plan, history: History, allow: Sequence[str] = ()) -> Plan:
    """Return the plan with the ledger's objections: another issue's id, a page already announced, a hold."""
    abouts = {issue.path: known_by(issue, plan.common_titles) for issue in plan.issues}
    planned = (_with_identity(post, abouts[post.issue.path], history, allow) for post in plan.planned)
    # A hold is placed by way of one file of an issue and applies to all its languages.
    kin = {issue.path: known_by(issue, plan.common_titles) for issue in (*plan.issues, *plan.kin)}
    held = tuple(
        _with_hold(post, [kin[each.path] for each in plan.kin if each.id == post.issue.id], history)
        for post in planned
    )
    return msgspec.structs.replace(plan, planned=held)


def with_due_problems(
    plan: Plan, problems: Sequence[Problem], everything: Sequence[Header], history: History | None
) -> Plan:
    """Return the plan with the problems of a `--due` run, but those of issues that are on record as they are."""
    faulty = [issue for issue in everything if issue.path in {problem.path for problem in problems}]
    on_record = {issue.path for issue in faulty if history and history.has_path(issue.id, issue.path)}
    added = (problem for problem in problems if problem.path not in on_record)
    return msgspec.structs.replace(plan, problems=tuple(dict.fromkeys((*plan.problems, *added))))


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
        f"this page, its title or its text {said}: `distribute: {{id: {others[0]}}}` in its front matter goes on with "
        "that issue, `--allow known-under-another-id` posts it as another one"
    )
    return msgspec.structs.replace(post, state="held", code="known-under-another-id", error=why, until=None)


def _with_hold(post: Planned, abouts: Sequence[IssueRef], history: History) -> Planned:
    holds = (history.held(post.issue.id, post.channel.name, about, post.channel.target()) for about in abouts)
    held = next(filter(None, holds), None)
    if post.state != "would-post" or not held:
        return post
    code = PUT_OFF if held.until else HELD
    return msgspec.structs.replace(post, state="held", error=held.words, code=code, until=None)


def _misfit(channel: Channel, issue: Issue, unfit: str, draft_file: Edited) -> Problem:
    """Return how to fix a text that does not fit, and where: in the edited draft or in the issue."""
    section = draft_file.sections.get(channel.name)
    if section and section.own:
        message = f"{channel.name}: {unfit}: shorten it here"
        return Problem("error", "does-not-fit", message, draft_file.path, section.line)
    message = f"{channel.name}: {unfit}: shorten the title, or give the channel its own text"
    return Problem("error", "does-not-fit", message, issue.path, issue.lines.get("title", 1))


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


def _place(issue: Header) -> tuple[tuple[str, int], ...]:
    """Return what orders files by name: issue-9 before issue-10."""
    parts = re.findall(r"(\D*)(\d{0,18})", issue.path)
    return tuple((words, int(number or 0)) for words, number in parts)


def earlier_issues(issue: Issue, everything: Sequence[Header]) -> tuple[Issue, ...]:
    """Return the most recent issues before `issue` in its language; those without a date are ordered by their names."""
    others = [other for other in everything if other.language == issue.language and other.id != issue.id]
    if issue.date is None:
        undated = (other for other in others if other.date is None)
        before = sorted((other for other in undated if _place(other) < _place(issue)), key=_place)
    else:
        before = [other for other in others if other.date and other.date < issue.date]
    return tuple(other.whole() for other in before[-_NEIGHBOURS:])
