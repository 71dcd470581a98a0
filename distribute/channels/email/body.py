"""The body of a message: plain text and HTML in MIME (RFC 2045, RFC 2046)."""

from __future__ import annotations

from distribute.channel.post import Message


def mime_body(message: Message, boundary: str, *, utf8: bool) -> bytes:
    """Return the MIME headers and the body: plain text and, if there is any, HTML."""
    from email.message import EmailMessage
    from email.policy import SMTP

    mime = EmailMessage(SMTP.clone(cte_type="7bit", utf8=utf8))
    mime.set_content(message.text, cte=_encoding(message.text))
    if message.html:
        mime.add_alternative(message.html, subtype="html", cte=_encoding(message.html))
        mime.set_boundary(boundary)  # it can't occur in quoted-printable or base64
    return mime.as_bytes()


def _encoding(text: str) -> str | None:
    """Return the encoding that keeps lines short and characters whole; None chooses the shorter one."""
    return "quoted-printable" if text.isascii() else None
