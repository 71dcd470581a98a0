"""What benchmarks share that run real processes against services on loopback, kill them, and count what arrived."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from distribute.ledger.events import LedgerError
from distribute.ledger.fold import fold
from distribute.ledger.history import History, Post
from distribute.ledger.sqlite import SqliteLedger
from distribute.testing.service import Answer, Fault, Kept, Request, Service

Moment = Literal["", "before", "after"]
ROOT = Path(__file__).resolve().parent.parent
TITLE = "Example Newsletter 42"
RELEASES = "- **Libfoo 1.2** was released with a faster parser.\n- **Bar 3.0** speaks the new protocol.\n"
LONGEST = 90.0  # seconds that anything here may take before it counts as hung
_TIME = re.compile(r" after (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")


class Case:
    """One story told to its end: what ought to arrive, what did, and what was off."""

    def __init__(self, proof: str, name: str) -> None:
        """Nothing has happened yet."""
        self.proof, self.name = proof, name
        self.runs = self.kills = self.expected = self.arrived = 0
        self.off: list[str] = []

    def expect(self, holds: object, what: str) -> None:
        """Note `what` unless it holds."""
        if not holds:
            self.off.append(what)

    def count(self, expected: int, arrived: int) -> None:
        """Note how many posts ought to be out, and how many are."""
        self.expected += expected
        self.arrived += arrived
        self.expect(expected == arrived, f"{arrived} posts are out, not {expected}")


class Done(NamedTuple):
    """A process that ended."""

    code: int
    out: str
    err: str

    @property
    def until(self) -> datetime | None:
        """The time that it named."""
        match = _TIME.search(self.out)
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC) if match else None

    @property
    def said(self) -> str:
        """Its code and words, in short."""
        return f"exit {self.code}: {' / '.join((self.out + self.err).split())[:600]}"


class Deadly:
    """Kills who posts to it, right before or after what was sent is kept: mixed into a service."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Kill nobody at first; a kill waits until `ready`."""
        super().__init__(*args, **more)
        self.kill_at: Moment = ""
        self.victim: subprocess.Popen[str] | None = None
        self.ready: Callable[[], object] = lambda: True
        self.judged = threading.Event()

    def kill(self, moment: Moment) -> None:
        """Kill the victim, if it is to die at this moment."""
        if self.kill_at == moment and until(lambda: self.victim) and until(self.ready):
            assert self.victim
            self.victim.kill()
            self.victim.wait(LONGEST)


class Watched(Deadly, Service):
    """Goes deaf and hides what it keeps, besides: mixed into a service that speaks HTTP.

    `last_before_post` is how the path begins that is asked for right before a post, if any is.
    """

    last_before_post = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Let everything go well at first."""
        super().__init__(*args, **more)
        self.retry_after = "120"
        self.hidden = self.refusing = False

    def cue(self, fault: Fault | None, kill_at: Moment = "") -> None:
        """Let the next post fail so, and its sender be killed before or after it is kept."""
        self.kill_at = kill_at
        if fault == "refused" and self.last_before_post:
            self.refusing = True  # what comes before the post is still to be answered
        elif fault:
            self.fail(fault)

    def calm(self) -> None:
        """Let everything go well from here on."""
        self.kill_at, self.refusing, self.hidden = "", False, False
        self.heal()

    def visible(self) -> list[Kept]:
        """Return nothing while what is kept is hidden."""
        return [] if self.hidden else super().visible()

    def keep(self, request: Request) -> Answer:
        """Keep a post, and kill its sender if that is to come right after."""
        answer = super().keep(request)
        self.kill("after")
        return answer

    def before_post(self) -> None:
        """Go deaf, if the post is to be refused."""
        if self.refusing:
            self.refusing = False
            self.fail("refused")
            self.kill("before")

    def _serve(self, request: Request, handler: Any) -> None:
        if self.publishes(request):
            self.kill("before")
        elif self.last_before_post and request.path.startswith(self.last_before_post):
            self.before_post()
        try:
            super()._serve(request, handler)
        finally:
            if self.publishes(request):
                self.judged.set()

    def _fail(self, fault: Fault, answer: Answer, handler: Any) -> None:
        self.kill("after")
        self.judged.set()
        super()._fail(fault, answer, handler)


class Page(Service):
    """A site on loopback, each of whose pages carries every title it was given."""

    titles = (TITLE, "The Mended Example Newsletter 42", "Example Newsletter 43")

    def answer(self, request: Request) -> Answer:
        """Give the page."""
        content = "".join(f"<h1>{title}</h1>" for title in self.titles).encode()
        return Answer(content, headers={"Content-Type": "text/html; charset=utf-8"})


class Issue(NamedTuple):
    """What a newsletter's issue has that an editor may change."""

    title: str = TITLE
    slug: str = "forty-two"
    day: str = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    body: str = RELEASES
    file: str = "issue"


