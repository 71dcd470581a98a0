"""What each channel would say about an issue now, and what stands in the way of saying it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from distribute.channel import Channel, Draft, Part, Receipt, Unfit
from distribute.check import check
from distribute.compose import compose
from distribute.config import Config
from distribute.drafts import Edited, edited
from distribute.fact import Sifted
from distribute.gates import date_problems, due, hour_problem, secret_problems
from distribute.highlights import sift
from distribute.issue import Issue, Problem
from distribute.mistake import Mistake

if TYPE_CHECKING:
    from distribute.ledger.history import History

State = Literal[
    "would-post", "posted", "already-posted", "not-posted", "in-doubt", "held", "skipped", "tested"
]
_NEIGHBOURS = 6  # earlier issues that show which paragraphs are in every one


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One post: where it goes, what it says, and what is to become of it."""

    channel: Channel
    issue: Issue
    round: int = 1
    slot: str = "1"
    state: State = "would-post"
    draft: Draft | None = None
    part: Part | None = None
    receipt: Receipt | None = None
    error: str | None = None
    until: datetime | None = None
    duplicates: tuple[Receipt, ...] = ()
    code: str = ""

    @property
    def key(self) -> str:
        """The post's name in the ledger, which outlives every edit of the issue."""
        return f"{self.issue.id}/{self.channel.name}/{self.issue.language}@{self.round}#{self.slot}"


class Plan(msgspec.Struct, frozen=True):
    """Every post of one issue in its languages, and every problem.

    `common_titles` are of several issues; `sifted` is what was found in each, by its path.
    """

    issues: tuple[Issue, ...]
    planned: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    common_titles: frozenset[str] = frozenset()
    sifted: dict[str, Sifted] = {}


