"""Send the queued rows of a mailing. This depends on no settings, ledger or command line, so any process can do it."""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from distribute.channel.verdicts import NotPosted
from distribute.channels.mailing.pace import Pace
from distribute.channels.mailing.store import Counts, Done, Row, Store, StoreError
from distribute.channels.mailing.template import Template
from distribute.channels.mailing.wire import Line, Result, codes, enhanced

if TYPE_CHECKING:
    import smtplib

LARGE = 10_000  # readers; a list as large is claimed in batches
_BATCH = 25  # rows for each connection; a crash leaves up to so many in doubt
_KEY = 16  # random bytes that are a position in the order of the rows
_PAGE = 1000  # rows that are read at a time
_LOOKAHEAD = 5000  # rows that may wait for their domain's turn
_SAFE_PART = 0.6  # of a lease; no message begins later
_TICK = 0.2  # seconds between two checks of the clock
_SOON = 0.01  # seconds; while connections are opened in other threads
_RECORD_EVERY = 0.5  # seconds; results are not kept longer
_LONGEST_WAIT = 1800.0  # seconds for which a run waits for the next attempt; the next run makes a later one
# No such mailbox or domain, not an address, moved, a domain without mail, a mailbox that is closed (RFC 3463, RFC 7505).
_NO_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}


class Stop(Protocol):
    """A `threading.Event`, or anything like it."""

    def is_set(self) -> bool:
        """Return whether to stop."""
        ...


class Lease(NamedTuple):
    """How long a claimed row is ours, in seconds, and the monotonic time after which nothing more is begun."""

    seconds: float
    deadline: float = float("inf")


class Job(msgspec.Struct, frozen=True):
    """A mailing with all that is needed to send it.

    `connect` returns a connection that is greeted and logged in; NotPosted on failure. `rate` and `rate_per_domain` are
    messages a second, 0 for no limit. `delays` are the seconds before each further attempt after a temporary refusal, in
    all more than a day, as for other mail (RFC 5321, 4.5.4.1). After `give_up` refusals in a row, without a message
    accepted in between, the run ends. Replies to what was sent before a stop are waited for up to `grace` seconds.
    """

    name: str
    template: Template
    sender: str
    timeout: float
    connect: Callable[[], smtplib.SMTP]
    connections: int = 10
    rate: float = 0.0
    rate_per_domain: float = 0.0
    delays: tuple[float, ...] = (60.0, 300.0, 900.0, 1800.0, 14400.0, 28800.0, 43200.0)
    reconnect: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)
    give_up: int = 50
    grace: float = 4.0


class Report(NamedTuple):
    """The state of a mailing after a run, and why the run ended before the mailing did, "" if it did not.

    If `final`, another run without changes is useless.
    """

    counts: Counts
    why: str = ""
    final: bool = False


def run(
    store: Store, job: Job, lease: Lease, stop: Stop, tell: Callable[[int], None] = lambda _: None
) -> Report:
    """Send queued rows until all are sent, the lease's deadline has passed or `stop` is set.

    `tell` is called with the number of rows that were finished since the last call. Several processes may work on one
    mailing. StoreError if the store fails; a message that was accepted and not recorded is then in doubt.
    """
    store.expire(job.name, time.time())
    due = store.next_due(job.name)
    if due is None or _is_late(due):
        counts = store.counts(job.name) or Counts()
        return Report(counts, _others(store, job, counts) if due is None else _later(due))
    sender = _Sender(store, job, lease, stop, tell)
    try:
        sender.work()
    finally:
        sender.close()
    counts = store.counts(job.name) or Counts()
    return Report(counts, sender.why or _others(store, job, counts), sender.final)


def _is_late(due: float) -> bool:
    """Return whether a run does not wait for an attempt at the time `due`."""
    return due - time.time() > _LONGEST_WAIT


def _later(due: float) -> str:
    return f"readers who were refused for the moment are tried again after {_at(due)}"


def _at(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment))


def _others(store: Store, job: Job, counts: Counts) -> str:
    """Return who has the rows that are left: other senders, or one that was killed and whose lease has not ended."""
    if not counts.open:
        return ""
    ends = store.next_expiry(job.name)
    if ends is None:
        return "it was stopped"
    return (
        f"{counts.intent:,} readers are another run's, or were a killed one's: what is left is settled after "
        f"{_at(ends)}"
    )


