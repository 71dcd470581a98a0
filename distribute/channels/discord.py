"""Discord: a message in one channel, by that channel's webhook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import (
    STRANGE,
    Hook,
    as_markdown,
    in_secret,
    said_in,
    secret_address,
    utf16_length,
)
from distribute.transport.answers import json_object

if TYPE_CHECKING:
    import requests

_POST = re.compile(r"/channels/(?:\d+|@me)/\d+/(\d+)/?\Z")
_HOOK = r"(/webhooks/\d+/[\w-]+)/?\Z"
_NUMBER = r"\d{1,20}"
_BAD_REQUEST = 400
_IS_FORUM = 220001  # "Webhooks posted to forum channels must have a thread_name or thread_id"


class Discord(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message that notifies nobody. Its length includes the backslashes that escape Markdown."""

    webhook: Annotated[Secret, msgspec.Meta(description="the URL of the channel's webhook")]
    thread: Annotated[
        str,
        form("^[0-9]*$", "a number, in quotes", description="the id of a thread, or of a post in a forum"),
    ] = ""
    base_url: Annotated[
        str,
        msgspec.Meta(
            pattern="^(https?://.+)?$", description="another server's API, in place of the URL's own"
        ),
    ] = ""
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=2000, description="the maximum number of characters in a message")
    ] = 2000

    post_path: ClassVar[re.Pattern[str]] = _POST
    id_form: ClassVar[str] = _NUMBER
    example: ClassVar[dict[str, Any]] = {"webhook": "$DISCORD_WEBHOOK"}

    def measure(self, text: str) -> int:
        """Return the length of the text as it is sent, in UTF-16 units."""
        return utf16_length(as_markdown(text))

    def target(self) -> str:
        """Return the name of the variable that contains the webhook, and the thread."""
        return f"discord:{self.base_url}:{self.webhook!r}:{self.thread}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Read the webhook. `client` is the URL of the channel that it posts to."""
        hook = json_object(self._ask("GET"), STRANGE)
        where = [str(hook.get(name)) for name in ("guild_id", "channel_id")]
        place = "/".join([*where[:1], self.thread or where[1]])
        if not re.fullmatch(rf"{_NUMBER}/{_NUMBER}", place):
            raise InDoubt(STRANGE)
        return Prepared(str(hook.get("id")), f"discord:{place}", f"https://discord.com/channels/{place}")

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the message and wait until Discord has stored it."""
        message = {"content": as_markdown(delivery.message.text), "allowed_mentions": {"parse": []}}
        query = {"wait": "true"} | ({"thread_id": self.thread} if self.thread else {})
        answer = json_object(self._ask("POST", params=query, json=message), STRANGE)
        number = str(answer.get("id"))
        if not re.fullmatch(_NUMBER, number):
            raise InDoubt(STRANGE)
        return Receipt(number, f"{ready.client}/{number}")

    def hosts(self) -> tuple[str, ...]:
        """Return Discord's own host."""
        return ("discord.com",)

    def examine(self) -> Iterator[Finding]:
        """Check the webhook's name and channel, the remaining requests and Discord's clock."""
        from distribute.transport.http import check_clock, check_limits

        answer = self._ask("GET")
        hook = json_object(answer, STRANGE)
        yield Finding(
            "ok", f"posts as {hook.get('name')} in the channel {self.thread or hook.get('channel_id')}"
        )
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    def _ask(self, method: str, **more: Any) -> requests.Response:
        """Send one request to the webhook and return the successful response."""
        from distribute.transport.http import raise_for_outcome

        found = in_secret(self.webhook, _HOOK, "the URL of a Discord webhook")
        api = self.base_url.rstrip("/") or secret_address(self.webhook)[: found.start()]
        answer = self.ask(method, api + found[1], own={_BAD_REQUEST, 401, 404}, told_as=self.webhook, **more)
        if answer.status_code in {401, 404}:
            what = "the thread, or the webhook" if self.thread else "the webhook"
            raise NotPosted(f"Discord does not know {what} of {self.webhook!r}: copy its URL again")
        if answer.status_code == _BAD_REQUEST and said_in(answer).get("code") == _IS_FORUM:
            raise NotPosted("the channel is a forum: set `thread` to the id of one of its posts")
        raise_for_outcome(answer)
        return answer
