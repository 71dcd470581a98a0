"""What Telegram gets, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.verdicts import NotPosted
from distribute.testing.channel_contract import LINK
from distribute.testing.service import Answer
from tests.channels import services_hooks as services
from tests.channels.hooks.kit import telegram
from tests.channels.sending import send
from tests.channels.services_hooks import (
    TelegramService,
)


def test_what_telegram_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message(text=f"<b>Kites</b> & *wind* {LINK}", link=LINK)
    with TelegramService() as service:
        receipt = send(telegram(service, monkeypatch, silent=True), message=message)
        (request,) = service.attempts
    assert json.loads(request.body) == {
        "chat_id": "@xmppnews",
        "text": f"<b>Kites</b> & *wind* {LINK}",
        "disable_notification": True,
        "link_preview_options": {"url": LINK},
    }
    assert receipt == Receipt("1", "https://t.me/xmppnews/1")


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        ({"id": -1001234567890, "type": "channel"}, "https://t.me/c/1234567890/1"),
        ({"id": -4567, "type": "group"}, ""),
        ({"id": -4567, "username": "a/../b"}, ""),
    ],
)
def test_a_private_chat_has_another_address_or_none(
    monkeypatch: pytest.MonkeyPatch, chat: dict[str, Any], url: str
) -> None:
    with TelegramService() as service:
        service.chat = chat
        assert send(telegram(service, monkeypatch, chat=chat["id"])).url == url


@pytest.mark.parametrize(
    ("answer", "said", "wait"),
    [
        (services._telegram_error(429, "Too Many Requests", retry_after=7), "429", 7),
        (services._telegram_error(400, "upgraded", migrate_to_chat_id=-1009), "set `chat: -1009`", None),
        (services._telegram_error(400, "chat not found"), "is `chat` right", None),
        (services._telegram_error(403, "bot was kicked"), "make it a member", None),
        (services._telegram_error(401, "Unauthorized"), r"the bot of \$TELEGRAM_TOKEN", None),
    ],
)
def test_what_telegram_refuses_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, said: str, wait: float | None
) -> None:
    with TelegramService() as service:
        monkeypatch.setattr(service, "keep", lambda request: answer)
        with pytest.raises(NotPosted, match=said) as caught:
            send(telegram(service, monkeypatch))
    assert caught.value.retry_after == wait
