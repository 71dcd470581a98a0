"""What a run costs, beside the most that it should: ratios of CPU time, and of wall time where it says so.

    python benchmarks/gates.py [--runs 15]

Medians of interleaved runs of whole processes. `DISTRIBUTE_CORPUS` adds the dry run of a real Hugo site.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.corpus import opened  # noqa: E402 - of this checkout, as all that follows
from benchmarks.dry_run import COMMAND, cpu  # noqa: E402

_SITE = 'site: {{name: News, url: "https://news.example/", generator: hugo, id: date}}\nledger: {ledger}\nchannels:\n'
_DELAY = 0.2  # seconds of each git command that talks to the remote


def interleaved(runs: int, *measure: Callable[[], float]) -> list[float]:
    """Return the median of each measure, each taken in turn."""
    taken = [[each() for each in measure] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def site(folder: Path, issues: int, ledger: str = "sqlite:ledger.db") -> Path:
    """Write a Hugo site with five channels and as many issues, one a day, the last one dated today."""
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text("")
    channels = "".join(f"  out{number}: {{use: outbox, path: out{number}}}\n" for number in range(5))
    (folder / "channels.yaml").write_text(_SITE.format(ledger=ledger) + channels)
    (example,) = (ROOT / "examples/newsletter/content/newsletter").glob("2020-12-09-newsletter.md")
    body = example.read_text(encoding="utf-8").split("---\n", maxsplit=2)[2]
    for number in range(issues):
        day = f"{datetime.now(UTC) - timedelta(days=number):%Y-%m-%d}"
        text = f"---\ntitle: News of {day}\ndate: {day}\n---\n\n{body}"
        (folder / "content" / f"{day}.md").write_text(text, encoding="utf-8")
    return folder


def slow_git(folder: Path) -> str:
    """Write a git whose commands to the remote take `_DELAY` longer, and return a search path that begins with it."""
    git = shutil.which("git")
    assert git, "install git"
    (folder / "bin").mkdir()
    program = folder / "bin" / "git"
    remote = "*' ls-remote '*|*' fetch '*|*' push '*"
    program.write_text(f'#!/bin/sh\ncase " $* " in {remote}) sleep {_DELAY};; esac\nexec "{git}" "$@"\n')
    program.chmod(0o755)
    return f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"


def publish_wall(workspace: Path, ledger: str) -> float:
    """Return the wall seconds of publishing one issue to five channels with an empty ledger."""
    folder = Path(tempfile.mkdtemp(dir=workspace))
    here = site(folder / "site", 1, ledger)
    git = shutil.which("git") or "git"
    for words in (["--bare", str(folder / "bare")], [str(here)]):
        subprocess.run([git, "init", "--quiet", *words], check=True)
    subprocess.run([git, "-C", str(here), "remote", "add", "origin", str(folder / "bare")], check=True)
    begun = time.perf_counter()
    command = [*COMMAND, "publish", "latest", "--new-ledger", "--not-live", "--allow", "placeholder", "--yes"]
    subprocess.run(command, cwd=here, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=15)
    runs = options.parse_args().runs
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    print("| gate | at most | measured |\n|---|---|---|")

    def row(name: str, most: float, measured: float) -> None:
        print(f"| {name} | {most} | {measured:.1f} |", flush=True)

    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place)
        dry = ["publish", "latest", "--dry-run"]
        commands = {
            "`--help` to `python -c pass`, CPU": (3.0, [*COMMAND, "--help"], ROOT),
            "`--version` to `python -c pass`, CPU": (3.0, [*COMMAND, "--version"], ROOT),
            "dry run of the bundled example, CPU": (8.0, [*COMMAND, "publish", "2020-11", "--dry-run"], ROOT),
        }
        if "DISTRIBUTE_CORPUS" in os.environ:
            opened("xmpp-hugo", workspace)
            commands["dry run of a real Hugo site, CPU"] = (10.0, [*COMMAND, *dry], workspace / "xmpp-hugo")
        works = [
            lambda: cpu([sys.executable, "-c", "pass"], ROOT),
            *(lambda words=words, cwd=cwd: cpu(words, cwd) for _, words, cwd in commands.values()),
        ]
        floor, *costs = interleaved(runs, *works)
        for (name, (most, _, _)), cost in zip(commands.items(), costs, strict=True):
            row(name, most, cost / floor)
        few, many = (site(workspace / str(number), number) for number in (100, 1000))
        less, more = interleaved(3, lambda: cpu([*COMMAND, *dry], few), lambda: cpu([*COMMAND, *dry], many))
        row("dry run, 1,000 issue files to 100, CPU", 1.5, more / less)
        os.environ["PATH"] = slow_git(workspace)
        slow, fast = interleaved(
            3, lambda: publish_wall(workspace, "git:ledger"), lambda: publish_wall(workspace, "sqlite:l.db")
        )
        row(
            f"publish to five channels, git with {_DELAY * 1000:.0f} ms a command to SQLite, wall",
            2.0,
            slow / fast,
        )


if __name__ == "__main__":
    main()
