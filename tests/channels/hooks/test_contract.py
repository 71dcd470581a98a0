"""The webhook family keeps the channel contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from distribute.channel.interface import Channel
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import TurnedClock
from tests.channels.hooks.kit import HOOKS
from tests.channels.services_hooks import (
    MatrixService,
    SlackService,
)


class HookContract(ChannelContract):
    """The contract on one of the family, and no part of an address in any log."""

    hook: ClassVar[str]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[Any]:
        with HOOKS[self.hook][0](clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: Any, monkeypatch: pytest.MonkeyPatch) -> Channel:
        return HOOKS[self.hook][1](service, monkeypatch)


class TestWebhook(HookContract):
    hook = "webhook"


class TestDiscord(HookContract):
    hook = "discord"


class TestSlack(HookContract):
    hook = "slack"
    stranger: ClassVar = {"text": f"Look! {LINK}", "user": "U9"}
    other_account: ClassVar = {"SLACK_TOKEN": SlackService.other_token}


class TestSlackByWebhook(HookContract):
    hook = "slack_hook"


class TestTelegram(HookContract):
    hook = "telegram"


class TestMatrix(HookContract):
    hook = "matrix"
    stranger: ClassVar = {"body": f"Look! {LINK}", "sender": "@stranger:example.org"}
    other_account: ClassVar = {"MATRIX_TOKEN": MatrixService.other_token}
