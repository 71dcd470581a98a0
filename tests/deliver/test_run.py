"""The rules of docs/design.md, section 4: each has a test here that fails when it is taken out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.deliver.outcome import worst
from distribute.deliver.records import hold, release, seed, take_word
from distribute.deliver.run import Announcement, Outcome, Repost, deliver
from distribute.ledger.events import (
    About,
    AnyEvent,
    Composed,
    Conflict,
    Doubted,
    Intended,
    Key,
    LedgerError,
    Posted,
    Unposted,
)
from distribute.ledger.history import fold
from distribute.ledger.memory import MemoryLedger
from distribute.ledger.sqlite import SqliteLedger
from distribute.testing.clock import TurnedClock

PATIENCE = 15 * 60
KEY = Key("2020-11", "fake", "en")
ABOUT = About(path="2020-11.md", url="https://example.org/2020-11", title="November")


class Wall:
    """A service in memory: what was put on it, and what happens on the next requests."""

    def __init__(self) -> None:
        self.posts: list[tuple[Delivery, Receipt]] = []
        self.prepared: list[Delivery] = []
        self.asked: list[Delivery] = []
        self.on_prepare: Callable[[Delivery], Any] = lambda _: None
        self.on_post: Callable[[Delivery], Any] = self.put
        self.on_find: Callable[[Delivery], Receipt | None] = self.see

    def put(self, delivery: Delivery) -> Receipt:
        number = len(self.posts) + 1
        receipt = Receipt(str(number), f"https://wall.example/{number}")
        self.posts.append((delivery, receipt))
        return receipt

    def see(self, delivery: Delivery) -> Receipt | None:
        for posted, receipt in self.posts:
            if posted.token == delivery.token:
                return receipt
        return None

    def then(self, *steps: Callable[[Delivery], Any]) -> None:
        """Let the next posts go one after another as told, and any later one well."""
        left = list(steps)

        def step(delivery: Delivery) -> Any:
            return (left.pop(0) if left else self.put)(delivery)

        self.on_post = step

    def refuse(self, error: Exception) -> Callable[[Delivery], Any]:
        def step(_: Delivery) -> Any:
            raise error

        return step

    def keep_and(self, error: BaseException) -> Callable[[Delivery], Any]:
        def step(delivery: Delivery) -> Any:
            self.put(delivery)
            raise error

        return step


class Fake(Channel, frozen=True, kw_only=True):
    """An account on a Wall."""

    wall: Wall
    account: str = "fake:me"
    token: Secret = Secret("$FAKE_TOKEN")

    def target(self) -> str:
        return self.account

    def prepare(self, delivery: Delivery) -> Any:
        self.wall.prepared.append(delivery)
        return self.wall.on_prepare(delivery)

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        receipt: Receipt = self.wall.on_post(delivery)
        return receipt

    def find(self, delivery: Delivery) -> Receipt | None:
        self.wall.asked.append(delivery)
        return self.wall.on_find(delivery)


class Blind(Channel, frozen=True, kw_only=True):
    """An account that can't be looked at."""

    wall: Wall

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        receipt: Receipt = self.wall.on_post(delivery)
        return receipt


