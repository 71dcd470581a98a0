"""Which issues and channels a run works on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from distribute.channel.interface import Channel
from distribute.config import Config
from distribute.errors import UserError, did_you_mean
from distribute.inputs.patterns import matching
from distribute.issue import Header, Issue
from distribute.problem import Problem
from distribute.publish.age import UnknownAge, since
from distribute.publish.gates import MISSED, pattern_problems, undated_problem
from distribute.publish.relations import common_titles, kin_of, known_by
from distribute.sites.headers import headers_of
from distribute.sites.registry import open_site

if TYPE_CHECKING:
    from distribute.ledger.history import History
    from distribute.ledger.question import Question

_REMINDED = timedelta(days=30)  # how long `publish --due` tells of a time that nothing was run at


def wanted_channels(
    config: Config, names: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> tuple[Channel, ...]:
    """Return the named channels, or all, except those left out; UserError for an unknown name."""
    known = {channel.name for channel in config.channels}
    for name in (*names, *leave_out):
        if name not in known:
            raise no_channel(name, known, config)
    return tuple(
        channel
        for channel in config.channels
        if (not names or channel.name in names) and channel.name not in leave_out
    )


def no_channel(name: str, known: Collection[str], config: Config) -> UserError:
    """Return the error that none of the `known` channels has this name."""
    there = ", ".join(sorted(known)) or "none"
    return UserError(f"no channel {name!r} in {config.path}; there are: {there}{did_you_mean(name, known)}")


class Due(NamedTuple):
    """The site's issues, those that are due, the problems with finding these, and those that have lately become too old."""

    everything: Sequence[Header]
    issues: tuple[Issue, ...]
    problems: list[Problem]
    past: tuple[Header, ...] = ()


def issues_with(problems: Sequence[Problem], everything: Sequence[Header]) -> list[Header]:
    """Return the issues whose files have one of the problems."""
    faulty = {problem.path for problem in problems}
    return [issue for issue in everything if issue.path in faulty]


def unrecorded(problems: Sequence[Problem], everything: Sequence[Header], history: History) -> list[Problem]:
    """Return the problems with finding what is due, without those of issues that are on record with this file."""
    recorded = {
        issue.path for issue in issues_with(problems, everything) if history.has_path(issue.id, issue.path)
    }
    return [problem for problem in problems if problem.path not in recorded]


def missed(
    past: Sequence[Header], channels: Sequence[Channel], config: Config, history: History, now: datetime
) -> list[Problem]:
    """Return a problem for each issue that was put off to a time that is over, and became too old before it was posted."""
    found = []
    for issue in past:
        late = [
            (channel.name, held.until)
            for channel in channels
            if issue.language in config.languages(channel)
            and (held := history.hold(issue.id, channel.name).held)
            and held.until
            and held.until <= now
            and not history.publication(issue.id, channel.name, issue.language).newest
        ]
        if late:
            found.append(_missed_problem(issue, late))
    return found


def _missed_problem(issue: Header, late: Sequence[tuple[str, datetime]]) -> Problem:
    names, times = [name for name, _ in late], sorted({f"{until:%Y-%m-%d %H:%M}" for _, until in late})
    ends = ", ".join(f"`distribute release {issue.id} {name}`" for name in names)
    message = (
        f"it was put off until {', '.join(times)} UTC on {', '.join(names)}, was not posted then, and now is too old: "
        f"`distribute publish {issue.id} --old` posts it; {ends} {'gives' if len(names) == 1 else 'give'} it up"
    )
    return Problem("error", MISSED, message, issue.path)


class Selection(NamedTuple):
    """The issues and channels that a command works on: one issue in its languages, or all that are due.

    `everything` is all issues of the site, which show what recurs.
    """

    config: Config
    everything: Sequence[Header]
    family: Sequence[Issue]
    channels: Sequence[Channel]
    languages: Sequence[str] = ()
    chosen: bool = False  # whether the channels were named
    problems: Sequence[Problem] = ()  # with finding what is due
    past: Sequence[Header] = ()  # issues that have lately become too old to be due

    def question(self, *, unsettled: bool = False) -> Question:
        """Return the part of the ledger that a run needs; with `unsettled`, including every post in doubt."""
        from distribute.ledger.question import Question

        common = common_titles(self.everything)
        abouts = [known_by(issue, common) for issue in (*self.family, *kin_of(self.family, self.everything))]
        issues = (*self.family, *issues_with(self.problems, self.everything), *self.past)
        return Question(issues={issue.id for issue in issues}, abouts=abouts, unsettled=unsettled)


def find_due(config: Config, *, kept: bool = False) -> Due:
    """Find what is due: an issue is due if its date has come and is within `site.max_age`.

    With `kept`, the other issues may be headers that an earlier run kept; this is for commands that send nothing.
    """
    site = open_site(config)
    everything: Sequence[Header] = headers_of(site) if kept else site.issues()
    now = datetime.now(UTC)
    announced = {language for channel in config.channels for language in config.languages(channel)}

    longest = config.site.age_limit

    def age(issue: Header) -> timedelta | None:
        try:
            begun = since(issue, config, now)
        except UnknownAge:  # it may be due: the gates say what is missing
            return timedelta() if issue.language in announced else None
        return None if begun is None else now - begun

    ages = [(issue, old) for issue in everything if (old := age(issue)) is not None]
    due = tuple(issue.whole() for issue, old in ages if timedelta() <= old <= longest)
    past = tuple(issue for issue, old in ages if longest < old <= longest + _REMINDED)
    undated = (issue.whole() for issue in everything if issue.date is None and issue.language in announced)
    problems = [*pattern_problems(config, lambda pattern: any(matching(site.root, pattern)))]
    problems += filter(None, (undated_problem(issue, config, now) for issue in undated))
    return Due(everything, due, problems, past)
