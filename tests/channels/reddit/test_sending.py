"""What is sent; Logging in"""

from __future__ import annotations

from pathlib import Path

import msgspec
import praw
import prawcore
import pytest

from distribute.channel.post import Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.reddit.adapter import Reddit
from distribute.testing.channel_contract import LINK
from distribute.testing.service import Fault
from tests.channels.reddit.kit import BY_NAME, account
from tests.channels.sending import MESSAGE, delivery, send
from tests.channels.services_reddit import SECRETS, RedditService

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
    assert (form["kind"], form["text"]) == ("self", MESSAGE.text)
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
    with pytest.raises(NotPosted, match="login") as caught:
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
