"""A fake service on loopback that records what it receives and fails on request.

`Service` is independent of any platform; a subclass such as `MastodonService` implements one platform's API.
"""

from __future__ import annotations

import html
import json
import socket
import struct
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self, get_args
from urllib.parse import parse_qsl, urlsplit

import msgspec

Fault = Literal[
    "refused",
    "cut before keeping",
    "cut after keeping",
    "half an answer",
    "500 before keeping",
    "500 after keeping",
    "503 before keeping",
    "503 after keeping",
    "504 before keeping",
    "504 after keeping",
    "408 before keeping",
    "429",
    "401",
    "422",
    "307",
    "silence before keeping",
    "silence after keeping",
    "slow drip",
    "a proxy's page",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
PROOF: frozenset[Fault] = frozenset({"refused", "429", "401", "422"})  # nothing was posted
KEPT: frozenset[Fault] = frozenset(
    {
        "cut after keeping",
        "half an answer",
        "500 after keeping",
        "503 after keeping",
        "504 after keeping",
        "silence after keeping",
        "slow drip",
    }
)


class Request(msgspec.Struct, frozen=True):
    """A request from a client."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body, decoded as a form or as JSON."""
        if "json" in self.headers.get("content-type", ""):
            known: dict[str, str] = json.loads(self.body)
            return known
        return dict(parse_qsl(self.body.decode()))


class Answer(msgspec.Struct, frozen=True):
    """A response to a client."""

    body: Any
    status: int = 200
    headers: dict[str, str] = {}

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Kept(msgspec.Struct, frozen=True):
    """A post as the service stores it; `by` is "us" or another account."""

    id: str
    at: datetime
    fields: dict[str, str]
    by: str = "us"


class Service:
    """Serves on `url` within a `with` block; `fail` schedules failures.

    Override `publishes`, `keep` and `answer` to implement a platform's API.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Use `now` as the clock. A post can be read back `lag` seconds after it was stored."""
        self.now = now
        self.lag = 0.0
        self.retry_after: str = "30"
        self.requests: list[Request] = []
        self.kept: list[Kept] = []
        self._cues: list[Fault] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    def __enter__(self) -> Self:
        """Start listening."""
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and release clients that still wait for a response."""
        self._closing.set()
        self._deaf()

    @property
    def url(self) -> str:
        """The address of the service."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def arrived(self) -> list[Kept]:
        """The posts from our own requests that people would see."""
        return [post for post in self.kept if post.by == "us"]

    @property
    def attempts(self) -> list[Request]:
        """The requests to publish, whatever their result."""
        return [request for request in self.requests if self.publishes(request)]

    def fail(self, *faults: Fault) -> None:
        """Make the next requests to publish fail in these ways, in order; "refused" lasts until `heal`."""
        if "refused" in faults:
            self._deaf()
        self._cues = [fault for fault in faults if fault != "refused"]

    def heal(self) -> None:
        """Stop all failures."""
        self._cues = []
        if self._server is None:
            self._listen()

    def stranger(self, fields: dict[str, str]) -> None:
        """Add a post with these fields by another account."""
        self.kept.append(Kept(self._next_id(), self.now(), fields, by="stranger"))

    def visible(self) -> list[Kept]:
        """Return the posts that can be read back now, newest first."""
        until = self.now() - timedelta(seconds=self.lag)
        return [post for post in reversed(self.kept) if post.at <= until]

    def publishes(self, request: Request) -> bool:
        """Return whether a request is one to publish."""
        return request.method == "POST"

    def keep(self, request: Request) -> Answer:
        """Store a post and return the response."""
        return Answer({"id": self.add(request.form).id})

    def answer(self, request: Request) -> Answer:
        """Return the response to any other request."""
        return Answer([{"id": post.id, "by": post.by, **post.fields} for post in self.visible()])

    def add(self, fields: dict[str, str]) -> Kept:
        """Add a post of ours."""
        post = Kept(self._next_id(), self.now(), fields)
        self.kept.append(post)
        return post

    def _next_id(self) -> str:
        return str(100_000_000_000_000_001 + len(self.kept))

    def _listen(self) -> None:
        service = self

        class Handler(_Handler):
            pass

        Handler.service = service
        self._server = _Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def _deaf(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _serve(self, request: Request, handler: _Handler) -> None:
        with self._lock:
            self.requests.append(request)
            publishes = self.publishes(request)
            fault = self._cues.pop(0) if publishes and self._cues else None
            answer = None
            if not publishes:
                answer = self.answer(request)
            elif fault is None or fault in KEPT:
                answer = self.keep(request)
        if fault is None:
            assert answer
            handler.reply(answer)
        else:
            self._fail(fault, answer or Answer({}), handler)

    def _fail(self, fault: Fault, answer: Answer, handler: _Handler) -> None:
        kind = fault.split()[0]
        if kind == "cut":
            handler.cut()
        elif kind == "half":
            handler.reply(answer, most=len(answer.content) // 2)
            handler.cut()
        elif kind == "silence":
            self._closing.wait(30)
        elif kind == "slow":
            handler.reply(answer, drip=self._closing)
        elif kind == "a":
            handler.reply(Answer(b"<html>Just a moment...</html>", headers={"Content-Type": "text/html"}))
        else:
            headers = {"429": {"Retry-After": self.retry_after}, "307": {"Location": self.url + "/moved"}}
            handler.reply(Answer({"error": "on cue"}, int(kind), headers.get(kind, {})))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect, as tests make them do."""


class _Handler(BaseHTTPRequestHandler):
    service: Service
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        """Write no log, to keep the tests' output clean."""

    def handle_any(self) -> None:
        address = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
        )
        self.close_connection = True
        self.service._serve(request, self)  # noqa: SLF001 - the service and its handler belong together

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815

    def reply(self, answer: Answer, *, most: int | None = None, drip: threading.Event | None = None) -> None:
        content = answer.content
        headers = {"Content-Type": "application/json", **answer.headers, "Connection": "close"}
        head = f"HTTP/1.1 {answer.status} On cue\r\nContent-Length: {len(content)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        whole = head.encode() + content[:most]
        if drip is None:
            self.wfile.write(whole)
            return
        for byte in whole:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if drip.wait(0.02):
                return

    def cut(self) -> None:
        self.wfile.flush()
        # Reset the connection instead of closing it, as when a machine disappears.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


class MastodonService(Service):
    """A Mastodon server with enough of the API for posting and reading back; servers may ignore the key."""

    token = "mastodon-token"  # noqa: S105 - of a service that does not exist
    account = "109000000000000001"
    name = "news"
    other_token = "mastodon-token-of-another"  # noqa: S105 - likewise
    other_account = "109000000000000002"
    page = 40

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.now(UTC), *, honours_key: bool = True
    ) -> None:
        """Set whether the server honours the Idempotency-Key."""
        super().__init__(now)
        self.honours_key = honours_key
        self._by_key: dict[tuple[str, str], Kept] = {}

    def publishes(self, request: Request) -> bool:
        """Return whether a request posts a status."""
        return request.method == "POST" and request.path == "/api/v1/statuses"

    def keep(self, request: Request) -> Answer:
        """Store a status, once per key if keys are honoured."""
        account = self._logged_in(request)
        if not account:
            return Answer({"error": "The access token is invalid"}, 401)
        key = account, request.headers.get("idempotency-key", "")
        known = self._by_key.get(key) if self.honours_key and key[1] else None
        post = known or self.add({**request.form, "account": account})
        self._by_key[key] = post
        return Answer(self.status(post))

    def answer(self, request: Request) -> Answer:
        """Return the account, or a page of its statuses."""
        account = self._logged_in(request)
        if not account:
            return Answer({"error": "The access token is invalid"}, 401)
        if request.path == "/api/v1/accounts/verify_credentials":
            return Answer(self._account(account))
        if request.path == f"/api/v1/accounts/{account}/statuses":
            posts = [post for post in self.visible() if self._author(post) == account]
            below = request.query.get("max_id")
            if below:
                posts = [post for post in posts if int(post.id) < int(below)]
            return Answer([self.status(post) for post in posts[: self.page]])
        return Answer({"error": "Record not found"}, 404)

    def status(self, post: Kept) -> dict[str, Any]:
        """Return a status as in the API; another account's is one that we boosted."""
        text = post.fields.get("status", "")
        words = [
            f'<a href="{html.escape(word)}"><span class="invisible">https://</span>…</a>'
            if word.startswith(("http://", "https://"))
            else html.escape(word)
            for word in text.split(" ")
        ]
        name = self._account(self._author(post))["username"]
        status = {
            "id": post.id,
            "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "in_reply_to_id": post.fields.get("in_reply_to_id"),
            "visibility": post.fields.get("visibility", "public"),
            "language": post.fields.get("language"),
            "uri": f"{self.url}/users/{name}/statuses/{post.id}",
            "url": f"{self.url}/@{name}/{post.id}",
            "content": f"<p>{' '.join(words)}</p>",
            "reblog": None,
            "account": self._account(self._author(post) if post.by == "us" else post.by),
        }
        if post.by != "us":
            boost = {**status, "account": self._account(self.account), "reblog": status}
            return {**boost, "id": post.id}
        return status

    def _logged_in(self, request: Request) -> str:
        """Return the account of a request's token, "" if it has none."""
        known = {f"Bearer {self.token}": self.account, f"Bearer {self.other_token}": self.other_account}
        return known.get(request.headers.get("authorization", ""), "")

    def _author(self, post: Kept) -> str:
        return post.fields.get("account", self.account)

    def _account(self, number: str) -> dict[str, Any]:
        name = "other" if number == self.other_account else self.name
        return {"id": number, "username": name, "acct": name, "url": f"{self.url}/@{name}"}
