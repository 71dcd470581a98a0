"""Refusals and doubt"""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import pytest

from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.testing.clock import START
from distribute.testing.service import FAULTS, Answer, Fault, Request
from tests.channels.reddit.kit import BY_NAME, account, posted, refused
from tests.channels.sending import send
from tests.channels.services_reddit import ACCESS_TOKEN, SECRETS, RedditService


class Odd(RedditService):
    reply: Any = None

    def keep(self, request: Request) -> Answer:
        super().keep(request)
        return self.reply if isinstance(self.reply, Answer) else Answer(self.reply)


@pytest.mark.parametrize(
    ("settings", "more", "why"),
    [
        ({"flair": "f"}, {}, "set `flair_id`"),
        ({"flair": "f"}, {"flair_id": "g"}, "none of the subreddit's"),
        ({"links_alone": True}, {"kind": "self"}, "kind: link"),
        ({"subreddits": ()}, {}, "no such subreddit"),
    ],
)
def test_a_refusal_says_the_way_out(
    service: RedditService, monkeypatch: pytest.MonkeyPatch, settings: Any, more: Any, why: str
) -> None:
    for name, value in settings.items():
        setattr(service, name, value)
    with pytest.raises(NotPosted, match=why) as caught:
        send(account(service, monkeypatch, **more))
    assert caught.value.final
    assert not isinstance(caught.value, Duplicate)
    assert (len(service.attempts), len(service.arrived)) == (1, 0)


@pytest.mark.parametrize(
    ("errors", "verdict", "why"),
    [
        ([["NO_LINKS", "no", "sr"]], NotPosted, "kind: self"),
        ([["SOMETHING_ELSE", "secret words", None]], NotPosted, "SOMETHING_ELSE"),
        ([["ALREADY_SUB", "there", "url"]], Duplicate, "already"),
        ([["BAD_URL", "no", "url"], ["ALREADY_SUB", "there", "url"]], Duplicate, "already"),
        ([["INTERNAL_ERROR", "oops", None]], InDoubt, "of its own"),
        ([["SOMETHING_IS_BROKEN", "oops", None]], InDoubt, "of its own"),
        ([["an error in prose", "oops", None]], InDoubt, "of its own"),
        ([[]], InDoubt, "unexpected response from Reddit"),
        ([7], InDoubt, "unexpected response from Reddit"),
    ],
)
def test_errors_in_an_answer_of_200(
    monkeypatch: pytest.MonkeyPatch, errors: Any, verdict: type[Exception], why: str
) -> None:
    with Odd(lambda: START) as service:
        service.reply = refused(*errors)
        with pytest.raises(verdict, match=why) as caught:
            send(account(service, monkeypatch))
        assert "words" not in str(caught.value)
        assert len(service.attempts) == 1


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ("Take a break for 14 minutes before trying again.", 840),
        ("Take a break for 1 minute before trying again.", 60),
        ("Take a break for 5 seconds before trying again.", 5),
        ("Take a break for 300 milliseconds before trying again.", 0.3),
        ("Take a break for 2 hours before trying again.", 7200),
        ("Take a break.", None),
    ],
)
def test_the_wait_is_the_one_that_reddit_names(
    monkeypatch: pytest.MonkeyPatch, words: str, wait: float | None
) -> None:
    with Odd(lambda: START) as service:
        service.reply = refused(
            ["RATELIMIT", f"Looks like you've been doing that a lot. {words}", "ratelimit"]
        )
        with pytest.raises(NotPosted) as caught:
            send(account(service, monkeypatch))
        assert len(service.attempts) == 1, "praw would wait for a few seconds, and send again"
    assert (caught.value.final, caught.value.retry_after) == (False, wait)


def test_what_reddit_is_on_record_to_have_answered(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = json.loads((corpus / "contracts" / "issue_responses.json").read_text(encoding="utf-8"))
    known = [case for case in cases if case["platform"] == "reddit"]
    assert known
    for case in known:
        with Odd(lambda: START) as service:
            service.reply = Answer(case["body"], case["http_status"])
            with pytest.raises(NotPosted) as caught:
                send(account(service, monkeypatch))
            assert caught.value.retry_after in {120, 840}


@pytest.mark.parametrize(
    "reply",
    [
        {}, [], "1", None, 7, {"json": {}}, {"json": {"errors": []}}, {"json": {"errors": None}}, {"jquery": []},
        {"success": True}, posted(), posted(id=None), posted(id=""), posted(id="../x"), posted(id=7.5),
        {"json": {"errors": [], "data": {"id": "abc"}}}, {"json": {"errors": [], "data": {"websocket_url": "x"}}},
        {"kind": "t3", "data": {}}, b"", b"{", b"<html>", Answer(b"", 204), Answer({}, 302, {"Location": "/login/"}),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_post_is_doubt(monkeypatch: pytest.MonkeyPatch, reply: Any) -> None:
    with Odd(lambda: START) as service:
        service.reply = reply
        with pytest.raises(InDoubt):
            send(account(service, monkeypatch))
        assert len(service.attempts) == 1


def test_an_id_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with Odd(lambda: START) as service:
        service.reply = posted(id="1abc9", name="t3_1abc9")
        assert send(account(service, monkeypatch)).id == "1abc9"


@pytest.mark.parametrize("by", [{}, {"refresh_token": None, **BY_NAME}])
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "refused"])
def test_no_exception_has_a_secret(
    service: RedditService, monkeypatch: pytest.MonkeyPatch, fault: Fault, by: Any
) -> None:
    service.fail(fault)
    with pytest.raises((NotPosted, InDoubt)) as caught:
        send(account(service, monkeypatch, **by))
    told = "".join(traceback.format_exception(caught.value, chain=True))
    inner: BaseException | None = caught.value
    while inner:
        told += f"{inner!r}{inner}"
        inner = inner.__cause__ or inner.__context__
    assert not [value for value in [*SECRETS.values(), ACCESS_TOKEN] if value in told]
