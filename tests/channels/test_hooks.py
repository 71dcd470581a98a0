"""The webhook family keeps the contract, shows no address that is a secret, and pings nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.interface import Channel
from distribute.channel.post import Part, Receipt
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import as_markdown
from distribute.channels.slack import _decoded, _encoded
from distribute.issue import Image
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer, Service

from . import services_hooks as services
from .sending import PART, delivery, send
from .services_hooks import DiscordService, MatrixService, SlackService, TelegramService, WebhookService


def made(use: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], **settings: Any) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    known = {"name": use, "use": use, "timeout": "0.9s", **settings}
    return msgspec.convert(known, adapter(use), dec_hook=decode)


def webhook(service: WebhookService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    environment = {"WEBHOOK_URL": service.url + service.path, "WEBHOOK_KEY": service.secret}
    return made(
        "webhook", monkeypatch, environment, **{"url": "$WEBHOOK_URL", "signing_key": "$WEBHOOK_KEY", **more}
    )


def discord(service: DiscordService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"webhook": "$DISCORD_WEBHOOK", "base_url": f"{service.url}/api/v10", **more}
    return made("discord", monkeypatch, {"DISCORD_WEBHOOK": service.address}, **settings)


def slack(service: SlackService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"token": "$SLACK_TOKEN", "channel": "C0123456789", "base_url": f"{service.url}/api", **more}
    return made("slack", monkeypatch, {"SLACK_TOKEN": service.token}, **settings)


def slack_hook(service: SlackService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"webhook": "$SLACK_WEBHOOK", "base_url": f"{service.url}/api", **more}
    address = f"https://hooks.slack.com{service.hook}"
    return made("slack", monkeypatch, {"SLACK_WEBHOOK": address}, **settings)


def telegram(service: TelegramService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"token": "$TELEGRAM_TOKEN", "chat": "@xmppnews", "base_url": service.url, **more}
    return made("telegram", monkeypatch, {"TELEGRAM_TOKEN": service.token}, **settings)


def matrix(service: MatrixService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Channel:
    settings = {"access_token": "$MATRIX_TOKEN", "room": service.alias, "server": service.url, **more}
    return made("matrix", monkeypatch, {"MATRIX_TOKEN": service.token}, **settings)


Account = Callable[[Any, pytest.MonkeyPatch], Channel]
HOOKS: dict[str, tuple[type[Service], Account]] = {
    "webhook": (WebhookService, webhook),
    "discord": (DiscordService, discord),
    "slack": (SlackService, slack),
    "slack_hook": (SlackService, slack_hook),
    "telegram": (TelegramService, telegram),
    "matrix": (MatrixService, matrix),
}


class HookContract(ChannelContract):
    """The contract on one of the family, and no part of an address in any log."""

    hook: ClassVar[str]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[Any]:
        with HOOKS[self.hook][0](clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: Any, monkeypatch: pytest.MonkeyPatch) -> Channel:
        return HOOKS[self.hook][1](service, monkeypatch)


class TestWebhook(HookContract):
    hook = "webhook"


class TestDiscord(HookContract):
    hook = "discord"


class TestSlack(HookContract):
    hook = "slack"
    stranger: ClassVar = {"text": f"Look! {LINK}", "user": "U9"}
    other_account: ClassVar = {"SLACK_TOKEN": SlackService.other_token}


class TestSlackByWebhook(HookContract):
    hook = "slack_hook"


class TestTelegram(HookContract):
    hook = "telegram"


class TestMatrix(HookContract):
    hook = "matrix"
    stranger: ClassVar = {"body": f"Look! {LINK}", "sender": "@stranger:example.org"}
    other_account: ClassVar = {"MATRIX_TOKEN": MatrixService.other_token}


@pytest.fixture(params=sorted(HOOKS))
def pair(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    kind, account = HOOKS[request.param]
    with kind(lambda: START) as service:
        yield service, account(service, monkeypatch)


# An address that is a secret

PARTS = (WebhookService.path, DiscordService.token, SlackService.hook, TelegramService.token, "s3cr3t")


@pytest.mark.parametrize("fault", ["refused", "silence before keeping", "401", "a proxy's page", ""])
def test_no_part_of_an_address_is_said_or_logged(
    pair: Any, caplog: pytest.LogCaptureFixture, fault: Any
) -> None:
    service, channel = pair
    caplog.set_level(logging.DEBUG)
    service.fail(*[fault] * bool(fault))
    with pytest.raises(Exception) if fault else pytest.MonkeyPatch.context() as caught:
        send(channel)
    said = f"{caplog.text} {caught!r} {channel.redact(str(getattr(caught, 'value', '')))}"
    assert [part for part in PARTS if part in said] == []


def test_the_log_tells_that_a_request_was_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with DiscordService() as service:
        send(discord(service, monkeypatch))
    assert '"POST /… HTTP/1.1" 200' in caplog.text


def test_the_host_of_a_webhook_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    channel: Any = made("webhook", monkeypatch, {"URL": "https://hooks.s3cr3t.invalid/x"}, url="$URL")
    with pytest.raises(NotPosted) as caught:
        send(channel)
    assert "s3cr3t" not in channel.redact(caught.value.why)
    assert "$URL can't be reached" in channel.redact(caught.value.why)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("hooks.example.org/s3cr3t", "is not an https:// address"),
        ("ftp://hooks.example.org/s3cr3t", "is not an https:// address"),
        ("https://[s3cr3t", "is not an https:// address"),
        ("https://:80/s3cr3t", "is not an https:// address"),
        ("https://e.org:s3cr3t/", "is not an https:// address"),
        ("https://e.org/ s3cr3t", "is not an https:// address"),
        ("http://hooks.example.org/s3cr3t", "is not encrypted: use https://"),
        ("HTTP://hooks.example.org/s3cr3t", "is not encrypted: use https://"),
    ],
)
def test_an_address_that_is_none_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    channel: Any = made("webhook", monkeypatch, {"URL": address}, url="$URL")
    for ask in (lambda: send(channel), lambda: list(channel.examine())):
        with pytest.raises(NotPosted, match=said) as caught:
            ask()
        assert "$URL" in caught.value.why
        assert "s3cr3t" not in caught.value.why


@pytest.mark.parametrize(
    ("use", "settings", "value"),
    [
        ("discord", {"webhook": "$S"}, "https://discord.com/channels/1/s3cr3t"),
        ("discord", {"webhook": "$S"}, "https://discord.com/api/webhooks/s3cr3t/x"),
        ("slack", {"webhook": "$S"}, "https://hooks.slack.com/s3cr3t"),
        ("telegram", {"token": "$S", "chat": "@news"}, "s3cr3t"),
        ("telegram", {"token": "$S", "chat": "@news"}, "123:s3cr3t/../x"),
    ],
)
def test_a_secret_of_another_form_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, use: str, settings: dict[str, str], value: str
) -> None:
    channel = made(use, monkeypatch, {"S": value}, **settings)
    with pytest.raises(NotPosted, match=r"\$S is not .*: copy it again") as caught:
        send(channel)
    assert "s3cr3t" not in caught.value.why


def test_a_webhook_is_reached_at_its_own_address_where_no_other_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with DiscordService() as service, SlackService() as other:
        one, two = discord(service, monkeypatch, base_url=""), slack_hook(other, monkeypatch, base_url="")
        path = f"/api/v10/webhooks/{service.hook}/{service.token}"
        monkeypatch.setenv("DISCORD_WEBHOOK", f"{service.url}{path}")
        monkeypatch.setenv("SLACK_WEBHOOK", f"{other.url}{other.hook}")
        send(one)
        send(two)
        assert (len(service.arrived), len(other.arrived)) == (1, 1)


@pytest.mark.parametrize(
    ("use", "path"), [("discord", "/api/webhooks/1/s3cr3t"), ("slack", "/services/T0/B0/s3cr3t")]
)
def test_a_webhook_is_not_reached_without_encryption(
    monkeypatch: pytest.MonkeyPatch, use: str, path: str
) -> None:
    channel = made(use, monkeypatch, {"S": f"http://hooks.example.org{path}"}, webhook="$S")
    with pytest.raises(NotPosted, match=r"\$S is an http:// address") as caught:
        send(channel)
    assert "s3cr3t" not in caught.value.why


# The generic webhook


def test_what_a_webhook_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(
        text=f"Kites & “wind” {LINK}",
        title="Kites",
        summary="Wind",
        link=LINK,
        image=Image("https://e.org/k.png", "A kite"),
    )
    with WebhookService() as service:
        receipt = send(webhook(service, monkeypatch), part=part)
        (request,) = service.attempts
    assert request.headers["idempotency-key"] == request.headers["webhook-id"] == "the-token"
    assert json.loads(request.body) == {
        "version": 1,
        "key": "2020-11/channel/en@1#1",
        "idempotency_key": "the-token",
        "language": "en",
        "title": "Kites",
        "summary": "Wind",
        "text": f"Kites & “wind” {LINK}",
        "link": LINK,
        "image": {"url": "https://e.org/k.png", "alt": "A kite"},
    }
    assert receipt == Receipt("100000000000000001", "https://hook.example.org/100000000000000001")


def test_a_key_without_a_prefix_signs_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        channel = webhook(service, monkeypatch)
        monkeypatch.setenv("WEBHOOK_KEY", service.key.decode())
        assert send(channel).id


def test_without_a_key_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        service.signed = False
        send(webhook(service, monkeypatch, signing_key=None))
        assert not [name for name in service.attempts[0].headers if name.startswith("webhook-")]


def test_a_key_that_is_no_base64_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        channel = webhook(service, monkeypatch)
        monkeypatch.setenv("WEBHOOK_KEY", "whsec_s3cr3t!")
        with pytest.raises(NotPosted, match=r"\$WEBHOOK_KEY begins with whsec_") as caught:
            send(channel)
        assert "s3cr3t" not in caught.value.why
        assert service.requests == []


def test_the_body_of_another_service_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"text": "{markdown}", "props": {"card": "{title}: {text}", "n": 1}, "list": ["{language}", True]}
    part = Part(text=f'*a* "b" {{link}} {LINK}', title="T", link=LINK)
    with WebhookService() as service:
        service.said = Answer(b"ok", headers={"Content-Type": "text/plain"})
        receipt = send(webhook(service, monkeypatch, body=body), part=part)
        (request,) = service.attempts
    assert json.loads(request.body) == {
        "text": f'\\*a\\* "b" \\{{link\\}} {LINK}',
        "props": {"card": f'T: *a* "b" {{link}} {LINK}', "n": 1},
        "list": ["en", True],
    }
    assert receipt == Receipt("the-token")


def test_a_placeholder_that_stands_for_nothing_is_refused() -> None:
    known = {"name": "w", "use": "webhook", "url": "$URL", "body": {"a": [{"b": "{txet}"}]}}
    with pytest.raises(msgspec.ValidationError, match=r"nothing stands for \{txet\}; there are \{text\}, "):
        msgspec.convert(known, adapter("webhook"), dec_hook=decode)


@pytest.mark.parametrize(
    "said",
    [{"ok": False}, {"success": False, "id": "1"}, b"<!doctype html><title>Log in</title>", b"\n <html>"],
)
def test_a_yes_that_is_a_no_or_a_page_is_doubt(monkeypatch: pytest.MonkeyPatch, said: Any) -> None:
    with WebhookService() as service:
        service.said = Answer(said)
        with pytest.raises(InDoubt):
            send(webhook(service, monkeypatch))


@pytest.mark.parametrize(
    ("said", "receipt"),
    [
        (b"", Receipt("the-token")),
        ({"id": 7, "url": "javascript:x"}, Receipt("7")),
        ({"id": "a\nb"}, Receipt("the-token")),
        ({"id": "x" * 1001, "url": "https://e.org/" + "x" * 1001}, Receipt("the-token")),
        ([1], Receipt("the-token")),
    ],
)
def test_what_a_receiver_may_answer(monkeypatch: pytest.MonkeyPatch, said: Any, receipt: Receipt) -> None:
    with WebhookService() as service:
        service.said = Answer(said, 202)
        assert send(webhook(service, monkeypatch)) == receipt


def test_a_post_on_the_receivers_own_host_has_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        service.said = Answer({"id": "7", "url": f"{service.url}/posts/7"})
        assert send(webhook(service, monkeypatch)) == Receipt("7", f"{service.url}/posts/7")


def test_a_receiver_that_sends_back_the_address_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        place = service.url + service.path
        service.said = Answer({"id": place, "url": place})
        assert send(webhook(service, monkeypatch)) == Receipt("the-token")


# What each of the others sends


def test_what_discord_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(text=f"*Kites* for @everyone_here {LINK}?a_b_c=1 #kites", link=LINK)
    with DiscordService() as service:
        receipt = send(discord(service, monkeypatch, thread="42"), part=part)
        (request,) = service.attempts
    assert request.query == {"wait": "true", "thread_id": "42"}
    assert json.loads(request.body) == {
        "content": f"\\*Kites\\* for @everyone\\_here {LINK}?a_b_c=1 \\#kites",
        "allowed_mentions": {"parse": []},
    }
    assert receipt.url == "https://discord.com/channels/199737254929760255/42/100000000000000001"


def test_a_forum_asks_for_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    with DiscordService() as service:
        service.forum = True
        with pytest.raises(NotPosted, match="set `thread`"):
            send(discord(service, monkeypatch))


def test_a_webhook_that_discord_does_not_know_is_told_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with DiscordService() as service:
        channel = discord(service, monkeypatch)
        monkeypatch.setenv("DISCORD_WEBHOOK", service.address + "x")
        with pytest.raises(NotPosted, match=r"the webhook of \$DISCORD_WEBHOOK: copy its URL again"):
            send(channel)
        assert service.attempts == []


def test_what_slack_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(text=f"<!channel> Kites & wind {LINK}?a=1&b=2", link=LINK)
    with SlackService(lambda: START) as service:
        receipt = send(slack(service, monkeypatch), part=part)
        (request,) = service.attempts
    assert json.loads(request.body) == {
        "channel": "C0123456789",
        "text": f"&lt;!channel&gt; Kites &amp; wind <{LINK}?a=1&amp;b=2>",
        "mrkdwn": False,
        "metadata": {"event_type": "newsletter_distribute", "event_payload": {"key": "the-token"}},
    }
    assert receipt.url == f"https://news.slack.com/archives/C0123456789/p{receipt.id.replace('.', '')}"


@given(st.text(alphabet=st.characters(codec="utf-8")))
@example("<!here> <@U1|a> &lt; &amp;amp; https://e.org/?a=1&b=<2> <https://e.org|label>")
def test_a_text_is_the_same_when_slack_gives_it_back(text: str) -> None:
    assert _decoded(_encoded(text)) == text
    assert services.decoded(_encoded(text)) == text


@pytest.mark.parametrize(
    ("error", "verdict", "said"),
    [
        ("not_in_channel", NotPosted, "invite the app"),
        ("missing_scope", NotPosted, "chat:write"),
        ("ratelimited", NotPosted, "ratelimited"),
        ("is_archived", NotPosted, "is_archived"),
        ("fatal_error", InDoubt, "may come after"),
        ("internal_error", InDoubt, "may come after"),
        ("xoxb-slack-token", InDoubt, "may come after"),
    ],
)
def test_an_error_in_a_200_is_read(
    monkeypatch: pytest.MonkeyPatch, error: str, verdict: type[Exception], said: str
) -> None:
    with SlackService(lambda: START) as service:
        service.error = error
        with pytest.raises(verdict, match=said) as caught:
            send(slack(service, monkeypatch))
    assert service.token not in str(caught.value)


def test_a_message_that_slack_has_changed_is_known_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with SlackService(lambda: START) as service:
        channel = slack(service, monkeypatch)
        receipt = send(channel)
        service.kept[0].fields["text"] = ":tada: changed"
        assert channel.find(delivery()) == receipt


def test_slack_is_looked_through_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with SlackService(lambda: START) as service:
        channel = slack(service, monkeypatch)
        receipt = send(channel)
        service.now = lambda: START + timedelta(minutes=1)
        for _ in range(205):
            service.stranger({"text": "chatter", "user": "U7"})
        assert channel.find(delivery()) == receipt
        assert len([each for each in service.requests if "cursor" in each.query]) == 2


@pytest.mark.parametrize(
    "settings", [{}, {"token": "$T"}, {"channel": "C1A"}, {"token": "$T", "channel": "C1A", "webhook": "$W"}]
)
def test_slack_wants_one_way_to_post(settings: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="set token and channel, or webhook"):
        msgspec.convert({"name": "s", "use": "slack", **settings}, adapter("slack"), dec_hook=decode)


def test_what_telegram_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(text=f"<b>Kites</b> & *wind* {LINK}", link=LINK)
    with TelegramService() as service:
        receipt = send(telegram(service, monkeypatch, silent=True), part=part)
        (request,) = service.attempts
    assert json.loads(request.body) == {
        "chat_id": "@xmppnews",
        "text": f"<b>Kites</b> & *wind* {LINK}",
        "disable_notification": True,
        "link_preview_options": {"url": LINK},
    }
    assert receipt == Receipt("1", "https://t.me/xmppnews/1")


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        ({"id": -1001234567890, "type": "channel"}, "https://t.me/c/1234567890/1"),
        ({"id": -4567, "type": "group"}, ""),
        ({"id": -4567, "username": "a/../b"}, ""),
    ],
)
def test_a_private_chat_has_another_address_or_none(
    monkeypatch: pytest.MonkeyPatch, chat: dict[str, Any], url: str
) -> None:
    with TelegramService() as service:
        service.chat = chat
        assert send(telegram(service, monkeypatch, chat=chat["id"])).url == url


@pytest.mark.parametrize(
    ("answer", "said", "wait"),
    [
        (services._telegram_error(429, "Too Many Requests", retry_after=7), "429", 7),
        (services._telegram_error(400, "upgraded", migrate_to_chat_id=-1009), "set `chat: -1009`", None),
        (services._telegram_error(400, "chat not found"), "is `chat` right", None),
        (services._telegram_error(403, "bot was kicked"), "make it a member", None),
        (services._telegram_error(401, "Unauthorized"), r"the bot of \$TELEGRAM_TOKEN", None),
    ],
)
def test_what_telegram_refuses_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, said: str, wait: float | None
) -> None:
    with TelegramService() as service:
        monkeypatch.setattr(service, "keep", lambda request: answer)
        with pytest.raises(NotPosted, match=said) as caught:
            send(telegram(service, monkeypatch))
    assert caught.value.retry_after == wait


def test_what_matrix_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        receipt = send(matrix(service, monkeypatch, msgtype="m.notice"), idempotency_key="a/b?c")
        (request,) = service.attempts
    assert request.path.endswith("/%21roomid%3Aexample.org/send/m.room.message/a%2Fb%3Fc")
    assert json.loads(request.body) == {
        "msgtype": "m.notice",
        "body": PART.text,
        "m.mentions": {},
        "org.newsletter-distribute.key": "a/b?c",
    }
    assert receipt.url == "https://matrix.to/#/%21roomid%3Aexample.org/%24event-100000000000000001"
    assert matrix(service, monkeypatch).receipt_of(receipt.url).id == receipt.id


def test_the_same_message_twice_is_one_on_one_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        assert send(channel) == send(channel)
        assert len(service.arrived) == 1


def test_another_in_the_room_who_copies_the_key_is_not_us(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        service.stranger(
            {"body": PART.text, "org.newsletter-distribute.key": "the-token", "sender": "@x:e.org"}
        )
        assert channel.find(delivery()) is None


def test_matrix_is_looked_through_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService(lambda: START) as service:
        channel = matrix(service, monkeypatch)
        receipt = send(channel)
        for _ in range(205):
            service.stranger({"body": "chatter", "sender": "@x:example.org"})
        assert channel.find(delivery()) == receipt
        service.kept.pop(0)
        assert channel.find(delivery()) is None


def test_a_busy_server_that_names_a_wait_only_in_its_answer_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MatrixService(lambda: START) as service:
        busy = Answer({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, 429)
        monkeypatch.setattr(service, "keep", lambda request: busy)
        with pytest.raises(NotPosted) as caught:
            send(matrix(service, monkeypatch))
    assert (caught.value.retry_after, caught.value.final) == (2.5, False)


# How they count, what a person may say, and doctor


@pytest.mark.parametrize(
    ("use", "text", "length"),
    [
        ("discord", "a*b", 4),
        ("discord", "😀", 2),
        ("slack", "a&b", 7),
        ("slack", "https://e.org", 15),
        ("telegram", "😀&", 3),
        ("matrix", "😀&", 2),
        ("webhook", "a*b", 3),
    ],
)
def test_how_a_text_is_counted(monkeypatch: pytest.MonkeyPatch, use: str, text: str, length: int) -> None:
    assert made(use, monkeypatch, {}, **adapter(use).example).measure(text) == length


def test_a_link_is_left_alone_in_markdown() -> None:
    assert as_markdown("[a](b) https://e.org/a_b*c. `d`") == "\\[a\\](b) https://e.org/a_b*c. \\`d\\`"


@pytest.mark.parametrize(
    ("use", "address", "number"),
    [
        ("discord", "https://discord.com/channels/1/2/3", "3"),
        ("slack", "https://news.slack.com/archives/C01/p1503435956000247", "1503435956.000247"),
        ("telegram", "https://t.me/xmppnews/17", "17"),
        ("telegram", "https://t.me/c/1234567890/17?single", "17"),
        ("matrix", "https://matrix.to/#/!room:example.org/$ab-c_D?via=example.org", "$ab-c_D"),
        ("webhook", "https://zulip.example.org/#narrow/near/17", "https://zulip.example.org/#narrow/near/17"),
    ],
)
def test_the_address_of_a_message_is_taken_with_its_id(
    monkeypatch: pytest.MonkeyPatch, use: str, address: str, number: str
) -> None:
    assert made(use, monkeypatch, {}, **adapter(use).example).receipt_of(address).id == number


@pytest.mark.parametrize(
    ("use", "address"),
    [
        ("discord", "https://discord.com/channels/1/2"),
        ("discord", "https://discord.com.example/channels/1/2/3"),
        ("slack", "https://news.slack.com/archives/C01"),
        ("telegram", "https://t.me/xmppnews"),
        ("telegram", "https://t.me/xmppnews#/17"),
        ("matrix", "https://matrix.to/#/!room:example.org"),
        ("webhook", "https://zulip.example.org/"),
    ],
)
def test_what_shows_no_message_is_refused(monkeypatch: pytest.MonkeyPatch, use: str, address: str) -> None:
    with pytest.raises(ValueError, match="not the address of a post"):
        made(use, monkeypatch, {}, **adapter(use).example).receipt_of(address)


SAID = {
    "webhook": "$WEBHOOK_URL is an address",
    "discord": "posts as Newsletter in the channel 199737254929760256",
    "slack": "the messages in C0123456789 can be read back",
    "slack_hook": "doubt waits for you",
    "telegram": "the bot may post in News",
    "matrix": "logged in as @news:example.org",
}


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_doctor_reads_and_posts_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    kind, account = HOOKS[name]
    with kind() as service:
        found: Any = list(account(service, monkeypatch).examine())  # type: ignore[attr-defined]
        assert SAID[name] in str(found)
        assert {finding.level for finding in found} == {"ok"}
        assert service.attempts == []


def test_doctor_warns_of_an_encrypted_room(monkeypatch: pytest.MonkeyPatch) -> None:
    with MatrixService() as service:
        service.encrypted = True
        found: Any = list(matrix(service, monkeypatch).examine())  # type: ignore[attr-defined]
    assert [each.text for each in found if each.level == "warning"] == [
        "the room is encrypted, and these messages are sent unencrypted"
    ]


@pytest.mark.parametrize(
    ("kind", "member", "level"),
    [
        ("channel", {"status": "administrator", "can_post_messages": False}, "error"),
        ("channel", {"status": "creator"}, "ok"),
        ("supergroup", {"status": "member"}, "ok"),
        ("supergroup", {"status": "restricted", "can_send_messages": False}, "error"),
        ("supergroup", {"status": "left"}, "error"),
    ],
)
def test_doctor_tells_whether_a_bot_may_post(
    monkeypatch: pytest.MonkeyPatch, kind: str, member: dict[str, Any], level: str
) -> None:
    with TelegramService() as service:
        service.chat, service.member = {**service.chat, "type": kind}, member
        found: Any = list(telegram(service, monkeypatch).examine())  # type: ignore[attr-defined]
    assert [each.level for each in found if "may" in each.text] == [level]
