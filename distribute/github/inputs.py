"""The action's inputs, which action.yml hands over as `$INPUT_…`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from distribute.config import FILE
from distribute.errors import UserError

_YES, _NO = {"true", "yes", "on", "1"}, {"", "false", "no", "off", "0"}


class Inputs(msgspec.Struct, frozen=True):
    """The action's inputs; each is empty where the workflow does not set it."""

    command: str
    issue: str
    channels: tuple[str, ...]
    config: Path
    wait: str
    approved: tuple[str, ...]
    unreviewed: str
    because: str
    posted: str
    dry_run: bool = False
    allow: tuple[str, ...] = ()
    before: str = ""

    @classmethod
    def here(cls) -> Inputs:
        """Read the inputs from the environment; UserError if `dry-run` is neither true nor false."""
        return cls(
            command=command_here(),
            issue=_named("ISSUE"),
            channels=_words("CHANNELS"),
            config=Path(_named("CONFIG") or FILE),
            wait=_named("WAIT"),
            approved=_words("APPROVED"),
            unreviewed=_named("UNREVIEWED") or "hold",
            because=_named("BECAUSE"),
            posted=_named("POSTED"),
            dry_run=_switch("dry-run", _named("DRY_RUN")),
            allow=_words("ALLOW"),
            before=_named("BEFORE"),
        )

    @property
    def only(self) -> list[str]:
        """The command-line options that select the channels."""
        return repeated("--channel", self.channels)


def command_here() -> str:
    """Return the name of the command to run."""
    return _named("COMMAND") or "publish"


def repeated(name: str, values: Iterable[str]) -> list[str]:
    """Return an option of the command line once for each value."""
    return [part for value in values for part in (name, value)]


def _named(name: str) -> str:
    return os.environ.get(f"INPUT_{name}", "").strip()


def _words(name: str) -> tuple[str, ...]:
    return tuple(_named(name).replace(",", " ").split())


def _switch(name: str, value: str) -> bool:
    """Return whether an input is on. A typo must not turn a dry run into a real one."""
    if value.lower() not in _YES | _NO:
        msg = f"`{name}` must be true or false, not {value!r}"
        raise UserError(msg)
    return value.lower() in _YES
