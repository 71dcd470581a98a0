"""Look for a message in the archive of a list that HyperKitty keeps, the archiver of Mailman 3."""

from __future__ import annotations

import re

import msgspec

from distribute.channel.verdicts import InDoubt

# Where HyperKitty shows a list: https://HOST/PREFIX/list/ADDRESS/
PATTERN = r"^https?://[^\s@]+/list/[^\s/?#@]+@[^\s/?#@]+/?$"
_PLACE = re.compile(r"(.*)/list/([^/]+)/?")


class _Entry(msgspec.Struct):
    """What the archive says of a message; more fields are there."""

    message_id: str


def in_archive(archive: str, message_id: str, timeout: float) -> str:
    """Return the address of a message in the archive, "" if it is not there.

    `archive` is the list's page there, and `message_id` has its angle brackets. NotPosted or InDoubt if it can't be
    found out.
    """
    from distribute.transport.http import Session

    base, name = _place(archive)
    number = _number(message_id)
    with Session(timeout, own={404}) as session:
        answer = session.get(f"{base}/api/list/{name}/email/{number}/", params={"format": "json"})
    if answer.status_code == 404:  # noqa: PLR2004 - it is not there
        return ""
    try:
        entry = msgspec.json.decode(answer.content, type=_Entry)
    except msgspec.DecodeError:
        msg = "the archive's answer is not that of HyperKitty: is the address in `archive` right?"
        raise InDoubt(msg) from None
    if entry.message_id.strip("<> ") != message_id.strip("<>"):
        msg = "the archive answered with another message"
        raise InDoubt(msg)
    return f"{base}/list/{name}/message/{number}/"


def check_archive(archive: str, timeout: float) -> None:
    """Return if the archive has the list; NotPosted or InDoubt otherwise."""
    from distribute.transport.http import Session

    base, name = _place(archive)
    with Session(timeout) as session:
        session.get(f"{base}/api/list/{name}/", params={"format": "json"})


def _place(archive: str) -> tuple[str, str]:
    found = _PLACE.fullmatch(archive)
    assert found, "the setting's pattern sees to it"
    return found[1], found[2]


def _number(message_id: str) -> str:
    """Return HyperKitty's name for a message: the SHA-1 of its Message-ID without brackets, in base 32."""
    from base64 import b32encode
    from hashlib import sha1

    return b32encode(sha1(message_id.strip("<>").encode(), usedforsecurity=False).digest()).decode()
