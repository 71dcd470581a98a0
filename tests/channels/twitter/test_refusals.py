"""Refusals and doubt"""

from __future__ import annotations

import json
import time
import traceback
from pathlib import Path
from typing import Any

import pytest

from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.channels.twitter import Twitter
from distribute.testing.clock import START
from distribute.testing.service import FAULTS, Answer, Fault, Request
from tests.channels import services_x
from tests.channels.sending import send
from tests.channels.services_x import SECRETS, XService, problem
from tests.channels.twitter.kit import account


class Odd(XService):
    reply: Any = None

    def keep(self, request: Request) -> Answer:
        super().keep(request)
        return self.reply if isinstance(self.reply, Answer) else Answer(self.reply, 201)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Answer(services_x.DUPLICATE, 403), "already posted this text"),
        (problem(403, "Forbidden", "Your client app is not configured with the appropriate oauth1 app permissions"
                 " for this endpoint."), "Read and write"),
        (problem(403, "Forbidden", "Reply to this conversation is not allowed because you have not been"
                 " mentioned"), "one post"),
        (problem(403, "Forbidden", "You are not permitted to perform this action."), "may this account post"),
        (problem(402, "CreditsDepleted", "Your account does not have any credits"), "no credits"),
        (problem(403, "SpendCapReached", "Your billing cycle spend cap has been reached"), "spending limit"),
        (problem(429, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap",
                 "https://api.twitter.com/2/problems/usage-capped"), "cap is used up"),
        (problem(400, "Invalid Request", "bad"), "400"),
        (Answer(["no object"], 403), "403"),
        (Answer(b"<html>", 403), "403"),
    ],
)  # fmt: skip
def test_a_refusal_is_final_and_says_the_way_out(
    monkeypatch: pytest.MonkeyPatch, reply: Any, why: str
) -> None:
    with Odd(lambda: START) as service:
        service.reply = reply
        with pytest.raises(NotPosted, match=why) as caught:
            send(account(service, monkeypatch))
        assert caught.value.final
        assert isinstance(caught.value, Duplicate) == (why == "already posted this text")
        assert len(service.attempts) == 1


def test_what_x_is_on_record_to_have_answered(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = json.loads((corpus / "contracts" / "issue_responses.json").read_text(encoding="utf-8"))
    known = [case for case in cases if case["platform"] == "x" and case["body"]]
    assert known
    for case in known:
        with Odd(lambda: START) as service:
            service.reply = Answer(case["body"], case["http_status"], case["headers"])
            with pytest.raises(Duplicate):
                send(account(service, monkeypatch))


def test_the_wait_is_the_one_that_x_names(monkeypatch: pytest.MonkeyPatch) -> None:
    with Odd(lambda: START) as service:
        headers = {"x-rate-limit-reset": str(int(time.time()) + 600), "x-rate-limit-remaining": "0"}
        service.reply = problem(429, "Too Many Requests", "Too Many Requests", **headers)
        with pytest.raises(NotPosted) as caught:
            send(account(service, monkeypatch))
    assert caught.value.final is False
    assert caught.value.retry_after == pytest.approx(600, abs=10)


@pytest.mark.parametrize(
    "reply", [{}, [], "1", None, {"data": []}, {"data": {}}, {"data": {"id": None}}, {"data": {"id": "x1"}},
              {"errors": [{"title": "?"}]}, b"", b"{", b"<html>", Answer(b"", 204), Answer({}, 302, {"Location": "/"})]
)  # fmt: skip
def test_an_answer_that_is_no_post_is_doubt(monkeypatch: pytest.MonkeyPatch, reply: Any) -> None:
    with Odd(lambda: START) as service:
        service.reply = reply
        with pytest.raises(InDoubt):
            send(account(service, monkeypatch))
        assert len(service.attempts) == 1


def test_an_id_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with Odd(lambda: START) as service:
        service.reply = {"data": {"id": 1234567890123456789, "text": "x"}, "errors": [{"title": "?"}]}
        receipt = send(account(service, monkeypatch))
    assert receipt.id == "1234567890123456789"


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "refused"])
def test_no_exception_has_a_secret(channel: Twitter, service: XService, fault: Fault) -> None:
    service.fail(fault)
    with pytest.raises((NotPosted, InDoubt)) as caught:
        send(channel)
    told = "".join(traceback.format_exception(caught.value, chain=True))
    inner: BaseException | None = caught.value
    while inner:
        told += f"{inner!r}{inner}"
        inner = inner.__cause__ or inner.__context__
    assert not [value for value in SECRETS.values() if value in told]
