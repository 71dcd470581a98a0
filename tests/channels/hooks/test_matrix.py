"""What a Matrix room gets, and how it is read back."""

from __future__ import annotations

import json

import pytest

from distribute.channel.verdicts import NotPosted
from distribute.testing.clock import START
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
    assert receipt.url == "https://matrix.to/#/%21roomid%3Aexample.org/%24event-100000000000000001"
    assert matrix(service, monkeypatch).receipt_of(receipt.url).id == receipt.id


def test_the_same_message_twice_is_one_on_one_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        assert send(channel) == send(channel)
        assert len(service.arrived) == 1


def test_another_in_the_room_who_copies_the_key_is_not_us(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
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


def test_a_busy_server_that_names_a_wait_only_in_its_answer_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MatrixService(lambda: START) as service:
        busy = Answer({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, 429)
        monkeypatch.setattr(service, "keep", lambda request: busy)
        with pytest.raises(NotPosted) as caught:
            send(matrix(service, monkeypatch))
    assert (caught.value.retry_after, caught.value.final) == (2.5, False)
