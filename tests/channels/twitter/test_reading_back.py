"""Reading back; Doctor"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.verdicts import Alike, InDoubt, NotPosted
from distribute.channels.twitter import Twitter
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START
from distribute.testing.service import Answer, Request
from tests.channels import services_x
from tests.channels.sending import delivery
from tests.channels.services_x import XService
from tests.channels.twitter.kit import account, keep

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
    assert channel.find(delivery(message=Message(text=f"Ä {link} !", link=link))) == receipt


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
    assert channel.find(delivery(message=Message(text=short, link=LINK))) == receipt


def test_without_a_link_ours_is_found_by_its_text(channel: Twitter, service: XService) -> None:
    receipt = keep(service, text='Words & "more" <b>\nwords https://e.org/1')
    assert channel.find(delivery(message=Message(text='Words & "more" <b> words https://e.org/1'))) == receipt
    assert channel.find(delivery(message=Message(text="Other words"))) is None


def test_a_long_post_is_found_by_a_link_at_its_end(channel: Twitter, service: XService) -> None:
    receipt = keep(service, text="word " * 100 + LINK)
    assert channel.find(delivery(message=Message(text="word " * 100 + LINK, link=LINK))) == receipt
    with pytest.raises(Alike):
        channel.find(delivery())


@pytest.mark.parametrize(
    ("seconds", "found"), [(-300, True), (-300.9, True), (-301.5, False), (0, True), (900, True)]
)
def test_clocks_may_differ_by_five_minutes(
    channel: Twitter, service: XService, seconds: float, found: bool
) -> None:
    keep(service, seconds=0.9 + seconds)
    assert (channel.find(delivery(first_attempt_at=START + timedelta(seconds=0.9))) is not None) == found


def test_what_is_named_as_another_is_left_out(channel: Twitter, service: XService) -> None:
    first, second = keep(service), keep(service)
    assert channel.find(delivery(exclude=(second,))) == first
    by_hand = Receipt(f"https://twitter.com/xmppnews/status/{second.id}/photo/1")
    assert channel.find(delivery(exclude=(first, by_hand))) is None


def test_an_answer_to_a_reader_is_no_announcement(channel: Twitter, service: XService) -> None:
    first = keep(service, reply="5")
    assert channel.find(delivery()) is None
    assert channel.find(delivery(in_reply_to=Receipt("5"))) == first
    assert channel.find(delivery(in_reply_to=Receipt("https://x.com/i/web/status/5"))) == first
    assert channel.find(delivery(in_reply_to=Receipt("6"))) is None


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
    assert channel.find(delivery(in_reply_to=Receipt("5"))) == reply
    assert channel.find(delivery(message=Message(text="word " * 100 + LINK, link=LINK))) == long


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
