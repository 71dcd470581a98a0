"""A run in memory on a service that tells what arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.records import record_human_verdict
from distribute.deliver.run import deliver
from distribute.ledger.events import (
    Key,
)
from distribute.ledger.memory import MemoryLedger
from distribute.testing.clock import TurnedClock

LINK = "https://example.org/2020-11"


TEXT = f"The Letter is out {LINK}"


KEY = Key("2020-11", "feed", "en")


PATIENCE = timedelta(minutes=15)


class Service:
    """Accounts with their posts, as a service lists them."""

    def __init__(self) -> None:
        self.posts: dict[str, list[tuple[datetime, str, RemotePost]]] = {}
        self.sent: list[str] = []
        self.fails: list[BaseException] = []
        self.hidden: set[str] = set()  # texts that a listing lacks as yet
        self.refuses_to_list: BaseException | None = None

    def keep(self, account: str, text: str, at: datetime, visibility: str = "public") -> Receipt:
        number = str(sum(map(len, self.posts.values())) + 1)
        receipt = Receipt(number, f"https://feed.example/{number}")
        self.posts.setdefault(account, []).append((at, visibility, RemotePost(receipt=receipt, text=text)))
        return receipt


class Feed(Channel, frozen=True, kw_only=True):
    """An account of a service; which one, its token alone tells."""

    service: Service
    clock: TurnedClock
    account: str = "ada"
    called_in_settings: str = "feed:"
    visibility: str = "public"

    asked_for = ("visibility",)

    def target(self) -> str:
        return self.called_in_settings

    def prepare(self, delivery: Delivery) -> Prepared:
        return Prepared(self.account, f"feed:{self.account}")

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        service = self.service
        service.sent.append(delivery.message.text)
        error = service.fails.pop(0) if service.fails else None
        if isinstance(error, NotPosted):
            raise error
        receipt = service.keep(self.account, delivery.message.text, self.clock.now(), self.visibility)
        if error:
            raise error
        return receipt

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        service = self.service
        if service.refuses_to_list:
            raise service.refuses_to_list
        posts = (
            post
            for at, visibility, post in service.posts.get(self.account, [])
            if at >= since and visibility == self.visibility and post.text not in service.hidden
        )
        return Timeline(self.account, posts)

    def hosts(self) -> tuple[str, ...]:
        return ("feed.example",)


class Desk:
    """One channel, its service, a ledger and a clock."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.service = Service()
        self.ledger = MemoryLedger()
        self.channel = Feed(name="feed", use="feed", service=self.service, clock=self.clock)

    def wanted(self, text: str = TEXT, link: str = LINK, **more: Any) -> DeliveryRequest:
        settings = {"channel": self.channel, "issue": "2020-11", "language": "en"}
        return DeliveryRequest(**{"draft": Draft((Message(text=text, link=link),)), **settings, **more})

    def publish(self, text: str = TEXT, **more: Any) -> Outcome:
        return deliver([self.wanted(text, **more)], self.ledger, clock=self.clock)[0]

    def doubt(self, **more: Any) -> Outcome:
        """Leave a post in doubt that did arrive."""
        self.service.fails.append(InDoubt("cut"))
        return self.publish(**more)

    def lose(self, **more: Any) -> Outcome:
        """Leave a post in doubt that is on its way for as long as the test says."""
        self.service.hidden.add(TEXT)
        return self.doubt(**more)

    def word(self, word: str | None) -> Outcome:
        return record_human_verdict(self.channel, KEY, word, self.ledger, clock=self.clock)

    def events(self, kind: type) -> list[Any]:
        return [event for event in self.ledger.read() if isinstance(event, kind)]


def late(desk: Desk) -> None:
    """Post it twice: the first request arrives after its absence was believed."""
    desk.lose()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().state == "posted"
    desk.service.hidden.clear()
