"""Email: an issue as one message to a list's address, whole or in brief, as plain text and HTML."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Receipt
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted, Unfit, Unlisted
from distribute.channels.email.addresses import bare_address, in_ascii, one_address
from distribute.channels.email.archive import EXAMPLE
from distribute.channels.email.archive import PATTERN as ARCHIVE
from distribute.channels.email.body import mime_body
from distribute.channels.email.headers import header, mailbox, unstructured
from distribute.channels.email.list_servers import check_sender
from distribute.channels.email.lists import is_list_id, list_headers, on_one_line, ways_to_leave
from distribute.channels.email.newsletter import (
    Around,
    ListAddress,
    Newsletter,
    ReplyTo,
    Sender,
    check_login,
    revealed_login,
)
from distribute.errors import shown
from distribute.text.language_tags import for_language

if TYPE_CHECKING:
    import smtplib

    from distribute.transport.smtp import Letter

_LONGEST_LINE = 998
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_DNS_NAME = f"^({_LABEL}(\\.{_LABEL})*)?$"


class Email(Newsletter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to one address, or to one for each language. `limit` applies to the subject."""

    smtp: Annotated[
        str,
        form(
            "^(smtp|smtp\\+starttls|smtps)://[^@/]+$",
            "an address such as smtps://mail.example:465, without a user",
            description="the mail server",
        ),
    ]
    sender: Sender = msgspec.field(name="from")
    to: Annotated[
        ListAddress | dict[str, ListAddress],
        msgspec.Meta(description="the address it is sent to, or one for each language"),
    ]
    username: Annotated[Secret | None, msgspec.Meta(description="the user name at the mail server")] = None
    password: Annotated[Secret | None, msgspec.Meta(description="the password at the mail server")] = None
    reply_to: ReplyTo = ""
    list_id: Annotated[
        str,
        form(
            "^[^\\r\\n]*$",
            "the id of a list on one line",
            description="the list's id, for the header List-Id",
        ),
    ] = ""
    unsubscribe: Annotated[
        str,
        form(
            "^[^\\r\\n]*$",
            "an address on one line",
            description="where readers leave the list: mailto: and https:// addresses",
        ),
    ] = ""
    archive: Annotated[
        str,
        form(f"{ARCHIVE}|^$", f"an address such as {EXAMPLE}", description="the list's archive on the web"),
    ] = ""
    imap: Annotated[
        str,
        form(
            "^imaps?://[^@/\\s]+(/[ -~]*)?$|^$",
            "an address such as imaps://mail.example, without a user",
            description="the mailbox that gets a copy from the list, in which a message is looked for",
        ),
    ] = ""
    imap_username: Annotated[
        Secret | None, msgspec.Meta(description="the user name of that mailbox, if not `username`")
    ] = None
    imap_password: Annotated[
        Secret | None, msgspec.Meta(description="the password of that mailbox, if not `password`")
    ] = None
    dkim_selector: Annotated[
        str, form(_DNS_NAME, "a name in DNS, such as news", description="the key's name in DNS")
    ] = ""
    dkim_domain: Annotated[
        str,
        form(
            _DNS_NAME,
            "a domain such as example.org",
            description="the domain that signs, if not that of `from`",
        ),
    ] = ""
    dkim_key: Annotated[Secret | None, msgspec.Meta(description="a private key that signs each message")] = (
        None
    )
    dkim_key_file: Annotated[
        str,
        form(
            "^(/[^\r\n]+|[A-Za-z]:[^\r\n]+)?$",
            "the whole path of a file, outside the site",
            description="in place of dkim_key: a file",
        ),
    ] = ""
    keep: Annotated[
        str, msgspec.Meta(description="a folder for a copy of each message, outside what the site publishes")
    ] = ""
    resolver: Annotated[
        str, msgspec.Meta(description="the DNS server that `doctor` asks, as 9.9.9.9 or 127.0.0.1:5353")
    ] = ""

    private_paths: ClassVar[dict[str, bool]] = {"dkim_key_file": False, "keep": True}
    written_paths: ClassVar[tuple[str, ...]] = ("keep",)
    asked_for: ClassVar[tuple[str, ...]] = ("sender",)  # its domain is in the Message-ID
    others_can_imitate: ClassVar[bool] = True  # the Message-ID can be worked out from the site
    example: ClassVar[dict[str, Any]] = {
        "smtp": "smtp+starttls://mail.your-domain.example:587",
        "from": "Your Newsletter <newsletter@your-domain.example>",
        "to": "announce@lists.your-domain.example",
        "username": "$SMTP_USERNAME",
        "password": "$SMTP_PASSWORD",
    }

    def target(self) -> str:
        """Return the addresses, which must not receive an issue twice."""
        return f"email:{','.join(sorted(set(map(bare_address, self._lists))))}"

    def around(self, language: str) -> Around:
        """Return the address of the language's list, and the address for leaving it."""
        return Around(self._told_list(language), next(ways_to_leave(self.unsubscribe), ""))

    def _told_list(self, language: str) -> str:
        """Return the list's address for readers; Unfit, with what to do, if `to` has none for the language."""
        try:
            return one_address("to", self._to(language)).addr_spec
        except NotPosted as error:
            raise Unfit(error.why) from None

    @property
    def _lists(self) -> tuple[str, ...]:
        return (self.to,) if isinstance(self.to, str) else tuple(self.to.values())

    def _to(self, language: str) -> str:
        """Return the list of a language; NotPosted if there is none."""
        if isinstance(self.to, str):
            return self.to
        found = for_language(self.to, language)
        if not found:
            msg = f"`to` has no address for {language!r}: add one, or leave the language out of `languages`"
            raise NotPosted(msg)
        return found

    def __post_init__(self) -> None:
        """Require a complete login, and a list's id that is valid in a List-Id (RFC 2919)."""
        check_login(self.username, self.password)
        if self.list_id and not is_list_id(self.list_id):
            msg = f"list_id {shown(self.list_id)} is not the id of a list: write letter.example.org or The Letter <letter.example.org>"
            raise ValueError(msg)
        if not bool(self.imap) == bool(self.imap_username) == bool(self.imap_password):
            msg = "set imap, imap_username and imap_password, or none of them"
            raise ValueError(msg)
        if self.resolver:
            from distribute.channels.email.records import address_and_port

            address_and_port(self.resolver)
        if self.dkim_key and self.dkim_key_file:
            msg = "set dkim_key or dkim_key_file, not both"
            raise ValueError(msg)
        if (self.dkim_key or self.dkim_key_file) and not self.dkim_selector:
            msg = "a DKIM key needs dkim_selector, its name in DNS: default, if it is at default._domainkey.example.org"
            raise ValueError(msg)

    @property
    def extras(self) -> tuple[str, ...]:
        """The extra that signs messages, where they are to be signed."""
        return ("dkim",) if self.dkim_key or self.dkim_key_file else ()

    def prepare(self, delivery: Delivery) -> "Letter":
        """Write the message, and check that the login's secrets are set."""
        for secret in self.secrets.values():
            secret.reveal()
        self._check_key()
        if self.keep:
            from distribute.channels.email.keep import make_folder

            make_folder(self.place(self.keep))
        return self._letter(delivery)

    def secret_errors(self) -> Iterator[str]:
        """Yield what is wrong with the DKIM key."""
        try:
            self._check_key()
        except NotPosted as error:
            yield error.why

    def _check_key(self) -> None:
        """Return if the message can be signed or need not be; NotPosted otherwise."""
        from distribute.channels.email.dkim import public_key

        if key := self._key():
            public_key(key)

    def _key(self) -> bytes:
        """Return the DKIM key in PEM, b"" if messages are not signed."""
        from distribute.channels.email.dkim import read_key

        if self.dkim_key_file:
            return read_key(self.dkim_key_file)
        return self.dkim_key.reveal().encode() if self.dkim_key else b""

    @property
    def can_read_back(self) -> bool:
        """Whether the settings name an archive or a mailbox that receives the list's messages."""
        return bool(self.archive or self.imap)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the Message-ID. Unlisted if it is not found: a moderator may hold it, or it is still on its way."""
        number, failed = self._number(delivery), None
        for place in (self._archived, self._received):
            try:
                if found := place(number, delivery):
                    return found
            except (NotPosted, InDoubt) as error:  # it may be in the other place
                failed = error
        if failed:
            raise failed
        msg = "it is not in the archive or the mailbox; a moderator may hold it, or it is still on its way"
        raise Unlisted(msg)

    def _archived(self, number: str, delivery: Delivery) -> Receipt | None:
        from distribute.channels.email.archive import in_archive

        if not self.archive:
            return None
        url = in_archive(self.archive, number, delivery.first_attempt_at, self.timeout)
        return None if url is None else Receipt(number, url)

    def _received(self, number: str, delivery: Delivery) -> Receipt | None:
        url = self._copy(number)
        # Some lists keep the message's own Archived-At, which is the page.
        told = url if url and url != in_ascii(delivery.message.link) and url.startswith("https://") else ""
        return None if url is None else Receipt(number, told)

    def _copy(self, number: str) -> str | None:
        """Return the archive URL in the list's copy of a message in the mailbox; None if there is no copy."""
        from distribute.transport.imap import find_in_mailbox

        if not (self.imap and self.imap_username and self.imap_password):
            return None
        login = self.imap_username.reveal(), self.imap_password.reveal()
        return find_in_mailbox(self.imap, login, number, self.timeout)

    def receipt_of(self, word: str) -> Receipt:
        """Accept a Message-ID too, since a list's archive may have no URL for each message."""
        if _MESSAGE_ID.fullmatch(word.strip()):
            return Receipt(word.strip())
        return super().receipt_of(word)

    def post(self, delivery: Delivery, ready: "Letter") -> Receipt:
        """Hand over the message. Its Message-ID is the only proof."""
        from distribute.channels.email.keep import copy_of
        from distribute.transport.smtp import send_message

        letter = self._signed(self._dated(ready, delivery))
        keep = self.place(self.keep) if self.keep else None
        with copy_of(keep, delivery.key, letter.content), self._server() as server:
            send_message(server, letter)
        return Receipt(self._number(delivery))

    def _dated(self, letter: "Letter", delivery: Delivery) -> "Letter":
        """Return the message with its date, which is the time of the first attempt."""
        from email.utils import format_datetime

        date = f"Date: {format_datetime(delivery.first_attempt_at)}\r\n".encode()
        return msgspec.structs.replace(letter, content=date + letter.content)

    def _signed(self, letter: "Letter") -> "Letter":
        """Return the message with its signature, if there is a key; NotPosted if it can't be signed."""
        from distribute.channels.email.dkim import signature

        if not (key := self._key()):
            return letter
        head = signature(letter.content, self._signing_domain(), self.dkim_selector, key)
        return msgspec.structs.replace(letter, content=head + letter.content)

    def _signing_domain(self) -> str:
        return self.dkim_domain or one_address("from", self.sender).domain

    def message(self, delivery: Delivery) -> bytes:
        """Return the complete message; NotPosted if an address in the settings is not valid."""
        return self._dated(self._letter(delivery), delivery).content

    def is_everybody(self, to: str) -> bool:
        """Return whether `to` is one of the lists, in any spelling."""
        return bare_address(to) in map(bare_address, self._lists)

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send the message only to this address, marked in its header as a test."""
        channel = msgspec.structs.replace(self, to=one_address("--test-to", to).addr_spec, keep="")
        letter = channel.prepare(delivery)
        marked = b"X-Distribute-Test: this was not sent to the list\r\n" + letter.content
        channel.post(delivery, msgspec.structs.replace(letter, content=marked))

    def examine(self) -> Iterator[Finding]:
        """Log in, send nothing, and log out."""
        from distribute.channels.email.archive import check_archive
        from distribute.transport.smtp import expect_reply, needs_utf8

        sender = one_address("from", self.sender).addr_spec
        lists = [one_address("to", each).addr_spec for each in self._lists]
        with self._server() as server:
            expect_reply("NOOP", server.noop(), 250)
            who = f"as {self.username!r}" if self.username else "without a login"
            version = getattr(server.sock, "version", lambda: "no TLS")()
            yield Finding("ok", f"{urlsplit(self.smtp).hostname} takes us {who}, {version}")
            try:
                needs_utf8(server, sender, *lists)
            except NotPosted as error:
                yield Finding("error", error.why)
        yield Finding("ok", f"could not find out whether {', '.join(lists)} takes what {sender} sends")
        yield from self._examine_domain(lists)
        yield from check_sender(sender)
        if self.archive:
            now = datetime.now(UTC)
            yield _finding("the archive", lambda: check_archive(self.archive, now, self.timeout))
        if self.imap:
            yield _finding("the mailbox", lambda: self._copy("<nothing@invalid>"))

    def try_unsubscribe(self) -> Finding:
        """Send the one-click request of RFC 8058."""
        from distribute.channels.email.lists import try_one_click

        return try_one_click(self.unsubscribe, self.timeout)

    def _examine_domain(self, lists: Sequence[str]) -> Iterator[Finding]:
        """Yield what is wrong with the DKIM key, and what DNS says about the sender."""
        from distribute.channels.email.dkim import others_read, public_key
        from distribute.channels.email.sender import Sender, look_up

        key = self._key()
        if self.dkim_key_file and others_read(self.dkim_key_file):
            yield Finding(
                "warning", f"other users can read {self.dkim_key_file}: chmod 600 {self.dkim_key_file}"
            )
        domain = one_address("from", self.sender).domain
        public = public_key(key) if key else None
        sender = Sender(domain, self._signing_domain(), self.dkim_selector, public, tuple(lists))
        yield from look_up(sender, self.resolver, self.timeout)

    def _number(self, delivery: Delivery) -> str:
        return f"<{delivery.idempotency_key}@{one_address('from', self.sender).domain}>"

    def _letter(self, delivery: Delivery) -> "Letter":
        """Return the message without its date."""
        from distribute.transport.smtp import Letter

        message, sender = delivery.message, one_address("from", self.sender)
        to = one_address("to", self._to(delivery.language))
        head = [
            header("From", mailbox(sender.display_name, sender.addr_spec)),
            header("To", mailbox(to.display_name, to.addr_spec)),
            header("Subject", unstructured(on_one_line(message.title))),
        ]
        if self.reply_to:
            reply = one_address("reply_to", self.reply_to)
            head.append(header("Reply-To", mailbox(reply.display_name, reply.addr_spec)))
        # A person caused the announcement, so it is not Auto-Submitted (RFC 3834, section 5), which lists drop.
        lines = [f"Message-ID: {self._number(delivery)}", *list_headers(self.list_id, self.unsubscribe)]
        lines += [f"Archived-At: <{in_ascii(message.link)}>"] if message.link else []
        head += [f"{line}\r\n".encode("ascii") for line in lines if len(line) <= _LONGEST_LINE]
        utf8 = not (sender.addr_spec + to.addr_spec).isascii()
        content = b"".join(head) + mime_body(message, f"=_{delivery.idempotency_key}", utf8=utf8)
        return Letter(sender.addr_spec, to.addr_spec, content)

    def _server(self) -> "AbstractContextManager[smtplib.SMTP]":
        from distribute.transport.smtp import smtp_connection

        login = revealed_login(self.username, self.password)
        return smtp_connection(self.smtp, one_address("from", self.sender).domain, login, self.timeout)


def _finding(place: str, look: Callable[[], object]) -> Finding:
    """Return whether posts in doubt can be looked for in a place."""
    try:
        look()
    except (NotPosted, InDoubt) as error:
        return Finding("error", f"{place} can't be searched: {error}")
    return Finding("ok", f"{place} can be searched")
