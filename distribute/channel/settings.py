"""Types of settings: a secret (only its name is stored), a duration, a time of day, the place of a ledger."""

from __future__ import annotations

import os
from typing import Any, Literal

import msgspec

from distribute.errors import shown
from distribute.regex import lazy_regex

NOT_TEXT = "has bytes that are not UTF-8: set it again"  # of a secret, after its name
LEDGERS = "sqlite:FILE, git:BRANCH[@REMOTE] or $DATABASE_URL"  # how a ledger is written
FORM = "form"  # the key under which a setting's type says in words what it must be

_NAME = lazy_regex(r"\$[A-Za-z_][A-Za-z0-9_]*\Z")
_DURATION = lazy_regex(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)\Z")
_TIME_OF_DAY = lazy_regex(r"([01]\d|2[0-3]):[0-5]\d\Z")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_REMOTE = "origin"  # of a ledger's branch, unless another is named
_LONGEST = 365_000 * 86400  # seconds, a thousand years: a date before the year 1 cannot be written


def form(pattern: str, words: str, **more: Any) -> msgspec.Meta:
    """Return the rule for a text: a pattern, and `words` that complete "must be …" in an error."""
    return msgspec.Meta(pattern=pattern, extra={FORM: words}, **more)


class Secret:
    """A `$NAME` whose value is looked up in the environment when first needed, and never shown."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        """Create a secret from `$NAME`; ValueError for anything else, which the message does not repeat."""
        if not _NAME.match(name):
            msg = (
                "a secret is written as $NAME, the name of an environment variable, never as the value itself"
            )
            raise ValueError(msg)
        self.name = name[1:]

    def __repr__(self) -> str:
        """Return only the name."""
        return f"${self.name}"

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same name."""
        return isinstance(other, Secret) and self.name == other.name

    def __hash__(self) -> int:
        """Return a hash consistent with `__eq__`."""
        return hash(self.name)

    @property
    def is_set(self) -> bool:
        """Return whether the environment has a value for it."""
        return bool(os.environ.get(self.name, "").strip())

    @property
    def is_text(self) -> bool:
        """Return whether its value, if it has one, is UTF-8: no request, header or database takes other bytes."""
        try:
            os.environ.get(self.name, "").encode()
        except UnicodeEncodeError:
            return False
        return True

    def reveal(self) -> str:
        """Return the value; LookupError, with only the name, if there is none or it is not UTF-8."""
        value = os.environ.get(self.name, "").strip()  # a pasted value may end with a line break
        if not value:
            msg = f"${self.name} is not set"
            raise LookupError(msg)
        if not self.is_text:
            msg = f"${self.name} {NOT_TEXT}"
            raise LookupError(msg)
        return value


class Duration(float):
    """A length of time in seconds, written `30s`, `15m`, `2h` or `14d`."""

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Parse a duration such as `15m`; ValueError says how to write one."""
        match = _DURATION.match(text.strip())
        if not match:
            msg = f"{shown(text)} is not a duration: write 30s, 15m, 2h or 14d"
            raise ValueError(msg)
        seconds = float(match[1]) * _SECONDS[match[2]]
        if seconds > _LONGEST:
            msg = f"{shown(text)} is too long: the limit is 365000d"
            raise ValueError(msg)
        return cls(seconds)

    def __str__(self) -> str:
        """Return the form that `parse` reads, in the largest unit that gives a whole number."""
        for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60)):
            if self >= seconds and self % seconds == 0:
                return f"{int(self // seconds)}{unit}"
        return f"{float(self):g}s"


class TimeOfDay(str):
    """A time of day, written `09:00`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> TimeOfDay:
        """Parse a time of day such as `09:00`; ValueError says how to write one."""
        if not _TIME_OF_DAY.match(text):
            msg = f'{shown(text)} is not a time of day: write it as "09:00", from "00:00" to "23:59"'
            raise ValueError(msg)
        return cls(text)


class LedgerPlace(msgspec.Struct, frozen=True):
    """Where a ledger is, as the setting `ledger` says: its kind, its name and, of a branch, the remote.

    The name is a file relative to the settings, a branch, or the environment variable that has a database's address.
    """

    kind: Literal["sqlite", "git", "postgres"]
    name: str
    remote: str = ""

    @classmethod
    def parse(cls, text: str) -> LedgerPlace:
        """Parse one of LEDGERS; ValueError for anything else, which may hold a password and is not repeated."""
        kind, _, name = text.partition(":")
        if text.startswith("$"):
            return cls("postgres", text[1:])
        if kind == "git" and name:
            branch, _, remote = name.partition("@")
            return cls("git", branch, remote or _REMOTE)
        if kind == "sqlite" and name:
            return cls("sqlite", name)
        msg = f"write the ledger as {LEDGERS}"
        raise ValueError(msg)

    def __str__(self) -> str:
        """Return the shortest form that `parse` reads."""
        if self.kind == "postgres":
            return f"${self.name}"
        at = f"@{self.remote}" if self.kind == "git" and self.remote != _REMOTE else ""
        return f"{self.kind}:{self.name}{at}"


DEFAULT_LEDGER = LedgerPlace("sqlite", ".distribute/ledger.db")
LEDGER_BRANCH = LedgerPlace("git", "distribute-ledger", _REMOTE)  # what `init` chooses if there is a remote


def decode(kind: type, value: Any) -> Any:
    """Convert a setting to a Secret, a Duration or a TimeOfDay: the `dec_hook` for msgspec."""
    if kind is Secret:
        if not isinstance(value, str):
            msg = "a secret is written as $NAME"
            raise ValueError(msg)
        return Secret(value)
    if kind is Duration:
        if not isinstance(value, str):
            msg = "a duration is written 30s, 15m, 2h or 14d"
            raise ValueError(msg)
        return Duration.parse(value)
    if kind is TimeOfDay:
        return TimeOfDay.parse(str(value))
    msg = f"no settings of type {kind.__name__}"
    raise NotImplementedError(msg)


def schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a Secret, a Duration or a TimeOfDay: the `schema_hook` for msgspec."""
    if kind is Secret:
        return {
            "type": "string",
            "pattern": "^\\$[A-Za-z_][A-Za-z0-9_]*$",
            "description": "the name of an environment variable",
        }
    if kind is Duration:
        return {
            "type": "string",
            "pattern": "^[0-9]+(\\.[0-9]+)?\\s*[smhd]$",
            "description": "30s, 15m, 2h or 14d",
        }
    if kind is TimeOfDay:
        return {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "description": "a time of day such as 09:00, in the site's time zone",
        }
    raise NotImplementedError(kind.__name__)
