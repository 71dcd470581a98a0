"""What tests of several ledgers share."""

from __future__ import annotations

import pytest

from distribute.ledger.together import Append, Together


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> list[Append]:
    """The appends that have been added so far, in any ledger, to be stored together with others."""
    appends: list[Append] = []
    add = Together.add

    def note(self: Together[Append], mine: Append) -> None:
        add(self, mine)
        appends.append(mine)

    monkeypatch.setattr(Together, "add", note)
    return appends
