"""The plain way; Rounds; Being stopped; One channel's failure stops no other"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from distribute.channel.post import Delivery, Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.context import RunContext, StopControl
from distribute.deliver.outcome import Outcome, Repost
from distribute.deliver.records import hold
from distribute.deliver.run import _Lane, deliver
from distribute.errors import worst
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    Intended,
    IssueRef,
)
from distribute.ledger.fold import fold
from tests.deliver.kit import ABOUT, KEY, PATIENCE, Blind, Desk, Fake, Wall, doubt

# The plain way


def test_it_is_posted_once_and_that_is_on_record(desk: Desk) -> None:
    first = desk.publish()
    assert (first.state, first.receipt, first.how) == (
        "posted",
        Receipt("1", "https://wall.example/1"),
        "sent",
    )
    assert first.exit_code == 0
    assert desk.kinds() == ["Intended", "Posted"]
    second = desk.publish()
    assert (second.state, second.receipt, second.exit_code) == ("already-posted", first.receipt, 0)
    assert len(desk.wall.posts) == 1
    assert len(desk.wall.asked) == 1  # before the first attempt


def test_the_adapter_is_told_all_it_may_need(desk: Desk) -> None:
    desk.publish()
    ((delivery, _),) = desk.wall.posts
    assert delivery.key == "2020-11/fake/en@1#1"
    assert delivery.idempotency_key == KEY.idempotency_key()
    assert (delivery.language, delivery.message.text) == ("en", "Hello")
    assert delivery.first_attempt_at == desk.events(Intended)[0].at


def test_an_edited_issue_is_not_posted_again(desk: Desk) -> None:
    desk.publish("Hello", about=ABOUT)
    edited = IssueRef(path="b.md", url="https://example.org/b", title="Another")
    assert desk.publish("Quite another text", about=edited).state == "already-posted"
    assert len(desk.wall.posts) == 1


def test_what_is_in_doubt_in_the_end_is_read_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [desk.wanted(language=language) for language in ("en", "de", "fr")]
    desk.wall.on_post = desk.wall.refuse(InDoubt("the connection was cut"))
    desk.deliver(*wanted)
    read, readers = desk.ledger.read, list[threading.Thread]()

    def counted(issue: str | None = None) -> Iterator[AnyEvent]:
        readers.append(threading.current_thread())
        return read(issue)

    monkeypatch.setattr(desk.ledger, "read", counted)
    assert {outcome.state for outcome in desk.deliver(*wanted)} == {"held"}
    assert readers.count(threading.main_thread()) == 1


def test_a_ledger_with_a_bug_leaves_the_outcome_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt(desk)
    read = desk.ledger.read

    def broken_in_the_end(issue: str | None = None) -> Iterator[AnyEvent]:
        if threading.current_thread() is threading.main_thread():
            raise OSError
        return read(issue)

    monkeypatch.setattr(desk.ledger, "read", broken_in_the_end)
    assert desk.publish().state == "held"


# One channel's failure stops no other


class Mad(Fake, frozen=True, kw_only=True):
    """A channel with a bug outside of every adapter's method."""

    @property
    def can_read_back(self) -> bool:
        raise ZeroDivisionError


@pytest.mark.parametrize("error", [InDoubt("x"), NotPosted("x"), RuntimeError("x"), SystemExit(1)])
def test_one_channels_failure_stops_no_other(desk: Desk, error: Exception) -> None:
    bad, mad = Wall(), Wall()
    bad.on_post = bad.refuse(error)
    mad.on_post = mad.refuse(InDoubt("x"))
    outcomes = desk.deliver(
        desk.wanted(channel=Fake(name="bad", use="fake", wall=bad, account="fake:bad")),
        desk.wanted(channel=Mad(name="mad", use="fake", wall=mad, account="fake:mad")),
        desk.wanted(),
    )
    assert outcomes[2].state == "posted"
    assert [outcome.key.channel for outcome in outcomes] == ["bad", "mad", "fake"]
    assert worst(outcome.exit_code for outcome in outcomes) == 3


def test_one_language_in_doubt_does_not_stop_the_next(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(InDoubt("cut")))
    outcomes = desk.deliver(desk.wanted(), desk.wanted(language="de"))
    assert [outcome.state for outcome in outcomes] == ["in-doubt", "posted"]


