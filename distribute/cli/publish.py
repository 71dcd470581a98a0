"""The publish command. `--dry-run` stops before delivery."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import click
import msgspec

from distribute.cli.complete import issue_names
from distribute.cli.dry_run import show_dry_run
from distribute.cli.group import (
    CommonOptions,
    DurationType,
    Failure,
    all_channels_but,
    common_options,
    distribute,
    only_channels,
    only_languages,
    printable,
)
from distribute.cli.lookup import find_issue, ledger_to_write, wanted_languages, who
from distribute.errors import ExitCode, did_you_mean
from distribute.regex import lazy_regex

if TYPE_CHECKING:
    from distribute.channel.settings import Duration
    from distribute.config import Config
    from distribute.ledger.events import Ledger
    from distribute.publish.results import PublishOptions
    from distribute.publish.selection import Selection

_HOUR = lazy_regex(r"\d\d:\d\d")


class PublishArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `publish`, named as click names them."""

    due: bool
    names: tuple[str, ...]
    leave_out: tuple[str, ...]
    languages: tuple[str, ...]
    dry_run: bool
    with_ledger: bool
    wait: Duration
    old: bool
    not_live: bool
    allow: tuple[str, ...]
    approved: tuple[str, ...]
    moment: str | None
    new_ledger: bool
    yes: bool
    test_to: str | None


