"""Say what a setting must be, such as `a whole number from 1 to 300`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import inspect

from distribute.channel.interface import NOT_SETTINGS, Channel
from distribute.channel.settings import FORM, Duration, Secret, TimeOfDay
from distribute.errors import did_you_mean

_CUSTOM = {
    Secret: "the name of an environment variable, written as $NAME",
    Duration: "a duration such as 30s, 15m, 2h or 14d",
    TimeOfDay: 'a time of day such as "09:00"',
}
_SIMPLE = {
    inspect.AnyType: "any value",
    inspect.BoolType: "true or false",
    inspect.DateType: "a date such as 2027-01-31",
    inspect.DictType: "a mapping",
    inspect.StructType: "a mapping of settings",
}


class Expected(NamedTuple):
    """What a setting must be; `secret` if its value may be one and is not to be repeated."""

    words: str
    secret: bool = False
    choices: tuple[str, ...] = ()

    def nearest(self, value: Any) -> str:
        """Return ` (did you mean '…'?)` for a value that is nearly one of the choices, else ""."""
        return did_you_mean(value, self.choices) if self.choices and isinstance(value, str) else ""


def settings_at(kind: type, data: Any, steps: tuple[str, ...]) -> list[str]:
    """Return the names of the settings that there are at a path in `data`, a `kind`."""
    structs = [one for one in _follow(kind, data, steps) if isinstance(one, inspect.StructType)]
    return [
        field.encode_name
        for struct in structs
        for field in struct.fields
        if not (issubclass(struct.cls, Channel) and field.name in NOT_SETTINGS)
    ]


def expected_at(kind: type, data: Any, steps: tuple[str, ...]) -> Expected:
    """Return what the value at a path in `data`, a `kind`, must be."""
    found = _follow(kind, data, steps)
    plain = list(map(_plain, found))
    return Expected(
        " or ".join(dict.fromkeys(map(words, found))),
        any(getattr(one, "cls", None) is Secret for one in plain),
        tuple(value for one in plain for value in getattr(one, "values", ())),
    )


def words(kind: inspect.Type) -> str:
    """Return what a value of a type is called; a type with a pattern says so itself, by `form`."""
    if isinstance(kind, inspect.Metadata) and FORM in (kind.extra or {}):
        return str((kind.extra or {})[FORM])
    match _plain(kind):
        case inspect.IntType() as number:
            return f"a whole number{_bounds(number)}"
        case inspect.StrType(pattern=None, min_length=least):
            return "text that is not empty" if least else "text"
        case inspect.StrType(pattern=pattern):
            is_address = "https?://" in (pattern or "")
            return "an address such as https://example.org" if is_address else f"text that matches {pattern}"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case inspect.VarTupleType(item_type=item):
            return "a list of texts" if isinstance(item, inspect.StrType) else f"a list, each {words(item)}"
        case inspect.CustomType(cls=cls):
            return _CUSTOM.get(cls, cls.__name__)
        case other:
            return _SIMPLE.get(type(other), "another kind of value")


def _follow(kind: type, value: Any, steps: tuple[str, ...]) -> list[inspect.Type]:
    """Return the types that the value at a path may have, without null."""
    found = [inspect.type_info(kind)]
    for step in steps:
        entries = [entry for one in found for entry in _entries(_plain(one), value, step)]
        found = [inner for entry in entries for inner in _members(entry)]
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return found


def _entries(kind: Any, value: Any, step: str) -> Iterator[inspect.Type]:
    """Yield the type of the entry `step` of a value: a struct, a list or a mapping."""
    yield from (field.type for field in getattr(kind, "fields", ()) if field.encode_name == step)
    if isinstance(value, list) and isinstance(kind, inspect.VarTupleType):
        yield kind.item_type
    elif isinstance(value, dict) and isinstance(kind, inspect.DictType):
        yield kind.value_type


def _members(kind: inspect.Type) -> Iterator[inspect.Type]:
    plain = _plain(kind)
    if isinstance(plain, inspect.UnionType):
        yield from (one for one in plain.types if not isinstance(one, inspect.NoneType))
    else:
        yield kind


def _plain(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _bounds(kind: inspect.IntType) -> str:
    low = kind.ge if kind.ge is not None else kind.gt + 1 if kind.gt is not None else None
    high = kind.le if kind.le is not None else kind.lt - 1 if kind.lt is not None else None
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f" of at least {low}" if low is not None else f" of at most {high}" if high is not None else ""
