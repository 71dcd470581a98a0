"""The available adapters: the modules of `distribute.channels`, and the entry points of installed plug-ins."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from distribute.channel.interface import Channel

ENTRY_POINTS = "distribute.channels"
_MODULES = "distribute.channels"
_ALSO_CALLED = {"x": "twitter"}


def adapter(use: str) -> type[Channel]:
    """Return the class for a `use:`, built in or from an installed plug-in; LookupError if there is none.

    Plug-ins are searched last because scanning the installed packages takes longer than the rest of the start-up.
    """
    place = built_in().get(use) if isinstance(use, str) else None
    if place:
        return _defined_in(place)
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=use):
        plugin: type[Channel] = entry.load()
        return plugin
    msg = f"no adapter {use!r}; there are {', '.join(adapters())}"
    raise LookupError(msg)


def adapters() -> list[str]:
    """Return the name of every adapter, built in or installed, in alphabetical order."""
    from importlib.metadata import entry_points

    return sorted({*built_in(), *(entry.name for entry in entry_points(group=ENTRY_POINTS))})


@cache
def built_in() -> dict[str, str]:
    """Return the modules of the built-in adapters by `use`: `xmpp_room.py`, or `xmpp_room/adapter.py`, is `xmpp-room`.

    A module whose name starts with `_` is not an adapter; adapters may share it.
    """
    found = {}
    for path in (Path(__file__).parents[1] / "channels").iterdir():
        use = path.stem.replace("_", "-")
        if path.name.startswith("_"):
            continue
        if (path / "adapter.py").is_file():
            found[use] = f"{_MODULES}.{path.name}.adapter"
        elif path.suffix == ".py":
            found[use] = f"{_MODULES}.{path.stem}"
    return {**found, **{also: found[use] for also, use in _ALSO_CALLED.items()}}


def _defined_in(place: str) -> type[Channel]:
    """Return the only adapter that a module defines."""
    (kind,) = (
        value
        for value in vars(importlib.import_module(place)).values()
        if isinstance(value, type) and issubclass(value, Channel) and value.__module__ == place
    )
    return kind
