"""Checks before the next issue: log in to each account and read it, without posting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from distribute.channel.capabilities import Examines, Unsubscribes
from distribute.channel.interface import Channel, Finding
from distribute.channel.settings import NOT_TEXT
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.errors import UserError
from distribute.publish.gates import unchanged_error


def try_unsubscribing(channels: Iterable[Channel]) -> Iterator[tuple[str, Finding]]:
    """Send the one-click request of each channel that has one; UserError if none has."""
    able = [channel for channel in channels if isinstance(channel, Unsubscribes)]
    if not able:
        msg = "--try-unsubscribe is for email, and no channel here sends it"
        raise UserError(msg)
    return ((channel.name, channel.try_unsubscribe()) for channel in able)


def examine_all(channels: Iterable[Channel]) -> Iterator[tuple[str, Finding]]:
    """Yield each channel's name and findings; a channel that fails does not stop the others."""
    for channel in channels:
        for finding in _examine(channel):
            yield (
                channel.name,
                msgspec.structs.replace(finding, text=channel.without_secrets(finding.text)),
            )


def _examine(channel: Channel) -> Iterator[Finding]:
    unusable = [secret for secret in channel.secrets.values() if not (secret.is_set and secret.is_text)]
    for secret in unusable:
        why = NOT_TEXT if secret.is_set else "is not set"
        yield Finding("error" if channel.required else "warning", f"{secret!r} {why}")
    unchanged = unchanged_error(channel)
    if unchanged:
        yield Finding("error", unchanged)
    if unusable or unchanged:
        return
    if not isinstance(channel, Examines):
        yield Finding("warning", "this adapter can't check its account")
        return
    try:
        yield from channel.examine()
    except (NotPosted, InDoubt) as error:
        yield Finding("error", str(error))
    except Exception as error:  # noqa: BLE001 - an adapter's bug; messages of other libraries may quote secrets
        yield Finding("error", f"{type(error).__name__} in the adapter")
