"""X keeps the contract over the real tweepy, signs for where it sends, and knows its own posts again."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
import tweepy

from distribute.channel.post import Part, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted
from distribute.channels.twitter import Twitter, _above_debug
from distribute.deliver.run import Repost
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import FAULTS, Answer, Fault, Request

from . import services_x
from .sending import PART, delivery, send
from .services_x import SECRETS, XService, problem


def account(service: XService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Twitter:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = {"base_url": service.url, "account": "@xmppnews", "timeout": Duration(0.6)}
    secrets = {name.removeprefix("X_").lower(): Secret(f"${name}") for name in SECRETS}
    return Twitter(name="twitter", use="twitter", **secrets, **{**settings, **more})


class TestTwitter(ChannelContract):
    stranger: ClassVar = {"text": f"Look! {LINK}"}
    reply_field = "reply"

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[XService]:
        with XService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: XService, monkeypatch: pytest.MonkeyPatch) -> Twitter:
        return account(service, monkeypatch)

    def refuse_duplicates(self, service: XService) -> None:
        service.refuses_duplicates = True

    def test_the_same_words_again_are_refused_and_said_so(self, desk: Desk) -> None:
        desk.service.refuses_duplicates = True
        desk.publish()
        outcome = desk.publish(repost=Repost("a new host"))
        assert outcome.state == "not-posted"
        assert "very words" in outcome.error
        assert len(desk.service.arrived) == 1

    def test_a_duplicate_that_does_not_show_yet_is_doubt(self, desk: Desk) -> None:
        """The first attempt is given up as absent, but X knows better and only lags behind."""
        desk.service.refuses_duplicates = True
        desk.service.lag = desk.channel.patience * 2
        desk.service.fail("504 after keeping")
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert outcome.state == "in-doubt", outcome.error
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "found"
        assert len(desk.service.arrived) == 1

    def test_no_debug_log_has_a_secret(
        self, desk: Desk, fault: Fault, caplog: pytest.LogCaptureFixture
    ) -> None:
        talk(caplog)
        desk.service.fail(fault)
        desk.publish()
        desk.service.heal()
        desk.publish()
        assert not [value for value in SECRETS.values() if value in caplog.text]


def talk(caplog: pytest.LogCaptureFixture) -> None:
    """Turn every log to its loudest, those of the libraries one by one."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)


@pytest.fixture
def service() -> Iterator[XService]:
    with XService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: XService, monkeypatch: pytest.MonkeyPatch) -> Twitter:
    return account(service, monkeypatch)


def keep(service: XService, *, seconds: float = 0, **fields: str) -> Receipt:
    service.now = lambda: START + timedelta(seconds=seconds)
    post = service.add({"text": PART.text, **fields})
    service.now = lambda: START + timedelta(minutes=30)
    return Receipt(post.id, f"https://x.com/i/web/status/{post.id}")


# What is sent


def test_what_is_sent(channel: Twitter, service: XService) -> None:
    receipt = send(channel, after=Receipt("https://x.com/xmppnews/status/77?s=20"))
    (request,) = service.attempts
    assert json.loads(request.body) == {
        "text": f"The newsletter is out! {LINK}",
        "reply": {"in_reply_to_tweet_id": "77"},
    }
    assert request.headers["user-agent"] == "distribute"
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"https://x.com/i/web/status/{number}")


