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
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import stories  # noqa: E402 - of this checkout, as all that follows
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
from distribute.ledger.history import Post  # noqa: E402
from distribute.testing.service import FAULTS, KEPT, PROOF, Answer, Fault, MastodonService, Request  # noqa: E402

TOKEN_NAME = "PROCESSES_TOKEN"  # noqa: S105 - the name of a variable
SENTINEL = "sentinel-token-4f1d7c"
SAID = "sentinel-answer-9b2e60"
TIMEOUT, PATIENCE = 2.0, 10.0


class Watched(stories.Watched, MastodonService):
    """A Mastodon that kills who posts to it, goes deaf, hides what it keeps or makes rivals meet."""

    last_before_post = "/api/v2/instance"
    meeting: threading.Barrier | None = None

    def before_post(self) -> None:
        """Wait for rivals, if they are to meet."""
        if self.meeting:
            with suppress(threading.BrokenBarrierError):
                self.meeting.wait(LONGEST / 3)
        super().before_post()


class Leaky(Watched):
    """A Mastodon whose every answer says the token and more that is nobody's business."""

    token = SENTINEL

    def __init__(self, *, strange: bool = False, broken: bool = False) -> None:
        """Be `strange`: answer posts with no status; or `broken`: refuse whoever logs in."""
        super().__init__()
        self.strange, self.broken = strange, broken

    def keep(self, request: Request) -> Answer:
        """Keep a status, and answer with more than that."""
        answer = super().keep(request)
        return self._leak(200) if self.strange else answer

    def answer(self, request: Request) -> Answer:
        """Answer any other request, or refuse it."""
        return self._leak(500) if self.broken else super().answer(request)

    def status(self, post: Any) -> dict[str, Any]:
        """Return a status with secrets in it."""
        return {**super().status(post), "application": {"client_secret": SAID, "token": self.token}}

    def _leak(self, code: int) -> Answer:
        words = f"{SAID}: Bearer {self.token}"
        place = f"{self.url}/moved?access_token={self.token}"
        return Answer({"error": words, "error_description": words}, code, {"Location": place, "X-Said": SAID})

    def _fail(self, fault: Fault, answer: Answer, handler: Any) -> None:
        kind = fault.split()[0]
        if kind == "a":
            handler.reply(Answer(f"<html>{SAID} {self.token}</html>".encode()))
        elif kind.isdigit():
            handler.reply(self._leak(int(kind)))
        else:
            super()._fail(fault, answer, handler)


class Newsroom(stories.Newsroom):
    """A small site with an account on a Mastodon, and an outbox perhaps."""

    def __init__(
        self, case: Case, place: Place, service: Watched, *, timeout: float = TIMEOUT,
        patience: float = PATIENCE, names: str = "number", outbox: bool = False, ledger: bool = True,
    ) -> None:  # fmt: skip
        """Write the site; `names` is how its issues get their ids."""
        super().__init__(case, place, patience, {TOKEN_NAME: service.token}, ledger=ledger)
        self.service = service
        self.times = f"timeout: {timeout}s, patience: {patience}s"
        self.settings(
            [self.account(), *([f"outbox: {{path: outbox, {self.times}}}"] if outbox else [])], names=names
        )

    def account(self, channel: str = "mastodon") -> str:
        """Return the settings of the account, under the name `channel`."""
        server = f"server: '{self.service.url}', access_token: ${TOKEN_NAME}"
        return f"{channel}: {{use: mastodon, {server}, {self.times}}}"

    def post(self, channel: str = "mastodon") -> Post:
        """Return what the ledger says of the first post on a channel."""
        return super().post(channel)

    def start_publish(self, *words: str, config: str = "channels.yaml") -> subprocess.Popen[str]:
        """Begin to publish; the service may kill this process."""
        started = self.start("publish", f"content/news/{self.file}", *words, config=config)
        self.service.victim = started
        return started

    @property
    def files(self) -> list[Path]:
        """The posts in the outbox."""
        folder = self.folder / "outbox"
        return list(folder.glob("[!.]*")) if folder.is_dir() else []

    def expect_posted(self) -> None:
        """Hold the ledger to what is at the service: one post, posted, under its id."""
        post, there = self.post(), self.service.arrived
        self.case.expect(post.state == "posted", f"the ledger says {post.state}")
        self.case.expect(not post.duplicates, "the ledger has duplicates")
        known = post.receipt.id if post.receipt else None
        self.case.expect(known in {each.id for each in there}, f"the receipt {known} is of no post")


