"""What a channel is: the one interface that every adapter, built in or third-party, implements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol

import msgspec

from distribute.secret import Duration, TimeOfDay

if TYPE_CHECKING:
    from distribute.issue import Issue

Measure = Callable[[str], int]
HANDLELESS = frozenset({"email", "linkedin", "reddit"})  # networks where a handle is no link to a person


class Image(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture that goes with a post: where it is published, and the words for who can't see it."""

    url: str
    alt: str = ""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One post: plain text and whatever else the channel's form has (a title, a second line, HTML)."""

    text: str
    title: str = ""
    summary: str = ""
    html: str = ""
    link: str = ""
    image: Image | None = None


class Draft(msgspec.Struct, frozen=True):
    """Everything one channel would say about one issue in one language, in the order of posting."""

    parts: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """Return `sha256:…` over the whole draft: equal for equal words, on every machine."""
        import hashlib  # loads OpenSSL, which a preview without digests can do without

        canonical = msgspec.json.encode(self, order="deterministic")
        return "sha256:" + hashlib.sha256(canonical).hexdigest()


_LONGEST_RECEIPT = 2000  # characters of an id and an address: services give a hundred


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
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

    `token` is the same for the same `key`, for ever; `since` is when its first intent was noted;
    `not_these` are receipts of earlier rounds; `after` is the receipt of the post it replies to.
    """

    key: str
    token: str
    language: str
    part: Part
    since: datetime
    not_these: tuple[Receipt, ...] = ()
    after: Receipt | None = None


class NotPosted(Exception):
    """Proof that nothing was posted. `final` says that trying again unchanged is no use."""

    def __init__(self, why: str, *, final: bool = True, retry_after: float | None = None) -> None:
        """Say why; `retry_after` is in seconds, where the service named a time."""
        super().__init__(why)
        self.why = why
        self.final = final
        self.retry_after = retry_after


class Duplicate(NotPosted):
    """The service says it has this already: this request posted nothing, an earlier one may have."""


class InDoubt(Exception):
    """The post may or may not be there: nobody may send it again without looking."""

    def __init__(self, what: str) -> None:
        """Say what was seen, without quoting the service's answer."""
        super().__init__(what)
        self.what = what


class Unfit(Exception):
    """Headline and link alone exceed what the channel takes: a person has to shorten something."""


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

    most_facts: ClassVar[int] = 6
    fact_words: ClassVar[int] = 16
    linked: ClassVar[tuple[str, ...]] = ("@", "#", "$", "u/")  # marks that make a word a link on the service
    says: ClassVar[dict[str, str]] = {}  # what its people call a post's "title" and "summary"
    example: ClassVar[dict[str, object]] = {}  # the least settings that make one, for tests and docs

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
        return type(self).find is Channel.find

    def prepare(self, delivery: Delivery) -> Any:
        """Log in, upload, check limits: what may be done twice; `post` gets what this returns.

        Whatever it raises, nothing was posted.
        """
        return None

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Send the one publishing request and return the service's proof of the post.

        Raises NotPosted only with proof that nothing was posted; anything else it raises leaves the
        post in doubt. It never tries again by itself.
        """
        raise NotImplementedError

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the proof of this very post if it is there, or None only if looking would have found it.

        It is known by `token` where the service keeps it, else by the link (or text) and the account,
        from five minutes before `since`, leaving out `not_these`; a later part by what it replies to.
        Raises anything if it can't tell. Without this method the channel is blind.
        """
        raise NotImplementedError