class Broken(MemoryLedger):
    """A ledger that does as told on the next appends."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[tuple[AnyEvent, ...]], None] = lambda _: None

    def append(self, *events: AnyEvent) -> None:
        self.before(events)
        super().append(*events)


class Desk:
    """Everything a test needs, with the shortest names for what it does most."""

    def __init__(self) -> None:
        self.wall = Wall()
        self.ledger = Broken()
        self.clock = TurnedClock()
        self.stop = threading.Event()
        self.channel: Channel = Fake(name="fake", use="fake", wall=self.wall)

    def wanted(self, text: str = "Hello", **more: Any) -> Announcement:
        draft = Draft(tuple(Part(text=part, link="https://example.org/2020-11") for part in text.split("|")))
        settings = {"channel": self.channel, "issue": "2020-11", "language": "en", "about": ABOUT}
        return Announcement(**{"draft": draft, **settings, **more})

    def publish(self, text: str = "Hello", **more: Any) -> Outcome:
        return self.publish_all(text, **more)[0]

    def publish_all(self, text: str = "Hello", **more: Any) -> list[Outcome]:
        return self.deliver(self.wanted(text, **more))

    def deliver(self, *wanted: Announcement) -> list[Outcome]:
        return deliver(wanted, self.ledger, clock=self.clock, stop=self.stop)

    def events(self, kind: type | None = None) -> list[AnyEvent]:
        return [event for event in self.ledger.read() if kind is None or isinstance(event, kind)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events() if "#" in event.post]

    @property
    def post(self) -> Any:
        return fold(self.ledger.read()).story("2020-11", "fake", "en").post(1, "1")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def doubt(desk: Desk, **more: Any) -> Outcome:
    """Leave the post in doubt: the answer is lost before the service keeps anything."""
    desk.wall.then(desk.wall.refuse(InDoubt("the connection was cut")))
    return desk.publish(**more)


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
    assert delivery.token == KEY.token()
    assert (delivery.language, delivery.part.text) == ("en", "Hello")
    assert delivery.since == desk.events(Intended)[0].at


def test_an_edited_issue_is_not_posted_again(desk: Desk) -> None:
    desk.publish("Hello", about=ABOUT)
    edited = About(path="b.md", url="https://example.org/b", title="Another")
    assert desk.publish("Quite another text", about=edited).state == "already-posted"
    assert len(desk.wall.posts) == 1


# 1. Anything not provably unposted is in doubt


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
    assert (outcome.state, outcome.error) == ("in-doubt", "the adapter gave no receipt")


def test_proof_of_nothing_posted_is_no_doubt(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("too long")))
    outcome = desk.publish()
    assert (outcome.state, outcome.error, outcome.exit_code) == ("not-posted", "too long", 1)
    assert desk.kinds() == ["Intended", "Unposted"]
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


# 2. Intent before the request


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


# 3. Presence at once, absence after patience


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
    assert desk.kinds() == ["Intended", "Doubted", "Unposted", "Intended", "Posted"]


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
            draft=Draft((Part("Hello"),)),
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
    assert desk.channel.blind
    assert doubt(desk).until is None
    desk.clock.turn(PATIENCE * 99)
    assert desk.publish().state == "in-doubt"
    assert not desk.wall.posts


# 4. Nothing is sent late


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
    assert [event.why for event in desk.events(Unposted)] == ["too late"]  # type: ignore[union-attr]
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
    assert desk.kinds() == ["Intended", "Unposted", "Intended", "Doubted"]
    assert desk.publish().state == "held"


# 5. What is ours


def test_a_receipt_of_an_earlier_round_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.publish()
    desk.wall.then(desk.wall.refuse(InDoubt("cut")))
    again = desk.publish(repost=Repost("typo", "job-1"))
    assert again.state == "in-doubt"
    (first,) = desk.wall.posts
    desk.publish()
    assert desk.wall.asked[-1].not_these == (first[1],)
    desk.clock.turn(PATIENCE)
    desk.wall.on_find = lambda _: first[1]  # an adapter that leaves nothing out
    assert desk.publish().state == "in-doubt"
    assert fold(desk.ledger.read()).story("2020-11", "fake", "en").post(2, "1").receipt is None


def test_another_language_of_the_same_account_is_not_taken_for_this_one(desk: Desk) -> None:
    desk.publish()
    doubt(desk, language="de")
    desk.publish(language="de")
    assert desk.wall.asked[-1].not_these == (Receipt("1", "https://wall.example/1"),)


def test_looking_begins_at_the_first_intent(desk: Desk) -> None:
    doubt(desk)
    first = desk.events(Intended)[0].at
    desk.clock.turn(PATIENCE)
    doubt(desk)
    desk.publish()
    assert {delivery.since for delivery in desk.wall.asked} == {first}


def test_nothing_is_read_back_from_another_account_than_it_went_to(desk: Desk) -> None:
    doubt(desk)
    desk.channel = msgspec.structs.replace(desk.channel, account="fake:moved")
    desk.clock.turn(PATIENCE * 2)
    assert desk.publish().state == "in-doubt"
    assert not desk.wall.posts


# 6. A key outlives edits; one account is one


def test_an_account_is_not_posted_to_under_another_name(desk: Desk) -> None:
    desk.publish()
    desk.channel = msgspec.structs.replace(desk.channel, name="renamed")
    outcome = desk.publish()
    assert (outcome.state, outcome.code, outcome.exit_code) == ("held", "same-target", 4)
    assert desk.publish(shared=True).state == "posted"
    assert len(desk.wall.posts) == 2


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
        About(path="2020-11.md"),
        About(url="https://example.org/2020-11/"),
        About(title="november"),
    ):
        assert history.known_as("2020-12-09", "en", about) == ("2020-11",)
    assert history.known_as("2020-12-09", "en", About("x.md", "https://example.org/x", "X")) == ()
    assert history.known_as("2020-11", "en", ABOUT) == ()


# 7. The draft is pinned


def test_the_draft_is_pinned_while_any_of_it_may_be_out(desk: Desk) -> None:
    doubt(desk)
    desk.clock.turn(PATIENCE)
    desk.wall.then(desk.wall.put)
    outcomes = desk.publish_all("Hello|World")
    # It was given up, so nothing of the round may be out: it is composed anew.
    assert [outcome.part.text for outcome in outcomes if outcome.part] == ["Hello", "World"]


def test_a_thread_goes_on_with_the_words_it_began_with(desk: Desk) -> None:
    desk.wall.then(desk.wall.put, desk.wall.refuse(NotPosted("rate", final=False, retry_after=3600)))
    desk.publish_all("One|Two")
    outcomes = desk.publish_all("Eins|Zwei|Drei")
    assert [(outcome.state, outcome.part and outcome.part.text) for outcome in outcomes] == [
        ("already-posted", "One"),
        ("posted", "Two"),
    ]
    assert [delivery.part.text for delivery, _ in desk.wall.posts] == ["One", "Two"]


def test_what_is_in_doubt_is_looked_for_by_the_words_it_went_out_with(desk: Desk) -> None:
    doubt(desk)
    outcome = desk.publish("Edited")
    assert desk.wall.asked[-1].part.text == "Hello"
    assert outcome.draft == Draft((Part(text="Hello", link="https://example.org/2020-11"),))


def test_a_refused_text_can_be_mended(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("too long")))
    desk.publish("Too long")
    assert desk.publish("Short").state == "posted"
    assert [delivery.part.text for delivery, _ in desk.wall.posts] == ["Short"]
    drafts = [event.draft.parts[0].text for event in desk.events(Composed)]  # type: ignore[union-attr]
    assert drafts == ["Too long", "Short"]


# 8. A receipt is never lost


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
    assert desk.kinds() == ["Intended", "Unposted", "Posted"]
    assert (outcome.state, outcome.exit_code) == ("posted", 0)
    assert desk.publish().state == "already-posted"
    assert len(desk.wall.posts) == 1


def test_a_second_receipt_is_recorded_and_said_loudly(desk: Desk) -> None:
    outcome = overtaken(desk, desk.publish)
    assert len(desk.wall.posts) == 2
    assert desk.kinds() == ["Intended", "Unposted", "Intended", "Posted", "Posted"]
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
    assert take_word(desk.channel, KEY, outcome.receipt.url, desk.ledger).state == "posted"
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
    assert desk.kinds() == ["Intended", "Unposted", "Intended", "Doubted"]


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


# 9. One channel's failure stops no other


class Mad(Fake, frozen=True, kw_only=True):
    """A channel with a bug outside of every adapter's method."""

    @property
    def blind(self) -> bool:
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
    assert worst(outcomes) == 3


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
    assert worst(made.values()) == code


