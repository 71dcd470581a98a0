"""Threads' API on loopback: containers that are made, and then published."""

from __future__ import annotations

from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

TOKEN, ACCOUNT = "threads-token", "17841400000000001"
OTHER_TOKEN, OTHER_ACCOUNT = "threads-token-of-another", "17841400000000002"


class ThreadsService(Service):
    """Two accounts with a token each."""

    page = 100

    def __init__(self, *args: Any) -> None:
        """Begin without containers."""
        super().__init__(*args)
        self.containers: dict[str, dict[str, str]] = {}
        self.statuses = ["IN_PROGRESS", "FINISHED"]  # of a picture, one after the other; the last one stays

    def publishes(self, request: Request) -> bool:
        """Return whether a request publishes a container."""
        return (request.method, request.path) == ("POST", "/v1.0/me/threads_publish")

    def keep(self, request: Request) -> Answer:
        """Publish a container, once."""
        container = self.containers.pop(request.form["creation_id"], None)
        if not self._account(request) or container is None:
            return error(190, 401) if container else error(100)
        return Answer({"id": self.add(container).id})

    def answer(self, request: Request) -> Answer:
        """Make a container, or answer what is asked."""
        account, path = self._account(request), request.path.removeprefix("/v1.0/")
        if not account:
            return error(190, 401)
        if path == "me":
            return Answer({"id": account, "username": self._name(account)})
        if path == "me/threads" and request.method == "POST":
            return self._contain(account, request.form)
        if path == "me/threads":
            return Answer(self._listed(account, request.query))
        if path in self.containers and request.query == {"fields": "status"}:
            return Answer(
                {"status": self.statuses.pop(0) if self.statuses[1:] else self.statuses[0], "id": path}
            )
        found = next((post for post in self.kept if post.id == path), None)
        return Answer(self._post(found)) if found else error(100)

    def _contain(self, account: str, form: dict[str, str]) -> Answer:
        more = {"TEXT": {"link_attachment"}, "IMAGE": {"image_url", "alt_text"}}
        outside = form.keys() - {"media_type", "text", "reply_to_id"} - more.get(form["media_type"], set())
        length = sum(len(sign.encode()) if ord(sign) > 0x1F000 else 1 for sign in form["text"])
        if outside or form["media_type"] not in more or not 0 < length <= 500:
            return error(100)
        number = str(18_000_000_000_000_000 + len(self.requests))
        self.containers[number] = {**form, "account": account}
        return Answer({"id": number})

    def _listed(self, account: str, query: dict[str, str]) -> dict[str, Any]:
        start, limit = int(query.get("after", 0)), min(int(query.get("limit", 25)), self.page)
        posts = [post for post in self.visible() if post.by == "us" and post.fields["account"] == account]
        recent = [post for post in posts if post.at.timestamp() >= int(query.get("since", 0))]
        paging = {"paging": {"cursors": {"after": str(start + limit)}}} if recent[start:] else {}
        return {"data": [self._post(post) for post in recent[start : start + limit]], **paging}

    def _post(self, post: Kept) -> dict[str, Any]:
        card = (
            {"link_attachment_url": post.fields["link_attachment"]}
            if "link_attachment" in post.fields
            else {}
        )
        return {
            "id": post.id,
            "text": post.fields["text"],
            "timestamp": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink": f"https://www.threads.com/@newsletter/post/D{post.id}",
            **card,
        }

    def _name(self, account: str) -> str:
        return "newsletter" if account == ACCOUNT else "other"

    def _account(self, request: Request) -> str:
        known = {f"Bearer {TOKEN}": ACCOUNT, f"Bearer {OTHER_TOKEN}": OTHER_ACCOUNT}
        return known.get(request.headers.get("authorization", ""), "")


def error(code: int, status: int = 400) -> Answer:
    """Return an error as the API describes it."""
    told = {"message": "as documented", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return Answer({"error": told}, status)
