"""The webhook family's services on loopback, each as strict as its documentation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import unquote

from distribute.testing.service import Answer, Kept, Request, Service

UNAUTHORIZED = Answer({"message": "401: Unauthorized", "code": 0}, 401)


def body_of(request: Request) -> dict[str, Any]:
    """Return a body in JSON, an empty one for any other."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return {}
    return json.loads(request.body)


class WebhookService(Service):
    """A receiver that checks the signature, and knows by its key what it has already."""

    path = "/hooks/s3cr3t-path"
    key = b"a signing key of 24 byte"
    secret = "whsec_" + base64.b64encode(key).decode()
    signed = True
    said: Any = None  # what it answers instead of the id and the address

    def publishes(self, request: Request) -> bool:
        return request.method == "POST"

    def keep(self, request: Request) -> Answer:
        if request.path != self.path:
            return Answer({"error": "no such hook"}, 404)
        if self.signed and not self._is_signed(request):
            return Answer({"error": "bad signature"}, 401)
        key = request.headers["idempotency-key"]
        known = [post for post in self.kept if post.fields["by_key"] == key]
        post = known[0] if known else self.add({**body_of(request), "by_key": key})
        return self.said or Answer({"id": post.id, "url": f"https://hook.example.org/{post.id}"})

    def _is_signed(self, request: Request) -> bool:
        """Verify as the Standard Webhooks specification says: over id, timestamp and body."""
        number, at = (request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp"))
        content = f"{number}.{at}.".encode() + request.body
        signature = base64.b64encode(hmac.new(self.key, content, hashlib.sha256).digest()).decode()
        return at.isdecimal() and request.headers.get("webhook-signature") == f"v1,{signature}"


class DiscordService(Service):
    """Speaks enough of Discord's webhooks: without `wait` an error would go unnoticed, so it insists."""

    hook = "223704706495545344"
    token = "3d89bb7572e0fb30d8128367b3b1b44fecd1726d_-"
    forum = False

    @property
    def address(self) -> str:
        return f"https://discord.com/api/webhooks/{self.hook}/{self.token}"

    def publishes(self, request: Request) -> bool:
        return request.method == "POST"

    def keep(self, request: Request) -> Answer:
        if refusal := self._refusal(request):
            return refusal
        body = body_of(request)
        if not 0 < len(body.get("content", "")) <= 2000:
            return Answer({"code": 50035, "message": "Invalid Form Body"}, 400)
        if self.forum and not request.query.get("thread_id"):
            return Answer({"code": 220001, "message": "thread_name or thread_id"}, 400)
        assert request.query.get("wait") == "true"
        assert body["allowed_mentions"] == {"parse": []}
        post = self.add(body)
        return Answer({"id": post.id, "channel_id": "199737254929760256", "content": body["content"]})

    def answer(self, request: Request) -> Answer:
        hook = {"id": self.hook, "type": 1, "name": "Newsletter", "token": self.token}
        hook |= {"guild_id": "199737254929760255", "channel_id": "199737254929760256"}
        return self._refusal(request) or Answer(hook)

    def _refusal(self, request: Request) -> Answer | None:
        found = re.fullmatch(r"/api/v10/webhooks/(\d+)/([\w-]+)", request.path)
        if not found or found[1] != self.hook:
            return Answer({"code": 10015, "message": "Unknown Webhook"}, 404)
        return (
            Answer({"code": 50027, "message": "Invalid Webhook Token"}, 401)
            if found[2] != self.token
            else None
        )


class SlackService(Service):
    """Speaks enough of Slack's API; its errors are in a 200. It stores a text as it was sent."""

    token = "xoxb-slack-token"
    other_token = "xoxb-of-another"
    hook = "/services/T0000/B0000/s3cr3tXXXX"
    error = ""  # what the next messages are refused with
    page = 100

    def publishes(self, request: Request) -> bool:
        return request.method == "POST"

    def keep(self, request: Request) -> Answer:
        if request.path == self.hook:
            return self._keep_from_hook(request)
        user = self._user(request)
        if not user:
            return _slack_error("invalid_auth")
        body = body_of(request)
        if body.get("channel") != "C0123456789":
            return _slack_error("channel_not_found")
        if self.error:
            return _slack_error(self.error)
        if not body.get("text") or body["metadata"].keys() != {"event_type", "event_payload"}:
            return _slack_error("no_text")
        return Answer({"ok": True, "channel": body["channel"], "ts": _ts(self.add({**body, "user": user}))})

    def answer(self, request: Request) -> Answer:
        user = self._user(request)
        if not user:
            return _slack_error("invalid_auth")
        if request.path == "/api/auth.test":
            me = {"ok": True, "url": "https://news.slack.com/", "team_id": "T1", "user_id": user}
            return Answer({**me, "team": "News", "user": "newsletter"})
        if request.path != "/api/conversations.history":
            return _slack_error("unknown_method")
        return self._history(request)

    def _history(self, request: Request) -> Answer:
        oldest, at = float(request.query["oldest"]) if "oldest" in request.query else 0.0, 0
        posts = [post for post in self.visible() if float(_ts(post)) > oldest]
        at = int(request.query.get("cursor") or 0)
        more = at + self.page < len(posts)
        page = {"ok": True, "messages": [self._message(post) for post in posts[at : at + self.page]]}
        return Answer({**page, "has_more": more, "response_metadata": {"next_cursor": str(at + self.page)}})

    def _message(self, post: Kept) -> dict[str, Any]:
        fields = post.fields
        said = {"type": "message", "ts": _ts(post), "user": fields.get("user", "U9"), "text": fields["text"]}
        return said | ({"metadata": fields["metadata"]} if "metadata" in fields else {})

    def _keep_from_hook(self, request: Request) -> Answer:
        body = body_of(request)
        if not body.get("text"):
            return Answer(b"no_text", 400)
        self.add(body)
        return self.said

    said = Answer(b"ok", headers={"Content-Type": "text/html"})

    def _user(self, request: Request) -> str:
        known = {f"Bearer {self.token}": "U1", f"Bearer {self.other_token}": "U2"}
        return known.get(request.headers.get("authorization", ""), "")


def _slack_error(error: str) -> Answer:
    return Answer({"ok": False, "error": error})


def _ts(post: Kept) -> str:
    return f"{int(post.at.timestamp())}.{int(post.id) % 1_000_000:06}"


class TelegramService(Service):
    """Speaks enough of the Bot API, which has no list of a bot's own messages."""

    token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.chat: dict[str, Any] = {"id": -1001234567890, "type": "channel", "title": "News"}
        self.chat["username"] = "xmppnews"
        self.member: dict[str, Any] = {"status": "administrator", "can_post_messages": True}

    def publishes(self, request: Request) -> bool:
        return request.path.endswith("/sendMessage")

    def keep(self, request: Request) -> Answer:
        if refusal := self._refusal(request):
            return refusal
        body = body_of(request)
        if not 0 < len(body["text"].encode("utf-16-le")) // 2 <= 4096:
            return _telegram_error(400, "Bad Request: message is too long")
        assert "parse_mode" not in body
        post = self.add(body)
        number = int(post.id) % 1_000_000
        return Answer({"ok": True, "result": {"message_id": number, "chat": self.chat, "text": body["text"]}})

    def answer(self, request: Request) -> Answer:
        if refusal := self._refusal(request):
            return refusal
        results = {"getMe": {"id": 123456, "username": "newsbot"}, "getChat": self.chat}
        results["getChatMember"] = self.member
        return Answer({"ok": True, "result": results[request.path.rpartition("/")[2]]})

    def _refusal(self, request: Request) -> Answer | None:
        if not request.path.startswith(f"/bot{self.token}/"):
            return _telegram_error(401, "Unauthorized")
        chat = {**request.query, **(body_of(request) if request.method == "POST" else {})}.get("chat_id")
        known = {None, "@xmppnews", str(self.chat["id"]), self.chat["id"]}
        return None if chat in known else _telegram_error(400, "Bad Request: chat not found")


def _telegram_error(code: int, why: str, **parameters: int) -> Answer:
    said = {"ok": False, "error_code": code, "description": why}
    return Answer(said | ({"parameters": parameters} if parameters else {}), code)


class MatrixService(Service):
    """Speaks enough of the client-server API; a transaction id is good for one login and one room."""

    token = "syt_matrix_token"
    other_token = "syt_token_of_another"
    room = "!roomid:example.org"
    alias = "#news:example.org"
    encrypted = False
    page = 100
    honours_transactions = True
    honours_filters = True
    joined = True
    levels: ClassVar[dict[str, Any]] = {}

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.transactions: dict[str, Kept] = {}
        self.rooms = [self.room]

    def move(self, room: str) -> None:
        """Let the alias lead to another room."""
        self.room = room
        self.rooms.append(room)

    def publishes(self, request: Request) -> bool:
        return request.method == "PUT"

    def keep(self, request: Request) -> Answer:
        user = self._user(request)
        if not user:
            return Answer({"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token"}, 401)
        room, path = _matrix_room(request)
        if room not in self.rooms:
            return Answer({"errcode": "M_FORBIDDEN", "error": "not in this room"}, 403)
        transaction = re.fullmatch("/send/m.room.message/(.+)", path)
        assert transaction
        place = f"{request.headers['authorization']} {transaction[1]}"
        known = self.transactions.get(place) if self.honours_transactions else None
        post = known or self.add({**body_of(request), "sender": user, "room": room})
        self.transactions[place] = post
        return Answer({"event_id": _event(post)})

    def answer(self, request: Request) -> Answer:
        user = self._user(request)
        if not user:
            return Answer({"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token"}, 401)
        path = unquote(request.path.removeprefix("/_matrix/client/v3/"))
        if path == "account/whoami":
            return Answer({"user_id": user, "device_id": "DEVICE"})
        if path == f"directory/room/{self.alias}":
            return Answer({"room_id": self.room, "servers": ["example.org"]})
        if path in {f"rooms/{room}/messages" for room in self.rooms}:
            return self._messages(request, path.split("/")[1])
        if path == "joined_rooms":
            return Answer({"joined_rooms": [self.room] if self.joined else []})
        if path == f"rooms/{self.room}/state/m.room.power_levels":
            return Answer(self.levels)
        if path == f"rooms/{self.room}/state/m.room.encryption" and self.encrypted:
            return Answer({"algorithm": "m.megolm.v1.aes-sha2"})
        return Answer({"errcode": "M_NOT_FOUND", "error": "not found"}, 404)

    def _messages(self, request: Request, room: str) -> Answer:
        assert request.query["dir"] == "b"
        wanted = json.loads(request.query.get("filter", "{}")) if self.honours_filters else {}
        here = [post for post in self.visible() if post.fields.get("room", self.rooms[0]) == room]
        events = list(map(_matrix_event, here))
        for event_field, name in (("sender", "senders"), ("type", "types")):
            events = [
                event for event in events if event[event_field] in wanted.get(name, [event[event_field]])
            ]
        at = int(request.query.get("from") or 0)
        end = at + min(self.page, int(request.query["limit"]))
        return Answer({"chunk": events[at:end]} | ({"end": str(end)} if end < len(events) else {}))

    def _user(self, request: Request) -> str:
        known = {f"Bearer {self.token}": "@news:example.org", f"Bearer {self.other_token}": "@o:example.org"}
        return known.get(request.headers.get("authorization", ""), "")


def _matrix_room(request: Request) -> tuple[str, str]:
    found = re.fullmatch("/_matrix/client/v3/rooms/([^/]+)(/.*)", request.path)
    assert found
    return unquote(found[1]), unquote(found[2])


def _matrix_event(post: Kept) -> dict[str, Any]:
    content = {name: value for name, value in post.fields.items() if name not in {"sender", "at", "room"}}
    return {
        "type": "m.room.message",
        "event_id": _event(post),
        "sender": post.fields.get("sender", "@stranger:example.org"),
        "origin_server_ts": post.fields.get("at", int(post.at.timestamp() * 1000)),
        "content": content,
    }


def _event(post: Kept) -> str:
    return f"$event-{post.id}"


def decoded(text: str) -> str:
    """Return what Slack shows of a text: links in angle brackets, three entities (its documentation)."""
    return html.unescape(re.sub("<([^>|]+)>", r"\1", text))
