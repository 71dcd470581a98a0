"""What a dry run costs, in CPU of `python -c pass`, and where it goes.

    python benchmarks/dry_run.py [--runs 21] [--site DIR ISSUE]

Medians of interleaved runs of whole processes (user and system time of the child); quote the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "distribute"]


def cpu(command: list[str], cwd: Path) -> float:
    """Return the CPU seconds of one run of `command`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> None:
    """Print a table: each step includes those above it."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=21)
    options.add_argument("--config", type=Path, default=ROOT / "channels.yaml")
    options.add_argument("--issue", default="2020-11")
    chosen = options.parse_args()
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    config = ["--config", str(chosen.config)]
    steps = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "import click, msgspec": [sys.executable, "-c", "import click, msgspec"],
        "… pyromark, yaml, minijinja": [
            sys.executable,
            "-c",
            "import click, msgspec, pyromark, yaml, minijinja",
        ],
        "import distribute's modules": [
            sys.executable,
            "-c",
            "import distribute.cli.group, distribute.publish.plan, distribute.render.terminal, distribute.sites.hugo",
        ],
        "distribute --version": [*COMMAND, "--version"],
        "distribute issues": [*COMMAND, *config, "issues"],
        "distribute check": [*COMMAND, *config, "check", chosen.issue],
        "distribute publish --dry-run, one channel": [
            *COMMAND,
            *config,
            "publish",
            chosen.issue,
            "--dry-run",
            "--channel",
            "mastodon",
        ],
        "distribute publish --dry-run": [*COMMAND, *config, "publish", chosen.issue, "--dry-run"],
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(chosen.runs):
        for name, command in steps.items():
            times[name].append(cpu(command, chosen.config.parent))
    floor = statistics.median(times["python -c pass"])
    print(f"floor: {floor * 1000:.1f} ms of CPU, median of {chosen.runs}; Python {sys.version.split()[0]}")
    for name, measured in times.items():
        print(f"{statistics.median(measured) / floor:6.1f}  {name}")


if __name__ == "__main__":
    main()
