"""A Bluesky channel on the loopback service."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.channel.settings import Duration, Secret
from distribute.channels.bluesky.adapter import Bluesky
from tests.channels.services_bluesky import HANDLE, PASSWORD, BlueskyService


def account(service: BlueskyService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Bluesky:
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", PASSWORD)
    settings = {"handle": HANDLE, "server": service.url, "timeout": Duration(0.6)}
    password = Secret("$BLUESKY_APP_PASSWORD")
    return Bluesky(name="bluesky", use="bluesky", app_password=password, **{**settings, **more})
