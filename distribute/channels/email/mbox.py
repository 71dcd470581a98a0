"""Look for a Message-ID in an mbox (RFC 4155), which list archives offer as a whole or for each month."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime, timedelta

from distribute.channel.verdicts import InDoubt

_MOST = 64_000_000  # the maximum size of an unpacked archive in bytes
_LAYERS = 2  # a packed file, in a packed answer
_GZIP = b"\x1f\x8b"
_FIELD = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
_MESSAGE = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]*\r?\n")  # in a body, such a line is prefixed with `>`
_ARRIVAL = re.compile(
    rb"^From [^\r\n]* ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\r?$", re.MULTILINE
)
_BLANK = re.compile(rb"\r?\n\r?\n")


def has_message(content: bytes, message_id: str) -> bool:
    """Return whether one of the messages has this Message-ID in its header; InDoubt if it can't be unpacked to its end."""
    text = unpacked(content)
    wanted = message_id.encode()
    if wanted not in text:
        return False
    return any(wanted in _FIELD.findall(_header(text, start.end())) for start in _MESSAGE.finditer(text))


def begins_before(text: bytes, moment: datetime) -> bool:
    """Return whether the first message of a part of an mbox arrived surely before `moment`, in whatever time zone."""
    first = _ARRIVAL.search(text)
    if not first:
        return False
    try:
        arrived = datetime.strptime(b" ".join(first[1].split()).decode(), "%a %b %d %H:%M:%S %Y").replace(
            tzinfo=UTC
        )
    except ValueError:
        return False
    return arrived < moment - timedelta(days=1)


def _header(text: bytes, start: int) -> bytes:
    end = _BLANK.search(text, start)
    return text[start : end.start() if end else len(text)]


def unpacked(content: bytes) -> bytes:
    """Return the content of a packed file, or of one that a server has packed again; InDoubt if its end is missing."""
    for _ in range(_LAYERS):
        if is_packed(content):
            content = _without_gzip(content)
    return content


def is_packed(content: bytes) -> bool:
    """Return whether a file is packed."""
    return content.startswith(_GZIP)


def _without_gzip(content: bytes) -> bytes:
    """Return the content of all members of a gzip file (RFC 1952, section 2.2), which may have zeros behind them."""
    pieces: list[bytes] = []
    room = _MOST
    while content:
        engine = zlib.decompressobj(wbits=31)
        try:
            pieces.append(engine.decompress(content, room + 1))
        except zlib.error:
            msg = "the archive can't be unpacked"
            raise InDoubt(msg) from None
        room -= len(pieces[-1])
        if room < 0:
            msg = f"the archive has more than {_MOST:,} bytes"
            raise InDoubt(msg)
        if not engine.eof:
            msg = "the end of the packed archive is missing"
            raise InDoubt(msg)
        content = engine.unused_data.lstrip(b"\0")
    return b"".join(pieces)
