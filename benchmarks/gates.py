"""What a run costs, beside the most that it should: ratios of CPU time, and of wall time where it says so.

    python benchmarks/gates.py [--runs 15] [--growth]

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
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.corpus import opened  # noqa: E402 - of this checkout, as all that follows
from benchmarks.dry_run import COMMAND, cpu  # noqa: E402
from tests.shapes import BODIES, in_body, place, spent  # noqa: E402

_SITE = 'site: {{name: News, url: "https://news.example/", generator: hugo, id: date}}\nledger: {ledger}\nchannels:\n'
_DELAY = 0.2  # seconds of each git command that talks to the remote
_SETTLED = 2.5  # seconds until a file that was written is kept in the cache of headers
_ANSWER = 0.3  # seconds that a slow service takes
# Some of the shapes of `tests/shapes.py`, all of which `tests/hostile/test_growth.py` watches at a smaller size.
_SHAPES = ("releases", "linked entries", "stories", "images")


def interleaved(runs: int, *measure: Callable[[], float]) -> list[float]:
    """Return the median of each measure, each taken in turn."""
    taken = [[each() for each in measure] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def site(folder: Path, issues: int, ledger: str = "sqlite:ledger.db", channels: str = "") -> Path:
    """Write a Hugo site with five channels and as many issues, one a day, the last one dated today."""
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text("")
    channels = channels or "".join(
        f"  out{number}: {{use: outbox, path: out{number}}}\n" for number in range(5)
    )
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


def publish_wall(workspace: Path, ledger: str, *, channels: str = "", is_there: bool = False) -> float:
    """Return the wall seconds of publishing one issue to five channels.

    The ledger is created by that, unless it `is_there`, with another issue.
    """
    folder = Path(tempfile.mkdtemp(dir=workspace))
    here = site(folder / "site", 2, ledger, channels)
    git = shutil.which("git") or "git"
    for words in (["--bare", str(folder / "bare")], [str(here)]):
        subprocess.run([git, "init", "--quiet", *words], check=True)
    subprocess.run([git, "-C", str(here), "remote", "add", "origin", str(folder / "bare")], check=True)
    if is_there:
        wall(here, f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}")
    return wall(here)


class _Slow(BaseHTTPRequestHandler):
    """Answers each post after `_ANSWER`."""

    def do_POST(self) -> None:
        """Accept anything."""
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(_ANSWER)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's signature
        """Print nothing."""


@contextmanager
def slow_services() -> Iterator[None]:
    """Let $WEBHOOK0 to $WEBHOOK4 be the address of a service that takes `_ANSWER` for each post."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for number in range(5):  # the name of the variable is what tells one webhook from another
            os.environ[f"WEBHOOK{number}"] = f"http://127.0.0.1:{server.server_port}/"
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def slow_publish_wall(workspace: Path, channels: int) -> float:
    """Return the wall seconds of publishing one issue to so many services that are slow to answer."""
    return wall(site(Path(tempfile.mkdtemp(dir=workspace)) / "site", 1, channels=slow_channels(channels)))


def slow_channels(number: int) -> str:
    """Return the settings of so many channels of `slow_services`."""
    return "".join(f"  hook{each}: {{use: webhook, url: $WEBHOOK{each}}}\n" for each in range(number))


def wall(here: Path, issue: str = "latest") -> float:
    """Return the wall seconds of publishing an issue; if there is no ledger, this creates one."""
    begun = time.perf_counter()
    # All issues of the site have the same text.
    words = [
        "--new-ledger",
        "--not-live",
        "--allow",
        "placeholder",
        "--allow",
        "known-under-another-id",
        "--yes",
    ]
    subprocess.run(
        [*COMMAND, "publish", issue, *words],
        cwd=here, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - begun


def growth(workspace: Path, shape: str) -> float:
    """Return how many times longer a dry run takes of an issue of 4.9 MB than of one of 2.4 MB."""
    make, here = in_body(BODIES[shape]), workspace / shape.replace(" ", "-")
    place(here, "hugo")
    each = (len(make(2_000).encode()) - len(make(1_000).encode())) / 1_000
    times = []
    for size in (2_400_000, 4_900_000):
        (here / "content" / "issue.md").write_text(make(int(size / each * 0.97)), encoding="utf-8")
        times.append(spent(here, ("publish", "content/issue.md", "--dry-run", "--json")))
    return times[1] / times[0]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=15)
    options.add_argument(
        "--growth", action="store_true", help="measure issues of megabytes too, which takes minutes"
    )
    chosen = options.parse_args()
    runs = chosen.runs
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    print("| gate | at most | measured |\n|---|---|---|")

    def row(name: str, most: float, measured: float) -> None:
        print(f"| {name} | {most} | {measured:.1f} |", flush=True)

    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place)
        os.environ["XDG_CACHE_HOME"] = str(workspace / "cache")
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
        time.sleep(_SETTLED)
        first = [cpu([*COMMAND, *dry], each) for each in (few, many)]
        row("dry run, 1,000 issue files to 100, first run, CPU", 1.5, first[1] / first[0])
        less, more = interleaved(
            runs, lambda: cpu([*COMMAND, *dry], few), lambda: cpu([*COMMAND, *dry], many)
        )
        row("dry run, 1,000 issue files to 100, second run, CPU", 1.5, more / less)
        with slow_services():
            five, one = interleaved(
                5, lambda: slow_publish_wall(workspace, 5), lambda: slow_publish_wall(workspace, 1)
            )
        row(f"publish to five channels of {_ANSWER * 1000:.0f} ms to one of them, wall", 1.1, five / one)
        for shape in _SHAPES if chosen.growth else ():
            row(f"dry run, an issue of 4.9 MB of {shape} to 2.4 MB, CPU", 2.5, growth(workspace, shape))
        if chosen.growth:
            from benchmarks.big_ledger import measured  # it imports this module

            small, large = (measured(workspace, count) for count in (10_000, 1_000_000))
            ratio = large["publish"].cpu / small["publish"].cpu
            row("publish, ledger of 1,000,000 events to 10,000, CPU", 3.0, ratio)
        os.environ["PATH"] = slow_git(workspace)
        gate = f"publish to five channels, {{}} with {_DELAY * 1000:.0f} ms a command to SQLite, wall"
        fast, new, there = interleaved(
            5,
            lambda: publish_wall(workspace, "sqlite:l.db", is_there=True),
            lambda: publish_wall(workspace, "git:ledger"),
            lambda: publish_wall(workspace, "git:ledger", is_there=True),
        )
        row(gate.format("new git ledger"), 2.0, new / fast)
        row(gate.format("git ledger that is there"), 2.0, there / fast)
        with slow_services():
            fast, there = interleaved(
                5,
                lambda: publish_wall(workspace, "sqlite:l.db", channels=slow_channels(5), is_there=True),
                lambda: publish_wall(workspace, "git:ledger", channels=slow_channels(5), is_there=True),
            )
        row(f"the same, channels of {_ANSWER * 1000:.0f} ms", 2.0, there / fast)


if __name__ == "__main__":
    main()
