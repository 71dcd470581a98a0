"""The commands that know what was posted."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from distribute.cli import Exit, Failure, Settings, distribute, everywhere, find_issue
from distribute.config import Config
from distribute.issue import Issue

if TYPE_CHECKING:
    from distribute.ledger import Key, Ledger
    from distribute.ledger.history import History, Post


def ledger_of(config: Config, *, make: bool = False) -> Ledger:
    """Return the ledger; a missing one is made only if a person says so."""
    from distribute.ledger import LedgerError, NoLedger
    from distribute.ledgers import create_ledger, open_ledger

    try:
        return open_ledger(config)
    except NoLedger as missing:
        if not make:
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise
            click.echo(f"{missing}.", err=True)
            if not click.confirm("Make a new ledger now?"):
                raise Failure("nothing was sent", Exit.LEDGER) from None
    try:
        return create_ledger(config)
    except LedgerError as error:
        try:
            return open_ledger(config)  # another run was quicker to make it
        except NoLedger:
            raise error from None


def history_of(ledger: Ledger) -> History:
    """Return what the whole ledger adds up to."""
    from distribute.ledger.history import fold

    return fold(ledger.read())


@distribute.command()
@click.argument("issue", required=False, default="")
@click.argument("channel", required=False, default="")
@everywhere
@click.pass_obj
def status(settings: Settings, issue: str, channel: str) -> int:
    """Say what the ledger knows: of everything, of ISSUE (an id or a KEY), of one CHANNEL."""
    from distribute.show import hold_json, post_json, safe, table, write_json

    config = settings.load()
    history = history_of(ledger_of(config))
    posts = list(_posts(history, issue, channel))
    key = _key(issue)
    asked = (key.issue, key.channel) if key else (issue, channel)
    holds = [hold for hold in history.holds_of(asked[0]) if not hold[1] or asked[1] in {"", hold[1]}]
    if settings.json:
        deliveries = [post_json(*pair) for pair in posts]
        held = [hold_json(*hold) for hold in holds]
        write_json({"version": 1, "command": "status", "deliveries": deliveries, "holds": held})
        return Exit.OK
    if not posts and not holds and not settings.quiet:
        click.echo("the ledger knows of nothing" + (f" about {issue}" if issue else ""))
    rows = []
    for post, seeded in posts:
        facts = post_json(post, seeded)
        where = (
            facts["receipt"]["url"] or facts["receipt"]["id"] if facts["receipt"] else facts["error"] or ""
        )
        rows.append((facts["key"], facts["state"], facts["at"] or "", where))
    table(rows, sys.stdout)
    for number, name, hold in holds:
        click.echo(safe(f"{number} on {name or 'every channel'}: {hold.words}"))
    return Exit.IN_DOUBT if any(post.state == "pending" for post, _ in posts) else Exit.OK


def _posts(history: History, issue: str, channel: str) -> Iterable[tuple[Post, bool]]:
    """Yield the posts that are meant, and whether each was seeded."""
    key = _key(issue)
    for story in history.stories.values():
        for number, each in sorted(story.rounds.items()):
            posts = list(each.posts.values()) or [story.post(number, "1")]
            for post in posts:
                named = post.key == key if key else not issue or story.issue == issue
                if named and (not channel or story.channel == channel):
                    yield post, each.seeded is not None


def _key(text: str) -> Key | None:
    from distribute.ledger import Key

    try:
        return Key.parse(text)
    except ValueError:
        return None


@distribute.command()
@click.argument("issue", required=False, default="")
@click.argument("channel", required=False, default="")
@click.option("--posted", metavar="URL", help="It is there, at this address.")
@click.option("--not-posted", is_flag=True, help="It is not there: it may be sent again.")
@everywhere
@click.pass_obj
def settle(settings: Settings, /, issue: str, channel: str, posted: str | None, **options: Any) -> int:
    """Read back what is in doubt, or take a person's word on one post (ISSUE CHANNEL, or a KEY)."""
    from distribute.deliver import Announcement, take_word, worst
    from distribute.publishing import deliver_here
    from distribute.show import outcome_json, outcome_line, write_json

    not_posted = options["not_posted"]
    config = settings.load()
    ledger = ledger_of(config)
    by_name = {each.name: each for each in config.channels}
    doubtful = [post for post, _ in _posts(history_of(ledger), issue, channel) if post.state == "pending"]
    if posted or not_posted:
        key = _one_meant(ledger, issue, channel, doubtful)
        if key.channel not in by_name:
            raise Failure(f"{config.path} has no channel {key.channel!r}")
        try:
            outcomes = [take_word(by_name[key.channel], key, posted, ledger)]
        except LookupError as error:
            raise Failure(str(error)) from None
    else:
        wanted = {
            (post.key.issue, post.key.channel, post.key.language): by_name[post.key.channel]
            for post in doubtful
            if post.key.channel in by_name
        }
        announcements = [
            Announcement(channel=each, issue=number, language=language)
            for (number, _, language), each in wanted.items()
        ]
        outcomes = deliver_here(config, announcements, ledger, threading.Event())
        for post in doubtful:
            if post.key.channel not in by_name:
                click.echo(f"{post.key}: in doubt, and {config.path} has no such channel any more", err=True)
    left = any(post.key.channel not in by_name for post in doubtful)
    # Not being there is what was to be found out, not a failure.
    code = worst(outcome for outcome in outcomes if outcome.state != "not-posted" or outcome.ledger_error)
    code = code or (Exit.IN_DOUBT if left else Exit.OK)
    if settings.json:
        found = [outcome_json(outcome) for outcome in outcomes]
        write_json({"version": 1, "command": "settle", "exit": code, "deliveries": found})
        return code
    if not outcomes and not doubtful:
        click.echo("nothing is in doubt")
    for outcome in outcomes:
        click.echo(outcome_line(outcome))
    return code


