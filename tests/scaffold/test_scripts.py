"""The scripts of the files for GitLab, Forgejo and cron, run to the letter in a clone whose remote is a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from distribute.config import load
from distribute.inputs.yaml import load as load_yaml
from distribute.scaffold.workflows import CI, ci_files
from tests.tools import needed

SETTINGS = """\
site: {url: "https://letter.example.org/", generator: hugo, issues: "content/*.md", check_page: false}
ledger: git:distribute-ledger
channels: {outbox: {path: out}}
"""
ISSUE = "---\ntitle: 'The Letter #{0}'\ndate: {1}\n---\n\n[Kite {0}.0](https://kite.example/) adds loops.\n"
VARIABLES = {
    # GitLab's own, and the one that its guide asks for
    "CI_SERVER_HOST": "forge.example", "CI_PROJECT_PATH": "news/site", "LEDGER_PUSH_TOKEN": "t0ken",
    # what the workflow for Forgejo gives its steps
    "SERVER": "https://forge.example", "REPOSITORY": "news/site", "TOKEN": "t0ken",
}  # fmt: skip


class Clone:
    """A clone of a site, and what a job's script sees of the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site, self.remote = folder, folder / "site", folder / "remote.git"
        tools = folder / "tools"
        tools.mkdir()
        (tools / "pip").write_text(f'#!/bin/sh\necho "$@" >>"{folder}/installed"\n')
        (tools / "pip").chmod(0o755)
        (folder / ".gitconfig").write_text(
            "[user]\n name = Editor\n email = editor@letter.example.org\n"
            f'[url "{self.remote}"]\n insteadOf = https://token:t0ken@forge.example/news/site.git\n'
        )
        path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "CI"))}
        self.environment = kept | VARIABLES | {"HOME": str(folder), "PATH": path}
        self.said = ""

    def begin(self) -> Self:
        """Make a site with one issue that is recorded as published long ago, and one of today."""
        self.bash(f"git init -q --bare -b main {self.remote} && git clone -q {self.remote} site", self.folder)
        (self.site / "content").mkdir()
        for number, day in ((1, "2020-01-05"), (2, datetime.now(UTC).date())):
            (self.site / "content" / f"{number}.md").write_text(ISSUE.format(number, day))
        (self.site / "channels.yaml").write_text(SETTINGS)
        self.bash("git add . && git commit -qm letter && git push -q origin HEAD:main")
        self.said = self.bash("distribute init --ci none --push && distribute seed 1")
        return self._in_ci()

    def like(self, first: Self) -> Self:
        """Copy a site."""
        for name in ("site", "remote.git"):
            shutil.copytree(first.folder / name, self.folder / name)
        self.bash(f"git remote set-url origin {self.remote}")
        self.said = first.said.replace(str(first.folder), str(self.folder))
        return self._in_ci()

    def _in_ci(self) -> Self:
        self.environment |= {"COMMIT": self.bash("git rev-parse HEAD").strip(), "CI": "true"}
        return self

    def bash(self, script: str, at: Path | None = None) -> str:
        """Run a script as a forge's runner does; it must succeed."""
        line = [needed("bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(
            line,
            cwd=at or self.site,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def file(self, ci: CI) -> Any:
        (text,) = ci_files(load(self.site / "channels.yaml"), ci).values()
        return load_yaml(text)

    def posts(self, at: Path | None = None) -> int:
        return len([*((at or self.site) / "out").glob("*.txt")])

    def recorded(self) -> int:
        events = self.bash("git fetch -q && git log --format=%s origin/distribute-ledger")
        return events.count(" posted")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """What each test has a copy of: it takes as long as a test."""
    return Clone(tmp_path_factory.mktemp("first")).begin()


@pytest.fixture
def clone(tmp_path: Path, first: Clone) -> Clone:
    return Clone(tmp_path).like(first)


def test_gitlabs_jobs_preview_and_publish_once(clone: Clone) -> None:
    jobs = clone.file("gitlab")
    before = "\n".join(jobs[".newsletter"]["before_script"])
    preview, publish = ("\n".join(jobs[f"newsletter-{name}"]["script"]) for name in ("preview", "publish"))
    assert "Kite 2.0 adds loops" in clone.bash(before + "\n" + preview)
    assert clone.posts() == 0
    assert "install --quiet newsletter-distribute @ git+https://" in (clone.folder / "installed").read_text()
    assert "outbox (en): posted" in clone.bash(before + "\n" + publish)
    assert (clone.posts(), clone.recorded()) == (1, 1)
    assert "already posted" in clone.bash(publish)
    assert clone.posts() == 1


def test_forgejos_steps_clone_and_publish_once(clone: Clone) -> None:
    (job,) = clone.file("forgejo")["jobs"].values()
    script = "\n".join(step["run"] for step in job["steps"])
    clone.environment |= job["env"]
    for name in ("first", "second"):
        (clone.folder / name).mkdir()
        clone.bash(script, clone.folder / name)
    assert [clone.posts(clone.folder / name) for name in ("first", "second")] == [1, 0]
    assert clone.recorded() == 1
    assert job["env"] == {"NEWSLETTER_CONFIG": "channels.yaml"}
    assert job["steps"][1]["env"].keys() == {"TOKEN", "SERVER", "REPOSITORY", "COMMIT"}


FOLDERS = [
    "bücher$(touch pwned)",
    "a 'b' \"c\" `touch pwned`; touch pwned #",
    "x: {y} 🪁",
    "${{ github.token }}@BRANCH@",
]


@pytest.fixture(params=FOLDERS)
def odd(request: pytest.FixtureRequest, clone: Clone) -> Path:
    """Return the folder of a site below the top, with settings in it, and a remote branch with such a name."""
    folder = clone.site / request.param
    folder.mkdir()
    for name in ("content", "channels.yaml"):
        (clone.site / name).rename(folder / name)
    clone.bash("git add -A . && git commit -qm moved && git push -q origin HEAD:main")
    clone.environment["COMMIT"] = clone.bash("git rev-parse HEAD").strip()
    return folder


def test_gitlabs_lines_take_a_folder_of_any_name(clone: Clone, odd: Path) -> None:
    (text,) = ci_files(load(odd / "channels.yaml"), "gitlab").values()
    jobs = load_yaml(text)
    (preview,) = jobs["newsletter-preview"]["script"]
    assert "Kite 2.0 adds loops" in clone.bash(preview)
    assert jobs["newsletter-preview"]["rules"][0]["changes"][-1] == f"{odd.name}/channels.yaml"
    assert "outbox (en): posted" in clone.bash("\n".join(jobs["newsletter-publish"]["script"]))
    assert not [*clone.folder.rglob("pwned")]


def test_forgejos_lines_take_a_folder_of_any_name(clone: Clone, odd: Path) -> None:
    (text,) = ci_files(load(odd / "channels.yaml"), "forgejo").values()
    file = load_yaml(text)
    job = file["jobs"]["publish"]
    step = job["steps"][-1]
    assert file["on"]["push"]["paths"][-1] == f"{odd.name}/channels.yaml"
    assert "${{" not in step["run"]
    # As the runner evaluates it: a string in quotes is the only expression.
    clone.environment["NEWSLETTER_CONFIG"] = job["env"]["NEWSLETTER_CONFIG"].replace("${{ '${{' }}", "${{")
    assert "outbox (en): posted" in clone.bash(step["run"])
    assert not [*clone.folder.rglob("pwned")]


def test_githubs_input_is_the_folder_of_any_name(clone: Clone, odd: Path) -> None:
    for text in ci_files(load(odd / "channels.yaml"), "github").values():
        (job,) = load_yaml(text)["jobs"].values()
        (given,) = (step["with"]["config"] for step in job["steps"] if "config" in step.get("with", {}))
        assert given.replace("${{ '${{' }}", "${{") == f"{odd.name}/channels.yaml"
        assert given.count("${{") == 2 * odd.name.count("${{")


def test_the_line_for_cron_publishes_once_and_is_silent_after_it(clone: Clone) -> None:
    (command,) = re.findall(r"crontab -e`: 17 \* \* \* \* (.+)", clone.said)
    assert "posted" in clone.bash(command, clone.folder)
    assert clone.bash(command, clone.folder) == ""
    assert clone.posts() == 1
