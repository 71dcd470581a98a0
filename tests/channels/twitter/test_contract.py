"""X keeps the contract over the real tweepy, signs for where it sends, and knows its own posts again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec
import pytest

from distribute.channels.twitter import Twitter
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import TurnedClock
from tests.channels.services_x import OTHER_ACCOUNT, XService
from tests.channels.twitter.kit import account


class TestTwitter(ChannelContract):
    stranger: ClassVar = {"text": f"Look! {LINK}"}
    reply_field = "reply"
    other_account: ClassVar = OTHER_ACCOUNT
    changes: ClassVar = [
        ({"account": ""}, {"account": "@XmppNews"}),
        ({"account": "xmppnews"}, {"account": ""}),
    ]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[XService]:
        with XService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: XService, monkeypatch: pytest.MonkeyPatch) -> Twitter:
        return account(service, monkeypatch)

    def refuse_duplicates(self, service: XService) -> None:
        service.refuses_duplicates = True

    def without_account(self, channel: Twitter) -> Twitter:
        return msgspec.structs.replace(channel, account="")
