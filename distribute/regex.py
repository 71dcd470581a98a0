"""Regular expressions that are compiled on first use.

Compiling all of the project's patterns takes longer than composing an issue, and a run uses a third of them.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return an object with the methods of `re.compile(pattern, flags)`, which compiles the pattern when one is used.

    An invalid pattern raises `re.error` then, not when the module is imported.
    """
    return cast("re.Pattern[AnyStr]", _LazyRegex(pattern, flags))


class _LazyRegex:
    """A pattern that is not compiled yet. It keeps each method that was looked up, so the next look-up is direct."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> Any:
        pattern, flags = self._arguments
        found = getattr(re.compile(pattern, flags), name)
        setattr(self, name, found)
        return found
