"""Regular expressions that are compiled on first use.

Compiling all of the project's patterns takes longer than composing an issue, and a run uses a third of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, AnyStr, cast

# As `re.IGNORECASE` compares them: four letters beside A to Z are forms of an ASCII letter.
_FOLDED = {**{ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
           0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}  # fmt: skip


def folded(text: str) -> str:
    """Return `text` with the ASCII letters in lower case, and their other forms that `re.IGNORECASE` accepts."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def line_breaks(found: re.Match[str]) -> str:
    """Return the line breaks of a match. What is left out leaves them, so that every other line keeps its number."""
    return "\n" * found[0].count("\n")


def lazy_regex(pattern: AnyStr, flags: int = 0, needs: Sequence[str] = ()) -> re.Pattern[AnyStr]:
    """Return an object with the methods of `re.compile(pattern, flags)`, which compiles the pattern when one is used.

    `needs` are words, in lower case: all that the pattern matches has one of them, whatever its case. With them, the
    pattern is not even compiled for a text that has none; then only `search`, `match` and `sub` may be used.

    An invalid pattern raises `re.error` then, not when the module is imported.
    """
    return cast("re.Pattern[AnyStr]", _LazyRegex(pattern, flags, needs))


class _LazyRegex:
    """A pattern that is not compiled yet. It keeps each method that was looked up, so the next look-up is direct."""

    def __init__(self, pattern: Any, flags: int, needs: Sequence[str]) -> None:
        self._arguments = pattern, flags
        self._needs = needs

    def __getattr__(self, name: str) -> Any:
        found = self._guarded(name) if self._needs else getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found

    def _guarded(self, name: str) -> Callable[..., Any]:
        """Return a method that does nothing for a text without any of the words that the pattern needs."""
        place = {"search": 0, "match": 0, "sub": 1}[name]  # of the text among the arguments

        def method(*arguments: Any) -> Any:
            text = arguments[place]
            letters = folded(text)
            if any(word in letters for word in self._needs):
                return getattr(re.compile(*self._arguments), name)(*arguments)
            return text if place else None

        return method
