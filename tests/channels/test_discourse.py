"""Discourse keeps the contract: a topic is known by its external id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Draft, Part, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.discourse import Discourse
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer

from .sending import delivery, send
from .services_discourse import KEY, DiscourseService

PART = Part(text=f"The newsletter is out! {LINK}", title="The newsletter of November", link=LINK)


def account(service: DiscourseService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Discourse:
    monkeypatch.setenv("DISCOURSE_API_KEY", KEY)
    settings = {"server": service.url, "username": service.username, "timeout": Duration(0.6)}
    return Discourse(
        name="discourse", use="discourse", api_key=Secret("$DISCOURSE_API_KEY"), **{**settings, **more}
    )


class TestDiscourse(ChannelContract):
    stranger: ClassVar = {"title": "Look!", "raw": LINK}
    compares_words = False
    takes_reposts = True

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[DiscourseService]:
        with DiscourseService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: DiscourseService, monkeypatch: pytest.MonkeyPatch) -> Discourse:
        return account(service, monkeypatch)

    @pytest.fixture
    def desk(self, channel: Discourse, service: DiscourseService, clock: TurnedClock) -> Desk:
        desk = Desk(channel, service, clock)
        desk.draft = Draft((PART,))
        return desk

    def refuse_duplicates(self, service: DiscourseService) -> None:
        """It does so by itself."""

    def test_another_account_settles_no_doubt(self, desk: Desk) -> None:
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.channel = msgspec.structs.replace(desk.channel, username="other")
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        assert "this token is that of" in outcome.error

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
    receipt = send(account(service, monkeypatch, category=5, tags=("news", "xmpp")), part=PART)
    sent = json.loads(service.attempts[0].body)
    assert sent.pop("external_id").startswith("distribute-")
    assert sent == {"title": PART.title, "raw": PART.text, "category": 5, "tags": ["news", "xmpp"]}
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"{service.url}/t/{number}")


def test_a_title_that_is_too_short_is_refused(channel: Discourse) -> None:
    with pytest.raises(NotPosted, match="too short"):
        send(channel, part=msgspec.structs.replace(PART, title="Letter"))


def test_a_page_that_is_not_found_proves_nothing(channel: Discourse, service: DiscourseService) -> None:
    """Only Discourse's own words do."""
    service.answer = lambda request: Answer({"message": "no such route"}, 404)  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(part=PART))


@pytest.mark.parametrize("location", ["", "/login", "https://e.example/t/x/y"])
def test_a_redirection_elsewhere_proves_nothing(
    channel: Discourse, service: DiscourseService, location: str
) -> None:
    service.answer = lambda request: Answer(b"", 302, {"Location": location})  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(part=PART))


def test_a_key_of_few_rights_will_do(channel: Discourse, service: DiscourseService) -> None:
    service.scoped = True
    assert send(channel, part=PART).id
    assert "could not find out whose key it is" in str(list(channel.examine()))


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
