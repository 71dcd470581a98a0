"""The adapter keeps the contract of every channel, and does what is peculiar to a bulletin board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import msgspec
import pytest
from bulletin_service import PAGE, BulletinService
from distribute_bulletin import Bulletin

from distribute import Delivery, Duration, InDoubt, Issue, Message, NotPosted, Receipt, Secret
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import TurnedClock

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
MESSAGE = Message(text=f"The newsletter is out! {LINK}", link=LINK)


def bulletin(service: BulletinService, monkeypatch: pytest.MonkeyPatch, timeout: float = 0.6) -> Bulletin:
    """Return a channel that is logged in at the service."""
    monkeypatch.setenv("BULLETIN_TOKEN", service.token)
    token = Secret("$BULLETIN_TOKEN")
    return Bulletin(
        name="bulletin",
        use="bulletin",
        server=service.url,
        board="news",
        token=token,
        timeout=Duration(timeout),
    )


class TestContract(ChannelContract):
    stranger: ClassVar = {"board": "news", "text": f"Look! {LINK}", "author": "18"}
    reply_field = "in_reply_to"
    other_account: ClassVar = {"BULLETIN_TOKEN": BulletinService.other_token}
    changes: ClassVar = [({"board": "news"}, {"board": "other"})]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[BulletinService]:
        with BulletinService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: BulletinService, monkeypatch: pytest.MonkeyPatch) -> Bulletin:
        return bulletin(service, monkeypatch)

    def refuse_duplicates(self, service: BulletinService) -> None:
        service.refuses_duplicates = True


@pytest.fixture
def service() -> Iterator[BulletinService]:
    with BulletinService(lambda: NOW) as service:
        yield service


@pytest.fixture
def channel(service: BulletinService, monkeypatch: pytest.MonkeyPatch) -> Bulletin:
    return bulletin(service, monkeypatch, timeout=5)  # it is not waited for, except on a busy machine


def delivery(**more: Any) -> Delivery:
    """Return a post on its way."""
    settings = {"key": "2026-01/bulletin/en@1#1", "idempotency_key": "the-key", "language": "en"}
    return Delivery(**{**settings, "message": MESSAGE, "first_attempt_at": NOW, **more})


def send(channel: Bulletin, **more: Any) -> Receipt:
    """Send a post as a run does."""
    what = delivery(**more)
    return channel.post(what, channel.prepare(what))


def test_what_is_sent(channel: Bulletin, service: BulletinService) -> None:
    receipt = send(channel, in_reply_to=Receipt(f"{service.url}/boards/news/42"))
    (request,) = service.attempts
    assert request.form == {"board": "news", "text": MESSAGE.text, "in_reply_to": "42"}
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"{service.url}/boards/news/{number}")


@pytest.mark.parametrize(("text", "length"), [("news", 4), ("früh", 5), ("🪁", 4)])
def test_a_text_is_counted_in_bytes(channel: Bulletin, text: str, length: int) -> None:
    assert channel.measure(text) == length


def test_a_bad_token_is_told_before_anything_is_sent(
    channel: Bulletin, service: BulletinService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_TOKEN", "another")
    with pytest.raises(NotPosted, match="401"):
        send(channel)
    assert not service.attempts


def test_it_looks_further_than_one_page(channel: Bulletin, service: BulletinService) -> None:
    receipt = send(channel)
    for number in range(2 * PAGE):
        send(channel, message=Message(text=f"chatter {number}"))
    assert channel.find(delivery()) == receipt
    assert channel.find(delivery(message=Message(text="not there"))) is None
    assert channel.find(delivery(first_attempt_at=NOW + timedelta(hours=1))) is None


def test_a_list_without_an_end_proves_nothing(
    channel: Bulletin, service: BulletinService, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(channel, message=Message(text="chatter"))
    honest = service.answer

    def endless(request: Any) -> Any:
        request.query.pop("before", None)
        return honest(request)

    monkeypatch.setattr(service, "answer", endless)
    with pytest.raises(InDoubt, match="too many"):
        channel.find(delivery())


def render(field: str, **asked: Any) -> str:
    """Stand for the template: say what was asked of it."""
    return f"{field} without {asked.get('without', 'anything')!r}"


@pytest.mark.parametrize(
    ("thread", "texts"),
    [
        (False, ["text without 'anything'"]),
        (True, ["text without 'anything'", """more without "text without 'anything'\""""]),
    ],
)
def test_a_thread_goes_on_with_the_other_facts(channel: Bulletin, thread: bool, texts: list[str]) -> None:
    channel = msgspec.structs.replace(channel, thread=thread)
    issue = Issue(id="2026-01", path="a.md", language="en", title="The newsletter", url=LINK)
    messages = channel.compose(issue, render).messages
    assert [message.text for message in messages] == texts
    assert [message.link for message in messages] == [LINK, ""][: len(messages)]


def test_it_is_examined(channel: Bulletin, service: BulletinService) -> None:
    findings = list(channel.examine())
    assert findings[0].text == "logged in as news"
    assert {finding.level for finding in findings} == {"ok"}
    assert not service.attempts
