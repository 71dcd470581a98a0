"""listmonk keeps the contract: a campaign is known by its tag and its slug, and starts once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message
from distribute.channel.registry import adapter
from distribute.channel.settings import Duration, Secret, decode
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted, Unfit
from distribute.channels.listmonk import Listmonk, _html, _text
from distribute.compose.fields import compose
from distribute.testing.channel_contract import LINK, Desk
from distribute.testing.clock import START, TurnedClock
from tests.channels.email.test_whole import issue

from .own_id import OwnIdContract
from .sending import delivery, send
from .services_listmonk import ACCOUNT, LISTS, TOKEN, ListmonkService, sent

LEAVE = "{{ UnsubscribeURL }}"
MESSAGE = Message(
    text=f"Out now\n{LINK}\n\nUnsubscribe: {LEAVE}",
    title="The newsletter of November",
    html=f'<!DOCTYPE html><p>Out now: <a href="{LINK}">read</a></p><a href="{LEAVE}">Unsubscribe</a>',
    link=LINK,
)


def account(service: ListmonkService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Listmonk:
    monkeypatch.setenv("LISTMONK_TOKEN", TOKEN)
    settings = {"server": service.url, "username": ACCOUNT, "lists": (3,), "timeout": Duration(0.6)}
    return Listmonk(name="listmonk", use="listmonk", token=Secret("$LISTMONK_TOKEN"), **{**settings, **more})


class TestListmonk(OwnIdContract):
    stranger: ClassVar = {"name": "Look!", "subject": "Look!", "body": LINK, "altbody": LINK}
    message = MESSAGE
    other_settings: ClassVar = {"username": "other"}

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[ListmonkService]:
        with ListmonkService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: ListmonkService, monkeypatch: pytest.MonkeyPatch) -> Listmonk:
        return account(service, monkeypatch)

    def test_every_attempt_starts_the_same_campaign_with_the_text_of_now(self, desk: Desk) -> None:
        service: Any = desk.service
        service.fail("422")
        desk.publish()
        (before,) = service.campaigns.values()
        desk.draft = Draft((msgspec.structs.replace(MESSAGE, title="Mended"),))
        assert desk.publish().state == "posted"
        (after,) = service.campaigns.values()
        assert (before["subject"], after["subject"]) == (MESSAGE.title, "Mended")
        assert before["archive_slug"] == after["archive_slug"]

    @pytest.mark.parametrize(
        ("status", "note"),
        [
            ("paused", "it is paused"),
            ("cancelled", "it was cancelled"),
            ("scheduled", "listmonk will send it"),
        ],
    )
    def test_one_that_a_person_has_stopped_is_not_started_again(
        self, desk: Desk, status: str, note: str
    ) -> None:
        service: Any = desk.service
        service.fail("cut after keeping")
        desk.publish()
        service.status = status
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == ("posted", "found")
        assert outcome.receipt
        assert outcome.receipt.note.startswith(note)
        assert len(service.attempts) == 1


@pytest.fixture
def service() -> Iterator[ListmonkService]:
    with ListmonkService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: ListmonkService, monkeypatch: pytest.MonkeyPatch) -> Listmonk:
    return account(service, monkeypatch)


def test_what_is_sent(channel: Listmonk, service: ListmonkService) -> None:
    receipt = send(channel, message=MESSAGE)
    ((number, campaign),) = service.campaigns.items()
    assert (receipt.id, receipt.url) == (str(number), f"{service.url}/admin/campaigns/{number}")
    assert campaign["tags"] == [campaign["archive_slug"]]
    assert campaign["content_type"] == "visual"
    assert campaign["lists"] == [3]
    assert "from_email" not in campaign
    assert sent(campaign["body"]) == MESSAGE.html.replace(LEAVE, "https://lists.example/subscription/1")
    assert sent(campaign["altbody"]) == MESSAGE.text.replace(LEAVE, "https://lists.example/subscription/1")


def test_it_is_the_whole_issue_with_a_way_to_leave(channel: Listmonk) -> None:
    (message,) = compose(issue(), channel, [], Path("nowhere")).messages
    assert channel.sends_whole_issue
    assert message.html.startswith("<!DOCTYPE html>")
    assert f'href="{LEAVE}"' in message.html
    assert message.text.endswith(f"Unsubscribe: {LEAVE}")


TEXTS = st.lists(
    st.sampled_from(
        ["{{", "}}", "{", "{{ .Subscriber.Email }}", "https://a.example/@TrackLink", '"', "\\", "`"]
    )
    | st.text(max_size=3).filter(lambda text: text.isprintable())
).map("".join)


@given(TEXTS)
def test_nothing_in_an_issue_is_a_template(text: str) -> None:
    assert sent(_text(text), as_html=False) == text
    body = _html(text)
    assert "{{" not in body
    assert "@TrackLink" not in body


def test_a_subject_with_braces_arrives_as_it_is(channel: Listmonk, service: ListmonkService) -> None:
    title = 'Templates: {{ .Subscriber.Email }} and "quotes" in November'
    send(channel, message=msgspec.structs.replace(MESSAGE, title=title))
    (campaign,) = service.campaigns.values()
    assert sent(campaign["subject"]) == title
    assert campaign["name"] == title


def test_a_list_that_is_left_out_is_told_and_nothing_starts(
    service: ListmonkService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPosted, match="leaves out the list 9"):
        send(account(service, monkeypatch, lists=(3, 9)), message=MESSAGE)
    assert not service.attempts


def test_a_campaign_that_is_not_stored_is_explained(channel: Listmonk, service: ListmonkService) -> None:
    with pytest.raises(NotPosted, match="do the lists exist"):
        send(channel, message=msgspec.structs.replace(MESSAGE, title="x" * 5001))
    service.campaigns = {1: {"archive_slug": delivery().own_id, "tags": []}}
    with pytest.raises(NotPosted, match="could not store") as caught:
        send(channel, message=MESSAGE)
    assert not caught.value.final
    assert not service.attempts


def test_the_sender_may_be_named(service: ListmonkService, monkeypatch: pytest.MonkeyPatch) -> None:
    send(account(service, monkeypatch, sender="News <news@example.org>"), message=MESSAGE)
    assert [each["from_email"] for each in service.campaigns.values()] == ["News <news@example.org>"]


def test_each_language_has_its_lists(service: ListmonkService, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = account(service, monkeypatch, lists={"en": (3,), "de": (4,)})
    send(channel, message=MESSAGE, language="de-AT")
    assert [each["lists"] for each in service.campaigns.values()] == [[4]]
    with pytest.raises(Unfit, match="none for 'fr'"):
        channel.around("fr")
    assert channel.target() == f"listmonk:{service.url}:3,4"


def test_a_copy_of_our_campaign_is_a_question(channel: Listmonk, service: ListmonkService) -> None:
    send(channel, message=MESSAGE)
    ((number, campaign),) = service.campaigns.items()
    service.campaigns = {number: {**campaign, "archive_slug": None}}
    with pytest.raises(Alike, match=f"admin/campaigns/{number}"):
        channel.find(delivery(message=MESSAGE))
    service.started = {}
    assert channel.find(delivery(message=MESSAGE)) is None


@pytest.mark.parametrize(
    "change",
    [{"tags": ["another"]}, {"status": "on fire"}, {"id": 0}, {"id": float("nan")}, {"tags": None}],
    ids=str,
)
def test_a_strange_campaign_proves_nothing(channel: Listmonk, service: ListmonkService, change: Any) -> None:
    send(channel, message=MESSAGE)
    honest = service._listed

    def listed(query: dict[str, str]) -> Any:
        answer = honest(query)
        answer.body["data"]["results"] = [{**each, **change} for each in answer.body["data"]["results"]]
        return answer

    service._listed = listed  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(message=MESSAGE))


def test_a_list_that_goes_on_proves_nothing(channel: Listmonk, service: ListmonkService) -> None:
    empty = {"data": {"results": [], "total": 51}}
    service._listed = lambda query: msgspec.convert({"body": empty}, type(service._told))  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(message=MESSAGE))


def test_a_paused_campaign_is_not_resumed(channel: Listmonk, service: ListmonkService) -> None:
    send(channel, message=MESSAGE)
    service.status = "paused"
    with pytest.raises(Duplicate, match="paused"):
        send(channel, message=MESSAGE)
    assert len(service.attempts) == 1


def test_a_test_goes_to_one_reader_and_leaves_nothing(channel: Listmonk, service: ListmonkService) -> None:
    channel.send_test(delivery(message=MESSAGE), "me@example.org")
    (tested,) = service.tested
    assert tested["to"] == ["me@example.org"]
    assert (service.campaigns, service.attempts) == ({}, [])
    with pytest.raises(NotPosted, match="subscriber"):
        channel.send_test(delivery(message=MESSAGE), "nobody@example.org")
    assert service.campaigns == {}
    assert not channel.is_everybody("me@example.org")


def test_it_is_examined(service: ListmonkService, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = account(service, monkeypatch, lists={"en": (3,), "de": (9,)})
    service.may = ["campaigns:get"]
    told = [(found.level, found.text) for found in channel.examine()]
    assert told[0] == ("ok", f"logged in as {ACCOUNT}")
    assert told[1:3] == [
        ("error", "the account's role lacks campaigns:manage or campaigns:manage_all: add it in listmonk"),
        ("error", "the account's role lacks campaigns:send: add it in listmonk"),
    ]
    assert told[3:5] == [
        ("ok", f"the list 3, “{LISTS[3]}”, has 26 subscribers"),
        ("error", f"there is no list 9, or {ACCOUNT} may not see it"),
    ]
    assert {request.method for request in service.requests} == {"GET"}


@pytest.mark.parametrize("lists", [[], [0], "3", {"en": []}, {}, ["3"]], ids=json.dumps)
def test_settings_that_cannot_work_are_refused(lists: Any) -> None:
    given = {"name": "listmonk", "use": "listmonk", **Listmonk.example, "lists": lists}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, adapter("listmonk"), dec_hook=decode)
