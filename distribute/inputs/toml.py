"""Read TOML settings and front matter, with a limit on size and depth."""

from __future__ import annotations

import re
from typing import Any

from distribute.inputs.nesting import TooDeep, require_shallow
from distribute.regex import lazy_regex

_LONGEST = 1_000_000
# The parser's time and memory are quadratic in the number of a key's parts.
_LONG_KEY = lazy_regex(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""", re.ASCII)
# Python does not write one of more than 4,300 decimal digits.
_LONG_NUMBER = lazy_regex(r"(?<![\w.-])0[xob]\w{3500}", re.ASCII)


def load(text: str) -> dict[str, Any]:
    """Return the values in `text`; ValueError, with the line if it is known, which is TooDeep for what is nested too deeply."""
    import tomllib

    if len(text) > _LONGEST:
        msg = f"it has {len(text):,} characters; the limit is {_LONGEST:,}"
        raise ValueError(msg)
    for pattern, wrong in (
        (_LONG_KEY, "a key has more than a hundred parts"),
        (_LONG_NUMBER, "a number is too long"),
    ):
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            msg = f"{wrong} (at line {line}, column {column})"
            raise ValueError(msg)
    try:
        made = tomllib.loads(text)
    except RecursionError:
        raise TooDeep from None
    require_shallow(made)
    return made
