"""Read a service's response; one of an unexpected form leaves the post in doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from distribute.channel.verdicts import InDoubt

if TYPE_CHECKING:
    import requests

_Kind = TypeVar("_Kind")


def json_object(answer: requests.Response, strange: str) -> dict[str, Any]:
    """Return the JSON object that an answer holds; InDoubt, with the words `strange`, if it holds none."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        raise InDoubt(strange) from None
    if not isinstance(found, dict):
        raise InDoubt(strange)
    return found


def json_struct(answer: requests.Response, kind: type[_Kind], strange: str) -> _Kind:
    """Return the JSON object that an answer holds as a struct of this kind; InDoubt, with `strange`, if it is none."""
    try:
        return msgspec.convert(json_object(answer, strange), kind)
    except msgspec.ValidationError:
        raise InDoubt(strange) from None


def require_form(value: Any, form: str, strange: str) -> str:
    """Return a value, a string or a number, that has the form of a pattern; InDoubt, with `strange`, otherwise."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(form, text, re.ASCII):
        raise InDoubt(strange)
    return text
