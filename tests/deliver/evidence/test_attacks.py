"""Rules that are easily lost; What attacks have shown"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, has_text
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.deliver.context import StopControl
from distribute.deliver.run import deliver
from distribute.ledger.events import (
    REGISTRY,
    Disproved,
    Intended,
    Key,
    LedgerError,
    Newsletter,
)
from distribute.ledger.fold import fold
from distribute.ledger.newsletter import NewsletterLedger, identity_of
from tests.deliver.evidence.kit import KEY, LINK, PATIENCE, TEXT, Desk, Feed

# Rules that are easily lost


def test_doubt_outlives_a_later_proof(desk: Desk) -> None:
    """An attempt that was given up may still be out, though the next one surely was refused."""
    desk.lose()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    desk.service.fails.append(NotPosted("refused"))
    assert desk.publish().state == "not-posted"
    assert [event.how for event in desk.events(Disproved)] == ["absence", "proof"]
    (post,) = fold(desk.ledger.read()).posts()
    assert post.unresolved
    assert desk.publish().state == "posted"
    desk.service.hidden.clear()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().duplicates, "the first one came late, and nobody looked for it"


def test_a_known_duplicate_is_no_find(desk: Desk) -> None:
    from distribute.deliver.outcome import Repost

    # All of it within the five minutes that looking reaches back beyond the first intent.
    desk.channel = msgspec.structs.replace(desk.channel, patience=Duration(60))
    desk.lose()
    desk.clock.turn(61)
    desk.publish()
    desk.service.hidden.clear()
    desk.clock.turn(61)
    assert desk.publish().duplicates
    desk.service.fails.append(InDoubt("cut"))
    before = len(desk.service.posts["ada"])
    desk.publish(repost=Repost("a new host"))
    del desk.service.posts["ada"][before:]  # the third one never arrived
    desk.clock.turn(61)
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "sent"), "a duplicate of before was taken for it"


def test_another_channels_post_on_the_account_is_no_find(desk: Desk) -> None:
    desk.publish()
    other = msgspec.structs.replace(desk.channel, name="other")
    desk.service.fails.append(InDoubt("cut"))
    before = len(desk.service.posts["ada"])
    desk.publish(channel=other, shared=True)
    del desk.service.posts["ada"][before:]
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    outcome = desk.publish(channel=other, shared=True)
    assert (outcome.state, outcome.how) == ("posted", "sent")


# What attacks have shown


def test_a_post_that_a_person_said_is_something_else_is_not_asked_about_again(desk: Desk) -> None:
    desk.channel = msgspec.structs.replace(desk.channel, patience=Duration(120))
    desk.service.keep("ada", f"Out soon! {LINK}", desk.clock.now())
    desk.publish()
    desk.clock.turn(121)
    desk.word(None)
    desk.lose()
    desk.service.posts["ada"].pop()  # it never arrived
    desk.clock.turn(121)
    assert desk.publish().state == "posted"


def test_the_address_of_another_post_on_record_is_no_word(desk: Desk) -> None:
    other = desk.publish(f"October {LINK}/october", link=f"{LINK}/october", issue="2020-10")
    desk.lose()
    assert other.receipt
    with pytest.raises(ValueError, match="2020-10/feed/en@1#1"):
        desk.word(other.receipt.url)
    assert desk.word("https://feed.example/77").state == "posted"


def test_what_is_found_before_the_first_attempt_holds_the_account_that_logged_in(desk: Desk) -> None:
    desk.service.keep("ada", TEXT, desk.clock.now())
    assert desk.publish().how == "found"
    alias = msgspec.structs.replace(
        desk.channel, name="alias", called_in_settings="feed:alias.example", look_first=False
    )
    outcome = desk.publish(channel=alias)
    assert (outcome.state, outcome.code) == ("held", "same-target")
    assert desk.service.sent == []


def test_a_ledger_that_fails_while_looking_is_told_as_such(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.lose()
    whole = desk.ledger.read

    def read(issue: str | None = None) -> Any:
        if issue is None:
            raise LedgerError("the disk is gone")
        return whole(issue)

    monkeypatch.setattr(desk.ledger, "read", read)
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    outcome = desk.publish()
    assert (outcome.exit_code, outcome.ledger_error) == (5, "the disk is gone")
    assert len(desk.service.sent) == 1


def test_where_not_every_post_is_listed_it_is_sent(desk: Desk) -> None:
    desk.service.refuses_to_list = Unlisted("it may be there all the same")
    assert desk.publish().state == "posted"


def test_once_stopped_it_does_not_look_first(desk: Desk) -> None:
    stop = threading.Event()
    stop.set()
    desk.service.refuses_to_list = AssertionError("it is not asked")
    (outcome,) = deliver([desk.wanted()], desk.ledger, StopControl(stop=stop), clock=desk.clock)
    assert (outcome.state, outcome.error) == ("not-posted", "stopped before it was sent")


def test_stopped_while_it_logs_in_it_does_not_look_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, looks = threading.Event(), list[datetime]()

    def prepare(channel: Feed, _: Delivery) -> Prepared:
        stop.set()
        return Prepared(channel.account)

    def own_posts(channel: Feed, since: datetime, _: Any) -> Timeline:
        looks.append(since)
        return Timeline(channel.account, iter(()))

    monkeypatch.setattr(Feed, "prepare", prepare)
    monkeypatch.setattr(Feed, "own_posts", own_posts)
    (outcome,) = deliver([desk.wanted()], desk.ledger, StopControl(stop=stop), clock=desk.clock)
    assert (outcome.state, looks) == ("not-posted", [])


@pytest.mark.parametrize(("link", "same"), [(LINK, True), ("https://example.org/2020-10", False)])
def test_the_same_words_with_another_link_attached_are_another_post(link: str, same: bool) -> None:
    post = RemotePost(receipt=Receipt("1"), text="The Letter is out", links=(link,))
    assert has_text(post, Message(text="The Letter is out", link=LINK)) is same


def test_a_token_is_the_first_attempts_though_the_newsletter_has_an_identity_since(desk: Desk) -> None:
    desk.service.fails.append(NotPosted("refused"))
    desk.publish()
    described = Newsletter(post=f"{REGISTRY}/", seq=1, run="", at=desk.clock.now(), id="", name="The Letter")
    desk.ledger = NewsletterLedger(desk.ledger, described, "", list)  # type: ignore[assignment]
    desk.publish()
    desk.publish(issue="2020-12")
    assert [event.idempotency_key for event in desk.events(Intended)] == [
        KEY.idempotency_key(),
        KEY.idempotency_key(),
        Key("2020-12", "feed", "en").idempotency_key(identity_of(desk.ledger)),
    ]