def _known_codes(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes that `--allow` was given; Failure, with the nearest code, for one that there is not."""
    from distribute.problem import PROBLEM_CODES

    for code in value:
        if code not in PROBLEM_CODES:
            raise Failure(f"--allow: no problem has the code {code!r}{did_you_mean(code, PROBLEM_CODES)}")
    return value


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False)
@click.option("--due", is_flag=True, help="Publish every issue and translation whose date has come.")
@only_channels
@all_channels_but
@only_languages
@click.option(
    "--dry-run", is_flag=True, help="Show what would be posted: no network, no secrets, nothing recorded."
)
@click.option("--with-ledger", is_flag=True, help="Consult a remote ledger too, with --dry-run.")
@click.option(
    "--wait",
    type=DurationType(longest="365d"),
    default="0s",
    help="Wait this long for the page to be live, such as 10m.",
)
@click.option("--old", is_flag=True, help="Post even if the issue is older than site.max_age.")
@click.option("--not-live", is_flag=True, help="Post without checking that the page is live.")
@click.option(
    "--allow",
    multiple=True,
    metavar="CODE",
    callback=_known_codes,
    help="Post despite problems with this code. Repeat the option for several.",
)
@click.option(
    "--approved",
    multiple=True,
    metavar="DIGEST",
    help="Post only texts with this digest. Repeat the option for several.",
)
@click.option(
    "--at",
    "moment",
    metavar="TIME",
    help="Post no earlier than TIME, such as '2026-12-01 09:00'; a later `--due` run posts it.",
)
@click.option("--new-ledger", is_flag=True, help="Create the ledger if there is none.")
@click.option("--yes", is_flag=True, help="Skip the confirmation.")
@click.option(
    "--test-to", metavar="ADDRESS", help="Send only to this address and record nothing (email channels)."
)
@common_options
@click.pass_obj
def publish(common: CommonOptions, /, issue: str | None, **options: Any) -> int:
    """Post ISSUE on every channel where it is not posted yet.

    ISSUE is an id, month, date, path or URL.
    """
    given = PublishArguments(**options)
    _refuse_contradictions(issue, given)
    if given.moment is not None and (given.old or given.not_live or given.wait) and not common.quiet:
        click.echo(
            "note: --old, --not-live and --wait are not kept for --at: `publish --due` checks then", err=True
        )
    from distribute.ledger.open import begin_to_open

    config = common.load_config()
    moment = None if given.moment is None else moment_of(given.moment, config.zone)
    is_sent = not given.dry_run and given.test_to is None
    opened = begin_to_open(config) if is_sent else None  # its remote answers while the site is read
    selection = _selection(config, issue, given)
    if not (selection.family or selection.problems) and _has_nothing_to_tell(selection, given):
        return _nothing_due(common, dry=given.dry_run)
    if given.test_to is not None:
        return _send_tests(common, selection, given.test_to)
    return _publish(common, selection, given, moment, opened)


def _refuse_contradictions(issue: str | None, given: PublishArguments) -> None:
    """Raise Failure for options that cannot be combined."""
    if bool(issue) == given.due:
        msg = (
            "which issue? `distribute publish 2020-11 --dry-run`, or `--due`; `distribute issues` lists them"
        )
        raise Failure(msg)
    # An empty address, as of a variable that is not set, is a mistake.
    is_test = given.test_to is not None
    if is_test and (given.due or given.dry_run):
        msg = "--test-to sends one named issue and cannot be combined with --due or --dry-run"
        raise Failure(msg)
    if given.moment is not None and (given.due or is_test or given.languages):
        msg = "--at is for one named issue in all its languages: leave out --due, --test-to and --language"
        raise Failure(msg)
    if given.moment is not None and (given.allow or given.approved):
        msg = "--allow and --approved are for posts made now, and the ledger does not keep them for --at: leave them out"
        raise Failure(msg)


def _selection(config: Config, issue: str | None, given: PublishArguments) -> Selection:
    """Return the issue in the languages asked for, or what is due, and the channels."""
    from distribute.publish.selection import Selection, find_due, wanted_channels

    channels = wanted_channels(config, given.names, given.leave_out)
    chosen = bool(given.names or given.leave_out)
    if issue:
        everything, family = find_issue(config, issue, kept=given.dry_run)
        family = wanted_languages(family, given.languages)
        return Selection(config, everything, family, channels, given.languages, chosen)
    everything, due, problems, past = find_due(config, kept=given.dry_run)
    return Selection(config, everything, due, channels, given.languages, chosen, problems, past)


def _publish(
    common: CommonOptions,
    selection: Selection,
    given: PublishArguments,
    moment: datetime | None,
    opened: Callable[[], Ledger] | None,
) -> int:
    """Show the posts, schedule them for `moment`, or send them now."""
    from distribute.publish.results import PublishOptions

    publishing = PublishOptions(
        old=given.old,
        not_live=given.not_live,
        wait=given.wait,
        allow=given.allow,
        approved=given.approved,
        due=given.due,
    )
    if given.dry_run:
        return show_dry_run(common, selection, publishing, with_ledger=given.with_ledger, moment=moment)
    if moment:
        return _schedule(common, selection, publishing, moment, opened, new_ledger=given.new_ledger)
    from distribute.cli.deliver import deliver

    return deliver(common, selection, publishing, yes=given.yes, new_ledger=given.new_ledger, opened=opened)


def _has_nothing_to_tell(selection: Selection, given: PublishArguments) -> bool:
    """Return whether there is nothing to report although no issue is due.

    A dry run may report issues that became too old before they were posted; a real run, what the ledger holds in doubt.
    """
    if not given.dry_run:
        return not _has_ledger(selection.config)
    if not selection.past:
        return True
    from distribute.cli.dry_run import history_for
    from distribute.publish.selection import missed

    history = history_for(selection, with_ledger=given.with_ledger)
    now = datetime.now(UTC)
    return history is None or not missed(selection.past, selection.channels, selection.config, history, now)


def _has_ledger(config: Config) -> bool:
    """Return whether there is a ledger, which may have posts in doubt; LedgerError if that cannot be determined."""
    from distribute.ledger.events import NoLedger
    from distribute.ledger.open import open_ledger

    try:
        open_ledger(config)
    except NoLedger:
        return False
    return True


def _nothing_due(common: CommonOptions, *, dry: bool) -> int:
    from distribute.publish.planned import Plan
    from distribute.render.json import plan_json, write_json

    if common.json:
        nothing = plan_json(
            Plan((), (), ()), command="publish", dry_run=dry, exit_code=ExitCode.OK, ledger="not consulted"
        )
        write_json(nothing)
    elif not common.quiet:
        click.echo("nothing is due")
    return ExitCode.OK


def _send_tests(common: CommonOptions, selection: Selection, address: str) -> int:
    """Send what would be posted to one address, without a ledger; the only requirement is that it fits."""
    from distribute.publish.plan import plan
    from distribute.publish.test_send import refuse_others, send_tests
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import result_text

    refuse_others(selection.config, selection.channels, address)
    planned = plan(selection)
    unfit = [problem for problem in planned.problems if problem.code in {"does-not-fit", "draft-file"}]
    if not unfit:
        planned = send_tests(planned, address, selection.config)
    failed = any(post.state == "not-posted" for post in planned.planned)
    code = ExitCode.NOT_READY if unfit else ExitCode.NOT_POSTED if failed else ExitCode.OK
    if common.json:
        told = plan_json(planned, command="publish", dry_run=False, exit_code=code, ledger="not consulted")
        write_json({**told, "test_to": address})
    else:
        result_text(planned, sys.stdout, closed=unfit, quiet=common.quiet)
    return code


def _schedule(
    common: CommonOptions,
    selection: Selection,
    options: PublishOptions,
    moment: datetime,
    opened: Callable[[], Ledger] | None,
    *,
    new_ledger: bool,
) -> int:
    """Record from when on the posts may be made, and show them."""
    from distribute.publish.schedule import schedule
    from distribute.render.json import plan_json, write_json
    from distribute.render.terminal import result_text

    ledger = ledger_to_write(selection.config, make=new_ledger, opened=opened)
    result = schedule(selection, ledger, options, moment, who())
    code, closed = result.exit_code, result.closed
    if common.json:
        write_json(
            plan_json(result.plan, command="publish", dry_run=False, exit_code=code, ledger="consulted")
        )
    else:
        result_text(result.plan, sys.stdout, closed=closed, quiet=common.quiet)
    return code


def moment_of(text: str, zone: tzinfo) -> datetime:
    """Return the moment that `--at` names, in UTC: a day and an hour, or the next time that it is that hour.

    Without a zone it is in the site's. Failure if it is none, or past.
    """
    now = datetime.now(UTC)
    try:
        if _HOUR.fullmatch(text.strip()):
            return _next(time.fromisoformat(text.strip()), now, zone)
        given = datetime.fromisoformat(text.strip())
        moment = (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # no year after 9999 or before 1
        moment = None
    if moment is None or len(text.strip()) <= len("2026-12-01"):
        raise Failure(
            f"--at: {printable(text)!r} is no time: write one such as '2026-12-01 09:00' or '09:00'"
        )
    if moment <= now:
        raise Failure(f"--at: {moment:%Y-%m-%d %H:%M} UTC is over: leave out --at to post now")
    return moment


def _next(hour: time, now: datetime, zone: tzinfo) -> datetime:
    """Return when it is that hour next, in UTC."""
    day = now.astimezone(zone).date()
    days = (datetime.combine(day + timedelta(days=number), hour, zone).astimezone(UTC) for number in (0, 1))
    return next(moment for moment in days if moment > now)
