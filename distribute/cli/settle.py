"""The settle command."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import chdir
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import CommonOptions, Failure, common_options, distribute
from distribute.cli.lookup import ledger_to_write
from distribute.cli.records import key_of, recorded_history, recorded_posts
from distribute.errors import worst

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.deliver.outcome import Outcome
    from distribute.ledger.events import Key, Ledger
    from distribute.ledger.history import History


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--posted", metavar="URL", help="Record that the post exists at this address.")
@click.option("--not-posted", is_flag=True, help="Record that the post does not exist and may be sent again.")
@common_options
@click.pass_obj
def settle(common: CommonOptions, issue: str, channel: str, *, posted: str | None, not_posted: bool) -> int:
    """Settle posts that are in doubt.

    Look for each of them on its service. With --posted or --not-posted, record your own answer about one post, named by
    ISSUE and CHANNEL or by its KEY.
    """
    is_posted = posted is not None  # an empty address, as of a variable that is not set, is an error
    if is_posted and not_posted:
        raise Failure("--posted and --not-posted contradict each other: give one of them")
    config = common.load_config()
    ledger = ledger_to_write(config)
    if is_posted or not_posted:
        issue, history = recorded_history(config, ledger, issue, channel, None)
        return _show(common, [_answered(config, ledger, history, issue, channel, posted)])
    from distribute.deliver.reconcile import read_back
    from distribute.ledger.question import Question

    issue, history = recorded_history(config, ledger, issue, channel, Question(unsettled=True))
    posts = [post for post, _ in recorded_posts(history, issue, channel)]
    issues, channels = {post.key.issue for post in posts}, {post.key.channel for post in posts}
    outcomes = read_back(config, history, ledger, issues=issues, channels=channels) if posts else []
    return _show(common, outcomes, is_settled=not any(post.state == "pending" for post in posts))


def _answered(
    config: Config, ledger: Ledger, history: History, issue: str, channel: str, posted: str | None
) -> Outcome:
    """Record a person's answer about one post: its address, or None if it does not exist."""
    import msgspec

    from distribute.channel.interface import Channel
    from distribute.deliver.reconcile import channel_of
    from distribute.deliver.records import record_human_verdict

    key = _one_meant(history, issue, channel)
    target = history.publication(*key.publication).round(key.round).target
    known = channel_of(config, key.channel, target) or Channel(name=key.channel, use="")
    try:
        with chdir(config.path.parent):
            return record_human_verdict(msgspec.structs.replace(known, name=key.channel), key, posted, ledger)
    except (LookupError, ValueError) as error:
        raise Failure(str(error)) from None


def _show(common: CommonOptions, outcomes: Sequence[Outcome], *, is_settled: bool = False) -> int:
    """Show what became of the posts, or that nothing was in doubt; return the exit code."""
    from distribute.render.json import outcome_json, write_answer
    from distribute.render.terminal import outcome_line

    # A post that is found to be missing is an answer, not a failure.
    code = worst(
        outcome.exit_code for outcome in outcomes if outcome.state != "not-posted" or outcome.ledger_error
    )
    if common.json:
        write_answer("settle", code, deliveries=[outcome_json(outcome) for outcome in outcomes])
        return code
    if not outcomes and is_settled:
        click.echo("nothing is in doubt")
    for outcome in outcomes:
        click.echo(outcome_line(outcome))
    return code


def _one_meant(history: History, issue: str, channel: str) -> Key:
    """Return the one post that the answer is about; Failure if there is none or several."""
    if key := key_of(issue):
        return key
    recorded = [post for post, _ in recorded_posts(history, issue, channel)]
    posts = [post for post in recorded if post.state == "pending"] or recorded
    if len(posts) != 1 or not issue:
        listed = ", ".join(str(post.key) for post in posts) or "none"
        raise Failure(f"which post? name one by its key: {listed}")
    return posts[0].key
