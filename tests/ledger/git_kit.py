"""A remote, and clones of it, for the tests of the ledger on a git branch."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from distribute.ledger.gitclone import GitClone

BRANCH = "distribute-ledger"
Clone = Callable[..., Path]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def no_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that knows nobody, as on a CI runner."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each test has a copy of: to copy it takes a tenth of the time."""
    folder = tmp_path_factory.mktemp("remote")
    bare, work = folder / "remote.git", folder / "work"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(bare, "config", "receive.denyNonFastForwards", "true")
    git(bare, "config", "receive.denyDeletes", "true")
    git(folder, "clone", "--quiet", str(bare), str(work))
    for number in ("one", "two"):
        (work / "issue.md").write_text(number)
        git(work, "add", "issue.md")
        git(work, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", number)
    git(work, "push", "--quiet", "origin", "HEAD:main")
    return bare


@pytest.fixture
def remote(tmp_path: Path, first: Path) -> Path:
    """A bare repository with a site of two commits, which takes neither forced pushes nor deletions."""
    return shutil.copytree(first, tmp_path / "remote.git")


@pytest.fixture
def clone(remote: Path, tmp_path: Path) -> Clone:
    """Return what makes another clone, as CI does: shallow, of one branch, detached."""
    numbers = itertools.count()

    def make(*options: str) -> Path:
        folder = tmp_path / f"clone {next(numbers)}"
        options = options or ("--depth=1", "--single-branch")
        git(tmp_path, "clone", "--quiet", *options, remote.as_uri(), str(folder))
        git(folder, "checkout", "--quiet", "--detach")
        return folder

    return make


def fetched(folder: Path) -> str:
    return GitClone(folder, "origin").fetch(BRANCH, have="")


def put(folder: Path, files: dict[str, bytes]) -> None:
    repository = GitClone(folder, "origin")
    tip = repository.fetch(BRANCH, have="")
    assert repository.push(repository.commit(tip, files, "by hand"), BRANCH, over=tip) == ""
