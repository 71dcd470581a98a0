"""What Discord gets, and what it refuses."""

from __future__ import annotations

import json

import pytest

from distribute.channel.post import Message
from distribute.channel.verdicts import NotPosted
from distribute.testing.channel_contract import LINK
from tests.channels.hooks.kit import discord
from tests.channels.sending import send
from tests.channels.services_hooks import (
    DiscordService,
)


def test_what_discord_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message(text=f"*Kites* for @everyone_here {LINK}?a_b_c=1 #kites", link=LINK)
    with DiscordService() as service:
        receipt = send(discord(service, monkeypatch, thread="42"), message=message)
        (request,) = service.attempts
    assert request.query == {"wait": "true", "thread_id": "42"}
    assert json.loads(request.body) == {
        "content": f"\\*Kites\\* for @everyone\\_here {LINK}?a_b_c=1 \\#kites",
        "allowed_mentions": {"parse": []},
    }
    assert receipt.url == "https://discord.com/channels/199737254929760255/42/100000000000000001"


def test_a_forum_asks_for_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    with DiscordService() as service:
        service.forum = True
        with pytest.raises(NotPosted, match="set `thread`"):
            send(discord(service, monkeypatch))


def test_a_webhook_that_discord_does_not_know_is_told_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with DiscordService() as service:
        channel = discord(service, monkeypatch)
        monkeypatch.setenv("DISCORD_WEBHOOK", service.address + "x")
        with pytest.raises(NotPosted, match=r"the webhook of \$DISCORD_WEBHOOK: copy its URL again"):
            send(channel)
        assert service.attempts == []
