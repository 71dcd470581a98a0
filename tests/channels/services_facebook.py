"""The Graph API on loopback, from Meta's documentation: strict about versions, tokens, fields and duplicates."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service
from tests.channels.services_x import parts_of

PAGE, OTHER_PAGE = "100000000000001", "100000000000002"
TOKEN, OTHER_TOKEN = "sentinel-page-token", "sentinel-page-token-of-another"
PAGES = {f"Bearer {TOKEN}": PAGE, f"Bearer {OTHER_TOKEN}": OTHER_PAGE}
VERSION = "/v26.0/"


def error(code: int, status: int = 400) -> Answer:
    """Return an error as the Graph API gives it; its message may quote anything."""
    told = {"message": f"(#{code}) {TOKEN}", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Answer({"error": told}, status)


class FacebookService(Service):
    """A page's feed. Consecutive posts of the same words are refused with 506 if `refuses_duplicates`."""

    size = 100

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.refuses_duplicates = False
        self.error: tuple[int, int] | None = None
        self.keeps_all_the_same = False
        self.image = Answer(b"\xff\xd8\xff a kite")
        self.pictures: dict[str, dict[str, bytes]] = {}

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/feed")

    def keep(self, request: Request) -> Answer:
        page = self.known(request)
        if not page:
            return error(190, 401)
        if request.path != f"{VERSION}{page}/feed":
            return error(200, 403)
        given = request.form
        attached = set(given) - {"message", "published"}
        if given["published"] != "true" or attached not in ({"link"}, {"attached_media[0]"}):
            return error(100)
        if (
            "link" not in given
            and json.loads(given["attached_media[0]"]).get("media_fbid") not in self.pictures
        ):
            return error(100)
        if self.error:
            if self.keeps_all_the_same:
                self.add({**given, "page": page})
            return error(*self.error)
        last = next((post for post in reversed(self.kept) if post.fields.get("page") == page), None)
        if self.refuses_duplicates and last and last.fields["message"] == given["message"]:
            return error(506)
        return Answer({"id": self.name(self.add({**given, "page": page}))})

    def answer(self, request: Request) -> Answer:
        if request.path == "/cover.jpg":
            return self.image
        page = self.known(request)
        if not page:
            return error(190, 401)
        if request.path == f"{VERSION}me":
            return Answer({"id": page, "name": "The Letter"})
        if request.method == "POST" and request.path == f"{VERSION}{page}/photos":
            return self._upload(parts_of(request))
        if request.path == f"{VERSION}{page}/published_posts":
            return self.listed(page, request.query)
        return error(100)

    def _upload(self, parts: dict[str, bytes]) -> Answer:
        if parts.keys() != {"source", "published", "alt_text_custom"} or parts["published"] != b"false":
            return error(100)
        number = str(3_000_000 + len(self.pictures))
        self.pictures[number] = parts
        return Answer({"id": number})

    def listed(self, page: str, query: dict[str, str]) -> Answer:
        since = int(query["since"])
        posts = [
            post
            for post in self.visible()
            if post.fields.get("page", PAGE) == page and post.at.timestamp() >= since
        ]
        start, size = int(query.get("after", "0")), min(int(query["limit"]), self.size)
        told: dict[str, Any] = {"data": [self.view(post) for post in posts[start : start + size]]}
        if told["data"]:
            told["paging"] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if posts[start + size :]:
            told["paging"]["next"] = f"https://graph.facebook.com/?access_token={TOKEN}"
        return Answer(told)

    def known(self, request: Request) -> str:
        return PAGES.get(request.headers.get("authorization", ""), "")

    def view(self, post: Kept) -> dict[str, Any]:
        own = f"https://www.facebook.com/photo/?fbid={post.id}"
        link = post.fields.get("link", own)
        attached = (
            {"data": [{"unshimmed_url": link, "url": "https://l.facebook.com/l.php?u=x"}]} if link else {}
        )
        return {
            "id": self.name(post), "message": post.fields["message"], "attachments": attached,
            "created_time": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink_url": f"https://www.facebook.com/{PAGE}/posts/pfbid{post.id}",
        }  # fmt: skip

    def name(self, post: Kept) -> str:
        return f"{post.fields.get('page', PAGE)}_{post.id}"

    def stranger(self, fields: dict[str, str]) -> None:
        """Keep a visitor's post: it is on the page, and not among those that the page has published."""
        self.kept.append(Kept(self._next_id(), self.now(), {**fields, "page": "visitor"}, by="stranger"))
