"""The ledger in memory keeps the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from distribute.ledger.memory import MemoryLedger
from distribute.testing.ledger_contract import LedgerContract, Opener


class TestMemory(LedgerContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Opener:
        ledger = MemoryLedger()
        return lambda: ledger