# 1. Every fault, every moment of dying


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
        case.expect(until(lambda: room.events(Disproved)), "the refusal was not noted")
        process.kill()
    first = finish(process)
    if kill_at:
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


# 2. At once


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


# 3. Killed again and again


class Kills:
    """How many kills are still wanted, by several stories at once; the last of them may be one too many."""

    def __init__(self, number: int) -> None:
        """Want `number` kills."""
        self._left, self._lock = number, threading.Lock()

    @property
    def wanted(self) -> bool:
        """Say whether any is."""
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


# 4. Edited afterwards, and said again on purpose

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


# 5. Secrets


TOKENS = {
    "ends a line": f"{SENTINEL}\n",
    "two lines": f"{SENTINEL}\r\nX-Header: {SENTINEL}",
    "not Latin": f"{SENTINEL}-€",
    "not ASCII": f"{SENTINEL}-ü",
    "blanks": f" {SENTINEL} ",
    "another's": f"{SENTINEL}-of-another",
}


def secret_cases(
    place: Place, faults: Sequence[Fault] = FAULTS, tokens: Iterable[str] = tuple(TOKENS)
) -> Iterator[Callable[[], Case]]:
    """Yield each fault with a talkative service, and tokens that can't be sent."""
    for fault in faults:
        yield lambda f=fault: secret_case(place, Leaky(), f, fault=f)  # type: ignore[misc]
    for name in tokens:
        yield lambda n=name: secret_case(  # type: ignore[misc]
            place, Leaky(), f"token: {n}", token=TOKENS[n], expected=None
        )
    yield lambda: secret_case(place, Leaky(strange=True), "no status")
    yield lambda: secret_case(place, Leaky(broken=True), "can't log in", expected=0)
    yield lambda: literal_secret(place)


def secret_case(
    place: Place,
    service: Leaky,
    name: str,
    *,
    fault: Fault | None = None,
    token: str = "",
    expected: int | None = 1,
) -> Case:
    """Run every command that may talk of secrets, and look for them wherever words may be."""
    case = Case("5 secrets", name)
    with service:
        room = Newsroom(case, place, service, timeout=1, patience=4)
        if token:
            room.env[TOKEN_NAME] = token
        service.cue(fault)
        with place.slots:
            ended = [room.publish("-v")]
            service.calm()
            ended += [room.run("settle", "-v"), room.run("status", "-v", "--json")]
        room.wait_out()
        with place.slots:
            ended += [
                room.publish("-v", "--json"),
                room.run("repost", "42", "mastodon", "--because", "x", "--dry-run", "-v"),
            ]
        for done in ended:
            case.expect(done.code in {0, 1, 3} and "Traceback" not in done.err, f"{done.said}")
        expect_no_secret(case, ended, room.folder)
        if expected is not None:
            case.count(expected, len(service.arrived))
        else:
            case.expect(len(service.arrived) <= 1, "it is out twice")
    return case


def literal_secret(place: Place) -> Case:
    """Write the token itself where its name belongs: the mistake is told without it."""
    case = Case("5 secrets", "a literal in the settings, and an --env-file")
    with Leaky() as service, place.slots:
        room = Newsroom(case, place, service)
        settings, env = room.folder / "channels.yaml", Path(tempfile.mkdtemp(dir=place.folder)) / ".env"
        right = settings.read_text()
        settings.write_text(right.replace(f"${TOKEN_NAME}", SENTINEL))
        wrong = room.publish("-v")
        case.expect(wrong.code == 2, wrong.said)
        settings.write_text(right)
        del room.env[TOKEN_NAME]
        env.write_text(f"{TOKEN_NAME}={SENTINEL}\n")
        sent = room.run("--env-file", str(env), "publish", "42", "-v")
        case.expect(sent.code == 0, sent.said)
        expect_no_secret(case, [wrong, sent], room.folder)
        case.count(1, len(service.arrived))
    return case


def expect_no_secret(case: Case, ended: Iterable[Done], folder: Path) -> None:
    """Look for the sentinels in what was said and in every file."""
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    spoken = {f"run {at}": f"{done.out}\n{done.err}".encode() for at, done in enumerate(ended, 1)}
    for place, words in {**files, **spoken}.items():
        for secret in (SENTINEL, SAID):
            case.expect(secret.encode() not in words, f"{secret} is in {place}")


# 6. Stopped


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
