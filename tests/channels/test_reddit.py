"""Reddit keeps the contract over the real praw, which sends once, never sleeps and reads no praw.ini."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import praw
import prawcore
import pytest

from distribute.channel.post import Part, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted
from distribute.channels.reddit.adapter import Reddit
from distribute.deliver.run import Repost
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import FAULTS, Answer, Fault, Request

from .sending import PART, delivery, send
from .services_reddit import ACCESS_TOKEN, SECRETS, RedditService

STRANGER = {"sr": "other", "kind": "link", "url": LINK, "title": "Look!"}
BY_TOKEN = {"refresh_token": Secret("$REDDIT_REFRESH_TOKEN")}
BY_NAME = {"username": Secret("$REDDIT_USERNAME"), "password": Secret("$REDDIT_PASSWORD")}


def account(service: RedditService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Reddit:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings: dict[str, Any] = {
        "subreddit": "xmpp",
        "base_url": service.url,
        "client_id": Secret("$REDDIT_CLIENT_ID"),
        "client_secret": Secret("$REDDIT_CLIENT_SECRET"),
        "timeout": Duration(0.3),
        **BY_TOKEN,
    }
    return Reddit(name="reddit", use="reddit", **{**settings, **more})


class Contract(ChannelContract):
    stranger: ClassVar = STRANGER
    settings: ClassVar[dict[str, Any]] = {}

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[RedditService]:
        with RedditService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: RedditService, monkeypatch: pytest.MonkeyPatch) -> Reddit:
        return account(service, monkeypatch, **self.settings)

    def test_a_removed_post_is_found_and_not_posted_again(self, desk: Desk) -> None:
        desk.service.fail("half an answer")
        desk.publish()
        desk.service.removed = {post.id for post in desk.service.arrived}
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "found"
        assert len(desk.service.arrived) == 1

    def test_nothing_is_asked_twice(self, desk: Desk, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
        """Not even what may be asked twice; and no log, however loud, has a secret."""
        caplog.set_level(logging.DEBUG)
        for name in list(logging.root.manager.loggerDict):
            caplog.set_level(logging.DEBUG, logger=name)
        desk.clock.wait = lambda stop, seconds: stop.set()  # type: ignore[method-assign] # no retry
        desk.service.fail(fault)
        desk.publish()
        asked = [request.path for request in desk.service.requests]
        assert sorted(asked) == sorted(set(asked))
        assert not [value for value in [*SECRETS.values(), ACCESS_TOKEN] if value in caplog.text]


class TestRedditText(Contract):
    settings: ClassVar = {"kind": "self", "refresh_token": None, **BY_NAME}


class TestReddit(Contract):
    """A link that is there already may be ours or a stranger's."""

    takes_a_link_once = True

    def refuse_duplicates(self, service: RedditService) -> None:
        """It does so by itself."""

    def test_ours_is_found(self, desk: Desk) -> None:
        desk.service.fail("504 after keeping")
        desk.service.lag = 3 * desk.channel.patience
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        # Not listed yet, so absent by all we can know; but it is there, and Reddit says so.
        outcome = desk.publish()
        assert outcome.state == "in-doubt", outcome.error
        desk.service.lag = 0
        assert desk.publish().how == "found"
        assert len(desk.service.arrived) == 1

    def test_a_strangers_is_no_announcement_of_ours(self, desk: Desk) -> None:
        desk.service.stranger({**STRANGER, "sr": "xmpp"})
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert "has this link already" in outcome.error
        assert not desk.service.arrived

    def test_a_strangers_after_a_lost_answer_is_doubt(self, desk: Desk) -> None:
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.service.stranger({**STRANGER, "sr": "xmpp"})
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().state == "in-doubt"
        assert not desk.service.arrived

    def test_a_repost_may_be_there_twice(self, desk: Desk) -> None:
        desk.publish()
        assert desk.publish(repost=Repost("a new host")).state == "posted"
        assert [request.form["resubmit"] for request in desk.service.attempts] == ["False", "True"]


