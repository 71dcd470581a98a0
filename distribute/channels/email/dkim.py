"""Sign a message (DKIM, RFC 6376) if no mail server does."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from distribute.channel.verdicts import NotPosted

_LONGEST = 20_000  # the maximum size of a key's file in bytes; the longest keys in use have 6,500
_SHORTEST, _USUAL = 1024, 2048  # bits of a key: the required and the recommended minimum (RFC 8301)
# A second one of these would be shown in place of the first, or change how the body is read. They are signed once more
# than they occur, so that none can be added (RFC 6376, section 8.15).
_FROZEN = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
# These are signed if present. RFC 8058, section 4, requires the last two. A list adds its own List-Id, Sender,
# Reply-To and Archived-At, so those are not signed unless the message has them and replies depend on them.
_SIGNED = ("Reply-To", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post")
_PROBE = b"\x02" * 32


def signature(content: bytes, domain: str, selector: str, key: bytes) -> bytes:
    """Return the header DKIM-Signature for a message with CRLF line ends; NotPosted if it can't be signed.

    `key` is an RSA key in PEM. No error message contains any of it.
    """
    dkim, _ = _checked(key)
    there = {name.lower() for name in re.findall(rb"(?m)^([!-9;-~]+):", content.partition(b"\r\n\r\n")[0])}
    signed = [name for name in (*_FROZEN, *_SIGNED) if name.lower().encode() in there]
    try:
        header = dkim.DKIM(content).sign(
            selector.encode(), domain.encode(), _lines(key),
            canonicalize=(b"relaxed", b"relaxed"), include_headers=[*signed, *_FROZEN],
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - messages of other libraries may quote the key
        msg = f"the message can't be signed: {type(error).__name__}"
        raise NotPosted(msg) from None
    return bytes(header)


def public_key(key: bytes) -> tuple[int, int]:
    """Return the modulus and the exponent that belong to a private key; NotPosted if it can't be used."""
    _, numbers = _checked(key)
    return numbers["modulus"], numbers["publicExponent"]


def is_short(modulus: int) -> bool:
    """Return whether a key may be used but is shorter than recommended."""
    return modulus.bit_length() < _USUAL


def read_key(path: str) -> bytes:
    """Return the content of a key's file; NotPosted if it does not exist."""
    file = Path(path)
    try:
        if not file.is_file():
            msg = f"dkim_key_file: there is no file {path}"
            raise NotPosted(msg)
        with file.open("rb") as stream:
            return stream.read(_LONGEST)
    except OSError as error:
        msg = f"dkim_key_file: {path} can't be read: {error.strerror}"
        raise NotPosted(msg) from None


def others_read(path: str) -> bool:
    """Return whether other users of this machine can read a file."""
    return os.name == "posix" and bool(Path(path).stat().st_mode & 0o044)


def _checked(key: bytes) -> tuple[Any, dict[str, int]]:
    """Return dkimpy and the numbers of a key; NotPosted if the library is missing or the key can't sign."""
    try:
        import dkim
    except ImportError:
        msg = "DKIM needs dkimpy: pip install 'newsletter-distribute[dkim]'"
        raise NotPosted(msg) from None
    if b"ENCRYPTED" in key:
        msg = "the DKIM key is encrypted with a passphrase: give it without one"
        raise NotPosted(msg)
    try:
        numbers = dkim.crypto.parse_pem_private_key(_lines(key))
        is_whole = _belongs_together(dkim.crypto, numbers)
    except Exception:  # noqa: BLE001 - the library's own errors are many, and may quote the key
        msg = "the DKIM key is not an RSA key in PEM, which begins with -----BEGIN PRIVATE KEY-----"
        raise NotPosted(msg) from None
    if not is_whole:
        msg = "the DKIM key is damaged: its numbers don't belong together"
        raise NotPosted(msg)
    if (size := numbers["modulus"].bit_length()) < _SHORTEST:
        msg = f"the DKIM key has {size} bits, and receivers ignore keys below {_SHORTEST}"
        raise NotPosted(msg)
    return dkim, numbers


def _belongs_together(crypto: Any, numbers: dict[str, int]) -> bool:
    """Return whether a key's signatures are valid, since a damaged key also signs."""
    size = (numbers["modulus"].bit_length() + 7) // 8
    signed = crypto.rsa_decrypt(_PROBE, numbers, size)
    return bool(crypto.rsa_encrypt(signed, numbers, size).lstrip(b"\0") == _PROBE)


def _lines(key: bytes) -> bytes:
    r"""Return a key with line feeds, in place of which environments and YAML files often have \n or CRLF."""
    return key.replace(b"\\n", b"\n").replace(b"\r", b"").strip()
