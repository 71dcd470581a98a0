"""Test sends: a post is sent to one person instead of everybody, and nothing is recorded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import chdir
from datetime import UTC, datetime

import msgspec

from distribute.channel.capabilities import SendsTests
from distribute.channel.interface import Channel
from distribute.channel.post import Delivery
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.config import Config
from distribute.errors import UserError
from distribute.publish.gates import secret_error
from distribute.publish.planned import Plan, Planned


def refuse_others(config: Config, channels: Sequence[Channel], to: str) -> None:
    """Raise UserError if a channel cannot send a test or lacks a secret, or if `to` is any channel's list, or nobody."""
    if not to.strip():
        msg = "--test-to has no address: is the variable set?"
        raise UserError(msg)
    for each in config.channels:
        if isinstance(each, SendsTests) and each.is_everybody(to):
            msg = f"{each.name}: {to} is the list itself; --test-to sends to one person only"
            raise UserError(msg)
    for channel in channels:
        if not isinstance(channel, SendsTests):
            msg = f"{channel.name} can't send a test: name the channels that can, such as `--channel email`"
            raise UserError(msg)
        if wrong := secret_error(channel):
            msg = f"{channel.name}: {wrong}"
            raise UserError(msg)


def send_tests(plan: Plan, to: str, config: Config) -> Plan:
    """Send every post of the plan to `to`; return the plan with each result."""
    with chdir(config.path.parent):
        sent = tuple(_sent(post, to) for post in plan.planned)
    return msgspec.structs.replace(plan, planned=sent)


def _sent(post: Planned, to: str) -> Planned:
    channel = post.channel
    if post.message is None or not isinstance(channel, SendsTests):
        return post
    # A separate key, so that a mail program does not treat the real message as a duplicate of the test.
    delivery = Delivery(
        key=post.key, idempotency_key=os.urandom(16).hex(), language=post.issue.language, message=post.message,
        first_attempt_at=datetime.now(UTC),
    )  # fmt: skip
    try:
        channel.send_test(delivery, to)
    except NotPosted as refusal:
        return msgspec.structs.replace(post, state="not-posted", error=refusal.why, until=None)
    except InDoubt as error:
        why = f"{error.what}: the test may have arrived"
        return msgspec.structs.replace(post, state="not-posted", error=why, until=None)
    return msgspec.structs.replace(post, state="tested", until=None)
