"""The available adapters, by entry point."""

from __future__ import annotations

import importlib

from distribute.channel.interface import Channel

ENTRY_POINTS = "distribute.channels"


# Known without walking the installed packages, which alone costs several bare start-ups.
BUILT_IN = {
    "twitter": "distribute.channels.twitter:Twitter",
    "x": "distribute.channels.twitter:Twitter",
    "mastodon": "distribute.channels.mastodon:Mastodon",
    "reddit": "distribute.channels.reddit.adapter:Reddit",
    "linkedin": "distribute.channels.linkedin.adapter:LinkedIn",
    "email": "distribute.channels.email:Email",
    "outbox": "distribute.channels.outbox:Outbox",
}


def adapter(use: str) -> type[Channel]:
    """Return the class behind a `use:`, built in or from an installed plugin; LookupError without one."""
    place = BUILT_IN.get(use) if isinstance(use, str) else None
    if place:
        module, _, name = place.partition(":")
        found: type[Channel] = getattr(importlib.import_module(module), name)
        return found
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=use):
        plugin: type[Channel] = entry.load()
        return plugin
    msg = f"no adapter {use!r}; there are {', '.join(adapters())}"
    raise LookupError(msg)


def adapters() -> list[str]:
    """Return every adapter's name, built in and installed, in the order of the alphabet."""
    from importlib.metadata import entry_points

    return sorted({*BUILT_IN, *(entry.name for entry in entry_points(group=ENTRY_POINTS))})
