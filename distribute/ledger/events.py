"""The append-only events of the ledger, and the interface of a store."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from distribute.channel.post import Draft, Receipt
from distribute.errors import ExitCode, UserError

_RESERVED = re.compile(r"[^\w.~:+-]")
_ESCAPED = re.compile(r"(?:%[0-9A-F]{2})+")
_PLACE = re.compile(
    r"(?P<issue>[^/]+)/(?P<channel>[^/]+)/(?P<language>[^/@]+)@(?P<round>[1-9]\d*)(?:#(?P<slot>.+))?\Z"
)


class LedgerError(UserError):
    """The ledger can't be read or written, or holds what this version doesn't understand."""

    exit_code = ExitCode.LEDGER


class NoLedger(LedgerError):
    """There is none where the settings say: it may be lost, and a new one knows nothing of what went out."""

    def __init__(self, place: str) -> None:
        """Say so of `place`, and what to do."""
        super().__init__(
            f"no ledger at {place}. Without it nobody knows what went out already. If this is the first time, "
            "`distribute init` or `publish --new-ledger` makes one; if not, find the lost one"
        )


class Conflict(Exception):
    """Another event holds the place: somebody else was here first."""


class Key(msgspec.Struct, frozen=True):
    """Which post is meant, for ever: no URL, title, path or text is in it, so it outlives edits."""

    issue: str
    channel: str
    language: str
    round: int = 1
    slot: str = "1"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read `2020-11/mastodon/en@1#1`; ValueError for anything else."""
        match = _PLACE.match(text)
        if not match:
            msg = f"{text!r} is not a key: they look like 2020-11/mastodon/en@1#1"
            raise ValueError(msg)
        return cls(
            issue=_unescape(match["issue"]),
            channel=_unescape(match["channel"]),
            language=_unescape(match["language"]),
            round=int(match["round"]),
            slot=_unescape(match["slot"] or "1"),
        )

    def __str__(self) -> str:
        """Write it as `parse` reads it."""
        return f"{self.round_place}#{_escape(self.slot)}"

    @property
    def round_place(self) -> str:
        """Where events about the whole round are kept."""
        story = "/".join(map(_escape, (self.issue, self.channel, self.language)))
        return f"{story}@{self.round}"

    def token(self, newsletter: str = "") -> str:
        """Return what a service is told to recognise the post by: the same for the same post, for ever.

        `newsletter` is the newsletter's identity: two newsletters on one account may well have an
        issue of the same id. Without one it is the token of ledgers from before there were several.
        """
        name = f"{newsletter}\n{self}" if newsletter else str(self)
        return hashlib.sha256(f"distribute:{name}".encode()).hexdigest()[:32]


