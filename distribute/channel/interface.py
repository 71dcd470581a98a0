"""The interface that every adapter implements, whether built in or from a plug-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self
from urllib.parse import urlsplit

import msgspec

from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Duration, Secret, TimeOfDay

if TYPE_CHECKING:
    from distribute.channel.readback import Timeline
    from distribute.issue import Issue

Measure = Callable[[str], int]


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
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Return the field with up to `most` facts of up to `words` words each.

        No fact takes it past `aim`, nothing takes it past `limit`, as `measure` counts; raises Unfit
        where headline and link alone do. With `names`, as in a title, a fact may be told by its bare name, and
        the first news may take up to 25 characters past `aim`; facts that `without` says already are left out.

        `given` are further values for the template: `body`, in the template's own form, and `cut`, `list` and `leave`,
        which are plain text.
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

    # What an adapter says of its service. These are no settings.
    max_facts: ClassVar[int] = 6
    fact_words: ClassVar[int] = 16
    # The marks that make a word a link on the service.
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#", "$", "u/")
    # Whether a handle in a post is a link to a person, and further names under which `people` has handles for it.
    has_handles: ClassVar[bool] = True
    handles_of: ClassVar[tuple[str, ...]] = ()
    # What the service's users call a post's "title" and "summary".
    field_labels: ClassVar[dict[str, str]] = {}
    # The fewest settings that make a channel, for tests and documents.
    example: ClassVar[dict[str, object]] = {}
    # The pattern of a post's id. An address without one shows no post.
    id_form: ClassVar[str] = ".+"
    # The settings on which reading back depends. It uses those of the attempt.
    asked_for: ClassVar[tuple[str, ...]] = ()

    @property
    def secrets(self) -> dict[str, Secret]:
        """Return the settings that are secrets, by their name."""
        settings = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in settings.items() if isinstance(value, Secret)}

    def redact(self, text: str) -> str:
        """Return `text` with the name of a secret in place of its value."""
        for secret in self.secrets.values():
            if secret.is_set:
                text = text.replace(secret.reveal(), repr(secret))
        return text

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names for this channel in front matter: its own, its adapter's, and the class's in lower case."""
        return self.name, self.use, type(self).__name__.lower()

    def measure(self, text: str) -> int:
        """Return the length of `text` as the service counts it. An overestimate is safe."""
        return len(text)

    def length(self, part: Part) -> int:
        """Return the length of the part of a post that counts against `limit`."""
        return self.measure(part.text)

    def target(self) -> str:
        """Return the account's name, without secrets. Two channels with the same target are the same account."""
        return f"{self.use}:{self.name}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return this channel's posts about an issue. Must be pure: no network, no secrets."""
        text = render(
            "text",
            limit=self.limit,
            measure=self.measure,
            most=self.max_facts,
            words=self.fact_words,
        )
        return Draft((Part(text=text, link=issue.url),))

    @property
    def sends_whole_issue(self) -> bool:
        """Whether its text is the whole issue, which is edited in the issue's own file and not in a draft."""
        return False

    @property
    def can_read_back(self) -> bool:
        """Whether it can look for a post. If not, a post in doubt waits for a person."""
        kind = type(self)
        return kind.find is not Channel.find or kind.own_posts is not Channel.own_posts

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
        own posts from five minutes before `since`, leaving out `exclude`. Raises anything if it can't tell.
        Without this method and `own_posts` the channel can't be read back.
        """
        from distribute.channel.readback import SKEW, search

        # Services round times down to the second, so ours may seem older than it is.
        since = (delivery.first_attempt_at - SKEW).replace(microsecond=0)
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
