"""A key outlives edits; one account is one; The draft is pinned; A receipt is never lost; Seeding; What a person has held"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.outcome import Outcome, Repost
from distribute.deliver.records import hold, record_human_verdict, release, seed
from distribute.ledger.events import (
    AnyEvent,
    Composed,
    Intended,
    IssueRef,
    MarkedAnnounced,
    Posted,
)
from distribute.ledger.fold import fold
from tests.deliver.kit import ABOUT, KEY, PATIENCE, Desk, doubt

# A key outlives edits; one account is one


def test_an_account_is_not_posted_to_under_another_name(desk: Desk) -> None:
    desk.publish()
    desk.channel = msgspec.structs.replace(desk.channel, name="renamed")
    outcome = desk.publish()
    assert (outcome.state, outcome.code, outcome.exit_code) == ("held", "same-target", 4)
    assert desk.publish(shared=True).state == "posted"
    assert len(desk.wall.posts) == 2


@pytest.mark.parametrize("state", ["posted", "seeded", "in part"])
def test_what_is_on_record_for_another_account_is_held(desk: Desk, state: str) -> None:
    if state == "seeded":
        seed([desk.wanted()], "announced before", desk.ledger, clock=desk.clock)
    else:
        desk.wall.then(desk.wall.put, desk.wall.refuse(NotPosted("rate", final=False, retry_after=3600)))
        desk.publish_all("One|Two" if state == "in part" else "One")
    sent = len(desk.wall.posts)
    other = msgspec.structs.replace(desk.channel, account="fake:another")
    outcome = desk.publish(channel=other)
    assert (outcome.state, outcome.code, outcome.exit_code) == ("held", "other-account", 4)
    assert "on fake:me, and this channel posts to fake:another" in outcome.error
    assert len(desk.wall.posts) == sent
    # The way out where the account was only renamed.
    assert seed([desk.wanted(channel=other)], "renamed", desk.ledger, clock=desk.clock)[0].done
    assert desk.publish(channel=other).state == "already-posted"
    assert desk.publish().state == "already-posted"
    assert len(desk.wall.posts) == sent


def test_an_account_that_is_named_in_the_settings_later_is_the_same(desk: Desk) -> None:
    desk.channel = msgspec.structs.replace(desk.channel, account="fake:server.example:")
    desk.publish()
    desk.channel = msgspec.structs.replace(desk.channel, account="fake:server.example:news")
    assert desk.publish().state == "already-posted"


def test_of_two_names_for_one_account_at_once_only_one_posts(desk: Desk) -> None:
    rival = msgspec.structs.replace(desk.channel, name="rival")

    def meanwhile(events: tuple[AnyEvent, ...]) -> None:
        desk.ledger.before = lambda _: None
        desk.publish(channel=rival)

    desk.ledger.before = meanwhile
    outcome = desk.publish()
    assert (outcome.state, outcome.code) == ("held", "same-target")
    assert len(desk.wall.posts) == 1


def test_another_language_or_issue_of_the_account_is_its_own(desk: Desk) -> None:
    assert desk.publish().state == "posted"
    assert desk.publish(language="de").state == "posted"
    assert desk.publish(issue="2020-12").state == "posted"


def test_an_issue_is_known_again_under_another_id(desk: Desk) -> None:
    desk.publish()
    history = fold(desk.ledger.read())
    for about in (
        IssueRef(path="2020-11.md"),
        IssueRef(url="https://example.org/2020-11/"),
        IssueRef(title="november"),
    ):
        assert history.known_as("2020-12-09", "en", about) == ("2020-11",)
    assert history.known_as("2020-12-09", "en", IssueRef("x.md", "https://example.org/x", "X")) == ()
    assert history.known_as("2020-11", "en", ABOUT) == ()


# The draft is pinned


def test_the_draft_is_pinned_while_any_of_it_may_be_out(desk: Desk) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE)
    desk.wall.then(desk.wall.put)
    outcomes = desk.publish_all("Hello|World")
    # It was given up, so nothing of the round may be out: it is composed anew.
    assert [outcome.message.text for outcome in outcomes if outcome.message] == ["Hello", "World"]


def test_a_thread_goes_on_with_the_words_it_began_with(desk: Desk) -> None:
    desk.wall.then(desk.wall.put, desk.wall.refuse(NotPosted("rate", final=False, retry_after=3600)))
    desk.publish_all("One|Two")
    outcomes = desk.publish_all("Eins|Zwei|Drei")
    assert [(outcome.state, outcome.message and outcome.message.text) for outcome in outcomes] == [
        ("already-posted", "One"),
        ("posted", "Two"),
    ]
    assert [delivery.message.text for delivery, _ in desk.wall.posts] == ["One", "Two"]


def test_what_is_in_doubt_is_looked_for_by_the_words_it_went_out_with(desk: Desk) -> None:
    doubt(desk)
    outcome = desk.publish("Edited")
    assert desk.wall.asked[-1].message.text == "Hello"
    assert outcome.draft == Draft((Message(text="Hello", link="https://example.org/2020-11"),))


def test_a_refused_text_can_be_mended(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("too long")))
    desk.publish("Too long")
    assert desk.publish("Short").state == "posted"
    assert [delivery.message.text for delivery, _ in desk.wall.posts] == ["Short"]
    drafts = [event.draft.messages[0].text for event in desk.events(Composed)]  # type: ignore[union-attr]
    assert drafts == ["Too long", "Short"]


def test_settings_of_an_attempt_that_the_channel_does_not_have_are_doubt(desk: Desk) -> None:
    """Whoever may write the ledger must not choose where the channel's secrets are sent."""
    for seq, settings in enumerate(({"account": "fake:evil"}, {"colour": "red"}), start=1):
        intended = Intended(post=str(KEY), seq=seq, run="one", at=desk.clock.now(), settings=settings)
        desk.ledger.append(intended)
        desk.clock.turn(PATIENCE)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        assert "a person has to look" in outcome.error
    assert desk.wall.asked == []
    assert not desk.wall.posts


