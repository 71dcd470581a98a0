"""Runs real processes against a real service on loopback, kills them, and counts what arrived.

    python benchmarks/processes.py [--kills N] [--seed N] [--jobs N] [WORD]…

Each case has a small Hugo site of its own in a temporary folder, and a Mastodon of its own. The table
counts posts, which must be as many as expected; exit code 1 if anything is off. A WORD chooses the
proofs whose name holds it.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.kill_cases import Kills, killed, stopped_cases  # noqa: E402 - of this checkout, as all that follows
from benchmarks.mastodon_room import PATIENCE, Newsroom, Watched  # noqa: E402
from benchmarks.secret_cases import secret_cases  # noqa: E402
from benchmarks.stories import (  # noqa: E402
    LONGEST,
    RELEASES,
    Case,
    Done,
    Issue,
    Moment,
    Place,
    a_place,
    finish,
    tell,
    until,
)
from distribute.ledger.events import Disproved, Intended  # noqa: E402
from distribute.testing.service import FAULTS, KEPT, PROOF, Fault  # noqa: E402

# Every fault, every moment of dying


def fault_cases(
    place: Place, faults: Sequence[Fault | None] = (None, *FAULTS)
) -> Iterator[Callable[[], Case]]:
    """Yield mastodon × each fault × the moment it is killed at × whether the server honours the key."""
    for fault in faults:
        for moment in cast("tuple[Moment, ...]", ("", "before", "after")):
            for honours in (True, False):
                yield lambda f=fault, m=moment, h=honours: fault_case(place, f, m, honours_key=h)  # type: ignore[misc]


def fault_case(
    place: Place, fault: Fault | None, kill_at: Moment, *, honours_key: bool, patience: float = PATIENCE
) -> Case:
    """Fail once, run again before patience is over and after it: exactly one post."""
    name = f"{fault or 'no fault'}, {f'killed right {kill_at}' if kill_at else 'not killed'}"
    proof = f"1 faults, {'not killed' if not kill_at else f'killed {kill_at} keeping'}"
    case = Case(proof, f"{name}, key {'honoured' if honours_key else 'ignored'}")
    with Watched(honours_key=honours_key) as service:
        room = Newsroom(case, place, service, patience=patience, timeout=patience / 5)
        with place.slots:  # so that what comes before patience's end isn't kept waiting until after
            _fail_once(room, fault, kill_at)
            _run_before(room, fault, kill_at)
        room.wait_out()
        with place.slots:
            last = room.publish()
        case.expect(last.code == 0, f"after patience: {last.said}")
        case.count(1, len(service.arrived))
        if fault in KEPT or not fault:
            case.expect(len(service.attempts) == 1, f"it was sent {len(service.attempts)} times")
        room.expect_posted()
    return case


def _fail_once(room: Newsroom, fault: Fault | None, kill_at: Moment) -> None:
    """Let the first run meet its fault and its death."""
    case, service = room.case, room.service
    service.cue(fault, kill_at)
    process = room.start_publish()
    if fault == "refused" and kill_at == "after":  # no request will come: the ledger tells when
        # The look before the intent may be refused as well. Then there is nothing to note, and the run ends by itself.
        noted = until(lambda: process.poll() is not None or room.events(Disproved))
        case.expect(noted, "the refusal was not noted")
        process.kill()
    first = finish(process)
    if fault == "refused" and kill_at == "after":
        case.expect(first.code in {-signal.SIGKILL, 1}, f"it neither ended nor was killed: {first.said}")
    elif kill_at:
        if fault != "refused":  # the sender is dead, and its post still on its way
            case.expect(until(service.judged.is_set), "the post never arrived")
        case.kills += 1
        case.expect(first.code == -signal.SIGKILL, f"it was not killed: {first.said}")
    elif not fault:
        case.expect(first.code == 0, f"first: {first.said}")
    elif fault in PROOF:
        case.expect(first.code == 1, f"first: {first.said}")
        case.expect(fault != "429" or first.until, f"no time is named: {first.said}")
    else:
        room.expect_time(first, "first")
    service.calm()


def _run_before(room: Newsroom, fault: Fault | None, kill_at: Moment) -> None:
    """Run again before patience is over, while nothing that is there can be read back."""
    doubt = fault != "refused" if kill_at else fault and fault not in PROOF
    there = int(fault in KEPT or not fault)
    room.case.expect(len(room.service.arrived) == there, f"{len(room.service.arrived)} posts at first")
    room.case.expect((room.post().state == "pending") == bool(doubt), f"the ledger says {room.post().state}")
    room.service.hidden = bool(doubt)
    second = room.publish()
    room.service.hidden = False
    if doubt:
        room.expect_time(second, "before patience")
        room.case.expect(len(room.service.arrived) == there, "something was sent before patience was over")
    else:
        room.case.expect(second.code == 0, f"again: {second.said}")


def never_listed(place: Place, *, patience: float = PATIENCE) -> Case:
    """Keep a post that is never listed: a server that honours the key is sent it again, and shows one."""
    case = Case("1 faults, never listed, key honoured", "cut after keeping, never listed")
    with Watched() as service:
        service.fail("cut after keeping")
        service.hidden = True
        room = Newsroom(case, place, service, patience=patience, timeout=patience / 5)
        with place.slots:
            room.expect_time(room.publish(), "first")
        room.wait_out()
        with place.slots:
            last = room.publish()
        case.expect(last.code == 0, f"after patience: {last.said}")
        case.count(1, len(service.arrived))
        room.expect_posted()
    return case


# At once


def at_once(place: Place, number: int = 8) -> Case:
    """Publish `number` times at once, on one ledger that isn't made yet, all of them about to post at one moment."""
    case = Case("2 at once, one ledger", f"{number} at once")
    with Watched(honours_key=False) as service, place.slots:
        room = Newsroom(
            case, place, service, outbox=True, ledger=False, timeout=LONGEST, patience=4 * LONGEST
        )
        service.meeting = threading.Barrier(number)
        runs = [room.start_publish("--json", "--new-ledger") for _ in range(number)]
        ended = [finish(run) for run in runs]
        case.expect(not service.meeting.broken, "they did not meet")
        service.meeting = None
        case.expect({run.code for run in ended} <= {0, 3}, f"exit codes {[run.code for run in ended]}")
        for channel in ("mastodon", "outbox"):
            everybody = [each for run in ended for each in json.loads(run.out)["deliveries"]]
            told = [each for each in everybody if each["channel"] == channel]
            states = [each["state"] for each in told]
            # Several may say so: one sent it, others came upon it while it was on its way, and found it.
            case.expect("posted" in states and "not-posted" not in states, f"{channel}: {states}")
            case.expect(all(each["until"] for each in told if each["state"] == "held"), "no time is named")
        again = room.publish()
        case.expect(again.code == 0, f"again: {again.said}")
        case.count(2, len(service.arrived) + len(room.files))
        case.expect(len(room.files) == 1, f"{len(room.files)} files in the outbox")
        case.expect(room.events(Intended) == 2, f"{room.events(Intended)} intents")
        room.expect_posted()
    return case


