"""What a run loads, compiles and starts stays within a budget: counts, which do not depend on how busy a machine is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distribute import __main__ as start
from distribute.cli.docs import overview

ROOT = Path(__file__).parents[1]
# Prints what was loaded, and how many characters of patterns were compiled, after a command that exits.
_COUNTING = """
import atexit, re._compiler, runpy, sys
compiled, compile = [], re._compiler.compile
re._compiler.compile = lambda pattern, flags=0: compiled.append(pattern) or compile(pattern, flags)
atexit.register(lambda: print(sum(map(len, compiled)), *sys.modules, file=sys.stderr))
sys.argv = ["distribute", *sys.argv[1:]]
runpy.run_module("distribute", run_name="__main__")
"""
_NOT_NEEDED = {
    "asyncio", "dateutil", "hashlib", "multiprocessing", "pkgutil", "procrastinate", "prometheus_client", "requests", "rich", "secrets", "smtplib", "sqlite3",
    "ssl", "subprocess", "zoneinfo",
}  # fmt: skip
BODIES = {
    "one": "Kite 1.2 has been released and adds a compass.\n\n- Moth 2.0 now reads old charts.\n",
    "two": "Grebe 6.1 has been released and brings better maps.\n\n- Heron 3.4 adds a dark theme for charts.\n",
    "three": "Wren 9.0 is out with quicker searches.\n\n- Plover 7.2 learns to print on both sides.\n",
    "four": "Finch 5.5 has new icons for every button.\n\n- Raven 8.3 mends a leak in its parser.\n",
}


def loaded(*words: str) -> tuple[int, set[str]]:
    """Return how many characters of patterns a command compiles, and the modules that it loads."""
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-c", _COUNTING, *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    patterns, *modules = done.stderr.splitlines()[-1].split()
    return int(patterns), set(modules)


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_the_overview_is_printed_without_the_commands(word: str) -> None:
    patterns, modules = loaded(word)
    assert patterns == 0
    assert not modules & {"click", "msgspec", "yaml", "distribute.cli.main"}
    assert len([name for name in modules if name.startswith("distribute")]) <= 2


def test_a_dry_run_loads_and_compiles_only_what_it_needs() -> None:
    patterns, modules = loaded("--config", "channels.yaml", "publish", "2020-11", "--dry-run")
    assert not modules & _NOT_NEEDED
    assert patterns <= 33_000, "is a pattern compiled that the issue does not need? See distribute/regex.py"
    assert len(modules) <= 363
    assert not modules & {f"distribute.ledger.{name}" for name in ("gitbranch", "postgres", "sqlite")}
    assert not modules & {"distribute.deliver.run", "distribute.publish.run", "distribute.cli.deliver"}


def test_the_overview_is_what_the_commands_say(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(start.HELP).read_text(encoding="utf-8")
    assert page == overview(), (
        "write it anew: python -m distribute.cli.docs --overview > distribute/cli/help.txt"
    )
    monkeypatch.setenv("COLUMNS", "60")
    assert not start._printed(["--help"]), "a narrow terminal has its own lines"


@pytest.fixture
def tracked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with five channels and a ledger on a branch, and a git that notes each command in a file."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    git = shutil.which("git")
    assert git
    site, log = tmp_path / "site", tmp_path / "log"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f'#!/bin/sh\necho "$@" >> "{log}"\nexec "{git}" "$@"\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    for words in (["--bare", str(tmp_path / "bare")], [str(site)]):
        subprocess.run([git, "init", "--quiet", *words], check=True)
    subprocess.run([git, "-C", str(site), "remote", "add", "origin", str(tmp_path / "bare")], check=True)
    (site / "hugo.toml").write_text('baseURL = "https://news.example/"\n')
    (site / "content").mkdir()
    channels = "".join(f"  out{number}: {{use: outbox, path: out{number}}}\n" for number in range(5))
    (site / "channels.yaml").write_text(
        'site: {name: News, url: "https://news.example/", issues: "content/*.md"}\n'
        f"ledger: git:ledger\nchannels:\n{channels}"
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return site


def published(site: Path, name: str) -> Counter[str]:
    """Publish a new issue, and return how often each git command was run."""
    (site / "content" / f"{name}.md").write_text(
        f"---\ndistribute: {{id: {name}}}\ntitle: Letter {name}\ndate: {datetime.now(UTC):%Y-%m-%d}\n---\n\n{BODIES[name]}"
    )
    (site.parent / "log").write_text("")
    command = [
        sys.executable,
        "-m",
        "distribute",
        "publish",
        f"content/{name}.md",
        "--not-live",
        "--new-ledger",
    ]
    subprocess.run(command, cwd=site, check=True, capture_output=True)
    said = (site.parent / "log").read_text().splitlines()
    return Counter(
        found[1] for line in said if (found := re.search(r"auto=false (?:-c \S+ )?([a-z-]+)", line))
    )


def test_five_channels_share_the_commands_of_a_git_ledger(tracked: Path) -> None:
    # The newsletter is pushed with the new ledger, then the intents and the outcomes. On a busy machine not all threads
    # meet, which only adds pushes: there is room for two, and of several runs the least counts.
    new = published(tracked, "one")
    assert new["fetch"] <= 1
    assert new["push"] <= 5
    assert new.total() <= 43
    # The branch is looked at when the ledger is opened, and the push of the intents tells whether it has changed since.
    runs = [published(tracked, name) for name in list(BODIES)[1:]]
    assert len(list(tracked.glob("out*/*"))) == 5 * len(BODIES), "all issues are on all five channels"
    run = min(runs, key=Counter.total)
    assert run["fetch"] <= 1
    assert run["push"] <= 3
    assert run.total() <= 27
    assert new["ls-remote"] == run["ls-remote"] == 0
