"""A Reddit channel on a service of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channels.reddit.adapter import Reddit
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START
from tests.channels.services_reddit import SECRETS, RedditService

BY_TOKEN = {"refresh_token": Secret("$REDDIT_REFRESH_TOKEN")}


BY_NAME = {"username": Secret("$REDDIT_USERNAME"), "password": Secret("$REDDIT_PASSWORD")}


def account(service: RedditService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Reddit:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings: dict[str, Any] = {
        "subreddit": "xmpp",
        "base_url": service.url,
        "client_id": Secret("$REDDIT_CLIENT_ID"),
        "client_secret": Secret("$REDDIT_CLIENT_SECRET"),
        "timeout": Duration(0.6),
        **BY_TOKEN,
    }
    return Reddit(name="reddit", use="reddit", **{**settings, **more})


def keep(service: RedditService, *, seconds: float = 0, **fields: str) -> Receipt:
    service.now = lambda: START + timedelta(seconds=seconds)
    post = service.add({"sr": "xmpp", "kind": "link", "url": LINK, "title": "The newsletter", **fields})
    service.now = lambda: START + timedelta(minutes=30)
    return Receipt(post.id, f"{service.url}/r/xmpp/comments/{post.id}/")


def refused(*errors: Any) -> dict[str, Any]:
    return {"json": {"errors": list(errors)}}


def posted(**data: Any) -> dict[str, Any]:
    return {"json": {"errors": [], "data": {"url": "https://www.reddit.com/x", **data}}}
