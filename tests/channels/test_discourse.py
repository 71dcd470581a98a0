"""Discourse keeps the contract: a topic is known by its external id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Alike, InDoubt, NotPosted
from distribute.channels.discourse import Discourse
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
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

    def test_a_key_that_may_not_see_what_is_held_settles_no_doubt(self, desk: Desk) -> None:
        service: Any = desk.service
        service.scoped = True
        service.fail("cut before keeping")
        desk.publish()
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code, len(service.attempts)) == ("in-doubt", 3, 1)
        assert "this key may not see what the forum holds" in outcome.error


class TestDiscourseWithModerators(TestDiscourse):
    """Every topic is held, and loses its external id, so that another one is not refused."""

    honours_key = False
    refuse_duplicates = ChannelContract.refuse_duplicates

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[DiscourseService]:
        with DiscourseService(clock.now) as service:
            service.reviewed = True
            yield service

    def test_a_topic_that_was_approved_before_it_was_looked_for_is_a_question(self, desk: Desk) -> None:
        service: Any = desk.service
        service.fail("cut after keeping")
        desk.publish()
        service.approve()
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code, len(service.arrived)) == ("in-doubt", 3, 1)
        assert f"{service.url}/t/{service.arrived[0].id}" in outcome.error


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


def keep(service: DiscourseService, **fields: Any) -> Receipt:
    return Receipt(service.add({"title": MESSAGE.title, "raw": MESSAGE.text, **fields}).id)


def test_a_held_topic_is_ours_with_our_title_and_text(channel: Discourse, service: DiscourseService) -> None:
    keep(service, held="yes", title="Kites are late this month", raw="Without the link, too.")
    assert channel.find(delivery(message=MESSAGE)) is None
    held = keep(service, held="yes")
    pending = Receipt(f"pending-{held.id}", "", "it waits for the forum's moderators")
    assert channel.find(delivery(message=MESSAGE)) == pending
    with pytest.raises(Alike):
        keep(service, held="yes", raw="Edited by a moderator.")
        channel.find(delivery(message=MESSAGE, exclude=(pending,)))


def test_a_topic_held_for_another_category_is_a_question(
    service: DiscourseService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = account(service, monkeypatch, category=5)
    keep(service, held="yes", category=7)
    with pytest.raises(Alike):
        channel.find(delivery(message=MESSAGE))
    ours = keep(service, held="yes", category=5)
    assert getattr(channel.find(delivery(message=MESSAGE)), "id", "") == f"pending-{ours.id}"


def test_an_open_topic_with_our_title_is_a_question_however_discourse_tidied_it(
    channel: Discourse, service: DiscourseService
) -> None:
    message = msgspec.structs.replace(MESSAGE, title="the newsletter of November.")
    keep(service, title=message.title)
    with pytest.raises(Alike):
        channel.find(delivery(message=message))


def test_it_looks_further_than_a_page_and_no_further_than_asked(
    channel: Discourse, service: DiscourseService
) -> None:
    keep(service)
    for number in range(service.page):
        keep(service, title=f"Kites of many colours {number}")
    with pytest.raises(Alike):
        channel.find(delivery(message=MESSAGE))
    asked = len(service.requests)
    assert channel.find(delivery(message=MESSAGE, first_attempt_at=START + timedelta(hours=1))) is None
    assert len(service.requests) == asked + 3


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
    found = str(list(channel.examine()))
    assert "could not determine the key's account" in found
    assert "a post in doubt would wait for a person" in found


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
