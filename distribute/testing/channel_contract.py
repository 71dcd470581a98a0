"""The contract of a channel: inherit from ChannelContract in a test module and provide a service.

It counts the posts that arrived at the service and does not rely on what the adapter reports.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Protocol

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.deliver.outcome import DeliveryRequest, Outcome, Repost
from distribute.deliver.records import record_human_verdict
from distribute.deliver.run import deliver
from distribute.ledger.events import Key
from distribute.ledger.memory import MemoryLedger
from distribute.testing.clock import TurnedClock
from distribute.testing.service import FAULTS, KEPT, PROOF, Fault

LINK = "https://example.org/2020/12/newsletter"
MESSAGE = Message(text=f"The newsletter is out! {LINK} #news", title="The newsletter", link=LINK)
Change = tuple[dict[str, Any], dict[str, Any]]


class Reached(Protocol):
    """What the contract needs from a service; `distribute.testing.service.Service` provides it."""

    lag: float

    @property
    def arrived(self) -> list[Any]:
        """Our posts that people would see."""

    @property
    def attempts(self) -> list[Any]:
        """The requests to publish."""

    def fail(self, *faults: Fault) -> None:
        """Make the next requests to publish fail in these ways."""

    def heal(self) -> None:
        """Stop all failures."""

    def stranger(self, fields: dict[str, str]) -> None:
        """Add a post with these fields by somebody else."""


class ChannelContract:
    """Inherit from this class and provide the fixtures `service` and `channel`; the channel's time-out should be short.

    `message` is what the tests publish. `faults` are the faults that the service can simulate. `stranger` is another account's post with the same link,
    in the service's own fields. `reply_field` is the service's field for the post that is replied to, "" if the
    adapter makes no threads. Set `compares_words` to False if a post is recognised only by its idempotency key, and
    `takes_a_link_once` to True if the service refuses a link that it already has. Set `takes_reposts` to True if a
    service that refuses duplicates accepts the same text again in a later round. Set `honours_key` to False if the
    service is one that ignores the key which the adapter declares.

    `other_account` has the environment variables for a login as another account of the service. `changes` are pairs
    of settings: a post sent with the first must be found when the channel has the second.
    """

    message: ClassVar[Message] = MESSAGE
    faults: ClassVar[Iterable[Fault]] = FAULTS
    stranger: ClassVar[dict[str, str]] = {"status": f"Look! {LINK}"}
    reply_field: ClassVar[str] = ""
    compares_words: ClassVar[bool] = True
    takes_a_link_once: ClassVar[bool] = False
    takes_reposts: ClassVar[bool] = False
    honours_key: ClassVar[bool] = True
    other_account: ClassVar[dict[str, str]] = {}
    changes: ClassVar[Sequence[Change]] = ()

    def refuse_duplicates(self, service: Any) -> None:
        """Make the service refuse posts that it already has, if it can."""
        pytest.skip("its service refuses no duplicates")

    def without_account(self, channel: Channel) -> Channel:
        """Return the channel without the setting that names its account, if it has one."""
        return channel

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run tests with a `fault` once per fault, and tests with a `change` once per change of settings."""
        if "fault" in metafunc.fixturenames:
            metafunc.parametrize("fault", list(self.faults), ids=lambda fault: fault.replace(" ", "-"))
        if "change" in metafunc.fixturenames:
            metafunc.parametrize("change", list(self.changes), ids=_described)

    @pytest.fixture
    def clock(self) -> TurnedClock:
        """Return the clock of the service and the run."""
        return TurnedClock()

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Reached:
        """Return the service, which only the channel uses."""
        raise NotImplementedError

    @pytest.fixture
    def channel(self, service: Reached) -> Channel:
        """Return the channel under test, with its secrets set."""
        raise NotImplementedError

    @pytest.fixture
    def desk(self, channel: Channel, service: Reached, clock: TurnedClock) -> Desk:
        """Return everything that is needed to publish."""
        desk = Desk(channel, service, clock)
        desk.draft = Draft((self.message,))
        return desk

    def test_one_post_arrives_and_is_never_sent_again(self, desk: Desk) -> None:
        """A post arrives once, also if it is published again."""
        first = desk.publish()
        assert first.state == "posted", first.error
        assert first.receipt
        assert desk.publish().state == "already-posted"
        assert (len(desk.service.arrived), len(desk.service.attempts)) == (1, 1)

    def test_each_fault_is_judged_right(self, desk: Desk, fault: Fault) -> None:
        """Proof that nothing was posted is distinguished from doubt, and nothing is sent twice in doubt."""
        desk.clock.wait = lambda stop, seconds: stop.set()  # type: ignore[method-assign] # no retry
        desk.service.fail(fault)
        outcome = desk.publish()
        assert outcome.state == ("not-posted" if fault in PROOF else "in-doubt"), outcome.error
        assert len(desk.service.arrived) == (fault in KEPT)
        assert len(desk.service.attempts) == (fault != "refused")

    def test_after_each_fault_exactly_one_post_is_there(self, desk: Desk, fault: Fault) -> None:
        """Within patience nothing is sent on a guess; after it there is exactly one post, if it can be read back."""
        desk.service.fail(fault)
        desk.publish()
        desk.service.heal()
        desk.publish()
        if fault not in PROOF:
            assert len(desk.service.attempts) <= 1
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert len(desk.service.arrived) <= 1
        if not desk.channel.can_read_back and fault not in PROOF:
            assert outcome.exit_code == 3
        else:
            assert outcome.exit_code == 0, outcome.error
            assert len(desk.service.arrived) == 1

    def test_what_shows_late_is_waited_for(self, desk: Desk) -> None:
        """A post that the service lists late is not treated as absent."""
        if not desk.channel.can_read_back or "cut after keeping" not in self.faults:
            pytest.skip("it can't be read back, or its service can't cut")
        desk.service.lag = desk.channel.patience / 3
        desk.service.fail("cut after keeping")
        desk.publish()
        assert desk.publish().state == "held"
        desk.clock.turn(desk.service.lag)
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
        assert len(desk.service.arrived) == 1

    def test_a_strangers_post_is_not_ours(self, desk: Desk) -> None:
        """Another account's post with the same link is not taken for ours."""
        if not desk.channel.can_read_back or "cut before keeping" not in self.faults:
            pytest.skip("it can't be read back, or its service can't cut")
        desk.service.fail("cut before keeping")
        desk.publish()
        desk.service.stranger(self.stranger)
        assert desk.publish().state == "held"
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "sent"
        assert len(desk.service.arrived) == 1

    def test_a_repost_is_one_more(self, desk: Desk) -> None:
        """The post of an earlier round is not taken for that of a later one."""
        desk.publish()
        outcome = desk.publish(repost=Repost("a new host"))
        assert outcome.state == "posted", outcome.error
        assert len(desk.service.arrived) == 2

    def test_a_repost_in_doubt_is_told_from_the_first(self, desk: Desk) -> None:
        """An earlier post is no proof of the current one."""
        if not desk.channel.can_read_back or "cut before keeping" not in self.faults:
            pytest.skip("it can't be read back, or its service can't cut")
        desk.publish()
        desk.service.fail("cut before keeping")
        desk.publish(repost=Repost("a new host", "job"))
        assert desk.publish().state == "held"
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "sent"
        assert len(desk.service.arrived) == 2

    def test_a_post_that_is_there_is_found_before_the_first_attempt(self, desk: Desk) -> None:
        """Nothing is sent again if the ledger is empty, as with an old backup."""
        if not desk.channel.can_read_back:
            pytest.skip("it can't be read back")
        first = desk.publish()
        desk.ledger = MemoryLedger()
        outcome = desk.publish()
        if desk.channel.others_can_imitate:
            assert (outcome.state, len(desk.service.attempts)) == ("in-doubt", 1), outcome.error
            return
        assert (outcome.state, outcome.how) == ("already-posted", "found"), outcome.error
        assert outcome.receipt
        assert first.receipt
        assert outcome.receipt.id == first.receipt.id
        assert (len(desk.service.arrived), len(desk.service.attempts)) == (1, 1)
        assert desk.publish().state == "already-posted"

    def test_our_link_with_other_words_is_a_question(self, desk: Desk) -> None:
        """A teaser posted by hand is neither the announcement nor proof of its absence: nothing is sent."""
        teaser = self._teaser(desk)
        for _ in range(2):
            outcome = desk.publish()
            assert (outcome.state, outcome.exit_code) == ("in-doubt", 3), outcome.error
            assert len(desk.service.attempts) == 1
            desk.clock.turn(desk.channel.patience)
        assert teaser.url in desk.publish().error

    def test_a_person_says_that_other_words_are_the_announcement(self, desk: Desk) -> None:
        """Then it is posted, and nothing is sent."""
        teaser = self._teaser(desk)
        desk.publish()
        outcome = desk.record_human_verdict(teaser.url)
        assert (outcome.state, outcome.how) == ("posted", "by hand"), outcome.error
        assert desk.publish().state == "already-posted"
        assert len(desk.service.attempts) == 1

    def test_a_person_says_that_other_words_are_not_the_announcement(self, desk: Desk) -> None:
        """Then it is sent, once."""
        self._teaser(desk)
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        assert desk.record_human_verdict(None).state == "not-posted"
        outcome = desk.publish()
        assert len(desk.service.attempts) == 2
        assert outcome.state == ("not-posted" if self.takes_a_link_once else "posted"), outcome.error
        assert len(desk.service.arrived) == (1 if self.takes_a_link_once else 2)

    def _teaser(self, desk: Desk) -> Receipt:
        """Return a post of the account with our link and different text that is not in the ledger."""
        if not desk.channel.can_read_back:
            pytest.skip("it can't be read back")
        if not self.compares_words:
            pytest.skip("it knows a post by its idempotency key, not by its words")
        known, desk.ledger = desk.ledger, MemoryLedger()
        words = Message(text=f"Out soon! {LINK}", title="Out soon!", link=LINK)
        receipt = desk.publish(draft=Draft((words,)), issue="by hand").receipt
        desk.ledger = known
        assert receipt
        return receipt

    def test_a_thread_hangs_together(self, desk: Desk) -> None:
        """Each part replies to the previous one."""
        self._need_threads()
        messages = (Message(text=f"One {LINK}", link=LINK), Message(text="Two"), Message(text="Three"))
        outcomes = desk.publish_all(draft=Draft(messages))
        assert [outcome.state for outcome in outcomes] == ["posted"] * 3
        one, two, _ = [outcome.receipt.id for outcome in outcomes if outcome.receipt]
        replies = [post.fields.get(self.reply_field) or "" for post in desk.service.arrived]
        assert replies == ["", one, two]

    def test_a_later_part_is_known_by_what_it_replies_to(self, desk: Desk) -> None:
        """A part in doubt is looked for among the replies to the previous part."""
        self._need_threads()
        messages = (Message(text=f"One {LINK}", link=LINK), Message(text=f"Two {LINK}", link=LINK))
        desk.service.fail("slow drip")
        desk.publish_all(draft=Draft(messages))
        desk.service.fail("cut after keeping")
        assert [outcome.state for outcome in desk.publish_all(draft=Draft(messages))] == [
            "posted",
            "in-doubt",
        ]
        outcomes = desk.publish_all(draft=Draft(messages))
        assert [outcome.how for outcome in outcomes] == ["found", "found"]
        assert len(desk.service.arrived) == 2

    def test_it_declares_threads_if_it_makes_them(self, desk: Desk) -> None:
        """`supports` and `reply_field` agree."""
        assert ("thread" in desk.channel.supports) == bool(self.reply_field)

    def test_it_declares_a_key_if_a_second_request_makes_no_second_post(self, desk: Desk) -> None:
        """The same delivery is posted twice without a ledger; the service may also refuse the second request."""
        delivery = Delivery("2020-11/c/en@1#1", "a1b2c3d4", "en", desk.draft.messages[0], desk.clock.now())
        desk.channel.post(delivery, desk.channel.prepare(delivery))
        try:
            desk.channel.post(delivery, desk.channel.prepare(delivery))
        except Exception:  # noqa: BLE001 - any refusal is as good
            assert len(desk.service.arrived) == 1
        else:
            one = "key" in desk.channel.supports and self.honours_key
            assert len(desk.service.arrived) == (1 if one else 2)

    def _need_threads(self) -> None:
        if not self.reply_field:
            pytest.skip("it makes no threads")

    def test_a_duplicate_that_is_there_is_found(self, desk: Desk) -> None:
        """If the service refuses a post that it already has, the post is found, if it can be read back."""
        self.refuse_duplicates(desk.service)
        desk.publish()
        desk.ledger = MemoryLedger()
        desk.channel = msgspec.structs.replace(desk.channel, look_first=False)
        outcome = desk.publish()
        assert len(desk.service.arrived) == 1
        assert len(desk.service.attempts) == 2
        if not desk.channel.can_read_back:
            assert (outcome.state, outcome.receipt) == ("not-posted", None)
        else:
            assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error

    def test_a_duplicate_that_is_not_listed_yet_is_in_doubt(self, desk: Desk) -> None:
        """The first attempt is treated as absent, but the service has it and lists it later."""
        self.refuse_duplicates(desk.service)
        if not desk.channel.can_read_back:
            pytest.skip("it can't be read back")
        desk.service.lag = 2 * desk.channel.patience
        desk.service.fail("504 after keeping")
        desk.publish()
        desk.clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert outcome.state == "in-doubt", outcome.error
        desk.clock.turn(desk.channel.patience)
        assert desk.publish().how == "found"
        assert len(desk.service.arrived) == 1

    def test_a_repost_that_is_refused_as_a_duplicate_is_not_posted(self, desk: Desk) -> None:
        """The service's post belongs to an earlier round, so it is no proof of this one."""
        self.refuse_duplicates(desk.service)
        if self.takes_reposts:
            pytest.skip("its service takes a re-post")
        desk.publish()
        outcome = desk.publish(repost=Repost("a new host"))
        assert outcome.state == "not-posted"
        assert outcome.error
        assert len(desk.service.arrived) == 1

    @pytest.mark.parametrize("kept", [True, False])
    def test_a_doubt_stays_one_with_another_accounts_token(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, *, kept: bool
    ) -> None:
        """Another account's posts prove neither presence nor absence."""
        if not self.other_account:
            pytest.skip("its service has one account")
        if not desk.channel.can_read_back:
            pytest.skip("it can't be read back")
        desk.channel = self.without_account(desk.channel)
        desk.service.fail("cut after keeping" if kept else "cut before keeping")
        assert desk.publish().state == "in-doubt"
        with monkeypatch.context() as logged_in:
            for secret, value in self.other_account.items():
                logged_in.setenv(secret, value)
            for _ in range(3):
                desk.clock.turn(2 * desk.channel.patience)
                outcome = desk.publish()
                assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
                assert "this token is that of" in outcome.error
            assert len(desk.service.attempts) == 1
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == ("posted", "found" if kept else "sent"), outcome.error
        assert len(desk.service.arrived) == 1

    def test_a_post_is_found_after_the_settings_change(self, desk: Desk, change: Change) -> None:
        """The post is looked for with the settings of the attempt, and sent only once."""
        if not desk.channel.can_read_back:
            pytest.skip("it can't be read back")
        before, after = change
        desk.channel = msgspec.structs.replace(desk.channel, **before)
        desk.service.fail("cut after keeping")
        assert desk.publish().state == "in-doubt"
        desk.channel = msgspec.structs.replace(desk.channel, **after)
        desk.clock.turn(2 * desk.channel.patience)
        outcome = desk.publish()
        assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
        assert len(desk.service.attempts) == len(desk.service.arrived) == 1

    def test_no_secret_is_said_kept_or_logged(
        self, desk: Desk, fault: Fault, caplog: pytest.LogCaptureFixture
    ) -> None:
        """No secret's value is in outcomes, the ledger, the account's name or a log at any level."""
        caplog.set_level(logging.DEBUG)
        for name in list(logging.root.manager.loggerDict):
            caplog.set_level(logging.DEBUG, logger=name)
        desk.service.fail(fault)
        said = [desk.publish(), desk.publish()]
        kept = list(desk.ledger.read())
        texts = (repr(said), repr(kept), desk.channel.target(), repr(desk.channel), caplog.text)
        values = [secret.reveal() for secret in desk.channel.secrets.values() if secret.is_set]
        assert not [value for value in values for text in texts if value in text]

    def test_a_secret_that_is_not_set_is_named_before_anything_is_sent(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A missing $NAME makes only this channel fail, and is named."""
        names = [secret.name for secret in desk.channel.secrets.values()]
        if not names:
            pytest.skip("it has no secrets")
        for name in names:
            monkeypatch.delenv(name, raising=False)
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert any(f"${name}" in outcome.error for name in names), outcome.error
        assert not desk.service.attempts

    def test_its_account_is_the_same_whatever_it_is_called(self, desk: Desk) -> None:
        """The target does not depend on the channel's name: two channels of one account have the same target."""
        other = msgspec.structs.replace(desk.channel, name="another")
        assert other.target() == desk.channel.target()


def _described(change: Change) -> str:
    before, after = change
    return "-".join(f"{name}-{before[name]}-to-{after[name]}" for name in before)


class Desk:
    """A channel, its service, a ledger and a clock, with methods for the common steps of tests."""

    def __init__(self, channel: Channel, service: Reached, clock: TurnedClock) -> None:
        """Start with an empty ledger."""
        self.channel = channel
        self.service = service
        self.clock = clock
        self.ledger = MemoryLedger()
        self.draft = Draft((MESSAGE,))

    def publish(self, **more: Any) -> Outcome:
        """Publish the draft in a new run, and return the outcome of its first post."""
        return self.publish_all(**more)[0]

    def record_human_verdict(self, word: str | None) -> Outcome:
        """Record a person's answer on the draft: its address, or None if it does not exist."""
        key = Key("2020-11", self.channel.name, "en")
        return record_human_verdict(self.channel, key, word, self.ledger, clock=self.clock)

    def publish_all(self, **more: Any) -> list[Outcome]:
        """Publish in a new run, and return the outcomes of all posts."""
        settings = {"channel": self.channel, "issue": "2020-11", "language": "en", "draft": self.draft}
        return deliver([DeliveryRequest(**{**settings, **more})], self.ledger, clock=self.clock)
