"""Events, keys, and what they add up to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message, Receipt
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    Disproved,
    Doubted,
    Held,
    Intended,
    IssueRef,
    Key,
    LedgerError,
    Posted,
    Released,
    decode,
    encode,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import Post
from distribute.testing.ledger_contract import one_of_each

NOW = datetime(2020, 12, 9, tzinfo=UTC)
KEY = Key("2020-11", "mastodon", "en")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXT, TEXT, TEXT, st.integers(1, 10**9), TEXT)
def test_a_key_is_read_as_it_was_written(
    issue: str, channel: str, language: str, number: int, part_number: str
) -> None:
    key = Key(issue, channel, language, number, part_number)
    assert Key.parse(str(key)) == key
    assert Key.parse(key.round_place) == msgspec.structs.replace(key, part_number="1")


def test_a_key_looks_as_promised() -> None:
    assert str(KEY) == "2020-11/mastodon/en@1#1"
    assert str(Key("2024-W19", "x", "pt-BR", 2, "3")) == "2024-W19/x/pt-BR@2#3"


@pytest.mark.parametrize("text", ["", "2020-11", "a/b/c", "a/b/c@0#1", "a/b@1#1", "a/b/c/d@1#1", "a/b/c@x"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="2020-11/mastodon/en@1#1"):
        Key.parse(text)


def test_a_token_is_the_same_for_ever() -> None:
    # Written down once: should this test fail, every post in doubt would be sent again.
    assert KEY.idempotency_key() == "21d3e5a929edd73539b4fdd331ee1edb"
    tokens = {
        Key("2020-11", "mastodon", "en", number, part_number).idempotency_key()
        for number in (1, 2)
        for part_number in "123"
    }
    assert len(tokens) == 6


@pytest.mark.parametrize("event", one_of_each(), ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: AnyEvent) -> None:
    line = encode(event)
    assert b"\n" not in line
    assert decode(line) == event
    assert encode(decode(line)) == line


def test_an_event_is_written_the_same_way_for_ever() -> None:
    posted = Posted(post=str(KEY), seq=2, run="r", at=NOW, receipt=Receipt("1", "u"), how="sent")
    noted = msgspec.structs.replace(posted, receipt=Receipt("1", "u", "a note"))
    assert b'"receipt":{"id":"1","url":"u","note":"a note"}' in encode(noted)
    assert decode(encode(noted)) == noted
    assert b'"token":"k"' in encode(Intended(post="p", seq=1, run="r", at=NOW, idempotency_key="k"))
    assert encode(posted) == (
        b'{"type":"posted","receipt":{"id":"1","url":"u"},"how":"sent",'
        b'"post":"2020-11/mastodon/en@1#1","seq":2,"run":"r","at":"2020-12-09T00:00:00Z"}'
    )


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ('{"type":"recalled","post":"x"}', "contains 'recalled', written by a newer distribute"),
        ('{"type":"posted","seq":"x"}', "damaged"),
        ("{}", "damaged"),
        ("[]", "damaged"),
        ("no JSON", "damaged"),
        ('{"type":7}', "damaged"),
    ],
)
def test_what_is_not_understood_stops_the_run(line: str, match: str) -> None:
    with pytest.raises(LedgerError, match=match):
        decode(line)


def event(kind: type, seq: int, **more: object) -> AnyEvent:
    at = NOW + timedelta(minutes=seq)
    made: AnyEvent = kind(post=str(KEY), seq=seq, run="r", at=at, **more)
    return made


def posted(seq: int, number: str = "1", url: str = "") -> AnyEvent:
    return event(Posted, seq, receipt=Receipt(number, url), how="sent")


def post(*events: AnyEvent) -> Post:
    return fold(events).publication("2020-11", "mastodon", "en").post(1, "1")


def test_the_states_of_a_post() -> None:
    intended, doubted = event(Intended, 1), event(Doubted, 2, what="cut")
    unposted = event(Disproved, 3, why="not there", how="absence")
    assert post().state == "open"
    assert post(intended).state == "pending"
    assert post(intended, doubted).state == "pending"
    assert post(intended, doubted, unposted).state == "open"
    assert post(intended, doubted, unposted, posted(4)).state == "posted"
    assert post(intended, posted(2), event(Intended, 3)).state == "posted"
    assert post(intended, posted(2), event(Doubted, 3, what="cut")).state == "posted"
    assert post(intended, posted(2), event(Disproved, 3, why="no")).state == "posted"


def test_what_is_remembered_of_a_post() -> None:
    known = post(event(Intended, 1), event(Disproved, 2, why="refused"), event(Intended, 3))
    assert (known.since, known.last, known.next) == (
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=3),
        4,
    )
    assert (known.why, known.unresolved) == ("refused", False)
    assert post(event(Intended, 1), event(Disproved, 2, why="gone", how="absence")).unresolved
    assert post(event(Intended, 1), event(Disproved, 2, why="gone", how="by hand")).unresolved


def test_receipts_are_told_apart_by_id_or_url() -> None:
    assert post(posted(1, "1", "u"), posted(2, "1", "v"), posted(3, "u", "u")).duplicates == ()
    assert post(posted(1, "1"), posted(2, "2")).duplicates == (Receipt("2"),)
    assert post(posted(1, "1"), posted(2, "2"), posted(3, "2")).duplicates == (Receipt("2"),)


def test_a_missing_event_is_noticed() -> None:
    with pytest.raises(LedgerError, match="event 1 of 2020-11/mastodon/en@1#1 is missing"):
        post(event(Intended, 2))
    with pytest.raises(LedgerError, match=r"event 2 of .* is missing"):
        post(event(Intended, 1), posted(3))
    draft = Draft((Message("x"),))
    composed = Composed(
        post=KEY.round_place, seq=2, run="r", at=NOW, target="t", about=IssueRef(), draft=draft
    )
    with pytest.raises(LedgerError, match=r"event 1 of .* is missing"):
        fold([composed])


def test_an_event_at_no_place_is_noticed() -> None:
    with pytest.raises(LedgerError, match="not the key of a post"):
        fold([Intended(post="nowhere", seq=1, run="r", at=NOW)])


def test_a_round_is_posted_when_all_of_it_is() -> None:
    draft = Draft((Message("one"), Message("two")))
    composed = Composed(
        post=KEY.round_place, seq=1, run="r", at=NOW, target="t", about=IssueRef(), draft=draft
    )
    second = Posted(post="2020-11/mastodon/en@1#2", seq=1, run="r", at=NOW, receipt=Receipt("2"), how="sent")

    def rounds(*events: AnyEvent) -> tuple[bool, bool]:
        newest = fold(events).publication("2020-11", "mastodon", "en").newest
        assert newest
        return newest.posted, newest.pinned is not None

    assert rounds(composed) == (False, False)
    assert rounds(composed, event(Intended, 1)) == (False, True)
    assert rounds(composed, event(Intended, 1), event(Disproved, 2, why="no")) == (False, False)
    assert rounds(composed, posted(1)) == (False, True)
    assert rounds(composed, posted(1), second) == (True, True)


def test_every_post_can_be_listed() -> None:
    assert [str(known.key) for known in fold(one_of_each()).posts()] == ["2020-11/mastodon/en@1#1"]


@pytest.mark.parametrize(
    "line",
    [
        '{"type":"intended","post":"7/feed/en@1#1","seq":1,"run":"r","at":"2020-12-09T12:00:00Z","lease":60}',
        '{"type":"held","post":"7/!","seq":1,"run":"r","at":"2020-12-09T12:00:00Z","because":"x","ends":"2021"}',
        '{"type":"posted","post":"7/feed/en@1#1","seq":1,"run":"r","at":"2020-12-09T12:00:00Z","how":"sent","receipt":{"id":"1","expires":"2021"}}',
    ],
)
def test_an_unknown_field_of_a_known_event_stops_the_run(line: str) -> None:
    with pytest.raises(LedgerError, match=r"'(lease|ends|expires)', written by a newer distribute"):
        decode(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"type":["x"]}',
        '{"type":{"x":1}}',
        "[" * 200_000,
        '{"type":"held","post":"7/!","seq":1,"run":"r","at":"2020-12-09T12:00:00","because":"x"}',
        "\x00",
        "null",
    ],
)
def test_what_is_no_event_is_damage(line: str) -> None:
    with pytest.raises(LedgerError, match="damaged"):
        decode(line)


@pytest.mark.parametrize("place", ["%FF/!", "7/%FF!", "7", "7/feed/en@1#1", "", "!"])
@pytest.mark.parametrize("kind", [Held, Released])
def test_a_hold_at_a_place_that_is_none_is_damage(place: str, kind: Any) -> None:
    words = {"because": "x"} if kind is Held else {}
    with pytest.raises(LedgerError, match="damaged"):
        fold([kind(post=place, seq=1, run="r", at=NOW, **words)])


def test_events_of_the_first_version_are_read() -> None:
    lines = [
        '{"type":"claimed","post":"7/en=feed:","seq":1,"run":"r","at":"2020-12-09T12:00:00Z","channel":"feed"}',
        '{"type":"composed","post":"7/feed/en@1","seq":1,"run":"r","at":"2020-12-09T12:00:00Z","target":"feed:","about":{"path":"a.md"},"draft":{"parts":[{"text":"Hello"}]}}',
        '{"type":"intended","post":"7/feed/en@1#1","seq":1,"run":"r","at":"2020-12-09T12:00:00Z"}',
        '{"type":"doubted","post":"7/feed/en@1#1","seq":2,"run":"r","at":"2020-12-09T12:00:01Z","what":"cut"}',
    ]
    (post,) = fold(map(decode, lines)).posts()
    assert (post.state, post.account) == ("pending", None)
    assert post.idempotency_key == Key("7", "feed", "en").idempotency_key()
