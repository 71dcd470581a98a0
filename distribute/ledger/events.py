"""The append-only events of the ledger, and the interface of a store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal, Protocol

import msgspec

from distribute.channel.post import Draft, Receipt
from distribute.errors import ExitCode, UserError
from distribute.regex import lazy_regex

_RESERVED = lazy_regex(r"[^\w.~:+-]")
_ESCAPED = lazy_regex(r"(?:%[0-9A-F]{2})+")
_PLACE = lazy_regex(
    r"(?P<issue>[^/]+)/(?P<channel>[^/]+)/(?P<language>[^/@]+)@(?P<round>[1-9]\d*)(?:#(?P<part_number>.+))?\Z"
)


class LedgerError(UserError):
    """The ledger can't be read or written, or contains something that this version doesn't know."""

    exit_code = ExitCode.LEDGER


class NoLedger(LedgerError):
    """There is no ledger at the configured place. It may be lost, and a new one doesn't know what was posted."""

    def __init__(self, place: str) -> None:
        """Name the missing ledger's `place` and say what to do."""
        super().__init__(
            f"no ledger at {place}, so what was already posted is unknown. If this is the first time, create one "
            "with `distribute init` (`distribute init --push` for one on a branch) or `publish --new-ledger`; if not, "
            "restore the missing ledger"
        )


class Conflict(Exception):
    """Another event already has this place: another run wrote it first."""


class Key(msgspec.Struct, frozen=True):
    """The permanent identity of a post. It contains no URL, title, path or text, so edits don't change it."""

    issue: str
    channel: str
    language: str
    round: int = 1
    part_number: str = "1"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Parse a key such as `2020-11/mastodon/en@1#1`; ValueError for anything else."""
        match = _PLACE.match(text)
        if not match:
            msg = f"{text!r} is not a key; an example of a key is 2020-11/mastodon/en@1#1"
            raise ValueError(msg)
        return cls(
            issue=_unescape(match["issue"]),
            channel=_unescape(match["channel"]),
            language=_unescape(match["language"]),
            round=int(match["round"]),
            part_number=_unescape(match["part_number"] or "1"),
        )

    def __str__(self) -> str:
        """Return the key in the form that `parse` reads."""
        return f"{self.round_place}#{_escape(self.part_number)}"

    @property
    def publication(self) -> tuple[str, str, str]:
        """The issue, channel and language, which all rounds and parts share."""
        return self.issue, self.channel, self.language

    @property
    def round_place(self) -> str:
        """The place of the events that concern the whole round."""
        return f"{'/'.join(map(_escape, self.publication))}@{self.round}"

    def idempotency_key(self, newsletter: str = "") -> str:
        """Return the idempotency key sent to a service, which is always the same for the same post.

        `newsletter` is the newsletter's identity: two newsletters on one account may have issues with
        the same id. If it is empty, the result is that of ledgers from before several newsletters could share one.
        """
        import hashlib  # loads OpenSSL

        name = f"{newsletter}\n{self}" if newsletter else str(self)
        return hashlib.sha256(f"distribute:{name}".encode()).hexdigest()[:32]


class IssueRef(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The path, URL, title and content of an issue, by which it is recognised under another id.

    `content` is the sketch of its body made by `fingerprint.sketch`.
    """

    path: str = ""
    url: str = ""
    title: str = ""
    content: str = ""


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="type",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """An event with its own place `(post, seq)`, recorded by one run at one time.

    An unknown field stops the run, as an unknown type of event does: it may be what prevents a post from
    being sent twice.
    """

    post: str
    seq: int
    run: str
    # In ledgers it always has a zone; without, it can't be compared.
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Newsletter(Event, frozen=True, tag="newsletter"):
    """A newsletter in this ledger, as its settings described it. All newsletters share one place, `REGISTRY`.

    `id` is its identity. The places of its events begin with `prefix`. The first newsletter of a ledger has
    no prefix, so ledgers from before several newsletters could share one stay readable.
    """

    id: str
    prefix: str = ""
    name: str = ""
    url: str = ""
    source: str = ""


class Claimed(Event, frozen=True, tag="claimed"):
    """Reserves an account, whose place this is, for an issue and language under one channel's name."""

    channel: str


class Composed(Event, frozen=True, tag="composed"):
    """Pins the round's draft, with its account, its issue and, in a later round, the reason for the re-post."""

    target: str
    about: IssueRef
    draft: Draft
    because: str = ""
    asked: str = ""


class MarkedAnnounced(Event, frozen=True, tag="seeded"):
    """Marks the round as announced by other means."""

    target: str
    about: IssueRef
    because: str = ""


class IssueMoved(Event, frozen=True, tag="seen"):
    """Records another path, URL or title of the issue, by which it is recognised from now on, too."""

    about: IssueRef


