"""A GitHub runner in small, with the action's steps, a site and its services."""

from __future__ import annotations

import html
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import distribute
from distribute.scaffold.action import OWNER
from distribute.testing.service import Answer, MastodonService, Request, Service
from tests.github.services_github import REPOSITORY, TOKEN, GitHub
from tests.tools import needed

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.now(UTC) - timedelta(hours=2)
ID = f"{NOW:%Y-%m-%d}"
TITLE = "The Example Newsletter: what is new"
ISSUE = f"""\
---
title: "{TITLE}"
date: {NOW:%Y-%m-%dT%H:%M:%SZ}
---

## Software

- [Gajim 1.9.5](https://gajim.org/) sends files to several people at once.
- [Dino 0.5](https://dino.im/) shows who is typing in group chats.
"""


class Page(Service):
    """The site, where the issue is live."""

    title = TITLE

    def answer(self, request: Request) -> Answer:
        page = f"<title>{html.escape(self.title)}</title>"
        return Answer(page.encode(), headers={"Content-Type": "text/html"})


class Runner:
    """A repository on a bare remote, and what runs its workflows as GitHub would."""

    def __init__(
        self, folder: Path, action: Path, github: GitHub, mastodon: MastodonService, page: Page
    ) -> None:
        self.action, self.github, self.mastodon, self.page = action, github, mastodon, page
        self.folder, self.remote, self.site = folder, folder / "remote.git", folder / "site"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT")}
        self.environment |= {
            "HOME": str(folder), "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"), "GIT_CONFIG_SYSTEM": os.devnull,
            "PYTHONPATH": str(Path(distribute.__file__).parents[1]), "NO_COLOR": "1",
        }  # fmt: skip
        (folder / "gitconfig").write_text("[user]\n name = Editor\n email = editor@newsletter.example.org\n")
        self._fake_installation()
        self.run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), at=folder)
        self.run("git", "clone", "--quiet", str(self.remote), str(self.site), at=folder)
        self.write("hugo.toml", f'baseURL = "{page.url}/"\ntitle = "The Example Newsletter"\n')
        self.write("content/newsletter/new.md", ISSUE)

    def _fake_installation(self) -> None:
        """Let the action's `python3 -I -m venv --clear DIR` give this interpreter, with what is installed for the tests.

        tests/github/test_install.py has the action install for real.
        """
        tools = self.folder / "tools"
        tools.mkdir()
        made = f'mkdir -p "$5/bin"; cp "{tools}/interpreter" "$5/bin/python"'
        cases = {
            "interpreter": '"-I -m pip "*) ;;',
            "python3": f'"-I -m pip "*) exit 1 ;; "-I -m venv "*) {made} ;;',  # so that uv cannot be had
        }
        for name, case in cases.items():
            script = f'#!/bin/sh\ncase "$*" in {case} *) exec "{sys.executable}" "$@" ;; esac\n'
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)
        self.environment["PATH"] = f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        # What stands in for actions that only GitHub has.
        upload = self.folder / "upload"
        upload.mkdir()
        (upload / "action.yml").write_text(
            "inputs: {name: {}, path: {}}\nruns:\n  using: composite\n  steps:\n"
            f"    - run: cp \"$IT\" '{self.folder}/uploaded.html'\n      shell: bash\n"
            '      env: {IT: "${{ inputs.path }}"}\n'
        )  # fmt: skip

    def run(self, *line: str, at: Path | None = None, code: int | None = 0) -> str:
        done = subprocess.run(
            line,
            cwd=at or self.site,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def write(self, name: str, text: str) -> None:
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def distribute(self, *arguments: str, code: int = 0) -> str:
        return self.run(sys.executable, "-m", "distribute", *arguments, code=code)

    def set_up(self) -> None:
        self.distribute("init", "--use", "mastodon", "--issues", "content/newsletter/*.md", "--push")
        settings = (self.site / "channels.yaml").read_text()
        self.write("channels.yaml", settings.replace("https://fosstodon.org", self.mastodon.url))
        self.push()

    def push(self) -> None:
        self.run("git", "add", ".")
        self.run("git", "commit", "--quiet", "-m", "the newsletter")
        self.run("git", "push", "--quiet", "origin", "HEAD:main")

    def act(self, name: str, event: str, payload: dict[str, Any] | None = None, run: str = "77") -> list[str]:
        """Return the command line that runs a workflow."""
        told = self.folder / f"event-{name}-{run}.json"
        told.write_text(json.dumps(payload or {}))
        values = {
            "GITHUB_API_URL": self.github.url, "GITHUB_SERVER_URL": "http://127.0.0.1:9",
            "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_RUN_ID": run,
        }  # fmt: skip
        return [
            needed("act"), event, "-W", f".github/workflows/newsletter-{name}.yml", "-P", "ubuntu-latest=-self-hosted",
            "-e", str(told), "-s", f"GITHUB_TOKEN={TOKEN}", "-s", "MASTODON_ACCESS_TOKEN=mastodon-token",
            "--local-repository", f"{OWNER}@v0.1.0={self.action}",
            "--local-repository", f"actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a={self.folder}/upload",
            *(part for pair in values.items() for part in ("--env", "=".join(pair))),
        ]  # fmt: skip

    def job(self, *arguments: Any, code: int | None = 0, **more: Any) -> str:
        return self.run(*self.act(*arguments, **more), code=code)

    @property
    def posts(self) -> int:
        return len(self.mastodon.arrived)

    def wait_until(self, true: Callable[[], bool]) -> None:
        until = time.monotonic() + 30
        while not true():
            assert time.monotonic() < until
            time.sleep(0.01)

    def kill_all(self) -> None:
        """Kill whatever runs for this repository, as when a machine goes away."""
        mark = f"GIT_CONFIG_GLOBAL={self.folder / 'gitconfig'}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The action in a folder of its own, for act copies all that it finds there, a .venv too; of a link it copies the link."""
    folder = tmp_path_factory.mktemp("action")
    (folder / "distribute").symlink_to(Path(distribute.__file__).parent)
    for name in ("action.yml", "requirements.txt", "requirements-uv.txt", "requirements-postgres.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def runner(tmp_path: Path, action: Path) -> Iterator[Runner]:
    with GitHub() as github, MastodonService() as mastodon, Page() as page:
        made = Runner(tmp_path, action, github, mastodon, page)
        made.set_up()
        yield made


PULL = {"pull_request": {"number": 7, "head": {"repo": {"full_name": REPOSITORY}}}}
FORK = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "stranger/site"}}}}
