"""What counts as evidence: of a post that is there, of one that is not, and of who sent it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Part, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, says
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.deliver.records import take_word
from distribute.deliver.run import Announcement, Outcome, deliver
from distribute.ledger.events import (
    REGISTRY,
    Intended,
    Key,
    LedgerError,
    Newsletter,
    Posted,
    Rechecked,
    Unposted,
)
from distribute.ledger.history import fold
from distribute.ledger.memory import MemoryLedger
from distribute.ledger.newsletter import NewsletterLedger, identity_of
from distribute.testing.clock import TurnedClock

LINK = "https://example.org/2020-11"
TEXT = f"The Letter is out {LINK}"
KEY = Key("2020-11", "feed", "en")
PATIENCE = timedelta(minutes=15)


class Service:
    """Accounts with their posts, as a service lists them."""

    def __init__(self) -> None:
        self.posts: dict[str, list[tuple[datetime, str, RemotePost]]] = {}
        self.sent: list[str] = []
        self.fails: list[BaseException] = []
        self.hidden: set[str] = set()  # texts that a listing lacks as yet
        self.refuses_to_list: BaseException | None = None

    def keep(self, account: str, text: str, at: datetime, visibility: str = "public") -> Receipt:
        number = str(sum(map(len, self.posts.values())) + 1)
        receipt = Receipt(number, f"https://feed.example/{number}")
        self.posts.setdefault(account, []).append((at, visibility, RemotePost(receipt=receipt, text=text)))
        return receipt


class Feed(Channel, frozen=True, kw_only=True):
    """An account of a service; which one, its token alone tells."""

    service: Service
    clock: TurnedClock
    account: str = "ada"
    called_in_settings: str = "feed:"
    visibility: str = "public"

    asked_for = ("visibility",)

    def target(self) -> str:
        return self.called_in_settings

    def prepare(self, delivery: Delivery) -> Prepared:
        return Prepared(self.account, f"feed:{self.account}")

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        service = self.service
        service.sent.append(delivery.part.text)
        error = service.fails.pop(0) if service.fails else None
        if isinstance(error, NotPosted):
            raise error
        receipt = service.keep(self.account, delivery.part.text, self.clock.now(), self.visibility)
        if error:
            raise error
        return receipt

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        service = self.service
        if service.refuses_to_list:
            raise service.refuses_to_list
        posts = (
            post
            for at, visibility, post in service.posts.get(self.account, [])
            if at >= since and visibility == self.visibility and post.text not in service.hidden
        )
        return Timeline(self.account, posts)

    def hosts(self) -> tuple[str, ...]:
        return ("feed.example",)


class Desk:
    """One channel, its service, a ledger and a clock."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.service = Service()
        self.ledger = MemoryLedger()
        self.channel = Feed(name="feed", use="feed", service=self.service, clock=self.clock)

    def wanted(self, text: str = TEXT, link: str = LINK, **more: Any) -> Announcement:
        settings = {"channel": self.channel, "issue": "2020-11", "language": "en"}
        return Announcement(**{"draft": Draft((Part(text=text, link=link),)), **settings, **more})

    def publish(self, text: str = TEXT, **more: Any) -> Outcome:
        return deliver([self.wanted(text, **more)], self.ledger, clock=self.clock)[0]

    def doubt(self, **more: Any) -> Outcome:
        """Leave a post in doubt that did arrive."""
        self.service.fails.append(InDoubt("cut"))
        return self.publish(**more)

    def lose(self, **more: Any) -> Outcome:
        """Leave a post in doubt that is on its way for as long as the test says."""
        self.service.hidden.add(TEXT)
        return self.doubt(**more)

    def word(self, word: str | None) -> Outcome:
        return take_word(self.channel, KEY, word, self.ledger, clock=self.clock)

    def events(self, kind: type) -> list[Any]:
        return [event for event in self.ledger.read() if isinstance(event, kind)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_is_on_record_who_sent_it_and_what_was_asked_for(desk: Desk) -> None:
    desk.publish()
    (intended,) = desk.events(Intended)
    assert (intended.account, intended.destination) == ("ada", "feed:ada")
    assert intended.settings == {"visibility": "public"}
    assert intended.token == KEY.token()


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
    assert "another text" in outcome.error
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
    from distribute.deliver.run import Repost

    desk.publish()
    desk.service.refuses_to_list = AssertionError("it is not asked")
    assert desk.publish(repost=Repost("typo")).state == "posted"
    assert len(desk.service.sent) == 2


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
    desk.channel = msgspec.structs.replace(
        desk.channel, called_in_settings="feed:@ada"
    )  # `account:` was added
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
    assert "does not say from which account" in outcome.error
    assert len(desk.service.sent) == 1


def test_a_post_in_doubt_of_an_older_version_keeps_its_token(desk: Desk) -> None:
    place: dict[str, Any] = {"run": "old", "at": desk.clock.now()}
    desk.ledger.append(Intended(post=str(KEY), seq=1, **place))
    post = next(fold(desk.ledger.read()).posts())
    assert post.token == KEY.token()
    assert KEY.token("another newsletter") != KEY.token()


# What comes too late


def late(desk: Desk) -> None:
    """Post it twice: the first request arrives after its absence was believed."""
    desk.lose()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().state == "posted"
    desk.service.hidden.clear()


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


# A person's word


@pytest.mark.parametrize(
    "word",
    [
        "No",
        "none",
        "nope",
        "",
        "feed.example/1",
        "https://evilfeed.example/1",
        "https://evil.example/1",
        "ftp://feed.example/1",
    ],
)
def test_a_word_that_is_no_post_of_the_service_is_refused(desk: Desk, word: str) -> None:
    desk.doubt()
    before = list(desk.ledger.read())
    with pytest.raises(ValueError, match=r"no address of a post on feed\.example"):
        desk.word(word)
    assert list(desk.ledger.read()) == before


def test_a_word_that_is_a_post_of_the_service_is_taken(desk: Desk) -> None:
    desk.doubt()
    assert desk.word("https://www.feed.example/1").state == "posted"
    (posted,) = desk.events(Posted)
    assert posted.how == "by hand"


# Rules that are easily lost


def test_doubt_outlives_a_later_proof(desk: Desk) -> None:
    """An attempt that was given up may still be out, though the next one surely was refused."""
    desk.lose()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    desk.service.fails.append(NotPosted("refused"))
    assert desk.publish().state == "not-posted"
    assert [event.how for event in desk.events(Unposted)] == ["absence", "proof"]
    (post,) = fold(desk.ledger.read()).posts()
    assert post.unresolved
    assert desk.publish().state == "posted"
    desk.service.hidden.clear()
    desk.clock.turn(PATIENCE.total_seconds() + 1)
    assert desk.publish().duplicates, "the first one came late, and nobody looked for it"


def test_a_known_duplicate_is_no_find(desk: Desk) -> None:
    from distribute.deliver.run import Repost

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
    (outcome,) = deliver([desk.wanted()], desk.ledger, clock=desk.clock, stop=stop)
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
    (outcome,) = deliver([desk.wanted()], desk.ledger, clock=desk.clock, stop=stop)
    assert (outcome.state, looks) == ("not-posted", [])


@pytest.mark.parametrize(("link", "same"), [(LINK, True), ("https://example.org/2020-10", False)])
def test_the_same_words_with_another_link_attached_are_another_post(link: str, same: bool) -> None:
    post = RemotePost(receipt=Receipt("1"), text="The Letter is out", links=(link,))
    assert says(post, Part(text="The Letter is out", link=LINK)) is same


def test_a_token_is_the_first_attempts_though_the_newsletter_has_an_identity_since(desk: Desk) -> None:
    desk.service.fails.append(NotPosted("refused"))
    desk.publish()
    described = Newsletter(post=f"{REGISTRY}/", seq=1, run="", at=desk.clock.now(), id="", name="The Letter")
    desk.ledger = NewsletterLedger(desk.ledger, described, "", list)  # type: ignore[assignment]
    desk.publish()
    desk.publish(issue="2020-12")
    assert [event.token for event in desk.events(Intended)] == [
        KEY.token(),
        KEY.token(),
        Key("2020-12", "feed", "en").token(identity_of(desk.ledger)),
    ]
