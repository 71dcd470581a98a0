"""Threads keeps the contract: a container is made, then published once, and the post is known by its text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.interface import Channel, Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.threads import Threads
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import START, TurnedClock

from .sending import MESSAGE, delivery, send
from .services_threads import ACCOUNT, OTHER_TOKEN, TOKEN, ThreadsService, error


def account(service: ThreadsService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Threads:
    monkeypatch.setenv("THREADS_ACCESS_TOKEN", TOKEN)
    settings = {"username": "@Newsletter", "base_url": service.url, "timeout": Duration(0.6)}
    token = Secret("$THREADS_ACCESS_TOKEN")
    return Threads(name="threads", use="threads", access_token=token, **{**settings, **more})


class TestThreads(ChannelContract):
    stranger: ClassVar = {"text": f"Look! {LINK}"}
    other_account: ClassVar = {"THREADS_ACCESS_TOKEN": OTHER_TOKEN}

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[ThreadsService]:
        with ThreadsService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: ThreadsService, monkeypatch: pytest.MonkeyPatch) -> Threads:
        return account(service, monkeypatch)

    def without_account(self, channel: Channel) -> Channel:
        return msgspec.structs.replace(channel, username="")


@pytest.fixture
def service() -> Iterator[ThreadsService]:
    with ThreadsService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: ThreadsService, monkeypatch: pytest.MonkeyPatch) -> Threads:
    return account(service, monkeypatch)


def test_what_is_sent(channel: Threads, service: ThreadsService) -> None:
    receipt = send(channel)
    made = next(request for request in service.requests if request.method == "POST")
    assert made.form == {"media_type": "TEXT", "text": MESSAGE.text, "link_attachment": LINK}
    assert service.attempts[0].form.keys() == {"creation_id"}
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"https://www.threads.com/@newsletter/post/D{number}")


def test_a_post_is_posted_even_if_its_address_is_not_known(channel: Threads, service: ThreadsService) -> None:
    service._post = lambda post: {}  # type: ignore[method-assign]
    assert send(channel) == Receipt(service.arrived[0].id)


@pytest.mark.parametrize(
    ("text", "length"), [("é長 a", 4), ("🪁", 4), ("👩‍💻", 11), ("☎️", 6), ("a" * 500, 500)]
)
def test_emoji_count_as_their_bytes(channel: Threads, text: str, length: int) -> None:
    assert channel.measure(text) == length


def test_what_is_too_long_is_refused_before_it_is_published(
    channel: Threads, service: ThreadsService
) -> None:
    with pytest.raises(NotPosted, match="100"):
        send(channel, message=Message(text="a" * 501))
    assert not service.attempts


def test_another_accounts_token_posts_nothing(
    channel: Threads, service: ThreadsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREADS_ACCESS_TOKEN", OTHER_TOKEN)
    with pytest.raises(NotPosted, match="not that of @newsletter"):
        send(channel)
    assert not service.containers
    assert Finding("error", "the access token is that of @other", "username: other") in list(
        channel.examine()
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (190, r"a new \$THREADS_ACCESS_TOKEN \(190\)"),
        (10, "threads_content_publish"),
        (100, "fields \\(100\\)"),
    ],
)
def test_a_refusal_says_why(channel: Threads, service: ThreadsService, code: int, words: str) -> None:
    service.keep = lambda request: error(code)  # type: ignore[method-assign]
    with pytest.raises(NotPosted, match=words):
        send(channel)


def test_an_error_of_its_own_is_doubt_and_a_limit_is_not(channel: Threads, service: ThreadsService) -> None:
    for code in (1, 2, -1, 24):
        service.keep = lambda request, code=code: error(code)  # type: ignore[misc]
        with pytest.raises(InDoubt):
            send(channel)
    service.keep = lambda request: error(4)  # type: ignore[method-assign]
    with pytest.raises(NotPosted) as caught:
        send(channel)
    assert not caught.value.final


def test_it_looks_further_than_a_page(channel: Threads, service: ThreadsService) -> None:
    ours = send(channel)
    for number in range(service.page + 1):
        service.now = lambda number=number: START + timedelta(seconds=number + 1)  # type: ignore[misc]
        service.add({"text": "Words", "account": ACCOUNT})
    assert channel.find(delivery(account=ACCOUNT)) == ours


def test_a_post_that_a_person_named_by_its_address_is_not_taken_for_another(
    channel: Threads, service: ThreadsService
) -> None:
    ours = send(channel)
    named = channel.receipt_of(ours.url)
    assert channel.find(delivery(account=ACCOUNT, exclude=(named,))) is None


def test_it_is_examined(channel: Threads, service: ThreadsService) -> None:
    found = list(channel.examine())
    assert found[0] == Finding("ok", "logged in as @newsletter")
    assert [finding.setting for finding in found if finding.level != "ok"] == ["token_expires: YYYY-MM-DD"]
    assert not service.attempts


@pytest.mark.parametrize(("days", "level"), [(60, "ok"), (15, "ok"), (14, "warning"), (0, "error")])
def test_a_token_that_ends_soon_is_told(channel: Threads, days: int, level: str) -> None:
    today = date(2026, 11, 28)
    ending = msgspec.structs.replace(channel, token_expires=today + timedelta(days=days))
    assert ending._age(today).level == level
