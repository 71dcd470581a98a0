"""A test that doesn't run is told from one that passes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import is_allowed
from tests.tools import ROOT, missing

BODIES = {
    "test": "import pytest\ndef test():\n    pytest.skip({!r})\n",
    "mark": "import pytest\n@pytest.mark.skipif(True, reason={!r})\ndef test():\n    pass\n",
    "module": "import pytest\npytest.skip({!r}, allow_module_level=True)\n",
}
REASONS = {"other": "it rains", "listed": "it has no secrets", "program": "act is not installed"}
SKIPPING = {f"{body}_{reason}": BODIES[body].format(REASONS[reason]) for body in BODIES for reason in REASONS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("skips", "refused"),
    [("listed", {name for name in SKIPPING if not name.endswith("listed")}), ("", set())],
)
def test_ci_fails_where_a_test_is_skipped_for_another_reason(
    tmp_path: Path, skips: str, refused: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, body in SKIPPING.items():
        (tmp_path / f"test_{name}.py").write_text(body)
    monkeypatch.setenv("DISTRIBUTE_SKIPS", skips)
    monkeypatch.setenv("DISTRIBUTE_MISSING", "jekyll")
    options = "-qq -rfE -p tests.conftest -p no:cacheprovider --continue-on-collection-errors --rootdir"
    line = [sys.executable, "-m", "pytest", *options.split(), str(tmp_path), str(tmp_path)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    told = set(re.findall(r"^(?:FAILED|ERROR) \S*/test_(\w+)\.py", done.stdout, re.MULTILINE))
    assert told == refused, done.stdout + done.stderr
    assert done.returncode == bool(refused)


def test_a_missing_program_is_allowed_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRIBUTE_MISSING", "smtp-sink jekyll")
    assert is_allowed(missing("jekyll"))
    assert not is_allowed(missing("act"))
