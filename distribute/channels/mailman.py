"""Mailman: the newsletter as a message to one of its lists, through the REST API of Mailman 3.

The rules of the service are those of its source, version 3.3.10: rest/queues.py, rest/post_moderation.py, rest/lists.py
and rest/members.py. The message is the same as that of an email channel.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple
from urllib.parse import quote

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Receipt
from distribute.channel.readback import count_pages
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.email.adapter import Email
from distribute.channels.email.archive import EXAMPLE
from distribute.channels.email.archive import PATTERN as ARCHIVE
from distribute.channels.email.list_servers import check_sender
from distribute.channels.email.newsletter import Around, ListAddress, Newsletter, ReplyTo, Sender
from distribute.transport.answers import json_struct

if TYPE_CHECKING:
    import requests

_QUEUED = re.compile(r"/queues/in/([\w.+-]{1,200})/?\Z", re.ASCII)
_PAGE, _MOST_PAGES = 10, 50  # a page contains the full text of its messages
# How often the state of a message is requested, how often after Mailman has taken it, and the seconds in between.
_LOOKS, _LOOKS_AFTER, _PAUSE = 20, 3, 0.5
_HELD = "it waits for the list's moderators"
_SMALL = 200  # KB; a message with a whole issue may be this large
_STRANGE = "unexpected response from Mailman"


class _Found(msgspec.Struct):
    list_id: Annotated[str, msgspec.Meta(pattern=r"^[^\s/?#]{1,250}$")]
    member_count: int = 0


class _Queue(msgspec.Struct):
    files: list[str]


class _HeldMessage(msgspec.Struct):
    """A message that a list holds. `sender` is an address in lower case; `subject` is decoded, but may be folded."""

    message_id: str
    sender: str
    subject: str


class _HeldPage(msgspec.Struct):
    total_size: int
    entries: list[_HeldMessage] = []


class _Rules(msgspec.Struct):
    """The settings that decide whether a list accepts a message."""

    default_member_action: str
    default_nonmember_action: str
    emergency: bool = False
    max_message_size: int = 0
    filter_content: bool = False
    collapse_alternatives: bool = False
    convert_html_to_plaintext: bool = False


class _Member(msgspec.Struct):
    moderation_action: str | None = None


class _Ready(NamedTuple):
    """The list's id, the message, its Message-ID, its sender's address and its subject."""

    list_id: str
    content: bytes
    number: str
    sender: str
    subject: str

    def is_held_as(self, held: _HeldMessage) -> bool:
        """Return whether a message that a list holds is ours. Anybody can send it one with our Message-ID."""
        theirs = held.message_id.strip(), held.sender.casefold(), held.subject.split()
        return theirs == (self.number, self.sender.casefold(), self.subject.split())


class Mailman(Newsletter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to a Mailman 3 list, or to one for each language. `limit` applies to the subject."""

    server: Annotated[
        str,
        form(
            r"^https?://[^\s@]+$", "an address such as http://localhost:8001/3.1", description="the REST API"
        ),
    ] = "http://localhost:8001/3.1"
    username: Annotated[Secret, msgspec.Meta(description="admin_user in mailman.cfg")]
    password: Annotated[Secret, msgspec.Meta(description="admin_pass in mailman.cfg")]
    sender: Sender = msgspec.field(name="from")
    to: Annotated[
        ListAddress | dict[str, ListAddress],
        msgspec.Meta(description="the list's address, or one for each language"),
    ]
    reply_to: ReplyTo = ""
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

    asked_for: ClassVar[tuple[str, ...]] = ("sender",)  # its domain is in the Message-ID
    others_can_imitate: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {
        "username": "$MAILMAN_USERNAME",
        "password": "$MAILMAN_PASSWORD",
        "from": "Your Newsletter <newsletter@your-domain.example>",
        "to": "announce@lists.your-domain.example",
    }

    def target(self) -> str:
        """Return the addresses, which must not receive an issue twice, in the form that an email channel uses."""
        return self._mail.target()

    def around(self, language: str) -> Around:
        """Return the address of the language's list, and the address for leaving it."""
        return self._mail.around(language)

    def prepare(self, delivery: Delivery) -> _Ready:
        """Write the message, and ask Mailman for the list's id."""
        from email import message_from_bytes, policy

        letter, content = self._mail.prepare(delivery), self._mail.message(delivery)
        found = self._list(letter.to)
        if not found:
            raise NotPosted(f"Mailman has no list {letter.to}: is the address in `to` right?")
        message = message_from_bytes(content, policy=policy.default)
        number, subject = str(message["Message-ID"]), str(message["Subject"])
        return _Ready(found.list_id, content, number, letter.sender, subject)

    def post(self, delivery: Delivery, ready: _Ready) -> Receipt:
        """Put the message into Mailman's incoming queue. Mailman sends the same Message-ID a second time."""
        form = {"list_id": ready.list_id, "text": ready.content.decode()}
        answer = self._ask("POST", "queues/in", data=form)
        queued = _QUEUED.search(answer.headers.get("Location", ""))
        if answer.status_code != 201 or not queued:  # noqa: PLR2004 - created
            raise InDoubt(_STRANGE)
        return Receipt(ready.number, "", self._note(ready, queued[1]))

    @property
    def can_read_back(self) -> bool:
        """Whether the settings name the list's archive."""
        return bool(self.archive)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the Message-ID in the archive, then among the messages that moderators hold."""
        try:
            return self._mail.find(delivery)
        except (NotPosted, InDoubt):
            ready = delivery.ready or self.prepare(delivery)
            if self._is_held(ready):
                return Receipt(ready.number, "", _HELD)
            raise

    def message(self, delivery: Delivery) -> bytes:
        """Return the complete message; NotPosted if an address in the settings is not valid."""
        return self._mail.message(delivery)

    def receipt_of(self, word: str) -> Receipt:
        """Accept a Message-ID too, since a list's archive may have no URL for each message."""
        return self._mail.receipt_of(word)

    def examine(self) -> Iterator[Finding]:
        """Check each list, what it does with the sender's messages, and access to the archive."""
        from email.utils import parseaddr

        lists = (self.to,) if isinstance(self.to, str) else self.to.values()
        for address in dict.fromkeys(parseaddr(each)[1] for each in lists):
            yield from self._examine_list(address, parseaddr(self.sender)[1])
        yield from check_sender(parseaddr(self.sender)[1])
        yield self._examine_archive()

    def _examine_list(self, address: str, sender: str) -> Iterator[Finding]:
        found = self._list(address)
        if not found:
            yield Finding("error", f"there is no list {address}")
            return
        yield Finding("ok", f"the list {address} has {found.member_count} members")
        rules = json_struct(self._ask("GET", f"lists/{found.list_id}/config"), _Rules, _STRANGE)
        action = self._action(found, sender, rules)
        yield _verdict(action, address, sender)
        yield from _cautions(rules, address, action)

    def _action(self, found: _Found, sender: str, rules: _Rules) -> str:
        """Return what the list does with a sender's messages, in Mailman's terms."""
        for role, usual in (
            ("member", rules.default_member_action),
            ("nonmember", rules.default_nonmember_action),
        ):
            answer = self._ask("GET", f"lists/{found.list_id}/{role}/{quote(sender, safe='@')}", own={404})
            if answer.ok:
                return json_struct(answer, _Member, _STRANGE).moderation_action or usual
        return rules.default_nonmember_action

    def _examine_archive(self) -> Finding:
        from distribute.channels.email.archive import check_archive

        if not self.archive:
            return Finding(
                "warning", "a lost answer needs a person: set `archive` to the list's page in HyperKitty"
            )
        try:
            check_archive(self.archive, datetime.now(UTC), self.timeout)
        except (NotPosted, InDoubt):
            return Finding("error", "the archive can't be read: is the address in `archive` right?")
        return Finding("ok", "the archive can be read")

    @property
    def _mail(self) -> Email:
        """Return an email channel that writes the same message. It is never used to send anything."""
        return Email(
            name=self.name, use="email", smtp="smtp://localhost", sender=self.sender, to=self.to, content=self.content,
            reply_to=self.reply_to, unsubscribe=self.unsubscribe, archive=self.archive, timeout=self.timeout,
            limit=self.limit,
        )  # fmt: skip

    def _list(self, address: str) -> _Found | None:
        """Return the list with an address, or None if it does not exist."""
        answer = self._ask("GET", f"lists/{quote(address, safe='@')}", own={404})
        return json_struct(answer, _Found, _STRANGE) if answer.ok else None

    def _note(self, ready: _Ready, file: str) -> str:
        """Wait until Mailman has taken a message from the queue; return a note on it, "" if it goes to the members."""
        looks = 0  # since it left the queue; Mailman may still be processing it
        try:
            for _ in range(_LOOKS):
                if self._is_held(ready):
                    return _HELD
                looks += file not in json_struct(self._ask("GET", "queues/in"), _Queue, _STRANGE).files
                if looks > _LOOKS_AFTER:
                    return ""
                threading.Event().wait(_PAUSE)
        except Exception:  # noqa: BLE001 - it is in the queue, whatever becomes of it
            return ""
        return "it is still in Mailman's queue: are its runners working?"

    def _is_held(self, ready: _Ready) -> bool:
        """Return whether a message waits for the moderators; InDoubt if not all held messages can be read."""
        return any(ready.is_held_as(each) for each in self._held(ready.list_id))

    def _held(self, list_id: str) -> Iterator[_HeldMessage]:
        """Yield the messages that wait for the moderators; InDoubt if there are too many."""
        for page in count_pages(_MOST_PAGES, "held messages"):
            query = {"count": str(_PAGE), "page": str(page)}
            held = json_struct(self._ask("GET", f"lists/{list_id}/held", params=query), _HeldPage, _STRANGE)
            yield from held.entries
            if page * _PAGE >= held.total_size:
                return

    def _ask(self, method: str, path: str, *, own: Collection[int] = (), **more: Any) -> requests.Response:
        """Send one request and return a successful response or one with a status in `own`."""
        from base64 import b64encode

        from distribute.transport.http import Session

        session = Session(self.timeout, own=own, patience=self.patience)
        login = f"{self.username.reveal()}:{self.password.reveal()}"
        session.headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
        return session.request(method, f"{self.server.rstrip('/')}/{path}", **more)


def _verdict(action: str, address: str, sender: str) -> Finding:
    """Return what a list does with a sender's messages."""
    if action == "hold":
        return Finding("warning", f"{address} holds what {sender} sends for its moderators")
    if action in {"reject", "discard"}:
        return Finding("error", f"{address} does not take what {sender} sends ({action}): make it a member")
    return Finding("ok", f"{address} takes what {sender} sends")


def _cautions(rules: _Rules, address: str, action: str) -> Iterator[Finding]:
    """Yield the settings of a list that do not suit a newsletter.

    An accepted message skips the later rules, such as that of the size; a deferred message does not
    (chains/builtin.py).
    """
    if rules.emergency:
        yield Finding("warning", f"{address} holds every message (emergency moderation)")
    if action != "accept" and 0 < rules.max_message_size < _SMALL:
        what = (
            f"{address} holds messages above {rules.max_message_size} KB, and an issue may have {_SMALL} KB"
        )
        yield Finding("warning", f"{what}: raise the list's max_message_size")
    if rules.filter_content and (rules.collapse_alternatives or rules.convert_html_to_plaintext):
        yield Finding("warning", f"{address} removes the HTML of messages (filter_content)")
