"""Decide whether a stream gets colours, and colour words."""

from __future__ import annotations

import os
from typing import IO

import click

_STATES = {
    "posted": "green",
    "already-posted": "green",
    "not-posted": "red",
    "in-doubt": "yellow",
    "held": "yellow",
}
_SEVERITIES = {"error": "red", "warning": "yellow"}


def wants_colour(out: IO[str]) -> bool:
    """Return whether `out` gets colours: a terminal does, unless `NO_COLOR` or `TERM=dumb` says not to.

    `FORCE_COLOR` asks for them anywhere. See https://no-color.org and https://force-color.org; NO_COLOR wins.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out.isatty() and os.environ.get("TERM") != "dumb")


def of_state(text: str, state: str, out: IO[str]) -> str:
    """Return the words for a post's state in the state's colour."""
    return _coloured(text, _STATES.get(state), out)


def of_severity(text: str, severity: str, out: IO[str]) -> str:
    """Return the word for a problem's severity in its colour."""
    return _coloured(text, _SEVERITIES.get(severity), out)


def _coloured(text: str, colour: str | None, out: IO[str]) -> str:
    return click.style(text, fg=colour, bold=True) if wants_colour(out) else text
