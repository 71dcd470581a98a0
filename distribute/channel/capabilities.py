"""What an adapter can do beyond composing and posting.

A protocol names the methods of each optional ability. `capabilities` lists the abilities of an adapter for `channels
--json` and the table in the documentation: those that follow from its methods, and those that it declares as `supports`,
which `ChannelContract` compares with the posts that arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from distribute.channel.interface import Channel, Finding
from distribute.channel.post import Delivery

# What an adapter may declare as `supports`, and what it means.
SUPPORTS = {
    "image": "Posts the issue's picture with its alt text.",
    "thread": "A later part of a post replies to the previous one.",
    "key": "A second request with the post's key makes no second post, where the service honours keys.",
    "language": "Tells the service which language the post is in.",
}


@runtime_checkable
class Examines(Protocol):
    """An adapter that can check its account without posting, for `doctor`."""

    def examine(self) -> Iterator[Finding]:
        """Yield findings, including what could not be determined. It only reads."""
        ...


@runtime_checkable
class Unsubscribes(Protocol):
    """An adapter whose messages name an address that takes one-click requests (RFC 8058), for `doctor --try-unsubscribe`."""

    def try_unsubscribe(self) -> Finding:
        """Send such a request, and return what became of it."""
        ...


@runtime_checkable
class SendsTests(Protocol):
    """An adapter that can send a post to a single address, for `publish --test-to`."""

    def is_everybody(self, to: str) -> bool:
        """Return whether `to` is where the real post goes."""
        ...

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send this post to `to` only, once; NotPosted or InDoubt if that failed."""
        ...


@runtime_checkable
class WritesMessages(Protocol):
    """An adapter whose posts are messages (RFC 5322), for `preview --eml`."""

    def message(self, delivery: Delivery) -> bytes:
        """Return the message as it would be sent, without a network or a secret; NotPosted if there is none."""
        ...


@runtime_checkable
class HasAudience(Protocol):
    """An adapter that sends a copy to each of many readers, whom a dry run counts."""

    def audience(self, language: str) -> int | None:
        """Return how many readers get an issue in a language, None if unknown here; NotPosted if the list is unreadable."""
        ...


@runtime_checkable
class HoldsReaders(Protocol):
    """An adapter that mails many readers, and holds those in doubt for a person."""

    def resolve(self, idempotency_key: str, answer: Literal["sent", "queued"]) -> int:
        """Record a person's answer about the readers in doubt; return how many there were."""
        ...


class Readmitted(msgspec.Struct, frozen=True):
    """How many readers of an issue were refused, by the reason, and what has become of them.

    `queued` get this issue, and `later` are those whom later issues no longer leave out. Not queued are those who are not
    to be mailed at all (`suppressed`), who are not on the list any more or not with a valid address (`unlisted`), or who
    have the issue in another language (`elsewhere`).
    """

    refused: dict[str, int] = {}
    queued: int = 0
    later: int = 0
    suppressed: int = 0
    unlisted: int = 0
    elsewhere: int = 0


@runtime_checkable
class ReadmitsReaders(Protocol):
    """An adapter that mails many readers, and keeps those whom the server refuses from being mailed again."""

    def readmit(
        self, posts: Sequence[str], *, this: bool, only: Iterable[str] | None = None, dry_run: bool = False
    ) -> Readmitted:
        """Mail readers again who were refused in posts: from the next issue on, or with `this` from this one.

        `posts` are the idempotency keys of an issue's posts, and `only` the addresses meant, one a line. Nothing is sent:
        those who get this issue are queued. NotPosted if the list or an address is not valid; InDoubt if the record of the
        readers can't be used. A `dry_run` changes nothing.
        """
        ...


_LISTED = {"examine": Examines, "test": SendsTests}


def capabilities(kind: type[Channel]) -> list[str]:
    """Return the names of an adapter's capabilities besides composing."""
    found = {
        "post": _defines(kind, "post"),
        "read-back": _defines(kind, "find") or _defines(kind, "own_posts"),
        **{name: issubclass(kind, ability) for name, ability in _LISTED.items()},
        **{name: name in kind.supports for name in SUPPORTS},
    }
    return [name for name, can in found.items() if can]


def _defines(kind: type[Channel], name: str) -> bool:
    """Return whether an adapter overrides a method that the interface only outlines."""
    return getattr(kind, name) is not getattr(Channel, name)