# The one retry


def test_a_passing_refusal_is_tried_once_more_by_a_new_intent(desk: Desk) -> None:
    desk.wall.then(desk.wall.refuse(NotPosted("429", final=False, retry_after=60)))
    outcome = desk.publish()
    assert outcome.state == "posted"
    assert desk.clock.waited == [60]
    assert desk.kinds() == ["Intended", "Unposted", "Intended", "Posted"]


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
    assert desk.kinds() == ["Intended", "Unposted"]


# Threads


def test_a_thread_is_a_chain_of_posts(desk: Desk) -> None:
    outcomes = desk.publish_all("One|Two|Three")
    assert [str(outcome.key) for outcome in outcomes] == [f"2020-11/fake/en@1#{n}" for n in (1, 2, 3)]
    assert [delivery.after and delivery.after.id for delivery, _ in desk.wall.posts] == [None, "1", "2"]
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
    assert worst(outcomes) == code
    assert len(desk.wall.posts) == 1


def test_a_thread_is_finished_where_it_stopped(desk: Desk) -> None:
    desk.wall.then(desk.wall.put, desk.wall.keep_and(InDoubt("cut")))
    desk.publish_all("One|Two|Three")
    outcomes = desk.publish_all("One|Two|Three")
    assert [outcome.state for outcome in outcomes] == ["already-posted", "posted", "posted"]
    assert [delivery.part.text for delivery, _ in desk.wall.posts] == ["One", "Two", "Three"]
    assert desk.wall.posts[2][0].after == Receipt("2", "https://wall.example/2")


