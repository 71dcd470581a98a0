"""What is in doubt is looked for on the account, and with the settings, that it was sent with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.settings import Secret
from distribute.channels.mastodon import Mastodon
from distribute.channels.outbox import Outbox
from distribute.channels.reddit.adapter import Reddit
from distribute.channels.twitter import Twitter
from distribute.config import load
from distribute.errors import Mistake
from distribute.publish.test_send import refuse_others
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import TurnedClock
from distribute.testing.service import MastodonService, Service

from . import test_email, test_linkedin, test_mastodon, test_reddit, test_twitter
from .services_linkedin import ORGANISATION, PERSON, LinkedInService
from .services_reddit import OTHER_REFRESH_TOKEN, RedditService
from .services_x import OTHER_ACCOUNT, XService

ADAPTERS: dict[str, tuple[type[Service], Callable[..., Channel], dict[str, str]]] = {
    "mastodon": (
        MastodonService, test_mastodon.account, {"MASTODON_ACCESS_TOKEN": MastodonService.other_token}
    ),
    "twitter": (XService, test_twitter.account, OTHER_ACCOUNT),
    "reddit": (RedditService, test_reddit.account, {"REDDIT_REFRESH_TOKEN": OTHER_REFRESH_TOKEN}),
    "linkedin": (
        LinkedInService, test_linkedin.account, {"LINKEDIN_ACCESS_TOKEN": LinkedInService.other_token}
    ),
}  # fmt: skip

Open = Callable[[str], Desk]


@pytest.fixture
def desk_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Return what opens a desk at a service's first account."""
    running: list[AbstractContextManager[Any]] = []

    def open_desk(name: str) -> Desk:
        kind, account, _ = ADAPTERS[name]
        clock = TurnedClock()
        service = kind(clock.now)
        running.append(service)
        service.__enter__()
        return Desk(account(service, monkeypatch), service, clock)

    yield open_desk
    for service in running:
        service.__exit__(None, None, None)


def change(desk: Desk, **settings: Any) -> None:
    desk.channel = msgspec.structs.replace(desk.channel, **settings)


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("name", list(ADAPTERS))
def test_with_another_accounts_token_a_doubt_stays_one(
    desk_of: Open, monkeypatch: pytest.MonkeyPatch, name: str, kept: bool
) -> None:
    desk = desk_of(name)
    change(desk, **({"account": ""} if name == "twitter" else {}))
    desk.service.fail("cut after keeping" if kept else "cut before keeping")
    assert desk.publish().state == "in-doubt"
    with monkeypatch.context() as logged_in:
        for secret, value in ADAPTERS[name][2].items():
            logged_in.setenv(secret, value)
        for _ in range(3):
            desk.clock.turn(2 * desk.channel.patience)
            outcome = desk.publish()
            assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
            assert "this token is that of" in outcome.error
        assert len(desk.service.attempts) == 1
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found" if kept else "sent")
    assert len(desk.service.arrived) == 1


SETTINGS = [
    ("mastodon", {"visibility": "private"}, {"visibility": "public"}),
    ("mastodon", {"visibility": "public"}, {"visibility": "direct"}),
    ("reddit", {"kind": "link"}, {"kind": "self"}),
    ("reddit", {"kind": "self"}, {"kind": "link"}),
    ("reddit", {"subreddit": "xmpp"}, {"subreddit": "other"}),
    ("linkedin", {"author": ORGANISATION}, {"author": "urn:li:organization:7"}),
    ("mastodon", {"account": ""}, {"account": "@news"}),
    ("mastodon", {"account": "news"}, {"account": ""}),
    ("twitter", {"account": ""}, {"account": "@XmppNews"}),
    ("twitter", {"account": "xmppnews"}, {"account": ""}),
]


