"""Proofs about processes that are killed or stopped."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.mastodon_room import Newsroom, Watched
from benchmarks.stories import Case, Done, Place, finish, until
from distribute.testing.service import Fault


class Kills:
    """How many kills are still wanted, by several stories at once; the last of them may be one too many."""

    def __init__(self, number: int) -> None:
        """Want `number` kills."""
        self._left, self._lock = number, threading.Lock()

    @property
    def wanted(self) -> bool:
        """Return whether any is."""
        return self._left > 0

    def count(self) -> None:
        """Count one that came in time."""
        with self._lock:
            self._left -= 1


def killed(place: Place, kills: Kills, seed: int, most: int = 10) -> Iterator[Case]:
    """Yield story after story, each killed at up to `most` random moments, until there were enough kills."""
    dice = random.Random(seed)  # noqa: S311 - nobody has to be kept from guessing it
    number = 0
    while kills.wanted:
        number += 1
        yield killed_story(place, kills, dice, f"seed {seed}, story {number}", most)


def killed_story(place: Place, kills: Kills, dice: random.Random, name: str, most: int) -> Case:
    """Kill `publish` at random moments from its ledger's making on, run it again till it is done: one post."""
    case = Case("3 killed at random moments", name)
    with Watched(honours_key=False) as service:
        service.lag = dice.choice((0.0, 1.0))
        room = Newsroom(case, place, service, outbox=True, ledger=False)
        while case.kills < most and kills.wanted:
            with place.slots:
                done = _killed_at_random(room, dice)
            if done.code == -signal.SIGKILL:
                case.kills += 1
                kills.count()
                continue
            case.expect(done.code in {0, 3}, f"between kills: {done.said}")
            if done.code == 0:
                break
        for _ in range(3):
            room.wait_out()
            with place.slots:
                last = room.publish("--new-ledger")
            if last.code == 0:
                break
        case.expect(last.code == 0, f"in the end: {last.said}")
        case.count(2, len(service.arrived) + len(room.files))
        case.expect(len(room.files) == 1, f"{len(room.files)} files in the outbox")
        case.expect(room.post("outbox").state == "posted", "the ledger has lost the outbox")
        room.expect_posted()
    return case


def _killed_at_random(room: Newsroom, dice: random.Random) -> Done:
    """Kill a run some time after its start, or a little after one of its requests or intents."""
    before = len(room.service.requests)
    process = room.start_publish("--new-ledger")
    choice = dice.choice(("time", "request", "request", "ledger"))
    if choice == "request":
        number = before + dice.randint(1, 3)
        until(lambda: process.poll() is not None or len(room.service.requests) >= number, pause=0.001)
    elif choice == "ledger":
        until(lambda: process.poll() is not None or room.ledger.exists(), pause=0.001)
        known = len(list(room.history().posts()))
        until(lambda: process.poll() is not None or len(list(room.history().posts())) > known, pause=0.001)
    time.sleep(dice.uniform(0, 0.6 if choice == "time" else 0.03))
    process.kill()
    return finish(process)


def stopped_cases(place: Place) -> Iterator[Callable[[], Case]]:
    """Yield both signals, in a silence that ends by itself and in one that outlasts every grace."""
    for number in (signal.SIGTERM, signal.SIGINT):
        for timeout in (1.0, 8.0):
            for kept in (True, False):
                yield lambda n=number, t=timeout, k=kept: stopped(place, n, t, kept=k)  # type: ignore[misc]


def stopped(place: Place, number: signal.Signals, timeout: float, *, kept: bool) -> Case:
    """Stop a run that waits for an answer: exit 3, and said; `settle` finds out; one post in the end."""
    silence: Fault = "silence after keeping" if kept else "silence before keeping"
    case = Case("6 stopped in a silence", f"{number.name}, time-out {timeout:g}s, {silence}")
    with Watched(honours_key=False) as service:
        room = Newsroom(case, place, service, timeout=timeout, patience=4 * timeout)
        service.fail(silence)
        with place.slots:
            process = room.start_publish()
            case.expect(until(lambda: service.attempts), "it never posted")
            process.send_signal(number)
            done = finish(process)
            case.expect(done.code == 3 and "in doubt" in done.out, f"stopped: {done.said}")
            case.expect("distribute settle 42 mastodon" in done.out, f"no way out is named: {done.said}")
            known = room.run("status", "42")
            case.expect(known.code == 3 and "in-doubt" in known.out, f"status: {known.said}")
            found = room.run("settle", "42")
        if kept:
            case.expect(found.code == 0 and "posted" in found.out, f"settle: {found.said}")
        else:
            room.expect_time(found, "settle")
            room.wait_out()
            with place.slots:
                found = room.run("settle", "42")
            case.expect(found.code == 0 and "not posted" in found.out, f"settle: {found.said}")
        with place.slots:
            last = room.publish()
        case.expect(last.code == 0, f"in the end: {last.said}")
        case.count(1, len(service.arrived))
        room.expect_posted()
    return case