def test_a_receipt_that_could_not_be_noted_stops_the_thread(desk: Desk) -> None:
    def fail(events: tuple[AnyEvent, ...]) -> None:
        if any(isinstance(event, Posted) for event in events):
            msg = "full"
            raise LedgerError(msg)

    desk.ledger.before = fail
    outcomes = desk.publish_all("One|Two")
    assert [(outcome.state, outcome.exit_code) for outcome in outcomes] == [("posted", 5), ("not-posted", 1)]
    assert len(desk.wall.posts) == 1


# Rounds


def test_a_repost_is_one_more_with_a_reason_and_another_token(desk: Desk) -> None:
    desk.publish()
    outcome = desk.publish(repost=Repost("the link was dead"))
    assert (outcome.state, str(outcome.key)) == ("posted", "2020-11/fake/en@2#1")
    (first, _), (second, _) = desk.wall.posts
    assert first.token != second.token
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
    outcome = take_word(desk.channel, KEY, "https://wall.example/7", desk.ledger, clock=desk.clock)
    assert (outcome.state, outcome.how) == ("posted", "by hand")
    assert desk.publish().receipt == Receipt("https://wall.example/7", "https://wall.example/7")
    assert not desk.wall.posts
    again = take_word(desk.channel, KEY, "https://wall.example/7", desk.ledger, clock=desk.clock)
    assert (again.exit_code, desk.post.duplicates) == (0, ())
    other = take_word(desk.channel, KEY, "https://wall.example/8", desk.ledger, clock=desk.clock)
    assert other.exit_code == 3
    assert [receipt.url for receipt in desk.post.duplicates] == ["https://wall.example/8"]


