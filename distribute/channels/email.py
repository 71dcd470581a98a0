"""Email: one message to a list's address, with a subject, a preheader, plain text and HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote, urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import NotPosted
from distribute.issue import Issue

if TYPE_CHECKING:
    import smtplib
    from email.headerregistry import Address

    from distribute.transport.smtp import Letter

_LONGEST_LINE = 998
_PLAIN = re.compile(r"([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)@([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)")
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_BODY_LIMIT = 200_000
_LONG_HEADLINE = 50
_ONE_FACT = 45
_PREHEADER_AIM = 90
_PREHEADER_LIMIT = 400
# The line that a mailbox shows beside the subject, and that the message itself does not.
_PREHEADER = '<div style="display:none;max-height:0;overflow:hidden">{}</div>\n'
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{}</title></head>\n'
    '<body style="max-width: 640px; margin: 0 auto; padding: 16px">\n{}{}\n</body></html>\n'
)


class Email(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to one address; `limit` is the subject's."""

    smtp: Annotated[str, msgspec.Meta(pattern="^(smtp|smtp\\+starttls|smtps)://[^@/]+$")]
    sender: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]+@[^\\r\\n]+$")] = msgspec.field(name="from")
    to: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]+@[^\\r\\n]+$")]
    username: Secret | None = None
    password: Secret | None = None
    reply_to: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    list_id: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    unsubscribe: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    limit: Annotated[int, msgspec.Meta(gt=0)] = 200

    subject_aim: ClassVar[int] = 75
    field_labels: ClassVar[dict[str, str]] = {"title": "subject", "summary": "preheader"}
    mention_marks: ClassVar[tuple[str, ...]] = ()
    has_handles: ClassVar[bool] = False
    example: ClassVar[dict[str, Any]] = {
        "smtp": "smtp+starttls://mail.example.org:587",
        "from": "XMPP Newsletter <newsletter@example.org>",
        "to": "announce@lists.example.org",
        "username": "$SMTP_USERNAME",
        "password": "$SMTP_PASSWORD",
    }

    def length(self, part: Part) -> int:
        """Count the subject."""
        return len(part.title)

    def target(self) -> str:
        """The address that must not get an issue twice."""
        return f"email:{_bare(self.to)}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a subject, a preheader that goes on with the next facts, and the issue in brief."""
        # A headline that fills a subject by itself still goes with one piece of news.
        length = len(issue.headline)
        aim = length + _ONE_FACT if length > _LONG_HEADLINE else self.subject_aim
        subject = " ".join(render("title", limit=self.limit, aim=aim, most=3, words=5, names=True).split())
        preheader = render(
            "summary",
            limit=_PREHEADER_LIMIT,
            aim=_PREHEADER_AIM,
            most=4,
            words=10,
            names=True,
            without=subject,
        )
        text = render("text", limit=_BODY_LIMIT, most=40, words=40)
        body = render("html", limit=_BODY_LIMIT, most=40, words=40, html=True)
        hidden = _PREHEADER.format(html.escape(preheader)) if preheader else ""
        page = _PAGE.format(html.escape(issue.language), html.escape(subject), hidden, body)
        return Draft((Part(text=text, title=subject, summary=preheader, html=page, link=issue.url),))

    def __post_init__(self) -> None:
        """Ask for a whole login."""
        if bool(self.username) != bool(self.password):
            msg = "set username and password, or neither"
            raise ValueError(msg)

    def prepare(self, delivery: Delivery) -> Letter:
        """Write the message, and make sure that the login's secrets are there."""
        for secret in filter(None, (self.username, self.password)):
            secret.reveal()
        return self._letter(delivery)

    def receipt_of(self, word: str) -> Receipt:
        """Take a Message-ID too: the archive of a list may have no address for each message."""
        if _MESSAGE_ID.fullmatch(word.strip()):
            return Receipt(word.strip())
        return super().receipt_of(word)

    def post(self, delivery: Delivery, ready: Letter) -> Receipt:
        """Hand the message over; its Message-ID is all the proof there is."""
        from email.utils import format_datetime

        from distribute.transport.smtp import send_message

        # The day it was first meant to go out, however many attempts that takes.
        date = f"Date: {format_datetime(delivery.first_attempt_at)}\r\n".encode()
        with self._server() as server:
            send_message(server, msgspec.structs.replace(ready, content=date + ready.content))
        return Receipt(self._number(delivery))

    def is_everybody(self, to: str) -> bool:
        """Say whether `to` is the list itself, however it is written."""
        return _bare(to) == _bare(self.to)

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send the message to one address alone, marked in its header as a test."""
        self = msgspec.structs.replace(self, to=_address("--test-to", to).addr_spec)  # noqa: PLW0642 - all else stays
        letter = self.prepare(delivery)
        marked = b"X-Distribute-Test: this was not sent to the list\r\n" + letter.content
        self.post(delivery, msgspec.structs.replace(letter, content=marked))

    def examine(self) -> Iterator[Finding]:
        """Log in, say nothing, and leave."""
        from distribute.transport.smtp import expect_reply, needs_utf8

        sender, to = (_address("from", self.sender).addr_spec, _address("to", self.to).addr_spec)
        with self._server() as server:
            expect_reply("NOOP", server.noop(), 250)
            who = f"as {self.username!r}" if self.username else "without a login"
            version = getattr(server.sock, "version", lambda: "no TLS")()
            yield Finding("ok", f"{urlsplit(self.smtp).hostname} takes us {who}, {version}")
            try:
                needs_utf8(server, sender, to)
            except NotPosted as error:
                yield Finding("error", error.why)
        yield Finding("ok", f"could not find out whether {to} takes what {sender} sends")

    def _number(self, delivery: Delivery) -> str:
        return f"<{delivery.idempotency_key}@{_address('from', self.sender).domain}>"

    def _letter(self, delivery: Delivery) -> Letter:
        """Return the message, whole but for its date."""
        from email.message import EmailMessage
        from email.policy import SMTP

        from distribute.transport.smtp import Letter

        part, sender, to = delivery.part, _address("from", self.sender), _address("to", self.to)
        utf8 = not (sender.addr_spec + to.addr_spec).isascii()
        message = EmailMessage(SMTP.clone(cte_type="7bit", utf8=utf8))
        message["From"], message["To"], message["Subject"] = sender, to, _line(part.title)
        if self.reply_to:
            message["Reply-To"] = _address("reply_to", self.reply_to)
        message.set_content(part.text, cte=_encoding(part.text))
        if part.html:
            message.add_alternative(part.html, subtype="html", cte=_encoding(part.html))
            message.set_boundary(
                f"=_{delivery.idempotency_key}"
            )  # it can't be in quoted-printable, nor in base64
        # Written by hand, for these are no words: the library would encode a long one.
        lines = [f"Message-ID: {self._number(delivery)}", "Auto-Submitted: auto-generated"]
        lines += self._list_headers()
        lines += [f"Archived-At: <{_uri(part.link)}>"] if part.link else []
        head = "".join(f"{line}\r\n" for line in lines if len(line) <= _LONGEST_LINE)
        return Letter(sender.addr_spec, to.addr_spec, head.encode("ascii") + message.as_bytes())

    def _list_headers(self) -> Iterator[str]:
        from email.utils import formataddr

        name, known, number = _line(self.list_id).rstrip(" >").rpartition("<")
        if known:
            yield "List-Id: " + (formataddr((name.strip(), number)) if name else f"<{number}>")
        places = [place.strip(" <>") for place in self.unsubscribe.split(",") if place.strip(" <>")]
        places = [_uri(place if ":" in place else f"mailto:{place}") for place in places]
        if places:
            yield f"List-Unsubscribe: {', '.join(f'<{place}>' for place in places)}"
        if any(place.startswith("https:") for place in places):
            yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"

    def _server(self) -> AbstractContextManager[smtplib.SMTP]:
        from distribute.transport.smtp import smtp_connection

        login = (self.username.reveal(), self.password.reveal()) if self.username and self.password else None
        return smtp_connection(self.smtp, _address("from", self.sender).domain, login, self.timeout)


def _address(setting: str, text: str) -> Address:
    """Return the one address in a setting, its domain in ASCII."""
    from email.headerregistry import Address
    from email.utils import getaddresses

    try:
        ((name, address),) = getaddresses([text])
        local, domain = _PLAIN.fullmatch(address).groups()  # type: ignore[union-attr]
        return Address(name, local, domain.encode("idna").decode())
    except (ValueError, AttributeError):
        msg = f"`{setting}` must be one address: Name <someone@example.org>"
        raise NotPosted(msg) from None


def _bare(address: str) -> str:
    """Return an address as it is compared: without a name, in lower case, its domain in ASCII."""
    from email.utils import getaddresses

    found = [bare for _, bare in getaddresses([address])]  # as `_address` reads it, comments and all
    local, _, domain = (found[0] if len(found) == 1 else address).strip().casefold().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:  # no domain at all: it is refused when a message is made
        return f"{local}@{domain}"
    return f"{local}@{domain.rstrip('.')}"


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def _uri(link: str) -> str:
    return quote(link, safe="%/:=&?~#+!$,;'@()*[]")


def _encoding(text: str) -> str | None:
    """Return what keeps every line short and every character whole; None lets the shorter one be chosen."""
    return "quoted-printable" if text.isascii() else None
