"""Facebook: a post on a page, through version 26.0 of the Graph API, with the issue's picture or else its link attached."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from distribute import (
    Channel,
    Delivery,
    Draft,
    Duplicate,
    Finding,
    InDoubt,
    Issue,
    Message,
    NotPosted,
    Prepared,
    Receipt,
    RemotePost,
    Render,
    Secret,
    Timeline,
    count_pages,
    json_object,
    require_form,
)
from distribute.channel.settings import form
from distribute.issue import Image

if TYPE_CHECKING:
    import requests

# Responses in which the Graph API reports an error of its own, whose code is more precise than the HTTP status.
_ERRORS = frozenset({400, 401, 403, 404, 500, 503})
_DUPLICATE = 506
_LIMITS = frozenset({4, 17, 32, 341, 613, 80001})
_LOGIN = frozenset({102, 190, 463, 467})
_RIGHTS = frozenset({3, 10, *range(200, 300)})
_REFUSED = {
    100: "Facebook does not accept one of the post's fields",
    368: "Facebook has temporarily blocked the page or the post's text",
    1609005: "Facebook can't open the link: is the page live, and may Facebook's crawler read it?",
}
_PICTURE = 4_000_000  # bytes; Facebook asks for less than 10 MB, and for less than 4 where it may be slow
_PAGE_SIZE = 100
_MOST_PAGES = 20
_FIELDS = "id,message,created_time,permalink_url,attachments{unshimmed_url,url}"
_POST = re.compile(r"/(?:posts|videos|permalink)/(?:[^/]+/)?([0-9]+|pfbid\w+)/?\Z")
_STRANGE = "unexpected response from Facebook"


class Facebook(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public post on a page."""

    page: Annotated[
        str, form("^[0-9]{5,20}$", "the page's number, in quotes", description="the page's number")
    ]
    access_token: Annotated[Secret, msgspec.Meta(description="the page's own token")]
    picture: Annotated[
        bool, msgspec.Meta(description="whether the issue's picture is shown in place of the link's card")
    ] = True
    version: Annotated[
        str, form(r"^v[0-9]{2}\.0$", "a version such as v26.0", description="the version of the Graph API")
    ] = "v26.0"
    base_url: Annotated[
        str,
        msgspec.Meta(pattern="^https?://[^@]+$", description="the address of the API, for tests and proxies"),
    ] = "https://graph.facebook.com"
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=63_206, description="the maximum number of characters in a post")
    ] = 63_206

    fact_words: ClassVar[int] = 25
    mention_marks: ClassVar[tuple[str, ...]] = ("#", "@[")
    has_handles: ClassVar[bool] = False
    id_form: ClassVar[str] = r"[0-9]+_[0-9]+|[0-9]+|pfbid\w+"
    asked_for: ClassVar[tuple[str, ...]] = ("page",)
    supports: ClassVar[tuple[str, ...]] = ("image",)
    example: ClassVar[dict[str, Any]] = {"page": "100000000000001", "access_token": "$FACEBOOK_ACCESS_TOKEN"}

    def target(self) -> str:
        """Return the page."""
        return f"facebook:{self.base_url}:{self.page}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return the facts as a list. Facebook shows the picture below, or a card of the link."""
        text = render("text", limit=self.limit, most=self.max_facts, words=self.fact_words)
        return Draft((Message(text=text, link=issue.url, image=issue.image if self.picture else None),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Check that the token belongs to the page, not to a person, and upload the picture."""
        from distribute.transport.picture import upload_picture

        account = self._account()
        if account != self.page:
            msg = f"the token is not that of page {self.page}: use the page's own token, not a person's"
            raise NotPosted(msg)
        return Prepared(account, client=upload_picture(delivery.message.image, self._upload, _STRANGE))

    def _upload(self, image: Image) -> str:
        """Upload a picture with its alt text, which nobody sees until a post has it, and return its id."""
        from distribute.transport.picture import fetch_picture

        kinds = ("image/jpeg", "image/png")
        picture = fetch_picture(image, self.timeout, self.base_url, most=_PICTURE, kinds=kinds)
        words = {"published": "false", "alt_text_custom": picture.alt}
        file = {"source": (picture.name, picture.content, picture.kind)}
        answer = self._ask("POST", f"{self.page}/photos", data=words, files=file)
        return require_form(answer.get("id"), "[0-9]+", _STRANGE)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Publish the post at once, with the picture or a card of the link: Facebook shows one of them."""
        message, (picture, note) = delivery.message, ready.client
        attached = (
            {"attached_media[0]": json.dumps({"media_fbid": picture})} if picture else {"link": message.link}
        )
        what = {"message": message.text, "published": "true", **attached}
        return _receipt(self._ask("POST", f"{self.page}/feed", data=what).get("id"), note)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the posts that the page has published."""
        account = ready.account if ready else self._account()
        return Timeline(account, (_remote(post) for post in self._published(since)))

    def post_id(self, receipt: Receipt) -> str:
        """Return the post's id, taken from its URL if a person gave one. New URLs contain another id, `pfbid…`."""
        parts = urlsplit(receipt.id)
        link = _POST.search(parts.path)
        told = parse_qs(parts.query).get("story_fbid", [""])[0]
        return (link[1] if link else told or parts.path.strip("/")) if parts.scheme else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return Facebook's hosts and the host of its API."""
        return ("facebook.com", urlsplit(self.base_url).hostname or "")

    def examine(self) -> Iterator[Finding]:
        """Check the token's account, access to the page's posts, and the clock."""
        from distribute import check_clock

        answer = self._send("GET", "me", params={"fields": "id,name"})
        me = json_object(answer, _STRANGE)
        if me.get("id") != self.page:
            yield Finding("error", "the token is not the page's own", f"page: {me.get('id')}")
            return
        yield Finding("ok", f"logged in as the page {me.get('name')}")
        next(self._published(datetime.fromtimestamp(0).astimezone()), None)
        yield Finding("ok", "its posts can be read back")
        yield Finding("ok", "whether the token may post can't be checked without posting")
        yield check_clock(answer, self.patience)

    def _account(self) -> str:
        """Return the id of the page or person to whom the token belongs."""
        return str(self._ask("GET", "me", params={"fields": "id"}).get("id") or "")

    def _published(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the page's posts since `since`, newest first; InDoubt if not all of them can be read."""
        query = {"fields": _FIELDS, "limit": str(_PAGE_SIZE), "since": str(int(since.timestamp()))}
        for _ in count_pages(_MOST_PAGES):
            told = self._ask("GET", f"{self.page}/published_posts", params=query)
            yield from told["data"]
            after = told.get("paging", {}).get("cursors", {}).get("after")
            if not (after and told["data"] and "next" in told["paging"]):
                return
            query["after"] = after

    def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return json_object(self._send(method, path, **more), _STRANGE)

    def _send(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the successful response; NotPosted or InDoubt otherwise."""
        from distribute import Session, header_value, raise_for_outcome

        session = Session(self.timeout, own=_ERRORS, patience=self.patience)
        session.headers["Authorization"] = f"Bearer {header_value(self.access_token)}"
        answer = session.request(method, f"{self.base_url.rstrip('/')}/{self.version}/{path}", **more)
        if not answer.ok and (code := _code(answer)):
            raise _verdict(code)
        raise_for_outcome(answer)
        return answer


def _code(answer: requests.Response) -> int:
    """Return the Graph API's error code, or 0 if the response has none."""
    try:
        code = json_object(answer, _STRANGE)["error"]["code"]
    except (InDoubt, KeyError, TypeError):
        return 0
    return code if isinstance(code, int) else 0


def _verdict(code: int) -> NotPosted | InDoubt:
    """Return the verdict on a Graph API error (Meta's page "Handling Errors").

    Codes 1 and 2 are for outcomes that Facebook does not know, such as a time-out behind its API.
    """
    if code == _DUPLICATE:
        return Duplicate("Facebook already has this post (506)")
    if code in _LIMITS:
        return NotPosted(f"Facebook accepts no more posts for now ({code})", final=False)
    if code in _LOGIN:
        return NotPosted(
            f"Facebook refused the token ({code}): it has expired or was revoked, so get a new one"
        )
    if code in _RIGHTS:
        hint = "it needs `pages_manage_posts` and `pages_read_engagement`"
        return NotPosted(f"the token lacks a permission ({code}): {hint}")
    if code in _REFUSED:
        return NotPosted(f"{_REFUSED[code]} ({code})")
    return InDoubt(f"Facebook reported an error of its own ({code})")


def _remote(post: dict[str, Any]) -> RemotePost:
    attached = post.get("attachments", {}).get("data", [])
    told = (each.get("unshimmed_url") or each.get("url") or "" for each in attached)
    links = tuple(link for link in told if link and not _is_own(link))
    address = str(post.get("permalink_url") or "")
    names = (address, urlsplit(address).path.rstrip("/").rpartition("/")[2])
    return RemotePost(receipt=_receipt(post["id"]), text=post.get("message") or "", links=links, names=names)


def _is_own(link: str) -> bool:
    """Return whether a link is to Facebook itself, as that of an attached picture is."""
    host = urlsplit(link).hostname or ""
    return host == "facebook.com" or host.endswith(".facebook.com")


def _receipt(number: Any, note: str = "") -> Receipt:
    told = require_form(number, "[0-9]+_[0-9]+", _STRANGE)
    return Receipt(told, f"https://www.facebook.com/{told}", note)
