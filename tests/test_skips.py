"""A test that doesn't run is told from one that passes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import is_allowed
from tests.tools import ROOT, missing

SKIPPED = {
    "a test": "import pytest\ndef test():\n    pytest.skip({!r})\n",
    "a mark": "import pytest\n@pytest.mark.skipif(True, reason={!r})\ndef test():\n    pass\n",
    "a module": "import pytest\npytest.skip({!r}, allow_module_level=True)\n",
}


@pytest.mark.parametrize(
    ("where", "reason", "skips", "code"),
    [
        ("a test", "it rains", "listed", 1),
        ("a mark", "act is not installed", "listed", 1),
        ("a module", "it rains", "listed", 2),
        ("a test", "it has no secrets", "listed", 0),
        ("a test", "it rains", "", 0),
    ],
)
def test_ci_fails_where_a_test_is_skipped_for_another_reason(
    tmp_path: Path, where: str, reason: str, skips: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_it.py").write_text(SKIPPED[where].format(reason) + "\n\ndef test_more():\n    pass\n")
    monkeypatch.setenv("DISTRIBUTE_SKIPS", skips)
    monkeypatch.setenv("DISTRIBUTE_MISSING", "jekyll")
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-qq",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        tmp_path,
        tmp_path,
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr


def test_a_missing_program_is_allowed_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRIBUTE_MISSING", "smtp-sink jekyll")
    assert is_allowed(missing("jekyll"))
    assert not is_allowed(missing("act"))
