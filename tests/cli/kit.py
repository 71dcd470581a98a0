"""A site in a folder and the command line run on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import distribute
from tests import forked

SETTINGS = """\
site:
  name: The Letter
  url: https://example.org/
  generator: hugo
  issues: content/letter/*.md
channels:
  outbox:
    path: out
  twitter:
    api_key: $LETTER_KEY
    api_secret: $LETTER_KEY_SECRET
    access_token: $LETTER_TOKEN
    access_token_secret: $LETTER_TOKEN_SECRET
"""


HUGO = "baseURL: https://example.org/\npermalinks:\n  letter: /:year/:month/:slug/\n"


BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


def page(title: str, date: str, body: str = BODY) -> str:
    return f"---\ntitle: {title}\ndate: {date}\nslug: letter\n---\n\n{body}"


FILES = {
    "channels.yaml": SETTINGS,
    "hugo.yaml": HUGO,
    "content/letter/2020-12-09.md": page("The Letter November 2020", "2020-12-09"),
    "content/letter/2020-11-05.md": page(
        "The Letter October 2020", "2020-11-05", BODY.replace("Kite", "Moth")
    ),
}


class Run(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Place:
    """A site's folder to run the command in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, content in FILES.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def environment(self, **env: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return {**kept, "PYTHONPATH": str(Path(distribute.__file__).parents[1]), "PYTHONUTF8": "1", **env}

    def run(self, *words: str | Path, cwd: Path | None = None, **env: str) -> Run:
        folder, environment = cwd or self.root, self.environment(**env)
        if "PYTHONIOENCODING" in env:  # only a new Python reads it
            command = [sys.executable, "-m", "distribute", *map(str, words)]
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=60, check=False,
                encoding=env["PYTHONIOENCODING"],
            )  # fmt: skip
        else:
            done = forked.run(folder, *map(str, words), environment=environment)
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr)


def told(run: Run) -> str:
    """Return the one sentence of a mistake."""
    assert run.out == ""
    lines = run.err.strip().split("\n")
    assert len(lines) == 1, run.err
    return lines[0].removeprefix("distribute: ")