# A receipt is never lost


def overtaken(desk: Desk, rival_posts: Callable[[], Any]) -> Outcome:
    """Let a run send so slowly that another gives it up meanwhile."""

    def slow(delivery: Delivery) -> Receipt:
        desk.clock.turn(PATIENCE * 2)
        desk.wall.on_post = desk.wall.put
        rival_posts()
        return desk.wall.put(delivery)

    desk.wall.on_post = slow
    return desk.publish()


def test_a_late_receipt_follows_even_what_was_given_up(desk: Desk) -> None:
    def gives_up() -> None:
        desk.deliver(desk.wanted(draft=None))

    outcome = overtaken(desk, gives_up)
    assert desk.kinds() == ["Intended", "Disproved", "Posted"]
    assert (outcome.state, outcome.exit_code) == ("posted", 0)
    assert desk.publish().state == "already-posted"
    assert len(desk.wall.posts) == 1


def test_a_second_receipt_is_recorded_and_said_loudly(desk: Desk) -> None:
    outcome = overtaken(desk, desk.publish)
    assert len(desk.wall.posts) == 2
    assert desk.kinds() == ["Intended", "Disproved", "Intended", "Posted", "Posted"]
    assert outcome.exit_code == 3
    assert outcome.duplicates == (Receipt("2", "https://wall.example/2"),)
    assert "twice" in outcome.error
    assert desk.post.duplicates == outcome.duplicates
    assert desk.publish().exit_code == 0


def test_a_rival_that_found_our_post_makes_no_duplicate(desk: Desk) -> None:
    def slow(delivery: Delivery) -> Receipt:
        receipt = desk.wall.put(delivery)
        desk.publish()
        return receipt

    desk.wall.on_post = slow
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("posted", 0)
    assert desk.kinds() == ["Intended", "Posted"]


def test_a_ledger_that_fails_after_the_post_hands_on_the_receipt(desk: Desk) -> None:
    def fail(events: tuple[AnyEvent, ...]) -> None:
        if any(isinstance(event, Posted) for event in events):
            msg = "unplugged"
            raise OSError(msg)

    desk.ledger.before = fail
    outcome = desk.publish()
    assert (outcome.state, outcome.receipt) == ("posted", Receipt("1", "https://wall.example/1"))
    assert outcome.exit_code == 5
    assert "OSError" in outcome.ledger_error
    assert desk.post.state == "pending"
    desk.ledger.before = lambda _: None
    assert outcome.receipt
    assert record_human_verdict(desk.channel, KEY, outcome.receipt.url, desk.ledger).state == "posted"
    assert desk.publish().state == "already-posted"


def test_doubt_that_comes_late_is_doubt_all_the_same(desk: Desk) -> None:
    def slow(delivery: Delivery) -> Receipt:
        desk.clock.turn(PATIENCE * 2)
        desk.deliver(desk.wanted(draft=None))
        msg = "silence"
        raise InDoubt(msg)

    desk.wall.then(slow)
    assert desk.publish().state == "in-doubt"
    assert desk.post.state == "pending"


def test_proof_that_comes_late_leaves_a_rival_in_doubt(desk: Desk) -> None:
    def slow(delivery: Delivery) -> Receipt:
        desk.clock.turn(PATIENCE * 2)
        doubt(desk)
        msg = "refused"
        raise NotPosted(msg)

    desk.wall.then(slow)
    desk.publish()
    assert desk.post.state == "pending"
    assert desk.kinds() == ["Intended", "Disproved", "Intended", "Doubted"]


