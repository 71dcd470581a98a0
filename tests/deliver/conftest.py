"""The fixtures of this folder's tests."""

from __future__ import annotations

import pytest

from tests.deliver.kit import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
