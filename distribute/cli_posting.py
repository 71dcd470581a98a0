"""The commands that post, and those that know what was posted."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from distribute.cli import (
    Exit,
    Failure,
    Settings,
    distribute,
    everywhere,
    find_issue,
    readiness,
    wanted_languages,
)
from distribute.config import Config
from distribute.issue import Issue
from distribute.mistake import Mistake
from distribute.secret import Duration

if TYPE_CHECKING:
    from distribute.channel import Channel
    from distribute.ledger import Key, Ledger
    from distribute.ledger.history import History, Post
    from distribute.plan import Plan
    from distribute.publishing import Wishes


class _Duration(click.ParamType[Duration]):
    """`10m`, as an option."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Duration:
        """Read it, or fail as click does."""
        if isinstance(value, Duration):
            return value
        try:
            return Duration.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@distribute.command()
@click.argument("issue", required=False)
@click.option("--due", is_flag=True, help="Every issue and translation whose date has come.")
@click.option("--channel", "names", multiple=True, metavar="NAME", help="Only this channel; may be repeated.")
@click.option("--except", "leave_out", multiple=True, metavar="NAME", help="All channels but this one.")
@click.option("--language", "languages", multiple=True, metavar="LANG", help="Only this language.")
@click.option(
    "--dry-run", is_flag=True, help="Show what would be posted: no network, no secrets, nothing written."
)
@click.option("--with-ledger", is_flag=True, help="With --dry-run: ask a remote ledger too.")
@click.option(
    "--wait", type=_Duration(), default=Duration(0), help="How long to wait for the page, such as 10m."
)
@click.option("--old", is_flag=True, help="Post it though it is older than site.max_age.")
@click.option("--not-live", is_flag=True, help="Post it without looking whether its page is there.")
@click.option("--allow", multiple=True, metavar="CODE", help="Post it in spite of a problem with this code.")
@click.option("--approved", multiple=True, metavar="DIGEST", help="Post only texts with these digests.")
@click.option("--new-ledger", is_flag=True, help="Make the ledger where there is none.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@everywhere
@click.pass_obj
def publish(settings: Settings, /, issue: str | None, **options: Any) -> int:
    """Post ISSUE (an id, month, date, path or URL) on every channel that has not had it."""
    from distribute.plan import wanted_channels

    if bool(issue) == options["due"]:
        msg = (
            "which issue? `distribute publish 2020-11 --dry-run`, or `--due`; `distribute issues` lists them"
        )
        raise Failure(msg)
    config = settings.load()
    channels = wanted_channels(config, options["names"], options["leave_out"])
    if issue:
        everything, family = find_issue(config, issue)
        family = wanted_languages(family, options["languages"])
    else:
        everything, family = _due(config)
        if not family:
            click.echo("nothing is due")
            return Exit.OK
    if options["dry_run"]:
        return dry_run(settings, config, everything, family, channels, options)
    from distribute.publishing import Wishes

    wishes = Wishes(
        old=options["old"],
        not_live=options["not_live"],
        wait=options["wait"],
        allow=options["allow"],
        approved=options["approved"],
    )
    return _run(settings, config, everything, family, channels, options, wishes)


@distribute.command()
@click.argument("issue")
@click.argument("channel")
@click.option("--because", required=True, metavar="TEXT", help="Why it is said again; it is kept on record.")
@click.option("--key", default="", metavar="KEY", help="Asks for the same re-post, however often it is run.")
@click.option("--language", "languages", multiple=True, metavar="LANG", help="Only this language.")
@click.option("--dry-run", is_flag=True, help="Show what would be posted.")
@click.option("--not-live", is_flag=True, help="Post it without looking whether its page is there.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@everywhere
@click.pass_obj
def repost(settings: Settings, /, issue: str, channel: str, because: str, key: str, **options: Any) -> int:
    """Post ISSUE once more on CHANNEL, though it went out there before."""
    from distribute.deliver import Repost
    from distribute.plan import wanted_channels
    from distribute.publishing import Wishes

    config = settings.load()
    channels = wanted_channels(config, (channel,))
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, options["languages"])
    if options["dry_run"]:
        return dry_run(settings, config, everything, family, channels, options, command="repost")
    wishes = Wishes(old=True, not_live=options["not_live"], repost=Repost(because, key))
    return _run(settings, config, everything, family, channels, options, wishes)


def foresee(
    config: Config,
    everything: Sequence[Issue],
    family: Sequence[Issue],
    channels: Sequence[Channel],
    options: dict[str, Any],
    *,
    anew: bool = False,
) -> tuple[Plan, str]:
    """Return the plan, and whether the ledger was consulted for it; `anew` is for a re-post."""
    from distribute.ledgers import ledger_for_preview
    from distribute.plan import plan

    history, consulted = None, "not consulted"
    try:
        ledger = _ledger(config) if options.get("with_ledger") else ledger_for_preview(config)
        if ledger:
            history, consulted = _history(ledger), "consulted"
    except Mistake as error:  # a preview is worth having all the same
        click.echo(f"warning: {error}", err=True)
    known = None if anew else history
    return plan(
        config, family, everything, channels, languages=options["languages"], history=known
    ), consulted


def dry_run(
    settings: Settings,
    config: Config,
    everything: Sequence[Issue],
    family: Sequence[Issue],
    channels: Sequence[Channel],
    options: dict[str, Any],
    *,
    command: str = "publish",
) -> int:
    """Show the plan: deliver is never reached."""
    from distribute.show import plan_json, plan_text, write_json

    planned, consulted = foresee(config, everything, family, channels, options, anew=command == "repost")
    approved = options.get("approved") or ()
    code = readiness(planned.problems)
    if approved and any(post.draft and post.draft.digest not in approved for post in planned.planned):
        code = Exit.NOT_READY
    if settings.json:
        write_json(plan_json(planned, command=command, dry_run=True, exit_code=code, ledger=consulted))
    else:
        plan_text(planned, sys.stdout, ledger=consulted, quiet=settings.quiet, verbose=settings.verbose)
    return code


def _run(
    settings: Settings,
    config: Config,
    everything: Sequence[Issue],
    family: Sequence[Issue],
    channels: Sequence[Channel],
    options: dict[str, Any],
    wishes: Wishes,
) -> int:
    """Deliver the plan and say what came of it."""
    from distribute.plan import plan
    from distribute.publishing import publish as run
    from distribute.publishing import read_back
    from distribute.show import ledger_text, plan_json, result_text, write_json

    ledger = _ledger(config, make=options.get("new_ledger", False))
    history = _history(ledger)
    looked = [] if wishes.repost else read_back(config, family, channels, history, ledger)
    if looked:
        history = _history(ledger)
    known = None if wishes.repost else history  # a re-post is composed anew
    planned = plan(config, family, everything, channels, languages=options["languages"], history=known)
    ask = _asker(settings, yes=options["yes"])
    result = run(config, planned, history, ledger, wishes, ask=ask, looked=looked)
    if settings.json:
        answer = plan_json(
            result.plan,
            command="repost" if wishes.repost else "publish",
            dry_run=False,
            exit_code=result.exit_code,
            ledger="consulted",
        )
        write_json(answer)
        if result.ledger_error:
            ledger_text(result.plan, sys.stderr, result.ledger_error)
    else:
        result_text(
            result.plan,
            sys.stdout,
            closed=result.closed,
            ledger_error=result.ledger_error,
            quiet=settings.quiet,
        )
    return result.exit_code


def _asker(settings: Settings, *, yes: bool) -> Any:
    """Return what asks a person on a terminal, with the posts before their eyes; elsewhere it says yes."""
    from distribute.show import plan_text

    def ask(plan: Plan) -> bool:
        if yes or settings.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return True
        plan_text(plan, sys.stdout, ledger="consulted", quiet=True, dry=False)
        return click.confirm("Post this?")

    return ask


def _due(config: Config) -> tuple[list[Issue], tuple[Issue, ...]]:
    """Return the site's issues, and those whose date has come and is not older than site.max_age."""
    from distribute.sites import open_site

    everything = open_site(config).issues()
    now = datetime.now(UTC)
    due = [
        issue
        for issue in everything
        if issue.date and 0 <= (now - issue.date).total_seconds() <= config.site.max_age
    ]
    return everything, tuple(due)


def _ledger(config: Config, *, make: bool = False) -> Ledger:
    """Return the ledger; a missing one is made only if a person says so."""
    from distribute.ledger import LedgerError
    from distribute.ledgers import NoLedger, create_ledger, open_ledger

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


def _history(ledger: Ledger) -> History:
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
    from distribute.show import post_json, table, write_json

    config = settings.load()
    history = _history(_ledger(config))
    posts = list(_posts(history, issue, channel))
    if settings.json:
        write_json({"version": 1, "command": "status", "deliveries": [post_json(*pair) for pair in posts]})
        return Exit.OK
    if not posts and not settings.quiet:
        click.echo("the ledger knows of nothing" + (f" about {issue}" if issue else ""))
    rows = []
    for post, seeded in posts:
        facts = post_json(post, seeded)
        where = (
            facts["receipt"]["url"] or facts["receipt"]["id"] if facts["receipt"] else facts["error"] or ""
        )
        rows.append((facts["key"], facts["state"], facts["at"] or "", where))
    table(rows, sys.stdout)
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
    ledger = _ledger(config)
    by_name = {each.name: each for each in config.channels}
    doubtful = [post for post, _ in _posts(_history(ledger), issue, channel) if post.state == "pending"]
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
    posts = list(doubtful) or [post for post, _ in _posts(_history(ledger), issue, channel)]
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
    outcomes = record(wanted, "announced before this ledger was begun", _ledger(config, make=True))
    if not settings.quiet:
        click.echo(
            f"recorded as announced: {len(outcomes)} posts of {len({issue.id for issue in chosen})} issues"
        )
    return Exit.OK
