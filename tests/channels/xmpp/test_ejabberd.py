"""Both XMPP channels on a real ejabberd too, which refuses, closes, names publishers and makes rooms as Prosody does not."""

from __future__ import annotations

from typing import ClassVar

import pytest

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.testing.channel_contract import LINK
from distribute.testing.service import Fault
from tests.channels.sending import delivery, send

from . import test_pubsub, test_room
from .kit import Node, Room, occupant, publisher

pytestmark = pytest.mark.parametrize("server", ["ejabberdctl"], indirect=True)

FEW: tuple[Fault, ...] = ("cut before keeping", "cut after keeping")


class TestPubsubOnEjabberd(test_pubsub.TestPubsub):
    faults: ClassVar = FEW


class TestRoomOnEjabberd(test_room.TestRoom):
    faults: ClassVar = FEW


# What a server says when it refuses, and what it makes by itself, is its own.
test_an_account_gets_its_microblog = test_pubsub.test_an_account_gets_its_microblog_with_the_first_post
test_a_missing_node_is_told_and_not_created = (
    test_pubsub.test_a_node_that_is_not_there_is_told_and_not_created
)
test_a_node_that_keeps_too_little_is_told = test_pubsub.test_a_node_that_keeps_too_little_is_told
test_doctor_says_that_a_node_is_not_for_everybody = (
    test_pubsub.test_doctor_says_that_a_node_is_not_for_everybody
)
test_an_item_of_somebody_else_is_no_proof = test_pubsub.test_an_item_of_somebody_else_with_our_id_is_no_proof
test_who_may_not_publish_is_told = test_pubsub.test_who_may_not_publish_is_told
test_an_item_that_arrives_late_is_not_published_again = (
    test_pubsub.test_an_item_that_arrives_late_is_not_published_again
)
test_a_node_that_is_gone_proves_nothing = test_pubsub.test_a_node_that_is_gone_proves_nothing
test_a_missing_room_is_not_created = test_room.test_a_room_that_is_not_there_is_not_created
test_an_account_is_no_room = test_room.test_an_account_is_no_room
test_a_nickname_that_somebody_has_is_told = test_room.test_a_nickname_that_somebody_has_is_told
test_a_password_opens_the_room = test_room.test_a_password_opens_the_room
test_doctor_says_what_the_room_demands = test_room.test_doctor_says_what_the_room_demands
test_characters_that_xml_can_not_hold = (
    test_room.test_characters_that_xml_can_not_hold_are_left_out_and_the_message_is_found
)


def test_a_wrong_password_is_refused_before_anything_is_sent(
    node: Node, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XMPP_PASSWORD", "a wrong password")
    for channel in (publisher(node), occupant(room)):
        with pytest.raises(NotPosted, match="`jid` and the password") as refused:
            send(channel)
        assert refused.value.final
    assert node.attempts == room.attempts == []


def test_an_account_that_is_banned_is_refused(room: Room) -> None:
    room.ban("news")
    with pytest.raises(NotPosted, match=r"\(forbidden\)"):
        send(occupant(room))
    assert room.attempts == []


def test_where_publishers_are_not_named_a_strangers_item_is_a_question(node: Node) -> None:
    """ejabberd names them only where `pubsub#itemreply` says so."""
    node.configure(itemreply="none")
    node.stranger({"title": "Look!", "link": LINK})
    with pytest.raises(InDoubt, match="different text"):
        publisher(node).find(delivery())