def test_channels_go_at_the_same_time_and_each_in_order(desk: Desk) -> None:
    both = threading.Barrier(2, timeout=10)
    order: dict[str, list[str]] = {"a": [], "b": []}
    wanted = []
    for name, log in order.items():
        wall = Wall()

        def post(delivery: Delivery, wall: Wall = wall, log: list[str] = log) -> Receipt:
            both.wait()
            log.append(delivery.language)
            return wall.put(delivery)

        wall.on_post = post
        channel = Fake(name=name, use="fake", wall=wall, account=name)
        wanted += [desk.wanted(channel=channel), desk.wanted(channel=channel, language="de")]
    outcomes = desk.deliver(*wanted)
    assert {outcome.state for outcome in outcomes} == {"posted"}
    assert order == {"a": ["en", "de"], "b": ["en", "de"]}


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["posted", "already-posted"], 0),
        (["posted", "not-posted"], 1),
        (["not-posted", "in-doubt"], 3),
        (["not-posted", "held"], 3),
        (["held", "broken"], 5),
        ([], 0),
    ],
)
def test_the_worst_wins(states: list[Any], code: int) -> None:
    made = {
        state: Outcome(key=KEY, state="posted", ledger_error="gone")
        if state == "broken"
        else Outcome(key=KEY, state=state)
        for state in states
    }
    assert worst(outcome.exit_code for outcome in made.values()) == code


# Rounds


def test_a_repost_is_one_more_with_a_reason_and_another_token(desk: Desk) -> None:
    desk.publish()
    outcome = desk.publish(repost=Repost("the link was dead"))
    assert (outcome.state, str(outcome.key)) == ("posted", "2020-11/fake/en@2#1")
    (first, _), (second, _) = desk.wall.posts
    assert first.idempotency_key != second.idempotency_key
    assert desk.events(Composed)[-1].because == "the link was dead"  # type: ignore[union-attr]
    assert desk.publish(repost=Repost("and again")).key.round == 3
    assert desk.publish().state == "already-posted"


def test_a_repost_with_the_same_key_is_none(desk: Desk) -> None:
    desk.publish()
    desk.publish(repost=Repost("typo", "job-1"))
    outcome = desk.publish(repost=Repost("typo", "job-1"))
    assert (outcome.state, outcome.key.round) == ("already-posted", 2)
    assert len(desk.wall.posts) == 2
    assert desk.publish(repost=Repost("typo", "job-2")).state == "posted"
    assert desk.publish(repost=Repost("typo", "job-1")).state == "already-posted"
    assert len(desk.wall.posts) == 3


def test_a_repost_with_the_key_of_a_round_in_doubt_goes_on_with_it(desk: Desk) -> None:
    desk.publish()
    doubt(desk, repost=Repost("typo", "job-1"))
    desk.clock.turn(PATIENCE)
    outcome = desk.publish(repost=Repost("typo", "job-1"))
    assert (outcome.state, outcome.key.round) == ("posted", 2)
    assert len(desk.wall.posts) == 2


@pytest.mark.parametrize(
    ("error", "state"), [(InDoubt("cut"), "in-doubt"), (NotPosted("no"), "not-posted"), (None, "not-posted")]
)
def test_a_repost_wants_the_last_round_posted(desk: Desk, error: Exception | None, state: str) -> None:
    if error:
        desk.wall.then(desk.wall.refuse(error))
        desk.publish()
    outcome = desk.publish(repost=Repost("typo"))
    assert outcome.state == state
    assert "publish" in outcome.error
    assert not desk.wall.posts


def test_publish_works_on_the_newest_round(desk: Desk) -> None:
    desk.publish()
    desk.wall.then(desk.wall.refuse(NotPosted("no")))
    desk.publish(repost=Repost("typo", "job-1"))
    outcome = desk.publish("Mended")
    assert (outcome.state, outcome.key.round) == ("posted", 2)
    composed = desk.events(Composed)[-1]
    assert (composed.because, composed.asked) == ("typo", "job-1")  # type: ignore[union-attr]


# Being stopped


def test_once_stopped_nothing_new_begins(desk: Desk) -> None:
    desk.stop.set()
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 1)
    assert not desk.wall.prepared
    assert desk.events() == []


def test_stopped_while_preparing_nothing_is_sent(desk: Desk) -> None:
    desk.wall.on_prepare = lambda _: desk.stop.set()
    assert desk.publish().state == "not-posted"
    assert desk.events() == []


def test_what_is_in_flight_is_finished(desk: Desk) -> None:
    def post(delivery: Delivery) -> Receipt:
        desk.stop.set()
        return desk.wall.put(delivery)

    desk.wall.on_post = post
    outcomes = desk.publish_all("One|Two")
    assert [outcome.state for outcome in outcomes] == ["posted", "not-posted"]


