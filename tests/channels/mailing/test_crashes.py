"""A mailing that is killed again and again mails nobody twice and loses nobody; the benchmark does it with 5,000 readers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks import mailing_crashes


def test_a_mailing_survives_being_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing_crashes, "LEASE", 1.0)
    toll = mailing_crashes.crash(str(tmp_path / "mailings.db"), 120, 2, random.Random(1))
    assert (toll.twice, toll.lost, toll.accounted) == (0, 0, True), toll
    assert toll.in_doubt <= 2 * 5  # a reader on each connection, each time
