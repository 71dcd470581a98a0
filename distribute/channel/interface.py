"""The interface that every adapter implements, whether built in or from a plug-in.

Its annotations are not text: msgspec would evaluate text again for each adapter, which inherits them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Duration, LedgerPlace, Secret, TimeOfDay

if TYPE_CHECKING:
    from distribute.channel.readback import Timeline
    from distribute.issue import Issue

Measure = Callable[[str], int]
# The fields of a channel that are not settings below its key.
NOT_SETTINGS = frozenset({"name", "settings_folder"})


class Finding(msgspec.Struct, frozen=True):
    """A result of an adapter's `examine`.

    `setting` is a line of channels.yaml to add or change; `ends` is the day on which a credential ends, if the finding is
    about that.
    """

    level: Literal["ok", "warning", "error"]
    text: str
    setting: str = ""
    ends: date | None = None


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
        """Return the field with up to `most` facts of up to `words` words each; an editor's own list may have up to ten.

        No fact takes it past `aim`, nothing takes it past `limit`, as `measure` counts; raises Unfit
        where headline and link alone do. With `names`, as in a title, a fact may be told by its bare name, and
        the first news may take it a few words past `aim`; facts that `without` says already are left out.

        `given` are further values for the template: `body`, in the template's own form, and `above`, `cut`, `list` and
        `leave`, which are plain text. If the title `above` says the only fact already, and the fact has no link, it is left out.
        """


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account to announce on. The fields of a subclass are its settings in channels.yaml."""

    name: str
    # The folder of channels.yaml; see `place`.
    settings_folder: str = ""
    use: Annotated[str, Meta(description="The adapter. By default, the one with the channel's name.")]
    enabled: Annotated[bool, Meta(description="Whether the channel is used at all.")] = True
    required: Annotated[
        bool,
        Meta(
            description="Whether a secret that is not set is an error. If not, the channel is skipped with a warning."
        ),
    ] = True
    languages: Annotated[
        tuple[str, ...],
        Meta(description="The languages whose issues are posted. By default, the site's language alone."),
    ] = ()
    hashtags: Annotated[
        tuple[str, ...] | dict[str, tuple[str, ...]],
        Meta(description="The hashtags of each post, in one list or one list per language."),
    ] = ()
    template: Annotated[
        str, Meta(description="A template file, relative to `channels.yaml`. By default, the adapter's own.")
    ] = ""
    patience: Annotated[
        Duration,
        Meta(
            description="How long a post in doubt must be missing before it is treated as absent. At least four times `timeout`."
        ),
    ] = Duration(15 * 60)
    timeout: Annotated[Duration, Meta(description="The deadline of one whole request.")] = Duration(30)
    limit: Annotated[
        int, Meta(gt=0, description="The greatest length of a post, as the service counts it.")
    ] = 5000
    at: Annotated[
        TimeOfDay | None,
        Meta(
            description="The hour before which an issue is not posted on its date, such as `09:00`, in the site's time zone."
        ),
    ] = None
    look_first: Annotated[
        bool, Meta(description="Check whether a post already exists before it is sent for the first time.")
    ] = True

    # Properties of the service, which an adapter declares. These are not settings.
    max_facts: ClassVar[int] = 3
    fact_words: ClassVar[int] = 16
    # The marks that turn a word into a link on the service.
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#", "$", "u/")
    # The signs that a hashtag may have on the service, beside letters, digits and the marks of letters.
    hashtag_signs: ClassVar[str] = "_"
    # Whether a handle in a post links to a person, and other names under which `people` may list its handles.
    has_handles: ClassVar[bool] = True
    handles_of: ClassVar[tuple[str, ...]] = ()
    # The service's own words for a post's "title" and "summary".
    field_labels: ClassVar[dict[str, str]] = {}
    # What else it can do, by the names in `distribute.channel.capabilities.SUPPORTS`.
    supports: ClassVar[tuple[str, ...]] = ()
    # The extra of `newsletter-distribute` that the adapter needs, as in `pip install newsletter-distribute[xmpp]`; see `extras`.
    extra: ClassVar[str] = ""
    # A minimal set of settings, which `init` writes. Each that names the user's own place says "your".
    example: ClassVar[dict[str, object]] = {}
    # The path of a post's address, with its id as the first group.
    post_path: ClassVar[re.Pattern[str] | None] = None
    # The pattern of a post's id. An address without an id is not that of a post.
    id_form: ClassVar[str] = ".+"
    # The settings on which reading back depends; it uses their values from the attempt.
    asked_for: ClassVar[tuple[str, ...]] = ()
    # The settings that name files which the site must not publish, and whether a folder of the site will do whose name
    # begins with a dot.
    private_paths: ClassVar[dict[str, bool]] = {}
    # The settings that name files or folders which it writes, relative to channels.yaml. A path in the site that a link
    # leads out of it is refused.
    written_paths: ClassVar[tuple[str, ...]] = ()
    # Whether others can publish what `find` takes for the post, as anybody can send an email with its Message-ID. One that is
    # found before the first attempt is then a question to a person.
    others_can_imitate: ClassVar[bool] = False
    # Whether a person makes the post, and what is said of a post in doubt that can't be read back.
    by_hand: ClassVar[bool] = False
    unsettled: ClassVar[str] = (
        "it may have been posted, and this channel can't be read back: a person has to check"
    )

    def place(self, path: str) -> Path:
        """Return the file or folder that a setting names relative to channels.yaml.

        The working directory may be another newsletter's: a worker has several, and a request that was given up may
        still run.
        """
        return Path(self.settings_folder, path)

    @property
    def secrets(self) -> dict[str, Secret]:
        """Return the settings that are secrets, by name."""
        settings = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in settings.items() if isinstance(value, Secret)}

    @property
    def unchanged(self) -> dict[str, str]:
        """Return the settings that still have the value of `example` that the user has to change, by their names in the file."""
        names = zip(self.__struct_encode_fields__, self.__struct_fields__, strict=True)
        values = {name: getattr(self, field) for name, field in names}
        return {
            name: said
            for name, said in self.example.items()
            if isinstance(said, str) and "your" in said.casefold() and values.get(name) == said
        }

    def secret_errors(self) -> Iterable[str]:
        """Return what is wrong with secrets that are set, such as a damaged key, without their values.

        Nothing is sent until they are right. Must use no network.
        """
        return ()

    def redact(self, text: str) -> str:
        """Return `text` with every secret's value replaced by its name."""
        for secret in self.secrets.values():
            if secret.is_set and secret.is_text:  # no other value can be revealed
                text = text.replace(secret.reveal(), repr(secret))
        return text

    def without_secrets(self, text: str) -> str:
        """Return what `redact` makes of `text`; if it fails, as an adapter's own may, only that it does."""
        try:
            return self.redact(text)
        except Exception as error:  # noqa: BLE001 - the text, and the error's, may have a secret
            return f"{type(error).__name__} in the adapter"

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names for this channel in front matter: its own, its adapter's, and the class's in lower case."""
        return self.name, self.use, type(self).__name__.lower()

    def measure(self, text: str) -> int:
        """Return the length of `text` as the service counts it. An overestimate is safe."""
        return len(text)

    def length(self, message: Message) -> int:
        """Return the length of the part of a post that counts against `limit`."""
        return self.measure(message.text)

    def target(self) -> str:
        """Return the account's name, without secrets. Two channels with the same target are the same account."""
        return f"{self.use}:{self.name}"

    def compose(self, issue: "Issue", render: Render) -> Draft:
        """Return this channel's posts about an issue. Must be pure: no network, no secrets."""
        text = render(
            "text",
            limit=self.limit,
            measure=self.measure,
            most=self.max_facts,
            words=self.fact_words,
        )
        return Draft((Message(text=text, link=issue.url),))

    def form(self, message: Message) -> str:
        """Return the address of a form that is filled in with a post, for a person to send; "" for none."""
        return ""

    @property
    def extras(self) -> tuple[str, ...]:
        """The extras of `newsletter-distribute` that these settings need."""
        return (self.extra,) if self.extra else ()

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
        """Run the steps that are safe to repeat, such as logging in, uploading and checking limits.

        `post` receives the result. Return a `Prepared` if the service has accounts, so that the attempt is recorded
        with its account. Whatever this raises, nothing was posted.
        """
        return None

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Send the one publishing request and return the service's proof of the post.

        Raise NotPosted only with proof that nothing was posted; any other exception leaves the post in doubt.
        Never retry here.
        """
        raise NotImplementedError

    def own_posts(self, since: datetime, ready: Any) -> "Timeline":
        """Return what the account has posted since `since`, newest first.

        `ready` is the result of `prepare` in this run, None if it was not called. An adapter with this method can
        be read back; `find` then needs no override.
        """
        raise NotImplementedError

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the receipt of exactly this post, or None only if the search would have found it.

        It is recognised by `idempotency_key` if the service stores it, otherwise by its text and link among the
        account's own posts since five minutes before `first_attempt_at`, without those in `exclude`. Raise any exception
        if the answer is unknown. Without this method and `own_posts`, the channel can't be read back.
        """
        from distribute.channel.readback import SKEW, search

        # Services round times down to the second, so a post may seem older than it is.
        since = (delivery.first_attempt_at - SKEW).replace(microsecond=0)
        timeline = self.own_posts(since, delivery.ready)
        return search(timeline, delivery, self.post_id)

    def post_id(self, receipt: Receipt) -> str:
        """Return the service's id of a post, taken from its URL with `post_path` if a person gave only that."""
        link = self.post_path.search(urlsplit(receipt.id).path) if self.post_path else None
        return link[1] if link else receipt.id

    def receipt_of(self, word: str) -> Receipt:
        """Return the receipt for a post's address given by a person; ValueError says what is expected.

        It must be the address of a post on this service, so that "no" is not taken for one.
        """
        hosts, receipt = self.hosts(), Receipt(word.strip(), word.strip())
        try:
            parts, number = urlsplit(receipt.url), self.post_id(receipt)
        except ValueError:  # such as http://[
            parts, number = urlsplit(""), ""
        host = (parts.hostname or "").casefold()
        expected = f" on {' or '.join(hosts)}" if hosts else ""
        ours = not hosts or any(host == one or host.endswith(f".{one}") for one in hosts)
        # The front page of a site or a profile is not the address of a single post.
        shows_one = bool(parts.path.strip("/") or parts.query or parts.fragment) and re.fullmatch(
            self.id_form, number
        )
        if parts.scheme not in {"http", "https"} or not host or not ours or not shows_one:
            msg = f"{word!r} is not the address of a post{expected}: give its https:// address, or `--not-posted`"
            raise ValueError(msg)
        return Receipt(number, receipt.url)

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that show the service's posts, () if they are unknown."""
        return ()

    def counts(self, idempotency_key: str) -> dict[str, int]:
        """Return how many copies of a post are in which state, for `status`; {} if it is one copy.

        InDoubt if the record of them can't be read.
        """
        return {}

    @property
    def senders(self) -> int:
        """Return how many processes may send one post at a time; 0 unless it goes out in steps, as a mailing does."""
        return 0

    def beside(self, ledger: LedgerPlace) -> Self:
        """Return this channel, which may keep a record of its own beside the newsletter's ledger."""
        return self

    def as_asked(self, settings: dict[str, str]) -> Self:
        """Return this channel with the settings of an earlier attempt."""
        return msgspec.structs.replace(self, **settings) if settings else self