@pytest.fixture
def service() -> Iterator[RedditService]:
    with RedditService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: RedditService, monkeypatch: pytest.MonkeyPatch) -> Reddit:
    return account(service, monkeypatch)


def keep(service: RedditService, *, seconds: float = 0, **fields: str) -> Receipt:
    service.now = lambda: START + timedelta(seconds=seconds)
    post = service.add({"sr": "xmpp", "kind": "link", "url": LINK, "title": "The newsletter", **fields})
    service.now = lambda: START + timedelta(minutes=30)
    return Receipt(post.id, f"{service.url}/r/xmpp/comments/{post.id}/")


# What is sent


def test_a_link_is_sent(channel: Reddit, service: RedditService) -> None:
    service.flair = "flair-1"
    receipt = send(msgspec.structs.replace(channel, flair_id="flair-1"))
    (request,) = service.attempts
    assert request.form == {
        "api_type": "json",
        "sr": "xmpp",
        "kind": "link",
        "title": "The newsletter",
        "url": LINK,
        "resubmit": "False",
        "sendreplies": "True",
        "nsfw": "False",
        "spoiler": "False",
        "validate_on_submit": "True",
        "flair_id": "flair-1",
    }
    assert request.headers["user-agent"].startswith("python:newsletter-distribute:")
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"{service.url}/r/xmpp/comments/{number}/")


def test_a_text_is_sent(channel: Reddit, service: RedditService) -> None:
    send(msgspec.structs.replace(channel, kind="self"))
    form = service.attempts[0].form
    assert (form["kind"], form["text"]) == ("self", PART.text)
    assert "url" not in form


@pytest.mark.parametrize(
    ("key", "resubmit"),
    [
        ("2020-11/reddit/en@1#1", "False"),
        ("2020-11/reddit/en@2#1", "True"),
        ("2020-11/reddit/en@12#1", "True"),
        ("a@2#1/reddit/en@1#1", "False"),
        ("of another make", "False"),
    ],
)
def test_only_a_later_round_may_post_a_link_again(
    channel: Reddit, service: RedditService, key: str, resubmit: str
) -> None:
    send(channel, key=key)
    assert service.attempts[0].form["resubmit"] == resubmit


