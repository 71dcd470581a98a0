"""Announce a newsletter's issues on every channel it has, each in its own form, never twice.

These are the names an adapter needs; they are loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distribute.channel import (
        Channel,
        Delivery,
        Draft,
        Duplicate,
        Image,
        InDoubt,
        NotPosted,
        Part,
        Receipt,
        Render,
        Unfit,
    )
    from distribute.issue import Issue
    from distribute.secret import Duration, Secret

__version__ = "0.1.0"

_PLACES = {
    "distribute.channel": (
        "Channel",
        "Delivery",
        "Draft",
        "Duplicate",
        "Image",
        "InDoubt",
        "NotPosted",
        "Part",
        "Receipt",
        "Render",
        "Unfit",
    ),
    "distribute.issue": ("Issue",),
    "distribute.secret": ("Duration", "Secret"),
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
