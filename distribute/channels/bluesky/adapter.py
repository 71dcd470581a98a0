"""Bluesky: a post with the issue as its link card, written under a record key that we choose.

A record sent several times with the same key is written once (com.atproto.repo.putRecord).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.channels.bluesky.record_key import earliest_key, record_key
from distribute.channels.bluesky.rich_text import facets, handles, plain, shown
from distribute.issue import Image, Issue
from distribute.text.graphemes import graphemes
from distribute.text.language_tags import language_tag
from distribute.transport.answers import json_object, require_form

if TYPE_CHECKING:
    import requests

_POSTS = "app.bsky.feed.post"
_BYTES_PER_GRAPHEME = 10  # 300 graphemes and 3,000 bytes are allowed (lexicon app.bsky.feed.post)
_THUMBNAIL = 1_000_000  # bytes (lexicon app.bsky.embed.external)
_CARD = 100_000  # characters of a card's title or description, for which the lexicon has no limit
_PAGE, _MOST_PAGES = 100, 50
_DID = r"did:[a-z]+:[A-Za-z0-9._:%-]{1,240}"
_KEY = "[2-7a-j][2-7a-z]{12}"
_CID = "[A-Za-z0-9]{20,100}"
_TOKEN = r"[\w.~+/=-]{1,10000}"  # noqa: S105 - the form of one
_ADDRESS = re.compile(rf"/profile/[^/]+/post/({_KEY})/?\Z")
_STRANGE = "unexpected response from the Bluesky server"
_object = partial(json_object, strange=_STRANGE)
_require = partial(require_form, strange=_STRANGE)


class Bluesky(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post with a link card, of up to 300 graphemes. A link counts with the length at which it is displayed."""

    handle: Annotated[
        str,
        form(
            r"^@?[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$|^did:[a-z]+:.+$",
            "a handle such as letter.bsky.social",
            description="the account's handle or DID",
        ),
    ]
    app_password: Annotated[Secret, msgspec.Meta(description="an app password of the account")]
    server: Annotated[
        str, msgspec.Meta(pattern="^https?://[^/@]+/?$", description="the address of the account's server")
    ] = "https://bsky.social"
    picture: Annotated[
        bool, msgspec.Meta(description="whether the issue's picture goes with the link card")
    ] = True
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=300, description="the maximum number of graphemes in a post")
    ] = 300

    fact_words: ClassVar[int] = 14
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#")
    post_path: ClassVar[re.Pattern[str]] = _ADDRESS
    id_form: ClassVar[str] = _KEY
    supports: ClassVar[tuple[str, ...]] = ("image", "thread", "key", "language")
    example: ClassVar[dict[str, Any]] = {
        "handle": "your-name.example",
        "app_password": "$BLUESKY_APP_PASSWORD",
    }

    def measure(self, text: str) -> int:
        """Return the graphemes in a text as it is posted, or its bytes on the same scale if that is more."""
        posted = shown(text)
        return max(graphemes(posted), -(-len(posted.encode()) // _BYTES_PER_GRAPHEME))

    def target(self) -> str:
        """Return the handle, which is unique on the whole network."""
        return f"bluesky:{self._handle}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a post with a card. The card has the title, and the facts for which the text has no space."""
        most, words = self.max_facts, self.fact_words
        image = issue.image if self.picture else None
        text = render("text", limit=self.limit, measure=self.measure, most=most, words=words)
        title = render("title", limit=_CARD, most=0, words=1)
        summary = render("summary", limit=_CARD, aim=200, most=3, words=12, without=text)
        return Draft((Message(text=text, title=title, summary=summary, link=issue.url, image=image),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, look up the accounts that the post mentions, and upload the card's picture.

        If the picture or a handle fails, the post is sent without the picture or with the handle as plain text.
        """
        from distribute.transport.picture import upload_picture

        account, token = self._log_in()
        image = delivery.message.image if delivery.message.link else None
        picture, note = upload_picture(image, partial(self._upload, token), _STRANGE)
        client = _Ready(
            token, self._dids(delivery.message.text), picture, self._reply(delivery, account), note
        )
        return Prepared(account, f"bluesky:{account}", client)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Write the record. Repeating this changes nothing: key and record depend only on the first attempt."""
        key = record_key(delivery)
        record = _record(delivery, ready.client)
        # Never overwrite another record, such as ours after somebody has edited it.
        write = {
            "repo": ready.account,
            "collection": _POSTS,
            "rkey": key,
            "record": record,
            "swapRecord": None,
        }
        answer = self._ask("POST", "com.atproto.repo.putRecord", json=write, token=ready.client.token)
        if _object(answer).get("uri") != f"at://{ready.account}/{_POSTS}/{key}":
            raise InDoubt(_STRANGE)
        return _receipt(ready.account, key, ready.client.note)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look in the repository used by the attempt. It is public, so it does not matter which account is set now."""
        if not delivery.account:
            return super().find(delivery)
        channel = self.as_asked({"handle": delivery.account})
        return Channel.find(channel, msgspec.structs.replace(delivery, ready=None))

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's posts. This needs no login; logins are limited to 300 a day."""
        account = ready.account if ready else self._did(self._handle)
        posts = (_remote(account, entry) for entry in self._listed(account, since))
        return Timeline(account, posts)

    def hosts(self) -> tuple[str, ...]:
        """Return the host of Bluesky's app, which shows the posts of every server."""
        return ("bsky.app",)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the kind of password, the rate limits and the clock."""
        from distribute.transport.http import check_clock, check_limits

        token = self._token()
        answer = self._ask("GET", "com.atproto.server.getSession", token=token)
        name = str(_object(answer).get("handle"))
        yield Finding("ok", f"logged in as @{name} on {self.server}")
        if _scope(token) == "com.atproto.access":
            what = f"{self.app_password!r} is the account's own password: make an app password"
            yield Finding("warning", what)
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    @property
    def _handle(self) -> str:
        return self.handle if self.handle.startswith("did:") else self.handle.lstrip("@").casefold()

    def _log_in(self) -> tuple[str, str]:
        """Return the account's DID and a token; NotPosted if the account is not active."""
        token = self._token()
        session = _object(self._ask("GET", "com.atproto.server.getSession", token=token))
        if session.get("active") is False:
            raise NotPosted("the account is not active: look at it in Bluesky's app")
        return _require(session.get("did"), _DID), token

    def _token(self) -> str:
        login = {"identifier": self._handle, "password": self.app_password.reveal()}
        session = _object(self._ask("POST", "com.atproto.server.createSession", json=login))
        return _require(session.get("accessJwt"), _TOKEN)

    def _did(self, handle: str) -> str:
        """Return the DID of a handle."""
        if handle.startswith("did:"):
            return handle
        answer = self._ask("GET", "com.atproto.identity.resolveHandle", params={"handle": handle})
        return _require(_object(answer).get("did"), _DID)

    def _dids(self, text: str) -> dict[str, str]:
        """Return the DIDs of the handles in a text, without those that can't be found."""
        found = {}
        for handle in dict.fromkeys(handles(text)):
            try:
                found[handle] = self._did(handle.casefold())
            except Exception:  # noqa: BLE001, S112 - it stays plain text
                continue
        return found

    def _upload(self, token: str, image: Image) -> dict[str, Any]:
        """Upload the card's picture and return the reference for the record."""
        from distribute.transport.picture import fetch_picture

        picture = fetch_picture(image, self.timeout, self.server, most=_THUMBNAIL)
        upload = "com.atproto.repo.uploadBlob"
        answer = self._ask("POST", upload, token=token, kind=picture.kind, data=picture.content)
        return _blob(_object(answer).get("blob"))

    def _reply(self, delivery: Delivery, account: str) -> dict[str, Any] | None:
        """Return the reply reference: the previous post, and the first post of the thread."""
        if not delivery.in_reply_to:
            return None
        key = self.post_id(delivery.in_reply_to)
        where = {"repo": account, "collection": _POSTS, "rkey": key}
        before = _object(self._ask("GET", "com.atproto.repo.getRecord", params=where))
        parent = {"uri": f"at://{account}/{_POSTS}/{key}", "cid": _require(before.get("cid"), _CID)}
        reply = before["value"].get("reply")
        return {"root": reply["root"] if reply else parent, "parent": parent}

    def _listed(self, account: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield an account's records since `since`, newest first; InDoubt if there are too many."""
        query = {"repo": account, "collection": _POSTS, "limit": str(_PAGE)}
        oldest = earliest_key(since)
        for _ in count_pages(_MOST_PAGES):
            page = _object(self._ask("GET", "com.atproto.repo.listRecords", params=query))
            records = page["records"]
            if not isinstance(records, list):
                raise InDoubt(_STRANGE)
            recent = [entry for entry in records if _key(account, entry) >= oldest]
            yield from recent
            if not recent or not page.get("cursor"):
                return
            query["cursor"] = str(page["cursor"])

    def _ask(
        self, method: str, name: str, *, token: str = "", kind: str = "", **more: Any
    ) -> requests.Response:
        """Call one XRPC method of the server and return the successful response."""
        from distribute.transport.http import Session, raise_for_outcome

        session = Session(self.timeout, own={400, 401}, patience=self.patience)
        if token:
            session.headers["Authorization"] = f"Bearer {token}"
        if kind:
            session.headers["Content-Type"] = kind
        answer = session.request(method, f"{self.server.rstrip('/')}/xrpc/{name}", **more)
        self._refuse(answer)
        raise_for_outcome(answer)
        return answer

    def _refuse(self, answer: requests.Response) -> None:
        """Raise the verdict for a refusal's code, if it is known. The server's own message is not repeated."""
        match _error(answer):
            case "InvalidSwap":
                raise Duplicate("this post's key has another record: it, or its picture, was edited")
            case "AuthFactorTokenRequired":
                raise NotPosted(f"{self.app_password!r} is the account's own password: make an app password")
            case "AuthenticationRequired":
                why = f"are `handle` and {self.app_password!r} right, and is `server` the account's own?"
                raise NotPosted(f"Bluesky refused the login: {why}")
            case "AccountTakedown":
                raise NotPosted("Bluesky has taken the account down")


class _Ready(msgspec.Struct, frozen=True):
    """The result of `prepare`: a token, the DIDs of handles, the card's picture, the reply reference, and a note."""

    token: str
    dids: dict[str, str]
    picture: dict[str, Any] | None
    reply: dict[str, Any] | None
    note: str


def _record(delivery: Delivery, ready: _Ready) -> dict[str, Any]:
    """Return the post as a record. It depends on the delivery and the result of `prepare`, not on the time."""
    message = delivery.message
    text, found = facets(message.text, ready.dids)
    at = delivery.first_attempt_at.astimezone(UTC)
    record: dict[str, Any] = {"$type": _POSTS, "text": text, "langs": [language_tag(delivery.language)]}
    record["createdAt"] = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
    if found:
        record["facets"] = found
    if message.link:
        card: dict[str, Any] = {"uri": message.link, "title": message.title or message.link}
        card["description"] = message.summary
        if ready.picture:
            card["thumb"] = ready.picture
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    if ready.reply:
        record["reply"] = ready.reply
    return record


def _remote(account: str, entry: dict[str, Any]) -> RemotePost:
    record = entry["value"]
    text, links = plain(record)
    card = ((record.get("embed") or {}).get("external") or {}).get("uri")
    parent = (((record.get("reply") or {}).get("parent")) or {}).get("uri") or ""
    key = _key(account, entry)
    return RemotePost(
        receipt=_receipt(account, key),
        text=text,
        links=(*links, card) if card else links,
        reply_to=parent.removeprefix(f"at://{account}/{_POSTS}/"),
    )


def _key(account: str, entry: dict[str, Any]) -> str:
    """Return the key of a listed record; InDoubt if it belongs to another account."""
    key = re.fullmatch(rf"at://{re.escape(account)}/{re.escape(_POSTS)}/([\w.~:-]+)", entry["uri"], re.ASCII)
    if not key:
        raise InDoubt(_STRANGE)
    return key[1]


def _receipt(account: str, key: str, note: str = "") -> Receipt:
    return Receipt(key, f"https://bsky.app/profile/{account}/post/{key}", note)


def _blob(told: Any) -> dict[str, Any]:
    """Return the reference to an uploaded picture; InDoubt if the response contains none."""
    link = _require(told["ref"]["$link"], _CID)
    kind, size = _require(told["mimeType"], r"image/[\w.+-]{1,60}"), int(told["size"])
    return {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": size}


def _scope(token: str) -> str:
    """Return the scope that a token contains, or "" if it can't be read."""
    import base64

    try:
        told = token.split(".")[1]
        return str(msgspec.json.decode(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))["scope"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def _error(answer: requests.Response) -> str:
    """Return the code of a refusal, or "" if there is none."""
    if answer.ok:
        return ""
    try:
        return str(answer.json().get("error"))
    except (ValueError, AttributeError, RecursionError):
        return ""
