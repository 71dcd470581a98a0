"""An account of each of the webhook family, at its service on loopback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.testing.service import Service
from tests.channels.services_hooks import (
    DiscordService,
    MatrixService,
    SlackService,
    TelegramService,
    WebhookService,
)


def made(use: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], **settings: Any) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    known = {"name": use, "use": use, "timeout": "0.9s", **settings}
    return msgspec.convert(known, adapter(use), dec_hook=decode)


def webhook(service: WebhookService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    environment = {"WEBHOOK_URL": service.url + service.path, "WEBHOOK_KEY": service.secret}
    return made(
        "webhook", monkeypatch, environment, **{"url": "$WEBHOOK_URL", "signing_key": "$WEBHOOK_KEY", **more}
    )


def discord(service: DiscordService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"webhook": "$DISCORD_WEBHOOK", "base_url": f"{service.url}/api/v10", **more}
    return made("discord", monkeypatch, {"DISCORD_WEBHOOK": service.address}, **settings)


def slack(service: SlackService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"token": "$SLACK_TOKEN", "channel": "C0123456789", "base_url": f"{service.url}/api", **more}
    return made("slack", monkeypatch, {"SLACK_TOKEN": service.token}, **settings)


def slack_hook(service: SlackService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"webhook": "$SLACK_WEBHOOK", "base_url": f"{service.url}/api", **more}
    address = f"https://hooks.slack.com{service.hook}"
    return made("slack", monkeypatch, {"SLACK_WEBHOOK": address}, **settings)


def telegram(service: TelegramService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"token": "$TELEGRAM_TOKEN", "chat": "@xmppnews", "base_url": service.url, **more}
    return made("telegram", monkeypatch, {"TELEGRAM_TOKEN": service.token}, **settings)


def matrix(service: MatrixService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"access_token": "$MATRIX_TOKEN", "room": service.alias, "server": service.url, **more}
    return made("matrix", monkeypatch, {"MATRIX_TOKEN": service.token}, **settings)


Account = Callable[[Any, pytest.MonkeyPatch], Channel]
HOOKS: dict[str, tuple[type[Service], Account]] = {
    "webhook": (WebhookService, webhook),
    "discord": (DiscordService, discord),
    "slack": (SlackService, slack),
    "slack_hook": (SlackService, slack_hook),
    "telegram": (TelegramService, telegram),
    "matrix": (MatrixService, matrix),
}
