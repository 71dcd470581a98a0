"""The command mail: the state of a mailing, and what a person does about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import CommonOptions, Failure, common_options, distribute, only_languages
from distribute.cli.lookup import (
    counts_of,
    find_issue,
    ledger_of,
    ledger_to_write,
    tell_unknown,
    wanted_languages,
)
from distribute.cli.readmit import line_of, readmit
from distribute.errors import ExitCode, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from distribute.channel.capabilities import HoldsReaders, Readmitted
    from distribute.channel.interface import Channel
    from distribute.config import Config
    from distribute.deliver.outcome import Outcome
    from distribute.ledger.events import Ledger
    from distribute.ledger.history import Post

_ANSWERS: dict[str, Literal["sent", "queued"]] = {"sent": "sent", "resend": "queued"}


@distribute.command()
@click.argument("issue", shell_complete=issue_names)
@click.argument("channel", shell_complete=channel_names)
@click.option("--resume", is_flag=True, help="Mail the readers who are still queued.")
@click.option(
    "--resolve",
    type=click.Choice(list(_ANSWERS)),
    help="Record for the readers in doubt that they were sent the message, or that it is to be sent again.",
)
@click.option(
    "--readmit",
    "start",
    type=click.Choice(["this", "next"]),
    help="Mail refused readers again, from this issue or from the next one on.",
)
@click.option(
    "--reader",
    "readers",
    multiple=True,
    metavar="ADDRESS",
    help="Readmit this reader instead of all. Repeat the option for several, or write - and give them on standard input.",
)
@click.option("--dry-run", is_flag=True, help="Show what --readmit would change.")
@only_languages
@common_options
@click.pass_obj
def mail(
    common: CommonOptions,
    issue: str,
    channel: str,
    *,
    resume: bool,
    resolve: str | None,
    start: str | None,
    readers: tuple[str, ...],
    dry_run: bool,
    languages: tuple[str, ...],
) -> int:
    """Show the progress of the mailing of ISSUE on CHANNEL.

    A reader is in doubt if a run was killed, or the connection lost, while the message was being handed over. Such a
    reader is not mailed again until you decide with `--resolve`.

    A reader whom the mail server has refused is not sent this issue, nor later ones if the server said that the address
    does not exist. `--readmit` ends that. With `this`, those who are still on the list are queued for this issue, too.
    """
    from distribute.channel.capabilities import HoldsReaders
    from distribute.publish.selection import wanted_channels

    if (readers or dry_run) and not start:
        raise Failure("--reader and --dry-run belong to --readmit")
    if dry_run and (resume or resolve):
        raise Failure("--dry-run shows what --readmit would change: give it without --resume and --resolve")
    config = common.load_config()
    (used,) = wanted_channels(config, (channel,))
    _, family = find_issue(config, issue)
    number = wanted_languages(family, languages)[0].id
    if not isinstance(used, HoldsReaders):
        raise Failure(f"{channel} sends one post for all; `distribute status {number} {channel}` shows it")
    acts = resume or resolve is not None or (start is not None and not dry_run)
    ledger = ledger_to_write(config) if acts else ledger_of(config)
    posts = _posts(ledger, number, channel, languages)
    if resolve:
        _resolve(used, posts, _ANSWERS[resolve])
    readmitted = readmit(used, posts, start, readers, dry_run=dry_run) if start else None
    outcomes = _resumed(config, used, posts, ledger) if resume else []
    counts, unknown = counts_of((used, post) for post in posts)
    tell_unknown(unknown)
    told = {str(key): each for key, each in counts.items()}
    return _tell(common, number, channel, told, outcomes, readmitted, dry_run=dry_run, are_known=not unknown)


def _posts(ledger: Ledger, issue: str, channel: str, languages: tuple[str, ...]) -> list[Post]:
    """Return the latest posts of an issue that were sent by a channel; Failure if there is none."""
    from distribute.ledger.question import Question, history_about

    publications = history_about(ledger, Question(issues=[issue])).publications.values()
    found = [
        post
        for publication in publications
        if (publication.issue, publication.channel) == (issue, channel)
        and (not languages or publication.language in languages)
        and publication.newest
        for post in publication.newest.posts.values()
        if post.idempotency_key
    ]
    if not found:
        raise Failure(
            f"{issue} was not mailed on {channel}: `distribute publish {issue} --channel {channel}` begins"
        )
    return found


def _resolve(channel: HoldsReaders, posts: Sequence[Post], answer: Literal["sent", "queued"]) -> None:
    """Record a person's answer; Failure if the delivery store can't be used."""
    from distribute.channel.verdicts import NotPosted

    try:
        for post in posts:
            channel.resolve(post.idempotency_key, answer)
    except NotPosted as error:
        raise Failure(error.why, ExitCode.LEDGER) from None


def _resumed(config: Config, channel: Channel, posts: Sequence[Post], ledger: Ledger) -> list[Outcome]:
    from distribute.deliver.context import StopControl
    from distribute.deliver.outcome import DeliveryRequest
    from distribute.deliver.reconcile import deliver_here

    wanted = [
        DeliveryRequest(channel=channel, issue=post.key.issue, language=post.key.language, resume=True)
        for post in posts
    ]
    return deliver_here(config, wanted, ledger, StopControl())


def _tell(
    common: CommonOptions,
    issue: str,
    channel: str,
    counts: dict[str, dict[str, int]],
    outcomes: Sequence[Outcome],
    readmitted: Readmitted | None,
    *,
    dry_run: bool,
    are_known: bool,
) -> int:
    """Show the counts and what came of the run; return the exit code."""
    from distribute.render.escape import safe, shell_line
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line

    open_ = any(
        each.get("queued", 0) + each.get("intent", 0) + each.get("unknown", 0) for each in counts.values()
    )
    code = worst(
        [
            ExitCode.OK if are_known else ExitCode.LEDGER,
            ExitCode.IN_DOUBT if open_ else ExitCode.OK,
            *(outcome.exit_code for outcome in outcomes),
        ]
    )
    if common.json:
        deliveries = [outcome_json(outcome) for outcome in outcomes]
        more = {"dry_run": dry_run, "readmitted": readmitted} if readmitted else {}
        write_answer("mail", code, mailings=counts, deliveries=deliveries, **more)
        return code
    if readmitted:
        click.echo(safe(line_of(readmitted, dry_run=dry_run)))
    for outcome in outcomes:
        click.echo(outcome_line(outcome))
    for key, each in counts.items():
        listed = ", ".join(f"{name} {number:,}" for name, number in each.items())
        click.echo(safe(f"{key}: {listed or 'the delivery store has no record of it'}"))
    if not common.quiet:
        for line in _next_steps(
            counts, shell_line("mail", issue, channel), is_about_refused=bool(readmitted)
        ):
            click.echo(line)
    return code


def _next_steps(counts: dict[str, dict[str, int]], way: str, *, is_about_refused: bool) -> Iterator[str]:
    """Yield what a person can do; `way` is the command line of this mailing."""
    total = Counter[str]()
    for each in counts.values():
        total.update(each)
    if total["queued"]:
        yield f"`{way} --resume` mails those who are queued"
    if total["unknown"]:
        yield f"readers are in doubt: `{way} --resolve sent` if they have it, `{way} --resolve resend` to send it to them again"
    if total["failed"] and not is_about_refused:
        yield f"readers were refused: `{way} --readmit this --dry-run` shows why, and who can be mailed again"
