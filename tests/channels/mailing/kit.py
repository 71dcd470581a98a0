"""A mail server for many messages, and what a mailing needs to be sent to it."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from distribute.channel.post import Message
from distribute.channels.mailing.sender import Job, Lease, Report, run
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import Counts, Mailing, Reader, Store
from distribute.channels.mailing.template import LEAVE, make_template
from distribute.transport.smtp import open_connection
from tests.channels.services_email import Cut, Session, SmtpService
from tests.cli.kit import SETTINGS, Place

NAME = "0123456789abcdef" * 2
MAILING = Mailing(NAME, "family")
MESSAGE = Message(
    text=f"Héllo\n.a line with a dot\n\nUnsubscribe: {LEAVE}\n",
    html=f'<p>Héllo <a href="{LEAVE}">leave</a></p>',
)
SETTING = """\
  mailing:
    smtp: {url}
    from: The Letter <letter@example.org>
    subscribers: readers.csv
    timeout: 1s
    patience: 4s
"""
CSV = "email,language,unsubscribe\n" + "".join(
    f"reader{number}@host.example,{'de' if number % 4 == 3 else 'en'},https://example.org/{number}\n"
    for number in range(20)
)
TEMPLATE = make_template(b"From: letter@example.org\r\nSubject: News\r\n", MESSAGE, NAME, "example.org")


def readers(number: int, language: str = "en") -> Iterator[Reader]:
    """Yield readers at several domains."""
    for each in range(number):
        link = f"https://example.org/leave?a=1&reader={each}"
        yield Reader(f"reader{each}@host{each % 3}.example", f"Reader {each}", language, link)


class Visit(Session):
    """A client that sends many messages, and may send commands in groups."""

    taken = 0

    def on_mail(self, words: str) -> None:
        self.to, self.mail = "", None
        if self.taken < self.service.most:
            super().on_mail(words)
        else:
            self.answer("MAIL", b"421 4.7.0 enough for one connection\r\n")

    def on_rcpt(self, words: str) -> None:
        address = words[9:-1]
        code = self.service.refuse.get(address, "")
        if not self.mail:
            self.answer("RCPT", b"503 5.5.1 no sender\r\n")
        elif code and (self.service.asked[address] < 1 or code[0] == "5"):
            self.service.asked[address] += 1
            self.answer("RCPT", f"{code}\r\n".encode())
            if code.startswith("421"):
                raise Cut
        else:
            super().on_rcpt(words)

    def on_data(self, words: str) -> None:
        if not self.to and not self.service.goes_on:
            self.answer("DATA", b"503 5.5.1 no reader\r\n")
        elif not self.to:
            self.answer("DATA", b"354 go on\r\n")
            assert self.file.readline() in {b".\r\n", b""}, "an empty message is to nobody"
            self.answer(".", b"554 5.5.1 no reader\r\n")
        else:
            super().on_data(words)

    def on_rset(self, words: str) -> None:
        self.answer("RSET", b"250 2.0.0 ok\r\n")

    def take(self, content: bytes) -> None:
        super().take(content)
        self.taken += 1
        self.service.copies[self.to] += 1
        number, stop = self.service.stop_after
        if sum(self.service.copies.values()) >= number:
            stop.set()
        if self.service.slow:
            time.sleep(self.service.slow)

    def answer_the_dot(self) -> None:
        if self.to in self.service.cut_after:
            self.service.cut_after.discard(self.to)
            raise Cut
        if self.to in self.service.refuse_content:
            self.answer(".", f"{self.service.refuse_content[self.to]}\r\n".encode())
        else:
            super().answer_the_dot()


class Sink(SmtpService):
    """A mail server that counts the copies that each reader gets.

    `refuse` maps an address to the answer to RCPT, which if temporary is given once. `cut_after` are addresses whose
    message is taken without an answer. `stop_after` is a number of messages, and what is set then. A connection takes
    at `most` so many messages.
    """

    visit = Visit

    def __init__(self, *, pipelining: bool = True) -> None:
        super().__init__()
        self.extensions += ["PIPELINING"] if pipelining else []
        self.copies: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.refuse: dict[str, str] = {}
        self.refuse_content: dict[str, str] = {}
        self.cut_after: set[str] = set()
        self.goes_on = False
        self.slow = 0.0
        self.most = sys.maxsize
        self.stop_after: tuple[int, Any] = 0, threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://{self.address}"


def site(folder: Path, sink: Sink) -> Place:
    """Return a site with a list of readers and a mailing to them."""
    place = Place(folder)
    place.write("channels.yaml", SETTINGS.partition("  twitter:")[0] + SETTING.format(url=sink.url))
    place.write("readers.csv", CSV)
    return place


def job(sink: Sink, **settings: Any) -> Job:
    """Return a job with short waits."""
    made = Job(
        name=NAME,
        template=TEMPLATE,
        sender="letter@example.org",
        timeout=5,
        connect=partial(open_connection, sink.url, "example.org", None, 5),
        connections=3,
        delays=(0.2, 0.2),
        reconnect=(0.05, 0.05),
    )
    return msgspec.structs.replace(made, **settings)


def frozen(folder: Path, number: int, out: Iterable[str] = ()) -> SqliteStore:
    """Return a store with a mailing that is ready."""
    store = SqliteStore(folder / "mailings.db", make=True)
    store.freeze(MAILING, "en", readers(number), out)
    return store


def mail(store: Store, work: Job, *, lease: float = 60, stop: threading.Event | None = None) -> Report:
    """Run a mailing."""
    return run(store, work, Lease(lease), stop or threading.Event())


def of(store: Store) -> Counts:
    """Return the counts of the mailing, which add up."""
    counts = store.counts(NAME)
    assert counts
    assert counts.add_up
    return counts


def link_of(content: bytes) -> str:
    """Return the link in the header of a message."""
    found = re.search(rb"^List-Unsubscribe: <(.*)>\r$", content, re.MULTILINE)
    assert found
    return found[1].decode()