def wanted_channels(
    config: Config, names: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> tuple[Channel, ...]:
    """Return the channels of that name, or all, but those left out; Mistake for an unknown name."""
    known = {channel.name for channel in config.channels}
    for name in (*names, *leave_out):
        if name not in known:
            msg = f"no channel {name!r} in {config.path}; there are: {', '.join(sorted(known)) or 'none'}"
            raise Mistake(msg)
    return tuple(
        channel
        for channel in config.channels
        if (not names or channel.name in names) and channel.name not in leave_out
    )


def plan(
    config: Config,
    family: Sequence[Issue],
    everything: Sequence[Issue],
    channels: Sequence[Channel],
    *,
    languages: Sequence[str] = (),
    history: History | None = None,
    now: datetime | None = None,
    edited_too: bool = True,
) -> Plan:
    """Compose what `channels` would say about the issue `family`, one issue in its languages.

    `everything` is the whole site's issues, which show what recurs; `history` is what the ledger knows.
    Without `edited_too` what people have made of the drafts is left out. Raises template.TemplateError.
    """
    now = now or datetime.now(UTC)
    planned: list[Planned] = []
    problems: list[Problem] = []
    spoken: list[Issue] = []
    found: dict[str, Sifted] = {}
    for issue in family:
        takers = [channel for channel in channels if issue.language in config.languages(channel)]
        if not takers or (languages and issue.language not in languages):
            continue
        earlier = earlier_issues(issue, everything)
        shown = (figure.url for other in earlier for figure in other.document.figures)
        issue = msgspec.structs.replace(issue, usual=frozenset(shown))  # noqa: PLW2901 - the same issue, better known
        spoken.append(issue)
        problems += check(issue, [other for other in everything if other.id == issue.id])
        problems += date_problems(issue, config, now)
        found[issue.path] = sift(issue, earlier)
        facts = found[issue.path].facts
        if not facts:
            message = "no named fact found in the issue: the posts have the headline alone; add `highlights` to the header"
            problems.append(Problem("warning", "no-facts", message, issue.path, 1))
        draft_file = edited(issue, config) if edited_too else Edited()
        problems += draft_file.problems
        for channel in takers:
            if set(channel.called) & set(issue.words.skip):
                reason = "the issue's header says to skip it"
                planned.append(Planned(channel=channel, issue=issue, state="skipped", error=reason))
                continue
            unfit = ""
            draft: Draft | None = None
            try:
                told = draft_file.put_into(issue, channel)
                draft = compose(told, channel, facts, config.path.parent, config.people)
            except Unfit as error:
                unfit = str(error)
            # What is out already, or may be, needs no text that fits.
            posts = list(_posts(channel, issue, draft, history))
            if not posts:
                problems.append(_misfit(channel, issue, unfit, draft_file))
                posts = [Planned(channel=channel, issue=issue, state="held", error=unfit)]
            when = due(issue, channel, config) if channel.at else None
            if when and when > now and any(post.state == "would-post" for post in posts):
                problems.append(hour_problem(channel, when, config))
                posts = [_waiting(post, when) for post in posts]
            planned += posts
    if family and not spoken:
        languages_there = ", ".join(sorted({issue.language for issue in family}))
        message = f"no channel takes this issue: it is in {languages_there}"
        problems.append(Problem("warning", "no-channel", message, family[0].path, 1))
    problems += secret_problems(channels, config)
    ids = {(issue.title, issue.id) for issue in everything}
    common = frozenset(title for title, times in Counter(title for title, _ in ids).items() if times > 1)
    return Plan(tuple(spoken), tuple(planned), tuple(dict.fromkeys(problems)), common, found)


def with_holds(plan: Plan, history: History) -> Plan:
    """Return the plan with whatever a person has held in the ledger kept in."""

    def kept_in(post: Planned) -> Planned:
        held = history.held(post.issue.id, post.channel.name)
        if post.state != "would-post" or not held:
            return post
        return msgspec.structs.replace(post, state="held", error=held.words, code="held", until=None)

    return msgspec.structs.replace(plan, planned=tuple(map(kept_in, plan.planned)))


def _misfit(channel: Channel, issue: Issue, unfit: str, draft_file: Edited) -> Problem:
    """Return what to do about a text that doesn't fit, and where: in the draft that a person edited, or the issue."""
    section = draft_file.sections.get(channel.name)
    if section and section.own:
        message = f"{channel.name}: {unfit}: shorten it here"
        return Problem("error", "does-not-fit", message, draft_file.path, section.line)
    message = f"{channel.name}: {unfit}: shorten the title, or give the channel its own words"
    return Problem("error", "does-not-fit", message, issue.path, issue.lines.get("title", 1))


def _waiting(post: Planned, when: datetime) -> Planned:
    """Return a post that is to wait for its channel's hour, if it isn't out."""
    return msgspec.structs.replace(post, until=when) if post.state == "would-post" else post


def _posts(channel: Channel, issue: Issue, draft: Draft | None, history: History | None) -> Iterator[Planned]:
    """Yield a channel's posts on an issue, each in the state that the ledger knows it in."""
    story = history.story(issue.id, channel.name, issue.language) if history else None
    newest = story.newest if story else None
    if newest and newest.seeded and not draft:
        yield Planned(channel=channel, issue=issue, round=newest.number, state="already-posted")
        return
    said = newest.pinned if newest and newest.pinned else draft
    for number, part in enumerate(said.parts if said else (), start=1):
        post = newest.posts.get(str(number)) if newest else None
        state: State = "already-posted" if newest and newest.seeded else "would-post"
        if post and post.state != "open":
            state = "already-posted" if post.state == "posted" else "in-doubt"
        yield Planned(
            channel=channel,
            issue=issue,
            round=newest.number if newest else 1,
            slot=str(number),
            state=state,
            draft=said,
            part=part,
            receipt=post.receipt if post else None,
            error=post.why if post and state == "in-doubt" else None,
        )


def earlier_issues(issue: Issue, everything: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return the issues before `issue` in its language, the nearest ones."""
    if issue.date is None:
        return ()
    before = [
        other
        for other in everything
        if other.language == issue.language
        and other.date
        and other.date < issue.date
        and other.id != issue.id
    ]
    return tuple(before[-_NEIGHBOURS:])
