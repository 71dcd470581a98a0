"""Refuse values that no setting may have: control characters, keys that are not text, addresses that are not valid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from distribute.channel.convert import SettingError
from distribute.regex import lazy_regex

# Control characters but tabs and line breaks, and halves of surrogate pairs, which UTF-8 does not have.
_UNUSABLE = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ADDRESS = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*://")
_WEB = lazy_regex(r"(?i)https?://")
# Labels that IDNA takes as they are, without loading its tables: up to 63 ASCII characters, RFC 1035, section 2.3.4.
_LABELS = lazy_regex(r"(?:[\x01-\x2d\x2f-\x7f]{1,63}\.)*[\x01-\x2d\x2f-\x7f]{0,63}")
_MOST_OF_A_HOST = 253  # characters, RFC 1035, section 2.3.4


def check(data: Any) -> None:
    """Raise a SettingError for the first text in `data` that no setting may have."""
    for steps, value in _texts(data, ()):
        if not value.isprintable() and (found := _UNUSABLE.search(value)):
            raise SettingError(f"contains the character {found[0]!a}: remove it", steps)
        if why := address_error(value):
            raise SettingError(why, steps)


def address_error(text: str) -> str:
    """Return why `text` is an address that cannot be used; "" if it can, or is no address. The address is not repeated."""
    if not _ADDRESS.match(text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - it raises for a port that is not a number up to 65535
    except ValueError:
        return "is not a valid address; write one such as https://example.org/"
    if parts.password is not None or (_WEB.match(text) and parts.username is not None):
        return "has a user or a password in its address: remove it; a secret is written as $NAME in its own setting"
    if _WEB.match(text) and not _is_host(host):
        return "is not a valid address; its host must be a name such as example.org"
    return ""


def _is_host(host: str) -> bool:
    """Return whether a name can be looked up; an address in brackets has been checked by `urlsplit`."""
    if ":" in host:
        return True
    try:
        name = host.encode("ascii" if _LABELS.fullmatch(host) else "idna")
    except UnicodeError:  # an empty part, or one that is too long
        return False
    return 0 < len(name) <= _MOST_OF_A_HOST and not re.search(r"[\s\\]", host)


def _texts(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text in `value`, keys before their values, with the path to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(one, (*steps, str(number)))
    elif isinstance(value, dict):
        for key, one in value.items():
            if not isinstance(key, str):
                raise SettingError(f"has the key {key}: put it in quotes", (*steps, str(key)))
            yield from _texts(key, (*steps, key))
            yield from _texts(one, (*steps, key))
