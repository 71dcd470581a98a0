"""Matrix: a message in one room."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import STRANGE, Hook, said_in
from distribute.transport.answers import json_object

if TYPE_CHECKING:
    import requests

_KEY = "org.newsletter-distribute.key"  # the field of a message that contains the post's key
_MESSAGE = "m.room.message"
_PAGE, _MOST_PAGES = 100, 50
_EVENT = r"\$[\w./+=:-]{1,254}"
_TOO_MANY = 429


class Matrix(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message without formatting that notifies nobody. It is recognised by its key."""

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
    msgtype: Annotated[
        Literal["m.text", "m.notice"],
        msgspec.Meta(description="the kind of message: clients show m.notice as a bot's"),
    ] = "m.text"

    id_form: ClassVar[str] = _EVENT
    asked_for: ClassVar[tuple[str, ...]] = ("room",)
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://matrix.your-domain.example",
        "room": "#news:your-domain.example",
        "access_token": "$MATRIX_ACCESS_TOKEN",
    }

    def target(self) -> str:
        """Return the room."""
        return f"matrix:{self.server.rstrip('/').casefold()}:{self.room}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, and find the room. `client` is its id."""
        room = self._room()
        return Prepared(self._user(), f"matrix:{room}", room)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the message. For one login, a server sends a message with the same transaction id once.

        An empty `m.mentions` is an explicit statement that it mentions nobody (client-server API, 1.7).
        """
        message = {"msgtype": self.msgtype, "body": delivery.message.text, "m.mentions": {}}
        transaction = quote(delivery.idempotency_key, safe="")
        path = f"rooms/{quote(ready.client, safe='')}/send/{_MESSAGE}/{transaction}"
        answer = json_object(self._ask("PUT", path, json=message | {_KEY: delivery.idempotency_key}), STRANGE)
        return self._receipt(answer.get("event_id"), ready.client, ready.account)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look in the room of the attempt: its alias may lead to another one by now, as after an upgrade."""
        room = delivery.destination.removeprefix("matrix:")
        if not room.startswith("!"):
            return super().find(delivery)
        channel = self.as_asked({"room": room})
        return Hook.find(channel, msgspec.structs.replace(delivery, ready=None))

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own messages in the room."""
        account, room = (ready.account, ready.client) if ready else (self._user(), self._room())
        events = self._own_messages(room, account, int(since.timestamp() * 1000))
        return Timeline(account, (self._remote(event, room) for event in events))

    def post_id(self, receipt: Receipt) -> str:
        """Return the message's id, taken from its matrix.to address if a person gave one."""
        link = re.search(rf"/({_EVENT})(?:\?|\Z)", unquote(urlsplit(receipt.id).fragment))
        return link[1] if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return the host of links to messages."""
        return ("matrix.to",)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the room and its messages, its encryption and the server's clock."""
        from distribute.transport.http import check_clock

        answer = self._ask("GET", "account/whoami")
        account = self._user_in(answer)
        yield Finding("ok", f"logged in as {account}")
        room = self._room()
        self._page(room, {"dir": "b", "limit": "1"})
        yield Finding("ok", f"the messages in {self.room} can be read back")
        yield from self._may_post(room, account)
        if self._state(room, "m.room.encryption"):
            yield Finding("warning", "the room is encrypted, and these messages are sent unencrypted")
        yield check_clock(answer, self.patience)

    def _may_post(self, room: str, account: str) -> Iterator[Finding]:
        """Compare what the room asks for with what the account has. Some rooms can be read by whoever is not in them."""
        joined = json_object(self._ask("GET", "joined_rooms"), STRANGE).get("joined_rooms")
        if not isinstance(joined, list) or room not in joined:
            yield Finding("error", f"{account} is not in the room: join it in a Matrix client")
        levels = self._state(room, "m.room.power_levels")
        needed, given = _level(levels, "events", _MESSAGE), _level(levels, "users", account)
        if given < needed:
            # The creators of a room may do everything, and are not listed since room version 12.
            text = f"the room asks for power level {needed} to post, and {account} has {given}"
            yield Finding("warning", f"{text}: unless it created the room, raise it to {needed}")

    def _state(self, room: str, kind: str) -> dict[str, Any]:
        """Return the content of a state event, {} if the room has none, or shows none to this account."""
        answer = self._ask("GET", f"rooms/{quote(room, safe='')}/state/{kind}", own={403, 404})
        return said_in(answer) if answer.ok else {}

    def _user(self) -> str:
        """Return the account."""
        return self._user_in(self._ask("GET", "account/whoami"))

    def _user_in(self, answer: requests.Response) -> str:
        user = str(json_object(answer, STRANGE).get("user_id"))
        if not user.startswith("@"):
            raise InDoubt(STRANGE)
        return user

    def _room(self) -> str:
        """Return the room's id, which is looked up if the settings contain its alias."""
        if self.room.startswith("!"):
            return self.room
        found = json_object(self._ask("GET", f"directory/room/{quote(self.room, safe='')}"), STRANGE).get(
            "room_id"
        )
        if not str(found).startswith("!"):
            raise InDoubt(STRANGE)
        return str(found)

    def _own_messages(self, room: str, account: str, since: int) -> Iterator[dict[str, Any]]:
        """Yield the account's messages since `since` (in milliseconds), newest first; InDoubt if there are too many events.

        The server is asked for these alone, and some servers send everybody's. The times of other people's events are
        what their servers say, so only an older message of our own ends the search.
        """
        wanted = {"senders": [account], "types": [_MESSAGE]}
        query = {"dir": "b", "limit": str(_PAGE), "filter": json.dumps(wanted)}
        for _ in count_pages(_MOST_PAGES, "messages"):
            page = self._page(room, query)
            for event in page["chunk"]:
                if event.get("sender") != account or event.get("type") != _MESSAGE:
                    continue
                if event["origin_server_ts"] < since:
                    return
                yield event
            if not page.get("end"):
                return
            query["from"] = str(page["end"])

    def _page(self, room: str, query: dict[str, str]) -> dict[str, Any]:
        page = json_object(self._ask("GET", f"rooms/{quote(room, safe='')}/messages", params=query), STRANGE)
        if not isinstance(page.get("chunk"), list):
            raise InDoubt(STRANGE)
        return page

    def _remote(self, event: dict[str, Any], room: str) -> RemotePost:
        content = event["content"]
        return RemotePost(
            receipt=self._receipt(event.get("event_id"), room, str(event["sender"])),
            text=str(content.get("body") or ""),
            key=str(content.get(_KEY) or ""),
        )

    def _receipt(self, event: Any, room: str, account: str) -> Receipt:
        """Return the receipt of a message; InDoubt if `event` is not an id.

        Its address names a server that is in the room, because a room's id alone leads nowhere.
        """
        if not re.fullmatch(_EVENT, str(event)):
            raise InDoubt(STRANGE)
        via = quote(account.partition(":")[2], safe=":")
        return Receipt(str(event), f"https://matrix.to/#/{quote(room)}/{quote(str(event))}?via={via}")

    def _ask(self, method: str, path: str, own: set[int] | None = None, **more: Any) -> requests.Response:
        """Send one request and return a successful response or one with a status in `own`."""
        from distribute.transport.http import raise_for_outcome

        own = own or set()
        address = f"{self.server.rstrip('/')}/_matrix/client/v3/{path}"
        answer = self.ask(method, address, token=self.access_token, own={401, _TOO_MANY, *own}, **more)
        if answer.status_code == 401:  # noqa: PLR2004
            raise NotPosted(f"the server does not know the login of {self.access_token!r}: get a new one")
        wait = said_in(answer).get("retry_after_ms") if answer.status_code == _TOO_MANY else None
        if isinstance(wait, int):  # older servers report it only here
            raise NotPosted("the server takes no more for now (429)", final=False, retry_after=wait / 1000)
        if answer.status_code not in own:
            raise_for_outcome(answer)
        return answer


def _level(levels: dict[str, Any], group: str, name: str) -> int:
    """Return a power level of `m.room.power_levels`: the one set for this name, or the group's default."""
    named = levels.get(group)
    value = named.get(name) if isinstance(named, dict) else None
    value = levels.get(f"{group}_default", 0) if value is None else value
    return int(value) if re.fullmatch(r"-?\d{1,16}", str(value)) else 0  # old rooms have them as text