def test_a_person_may_say_that_it_is_not_there_once_it_cannot_come(desk: Desk) -> None:
    desk.channel = Blind(name="fake", use="fake", wall=desk.wall)
    doubt(desk)
    assert take_word(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "held"
    desk.clock.turn(PATIENCE)
    assert take_word(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "not-posted"
    assert take_word(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "not-posted"
    assert desk.publish().state == "posted"
    assert take_word(desk.channel, KEY, None, desk.ledger, clock=desk.clock).state == "already-posted"


def test_a_persons_word_on_what_nobody_knows_is_refused(desk: Desk) -> None:
    with pytest.raises(LookupError, match="seed"):
        take_word(desk.channel, KEY, "https://wall.example/7", desk.ledger)


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
    assert outcome.state == "in-doubt"
    assert desk.post.state == "pending"


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
    outcomes = deliver(wanted, desk.ledger, clock=desk.clock, stop=desk.stop, grace=0)
    assert [(outcome.key.slot, outcome.state) for outcome in outcomes] == [
        ("1", "posted"),
        ("2", "in-doubt"),
        ("1", "not-posted"),
    ]
    assert worst(outcomes) == 3
    assert desk.kinds() == ["Intended", "Posted", "Intended"]
    go.set()
    assert gone.wait(10)


def test_a_retry_is_not_waited_for_once_stopped(desk: Desk) -> None:
    def refuse(_: Delivery) -> Receipt:
        desk.stop.set()
        msg = "429"
        raise NotPosted(msg, final=False)

    desk.wall.on_post = refuse
    assert desk.publish().error == "stopped before it was sent"
    assert desk.kinds() == ["Intended", "Unposted"]


def test_once_stopped_nothing_is_asked(desk: Desk) -> None:
    doubt(desk)
    asked = len(desk.wall.asked)
    desk.stop.set()
    assert desk.publish().state == "held"
    assert len(desk.wall.asked) == asked


# What is said


SENTINEL = "s3cr3t-sentinel"


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FAKE_TOKEN", SENTINEL)
    return SENTINEL


@pytest.mark.parametrize("place", ["on_prepare", "on_post", "on_find"])
@pytest.mark.parametrize(
    "error", [RuntimeError(f"Bearer {SENTINEL}"), NotPosted(f"as {SENTINEL}"), InDoubt(f"as {SENTINEL}")]
)
def test_no_secret_is_said_or_kept(desk: Desk, secret: str, place: str, error: Exception) -> None:
    if place == "on_find":
        doubt(desk)
    setattr(desk.wall, place, desk.wall.refuse(error))
    outcome = desk.publish()
    assert outcome.error
    assert SENTINEL not in repr(outcome)
    assert SENTINEL not in repr(desk.events())
    if not isinstance(error, RuntimeError):
        assert "$FAKE_TOKEN" in outcome.error


@pytest.mark.parametrize("error", [RuntimeError, KeyError, IndexError, OSError])
def test_nobody_elses_words_are_repeated(desk: Desk, error: type[Exception]) -> None:
    for place in ("on_prepare", "on_post", "on_find"):
        desk = Desk()
        if place == "on_find":
            doubt(desk)
        setattr(desk.wall, place, desk.wall.refuse(error("<html>verbatim")))
        outcome = desk.publish()
        assert error.__name__ in outcome.error
        assert "verbatim" not in repr(outcome) + repr(desk.events())


def test_a_secret_that_is_not_set_is_named(desk: Desk) -> None:
    def login(_: Delivery) -> str:
        return Secret("$NOT_SET_AT_ALL").reveal()

    desk.wall.on_prepare = login
    assert desk.publish().error == "$NOT_SET_AT_ALL is not set"


def test_a_ledger_that_always_conflicts_ends(desk: Desk) -> None:
    def fail(events: tuple[AnyEvent, ...]) -> None:
        if any(isinstance(event, Posted | Doubted) for event in events):
            raise Conflict

    desk.ledger.before = fail
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("posted", 5)
    with pytest.raises(LedgerError):
        desk.ledger.before = lambda _: (_ for _ in ()).throw(Conflict())
        seed([desk.wanted(issue="x")], "why", desk.ledger)


def test_a_ledger_that_cannot_be_read_stops_before_anything_is_sent(desk: Desk) -> None:
    def read(issue: str | None = None) -> Iterator[AnyEvent]:
        raise PermissionError

    desk.ledger.read = read  # type: ignore[method-assign]
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("not-posted", 5)
    assert not desk.wall.posts


def test_to_import_it_costs_little() -> None:
    code = (
        "import sys, distribute.deliver.run; "
        "print([m for m in ('requests','mastodon','sqlite3','asyncio','dataclasses','concurrent') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


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
