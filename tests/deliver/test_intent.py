"""Intent before the request; Nothing is sent late; The one retry"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from distribute.channel.post import Delivery, Receipt
from distribute.channel.verdicts import NotPosted
from distribute.deliver.outcome import Outcome
from distribute.deliver.run import deliver
from distribute.ledger.events import (
    AnyEvent,
    Disproved,
    Intended,
    LedgerError,
    Posted,
)
from distribute.ledger.sqlite import SqliteLedger
from tests.deliver.kit import KEY, PATIENCE, Desk, doubt

# Intent before the request


def test_the_intent_is_on_record_before_the_request_leaves(desk: Desk) -> None:
    seen: list[list[str]] = []

    def look(delivery: Delivery) -> Receipt:
        seen.append(desk.kinds())
        return desk.wall.put(delivery)

    desk.wall.on_post = look
    desk.wall.on_prepare = lambda _: seen.append(desk.kinds())
    desk.publish()
    assert seen == [[], ["Intended"]]


def test_without_an_intent_on_record_nothing_is_sent(desk: Desk) -> None:
    def fail(_: tuple[AnyEvent, ...]) -> None:
        msg = "the disk is full"
        raise LedgerError(msg)

    desk.ledger.before = fail
    outcome = desk.publish()
    assert (outcome.state, outcome.ledger_error, outcome.exit_code) == ("not-posted", "the disk is full", 5)
    assert not desk.wall.posts


def test_who_comes_second_to_the_intent_leaves_it_be(desk: Desk) -> None:
    rival = Desk()
    rival.ledger, rival.wall, rival.clock, rival.channel = desk.ledger, desk.wall, desk.clock, desk.channel
    rival_said: list[Outcome] = []

    def meanwhile(events: tuple[AnyEvent, ...]) -> None:
        desk.ledger.before = lambda _: None
        rival_said.append(rival.publish())

    desk.ledger.before = meanwhile
    outcome = desk.publish()
    assert rival_said[0].state == "posted"
    assert (outcome.state, outcome.exit_code) == ("already-posted", 0)
    assert len(desk.wall.posts) == 1


def test_a_rival_still_under_way_is_waited_for(desk: Desk) -> None:
    def meanwhile(events: tuple[AnyEvent, ...]) -> None:
        desk.ledger.before = lambda _: None
        stranger = [msgspec.structs.replace(event, run="rival") for event in events]
        desk.ledger.append(*stranger)

    desk.ledger.before = meanwhile
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("held", 3)
    assert outcome.until == desk.clock.now() + timedelta(seconds=PATIENCE)
    assert not desk.wall.posts


def test_who_only_met_a_rival_is_content_when_all_is_posted_in_the_end(desk: Desk) -> None:
    doubt(desk)

    def late(delivery: Delivery) -> None:
        # It is absent while asked, and the other run notes its receipt right after.
        post = desk.post
        desk.ledger.append(
            Posted(
                post=str(KEY),
                seq=post.next,
                run="rival",
                at=desk.clock.now(),
                receipt=Receipt("9"),
                how="sent",
            )
        )

    desk.wall.on_find = late
    outcome = desk.publish()
    assert (outcome.state, outcome.receipt, outcome.exit_code) == ("already-posted", Receipt("9"), 0)


def test_of_eight_at_once_one_posts(desk: Desk, tmp_path: Path) -> None:
    SqliteLedger.create(tmp_path / "ledger.db")
    begin, said = threading.Barrier(8, timeout=60), list[Outcome]()

    def run() -> None:
        begin.wait()
        said.extend(deliver([desk.wanted()], SqliteLedger(tmp_path / "ledger.db")))

    rivals = [threading.Thread(target=run) for _ in range(8)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert len(desk.wall.posts) == 1
    assert {outcome.state for outcome in said} <= {"posted", "already-posted", "held"}
    assert deliver([desk.wanted()], SqliteLedger(tmp_path / "ledger.db"))[0].state == "already-posted"


# Nothing is sent late


def stall(desk: Desk, turn: Callable[[], None]) -> None:
    """Let time pass right after the next intent is on record."""
    plain = desk.ledger.append

    def append(*events: AnyEvent) -> None:
        plain(*events)
        if any(isinstance(event, Intended) for event in events):
            desk.ledger.append = plain  # type: ignore[method-assign]
            turn()

    desk.ledger.append = append  # type: ignore[method-assign]


def by_both(desk: Desk) -> None:
    desk.clock.turn(PATIENCE / 2 + 1)


def by_the_wall(desk: Desk) -> None:
    desk.clock.set_wall(PATIENCE / 2 + 1)


def by_the_other(desk: Desk) -> None:
    desk.clock.turn(PATIENCE / 2 + 1)
    desk.clock.set_wall(-PATIENCE / 2)


def backwards(desk: Desk) -> None:
    desk.clock.set_wall(-1)


@pytest.mark.parametrize("turn", [by_both, by_the_wall, by_the_other, backwards])
def test_nothing_is_sent_too_late(desk: Desk, turn: Callable[[Desk], None]) -> None:
    stall(desk, lambda: turn(desk))
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 1)
    assert "too late" in outcome.error
    assert not desk.wall.posts
    assert [event.why for event in desk.events(Disproved)] == ["too late"]  # type: ignore[union-attr]
    assert desk.publish().state == "posted"


def test_just_in_time_is_in_time(desk: Desk) -> None:
    stall(desk, lambda: desk.clock.turn(PATIENCE / 2))
    assert desk.publish().state == "posted"


def test_too_late_takes_nothing_back_from_a_run_that_took_over(desk: Desk) -> None:
    other = Desk()
    other.wall, other.clock, other.channel = desk.wall, desk.clock, desk.channel

    def slept() -> None:
        desk.clock.turn(PATIENCE * 2)
        other.ledger = desk.ledger
        doubt(other)  # it gives the first up and sends its own, whose answer is lost

    stall(desk, slept)
    outcome = desk.publish()
    assert outcome.state == "not-posted"
    assert desk.kinds() == ["Intended", "Disproved", "Intended", "Doubted"]
    assert desk.publish().state == "held"


# The one retry


def test_a_passing_refusal_is_tried_once_more_by_a_new_intent(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("429", final=False, retry_after=60)))
    outcome = desk.publish()
    assert outcome.state == "posted"
    assert desk.clock.waited == [60]
    assert desk.kinds() == ["Intended", "Disproved", "Intended", "Posted"]


def test_it_is_tried_once_more_and_not_twice(desk: Desk) -> None:
    refused: list[Delivery] = []

    def refuse(delivery: Delivery) -> Receipt:
        refused.append(delivery)
        msg = "no route"
        raise NotPosted(msg, final=False)

    desk.wall.on_post = refuse
    assert desk.publish().state == "not-posted"
    assert len(refused) == 2


def test_a_long_wait_is_told_and_not_waited_for(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("429", final=False, retry_after=61)))
    outcome = desk.publish()
    assert (outcome.state, outcome.until) == ("not-posted", desk.clock.now() + timedelta(seconds=61))
    assert desk.clock.waited == []


def test_preparing_is_tried_once_more_too(desk: Desk) -> None:
    def once(_: Delivery) -> None:
        desk.wall.on_prepare = lambda _: None
        msg = "no route"
        raise NotPosted(msg, final=False)

    desk.wall.on_prepare = once
    assert desk.publish().state == "posted"
    assert desk.kinds() == ["Intended", "Posted"]


def test_the_retry_leaves_be_what_another_run_did_meanwhile(desk: Desk) -> None:
    def refuse(_: Delivery) -> Receipt:
        desk.wall.on_post = desk.wall.put
        msg = "429"
        raise NotPosted(msg, final=False)

    desk.wall.on_post = refuse
    plain = desk.clock.wait

    def wait(stop: threading.Event, seconds: float) -> None:
        desk.publish()
        plain(stop, seconds)

    desk.clock.wait = wait  # type: ignore[method-assign]
    assert desk.publish().state == "already-posted"
    assert len(desk.wall.posts) == 1
    assert len(desk.wall.prepared) == 2, "it looks into the ledger before it logs in again"
