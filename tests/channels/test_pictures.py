"""A picture goes out with its alt text, or not at all; the post goes out in either case."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from distribute.channel.post import Message
from distribute.channel.registry import adapter, built_in
from distribute.channels import threads as threads_adapter
from distribute.compose.fields import compose
from distribute.issue import Image, Issue, Overrides
from distribute.testing.clock import START
from distribute.testing.service import Answer, MastodonService, Request
from tests.adapters import channel
from tests.channels import test_facebook as facebook
from tests.channels import test_mastodon
from tests.channels import test_threads as threads
from tests.channels.twitter import kit as twitter

from .sending import MESSAGE, delivery, send
from .services_facebook import FacebookService
from .services_threads import ThreadsService
from .services_x import XService, parts_of, problem

JPEG = b"\xff\xd8\xff a kite"


def with_picture(url: str) -> Message:
    return msgspec.structs.replace(MESSAGE, image=Image(f"{url}/cover.jpg", "a kite in the sky"))


class Media(MastodonService):
    """A server that takes pictures."""

    image = Answer(JPEG)
    refusal: Answer | None = None

    def __init__(self) -> None:
        super().__init__(lambda: START)
        self.media: list[dict[str, bytes]] = []

    def answer(self, request: Request) -> Answer:
        if request.path == "/cover.jpg":
            return self.image
        if request.path != "/api/v2/media":
            return super().answer(request)
        if self.refusal or request.headers["authorization"] != f"Bearer {self.token}":
            return self.refusal or Answer({"error": "unauthorized"}, 401)
        self.media.append(parts_of(request))
        return Answer({"id": "7", "type": "image", "url": f"{self.url}/7.jpg", "description": "…"})


def test_mastodon_gets_the_picture_with_its_alt_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with Media() as service:
        receipt = send(test_mastodon.account(service, monkeypatch), message=with_picture(service.url))
    assert receipt.note == ""
    assert service.media == [{"file": JPEG, "description": b"a kite in the sky"}]
    assert service.attempts[0].form["media_ids[]"] == "7"


def test_mastodon_gets_the_point_that_stays_in_view(monkeypatch: pytest.MonkeyPatch) -> None:
    with Media() as service:
        part = with_picture(service.url)
        assert part.image
        image = msgspec.structs.replace(part.image, focus="0.2,-0.5")
        send(test_mastodon.account(service, monkeypatch), message=msgspec.structs.replace(part, image=image))
    assert service.media[0]["focus"] == b"0.2,-0.5"


@pytest.mark.parametrize(
    ("image", "refusal", "why"),
    [
        (Answer(b"", 404), None, "the service refused it (404)"),
        (Answer(JPEG), Answer({"error": "Validation failed"}, 422), "the service refused it (422)"),
        (Answer(JPEG), Answer(b"<html>"), "unexpected response from Mastodon"),
        (Answer(JPEG), Answer({"id": None}), "unexpected response from Mastodon"),
        (Answer(JPEG), Answer({"id": "7", "url": None}, 202), "still processing"),
    ],
)
def test_mastodon_gets_the_post_without_a_picture_that_fails(
    monkeypatch: pytest.MonkeyPatch, image: Answer, refusal: Answer | None, why: str
) -> None:
    with Media() as service:
        service.image, service.refusal = image, refusal
        receipt = send(test_mastodon.account(service, monkeypatch), message=with_picture(service.url))
    assert receipt.note.startswith("posted without its picture: ")
    assert why in receipt.note
    assert "media_ids[]" not in service.attempts[0].form


def test_x_gets_the_picture_with_its_alt_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with XService(lambda: START) as service:
        channel = twitter.account(service, monkeypatch)
        part = with_picture(service.url)
        receipt = send(channel, message=part)
        assert channel.find(delivery(message=part)) == receipt
    assert receipt.note == ""
    ((number, content),) = service.pictures.items()
    assert content == JPEG
    assert service.alt_texts == {number: "a kite in the sky"}
    assert json.loads(service.attempts[0].body)["media"] == {"media_ids": [number]}


@pytest.mark.parametrize("step", ["upload", "metadata"])
@pytest.mark.parametrize(
    "answer", [problem(403, "Forbidden", "Forbidden"), Answer([]), Answer({"data": {"id": None}})]
)
def test_x_gets_no_picture_without_alt_text(
    monkeypatch: pytest.MonkeyPatch, step: str, answer: Answer
) -> None:
    with XService(lambda: START) as service:
        honest = service._media

        def media(request: Request) -> Answer:
            return answer if request.path.endswith(step) else honest(request)

        monkeypatch.setattr(service, "_media", media)
        receipt = send(twitter.account(service, monkeypatch), message=with_picture(service.url))
    assert receipt.note.startswith("posted without its picture: ")
    assert "media" not in json.loads(service.attempts[0].body)


def test_facebook_gets_the_picture_in_place_of_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    with FacebookService(lambda: START) as service:
        channel = facebook.account(service, monkeypatch)
        part = with_picture(service.url)
        receipt = send(channel, message=part)
        assert channel.find(delivery(message=part)) == receipt
    ((number, parts),) = service.pictures.items()
    assert (parts["source"], parts["alt_text_custom"]) == (JPEG, b"a kite in the sky")
    assert json.loads(service.attempts[0].form["attached_media[0]"]) == {"media_fbid": number}
    assert receipt.note == ""


@pytest.mark.parametrize("image", [Answer(b"<svg/>"), Answer(b"", 404)])
def test_facebook_gets_the_link_where_the_picture_fails(
    monkeypatch: pytest.MonkeyPatch, image: Answer
) -> None:
    with FacebookService(lambda: START) as service:
        service.image = image
        receipt = send(facebook.account(service, monkeypatch), message=with_picture(service.url))
    assert service.attempts[0].form["link"] == MESSAGE.link
    assert receipt.note.startswith("posted without its picture: ")


def test_threads_fetches_the_picture_and_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads_adapter, "_PAUSE", 0.01)
    with ThreadsService(lambda: START) as service:
        channel = threads.account(service, monkeypatch)
        part = with_picture("https://example.org")
        receipt = send(channel, message=part)
        assert channel.find(delivery(message=part)) == receipt
    (kept,) = service.arrived
    assert kept.fields["image_url"] == "https://example.org/cover.jpg"
    assert (kept.fields["media_type"], kept.fields["alt_text"]) == ("IMAGE", "a kite in the sky")
    assert (receipt.note, service.statuses) == ("", ["FINISHED"])


@pytest.mark.parametrize("use", ["facebook", "threads"])
def test_a_picture_without_alt_text_is_not_sent(monkeypatch: pytest.MonkeyPatch, use: str) -> None:
    kind, module = {"facebook": (FacebookService, facebook), "threads": (ThreadsService, threads)}[use]
    with kind(lambda: START) as service:
        part = msgspec.structs.replace(MESSAGE, image=Image(f"{service.url}/cover.jpg", " "))
        receipt = send(module.account(service, monkeypatch), message=part)
    assert receipt.note == "posted without its picture: it has no alt text"
    assert not any(request.path.endswith("/photos") for request in service.requests)


@pytest.mark.parametrize("statuses", [["ERROR"], ["IN_PROGRESS"], ["IN_PROGRESS", "EXPIRED"], ["PUBLISHED"]])
def test_threads_gets_the_link_where_the_picture_fails(
    monkeypatch: pytest.MonkeyPatch, statuses: list[str]
) -> None:
    monkeypatch.setattr(threads_adapter, "_PAUSE", 0.2)
    with ThreadsService(lambda: START) as service:
        service.statuses = statuses
        receipt = send(threads.account(service, monkeypatch), message=with_picture("https://example.org"))
    (kept,) = service.arrived
    assert (kept.fields["media_type"], kept.fields["link_attachment"]) == ("TEXT", MESSAGE.link)
    assert receipt.note.startswith("posted without its picture: Threads could not fetch it")


USES = ["twitter", "mastodon", "bluesky", "linkedin", "facebook", "threads"]
ISSUE = Issue(
    id="1",
    path="a.md",
    language="en",
    title="Kites",
    url="https://example.org/1/",
    words=Overrides(image=Image("https://example.org/kite.jpg", "a kite")),
)


@pytest.mark.parametrize("use", USES)
def test_a_picture_can_be_left_out(use: str) -> None:
    (message,) = compose(ISSUE, channel(use), [], Path("nowhere")).messages
    assert message.image == ISSUE.words.image
    (message,) = compose(ISSUE, channel(use, picture=False), [], Path("nowhere")).messages
    assert message.image is None


@pytest.mark.parametrize("use", built_in())
def test_a_channel_declares_pictures_if_it_posts_them(use: str) -> None:
    messages = compose(ISSUE, channel(use), [], Path("nowhere")).messages
    assert any(message.image for message in messages) == ("image" in adapter(use).supports)
