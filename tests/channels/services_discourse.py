"""Discourse on loopback, as its API documentation and its source describe it."""

from __future__ import annotations

import json
import re
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

KEY = "discourse-key"
TOPIC = {"title", "raw", "category", "tags", "external_id", "created_at"}


class DiscourseService(Service):
    """A forum with a few categories, in which external ids are unique.

    A topic that is held for moderators has none, as `NewPostManager#enqueue` drops it, and gets none if it is approved.
    """

    page = 30

    username = "newsletter"
    scoped = False  # a key that may only do what its scopes say
    reviewed = False  # posts wait for a moderator
    permission: Any = 1

    def publishes(self, request: Request) -> bool:
        """Return whether a request makes a post."""
        return (request.method, request.path) == ("POST", "/posts.json")

    def keep(self, request: Request) -> Answer:
        """Make a topic."""
        if not self._is_key(request):
            return _error(403, "invalid_access")
        topic = json.loads(request.body)
        outside = topic.keys() - TOPIC or not re.fullmatch(r"[\w-]{1,50}", topic["external_id"])
        if outside or not 15 <= len(topic["title"]) <= 255 or not 20 <= len(topic["raw"]) <= 32_000:
            return _error(422, "invalid_record")
        if self.reviewed:
            del topic["external_id"]
            held = int(self.add({**topic, "held": "yes"}).id)
            return Answer({"success": True, "action": "enqueued", "pending_post": {"id": held}})
        taken = {post.fields.get("external_id") for post in self.kept if post.by == "us"}
        if topic["external_id"] in taken:
            return _error(422, "invalid_record")
        post = self.add(topic)
        return Answer({"id": 70_000, "topic_id": int(post.id), "topic_slug": "the-newsletter"})

    def answer(self, request: Request) -> Answer:
        """Answer every other request."""
        if not self._is_key(request):
            return _error(403, "invalid_access")
        if request.path == "/session/current.json":
            who = {"current_user": {"id": 7, "username": self.username.title()}}
            return _error(404, "not_found") if self.scoped else Answer(who)
        if request.path == "/c/5/show.json":
            return Answer({"category": {"id": 5, "name": "News", "permission": self.permission}})
        if request.path in {
            f"/posts/{self.username}/pending.json",
            f"/topics/created-by/{self.username}.json",
        }:
            return _error(403, "invalid_access") if self.scoped else Answer(self._listed(request))
        found = re.fullmatch(r"/t/external_id/([\w-]+)\.json", request.path)
        topic = found and self._topic(found[1])
        if topic:
            return Answer(b"", 301, {"Location": f"{self.url}/t/the-newsletter/{topic.id}.json"})
        return _error(404, "not_found")

    def approve(self) -> None:
        """Let the moderators approve everything that they hold."""
        for post in self.kept:
            post.fields.pop("held", None)

    def _listed(self, request: Request) -> dict[str, Any]:
        ours = [post for post in self.visible() if post.by == "us"]
        if request.path.endswith("/pending.json"):
            return {"pending_posts": [self._held(post) for post in ours if "held" in post.fields]}
        start = int(request.query.get("page", 0)) * self.page
        topics = [self._open(post) for post in ours if "held" not in post.fields]
        more = {"more_topics_url": "/topics/created-by"} if len(topics) > start + self.page else {}
        return {"users": [], "topic_list": {"topics": topics[start : start + self.page], **more}}

    def _held(self, post: Kept) -> dict[str, Any]:
        fields = post.fields
        shown = {"title": fields["title"], "raw_text": fields["raw"], "category_id": fields.get("category")}
        return {"id": int(post.id), "created_at": _moment(post), **shown}

    def _open(self, post: Kept) -> dict[str, Any]:
        """Return a topic as a list has it, with the title that `TextCleaner` makes by default."""
        title = post.fields["title"].rstrip(".")
        shown = {
            "title": title[:1].upper() + title[1:],
            "created_at": _moment(post),
            "bumped_at": _moment(post),
        }
        return {"id": int(post.id), "slug": "the-newsletter", **shown}

    def _topic(self, external_id: str) -> Kept | None:
        ours = (post for post in self.visible() if post.by == "us")
        return next((post for post in ours if post.fields.get("external_id") == external_id), None)

    def _is_key(self, request: Request) -> bool:
        given = request.headers.get("api-key"), request.headers.get("api-username")
        return given == (KEY, self.username)


def _moment(post: Kept) -> str:
    return post.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(status: int, kind: str) -> Answer:
    return Answer({"errors": ["as documented"], "error_type": kind}, status)
