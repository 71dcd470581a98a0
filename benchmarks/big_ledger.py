"""What a large ledger costs: publish and dry run of one issue, with ledgers of two sizes.

    python benchmarks/big_ledger.py [--events 10000 1000000]

The ledgers are SQLite files of many issues on five channels. Medians of whole processes, CPU.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from distribute.ledger.sqlite import SqliteLedger  # noqa: E402

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
    yield Intended(post=place, seq=1, run=run, at=at, account="", destination=target, token=key.token())
    yield Posted(post=place, seq=2, run=run, at=at, receipt=Receipt(f"{key}"), how="sent")


def ledger(file: Path, count: int) -> None:
    """Write a ledger with so many events of other issues."""
    SqliteLedger.create(file)
    with sqlite3.connect(file) as connection:
        rows = ((event.post, event.seq, encode(event)) for event in events(count))
        connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)


def _published(here: Path, name: str, *more: str) -> float:
    """Return the CPU seconds of publishing an issue."""
    return _ran(here, "publish", f"content/{name}", "--not-live", "--yes", *more)


def _ran(here: Path, *words: str) -> float:
    """Return the CPU seconds of a command."""
    return cpu([*COMMAND, *words], here)


def measured(workspace: Path, count: int, runs: int = 3) -> dict[str, float]:
    """Return the CPU seconds of each command with a ledger of so many events of other issues."""
    here = site(workspace / f"ledger-{count}", runs + 1)
    ledger(here / "ledger.db", count)
    pages = sorted((here / "content").glob("*.md"))
    for number, page in enumerate(pages):
        head = page.read_text(encoding="utf-8").partition("\n\n")[0]
        news = (f"- Kite {number}.{line} repairs part {number}-{line}.\n" for line in range(40))
        page.write_text(f"{head}\n\n{''.join(news)}", encoding="utf-8")  # each has a text of its own
    # The first run records the newsletter and indexes the events, as in a ledger that is in use.
    _published(here, pages.pop(0).name)
    taken: dict[str, list[float]] = {}
    for page in pages:
        taken.setdefault("dry run", []).append(_published(here, page.name, "--dry-run"))
        taken.setdefault("publish", []).append(_published(here, page.name))
        taken.setdefault("publish it again", []).append(_published(here, page.name))
        taken.setdefault("publish --due", []).append(_ran(here, "publish", "--due", "--not-live", "--yes"))
        taken.setdefault("status of an issue", []).append(_ran(here, "status", "letter-7"))
        taken.setdefault("settle", []).append(_ran(here, "settle"))
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """Print a table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--events", type=int, nargs=2, default=(10_000, 1_000_000))
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as place:
        for count in chosen.events:
            found.append(measured(Path(place), count, chosen.runs))
            print(count, {name: round(value, 2) for name, value in found[-1].items()}, flush=True)
    few, many = found
    for name in few:
        print(f"{name}: {many[name] / few[name]:.1f} times")


if __name__ == "__main__":
    main()
