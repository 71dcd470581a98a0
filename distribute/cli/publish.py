"""The commands that post, and their one `if` that doesn't."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import msgspec

from distribute.channel.interface import Channel
from distribute.channel.settings import Duration
from distribute.cli.group import Failure, Settings, distribute, everywhere
from distribute.cli.lookup import (
    find_issue,
    history_of,
    ledger_of,
    ledger_to_write,
    readiness,
    wanted_languages,
)
from distribute.config import Config
from distribute.errors import Exit, Mistake
from distribute.issue import Issue, language_code

if TYPE_CHECKING:
    from distribute.ledger.history import History
    from distribute.publish.planned import Plan
    from distribute.publish.run import Wishes


class Asked(msgspec.Struct, frozen=True):
    """What a command is about: one issue in its languages, or all that are due, on some channels."""

    config: Config
    everything: Sequence[Issue]
    family: Sequence[Issue]
    channels: Sequence[Channel]
    languages: Sequence[str] = ()
    chosen: bool = False  # whether the channels were named

    def plan(self, history: History | None = None, *, anew: bool = False) -> Plan:
        """Compose it, in the state that `history` knows it in; `anew` for a new round."""
        from distribute.publish.plan import plan

        return plan(
            self.config,
            self.family,
            self.everything,
            self.channels,
            languages=self.languages,
            history=history,
            anew=anew,
        )


_NEVER_SENT = {"same-id", "known-under-another-id"}


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
@click.option(
    "--language", "languages", multiple=True, type=language_code, metavar="LANG", help="Only this language."
)
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
@click.option(
    "--test-to", metavar="ADDRESS", help="Send it to this address alone, on no record; an email channel can."
)
@everywhere
@click.pass_obj
def publish(settings: Settings, /, issue: str | None, **options: Any) -> int:
    """Post ISSUE (an id, month, date, path or URL) on every channel that has not had it."""
    from distribute.publish.plan import wanted_channels

    if bool(issue) == options["due"]:
        msg = (
            "which issue? `distribute publish 2020-11 --dry-run`, or `--due`; `distribute issues` lists them"
        )
        raise Failure(msg)
    if options["test_to"] and (options["due"] or options["dry_run"]):
        msg = "--test-to sends one named issue: it goes with neither --due nor --dry-run"
        raise Failure(msg)
    config = settings.load()
    channels = wanted_channels(config, options["names"], options["leave_out"])
    if issue:
        everything, family = find_issue(config, issue)
        family = wanted_languages(family, options["languages"])
    else:
        everything, family = _due(config)
        if not family and (options["dry_run"] or not _has_ledger(config)):
            return _nothing_due(settings, dry=options["dry_run"])
    chosen = bool(options["names"] or options["leave_out"])
    asked = Asked(config, everything, family, channels, options["languages"], chosen)
    if options["test_to"]:
        return _send_tests(settings, asked, options["test_to"])
    if options["dry_run"]:
        said = {name: options[name] for name in ("approved", "allow", "with_ledger")}
        return dry_run(settings, asked, **said)
    from distribute.publish.run import Wishes

    wishes = Wishes(
        old=options["old"],
        not_live=options["not_live"],
        wait=options["wait"],
        allow=options["allow"],
        approved=options["approved"],
        due=options["due"],
    )
    return _run(settings, asked, wishes, yes=options["yes"], new_ledger=options["new_ledger"])


@distribute.command()
@click.argument("issue")
@click.argument("channel")
@click.option("--because", required=True, metavar="TEXT", help="Why it is said again; it is kept on record.")
@click.option("--key", default="", metavar="KEY", help="Asks for the same re-post, however often it is run.")
@click.option(
    "--language", "languages", multiple=True, type=language_code, metavar="LANG", help="Only this language."
)
@click.option("--dry-run", is_flag=True, help="Show what would be posted.")
@click.option("--not-live", is_flag=True, help="Post it without looking whether its page is there.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@everywhere
@click.pass_obj
def repost(settings: Settings, /, issue: str, channel: str, because: str, key: str, **options: Any) -> int:
    """Post ISSUE once more on CHANNEL, though it went out there before."""
    from distribute.deliver.run import Repost
    from distribute.publish.plan import wanted_channels
    from distribute.publish.run import Wishes

    config = settings.load()
    channels = wanted_channels(config, (channel,))
    everything, family = find_issue(config, issue)
    family = wanted_languages(family, options["languages"])
    asked = Asked(config, everything, family, channels, options["languages"])
    if options["dry_run"]:
        return dry_run(settings, asked, command="repost")
    wishes = Wishes(old=True, not_live=options["not_live"], repost=Repost(because, key))
    return _run(settings, asked, wishes, yes=options["yes"])


def _has_ledger(config: Config) -> bool:
    """Say whether there is a ledger, in which something may be in doubt; LedgerError if that can't be told."""
    from distribute.ledger.events import NoLedger
    from distribute.ledger.open import open_ledger

    try:
        open_ledger(config)
    except NoLedger:
        return False
    return True


def _nothing_due(settings: Settings, *, dry: bool) -> int:
    from distribute.publish.planned import Plan
    from distribute.render.json import plan_json, write_json

    if settings.json:
        nothing = plan_json(
            Plan((), (), ()), command="publish", dry_run=dry, exit_code=Exit.OK, ledger="not consulted"
        )
        write_json(nothing)
    elif not settings.quiet:
        click.echo("nothing is due")
    return Exit.OK


