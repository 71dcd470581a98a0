"""Threads: a post of up to 500 characters, which is created as a container and then published."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Image, Issue
from distribute.transport.answers import json_object, require_form

if TYPE_CHECKING:
    import requests

_PAGE, _MOST_PAGES = 100, 20
_FIELDS = "id,text,timestamp,permalink,link_attachment_url"
_NUMBER = "[0-9]{1,30}"
_POST = re.compile(r"/(?:@[\w.]+/post|t)/([\w-]+)/?\Z")
_EMOJI = 0x1F000  # emoji start here, and so do scripts that are counted as characters
_PICTURE_WORDS = 1000  # characters of alt text
_PAUSE = 1.0  # seconds between two looks at what Threads has made of a picture
_SOON = timedelta(days=14)  # when `doctor` starts to warn
_STRANGE = "unexpected response from Threads"
_object = partial(json_object, strange=_STRANGE)
_require = partial(require_form, strange=_STRANGE)
_TOO_MANY = {4, 17, 32, 613}
# Any other error, such as 1 (unknown) or 2 (service), may come after the post was published.
_REFUSALS = {
    10: "the token may not post: it needs `threads_content_publish`",
    100: "Threads does not accept one of the post's fields",
    190: "the token is not valid, or not any more: get a new {token!r}",
    200: "the token may not post: it needs `threads_content_publish`",
}


class Threads(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post with a picture or a link card; emoji count as their bytes."""

    access_token: Annotated[Secret, msgspec.Meta(description="a token of the account")]
    username: Annotated[str, msgspec.Meta(description="the account's name")] = ""
    picture: Annotated[
        bool, msgspec.Meta(description="whether the issue's picture is shown in place of the link's card")
    ] = True
    token_expires: Annotated[
        date | None, msgspec.Meta(description="the day on which the token ends, which `doctor` announces")
    ] = None
    base_url: Annotated[
        str,
        msgspec.Meta(pattern="^https?://[^@]+$", description="the address of the API, for tests and proxies"),
    ] = "https://graph.threads.net"
    limit: Annotated[
        int,
        msgspec.Meta(
            gt=0,
            le=500,
            description="the maximum number of characters in a post, in which an emoji counts as several",
        ),
    ] = 500

    fact_words: ClassVar[int] = 20
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#")
    post_path: ClassVar[re.Pattern[str]] = _POST
    id_form: ClassVar[str] = r"[\w-]+"
    supports: ClassVar[tuple[str, ...]] = ("image",)
    example: ClassVar[dict[str, Any]] = {"access_token": "$THREADS_ACCESS_TOKEN", "username": "your_name"}

    def measure(self, text: str) -> int:
        """Return the number of characters. A possible emoji counts as its number of bytes in UTF-8."""
        return sum(len(sign.encode()) if _may_be_emoji(sign) else 1 for sign in text)

    def target(self) -> str:
        """Return the account's name, if one is set, whatever the token's variable is called."""
        return f"threads:{self.base_url.rstrip('/')}:{self._name}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a post with the issue's picture."""
        (message,) = super().compose(issue, render).messages
        return Draft((msgspec.structs.replace(message, image=issue.image if self.picture else None),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, and make the container, which nobody sees; it lasts for 24 hours. `client` is its id, and a note."""
        from distribute.transport.picture import upload_picture

        number, name = self._who()
        if self._name and name.casefold() != self._name:
            raise NotPosted(f"the access token is not that of @{self._name}")
        message = delivery.message
        made, note = upload_picture(message.image, partial(self._with_picture, message.text), _STRANGE)
        card = {"link_attachment": message.link} if message.link else {}
        container = made or self._contain(media_type="TEXT", text=message.text, **card)
        return Prepared(number, f"threads:{number}", (container, note))

    def _contain(self, **form: str) -> str:
        """Make a container and return its id."""
        return _require(_object(self._ask("POST", "me/threads", data=form)).get("id"), _NUMBER)

    def _with_picture(self, text: str, image: Image) -> str:
        """Make a container with a picture, which Threads fetches itself, and return its id once that is done."""
        alt = image.alt.strip()[:_PICTURE_WORDS]
        if not alt:
            raise NotPosted("it has no alt text")
        container = self._contain(media_type="IMAGE", image_url=image.url, alt_text=alt, text=text)
        until = time.monotonic() + self.timeout
        while (status := self._status(container)) == "IN_PROGRESS" and time.monotonic() + _PAUSE < until:
            time.sleep(_PAUSE)
        if status != "FINISHED":
            raise NotPosted(
                "Threads could not fetch it, or took too long: it takes JPEG and PNG of up to 8 MB"
            )
        return container

    def _status(self, container: str) -> str:
        answer = self._ask("GET", container, params={"fields": "status"})
        return str(_object(answer).get("status"))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Publish the container. Threads stores no key of ours, so the post is recognised by its text."""
        container, note = ready.client
        answer = self._ask("POST", "me/threads_publish", data={"creation_id": container})
        number = _require(_object(answer).get("id"), _NUMBER)
        try:
            shown = self._receipt(_object(self._ask("GET", number, params={"fields": _FIELDS})))
        except Exception:  # noqa: BLE001 - it is posted, whatever its address is
            shown = Receipt(number)
        return msgspec.structs.replace(shown, note=note)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own posts, without replies."""
        account = ready.account if ready else self._who()[0]
        return Timeline(account, map(self._remote, self._listed(since)))

    def hosts(self) -> tuple[str, ...]:
        """Return both of Threads' hosts and the host of its API."""
        return ("threads.com", "threads.net", urlsplit(self.base_url).hostname or "")

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the token's expiry, the posts left today and the clock."""
        from distribute.transport.http import check_clock

        answer = self._ask("GET", "me", params={"fields": "id,username"})
        name = str(_object(answer).get("username"))
        if self._name and name.casefold() != self._name:
            yield Finding("error", f"the access token is that of @{name}", f"username: {name}")
        else:
            yield Finding("ok", f"logged in as @{name}")
        yield self._age(datetime.now(UTC).date())
        yield Finding("ok", "whether the token may post can't be checked without posting")
        yield check_clock(answer, self.patience)

    def _age(self, today: date) -> Finding:
        ends = self.token_expires
        if ends is None:
            what = "tokens live for 60 days, and Threads does not say when this one ends"
            return Finding("warning", what, "token_expires: YYYY-MM-DD")
        level: Any = "error" if ends <= today else "warning" if ends - today <= _SOON else "ok"
        return Finding(level, f"the token expires on {ends}", ends=ends)

    @property
    def _name(self) -> str:
        return self.username.strip().lstrip("@").casefold()

    def _who(self) -> tuple[str, str]:
        """Return the id and the name of the account."""
        me = _object(self._ask("GET", "me", params={"fields": "id,username"}))
        return _require(me.get("id"), _NUMBER), _require(me.get("username"), r"[\w.]{1,60}")

    def _listed(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the account's posts since `since`, newest first; InDoubt if there are too many."""
        query = {"fields": _FIELDS, "limit": str(_PAGE), "since": str(int(since.timestamp()))}
        for _ in count_pages(_MOST_PAGES):
            page = _object(self._ask("GET", "me/threads", params=query))
            posts = page["data"]
            if not isinstance(posts, list):
                raise InDoubt(_STRANGE)
            yield from (post for post in posts if datetime.fromisoformat(post["timestamp"]) >= since)
            after = ((page.get("paging") or {}).get("cursors") or {}).get("after")
            if not posts or not after:
                return
            query["after"] = str(after)

    def _remote(self, post: dict[str, Any]) -> RemotePost:
        receipt, card = self._receipt(post), post.get("link_attachment_url")
        code = _POST.search(urlsplit(receipt.url).path)
        return RemotePost(
            receipt=receipt,
            text=str(post.get("text") or ""),
            links=(str(card),) if card else (),
            names=(code[1],) if code else (),
        )

    def _receipt(self, post: dict[str, Any]) -> Receipt:
        url = str(post.get("permalink") or "")
        return Receipt(_require(post["id"], _NUMBER), url if url.startswith("https://") else "")

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the successful response."""
        from distribute.transport.http import Session, header_value, raise_for_outcome

        session = Session(self.timeout, own={400, 401, 403}, patience=self.patience)
        session.headers["Authorization"] = f"Bearer {header_value(self.access_token)}"
        answer = session.request(method, f"{self.base_url.rstrip('/')}/v1.0/{path}", **more)
        if not answer.ok:
            self._refuse(answer)
        raise_for_outcome(answer)
        return answer

    def _refuse(self, answer: requests.Response) -> None:
        """Raise the verdict for a refusal's code. The service's own message is not repeated."""
        try:
            code = int(answer.json()["error"]["code"])
        except (ValueError, LookupError, TypeError, RecursionError):
            return
        if code in _TOO_MANY:
            raise NotPosted("Threads accepts no more posts for now", final=False)
        if code in _REFUSALS:
            raise NotPosted(_REFUSALS[code].format(token=self.access_token) + f" ({code})")
        raise InDoubt(f"Threads answered with an error of its own ({code})")


def _may_be_emoji(sign: str) -> bool:
    """Return whether a character is an emoji or part of one. A false positive does no harm."""
    return ord(sign) >= _EMOJI or sign in "\u200d\ufe0f\u20e3" or unicodedata.category(sign) == "So"
