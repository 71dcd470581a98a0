"""A real IMAP server, Dovecot: a message whose response was lost is found in it, and it reads what we write."""

from __future__ import annotations

import email
import email.policy
import imaplib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Draft
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.adapter import Email
from distribute.deliver.outcome import DeliveryRequest
from distribute.deliver.run import deliver
from distribute.ledger.memory import MemoryLedger
from distribute.transport.imap import mailbox_has
from tests.channels.dovecot import PASSWORD, USER, Dovecot
from tests.channels.email.kit import account, delivery, send
from tests.channels.services_email import SmtpService
from tests.tools import needed

LOGIN = (USER, PASSWORD)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot(needed("dovecot")) as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Iterator[imaplib.IMAP4]:
    """An empty mailbox, as its reader."""
    with imaplib.IMAP4("127.0.0.1", dovecot.port) as server:
        server.login(*LOGIN)
        if server.select("INBOX")[1] != [b"0"]:
            server.store("1:*", "+FLAGS", r"\Deleted")
            server.expunge()
        yield server


def put(mailbox: imaplib.IMAP4, *messages: bytes, folder: str = "INBOX") -> None:
    """Deliver messages, as a list server's copies arrive."""
    for message in messages:
        copy = b"Received: by lists.example.org\r\nList-Id: <list.example.org>\r\n" + message
        assert mailbox.append(folder, "", "", copy)[0] == "OK"


@pytest.fixture
def reading(service: SmtpService, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Email:
    monkeypatch.setenv("READER", USER)
    monkeypatch.setenv("READER_PASSWORD", PASSWORD)
    secrets = {"imap_username": Secret("$READER"), "imap_password": Secret("$READER_PASSWORD")}
    return account(service.address, imap=dovecot.url, timeout=Duration(5), **secrets)


def test_a_lost_answer_is_settled_by_the_lists_copy(
    service: SmtpService, mailbox: imaplib.IMAP4, reading: Email
) -> None:
    ledger = MemoryLedger()
    wanted = DeliveryRequest(
        channel=reading, issue="2020-11", language="en", draft=Draft((delivery().message,))
    )
    service.fail("cut after keeping")
    (outcome,) = deliver([wanted], ledger)
    assert outcome.state == "in-doubt"
    put(mailbox, service.arrived[0].content)
    (outcome,) = deliver([wanted], ledger)
    assert outcome.state == "posted"
    assert outcome.receipt
    assert outcome.receipt.id == service.arrived[0].message["Message-ID"]
    assert len(service.arrived) == 1


def test_a_message_is_found_by_all_of_its_id(dovecot: Dovecot, mailbox: imaplib.IMAP4) -> None:
    put(mailbox, b"Message-ID: <0123abcd@example.org>\r\nSubject: One\r\n\r\nOne\r\n")
    for number, there in (
        ("<0123abcd@example.org>", True),
        ("<0123abc@example.org>", False),
        ("<123abcd@example.org>", False),
        ("<0123abcd@example.org", False),
        ('<"quoted\\"@example.org>', False),
    ):
        assert mailbox_has(dovecot.url, LOGIN, number, 5) is there


def test_looking_changes_nothing(dovecot: Dovecot, mailbox: imaplib.IMAP4) -> None:
    put(mailbox, b"Message-ID: <1@example.org>\r\n\r\nOne\r\n")
    assert mailbox_has(dovecot.url, LOGIN, "<1@example.org>", 5)
    mailbox.select("INBOX")
    assert mailbox.search(None, "UNSEEN") == ("OK", [b"1"])


@pytest.mark.parametrize("folder", ["Lists", "Two words", 'A "quote"'])
def test_another_folder_is_named_in_the_address(
    dovecot: Dovecot, mailbox: imaplib.IMAP4, folder: str
) -> None:
    from urllib.parse import quote

    written = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    mailbox.create(written)
    put(mailbox, b"Message-ID: <1@example.org>\r\n\r\nOne\r\n", folder=written)
    assert mailbox_has(f"{dovecot.url}/{quote(folder)}", LOGIN, "<1@example.org>", 5)
    assert not mailbox_has(dovecot.url, LOGIN, "<1@example.org>", 5)


def test_what_it_refuses_is_told(dovecot: Dovecot) -> None:
    with pytest.raises(NotPosted, match="is the folder in `imap` right"):
        mailbox_has(f"{dovecot.url}/Missing", LOGIN, "<1@example.org>", 5)
    with pytest.raises(NotPosted, match="refused the login") as caught:
        mailbox_has(dovecot.url, (USER, "wrong-password"), "<1@example.org>", 5)
    assert "wrong-password" not in caught.value.why


@pytest.mark.parametrize(
    "words",
    ["Kites & more", "Ünïcode für alle " * 9, "凧だより、カイト1.2 " * 7, "رسالة الطائرات"],
    ids=["en", "de", "ja", "ar"],
)
def test_it_reads_the_message_as_it_was_meant(
    service: SmtpService, mailbox: imaplib.IMAP4, words: str, dovecot: Dovecot
) -> None:
    part = msgspec.structs.replace(
        delivery().message, title=words.strip(), text=words, html=f"<p>{words}</p>"
    )
    send(account(service.address), message=part)
    put(mailbox, service.arrived[0].content)
    mailbox.select("INBOX")
    structure = _fetched(mailbox, "BODYSTRUCTURE")[0].upper()
    assert structure.count(b'"TEXT"') == 2
    assert b'"ALTERNATIVE"' in structure
    raw = _fetched(mailbox, "BODY.PEEK[]")[0][1]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Subject"] == words.strip()
    # Its own decoder: RFC 3516's BINARY is what Dovecot makes of the transfer encoding.
    for number, expected in (("1", f"{words}"), ("2", f"<p>{words}</p>")):
        decoded = _fetched(mailbox, f"BINARY.PEEK[{number}]")[0][1].decode()
        assert decoded.replace("\r\n", "\n").rstrip("\n") == expected.rstrip("\n")


def _fetched(mailbox: imaplib.IMAP4, what: str) -> Any:
    kind, data = mailbox.fetch("1", f"({what})")
    assert kind == "OK", data
    return data
