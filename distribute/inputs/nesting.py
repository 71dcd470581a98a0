"""Limit how deeply values of structured text may be nested: YAML, TOML and JSON alike.

Code that walks through such values calls itself at each level. Below this limit, it cannot exceed Python's stack.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DEEPEST = 100  # levels; real front matter and settings have fewer than ten
TOO_DEEP = "it is nested too deeply"


class TooDeep(ValueError):
    """Values that are nested too deeply; `key` is the first key of the outermost mapping whose value is, "" if there is none."""

    def __init__(self, key: str = "") -> None:
        """Set the key."""
        super().__init__(TOO_DEEP)
        self.key = key


def require_shallow(value: Any) -> None:
    """Raise TooDeep if a value has more than `DEEPEST` levels of lists and mappings."""
    if not _is_too_deep(value):
        return
    entries = value.items() if isinstance(value, dict) else ()
    raise TooDeep(next((str(key) for key, each in entries if _is_too_deep(each, DEEPEST - 1)), ""))


def _is_too_deep(value: Any, deepest: int = DEEPEST) -> bool:
    """Return whether a value has more than `deepest` levels. All values of a level are looked at together, so no stack grows."""
    level = [value]
    for _ in range(deepest):
        level = [inner for each in level for inner in _inside(each) if _holds(inner)]
    return any(map(_holds, level))


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list | tuple | set)


def _inside(value: Any) -> Iterable[Any]:
    """Return the values in a list or a mapping, nothing for another value."""
    if isinstance(value, dict):
        return value.values()
    return value if _holds(value) else ()
