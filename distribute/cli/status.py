"""The commands that read and correct the record: status, settle, seed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import chdir
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import (
    Failure,
    Settings,
    distribute,
    everywhere,
    only_channels,
    several_settings,
)
from distribute.cli.lookup import find_issue, history_of, ledger_of, ledger_to_write
from distribute.errors import ExitCode, UserError, worst

if TYPE_CHECKING:
    from pathlib import Path

    from distribute.config import Config
    from distribute.issue import Header, Issue
    from distribute.ledger.events import Held, Key, Ledger
    from distribute.ledger.history import History, Post, Round
    from distribute.ledger.question import Question


class _Recorded(NamedTuple):
    """What the ledger records: the posts, each with whether it was seeded, the counts of mailings, and the holds."""

    posts: list[tuple[Post, bool]]
    counts: dict[Key, dict[str, int]]
    holds: list[tuple[str, str, Held]]

    @property
    def code(self) -> ExitCode:
        """IN_DOUBT if a person is needed, else OK."""
        needs_a_person = any(post.state == "pending" or post.duplicates for post, _ in self.posts)
        needs_a_person |= any(count.get("unknown") for count in self.counts.values())
        return ExitCode.IN_DOUBT if needs_a_person else ExitCode.OK

    def json(self) -> dict[str, Any]:
        """Return it for the JSON output."""
        from distribute.render.json import hold_json, post_json

        deliveries = [
            {
                **post_json(*pair),
                **({"counts": self.counts[pair[0].key]} if pair[0].key in self.counts else {}),
            }
            for pair in self.posts
        ]
        return {"deliveries": deliveries, "holds": [hold_json(*hold) for hold in self.holds]}


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option(
    "--since", metavar="DATE", help="Show only what was recorded since this day, and what is in doubt."
)
@several_settings
@everywhere
@click.pass_obj
def status(settings: Settings, issue: str, channel: str, since: str | None, paths: tuple[Path, ...]) -> int:
    """Show what the ledger records.

    Show everything, one ISSUE (an id or a KEY), or one CHANNEL. Of several newsletters, show everything and how much
    it is in all.
    """
    from distribute.config import load
    from distribute.render.json import write_answer

    first = None if since is None else _day(since)
    if len(paths) > 1:
        return _status_of_several(settings, paths, issue, first)
    config = load(paths[0]) if paths else settings.load()
    recorded = _recorded(config, ledger_of(config), issue, channel, first)
    if settings.json:
        write_answer("status", recorded.code, **recorded.json())
    else:
        _show(recorded, _nothing(issue, first), quiet=settings.quiet)
    return recorded.code


def _status_of_several(settings: Settings, paths: Iterable[Path], issue: str, since: datetime | None) -> int:
    """Show what the ledgers of several newsletters record; an error in one doesn't keep the others from being shown."""
    from distribute.config import load
    from distribute.render.escape import safe
    from distribute.render.json import post_json, write_answer

    if issue:
        raise Failure("an issue is that of one newsletter: give --config once")
    codes: list[int] = []
    told: list[dict[str, Any]] = []
    totals: Counter[str] = Counter()
    for path in dict.fromkeys(paths):
        try:
            config = load(path)
            ledger = ledger_of(config)
            recorded = _recorded(config, ledger, "", "", since)
        except UserError as error:
            click.echo(safe(f"distribute: {error}"), err=True)
            codes.append(error.exit_code)
            continue
        codes.append(recorded.code)
        totals.update(post_json(*pair)["state"] for pair in recorded.posts)
        told.append({"newsletter": ledger.identity, **recorded.json()})
        if not settings.json:
            click.echo(safe(f"{ledger.identity} ({path})"))
            _show(recorded, _nothing("", since), quiet=settings.quiet)
    code = worst(codes)
    if settings.json:
        write_answer("status", code, newsletters=told, totals=totals)
    else:
        counts = ", ".join(f"{count:,} {state}" for state, count in sorted(totals.items()))
        click.echo(f"in all: {counts or 'nothing'}")
    return code


def _recorded(config: Config, ledger: Ledger, issue: str, channel: str, since: datetime | None) -> _Recorded:
    """Return what is recorded about everything, one issue, or one channel; of all this, since a time if one is given."""
    from distribute.ledger.question import Question

    about = Question(unsettled=True, since=since) if since else None
    issue, history = _found(config, ledger, issue, channel, about)
    posts = list(_posts(history, issue, channel, since))
    key = _key(issue)
    selection = (key.issue, key.channel) if key else (issue, channel)
    holds = [
        (number, name, hold)
        for number, name, hold in history.holds_of(selection[0], now=datetime.now(UTC))
        if (not name or selection[1] in {"", name}) and (since is None or hold.at >= since)
    ]
    return _Recorded(posts, _counts(config, posts), holds)


