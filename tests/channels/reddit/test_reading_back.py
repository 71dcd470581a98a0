"""Reading back; Doctor"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import Alike, InDoubt, NotPosted
from distribute.channels.reddit.adapter import Reddit
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START
from distribute.testing.service import Answer, Request
from tests.channels.reddit.kit import account, keep
from tests.channels.sending import delivery
from tests.channels.services_reddit import RedditService

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
    message = Message(text="", title="The newsletter", link="https://example.org/ä?a=1&b=2")
    assert channel.find(delivery(message=message)) == receipt


def test_a_text_is_found_by_its_title_and_link(channel: Reddit, service: RedditService) -> None:
    channel = msgspec.structs.replace(channel, kind="self")
    keep(service)
    keep(service, kind="self", url="", title="Another")
    keep(service, kind="self", url="", sr="other")
    assert channel.find(delivery()) is None
    receipt = keep(service, kind="self", url="", text=f"News.\n\n{LINK}")
    message = Message(text="x", title=" The\n newsletter ", link=LINK)
    assert channel.find(delivery(message=message)) == receipt


@pytest.mark.parametrize(
    "text",
    ["", "The next issue is late. Who wants to help?", "[removed]", "see https://example.org/another"],
)
def test_a_text_with_the_title_and_without_our_link_is_a_question(
    channel: Reddit, service: RedditService, text: str
) -> None:
    channel = msgspec.structs.replace(channel, kind="self")
    note = keep(service, kind="self", url="", text=text)
    with pytest.raises(Alike) as caught:
        channel.find(delivery(message=Message(text=f"News.\n\n{LINK}", title="The newsletter", link=LINK)))
    assert caught.value.receipts == (note,)


@pytest.mark.parametrize(
    ("seconds", "found"), [(-300, True), (-300.9, True), (-301.5, False), (0, True), (900, True)]
)
def test_clocks_may_differ_by_five_minutes(
    channel: Reddit, service: RedditService, seconds: float, found: bool
) -> None:
    keep(service, seconds=0.9 + seconds)
    assert (channel.find(delivery(first_attempt_at=START + timedelta(seconds=0.9))) is not None) == found


def test_what_is_named_as_another_is_left_out(channel: Reddit, service: RedditService) -> None:
    first, second, third = keep(service), keep(service), keep(service)
    assert channel.find(delivery(exclude=(second, third))) == first
    by_hand = Receipt(f"https://old.reddit.com/r/xmpp/comments/{second.id}/the_newsletter/?utm=1")
    short = Receipt(f"https://redd.it/{third.id}")
    assert channel.find(delivery(exclude=(first, by_hand, short))) is None


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
    with pytest.raises(NotPosted, match="refused the login"):
        levels(channel)


@pytest.mark.parametrize("me", [{"name": ""}, {"name": None}])
def test_an_account_without_a_name_is_not_logged_in(
    channel: Reddit, service: RedditService, me: dict[str, Any]
) -> None:
    service.me = me
    with pytest.raises(InDoubt, match="unexpected response from Reddit"):
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
