"""The example plug-in, installed as anybody installs a package: its own tests pass, and the command posts with it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "examples" / "plugin"
ISSUE = (
    "---\ntitle: The Letter January 2026\ndate: 2026-02-01\n---\n\n## News\n\n"
    + "\n".join(
        f"- [Kite {number}.0](https://kite.example/{number}) adds loop {number}." for number in range(1, 8)
    )
    + "\n"
)
SETTINGS = """\
site:
  name: The Letter
  generator: hugo
  issues: content/*.md
channels:
  bulletin:
    server: {server}
    board: news
    token: $BULLETIN_TOKEN
    thread: true
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the plug-in was installed into from a copy of its source."""
    folder = tmp_path_factory.mktemp("plugin")
    source = shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    options = [
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(folder / "installed"),
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(source)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return folder / "installed"


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Return what runs a module of Python beside the installed plug-in."""

    def run_module(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # In CI a ledger in the work tree is refused; this one is to be thrown away.
        named = {name: value for name, value in os.environ.items() if name not in {"CI", "GITHUB_ACTIONS"}}
        named |= {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", **environment}
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, check=False, cwd=tmp_path, env=named, capture_output=True, text=True)

    return run_module


@pytest.fixture
def service() -> Iterator[Any]:
    """The plug-in's own service on loopback."""
    with _module(SOURCE / "tests" / "bulletin_service.py").BulletinService() as service:
        yield service


@pytest.fixture
def site(tmp_path: Path, service: Any) -> Path:
    """A site whose one channel is the plug-in's."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "letter.md").write_text(ISSUE)
    (tmp_path / "hugo.yaml").write_text("baseURL: https://letter.example/\n")
    (tmp_path / "channels.yaml").write_text(SETTINGS.format(server=service.url))
    return tmp_path


@pytest.mark.slow
def test_its_own_tests_pass_and_skip_nothing(run: Run, tmp_path: Path) -> None:
    shutil.copytree(SOURCE / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOURCE / "pyproject.toml", tmp_path)
    told = run("pytest", "-q", "-rs", "-p", "no:cacheprovider")
    assert told.returncode == 0, told.stdout
    assert "skipped" not in told.stdout


def test_a_dry_run_shows_what_a_run_then_posts_once(run: Run, site: Path, service: Any) -> None:
    dry = run("distribute", "publish", "2026-01", "--dry-run", "--json")
    assert dry.returncode == 0, dry.stderr
    assert not service.requests
    shown = [post["text"] for post in json.loads(dry.stdout)["deliveries"]]
    assert shown[0].startswith("The Letter January 2026\n\n- Kite ")  # as its own template has it
    assert len(shown) == 2

    publish = ["distribute", "publish", "2026-01", "--old", "--not-live"]
    secrets = {"BULLETIN_TOKEN": service.token}
    for more in (["--new-ledger"], []):
        told = run(*publish, *more, **secrets)
        assert told.returncode == 0, told.stderr
    assert [post.fields["text"] for post in service.arrived] == shown
    assert [post.fields.get("in_reply_to") for post in service.arrived] == [None, service.arrived[0].id]
    assert len(service.attempts) == 2


def test_the_other_commands_know_it(run: Run, site: Path, service: Any) -> None:
    listed = run("distribute", "channels").stdout
    assert "A notice on a bulletin board" in listed
    assert f"bulletin:{service.url}:news" in listed
    assert "logged in as news" in run("distribute", "doctor", BULLETIN_TOKEN=service.token).stdout
    assert '"board"' in run("distribute", "schema").stdout


def test_the_preview_has_its_card(run: Run, site: Path) -> None:
    page = site / "preview.html"
    told = run("distribute", "preview", "2026-01", "--html", str(page))
    assert told.returncode == 0, told.stderr
    assert 'class="post bulletin"' in page.read_text(encoding="utf-8")


def _module(path: Path) -> ModuleType:
    """Return a module that is on no path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
