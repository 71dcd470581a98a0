"""Errors that the user can fix, and the exit codes of every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes, which are stable."""

    OK = 0
    NOT_POSTED = 1
    USAGE = 2
    IN_DOUBT = 3
    NOT_READY = 4
    LEDGER = 5


_BY_SEVERITY = (ExitCode.LEDGER, ExitCode.IN_DOUBT, ExitCode.NOT_POSTED, ExitCode.USAGE, ExitCode.NOT_READY)


def worst(codes: Iterable[int]) -> ExitCode:
    """Return the most severe of `codes`; OK if there are none."""
    found = set(codes)
    return next((code for code in _BY_SEVERITY if code in found), ExitCode.OK)


class UserError(Exception):
    """An error that the user can fix. The message says where it is, what is wrong and what to do."""

    exit_code: int = ExitCode.USAGE


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean '…'?)` for the nearest of the names that are known, "" if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