@pytest.mark.parametrize(
    "fault", ["503 after keeping", "500 after keeping", "504 after keeping", "cut after keeping"]
)
def test_praw_alone_sends_three_and_ours_one(
    channel: Reddit, service: RedditService, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    service.fail(fault, fault)
    with pytest.raises(InDoubt):
        send(channel)
    assert len(service.attempts) == len(service.arrived) == 1

    service.requests, service.kept = [], []
    service.fail(fault, fault)
    monkeypatch.setattr(prawcore.sessions.FiniteRetryStrategy, "_sleep_seconds", lambda self: None)
    with praw.Reddit(
        client_id=SECRETS["REDDIT_CLIENT_ID"],
        client_secret=SECRETS["REDDIT_CLIENT_SECRET"],
        refresh_token=SECRETS["REDDIT_REFRESH_TOKEN"],
        user_agent="python:unleashed:1",
        oauth_url=service.url,
        reddit_url=service.url,
        check_for_updates=False,
    ) as unleashed:
        unleashed.subreddit("xmpp").submit("The newsletter", url=LINK)
    assert len(service.attempts) == len(service.arrived) == 3


def test_nobody_sleeps(channel: Reddit, service: RedditService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prawcore would wait for its limits to be reset, long after the intent was noted."""

    def sleep(seconds: float) -> None:
        raise AssertionError(seconds)

    monkeypatch.setattr("time.sleep", sleep)
    service.headers = {"x-ratelimit-remaining": "0", "x-ratelimit-used": "100", "x-ratelimit-reset": "600"}
    send(channel)
    assert len(service.arrived) == 1


@pytest.mark.parametrize(
    "settings",
    [
        "[DEFAULT]\noauth_url=http://127.0.0.1:9\nreddit_url=http://127.0.0.1:9\nsubmission_kind=t9\nusername=x\n",
        "no settings at all",
    ],
)
def test_neither_a_praw_ini_nor_the_environment_changes_anything(
    channel: Reddit, service: RedditService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: str
) -> None:
    (tmp_path / "praw.ini").write_text(settings)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(praw.config.Config, "CONFIG", None)
    for name in (
        "site",
        "username",
        "password",
        "client_id",
        "refresh_token",
        "user_agent",
        "check_for_updates",
    ):
        monkeypatch.setenv(f"praw_{name}", "from-the-environment")
        monkeypatch.setenv(f"PRAW_{name.upper()}", "from-the-environment")
    send(channel)
    assert len(service.arrived) == 1
    assert "from-the-environment" not in repr(service.requests)


# Logging in


@pytest.mark.parametrize("name", list(SECRETS))
def test_a_bad_secret_is_told_before_anything_is_sent(
    service: RedditService, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    by = {"refresh_token": None, **BY_NAME} if name in {"REDDIT_USERNAME", "REDDIT_PASSWORD"} else {}
    channel = account(service, monkeypatch, **by)
    monkeypatch.setenv(name, "bad-secret")
    with pytest.raises(NotPosted, match="log-in") as caught:
        channel.prepare(delivery())
    assert caught.value.final
    assert "bad-secret" not in str(caught.value)
    assert service.attempts == []


def test_a_log_in_that_may_go_better_later_is_not_final(channel: Reddit, service: RedditService) -> None:
    service.__exit__()
    with pytest.raises(NotPosted, match="can't be reached") as caught:
        channel.prepare(delivery())
    assert not caught.value.final


def test_a_token_is_preferred_to_a_password(service: RedditService, monkeypatch: pytest.MonkeyPatch) -> None:
    account(service, monkeypatch, **BY_NAME).prepare(delivery())
    assert service.requests[0].form["grant_type"] == "refresh_token"


# Refusals and doubt


class Odd(RedditService):
    reply: Any = None

    def keep(self, request: Request) -> Answer:
        super().keep(request)
        return self.reply if isinstance(self.reply, Answer) else Answer(self.reply)


def refused(*errors: Any) -> dict[str, Any]:
    return {"json": {"errors": list(errors)}}


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
        ([[]], InDoubt, "not one of Reddit's"),
        ([7], InDoubt, "not one of Reddit's"),
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


def posted(**data: Any) -> dict[str, Any]:
    return {"json": {"errors": [], "data": {"url": "https://www.reddit.com/x", **data}}}


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


# Reading back


def test_ours_is_found_by_its_title_link_and_subreddit(channel: Reddit, service: RedditService) -> None:
    keep(service, url="https://example.org/2020/12/newsletter-2")
    keep(service, sr="other")
    keep(service, kind="self", url="", text=LINK)
    assert channel.find(delivery()) is None
    other = keep(service, title="Under another title", url=LINK + "/")
    with pytest.raises(Alike) as caught:
        channel.find(delivery())
    assert caught.value.receipts == (other,)
    receipt = keep(service, url=LINK + "/")
    assert channel.find(delivery()) == receipt


def test_a_link_is_found_however_it_is_written(channel: Reddit, service: RedditService) -> None:
    receipt = keep(service, url="https://example.org/%C3%A4?a=1&b=2")
    part = Part(text="", title="The newsletter", link="https://example.org/ä?a=1&b=2")
    assert channel.find(delivery(part=part)) == receipt


def test_a_text_is_found_by_its_title(channel: Reddit, service: RedditService) -> None:
    channel = msgspec.structs.replace(channel, kind="self")
    keep(service)
    keep(service, kind="self", url="", title="Another")
    keep(service, kind="self", url="", sr="other")
    assert channel.find(delivery()) is None
    receipt = keep(service, kind="self", url="")
    part = Part(text="x", title=" The\n newsletter ", link=LINK)
    assert channel.find(delivery(part=part)) == receipt


@pytest.mark.parametrize(
    ("seconds", "found"), [(-300, True), (-300.9, True), (-301.5, False), (0, True), (900, True)]
)
def test_clocks_may_differ_by_five_minutes(
    channel: Reddit, service: RedditService, seconds: float, found: bool
) -> None:
    keep(service, seconds=0.9 + seconds)
    assert (channel.find(delivery(since=START + timedelta(seconds=0.9))) is not None) == found


def test_what_is_named_as_another_is_left_out(channel: Reddit, service: RedditService) -> None:
    first, second, third = keep(service), keep(service), keep(service)
    assert channel.find(delivery(not_these=(second, third))) == first
    by_hand = Receipt(f"https://old.reddit.com/r/xmpp/comments/{second.id}/the_newsletter/?utm=1")
    short = Receipt(f"https://redd.it/{third.id}")
    assert channel.find(delivery(not_these=(first, by_hand, short))) is None


def test_it_looks_further_than_one_page(channel: Reddit, service: RedditService) -> None:
    receipt = keep(service)
    for _ in range(210):
        keep(service, seconds=600, url="https://example.org/chatter")
    assert channel.find(delivery()) == receipt
    pages = [request for request in service.requests if request.path.endswith("/submitted")]
    assert len(pages) == 3


def test_what_is_pinned_to_the_top_does_not_hide_ours(channel: Reddit, service: RedditService) -> None:
    receipt = keep(service)
    for _ in range(4):
        keep(service, seconds=-86400)
    assert channel.find(delivery()) == receipt


def test_it_stops_where_it_gets_too_old(channel: Reddit, service: RedditService) -> None:
    for _ in range(300):
        keep(service, seconds=-86400)
    assert channel.find(delivery()) is None
    assert len([request for request in service.requests if request.path.endswith("/submitted")]) == 1


def test_a_list_without_an_end_proves_nothing(channel: Reddit, service: RedditService) -> None:
    for _ in range(950):
        keep(service, url="https://example.org/chatter")
    with pytest.raises(InDoubt, match="too many"):
        channel.find(delivery())


class Partial(RedditService):
    change: Any = None

    def _answer(self, request: Request) -> Answer:
        answer = super()._answer(request)
        return Answer(self.change(answer.body)) if request.path.endswith("/submitted") else answer


@pytest.mark.parametrize(
    "change",
    [
        lambda page: {},
        lambda page: [],
        lambda page: b"<html>",
        lambda page: {"kind": "Listing", "data": {}},
        lambda page: {
            "kind": "Listing",
            "data": {"children": [{"kind": "t3", "data": {"id": "abc"}}], "after": None},
        },
        lambda page: {
            "kind": "Listing",
            "data": {"children": [{"kind": "t9", "data": {"id": "abc"}}], "after": None},
        },
    ],
)
def test_a_listing_of_another_shape_proves_nothing(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    with Partial(lambda: START) as service:
        service.change = change
        with pytest.raises(InDoubt):
            account(service, monkeypatch).find(delivery())


def test_no_posts_at_all_are_absence(channel: Reddit) -> None:
    assert channel.find(delivery()) is None


def test_not_being_able_to_look_is_told(channel: Reddit, service: RedditService) -> None:
    service.__exit__()
    with pytest.raises(NotPosted, match="can't be reached"):
        channel.find(delivery())


def test_the_subreddit_is_the_target(channel: Reddit) -> None:
    other = msgspec.structs.replace(channel, subreddit="XMPP", refresh_token=Secret("$ANOTHER"))
    assert other.target() == channel.target()


def test_the_adapter_is_cheap_to_load() -> None:
    code = "import sys, distribute.channels.reddit.adapter as r; assert not {'praw', 'prawcore', 'requests'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Doctor


def levels(channel: Reddit) -> dict[str, str]:
    return {f"{found.text} {found.setting}".strip(): found.level for found in channel.examine()}


def test_it_is_examined(channel: Reddit, service: RedditService) -> None:
    service.headers = {
        "Date": format_datetime(datetime.now(UTC), usegmt=True),
        "x-ratelimit-remaining": "95.0",
        "x-ratelimit-reset": "300",
    }
    assert levels(channel) == {
        "logged in as u/xmppnews": "ok",
        "95 more requests like this one are allowed in the next 300 s": "ok",
        "this machine's clock agrees with the service's": "ok",
    }
    log_in, *others = service.requests
    assert log_in.path == "/api/v1/access_token"
    assert {request.method for request in others} == {"GET"}


@pytest.mark.parametrize(
    ("where", "facts", "settings", "level", "said"),
    [
        ("me", {"is_suspended": True}, {}, "error", "suspended"),
        ("about", {"user_is_banned": True}, {}, "error", "banned"),
        ("about", {"user_is_muted": True}, {}, "warning", "muted"),
        ("about", {"subreddit_type": "restricted"}, {}, "warning", "approved accounts"),
        ("about", {"submission_type": "self"}, {}, "error", "kind: self"),
        ("about", {"submission_type": "link"}, {"kind": "self"}, "error", "kind: link"),
        ("about", {}, {"subreddit": "nowhere"}, "error", "there is no r/nowhere"),
        ("asks", {"is_flair_required": True}, {}, "error", "flair_id: ID"),
        ("asks", {"title_text_max_length": 120}, {}, "error", "limit: 120"),
        ("asks", {}, {"flair_id": "of-another"}, "error", "none of the subreddit's"),
    ],
)
def test_what_would_be_refused_is_told(
    service: RedditService,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    facts: dict[str, Any],
    settings: dict[str, Any],
    level: str,
    said: str,
) -> None:
    getattr(service, where).update(facts)
    found = levels(account(service, monkeypatch, **settings))
    assert [was for text, was in found.items() if said in text] == [level], found


def test_an_approved_account_may_post_where_others_may_not(channel: Reddit, service: RedditService) -> None:
    service.about |= {"subreddit_type": "restricted", "user_is_contributor": True}
    assert set(levels(channel).values()) == {"ok"}


def test_a_flair_that_is_there_is_right(service: RedditService, monkeypatch: pytest.MonkeyPatch) -> None:
    service.flair = "the-flair"
    service.asks["is_flair_required"] = True
    found = levels(account(service, monkeypatch, flair_id="the-flair"))
    assert "flair" not in str(found)


@pytest.mark.parametrize(
    ("scope", "level", "said"),
    [
        ("identity submit history", "warning", "could not find out what r/xmpp takes"),
        ("identity submit history", "ok", "could not find out whether `flair_id`"),
        ("identity history read", "error", "lacks the scopes `submit`"),
        ("identity history read", "ok", "could not find out what the moderators ask"),
    ],
)
def test_what_the_token_may_not_is_told(
    service: RedditService, monkeypatch: pytest.MonkeyPatch, scope: str, level: str, said: str
) -> None:
    service.scope = scope
    found = levels(account(service, monkeypatch, flair_id="the-flair"))
    assert [was for text, was in found.items() if said in text] == [level], found


def test_a_refused_log_in_is_told(channel: Reddit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDDIT_REFRESH_TOKEN", "another")
    with pytest.raises(NotPosted, match="refused the log-in"):
        levels(channel)


@pytest.mark.parametrize("me", [{"name": ""}, {"name": None}])
def test_an_account_without_a_name_is_not_logged_in(
    channel: Reddit, service: RedditService, me: dict[str, Any]
) -> None:
    service.me = me
    with pytest.raises(InDoubt, match="not one of Reddit's"):
        levels(channel)


@pytest.mark.parametrize("answer", [Answer("no"), Answer(7), Answer(b"<html>"), Answer({}, 404)])
def test_a_subreddit_that_answers_otherwise_does_not_stop_the_rest(
    service: RedditService, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(service, "examined", lambda request: answer if "xmpp" in request.path else None)
    found = levels(account(service, monkeypatch, flair_id="the-flair"))
    assert any("could not find out whether `flair_id`" in text for text in found)
    assert any("could not find out what the moderators ask" in text for text in found)
    assert "clock" in list(found)[-1]
