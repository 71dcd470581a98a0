"""Compares what two checkouts print: every command below on the newest issues of each site.

    python benchmarks/same_output.py OTHER_CHECKOUT CHANNELS_YAML… [--most 8] [--without problems.channel]

Exit code 1 if any output, error output or exit code differs. `--without a.b` leaves out the member `b` of
each object in the list `a` of a JSON answer, for members that only one of the two has.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    ("publish", "{}", "--dry-run", "--json"),
    ("publish", "{}", "--dry-run", "--verbose"),
    ("preview", "{}", "--markdown"),
    ("check", "{}", "--verbose"),
)


def run(checkout: Path, settings: Path, words: Sequence[str]) -> tuple[int, str, str]:
    """Return the exit code and both outputs of a command, without the path of the checkout."""
    command = [sys.executable, "-m", "distribute", "--config", str(settings), *words]
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=settings.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


def without(answer: str, left_out: Sequence[str]) -> Any:
    """Return a JSON answer without the members that are left out; any other text as it is."""
    try:
        data = json.loads(answer)
    except ValueError:
        return answer
    for path in left_out:
        outer, _, inner = path.partition(".")
        for each in data.get(outer, ()) if isinstance(data, dict) else ():
            each.pop(inner, None)
    return data


def works(checkouts: Sequence[Path], settings: Path, most: int) -> Iterator[tuple[Path, list[str]]]:
    """Yield each command on each of the newest issues, as the first checkout lists them."""
    yield settings, ["issues"]
    _, answer, _ = run(checkouts[0], settings, ["issues", "--json"])
    issues = sorted(json.loads(answer)["issues"], key=lambda issue: str(issue["date"]), reverse=True)
    for issue in issues[:most]:
        for command in COMMANDS:
            yield settings, [word.format(issue["path"]) for word in command]


def main() -> int:
    """Print what differs, and how much was compared."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("other", type=Path)
    options.add_argument("settings", type=Path, nargs="+")
    options.add_argument("--most", type=int, default=8)
    options.add_argument("--without", action="append", default=[], metavar="LIST.MEMBER")
    chosen = options.parse_args()
    checkouts = (ROOT, chosen.other.resolve())
    differ = 0
    todo = [work for file in chosen.settings for work in works(checkouts, file.resolve(), chosen.most)]

    def pair(work: tuple[Path, list[str]]) -> tuple[Any, Any]:
        ours, theirs = (
            (code, without(out, chosen.without), err) for code, out, err in _both(checkouts, work)
        )
        return ours, theirs

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (settings, words), (ours, theirs) in zip(todo, pool.map(pair, todo), strict=True):
            if ours != theirs:
                differ += 1
                print(f"differs: {settings}: {' '.join(words)}")
    print(f"{len(todo)} commands, {differ} with another output")
    return int(bool(differ))


def _both(checkouts: Sequence[Path], work: tuple[Path, list[str]]) -> Iterator[tuple[int, str, str]]:
    for checkout in checkouts:
        yield run(checkout, *work)


if __name__ == "__main__":
    sys.exit(main())