def test_a_channel_that_keeps_tokens_is_asked_once_for_a_second_copy(desk: Desk) -> None:
    """What it finds then is the post itself."""
    doubt(desk)
    desk.clock.turn(PATIENCE + 1)
    assert desk.publish().state == "posted"
    desk.clock.turn(PATIENCE + 1)
    asked = len(desk.wall.asked)
    assert desk.publish().exit_code == 0
    assert desk.kinds()[-1] == "Rechecked"
    assert desk.publish().exit_code == 0
    assert len(desk.wall.asked) == asked + 1


# Seeding


def test_what_is_seeded_is_never_posted(desk: Desk) -> None:
    wanted = [desk.wanted(issue=f"2020-{month:02}") for month in range(1, 11)]
    outcomes = seed(wanted, "announced before", desk.ledger, clock=desk.clock)
    assert {outcome.state for outcome in outcomes} == {"already-posted"}
    assert {outcome.state for outcome in desk.deliver(*wanted)} == {"already-posted"}
    assert not desk.wall.posts
    history = fold(desk.ledger.read())
    assert history.known_as("new", "en", ABOUT) == tuple(f"2020-{month:02}" for month in range(1, 11))
    again = seed([*wanted, desk.wanted(issue="2020-12")], "once more", desk.ledger, clock=desk.clock)
    assert {outcome.state for outcome in again} == {"already-posted"}


def test_seeding_takes_nothing_back(desk: Desk) -> None:
    doubt(desk)
    (outcome,) = seed([desk.wanted()], "announced before", desk.ledger, clock=desk.clock)
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert f"distribute settle {KEY}" in outcome.error
    assert desk.events(MarkedAnnounced) == []
    assert desk.post.state == "pending"


@pytest.mark.parametrize("how", ["refused", "believed absent"])
def test_what_was_not_posted_can_be_seeded(desk: Desk, how: str) -> None:
    if how == "refused":
        desk.wall.then(desk.wall.refuse(NotPosted("no")))
        desk.publish()
    else:
        doubt(desk)
        desk.clock.turn(PATIENCE)
        desk.deliver(desk.wanted(draft=None))
    (outcome,) = seed([desk.wanted()], "announced by hand", desk.ledger, clock=desk.clock)
    assert (outcome.state, outcome.exit_code) == ("already-posted", 0)
    assert desk.publish().state == "already-posted"
    assert not desk.wall.posts


def test_what_is_seeded_while_it_is_prepared_is_not_sent(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("no")))
    desk.publish()
    desk.wall.on_prepare = lambda _: seed([desk.wanted()], "by hand", desk.ledger, clock=desk.clock)
    assert desk.publish().state == "already-posted"
    assert not desk.wall.posts


def test_what_is_seeded_can_be_posted_again_and_holds_its_account(desk: Desk) -> None:
    seed([desk.wanted()], "announced before", desk.ledger, clock=desk.clock)
    renamed = msgspec.structs.replace(desk.channel, name="renamed")
    assert desk.publish(channel=renamed).code == "same-target"
    assert desk.publish(repost=Repost("once more")).state == "posted"


def test_who_seeds_while_it_is_posted_sees_it(desk: Desk) -> None:
    def meanwhile(events: tuple[AnyEvent, ...]) -> None:
        desk.ledger.before = lambda _: None
        desk.publish()

    desk.ledger.before = meanwhile
    (outcome,) = seed([desk.wanted()], "announced before", desk.ledger, clock=desk.clock)
    assert outcome.state == "already-posted"
    assert desk.post.state == "posted"


# What a person has held


@pytest.mark.parametrize("channel", ["", "fake"])
def test_what_is_held_is_neither_sent_nor_prepared(desk: Desk, channel: str) -> None:
    hold("2020-11", channel, "the date is wrong", "ed", desk.ledger, clock=desk.clock)
    outcome = desk.publish()
    assert (outcome.state, outcome.code, outcome.exit_code) == ("held", "held", 4)
    assert outcome.error == f"held by ed on {desk.clock.now():%Y-%m-%d %H:%M} UTC: the date is wrong"
    assert (desk.wall.prepared, desk.wall.posts, desk.kinds()) == ([], [], [])
    release("2020-11", channel, "ed", desk.ledger)
    assert desk.publish().state == "posted"


def test_two_holds_are_released_each_by_itself(desk: Desk) -> None:
    hold("2020-11", "", "one", "ed", desk.ledger)
    hold("2020-11", "fake", "two", "ed", desk.ledger)
    ended = release("2020-11", "", "ed", desk.ledger)
    assert ended
    assert ended.because == "one"
    assert desk.publish().error.endswith(": two")
    release("2020-11", "fake", "ed", desk.ledger)
    assert desk.publish().state == "posted"


