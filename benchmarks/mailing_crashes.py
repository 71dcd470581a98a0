"""Kills a mailing again and again at random moments, and counts what its readers got.

    python benchmarks/mailing_crashes.py [--readers N] [--kills N] [--seed N] [--postgres]

Real processes send to a mail server on loopback that counts the copies of each reader. At the end nobody may have two, nobody
may be lost who is not held as in doubt, and the counts must add up. Exit code 1 if one of these fails.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distribute.channels.mailing.sqlite import SqliteStore  # noqa: E402
from distribute.channels.mailing.store import Store, key_of  # noqa: E402
from tests.channels.mailing.kit import MAILING, NAME, Sink, readers  # noqa: E402

LEASE = 3.0  # seconds; a killed run's readers are in doubt after them
VICTIM = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from functools import partial
from distribute.channels.mailing.sender import Job, Lease, run
from distribute.transport.smtp import open_connection
from tests.channels.mailing.kit import NAME, TEMPLATE
from benchmarks.mailing_crashes import opened
url, place, lease = sys.argv[2:]
connect = partial(open_connection, url, "example.org", None, 10)
job = Job(name=NAME, template=TEMPLATE, sender="letter@example.org", timeout=10, connect=connect, connections=5)
store = opened(place)
run(store, job, Lease(float(lease)), threading.Event())
store.close()
"""


class Toll(NamedTuple):
    """What came of it: `lost` are readers who got nothing and are not in doubt."""

    readers: int
    kills: int
    sent: int
    in_doubt: int
    of_these_delivered: int
    twice: int
    lost: int
    accounted: bool


def opened(place: str) -> Store:
    """Open the store at a path, or at the address of a database."""
    if place.startswith("postgresql:"):
        from distribute.channels.mailing.postgres import PostgresStore

        return PostgresStore(place, "the database", make=True)
    return SqliteStore(Path(place), make=True)


def crash(place: str, number: int, kills: int, chance: random.Random) -> Toll:
    """Mail `number` readers with a store at `place`, kill the sender `kills` times, and let it finish."""
    with Sink() as sink, closing(opened(place)) as store:
        store.freeze(MAILING, "en", readers(number), ())
        sink.slow = 0.001
        for kill in range(kills):
            _killed(sink, place, number * (kill + 1) // (kills + 1), chance)
        _finish(sink, place, store)
        return _toll(sink, store, number, kills)


def _start(sink: Sink, place: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", VICTIM, str(ROOT), sink.url, place, str(LEASE)], cwd=ROOT)


def _killed(sink: Sink, place: str, after: int, chance: random.Random) -> None:
    """Start a sender, and kill it at a random moment once about so many copies have arrived in all."""
    victim, latest = _start(sink, place), time.monotonic() + 60
    while sum(sink.copies.values()) < after and victim.poll() is None and time.monotonic() < latest:
        time.sleep(chance.uniform(0, 0.005))
    time.sleep(chance.uniform(0, 0.02))
    victim.kill()
    victim.wait()


def _finish(sink: Sink, place: str, store: Store) -> None:
    """Run until no reader is queued, nor claimed by a run that was killed."""
    while (counts := store.counts(NAME)) and counts.open:
        time.sleep(max(0.0, (store.next_expiry(NAME) or 0.0) - time.time()))
        _start(sink, place).wait()


def _toll(sink: Sink, store: Store, number: int, kills: int) -> Toll:
    counts = store.counts(NAME)
    assert counts
    secret: bytes = store._secret  # type: ignore[attr-defined]  # noqa: SLF001 - the hashes are compared
    got = {key_of(address, secret) for address in sink.copies}
    store.resolve(NAME, "queued")
    doubted = {row.key for row in store.queued(NAME, b"", number, time.time())}
    everybody = {key_of(reader.address, secret) for reader in readers(number)}
    return Toll(
        readers=number,
        kills=kills,
        sent=counts.sent,
        in_doubt=counts.unknown,
        of_these_delivered=len(doubted & got),
        twice=sum(copies > 1 for copies in sink.copies.values()),
        lost=len(everybody - got - doubted),
        accounted=counts.add_up and counts.sent + counts.unknown == number and not counts.open,
    )


def main() -> int:
    """Print the toll."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--readers", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--postgres", action="store_true", help="keep the store in a PostgreSQL server of its own"
    )
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = str(folder / "mailings.db")
        if asked.postgres:
            from distribute.testing.postgres import a_postgres

            place = stack.enter_context(a_postgres()).database()
        begun = time.monotonic()
        toll = crash(place, asked.readers, asked.kills, random.Random(asked.seed))  # noqa: S311 - repeatable
        print("\n".join(f"{name:20} {value}" for name, value in toll._asdict().items()))
        print(f"{'seconds':20} {time.monotonic() - begun:.0f}")
    return int(bool(toll.twice or toll.lost or not toll.accounted))


if __name__ == "__main__":
    sys.exit(main())
