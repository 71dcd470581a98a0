"""Every test begins with bare walls."""

from __future__ import annotations

import pytest

from tests.publish.kit import WALLS


@pytest.fixture(autouse=True)
def _bare_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    WALLS.clear()
    monkeypatch.delenv("WALL_TOKEN", raising=False)
