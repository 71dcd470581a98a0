"""The fixtures of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from distribute.channels.twitter import Twitter
from distribute.testing.clock import START
from tests.channels.services_x import XService
from tests.channels.twitter.kit import account


@pytest.fixture
def service() -> Iterator[XService]:
    with XService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: XService, monkeypatch: pytest.MonkeyPatch) -> Twitter:
    return account(service, monkeypatch)
