"""The available adapters: the modules of `distribute.channels`, and the entry points of installed plug-ins."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from distribute.channel.interface import Channel
from distribute.errors import did_you_mean, shown

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "distribute.channels"
_MODULES = "distribute.channels"
_ALSO_CALLED = {"x": "twitter"}


def adapter(use: str) -> type[Channel]:
    """Return the class for a `use:`, built in or from an installed plug-in; LookupError if there is none.

    Plug-ins are searched last because scanning the installed packages takes longer than the rest of the start-up.
    """
    place = built_in().get(use)
    if place:
        return _defined_in(place)
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS, name=use):
        return _loaded(entry)
    known = adapters()
    msg = f"no adapter {shown(use)}{did_you_mean(use, known)}; there are {', '.join(known)}"
    raise LookupError(msg)


def _loaded(entry: EntryPoint) -> type[Channel]:
    """Return the class of a plug-in; LookupError if it cannot be imported, whatever its code raises."""
    try:
        plugin: type[Channel] = entry.load()
    except Exception as error:  # noqa: BLE001 - it is another's code
        msg = f"the plug-in {entry.value!r} can't be loaded: {type(error).__name__}: {error}"
        raise LookupError(msg) from None
    return plugin


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
