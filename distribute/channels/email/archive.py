"""Look for a message in a list's archive by its Message-ID.

The archive is HyperKitty (Mailman 3), Pipermail (Mailman 2), one mbox or one for each month, or one that has an
address for each Message-ID, such as public-inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from distribute.channel.verdicts import InDoubt, Unlisted

if TYPE_CHECKING:
    import requests

# HyperKitty shows a list at https://HOST/PREFIX/list/ADDRESS/, Pipermail at https://HOST/pipermail/NAME/.
_HYPERKITTY = r"^https?://[^\s@]+/list/[^\s/?#@]+@[^\s/?#@]+/?$"
_PIPERMAIL = r"^https?://[^\s@]+/pipermail/[^\s/?#@]+/?$"
_MBOX = r"^https?://[^\s@/]+/\S*\.(?:mbox|txt)(?:\.gz)?$"
_OF_A_MONTH = r"^https?://[^\s@/]+/\S*\{month\}\S*$"
_OF_A_MESSAGE = r"^https?://[^\s@/]+/\S*\{message_id\}\S*$"
PATTERN = f"{_HYPERKITTY}|{_PIPERMAIL}|{_MBOX}|{_OF_A_MONTH}|{_OF_A_MESSAGE}"
EXAMPLE = "https://lists.example/archives/list/letter@lists.example/"
_PLACE = re.compile(r"(.*)/list/([^/]+)/?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PARTIAL, _NOT_FOUND = 206, 404
_PART = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_CODINGS = {"identity", "gzip", "x-gzip"}  # an archive's packed file may be declared as packed by the server
_END = 3_000_000  # bytes read from the end of an mbox, which has the newest messages


class _Entry(msgspec.Struct):
    """The fields of HyperKitty's description of a message that are used."""

    message_id: str


def in_archive(archive: str, message_id: str, sent: datetime, timeout: float) -> str | None:
    """Return the URL of a message in the archive, "" if it has none, None if the message is not found.

    `archive` is the setting, `message_id` includes its angle brackets, and `sent` is the message's date. NotPosted or
    InDoubt if this can't be determined, Unlisted if it can't be with this archive.
    """
    if re.match(_HYPERKITTY, archive):
        return _in_hyperkitty(archive, message_id, timeout)
    if "{message_id}" in archive:
        return _at_its_address(archive, message_id, timeout)
    return _in_mailboxes(archive, message_id, sent, timeout)


def check_archive(archive: str, now: datetime, timeout: float) -> None:
    """Return if the archive can be searched; NotPosted or InDoubt otherwise."""
    if re.match(_HYPERKITTY, archive):
        base, name = _place(archive)
        _get(f"{base}/api/list/{name}/?format=json", timeout)
    elif re.match(_PIPERMAIL, archive):
        _get(archive, timeout)
    elif "{message_id}" in archive:
        _require_absence(archive, "nothing@invalid", timeout)
    else:
        in_archive(archive, "<nothing@invalid>", now, timeout)


def _in_hyperkitty(archive: str, message_id: str, timeout: float) -> str | None:
    base, name = _place(archive)
    number = _number(message_id)
    answer = _get(f"{base}/api/list/{name}/email/{number}/?format=json", timeout, may_lack=True)
    if answer is None:
        return None
    try:
        entry = msgspec.json.decode(answer.content, type=_Entry)
    except (ValueError, RecursionError):
        msg = "the archive's answer is not that of HyperKitty: is the address in `archive` right?"
        raise InDoubt(msg) from None
    if entry.message_id.strip("<> ") != message_id.strip("<>"):
        msg = "the archive answered with another message"
        raise InDoubt(msg)
    return f"{base}/list/{name}/message/{number}/"


def _at_its_address(archive: str, message_id: str, timeout: float) -> str | None:
    """Return a message's own URL, if there is a page that names its Message-ID."""
    number = message_id.strip("<>")
    url = _page_of(archive, number, timeout)
    if url is not None:
        _require_absence(archive, number, timeout)
    return url


def _page_of(archive: str, number: str, timeout: float) -> str | None:
    """Return the URL of the page that names this Message-ID, None if there is none; InDoubt for any other page."""
    from html import unescape
    from urllib.parse import quote

    url = archive.replace("{message_id}", quote(number, safe="@"))
    answer = _get(url, timeout, may_lack=True)
    if answer is None:
        return None
    if number not in unescape(answer.content.decode("utf-8", "replace")):
        msg = "the archive's page does not have the Message-ID: is the address in `archive` right?"
        raise InDoubt(msg)
    return url


