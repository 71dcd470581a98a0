"""Threads"""

from __future__ import annotations

import pytest

from distribute.channel.post import Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.errors import worst
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    LedgerError,
    Posted,
)
from tests.deliver.kit import Desk


def test_a_thread_is_a_chain_of_posts(desk: Desk) -> None:
    outcomes = desk.publish_all("One|Two|Three")
    assert [str(outcome.key) for outcome in outcomes] == [f"2020-11/fake/en@1#{n}" for n in (1, 2, 3)]
    assert [delivery.in_reply_to and delivery.in_reply_to.id for delivery, _ in desk.wall.posts] == [
        None,
        "1",
        "2",
    ]
    assert len(desk.events(Composed)) == 1


@pytest.mark.parametrize(
    ("error", "states", "code"),
    [
        (InDoubt("cut"), ["posted", "in-doubt", "held"], 3),
        (NotPosted("no"), ["posted", "not-posted", "not-posted"], 1),
    ],
)
def test_a_part_waits_for_the_one_before(desk: Desk, error: Exception, states: list[str], code: int) -> None:
    desk.wall.then(desk.wall.put, desk.wall.refuse(error))
    outcomes = desk.publish_all("One|Two|Three")
    assert [outcome.state for outcome in outcomes] == states
    assert worst(outcome.exit_code for outcome in outcomes) == code
    assert len(desk.wall.posts) == 1


def test_a_thread_is_finished_where_it_stopped(desk: Desk) -> None:
    desk.wall.then(desk.wall.put, desk.wall.keep_and(InDoubt("cut")))
    desk.publish_all("One|Two|Three")
    outcomes = desk.publish_all("One|Two|Three")
    assert [outcome.state for outcome in outcomes] == ["already-posted", "posted", "posted"]
    assert [delivery.message.text for delivery, _ in desk.wall.posts] == ["One", "Two", "Three"]
    assert desk.wall.posts[2][0].in_reply_to == Receipt("2", "https://wall.example/2")


def test_a_receipt_that_could_not_be_noted_stops_the_thread(desk: Desk) -> None:
    def fail(events: tuple[AnyEvent, ...]) -> None:
        if any(isinstance(event, Posted) for event in events):
            msg = "full"
            raise LedgerError(msg)

    desk.ledger.before = fail
    outcomes = desk.publish_all("One|Two")
    assert [(outcome.state, outcome.exit_code) for outcome in outcomes] == [("posted", 5), ("not-posted", 1)]
    assert len(desk.wall.posts) == 1