def two_names(place: Place) -> Case:
    """Publish at once with two settings files that have different names for one account."""
    case = Case("2 at once, two names for an account", "two settings files")
    files = ("channels.yaml", "other.yaml")
    with Watched(honours_key=False) as service, place.slots:
        room = Newsroom(case, place, service, timeout=LONGEST, patience=4 * LONGEST)
        room.settings([room.account("fediverse")], "other.yaml")
        service.meeting = threading.Barrier(2)
        for _ in range(2):  # at once, and once more: a loser does not win the second time
            runs = [room.start_publish(config=file) for file in files]
            ended = [finish(run) for run in runs]
            case.expect(not service.meeting or not service.meeting.broken, "they did not meet")
            service.meeting = None
            case.expect(sorted(run.code for run in ended) == [0, 4], f"{[run.said for run in ended]}")
            held = [run for run in ended if run.code == 4]
            case.expect(all("already has this issue" in run.out for run in held), "it isn't said why")
        case.count(1, len(service.arrived))
    return case


# Edited afterwards, and said again on purpose

EDITS: dict[str, dict[str, str]] = {
    "title": {"title": "The Mended Example Newsletter 42"},
    "title and its number": {"title": "Example Newsletter 43"},
    "URL": {"slug": "the-forty-second"},
    "date": {"day": f"{datetime.now(UTC) - timedelta(days=1, hours=1):%Y-%m-%dT%H:%M:%SZ}"},
    "body": {"body": "- **Qux 7.1** is new.\n" + RELEASES},
    "file name": {"file": "renamed"},
}


def edited(place: Place, names: str, edits: Iterable[str] = tuple(EDITS)) -> Case:
    """Publish, edit one thing at a time, and publish again: nothing goes out."""
    case = Case("4 edited after it was posted", f"ids by {names}")
    renames = {"number": "title and its number", "date": "date"}[names]
    with Watched(honours_key=False) as service, place.slots:
        room = Newsroom(case, place, service, names=names, outbox=True)
        case.expect(room.publish().code == 0, "it was not posted at first")
        for edit in edits:
            room.write(Issue(**EDITS[edit]))
            done = room.publish()
            if edit == renames:  # its id is another now
                case.expect(done.code == 4, f"{edit}: {done.said}")
                case.expect("was already announced as issue" in done.out, f"{edit}: {done.said}")
            else:
                case.expect(done.code == 0, f"{edit}: {done.said}")
                case.expect(done.out.count("already posted") == 2, f"{edit}: {done.said}")
        case.count(2, len(service.arrived) + len(room.files))
    return case


