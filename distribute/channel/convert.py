"""Convert settings to their types. Errors are in the words of the settings, not of the parser."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeVar

import msgspec

from distribute.channel.settings import decode
from distribute.errors import shown
from distribute.regex import lazy_regex

T = TypeVar("T")

_ERROR = lazy_regex(r"(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?\Z", re.DOTALL)
_STEP = lazy_regex(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_FIELD = lazy_regex(r"Object (?:contains unknown|missing required) field `(.*)`", re.DOTALL)
_PARSER = lazy_regex("Expected |Invalid ")  # how msgspec begins its own messages


class SettingError(ValueError):
    """A setting that is wrong. `steps` is the path to it, and the message does not repeat the path."""

    def __init__(self, message: str, steps: tuple[str, ...]) -> None:
        """Set the message and the path."""
        super().__init__(message)
        self.steps = steps


class _Place(NamedTuple):
    """What the parser reports: its message, and the path to the value, `...` for an entry of a mapping."""

    what: str
    steps: tuple[str, ...]


def convert(data: Any, kind: type[T]) -> T:
    """Return `data`, of plain values with text for keys, as a `kind`; SettingError for the first error in it."""
    try:
        return msgspec.convert(data, kind, dec_hook=decode)
    except msgspec.ValidationError as error:
        found = _place(error)
    field = _FIELD.match(found.what)
    if field and found.what.startswith("Object missing"):
        raise SettingError(f"the setting {field[1]!r} is missing", found.steps)
    steps = _without_dots(data, kind, found)
    if field:
        raise SettingError(_unknown(kind, data, steps, field[1]), (*steps, field[1]))
    if not _PARSER.match(found.what):  # the message of a type or of an adapter
        raise SettingError(found.what, steps)
    raise SettingError(_wrong(kind, data, steps), steps)


def _place(error: msgspec.ValidationError) -> _Place:
    match = _ERROR.match(str(error))
    assert match
    return _Place(match["what"], tuple(name or at for name, at in _STEP.findall(match["path"] or "")))


def _without_dots(data: Any, kind: type, found: _Place) -> tuple[str, ...]:
    """Return the path to an error, with the key of the entry where the parser has only `...`."""
    steps = found.steps
    while "..." in steps:
        above = steps[: steps.index("...")]
        wrong = (
            key
            for key, one in _at(data, above).items()
            if _fails(_with(data, above, {key: one}), kind, found)
        )
        steps = (*above, next(wrong), *steps[len(above) + 1 :])
    return steps


def _fails(data: Any, kind: type, found: _Place) -> bool:
    """Return whether `data` has the same error."""
    try:
        msgspec.convert(data, kind, dec_hook=decode)
    except msgspec.ValidationError as error:
        return _place(error) == found
    return False


def _at(value: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _with(data: Any, steps: tuple[str, ...], value: Any) -> Any:
    """Return `data` with another value at a path of mappings."""
    return {**data, steps[0]: _with(data[steps[0]], steps[1:], value)} if steps else value


def _unknown(kind: type, data: Any, steps: tuple[str, ...], name: str) -> str:
    from distribute.channel.forms import settings_at
    from distribute.errors import did_you_mean

    known = settings_at(kind, data, steps)
    return f"no setting {shown(name)} here{did_you_mean(name, known)}; there are: {', '.join(known)}"


def _wrong(kind: type, data: Any, steps: tuple[str, ...]) -> str:
    from distribute.channel.forms import expected_at

    value = _at(data, steps)
    expected = expected_at(kind, data, steps)
    wrong = "" if expected.secret else f", not {shown(value)}"
    return f"must be {expected.words}{wrong}{expected.nearest(value)}"
