"""Look for a Message-ID in an mbox (RFC 4155), which list archives offer as a whole or for each month."""

from __future__ import annotations

import re
import zlib

from distribute.channel.verdicts import InDoubt

_MOST = 64_000_000  # the maximum size of an unpacked archive in bytes
_GZIP = b"\x1f\x8b"
_FIELD = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
_MESSAGE = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]*\r?\n")  # in a body, such a line is prefixed with `>`
_BLANK = re.compile(rb"\r?\n\r?\n")


def has_message(content: bytes, message_id: str) -> bool:
    """Return whether one of the messages has this Message-ID in its header; InDoubt if it can't be unpacked."""
    text = _unpacked(content) if content.startswith(_GZIP) else content
    wanted = message_id.encode()
    if wanted not in text:
        return False
    return any(wanted in _FIELD.findall(_header(text, start.end())) for start in _MESSAGE.finditer(text))


def _header(text: bytes, start: int) -> bytes:
    end = _BLANK.search(text, start)
    return text[start : end.start() if end else len(text)]


def _unpacked(content: bytes) -> bytes:
    engine = zlib.decompressobj(wbits=31)
    try:
        text = engine.decompress(content, _MOST)
    except zlib.error:
        msg = "the archive can't be unpacked"
        raise InDoubt(msg) from None
    if engine.unconsumed_tail:
        msg = f"the archive has more than {_MOST:,} bytes"
        raise InDoubt(msg)
    return text
