"""The settle command."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import chdir
from typing import TYPE_CHECKING

import click

from distribute.cli.complete import channel_names, issue_names
from distribute.cli.group import (
    Failure,
    Settings,
    distribute,
    everywhere,
)
from distribute.cli.lookup import ledger_to_write
from distribute.cli.records import key_of, recorded_history, recorded_posts
from distribute.errors import worst

if TYPE_CHECKING:
    from distribute.ledger.events import Key
    from distribute.ledger.history import History, Post


@distribute.command()
@click.argument("issue", shell_complete=issue_names, required=False, default="")
@click.argument("channel", shell_complete=channel_names, required=False, default="")
@click.option("--posted", metavar="URL", help="Record that the post exists at this address.")
@click.option("--not-posted", is_flag=True, help="Record that the post does not exist and may be sent again.")
@everywhere
@click.pass_obj
def settle(settings: Settings, issue: str, channel: str, *, posted: str | None, not_posted: bool) -> int:
    """Settle posts that are in doubt.

    Look for each of them on its service. With --posted or --not-posted, record your own answer about one post, named by
    ISSUE and CHANNEL or by its KEY.
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
    issue, history = recorded_history(config, ledger, issue, channel, about)
    doubtful = [post for post, _ in recorded_posts(history, issue, channel) if post.state == "pending"]
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
        meant = [post.key for post, _ in recorded_posts(history, issue, channel)]
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
    if key := key_of(issue):
        return key
    posts = list(doubtful) or [post for post, _ in recorded_posts(history, issue, channel)]
    if len(posts) != 1 or not issue:
        listed = ", ".join(str(post.key) for post in posts) or "none"
        raise Failure(f"which post? name one by its key: {listed}")
    return posts[0].key