def edited_in_all(place: Place) -> Case:
    """Publish, edit everything but the number, one after another: nothing goes out."""
    case = Case("4 edited after it was posted", "everything, one after another")
    with Watched(honours_key=False) as service, place.slots:
        room = Newsroom(case, place, service)
        case.expect(room.publish().code == 0, "it was not posted at first")
        issue = Issue()
        for edit in ("title", "URL", "date", "body", "file name"):
            issue = issue._replace(**EDITS[edit])
            room.write(issue)
            done = room.publish()
            case.expect(done.code == 0 and "already posted" in done.out, f"{edit}: {done.said}")
        case.count(1, len(service.arrived))
    return case


def reposted(place: Place) -> Case:
    """Say it again: refused before it was said once, else one more, and none for a key that is known."""
    case = Case("4 re-posts", "re-posts")
    with Watched(honours_key=False) as service, place.slots:
        room = Newsroom(case, place, service)

        def again(*words: str) -> Done:
            return room.run("repost", "42", "mastodon", "--because", "it was asked for", *words)

        early = again("--key", "a")
        case.expect(early.code == 1 and not service.attempts, f"nothing to repeat: {early.said}")
        service.fail("cut after keeping")
        service.hidden = True
        first = room.publish()
        case.expect(first.code == 3, f"first: {first.said}")
        early = again("--key", "a")
        case.expect(early.code == 3 and len(service.attempts) == 1, f"in doubt: {early.said}")
        service.hidden = False
        case.expect(room.publish().code == 0, "it was there, and not found")
        for key, most in (("a", 2), ("a", 2), ("b", 3), ("a", 3), ("", 4)):
            done = again(*(("--key", key) if key else ()))
            case.expect(done.code == 0, f"key {key!r}: {done.said}")
            case.expect(
                len(service.arrived) == most, f"key {key!r}: {len(service.arrived)} posts, not {most}"
            )
        case.expect(room.publish().code == 0, "publish after re-posts")
        case.count(4, len(service.arrived))
    return case


# The whole


def everything(place: Place, kills: int, seed: int) -> dict[str, list[Callable[[], Case | Iterable[Case]]]]:
    """Return every proof's work, the ones that take longest first."""
    left = Kills(kills)
    return {
        "6 stopped": [*stopped_cases(place)],
        "3 killed": [lambda at=at: killed(place, left, seed + at) for at in range(6)],  # type: ignore[misc]
        "1 faults": [*fault_cases(place), lambda: never_listed(place)],
        "2 at once": [*(lambda: at_once(place) for _ in range(3)), *(lambda: two_names(place) for _ in range(3))],
        "4 edited": [
            lambda: edited(place, "number"), lambda: edited(place, "date"),
            lambda: edited_in_all(place), lambda: reposted(place),
        ],
        "5 secrets": [*secret_cases(place)],
    }  # fmt: skip


def table(cases: Iterable[Case]) -> str:
    """Return the counts of each proof, a line each, in its order."""
    proofs: dict[str, list[Case]] = {}
    for case in cases:
        proofs.setdefault(case.proof, []).append(case)
    lines = [f"{'proof':<38}{'cases':>7}{'runs':>7}{'killed':>8}{'expected':>10}{'arrived':>9}{'off':>6}"]
    for proof, told in sorted(proofs.items()):
        counts = [(each.runs, each.kills, each.expected, each.arrived, bool(each.off)) for each in told]
        runs, kills, expected, arrived, off = (sum(column) for column in zip(*counts, strict=True))
        lines.append(f"{proof:<38}{len(told):>7}{runs:>7}{kills:>8}{expected:>10}{arrived:>9}{off:>6}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only the proofs whose name holds one")
    parser.add_argument("--kills", type=int, default=200, help="how often to kill at a random moment")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the random moments")  # noqa: S311
    parser.add_argument("--jobs", type=int, default=3, help="how many cases run processes at a time")
    options = parser.parse_args()
    begun = time.monotonic()
    with a_place(options.jobs) as place:
        proofs = everything(place, options.kills, options.seed)
        chosen = [
            work
            for name, works in proofs.items()
            if not options.words or any(word in name for word in options.words)
            for work in works
        ]
        cases = tell(chosen)
    for case in cases:
        for what in case.off:
            print(f"OFF  {case.proof}: {case.name}: {what}")
    print(table(cases))
    print(f"seed {options.seed}, {time.monotonic() - begun:.0f} s")
    return int(any(case.off for case in cases) or not cases)


if __name__ == "__main__":
    sys.exit(main())
