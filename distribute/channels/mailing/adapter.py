"""Mailing: an issue as one message to each reader of a list, with the reader's own link to unsubscribe."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Receipt
from distribute.channel.settings import LedgerPlace, Secret
from distribute.channel.verdicts import InDoubt, NotPosted, Unfinished, Unlisted
from distribute.channels.email.addresses import in_ascii, one_address
from distribute.channels.email.headers import header, mailbox, unstructured
from distribute.channels.email.newsletter import Around, Newsletter, check_login, revealed_login
from distribute.channels.mailing.template import LEAVE, Template, make_template

if TYPE_CHECKING:
    import smtplib

    from distribute.channel.capabilities import Readmitted
    from distribute.channels.mailing.sender import Job
    from distribute.channels.mailing.store import Answer, Counts, Reader, Store
    from distribute.channels.mailing.store import Mailing as Frozen

_ONE_LINE = "^[^\\r\\n]*$"
_LONGEST_LINE = 998
_SAMPLE = "reader@example.org"
_NOBODY = "no reader could be mailed"
_TO_RECORD = 1.0  # seconds, of those after a stop, in which the last replies are recorded
_SENDERS = 4  # workers that share a mailing; more only wait for the mail server


class Mailing(Newsletter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message to each reader of a list. `limit` applies to the subject."""

    smtp: Annotated[
        str,
        Meta(
            pattern="^(smtp|smtp\\+starttls|smtps)://[^@/]+$",
            description="The mail server: smtp://HOST:PORT, smtp+starttls:// or smtps://.",
        ),
    ]
    sender: Annotated[
        str,
        Meta(pattern="^[^\\r\\n]+@[^\\r\\n]+$", description="The address in From, with a name if you like."),
    ] = msgspec.field(name="from")
    subscribers: Annotated[
        str,
        Meta(
            min_length=1,
            description="The readers: a .csv or .jsonl file in the site's folder, or with `database` an SQL query. The "
            "columns are email, name, language and unsubscribe.",
        ),
    ]
    database: Annotated[
        Secret | None, Meta(description="The address of the query's database: postgresql://… or sqlite:FILE.")
    ] = None
    suppression: Annotated[
        str,
        Meta(description="A file of addresses that are never mailed: one on each line, or the column email."),
    ] = ""
    unsubscribe: Annotated[
        str,
        Meta(pattern=_ONE_LINE, description="The link to unsubscribe for readers without one of their own."),
    ] = ""
    username: Annotated[Secret | None, Meta(description="The login on the mail server.")] = None
    password: Annotated[Secret | None, Meta(description="The password for it.")] = None
    reply_to: Annotated[str, Meta(pattern=_ONE_LINE, description="The address that answers go to.")] = ""
    list_id: Annotated[
        str,
        Meta(
            pattern="^([A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+)?$",
            description="The list's permanent id (RFC 2919), such as letter.example.org. It also names the list in the ledger.",
        ),
    ] = ""
    rate: Annotated[
        Annotated[float, Meta(gt=0)] | None, Meta(description="The most messages a second in all.")
    ] = None
    rate_per_domain: Annotated[
        Annotated[float, Meta(gt=0)] | None, Meta(description="The most messages a second to one domain.")
    ] = None
    connections: Annotated[
        int, Meta(ge=1, le=100, description="The most connections at once, of each process.")
    ] = 10
    store: Annotated[
        str,
        Meta(
            pattern="^(sqlite:.+|\\$[A-Za-z_][A-Za-z0-9_]*)?$",
            description="The delivery store: sqlite:FILE or $DATABASE_URL. By default, beside the ledger.",
        ),
    ] = ""

    unsettled: ClassVar[str] = "the mailing may have begun, and its delivery store does not know it"
    placeholder: ClassVar[str] = LEAVE
    asked_for: ClassVar[tuple[str, ...]] = ("sender",)  # its domain is in each Message-ID
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {
        "smtp": "smtp+starttls://mail.your-domain.example:587",
        "from": "Your Newsletter <newsletter@your-domain.example>",
        "subscribers": "readers.csv",
        "username": "$SMTP_USERNAME",
        "password": "$SMTP_PASSWORD",
    }

    def __post_init__(self) -> None:
        """Require a complete login, and a link that is valid in a header."""
        from distribute.channels.mailing.readers import checked_link

        check_login(self.username, self.password)
        if self.unsubscribe:
            checked_link(self.unsubscribe)

    def target(self) -> str:
        """Return the list, whose readers must not receive an issue twice."""
        if self.list_id or not self.database:
            return f"mailing:{self.list_id or self.subscribers}"
        return f"mailing:query-{sha256(' '.join(self.subscribers.split()).encode()).hexdigest()[:12]}"

    def beside(self, ledger: LedgerPlace) -> Self:
        """Keep the delivery store beside the ledger, unless the settings name another place."""
        from distribute.channels.mailing.store import place_beside

        return self if self.store else msgspec.structs.replace(self, store=place_beside(ledger))

    def around(self, language: str) -> Around:
        """Return the address that readers know the list by, and the mark for the reader's own link."""
        try:
            return Around(one_address("from", self.sender).addr_spec, LEAVE)
        except NotPosted:  # `prepare` says so
            return Around("", LEAVE)

    # Before the mailing

    def prepare(self, delivery: Delivery) -> None:
        """Check that the login's secrets are set, and freeze the readers if the mailing has not begun.

        It has begun once the server has accepted a copy or has put off a reader, or a copy is in doubt. Then the readers
        stay as they are, except those who are to be left out by now.
        """
        from distribute.channels.mailing.store import StoreBusyError, StoreError

        for secret in self.secrets.values():
            secret.reveal()
        self._template(delivery)
        language = self._language(delivery.language)
        try:
            with closing(self._store(make=True)) as store:
                if store.has_begun(delivery.idempotency_key):
                    store.leave_out(delivery.idempotency_key, self._out())
                else:
                    readers = _until(delivery.stop, self._readers(delivery.language))
                    store.freeze(_frozen(delivery), language, readers, self._out())
        except StoreError as error:
            raise NotPosted(str(error), final=not isinstance(error, StoreBusyError)) from None

    def audience(self, language: str) -> int | None:
        """Return how many different readers receive the issue in a language; None if only the database knows.

        NotPosted if the list can't be read.
        """
        return None if self.database else self._audiences((language,))[self._language(language)]

    def _audiences(self, default: tuple[str, ...]) -> Counter[str]:
        """Return how many different readers with a valid address there are for each language."""
        from distribute.channels.mailing.store import in_lower_case

        seen, counts = set(map(in_lower_case, self._out())), Counter[str]()
        for reader in self._readers(*default):
            address = in_lower_case(reader.address)
            if address not in seen:
                seen.add(address)
                counts[reader.language] += not reader.wrong
        return counts

    def _language(self, language: str) -> str:
        from distribute.channels.mailing.readers import language_of

        return language_of(language, self.languages or (language,))

    def _readers(self, *default: str) -> Iterator[Reader]:
        """Yield every reader, with the language in which the reader receives the issue."""
        from distribute.channels.mailing.readers import language_of, read_readers

        languages = self.languages or default
        for reader in read_readers(self.subscribers, self.database, self.unsubscribe, self.place("")):
            yield reader._replace(language=language_of(reader.language, languages))

    def _out(self) -> Iterator[str]:
        from distribute.channels.mailing.readers import read_addresses

        return read_addresses(self.suppression, self.place("")) if self.suppression else iter(())

    def _store(self, *, make: bool = False) -> Store:
        """Return the delivery store; StoreError if there is none, or if it would be lost with the CI runner."""
        from distribute.channels.mailing.open import open_store
        from distribute.channels.mailing.store import DEFAULT, StoreError
        from distribute.inputs.git import is_in_work_tree

        kind, _, name = (self.store or f"sqlite:{DEFAULT}").partition(":")
        if kind == "sqlite" and os.environ.get("CI") and is_in_work_tree(self.place(name), self.place("")):
            msg = (
                f"the delivery store {name} is in the work tree, which is deleted with this CI runner, so readers would be "
                "mailed again: set `store:` to $DATABASE_URL or to a file on a persistent disk"
            )
            raise StoreError(msg)
        return open_store(f"{kind}:{name}" if name else kind, self.place(""), make=make)

    # The mailing

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return the receipt of a mailing that has finished; Unfinished if readers are left, Unlisted if there is none."""
        from distribute.channels.mailing.store import StoreError

        try:
            with closing(self._store()) as store:
                counts = store.counts(delivery.idempotency_key)
        except StoreError as error:
            raise Unlisted(str(error)) from None
        if counts is None:
            msg = f"the delivery store {self.store} has nothing about this mailing: a person has to find out who got it"
            raise Unlisted(msg)
        return self._receipt(delivery, counts, "")

    def post(self, delivery: Delivery, ready: None) -> Receipt:
        """Mail every reader who is still queued. Sent messages are recorded in the store, so it can be called again."""
        from distribute.channels.mailing.progress import progress
        from distribute.channels.mailing.sender import Lease, run
        from distribute.channels.mailing.store import Counts, StoreError

        try:
            with closing(self._store()) as store:
                before = store.counts(delivery.idempotency_key) or Counts()
                with progress(f"{self.name} ({delivery.language})", before) as tell:
                    stop = delivery.stop or threading.Event()
                    lease = Lease(self.patience, time.monotonic() + delivery.longest)
                    report = run(store, self._job(delivery), lease, stop, tell)
        except StoreError as error:
            raise Unfinished(str(error)) from None
        counts = report.counts
        if not (counts.sent or counts.intent or counts.unknown) and counts.candidates > counts.suppressed:
            raise NotPosted(report.why or f"{_NOBODY}: {counts}", final=report.final or not counts.open)
        return self._receipt(delivery, counts, report.why)

    def _receipt(self, delivery: Delivery, counts: Counts, why: str) -> Receipt:
        if not counts.add_up:
            msg = f"the counts of the delivery store don't add up: {counts}"
            raise Unfinished(msg)
        if counts.open:
            reason = f"{why}; " if why else ""
            msg = f"{reason}{counts}: the next `distribute publish` continues it unless it is on hold, and mails nobody twice"
            raise Unfinished(msg)
        if counts.failed and not counts.sent:
            msg = f"{_NOBODY}: {counts}"
            raise Unfinished(msg)
        return Receipt(f"<{delivery.idempotency_key}@{self._domain}>", note=str(counts))

    def _job(self, delivery: Delivery) -> Job:
        from distribute.channels.mailing.sender import Job
        from distribute.transport.smtp import open_connection

        login = revealed_login(self.username, self.password)
        return Job(
            name=delivery.idempotency_key,
            template=self._template(delivery),
            sender=one_address("from", self.sender).addr_spec,
            timeout=self.timeout,
            connect=lambda: open_connection(self.smtp, self._domain, login, self.timeout),
            connections=self.connections,
            rate=self.rate or 0.0,
            rate_per_domain=self.rate_per_domain or 0.0,
            grace=delivery.grace - _TO_RECORD,
        )

    # A person's questions and answers

    def counts(self, idempotency_key: str) -> dict[str, int]:
        """Return how many readers of a mailing are in each state, {} if there is no such mailing."""
        from distribute.channels.mailing.store import StoreError

        try:
            with closing(self._store()) as store:
                found = store.counts(idempotency_key)
        except StoreError as error:
            raise InDoubt(str(error)) from None
        return msgspec.structs.asdict(found) if found else {}

    @property
    def senders(self) -> int:
        """Return how many processes may mail at a time: with a rate only one, because each keeps to it by itself."""
        return 1 if self.rate or self.rate_per_domain else _SENDERS

    def resolve(self, idempotency_key: str, answer: Answer) -> int:
        """Record a person's answer about the readers in doubt; return how many there were. NotPosted without a store."""
        from distribute.channels.mailing.store import StoreError

        try:
            with closing(self._store()) as store:
                return store.resolve(idempotency_key, answer)
        except StoreError as error:
            raise NotPosted(str(error)) from None

    def readmit(
        self, posts: Sequence[str], *, this: bool, only: Iterable[str] | None = None, dry_run: bool = False
    ) -> Readmitted:
        """Mail refused readers again, from the next issue on, or with `this` from this one (see `ReadmitsReaders`)."""
        from distribute.channels.mailing.readers import named_addresses
        from distribute.channels.mailing.readmit import readmit
        from distribute.channels.mailing.store import StoreError

        meant = None if only is None else list(named_addresses(only))
        try:
            with closing(self._store()) as store:
                readers = self._readers("") if this else None
                return readmit(store, posts, readers, self._out(), meant, dry_run=dry_run)
        except StoreError as error:
            raise InDoubt(str(error)) from None
        except LookupError as error:  # the secret with the address of the readers' database
            raise NotPosted(str(error)) from None

    def examine(self) -> Iterator[Finding]:
        """Log in, say nothing and leave; count the readers."""
        from distribute.channels.mailing.store import StoreError
        from distribute.transport.smtp import expect_reply

        with self._server() as server:
            expect_reply("NOOP", server.noop(), 250)
            who = f"as {self.username!r}" if self.username else "without a login"
            version = getattr(server.sock, "version", lambda: "no TLS")()
            yield Finding("ok", f"{urlsplit(self.smtp).hostname} takes us {who}, {version}")
        readers = self._audiences(("",))
        told = ", ".join(
            f"{count:,}" + (f" in {code}" if code else "") for code, count in sorted(readers.items())
        )
        yield Finding("ok" if readers else "warning", f"readers: {told or 'none'}")
        try:
            self._store().close()
        except StoreError as error:
            yield Finding("warning", f"{error}; the first mailing makes it")

    def message(self, delivery: Delivery) -> bytes:
        """Return the message as a mail program of a made-up reader opens it; NotPosted if a setting is wrong."""
        return self._sample(delivery, _SAMPLE)

    def is_everybody(self, to: str) -> bool:
        """Return False: no address is the whole list."""
        return False

    def send_test(self, delivery: Delivery, to: str) -> None:
        """Send the message only to this address, marked in its header as a test."""
        from distribute.transport.smtp import Letter, send_message

        address = one_address("--test-to", to).addr_spec
        content = b"X-Distribute-Test: this was not sent to the list\r\n" + self._sample(delivery, address)
        letter = Letter(one_address("from", self.sender).addr_spec, address, content)
        with self._server() as server:
            send_message(server, letter)

    def _server(self) -> AbstractContextManager[smtplib.SMTP]:
        from distribute.transport.smtp import smtp_connection

        login = revealed_login(self.username, self.password)
        return smtp_connection(self.smtp, self._domain, login, self.timeout)

    # The message

    def _sample(self, delivery: Delivery, address: str) -> bytes:
        from distribute.channels.mailing.store import Row

        row = Row(bytes(16), address, "", self.unsubscribe or LEAVE, 0)
        return self._template(delivery).content(row, stuffed=False)

    @property
    def _domain(self) -> str:
        return str(one_address("from", self.sender).domain)

    def _template(self, delivery: Delivery) -> Template:
        """Return the message without what differs from reader to reader; NotPosted if an address is none."""
        from email.utils import format_datetime

        message, sender = delivery.message, one_address("from", self.sender)
        subject = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", message.title).split())
        head = [
            f"Date: {format_datetime(delivery.first_attempt_at)}\r\n".encode(),
            header("From", mailbox(sender.display_name, sender.addr_spec)),
            header("Subject", unstructured(subject)),
        ]
        if self.reply_to:
            reply = one_address("reply_to", self.reply_to)
            head.append(header("Reply-To", mailbox(reply.display_name, reply.addr_spec)))
        lines = [f"List-Id: <{self.list_id}>"] if self.list_id else []
        lines += [f"Archived-At: <{in_ascii(message.link)}>"] if message.link else []
        head += [f"{line}\r\n".encode("ascii") for line in lines if len(line) <= _LONGEST_LINE]
        return make_template(b"".join(head), message, delivery.idempotency_key, sender.domain)


def _until(stop: threading.Event | None, readers: Iterator[Reader]) -> Iterator[Reader]:
    """Yield the readers; NotPosted once `stop` is set. A run that was given up must not freeze them later."""
    for reader in readers:
        if stop and stop.is_set():
            break
        yield reader
    if stop and stop.is_set():
        msg = "stopped before the list was read"
        raise NotPosted(msg, final=False)


def _frozen(delivery: Delivery) -> Frozen:
    """Return the mailing of a delivery."""
    from distribute.channels.mailing.store import Mailing as Frozen

    return Frozen(delivery.idempotency_key, delivery.family or delivery.idempotency_key)
