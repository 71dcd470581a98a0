"""Run the jobs of one worker process; each has a time limit, and its errors are reported and counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from distribute.errors import ExitCode, UserError, worst
from distribute.worker.metrics import Metrics
from distribute.worker.newsletter import Newsletter, Opened
from distribute.worker.survey import Surveyor
from distribute.worker.work import Pauses, Work, do, find_work

T = TypeVar("T")
LONGEST = 600.0  # seconds of a mailing's job with reading its list, which is not counted as its turn
_TO_END = 10.0  # seconds that a worker takes to end, besides those for requests that have begun


class Runner:
    """Does the jobs of some newsletters in this process, one at a time: they change the working directory."""

    def __init__(
        self, newsletters: Sequence[Newsletter], metrics: Metrics, every: float, say: Callable[[str], None]
    ) -> None:
        """Prepare to work, with a round every `every` seconds; `say` gets what people should read, line by line."""
        self.newsletters = {newsletter.identity: newsletter for newsletter in newsletters}
        self.metrics = metrics
        self.stopping = threading.Event()
        self._say = say
        self.every = every
        self._pauses = {name: Pauses(every) for name in self.newsletters}
        self._surveyors = {name: Surveyor() for name in self.newsletters}
        self._codes = dict.fromkeys(self.newsletters, int(ExitCode.OK))
        self._told: dict[tuple[str, object], str] = {}
        self._stops: set[threading.Event] = set()
        self._lock = threading.Lock()
        self._stopped_at, self._grace, self._abandoned = float("inf"), 0.0, int(ExitCode.OK)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the most severe error that prevents publishing: in settings, or of a ledger.

        It is `IN_DOUBT` if a job was abandoned.
        """
        return worst([*self._codes.values(), self._abandoned])

    def say(self, line: str) -> None:
        """Print a line. A log on a full disk does not stop publishing."""
        with suppress(OSError):
            self._say(line)

    def stop(self) -> None:
        """Start nothing new. Requests in flight are finished."""
        with self._lock:
            self._stopped_at = min(self._stopped_at, time.monotonic())
            self.stopping.set()
            for stop in self._stops:
                stop.set()

    @property
    def is_overdue(self) -> bool:
        """Whether the worker was stopped so long ago that it should have ended."""
        return time.monotonic() - self._stopped_at > _TO_END + (self._grace if self.metrics.busy else 0.0)

    def abandon(self) -> None:
        """Abandon the job that hangs, if there is one. The ledger has its posts as in doubt."""
        if self.metrics.busy:
            self._abandoned = int(ExitCode.IN_DOUBT)
            self.say("a job did not end, and was abandoned: `distribute status` shows what is in doubt")

    def find(self, name: str) -> tuple[Work, ...]:
        """Return the open work of a newsletter; none if it can't be determined."""

        def look(opened: Opened) -> tuple[Work, ...]:
            found = find_work(opened, self._pauses[name])
            lines = (f"{each.path}: {each.severity}: {each.message}\n" for each in found.problems)
            self._tell(name, "due", "".join(lines))
            return found.work

        return self._guarded(name, look) or ()

    def do(self, name: str, work: Work) -> None:
        """Do a piece of work, unless the worker is stopping."""

        def work_on(opened: Opened) -> None:
            with self._stoppable(LONGEST if work.channel else None) as stop:
                if not stop.is_set():
                    self._tell(name, work, do(opened, work, self._pauses[name], stop))

        self._guarded(name, work_on)

    def survey(self, name: str) -> None:
        """Update the metrics of a newsletter from its ledger. Its jobs report the user's errors."""
        said = ""
        try:
            opened = self.newsletters[name].open()
            self.metrics.surveyed(name, self._surveyors[name].survey(opened.config, opened.ledger))
        except (UserError, OSError):
            return
        except Exception as bug:  # noqa: BLE001 - numbers that are missing stop no worker
            said = f"{type(bug).__name__} in distribute itself, which keeps its numbers from being known\n"
        self._tell(name, "survey", said)

    def _guarded(self, name: str, job: Callable[[Opened], T]) -> T | None:
        """Run a job; report and count its errors, which stop neither the worker nor another newsletter."""
        code, said, result = int(ExitCode.OK), "", None
        self.metrics.begin()
        try:
            opened = self.newsletters[name].open()
            self._grace = max(self._grace, opened.grace)
            result = job(opened)
        except UserError as error:
            code, said = error.exit_code, f"{error}\n"
        except OSError as error:
            why = error.strerror or "can't be used"
            code, said = ExitCode.USAGE, f"{error.filename or 'a file'}: {why}\n"
        except Exception as bug:  # noqa: BLE001 - the next round tries again; what may have been sent is in the ledger
            code, said = ExitCode.LEDGER, f"{type(bug).__name__} in distribute itself\n"
        self._codes[name] = code
        self.metrics.ran(name, failed=bool(said))
        self._tell(name, "error", said)
        return result

    def _tell(self, name: str, about: object, text: str) -> None:
        """Print a message unless it repeats the last one on the same subject: there is a round every minute."""
        with self._lock:
            if self._told.get((name, about), "") == text:
                return
            self._told[name, about] = text
        issue = f" {about.issue}" if isinstance(about, Work) else ""
        for line in filter(None, text.splitlines()):
            self.say(f"{name}{issue}: {line}")

    @contextmanager
    def _stoppable(self, most: float | None) -> Iterator[threading.Event]:
        """Yield an event that is set when the worker stops, or after `most` seconds."""
        stop = threading.Event()
        end = threading.Timer(most or 0.0, stop.set)
        end.daemon = True
        with self._lock:
            self._stops.add(stop)
            if self.stopping.is_set():
                stop.set()
        if most is not None:
            end.start()
        try:
            yield stop
        finally:
            end.cancel()
            with self._lock:
                self._stops.discard(stop)
