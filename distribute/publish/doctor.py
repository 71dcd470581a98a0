"""What a person should know before the next issue: each account logged in to and read, nothing posted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from distribute.channel.interface import Channel, Finding
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted


@runtime_checkable
class Examines(Protocol):
    """An adapter that can look at its account without posting."""

    def examine(self) -> Iterator[Finding]:
        """Yield what it finds out, and what it could not find out; it only ever reads."""
        ...


def examine_all(channels: Iterable[Channel]) -> Iterator[tuple[str, Finding]]:
    """Yield what is found out about each channel, by its name; one that fails stops no other."""
    for channel in channels:
        for finding in _examine(channel):
            yield (
                channel.name,
                Finding(finding.level, _without_secrets(channel, finding.text), finding.setting),
            )


def _examine(channel: Channel) -> Iterator[Finding]:
    missing = [secret for secret in _secrets(channel) if not secret.is_set]
    for secret in missing:
        yield Finding("error" if channel.required else "warning", f"{secret!r} is not set")
    if missing:
        return
    if not isinstance(channel, Examines):
        yield Finding("warning", "this adapter can't look at its account")
        return
    try:
        yield from channel.examine()
    except NotPosted as error:
        yield Finding("error", error.why)
    except InDoubt as error:
        yield Finding("error", error.what)
    except Exception as error:  # noqa: BLE001 - an adapter's bug; other people's messages may quote secrets
        yield Finding("error", f"{type(error).__name__} in the adapter")


def _secrets(channel: Channel) -> Iterator[Secret]:
    for name in channel.__struct_fields__:
        setting = getattr(channel, name)
        if isinstance(setting, Secret):
            yield setting


def _without_secrets(channel: Channel, text: str) -> str:
    for secret in _secrets(channel):
        if secret.is_set:
            text = text.replace(secret.reveal(), repr(secret))
    return text
