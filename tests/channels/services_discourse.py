"""Discourse on loopback, as its API documentation and its source describe it."""

from __future__ import annotations

import json
import re
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

KEY = "discourse-key"
TOPIC = {"title", "raw", "category", "tags", "external_id", "created_at"}


class DiscourseService(Service):
    """A forum with a few categories, in which titles and external ids are unique."""

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
        taken = {post.fields["external_id"] for post in self.kept if post.by == "us"}
        if topic["external_id"] in taken:
            return _error(422, "invalid_record")
        post = self.add(topic)
        if self.reviewed:
            return Answer({"success": True, "action": "enqueued", "pending_post": {"id": 5}})
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
        found = re.fullmatch(r"/t/external_id/([\w-]+)\.json", request.path)
        topic = found and self._topic(found[1])
        if topic:
            return Answer(b"", 301, {"Location": f"{self.url}/t/the-newsletter/{topic.id}.json"})
        return _error(404, "not_found")

    def _topic(self, external_id: str) -> Kept | None:
        ours = (post for post in self.visible() if post.by == "us")
        return next((post for post in ours if post.fields["external_id"] == external_id), None)

    def _is_key(self, request: Request) -> bool:
        given = request.headers.get("api-key"), request.headers.get("api-username")
        return given == (KEY, self.username)


def _error(status: int, kind: str) -> Answer:
    return Answer({"errors": ["as documented"], "error_type": kind}, status)
