"""The data of a post: its text, what is needed to send it, and the receipt that proves it was published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from distribute.issue import Image


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One post: plain text and whatever else the channel's form has (a title, a second line, HTML)."""

    text: str
    title: str = ""
    summary: str = ""
    html: str = ""
    link: str = ""
    image: Image | None = None


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything one channel would say about one issue in one language, in the order of posting."""

    parts: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """Return `sha256:…` over the whole draft: equal for equal words, on every machine."""
        import hashlib  # loads OpenSSL, which a preview without digests can do without

        canonical = msgspec.json.encode(self, order="deterministic")
        return "sha256:" + hashlib.sha256(canonical).hexdigest()


_LONGEST_RECEIPT = 2000  # characters of an id and an address: services give a hundred


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The service's proof of a post: its id there, where people find it, and what it lacks, if anything."""

    id: str
    url: str = ""
    note: str = ""

    @property
    def can_be_told(self) -> bool:
        """Whether it fits in a line of a terminal, a log and a ledger, and its address is one to open."""
        told = f"{self.id}{self.url}"
        scheme, colon, _ = self.url.partition(":")
        opens = not colon or scheme.casefold() in {"http", "https"} or len(scheme) == 1  # `C:` of a file
        return bool(self.id) and told.isprintable() and len(told) <= _LONGEST_RECEIPT and opens


class Delivery(msgspec.Struct, frozen=True):
    """One post that is to go out, with all an adapter may need to know about it.

    `idempotency_key` never changes for the same post; `first_attempt_at` is when its first intent was recorded;
    `exclude` are receipts of other posts; `in_reply_to` is the receipt of the post it replies to; `account`
    is who was logged in at the attempt that is looked for, as `Prepared` told it: "" before there was one, and
    None where the ledger is too old to say. `ready` is what `prepare` has returned for it just now, so that
    looking for it needs no second log-in; None where it was not called.
    """

    key: str
    idempotency_key: str
    language: str
    part: Part
    first_attempt_at: datetime
    exclude: tuple[Receipt, ...] = ()
    in_reply_to: Receipt | None = None
    account: str | None = ""
    ready: Any = None


class Prepared(msgspec.Struct, frozen=True):
    """What `Channel.prepare` made ready.

    `account` is the public id of who is logged in, "" where the service has no log-in; `destination` is
    what must not get the post twice, where the log-in tells it better than `Channel.target` does; `client`
    is whatever `post` needs.
    """

    account: str = ""
    destination: str = ""
    client: Any = None
