"""Buttondown keeps the contract: an email is known by its metadata, and sent once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message, Receipt
from distribute.channel.registry import adapter
from distribute.channel.settings import Duration, Secret, decode
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.buttondown import Buttondown, _harmless
from distribute.compose.fields import compose
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from tests.channels.email.test_whole import issue

from .sending import delivery, send
from .services_buttondown import ACCOUNT, KEY, OTHER_KEY, ButtondownService, received

LEAVE = "{{ unsubscribe_url }}"
MESSAGE = Message(
    text=f"Out now\n{LINK}",
    title="The newsletter of November",
    summary="Kites",
    html=f'<!DOCTYPE html><p>Out now: <a href="{LINK}">read</a></p><a href="{LEAVE}">Unsubscribe</a>',
    link=LINK,
)


def account(service: ButtondownService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Buttondown:
    monkeypatch.setenv("BUTTONDOWN_API_KEY", KEY)
    settings = {"newsletter": ACCOUNT, "base_url": service.url, "timeout": Duration(0.6)}
    key = Secret("$BUTTONDOWN_API_KEY")
    return Buttondown(name="buttondown", use="buttondown", api_key=key, **{**settings, **more})


class TestButtondown(ChannelContract):
    stranger: ClassVar = {"subject": "Look!", "body": LINK}
    message = MESSAGE
    compares_words = False
    other_account: ClassVar = {"BUTTONDOWN_API_KEY": OTHER_KEY}

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[ButtondownService]:
        with ButtondownService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: ButtondownService, monkeypatch: pytest.MonkeyPatch) -> Buttondown:
        return account(service, monkeypatch)

    @pytest.mark.parametrize("honours_key", [True, False])
    def test_a_request_that_arrives_late_sends_nothing_more(self, desk: Desk, *, honours_key: bool) -> None:
        """The first is treated as absent, and Buttondown shows only later that it was not."""
        service: Any = desk.service
        service.honours_key, service.lag = honours_key, 2 * desk.channel.patience
        service.fail("504 after keeping")
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert outcome.state == ("posted" if honours_key else "in-doubt"), outcome.error
        assert len(service.attempts) == 2
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().state == ("already-posted" if honours_key else "posted")
        assert len(service.arrived) == 1

    def test_every_attempt_sends_the_same_email_with_the_text_of_now(self, desk: Desk) -> None:
        service: Any = desk.service
        service.fail("422")
        desk.publish()
        desk.draft = Draft((msgspec.structs.replace(MESSAGE, title="Mended"),))
        assert desk.publish().state == "posted"
        assert [email["subject"] for email in service.emails.values()] == ["Mended"]

    @pytest.mark.parametrize(
        ("status", "state", "note"),
        [
            ("paused", "posted", "it is paused in Buttondown"),
            ("suppressed", "posted", "Buttondown holds it back: look at its page there"),
            ("in_flight", "posted", ""),
            ("errored", "in-doubt", ""),
            ("on fire", "in-doubt", ""),
        ],
    )
    def test_what_became_of_it_is_told(self, desk: Desk, status: str, state: str, note: str) -> None:
        service: Any = desk.service
        service.fail("cut after keeping")
        desk.publish()
        service.status = status
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert outcome.state == state
        assert (outcome.receipt.note if outcome.receipt else "") == note
        assert len(service.attempts) == 1


@pytest.fixture
def service() -> Iterator[ButtondownService]:
    with ButtondownService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: ButtondownService, monkeypatch: pytest.MonkeyPatch) -> Buttondown:
    return account(service, monkeypatch)


def test_what_is_sent(channel: Buttondown, service: ButtondownService) -> None:
    receipt = send(channel, message=MESSAGE)
    ((number, email),) = service.emails.items()
    assert receipt == Receipt(number, f"https://buttondown.com/{ACCOUNT}/archive/{email['slug']}/")
    assert email["slug"].startswith("2020-11-")
    assert (email["subject"], email["description"], email["canonical_url"]) == (
        MESSAGE.title,
        MESSAGE.summary,
        LINK,
    )
    assert received(email["body"]) == MESSAGE.html.replace(LEAVE, "https://buttondown.com/unsubscribe/1")


def test_what_was_sent_already_is_not_sent_again(channel: Buttondown, service: ButtondownService) -> None:
    send(channel, message=MESSAGE)
    with pytest.raises(NotPosted, match="already"):
        send(channel, message=MESSAGE)
    assert len(service.attempts) == 1


@pytest.mark.parametrize("layout", ["naked", "modern"])
def test_it_is_the_whole_issue(channel: Buttondown, service: ButtondownService, layout: Any) -> None:
    channel = msgspec.structs.replace(channel, layout=layout)
    (message,) = compose(issue(), channel, [], Path("nowhere")).messages
    assert 'href="https://kite.example/"' in message.html
    assert message.html.startswith("<!DOCTYPE html>") == (layout == "naked")
    assert (f'href="{LEAVE}"' in message.html) == (layout == "naked")
    assert send(channel, message=message)


@given(st.text(alphabet="{}%# a").filter(lambda text: LEAVE not in text))
def test_nothing_in_an_issue_is_a_template(text: str) -> None:
    assert received(f"-->{_harmless(text)}") == text


@pytest.mark.parametrize("title", ["About {{ subscriber.email }}", "{% now %} it is", "A {# kite"])
def test_a_subject_that_is_a_template_is_refused(
    channel: Buttondown, service: ButtondownService, title: str
) -> None:
    with pytest.raises(NotPosted, match="edit it in a draft"):
        send(channel, message=msgspec.structs.replace(MESSAGE, title=title))
    assert not service.requests


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("sending_requires_confirmation", "send one by hand"),
        ("email_not_confirmed", "confirm the account's own address"),
        ("body_invalid", r"refused it \(400\)"),
    ],
)
def test_a_refusal_is_explained(
    channel: Buttondown, service: ButtondownService, code: str, told: str
) -> None:
    service.refusal = code
    with pytest.raises(NotPosted, match=told):
        send(channel, message=MESSAGE)


def test_it_is_looked_for_on_every_page(channel: Buttondown, service: ButtondownService) -> None:
    send(channel, message=MESSAGE)
    for _ in range(3):
        channel.find(delivery(message=MESSAGE))
        service.stranger({"subject": "By hand", "body": ""})
    service.page = 1
    assert channel.find(delivery(message=MESSAGE))
    honest = service._listed

    def endless(request: Any) -> Any:
        answer = honest(request)
        answer.body.update(results=[], next=service.url)
        return answer

    service._listed = endless  # type: ignore[method-assign]
    with pytest.raises(InDoubt, match="too many"):
        channel.find(delivery(message=MESSAGE))


def test_a_test_goes_to_one_address_and_leaves_nothing(
    channel: Buttondown, service: ButtondownService
) -> None:
    channel.send_test(delivery(message=MESSAGE), "me@example.org")
    assert [to for _, to in service.tested] == [["me@example.org"]]
    assert (service.emails, service.attempts) == ({}, [])
    assert not channel.is_everybody("me@example.org")


def test_it_is_examined(channel: Buttondown, service: ButtondownService) -> None:
    told = [(found.level, found.text) for found in channel.examine()]
    assert told[0] == ("ok", f"logged in as {ACCOUNT}")
    assert {request.method for request in service.requests} == {"GET"}


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://buttondown.com/emails/em_01h8xg4j", "em_01h8xg4j"),
        (
            "https://buttondown.com/letter/archive/november/",
            "https://buttondown.com/letter/archive/november/",
        ),
    ],
)
def test_a_person_may_give_its_address(channel: Buttondown, address: str, number: str) -> None:
    assert channel.receipt_of(address) == Receipt(number, address)


def test_a_newsletter_is_named() -> None:
    given = {"name": "buttondown", "use": "buttondown", **Buttondown.example, "newsletter": "a/b"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, adapter("buttondown"), dec_hook=decode)
