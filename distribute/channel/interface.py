"""What a channel is: the one interface that every adapter, built in or third-party, implements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self
from urllib.parse import urlsplit

import msgspec

from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Duration, TimeOfDay

if TYPE_CHECKING:
    from distribute.channel.readback import Timeline
    from distribute.issue import Issue

Measure = Callable[[str], int]
HANDLELESS = frozenset({"email", "linkedin", "reddit"})  # networks where a handle is no link to a person


class Finding(msgspec.Struct, frozen=True):
    """Something an adapter's `examine` found out about its account; `setting` is a line to add or change."""

    level: Literal["ok", "warning", "error"]
    text: str
    setting: str = ""


class Render(Protocol):
    """Fills one field of the channel's template, choosing facts so that the result fits."""

    def __call__(
        self,
        field: str,
        *,
        limit: int,
        most: int,
        words: int,
        measure: Measure = len,
        aim: int | None = None,
        names: bool = False,
        without: str = "",
        html: bool = False,
    ) -> str:
        """Return the field with up to `most` facts of up to `words` words each.

        No fact takes it past `aim`, nothing takes it past `limit`, as `measure` counts; raises Unfit
        where headline and link alone do. With `names`, a fact may be told by its bare name; facts that
        `without` says already are left out.
        """


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account to announce on. The fields of a subclass are its settings in channels.yaml."""

    name: str
    use: str
    enabled: bool = True
    required: bool = True
    languages: tuple[str, ...] = ()
    hashtags: tuple[str, ...] | dict[str, tuple[str, ...]] = ()
    template: str = ""
    patience: Duration = Duration(15 * 60)
    timeout: Duration = Duration(30)
    limit: Annotated[int, msgspec.Meta(gt=0)] = 5000
    at: TimeOfDay | None = None
    look_first: bool = True

    most_facts: ClassVar[int] = 6
    fact_words: ClassVar[int] = 16
    linked: ClassVar[tuple[str, ...]] = ("@", "#", "$", "u/")  # marks that make a word a link on the service
    says: ClassVar[dict[str, str]] = {}  # what its people call a post's "title" and "summary"
    example: ClassVar[dict[str, object]] = {}  # the least settings that make one, for tests and docs
    id_form: ClassVar[str] = ".+"  # what a post's id looks like: an address without one shows no post
    asked_for: ClassVar[tuple[str, ...]] = ()  # settings that reading back depends on: it uses the attempt's

    @property
    def called(self) -> tuple[str, ...]:
        """What an issue's header may call it: its own name, its adapter's, and the adapter's full one."""
        return self.name, self.use, type(self).__name__.lower()

    def measure(self, text: str) -> int:
        """Return how long the service says `text` is; erring long is safe."""
        return len(text)

    def length(self, part: Part) -> int:
        """Return what of `part` counts against `limit`."""
        return self.measure(part.text)

    def target(self) -> str:
        """Return which account this is, without a secret: two channels with one target are one."""
        return f"{self.use}:{self.name}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return what this channel would say: pure, offline, without secrets."""
        text = render(
            "text",
            limit=self.limit,
            measure=self.measure,
            most=self.most_facts,
            words=self.fact_words,
        )
        return Draft((Part(text=text, link=issue.url),))

    @property
    def blind(self) -> bool:
        """Whether it can't look for a post: what is in doubt then waits for a person."""
        kind = type(self)
        return kind.find is Channel.find and kind.own_posts is Channel.own_posts

    def prepare(self, delivery: Delivery) -> Any:
        """Log in, upload, check limits: what may be done twice; `post` gets what this returns.

        That is a `Prepared` where the service has accounts, so that the attempt is on record with who made it.
        Whatever it raises, nothing was posted.
        """
        return None

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Send the one publishing request and return the service's proof of the post.

        Raises NotPosted only with proof that nothing was posted; anything else it raises leaves the
        post in doubt. It never tries again by itself.
        """
        raise NotImplementedError

    def own_posts(self, since: datetime, ready: Any) -> Timeline:
        """Return what the account has posted from `since` on, the newest first.

        `ready` is what `prepare` has returned just now, None if it was not called. With this method an
        adapter can be read back, and `find` needs no other.
        """
        raise NotImplementedError

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the proof of this very post if it is there, or None only if looking would have found it.

        It is known by `token` where the service keeps it, else by its words and link among the account's
        own posts from five minutes before `since`, leaving out `not_these`. Raises anything if it can't tell.
        Without this method and `own_posts` the channel is blind.
        """
        from distribute.channel.readback import SKEW, search

        # Services round times down to the second, so ours may seem older than it is.
        since = (delivery.since - SKEW).replace(microsecond=0)
        timeline = self.own_posts(since, delivery.ready)
        return search(timeline, delivery, self.post_id)

    def post_id(self, receipt: Receipt) -> str:
        """Return the service's id of a post: from its URL, where a person gave that as the receipt."""
        return receipt.id

    def receipt_of(self, word: str) -> Receipt:
        """Return the receipt for a person's word on where a post is; ValueError says what is expected.

        It is the address of a post on this very service: a "no" must not be taken for one.
        """
        parts, hosts = urlsplit(word.strip()), self.hosts()
        host = (parts.hostname or "").casefold()
        expected = f" on {' or '.join(hosts)}" if hosts else ""
        ours = not hosts or any(host == one or host.endswith(f".{one}") for one in hosts)
        receipt = Receipt(word.strip(), word.strip())
        number = self.post_id(receipt)
        # The front page of a site, and somebody's profile, show no one post.
        shows_one = bool(parts.path.strip("/") or parts.query) and re.fullmatch(self.id_form, number)
        if parts.scheme not in {"http", "https"} or not host or not ours or not shows_one:
            msg = f"{word!r} is no address of a post{expected}: give its https:// address, or `--not-posted`"
            raise ValueError(msg)
        return Receipt(number, receipt.url)

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that show the service's posts, none where that can't be known."""
        return ()

    def as_asked(self, settings: dict[str, str]) -> Self:
        """Return this channel with the settings that an attempt was made with."""
        return msgspec.structs.replace(self, **settings) if settings else self