def test_what_is_in_flight_for_too_long_is_in_doubt_and_on_record(desk: Desk) -> None:
    go, gone = threading.Event(), threading.Event()

    def hang(delivery: Delivery) -> Receipt:
        desk.stop.set()
        go.wait(10)
        gone.set()
        return desk.wall.put(delivery)

    desk.wall.then(desk.wall.put, hang)
    wanted = [desk.wanted("One|Two"), desk.wanted(language="de")]
    outcomes = deliver(wanted, desk.ledger, StopControl(stop=desk.stop, grace=0), clock=desk.clock)
    assert [(outcome.key.part_number, outcome.state) for outcome in outcomes] == [
        ("1", "posted"),
        ("2", "in-doubt"),
        ("1", "not-posted"),
    ]
    assert worst(outcome.exit_code for outcome in outcomes) == 3
    assert desk.kinds() == ["Intended", "Posted", "Intended"]
    go.set()
    assert gone.wait(10)


def test_stopped_while_the_intent_is_recorded_nothing_is_sent(desk: Desk) -> None:
    desk.ledger.before = lambda _: desk.stop.set()
    outcome = desk.publish()
    assert (outcome.state, outcome.error) == ("not-posted", "stopped before it was sent")
    assert desk.kinds() == ["Intended", "Disproved"]
    assert not desk.wall.posts


def test_a_ledger_that_hangs_is_not_waited_for_once_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, ended = threading.Event(), threading.Event()
    read, readers = desk.ledger.read, list[threading.Thread]()

    def hang(_: tuple[AnyEvent, ...]) -> None:
        if desk.stop.is_set():
            ended.set()
        desk.stop.set()
        go.wait(10)

    def counted(issue: str | None = None) -> Iterator[AnyEvent]:
        readers.append(threading.current_thread())
        return read(issue)

    desk.ledger.before = hang
    monkeypatch.setattr(desk.ledger, "read", counted)
    (outcome,) = deliver([desk.wanted()], desk.ledger, StopControl(stop=desk.stop, grace=0), clock=desk.clock)
    assert outcome.state == "in-doubt"
    assert threading.main_thread() not in readers
    go.set()
    assert ended.wait(10)
    assert not desk.wall.posts


def test_a_retry_is_not_waited_for_once_stopped(desk: Desk) -> None:
    def refuse(_: Delivery) -> Receipt:
        desk.stop.set()
        msg = "429"
        raise NotPosted(msg, final=False)

    desk.wall.on_post = refuse
    assert desk.publish().error == "stopped before it was sent"
    assert desk.kinds() == ["Intended", "Disproved"]


def test_once_stopped_nothing_is_asked(desk: Desk) -> None:
    doubt(desk)
    asked = len(desk.wall.asked)
    desk.stop.set()
    assert desk.publish().state == "held"
    assert len(desk.wall.asked) == asked


# What the run read before


def test_what_another_run_posted_since_the_ledger_was_read_is_not_posted_again(desk: Desk) -> None:
    desk.channel = Blind(name="fake", use="fake", wall=desk.wall)
    before = fold(desk.ledger.read())
    desk.publish()
    (outcome,) = deliver([desk.wanted()], desk.ledger, clock=desk.clock, history=before)
    assert (outcome.state, len(desk.wall.posts)) == ("already-posted", 1)


def test_a_hold_since_the_ledger_was_read_keeps_the_post_back(desk: Desk) -> None:
    before = fold(desk.ledger.read())
    hold("2020-11", "fake", "the date is wrong", "ed", desk.ledger, clock=desk.clock)
    (outcome,) = deliver([desk.wanted()], desk.ledger, clock=desk.clock, history=before)
    assert (outcome.state, outcome.code, desk.wall.posts) == ("held", "held", [])


def test_a_post_that_ends_while_it_is_told_is_not_told_as_unsent(desk: Desk) -> None:
    sending, go_on, started = threading.Event(), threading.Event(), threading.Event()
    desk.wall.then(lambda delivery: (sending.set(), go_on.wait(), desk.wall.put(delivery))[-1])
    lane = _Lane(RunContext(desk.ledger, desk.clock, StopControl(stop=desk.stop)), started)
    lane.work.append((0, desk.wanted()))

    class Read(list[tuple[int, Outcome]]):
        """The outcomes so far; the post ends just after they were read."""

        def __iter__(self) -> Iterator[tuple[int, Outcome]]:
            read = list(self[:])
            go_on.set()
            lane.join()
            return iter(read)

    lane.outcomes = Read()
    started.set()
    lane.start()
    sending.wait()
    ((_, outcome),) = lane.told()
    assert (outcome.state, desk.post.state) == ("in-doubt", "posted")
