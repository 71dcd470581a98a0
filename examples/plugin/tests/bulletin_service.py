"""A bulletin board on loopback, written from the service's documentation and not from the adapter.

    GET  /api/me                         {"id": "17", "name": "news"}
    POST /api/notices                    {"board": "news", "text": "…", "in_reply_to": "42"}
                                         201 {"id": "43", …}
                                         409 {"error": "duplicate"} if the account has the same text on the board
    GET  /api/notices?author=17&board=news&since=2026-01-31T12:00:00+00:00&before=43
                                         up to 20 notices, newest first

Each request has the header `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

PAGE = 20


class BulletinService(Service):
    """A board with two accounts; it refuses duplicates when told to."""

    token = "bulletin-token"
    other_token = "bulletin-token-of-another"
    refuses_duplicates = False

    def publishes(self, request: Request) -> bool:
        """Return whether a request posts a notice."""
        return (request.method, request.path) == ("POST", "/api/notices")

    def keep(self, request: Request) -> Answer:
        """Store a notice and return it."""
        account = self._account(request)
        if not account:
            return Answer({"error": "unauthorized"}, 401)
        fields = {**request.form, "author": account}
        if self.refuses_duplicates and any(post.fields == fields for post in self.kept):
            return Answer({"error": "duplicate"}, 409)
        return Answer(self._notice(self.add(fields)), 201)

    def answer(self, request: Request) -> Answer:
        """Return the logged-in account, or an account's notices."""
        account = self._account(request)
        if not account:
            return Answer({"error": "unauthorized"}, 401)
        if request.path == "/api/me":
            return Answer({"id": account, "name": "news"})
        if request.path == "/api/notices":
            return Answer(self._listed(request.query))
        return Answer({"error": "not found"}, 404)

    def _listed(self, query: dict[str, str]) -> list[dict[str, Any]]:
        posts = [
            post
            for post in self.visible()
            if (post.fields["author"], post.fields["board"]) == (query["author"], query["board"])
            and post.at >= datetime.fromisoformat(query["since"])
            and int(post.id) < int(query.get("before", post.id + "0"))
        ]
        return [self._notice(post) for post in posts[:PAGE]]

    def _notice(self, post: Kept) -> dict[str, Any]:
        fields = {"in_reply_to": None, **post.fields}
        return {"id": post.id, "at": post.at.isoformat(), **fields}

    def _account(self, request: Request) -> str:
        """Return the account whose token a request has, "" for none."""
        known = {f"Bearer {self.token}": "17", f"Bearer {self.other_token}": "18"}
        return known.get(request.headers.get("authorization", ""), "")