class _Sender:
    """The connections, the rows that wait for them, and the results that are not recorded yet."""

    def __init__(self, store: Store, job: Job, lease: Lease, stop: Stop, tell: Callable[[int], None]) -> None:
        self.store, self.job, self.lease, self.stop, self.tell = store, job, lease, stop, tell
        self.owner = os.urandom(8).hex()
        self.why, self.final = "", False
        counts = store.counts(job.name) or Counts()
        self.batch = _BATCH if counts.candidates >= LARGE else 1
        self.most = max(1, min(job.connections, counts.queued))
        self.pace = Pace(job.rate, job.rate_per_domain)
        # Senders that share a large mailing start at different positions, so they rarely compete for the same rows.
        self.after = b"" if self.batch == 1 else os.urandom(_KEY)
        self.exhausted, self.rescan = False, 0.0
        self.claimed: deque[Row] = deque()
        # The latest start of a message, by reader: in seconds of the wall clock and of the monotonic clock.
        self.claims: dict[bytes, tuple[float, float]] = {}
        self.done: list[Done] = []
        # Refusals since the last message that was accepted. They may be about us, so they do not count until the next one.
        self.held: list[Done] = []
        self.served = counts.sent > 0  # whether a message of the mailing was accepted
        self.recorded = time.monotonic()
        self.selector = selectors.DefaultSelector()
        self.lines: set[Line] = set()
        self.pool = ThreadPoolExecutor(self.most, "connect")
        self.opening: list[Future[smtplib.SMTP]] = []
        self.failures, self.connect_at, self.refusals = 0, 0.0, 0
        self.looked = 0.0  # at the clock

    def work(self) -> None:
        """Send until there is nothing left to send, or a reason to stop."""
        while not self._stopping():
            self._connect()
            self._fill()
            if self._finished():
                break
            self._turn()
        self._drain()

    def close(self) -> None:
        """Close every connection, and release the rows that were claimed but not started."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        for future in self.opening:
            future.add_done_callback(_discard)
        for line in list(self.lines):
            if line.busy:
                line.read()  # the answer may be there already; then the message is not in doubt
            line.close("stopped")
            self._collect(line)
        self.selector.close()
        self.done += [Done(row.key, "queued", attempts=row.attempts) for row in self.claimed]
        self.claimed.clear()
        self._put_back()
        self._record(())

    def _end(self, why: str, *, final: bool) -> None:
        """End the run, unless it ends already; if `final`, another one would end like it."""
        if not self.why:
            self.why, self.final = why, final

    def _stopping(self) -> bool:
        if not self.why and self.stop.is_set():
            self.why = "it was stopped"
        if not self.why and time.monotonic() > self.lease.deadline:
            self.why = "its time is over"
        return bool(self.why)

    def _finished(self) -> bool:
        """Return whether none of our rows is left. Look once more for waiting rows and those of other senders."""
        if (
            self.claimed
            or self.pace.waiting
            or not self.exhausted
            or any(not one.empty for one in self.lines)
        ):
            return False
        self._record(())
        due = self.store.next_due(self.job.name)
        if self.held:
            self._decide(others=due is not None)
            return bool(self.why)
        if due is not None and _is_late(due):
            self._end(_later(due), final=False)
        elif due is not None:  # after a temporary refusal
            self.after, self.exhausted, self.rescan = b"", False, max(due, time.time() + _TICK)
        return due is None or bool(self.why)

    # Rows

    def _fill(self) -> None:
        """Claim rows for the connections that can take one, and assign them."""
        idle = [line for line in self.lines if self._can_take(line)]
        if len(self.claimed) < len(idle):
            self._claim(len(idle) if self.batch == 1 else self.batch * self.most)
        for line in idle:
            row = self._next_claimed()
            if row is None:
                break
            line.take(row)
        if self.done and time.monotonic() - self.recorded > _RECORD_EVERY:
            self._record(())

    def _can_take(self, line: Line) -> bool:
        """Return whether a connection gets a row. For a small list, it does only if none of its rows is in doubt."""
        return line.idle and (self.batch > 1 or not line.busy)

    def _next_claimed(self) -> Row | None:
        """Return a claimed row that may still be sent. Rows that are too old are released."""
        while self.claimed:
            row = self.claimed.popleft()
            if self._may_send(row):
                return row
            self.done.append(Done(row.key, "queued", attempts=row.attempts))
        return None

    def _may_send(self, row: Row) -> bool:
        """Return whether the row is ours for long enough, by the wall clock and by the monotonic clock."""
        wall, steady = self.claims.get(row.key, (0.0, 0.0))
        return time.time() < wall and time.monotonic() < steady and not self.stop.is_set()

    def _claim(self, most: int) -> None:
        """Claim up to `most` rows whose turn it is. Results of earlier rows are recorded in the same transaction."""
        self._read_more()
        now = time.monotonic()
        rows: dict[bytes, Row] = {}
        while len(rows) < most and (row := self.pace.take(now)):
            rows[row.key] = row
        if not rows:
            return
        begun = time.time()
        ours = self._record(rows, begun + self.lease.seconds)
        latest = begun + _SAFE_PART * self.lease.seconds, now + _SAFE_PART * self.lease.seconds
        for key in ours:
            self.claims[key] = latest
        self.claimed += [row for key, row in rows.items() if key in ours]

    def _read_more(self) -> None:
        """Read the next page of queued rows, unless enough of them wait."""
        per_domain = self.job.rate_per_domain
        enough = _LOOKAHEAD if per_domain else self.batch * self.most
        if self.exhausted or self.pace.waiting >= enough or time.time() < self.rescan:
            return
        page = self.store.queued(self.job.name, self.after, _PAGE, time.time())
        for row in page:
            self.pace.add(row)
        self.exhausted = len(page) < _PAGE
        if page:
            self.after = page[-1].key

    def _record(self, claim: Collection[bytes], until: float = 0.0) -> set[bytes]:
        done, self.done = self.done, []
        self.recorded = time.monotonic()
        if not done and not claim:
            return set()
        try:
            ours = self.store.record(self.job.name, self.owner, done, claim, until)
        except StoreError:
            self.done = done  # `close` tries again, because accepted messages must not end up in doubt
            raise
        for one in done:
            self.claims.pop(one.key, None)
        self.tell(sum(one.state in {"sent", "failed", "unknown"} for one in done))
        return ours

    # Connections

    def _connect(self) -> None:
        """Open connections up to the wanted number, and take over those that are ready."""
        for future in [each for each in self.opening if each.done()]:
            self.opening.remove(future)
            try:
                self._take_over(future.result())
            except NotPosted as refusal:
                self._connection_failed(refusal)
        if self.why:
            return
        missing = self.most - len(self.lines) - len(self.opening)
        if self.failures or not self.lines:
            missing = min(missing, 1 - len(self.opening))  # one attempt stands for all
        if missing > 0 and time.monotonic() >= self.connect_at and self._has_rows():
            self.opening += [self.pool.submit(self.job.connect) for _ in range(missing)]

    def _has_rows(self) -> bool:
        return bool(self.claimed or self.pace.waiting or not self.exhausted) and time.time() >= self.rescan

    def _take_over(self, server: smtplib.SMTP) -> None:
        line = Line(server, self.job.sender, self.job.timeout, self.job.template.content, self._may_send)
        self.lines.add(line)
        self.selector.register(line, selectors.EVENT_READ, line)

    def _connection_failed(self, refusal: NotPosted) -> None:
        """Wait before the next try; give up when all tries failed, or at once if another would, too."""
        if self.lines:  # the server allows no more connections at once
            self.most = len(self.lines)
        elif refusal.final:
            self._end(refusal.why, final=True)
        elif not self.opening:  # of connections that were opened together, the last one counts
            self._failed_again(refusal.why)

    def _failed_again(self, why: str) -> None:
        if time.monotonic() < self.connect_at:
            return  # connections that were opened together fail together
        if self.failures >= len(self.job.reconnect):
            self._end(why, final=False)
            return
        self.connect_at = time.monotonic() + self.job.reconnect[self.failures]
        self.failures += 1

    def _turn(self) -> None:
        """Send what is waiting, wait for replies, and process them."""
        for line in list(self.lines):
            self._flush(line)
        pause = _SOON if self.opening or not self.lines else self.pace.wait(time.monotonic(), _TICK)
        if not self.selector.get_map():
            time.sleep(pause)
        for key, _ in self.selector.select(pause) if self.selector.get_map() else ():
            key.data.read()
            self._collect(key.data)
        now = time.monotonic()
        if now - self.looked > _TICK:
            self.looked = now
            for line in list(self.lines):
                line.check_time(now)
                self._collect(line)

    def _flush(self, line: Line) -> None:
        waited = line.wants_to_write
        line.flush()
        if line.closed:
            self._collect(line)
        elif waited != line.wants_to_write:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.wants_to_write else 0)
            self.selector.modify(line, events, line)

    def _collect(self, line: Line) -> None:
        """Collect a connection's results, and drop it if it is closed."""
        results, line.results = line.results, []
        for result in results:
            self._note(result)
        if line.closed:
            self._let_go(line)

    def _let_go(self, line: Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
            self.selector.unregister(line)
            if not line.served and not self.why:
                self._failed_again(line.why)

    # Replies

    def _note(self, result: Result) -> None:
        done = self._judge(result)
        (self.held if done.state == "failed" else self.done).append(done)
        if result.accepted:
            self.served, self.refusals, self.failures = True, 0, 0
            self.done += self.held
            self.held.clear()
        elif result.code:
            self.refusals += 1
            self._count(result)

    def _count(self, result: Result) -> None:
        """End the run after a refusal that shows that no other message would be accepted."""
        refused = f"({codes(f'{result.code} {result.reply}')})"
        if result.step == "MAIL" and not result.temporary:
            self._end(f"the mail server refuses the sender {refused}", final=True)
        elif self.refusals >= self.job.give_up:
            why = f"the mail server refused {self.refusals} messages in a row, last {refused}"
            self._end(why, final=not result.temporary)
            # The next run begins with other readers, for these may all be at fault.
            self._put_off(time.time() + max(self.job.delays[:2]))

    def _judge(self, result: Result) -> Done:
        """Return the meaning of a server's reply for the reader."""
        row, reply = result.row, f"{result.code} {result.reply}" if result.code else result.reply
        if result.accepted:
            return Done(row.key, "sent", reply)
        if result.in_doubt:
            return Done(row.key, "unknown", reply)
        if result.is_about_us:  # not one of the reader's attempts
            is_later = result.code and result.temporary and not result.closes
            due = time.time() + self.job.delays[0] if is_later else 0.0
            return Done(row.key, "queued", reply, row.attempts, due)
        failed = Done(row.key, "failed", reply, row.attempts)
        if not result.temporary:
            return failed._replace(suppress=result.step == "RCPT" and enhanced(result.reply) in _NO_ADDRESS)
        return failed if self._is_last(failed) else self._again(failed)

    def _is_last(self, refused: Done) -> bool:
        return refused.attempts >= len(self.job.delays)

    def _again(self, refused: Done) -> Done:
        """Return a refusal as one for the moment."""
        delay = self.job.delays[min(refused.attempts, len(self.job.delays) - 1)]
        return Done(refused.key, "queued", refused.reply, refused.attempts + 1, time.time() + delay)

    def _decide(self, *, others: bool) -> None:
        """Decide what the held refusals mean when no message is left that could be accepted now.

        A refusal counts if it names the address, or if the reader has had every attempt; another is one for the moment.
        As long as no reader was sent the issue, none counts, and if no `others` wait, the run ends: the server takes
        nothing from us.
        """
        is_served = self.served or (self.store.counts(self.job.name) or Counts()).sent > 0
        if not is_served and not others:
            last = self.held[-1].reply
            self._end(
                f"the mail server accepted no message, last ({codes(last)})", final=last.startswith("5")
            )
            self._put_back()
            return
        counts = [is_served and (one.suppress or self._is_last(one)) for one in self.held]
        self.done += [one if each else self._again(one) for one, each in zip(self.held, counts, strict=True)]
        self.held.clear()

    def _put_off(self, due: float) -> None:
        """Put the readers off to the time `due`, when the server has refused too many in a row.

        If it has accepted others, this was one of their attempts, so that readers who are all gone do not keep the mailing
        open for ever. A server that is set up wrong meanwhile costs them the issue only after more than a day, and later
        issues still have them.
        """
        if not self.served:
            self._put_back(due)
            return
        for one in self.held:
            again = self._again(one)
            later = again._replace(due=max(due, again.due))
            self.done.append(one._replace(suppress=False) if self._is_last(one) else later)
        self.held.clear()

    def _put_back(self, due: float = 0.0) -> None:
        """Queue the readers whose refusals do not count. They were none of their attempts."""
        self.done += [Done(one.key, "queued", one.reply, one.attempts, due) for one in self.held]
        self.held.clear()

    def _drain(self) -> None:
        """Wait for the replies to sent messages. `close` releases the rows that were not started."""
        until = time.monotonic() + self.job.grace
        for line in list(self.lines):
            line.drop_envelope()
            self._collect(line)
        while any(line.busy for line in self.lines) and time.monotonic() < until:
            self._turn()
        for line in list(self.lines):
            if line.empty:
                line.quit()
                self._collect(line)


def _discard(opening: Future[smtplib.SMTP]) -> None:
    """Close a connection that is no longer needed."""
    if not opening.cancelled() and not opening.exception():
        opening.result().close()
