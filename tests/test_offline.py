"""A dry run opens no socket, needs no secret, writes nothing and loads no service's library."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = ["publish", "2020-11", "--dry-run"]
HEAVY = {
    "tweepy",
    "mastodon",
    "praw",
    "requests",
    "rich",
    "jinja2",
    "sqlite3",
    "asyncio",
    "psycopg",
    "slixmpp",
}
# Runs the command as `python -m distribute` does, in a process where nothing can be connected or resolved.
BARRED = """\
import runpy, sys

def bar(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        print("BARRED", event, arguments, file=sys.stderr)
        sys.stderr.flush()
        import os
        os._exit(99)

sys.addaudithook(bar)
sys.argv[0] = "distribute"
runpy.run_module("distribute", run_name="__main__", alter_sys=True)
"""
# Tells, when the process ends, what it has loaded.
LOADED = """\
import atexit, runpy, sys
atexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))
sys.argv[0] = "distribute"
runpy.run_module("distribute", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the bundled example, to see what is written beside it."""
    shutil.copytree(ROOT / "examples", tmp_path / "project" / "examples")
    shutil.copy(ROOT / "channels.yaml", tmp_path / "project")
    return tmp_path / "project"


def run(
    folder: Path, *command: str, text: str = "", prefix: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    start = ["-c", text] if text else ["-m", "distribute"]
    # No secret: nothing of the environment but what finds Python and its packages.
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "HOME": str(home),
        "TMPDIR": str(home),
        **more,
    }
    return subprocess.run(
        [*prefix, sys.executable, *start, *command],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def posts(done: subprocess.CompletedProcess[str]) -> int:
    assert done.returncode == 0, done.stderr
    return done.stdout.count("· en · would post · ")


def everything(folder: Path) -> dict[str, tuple[bytes | None, int]]:
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes() if path.is_file() else None,
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def test_without_any_secret_every_channel_has_its_post(example: Path) -> None:
    assert posts(run(example, *COMMAND)) >= 5


@pytest.mark.parametrize(
    "command",
    [
        COMMAND,
        [*COMMAND, "--json"],
        ["check", "2020-11"],
        ["issues"],
        ["channels"],
        ["--config", "examples/wochenzettel/channels.yaml", "publish", "2026-W41", "--dry-run"],
        ["--config", "examples/tide-mill/channels.yaml", "publish", "2026-10", "--dry-run"],
        ["--config", "examples/loomworks/channels.yaml", "publish", "2026-10", "--dry-run"],
    ],
)
def test_no_socket_is_opened(example: Path, command: list[str]) -> None:
    done = run(example, *command, text=BARRED)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_bar_would_be_seen(example: Path) -> None:
    opens = BARRED.replace("runpy.run_module", "import socket; socket.socket(); runpy.run_module")
    assert run(example, *COMMAND, text=opens).returncode == 99


def test_it_runs_where_there_is_no_network_at_all(example: Path) -> None:
    unshare = shutil.which("unshare")
    prefix = (unshare or "", "--user", "--map-root-user", "--net")
    if not unshare or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        prefix = (unshare or "", "--net")
        if not unshare or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
            pytest.skip("an empty network namespace is not permitted here")
    assert posts(run(example, *COMMAND, prefix=prefix)) >= 5


@pytest.mark.parametrize("style", [(), ("--json",), ("-v",)])
def test_nothing_is_written(example: Path, style: tuple[str, ...]) -> None:
    run(example, *COMMAND)  # whatever a first run might leave
    before = everything(example.parent)
    assert run(example, *COMMAND, *style).returncode == 0
    assert everything(example.parent) == before
    assert not list((example.parent / "home").iterdir())


def test_a_folder_that_can_not_be_written_is_enough(example: Path) -> None:
    paths = [example, *example.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        if os.access(example, os.W_OK):
            pytest.skip("this user may write anywhere")
        assert posts(run(example, *COMMAND)) >= 5
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def loaded(folder: Path, *command: str) -> set[str]:
    done = run(folder, *command, text=LOADED)
    assert done.returncode == 0, done.stderr
    modules: list[str] = ast.literal_eval(done.stderr.strip().split("\n")[-1])
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("command", [COMMAND, [*COMMAND, "--json"], [*COMMAND, "-v"]])
def test_a_dry_run_loads_no_services_library(example: Path, command: list[str]) -> None:
    modules = loaded(example, *command)
    assert "distribute" in modules
    assert not HEAVY & modules


@pytest.mark.parametrize(
    "command", [["--help"], ["--version"], ["publish", "--help"], ["issues"], ["check", "2020-11"]]
)
def test_nor_do_the_commands_that_only_look(example: Path, command: list[str]) -> None:
    assert not HEAVY & loaded(example, *command)
