"""Presence; Before the first attempt"""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from distribute.channel.post import Receipt
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.deliver.run import deliver
from distribute.ledger.memory import MemoryLedger
from tests.deliver.evidence.kit import LINK, PATIENCE, TEXT, Desk, Feed


class Imitable(Feed, frozen=True, kw_only=True):
    """A feed in which others can post in the account's name."""

    others_can_imitate = True


# Presence


def test_a_teaser_sent_by_hand_is_a_question_and_no_answer(desk: Desk) -> None:
    desk.clock.turn(-200)
    teaser = desk.service.keep("ada", f"Out soon! {LINK}", desk.clock.now())
    desk.clock.turn(200)
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert teaser.url in outcome.error
    assert desk.service.sent == []
    assert desk.publish().state in {"in-doubt", "held"}  # until a person has said what it is
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().state == "in-doubt"
    assert desk.service.sent == []


def test_a_person_says_that_the_teaser_is_none_and_it_is_sent(desk: Desk) -> None:
    desk.service.keep("ada", f"Out soon! {LINK}", desk.clock.now())
    desk.publish()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    desk.word(None)
    assert desk.publish().state == "posted"
    assert desk.service.sent == [TEXT]
    assert desk.publish().state == "already-posted"


def test_a_person_says_that_it_was_the_announcement(desk: Desk) -> None:
    teaser = desk.service.keep("ada", f"Read it now: {LINK}", desk.clock.now())
    desk.publish()
    assert desk.word(teaser.url).state == "posted"
    assert desk.publish().state == "already-posted"
    assert desk.service.sent == []


def test_a_teaser_does_not_hide_that_a_post_in_doubt_is_missing(desk: Desk) -> None:
    desk.lose()
    desk.service.keep("ada", f"Out soon! {LINK}", desk.clock.now())
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    outcome = desk.publish()
    assert outcome.state == "in-doubt"
    assert "different text" in outcome.error
    assert len(desk.service.sent) == 1


@pytest.mark.parametrize("other", [{"issue": "2020-12"}, {"language": "de"}])
def test_two_issues_or_languages_with_one_address_are_two_posts(desk: Desk, other: dict[str, str]) -> None:
    assert desk.publish().state == "posted"
    assert desk.publish(f"Another text {LINK}", **other).state == "posted"
    assert len(desk.service.sent) == 2


def test_two_issues_with_one_address_and_the_same_words_are_two_posts(desk: Desk) -> None:
    wanted = [desk.wanted(), desk.wanted(issue="2020-12")]
    outcomes = deliver(wanted, desk.ledger, clock=desk.clock)
    assert [outcome.state for outcome in outcomes] == ["posted", "posted"]
    assert len(desk.service.sent) == 2


def test_the_same_words_with_another_link_are_another_post(desk: Desk) -> None:
    desk.service.keep("ada", "The Letter is out https://example.org/2020-10", desk.clock.now())
    assert desk.publish().state == "posted"


# Before the first attempt


def test_an_old_backup_of_the_ledger_does_not_send_it_again(desk: Desk) -> None:
    desk.publish()
    desk.ledger = MemoryLedger()
    outcome = desk.publish(since=desk.clock.now() - timedelta(days=1))
    assert (outcome.state, outcome.how, outcome.exit_code) == ("already-posted", "found", 0)
    assert outcome.receipt == Receipt("1", "https://feed.example/1")
    assert len(desk.service.sent) == 1
    assert desk.publish().state == "already-posted"


def test_what_others_could_have_sent_is_a_question(desk: Desk) -> None:
    desk.channel = Imitable(**{name: getattr(desk.channel, name) for name in desk.channel.__struct_fields__})
    desk.publish()
    desk.ledger = MemoryLedger()
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert "https://feed.example/1" in outcome.error
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().state == "in-doubt"
    assert len(desk.service.sent) == 1
    desk.word(None)
    assert desk.publish().state == "posted"
    assert len(desk.service.sent) == 2


def test_it_looks_back_as_far_as_the_issue_is_old(desk: Desk) -> None:
    desk.publish()
    desk.ledger = MemoryLedger()
    desk.clock.turn(timedelta(days=9).total_seconds())
    assert desk.publish(since=desk.clock.now() - timedelta(days=10)).state == "already-posted"


def test_looking_first_can_be_turned_off(desk: Desk) -> None:
    desk.channel = msgspec.structs.replace(desk.channel, look_first=False)
    desk.service.refuses_to_list = AssertionError("it is not asked")
    assert desk.publish().state == "posted"


def test_it_looks_once_and_not_before_every_attempt(desk: Desk) -> None:
    desk.service.fails.append(NotPosted("refused"))
    assert desk.publish().state == "not-posted"
    desk.service.refuses_to_list = AssertionError("it is not asked")
    assert desk.publish().state == "posted"


def test_where_nobody_may_look_it_is_sent(desk: Desk) -> None:
    desk.service.refuses_to_list = NotPosted("the service refused it (403)")
    assert desk.publish().state == "posted"


@pytest.mark.parametrize("error", [NotPosted("429", final=False), InDoubt("cut"), ZeroDivisionError()])
def test_while_looking_fails_nothing_is_sent(desk: Desk, error: BaseException) -> None:
    desk.service.refuses_to_list = error
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 1)
    assert desk.service.sent == []
    assert list(desk.ledger.read()) == []
    desk.service.refuses_to_list = None
    assert desk.publish().state == "posted"


def test_a_repost_is_meant_and_looks_for_nothing(desk: Desk) -> None:
    from distribute.deliver.outcome import Repost

    desk.publish()
    desk.service.refuses_to_list = AssertionError("it is not asked")
    assert desk.publish(repost=Repost("typo")).state == "posted"
    assert len(desk.service.sent) == 2
