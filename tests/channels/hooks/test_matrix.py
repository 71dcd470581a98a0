"""What a Matrix room gets, and how it is read back."""

from __future__ import annotations

import json

import pytest

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer
from tests.channels.hooks.kit import matrix
from tests.channels.sending import MESSAGE, delivery, send
from tests.channels.services_hooks import (
    MatrixService,
)


def test_what_matrix_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        receipt = send(matrix(service, monkeypatch, msgtype="m.notice"), idempotency_key="a/b?c")
        (request,) = service.attempts
    assert request.path.endswith("/%21roomid%3Aexample.org/send/m.room.message/a%2Fb%3Fc")
    assert json.loads(request.body) == {
        "msgtype": "m.notice",
        "body": MESSAGE.text,
        "m.mentions": {},
        "org.newsletter-distribute.key": "a/b?c",
    }
    assert (
        receipt.url
        == "https://matrix.to/#/%21roomid%3Aexample.org/%24event-100000000000000001?via=example.org"
    )
    assert matrix(service, monkeypatch).receipt_of(receipt.url).id == receipt.id


def test_the_same_message_twice_is_one_on_one_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        assert send(channel) == send(channel)
        assert len(service.arrived) == 1


@pytest.mark.parametrize("filters", [True, False])
def test_another_in_the_room_who_copies_the_key_is_not_us(
    monkeypatch: pytest.MonkeyPatch, *, filters: bool
) -> None:
    with MatrixService(lambda: START) as service:
        service.honours_filters = filters
        channel = matrix(service, monkeypatch)
        service.stranger(
            {"body": MESSAGE.text, "org.newsletter-distribute.key": "the-token", "sender": "@x:e.org"}
        )
        assert channel.find(delivery()) is None


def test_matrix_is_looked_through_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        receipt = send(channel)
        for _ in range(205):
            service.stranger({"body": "chatter", "sender": "@x:example.org"})
        assert channel.find(delivery()) == receipt
        service.kept.pop(0)
        assert channel.find(delivery()) is None


def test_it_is_looked_for_in_the_room_that_it_was_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = TurnedClock()
    with MatrixService(clock.now) as service:
        desk = Desk(matrix(service, monkeypatch), service, clock)
        service.fail("cut after keeping")
        assert desk.publish().state == "in-doubt"
        service.heal()
        service.move("!upgraded:example.org")
        clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.how, len(service.arrived)) == ("posted", "found", 1), outcome.error


@pytest.mark.parametrize("filters", [True, False])
def test_times_that_others_make_up_do_not_end_the_search(
    monkeypatch: pytest.MonkeyPatch, *, filters: bool
) -> None:
    """Anybody in the room may come from a server that dates messages as it likes: ours would seem absent."""
    with MatrixService(lambda: START) as service:
        service.honours_filters = filters
        channel = matrix(service, monkeypatch)
        receipt = send(channel)
        for _ in range(205):
            service.stranger({"body": "chatter", "sender": "@x:e.org", "at": 0})  # type: ignore[dict-item]
        assert channel.find(delivery()) == receipt


def test_an_older_message_of_ours_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        for _ in range(service.page + 1):
            service.add({"body": "long ago", "sender": "@news:example.org", "at": 0})  # type: ignore[dict-item]
        assert channel.find(delivery()) is None
    assert sum(request.path.endswith("/messages") for request in service.requests) == 1


def test_an_answer_without_the_id_of_an_event_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        monkeypatch.setattr(service, "keep", lambda request: Answer({"event_id": "<a page>"}))
        with pytest.raises(InDoubt):
            send(matrix(service, monkeypatch))


def test_a_room_without_end_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        endless = Answer({"chunk": [], "end": "on and on"})
        monkeypatch.setattr(service, "_messages", lambda *_: endless)
        with pytest.raises(InDoubt, match="too many"):
            matrix(service, monkeypatch).find(delivery())


def test_doctor_says_who_is_not_in_the_room_or_may_not_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        service.joined = False
        service.levels = {"events": {"m.room.message": "50"}, "users": {"@o:example.org": 100}}
        found = list(matrix(service, monkeypatch).examine())
        service.joined, service.levels = True, {"events": [], "events_default": 0, "users_default": {}}
        levels = {each.level for each in matrix(service, monkeypatch).examine()}
    error, warning = found[2:4]
    assert (error.level, error.text) == (
        "error",
        "@news:example.org is not in the room: join it in a Matrix client",
    )
    assert warning.level == "warning"
    assert "asks for power level 50 to post, and @news:example.org has 0" in warning.text
    assert levels == {"ok"}


def test_a_busy_server_that_names_a_wait_only_in_its_answer_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MatrixService(lambda: START) as service:
        busy = Answer({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, 429)
        monkeypatch.setattr(service, "keep", lambda request: busy)
        with pytest.raises(NotPosted) as caught:
            send(matrix(service, monkeypatch))
    assert (caught.value.retry_after, caught.value.final) == (2.5, False)
