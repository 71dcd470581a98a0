"""The fixtures of this folder's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from distribute.testing.service import MastodonService
from tests.deliver.identity.kit import Newsletter


@pytest.fixture
def service() -> Iterator[MastodonService]:
    with MastodonService() as service:
        yield service


@pytest.fixture
def letter(tmp_path: Path, service: MastodonService) -> Newsletter:
    return Newsletter(tmp_path / "letter", service)
