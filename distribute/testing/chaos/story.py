"""One issue and one account in the chaos run, with real processes and simulated failures."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from distribute.ledger.events import Key
from distribute.ledger.fold import fold
from distribute.ledger.history import Post
from distribute.testing.chaos.stores import HELD, STORES, Store
from distribute.testing.service import FAULTS, MastodonService

KEY = Key("42", "mastodon", "en")
TOKEN = "CHAOS_TOKEN"  # noqa: S105 - the name of a variable
LONGEST = 120.0  # seconds until a run counts as hung
KILLING = 0.8  # the share of kills among the harms
SLOW = frozenset({"silence before keeping", "silence after keeping", "slow drip"})
ENDS = frozenset({0, 1, 3, 5})
# The first write to a ledger is its newsletter, the second the intent, the third the receipt; a fourth settles a doubt.
MOMENTS = tuple(
    f"{when} {what}"
    for what in ("write 1", "write 2", "write 3", "write 4", "post")
    for when in ("before", "after")
)
PUBLISH = ("publish", "42", "--old", "--not-live")
FAILING = {
    "fsync fails": "posix/io/sync/*,probability=0.5,failinfo=5",
    "write fails": "posix/io/rw/pwrite,probability=0.1,failinfo=28",
    "connect fails": "posix/io/net/connect,probability=0.3,failinfo=111",
}
SLOTS = threading.BoundedSemaphore(2)  # runs at a time


class Row:
    """The counts and failures of some stories."""

    def __init__(self, ledger: str, what: str) -> None:
        """Start with empty counts."""
        self.ledger, self.what = ledger, what
        self.runs = self.kills = self.harms = self.expected = self.found = self.duplicates = (
            self.unaccounted
        ) = 0
        self.off: list[str] = []
        self._lock = threading.Lock()

    def count(self, **more: int) -> None:
        """Add to the counts; several stories may call this at once."""
        with self._lock:
            for name, number in more.items():
                setattr(self, name, getattr(self, name) + number)

    def expect(self, holds: object, what: str) -> None:
        """Record `what` as a failure unless `holds`."""
        if not holds:
            self.off.append(f"{self.ledger}, {self.what}: {what}")

    @property
    def cells(self) -> tuple[object, ...]:
        """The cells of the table's row."""
        return (
            self.ledger, self.what, self.runs, self.kills, self.harms, self.expected, self.found,
            self.duplicates, self.unaccounted,
        )  # fmt: skip


