"""The conditions for sending anything new: date, page and secrets."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from distribute.channel.interface import Channel
from distribute.channel.settings import NOT_TEXT, Duration
from distribute.config import Config
from distribute.issue import Issue
from distribute.problem import Problem, Severity
from distribute.publish.age import UnknownAge, since
from distribute.text.dates import date_in_name, parse_date

UNDATED: Final = "due-unknown"
NO_ISSUES: Final = "no-issues"
MISSED: Final = "time-missed"
# Problems that leave an issue without a date.
_LEAVES_NO_DATE = {"date", "front-matter", "internal-error", "unreadable", "unsupported"}
_LATE = timedelta(days=93)  # from the beginning of a month to the latest day on which its issue appears
_PAUSE = 10.0  # seconds between two requests for a page


def date_problems(issue: Issue, config: Config, now: datetime) -> Iterator[Problem]:
    """Yield the problems with an issue's date: older than `site.max_age`, in the future, or unknown."""
    line = issue.line_of("date")
    try:
        begun = since(issue, config, now)
    except UnknownAge as unknown:
        message = f"the translation has an old date: {unknown}; `publish --old` posts it whatever its age"
        yield Problem("error", "age-unknown", message, issue.path, line, "publishing")
        return
    if begun is None:
        if _is_of_long_ago(issue, config, now):
            message = (
                f"it has no date, but it is for {issue.covers[-1]}, which is longer ago than site.max_age "
                f"({config.site.max_age}): `publish --old` posts it anyway"
            )
            yield Problem("error", "too-old", message, issue.path, line, "publishing")
        return
    age = now - begun
    if age > config.site.age_limit:
        message = (
            f"it is {age.days} days old, more than site.max_age ({config.site.max_age}): "
            "`publish --old` posts it anyway"
        )
        yield Problem("error", "too-old", message, issue.path, line, "publishing")
    elif age < timedelta(0):
        message = f"it is dated in the future: `publish --due` posts it from {begun:%Y-%m-%d %H:%M %Z}"
        yield Problem("error", "not-yet-due", message, issue.path, line, "publishing")


def undated_problem(issue: Issue, config: Config, now: datetime) -> Problem | None:
    """Return the problem that an issue has no date and may be due; None if it is a draft, or an old day or month is known.

    With `site.issues`, every file is meant to be an issue, and this is an error. Without it, ordinary pages are read, too:
    a page without a date is not an issue, and a page that can't be read is a warning.
    """
    named, oldest = _named_date(issue, config), now - config.site.age_limit
    if issue.draft or (named and not oldest <= named <= now) or _is_of_long_ago(issue, config, now):
        return None
    wrong = next((problem for problem in issue.problems if problem.code in _LEAVES_NO_DATE), None)
    if not wrong and not config.site.issues:
        return None
    why, line = (wrong.message, wrong.line) if wrong else ("it has no date", 1)
    message = (
        f"it is unknown whether this issue is due: {why}. Correct it, mark it as a draft, leave it out of `site.issues`, "
        f"or record it as announced by `distribute seed {issue.path}`"
    )
    return Problem("error" if config.site.issues else "warning", UNDATED, message, issue.path, line)


def _is_of_long_ago(issue: Issue, config: Config, now: datetime) -> bool:
    """Return whether an issue is for a month so long ago that it is too old, even if it appeared late."""
    if not issue.covers:
        return False
    begun = datetime.fromisoformat(f"{issue.covers[-1]}-01T00:00+00:00")
    return now - begun > config.site.age_limit + _LATE


def _named_date(issue: Issue, config: Config) -> datetime | None:
    """Return the date in the name of an issue's file, None if there is none or no such day."""
    try:
        return parse_date(date_in_name(issue.path.rpartition("/")[2].rpartition(".")[0]), config.zone)
    except ValueError:
        return None


