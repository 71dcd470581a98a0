"""LinkedIn: a post with the issue as its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote, urlsplit

import msgspec

from distribute.channel import (
    Channel,
    Delivery,
    Draft,
    Duplicate,
    Finding,
    InDoubt,
    NotPosted,
    Part,
    Receipt,
    Render,
)
from distribute.issue import Issue
from distribute.little import little, plain
from distribute.readback import SKEW, bare
from distribute.secret import Secret

if TYPE_CHECKING:
    import requests

_AIM = 1300  # what is read before one loses interest; 3,000 are allowed
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")  # all that LinkedIn takes
_PUBLIC: dict[str, Any] = {
    "visibility": "PUBLIC",
    "distribution": {"feedDistribution": "MAIN_FEED"},
    "lifecycleState": "PUBLISHED",
    "isReshareDisabledByAuthor": False,
}
_SOON = timedelta(days=14)  # when to warn
_PAGE, _MOST_PAGES = 100, 20
_OLD_MONTHS = 10  # LinkedIn retires a version after twelve
_STRANGE = "the answer is not one of LinkedIn's"
_TOKENS = {"EXPIRED_ACCESS_TOKEN": "has expired", "REVOKED_ACCESS_TOKEN": "was revoked"}


class LinkedIn(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post of an organisation or a person, counted with the backslashes it is sent with."""

    author: Annotated[str, msgspec.Meta(pattern="^urn:li:(organization|person):[A-Za-z0-9_-]+$")]
    access_token: Secret
    token_expires: date | None = None
    version: Annotated[str, msgspec.Meta(pattern="^20[0-9]{2}(0[1-9]|1[0-2])$")] = "202610"
    base_url: Annotated[str, msgspec.Meta(pattern="^https?://")] = "https://api.linkedin.com"
    limit: Annotated[int, msgspec.Meta(gt=0)] = 3000

    most_facts: ClassVar[int] = 7
    fact_words: ClassVar[int] = 34
    linked: ClassVar[tuple[str, ...]] = ("#",)
    example: ClassVar[dict[str, Any]] = {
        "author": "urn:li:organization:1234567",
        "access_token": "$LINKEDIN_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return the length in UTF-16 units, as it is sent."""
        return len(little(text).encode("utf-16-le", "surrogatepass")) // 2

    def target(self) -> str:
        """The author's page."""
        return f"linkedin:{self.base_url}:{self.author}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return one fact in full, the others as a list, and the article's title and description."""
        most, words = self.most_facts, self.fact_words
        text = render("text", limit=self.limit, aim=_AIM, measure=self.measure, most=most, words=words)
        title = render("title", limit=400, most=0, words=1)
        summary = render("summary", limit=4000, aim=200, most=3, words=12)
        return Draft((Part(text=text, title=title, summary=summary, link=issue.url, image=issue.image),))

    @property
    def blind(self) -> bool:
        """A person's posts can't be read back: LinkedIn gives nobody the right to."""
        return self.author.startswith("urn:li:person:")

    def prepare(self, delivery: Delivery) -> tuple[str, str]:
        """Upload the picture; return its URN, or "" and why: a post without its picture is better than none."""
        from distribute.http import sendable

        sendable(self.access_token)
        try:
            return (self._upload(delivery.part.image.url) if delivery.part.image else ""), ""
        except Exception as error:  # noqa: BLE001 - whatever it was, the post itself can go out
            why = str(error) if isinstance(error, NotPosted | InDoubt) else _STRANGE
            return "", f"posted without its picture: {why}"

    def post(self, delivery: Delivery, ready: tuple[str, str]) -> Receipt:
        """Send the post with its picture, or with a note that says why it has none."""
        part, (picture, note) = delivery.part, ready
        article = {"source": part.link, "title": part.title or part.link}
        article |= {"description": part.summary} if part.summary else {}
        article |= {"thumbnail": picture} if picture else {}
        post = _PUBLIC | {"author": self.author, "commentary": little(part.text)}
        post |= {"content": {"article": article}} if part.link else {}
        return _receipt(self._ask("POST", "/rest/posts", json=post).headers.get("x-restli-id"), note)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the organisation's own posts, back to five minutes before the first intent."""
        others = {
            receipt.id.partition("?")[0].rstrip("/").rpartition("/")[2] for receipt in delivery.not_these
        }
        since = int((delivery.since - SKEW).timestamp() * 1000)
        for post in self._own_posts(since):
            if post["createdAt"] >= since and post["id"] not in others and _is_it(post, delivery.part):
                return _receipt(post["id"])
        return None

    def examine(self) -> Iterator[Finding]:
        """Log in and read: the account, whether posts can be read back, what is about to expire."""
        from distribute.http import clock

        yield from self._ages(datetime.now(UTC))
        if self.blind:
            answer = self._ask("GET", "/v2/userinfo")  # wants the scopes `openid profile`
            author = f"urn:li:person:{answer.json()['sub']}"
            if author != self.author:
                yield Finding("error", "the token is another person's", f"author: {author}")
            yield Finding("ok", "logged in; a person's posts can't be read back: doubt waits for you")
        else:
            answer = self._page(0, 1)
            yield Finding("ok", f"logged in; the posts of {self.author} can be read back")
        yield Finding("ok", "could not find out whether the token may post: only posting would tell")
        yield clock(answer, self.patience)

    def _ages(self, now: datetime) -> Iterator[Finding]:
        today, ends = now.date(), self.token_expires
        if ends is None:
            what = "tokens live for 60 days, and LinkedIn does not say when this one ends"
            yield Finding("warning", what, "token_expires: YYYY-MM-DD")
        else:
            soon, over = ends - today <= _SOON, ends <= today
            what = f"the token expires on {ends}"
            yield Finding("error" if over else "warning" if soon else "ok", what)
        months = (now.year - int(self.version[:4])) * 12 + now.month - int(self.version[4:])
        if months > _OLD_MONTHS:
            what = f"version {self.version} of the API is {months} months old, and ends after twelve"
            yield Finding("warning", what, f'version: "{now.replace(day=1) - timedelta(days=1):%Y%m}"')

    def _upload(self, url: str) -> str:
        from distribute.http import Session

        picture = Session(self.timeout).get(url).content  # which reads no more than a few megabytes
        if not picture.startswith(_PICTURES):
            raise NotPosted("it is no JPEG, PNG or GIF")
        order = {"initializeUploadRequest": {"owner": self.author}}
        place = self._ask("POST", "/rest/images?action=initializeUpload", json=order).json()["value"]
        host = urlsplit(place["uploadUrl"]).hostname or ""
        # The token goes with it, so it goes nowhere else.
        if host != urlsplit(self.base_url).hostname and not host.endswith(".linkedin.com"):
            raise NotPosted("LinkedIn named a place for it that is not its own")
        self._ask("PUT", place["uploadUrl"], data=picture)
        return str(place["image"])

    def _own_posts(self, since: int) -> Iterator[dict[str, Any]]:
        """Yield the organisation's posts that changed since then, the last first."""
        start = 0
        for _ in range(_MOST_PAGES):
            page = self._page(start, _PAGE).json()["elements"]
            for post in page:
                _receipt(post["id"])  # what has no id of theirs is no list of posts, and proves no absence
            recent = [post for post in page if max(post["createdAt"], post.get("lastModifiedAt", 0)) >= since]
            yield from recent
            if not recent:
                return
            start += len(page)
        msg = "there are too many posts to look through"
        raise InDoubt(msg)

    def _page(self, start: int, count: int) -> requests.Response:
        query = f"q=author&author={quote(self.author)}&sortBy=LAST_MODIFIED&start={start}&count={count}"
        return self._ask("GET", f"/rest/posts?{query}", headers={"X-RestLi-Method": "FINDER"})

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the answer that says yes."""
        from distribute.http import Session, judge, sendable

        session = Session(self.timeout, own={401, 422, 426})
        session.headers["Authorization"] = f"Bearer {sendable(self.access_token)}"
        session.headers["LinkedIn-Version"] = self.version
        session.headers["X-Restli-Protocol-Version"] = "2.0.0"
        answer = session.request(method, path if "://" in path else self.base_url.rstrip("/") + path, **more)
        match answer.status_code:
            case 401:
                why = next((why for code, why in _TOKENS.items() if code in answer.text), "is not right")
                raise NotPosted(f"LinkedIn says that the token {why}: get a new {self.access_token!r}")
            case 426:
                raise NotPosted(f"LinkedIn has no version {self.version} any more: set a newer `version`")
            case 422 if "DUPLICATE_POST" in answer.text:
                # It names a post, but at times one that never was: what counts is what is there.
                raise Duplicate("LinkedIn says that it has these very words already")
        judge(answer)
        return answer


def _is_it(post: dict[str, Any], part: Part) -> bool:
    """Say whether a post of the author's is this one, by its link or, without one, by its words."""
    if post.get("reshareContext") or post.get("lifecycleState") in {"DRAFT", "PUBLISH_FAILED"}:
        return False
    said = plain(post.get("commentary") or "")
    if not part.link:
        return said.split() == plain(little(part.text)).split()
    links = [post.get("content", {}).get("article", {}).get("source", ""), *re.findall(r"https?://\S+", said)]
    return bare(part.link) in map(bare, links)


def _receipt(urn: str | None, note: str = "") -> Receipt:
    if not re.fullmatch(r"urn:li:(share|ugcPost):\d+", urn or ""):
        raise InDoubt(_STRANGE)
    return Receipt(str(urn), f"https://www.linkedin.com/feed/update/{urn}", note)