def test_requests_and_answers_fit_the_document_of_x(
    channel: Twitter, service: XService, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    path = corpus / "contracts" / "x-openapi" / "openapi-docs-2026-08-22.json"
    if not path.is_file():
        pytest.skip(f"X's OpenAPI document is not there: {path}")
    document = json.loads(path.read_text(encoding="utf-8"))

    def check(name: str, what: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(what)

    schemas = document["components"]["schemas"]
    assert set(schemas["CreatePostsRequest"]["properties"]) == services_x.CREATE
    assert set(schemas["CreatePostsReply"]["properties"]) == services_x.REPLY
    answers: list[Any] = []
    reply = services_x.XService.answer
    monkeypatch.setattr(
        XService, "answer", lambda self, request: answers.append(reply(self, request)) or answers[-1]
    )
    first = send(channel)
    send(channel, after=first, part=Part(text="Words & words"))
    channel.find(delivery())
    for request in service.attempts:
        check("CreatePostsRequest", json.loads(request.body))
    with pytest.raises(jsonschema.ValidationError):
        check("CreatePostsRequest", {"text": "x", "idempotency_key": "y"})
    timeline = [request for request in service.requests if request.path.endswith("/tweets")][-1]
    known = document["paths"]["/2/users/{id}/tweets"]["get"]["parameters"]
    # What the document calls post.fields, X's guides and tweepy call tweet.fields.
    named = {parameter["name"] for parameter in known if "name" in parameter} | {"tweet.fields"}
    assert set(timeline.query) <= named
    check("GetUsersMeResponse", answers[0].body)
    check("GetUsersPostsResponse", answers[-1].body)


def test_it_signs_for_the_host_it_sends_to(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(channel)
    assert service.nonces
    monkeypatch.setenv("X_API_SECRET", "another")
    with pytest.raises(NotPosted, match="401"):
        channel.prepare(delivery())


def test_a_signature_for_another_host_would_be_refused(channel: Twitter, service: XService) -> None:
    """What tweepy does by itself: it signs for api.twitter.com, wherever an adapter sends it then."""

    class Elsewhere(requests.adapters.HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
            request.url = service.url + urlsplit(str(request.url)).path
            return super().send(request, *args, **more)

    client = channel.prepare(delivery()).client
    client.session = requests.Session()
    client.session.mount("https://api.twitter.com", Elsewhere())
    with pytest.raises(tweepy.Unauthorized):
        client.create_tweet(text="x")
    assert not service.arrived


def test_tweepy_waits_for_ever_and_we_do_not(channel: Twitter, service: XService) -> None:
    class Plain(requests.Session):
        def request(self, method: Any, url: Any, **more: Any) -> requests.Response:
            return super().request(method, service.url + urlsplit(url).path, **more)

    ready = channel.prepare(delivery())
    service.fail("silence after keeping", "silence after keeping")
    begun = time.monotonic()
    with pytest.raises(InDoubt):
        channel.post(delivery(), ready)
    assert time.monotonic() - begun < 4 * channel.timeout

    unleashed = tweepy.Client(None, *SECRETS.values())
    unleashed.session = Plain()
    ended: list[Exception] = []

    def wait() -> None:
        try:
            unleashed.create_tweet(text="x")
        except requests.ConnectionError as error:
            ended.append(error)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(4 * channel.timeout)
    assert thread.is_alive()
    service.__exit__()
    thread.join(10)
    assert ended


def test_tweepys_logs_would_have_shown_the_keys(channel: Twitter, caplog: pytest.LogCaptureFixture) -> None:
    """Or the test that finds none would prove nothing."""
    client = channel.prepare(delivery()).client
    talk(caplog)
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in loggers:
        logger.removeFilter(_above_debug)
    client.get_me()
    assert SECRETS["X_API_KEY"] in caplog.text
    caplog.clear()
    channel.prepare(delivery()).client.get_me()
    assert SECRETS["X_API_KEY"] not in caplog.text


# Whose account it is


def test_another_account_is_told_before_anything_is_sent(
    service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPosted, match="not that of @other"):
        account(service, monkeypatch, account="Other").prepare(delivery())
    account(service, monkeypatch, account="").prepare(delivery())
    assert service.attempts == []


def test_one_account_is_one_target_whatever_its_secrets_are_called(
    service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = account(service, monkeypatch)
    other = msgspec.structs.replace(one, access_token=Secret("$ANOTHER"), account="XMPPNews")
    assert one.target() == other.target() == f"twitter:{urlsplit(service.url).netloc}:xmppnews"
    assert msgspec.structs.replace(one, account="else").target() != one.target()
    old, new = (
        msgspec.structs.replace(one, base_url=url)
        for url in ("https://api.twitter.com", "https://api.x.com/")
    )
    assert old.target() == new.target()


# Refusals and doubt


class Odd(XService):
    reply: Any = None

    def keep(self, request: Request) -> Answer:
        super().keep(request)
        return self.reply if isinstance(self.reply, Answer) else Answer(self.reply, 201)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Answer(services_x.DUPLICATE, 403), "very words"),
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
        assert isinstance(caught.value, Duplicate) == (why == "very words")
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


# Reading back


def test_ours_is_found_by_its_words_and_link(channel: Twitter, service: XService) -> None:
    keep(service, text="The newsletter is out! https://example.org/2020/12/newsletter-2")
    keep(service, text="The newsletter is out! https://example.org/2020/12/")
    assert channel.find(delivery()) is None
    teaser = keep(service, text=f"Soon! {LINK}")
    with pytest.raises(Alike) as caught:
        channel.find(delivery())
    assert caught.value.receipts == (teaser,)
    receipt = keep(service)
    assert channel.find(delivery()) == receipt


def test_a_link_is_found_however_it_is_written(channel: Twitter, service: XService) -> None:
    receipt = keep(service, text="Ä https://example.org/%C3%A4?a=1&b=2 !")
    link = "https://example.org/ä?a=1&b=2"
    assert channel.find(delivery(part=Part(text=f"Ä {link} !", link=link))) == receipt


def test_a_shortener_of_ones_own_is_seen_through(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = "Read https://s.example/1"
    receipt = keep(service, text=short)
    looks = XService.looks

    def unwound(self: XService, post: Any) -> dict[str, Any]:
        given = looks(self, post)
        given["entities"]["urls"][0] |= {"expanded_url": "https://s.example/1", "unwound_url": LINK}
        return given

    monkeypatch.setattr(XService, "looks", unwound)
    assert channel.find(delivery(part=Part(text=short, link=LINK))) == receipt


def test_without_a_link_ours_is_found_by_its_text(channel: Twitter, service: XService) -> None:
    receipt = keep(service, text='Words & "more" <b>\nwords https://e.org/1')
    assert channel.find(delivery(part=Part(text='Words & "more" <b> words https://e.org/1'))) == receipt
    assert channel.find(delivery(part=Part(text="Other words"))) is None


def test_a_long_post_is_found_by_a_link_at_its_end(channel: Twitter, service: XService) -> None:
    receipt = keep(service, text="word " * 100 + LINK)
    assert channel.find(delivery(part=Part(text="word " * 100 + LINK, link=LINK))) == receipt
    with pytest.raises(Alike):
        channel.find(delivery())


@pytest.mark.parametrize(
    ("seconds", "found"), [(-300, True), (-300.9, True), (-301.5, False), (0, True), (900, True)]
)
def test_clocks_may_differ_by_five_minutes(
    channel: Twitter, service: XService, seconds: float, found: bool
) -> None:
    keep(service, seconds=0.9 + seconds)
    assert (channel.find(delivery(since=START + timedelta(seconds=0.9))) is not None) == found


def test_what_is_named_as_another_is_left_out(channel: Twitter, service: XService) -> None:
    first, second = keep(service), keep(service)
    assert channel.find(delivery(not_these=(second,))) == first
    by_hand = Receipt(f"https://twitter.com/xmppnews/status/{second.id}/photo/1")
    assert channel.find(delivery(not_these=(first, by_hand))) is None


def test_an_answer_to_a_reader_is_no_announcement(channel: Twitter, service: XService) -> None:
    first = keep(service, reply="5")
    assert channel.find(delivery()) is None
    assert channel.find(delivery(after=Receipt("5"))) == first
    assert channel.find(delivery(after=Receipt("https://x.com/i/web/status/5"))) == first
    assert channel.find(delivery(after=Receipt("6"))) is None


@pytest.mark.parametrize("excludes", [True, False])
def test_a_strangers_post_passed_on_is_no_announcement(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch, excludes: bool
) -> None:
    service.stranger({"text": f"Look! {LINK}"})
    if not excludes:
        visible = service.visible()
        monkeypatch.setattr(service, "visible", lambda: [msgspec.structs.replace(visible[0], by="us")])
        monkeypatch.setattr(
            XService, "looks", lambda self, post: {
                "id": "1", "text": f"RT @x: {LINK}", "created_at": "now",
                "entities": {"urls": [{"url": "https://t.co/1", "expanded_url": LINK}]},
                "referenced_tweets": [{"type": "retweeted", "id": "2"}],
            }
        )  # fmt: skip
    assert channel.find(delivery()) is None


def test_the_newer_names_of_fields_are_understood(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = XService.looks
    names = {"referenced_tweets": "referenced_posts", "note_tweet": "note_post"}
    services_x_fields = services_x.FIELDS | set(names.values())
    monkeypatch.setattr(services_x, "FIELDS", services_x_fields)
    monkeypatch.setattr(
        XService,
        "looks",
        lambda self, post: {names.get(name, name): it for name, it in looks(self, post).items()},
    )
    monkeypatch.setattr("distribute.channels.twitter._PAGE", {
        "exclude": "retweets", "max_results": 100, "user_auth": True,
        "tweet_fields": ["created_at", "entities", *names.values()],
    })  # fmt: skip
    reply, long = keep(service, reply="5"), keep(service, text="word " * 100 + LINK)
    assert channel.find(delivery(after=Receipt("5"))) == reply
    assert channel.find(delivery(part=Part(text="word " * 100 + LINK, link=LINK))) == long


def test_it_looks_further_than_one_page(channel: Twitter, service: XService) -> None:
    receipt = keep(service)
    for number in range(210):
        keep(service, seconds=600, text=f"chatter {number}")
    assert channel.find(delivery()) == receipt
    pages = [request.query for request in service.requests if request.path.endswith("/tweets")]
    assert [page.get("pagination_token") for page in pages] == [None, "100", "200"]
    assert {page["start_time"] for page in pages} == {"2020-12-09T11:55:00Z"}
    assert {page["exclude"] for page in pages} == {"retweets"}


class Partial(XService):
    """Gives a timeline that proves nothing."""

    change: Any = None

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if request.path.endswith("/tweets") and isinstance(answer.body, dict):
            return Answer(self.change(answer.body))
        return answer


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page | {"meta": page["meta"] | {"next_token": "0"}},
        lambda page: page | {"errors": [{"title": "Not Found Error"}]},
        lambda page: page | {"meta": {"result_count": 7}},
        lambda page: {"data": page["data"]},
        lambda page: page | {"data": [{"id": "1", "text": "https://t.co/1"}]},
        lambda page: page | {"data": {}},
        lambda page: {},
        lambda page: [],
        lambda page: b"<html>",
    ],
)
def test_a_timeline_that_is_not_whole_proves_nothing(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    with Partial(lambda: START) as service:
        service.change = change
        keep(service, text="chatter")
        with pytest.raises(InDoubt):
            account(service, monkeypatch).find(delivery())


def test_an_empty_timeline_is_absence(channel: Twitter) -> None:
    assert channel.find(delivery()) is None


def test_not_being_able_to_look_is_told(channel: Twitter, service: XService) -> None:
    service.__exit__()
    with pytest.raises(NotPosted, match="can't be reached"):
        channel.find(delivery())


def test_the_adapter_is_cheap_to_load() -> None:
    code = (
        "import sys, distribute.channels.twitter as t; assert not {'tweepy', 'requests'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Doctor


def levels(channel: Twitter) -> dict[str, str]:
    return {finding.text: finding.level for finding in channel.examine()}


def test_it_is_examined(channel: Twitter, service: XService) -> None:
    found = levels(channel)
    assert set(found.values()) == {"ok"}
    for said in (
        "logged in as @XmppNews",
        "74 more requests",
        "could not find out what credits",
        "clock agrees",
    ):
        assert any(said in text for text in found), said
    assert [(request.method, request.path) for request in service.requests] == [("GET", "/2/users/me")]


@pytest.mark.parametrize(("account_", "level"), [("", "warning"), ("other", "error")])
def test_the_account_is_told_with_its_setting(
    service: XService, monkeypatch: pytest.MonkeyPatch, account_: str, level: str
) -> None:
    first = next(account(service, monkeypatch, account=account_).examine())
    assert (first.level, first.setting) == (level, "account: XmppNews")


@pytest.mark.parametrize(
    ("access", "level", "said"),
    [
        ("read", "error", "Read and write"),
        ("", "ok", "whether the app may post"),
        ("odd", "ok", "whether the app"),
    ],
)
def test_what_the_app_may_do_is_told(
    channel: Twitter, service: XService, access: str, level: str, said: str
) -> None:
    service.access = access
    assert (level, True) in [(was, said in text) for text, was in levels(channel).items()]
    service.access = "read-write-directmessages"
    assert not [text for text in levels(channel) if "may post" in text]


@pytest.mark.parametrize("behind", [400, -400])
def test_a_clock_that_spoils_the_signature_is_told(channel: Twitter, service: XService, behind: int) -> None:
    service.behind = behind
    with pytest.raises(NotPosted, match=r"signature.*40\d s (ahead|behind)|signature.*399 s"):
        levels(channel)


def test_a_bad_token_is_not_the_clocks_fault(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_ACCESS_TOKEN", "another")
    with pytest.raises(NotPosted, match="is the token right"):
        levels(channel)


@pytest.mark.parametrize("body", [[], {}, {"data": []}, {"data": None}, b"<html>"])
def test_an_examination_of_another_shape_is_told(
    channel: Twitter, monkeypatch: pytest.MonkeyPatch, body: Any
) -> None:
    monkeypatch.setattr(XService, "_answer", lambda self, request: Answer(body))
    with pytest.raises(InDoubt):
        levels(channel)