def pattern_problems(config: Config, found: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a problem for each pattern of `site.issues` without a file; an error if no pattern has one."""
    asked = config.site.issues or ()
    patterns = (asked,) if isinstance(asked, str) else asked
    empty = [pattern for pattern in patterns if not found(pattern)]
    for pattern in empty:
        message = f"site.issues: no file matches {pattern!r}: set it to where the issues are"
        yield Problem(
            "error" if len(empty) == len(patterns) else "warning", NO_ISSUES, message, config.path.name
        )


def due(issue: Issue, channel: Channel, config: Config) -> datetime | None:
    """Return when `issue` may be posted on `channel`: on its date, not before the channel's hour (`at`).

    The hour is in `site.timezone`, else in UTC. Where the former is not set, midnight in the zone of a date may belong to
    the day before in UTC: the day is the later of the two, so that the issue still waits for the hour.
    """
    if issue.date is None:
        return None
    day = issue.date.astimezone(config.zone).date()
    day = day if config.site.timezone else max(day, issue.date.date())
    at = datetime.fromisoformat(f"{day}T{channel.at or '00:00'}").replace(tzinfo=config.zone)
    # In UTC: Python compares times of one zone by their local time, which is wrong when clocks are turned back.
    return max(issue.date.astimezone(UTC), at.astimezone(UTC))


def hour_problem(channel: Channel, when: datetime, config: Config) -> Problem:
    """Return the problem that it is not yet the channel's hour; it stops only that channel."""
    message = (
        f"{channel.name}: `publish --due` posts it from {when.astimezone(config.zone):%Y-%m-%d %H:%M %Z} "
        f"(`at: {channel.at}`); `--allow not-yet-due` posts it at once"
    )
    return Problem("error", "not-yet-due", message, config.path.name, 0, "publishing", channel.name)


def secret_problems(channels: Sequence[Channel], config: Config) -> Iterator[Problem]:
    """Yield one problem per channel that names the secrets missing from the environment, or says what is wrong with them."""
    for channel in channels:
        if wrong := secret_error(channel):
            rest = "" if channel.required else ": the channel will be skipped"
            message = f"{channel.name}: {wrong}{rest}"
            severity: Severity = "error" if channel.required else "warning"
            yield Problem(severity, "secret", message, config.path.name, 0, "publishing", channel.name)


def secret_error(channel: Channel) -> str:
    """Return what a channel lacks to post: a setting of the user's own, or a secret that can be used; "" if nothing."""
    unchanged, names = unchanged_error(channel), missing_secrets(channel)
    missing = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not set" if names else ""
    if missing or unchanged:
        return "; ".join(filter(None, (missing, unchanged)))
    odd = [f"{secret!r} {NOT_TEXT}" for secret in channel.secrets.values() if not secret.is_text]
    return "; ".join(odd or channel.secret_errors())


def unchanged_error(channel: Channel) -> str:
    """Return which settings still have the values that `init` writes; "" if none has."""
    left = ", ".join(f"{name}: {value}" for name, value in channel.unchanged.items())
    return f"put in your own value for `{left}`" if left else ""


def missing_secrets(channel: Channel) -> list[str]:
    """Return the channel's `$NAME`s that have no value in the environment."""
    return [repr(secret) for secret in channel.secrets.values() if not secret.is_set]


def page_problem(
    issue: Issue,
    wait: float,
    stop: threading.Event,
    say: Callable[[str], None] = lambda _: None,
    *,
    home: str,
) -> Problem | None:
    """Return what is wrong with the issue's page, trying again for `wait` seconds; None if it is live.

    `home` is the site's own address, the only one that may be on a private network.
    While waiting, it passes the reason to `say`, once and whenever it changes.
    """
    from distribute.publish.live_page import wrong_with

    until, told = time.monotonic() + wait, ""
    while (wrong := wrong_with(issue.url, issue.title, home)) and not stop.is_set():
        left = until - time.monotonic()
        if left <= 0:
            break
        if wrong != told:
            say(f"waiting up to {Duration(round(left))} more: {issue.url} {wrong}")
            told = wrong
        stop.wait(min(_PAUSE, left))
    if not wrong:
        return None
    message = f"{issue.url} {wrong}: wait for it with `--wait 10m`, or skip this check with `--not-live`"
    return Problem("error", "not-live", message, issue.path, 0, "publishing")
