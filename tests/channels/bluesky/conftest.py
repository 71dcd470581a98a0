"""The fixtures of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from distribute.channels.bluesky.adapter import Bluesky
from distribute.testing.clock import START
from tests.channels.bluesky.kit import account
from tests.channels.services_bluesky import BlueskyService


@pytest.fixture
def service() -> Iterator[BlueskyService]:
    with BlueskyService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: BlueskyService, monkeypatch: pytest.MonkeyPatch) -> Bluesky:
    return account(service, monkeypatch)
