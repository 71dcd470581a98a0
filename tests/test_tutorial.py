"""The tutorial shows what its commands print.

`DISTRIBUTE_UPDATE_SNAPSHOTS=1 python -m pytest tests/test_tutorial.py` writes the output anew; read the diff.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tools import needed

ROOT = Path(__file__).resolve().parent.parent
README, TUTORIAL = ROOT / "README.md", ROOT / "docs" / "tutorial.md"
SKIPPED = r"<!-- not run: [^\n]*-->\n```sh\n[\s\S]*?\n```"
COMMANDS = re.compile(rf"(?:{SKIPPED})|```(sh|console)\n([\s\S]*?)\n```")
END = "--- end of a command ---"
# What differs from one reader to the next, and what the page shows in its place.
SHOWN = {
    r"(?<=\d{4}-\d\d-\d\dT)\d\d:\d\d:\d\d(?=Z)": "09:00:00",
    r"(?<=@1-1\.)[0-9a-f]{12}(?=\.txt)": "1d16c911e032",
}
DAY = "2026-10-05"


def test_the_tutorial_shows_what_its_commands_print(tmp_path: Path) -> None:
    page = TUTORIAL.read_text(encoding="utf-8")
    replayed = replay(page, tmp_path)
    if os.environ.get("DISTRIBUTE_UPDATE_SNAPSHOTS"):
        TUTORIAL.write_text(replayed, encoding="utf-8")
    assert TUTORIAL.read_text(encoding="utf-8") == replayed


def replay(page: str, folder: Path) -> str:
    """Return the page with the output of each command in its `console` blocks, as they were run in `folder`."""
    blocks = [(match[1], match[2]) for match in COMMANDS.finditer(page) if match[1]]
    lines = [line for kind, text in blocks for line in _commands(kind, text)]
    printed = iter(_run(lines, folder))

    def filled(match: re.Match[str]) -> str:
        if not match[1]:
            return match[0]
        outputs = [(line, next(printed)) for line in _commands(match[1], match[2])]
        if match[1] == "sh":
            assert [output for _, output in outputs] == [""]
            return match[0]
        return "```console\n" + "".join(f"$ {line}\n{output}" for line, output in outputs) + "```"

    return COMMANDS.sub(filled, page)


def _commands(kind: str, text: str) -> list[str]:
    """Return the commands of a block: the lines after a `$`, or a whole script."""
    return re.findall(r"^\$ (.*)", text, re.MULTILINE) if kind == "console" else [text]


def _run(commands: list[str], folder: Path) -> list[str]:
    """Run the commands in one shell; return what each prints, as the page shows it."""
    script = "exec 2>&1\n" + "\n".join(f"{command}\necho '{END}'" for command in commands)
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "GITHUB_ACTIONS"}}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    settings = {"PATH": path, "HOME": str(folder), "TZ": "UTC"}
    done = subprocess.run(
        [needed("bash"), "-c", script], cwd=folder, env=kept | settings, stdout=subprocess.PIPE, check=True
    )
    text = done.stdout.decode().replace(f"{folder}/kites", "/home/me/kites")
    text = text.replace(f"{datetime.now(UTC):%Y-%m-%d}", DAY)
    for pattern, shown in SHOWN.items():
        text = re.sub(pattern, shown, text)
    return text.split(f"{END}\n")[:-1]


def test_the_first_publish_of_the_readme_needs_no_flags(tmp_path: Path) -> None:
    """The bundled example is announced, once, by the commands that README shows."""
    shown = re.search(
        r"^## Publish\n[\s\S]*?```sh\n([\s\S]*?)\n```", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert shown
    lines = shown[1].replace(".venv/bin/", "").splitlines()
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "channels.yaml", tmp_path)
    created, first, again, status = _run(lines, tmp_path)
    assert "ledger.db: created" in created
    assert "outbox (en): posted" in first
    assert "outbox (en): already posted" in again
    assert "error:" not in created + first + again
    assert status.startswith("2020-11/outbox/en@1#1  posted")
    assert " --old" not in shown[1]
    assert len([*(tmp_path / "outbox").iterdir()]) == 1


def test_a_command_that_prints_something_else_is_noticed(tmp_path: Path) -> None:
    page = "```sh\nmkdir kites\n```\n\n```console\n$ echo one\ntwo\n```\n"
    assert replay(page, tmp_path) == page.replace("two", "one")
    with pytest.raises(AssertionError):
        replay("```sh\necho something\n```\n", tmp_path)
