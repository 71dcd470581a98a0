"""Mailman keeps the contract: a message is known by its Message-ID, and what is held is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Draft, Message, Receipt
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels import mailman
from distribute.channels.email.adapter import Email
from distribute.channels.mailman import Mailman
from distribute.compose.fields import compose
from distribute.ledger.events import Intended
from distribute.ledger.memory import MemoryLedger
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import FAULTS, Answer
from tests.channels.email.test_whole import issue

from .sending import delivery, send
from .services_imap import Archive
from .services_mailman import LIST, PASSWORD, SENDER, USER, Held, MailmanService, message

MESSAGE = Message(
    text=f"Out now\n{LINK}",
    title="The Letter: Käse & more",
    html=f'<!DOCTYPE html><p>Käse: <a href="{LINK}">read</a></p>',
    link=LINK,
)
HELD = "it waits for the list's moderators"


@pytest.fixture(autouse=True)
def own_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_for(monkeypatch)


def prepare_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailman, "_PAUSE", 0)
    monkeypatch.setenv("MAILMAN_USERNAME", USER)
    monkeypatch.setenv("MAILMAN_PASSWORD", PASSWORD)


def account(service: MailmanService, monkeypatch: pytest.MonkeyPatch | None = None, **more: Any) -> Mailman:
    if monkeypatch:  # for the tests of other modules
        prepare_for(monkeypatch)
    settings = {**Mailman.example, "from": f"The Letter <{SENDER}>", "to": LIST, "timeout": "0.6s"}
    known = {"name": "mailman", "use": "mailman", "server": f"{service.url}/3.1", **settings, **more}
    made: Mailman = msgspec.convert(known, adapter("mailman"), dec_hook=decode)
    return made


class TestMailman(ChannelContract):
    # The answer to the post has no body, so half of it is all that it says.
    faults = tuple(fault for fault in FAULTS if fault != "half an answer")
    message = MESSAGE
    compares_words = False

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[MailmanService]:
        with MailmanService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: MailmanService) -> Mailman:
        return account(service)


@pytest.fixture
def service() -> Iterator[MailmanService]:
    with MailmanService(lambda: START) as service:
        yield service


@pytest.fixture
def archive(service: MailmanService) -> Iterator[Archive]:
    with Archive(service.numbers) as archive:
        yield archive


@pytest.fixture
def desk(service: MailmanService, archive: Archive) -> Desk:
    clock = TurnedClock()
    service.now = clock.now
    desk = Desk(account(service, archive=archive.url), service, clock)
    desk.draft = Draft((MESSAGE,))
    return desk


def test_a_lost_answer_settles_itself(desk: Desk) -> None:
    desk.service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
    assert outcome.receipt
    assert "/archives/list/list@example.org/message/" in outcome.receipt.url
    assert len(desk.service.arrived) == 1


def test_a_lost_answer_to_a_message_that_is_held_settles_itself(desk: Desk) -> None:
    service: Any = desk.service
    service.holds = True
    service.held = [Held(f"<{number}@example.org>") for number in range(25)]
    service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
    assert outcome.receipt
    assert outcome.receipt.note == HELD


@pytest.mark.parametrize("theirs", [{"sender": SENDER}, {"subject": MESSAGE.title}, {}], ids=str)
def test_a_strangers_message_with_our_message_id_that_is_held_is_not_ours(
    desk: Desk, theirs: dict[str, str]
) -> None:
    service: Any = desk.service
    service.fail("cut before keeping")
    desk.publish()
    (token,) = (event.idempotency_key for event in desk.ledger.read() if isinstance(event, Intended))
    service.held = [Held(f"<{token}@example.org>", **theirs)]
    assert desk.publish().state == "in-doubt"
    service.held.append(Held(f"<{token}@example.org>", SENDER, MESSAGE.title))
    assert desk.publish().how == "found"


def test_what_is_there_before_the_first_attempt_is_a_question(desk: Desk) -> None:
    desk.publish()
    desk.ledger = MemoryLedger()
    assert desk.publish().state == "in-doubt"
    desk.clock.turn(desk.channel.patience)
    assert desk.publish().state == "in-doubt"
    assert len(desk.service.arrived) == 1


def test_what_is_nowhere_is_never_sent_again(desk: Desk) -> None:
    """A moderator may have refused it, or an archiver may be out of order."""
    desk.service.fail("cut before keeping")
    desk.publish()
    for _ in range(3):
        desk.clock.turn(desk.channel.patience * 10)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert len(desk.service.attempts) == 1


def test_it_is_found_after_the_sender_changes(desk: Desk) -> None:
    desk.service.fail("cut after keeping")
    desk.publish()
    desk.channel = msgspec.structs.replace(desk.channel, sender="letter@elsewhere.example")
    assert desk.publish().how == "found"


def test_what_is_sent_is_the_message_of_an_email_channel(service: MailmanService) -> None:
    channel = account(service)
    receipt = send(channel, message=MESSAGE)
    (post,) = service.arrived
    sent = message(post)
    assert receipt == Receipt(str(sent["Message-ID"]))
    assert (sent["Subject"], sent["To"]) == (MESSAGE.title, LIST)
    assert sent.get_body(("html",)).get_content().strip() == MESSAGE.html  # type: ignore[union-attr]
    settings = {"smtp": "smtp://localhost", "from": f"The Letter <{SENDER}>", "to": LIST}
    kind = {"name": "email", "use": "email", **settings}
    mails: Email = msgspec.convert(kind, adapter("email"), dec_hook=decode)
    assert channel.message(delivery(message=MESSAGE)) == mails.message(delivery(message=MESSAGE))
    assert channel.target() == mails.target()
    assert compose(issue(), channel, [], Path("nowhere")) == compose(issue(), mails, [], Path("nowhere"))


def test_a_message_that_is_held_is_told(service: MailmanService) -> None:
    service.holds = True
    assert send(account(service), message=MESSAGE).note == HELD


def test_runners_that_do_not_work_are_told(service: MailmanService) -> None:
    service.stuck = True
    assert "are its runners working" in send(account(service), message=MESSAGE).note


def test_it_is_posted_whatever_becomes_of_the_look(service: MailmanService) -> None:
    honest = service.answer
    service.answer = lambda request: honest(request) if "/lists/list@" in request.path else Answer(b"", 500)  # type: ignore[method-assign]
    receipt = send(account(service), message=MESSAGE)
    assert (receipt.id, receipt.note) == ("<the-token@example.org>", "")


def test_a_list_that_is_not_there_is_told_and_nothing_is_sent(service: MailmanService) -> None:
    with pytest.raises(NotPosted, match=r"has no list other@example\.org"):
        send(account(service, to="other@example.org"), message=MESSAGE)
    assert not service.attempts


@pytest.mark.parametrize(
    "answer",
    [Answer(b"", 201), Answer(b"", 200, {"Location": "/3.1/queues/in/1"}), Answer({"id": 1})],
    ids=repr,
)
def test_another_answer_is_doubt(service: MailmanService, answer: Answer) -> None:
    service.keep = lambda request: answer  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        send(account(service), message=MESSAGE)


def test_more_held_messages_than_are_read_are_doubt(service: MailmanService, archive: Archive) -> None:
    channel = account(service, archive=archive.url)
    with pytest.raises(Unlisted):
        channel.find(delivery(message=MESSAGE))
    service.held = [Held(f"<{number}@example.org>") for number in range(501)]
    with pytest.raises(InDoubt, match="too many"):
        channel.find(delivery(message=MESSAGE))


@pytest.mark.parametrize(
    ("role", "action", "level", "told"),
    [
        ("member", None, "ok", f"{LIST} takes what {SENDER} sends"),
        ("member", "hold", "warning", f"{LIST} holds what {SENDER} sends for its moderators"),
        ("nonmember", "discard", "error", "does not take what"),
        ("nonmember", None, "warning", "holds what"),
        ("owner", None, "warning", "holds what"),
    ],
)
def test_what_the_list_does_with_the_senders_messages(
    service: MailmanService, role: str, action: str | None, level: str, told: str
) -> None:
    service.members = {(role, SENDER): {"moderation_action": action}}
    found = list(account(service).examine())
    assert found[0] == Finding("ok", f"the list {LIST} has 26 members")
    assert found[1].level == level
    assert told in found[1].text


def test_what_the_list_does_with_every_message(service: MailmanService, archive: Archive) -> None:
    service.rules |= {"emergency": True, "max_message_size": 40, "filter_content": True}
    told = [(found.level, found.text) for found in account(service, archive=archive.url).examine()][2:]
    assert told == [
        ("warning", f"{LIST} holds every message (emergency moderation)"),
        (
            "warning",
            f"{LIST} holds messages above 40 KB, and an issue may have 200 KB: raise the list's max_message_size",
        ),
        ("warning", f"{LIST} removes the HTML of messages (filter_content)"),
        ("ok", "the archive can be read"),
    ]
    service.members = {("member", SENDER): {"moderation_action": "accept"}}
    assert "max_message_size" not in str(list(account(service).examine()))
    archive.status = 404
    assert list(account(service, archive=archive.url).examine())[-1].level == "error"
    assert list(account(service).examine())[-1].level == "warning"
    (found, *_) = account(service, to="x@example.org").examine()
    assert found == Finding("error", "there is no list x@example.org")
    assert not service.attempts


def test_a_message_id_is_proof_that_a_person_may_give(service: MailmanService) -> None:
    assert account(service).receipt_of("<1@example.org>") == Receipt("<1@example.org>")