class IssueRef(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where an issue was, what it was called and what it said: how it is recognised under another id.

    `content` is the sketch of its body that `fingerprint.sketch` makes.
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
    """Something that happened at its own place `(post, seq)`, told by one run at one time.

    A field that this version does not know stops the run, as an unknown type of event does: it may
    be what keeps a post from being sent twice.
    """

    post: str
    seq: int
    run: str
    at: datetime


class Newsletter(Event, frozen=True, tag="newsletter"):
    """A newsletter of this ledger, as its settings described it; all stand at one place, below `REGISTRY`.

    `id` is its identity, `prefix` what the places of its events begin with: the first newsletter of a
    ledger has none, so that ledgers from before there were several stay readable.
    """

    id: str
    prefix: str = ""
    name: str = ""
    url: str = ""
    source: str = ""


class Claimed(Event, frozen=True, tag="claimed"):
    """An account took this issue and language under one channel's name; its place is the account's."""

    channel: str


class Composed(Event, frozen=True, tag="composed"):
    """The round's draft: what is said, to whom, about what and, in a later round, why again."""

    target: str
    about: IssueRef
    draft: Draft
    because: str = ""
    asked: str = ""


class MarkedAnnounced(Event, frozen=True, tag="seeded"):
    """The round counts as announced, though not by us: it was long ago."""

    target: str
    about: IssueRef
    because: str = ""


class IssueMoved(Event, frozen=True, tag="seen"):
    """The issue was met under another path, URL or title: it is known by these from now on too."""

    about: IssueRef


class Held(Event, frozen=True, tag="held"):
    """A person wants nothing new sent of an issue, on one channel or on all; its place is the hold's."""

    because: str
    by: str = ""
    about: IssueRef = IssueRef()

    @property
    def words(self) -> str:
        """Who held it, when and why."""
        by = f" by {self.by}" if self.by else ""
        return f"held{by} on {self.at:%Y-%m-%d %H:%M} UTC: {self.because}"


class Released(Event, frozen=True, tag="released"):
    """The hold at this place is over."""

    by: str = ""


class Intended(Event, frozen=True, tag="intended"):
    """A request is about to leave: from here on it may have been sent.

    `account` is the public id of who is logged in ("" where the service has none, None in ledgers from
    before it was recorded), `destination` the place that must not get the post twice, `settings` what
    was asked for, as far as reading back depends on it, and `token` what the service was told.
    """

    account: str | None = None
    destination: str = ""
    settings: dict[str, str] = {}
    token: str = ""


class Posted(Event, frozen=True, tag="posted"):
    """It is there: the service said so, it was read back, or a person says so."""

    receipt: Receipt
    how: Literal["sent", "found", "by hand"]


class Disproved(Event, frozen=True, tag="unposted"):
    """It is not there: by proof, because looking did not find it, or because a person says so."""

    why: str
    how: Literal["proof", "absence", "by hand"] = "proof"


class Doubted(Event, frozen=True, tag="doubted"):
    """Nobody knows whether it is there; `alike` are posts that may be it, or may be something else."""

    what: str
    alike: tuple[Receipt, ...] = ()


class Rechecked(Event, frozen=True, tag="rechecked"):
    """A post that was sent again after it had been believed absent: a second copy was looked for, in vain."""


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
    """Where events are kept."""

    def append(self, *events: AnyEvent) -> None:
        """Keep all or none, durable on return.

        Raises Conflict if another event holds one's place (an event already there, to the letter,
        is none) and LedgerError if it can't tell whether they were kept.
        """

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return an issue's events, or all there are, each place's in order; LedgerError if it can't."""


def encode(event: AnyEvent) -> bytes:
    """Return the event as one line of JSON, the same bytes for equal events."""
    return msgspec.json.encode(event, order="deterministic")


def decode(line: bytes | str) -> AnyEvent:
    """Read what `encode` wrote; LedgerError for a type of event that this version doesn't know."""
    try:
        event: AnyEvent = _decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise _unreadable(line, error) from None
    return event


def _unreadable(line: bytes | str, error: msgspec.MsgspecError) -> LedgerError:
    try:
        kind = msgspec.json.decode(line)["type"]
    except (msgspec.MsgspecError, KeyError, TypeError):
        kind = None
    unknown_field = re.search(r"unknown field `(.{1,50}?)`", str(error))
    what = kind if kind not in _types else unknown_field[1] if unknown_field else None
    if isinstance(kind, str) and what:
        msg = f"the ledger holds {what!r}, written by a newer distribute: upgrade before publishing"
        return LedgerError(msg)
    msg = "the ledger holds an event that can't be read: it is damaged, or written by a newer distribute"
    return LedgerError(msg)


REGISTRY = "~newsletters"  # where a ledger's newsletters are on record; no issue's id has a "~"


def issue_prefix(issue: str) -> str:
    """Return what the places of all of an issue's events begin with."""
    return _escape(issue) + "/"


def claim_place(issue: str, language: str, target: str) -> str:
    """Return the one place that an account has for an issue and language, whatever its channel's name."""
    return f"{issue_prefix(issue)}{_escape(language)}={target}"


def hold_place(issue: str, channel: str = "") -> str:
    """Return the one place where an issue is held on a channel, on all channels without one."""
    return f"{issue_prefix(issue)}{_escape(channel)}!"


def held_at(place: str) -> tuple[str, str]:
    """Return the issue and the channel that `hold_place` was given."""
    issue, _, channel = place.removesuffix("!").partition("/")
    return _unescape(issue), _unescape(channel)


def _escape(text: str) -> str:
    return _RESERVED.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: bytes.fromhex(match[0].replace("%", "")).decode(), text)