def test_a_hold_on_another_channel_or_issue_holds_nothing_here(desk: Desk) -> None:
    hold("2020-11", "other", "x", "ed", desk.ledger)
    hold("2020-10", "", "x", "ed", desk.ledger)
    assert desk.publish().state == "posted"


def test_a_hold_with_a_time_ends_by_the_runs_clock(desk: Desk) -> None:
    """The machine's own clock is long past this time."""
    until = desk.clock.now() + timedelta(hours=1)
    hold("2020-11", "fake", "publish --at", "ed", desk.ledger, until=until, clock=desk.clock)
    assert desk.publish().code == "held"
    desk.clock.turn(3600)
    assert desk.publish().state == "posted"


def test_a_hold_with_a_time_is_kept_by_the_fold_and_decided_by_whoever_asks(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(hours=1)
    hold("2020-11", "", "publish --at", "ed", desk.ledger, until=until, clock=desk.clock)
    history = fold(desk.ledger.read())
    for now, holds in ((until - timedelta(seconds=1), 1), (until, 0)):
        assert bool(history.held("2020-11", "fake", now=now)) == bool(holds)
        assert len(history.holds_of("2020-11", now=now)) == holds
    desk.clock.turn(3600)
    ended = release("2020-11", "", "ed", desk.ledger, clock=desk.clock)
    assert ended, "it may be over and nothing was posted"
    assert ended.until == until
    assert release("2020-11", "", "ed", desk.ledger, clock=desk.clock) is None


def test_a_hold_goes_with_a_channel_that_is_renamed(desk: Desk) -> None:
    hold("2020-11", "fake", "x", "ed", desk.ledger, target=desk.channel.target())
    desk.channel = msgspec.structs.replace(desk.channel, name="renamed")
    assert desk.publish().code == "held"
    history, now = fold(desk.ledger.read()), desk.clock.now()
    assert history.held("2020-11", "renamed", target=desk.channel.target(), now=now)
    assert history.held("2020-11", "renamed", target="fake:another", now=now) is None
    assert history.held("new", "renamed", ABOUT, desk.channel.target(), now=now) is None, (
        "the hold says of no issue"
    )
    release("2020-11", "fake", "ed", desk.ledger)
    assert desk.publish().state == "posted"


def test_a_hold_stays_the_first_ones_until_it_is_released(desk: Desk) -> None:
    assert hold("2020-11", "", "one", "ed", desk.ledger) is None
    again = hold("2020-11", "", "two", "cy", desk.ledger)
    assert again
    assert (again.because, again.by) == ("one", "ed")
    assert release("2020-11", "", "cy", desk.ledger) == again
    assert release("2020-11", "", "cy", desk.ledger) is None
    assert hold("2020-11", "", "three", "cy", desk.ledger) is None
    assert desk.publish().error.endswith(": three")


def test_a_hold_that_comes_while_it_is_prepared_is_obeyed(desk: Desk) -> None:
    desk.wall.on_prepare = lambda _: hold("2020-11", "fake", "stop!", "ed", desk.ledger)
    outcome = desk.publish()
    assert (outcome.state, outcome.code) == ("held", "held")
    assert desk.kinds() == []
    assert desk.wall.posts == []


def test_what_is_in_doubt_is_looked_for_while_it_is_held(desk: Desk) -> None:
    desk.wall.then(desk.wall.keep_and(InDoubt("cut")))
    desk.publish()
    hold("2020-11", "fake", "x", "ed", desk.ledger)
    assert desk.publish().state == "posted"


def test_what_turns_out_absent_while_it_is_held_is_not_sent_again(desk: Desk) -> None:
    doubt(desk)
    hold("2020-11", "fake", "x", "ed", desk.ledger)
    desk.clock.turn(PATIENCE)
    assert desk.publish().code == "held"
    assert desk.post.state == "open"
    assert desk.wall.posts == []


def test_a_hold_keeps_in_a_repost_and_the_rest_of_a_thread(desk: Desk) -> None:
    desk.publish()
    hold("2020-11", "fake", "x", "ed", desk.ledger)
    assert desk.publish(repost=Repost("again")).code == "held"
    assert desk.publish().state == "already-posted"


def test_of_two_who_hold_at_once_the_first_is_told_to_the_second(desk: Desk) -> None:
    def meanwhile(events: tuple[AnyEvent, ...]) -> None:
        desk.ledger.before = lambda _: None
        hold("2020-11", "", "mine", "cy", desk.ledger)

    desk.ledger.before = meanwhile
    told = hold("2020-11", "", "yours", "ed", desk.ledger)
    assert told
    assert told.because == "mine"
