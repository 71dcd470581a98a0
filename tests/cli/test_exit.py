"""How a process ends, once everything is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_process_that_has_imported_every_adapter_does_not_crash_at_exit() -> None:
    """The debugging allocator makes a use of freed memory by msgspec certain, which is rare otherwise."""
    command = [sys.executable, "-m", "distribute", "channels", "--json"]
    environment = {**os.environ, "PYTHONMALLOC": "debug"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert '"xmpp-room"' in run.stdout
