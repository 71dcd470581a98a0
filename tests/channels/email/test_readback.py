"""A message in doubt is looked for by its Message-ID, in a list's archive or in a mailbox that gets its mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from distribute.channel.registry import adapter
from distribute.channel.settings import Secret, decode
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels.email.adapter import Email
from distribute.ledger.memory import MemoryLedger
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import TurnedClock
from distribute.transport.imap import mailbox_has
from tests.channels.email.kit import account, delivery
from tests.channels.services_email import SmtpService
from tests.channels.services_imap import READER, READER_PASSWORD, Archive, Mailbox

LOGIN = (READER, READER_PASSWORD)
SECRETS = {"imap_username": Secret("$READER"), "imap_password": Secret("$READER_PASSWORD")}


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER", READER)
    monkeypatch.setenv("READER_PASSWORD", READER_PASSWORD)


@pytest.fixture
def mailbox(service: SmtpService) -> Iterator[Mailbox]:
    with Mailbox(lambda: [mail.content for mail in service.arrived]) as mailbox:
        yield mailbox


@pytest.fixture
def archive(service: SmtpService) -> Iterator[Archive]:
    with Archive(lambda: [str(mail.message["Message-ID"]) for mail in service.arrived]) as archive:
        yield archive


@pytest.fixture(params=["archive", "imap"])
def desk(service: SmtpService, mailbox: Mailbox, archive: Archive, request: pytest.FixtureRequest) -> Desk:
    places: dict[str, dict[str, Any]] = {
        "archive": {"archive": archive.url},
        "imap": {"imap": f"imap://{mailbox.address}/INBOX", **SECRETS},
    }
    return Desk(account(service.address, **places[request.param]), service, TurnedClock())


def test_a_lost_answer_settles_itself(desk: Desk) -> None:
    desk.service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
    assert len(desk.service.arrived) == 1
    assert outcome.receipt
    assert outcome.receipt.id == str(desk.service.arrived[0].message["Message-ID"])
    if desk.channel.archive:  # type: ignore[attr-defined]
        assert outcome.receipt.url.startswith("http://127.0.0.1:")
        assert "/archives/list/list@example.org/message/" in outcome.receipt.url


def test_what_is_nowhere_may_be_held_by_a_moderator_and_is_never_sent_again(desk: Desk) -> None:
    desk.service.fail("cut before keeping")
    desk.publish()
    for _ in range(3):
        desk.clock.turn(desk.channel.patience * 10)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        assert "a moderator may hold it" in outcome.error
    assert len(desk.service.attempts) == 1


def test_what_is_there_before_the_first_attempt_is_a_question(desk: Desk) -> None:
    """The ledger may be an old backup, or a stranger has worked out the Message-ID: it depends on public settings alone."""
    number = _sent_without_a_record(desk)
    for _ in range(2):
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        desk.clock.turn(desk.channel.patience)
    assert "others can send one" in outcome.error
    assert len(desk.service.arrived) == 1
    assert desk.record_human_verdict(number).how == "by hand"
    assert desk.publish().state == "already-posted"


def test_a_message_that_a_person_called_a_strangers_is_never_taken_for_ours(desk: Desk) -> None:
    _sent_without_a_record(desk)
    desk.publish()
    desk.clock.turn(desk.channel.patience)
    assert desk.record_human_verdict(None).state == "not-posted"
    desk.service.fail("cut before keeping")
    assert desk.publish().state == "in-doubt"
    assert desk.publish().state == "in-doubt"
    assert len(desk.service.attempts) == 2


def _sent_without_a_record(desk: Desk) -> str:
    """Send the message, lose the ledger, and return the Message-ID."""
    receipt = desk.publish().receipt
    desk.ledger = MemoryLedger()
    assert receipt
    return receipt.id


def test_it_is_found_after_the_sender_changes(desk: Desk) -> None:
    desk.service.fail("cut after keeping")
    desk.publish()
    desk.channel = msgspec.structs.replace(desk.channel, sender="letter@elsewhere.example")
    assert desk.publish().how == "found"


def test_one_place_that_fails_leaves_the_other(
    service: SmtpService, mailbox: Mailbox, archive: Archive
) -> None:
    channel = account(service.address, archive=archive.url, imap=f"imap://{mailbox.address}", **SECRETS)
    what = delivery()
    channel.post(what, channel.prepare(what))
    archive.status = 500
    assert channel.find(what)
    mailbox.says["SEARCH"] = b"TAG NO no\r\n"
    with pytest.raises(NotPosted, match="can't be searched"):
        channel.find(what)


@pytest.mark.parametrize(
    ("status", "page", "expected"),
    [
        (500, "", InDoubt),
        (403, "", NotPosted),
        (200, "<html>Sign in</html>", InDoubt),
        (200, '{"message_id": "another@example.org"}', InDoubt),
        (200, "[]", InDoubt),
        (404, "", Unlisted),
    ],
)
def test_no_answer_of_an_archive_but_the_message_itself_is_presence(
    service: SmtpService, archive: Archive, status: int, page: str, expected: type[Exception]
) -> None:
    channel = account(service.address, archive=archive.url)
    what = delivery()
    channel.post(what, channel.prepare(what))
    archive.status, archive.page = status, page
    with pytest.raises(expected):
        channel.find(what)


def test_a_search_that_finds_too_much_is_compared(service: SmtpService, mailbox: Mailbox) -> None:
    what = delivery()
    channel = account(service.address)
    channel.post(what, channel.prepare(what))
    mailbox.finds_everything = True
    url = f"imap://{mailbox.address}"
    assert mailbox_has(url, LOGIN, "<0123abcd@example.org>", 5)
    assert not mailbox_has(url, LOGIN, "<0123abc@example.org>", 5)
    assert set(mailbox.heard) == {"CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH"}, "nothing is changed"


@pytest.mark.parametrize(
    ("command", "answer", "told"),
    [
        ("LOGIN", None, "no whole answer"),
        ("EXAMINE", b"TAG NO no such folder\r\n", "is the folder in `imap` right"),
        ("SEARCH", b"TAG NO no\r\n", "can't be searched"),
        ("SEARCH", b"* SEARCH x\r\nTAG OK done\r\n", "makes no sense"),
        ("SEARCH", b"* SEARCH 1 {999999999}\r\n", "can't be read"),
        ("SEARCH", b"* NOISE %b\r\n" % (b"x" * 900) * 1300, "can't be read"),
        ("SEARCH", b"", "no whole answer"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_whatever_goes_wrong_with_a_mailbox_is_told_without_its_words(
    mailbox: Mailbox, command: str, answer: bytes | None, told: str
) -> None:
    mailbox.says[command] = answer
    with pytest.raises(NotPosted, match=told) as caught:
        mailbox_has(f"imap://{mailbox.address}", LOGIN, "<1@example.org>", 0.5)
    assert READER_PASSWORD not in caught.value.why


@pytest.mark.parametrize("password", ["wrong", "pass\r\nA1 DELETE INBOX", "pässword"])
def test_a_login_is_refused_without_its_secrets(mailbox: Mailbox, password: str) -> None:
    with pytest.raises(NotPosted, match="user name") as caught:
        mailbox_has(f"imap://{mailbox.address}", (READER, password), "<1@example.org>", 5)
    assert password not in caught.value.why
    assert READER_PASSWORD not in caught.value.why
    assert caught.value.__cause__ is None
    assert "DELETE" not in mailbox.heard


def test_a_password_never_leaves_in_the_open() -> None:
    with pytest.raises(NotPosted, match="use imaps://"):
        mailbox_has("imap://mail.example.org", LOGIN, "<1@example.org>", 5)


def test_a_doctor_tries_both(service: SmtpService, mailbox: Mailbox, archive: Archive) -> None:
    channel = account(service.address, archive=archive.url, imap=f"imap://{mailbox.address}", **SECRETS)
    assert [(found.level, found.text) for found in channel.examine()][-2:] == [
        ("ok", "the archive can be searched"),
        ("ok", "the mailbox can be searched"),
    ]
    archive.status = 404
    mailbox.says["EXAMINE"] = b"TAG NO no\r\n"
    assert [found.level for found in channel.examine()][-2:] == ["error", "error"]


@pytest.mark.parametrize(
    "settings",
    [
        {"archive": "lists.example.org"},
        {"archive": "https://lists.example.org/archives/"},
        {"archive": "https://user:password@lists.example.org/list/a@example.org/"},
        {"imap": "imaps://mail.example.org"},
        {"imap": "https://mail.example.org", "imap_username": "$A", "imap_password": "$B"},
        {"imap": "imaps://user@mail.example.org", "imap_username": "$A", "imap_password": "$B"},
        {"imap": "imaps://mail.example.org/a\r\nb", "imap_username": "$A", "imap_password": "$B"},
        {"imap_username": "$A", "imap_password": "$B"},
    ],
    ids=str,
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, str]) -> None:
    given = {"name": "email", "use": "email", **Email.example, **settings}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, adapter("email"), dec_hook=decode)
