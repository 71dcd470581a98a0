"""Telegram: a message in one channel or group, by a bot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import STRANGE, Hook, in_secret, said_in, utf16_length
from distribute.transport.answers import json_object

if TYPE_CHECKING:
    import requests

_POST = re.compile(r"\A/(?:c/\d+|[A-Za-z]\w{3,})/(?:\d+/)?(\d+)/?\Z")
_PRIVATE = "-100"  # the Bot API's prefix for the number of a channel or supergroup
_MAY_POST = {"creator", "administrator", "member"}
_BAD_REQUEST = 400
_TOO_MANY = 429


class Telegram(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message without formatting. Its length is counted in UTF-16 units. It can't be read back."""

    token: Annotated[Secret, msgspec.Meta(description="the bot's token")]
    chat: Annotated[
        Annotated[
            str,
            form(
                "^(@[A-Za-z][A-Za-z0-9_]{3,}|-?[0-9]+)$",
                'a channel such as "@letter" or the number of a chat',
            ),
        ]
        | int,
        msgspec.Meta(description="the channel, or the number of a chat"),
    ]
    silent: Annotated[bool, msgspec.Meta(description="notify without a sound")] = False
    base_url: Annotated[str, msgspec.Meta(pattern="^https?://", description="the address of the Bot API")] = (
        "https://api.telegram.org"
    )
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=4096, description="the maximum number of UTF-16 units in a message")
    ] = 4096

    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#", "$")
    has_handles: ClassVar[bool] = True
    post_path: ClassVar[re.Pattern[str]] = _POST
    id_form: ClassVar[str] = r"\d+"
    example: ClassVar[dict[str, Any]] = {"token": "$TELEGRAM_BOT_TOKEN", "chat": "@your_channel"}

    def measure(self, text: str) -> int:
        """Return the length in UTF-16 units."""
        return utf16_length(text)

    def target(self) -> str:
        """Return the chat."""
        return f"telegram:{self.base_url}:{str(self.chat).casefold()}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, and find the chat. `client` is the URL of its messages, "" if it has none."""
        me, chat = self._call("getMe"), self._call("getChat", chat_id=self.chat)
        return Prepared(str(me.get("id")), f"telegram:{chat.get('id')}", _address(chat))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the message. Without a parse mode, Telegram takes the text literally."""
        message: dict[str, Any] = {"text": delivery.message.text, "disable_notification": self.silent}
        if delivery.message.link:
            message["link_preview_options"] = {"url": delivery.message.link}
        number = self._call("sendMessage", chat_id=self.chat, **message).get("message_id")
        if not isinstance(number, int) or number <= 0:
            raise InDoubt(STRANGE)
        return Receipt(str(number), f"{ready.client}/{number}" if ready.client else "")

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts of Telegram's links to messages."""
        return ("t.me", "telegram.me")

    def examine(self) -> Iterator[Finding]:
        """Log in and check the bot, the chat, whether the bot may post there, and Telegram's clock."""
        from distribute.transport.http import check_clock

        answer = self._answer("getMe", {})
        me = _result(answer)
        yield Finding("ok", f"logged in as @{me.get('username')}")
        chat = self._call("getChat", chat_id=self.chat)
        member = self._call("getChatMember", chat_id=self.chat, user_id=me.get("id"))
        if _may_post(chat, member):
            yield Finding("ok", f"the bot may post in {chat.get('title') or self.chat}")
        else:
            yield Finding(
                "error", "the bot may not post there: make it an administrator that may post messages"
            )
        yield Finding("ok", "a bot can't read its messages back: a post in doubt waits for you")
        yield check_clock(answer, self.patience)

    def _call(self, method: str, **fields: Any) -> dict[str, Any]:
        return _result(self._answer(method, fields))

    def _answer(self, method: str, fields: dict[str, Any]) -> requests.Response:
        """Call one of the Bot API's methods. The token is part of the URL."""
        from distribute.transport.http import raise_for_outcome

        token = in_secret(self.token, r"\A\d+:[\w-]+\Z", "a bot's token (123456:ABC…)")[0]
        address = f"{self.base_url.rstrip('/')}/bot{token}/{method}"
        verb = "POST" if method.startswith("send") else "GET"
        sent: dict[str, Any] = {"json": fields} if verb == "POST" else {"params": fields}
        answer = self.ask(verb, address, own={_BAD_REQUEST, 401, 403, 404, _TOO_MANY}, **sent)
        if not answer.ok:
            self._explain(answer)
        raise_for_outcome(answer)
        return answer

    def _explain(self, answer: requests.Response) -> None:
        """Raise NotPosted with instructions, if the error is known."""
        more = said_in(answer).get("parameters")
        more = more if isinstance(more, dict) else {}
        match answer.status_code:
            case 401 | 404:
                raise NotPosted(f"Telegram does not know the bot of {self.token!r}: is the token right?")
            case 403:
                raise NotPosted("the bot may not post there: make it a member, in a channel an administrator")
            case 429 if isinstance(wait := more.get("retry_after"), int):
                raise NotPosted(
                    "Telegram accepts no more messages for now (429)", final=False, retry_after=wait
                )
            case 400 if isinstance(chat := more.get("migrate_to_chat_id"), int):
                raise NotPosted(f"the group has become a supergroup: set `chat: {chat}`")
            case 400:
                raise NotPosted("Telegram refused it (400): is `chat` right, and is the bot in it?")


def _result(answer: requests.Response) -> dict[str, Any]:
    """Return the result in a Bot API response; InDoubt if there is none."""
    said = json_object(answer, STRANGE)
    result = said.get("result")
    if said.get("ok") is not True or not isinstance(result, dict):
        raise InDoubt(STRANGE)
    return result


def _address(chat: dict[str, Any]) -> str:
    """Return the URL prefix of a chat's messages, or "" for a small group, which has none."""
    name, number = str(chat.get("username") or ""), str(chat.get("id"))
    if re.fullmatch(r"\w+", name):
        return f"https://t.me/{name}"
    inner = number.removeprefix(_PRIVATE)
    return f"https://t.me/c/{inner}" if inner != number and inner.isdecimal() else ""


def _may_post(chat: dict[str, Any], member: dict[str, Any]) -> bool:
    if chat.get("type") == "channel":
        return member.get("status") == "creator" or bool(member.get("can_post_messages"))
    return member.get("status") in _MAY_POST or bool(member.get("can_send_messages"))
