"""A GitHub runner in small, with the action's steps, a site and its services."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import pytest

import distribute
from distribute.channels.mastodon import Mastodon
from distribute.github import action as module
from distribute.github.process import Answer as Said
from distribute.inputs.yaml import load as load_yaml
from distribute.scaffold.action import OWNER
from distribute.sites.site import PLACEHOLDER
from distribute.testing.service import Answer, MastodonService, Request, Service
from tests import forked
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


SECRETS = {"GITHUB_TOKEN": TOKEN, "MASTODON_ACCESS_TOKEN": "mastodon-token"}


def _filled(text: str, payload: dict[str, Any]) -> str:
    """Return a value of a workflow with the inputs of an event and the secrets in place of its expressions."""
    inputs = payload.get("inputs", {})
    text = re.sub(
        r"\${{ inputs\.(\w+)(?: \|\| '(\w*)')? }}", lambda it: inputs.get(it[1]) or it[2] or "", text
    )
    text = re.sub(r"\${{ secrets\.(\w+) }}", lambda it: SECRETS[it[1]], text)
    assert "${{" not in text, text
    return text


def _run_forked(config: Path, command: str, names: Sequence[str], *options: str) -> Said:
    """Do what `distribute.github.process.run` does, in a process that has loaded already what it needs."""
    done = forked.run(Path.cwd(), "--config", str(config), command, *options, "--", *names)
    sys.stdout.write(done.stderr)
    return Said(done.returncode, done.stdout, done.stderr)


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

    def begin(self) -> Self:
        """Make the site and its remote, before anything of ours is there."""
        self.run(
            "git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), at=self.folder
        )
        self.run("git", "clone", "--quiet", str(self.remote), str(self.site), at=self.folder)
        self.write("hugo.toml", f'baseURL = "{self.page.url}/"\ntitle = "The Example Newsletter"\n')
        self.write("content/newsletter/new.md", ISSUE)
        return self

    def init(self) -> Self:
        """Let `init` write what is missing."""
        self.distribute("init", "--use", "mastodon", "--issues", "content/newsletter/*.md", "--push")
        self.set_address()
        settings = (self.site / "channels.yaml").read_text()
        example = Mastodon.example["server"]
        assert example in settings
        self.write("channels.yaml", settings.replace(example, self.mastodon.url))
        return self

    def set_address(self) -> None:
        """Write the site's address where `init` asks for it: the site's own settings have that of a preview."""
        settings = (self.site / "channels.yaml").read_text()
        assert PLACEHOLDER in settings
        self.write("channels.yaml", settings.replace(PLACEHOLDER, f"{self.page.url}/"))

    def like(self, other: Runner) -> Self:
        """Copy another runner's site and remote, and name this one's services in them."""
        for name in ("remote.git", "site"):
            shutil.copytree(other.folder / name, self.folder / name, symlinks=True)
        changes = [
            (".git/config", str(other.folder), str(self.folder)),
            ("channels.yaml", other.page.url, self.page.url),
            ("channels.yaml", other.mastodon.url, self.mastodon.url),
        ]
        for name, old, new in changes:
            text = (self.site / name).read_text()
            assert old in text, name
            self.write(name, text.replace(old, new))
        return self

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
        done = forked.run(self.site, *arguments, environment=self.environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def push(self) -> None:
        self.run("git", "add", ".")
        self.run("git", "commit", "--quiet", "-m", "the newsletter")
        self.run("git", "push", "--quiet", "origin", "HEAD:main")

    def _told(self, name: str, payload: dict[str, Any] | None, run: str) -> tuple[Path, dict[str, str]]:
        """Return the file of an event, and what GitHub sets in a job's environment."""
        told = self.folder / f"event-{name}-{run}.json"
        told.write_text(json.dumps(payload or {}))
        return told, {
            "GITHUB_API_URL": self.github.url, "GITHUB_SERVER_URL": "http://127.0.0.1:9",
            "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_RUN_ID": run,
        }  # fmt: skip

    def act(self, name: str, event: str, payload: dict[str, Any] | None = None, run: str = "77") -> list[str]:
        """Return the command line that runs a workflow."""
        told, values = self._told(name, payload, run)
        secrets = (part for pair in SECRETS.items() for part in ("-s", "=".join(pair)))
        return [
            needed("act"), event, "-W", f".github/workflows/newsletter-{name}.yml", "-P", "ubuntu-latest=-self-hosted",
            "-e", str(told), *secrets,
            "--local-repository", f"{OWNER}@v0.1.0={self.action}",
            "--local-repository", f"actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a={self.folder}/upload",
            *(part for pair in values.items() for part in ("--env", "=".join(pair))),
        ]  # fmt: skip

    def job(self, *arguments: Any, code: int | None = 0, **more: Any) -> str:
        """Run a workflow with act; return its log."""
        return self.run(*self.act(*arguments, **more), code=code)

    def step(
        self, name: str, event: str, payload: dict[str, Any] | None = None, *, run: str = "77", code: int = 0
    ) -> str:
        """Run our step of a workflow in this process, with what the workflow gives it.

        Return its log, its summary and its outputs. That takes a third of the time of `job`.
        """
        told, values = self._told(name, payload, run)
        step = self._our_step(name)
        files = {"GITHUB_OUTPUT": self.folder / "output", "GITHUB_STEP_SUMMARY": self.folder / "summary"}
        for file in files.values():
            file.write_text("")
        inputs = {f"INPUT_{key.upper().replace('-', '_')}": value for key, value in step["with"].items()}
        given = {
            key: _filled(value, payload or {}) for key, value in {**inputs, **step.get("env", {})}.items()
        }
        values |= {
            "GITHUB_EVENT_PATH": str(told), "GITHUB_EVENT_NAME": event, "GITHUB_TOKEN": TOKEN,
            "GITHUB_SHA": self.run("git", "rev-parse", "HEAD").strip(), "GITHUB_WORKSPACE": str(self.site),
            "RUNNER_TEMP": str(self.folder), **{key: str(file) for key, file in files.items()}, **given,
        }  # fmt: skip
        with (
            patch.dict(os.environ, {**self.environment, **values}, clear=True),
            patch.object(module, "run", _run_forked),
            chdir(self.site),
            redirect_stdout(io.StringIO()) as log,
        ):
            exit_code = module.main()
        outputs = re.sub(r"(?ms)^(\w+)<<(\w+)\n(.*?)\n\2$", r"\1=\3", files["GITHUB_OUTPUT"].read_text())
        said = log.getvalue() + files["GITHUB_STEP_SUMMARY"].read_text() + outputs
        assert exit_code == code, said
        return said

    def _our_step(self, name: str) -> dict[str, Any]:
        text = (self.site / ".github" / "workflows" / f"newsletter-{name}.yml").read_text()
        (job,) = load_yaml(text)["jobs"].values()
        (step,) = (step for step in job["steps"] if step.get("uses", "").startswith(OWNER))
        return dict(step)

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


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, action: Path) -> Runner:
    """What `init` made, from which each test has a copy: it takes as long as a test."""
    with GitHub() as github, MastodonService() as mastodon, Page() as page:
        return Runner(tmp_path_factory.mktemp("first"), action, github, mastodon, page).begin().init()


@pytest.fixture
def runner(tmp_path: Path, action: Path, first: Runner) -> Iterator[Runner]:
    with GitHub() as github, MastodonService() as mastodon, Page() as page:
        made = Runner(tmp_path, action, github, mastodon, page).like(first)
        made.push()
        yield made


PULL = {"pull_request": {"number": 7, "head": {"repo": {"full_name": REPOSITORY}}}}
FORK = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "stranger/site"}}}}
