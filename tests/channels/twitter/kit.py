"""An X channel on a service of its own."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channels.twitter import Twitter
from distribute.testing.clock import START
from tests.channels.sending import MESSAGE
from tests.channels.services_x import SECRETS, XService


def account(service: XService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Twitter:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = {"base_url": service.url, "account": "@xmppnews", "timeout": Duration(0.6)}
    secrets = {name.removeprefix("X_").lower(): Secret(f"${name}") for name in SECRETS}
    return Twitter(name="twitter", use="twitter", **secrets, **{**settings, **more})


def talk(caplog: pytest.LogCaptureFixture) -> None:
    """Turn every log to its loudest, those of the libraries one by one."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)


def keep(service: XService, *, seconds: float = 0, **fields: str) -> Receipt:
    service.now = lambda: START + timedelta(seconds=seconds)
    post = service.add({"text": MESSAGE.text, **fields})
    service.now = lambda: START + timedelta(minutes=30)
    return Receipt(post.id, f"https://x.com/i/web/status/{post.id}")