@pytest.mark.parametrize(("name", "before", "after"), SETTINGS)
def test_settings_that_change_while_in_doubt_send_one_post_in_all(
    desk_of: Open, name: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    desk = desk_of(name)
    if isinstance(desk.service, LinkedInService):
        desk.service.others = ("urn:li:organization:7",)
    change(desk, **before)
    desk.service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    change(desk, **after)
    desk.clock.turn(2 * desk.channel.patience)
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
    assert len(desk.service.attempts) == len(desk.service.arrived) == 1


def test_a_link_post_that_becomes_a_text_has_the_link(desk_of: Open) -> None:
    desk = desk_of("reddit")
    draft = desk.draft.parts[0]
    desk.draft = msgspec.structs.replace(desk.draft, parts=(msgspec.structs.replace(draft, text=""),))
    desk.service.fail("cut before keeping")
    desk.publish()
    change(desk, kind="self")
    desk.clock.turn(2 * desk.channel.patience)
    assert desk.publish().how == "sent"
    assert [post.fields["text"] for post in desk.service.arrived] == [draft.link]


def test_a_server_under_another_name_is_the_same_account(desk_of: Open) -> None:
    desk = desk_of("mastodon")
    assert isinstance(desk.channel, Mastodon)
    assert desk.publish().state == "posted"
    alias = desk.channel.server.replace("127.0.0.1", "localhost")
    change(desk, name="alias", server=alias)
    outcome = desk.publish()
    assert (outcome.state, outcome.code) == ("held", "same-target"), outcome.how
    assert len(desk.service.attempts) == 1


# One list under many spellings

LIST = "announce@bücher.example"
SPELLINGS = [
    "announce@bücher.example",
    "The List <announce@bücher.example>",
    '"A <b@c.example>" <ANNOUNCE@BÜCHER.example>',
    "announce@xn--bcher-kva.example",
    "announce@XN--BCHER-KVA.EXAMPLE",
    "announce@bücher.example (the list)",
    "announce (the list) @ bücher.example",
    "announce@bücher.example.",
    "announce@bücher。example",
    "<announce@bücher.example>",
    "  Announce@Bücher.Example  ",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_two_spellings_of_a_list_are_one_account(tmp_path: Path, spelling: str) -> None:
    channel = "    use: email\n    smtp: smtp://127.0.0.1:25\n    from: a@b.example\n    to: {}\n"
    one, other = (channel.format(repr(to)) for to in (LIST, spelling))
    file = tmp_path / "channels.yaml"
    file.write_text(f"channels:\n  one:\n{one}  other:\n{other}", encoding="utf-8")
    with pytest.raises(Mistake, match="are one account") as caught:
        load(file)
    assert "email:announce@xn--bcher-kva.example" in str(caught.value)
    file.write_text(f"channels:\n  one:\n{one}  other:\n{other}    enabled: false\n", encoding="utf-8")
    assert len(load(file).channels) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_test_to_the_list_itself_is_refused_however_it_is_spelled(spelling: str) -> None:
    channel = test_email.account("127.0.0.1:25", to=f"The List <{LIST}>")
    with pytest.raises(Mistake, match="the list itself"):
        refuse_others([channel], spelling)
    refuse_others([channel], "someone@bücher.example")


# A person's word


def channels(folder: Path) -> dict[str, Channel]:
    secret = Secret("$UNSET")
    (folder / "1.txt").write_text("posted")
    keys = ("api_key", "api_secret", "access_token", "access_token_secret")
    return {
        "mastodon": Mastodon(
            name="m", use="mastodon", server="https://social.example", access_token=secret
        ),
        "twitter": Twitter(name="x", use="twitter", **dict.fromkeys(keys, secret)),
        "reddit": Reddit(
            name="r", use="reddit", subreddit="xmpp", client_id=secret, client_secret=secret,
            refresh_token=secret,
        ),
        "linkedin": test_linkedin.LinkedIn(name="l", use="linkedin", author=PERSON, access_token=secret),
        "email": test_email.account("127.0.0.1:25"),
        "outbox": Outbox(name="o", use="outbox", path=str(folder)),
    }  # fmt: skip


ACCEPTED = {
    "mastodon": {
        "https://social.example/@news/109000000000000001": "109000000000000001",
        "https://social.example/@news/109000000000000001/": "109000000000000001",
        "https://social.example/users/news/statuses/109": "109",
        "https://social.example/@news@other.example/109": "109",
        "https://social.example/web/@news/109": "109",
        "https://social.example/web/statuses/109": "109",
        "https://social.example/@news/statuses/01HXYZABCDEFGHJKMNPQRSTVWX": "01HXYZABCDEFGHJKMNPQRSTVWX",
        "https://social.example/notice/9vJ6ZMqRkY1pKq": "9vJ6ZMqRkY1pKq",
    },
    "twitter": {
        "https://x.com/XmppNews/status/17": "17",
        "https://x.com/i/web/status/17": "17",
        "https://twitter.com/XmppNews/status/17?s=20": "17",
        "https://mobile.twitter.com/XmppNews/statuses/17/photo/1": "17",
    },
    "reddit": {
        "https://www.reddit.com/r/xmpp/comments/1abc9/the_newsletter/": "1abc9",
        "https://old.reddit.com/r/xmpp/comments/1abc9/": "1abc9",
        "https://www.reddit.com/comments/1abc9": "1abc9",
        "https://www.reddit.com/user/xmppnews/comments/1abc9/x/?utm_source=share": "1abc9",
        "https://redd.it/1abc9": "1abc9",
    },
    "linkedin": {
        "https://www.linkedin.com/feed/update/urn:li:share:17/": "urn:li:share:17",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A17": "urn:li:share:17",
        "https://www.linkedin.com/feed/update/urn:li:activity:17?utm_source=share": "urn:li:activity:17",
        "https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:17": "urn:li:ugcPost:17",
        "https://www.linkedin.com/posts/xmpp_news-activity-17-AbCd": "urn:li:activity:17",
        "https://de.linkedin.com/posts/activity-17-AbCd/": "urn:li:activity:17",
        "https://lnkd.in/p/eAbCd": "https://lnkd.in/p/eAbCd",
    },
    "email": {
        "<0123abcd@example.org>": "<0123abcd@example.org>",
        "https://lists.example.org/archive/1.html": "https://lists.example.org/archive/1.html",
    },
    "outbox": {"1.txt": "1.txt", "outbox/1.txt": "1.txt"},
}
REFUSED = {
    "mastodon": [
        "https://social.example/", "https://social.example/@news", "https://social.example/@news7",
        "https://social.example/@news/media", "https://social.example/@news/with_replies",
        "https://social.example/users/news7", "https://social.example/about", "https://social.example/tags/x7",
        "https://other.example/@news/109", "https://notsocial.example/@news/109",
    ],
    "twitter": [
        "https://x.com/", "https://x.com/XmppNews", "https://x.com/17", "https://x.com/XmppNews/status/",
        "https://x.com/XmppNews?next=/status/17", "https://x.com/XmppNews#/status/17",
        "https://notx.com/XmppNews/status/17", "https://t.co/17", "https://x.com.example/a/status/17",
        "https://x.com@evil.example/a/status/17",
    ],
    "reddit": [
        "https://www.reddit.com/", "https://www.reddit.com/r/xmpp/", "https://www.reddit.com/user/xmppnews",
        "https://www.reddit.com/r/xmpp/comments/", "https://i.redd.it/1abc9.png", "https://i.redd.it/1abc9",
        "https://www.reddit.com/r/xmpp/?x=/comments/1abc9", "https://notreddit.com/r/xmpp/comments/1abc9/",
    ],
    "linkedin": [
        "https://www.linkedin.com/", "https://www.linkedin.com/company/xmpp/", "https://www.linkedin.com/in/ada",
        "https://www.linkedin.com/company/xmpp/posts/", "https://www.linkedin.com/feed/",
        "https://www.linkedin.com/feed/?x=/feed/update/urn:li:share:17", "https://lnkd.in/",
        "https://evil-linkedin.com/feed/update/urn:li:share:17",
    ],
    "email": ["https://lists.example.org", "https://lists.example.org/", "list@example.org", "<no>"],
    "outbox": ["2.txt", "..", ".", "/", "https://x.com/a/status/17"],
}  # fmt: skip
NAMED = list(ACCEPTED)
NO_WORDS = [
    "No",
    "no",
    "none",
    "nope",
    "",
    " ",
    "-",
    "17",
    "https://",
    "https:///a/status/17",
    "http://[",
    "ftp://x.com/a/status/17",
]


@pytest.mark.parametrize(("name", "word"), [(name, word) for name in NAMED for word in ACCEPTED[name]])
def test_the_address_of_a_post_is_taken_with_its_id(tmp_path: Path, name: str, word: str) -> None:
    receipt = channels(tmp_path)[name].receipt_of(f" {word}\n")
    assert receipt.id == ACCEPTED[name][word]


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name in NAMED for word in (*REFUSED[name], *NO_WORDS)]
)
def test_what_shows_no_post_is_refused(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        channels(tmp_path)[name].receipt_of(word)


@pytest.mark.parametrize(("name", "other"), [(a, b) for a in NAMED[:4] for b in NAMED[:4] if a != b])
def test_another_services_post_is_refused(tmp_path: Path, name: str, other: str) -> None:
    for word in ACCEPTED[other]:
        with pytest.raises(ValueError, match="no address of a post on"):
            channels(tmp_path)[name].receipt_of(word)
