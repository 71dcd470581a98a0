"""A channel, a service and a run in memory, for the tests of the safety rules of docs/design.md."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt
from distribute.deliver.context import StopControl
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.run import deliver
from distribute.ledger.events import (
    AnyEvent,
    IssueRef,
    Key,
)
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from distribute.testing.clock import TurnedClock

PATIENCE = 15 * 60


KEY = Key("2020-11", "fake", "en")


ABOUT = IssueRef(path="2020-11.md", url="https://example.org/2020-11", title="November")


class Wall:
    """A service in memory: what was put on it, and what happens on the next requests."""

    def __init__(self) -> None:
        self.posts: list[tuple[Delivery, Receipt]] = []
        self.prepared: list[Delivery] = []
        self.asked: list[Delivery] = []
        self.on_prepare: Callable[[Delivery], Any] = lambda _: None
        self.on_post: Callable[[Delivery], Any] = self.put
        self.on_find: Callable[[Delivery], Receipt | None] = self.see

    def put(self, delivery: Delivery) -> Receipt:
        number = len(self.posts) + 1
        receipt = Receipt(str(number), f"https://wall.example/{number}")
        self.posts.append((delivery, receipt))
        return receipt

    def see(self, delivery: Delivery) -> Receipt | None:
        for posted, receipt in self.posts:
            if posted.idempotency_key == delivery.idempotency_key:
                return receipt
        return None

    def then(self, *steps: Callable[[Delivery], Any]) -> None:
        """Let the next posts go one after another as told, and any later one well."""
        left = list(steps)

        def step(delivery: Delivery) -> Any:
            return (left.pop(0) if left else self.put)(delivery)

        self.on_post = step

    def refuse(self, error: Exception) -> Callable[[Delivery], Any]:
        def step(_: Delivery) -> Any:
            raise error

        return step

    def keep_and(self, error: BaseException) -> Callable[[Delivery], Any]:
        def step(delivery: Delivery) -> Any:
            self.put(delivery)
            raise error

        return step


class Fake(Channel, frozen=True, kw_only=True):
    """An account on a Wall."""

    wall: Wall
    account: str = "fake:me"
    token: Secret = Secret("$FAKE_TOKEN")

    def target(self) -> str:
        return self.account

    def prepare(self, delivery: Delivery) -> Any:
        self.wall.prepared.append(delivery)
        return self.wall.on_prepare(delivery)

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        receipt: Receipt = self.wall.on_post(delivery)
        return receipt

    def find(self, delivery: Delivery) -> Receipt | None:
        self.wall.asked.append(delivery)
        return self.wall.on_find(delivery)


class Blind(Channel, frozen=True, kw_only=True):
    """An account that can't be looked at."""

    wall: Wall

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        receipt: Receipt = self.wall.on_post(delivery)
        return receipt


class Broken(MemoryLedger):
    """A ledger that does as told on the next appends."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[tuple[AnyEvent, ...]], None] = lambda _: None

    def append(self, *events: AnyEvent) -> None:
        self.before(events)
        super().append(*events)


class Desk:
    """Everything a test needs, with the shortest names for what it does most."""

    def __init__(self) -> None:
        self.wall = Wall()
        self.ledger = Broken()
        self.clock = TurnedClock()
        self.stop = threading.Event()
        self.channel: Channel = Fake(name="fake", use="fake", wall=self.wall)

    def wanted(self, text: str = "Hello", **more: Any) -> DeliveryRequest:
        draft = Draft(
            tuple(Message(text=message, link="https://example.org/2020-11") for message in text.split("|"))
        )
        settings = {"channel": self.channel, "issue": "2020-11", "language": "en", "about": ABOUT}
        return DeliveryRequest(**{"draft": draft, **settings, **more})

    def publish(self, text: str = "Hello", **more: Any) -> Outcome:
        return self.publish_all(text, **more)[0]

    def publish_all(self, text: str = "Hello", **more: Any) -> list[Outcome]:
        return self.deliver(self.wanted(text, **more))

    def deliver(self, *wanted: DeliveryRequest) -> list[Outcome]:
        return deliver(wanted, self.ledger, StopControl(stop=self.stop), clock=self.clock)

    def events(self, kind: type | None = None) -> list[AnyEvent]:
        return [event for event in self.ledger.read() if kind is None or isinstance(event, kind)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events() if "#" in event.post]

    @property
    def post(self) -> Any:
        return fold(self.ledger.read()).publication("2020-11", "fake", "en").post(1, "1")


def doubt(desk: Desk, **more: Any) -> Outcome:
    """Leave the post in doubt: the answer is lost before the service keeps anything."""
    desk.wall.then(desk.wall.refuse(InDoubt("the connection was cut")))
    return desk.publish(**more)
