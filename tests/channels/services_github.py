"""GitHub's GraphQL API on loopback, as far as discussions go."""

from __future__ import annotations

import json
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

TOKEN, OTHER_TOKEN = "github-token", "github-token-of-another"
REPOSITORY = "owner/newsletter"
CATEGORIES = {"Announcements": "DIC_announce", "General News": "DIC_general"}


class GitHubService(Service):
    """A repository with two categories."""

    page = 100
    enabled = True
    hides = False  # what it has created
    refusal = ""  # the type of an error to answer a new discussion with

    def publishes(self, request: Request) -> bool:
        """Return whether a request opens a discussion."""
        return request.method == "POST" and "createDiscussion" in json.loads(request.body)["query"]

    def keep(self, request: Request) -> Answer:
        """Open a discussion."""
        login, what = self._login(request), json.loads(request.body)["variables"]["input"]
        if not login:
            return Answer({"message": "Bad credentials"}, 401)
        if self.refusal:
            return _error(self.refusal)
        if what.keys() != {"repositoryId", "categoryId", "title", "body"} or what["repositoryId"] != "R_1":
            return _error("NOT_FOUND")
        if not 0 < len(what["title"]) <= 256 or not 0 < len(what["body"]) <= 65_536:
            return _error("UNPROCESSABLE")
        post = self.add({**what, "login": login})
        if self.hides:
            path = ["createDiscussion", "discussion"]
            error = {"type": "FORBIDDEN", "message": "as documented", "path": path}
            return Answer({"data": {"createDiscussion": {"discussion": None}}, "errors": [error]})
        return Answer({"data": {"createDiscussion": {"discussion": {"number": int(post.id)}}}})

    def answer(self, request: Request) -> Answer:
        """Answer every other query."""
        login = self._login(request)
        if not login:
            return Answer({"message": "Bad credentials"}, 401)
        if request.path == "/rate_limit":
            return Answer({"rate": {"remaining": 5000}})
        asked = json.loads(request.body)["variables"]
        if f"{asked['owner']}/{asked['name']}" != REPOSITORY:
            return _error("NOT_FOUND")
        if "category" in asked:
            return Answer({"data": {"repository": {"discussions": self._listed(login, asked)}}})
        nodes = [
            {"id": number, "name": name, "slug": name.lower().replace(" ", "-")}
            for name, number in CATEGORIES.items()
        ]
        about = {"id": "R_1", "hasDiscussionsEnabled": self.enabled, "discussionCategories": {"nodes": nodes}}
        return Answer({"data": {"viewer": {"login": login}, "repository": about}})

    def _listed(self, login: str, asked: dict[str, Any]) -> dict[str, Any]:
        posts = [post for post in self.visible() if post.fields["categoryId"] == asked["category"]]
        start = int(asked["after"] or 0)
        page = posts[start : start + self.page]
        more = len(posts) > start + self.page
        nodes = [self._node(post, login) for post in page]
        return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": str(start + self.page)}}

    def _node(self, post: Kept, login: str) -> dict[str, Any]:
        return {
            "number": int(post.id),
            "title": post.fields["title"],
            "body": post.fields["body"],
            "createdAt": post.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "viewerDidAuthor": post.fields.get("login") == login,
        }

    def _login(self, request: Request) -> str:
        known = {f"Bearer {TOKEN}": "github-actions[bot]", f"Bearer {OTHER_TOKEN}": "someone"}
        return known.get(request.headers.get("authorization", ""), "")


def _error(kind: str) -> Answer:
    return Answer({"data": None, "errors": [{"type": kind, "message": "as documented"}]})
