"""One post on its way to any channel."""

from __future__ import annotations

from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Message, Receipt
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START

MESSAGE = Message(text=f"The newsletter is out! {LINK}", title="The newsletter", link=LINK)


def delivery(**more: Any) -> Delivery:
    settings = {
        "key": "2020-11/channel/en@1#1",
        "idempotency_key": "the-token",
        "language": "en",
        "first_attempt_at": START,
    }
    return Delivery(**{**settings, "message": MESSAGE, **more})


def send(channel: Channel, **more: Any) -> Receipt:
    what = delivery(**more)
    return channel.post(what, channel.prepare(what))
