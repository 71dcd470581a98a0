"""Discourse keeps the contract: a topic is known by its external id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.discourse import Discourse
from distribute.testing.channel_contract import LINK, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer

from .own_id import OwnIdContract
from .sending import delivery, send
from .services_discourse import KEY, DiscourseService

MESSAGE = Message(text=f"The newsletter is out! {LINK}", title="The newsletter of November", link=LINK)


def account(service: DiscourseService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Discourse:
    monkeypatch.setenv("DISCOURSE_API_KEY", KEY)
    settings = {"server": service.url, "username": service.username, "timeout": Duration(0.6)}
    return Discourse(
        name="discourse", use="discourse", api_key=Secret("$DISCOURSE_API_KEY"), **{**settings, **more}
    )


class TestDiscourse(OwnIdContract):
    stranger: ClassVar = {"title": "Look!", "raw": LINK}
    message = MESSAGE
    other_settings: ClassVar = {"username": "other"}

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[DiscourseService]:
        with DiscourseService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: DiscourseService, monkeypatch: pytest.MonkeyPatch) -> Discourse:
        return account(service, monkeypatch)

    def test_a_topic_that_waits_for_a_moderator_is_not_sent_again(self, desk: Desk) -> None:
        service: Any = desk.service
        service.reviewed = True
        outcome = desk.publish()
        assert outcome.state == "posted"
        assert outcome.receipt
        assert outcome.receipt.note == "it waits for the forum's moderators"
        desk.clock.turn(2 * desk.channel.patience)
        assert desk.publish().state == "already-posted"


@pytest.fixture
def service() -> Iterator[DiscourseService]:
    with DiscourseService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: DiscourseService, monkeypatch: pytest.MonkeyPatch) -> Discourse:
    return account(service, monkeypatch)


def test_what_is_sent(service: DiscourseService, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = send(account(service, monkeypatch, category=5, tags=("news", "xmpp")), message=MESSAGE)
    sent = json.loads(service.attempts[0].body)
    assert sent.pop("external_id").startswith("distribute-")
    assert sent == {"title": MESSAGE.title, "raw": MESSAGE.text, "category": 5, "tags": ["news", "xmpp"]}
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"{service.url}/t/{number}")


def test_a_title_that_is_too_short_is_refused(channel: Discourse) -> None:
    with pytest.raises(NotPosted, match="too short"):
        send(channel, message=msgspec.structs.replace(MESSAGE, title="Letter"))


def test_a_page_that_is_not_found_proves_nothing(channel: Discourse, service: DiscourseService) -> None:
    """Only Discourse's own words do."""
    service.answer = lambda request: Answer({"message": "no such route"}, 404)  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(message=MESSAGE))


@pytest.mark.parametrize("location", ["", "/login", "https://e.example/t/x/y"])
def test_a_redirection_elsewhere_proves_nothing(
    channel: Discourse, service: DiscourseService, location: str
) -> None:
    service.answer = lambda request: Answer(b"", 302, {"Location": location})  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(message=MESSAGE))


def test_a_key_of_few_rights_will_do(channel: Discourse, service: DiscourseService) -> None:
    service.scoped = True
    assert send(channel, message=MESSAGE).id
    assert "could not determine the key's account" in str(list(channel.examine()))


def test_it_is_examined(service: DiscourseService, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = account(service, monkeypatch, category=5)
    found = list(channel.examine())
    assert found[:2] == [
        Finding("ok", "logged in as Newsletter"),
        Finding("ok", "this account may open topics in “News”"),
    ]
    service.permission = None
    assert "may not open topics" in str(list(channel.examine()))
    assert "could not read the category 9" in str(list(account(service, monkeypatch, category=9).examine()))
    assert not service.attempts


def test_anothers_key_is_told(channel: Discourse, service: DiscourseService) -> None:
    service._is_key = lambda request: True  # type: ignore[method-assign]
    service.username = "other"
    assert Finding("error", "the key is that of Other", "username: Other") in list(channel.examine())
