"""What git says about a folder, for those who can do without."""

from __future__ import annotations

from pathlib import Path

_TIMEOUT = 30  # seconds that git may take


def ask(folder: Path, *args: str) -> str:
    """Return what git says, "" where there is no git or no repository, or it has nothing to say."""
    import subprocess

    command = ["git", "-C", str(folder), *args]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a path comes after `--`
            command, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""
