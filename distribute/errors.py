"""Errors that the user can fix, and the exit codes of every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """The exit codes, which are stable, each with its meaning."""

    meaning: str

    OK = 0, "Everything requested is posted, or already was. Or the dry run shows what would be posted."
    NOT_POSTED = 1, "At least one channel failed: fix the cause and run again."
    USAGE = 2, "An error in usage, settings or secrets, or there is no such issue. Nothing was sent."
    IN_DOUBT = (
        3,
        "Something is in doubt: run `settle`, or wait. The message says until when. Or distribute itself failed, or its output cannot be written: `distribute status` shows what was posted.",
    )
    NOT_READY = (
        4,
        "Not ready: the issue has errors, is too old, not yet due or on hold, or a draft or its page is not ready. What is not ready was not sent; other posts may have been.",
    )
    LEDGER = 5, "There is no ledger, or it can't be read or written."

    def __new__(cls, value: int, meaning: str) -> Self:
        """Make the code `value` with its meaning, a sentence or more in Markdown."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code


_BY_SEVERITY = (ExitCode.LEDGER, ExitCode.IN_DOUBT, ExitCode.NOT_POSTED, ExitCode.USAGE, ExitCode.NOT_READY)


def worst(codes: Iterable[int]) -> ExitCode:
    """Return the most severe of `codes`; OK if there are none."""
    found = set(codes)
    return next((code for code in _BY_SEVERITY if code in found), ExitCode.OK)


class UserError(Exception):
    """An error that the user can fix. The message says where it is, what is wrong and what to do."""

    exit_code: int = ExitCode.USAGE


def own_error(bug: Exception) -> str:
    """Return what to say of an error in the program: its type and its place, for its message may quote a secret."""
    from pathlib import Path
    from traceback import walk_tb

    package = Path(__file__).parent
    places = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(bug.__traceback__)]
    ours = [
        f"{path.relative_to(package.parent).as_posix()}:{line}"
        for path, line in places
        if path.is_relative_to(package)
    ]
    return f"{type(bug).__name__} in distribute itself ({ours[-1] if ours else 'in no code of its own'}): please report it"


_LONGEST_NAME = 100
_LONGEST_VALUE = 60


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean '…'?)` for the nearest of the names that are known, "" if none is near."""
    from difflib import get_close_matches

    # A longer name is no typo, and comparing takes a time that grows with its square.
    near = get_close_matches(name, sorted(known), n=1) if len(name) <= _LONGEST_NAME else []
    return f" (did you mean {near[0]!r}?)" if near else ""


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts: "1 post", "2 posts"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def shown(value: object) -> str:
    """Return a wrong value for a message: shortened, and not repeated if it may contain a password."""
    if value is None:
        return "empty"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if ":" in text.rpartition("@")[0]:  # user:password@host
        return "'…'"
    short = text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
    return repr(short) if isinstance(value, str) else short
