"""What a webhook gets, how it is signed, and what its receiver may answer."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Image
from distribute.testing.channel_contract import LINK
from distribute.testing.service import Answer
from tests.channels.hooks.kit import discord, made, slack_hook, webhook
from tests.channels.sending import send
from tests.channels.services_hooks import (
    DiscordService,
    SlackService,
    WebhookService,
)


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


def test_what_a_webhook_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message(
        text=f"Kites & “wind” {LINK}",
        title="Kites",
        summary="Wind",
        link=LINK,
        image=Image("https://e.org/k.png", "A kite"),
    )
    with WebhookService() as service:
        receipt = send(webhook(service, monkeypatch), message=message)
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
    message = Message(text=f'*a* "b" {{link}} {LINK}', title="T", link=LINK)
    with WebhookService() as service:
        service.said = Answer(b"ok", headers={"Content-Type": "text/plain"})
        receipt = send(webhook(service, monkeypatch, body=body), message=message)
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


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("http://HOST/hooks/s3cr3t-path", "s3cr3t-path"),
        ("http://HOST/hooks/s3cr3t-path", "S3CR3T-PATH"),
        ("http://HOST/hooks/s3cr3t-path", "s3cr3t%2Dpath"),
        ("http://HOST/hooks/s3cr3t-path?key=t0k%C3%A9n-x", "t0k%c3%a9n-x"),
        ("http://HOST/hooks/s3cr3t-path?key=t0k%C3%A9n-x", "t0kén-x"),
        ("http://HOST/hooks/s3cr3t-path?a=1;key:t0ken-x", "t0ken-x"),
        ("http://HOST/hooks/s3cr3t-path#t0ken-x", "t0ken-x"),
        ("http://me:p4ssw0rd@HOST/hooks/s3cr3t-path", "p4ssw0rd"),
    ],
)
def test_a_receiver_that_sends_back_a_part_of_the_address_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch, address: str, part: str
) -> None:
    with WebhookService() as service:
        channel = webhook(service, monkeypatch)
        monkeypatch.setenv("WEBHOOK_URL", address.replace("HOST", service.url.removeprefix("http://")))
        service.said = Answer({"id": part, "url": f"https://hooks.example/inspect/{part}"})
        assert send(channel) == Receipt("the-token")


def test_a_host_without_a_path_may_be_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookService() as service:
        service.path = "/"
        service.said = Answer({"id": "7", "url": f"{service.url}/posts/7"})
        assert send(webhook(service, monkeypatch)) == Receipt("7")
