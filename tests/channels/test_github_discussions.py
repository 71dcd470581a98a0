"""GitHub Discussions keeps the contract: a discussion is known by its title and link among the token's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.github_discussions import GitHubDiscussions
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import START, TurnedClock

from .sending import MESSAGE, delivery, send
from .services_github import CATEGORIES, OTHER_TOKEN, REPOSITORY, TOKEN, GitHubService

ACCOUNT = "github-actions[bot]"


def account(service: GitHubService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> GitHubDiscussions:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    settings = {"repository": REPOSITORY, "base_url": service.url, "timeout": Duration(0.6)}
    return GitHubDiscussions(
        name="github-discussions",
        use="github-discussions",
        token=Secret("$GITHUB_TOKEN"),
        **{**settings, **more},
    )


class TestGitHubDiscussions(ChannelContract):
    stranger: ClassVar = {"title": "Look!", "body": LINK, "categoryId": CATEGORIES["Announcements"]}
    other_account: ClassVar = {"GITHUB_TOKEN": OTHER_TOKEN}
    changes: ClassVar = [({"category": "Announcements"}, {"category": "general-news"})]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[GitHubService]:
        with GitHubService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: GitHubService, monkeypatch: pytest.MonkeyPatch) -> GitHubDiscussions:
        return account(service, monkeypatch)


@pytest.fixture
def service() -> Iterator[GitHubService]:
    with GitHubService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: GitHubService, monkeypatch: pytest.MonkeyPatch) -> GitHubDiscussions:
    return account(service, monkeypatch)


def test_what_is_sent(channel: GitHubDiscussions, service: GitHubService) -> None:
    receipt = send(channel)
    assert json.loads(service.attempts[0].body)["variables"] == {
        "input": {
            "repositoryId": "R_1",
            "categoryId": "DIC_announce",
            "title": "The newsletter",
            "body": MESSAGE.text,
        }
    }
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"{service.url}/{REPOSITORY}/discussions/{number}")


def test_an_address_is_that_of_the_site_not_of_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHubService() as service:
        channel = account(service, monkeypatch, base_url="https://api.github.com/")
    assert channel._receipt(7).url == f"https://github.com/{REPOSITORY}/discussions/7"


def test_it_looks_further_than_a_page_and_no_further_than_asked(
    channel: GitHubDiscussions, service: GitHubService
) -> None:
    ours = send(channel)
    fields = {"title": "Words", "body": "Words", "categoryId": "DIC_announce", "login": ACCOUNT}
    for number in range(service.page + 1):
        service.now = lambda number=number: START + timedelta(seconds=number + 1)  # type: ignore[misc]
        service.add(fields)
    assert channel.find(delivery(account=ACCOUNT)) == ours
    asked = len(service.requests)
    late = delivery(account=ACCOUNT, first_attempt_at=START + timedelta(hours=1))
    assert channel.find(late) is None
    assert len(service.requests) == asked + 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("FORBIDDEN", "discussions: write"),
        ("UNPROCESSABLE", "title or the text"),
        ("RATE_LIMITED", "for now"),
    ],
)
def test_a_refusal_inside_an_answer_of_200_says_why(
    channel: GitHubDiscussions, service: GitHubService, kind: str, words: str
) -> None:
    service.refusal = kind
    with pytest.raises(NotPosted, match=words) as caught:
        send(channel)
    assert caught.value.final is (kind != "RATE_LIMITED")


def test_an_error_of_githubs_own_is_doubt(channel: GitHubDiscussions, service: GitHubService) -> None:
    service.refusal = "INTERNAL"
    with pytest.raises(InDoubt):
        send(channel)


def test_an_error_about_a_discussion_that_was_created_is_doubt(
    channel: GitHubDiscussions, service: GitHubService
) -> None:
    service.hides = True
    with pytest.raises(InDoubt):
        send(channel)
    assert len(service.arrived) == 1


def test_what_is_missing_is_told_before_anything_is_sent(
    service: GitHubService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPosted, match="no category 'News'; it has Announcements, General News"):
        send(account(service, monkeypatch, category="News"))
    with pytest.raises(NotPosted, match="no repository owner/other"):
        send(account(service, monkeypatch, repository="owner/other"))
    service.enabled = False
    with pytest.raises(NotPosted, match="has no discussions"):
        send(account(service, monkeypatch))
    assert not service.attempts


def test_it_is_examined(service: GitHubService, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(account(service, monkeypatch).examine())
    assert found[:2] == [
        Finding("ok", f"logged in as {ACCOUNT}"),
        Finding("ok", f"{REPOSITORY} has the category Announcements"),
    ]
    wrong = list(account(service, monkeypatch, category="News").examine())
    assert [finding.level for finding in wrong].count("error") == 1
    assert not service.attempts
