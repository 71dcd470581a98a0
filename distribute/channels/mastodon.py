"""Mastodon: a status on one account of one server."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Image, Issue
from distribute.text.html import plain_text
from distribute.text.language_tags import language_tag
from distribute.text.mastodon_length import mastodon_length

if TYPE_CHECKING:
    import mastodon

    from distribute.transport.http import Session

T = TypeVar("T")

_PAGE = 40  # the most that servers return at once
_MOST_PAGES = 50
_PICTURE = 8_000_000  # bytes; servers accept 16 MB by default, older ones 8
# The paths at which Mastodon and related servers show a status. An id has a digit, unlike `/@name/media`.
_POST = re.compile(
    r"/(?:@[^/]+|@[^/]+/statuses|users/[^/]+/statuses|statuses|notice|objects|notes)"
    r"/(?=[\w-]*\d)([\w-]+)/?\Z"
)
_FOR_FEW = {"private", "direct"}


class Mastodon(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status. Its length is counted as Mastodon does: 23 for a link, and mentions without their server."""

    server: Annotated[
        str, msgspec.Meta(pattern="^https?://[^/@]+/?$", description="the address of the account's server")
    ]
    access_token: Annotated[Secret, msgspec.Meta(description="a token of the account")]
    account: Annotated[
        str, msgspec.Meta(description="the account's name, which is needed for two accounts on one server")
    ] = ""
    visibility: Annotated[
        Literal["public", "unlisted", "private", "direct"], msgspec.Meta(description="who sees a post")
    ] = "public"
    picture: Annotated[bool, msgspec.Meta(description="whether the issue's picture goes with the post")] = (
        True
    )
    content_warning: Annotated[
        str,
        msgspec.Meta(
            description="The words behind which every post is hidden until it is opened. By default, none."
        ),
    ] = ""
    spoiler_text: Annotated[str, msgspec.Meta(description="the same, as Mastodon's API calls it")] = ""
    limit: Annotated[
        int, msgspec.Meta(gt=0, description="the maximum number of characters in a post, as Mastodon counts")
    ] = 500

    fact_words: ClassVar[int] = 24
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#")
    hashtag_signs: ClassVar[str] = "_·・\u200c"
    field_labels: ClassVar[dict[str, str]] = {"summary": "warning"}
    post_path: ClassVar[re.Pattern[str]] = _POST
    id_form: ClassVar[str] = r"[\w-]+"
    asked_for: ClassVar[tuple[str, ...]] = ("visibility",)
    supports: ClassVar[tuple[str, ...]] = ("image", "thread", "key", "language")
    example: ClassVar[dict[str, Any]] = {
        "server": "https://your-server.example",
        "access_token": "$MASTODON_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return the length as Mastodon counts it."""
        return mastodon_length(text)

    def length(self, message: Message) -> int:
        """Return Mastodon's count of a status: its content warning counts too, with any address in it in full."""
        return mastodon_length(message.text, message.summary)

    def target(self) -> str:
        """Return the server and the @name, if one is set, whatever the token's variable is called."""
        return f"mastodon:{self.server.rstrip('/').casefold()}:{_name(self.account)}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a status with the issue's picture, behind the content warning if there is one."""
        own = render("summary", limit=self.limit, most=0, words=0)
        warning = " ".join((own or self.content_warning or self.spoiler_text).split())
        room = max(self.limit - mastodon_length("", warning), 1)
        text = render("text", limit=room, measure=self.measure, most=self.max_facts, words=self.fact_words)
        image = issue.image if self.picture else None
        return Draft((Message(text=text, summary=warning, link=issue.url, image=image),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, check that the text is not too long for this server, and upload the picture."""
        from distribute.transport.picture import upload_picture

        ready, name = self._log_in()
        if self.account and _name(name) != _name(self.account):
            msg = f"the access token is not that of @{_name(self.account)}"
            raise NotPosted(msg)
        self._check_length(ready.client.client, delivery.message)
        media, note = upload_picture(delivery.message.image, self._upload, _STRANGE)
        logged_in = msgspec.structs.replace(ready.client, media=media, note=note)
        return msgspec.structs.replace(ready, client=logged_in)

    def _check_length(self, client: "mastodon.Mastodon", message: Message) -> None:
        """Raise NotPosted for a status that is longer than the server says that it takes."""
        most = _most_characters(client.instance_v2)
        if most is not None and self.length(message) > most:
            msg = f"this server takes {most} characters: set `limit: {most}`"
            raise NotPosted(msg)

    def _upload(self, image: Image) -> str:
        """Upload the picture with its alt text, and return its id."""
        from distribute.transport.picture import fetch_picture

        picture = fetch_picture(image, self.timeout, self.server, most=_PICTURE)
        file = picture.name, picture.content, picture.kind
        words = {"description": picture.alt, **({"focus": image.focus} if image.focus else {})}
        session = self._session()
        answer = session.post(f"{self.server.rstrip('/')}/api/v2/media", files={"file": file}, data=words)
        media = answer.json()
        number = _receipt(media).id
        if not media.get("url"):  # the server would refuse a status with this picture
            raise NotPosted("the server is still processing it")
        return number

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the status. With its key, a server that supports it does not show it twice."""
        status: Any = _call(
            lambda: ready.client.client.status_post(
                delivery.message.text,
                in_reply_to_id=self.post_id(delivery.in_reply_to) if delivery.in_reply_to else None,
                media_ids=[ready.client.media] if ready.client.media else None,
                visibility=self.visibility,
                spoiler_text=delivery.message.summary or None,
                language=language_tag(delivery.language),  # it would treat `zh-tw` as `zh`
                idempotency_key=delivery.idempotency_key,
            )
        )
        return _receipt(status, ready.client.note)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own statuses, without boosts."""
        ready = ready or self._log_in()[0]
        few = self.visibility in _FOR_FEW
        # A status for a few people about the same page is not an announcement. (A silenced account's
        # public posts become unlisted, so the visibility proves no more than that.)
        posts = (
            _remote(status)
            for status in _statuses(ready.client.client, ready.client.number, since)
            if few or status.get("visibility") not in _FOR_FEW
        )
        return Timeline(ready.account, posts, whole=not few)

    def _log_in(self) -> tuple[Prepared, str]:
        """Return a client, and the name of its account."""
        client = self._client()
        me: Any = _call(client.account_verify_credentials)
        # The profile's URL is the same under every name of the server.
        account = str(me.get("url") or me["id"])
        return Prepared(account, account, _LoggedIn(client, str(me["id"]))), str(me.get("username"))

    def hosts(self) -> tuple[str, ...]:
        """Return the server's host."""
        return (urlsplit(self.server).hostname or "",)

    def _client(self) -> "mastodon.Mastodon":
        """Return a client that does not wait, retry or check versions."""
        import mastodon

        from distribute.transport.http import Session, header_value

        client = mastodon.Mastodon(
            api_base_url=self.server,
            session=Session(self.timeout, patience=self.patience),
            request_timeout=int(self.timeout) + 1,
            ratelimit_method="throw",
            version_check_mode="none",
            user_agent="distribute",
        )
        # If it were passed to the constructor, a file of that name would be opened.
        client.access_token = header_value(self.access_token)
        return client

    def _session(self, own: Collection[int] = ()) -> "Session":
        """Return a session for requests that the client library does not support."""
        from distribute.transport.http import Session, header_value

        session = Session(self.timeout, own=own)
        session.headers["Authorization"] = f"Bearer {header_value(self.access_token)}"
        return session

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the token's scopes, the server's limit and its clock."""
        from distribute.transport.http import check_clock

        me: Any = _call(self._client().account_verify_credentials)
        yield Finding("ok", f"logged in as @{me['acct']} on {self.server}")
        try:
            scopes: Any = self._client().app_verify_credentials()["scopes"]
        except Exception:  # noqa: BLE001 - only newer servers tell, and only if the token may read that
            yield Finding("ok", "could not find out whether the token may post: this server doesn't tell")
        else:
            if not {"write", "write:statuses"} & set(scopes):
                yield Finding("error", "the token may not post: make one with the scope write:statuses")
            if self.picture and not {"write", "write:media"} & set(scopes):
                what = "the token may not upload pictures: make one with the scope write:media"
                yield Finding("warning", what, "picture: false")
        answer = self._session(own={404}).get(f"{self.server.rstrip('/')}/api/v2/instance")
        yield check_clock(answer, self.patience)
        most = _most_characters(answer.json)
        if most is None:
            yield Finding("ok", "could not find out how many characters this server takes")
            return
        what = f"this server takes {most} characters, and `limit` is {self.limit}"
        if most == self.limit:
            yield Finding("ok", what)
        else:
            yield Finding("warning" if most > self.limit else "error", what, f"limit: {most}")


_STRANGE = "unexpected response from Mastodon"


def _call(ask: Callable[[], T]) -> T:
    """Return the client's response, or raise the session's verdict that the client's exception contains."""
    import mastodon

    from distribute.transport.http import find_verdict

    try:
        return ask()
    except mastodon.MastodonError as error:
        raise find_verdict(error) or InDoubt(_STRANGE) from None


def _name(account: str) -> str:
    return account.strip().lstrip("@").partition("@")[0].casefold()


class _LoggedIn(msgspec.Struct, frozen=True):
    """A client, the account's number on the server, and the uploaded picture or the reason why there is none."""

    client: Any
    number: str
    media: str | None = None
    note: str = ""


def _statuses(client: "mastodon.Mastodon", account: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield an account's statuses since `since`, newest first; InDoubt if there are too many."""
    last: str | None = None
    for _ in count_pages(_MOST_PAGES, "statuses"):
        page: Any = _call(
            partial(client.account_statuses, account, exclude_reblogs=True, limit=_PAGE, max_id=last)
        )
        recent = [status for status in page if status["created_at"] >= since]
        yield from (status for status in recent if not status.get("reblog"))
        if not recent:
            return
        previous, last = last, str(page[-1]["id"])
        if last == previous:
            msg = "the server returned the same statuses again, so not all of them can be read"
            raise InDoubt(msg)


def _remote(status: dict[str, Any]) -> RemotePost:
    markup = status.get("content") or ""
    card = (status.get("card") or {}).get("url") or ""
    return RemotePost(
        receipt=_receipt(status),
        text=plain_text(markup),
        links=(card,) if card else (),
        reply_to=str(status.get("in_reply_to_id") or ""),
        names=tuple(str(status.get(name) or "") for name in ("url", "uri")),
    )


def _most_characters(describe: Callable[[], Any]) -> int | None:
    """Return how long a status may be according to the server's description of itself; None if that is unknown."""
    try:
        return int(describe()["configuration"]["statuses"]["max_characters"])
    except Exception:  # noqa: BLE001 - not every server tells; it will refuse a post that is too long
        return None


def _receipt(status: Any, note: str = "") -> Receipt:
    """Return the receipt of a status; InDoubt if the response has no id. An invalid URL is left out."""
    number = status.get("id") if isinstance(status, dict) else None
    if not re.fullmatch(Mastodon.id_form, str(number or "")):
        raise InDoubt(_STRANGE)
    url = str(status.get("url") or status.get("uri") or "")
    return Receipt(str(number), url if url.startswith(("https://", "http://")) else "", note)