def _require_absence(archive: str, number: str, timeout: float) -> None:
    """Raise InDoubt if the archive also has a page for a Message-ID of this kind that nobody has ever used.

    A search repeats what it was asked for, also where it says that it has found nothing.
    """
    from uuid import uuid4

    nobodys = f"{uuid4().hex}@{number.rpartition('@')[2]}"
    if _page_of(archive, nobodys, timeout) is not None:
        msg = "the archive has a page for any Message-ID, so it can't be searched: is the address in `archive` right?"
        raise InDoubt(msg)


def _in_mailboxes(archive: str, message_id: str, sent: datetime, timeout: float) -> str | None:
    from distribute.channels.email.mbox import has_message

    for url in _mailboxes(archive, sent):
        answer = _mailbox(url, timeout, is_whole_archive=url == archive)
        if answer is None:
            continue
        if has_message(answer.content, message_id):
            return ""
        _require_whole(answer, sent)
    return None


def _mailbox(url: str, timeout: float, *, is_whole_archive: bool) -> requests.Response | None:
    """Return an mbox, packed as it is, or the end of one; None if there is no mbox of a month."""
    from distribute.transport.http import Session

    headers = {"Accept-Encoding": "identity"}
    if is_whole_archive and url.endswith((".mbox", ".txt")):
        headers["Range"] = f"bytes=-{_END}"
    with Session(timeout, own=() if is_whole_archive else {_NOT_FOUND}, unpack=False) as session:
        answer = session.get(url, headers=headers)
    return None if answer.status_code == _NOT_FOUND else answer


def _require_whole(answer: requests.Response, sent: datetime) -> None:
    """Raise Unlisted if a message that was `sent` then may be in the mbox, but not in the answer, or not as text."""
    from distribute.channels.email.mbox import begins_before, is_packed

    headers = answer.headers
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    has_end = "Content-Length" in headers or "chunked" in headers.get("Transfer-Encoding", "").lower()
    if coding not in _CODINGS or not (has_end or is_packed(answer.content)):
        msg = "the archive's answer may not be whole"
        raise Unlisted(msg)
    if answer.status_code != _PARTIAL:
        return
    part = _PART.fullmatch(headers.get("Content-Range", "").strip())
    if not part or int(part[2]) + 1 != int(part[3]):
        msg = "the archive's answer is not the end of the archive"
        raise Unlisted(msg)
    if int(part[1]) and not begins_before(answer.content, sent):
        msg = "the end of the archive that was read does not reach back to the message"
        raise Unlisted(msg)


def _mailboxes(archive: str, sent: datetime) -> Iterator[str]:
    """Yield the mboxes that may contain a message of a date. Archives determine the month in their own time zone."""
    if re.match(_MBOX, archive) and "{month}" not in archive:
        yield archive
        return
    days = (sent + timedelta(days=days) for days in (0, -1, 1))
    for year, month in dict.fromkeys((day.year, day.month) for day in days):
        if "{month}" in archive:
            yield archive.replace("{year}", str(year)).replace("{month}", f"{month:02}")
        else:  # the packed file is made once a day, and some servers have no other
            text = f"{archive.rstrip('/')}/{year}-{_MONTHS[month - 1]}.txt"
            yield text
            yield f"{text}.gz"


def _get(url: str, timeout: float, *, may_lack: bool = False) -> requests.Response | None:
    """Return the content of a URL; None for an optional page that does not exist."""
    from distribute.transport.http import Session

    with Session(timeout, own={_NOT_FOUND} if may_lack else ()) as session:
        answer = session.get(url)
    return None if answer.status_code == _NOT_FOUND else answer


def _place(archive: str) -> tuple[str, str]:
    found = _PLACE.fullmatch(archive)
    assert found, "the setting's pattern sees to it"
    return found[1], found[2]


def _number(message_id: str) -> str:
    """Return HyperKitty's name for a message: the SHA-1 of its Message-ID without brackets, in base 32."""
    from base64 import b32encode
    from hashlib import sha1

    return b32encode(sha1(message_id.strip("<>").encode(), usedforsecurity=False).digest()).decode()
