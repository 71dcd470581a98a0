"""Mastodon keeps the contract, on servers that honour the key and on those that don't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Alike, InDoubt, NotPosted
from distribute.channels.mastodon import Mastodon
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer, MastodonService, Request

from .sending import MESSAGE, delivery, send


def account(service: MastodonService, monkeypatch: pytest.MonkeyPatch) -> Mastodon:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", service.token)
    return Mastodon(
        name="mastodon",
        use="mastodon",
        server=service.url,
        access_token=Secret("$MASTODON_ACCESS_TOKEN"),
        timeout=Duration(0.6),
    )


class TestMastodon(ChannelContract):
    reply_field = "in_reply_to_id"
    other_account: ClassVar = {"MASTODON_ACCESS_TOKEN": MastodonService.other_token}
    changes: ClassVar = [
        ({"visibility": "private"}, {"visibility": "public"}),
        ({"visibility": "public"}, {"visibility": "direct"}),
        ({"account": ""}, {"account": "@news"}),
        ({"account": "news"}, {"account": ""}),
    ]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[MastodonService]:
        with MastodonService(clock.now, honours_key=self.honours_key) as service:
            yield service

    @pytest.fixture
    def channel(self, service: MastodonService, monkeypatch: pytest.MonkeyPatch) -> Mastodon:
        return account(service, monkeypatch)

    def test_a_server_under_another_name_is_the_same_account(self, desk: Desk) -> None:
        assert isinstance(desk.channel, Mastodon)
        assert desk.publish().state == "posted"
        alias = desk.channel.server.replace("127.0.0.1", "localhost")
        desk.channel = msgspec.structs.replace(desk.channel, name="alias", server=alias)
        outcome = desk.publish()
        assert (outcome.state, outcome.code) == ("held", "same-target"), outcome.how
        assert len(desk.service.attempts) == 1


class TestMastodonWithoutKeys(TestMastodon):
    honours_key = False


@pytest.fixture
def service() -> Iterator[MastodonService]:
    with MastodonService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: MastodonService, monkeypatch: pytest.MonkeyPatch) -> Mastodon:
    return account(service, monkeypatch)


def keep(service: MastodonService, *, at: datetime = START, **fields: str) -> Receipt:
    service.now = lambda: at
    post = service.add({"status": MESSAGE.text, **fields})
    service.now = lambda: START + timedelta(minutes=30)
    return Receipt(post.id, f"{service.url}/@news/{post.id}")


def test_what_is_sent(channel: Mastodon, service: MastodonService) -> None:
    channel = msgspec.structs.replace(channel, visibility="unlisted")
    receipt = send(channel, language="pt-BR", in_reply_to=Receipt("https://e.org/@news/77"))
    (request,) = service.attempts
    assert request.headers["idempotency-key"] == "the-token"
    assert request.form | {"sensitive": "0"} == {
        "status": f"The newsletter is out! {LINK}",
        "visibility": "unlisted",
        "language": "pt-BR",
        "in_reply_to_id": "77",
        "sensitive": "0",
    }
    assert receipt == Receipt(service.arrived[0].id, f"{service.url}/@news/{service.arrived[0].id}")


def test_a_status_behind_a_content_warning_is_found(channel: Mastodon, service: MastodonService) -> None:
    part = msgspec.structs.replace(MESSAGE, summary="A long letter")
    receipt = send(channel, message=part)
    assert service.attempts[0].form["spoiler_text"] == "A long letter"
    assert channel.find(delivery(message=part)) == receipt


def test_a_token_is_not_opened_as_a_file(
    channel: Mastodon, service: MastodonService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("what is in the file\nhttps://another.example\n")
    service.token = str(file)
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", str(file))
    send(channel)
    assert len(service.arrived) == 1


def test_the_client_neither_waits_nor_checks_versions(channel: Mastodon) -> None:
    client = channel._client()
    assert client.ratelimit_method == "throw"
    assert client.version_check_mode == "none"


def test_a_bad_token_is_told_before_anything_is_sent(
    channel: Mastodon, service: MastodonService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", "bad-token")
    with pytest.raises(NotPosted, match=r"401.*token") as caught:
        channel.prepare(delivery())
    assert "bad-token" not in str(caught.value)
    assert service.attempts == []


def test_another_account_is_told_before_anything_is_sent(channel: Mastodon, service: MastodonService) -> None:
    with pytest.raises(NotPosted, match="not that of @other"):
        msgspec.structs.replace(channel, account="@Other@e.org").prepare(delivery())
    msgspec.structs.replace(channel, account="@News@e.org").prepare(delivery())
    assert service.attempts == []


def test_one_account_is_one_target_whatever_its_token_is_called(channel: Mastodon) -> None:
    one = msgspec.structs.replace(channel, account="news")
    other = msgspec.structs.replace(one, access_token=Secret("$ANOTHER"), account="@News@e.org")
    assert one.target() == other.target() == f"mastodon:{channel.server}:news"
    assert msgspec.structs.replace(one, account="else").target() != one.target()


class Small(MastodonService):
    most: Any = 20

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/api/v2/instance"):
            return Answer({"domain": "e.org", "configuration": {"statuses": {"max_characters": self.most}}})
        return super().answer(request)


@pytest.mark.parametrize(("most", "fits"), [(20, False), (500, True), (None, True), ("many", True)])
def test_what_is_too_long_for_the_server_is_told_before_it_is_sent(
    monkeypatch: pytest.MonkeyPatch, most: Any, fits: bool
) -> None:
    with Small(lambda: START) as service:
        service.most = most
        channel = account(service, monkeypatch)
        if fits:
            send(channel)
        else:
            with pytest.raises(NotPosted, match="limit: 20"):
                send(channel)
        assert len(service.arrived) == fits


def test_the_wait_is_the_one_that_the_server_names(channel: Mastodon, service: MastodonService) -> None:
    service.retry_after = "77"
    service.fail("429")
    with pytest.raises(NotPosted) as caught:
        send(channel)
    assert (caught.value.final, caught.value.retry_after) == (False, 77)


class Odd(MastodonService):
    reply: Any = None

    def keep(self, request: Request) -> Answer:
        super().keep(request)
        return Answer(self.reply)


@pytest.mark.parametrize("reply", [{}, [], "1", None, {"id": None}, {"error": "no"}, b"", b"{", b"<html>"])
def test_an_answer_that_is_no_status_is_doubt(monkeypatch: pytest.MonkeyPatch, reply: Any) -> None:
    with Odd(lambda: START) as service:
        service.reply = reply
        with pytest.raises(InDoubt):
            send(account(service, monkeypatch))


def test_ids_of_any_kind_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("01HXYZABCDEFGHJKMNPQRSTVWX", 123456789012345678, "109000000000000001"):
        with Odd(lambda: START) as service:
            service.reply = {"id": number, "url": "https://e.org/1"}
            assert send(account(service, monkeypatch)) == Receipt(str(number), "https://e.org/1")


# Reading back


def test_ours_is_found_by_its_words_and_link(channel: Mastodon, service: MastodonService) -> None:
    keep(service, status="The newsletter is out! https://example.org/2020/12/newsletter-2")
    keep(service, status="The newsletter is out! https://example.org/2020/12/")
    assert channel.find(delivery()) is None
    teaser = keep(service, status=f"Soon! {LINK}")
    with pytest.raises(Alike) as caught:
        channel.find(delivery())
    assert caught.value.receipts == (teaser,)
    receipt = keep(service)
    assert channel.find(delivery()) == receipt


def test_a_link_is_found_however_it_is_written(channel: Mastodon, service: MastodonService) -> None:
    receipt = keep(service, status="Ä https://example.org/%C3%A4?a=1&b=2 !")
    link = "https://example.org/ä?a=1&b=2"
    assert channel.find(delivery(message=Message(text=f"Ä {link} !", link=link))) == receipt


def test_without_a_link_ours_is_found_by_its_text(channel: Mastodon, service: MastodonService) -> None:
    receipt = keep(service, status='Words & "more" <b>\nwords')
    assert channel.find(delivery(message=Message(text='Words & "more" <b> words'))) == receipt
    assert channel.find(delivery(message=Message(text="Other words"))) is None


@pytest.mark.parametrize(
    ("seconds", "found"), [(-300, True), (-300.9, True), (-301.5, False), (0, True), (900, True)]
)
def test_clocks_may_differ_by_five_minutes(
    channel: Mastodon, service: MastodonService, seconds: float, found: bool
) -> None:
    since = START + timedelta(seconds=0.9)
    keep(service, at=START + timedelta(seconds=0.9 + seconds))
    assert (channel.find(delivery(first_attempt_at=since)) is not None) == found


def test_what_is_named_as_another_is_left_out(channel: Mastodon, service: MastodonService) -> None:
    first, second = keep(service), keep(service)
    assert channel.find(delivery(exclude=(second,))) == first
    by_hand = Receipt(second.url, second.url)
    assert channel.find(delivery(exclude=(first, by_hand))) is None


def test_what_was_said_to_a_few_is_no_announcement(channel: Mastodon, service: MastodonService) -> None:
    keep(service, visibility="direct")
    keep(service, visibility="private")
    assert channel.find(delivery()) is None
    silenced = keep(service, visibility="unlisted")
    assert channel.find(delivery()) == silenced


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_is_for_a_few_is_not_given_up(
    channel: Mastodon, service: MastodonService, visibility: Any
) -> None:
    channel = msgspec.structs.replace(channel, visibility=visibility)
    with pytest.raises(InDoubt, match="public"):
        channel.find(delivery())
    receipt = keep(service, visibility=visibility)
    assert channel.find(delivery()) == receipt


def test_an_answer_to_a_reader_is_no_announcement(channel: Mastodon, service: MastodonService) -> None:
    first = keep(service, in_reply_to_id="5")
    assert channel.find(delivery()) is None
    assert channel.find(delivery(in_reply_to=Receipt("5"))) == first
    assert channel.find(delivery(in_reply_to=Receipt("https://e.org/@news/5"))) == first
    assert channel.find(delivery(in_reply_to=Receipt("6"))) is None
    keep(service, in_reply_to_id="7", status="Thanks for reading!")
    with pytest.raises(Alike):  # a reply by hand is no part of a thread until a person says so
        channel.find(delivery(in_reply_to=Receipt("7")))


def test_a_boost_is_no_announcement(channel: Mastodon, service: MastodonService) -> None:
    service.stranger({"status": f"Read {LINK}"})
    assert channel.find(delivery()) is None


def test_it_looks_further_than_one_page(channel: Mastodon, service: MastodonService) -> None:
    receipt = keep(service)
    for _ in range(90):
        keep(service, at=START + timedelta(minutes=10), status="chatter")
    assert channel.find(delivery()) == receipt
    pages = [request.query.get("max_id") for request in service.requests if "limit" in request.query]
    assert len(pages) == 3
    assert all(
        request.query.get("exclude_reblogs") for request in service.requests if "limit" in request.query
    )


def test_it_stops_where_it_gets_too_old(channel: Mastodon, service: MastodonService) -> None:
    for _ in range(100):
        keep(service, at=START - timedelta(days=1))
    assert channel.find(delivery()) is None
    assert len([request for request in service.requests if "limit" in request.query]) == 1


class Endless(MastodonService):
    def answer(self, request: Request) -> Answer:
        request.query.pop("max_id", None)
        return super().answer(request)


def test_a_list_without_an_end_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Endless(lambda: START) as service:
        for _ in range(41):
            keep(service, status="chatter")
        with pytest.raises(InDoubt, match="the same statuses again"):
            account(service, monkeypatch).find(delivery())


def test_not_being_able_to_look_is_told(channel: Mastodon, service: MastodonService) -> None:
    service.__exit__()
    with pytest.raises(NotPosted, match="can't be reached"):
        channel.find(delivery())


@pytest.mark.parametrize(
    ("code", "sent"), [("de", "de"), ("pt-br", "pt-BR"), ("zh-tw", "zh-TW"), ("sr-latn", "sr-Latn")]
)
def test_a_language_is_spelled_as_mastodon_spells_it(
    channel: Mastodon, service: MastodonService, code: str, sent: str
) -> None:
    send(channel, language=code)
    assert service.attempts[0].form["language"] == sent
