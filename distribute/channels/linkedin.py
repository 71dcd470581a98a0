"""LinkedIn: a post with the issue as its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import unquote, urlsplit

import msgspec

from distribute.channel import Channel, Delivery, Draft, Finding, InDoubt, NotPosted, Part, Receipt, Render
from distribute.issue import Issue
from distribute.secret import Secret
from distribute.turn import Duplicate

if TYPE_CHECKING:
    import requests

_AIM = 1300  # what is read before one loses interest; 3,000 are allowed
_RESERVED = frozenset("\\|{}@[]()<>#*_~")  # of LinkedIn's "little text": bare, each cuts the post off
_WORD = re.compile(
    r"(?P<link>https?://[^\s<>\"{}|\\^`]+)"
    r"|(?<![\w&/#])#(?P<tag>(?=[^\W_]*[^\W\d_])[^\W_]+)(?![\w#])"
    r"|[\\|{}@\[\]()<>#*_~]"
)
_HASHTAG = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")  # as LinkedIn gives them back
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")  # all that LinkedIn takes
_SKEW = timedelta(minutes=5)  # what clocks may differ by
_PAGE = 100
_MOST_PAGES = 20
_WARN_DAYS = 14
_OLD_MONTHS = 10  # LinkedIn retires a version after twelve
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
    example: ClassVar[dict[str, Any]] = {
        "author": "urn:li:organization:1234567",
        "access_token": "$LINKEDIN_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return the length in UTF-16 units, as it is sent."""
        return len(_little(text).encode("utf-16-le", "surrogatepass")) // 2

    def target(self) -> str:
        """The author's page."""
        return f"linkedin:{self.base_url}:{self.author}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return one fact in full, the others as a list, and the article's title and description."""
        text = render(
            "text",
            limit=self.limit,
            aim=_AIM,
            measure=self.measure,
            most=self.most_facts,
            words=self.fact_words,
        )
        title = render("title", limit=400, most=0, words=1)
        summary = render("summary", limit=4000, aim=200, most=3, words=12)
        return Draft((Part(text=text, title=title, summary=summary, link=issue.url, image=issue.image),))

    @property
    def blind(self) -> bool:
        """A person's posts can't be read back: LinkedIn gives nobody the right to."""
        return self.author.startswith("urn:li:person:")

    def prepare(self, delivery: Delivery) -> str:
        """Upload the picture and return its URN, or "": a post without its picture is better than none."""
        self.access_token.reveal()
        try:
            return self._upload(delivery.part.image.url) if delivery.part.image else ""
        except Exception:  # noqa: BLE001 - whatever it was, the post itself can go out
            return ""

    def post(self, delivery: Delivery, ready: str) -> Receipt:
        """Send the post, its picture being `ready`."""
        part = delivery.part
        article = {"source": part.link, "title": part.title or part.link, "description": part.summary}
        article = {name: value for name, value in {**article, "thumbnail": ready}.items() if value}
        answer = self._ask(
            "POST",
            "/rest/posts",
            json={
                "author": self.author,
                "commentary": _little(part.text),
                "visibility": "PUBLIC",
                "distribution": {
                    "feedDistribution": "MAIN_FEED",
                    "targetEntities": [],
                    "thirdPartyDistributionChannels": [],
                },
                "lifecycleState": "PUBLISHED",
                "isReshareDisabledByAuthor": False,
                **({"content": {"article": article}} if part.link else {}),
            },
        )
        return _receipt(answer.headers.get("x-restli-id"))

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the organisation's own posts, back to five minutes before the first intent."""
        others = [mark for receipt in delivery.not_these for mark in (receipt.id, receipt.url)]
        since = int((delivery.since - _SKEW).timestamp() * 1000)
        for post in self._own_posts(since):
            if post["createdAt"] >= since and _is_it(post, delivery.part):
                receipt = _receipt(post["id"])
                if post.get("lifecycleState") == "PUBLISH_REQUESTED":
                    msg = "LinkedIn has it and is still about to publish it"
                    raise InDoubt(msg)
                if not any(receipt.id in mark for mark in others):
                    return receipt
        return None

    def examine(self) -> Iterator[Finding]:
        """Log in and read: the account, whether posts can be read back, what is about to expire."""
        from distribute.http import clock

        yield from self._ages(datetime.now(UTC))
        if self.blind:
            answer = self._ask("GET", "/v2/userinfo")  # wants the scopes `openid profile`
            who = _json(answer).get("sub")
            if f"urn:li:person:{who}" != self.author:
                yield Finding("error", "the token is another person's", f"author: urn:li:person:{who}")
            yield Finding("ok", "logged in; a person's posts can't be read back, so doubt waits for you")
        else:
            answer = self._page(0, 1)
            yield Finding("ok", f"logged in; the posts of {self.author} can be read back")
        yield Finding("ok", "could not find out whether the token may post: only posting would tell")
        yield clock(answer)

    def _ages(self, now: datetime) -> Iterator[Finding]:
        """Tell of the token's and the version's last days."""
        if self.token_expires is None:
            what = "LinkedIn's tokens live for 60 days, and it does not say when this one ends"
            yield Finding("warning", what, "token_expires: YYYY-MM-DD")
        else:
            left = (self.token_expires - now.date()).days
            what = f"the token expires on {self.token_expires}" if left >= 0 else "the token has expired"
            level = "error" if left < 0 else "warning" if left <= _WARN_DAYS else "ok"
            yield Finding(level, what)
        months = (now.year - int(self.version[:4])) * 12 + now.month - int(self.version[4:])
        if months > _OLD_MONTHS:
            newer = now.replace(day=1) - timedelta(days=1)
            what = f"version {self.version} of LinkedIn's API is {months} months old, and ends after twelve"
            yield Finding("warning", what, f'version: "{newer:%Y%m}"')

    def _upload(self, url: str) -> str:
        from distribute.http import Session

        picture = Session(self.timeout).get(url).content  # which reads no more than a few megabytes
        if not picture.startswith(_PICTURES):
            return ""
        order = {"initializeUploadRequest": {"owner": self.author}}
        place = _json(self._ask("POST", "/rest/images?action=initializeUpload", json=order))["value"]
        host = urlsplit(place["uploadUrl"]).hostname or ""
        # The token goes with it, so it goes nowhere else.
        if host != urlsplit(self.base_url).hostname and not host.endswith(".linkedin.com"):
            return ""
        self._ask("PUT", place["uploadUrl"], data=picture)
        return str(place["image"])

    def _own_posts(self, since: int) -> Iterator[dict[str, Any]]:
        """Yield the organisation's posts that changed since then, the last first."""
        start = 0
        for _ in range(_MOST_PAGES):
            page = _json(self._page(start, _PAGE))["elements"]
            recent = [post for post in page if max(post["createdAt"], post.get("lastModifiedAt", 0)) >= since]
            yield from recent
            if not recent:
                return
            start += len(page)
        msg = "there are too many posts to look through"
        raise InDoubt(msg)

    def _page(self, start: int, count: int) -> requests.Response:
        query = {"q": "author", "author": self.author, "sortBy": "LAST_MODIFIED", "start": start, "count": count}
        return self._ask("GET", "/rest/posts", params=query, headers={"X-RestLi-Method": "FINDER"})

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the answer that says yes."""
        from distribute.http import Session, judge

        session = Session(self.timeout, own={401, 422, 426})
        session.headers |= {
            "Authorization": f"Bearer {self.access_token.reveal()}",
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        answer = session.request(method, path if "://" in path else self.base_url.rstrip("/") + path, **more)
        if answer.status_code == 401:  # noqa: PLR2004
            why = next((why for code, why in _TOKENS.items() if code in answer.text), "is not right")
            msg = f"LinkedIn says that the token {why}: get a new one for {self.access_token!r}"
            raise NotPosted(msg)
        if answer.status_code == 426:  # noqa: PLR2004
            msg = f"LinkedIn has no version {self.version} of its API any more: set a newer `version`"
            raise NotPosted(msg)
        if answer.status_code == 422 and "DUPLICATE_POST" in answer.text:  # noqa: PLR2004
            # It names a post, but at times one that never was: what counts is what is there.
            msg = "LinkedIn says that it has this post already; other words, or a day or two, help"
            raise Duplicate(msg)
        judge(answer)
        return answer


def _little(text: str) -> str:
    """Return `text` with nothing in it that LinkedIn would cut it off at; links and hashtags stay such."""
    return _WORD.sub(_safe, text)


def _safe(match: re.Match[str]) -> str:
    if match["tag"]:
        return match[0]
    if not match["link"]:
        return "\\" + match[0]
    link = match["link"]
    while link[-1] in ".,;:!?'@[]*_~#(" or (link[-1] == ")" and link.count(")") > link.count("(")):
        link = link[:-1]
    place = len(link) - len(re.sub(r"^https?://[^/?#]*", "", link))
    # Whether LinkedIn makes a link of one with backslashes is not known; of one in % notation it does.
    path = "".join(f"%{ord(char):02X}" if char in _RESERVED - {"#"} else char for char in link[place:])
    return _escaped(link[:place] + path + match["link"][len(link) :])


def _escaped(text: str) -> str:
    return "".join("\\" + char if char in _RESERVED else char for char in text)


def _is_it(post: dict[str, Any], part: Part) -> bool:
    """Say whether a post of the author's is this one, by its link or, without one, by its words."""
    if post.get("reshareContext") or post.get("lifecycleState") in {"DRAFT", "PUBLISH_FAILED"}:
        return False
    said = _plain(post.get("commentary") or "")
    if not part.link:
        return said.split() == _plain(_little(part.text)).split()
    source = ((post.get("content") or {}).get("article") or {}).get("source") or ""
    return _bare(part.link) in {_bare(link) for link in [source, *re.findall(r"https?://\S+", said)]}


def _plain(commentary: str) -> str:
    return re.sub(r"\\(.)", r"\1", _HASHTAG.sub(r"#\1", commentary))


def _bare(link: str) -> str:
    return unquote(link).rstrip("/.,;:!?)")


def _receipt(urn: str | None) -> Receipt:
    if not re.fullmatch(r"urn:li:(share|ugcPost):\d+", urn or ""):
        raise InDoubt(_STRANGE)
    return Receipt(str(urn), f"https://www.linkedin.com/feed/update/{urn}")


def _json(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise InDoubt(_STRANGE) from None


_STRANGE = "the answer is not one of LinkedIn's"
