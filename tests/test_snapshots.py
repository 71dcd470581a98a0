"""Whole outputs, to the letter: what a change does to them is seen in its diff.

`DISTRIBUTE_UPDATE_SNAPSHOTS=1 python -m pytest tests/test_snapshots.py` writes them anew; read the diff.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SNAPSHOTS = Path(__file__).parent / "snapshots"
COLUMNS = 88
DRY_RUN = ("publish", "2020-11", "--dry-run", "--language", "en")

BROKEN = """\
---
title: The XMPP Newsletter $month_name
date: "2020-(TODO: MM-DD)"
draft: true
distribute:
  skip: 7
---

_To everyone involved: please replace this note with news, and do not leave it here._

Welcome, and thanks to [CONTRIBUTORS]!

## Articles

## Software

[Kite 1.2]((https://kite.example/) adds loops; [Moth](https:/moth.example) doesn't, and [Bee](TBA) neither.

![](kite.png)

_Two or three sentences about each of the releases go here._

TODO: the “naÃ¯ve” approach

## Events

_Two or three sentences about each of the releases go here._
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the bundled example, so that nobody's own ledger or secrets show."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "channels.yaml", tmp_path)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "HOME": str(folder),
        "TERM": "xterm",
        "NO_COLOR": "1",
    }


def piped(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "distribute", *words],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def on_a_terminal(folder: Path, *words: str) -> str:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "distribute", *words],
        cwd=folder,
        env=environment(folder),
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # Linux's way of saying that the other side is closed
        pass
    os.close(ours)
    assert process.wait(60) == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


def same_every_day(text: str) -> str:
    """Return `text` without what depends on the day it is."""
    return re.sub(r"it is \d+ days old", "it is N days old", text)


def compare(name: str, text: str) -> None:
    path = SNAPSHOTS / f"{name}.txt"
    said = same_every_day(text)
    if os.environ.get("DISTRIBUTE_UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8", newline="\n")
    assert said == path.read_text(encoding="utf-8"), f"{path.name} differs; see this file's first lines"


def test_the_readmes_first_command(example: Path) -> None:
    compare("publish-dry-run", piped(example, *DRY_RUN))


def test_the_readmes_first_command_on_a_terminal(example: Path) -> None:
    compare("publish-dry-run-terminal", on_a_terminal(example, *DRY_RUN))


def test_what_is_wrong_with_a_broken_issue(example: Path) -> None:
    (example / "examples" / "newsletter" / "content" / "newsletter" / "broken.md").write_text(
        BROKEN, encoding="utf-8"
    )
    compare("check-broken", piped(example, "check", "content/newsletter/broken.md", code=4))


@pytest.mark.parametrize(
    ("site", "issue"), [("wochenzettel", "2026-W41"), ("tide-mill", "2026-10"), ("loomworks", "2026-10")]
)
def test_what_is_chosen_from_an_example_and_what_is_left_out(example: Path, site: str, issue: str) -> None:
    settings = f"examples/{site}/channels.yaml"
    compare(f"check-{site}", piped(example, "--config", settings, "check", issue, "--verbose"))
