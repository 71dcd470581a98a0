"""Run regular expressions that a site's settings bring, within limits on their size, their texts and their time.

Python's own `re` cannot be stopped: a short pattern may take years. The package `regex` can, and it reads the patterns
that `re` reads alike, but for the few that are refused here.
"""

from __future__ import annotations

import math
import re
import time
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from distribute.errors import shown
from distribute.regex import lazy_regex

if TYPE_CHECKING:
    import regex

T = TypeVar("T")

MOST_CHARACTERS = 10_000  # of a text, before and after it is changed
_LONGEST = 500  # characters of a pattern or a replacement
_MOST_RULES = 100
_MOST_COPIES = 300_000  # characters of a pattern with its repeated parts written out, as it is compiled
_SECONDS = 1.0  # of the processor, for all patterns of a site
_SECONDS_EACH = 0.001  # that each use adds: a large site uses them often
_COUNT = lazy_regex(r"\{(\d*),?(\d*)\}")
# A brace that is neither escaped nor the beginning of a count. `regex` may read one as a count of mistakes (`{e<=1}`).
_LONE_BRACE = lazy_regex(r"(?<!\\)(?:\\\\)*\{(?!\d*,?\d*\})")


class ForeignRegexError(ValueError):
    """A pattern that can't be used; the message says why and what to do."""


class ForeignRegexes:
    """The patterns of one site, which share a time limit."""

    def __init__(self) -> None:
        """Start with all the time."""
        self._left = _SECONDS
        self._compiled: dict[tuple[str, int], regex.Pattern[str]] = {}

    def named_groups(self, pattern: str, text: str) -> dict[str, str]:
        """Return what the named groups of a pattern match at the beginning of `text`, as far as they match anything."""
        _require_short(text)
        found = self._within_limits(pattern, 0, lambda compiled, left: compiled.match(text, timeout=left))
        return {name: value for name, value in found.groupdict().items() if value} if found else {}

    def substituted(self, rules: Sequence[tuple[str, str]], text: str) -> str:
        """Return `text` after each rule, a pattern and its replacement, whatever the case."""
        if len(rules) > _MOST_RULES:
            msg = f"there are {len(rules):,} rules; the limit is {_MOST_RULES}"
            raise ForeignRegexError(msg)
        for pattern, replacement in rules:
            _require_short(text)
            text = self._replaced(pattern, replacement, text)
        _require_short(text)
        return text

    def _replaced(self, pattern: str, replacement: str, text: str) -> str:
        _require_size("replacement", replacement)
        length = 0

        def expanded(found: regex.Match[str]) -> str:
            nonlocal length
            made = found.expand(replacement) if "\\" in replacement else replacement
            length += len(made)
            if length > MOST_CHARACTERS:  # told before the next match makes it longer still
                raise _too_long(pattern)
            return made

        return self._within_limits(
            pattern, re.IGNORECASE, lambda compiled, left: compiled.sub(expanded, text, timeout=left)
        )

    def _within_limits(self, pattern: str, flags: int, use: Callable[[regex.Pattern[str], float], T]) -> T:
        """Return what `use` makes of a compiled pattern and the seconds that are left; ForeignRegexError for any failure."""
        import regex

        begun = time.process_time()
        try:
            return use(self._compiled_of(pattern, flags), max(self._left, _SECONDS_EACH))
        except TimeoutError:
            msg = f"{_shown(pattern)} takes too long: write a simpler pattern"
            raise ForeignRegexError(msg) from None
        except (re.error, regex.error, Warning, OverflowError, IndexError, KeyError) as error:
            msg = f"{_shown(pattern)} can't be used: {error}"
            raise ForeignRegexError(msg) from None
        except (RecursionError, MemoryError):
            msg = f"{_shown(pattern)} is nested too deeply or too large: write a simpler pattern"
            raise ForeignRegexError(msg) from None
        finally:
            spent = time.process_time() - begun
            self._left = min(_SECONDS, self._left - spent + _SECONDS_EACH)

    def _compiled_of(self, pattern: str, flags: int) -> regex.Pattern[str]:
        if (pattern, flags) not in self._compiled:
            self._compiled[pattern, flags] = _compile(pattern, flags)
        return self._compiled[pattern, flags]


def _compile(pattern: str, flags: int) -> regex.Pattern[str]:
    """Compile a pattern that `re` reads, too, and without a warning that it may be meant otherwise."""
    import regex

    _require_size("pattern", pattern)
    if _LONE_BRACE.search(pattern):
        msg = f"{_shown(pattern)} has a brace that begins no count: write it as \\{{"
        raise ForeignRegexError(msg)
    counts = (max(int(number or 1) for number in found.groups()) for found in _COUNT.finditer(pattern))
    if math.prod(counts) * len(pattern) > _MOST_COPIES:
        msg = f"{_shown(pattern)} repeats too much: write smaller counts, or + and *"
        raise ForeignRegexError(msg)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        re.compile(pattern, flags)
        return regex.compile(pattern, flags)


def _require_size(what: str, text: str) -> None:
    if len(text) > _LONGEST:
        msg = f"the {what} {shown(text)} has {len(text):,} characters; the limit is {_LONGEST}"
        raise ForeignRegexError(msg)


def _require_short(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        msg = f"a text has {len(text):,} characters; the limit is {MOST_CHARACTERS:,}"
        raise ForeignRegexError(msg)


def _too_long(pattern: str) -> ForeignRegexError:
    msg = f"{_shown(pattern)} makes more than {MOST_CHARACTERS:,} characters of a text: write a shorter replacement"
    return ForeignRegexError(msg)


def _shown(pattern: str) -> str:
    return f"the pattern {shown(pattern)}"