class Newsroom:
    """A small Hugo site in a folder of its own, with its settings and its ledger."""

    def __init__(
        self, case: Case, place: Place, patience: float, secrets: dict[str, str], *, ledger: bool = True
    ) -> None:
        """Write the site."""
        self.case, self.patience = case, timedelta(seconds=patience)
        self.folder = Path(tempfile.mkdtemp(dir=place.folder))
        self.env = child_environment(secrets)
        self.address = f"{place.page.url}/"
        (self.folder / "hugo.toml").write_text('title = "Example"\n')
        self.write(Issue())
        if ledger:
            SqliteLedger.create(self.ledger)

    @property
    def ledger(self) -> Path:
        """Where its ledger is."""
        return self.folder / ".distribute" / "ledger.db"

    def settings(
        self, channels: Iterable[str], file: str = "channels.yaml", *, names: str = "number"
    ) -> None:
        """Write a settings file with these channels, a line each; `names` is how issues get their ids."""
        lines = [
            f'site: {{url: "{self.address}", generator: hugo, issues: content/news/*.md, id: {names}}}',
            "ledger: sqlite:.distribute/ledger.db",
            "channels:",
            *(f"  {channel}" for channel in channels),
        ]
        (self.folder / file).write_text("\n".join(lines) + "\n")

    def write(self, issue: Issue) -> None:
        """Put `issue` in the place of whatever issue there is."""
        folder = self.folder / "content" / "news"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        header = f'title: "{issue.title}"\nslug: {issue.slug}\ndate: {issue.day}\n'
        (folder / f"{issue.file}.md").write_text(f"---\n{header}---\n## Releases\n\n{issue.body}")

    def start(self, *words: str, config: str = "channels.yaml") -> subprocess.Popen[str]:
        """Begin a command."""
        self.case.runs += 1
        command = [sys.executable, "-m", "distribute", "--config", config, *words]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.env, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, config: str = "channels.yaml") -> Done:
        """Run a command to its end."""
        return finish(self.start(*words, config=config))

    def publish(self, *words: str) -> Done:
        """Publish what is in the folder, if anything is left to do."""
        return self.run("publish", f"content/news/{self.file}", *words)

    @property
    def file(self) -> str:
        """The issue's file name."""
        return next((self.folder / "content" / "news").iterdir()).name

    def history(self) -> History:
        """Return what the ledger says; nothing while it is still being made."""
        try:
            return fold(SqliteLedger(self.ledger).read())
        except LedgerError:
            if self.ledger.exists():
                raise
            return fold([])

    def post(self, channel: str) -> Post:
        """Return what the ledger says of the first post on a channel."""
        posts = [post for post in self.history().posts() if post.key.channel == channel]
        return posts[0] if posts else self.history().publication("42", channel, "en").post(1, "1")

    def events(self, kind: type) -> int:
        """Count the ledger's events of a kind."""
        return sum(isinstance(event, kind) for event in SqliteLedger(self.ledger).read())

    def decidable(self) -> datetime | None:
        """Return when the last of what is in doubt can be decided; None if nothing is."""
        times = [
            post.last + self.patience
            for post in self.history().posts()
            if post.state == "pending" and post.last
        ]
        return max(times, default=None)

    def wait_out(self) -> None:
        """Let patience pass."""
        when = self.decidable()
        if when:
            until(lambda: datetime.now(UTC) > when, patience=self.patience.total_seconds() + LONGEST)

    def expect_time(self, done: Done, what: str) -> None:
        """Hold a run to exit 3 and to the time when it can be decided."""
        when = self.decidable()
        self.case.expect(done.code == 3, f"{what}: {done.said}")
        right = when and done.until and abs(done.until - when) < timedelta(seconds=3)
        self.case.expect(right, f"{what} names {done.until}, not {when}: {done.said}")


class Place(NamedTuple):
    """Where the cases happen: a temporary folder, the page of every site, and room for a few processes."""

    folder: Path
    page: Page
    slots: threading.BoundedSemaphore


@contextmanager
def a_place(jobs: int = 3) -> Iterator[Place]:
    """Lend a temporary folder, a page on loopback, and room for as many stories as run processes at a time."""
    with tempfile.TemporaryDirectory(prefix="distribute-") as folder, Page() as page:
        yield Place(Path(folder), page, threading.BoundedSemaphore(jobs))


def child_environment(secrets: dict[str, str]) -> dict[str, str]:
    """Return this environment without CI and without proxies, with the checkout and these secrets."""
    kept = {name: value for name, value in os.environ.items() if name != "CI" and "proxy" not in name.lower()}
    return {**kept, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", **secrets}


def finish(process: subprocess.Popen[str]) -> Done:
    """Wait for a process's end; one that hangs is killed, and its exit code says so."""
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += "\nhung"
    return Done(process.returncode, out, err)


def until(holds: Callable[[], object], *, patience: float = LONGEST, pause: float = 0.005) -> bool:
    """Wait for a condition, and say whether it came to hold in time."""
    deadline = time.monotonic() + patience
    while not (met := holds()) and time.monotonic() < deadline:
        time.sleep(pause)
    return bool(met)


def tell(works: Iterable[Callable[[], Case | Iterable[Case]]], threads: int = 40) -> list[Case]:
    """Do all of it at once, as far as there is room, and return the cases; a crash is a case that is off."""

    def one(work: Callable[[], Case | Iterable[Case]]) -> list[Case]:
        try:
            done = work()
            return [done] if isinstance(done, Case) else list(done)
        except Exception as error:  # noqa: BLE001 - told in the table
            crash = Case("crashed", "crashed")
            crash.expect(None, f"{type(error).__name__}: {error}")
            return [crash]

    with ThreadPoolExecutor(threads) as pool:
        return [case for cases in pool.map(one, list(works)) for case in cases]
