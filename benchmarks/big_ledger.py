"""What a large ledger costs: publish and dry run of one issue, with ledgers of two sizes.

    python benchmarks/big_ledger.py [--events 10000 1000000] [--postgres]

The ledgers are SQLite files, or are in a PostgreSQL server of the benchmark's own, with many issues on five channels.
Medians of whole processes: seconds of CPU, with those of the server, and seconds in all.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.dry_run import COMMAND, cpu  # noqa: E402 - of this checkout, as all that follows
from benchmarks.gates import site  # noqa: E402
from distribute.channel.post import Draft, Message, Receipt  # noqa: E402
from distribute.ledger.events import (  # noqa: E402
    AnyEvent,
    Claimed,
    Composed,
    Intended,
    IssueRef,
    Key,
    Posted,
    claim_place,
    encode,
)
from distribute.ledger.postgres import PostgresLedger  # noqa: E402
from distribute.ledger.sqlite import SqliteLedger  # noqa: E402
from distribute.testing.postgres import PostgresServer, a_postgres  # noqa: E402

_ADDRESS = "LEDGER_DATABASE"  # the variable that has the database's address
CHANNELS = 5
_EVENTS = 4  # of a post
_BEGUN = datetime(2000, 1, 1, tzinfo=UTC)


def events(count: int) -> Iterator[AnyEvent]:
    """Yield the events of as many posted issues as make up `count`."""
    chance = random.Random(20)  # noqa: S311 - the same ledger every time
    for number in range(count // (CHANNELS * _EVENTS)):
        at = _BEGUN + timedelta(hours=number)
        issue = f"letter-{number}"
        content = " ".join(sorted(f"{chance.getrandbits(32):08x}" for _ in range(32)))
        url = f"https://news.example/{issue}/"
        about = IssueRef(path=f"letters/{issue}.md", url=url, title=f"Letter {number}", content=content)
        for channel in range(CHANNELS):
            yield from _post(Key(issue, f"out{channel}", "en"), about, at)


def _post(key: Key, about: IssueRef, at: datetime) -> Iterator[AnyEvent]:
    target, place, run = f"outbox:{key.channel}", str(key), "0123456789abcdef"
    draft = Draft((Message(text=f"{about.title} is out, with news of kites and moths. {about.url}"),))
    yield Claimed(
        post=claim_place(key.issue, key.language, target), seq=1, run=run, at=at, channel=key.channel
    )
    yield Composed(post=key.round_place, seq=1, run=run, at=at, target=target, about=about, draft=draft)
    yield Intended(
        post=place,
        seq=1,
        run=run,
        at=at,
        account="",
        destination=target,
        idempotency_key=key.idempotency_key(),
    )
    yield Posted(post=place, seq=2, run=run, at=at, receipt=Receipt(f"{key}"), how="sent")


def ledger(file: Path, count: int) -> None:
    """Write a ledger with so many events of other issues."""
    SqliteLedger.create(file)
    with sqlite3.connect(file) as connection:
        rows = ((event.post, event.seq, encode(event)) for event in events(count))
        connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)


def _database(server: PostgresServer, count: int) -> str:
    """Create a database that has such a ledger; return its address."""
    address = server.database()
    PostgresLedger.create(address)
    with (
        server.connect(address) as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY distribute_event FROM STDIN") as copy,
    ):
        for event in events(count):
            copy.write_row((event.post, event.seq, encode(event).decode()))
    return address


class Cost(NamedTuple):
    """Seconds of CPU of a command and of the server, and seconds until it ended."""

    cpu: float
    wall: float


class _Trial:
    """A site whose ledger has so many events of other issues."""

    def __init__(self, workspace: Path, count: int, pages: int, server: PostgresServer | None) -> None:
        """Write the ledger, and as many issues as are published."""
        store = f"${_ADDRESS}" if server else "sqlite:ledger.db"
        self._here = site(workspace / f"ledger-{count}", pages, store)
        self._server = server
        if server:
            os.environ[_ADDRESS] = _database(server, count)
        else:
            ledger(self._here / "ledger.db", count)
        self.pages = sorted((self._here / "content").glob("*.md"))
        for number, page in enumerate(self.pages):
            head = page.read_text(encoding="utf-8").partition("\n\n")[0]
            news = (f"- Kite {number}.{line} repairs part {number}-{line}.\n" for line in range(40))
            page.write_text(f"{head}\n\n{''.join(news)}", encoding="utf-8")  # each has a text of its own

    def published(self, page: Path, *more: str) -> Cost:
        """Return the cost of publishing an issue."""
        return self.ran("publish", f"content/{page.name}", "--not-live", "--yes", *more)

    def ran(self, *words: str) -> Cost:
        """Return the cost of a command."""
        server, begun = self._server_cpu(), time.perf_counter()
        own = cpu([*COMMAND, *words], self._here)
        wall = time.perf_counter() - begun
        return Cost(own + self._server_cpu() - server, wall)

    def _server_cpu(self) -> float:
        """Return the seconds of CPU of the server and its processes that have ended."""
        if self._server is None:
            return 0.0
        time.sleep(0.1)  # until the server has noticed that they have
        fields = Path(f"/proc/{self._server.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measured(
    workspace: Path, count: int, runs: int = 3, server: PostgresServer | None = None
) -> dict[str, Cost]:
    """Return the cost of each command with a ledger of so many events of other issues."""
    trial = _Trial(workspace, count, runs + 1, server)
    # The first run records the newsletter and indexes the events, as in a ledger that is in use.
    found = {"the first publish": trial.published(trial.pages[0])}
    taken: dict[str, list[Cost]] = {}
    with_ledger = ["--with-ledger"] if server else []
    for page in trial.pages[1:]:
        taken.setdefault("dry run", []).append(trial.published(page, "--dry-run", *with_ledger))
        taken.setdefault("publish", []).append(trial.published(page))
        taken.setdefault("publish it again", []).append(trial.published(page))
        taken.setdefault("publish --due", []).append(trial.ran("publish", "--due", "--not-live", "--yes"))
        taken.setdefault("status of an issue", []).append(trial.ran("status", "letter-7"))
        taken.setdefault("status --since", []).append(
            trial.ran("status", "--since", f"{datetime.now(UTC):%Y-%m-%d}")
        )
        taken.setdefault("settle", []).append(trial.ran("settle"))
    return found | {
        name: Cost(*map(statistics.median, zip(*costs, strict=True))) for name, costs in taken.items()
    }


def main() -> None:
    """Print a table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--events", type=int, nargs=2, default=(10_000, 1_000_000))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--postgres", action="store_true", help="measure ledgers in PostgreSQL")
    chosen = options.parse_args()
    found: list[dict[str, Cost]] = []
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(a_postgres()) if chosen.postgres else None
        for count in chosen.events:
            found.append(measured(Path(place), count, chosen.runs, server))
            told = (f"{name} {cost.cpu:.2f} ({cost.wall:.2f})" for name, cost in found[-1].items())
            print(f"{count:,} events, seconds of CPU (in all): {', '.join(told)}", flush=True)
    few, many = found
    for name, cost in few.items():
        more = many[name]
        print(f"{name}: {more.cpu / cost.cpu:.1f} times the CPU, {more.wall / cost.wall:.1f} times as long")


if __name__ == "__main__":
    main()
