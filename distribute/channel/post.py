"""The data of a post: its text, what is needed to send it, and the receipt that proves it was published."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import msgspec

from distribute.issue import Image


class Message(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One post: plain text and the other fields that the channel uses (a title, a summary, HTML)."""

    text: str
    title: str = ""
    summary: str = ""
    html: str = ""
    link: str = ""
    image: Image | None = None

    @property
    def whole_text(self) -> str:
        """The title, the summary and the text, which is where a post may tell a fact."""
        return "\n".join(filter(None, (self.title, self.summary, self.text)))


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that one channel would post about one issue in one language, in the order of posting."""

    messages: tuple[Message, ...] = msgspec.field(name="parts")  # the name in the ledger and in a digest

    @property
    def digest(self) -> str:
        """Return `sha256:…` of the whole draft; equal drafts have equal digests on every machine."""
        import hashlib  # imported late: it loads OpenSSL, which is needed only for digests

        canonical = msgspec.json.encode(self, order="deterministic")
        return "sha256:" + hashlib.sha256(canonical).hexdigest()


_OPENED = {"http", "https", "xmpp"}  # the schemes of URLs that are safe to open
_LONGEST_RECEIPT = 2000  # characters of an id or URL; those of services have about a hundred


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The service's proof of a post: its id, its URL, and a note on what the post lacks, if anything."""

    id: str
    url: str = ""
    note: str = ""

    @property
    def can_be_told(self) -> bool:
        """Whether it can be shown: it fits on one line, and its URL is safe to open."""
        told = f"{self.id}{self.url}"
        scheme, colon, _ = self.url.partition(":")
        opens = not colon or scheme.casefold() in _OPENED or len(scheme) == 1  # `C:` of a file
        return bool(self.id) and told.isprintable() and len(told) <= _LONGEST_RECEIPT and opens


GRACE = 5.0  # seconds that requests in flight may take after a stop; CI runners kill the job soon after


class Delivery(msgspec.Struct, frozen=True):
    """One post to send or to look for, with all that an adapter may need to know.

    `idempotency_key` never changes for the same post. `first_attempt_at` is the time of its first intent.
    `exclude` are receipts of other posts. `in_reply_to` is the receipt of the post that it replies to. `account`
    is the account of the attempt to look for, as in `Prepared`: "" before the first attempt, None if the ledger
    is too old to have it. `destination` is the place of that attempt, as in `Prepared`, or the channel's target; "" before
    the first one. `ready` is the result of `prepare` in this run, so that looking for the post needs no
    second login; None if it was not called. `family` is a key
    that the translations of an issue share. A post that takes more than one request ends early once `stop` is set, and
    begins none later than `longest` seconds after its first. `grace` seconds after `stop`, nobody waits for it any more.
    """

    key: str
    idempotency_key: str
    language: str
    message: Message
    first_attempt_at: datetime
    exclude: tuple[Receipt, ...] = ()
    in_reply_to: Receipt | None = None
    account: str | None = ""
    ready: Any = None
    family: str = ""
    stop: threading.Event | None = None
    grace: float = GRACE
    longest: float = float("inf")
    destination: str = ""

    @property
    def own_id(self) -> str:
        """The post's id for a service that lets us choose one: `distribute-` and 32 hexadecimal digits."""
        import hashlib  # loads OpenSSL

        return "distribute-" + hashlib.sha256(self.idempotency_key.encode()).hexdigest()[:32]


class Prepared(msgspec.Struct, frozen=True):
    """The result of `Channel.prepare`.

    `account` is the public id of the logged-in account, "" if the service has no login. `destination` is the
    place that must not receive the post twice, if the login shows it more exactly than `Channel.target`. `client`
    is anything that `post` needs.
    """

    account: str = ""
    destination: str = ""
    client: Any = None
