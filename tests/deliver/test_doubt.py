"""Anything not provably unposted is in doubt; Presence at once, absence after patience; What is ours; A duplicate refusal; Settling"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.deliver.outcome import Repost
from distribute.deliver.records import record_human_verdict
from distribute.ledger.events import (
    Composed,
    Intended,
)
from distribute.ledger.fold import fold
from tests.deliver.kit import ABOUT, KEY, PATIENCE, Blind, Desk, doubt

# Anything not provably unposted is in doubt


@pytest.mark.parametrize(
    "error",
    [InDoubt("cut"), RuntimeError("bug"), SystemExit(2), KeyboardInterrupt(), MemoryError(), KeyError("x")],
)
def test_whatever_is_not_proof_is_doubt_and_is_never_sent_blindly(desk: Desk, error: BaseException) -> None:
    desk.wall.then(desk.wall.keep_and(error))
    desk.wall.on_find = lambda _: None
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert outcome.until
    assert desk.kinds() == ["Intended", "Doubted"]
    assert desk.publish().state == "held"
    assert len(desk.wall.posts) == 1


@pytest.mark.parametrize("answer", [None, "1", {"id": "1"}])
def test_an_answer_that_is_no_receipt_is_doubt(desk: Desk, answer: Any) -> None:
    desk.wall.then(lambda _: answer)
    outcome = desk.publish()
    assert (outcome.state, outcome.error) == ("in-doubt", "the adapter returned no receipt")


def test_proof_of_nothing_posted_is_no_doubt(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("too long")))
    outcome = desk.publish()
    assert (outcome.state, outcome.error, outcome.exit_code) == ("not-posted", "too long", 1)
    assert desk.kinds() == ["Intended", "Disproved"]
    assert desk.clock.waited == []
    assert desk.publish().state == "posted"  # final holds for its run only
    assert len(desk.wall.posts) == 1


@pytest.mark.parametrize("error", [InDoubt("503"), RuntimeError("bug"), NotPosted("no"), SystemExit(1)])
def test_what_fails_while_preparing_was_never_sent(desk: Desk, error: BaseException) -> None:
    desk.wall.on_prepare = desk.wall.refuse(error)  # type: ignore[arg-type]
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 1)
    assert desk.events() == []
    assert not desk.wall.posts


# Presence at once, absence after patience


def test_what_is_there_is_believed_at_once(desk: Desk) -> None:
    desk.wall.then(desk.wall.keep_and(InDoubt("cut")))
    desk.publish()
    outcome = desk.publish()
    assert (outcome.state, outcome.how, outcome.exit_code) == ("posted", "found", 0)
    assert len(desk.wall.posts) == 1


def test_absence_is_believed_only_after_patience(desk: Desk) -> None:
    doubted_at = doubt(desk).until
    desk.clock.turn(PATIENCE - 1)
    held = desk.publish()
    assert (held.state, held.until, held.exit_code) == ("held", doubted_at, 3)
    desk.clock.turn(1)
    assert desk.publish().state == "posted"
    assert len(desk.wall.posts) == 1
    assert desk.kinds() == ["Intended", "Doubted", "Disproved", "Intended", "Posted"]


def test_patience_counts_from_before_the_question(desk: Desk) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE - 1)

    def slow(delivery: Delivery) -> None:
        desk.clock.turn(60)

    desk.wall.on_find = slow
    assert desk.publish().state == "held"


def test_patience_counts_from_the_last_event(desk: Desk) -> None:
    def slow(_: Delivery) -> Receipt:
        desk.clock.turn(300)
        msg = "silence"
        raise InDoubt(msg)

    desk.wall.then(slow)
    desk.publish()
    desk.clock.turn(PATIENCE - 1)
    assert desk.publish().state == "held"


def test_a_crash_between_intent_and_verdict_is_doubt_too(desk: Desk) -> None:
    desk.ledger.append(
        Composed(
            post=KEY.round_place,
            seq=1,
            run="dead",
            at=desk.clock.now(),
            target="fake:me",
            about=ABOUT,
            draft=Draft((Message("Hello"),)),
        ),
        Intended(post=str(KEY), seq=1, run="dead", at=desk.clock.now()),
    )
    assert desk.publish().state == "held"
    desk.clock.turn(PATIENCE)
    assert desk.publish().state == "posted"


@pytest.mark.parametrize("error", [RuntimeError("bug"), NotPosted("401"), InDoubt("503"), SystemExit()])
def test_not_being_able_to_look_proves_nothing(desk: Desk, error: BaseException) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE * 9)
    desk.wall.on_find = desk.wall.refuse(error)  # type: ignore[arg-type]
    before = desk.kinds()
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert not desk.wall.posts
    assert desk.kinds() == before


def test_a_blind_channel_waits_for_a_person(desk: Desk) -> None:
    desk.channel = Blind(name="fake", use="fake", wall=desk.wall)
    assert not desk.channel.can_read_back
    assert doubt(desk).until is None
    desk.clock.turn(PATIENCE * 99)
    assert desk.publish().state == "in-doubt"
    assert not desk.wall.posts


# What is ours


def test_a_receipt_of_an_earlier_round_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.publish()
    desk.wall.then(desk.wall.refuse(InDoubt("cut")))
    again = desk.publish(repost=Repost("typo", "job-1"))
    assert again.state == "in-doubt"
    (first,) = desk.wall.posts
    desk.publish()
    assert desk.wall.asked[-1].exclude == (first[1],)
    desk.clock.turn(PATIENCE)
    desk.wall.on_find = lambda _: first[1]  # an adapter that leaves nothing out
    assert desk.publish().state == "in-doubt"
    assert fold(desk.ledger.read()).publication("2020-11", "fake", "en").post(2, "1").receipt is None


@pytest.mark.parametrize("days", [1, 1000])
def test_a_receipt_of_another_issue_is_not_taken_for_this_one_however_old(desk: Desk, days: int) -> None:
    desk.publish(issue="2017-3")
    (first,) = desk.wall.posts
    desk.clock.turn(days * 24 * 3600)
    doubt(desk)
    desk.wall.on_find = lambda _: first[1]  # an adapter that leaves nothing out
    assert desk.publish().state == "in-doubt"
    # A post that was recorded long before the first attempt need not be listed for the channel.
    assert desk.wall.asked[-1].exclude == ((first[1],) if days == 1 else ())
    assert desk.post.receipt is None


def test_another_language_of_the_same_account_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.publish()
    doubt(desk, language="de")
    desk.publish(language="de")
    assert desk.wall.asked[-1].exclude == (Receipt("1", "https://wall.example/1"),)


def test_looking_begins_at_the_first_intent(desk: Desk) -> None:
    doubt(desk)
    first = desk.events(Intended)[0].at
    desk.clock.turn(PATIENCE)
    doubt(desk)
    desk.publish()
    assert {delivery.first_attempt_at for delivery in desk.wall.asked} == {first}


def test_nothing_is_read_back_from_another_account_than_it_went_to(desk: Desk) -> None:
    doubt(desk)
    desk.channel = msgspec.structs.replace(desk.channel, account="fake:moved")
    desk.clock.turn(PATIENCE * 2)
    assert desk.publish().state == "in-doubt"
    assert not desk.wall.posts


# A duplicate refusal


def test_a_duplicate_refusal_that_is_found_is_posted(desk: Desk) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE)

    def refuse(delivery: Delivery) -> Receipt:
        desk.wall.put(delivery)  # the first one turns up
        msg = "duplicate"
        raise Duplicate(msg)

    desk.wall.then(refuse)
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found")


def test_a_duplicate_refusal_after_an_unresolved_attempt_is_doubt(desk: Desk) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE)
    desk.wall.then(desk.wall.refuse(Duplicate("duplicate")))
    outcome = desk.publish()
    assert (outcome.state, outcome.error) == ("in-doubt", "duplicate")
    assert desk.kinds()[-1] == "Doubted"


@pytest.mark.parametrize("error", [None, RuntimeError("down")])
def test_a_duplicate_refusal_of_the_first_attempt_is_a_refusal(desk: Desk, error: Exception | None) -> None:
    def refused(_: Delivery) -> Receipt:
        if error:
            desk.wall.on_find = desk.wall.refuse(error)
        raise Duplicate("posted by a stranger", final=False)

    desk.wall.then(refused)
    outcome = desk.publish()
    assert (outcome.state, outcome.error) == ("not-posted", "posted by a stranger")
    assert len(desk.wall.asked) == 2
    assert desk.clock.waited == []
    assert desk.kinds() == ["Intended", "Disproved"]


# Settling


def test_without_a_draft_what_is_in_doubt_is_read_back_and_nothing_sent(desk: Desk) -> None:
    doubt(desk)
    assert desk.publish(draft=None).state == "held"
    desk.clock.turn(PATIENCE)
    outcome = desk.publish(draft=None)
    assert (outcome.state, outcome.exit_code) == ("not-posted", 1)
    assert desk.publish(draft=None, issue="other").state == "not-posted"
    assert not desk.wall.posts
    desk.wall.then(desk.wall.keep_and(InDoubt("cut")))
    desk.publish()
    assert desk.publish(draft=None).how == "found"


def test_a_person_may_say_that_it_is_there(desk: Desk) -> None:
    doubt(desk)
    outcome = record_human_verdict(desk.channel, KEY, "https://wall.example/7", desk.ledger, clock=desk.clock)
    assert (outcome.state, outcome.how) == ("posted", "by hand")
    assert desk.publish().receipt == Receipt("https://wall.example/7", "https://wall.example/7")
    assert not desk.wall.posts
    again = record_human_verdict(desk.channel, KEY, "https://wall.example/7", desk.ledger, clock=desk.clock)
    assert (again.exit_code, desk.post.duplicates) == (0, ())
    other = record_human_verdict(desk.channel, KEY, "https://wall.example/8", desk.ledger, clock=desk.clock)
    assert other.exit_code == 3
    assert [receipt.url for receipt in desk.post.duplicates] == ["https://wall.example/8"]


def test_a_person_may_say_that_it_is_not_there_once_it_cannot_come(desk: Desk) -> None:
    desk.channel = Blind(name="fake", use="fake", wall=desk.wall)
    doubt(desk)
    assert record_human_verdict(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "held"
    desk.clock.turn(PATIENCE)
    assert record_human_verdict(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "not-posted"
    assert record_human_verdict(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "not-posted"
    assert desk.publish().state == "posted"
    assert (
        record_human_verdict(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "already-posted"
    )


def test_a_persons_word_on_what_nobody_knows_is_refused(desk: Desk) -> None:
    with pytest.raises(LookupError, match="seed"):
        record_human_verdict(desk.channel, KEY, "https://wall.example/7", desk.ledger)
