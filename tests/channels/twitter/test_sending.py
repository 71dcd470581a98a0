"""What is sent; Whose account it is"""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
import tweepy

from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.twitter import Twitter, _above_debug
from distribute.testing.channel_contract import LINK
from tests.channels import services_x
from tests.channels.sending import delivery, send
from tests.channels.services_x import SECRETS, XService
from tests.channels.twitter.kit import account, talk
from tests.timing import no_hang

# What is sent


def test_what_is_sent(channel: Twitter, service: XService) -> None:
    receipt = send(channel, in_reply_to=Receipt("https://x.com/xmppnews/status/77?s=20"))
    (request,) = service.attempts
    assert json.loads(request.body) == {
        "text": f"The newsletter is out! {LINK}",
        "reply": {"in_reply_to_tweet_id": "77"},
    }
    assert request.headers["user-agent"] == "distribute"
    number = service.arrived[0].id
    assert receipt == Receipt(number, f"https://x.com/i/web/status/{number}")


def test_requests_and_answers_fit_the_document_of_x(
    channel: Twitter, service: XService, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    path = corpus / "contracts" / "x-openapi" / "openapi-docs-2026-08-22.json"
    if not path.is_file():
        pytest.skip(f"X's OpenAPI document is not there: {path}")
    document = json.loads(path.read_text(encoding="utf-8"))

    def check(name: str, what: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(what)

    schemas = document["components"]["schemas"]
    assert set(schemas["CreatePostsRequest"]["properties"]) == services_x.CREATE
    assert set(schemas["CreatePostsReply"]["properties"]) == services_x.REPLY
    answers: list[Any] = []
    reply = services_x.XService.answer
    monkeypatch.setattr(
        XService, "answer", lambda self, request: answers.append(reply(self, request)) or answers[-1]
    )
    first = send(channel)
    send(channel, in_reply_to=first, message=Message(text="Words & words"))
    channel.find(delivery())
    for request in service.attempts:
        check("CreatePostsRequest", json.loads(request.body))
    with pytest.raises(jsonschema.ValidationError):
        check("CreatePostsRequest", {"text": "x", "idempotency_key": "y"})
    timeline = [request for request in service.requests if request.path.endswith("/tweets")][-1]
    known = document["paths"]["/2/users/{id}/tweets"]["get"]["parameters"]
    # What the document calls post.fields, X's guides and tweepy call tweet.fields.
    named = {parameter["name"] for parameter in known if "name" in parameter} | {"tweet.fields"}
    assert set(timeline.query) <= named
    check("GetUsersMeResponse", answers[0].body)
    check("GetUsersPostsResponse", answers[-1].body)


def test_it_signs_for_the_host_it_sends_to(
    channel: Twitter, service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(channel)
    assert service.nonces
    monkeypatch.setenv("X_API_SECRET", "another")
    with pytest.raises(NotPosted, match="401"):
        channel.prepare(delivery())


def test_a_signature_for_another_host_would_be_refused(channel: Twitter, service: XService) -> None:
    """What tweepy does by itself: it signs for api.twitter.com, wherever an adapter sends it then."""

    class Elsewhere(requests.adapters.HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
            request.url = service.url + urlsplit(str(request.url)).path
            return super().send(request, *args, **more)

    client = channel.prepare(delivery()).client.client
    client.session = requests.Session()
    client.session.mount("https://api.twitter.com", Elsewhere())
    with pytest.raises(tweepy.Unauthorized):
        client.create_tweet(text="x")
    assert not service.arrived


def test_tweepy_waits_for_ever_and_we_do_not(channel: Twitter, service: XService) -> None:
    class Plain(requests.Session):
        def request(self, method: Any, url: Any, **more: Any) -> requests.Response:
            return super().request(method, service.url + urlsplit(url).path, **more)

    ready = channel.prepare(delivery())
    service.fail("silence after keeping", "silence after keeping")
    with no_hang(), pytest.raises(InDoubt):
        channel.post(delivery(), ready)

    unleashed = tweepy.Client(None, *SECRETS.values())
    unleashed.session = Plain()
    ended: list[Exception] = []

    def wait() -> None:
        try:
            unleashed.create_tweet(text="x")
        except requests.ConnectionError as error:
            ended.append(error)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(4 * channel.timeout)
    assert thread.is_alive()
    service.__exit__()
    thread.join(10)
    assert ended


def test_tweepys_logs_would_have_shown_the_keys(channel: Twitter, caplog: pytest.LogCaptureFixture) -> None:
    """Or the test that finds none would prove nothing."""
    client = channel.prepare(delivery()).client.client
    talk(caplog)
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    for logger in loggers:
        logger.removeFilter(_above_debug)
    client.get_me()
    assert SECRETS["X_API_KEY"] in caplog.text
    caplog.clear()
    channel.prepare(delivery()).client.client.get_me()
    assert SECRETS["X_API_KEY"] not in caplog.text


# Whose account it is


def test_another_account_is_told_before_anything_is_sent(
    service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPosted, match="not that of @other"):
        account(service, monkeypatch, account="Other").prepare(delivery())
    account(service, monkeypatch, account="").prepare(delivery())
    assert service.attempts == []


def test_one_account_is_one_target_whatever_its_secrets_are_called(
    service: XService, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = account(service, monkeypatch)
    other = msgspec.structs.replace(one, access_token=Secret("$ANOTHER"), account="XMPPNews")
    assert one.target() == other.target() == f"twitter:{urlsplit(service.url).netloc}:xmppnews"
    assert msgspec.structs.replace(one, account="else").target() != one.target()
    old, new = (
        msgspec.structs.replace(one, base_url=url)
        for url in ("https://api.twitter.com", "https://api.x.com/")
    )
    assert old.target() == new.target()
