"""Apprise: any of the more than one hundred services that the library of that name can notify."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Issue

if TYPE_CHECKING:
    from apprise import Apprise as Client


class Apprise(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A title and a text for any service that the library Apprise supports; it can't be read back."""

    url: Annotated[Secret, msgspec.Meta(description="the service's address in Apprise's form")]
    limit: Annotated[int, msgspec.Meta(gt=0, description="the maximum number of characters in a message")] = (
        1000
    )

    has_handles: ClassVar[bool] = False
    extra: ClassVar[str] = "apprise"
    example: ClassVar[dict[str, Any]] = {"url": "$APPRISE_URL"}

    def length(self, message: Message) -> int:
        """Count the title and the text, which many services receive as one."""
        return len(message.title) + 1 + len(message.text)

    def target(self) -> str:
        """Return the name of the variable that contains the URL."""
        return f"apprise:{self.url!r}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title, and a text that does not repeat it."""
        title = " ".join(render("title", limit=self.limit, most=0, words=1).split())
        room = self.limit - len(title) - 1
        text = render("text", limit=room, most=self.max_facts, words=self.fact_words)
        return Draft((Message(text=text, title=title, link=issue.url),))

    def prepare(self, delivery: Delivery) -> Client:
        """Read the URL."""
        return self._client()

    def post(self, delivery: Delivery, ready: Client) -> Receipt:
        """Send the message once. The library returns no id, and no reason if it fails."""
        message, answers = delivery.message, list[bool]()

        def notify() -> None:
            with suppress(Exception):  # what it says may contain the address
                answers.append(bool(ready.notify(body=message.text, title=message.title, body_format="text")))

        # The library limits each read but not the total time. This limits the total, and abandons a slow call.
        thread = threading.Thread(target=notify, daemon=True)
        thread.start()
        thread.join(self.timeout)
        if answers != [True]:
            raise InDoubt(
                "no answer in time"
                if thread.is_alive()
                else "the library does not report whether the service received it"
            )
        return Receipt(delivery.idempotency_key)

    def examine(self) -> Iterator[Finding]:
        """Read the URL. Nothing is sent."""
        (service,) = self._client()
        yield Finding("ok", f"{self.url!r} is an address of {service.service_name or 'a service'}")
        yield Finding("ok", "messages can't be read back: a post in doubt waits for you")

    def _client(self) -> Client:
        """Return the library set up with the one service; NotPosted if it is not installed or does not know the URL."""
        try:
            import apprise
        except ImportError:
            msg = "the library Apprise is missing: `pip install 'newsletter-distribute[apprise]'`"
            raise NotPosted(msg) from None
        import logging

        from distribute.transport.http import Session  # noqa: F401 - its module takes paths out of urllib3's log

        logging.getLogger("apprise").disabled = True  # it logs addresses
        client = apprise.Apprise()
        if not client.add(self.url.reveal()) or len(list(client)) != 1:
            raise NotPosted(f"{self.url!r} is not one address that Apprise {apprise.__version__} knows")
        for service in client:
            service.retry = 0  # a URL may ask for retries, and each would be another post
        return client
