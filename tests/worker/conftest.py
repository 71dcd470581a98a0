"""The fixtures of this folder's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.kit import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
