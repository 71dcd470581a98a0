"""XMPP rooms keep the contract on a real Prosody: what the room sends back is the proof, its archive what is looked in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.xmpp_room import XmppRoom
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from tests.channels.sending import MESSAGE, delivery, send

from .kit import Room, occupant
from .server import HOST, XmppServer
from .wire import FEWER, Person


class TestRoom(ChannelContract):
    faults = FEWER
    stranger: ClassVar = {"body": f"Look! {LINK}"}
    changes: ClassVar = [({"nick": "news"}, {"nick": "robot", "room": f"elsewhere@rooms.{HOST}"})]

    @pytest.fixture
    def service(self, room: Room) -> Room:
        return room

    @pytest.fixture
    def channel(self, service: Room, request: pytest.FixtureRequest) -> XmppRoom:
        # A busy machine takes its time to answer; only what never answers is not waited for.
        is_silent = any(word in request.node.name for word in ("silence", "slow"))
        return occupant(service, timeout=Duration(1.5 if is_silent else 5))

    @pytest.fixture
    def clock(self, clock: TurnedClock) -> TurnedClock:
        return clock

    def test_the_message_has_our_id_and_the_receipt_that_of_the_archive(self, desk: Desk) -> None:
        outcome = desk.publish()
        (message,), (sent,) = desk.service.arrived, desk.service.attempts
        assert outcome.receipt
        assert re.search(rf"<stanza-id [^>]*id='{re.escape(outcome.receipt.id)}'", message)
        number = re.search(rb'<message [^>]*id="(\w+)"', sent)
        assert number
        assert re.search(rb'<origin-id [^>]*id="' + number[1], sent)
        assert b'xml:lang="en"' in sent

    def test_a_post_behind_a_page_of_messages_is_found(self, desk: Desk) -> None:
        desk.service.fail("cut after keeping")
        desk.publish()
        desk.service.talk(60)
        assert desk.publish().how == "found"

    def test_an_archive_that_may_not_be_read_proves_nothing(self, desk: Desk) -> None:
        desk.service.fail("cut after keeping")
        desk.publish()
        desk.service.ban("news")
        desk.clock.turn(desk.channel.patience)
        assert (desk.publish().exit_code, len(desk.service.attempts)) == (3, 1)

    def test_a_stranger_with_our_nickname_and_words_is_not_us(self, desk: Desk) -> None:
        desk.service.configure(whois="anyone")
        desk.service.stranger({"nick": "news", "body": desk.draft.messages[0].text})
        assert desk.publish().how == "sent"

    def test_an_error_that_somebody_in_the_room_makes_up_proves_nothing(self, desk: Desk) -> None:
        desk.service.liar = True
        outcome = desk.publish()
        assert (outcome.state, len(desk.service.arrived)) == ("posted", 1), outcome.error


class TestRoomWithoutAnArchive:
    @pytest.fixture
    def desk(self, server: XmppServer, witness: Person, editor: Person, clock: TurnedClock) -> Iterator[Desk]:
        room = Room(server, witness, editor, clock, "quiet")
        yield Desk(occupant(room), room, clock)
        room.close()

    def test_it_posts(self, desk: Desk) -> None:
        outcome = desk.publish()
        assert (outcome.state, len(desk.service.arrived)) == ("posted", 1), outcome.error

    def test_a_doubt_waits_for_a_person(self, desk: Desk) -> None:
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code, len(desk.service.attempts)) == ("in-doubt", 3, 1)

    def test_doctor_says_so(self, desk: Desk) -> None:
        assert "no archive" in [finding.text for finding in examined(desk.channel)][2]


def examined(channel: Any) -> list[Finding]:
    return list(channel.examine())


def refusal(channel: XmppRoom) -> str:
    with pytest.raises(NotPosted) as raised:
        send(channel)
    return raised.value.why


def test_a_room_that_is_not_there_is_not_created(room: Room) -> None:
    nowhere = occupant(room, room=f"nowhere@rooms.{HOST}")
    assert "there is no room" in refusal(nowhere)
    assert "there is no room" in refusal(nowhere)
    assert room.attempts == []


def test_an_account_is_no_room(room: Room) -> None:
    assert "no room" in refusal(occupant(room, room=f"news@{HOST}"))


def test_a_nickname_that_somebody_has_is_told(room: Room) -> None:
    assert "another `nick`" in refusal(occupant(room, nick="witness"))


def test_without_a_voice_nothing_is_posted(room: Room) -> None:
    room.configure(moderatedroom="1")
    assert "may not do this" in refusal(occupant(room))
    assert room.arrived == []


def test_a_password_opens_the_room(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.configure(passwordprotectedroom="1", roomsecret="open sesame")
    monkeypatch.setenv("ROOM_PASSWORD", "a wrong word")
    channel = occupant(room, room_password=Secret("$ROOM_PASSWORD"))
    assert "(not-authorized)" in (why := refusal(channel))
    assert "a wrong word" not in why
    monkeypatch.setenv("ROOM_PASSWORD", "open sesame")
    send(channel)
    assert len(room.arrived) == 1


def test_doctor_says_what_the_room_demands(room: Room) -> None:
    room.configure(moderatedroom="1", membersonly="1", passwordprotectedroom="1", roomsecret="open sesame")
    found = examined(occupant(room))
    assert found[:2] == [
        Finding("ok", f"logged in as news@{HOST}"),
        Finding("ok", f"the room {room.address} is there"),
    ]
    assert {finding.text.partition(":")[0] for finding in found[2:]} == {
        "the room asks for a password", "the room is moderated", "only members may enter the room",
    }  # fmt: skip


def test_a_person_gives_the_address_that_was_told_or_one_in_a_log(room: Room) -> None:
    channel = occupant(room)
    told = f"xmpp:{room.address}?join#KrIAw1N7"
    assert channel.receipt_of(told) == Receipt("KrIAw1N7", told)
    log = "https://logs.example/news/2020-12-09#17"
    assert channel.receipt_of(log) == Receipt(log, log)


@pytest.mark.parametrize(
    "word", ["no", "KrIAw1N7", "https://logs.example/", "xmpp:other@rooms.xmpp.example?join#KrIAw1N7"]
)
def test_anything_else_is_none(room: Room, word: str) -> None:
    with pytest.raises(ValueError, match="address of a post"):
        occupant(room).receipt_of(word)


def test_an_archive_that_begins_later_proves_nothing(room: Room) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    assert not occupant(room).own_posts(long_ago, None).whole
    assert occupant(room).own_posts(datetime.now(UTC), None).whole


def test_characters_that_xml_can_not_hold_are_left_out_and_the_message_is_found(room: Room) -> None:
    message = msgspec.structs.replace(MESSAGE, text=f"\x1bThe news\x00letter! {LINK}")
    receipt = send(occupant(room), message=message)
    assert f"<body>The newsletter! {LINK}</body>" in room.arrived[0]
    assert occupant(room).find(delivery(message=message)) == receipt
