"""What holds for the whole webhook family: addresses that are secrets, counting, a person's word, doctor."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from distribute.channel.registry import adapter
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import as_markdown
from distribute.testing.clock import START
from tests.channels.hooks.kit import HOOKS, discord, made, matrix, telegram
from tests.channels.sending import send
from tests.channels.services_hooks import (
    DiscordService,
    MatrixService,
    SlackService,
    TelegramService,
    WebhookService,
)


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
    with pytest.raises((NotPosted, InDoubt)) if fault else pytest.MonkeyPatch.context() as caught:
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


@pytest.mark.parametrize(
    ("use", "setting", "path"),
    [
        ("webhook", "url", "x"),
        ("discord", "webhook", "api/webhooks/1/x"),
        ("slack", "webhook", "services/T/B/x"),
    ],
)
@pytest.mark.parametrize("host", ["s3cr3t.invalid", "s3cr3té.invalid", "s%333cr3t.invalid", "S3CR3T.invalid"])
def test_the_host_of_a_secret_address_is_not_told(
    monkeypatch: pytest.MonkeyPatch, use: str, setting: str, path: str, host: str
) -> None:
    """The request spells the host in its own way, so it could not be found in the message."""
    channel: Any = made(use, monkeypatch, {"URL": f"https://{host}/{path}"}, **{setting: "$URL"})
    with pytest.raises(NotPosted, match=r"\A\$URL can't be reached: ") as caught:
        send(channel)
    assert "cr3t" not in caught.value.why.casefold()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("hooks.example.org/s3cr3t", "is not an https:// address"),
        ("ftp://hooks.example.org/s3cr3t", "is not an https:// address"),
        ("https://[s3cr3t", "is not an https:// address"),
        ("https://:80/s3cr3t", "is not an https:// address"),
        ("https://e.org:s3cr3t/", "is not an https:// address"),
        ("https://e.org/ s3cr3t", "is not an https:// address"),
        ("https://h\\s3cr3t.invalid/x", "is not an https:// address"),
        ("https://*.localhost/s3cr3t", "is not an https:// address"),
        ("https://s3cr3t@ho\u2100st.example/", "is not an https:// address"),
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