def _nothing(issue: str, since: datetime | None) -> str:
    """Return what to say if there is nothing to show."""
    if not issue and since is None:
        return "the ledger is empty"
    about = f" about {issue}" if issue else ""
    return f"the ledger has nothing{about}" + (f" since {since:%Y-%m-%d}" if since else "")


def _show(recorded: _Recorded, nothing: str, *, quiet: bool) -> None:
    """Write it as people read it, or `nothing`, with the commands that settle doubts and end holds."""
    from distribute.render.escape import safe
    from distribute.render.json import post_json
    from distribute.render.terminal import table

    posts, counts, holds = recorded
    if not posts and not holds and not quiet:
        click.echo(nothing)
    rows = []
    for post, seeded in posts:
        facts = post_json(post, seeded)
        where = (
            facts["receipt"]["url"] or facts["receipt"]["id"] if facts["receipt"] else facts["error"] or ""
        )
        twice = "".join(f"; TWICE, also at {one.url or one.id}" for one in post.duplicates)
        rows.append((facts["key"], facts["state"], facts["at"] or "", where + twice))
    table(rows, sys.stdout)
    for post in (post for post, _ in posts if post.state == "pending"):
        words = f"distribute settle {post.key.issue} {post.key.channel}"
        click.echo(safe(f"{post.key} is in doubt: `{words}` looks for it"))
    for key, count in counts.items():
        click.echo(safe(f"{key}: {', '.join(f'{name} {number:,}' for name, number in count.items())}"))
    for number, name, hold in holds:
        ends = f"`{' '.join(filter(None, ('distribute release', number, name)))}` ends it"
        click.echo(safe(f"{number} on {name or 'every channel'}: {hold.words}; {ends}"))


def _counts(config: Config, posts: Iterable[tuple[Post, bool]]) -> dict[Key, dict[str, int]]:
    """Return how many copies are in which state, of each post that has many."""
    channels = {channel.name: channel for channel in config.channels}
    with chdir(config.path.parent):
        found = {
            post.key: channels[post.key.channel].counts(post.token)
            for post, _ in posts
            if post.token and post.key.channel in channels
        }
    return {key: counts for key, counts in found.items() if counts}


def _found(
    config: Config, ledger: Ledger, issue: str, channel: str, about: Question | None
) -> tuple[str, History]:
    """Return the issue as the ledger names it, and what is recorded about it.

    If none is named, return what is recorded about those that a question is `about`, or about all. Failure for an issue
    or a channel that neither the ledger nor the site knows.
    """
    from distribute.ledger.question import Question, history_about

    _require_channel(config, ledger, channel)
    if not issue:
        return issue, history_about(ledger, about) if about else history_of(ledger)
    key = _key(issue)
    history = history_about(ledger, Question(issues=[key.issue if key else issue]))
    recorded = {publication.issue for publication in history.publications.values()} | {
        hold[0] for hold in history.holds_of(now=datetime.now(UTC))
    }
    if issue in recorded or key:
        return issue, history
    issue = find_issue(config, issue)[1][0].id
    return issue, history_about(ledger, Question(issues=[issue]))


def _require_channel(config: Config, ledger: Ledger, channel: str) -> None:
    """Raise UserError if neither the site nor the ledger knows the channel."""
    from distribute.publish.selection import no_channel

    known = {one.name for one in config.channels}
    if not channel or channel in known:
        return
    known |= {publication.channel for publication in history_of(ledger).publications.values()}
    if channel not in known:
        raise no_channel(channel, known, config)


def _posts(
    history: History, issue: str, channel: str, since: datetime | None = None
) -> Iterable[tuple[Post, bool]]:
    """Yield the selected posts, and whether each was seeded.

    With `since`, leave out posts that are not in doubt and about which nothing was recorded since then.
    """
    key = _key(issue)
    for publication in history.publications.values():
        for number, each in sorted(publication.rounds.items()):
            posts = list(each.posts.values()) or [publication.post(number, "1")]
            for post in posts:
                named = post.key == key if key else not issue or publication.issue == issue
                shown = since is None or post.state == "pending" or _is_since(since, each, post)
                if named and shown and (not channel or publication.channel == channel):
                    yield post, each.seeded is not None


def _is_since(since: datetime, each: Round, post: Post) -> bool:
    """Return whether anything about a post of this round was recorded since then."""
    first = each.seeded or each.composed
    times = (post.last, first.at if first else None)
    return any(at is not None and at >= since for at in times)


def _day(text: str) -> datetime:
    """Return the time at which a day begins; Failure if the text is not a date."""
    from distribute.text.dates import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise Failure(str(error)) from None