def _one_meant(ledger: Ledger, issue: str, channel: str, doubtful: Sequence[Post]) -> Key:
    """Return the one post that a person's word is about; Failure if there is none, or several."""
    if key := _key(issue):
        return key
    posts = list(doubtful) or [post for post, _ in _posts(history_of(ledger), issue, channel)]
    if len(posts) != 1 or not issue:
        listed = ", ".join(str(post.key) for post in posts) or "none"
        raise Failure(f"which post? name one by its key: {listed}")
    return posts[0].key


@distribute.command()
@click.argument("issues", nargs=-1)
@click.option("--before", metavar="DATE", help="Every issue dated before this day.")
@click.option(
    "--channel", "names", multiple=True, metavar="NAME", help="Only on this channel; may be repeated."
)
@everywhere
@click.pass_obj
def seed(settings: Settings, issues: tuple[str, ...], before: str | None, names: tuple[str, ...]) -> int:
    """Record ISSUES as announced long ago, without posting: a new ledger doesn't announce the archive."""
    from distribute.dates import parse_date
    from distribute.deliver import Announcement
    from distribute.deliver import seed as record
    from distribute.ledger import About
    from distribute.plan import wanted_channels
    from distribute.sites import open_site

    if bool(issues) == bool(before):
        raise Failure("which issues? name them, or give `--before 2024-01-01`")
    config = settings.load()
    chosen: list[Issue] = []
    if before:
        try:
            day = parse_date(before)
        except ValueError as error:
            raise Failure(str(error)) from None
        chosen = [issue for issue in open_site(config).issues() if issue.date and issue.date < day]
    for query in issues:
        chosen += find_issue(config, query)[1]
    wanted = [
        Announcement(
            channel=channel,
            issue=issue.id,
            language=issue.language,
            about=About(path=issue.path, url=issue.url, title=issue.title),
        )
        for issue in chosen
        for channel in wanted_channels(config, names)
        if issue.language in config.languages(channel)
    ]
    outcomes = record(wanted, "announced before this ledger was begun", ledger_of(config, make=True))
    if not settings.quiet:
        click.echo(
            f"recorded as announced: {len(outcomes)} posts of {len({issue.id for issue in chosen})} issues"
        )
    return Exit.OK