class Run:
    """One process of `distribute publish`."""

    def __init__(
        self,
        story: Story,
        place: Path,
        *prefix: str,
        victim: Sequence[str] = (),
        most: int | None = None,
        words: Sequence[str] = PUBLISH,
        token: str = "",
    ) -> None:
        """Start it; `victim` are arguments of the module `victim`, `most` is the largest file size in bytes.

        `words` are its arguments; `token` replaces the story's token for the login.
        """
        module = ["distribute.testing.chaos.victim", *victim] if victim else ["distribute"]
        limit = None if most is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        self.process = subprocess.Popen(  # noqa: S603 - this Python, with our own arguments
            [*prefix, sys.executable, "-m", *module, *words],
            cwd=place, env=story.env | ({TOKEN: token} if token else {}), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=limit,  # noqa: PLW1509 - it only sets a limit
        )  # fmt: skip
        self.said = ""

    def end(self) -> int:
        """Wait until it ends and return its exit code."""
        try:
            out, err = self.process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            err += "\nhung"
        self.said = " / ".join((out + err).split("\n"))[-1500:]
        return self.process.returncode

    def wait_for_stop(self) -> bool:
        """Wait until it is stopped or has ended; return whether it is stopped."""
        look = os.WSTOPPED | os.WEXITED | os.WNOWAIT
        state = os.waitid(os.P_PID, self.process.pid, look)
        return state is not None and state.si_code == os.CLD_STOPPED

    def signal_after(self, seconds: float, number: signal.Signals) -> None:
        """Send it a signal after some time, unless it has ended."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.process.send_signal(number)


class Story:
    """One issue that is published to one account despite failures."""

    def __init__(
        self, row: Row, store: Store, service: MastodonService, dice: Random, patience: float
    ) -> None:
        """Create its ledger."""
        self.row, self.store, self.service, self.dice, self.patience = row, store, service, dice, patience
        store.begin()
        kept = {
            name: value for name, value in os.environ.items() if name != "CI" and "proxy" not in name.lower()
        }
        self.env = {**kept, **store.env, "NO_PROXY": "127.0.0.1", TOKEN: service.token}

    def start(self, *prefix: str, **more: Any) -> Run:
        """Start to publish."""
        self.row.count(runs=1)
        return Run(self, self.store.place(self.dice), *prefix, **more)

    def post(self) -> Post:
        """Return the post's state in the ledger."""
        return fold(self.store.open().read()).publication(*KEY.publication).post(1, "1")

    def judge(self, run: Run, code: int, allowed: frozenset[int] = ENDS) -> None:
        """Check a finished run: its report is true, and the ledger has every post."""
        there = len(self.service.arrived)
        self.row.expect(code in allowed, f"exit {code}: {run.said}")
        self.row.expect("Traceback" not in run.said, run.said)
        self.row.expect(code != 0 or there, f"it says posted, and nothing is there: {run.said}")
        if there and self.post().state == "open":
            self.row.count(unaccounted=1)
            self.row.expect(None, f"a post is there, and the ledger would send it again: {run.said}")

    def end_in_peace(self) -> None:
        """Run until everything is reported as posted, and check that there is exactly one post."""
        for _ in range(4):
            last = self.post()
            if last.state == "pending" and last.last:
                time.sleep(max(0.0, (last.last - datetime.now(UTC)).total_seconds() + self.patience + 0.1))
            with SLOTS:
                run = self.start()
                code = run.end()
                self.judge(run, code)
            if code == 0:
                break
        self.row.expect(code == 0, f"in the end: {run.said}")
        there, post = [each.id for each in self.service.arrived], self.post()
        self.row.count(expected=1, found=len(there), duplicates=max(0, len(there) - 1))
        self.row.expect(len(there) == 1, f"{len(there)} posts")
        if post.state != "posted" or not post.receipt or post.receipt.id not in there:
            self.row.count(unaccounted=1)
            self.row.expect(None, f"the ledger says {post.state}, {post.receipt}; there is {there}")

    # Failures of a run. Each method waits until the run ends, and checks it.

    def harm(self, typical: float) -> bool:
        """Disturb a run at random; return whether everything is posted."""
        harms: list[Callable[[float], int]]
        if self.dice.random() < KILLING:
            harms = [self.kill, self.strike, self.strike, self.strike, self.rivals]
            if self.post().state == "pending" and not self.service.arrived:
                harms = [self.kill]  # nothing is written until patience is over
        else:
            harms = [self.terminate, self.pause, self.lose, self.full, self.fault, self.hold]
            harms += [self.fail] if shutil.which("fiu-run") else []
            harms += [self.skew] if shutil.which("faketime") else []
        return self.dice.choice(harms)(typical) == 0

    def kill(self, typical: float) -> int:
        """Kill it at a random time."""
        run = self.start()
        run.signal_after(self.dice.uniform(0.2, 0.9) * typical, signal.SIGKILL)
        return self.killed(run)

    def strike(self, typical: float) -> int:
        """Kill it just before or after a write or the post."""
        del typical
        return self.killed(self.start(victim=(self.dice.choice(MOMENTS), "SIGKILL", "0")))

    def rivals(self, typical: float) -> int:
        """Run two at once and kill one of them."""
        runs = [self.start() for _ in range(2)]
        runs[0].signal_after(self.dice.uniform(0.3, 0.9) * typical, signal.SIGKILL)
        return max(self.killed(run) for run in runs)

    def terminate(self, typical: float) -> int:
        """Ask it to stop at a random time."""
        run = self.start()
        run.signal_after(self.dice.uniform(0.2, 1.1) * typical, signal.SIGTERM)
        return self.harmed(run, ENDS | {-signal.SIGTERM})  # before it handled signals

    def pause(self, typical: float) -> int:
        """Stop it for less than the bound, at a random time or around a write."""
        seconds = self.dice.uniform(0, self.patience / 8)
        if self.dice.random() < 0.5:
            run = self.start()
            run.signal_after(self.dice.uniform(0.3, 1.1) * typical, signal.SIGSTOP)
        else:
            run = self.start(victim=(self.dice.choice(MOMENTS), "SIGSTOP", "0"))
            run.wait_for_stop()
        time.sleep(seconds)
        run.process.send_signal(signal.SIGCONT)
        return self.harmed(run)

    def lose(self, typical: float) -> int:
        """Lose a commit or a push, or its response."""
        del typical
        self.store.lose(self.dice.choice(("request", "answer")))
        code = self.harmed(self.start())
        self.store.lose("")
        return code

    def full(self, typical: float) -> int:
        """Simulate a disk that is full after some bytes."""
        del typical
        return self.harmed(self.start(most=self.dice.choice((0, 100, 1000, 10_000, 33_000))))

    def fault(self, typical: float) -> int:
        """Make the service fail."""
        del typical
        fault = self.dice.choice([each for each in FAULTS if each not in SLOW | {"refused", "429"}])
        self.service.fail(fault)
        code = self.harmed(self.start())
        self.service.heal()
        return code

    def hold(self, typical: float) -> int:
        """Let another process lock the ledger for a while."""
        with self.store.held():
            run = self.start()
            time.sleep(self.dice.uniform(typical / 2, HELD))
        return self.harmed(run)

    def fail(self, typical: float) -> int:
        """Make system calls fail from time to time."""
        del typical
        call = self.dice.choice(list(FAILING.values()))
        command = ("fiu-run", "-f", "", "-x", "-c", f"enable_random name={call}")
        return self.harmed(self.start(*command, victim=("never", "SIGCONT", "0")))

    def skew(self, typical: float) -> int:
        """Give it a clock that is wrong by less than the bound."""
        del typical
        off = self.dice.uniform(-1, 1) * self.patience / 20
        return self.harmed(self.start("faketime", "-m", "-f", f"{off:+.2f}s"))

    def killed(self, run: Run) -> int:
        """Wait until a run that may have been killed ends, and check it."""
        code = run.end()
        self.row.count(kills=code == -signal.SIGKILL)
        self.judge(run, code, ENDS | {-signal.SIGKILL})
        return code

    def harmed(self, run: Run, allowed: frozenset[int] = ENDS) -> int:
        """Wait until a disturbed run ends, and check it."""
        code = run.end()
        self.row.count(harms=1)
        self.judge(run, code, allowed)
        return code


@contextmanager
def a_story(row: Row, dice: Random, patience: float) -> Iterator[Story]:
    """Yield a story, and delete its files afterwards."""
    with MastodonService(honours_key=dice.random() < 0.2) as service:
        service.lag = dice.choice((0.0, patience / 20))
        with a_story_of(service, row, dice, patience) as story:
            yield story


@contextmanager
def a_story_of(
    service: MastodonService, row: Row, dice: Random, patience: float, *, files: Mapping[str, str] = {}
) -> Iterator[Story]:
    """Yield a story with this service and additional `files` in its site, and delete its files afterwards."""
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        store = STORES[row.ledger](Path(folder), channels(service, patience))
        for name, text in files.items():
            path = store.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        with store.stack:
            yield Story(row, store, service, dice, patience)


def channels(service: MastodonService, patience: float, *, name: str = "mastodon", more: str = "") -> str:
    """Return the `channels:` of the settings: one channel, with `more` settings."""
    times = f"timeout: {patience / 4}s, patience: {patience}s"
    given = f"use: mastodon, server: '{service.url}', access_token: ${TOKEN}, {times}{more}"
    return f"channels: {{{name}: {{{given}}}}}\n"
