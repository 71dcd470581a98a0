"""LinkedIn: a post with the issue as its article."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote, unquote, urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages, links_in
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.channels.linkedin.little_text import from_little_text, to_little_text
from distribute.channels.linkedin.versions import ENDS, NEWEST
from distribute.issue import Image, Issue

if TYPE_CHECKING:
    import requests

_AIM = 1300  # the length that readers see before "more"; 3,000 characters are allowed
_PICTURE = 8_000_000  # the maximum size of a picture in bytes
_PUBLIC: dict[str, Any] = {
    "visibility": "PUBLIC",
    "distribution": {"feedDistribution": "MAIN_FEED"},
    "lifecycleState": "PUBLISHED",
    "isReshareDisabledByAuthor": False,
}
_SOON = timedelta(days=14)  # when `doctor` starts to warn
_PAGE, _MOST_PAGES = 100, 20
_SHORT = "lnkd.in"
_UPLOADS = r"https://(?:[a-z0-9-]+\.)+linkedin\.com/"
_POST = re.compile(r"/(?:feed/update/urn:li:|posts/(?:[^/]*[_-])?)(share|ugcPost|activity)[:-](\d+)")
_STRANGE = "unexpected response from LinkedIn"
_TOKENS = {"EXPIRED_ACCESS_TOKEN": "has expired", "REVOKED_ACCESS_TOKEN": "was revoked"}


class LinkedIn(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post by an organisation or a person. Its length includes the backslashes that escape reserved characters."""

    author: Annotated[
        str,
        form(
            "^urn:li:(organization|person):[A-Za-z0-9_-]+$",
            "urn:li:organization:… or urn:li:person:…",
            description="the organisation or person who posts",
        ),
    ]
    access_token: Annotated[Secret, msgspec.Meta(description="a token with the right to post")]
    token_expires: Annotated[
        date | None, msgspec.Meta(description="the day on which the token ends, which `doctor` announces")
    ] = None
    picture: Annotated[bool, msgspec.Meta(description="whether the issue's picture goes with the post")] = (
        True
    )
    version: Annotated[
        str,
        form(
            "^20[0-9]{2}(0[1-9]|1[0-2])$",
            f'a month such as "{NEWEST}"',
            description="the version of the API, as YYYYMM",
        ),
    ] = NEWEST
    base_url: Annotated[
        str, msgspec.Meta(pattern="^https?://", description="the address of the API, for tests and proxies")
    ] = "https://api.linkedin.com"
    limit: Annotated[int, msgspec.Meta(gt=0, description="the maximum number of characters in a post")] = 3000

    fact_words: ClassVar[int] = 34
    mention_marks: ClassVar[tuple[str, ...]] = ("#",)
    hashtag_signs: ClassVar[str] = ""
    id_form: ClassVar[str] = rf"urn:li:\w+:\d+|https?://{re.escape(_SHORT)}/\S+"
    asked_for: ClassVar[tuple[str, ...]] = ("author",)
    has_handles: ClassVar[bool] = False
    supports: ClassVar[tuple[str, ...]] = ("image",)
    example: ClassVar[dict[str, Any]] = {
        "author": "urn:li:organization:your-number",
        "access_token": "$LINKEDIN_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return the length of the text as it is sent, in UTF-16 units."""
        return len(to_little_text(text).encode("utf-16-le", "surrogatepass")) // 2

    def target(self) -> str:
        """Return the author."""
        return f"linkedin:{self.base_url}:{self.author}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return the post, and the title and description of its article."""
        most, words = self.max_facts, self.fact_words
        image = issue.image if self.picture else None
        text = render("text", limit=self.limit, aim=_AIM, measure=self.measure, most=most, words=words)
        title = render("title", limit=400, most=0, words=1)
        summary = render("summary", limit=4000, aim=200, most=3, words=12)
        return Draft((Message(text=text, title=title, summary=summary, link=issue.url, image=image),))

    @property
    def can_read_back(self) -> bool:
        """A person's posts can't be read back, because LinkedIn grants nobody that permission."""
        return not self.author.startswith("urn:li:person:")

    def prepare(self, delivery: Delivery) -> Prepared:
        """Upload the picture. `client` is its URN, or None with the reason; the post is then sent without it."""
        from distribute.transport.http import header_value
        from distribute.transport.picture import upload_picture

        header_value(self.access_token)
        picture = upload_picture(delivery.message.image, self._upload, _STRANGE)
        return Prepared(self._member(), client=picture)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the post with its picture, or without it and with a note that says why."""
        message, (picture, note) = delivery.message, ready.client
        article = {"source": message.link, "title": message.title or message.link}
        article |= {"description": message.summary} if message.summary else {}
        article |= {"thumbnail": picture} if picture else {}
        post = _PUBLIC | {"author": self.author, "commentary": to_little_text(message.text)}
        post |= {"content": {"article": article}} if message.link else {}
        return _receipt(self._ask("POST", "/rest/posts", json=post).headers.get("x-restli-id"), note)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the organisation's own posts. A person's posts can't be listed."""
        begin = int(since.timestamp() * 1000)
        posts = (_remote(post) for post in self._listed(begin) if post["createdAt"] >= begin)
        return Timeline(ready.account if ready else self._member(), filter(None, posts))

    def post_id(self, receipt: Receipt) -> str:
        """Return the post's URN, taken from its URL if a person gave one."""
        link = _POST.search(unquote(urlsplit(receipt.id).path))
        return f"urn:li:{link[1]}:{link[2]}" if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return LinkedIn's hosts and the host of its API."""
        return ("linkedin.com", _SHORT, urlsplit(self.base_url).hostname or "")

    def _member(self) -> str:
        """Return the public id of the token's account, or "" if the token lacks the scopes `openid profile`."""
        try:
            return str(self._ask("GET", "/v2/userinfo").json()["sub"])
        except Exception:  # noqa: BLE001 - who it is makes reading back surer, and is not needed to post
            return ""

    def examine(self) -> Iterator[Finding]:
        """Check the account, whether posts can be read back, and what is about to expire."""
        from distribute.transport.http import check_clock

        yield from self._ages(datetime.now(UTC).date())
        if not self.can_read_back:
            answer = self._ask("GET", "/v2/userinfo")  # requires the scopes `openid profile`
            author = f"urn:li:person:{answer.json()['sub']}"
            if author != self.author:
                yield Finding("error", "the token is another person's", f"author: {author}")
            yield Finding(
                "ok", "logged in; a person's posts can't be read back: a post in doubt waits for you"
            )
        else:
            answer = self._page(0, 1)
            yield Finding("ok", f"logged in; the posts of {self.author} can be read back")
        yield Finding("ok", "whether the token may post can't be checked without posting")
        yield check_clock(answer, self.patience)

    def _ages(self, today: date) -> Iterator[Finding]:
        ends = self.token_expires
        if ends is None:
            what = "tokens live for 60 days, and LinkedIn does not say when this one ends"
            yield Finding("warning", what, "token_expires: YYYY-MM-DD")
        else:
            soon, over = ends - today <= _SOON, ends <= today
            what = f"the token expires on {ends}"
            yield Finding("error" if over else "warning" if soon else "ok", what, ends=ends)
        yield self._version_age(today)

    def _version_age(self, today: date) -> Finding:
        """Say what is known of when the version ends. Which months have one is known from LinkedIn's list alone."""
        ends, setting = ENDS.get(self.version), f'version: "{NEWEST}"'
        if self.version not in ENDS:
            return Finding(
                "ok", f"version {self.version} of the API is not among those that this release knows"
            )
        if ends is None:
            return Finding("ok", f"LinkedIn has not said when version {self.version} of its API ends")
        if ends <= today:
            return Finding("error", f"version {self.version} of the API ended on {ends}", setting)
        soon = ends - today <= _SOON
        return Finding(
            "warning" if soon else "ok",
            f"version {self.version} of the API ends on {ends}",
            setting if soon else "",
        )

    def _upload(self, image: Image) -> str:
        """Upload the article's picture and return its URN."""
        from distribute.transport.picture import fetch_picture

        picture = fetch_picture(image, self.timeout, self.base_url, most=_PICTURE)
        order = {"initializeUploadRequest": {"owner": self.author}}
        place = self._ask("POST", "/rest/images?action=initializeUpload", json=order).json()["value"]
        # The request contains the token, so it must not go to any other host.
        is_own = place["uploadUrl"].startswith(f"{self.base_url.rstrip('/')}/")
        if not is_own and not re.match(_UPLOADS, place["uploadUrl"]):
            raise NotPosted("LinkedIn returned an upload address on another host")
        self._ask("PUT", place["uploadUrl"], data=picture.content)
        return str(place["image"])

    def _listed(self, since: int) -> Iterator[dict[str, Any]]:
        """Yield the organisation's posts that changed since `since`, latest first."""
        start = 0
        for _ in count_pages(_MOST_PAGES):
            page = self._page(start, _PAGE).json()["elements"]
            for post in page:
                # Without LinkedIn's id it is not a list of posts, and does not prove absence.
                _receipt(post["id"])
            recent = [post for post in page if max(post["createdAt"], post.get("lastModifiedAt", 0)) >= since]
            yield from recent
            if not recent:
                return
            start += len(page)

    def _page(self, start: int, count: int) -> "requests.Response":
        query = f"q=author&author={quote(self.author)}&sortBy=LAST_MODIFIED&start={start}&count={count}"
        return self._ask("GET", f"/rest/posts?{query}", headers={"X-RestLi-Method": "FINDER"})

    def _ask(self, method: str, path: str, **more: Any) -> "requests.Response":
        """Send one request and return the successful response."""
        from distribute.transport.http import Session, header_value, raise_for_outcome

        session = Session(self.timeout, own={401, 422, 426}, patience=self.patience)
        session.headers["Authorization"] = f"Bearer {header_value(self.access_token)}"
        session.headers["LinkedIn-Version"] = self.version
        session.headers["X-Restli-Protocol-Version"] = "2.0.0"
        answer = session.request(method, path if "://" in path else self.base_url.rstrip("/") + path, **more)
        match answer.status_code:
            case 401:
                why = next((why for code, why in _TOKENS.items() if code in answer.text), "is not right")
                raise NotPosted(f"LinkedIn says that the token {why}: get a new {self.access_token!r}")
            case 426:
                raise NotPosted(
                    f"LinkedIn has no version {self.version}, or not any more: set another `version`, such as {NEWEST}"
                )
            case 422 if "DUPLICATE_POST" in answer.text:
                # It names a post, but sometimes one that does not exist, so only the list of posts counts.
                raise Duplicate("LinkedIn already has a post with this text")
        raise_for_outcome(answer)
        return answer


def _remote(post: dict[str, Any]) -> RemotePost | None:
    """Return the author's post in the common form; None for a reshare or a post that nobody can see."""
    if post.get("reshareContext") or post.get("lifecycleState") in {"DRAFT", "PUBLISH_FAILED"}:
        return None
    article = post.get("content", {}).get("article", {}).get("source", "")
    text = from_little_text(post.get("commentary") or "")
    return RemotePost(
        receipt=_receipt(post["id"]),
        text=text,
        shortened=any(map(_is_short, links_in(text))),
        links=() if not article or _is_short(article) else (article,),
    )


def _is_short(link: str) -> bool:
    """Return whether LinkedIn has shortened a link, which then does not show its destination."""
    return link.partition("://")[2].casefold().startswith(f"{_SHORT}/")


def _receipt(urn: str | None, note: str = "") -> Receipt:
    if not re.fullmatch(r"urn:li:(share|ugcPost):\d+", urn or ""):
        raise InDoubt(_STRANGE)
    return Receipt(str(urn), f"https://www.linkedin.com/feed/update/{urn}", note)