class Held(Event, frozen=True, tag="held"):
    """A person's hold on an issue, for one channel or for all: nothing new is sent. Its place is the hold's.

    `target` is the account of that one channel, whose name may change. A hold with `until` ends by itself at that time.
    """

    because: str
    by: str = ""
    about: IssueRef = IssueRef()
    target: str = ""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None

    def is_over(self, now: datetime) -> bool:
        """Return whether its time has come."""
        return self.until is not None and self.until <= now

    @property
    def words(self) -> str:
        """The hold in words: who placed it, when and why, or until when it lasts."""
        by = f" by {self.by}" if self.by else ""
        if self.until:
            return f"put off until {self.until:%Y-%m-%d %H:%M} UTC{by} on {self.at:%Y-%m-%d %H:%M} UTC"
        return f"held{by} on {self.at:%Y-%m-%d %H:%M} UTC: {self.because}"


class Released(Event, frozen=True, tag="released"):
    """Ends the hold at this place."""

    by: str = ""


class Intended(Event, frozen=True, tag="intended"):
    """A request is about to be sent: from now on it may have been sent.

    `account` is the public id of the logged-in account ("" where the service has none, None in ledgers from
    before it was recorded). `destination` is the place that must not receive the post twice. `settings` are
    the requested settings on which reading back depends.
    """

    account: str | None = None
    destination: str = ""
    settings: dict[str, str] = {}
    idempotency_key: str = msgspec.field(default="", name="token")  # the name in the ledger


class Posted(Event, frozen=True, tag="posted"):
    """The post exists, according to the service, a read-back or a person."""

    receipt: Receipt
    how: Literal["sent", "found", "by hand"]


class Disproved(Event, frozen=True, tag="unposted"):
    """The post does not exist: there is proof, a read-back did not find it, or a person said so."""

    why: str
    how: Literal["proof", "absence", "by hand"] = "proof"


class Doubted(Event, frozen=True, tag="doubted"):
    """It is unknown whether the post exists. `alike` lists posts that may or may not be this one."""

    what: str
    alike: tuple[Receipt, ...] = ()


class Rechecked(Event, frozen=True, tag="rechecked"):
    """No second copy was found of a post that was sent again after it had been treated as absent."""


AnyEvent = (
    Newsletter
    | Claimed
    | Composed
    | MarkedAnnounced
    | IssueMoved
    | Held
    | Released
    | Intended
    | Posted
    | Disproved
    | Doubted
    | Rechecked
)
_decoder = msgspec.json.Decoder(AnyEvent)
_types = {kind.__struct_config__.tag for kind in AnyEvent.__args__}


class Ledger(Protocol):
    """The interface of a store of events."""

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none; they are durable on return.

        Raises Conflict if a different event already has the place of one of them (an identical event is no
        conflict), and LedgerError if it is unknown whether they were stored.
        """

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place; LedgerError on failure."""


def encode(event: AnyEvent) -> bytes:
    """Return the event as one line of JSON. Equal events give the same bytes."""
    return msgspec.json.encode(event, order="deterministic")


def decode(line: bytes | str) -> AnyEvent:
    """Decode a line written by `encode`; LedgerError for a type of event that this version doesn't know."""
    try:
        event: AnyEvent = _decoder.decode(line)
    except (ValueError, RecursionError, TypeError) as error:  # a database may hold what is no text
        raise _unreadable(line, error) from None
    return event


def _unreadable(line: bytes | str, error: Exception) -> LedgerError:
    try:
        said = msgspec.json.decode(line)["type"]
    except (ValueError, RecursionError, KeyError, TypeError):
        said = None
    kind = said if isinstance(said, str) else ""
    unknown_field = re.search(r"unknown field `(.{1,50}?)`", str(error))
    what = kind if kind not in _types else unknown_field[1] if unknown_field else None
    if what:
        msg = f"the ledger contains {what!r}, written by a newer distribute: upgrade before publishing"
        return LedgerError(msg)
    msg = "the ledger contains an unreadable event: it is damaged, or was written by a newer distribute"
    return LedgerError(msg)


REGISTRY = "~newsletters"  # where a ledger's newsletters are recorded; issue ids contain no "~"


def issue_prefix(issue: str) -> str:
    """Return the prefix of the places of all events of an issue."""
    return _escape(issue) + "/"


def is_issue_prefix(text: str) -> bool:
    """Return whether `text` is what `issue_prefix` returns for some issue."""
    try:
        return issue_prefix(_unescape(text.removesuffix("/"))) == text
    except ValueError:
        return False


def claim_place(issue: str, language: str, target: str) -> str:
    """Return an account's single place for an issue and language, whatever the channel's name."""
    return f"{issue_prefix(issue)}{_escape(language)}={target}"


def hold_place(issue: str, channel: str = "") -> str:
    """Return the place of an issue's hold on one channel, or on all channels if `channel` is empty."""
    return f"{issue_prefix(issue)}{_escape(channel)}!"


def held_at(place: str) -> tuple[str, str]:
    """Return the issue and channel of a place returned by `hold_place`; ValueError for any other place."""
    if not place.endswith("!") or place.count("/") != 1:
        msg = f"{place!r} is not the place of a hold"
        raise ValueError(msg)
    issue, _, channel = place.removesuffix("!").partition("/")
    return _unescape(issue), _unescape(channel)


def _escape(text: str) -> str:
    return _RESERVED.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: bytes.fromhex(match[0].replace("%", "")).decode(), text)
