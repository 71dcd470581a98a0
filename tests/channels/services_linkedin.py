"""LinkedIn on loopback: as strict as the real one, and it cuts a text off where the real one does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from distribute.testing.service import Answer, Fault, Kept, Request, Service, _Handler

RESERVED = set("\\|{}@[]()<>#*_~")
ORGANISATION = "urn:li:organization:1234567"
PERSON = "urn:li:person:AbC-1_d"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
TEMPLATE = re.compile(r"\{hashtag\|\\#\|(\w+)\}")
SHORT = "lnkd.in"
TAG = re.compile(r"#([^\W_]+)")


def shown(commentary: str) -> tuple[str, list[str]]:
    """Return what LinkedIn shows of a text, up to the first reserved character, and its hashtags.

    Written from the description of the "little text" format, not from the adapter.
    """
    text, tags, at = "", [], 0
    while at < len(commentary):
        char = commentary[at]
        template = TEMPLATE.match(commentary, at)
        tag = TAG.match(commentary, at)
        if char == "\\" and commentary[at + 1 : at + 2] in RESERVED - {""}:
            text += commentary[at + 1]
            at += 2
        elif template or (tag and not (at and commentary[at - 1].isalnum())):
            found = template or tag
            tags.append(found[1])
            text += "#" + found[1]
            at = found.end()
        elif char in RESERVED:
            return text, tags
        else:
            text += char
            at += 1
    return text, tags


class LinkedInService(Service):
    """Speaks enough of LinkedIn to be posted to and, for an organisation, read back."""

    token = "linkedin-token"
    other_token = "linkedin-token-of-another"
    others: tuple[str, ...] = ()  # further authors that the token may post as
    author = ORGANISATION
    active = ("202607", "202608", "202609", "202610")
    refuses_duplicates = False
    upload_host = ""
    shortens: tuple[str, ...] = ()  # "text" and "article", where it returns links as its own short ones

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.pictures: dict[str, bytes] = {}
        self.image = Answer(PICTURE, headers={"Content-Type": "image/png"})

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/rest/posts"

    def keep(self, request: Request) -> Answer:
        return self._refusal(request) or self._keep(json.loads(request.body))

    def answer(self, request: Request) -> Answer:
        if request.path == "/cover.png":
            return self.image
        if request.path == "/v2/userinfo" and self._logged_in(request):
            me = "another" if self.other_token in request.headers["authorization"] else ""
            return Answer({"sub": me or self.author.rpartition(":")[2], "name": "Ada"})
        refusal = self._refusal(request)
        if refusal:
            return refusal
        if (request.method, request.path) == ("POST", "/rest/images"):
            return self._place(request)
        if request.method == "PUT" and request.path.startswith("/upload/"):
            self.pictures[f"urn:li:image:{request.path.rpartition('/')[2]}"] = request.body
            return Answer(b"", 201)
        if (request.method, request.path) == ("GET", "/rest/posts"):
            return self._posts(request)
        return Answer({"status": 404, "code": "RESOURCE_NOT_FOUND"}, 404)

    def _logged_in(self, request: Request) -> bool:
        tokens = {f"Bearer {self.token}", f"Bearer {self.other_token}"}
        return request.headers.get("authorization") in tokens

    def _refusal(self, request: Request) -> Answer | None:
        if not self._logged_in(request):
            return _error(401, "INVALID_ACCESS_TOKEN", "Invalid access token")
        if request.path.startswith("/upload/"):
            return None
        version = request.headers.get("linkedin-version", "")
        if not version:
            return _error(400, "VERSION_MISSING", "A version must be present.")
        if version not in self.active:
            return _error(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            return _error(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables")
        return None

    def _keep(self, post: dict[str, Any]) -> Answer:
        needed = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
        known = needed | {"content", "isReshareDisabledByAuthor"}
        if not needed <= post.keys() <= known or post["author"] not in self.authors:
            return _error(422, "MISSING_FIELD", "ERROR :: / :: unrecognized or missing field")
        article = post.get("content", {}).get("article", {})
        if article.keys() - {"source", "title", "description", "thumbnail"} or not article.get("title", "-"):
            return _error(422, "MISSING_FIELD", "ERROR :: /content/article")
        if article.get("thumbnail") not in {None, *self.pictures}:
            return _error(400, "INVALID_URN", "no such image")
        if len(post["commentary"].encode("utf-16-le")) // 2 > 3000:
            return _error(422, "FIELD_LENGTH_TOO_LONG", "ERROR :: /commentary")
        if self.refuses_duplicates:
            twins = [kept for kept in self.kept if kept.fields["commentary"] == post["commentary"]]
            if twins:
                return _duplicate(_urn(twins[0]))
        kept = self.add({"commentary": post["commentary"], "author": post["author"], **article})
        return Answer(b"", 201, {"x-restli-id": _urn(kept)})

    @property
    def authors(self) -> tuple[str, ...]:
        return (self.author, *self.others)

    def _place(self, request: Request) -> Answer:
        owner = json.loads(request.body).get("initializeUploadRequest", {}).get("owner")
        if request.query != {"action": "initializeUpload"} or owner != self.author:
            return _error(400, "ILLEGAL_ARGUMENT", "no such action")
        number = f"C{len(self.requests)}"
        url = f"{self.upload_host or self.url}/upload/{number}"
        return Answer({"value": {"uploadUrl": url, "image": f"urn:li:image:{number}"}})

    def _posts(self, request: Request) -> Answer:
        asked = {name: request.query.get(name) for name in ("q", "sortBy")}
        author = request.query.get("author", "")
        if asked != {"q": "author", "sortBy": "LAST_MODIFIED"} or author not in self.authors:
            return _error(400, "ILLEGAL_ARGUMENT", "what is asked for?")
        if request.headers.get("x-restli-method") != "FINDER":
            return _error(400, "ILLEGAL_ARGUMENT", "no such method")
        if author.startswith("urn:li:person:"):
            return _error(
                403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.FINDER"
            )
        start, count = int(request.query.get("start", 0)), int(request.query.get("count", 10))
        posts = [post for post in map(self.post, self.visible()) if post["author"] == author]
        posts.sort(key=lambda post: -post["lastModifiedAt"])
        return Answer({"paging": {"start": start, "count": count}, "elements": posts[start : start + count]})

    def post(self, kept: Kept) -> dict[str, Any]:
        """Return a post as the API gives it; a stranger's is one that we shared on."""
        at = int(kept.at.timestamp() * 1000)
        edited = kept.fields.get("edited")
        said = kept.fields.get("commentary", "")
        if "text" in self.shortens:
            said = re.sub(
                r"https?://[\w.:/%?=&-]*[\w/]", f"https://{SHORT}/eAbC{kept.id[-3:]}", said, flags=re.ASCII
            )
        said = re.sub(r"(?<!\\)#([^\W_]+)", r"{hashtag|\\#|\1}", said)
        post = {
            "id": _urn(kept),
            "author": kept.fields.get("author", self.author),
            "createdAt": at,
            "publishedAt": at,
            "lastModifiedAt": int(edited) if edited else at,
            "lifecycleState": kept.fields.get("state", "PUBLISHED"),
            "visibility": "PUBLIC",
            "commentary": said,
        }
        if kept.by != "us":
            return post | {"reshareContext": {"parent": "urn:li:share:7", "root": "urn:li:share:7"}}
        names = ("source", "title", "description", "thumbnail")
        article = {name: kept.fields[name] for name in names if name in kept.fields}
        if "article" in self.shortens and article.get("source"):
            article["source"] = f"https://{SHORT}/eXyZ{kept.id[-3:]}"
        return post | ({"content": {"article": article}} if article else {})

    def _fail(self, fault: Fault, answer: Answer, handler: _Handler) -> None:
        if fault == "half an answer":  # it has no body: its headers are cut off in the middle of the id
            handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nx-restli-id: urn:li:sha")
            handler.cut()
        else:
            super()._fail(fault, answer, handler)


def _urn(kept: Kept) -> str:
    return f"urn:li:share:{kept.id}"


def _error(status: int, code: str, message: str) -> Answer:
    return Answer({"status": status, "code": code, "message": message}, status)


def _duplicate(urn: str) -> Answer:
    """Return what was quoted in Arisamiga/Linkedin-RSS#5."""
    body = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        "errorDetails": {
            "inputErrors": [
                {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
            ]
        },
        "status": 422,
    }
    return Answer(body, 422)
