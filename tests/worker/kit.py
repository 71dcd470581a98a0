"""Newsletters with many issues, services on loopback, and workers as real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from distribute.config import load
from distribute.ledger.fold import fold
from distribute.ledger.history import History
from distribute.ledger.newsletter import scoped
from distribute.ledger.open import create_ledger, open_ledger
from distribute.testing.service import MastodonService

PATIENCE = 6.0  # seconds; as short as settings allow that still leave a busy machine some time
TOKEN, DATABASE = "WORKER_TEST_TOKEN", "WORKER_TEST_DATABASE"
_LONGEST = 180.0  # seconds until a worker counts as hung
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_SETTINGS = """\
site:
  name: {name}
  url: https://{name}.example/
  generator: plain
  permalink: /:slug/
  issues: issues/*.md
  check_page: false
  max_age: 3650d
ledger: {ledger}
channels:
{channels}"""
_CHANNEL = """\
  {name}: {{use: mastodon, server: '{url}', access_token: ${token}, patience: {patience}s, timeout: {timeout}s}}
"""


class Newsletter:
    """A newsletter in a folder, on some services."""

    def __init__(
        self, folder: Path, ledger: str, services: dict[str, MastodonService], issues: int, *, patience: float = PATIENCE
    ) -> None:  # fmt: skip
        """Write the site and its settings, and make the ledger unless it is there."""
        self.folder, self.path = folder, folder / "channels.yaml"
        (folder / "issues").mkdir(parents=True)
        given = {"token": TOKEN, "patience": patience, "timeout": patience / 4}
        channels = "".join(
            _CHANNEL.format(name=name, url=service.url, **given) for name, service in services.items()
        )
        self.path.write_text(_SETTINGS.format(name=folder.name, ledger=ledger, channels=channels))
        for number in range(1, issues + 1):
            self.write(number)

    def write(self, number: int) -> None:
        """Write an issue."""
        date = _FIRST + timedelta(days=number)
        head = f"distribute: {{id: {number}}}\ntitle: {self.folder.name} {number}\ndate: {date:%Y-%m-%d}\n"
        fact = f"- Kite {number}.{len(self.folder.name)} has been released and adds loops.\n"
        text = f"---\n{head}slug: {self.folder.name}-{number}\n---\n\n## Software\n\n{fact}"
        (self.folder / "issues" / f"{number}.md").write_text(text)

    def make_ledger(self) -> Self:
        """Make the ledger, and record the newsletter."""
        create_ledger(load(self.path))
        return self

    def history(self) -> History:
        """Return what the ledger has."""
        config = load(self.path)
        return fold(scoped(config, open_ledger(config)).read())

    def states(self) -> Counter[str]:
        """Return how many posts are in each state in the ledger."""
        return Counter(post.state for post in self.history().posts())


class Worker:
    """A worker in a process of its own, whose output is kept in a file."""

    def __init__(self, log: Path, *newsletters: Newsletter, victim: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> None:  # fmt: skip
        """Start it; `victim` are arguments of the module `distribute.testing.chaos.victim`."""
        module = ["distribute.testing.chaos.victim", *victim] if victim else ["distribute"]
        paths = [word for newsletter in newsletters for word in ("--config", str(newsletter.path))]
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module, "worker", *paths, "--every", "1s", *more],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.terminate()
        return self.process.wait(_LONGEST)


@contextmanager
def working(*workers: Worker) -> Iterator[None]:
    """Leave no worker behind."""
    try:
        yield
    finally:
        for worker in workers:
            worker.process.kill()
            worker.process.wait()


def until(holds: Callable[[], object], *workers: Worker) -> None:
    """Wait until something holds; of what the workers have said if it takes too long."""
    latest = time.monotonic() + _LONGEST
    while not holds():
        assert time.monotonic() < latest, "\n\n".join(worker.said for worker in workers)
        time.sleep(0.2)  # reading a ledger again and again takes the time of its workers


def copies(service: MastodonService) -> Counter[str]:
    """Return how often each text arrived."""
    return Counter(post.fields["status"] for post in service.arrived)
