"""Kills and stops two workers again and again while they publish and mail, and counts what arrived.

    python benchmarks/workers.py [--harms N] [--readers N] [--seed N]

Real processes share a PostgreSQL server of their own and post to two services and a mail server on loopback. While new
issues become due, one worker after another is killed (SIGKILL) and replaced, or stopped (SIGSTOP) until its posts have been
taken over, and continued. At the end no post and no reader may have two copies, none may be lost that is not held as in
doubt, and the ledger must have all of it. Exit code 1 if one of these fails.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distribute.channels.mailing.postgres import PostgresStore  # noqa: E402
from distribute.testing.postgres import a_postgres  # noqa: E402
from distribute.testing.service import MastodonService  # noqa: E402
from tests.channels.mailing.kit import Sink  # noqa: E402
from tests.worker.kit import DATABASE, PATIENCE, TOKEN, Newsletter, Worker, copies  # noqa: E402

ISSUES = 3  # that become due before each harm
PAUSE = 3 * PATIENCE  # seconds for which a worker is stopped: longer than its posts are its own
LONGEST = 300.0  # seconds until all must be posted
MAILING = """\
  letters: {{use: mailing, smtp: '{url}', from: letter@letter.example, subscribers: readers.csv, languages: [de],
    unsubscribe: 'https://letter.example/leave', connections: 5, timeout: 2s, patience: 8s}}
"""


class Toll(NamedTuple):
    """What came of it: `lost` are posts and readers that got nothing and are not in doubt."""

    kills: int
    stops: int
    posts: int
    posted: int
    posts_twice: int
    posts_lost: int
    readers: int
    mailed: int
    in_doubt: int
    readers_twice: int
    readers_lost: int
    accounted: bool


class Trial:
    """Two workers on one newsletter."""

    def __init__(self, folder: Path, dice: random.Random, readers: int, sink: Sink, services: dict[str, MastodonService]) -> None:  # fmt: skip
        """Write the site with its first issues, and start the workers."""
        self.folder, self.dice, self.sink, self.services = folder, dice, sink, services
        self.letter = Newsletter(folder / "letter", f"${DATABASE}", services, 0)
        self.letter.path.write_text(self.letter.path.read_text() + MAILING.format(url=sink.url))
        rows = "".join(f"{address}\n" for address in self.addresses(readers))
        (self.letter.folder / "readers.csv").write_text(f"email\n{rows}")
        self.letter.make_ledger()
        self.issues = self.kills = self.stops = 0
        self.stopped: list[tuple[float, Worker]] = []
        self.all: list[Worker] = []
        self.workers = [self.start(), self.start()]

    @staticmethod
    def addresses(readers: int) -> list[str]:
        """Return the addresses of the list."""
        return [f"reader{number}@host{number % 7}.example" for number in range(readers)]

    def start(self) -> Worker:
        """Start another worker."""
        self.all.append(Worker(self.folder / f"log{len(self.all)}", self.letter))
        return self.all[-1]

    def end(self) -> None:
        """Leave no worker behind."""
        for worker in self.all:
            worker.process.kill()
            worker.process.wait()

    def harm(self) -> None:
        """Let some issues become due, and kill or stop a worker soon after."""
        for _ in range(ISSUES):
            self.issues += 1
            self.letter.write(self.issues)
        time.sleep(self.dice.uniform(0.5, 2.5))
        place = self.dice.randrange(2)
        if self.dice.random() < 0.5:
            self.workers[place].send(signal.SIGSTOP)
            self.stopped.append((time.monotonic() + PAUSE, self.workers[place]))
            self.stops += 1
        else:
            self.workers[place].send(signal.SIGKILL)
            self.workers[place].process.wait()
            self.kills += 1
        self.workers[place] = self.start()
        self.go_on()

    def go_on(self) -> None:
        """Continue workers that were stopped for long enough, and end them a little later."""
        for end, worker in list(self.stopped):
            if time.monotonic() > end:
                self.stopped.remove((end, worker))
                worker.send(signal.SIGCONT)
                time.sleep(1.0)
                worker.send(signal.SIGTERM)
                worker.process.wait(60)

    def finish(self, store: PostgresStore, name: str) -> None:
        """Wait until every post is posted and every reader is sent to or in doubt, and stop the workers."""
        latest = time.monotonic() + LONGEST
        while time.monotonic() < latest:
            self.go_on()
            counts = store.counts(name)
            states = self.letter.states()
            if counts and not counts.open and states == {"posted": 2 * self.issues + 1} and not self.stopped:
                break
            time.sleep(0.5)
        for worker in self.workers:
            worker.stop()


def toll(trial: Trial, store: PostgresStore, name: str, readers: int) -> Toll:
    """Count what arrived."""
    arrived = sum((copies(service) for service in trial.services.values()), Counter[str]())
    per_service = [copies(service) for service in trial.services.values()]
    counts = store.counts(name)
    assert counts
    store.resolve(name, "queued")
    doubted = {row.address for row in store.queued(name, b"", readers, time.time())}
    posts, states = 2 * trial.issues, trial.letter.states()
    return Toll(
        kills=trial.kills,
        stops=trial.stops,
        posts=posts,
        posted=states["posted"] - 1,
        posts_twice=sum(count > 1 for each in per_service for count in each.values()),
        posts_lost=posts - sum(len(each) for each in per_service),
        readers=readers,
        mailed=counts.sent,
        in_doubt=counts.unknown,
        readers_twice=sum(count > 1 for count in trial.sink.copies.values()),
        readers_lost=len(set(trial.addresses(readers)) - set(trial.sink.copies) - doubted),
        accounted=counts.add_up and not counts.open and states == {"posted": posts + 1} and bool(arrived),
    )


def crash(harms: int, readers: int, seed: int) -> Toll:
    """Run the whole trial."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ[DATABASE] = stack.enter_context(a_postgres()).database()
        os.environ[TOKEN] = MastodonService.token
        services = {
            name: stack.enter_context(MastodonService(honours_key=False)) for name in ("north", "south")
        }
        sink = stack.enter_context(Sink())
        sink.slow = 0.02
        trial = Trial(folder, random.Random(seed), readers, sink, services)  # noqa: S311 - repeatable
        stack.callback(trial.end)
        write_mailing(trial.letter)
        begun = time.monotonic()
        while not sink.copies and time.monotonic() < begun + LONGEST:
            time.sleep(0.1)
        for _ in range(harms):
            trial.harm()
        store = stack.enter_context(closing(PostgresStore(os.environ[DATABASE], "the database")))
        name = next(
            post.idempotency_key for post in trial.letter.history().posts() if post.key.channel == "letters"
        )
        trial.finish(store, name)
        return toll(trial, store, name, readers)


def write_mailing(letter: Newsletter) -> None:
    """Write the issue that is mailed: the only one in German, which only the mailing takes."""
    letter.write(0)
    issue = letter.folder / "issues" / "0.md"
    issue.write_text(issue.read_text().replace("title:", "lang: de\ntitle:"))


def main() -> int:
    """Print the toll."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--harms", type=int, default=20)
    parser.add_argument("--readers", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()
    result = crash(asked.harms, asked.readers, asked.seed)
    print("\n".join(f"{name:20} {value}" for name, value in result._asdict().items()))
    print(f"{'seconds':20} {time.monotonic() - begun:.0f}")
    wrong = result.posts_twice or result.posts_lost or result.readers_twice or result.readers_lost
    return int(bool(wrong or not result.accounted))


if __name__ == "__main__":
    sys.exit(main())
