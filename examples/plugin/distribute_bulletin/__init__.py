"""Announce a newsletter on a bulletin board: an adapter in a package of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

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
    Prepared,
    Receipt,
    RemotePost,
    Render,
    Secret,
    Timeline,
    count_pages,
)

if TYPE_CHECKING:
    import requests

_NOTICE = re.compile(r"/boards/[a-z0-9-]+/([0-9]+)/?\Z")
_CONFLICT = 409
_MOST_PAGES = 50
_STRANGE = "unexpected response from the bulletin board"


class Bulletin(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notice on a bulletin board, its length counted in bytes of UTF-8."""

    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/@]+/?$")]
    board: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]+$")]
    token: Secret
    thread: bool = False
    limit: Annotated[int, msgspec.Meta(gt=0)] = 1000

    max_facts: ClassVar[int] = 4
    fact_words: ClassVar[int] = 20
    mention_marks: ClassVar[tuple[str, ...]] = ("@",)
    post_path: ClassVar[re.Pattern[str]] = _NOTICE
    id_form: ClassVar[str] = "[0-9]+"
    asked_for: ClassVar[tuple[str, ...]] = ("board",)
    supports: ClassVar[tuple[str, ...]] = ("thread",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://bulletin.example",
        "board": "news",
        "token": "$BULLETIN_TOKEN",
    }

    def target(self) -> str:
        """Return the board, which must not receive an issue twice."""
        return f"bulletin:{self.server.rstrip('/').casefold()}:{self.board}"

    def measure(self, text: str) -> int:
        """Return the length in bytes, as the service counts it."""
        return len(text.encode())

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return one notice and, with `thread`, a reply with the facts that do not fit in it."""
        most, words = self.max_facts, self.fact_words
        fill = partial(render, limit=self.limit, measure=self.measure, most=most, words=words)
        text = fill("text")
        more = fill("more", without=text) if self.thread else ""
        replies = (Message(text=more),) if more else ()
        return Draft((Message(text=text, link=issue.url), *replies))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, so that the attempt is recorded with its account."""
        return Prepared(account=self._account())

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the notice, as a reply if it continues a thread."""
        notice = {"board": self.board, "text": delivery.message.text}
        if delivery.in_reply_to:
            notice["in_reply_to"] = self.post_id(delivery.in_reply_to)
        return self._receipt(self._ask("POST", "/api/notices", json=notice).json())

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's notices on the board."""
        account = ready.account if ready else self._account()
        posts = (self._remote(notice) for notice in self._notices(account, since))
        return Timeline(account, posts)

    def hosts(self) -> tuple[str, ...]:
        """Return the host of the server."""
        return (urlsplit(self.server).hostname or "",)

    def examine(self) -> Iterator[Finding]:
        """Log in and report the account, the remaining requests and the server's clock."""
        from distribute import check_clock, check_limits

        answer = self._ask("GET", "/api/me")
        yield Finding("ok", f"logged in as {answer.json()['name']}")
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    def _account(self) -> str:
        return str(self._ask("GET", "/api/me").json()["id"])

    def _notices(self, account: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield an account's notices since then, newest first; InDoubt if there are too many to list."""
        query = {"author": account, "board": self.board, "since": since.isoformat()}
        for _ in count_pages(_MOST_PAGES, "notices"):
            page = self._ask("GET", "/api/notices", params=query).json()
            yield from page
            if not page:
                return
            query["before"] = str(page[-1]["id"])

    def _remote(self, notice: dict[str, Any]) -> RemotePost:
        reply_to = str(notice["in_reply_to"] or "")
        return RemotePost(receipt=self._receipt(notice), text=notice["text"], reply_to=reply_to)

    def _receipt(self, notice: dict[str, Any]) -> Receipt:
        number = str(notice["id"])
        if not re.fullmatch(self.id_form, number):
            raise InDoubt(_STRANGE)
        return Receipt(number, f"{self.server.rstrip('/')}/boards/{self.board}/{number}")

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request and return the response if it succeeds; NotPosted or InDoubt otherwise."""
        from distribute import Session, header_value, raise_for_outcome

        session = Session(self.timeout, own={_CONFLICT}, patience=self.patience)
        session.headers["Authorization"] = f"Bearer {header_value(self.token)}"
        answer = session.request(method, self.server.rstrip("/") + path, **more)
        if answer.status_code == _CONFLICT and "duplicate" in answer.text:
            raise Duplicate("the board already has this notice")
        raise_for_outcome(answer)
        return answer