def preview_plan(
    asked: Asked, *, with_ledger: bool = False, anew: bool = False, allow: Sequence[str] = ()
) -> tuple[Plan, str]:
    """Return the plan without asking a service, and whether a ledger was consulted; `anew` for a new round."""
    from distribute.ledger.newsletter import scoped
    from distribute.ledger.open import ledger_for_preview
    from distribute.publish.plan import with_records

    history = None
    try:
        if with_ledger:
            history = history_of(ledger_of(asked.config))
        elif ledger := ledger_for_preview(asked.config):
            history = history_of(scoped(asked.config, ledger))
    except Mistake as error:  # a preview is worth having all the same
        click.echo(f"warning: {error}", err=True)
    planned = asked.plan(history, anew=anew)
    if history is None:
        return planned, "not consulted"
    return with_records(planned, history, allow), "consulted"


def dry_run(
    settings: Settings,
    asked: Asked,
    *,
    command: str = "publish",
    approved: Sequence[str] = (),
    allow: Sequence[str] = (),
    with_ledger: bool = False,
) -> int:
    """Show the plan: deliver is never reached."""
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import plan_text

    planned, consulted = preview_plan(asked, with_ledger=with_ledger, anew=command == "repost", allow=allow)
    code = readiness(planned.problems)
    if any(post.code in _NEVER_SENT for post in planned.planned):
        code = Exit.NOT_READY
    if approved and any(post.draft and post.draft.digest not in approved for post in planned.planned):
        code = Exit.NOT_READY
    if settings.json:
        write_json(plan_json(planned, command=command, dry_run=True, exit_code=code, ledger=consulted))
    else:
        plan_text(planned, sys.stdout, ledger=consulted, quiet=settings.quiet, verbose=settings.verbose)
    return code


def _send_tests(settings: Settings, asked: Asked, address: str) -> int:
    """Send what would be posted to one address: no ledger, and no gate but that it fits."""
    from distribute.publish.test_send import refuse_others, send_tests
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import result_text

    refuse_others(asked.channels, address)
    planned = asked.plan()
    unfit = [problem for problem in planned.problems if problem.code in {"does-not-fit", "draft-file"}]
    if not unfit:
        planned = send_tests(planned, address, asked.config)
    failed = any(post.state == "not-posted" for post in planned.planned)
    code = Exit.NOT_READY if unfit else Exit.NOT_POSTED if failed else Exit.OK
    if settings.json:
        told = plan_json(planned, command="publish", dry_run=False, exit_code=code, ledger="not consulted")
        write_json({**told, "test_to": address})
    else:
        result_text(planned, sys.stdout, closed=unfit, quiet=settings.quiet)
    return code


def _run(settings: Settings, asked: Asked, wishes: Wishes, *, yes: bool, new_ledger: bool = False) -> int:
    """Deliver the plan and say what came of it."""
    from distribute.deliver.reconcile import read_back
    from distribute.publish.run import publish as run
    from distribute.render.escape import safe
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import ledger_text, result_text

    ledger = ledger_to_write(asked.config, make=new_ledger)
    history = history_of(ledger)
    issues = set() if wishes.due else {issue.id for issue in asked.family}
    names = {channel.name for channel in asked.channels} if asked.chosen else set()
    looked = [] if wishes.repost else read_back(asked.config, history, ledger, issues=issues, channels=names)
    if looked:
        history = history_of(ledger)
    planned = asked.plan(history, anew=wishes.repost is not None)
    say = (lambda _: None) if settings.quiet else (lambda line: click.echo(safe(line), err=True))
    result = run(
        asked.config, planned, history, ledger, wishes, ask=_asker(settings, yes=yes), looked=looked, say=say
    )
    code, closed = result.exit_code, result.closed
    if settings.json:
        command = "repost" if wishes.repost else "publish"
        write_json(plan_json(result.plan, command=command, dry_run=False, exit_code=code, ledger="consulted"))
        if result.ledger_error:
            ledger_text(result.plan, sys.stderr, result.ledger_error)
    else:
        result_text(
            result.plan, sys.stdout, closed=closed, ledger_error=result.ledger_error, quiet=settings.quiet
        )
    return code


def _asker(settings: Settings, *, yes: bool) -> Any:
    """Return what asks a person on a terminal, with the posts before their eyes; elsewhere it says yes."""
    from distribute.render.terminal import plan_text

    def ask(plan: Plan) -> bool:
        if yes or settings.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return True
        plan_text(plan, sys.stdout, ledger="consulted", quiet=True, dry=False)
        return click.confirm("Post this?")

    return ask


def _due(config: Config) -> tuple[list[Issue], tuple[Issue, ...]]:
    """Return the site's issues, and those whose date has come and is not older than site.max_age."""
    from distribute.publish.age import Unknown, since
    from distribute.sites.registry import open_site

    everything = open_site(config).issues()
    now = datetime.now(UTC)
    announced = {language for channel in config.channels for language in config.languages(channel)}

    def is_due(issue: Issue) -> bool:
        try:
            begun = since(issue, config, now)
        except Unknown:
            return issue.language in announced  # it may be: the gates say what is missing
        return begun is not None and 0 <= (now - begun).total_seconds() <= config.site.max_age

    return everything, tuple(filter(is_due, everything))
