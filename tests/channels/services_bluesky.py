"""Bluesky as its documents, its lexicons and its reference server describe it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import regex

from distribute.testing.service import Answer, Kept, Request, Service

HANDLE, DID = "xmpp.example", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
OTHER_HANDLE, OTHER_DID = "other.example", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
FRIEND, FRIEND_DID = "dino.example", "did:web:dino.example"
PASSWORD = "abcd-efgh-ijkl-mnop"
POSTS = "app.bsky.feed.post"
PICTURE = b"\xff\xd8\xff\xe0 a kite"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_FIELDS = {"$type", "text", "langs", "createdAt", "facets", "embed", "reply"}


class BlueskyService(Service):
    """A server that holds two repositories, and a page with a picture to fetch."""

    page = 100
    upload_limit = 1_000_000

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Know two accounts with a password each, and a third handle elsewhere."""
        super().__init__(now)
        self.dids = {HANDLE: DID, OTHER_HANDLE: OTHER_DID, FRIEND: FRIEND_DID}
        self.passwords = {DID: PASSWORD, OTHER_DID: "qrst-uvwx-yzab-cdef"}
        self.scope = "com.atproto.appPass"
        self.active = True
        self.records: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}
        self.image = Answer(PICTURE, headers={"Content-Type": "image/jpeg"})
        self.logins = 0

    def publishes(self, request: Request) -> bool:
        """Return whether a request writes a post."""
        return (
            request.path == "/xrpc/com.atproto.repo.putRecord"
            and json.loads(request.body).get("collection") == POSTS
        )

    def keep(self, request: Request) -> Answer:
        """Write a record as putRecord does: the same one again is no write, another needs the right swapRecord."""
        account, write = self._logged_in(request), json.loads(request.body)
        if account != write.get("repo"):
            return _error(401, "InvalidToken")
        if write.keys() - {"repo", "collection", "rkey", "record", "swapRecord", "validate"}:
            return _error(400, "InvalidRequest")
        if not re.fullmatch("[2-7a-j][2-7a-z]{12}", write["rkey"]) or self._refuses(write["record"]):
            return _error(400, "InvalidRequest")
        uri, cid = f"at://{account}/{POSTS}/{write['rkey']}", _cid(write["record"])
        if uri in self.records:
            there = self.records[uri]
            if there["cid"] == cid:
                return Answer({"uri": uri, "cid": cid})
            if "swapRecord" in write and write["swapRecord"] != there["cid"]:
                return _error(400, "InvalidSwap")
        self.records[uri] = {"uri": uri, "cid": cid, "value": write["record"]}
        self.add({"uri": uri, "reply_to": _parent(write["record"])})
        return Answer({"uri": uri, "cid": cid, "commit": {"cid": cid, "rev": write["rkey"]}})

    def add(self, fields: dict[str, str]) -> Kept:
        """Keep a post under its record key."""
        post = Kept(fields["uri"].rpartition("/")[2], self.now(), fields)
        self.kept.append(post)
        return post

    def stranger(self, fields: dict[str, str]) -> None:
        """Keep a post in another's repository."""
        key = "3kaaaaaaaaaa2"
        uri = f"at://{OTHER_DID}/{POSTS}/{key}"
        self.records[uri] = {"uri": uri, "cid": "bafyreistranger2222222", "value": fields}
        self.kept.append(Kept(key, self.now(), {"uri": uri}, by="stranger"))

    def answer(self, request: Request) -> Answer:
        """Answer every other method."""
        if request.path == "/cover.jpg":
            return self.image
        name = request.path.removeprefix("/xrpc/com.atproto.")
        answers = {
            "server.createSession": self._session,
            "server.getSession": self._who,
            "identity.resolveHandle": self._resolved,
            "repo.listRecords": self._listed,
            "repo.getRecord": self._record,
            "repo.uploadBlob": self._uploaded,
        }
        return answers[name](request) if name in answers else _error(501, "MethodNotImplemented")

    def _session(self, request: Request) -> Answer:
        login = request.form
        did = self.dids.get(login["identifier"], login["identifier"])
        self.logins += 1
        if self.passwords.get(did) != login["password"]:
            return _error(401, "AuthenticationRequired")
        return Answer({"did": did, "handle": self._handle(did), "accessJwt": self.token(did), "active": True})

    def token(self, did: str) -> str:
        """Return the token of a session."""
        told = base64.urlsafe_b64encode(json.dumps({"scope": self.scope, "sub": did}).encode()).decode()
        return f"eyJh.{told.rstrip('=')}.c2lnbmVk"

    def _who(self, request: Request) -> Answer:
        did = self._logged_in(request)
        if not did:
            return _error(401, "AuthMissing")
        return Answer({"did": did, "handle": self._handle(did), "active": self.active})

    def _resolved(self, request: Request) -> Answer:
        did = self.dids.get(request.query["handle"])
        return Answer({"did": did}) if did else _error(400, "InvalidRequest")

    def _listed(self, request: Request) -> Answer:
        repo = self.dids.get(request.query["repo"], request.query["repo"])
        if repo not in self.passwords:
            return _error(400, "InvalidRequest")
        limit, cursor = int(request.query.get("limit", 50)), request.query.get("cursor", "~")
        if request.query["collection"] != POSTS or not 1 <= limit <= self.page:
            return _error(400, "InvalidRequest")
        visible = {post.fields["uri"] for post in self.visible()}
        mine = [self.records[uri] for uri in visible if uri.startswith(f"at://{repo}/")]
        below = [each for each in mine if each["uri"].rpartition("/")[2] < cursor]
        page = sorted(below, key=lambda each: str(each["uri"]), reverse=True)[:limit]
        more = {"cursor": page[-1]["uri"].rpartition("/")[2]} if page else {}
        return Answer({"records": page, **more})

    def _record(self, request: Request) -> Answer:
        uri = f"at://{request.query['repo']}/{request.query['collection']}/{request.query['rkey']}"
        return Answer(self.records[uri]) if uri in self.records else _error(400, "RecordNotFound")

    def _uploaded(self, request: Request) -> Answer:
        kind = request.headers.get("content-type", "")
        if not self._logged_in(request):
            return _error(401, "AuthMissing")
        if not kind.startswith("image/") or len(request.body) > self.upload_limit:
            return _error(400, "InvalidRequest")
        cid = _cid(list(request.body))
        self.blobs[cid] = request.body
        blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": len(request.body)}
        return Answer({"blob": blob})

    def _logged_in(self, request: Request) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return next((did for did in self.passwords if self.token(did) == token), "")

    def _handle(self, did: str) -> str:
        return next(handle for handle, known in self.dids.items() if known == did)

    def _refuses(self, record: dict[str, Any]) -> bool:
        """Return whether a record breaks the lexicon of posts."""
        text = record.get("text")
        if not isinstance(text, str) or record.keys() - _FIELDS or record["$type"] != POSTS:
            return True
        if len(regex.findall(r"\X", text)) > 300 or len(text.encode()) > 3000:
            return True
        if not _DATE.fullmatch(record["createdAt"]) or not 1 <= len(record["langs"]) <= 3:
            return True
        size = len(text.encode())
        spans = [facet["index"] for facet in record.get("facets", ())]
        if any(not 0 <= span["byteStart"] < span["byteEnd"] <= size for span in spans):
            return True
        card = record.get("embed", {}).get("external")
        if "embed" in record and not (card and {"uri", "title", "description"} <= card.keys()):
            return True
        thumb = (card or {}).get("thumb")
        return thumb is not None and thumb["ref"]["$link"] not in self.blobs


def linked(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what a record's facets make of its text: the words, the kind, and where they lead."""
    text = record["text"].encode()
    return [
        (
            text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            feature["$type"].rpartition("#")[2],
            feature.get("uri") or feature.get("tag") or feature.get("did"),
        )
        for facet in record.get("facets", ())
        for feature in facet["features"]
    ]


def _parent(record: dict[str, Any]) -> str:
    return str(record.get("reply", {}).get("parent", {}).get("uri", "")).rpartition("/")[2]


def _cid(content: Any) -> str:
    """Return a name that depends on the content alone, as a CID does."""
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).digest()
    return "bafyrei" + base64.b32encode(digest).decode().lower().rstrip("=")


def _error(status: int, code: str) -> Answer:
    return Answer({"error": code, "message": "as documented"}, status)
