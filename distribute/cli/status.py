"""The commands that read and correct the record: status, settle, seed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import chdir
from typing import TYPE_CHECKING, Any

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import Failure, Settings, distribute, everywhere, only_channels
from distribute.cli.lookup import find_issue, history_of, ledger_of, ledger_to_write
from distribute.errors import ExitCode

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.issue import Issue
    from distribute.ledger.events import Key
    from distribute.ledger.history import History, Post


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@everywhere
@click.pass_obj
def status(settings: Settings, issue: str, channel: str) -> int:
    """Show what the ledger records.

    Show everything, one ISSUE (an id or a KEY), or one CHANNEL.
    """
    from distribute.render.escape import safe
    from distribute.render.json import hold_json, post_json, write_json
    from distribute.render.terminal import table

    config = settings.load()
    history = history_of(ledger_of(config))
    issue = _named(config, history, issue, channel)
    posts = list(_posts(history, issue, channel))
    key = _key(issue)
    selection = (key.issue, key.channel) if key else (issue, channel)
    holds = [hold for hold in history.holds_of(selection[0]) if not hold[1] or selection[1] in {"", hold[1]}]
    counts = _counts(config, posts)
    needs_a_person = any(post.state == "pending" or post.duplicates for post, _ in posts)
    needs_a_person |= any(count.get("unknown") for count in counts.values())
    code = ExitCode.IN_DOUBT if needs_a_person else ExitCode.OK
    if settings.json:
        deliveries = [
            {**post_json(*pair), **({"counts": counts[pair[0].key]} if pair[0].key in counts else {})}
            for pair in posts
        ]
        held = [hold_json(*hold) for hold in holds]
        write_json({"version": 1, "command": "status", "exit": code, "deliveries": deliveries, "holds": held})
        return code
    if not posts and not holds and not settings.quiet:
        click.echo(f"the ledger has nothing about {issue}" if issue else "the ledger is empty")
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
    return code


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


def _named(config: Config, history: History, issue: str, channel: str) -> str:
    """Return the issue as the ledger names it; Failure for an issue or a channel that neither it nor the site knows."""
    from distribute.errors import did_you_mean

    recorded = {publication.issue for publication in history.publications.values()} | {
        hold[0] for hold in history.holds_of()
    }
    channels = {publication.channel for publication in history.publications.values()} | {
        one.name for one in config.channels
    }
    if channel and channel not in channels:
        there = ", ".join(sorted(channels))
        raise Failure(
            f"no channel {channel!r} in {config.path}; there are: {there}{did_you_mean(channel, channels)}"
        )
    if not issue or issue in recorded or _key(issue):
        return issue
    return find_issue(config, issue)[1][0].id


def _posts(history: History, issue: str, channel: str) -> Iterable[tuple[Post, bool]]:
    """Yield the selected posts, and whether each was seeded."""
    key = _key(issue)
    for publication in history.publications.values():
        for number, each in sorted(publication.rounds.items()):
            posts = list(each.posts.values()) or [publication.post(number, "1")]
            for post in posts:
                named = post.key == key if key else not issue or publication.issue == issue
                if named and (not channel or publication.channel == channel):
                    yield post, each.seeded is not None


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
def settle(settings: Settings, /, issue: str, channel: str, posted: str | None, **options: Any) -> int:
    """Settle posts that are in doubt.

    Read them back, or record your answer about one post (ISSUE CHANNEL, or a KEY).
    """
    import msgspec

    from distribute.channel.interface import Channel
    from distribute.deliver.reconcile import channel_of, read_back
    from distribute.deliver.records import record_human_verdict
    from distribute.errors import worst
    from distribute.render.json import outcome_json, write_json
    from distribute.render.terminal import outcome_line

    not_posted = options["not_posted"]
    config = settings.load()
    ledger = ledger_to_write(config)
    history = history_of(ledger)
    issue = _named(config, history, issue, channel)
    doubtful = [post for post, _ in _posts(history, issue, channel) if post.state == "pending"]
    if posted or not_posted:
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
        write_json({"version": 1, "command": "settle", "exit": code, "deliveries": found})
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
    from distribute.errors import worst
    from distribute.ledger.newsletter import about_of
    from distribute.publish.plan import other_files, wanted_channels
    from distribute.render.json import outcome_json, write_json
    from distribute.render.terminal import outcome_line
    from distribute.sites.registry import open_site
    from distribute.text.dates import parse_date

    if bool(issues) == bool(before):
        raise Failure("which issues? name them, or give `--before 2024-01-01`")
    config = settings.load()
    chosen: list[Issue] = []
    everything: Sequence[Issue] = ()
    if before:
        try:
            day = parse_date(before)
        except ValueError as error:
            raise Failure(str(error)) from None
        everything = open_site(config).issues()
        chosen = [issue for issue in everything if issue.date and issue.date < day]
    for query in issues:
        everything, family = find_issue(config, query)
        chosen += family
    ledger = ledger_to_write(config, make=True)
    history = history_of(ledger)
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
        write_json({"version": 1, "command": "seed", "exit": code, "deliveries": told})
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
