"""Absence; What comes too late; No dead end"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from distribute.channel.verdicts import InDoubt
from distribute.ledger.events import (
    Intended,
    Rechecked,
)
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from tests.deliver.evidence.kit import KEY, PATIENCE, TEXT, Desk, late

# Absence


def test_absence_is_not_believed_from_another_account(desk: Desk) -> None:
    desk.doubt()
    desk.channel = msgspec.structs.replace(desk.channel, account="bob")
    desk.clock.turn(2 * PATIENCE.total_seconds())
    outcome = desk.publish()
    assert outcome.state == "in-doubt"
    assert "ada" in outcome.error
    assert "bob" in outcome.error
    assert len(desk.service.sent) == 1
    desk.channel = msgspec.structs.replace(desk.channel, account="ada")
    assert desk.publish().how == "found"


def test_what_is_in_doubt_is_looked_for_with_the_settings_of_its_attempt(desk: Desk) -> None:
    desk.channel = msgspec.structs.replace(desk.channel, visibility="private")
    desk.doubt()
    desk.channel = msgspec.structs.replace(desk.channel, visibility="public")
    desk.clock.turn(2 * PATIENCE.total_seconds())
    assert desk.publish().how == "found"
    assert len(desk.service.sent) == 1


def test_an_account_is_the_same_under_another_name_in_the_settings(desk: Desk) -> None:
    desk.doubt()
    # `account:` was added.
    desk.channel = msgspec.structs.replace(desk.channel, called_in_settings="feed:@ada")
    assert desk.publish().how == "found"


def test_one_account_under_two_names_gets_an_issue_once(desk: Desk) -> None:
    desk.publish()
    alias = msgspec.structs.replace(desk.channel, name="alias", called_in_settings="feed:alias.example")
    desk.service.posts.clear()  # so that looking finds nothing
    outcome = desk.publish(channel=alias)
    assert (outcome.state, outcome.code) == ("held", "same-target")
    assert len(desk.service.sent) == 1


def test_a_ledger_that_does_not_say_who_sent_it_cannot_prove_absence(desk: Desk) -> None:
    desk.lose()
    old = MemoryLedger()
    for event in desk.ledger.read():
        whole = msgspec.structs.replace(event, account=None) if isinstance(event, Intended) else event
        old.append(whole)
    desk.ledger = old
    desk.clock.turn(2 * PATIENCE.total_seconds())
    outcome = desk.publish()
    assert outcome.state == "in-doubt"
    assert "does not record from which account" in outcome.error
    assert len(desk.service.sent) == 1


def test_a_post_in_doubt_of_an_older_version_keeps_its_token(desk: Desk) -> None:
    place: dict[str, Any] = {"run": "old", "at": desk.clock.now()}
    desk.ledger.append(Intended(post=str(KEY), seq=1, **place))
    post = next(fold(desk.ledger.read()).posts())
    assert post.idempotency_key == KEY.idempotency_key()
    assert KEY.idempotency_key("another newsletter") != KEY.idempotency_key()


# What comes too late


def test_a_copy_that_came_late_is_found_recorded_and_told(desk: Desk) -> None:
    late(desk)
    assert desk.publish().state == "already-posted"  # it may still be on its way
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    outcome = desk.publish()
    assert (outcome.exit_code, len(outcome.duplicates)) == (3, 1)
    assert "twice" in outcome.error
    (post,) = fold(desk.ledger.read()).posts()
    assert post.duplicates == outcome.duplicates
    assert len(desk.service.sent) == 2


def test_it_is_looked_for_once_more_and_then_no_more(desk: Desk) -> None:
    desk.service.fails.append(InDoubt("cut"))
    desk.service.hidden.add(TEXT)
    desk.publish()
    desk.service.posts.clear()  # it never arrived
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    desk.publish()
    desk.service.hidden.clear()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().state == "already-posted"
    assert len(desk.events(Rechecked)) == 1
    desk.service.refuses_to_list = AssertionError("it is not asked")
    assert desk.publish().state == "already-posted"


def test_looking_once_more_is_tried_again_where_it_failed(desk: Desk) -> None:
    late(desk)
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    desk.service.refuses_to_list = InDoubt("cut")
    assert desk.publish().state == "already-posted"
    desk.service.refuses_to_list = None
    assert desk.publish().duplicates


# No dead end


def test_an_intent_of_the_future_can_be_settled(desk: Desk) -> None:
    desk.clock.turn(timedelta(days=365).total_seconds())
    desk.lose()
    desk.service.posts.clear()
    desk.clock.turn(-timedelta(days=365).total_seconds())
    outcome = desk.publish()
    assert outcome.state == "held"
    assert outcome.until == desk.clock.now() + PATIENCE
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.word(None).state == "not-posted"
    assert desk.publish().state == "posted"


def test_a_persons_word_alone_settles_an_intent_of_the_future(desk: Desk) -> None:
    desk.clock.turn(timedelta(days=365).total_seconds())
    desk.lose()
    desk.service.posts.clear()
    desk.clock.turn(-timedelta(days=365).total_seconds())
    desk.service.refuses_to_list = InDoubt("down")
    assert desk.word(None).state == "held"
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.word(None).state == "not-posted"
