"""The handles of people, which stand after the first mention of their names in a post."""

from __future__ import annotations

import re
from collections.abc import Mapping

from distribute.channel.interface import Channel
from distribute.regex import lazy_regex

_HANDLE = lazy_regex(r"@\w[\w.-]*(?:@\w[\w.-]*)?(?<=\w)")


def handles_on(channel: Channel, people: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the handle of each name on the channel's network, longer names first."""
    if not channel.has_handles:
        return {}
    networks = (*channel.aliases, *channel.handles_of)
    found = {
        name: next((handles[network] for network in networks if network in handles), "")
        for name, handles in people.items()
    }
    return {name: found[name] for name in sorted(found, key=len, reverse=True) if found[name]}


def with_handles(phrases: list[str], handles: Mapping[str, str]) -> list[str]:
    """Return the phrases with each handle after the first mention of its name, so that none starts a post.

    A handle that is already there, in an editor's own text, is not repeated.
    """
    if not handles:
        return phrases
    there = {found.casefold() for phrase in phrases for found in _HANDLE.findall(phrase)}
    waiting = {name: handle for name, handle in handles.items() if handle.casefold() not in there}
    names = re.compile(rf"(?<![\w@/.-])(?:{'|'.join(map(re.escape, handles))})(?![\w@＠#＃$-]|[./]\w)")

    def named(match: re.Match[str]) -> str:
        handle = waiting.pop(match[0], "")
        return f"{match[0]} ({handle})" if handle else match[0]

    return [names.sub(named, phrase) for phrase in phrases]
