"""Read back every post in doubt, whatever the age of its issue or the state of its channel's settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import chdir
from datetime import UTC, datetime

import msgspec

from distribute.channel.interface import Channel
from distribute.config import Config
from distribute.deliver.context import StopControl
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.run import deliver
from distribute.deliver.signals import stopped_by_signals
from distribute.ledger.events import Ledger
from distribute.ledger.history import History, PublicationHistory, Round

ANY: Collection[str] = ()


def read_back(
    config: Config,
    history: History,
    ledger: Ledger,
    *,
    issues: Collection[str] = ANY,
    channels: Collection[str] = ANY,
    resume: bool = False,
    now: datetime | None = None,
    control: StopControl | None = None,
) -> list[Outcome]:
    """Read back the posts in doubt of these issues on these channels (all if none is named); nothing is sent.

    Only with `resume`, a post that goes out in steps, such as a mailing, continues.

    A post that was sent again after it had been treated as absent is looked for once more, too. A post in doubt
    on a channel that is no longer in the settings stays in doubt and is reported.
    """
    requests: list[DeliveryRequest] = []
    left: list[Outcome] = []
    now = now or datetime.now(UTC)
    for publication in history.publications.values():
        newest = publication.newest
        if newest is None or not newest.is_unsettled_at(now) or (issues and publication.issue not in issues):
            continue
        channel = channel_of(config, publication.channel, newest.target)
        if channels and not {publication.channel, channel.name if channel else ""} & set(channels):
            continue
        if channel:
            renamed = msgspec.structs.replace(channel, name=publication.channel)
            requests.append(
                DeliveryRequest(
                    channel=renamed, issue=publication.issue, language=publication.language, resume=resume
                )
            )
        else:
            left += _without_channel(config, publication, newest)
    return [*deliver_here(config, requests, ledger, control or StopControl()), *left]


def channel_of(config: Config, name: str, target: str) -> Channel | None:
    """Return the channel that posts to an account, or else the one with this name on the same service.

    Names in the settings may change: two may be swapped, or one may be reused for another service.
    """
    there = [channel for channel in config.channels if channel.target() == target]
    named = [channel for channel in config.channels if channel.name == name]
    same_service = [
        channel for channel in named if not target or _service(channel.target()) == _service(target)
    ]
    both = [channel for channel in there if channel in named]
    return next(iter((*both, *there, *same_service)), None)


def _service(target: str) -> str:
    return target.partition(":")[0]


def deliver_here(
    config: Config,
    requests: Sequence[DeliveryRequest],
    ledger: Ledger,
    control: StopControl,
    history: History | None = None,
) -> list[Outcome]:
    """Deliver, stopping on signals, in the settings' folder: paths in the settings are relative to it."""
    with stopped_by_signals(control.stop.set), chdir(config.path.parent):
        return deliver(requests, ledger, control, history=history)


def _without_channel(config: Config, publication: PublicationHistory, newest: Round) -> list[Outcome]:
    why = (
        f"it may have been posted, but {config.path} no longer has a channel {publication.channel!r}: check whether it "
        f"is on {newest.target}, and record the answer with `settle`"
    )
    return [
        Outcome(key=post.key, state="in-doubt", draft=newest.pinned, error=why)
        for post in newest.posts.values()
        if post.state == "pending"
    ]
