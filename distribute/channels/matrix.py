"""Matrix: a message in one room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import STRANGE, Hook, json_object, said_in

if TYPE_CHECKING:
    import requests

_KEY = "org.newsletter-distribute.key"  # the field of a message that carries the post's key
_PAGE, _MOST_PAGES = 100, 50
_EVENT = r"\$[\w./+=:-]{1,254}"
_TOO_MANY = 429


class Matrix(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message without formatting that pings nobody, known again by its key."""

    server: Annotated[
        str, msgspec.Meta(pattern="^https?://[^/@]+/?$", description="the address of the homeserver")
    ]
    room: Annotated[
        str,
        form(
            "^[!#][^ /]+$",
            'a room such as "#letter:matrix.example" or its id',
            description="the alias or the id of the room",
        ),
    ]
    access_token: Annotated[Secret, msgspec.Meta(description="the token of a session kept for this")]
    msgtype: Literal["m.text", "m.notice"] = "m.text"

    id_form: ClassVar[str] = _EVENT
    asked_for: ClassVar[tuple[str, ...]] = ("room",)
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://matrix.example.org",
        "room": "#news:example.org",
        "access_token": "$MATRIX_ACCESS_TOKEN",
    }

    def target(self) -> str:
        """The room."""
        return f"matrix:{self.server.rstrip('/').casefold()}:{self.room}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, and find the room; `client` is its id."""
        room = self._room()
        return Prepared(self._user(), f"matrix:{room}", room)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the message. Under the same transaction id a server sends it once for one log-in.

        An empty `m.mentions` is an explicit statement that it mentions nobody (client-server API, 1.7).
        """
        message = {"msgtype": self.msgtype, "body": delivery.message.text, "m.mentions": {}}
        transaction = quote(delivery.idempotency_key, safe="")
        path = f"rooms/{quote(ready.client, safe='')}/send/m.room.message/{transaction}"
        answer = json_object(self._ask("PUT", path, json=message | {_KEY: delivery.idempotency_key}))
        return self._receipt(answer.get("event_id"), ready.client)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own messages in the room."""
        account, room = (ready.account, ready.client) if ready else (self._user(), self._room())
        posts = (
            self._remote(event, room)
            for event in self._messages(room, int(since.timestamp() * 1000))
            if event.get("sender") == account and event.get("type") == "m.room.message"
        )
        return Timeline(account, posts)

    def post_id(self, receipt: Receipt) -> str:
        """Return the message's id: from its matrix.to address, where a person gave that."""
        link = re.search(rf"/({_EVENT})(?:\?|\Z)", unquote(urlsplit(receipt.id).fragment))
        return link[1] if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return the host of the addresses that show messages."""
        return ("matrix.to",)

    def examine(self) -> Iterator[Finding]:
        """Log in and read: the account, the room and its messages, whether it is encrypted, the server's clock."""
        from distribute.transport.http import check_clock

        answer = self._ask("GET", "account/whoami")
        yield Finding("ok", f"logged in as {json_object(answer).get('user_id')}")
        room = self._room()
        self._page(room, {"dir": "b", "limit": "1"})
        yield Finding("ok", f"the messages in {self.room} can be read back")
        state = self._ask("GET", f"rooms/{quote(room, safe='')}/state/m.room.encryption", own={404})
        if state.ok:
            yield Finding("warning", "the room is encrypted, and these messages are sent unencrypted")
        yield check_clock(answer, self.patience)

    def _user(self) -> str:
        """Return who is logged in."""
        user = str(json_object(self._ask("GET", "account/whoami")).get("user_id"))
        if not user.startswith("@"):
            raise InDoubt(STRANGE)
        return user

    def _room(self) -> str:
        """Return the room's id, looked up where the settings have its alias."""
        if self.room.startswith("!"):
            return self.room
        found = json_object(self._ask("GET", f"directory/room/{quote(self.room, safe='')}")).get("room_id")
        if not str(found).startswith("!"):
            raise InDoubt(STRANGE)
        return str(found)

    def _messages(self, room: str, since: int) -> Iterator[dict[str, Any]]:
        """Yield a room's events since then (in milliseconds), the newest first; InDoubt if there are too many."""
        query = {"dir": "b", "limit": str(_PAGE)}
        for _ in range(_MOST_PAGES):
            page = self._page(room, query)
            recent = [event for event in page["chunk"] if event["origin_server_ts"] >= since]
            yield from recent
            # A federated room's events are not quite in the order of their times: a whole page is.
            if not page.get("end") or (page["chunk"] and not recent):
                return
            query["from"] = str(page["end"])
        msg = "there are too many messages to look through"
        raise InDoubt(msg)

    def _page(self, room: str, query: dict[str, str]) -> dict[str, Any]:
        page = json_object(self._ask("GET", f"rooms/{quote(room, safe='')}/messages", params=query))
        if not isinstance(page.get("chunk"), list):
            raise InDoubt(STRANGE)
        return page

    def _remote(self, event: dict[str, Any], room: str) -> RemotePost:
        content = event["content"]
        return RemotePost(
            receipt=self._receipt(event.get("event_id"), room),
            text=str(content.get("body") or ""),
            key=str(content.get(_KEY) or ""),
        )

    def _receipt(self, event: Any, room: str) -> Receipt:
        """Return the proof of a message; InDoubt if `event` is no id."""
        if not re.fullmatch(_EVENT, str(event)):
            raise InDoubt(STRANGE)
        return Receipt(str(event), f"https://matrix.to/#/{quote(room)}/{quote(str(event))}")

    def _ask(self, method: str, path: str, own: set[int] | None = None, **more: Any) -> requests.Response:
        """Send one request and return the answer that says yes, or has a status in `own`."""
        from distribute.transport.http import raise_for_outcome

        own = own or set()
        address = f"{self.server.rstrip('/')}/_matrix/client/v3/{path}"
        answer = self.ask(method, address, token=self.access_token, own={401, _TOO_MANY, *own}, **more)
        if answer.status_code == 401:  # noqa: PLR2004
            raise NotPosted(f"the server does not know the log-in of {self.access_token!r}: get a new one")
        wait = said_in(answer).get("retry_after_ms") if answer.status_code == _TOO_MANY else None
        if isinstance(wait, int):  # older servers say it only here
            raise NotPosted("the server takes no more for now (429)", final=False, retry_after=wait / 1000)
        if answer.status_code not in own:
            raise_for_outcome(answer)
        return answer
