"""What is sent to Bluesky, and what its refusals mean."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.channels.bluesky.adapter import Bluesky
from distribute.channels.bluesky.record_key import earliest_key, record_key
from distribute.compose.fields import compose
from distribute.facts.model import Fact
from distribute.issue import Image, Issue
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START
from distribute.testing.service import Answer
from tests.channels.bluesky.kit import account
from tests.channels.sending import MESSAGE, delivery, send
from tests.channels.services_bluesky import (
    DID,
    FRIEND_DID,
    HANDLE,
    OTHER_DID,
    OTHER_HANDLE,
    PASSWORD,
    PICTURE,
    POSTS,
    BlueskyService,
    linked,
)


def record(service: BlueskyService) -> dict[str, Any]:
    return dict(json.loads(service.attempts[-1].body)["record"])


def with_picture(service: BlueskyService, alt: str = "a kite") -> Message:
    return msgspec.structs.replace(MESSAGE, image=Image(f"{service.url}/cover.jpg", alt))


@pytest.mark.parametrize(("code", "sent"), [("de", "de"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW")])
def test_a_language_is_spelled_as_in_a_tag(
    channel: Bluesky, service: BlueskyService, code: str, sent: str
) -> None:
    send(channel, language=code)
    assert json.loads(service.attempts[0].body)["record"]["langs"] == [sent]


def test_what_is_sent(channel: Bluesky, service: BlueskyService) -> None:
    text = f"Für alle! Thanks to Dino (@dino.example). {LINK} #news"
    receipt = send(
        channel, message=Message(text=text, title="Title", summary="In brief", link=LINK), language="de"
    )
    write = json.loads(service.attempts[0].body)
    key = write["rkey"]
    assert {name: write[name] for name in ("repo", "collection", "swapRecord")} == {
        "repo": DID,
        "collection": POSTS,
        "swapRecord": None,
    }
    said = write["record"]
    assert {name: said[name] for name in said.keys() - {"facets"}} == {
        "$type": POSTS,
        "text": "Für alle! Thanks to Dino (@dino.example). example.org/2020/12/news… #news",
        "langs": ["de"],
        "createdAt": "2020-12-09T12:00:00.000Z",
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {"uri": LINK, "title": "Title", "description": "In brief"},
        },
    }
    assert linked(said) == [
        ("@dino.example", "mention", FRIEND_DID),
        ("example.org/2020/12/news…", "link", LINK),
        ("#news", "tag", "news"),
    ]
    assert receipt == Receipt(key, f"https://bsky.app/profile/{DID}/post/{key}")


def test_a_post_without_a_link_has_no_card(channel: Bluesky, service: BlueskyService) -> None:
    send(channel, message=Message(text="Words"))
    assert record(service).keys() == {"$type", "text", "langs", "createdAt"}


def test_a_handle_that_nobody_has_is_plain_text(channel: Bluesky, service: BlueskyService) -> None:
    send(channel, message=Message(text="by Kite (@kite.example)"))
    assert "facets" not in record(service)


# The record key


def test_a_key_is_that_of_the_first_attempt_and_the_draft() -> None:
    key = record_key(delivery())
    assert record_key(delivery()) == key
    others = [
        delivery(idempotency_key="another"),
        delivery(message=Message(text="Other words")),
        delivery(first_attempt_at=START + timedelta(milliseconds=1)),
    ]
    assert len({key, *map(record_key, others)}) == 4
    assert earliest_key(START) <= key < earliest_key(START + timedelta(milliseconds=1))


def test_another_record_under_the_key_is_no_post_of_this_request(
    channel: Bluesky, service: BlueskyService
) -> None:
    receipt = send(channel)
    uri = f"at://{DID}/{POSTS}/{receipt.id}"
    service.records[uri] = {**service.records[uri], "cid": "bafyreiedited222222222"}
    with pytest.raises(Duplicate, match="another record"):
        send(channel)
    assert len(service.arrived) == 1


# Length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a" * 300, 300),
        ("👩‍👩‍👧‍👦" * 10, 25),
        ("é" * 300, 300),
        ("👩‍👩‍👧‍👦" * 121, 303),
        (LINK, 25),
        (f"{LINK} {LINK}", 51),
    ],
)
def test_length_is_in_graphemes_or_tenths_of_bytes(channel: Bluesky, text: str, length: int) -> None:
    assert channel.measure(text) == length


def test_the_card_tells_what_the_text_has_no_room_for(channel: Bluesky) -> None:
    issue = Issue(id="1", path="a.md", language="en", title="Letter", url=LINK)
    facts = [
        Fact(phrases=(f"Fact number {number} is about {'kites ' * 8}",), line=number, section="", score=5.0)
        for number in range(9)
    ]
    (message,) = compose(issue, channel, facts, Path("nowhere")).messages
    assert message.title == "Letter"
    assert message.summary
    assert not any(fact.phrases[0] in message.text and fact.phrases[0] in message.summary for fact in facts)


# The card's picture


def test_the_picture_is_uploaded_for_the_card(channel: Bluesky, service: BlueskyService) -> None:
    assert send(channel, message=with_picture(service)).note == ""
    (cid,) = service.blobs
    assert service.blobs[cid] == PICTURE
    assert record(service)["embed"]["external"]["thumb"] == {
        "$type": "blob",
        "ref": {"$link": cid},
        "mimeType": "image/jpeg",
        "size": len(PICTURE),
    }


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (Answer(b"<svg/>"), "it is no JPEG"),
        (Answer(b"", 404), "the service refused it (404)"),
        (Answer(PICTURE + b" " * 1_000_000), "its file is damaged"),
    ],
)
def test_a_post_goes_out_without_its_picture_and_says_so(
    channel: Bluesky, service: BlueskyService, image: Answer, why: str
) -> None:
    service.image = image
    note = send(channel, message=with_picture(service)).note
    assert note.startswith("posted without its picture: ")
    assert why in note
    assert "thumb" not in record(service)["embed"]["external"]


@pytest.mark.parametrize(
    "blob", [None, {}, {"ref": {"$link": "x"}}, {"ref": {"$link": "b" * 40}, "mimeType": "a", "size": 1}]
)
def test_what_is_no_blob_is_left_out(channel: Bluesky, service: BlueskyService, blob: Any) -> None:
    service._uploaded = lambda request: Answer({"blob": blob})  # type: ignore[method-assign]
    assert "unexpected response from the Bluesky server" in send(channel, message=with_picture(service)).note


def test_a_picture_without_alt_text_is_left_out(channel: Bluesky, service: BlueskyService) -> None:
    assert "it has no alt text" in send(channel, message=with_picture(service, " ")).note
    assert not service.blobs


# Refusals


def test_a_wrong_password_is_told_by_its_name(
    channel: Bluesky, service: BlueskyService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", "wrong")
    with pytest.raises(NotPosted, match=r"refused the login: are `handle` and \$BLUESKY_APP_PASSWORD right"):
        send(channel)


@pytest.mark.parametrize(
    ("code", "words"),
    [("AuthFactorTokenRequired", "make an app password"), ("AccountTakedown", "taken the account down")],
)
def test_a_refused_log_in_says_why(channel: Bluesky, service: BlueskyService, code: str, words: str) -> None:
    service._session = lambda request: Answer({"error": code}, 401)  # type: ignore[method-assign]
    with pytest.raises(NotPosted, match=words):
        send(channel)


def test_an_account_that_is_not_active_posts_nothing(channel: Bluesky, service: BlueskyService) -> None:
    service.active = False
    with pytest.raises(NotPosted, match="not active"):
        send(channel)
    assert not service.attempts


def test_an_answer_that_names_another_record_is_doubt(channel: Bluesky, service: BlueskyService) -> None:
    service.keep = lambda request: Answer({"uri": f"at://{OTHER_DID}/{POSTS}/3kaaaaaaaaaa2"})  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        send(channel)


# Reading back


def test_it_looks_further_than_a_page_and_no_further_than_asked(
    channel: Bluesky, service: BlueskyService
) -> None:
    ours = send(channel)
    for number in range(service.page + 1):
        service.now = lambda number=number: START + timedelta(seconds=number + 1)  # type: ignore[misc]
        later = delivery(
            first_attempt_at=service.now(), idempotency_key=str(number), message=Message(text="Words")
        )
        channel.post(later, channel.prepare(later))
    assert channel.find(delivery(account=DID)) == ours
    asked = len(service.requests)
    late = delivery(account=DID, first_attempt_at=START + timedelta(hours=1))
    assert channel.find(late) is None
    assert len(service.requests) == asked + 1


def test_another_accounts_records_are_no_answer(channel: Bluesky, service: BlueskyService) -> None:
    send(channel)
    honest = service._listed
    service._listed = lambda request: Answer(
        json.loads(honest(request).content.replace(DID.encode(), OTHER_DID.encode()))
    )  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        channel.find(delivery(account=DID))


# Settings


@pytest.mark.parametrize(
    ("handle", "target"),
    [(HANDLE, HANDLE), (f"@{HANDLE.upper()}", HANDLE), (DID, DID)],
)
def test_an_account_is_told_by_its_handle(
    service: BlueskyService, monkeypatch: pytest.MonkeyPatch, handle: str, target: str
) -> None:
    channel = account(service, monkeypatch, handle=handle)
    assert channel.target() == f"bluesky:{target}"
    assert channel.prepare(delivery()).destination == f"bluesky:{DID}"


def test_two_accounts_are_two(service: BlueskyService, monkeypatch: pytest.MonkeyPatch) -> None:
    other = account(service, monkeypatch, handle=OTHER_HANDLE)
    assert other.target() != account(service, monkeypatch).target()


# Doctor


def test_it_is_examined(channel: Bluesky, service: BlueskyService) -> None:
    found = list(channel.examine())
    assert found[0] == Finding("ok", f"logged in as @{HANDLE} on {service.url}")
    assert [finding.level for finding in found] == ["ok"] * len(found)
    assert not service.attempts
    assert PASSWORD not in str(found)


def test_the_accounts_own_password_is_told(channel: Bluesky, service: BlueskyService) -> None:
    service.scope = "com.atproto.access"
    (finding,) = [found for found in channel.examine() if found.level == "warning"]
    assert "make an app password" in finding.text
    service.token = lambda did: "no.jwt"  # type: ignore[method-assign]
    assert not [found for found in channel.examine() if found.level == "warning"]


def test_a_token_that_no_header_can_hold_is_no_token(channel: Bluesky, service: BlueskyService) -> None:
    service.token = lambda did: "a\r\nb: c"  # type: ignore[method-assign]
    with pytest.raises(InDoubt):
        list(channel.examine())


def test_its_password_is_a_name(service: BlueskyService, monkeypatch: pytest.MonkeyPatch) -> None:
    assert account(service, monkeypatch).secrets == {"app_password": Secret("$BLUESKY_APP_PASSWORD")}
