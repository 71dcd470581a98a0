"""The message as a template in bytes: made once, and filled in for each reader without a message object."""

from __future__ import annotations

import html
import quopri
import re
from collections.abc import Iterator

import msgspec

from distribute.channel.post import Message
from distribute.channels.email.headers import header, mailbox
from distribute.channels.mailing.store import Row

# Where the message has the reader's own link to unsubscribe. The host is one that cannot exist (RFC 2606).
LEAVE = "https://unsubscribe.invalid/"
_DOT = re.compile(rb"(?m)^\.")


class Template(msgspec.Struct, frozen=True):
    """The parts of a message that are the same for all readers, ready for the wire (RFC 5321, 4.5.2).

    `pieces` alternate with the reader's link: as it is in the plain text, escaped in the HTML. Where it goes, and in
    which form, is in `forms`, one for each gap between two pieces.
    """

    head: bytes
    pieces: tuple[bytes, ...]
    forms: tuple[bool, ...]
    number: str
    domain: str

    def content(self, row: Row, *, stuffed: bool = True) -> bytes:
        """Return the whole message for a reader, with CRLF line ends and, if `stuffed`, with doubled leading dots."""
        number = f"Message-ID: <{self.number}.{row.key.hex()}@{self.domain}>\r\n"
        to = _to(row.name, row.address)
        whole = [to, number.encode(), leave_headers(row.leave), self.head, self.pieces[0]]
        links = _quoted(row.leave), _quoted(html.escape(row.leave))
        for escaped, piece in zip(self.forms, self.pieces[1:], strict=True):
            whole += [links[escaped], piece]
        content = b"".join(whole)
        return content if stuffed else content.replace(b"\r\n..", b"\r\n.")


def make_template(head: bytes, message: Message, number: str, domain: str) -> Template:
    """Return the template of a message with the constant header lines `head`.

    The Message-ID of each reader's copy begins with `number`.
    """
    boundary = f"=_{number}"
    first = (
        b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    )
    second = first.replace(b"plain", b"html")
    texts = [(first, message.text, False), *([(second, message.html, True)] if message.html else [])]
    multipart = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
    pieces, forms = [b"MIME-Version: 1.0\r\n" + (multipart if message.html else b"")], list[bool]()
    for introduction, text, escaped in texts:
        rule = f"--{boundary}\r\n".encode() if message.html else b""
        begun, *rest = _gaps(text)
        pieces[-1] += rule + introduction + begun
        pieces += rest
        forms += [escaped] * len(rest)
        pieces[-1] += b"\r\n"
    if message.html:
        pieces[-1] += f"--{boundary}--\r\n".encode()
    # A piece after a gap goes on in the middle of a line, or begins one: its own beginning is never a dot.
    return Template(head, tuple(_DOT.sub(b"..", piece) for piece in pieces), tuple(forms), number, domain)


def leave_headers(leave: str) -> bytes:
    """Return the headers by which a mail program offers to unsubscribe (RFC 2369, RFC 8058)."""
    headers = f"List-Unsubscribe: <{leave}>\r\n"
    if leave[:6].casefold() == "https:":
        headers += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return headers.encode()


def _to(name: str, address: str) -> bytes:
    return header("To", mailbox(name, address)) if name else f"To: {address}\r\n".encode()


def _gaps(text: str) -> Iterator[bytes]:
    """Yield a text in quoted-printable, in pieces between which the reader's link goes on a line of its own."""
    pieces = text.split(LEAVE)
    for place, piece in enumerate(pieces):
        after = b"=\r\n" if place else b""
        before = b"=\r\n" if place < len(pieces) - 1 else b""
        yield after + _encoded(piece) + before


def _encoded(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return quopri.encodestring(lines).replace(b"\n", b"\r\n")


def _quoted(link: str) -> bytes:
    """Return an ASCII link in quoted-printable, in lines of up to 76 characters; no line begins with a dot."""
    whole = link.replace("=", "=3D").replace(".", "=2E").encode()
    if len(whole) < 76:  # noqa: PLR2004 - RFC 2045, 6.7
        return whole
    return _soft_breaks(whole)


def _soft_breaks(whole: bytes) -> bytes:
    steps = re.findall(rb"(?:=..|[^=]){1,25}", whole)
    return b"=\r\n".join(steps)
