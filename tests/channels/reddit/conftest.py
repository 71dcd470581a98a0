"""The fixtures of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from distribute.channels.reddit.adapter import Reddit
from distribute.testing.clock import START
from tests.channels.reddit.kit import account
from tests.channels.services_reddit import RedditService


@pytest.fixture
def service() -> Iterator[RedditService]:
    with RedditService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: RedditService, monkeypatch: pytest.MonkeyPatch) -> Reddit:
    return account(service, monkeypatch)
