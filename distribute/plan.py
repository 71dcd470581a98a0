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
from distribute.gates import date_problems, secret_problems
from distribute.highlights import highlights
from distribute.issue import Issue, Problem
from distribute.mistake import Mistake

if TYPE_CHECKING:
    from distribute.ledger.history import History

State = Literal["would-post", "posted", "already-posted", "not-posted", "in-doubt", "held", "skipped"]
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
    """Every post of one issue in its languages, and every problem; `common_titles` are of several issues."""

    issues: tuple[Issue, ...]
    planned: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    common_titles: frozenset[str] = frozenset()


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
) -> Plan:
    """Compose what `channels` would say about the issue `family`, one issue in its languages.

    `everything` is the whole site's issues, which show what recurs; `history` is what the ledger knows.
    Raises template.TemplateError.
    """
    now = now or datetime.now(UTC)
    planned: list[Planned] = []
    problems: list[Problem] = []
    spoken: list[Issue] = []
    for issue in family:
        takers = [channel for channel in channels if issue.language in config.languages(channel)]
        if not takers or (languages and issue.language not in languages):
            continue
        spoken.append(issue)
        problems += check(issue, [other for other in everything if other.id == issue.id])
        problems += date_problems(issue, config, now)
        facts = highlights(issue, _earlier(issue, everything))
        if not facts:
            message = "no named fact found in the issue: the posts have the headline alone; add `highlights` to the header"
            problems.append(Problem("warning", "no-facts", message, issue.path, 1))
        for channel in takers:
            if set(channel.called) & set(issue.words.skip):
                reason = "the issue's header says to skip it"
                planned.append(Planned(channel=channel, issue=issue, state="skipped", error=reason))
                continue
            unfit = ""
            draft: Draft | None = None
            try:
                draft = compose(issue, channel, facts, config.path.parent)
            except Unfit as error:
                unfit = str(error)
            # What is out already, or may be, needs no text that fits.
            posts = list(_posts(channel, issue, draft, history))
            if not posts:
                message = f"{channel.name}: {unfit}: shorten the title, or give the channel its own words"
                line = issue.lines.get("title", 1)
                problems.append(Problem("error", "does-not-fit", message, issue.path, line))
                posts = [Planned(channel=channel, issue=issue, state="held", error=unfit)]
            planned += posts
    if family and not spoken:
        languages_there = ", ".join(sorted({issue.language for issue in family}))
        message = f"no channel takes this issue: it is in {languages_there}"
        problems.append(Problem("warning", "no-channel", message, family[0].path, 1))
    problems += secret_problems(channels, config)
    ids = {(issue.title, issue.id) for issue in everything}
    common = frozenset(title for title, times in Counter(title for title, _ in ids).items() if times > 1)
    return Plan(tuple(spoken), tuple(planned), tuple(dict.fromkeys(problems)), common)


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


def _earlier(issue: Issue, everything: Sequence[Issue]) -> tuple[Issue, ...]:
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
