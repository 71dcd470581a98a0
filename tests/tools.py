"""Programs that tests run, and ports for them.

Programs are looked for beside the interpreter first, for pip puts them there, on whatever PATH it is.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLACES = os.pathsep.join(
    [
        str(Path(sys.executable).parent),
        str(ROOT / "tests" / "sites" / "node_modules" / ".bin"),
        os.environ.get("PATH", os.defpath),
        "/usr/sbin",  # Debian's place for servers, which isn't on everybody's PATH
    ]
)


def tool(*names: str) -> str | None:
    """Return where the first of these programs is that is installed, None if none is."""
    return next(filter(None, (shutil.which(name, path=PLACES) for name in names)), None)


def needed(*names: str) -> str:
    """Return where the first of these programs is; skip the test if none is installed."""
    found = tool(*names)
    if not found:
        pytest.skip(missing(names[0]))
    return found


def missing(name: str) -> str:
    """Return why a test is skipped that needs a program."""
    return f"{name} is not installed"


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