def _key(text: str) -> Key | None:
    from distribute.ledger.events import Key

    try:
        return Key.parse(text)
    except ValueError:
        return None


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--posted", metavar="URL", help="Record that the post exists at this address.")
@click.option("--not-posted", is_flag=True, help="Record that the post does not exist and may be sent again.")
@everywhere
@click.pass_obj
def settle(settings: Settings, issue: str, channel: str, *, posted: str | None, not_posted: bool) -> int:
    """Settle posts that are in doubt.

    Read them back, or record your answer about one post (ISSUE CHANNEL, or a KEY).
    """
    import msgspec

    from distribute.channel.interface import Channel
    from distribute.deliver.reconcile import channel_of, read_back
    from distribute.deliver.records import record_human_verdict
    from distribute.ledger.question import Question
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line

    is_posted = posted is not None
    if is_posted and not_posted:
        raise Failure("--posted and --not-posted contradict each other: give one of them")
    config = settings.load()
    ledger = ledger_to_write(config)
    is_answer = is_posted or not_posted
    about = None if is_answer else Question(unsettled=True)
    issue, history = _found(config, ledger, issue, channel, about)
    doubtful = [post for post, _ in _posts(history, issue, channel) if post.state == "pending"]
    if is_answer:  # an empty address, as of a variable that is not set, is a mistake
        key = _one_meant(history, issue, channel, doubtful)
        target = history.publication(key.issue, key.channel, key.language).round(key.round).target
        known = channel_of(config, key.channel, target) or Channel(name=key.channel, use="")
        try:
            with chdir(config.path.parent):
                outcomes = [
                    record_human_verdict(
                        msgspec.structs.replace(known, name=key.channel), key, posted, ledger
                    )
                ]
        except (LookupError, ValueError) as error:
            raise Failure(str(error)) from None
    else:
        meant = [post.key for post, _ in _posts(history, issue, channel)]
        issues, channels = {key.issue for key in meant}, {key.channel for key in meant}
        outcomes = read_back(config, history, ledger, issues=issues, channels=channels) if meant else []
    # Not being there is what was to be found out, not a failure.
    code = worst(
        outcome.exit_code for outcome in outcomes if outcome.state != "not-posted" or outcome.ledger_error
    )
    if settings.json:
        found = [outcome_json(outcome) for outcome in outcomes]
        write_answer("settle", code, deliveries=found)
        return code
    if not outcomes and not doubtful:
        click.echo("nothing is in doubt")
    for outcome in outcomes:
        click.echo(outcome_line(outcome))
    return code


def _one_meant(history: History, issue: str, channel: str, doubtful: Sequence[Post]) -> Key:
    """Return the one post that the answer is about; Failure if there is none or several."""
    if key := _key(issue):
        return key
    posts = list(doubtful) or [post for post, _ in _posts(history, issue, channel)]
    if len(posts) != 1 or not issue:
        listed = ", ".join(str(post.key) for post in posts) or "none"
        raise Failure(f"which post? name one by its key: {listed}")
    return posts[0].key


@distribute.command()
@click.argument("issues", shell_complete=issue_names, nargs=-1)
@click.option("--before", metavar="DATE", help="Choose all issues dated before this day.")
@only_channels
@everywhere
@click.pass_obj
def seed(settings: Settings, issues: tuple[str, ...], before: str | None, names: tuple[str, ...]) -> int:
    """Record ISSUES as announced earlier, without posting.

    Use it with a new ledger, so that old issues are not announced again.
    """
    from distribute.deliver.outcome import DeliveryRequest
    from distribute.deliver.records import seed as record
    from distribute.ledger.newsletter import about_of
    from distribute.ledger.question import Question, history_about
    from distribute.publish.relations import other_files
    from distribute.publish.selection import wanted_channels
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line
    from distribute.sites.registry import open_site

    if bool(issues) == bool(before):
        raise Failure("which issues? name them, or give `--before 2024-01-01`")
    config = settings.load()
    chosen: list[Issue] = []
    everything: Sequence[Header] = ()
    if before:
        day = _day(before)
        everything = open_site(config).issues()
        chosen = [issue for issue in everything if issue.date and issue.date < day]
    for query in issues:
        everything, family = find_issue(config, query)
        chosen += family
    ledger = ledger_to_write(config, make=True)
    history = history_about(ledger, Question(issues={issue.id for issue in chosen}))
    wanted = [
        DeliveryRequest(
            channel=channel,
            issue=issue.id,
            language=history.recorded_language(
                issue.id, issue.language, about_of(issue), other_files(issue, everything)
            ),
            about=about_of(issue),
        )
        for issue in chosen
        for channel in wanted_channels(config, names)
        if issue.language in config.languages(channel)
    ]
    outcomes = record(wanted, "announced before this ledger was begun", ledger)
    code = worst(outcome.exit_code for outcome in outcomes)
    recorded = [outcome for outcome in outcomes if outcome.done]
    if settings.json:
        told = [outcome_json(outcome) for outcome in outcomes]
        write_answer("seed", code, deliveries=told)
        return code
    if not settings.quiet:
        issues_recorded = {outcome.key.issue for outcome in recorded}
        posts, numbers = _count(len(recorded), "post"), _count(len(issues_recorded), "issue")
        click.echo(f"recorded as announced: {posts} of {numbers}")
    for outcome in outcomes:
        if not outcome.done:
            click.echo(outcome_line(outcome))
    return code


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
