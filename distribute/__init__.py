"""Announce a newsletter's issues on every channel it has, each in its own form, never twice.

These are the names an adapter needs; they are loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distribute.channel.interface import Channel, Render
    from distribute.channel.post import Delivery, Draft, Part, Receipt
    from distribute.channel.settings import Duration, Secret
    from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted, Unfit
    from distribute.issue import Image, Issue

__version__ = "0.1.0"

_PLACES = {
    "distribute.channel.interface": ("Channel", "Render"),
    "distribute.channel.post": ("Delivery", "Draft", "Part", "Receipt"),
    "distribute.channel.settings": ("Duration", "Secret"),
    "distribute.channel.verdicts": ("Duplicate", "InDoubt", "NotPosted", "Unfit"),
    "distribute.issue": ("Image", "Issue"),
}

__all__ = [
    "Channel",
    "Delivery",
    "Draft",
    "Duplicate",
    "Duration",
    "Image",
    "InDoubt",
    "Issue",
    "NotPosted",
    "Part",
    "Receipt",
    "Render",
    "Secret",
    "Unfit",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Load a public name's module when the name is first asked for."""
    from importlib import import_module

    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(module), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
