"""Histories of crashing, stalling and rival runs, made up by hypothesis: never two, and none lost.

A world has one service, one ledger and one true time; each run has a clock of its own that is off by
less than the bound allows. A run may die before or after anything it writes, may stall before or
after it, and may find the service answering as it likes. Stalls stay within the bound of the
README: clock skew and any stall after the last check together under `patience / 4`.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Duration
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.deliver.clock import Clock
from distribute.deliver.outcome import DeliveryRequest, Outcome, Repost
from distribute.deliver.records import record_human_verdict
from distribute.deliver.run import deliver
from distribute.ledger.events import AnyEvent, Intended, Key, Ledger, Posted
from distribute.ledger.fold import fold
from distribute.ledger.gitbranch import GitLedger
from distribute.ledger.memory import MemoryLedger
from distribute.ledger.sqlite import SqliteLedger
from distribute.testing.clock import START

PATIENCE = 960.0
TIMEOUT = PATIENCE / 4
SKEW = PATIENCE / 10  # each way: two clocks differ by less than patience / 4 even with a stall
STALL = PATIENCE / 40  # after the last check
KEY = Key("2020-11", "fake", "en")
DRAFT = Draft((Message("Hello"),))


class Killed(BaseException):
    """The process is gone; nothing it would have done next happens."""


class Plan(msgspec.Struct, frozen=True):
    """What happens to one run: when it dies, where it stalls, and how the service takes its request."""

    skew: float
    dies: str
    slow_append: float
    slow_prepare: float
    stall: float
    answer: str
    takes: float
    look: str
    look_takes: float


moments = st.sampled_from(["intending", "sending", "sending", "sent", "looking"])
waits = st.sampled_from([0.0, 1.0, PATIENCE / 2, PATIENCE * 1.5, PATIENCE * 1.5])
plans = st.builds(
    Plan,
    skew=st.floats(-SKEW, SKEW),
    dies=st.sampled_from(["", "", "", "before intent", "after intent", "after sending", "before receipt"]),
    slow_append=st.sampled_from([0.0, 0.0, PATIENCE / 4, PATIENCE / 2, PATIENCE * 2]),
    slow_prepare=st.sampled_from([0.0, PATIENCE * 2]),
    stall=st.floats(0, STALL),
    answer=st.sampled_from(
        ["yes", "yes", "kept, no answer", "lost", "late", "refused", "429", "bug", "kept, bug", "duplicate"]
    ),
    takes=st.floats(0, TIMEOUT),
    look=st.sampled_from(["see", "see", "see", "error"]),
    look_takes=st.floats(0, TIMEOUT),
)


class World:
    """The true time, the service, the ledger, and the run that is acting just now."""

    def __init__(self, ledger: Ledger, *, lag: float, no_read_back: bool) -> None:
        self.time = 0.0
        self.lag = lag  # until what was posted can be read back
        self.no_read_back = no_read_back
        self.ledger = ledger
        self.posts: list[tuple[float, Delivery, Receipt]] = []
        self.plan: Plan
        self.dead = False
        self.between: list[tuple[str, Plan]] = []  # rivals, and at which moment of this run they come
        self.rival: Callable[[Plan], None]

    def pass_(self, seconds: float) -> None:
        self.time += seconds

    def arrive(self, delivery: Delivery, at: float) -> Receipt:
        receipt = Receipt(str(len(self.posts) + 1))
        self.posts.append((at, delivery, receipt))
        return receipt

    def visible(self, token: str) -> Receipt | None:
        for at, delivery, receipt in self.posts:
            if delivery.idempotency_key == token and at + self.lag <= self.time:
                return receipt
        return None

    def meanwhile(self, moment: str) -> None:
        """Let the rivals of this moment run, each to its end."""
        mine, rivals = (self.plan, self.dead), self.between
        self.between = []
        for its, plan in rivals:
            if its == moment:
                self.dead = False
                self.rival(plan)
        self.plan, self.dead = mine
        self.between = [rival for rival in rivals if rival[0] != moment]


class SkewedClock(Clock):
    def __init__(self, world: World, skew: float) -> None:
        self.world = world
        self.skew = timedelta(seconds=skew)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.world.time) + self.skew

    def monotonic(self) -> float:
        return self.world.time

    def wait(self, stop: threading.Event, seconds: float) -> None:
        self.world.pass_(seconds)


class MortalLedger:
    """The world's ledger, as a run sees it that may die at each of its appends."""

    def __init__(self, world: World) -> None:
        self.world = world

    def append(self, *events: AnyEvent) -> None:
        world, plan = self.world, self.world.plan
        intent = any(isinstance(event, Intended) for event in events)
        receipt = any(isinstance(event, Posted) for event in events)
        if (
            world.dead
            or (intent and plan.dies == "before intent")
            or (receipt and plan.dies == "before receipt")
        ):
            world.dead = True
            raise Killed
        if intent:
            world.meanwhile("intending")
        world.ledger.append(*events)
        if intent:
            world.pass_(plan.slow_append)
            if plan.dies == "after intent":
                world.dead = True
                raise Killed

    def read(self, issue: str | None = None) -> Any:
        if self.world.dead:
            raise Killed
        return self.world.ledger.read(issue)


class Fake(Channel, frozen=True, kw_only=True):
    """The world's service, as an adapter sees it."""

    world: World

    def target(self) -> str:
        return "fake:me"

    def prepare(self, delivery: Delivery) -> None:
        self.world.pass_(self.world.plan.slow_prepare)

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        world, plan = self.world, self.world.plan
        world.pass_(plan.stall)
        begun = world.time
        kept = plan.answer in {"yes", "kept, no answer", "kept, bug", "late"}
        if plan.answer == "late":
            # It is on its way for as long as a request may be, and our own wait ends before.
            receipt = world.arrive(delivery, begun + plan.takes)
        world.meanwhile("sending")
        world.time = max(world.time, begun + plan.takes / (10 if plan.answer == "late" else 1))
        if kept and plan.answer != "late":
            receipt = world.arrive(delivery, world.time)
        world.meanwhile("sent")
        if plan.dies == "after sending":
            world.dead = True
        match plan.answer:
            case "yes":
                return receipt
            case "refused":
                raise NotPosted("refused")
            case "429":
                raise NotPosted("429", final=False, retry_after=5)
            case "duplicate":
                raise Duplicate("duplicate")
            case "bug" | "kept, bug":
                raise ZeroDivisionError
        raise InDoubt(plan.answer)

    def find(self, delivery: Delivery) -> Receipt | None:
        world, plan = self.world, self.world.plan
        seen = world.visible(delivery.idempotency_key)  # as it is when the question arrives
        world.meanwhile("looking")
        world.pass_(plan.look_takes)
        if plan.look == "error":
            raise RuntimeError
        return seen

    def receipt_of(self, word: str) -> Receipt:
        return Receipt(word)


class BlindFake(Fake, frozen=True, kw_only=True):
    find = Channel.find


class Machine(RuleBasedStateMachine):
    """What may be done in any order, and what must hold whatever was done."""

    def __init__(self, new: Callable[[], Ledger] = MemoryLedger) -> None:
        super().__init__()
        self.new = new
        self.world: World

    @initialize(
        lag=st.sampled_from([0.0, PATIENCE / 8]), no_read_back=st.sampled_from([False, False, False, True])
    )
    def begin(self, lag: float, no_read_back: bool) -> None:
        self.world = World(self.new(), lag=lag, no_read_back=no_read_back)
        self.world.rival = self.rival

    def channel(self) -> Fake:
        kind = BlindFake if self.world.no_read_back else Fake
        return kind(
            name="fake", use="fake", world=self.world, patience=Duration(PATIENCE), timeout=Duration(TIMEOUT)
        )

    def run(self, plan: Plan, repost: Repost | None = None) -> list[Outcome]:
        world = self.world
        world.plan, world.dead = plan, False
        wanted = DeliveryRequest(
            channel=self.channel(), issue="2020-11", language="en", draft=DRAFT, repost=repost
        )
        try:
            return deliver([wanted], MortalLedger(world), clock=SkewedClock(world, plan.skew))
        except Killed:
            return []
        finally:
            world.dead = False

    @rule(after=waits, plan=plans)
    def publish(self, after: float, plan: Plan) -> None:
        self.world.pass_(after)
        for outcome in self.run(plan):
            self.honest(outcome)

    @rule(after=waits, plan=plans, rivals=st.lists(st.tuples(moments, plans), min_size=1, max_size=3))
    def publish_at_once(self, after: float, plan: Plan, rivals: list[tuple[str, Plan]]) -> None:
        world = self.world
        world.pass_(after)
        world.between = rivals
        for outcome in self.run(plan):
            self.honest(outcome)
        world.between = []

    def rival(self, plan: Plan) -> None:
        # A rival that takes long would stall the run it is nested in beyond the bound.
        quick = msgspec.structs.replace(
            plan, slow_append=0.0, slow_prepare=0.0, stall=0.0, takes=plan.takes / 100,
            look_takes=plan.look_takes / 100,
            answer="refused" if plan.answer == "429" else plan.answer,  # which is tried again, later
        )  # fmt: skip
        self.run(quick)

    @rule(after=waits, plan=plans, key=st.sampled_from(["job-1", "job-2"]))
    def repost(self, after: float, plan: Plan, key: str) -> None:
        self.world.pass_(after)
        for outcome in self.run(plan, Repost("typo", key)):
            self.honest(outcome)

    @rule(after=waits)
    def a_person_looks(self, after: float) -> None:
        """A person sees what is visible, and says so."""
        world = self.world
        world.pass_(after)
        for post in list(fold(world.ledger.read()).posts()):
            if post.state != "pending":
                continue
            seen = world.visible(post.idempotency_key)
            clock = SkewedClock(world, 0)
            if seen:
                record_human_verdict(self.channel(), post.key, seen.id, world.ledger, clock=clock)
            else:
                record_human_verdict(self.channel(), post.key, None, world.ledger, clock=clock)

    def honest(self, outcome: Outcome) -> None:
        """What a run says is so."""
        arrived = [receipt for _, delivery, receipt in self.world.posts if delivery.key == str(outcome.key)]
        if outcome.done:
            assert arrived, "it says posted, and it is not there"
        if outcome.exit_code == 0:
            assert outcome.done
        if outcome.state == "not-posted" and arrived:
            msg = "it says not posted, and it is there"
            raise AssertionError(msg)

    @invariant()
    def never_two(self) -> None:
        keys = [delivery.key for _, delivery, _ in self.world.posts]
        assert len(keys) == len(set(keys)), "posted twice"

    @invariant()
    def none_is_lost(self) -> None:
        """What arrived is posted or in doubt in the ledger, never open: nobody would look again."""
        history = fold(self.world.ledger.read())
        for _, delivery, _ in self.world.posts:
            key = Key.parse(delivery.key)
            post = history.publication(*key.publication).post(key.round, key.part_number)
            assert post.state != "open", "it is there, and the ledger would send it again"

    @invariant()
    def no_round_begins_before_the_last_is_posted(self) -> None:
        story = fold(self.world.ledger.read()).publication("2020-11", "fake", "en")
        for number in sorted(story.rounds)[:-1]:
            assert story.rounds[number].posted

    def teardown(self) -> None:
        """In the end, left in peace, it comes to exactly one; or to a doubt that is told, if blind."""
        if not hasattr(self, "world"):
            return
        calm = Plan(0, "", 0, 0, 0, "yes", 0, "see", 0)
        for _ in range(3):
            self.world.pass_(PATIENCE * 2)
            outcomes = self.run(calm)
        (outcome,) = outcomes
        if self.world.no_read_back:
            assert outcome.done or outcome.exit_code == 3
        else:
            assert outcome.state in {"posted", "already-posted"}
            newest = [key for _, delivery, _ in self.world.posts if (key := delivery.key) == str(outcome.key)]
            assert len(newest) == 1
        self.never_two()
        self.none_is_lost()


@pytest.fixture
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Ledger]:
    """Return what makes an empty ledger of the kind asked for, again and again."""
    numbers = itertools.count()
    if request.param == "sqlite":
        return lambda: SqliteLedger.create(tmp_path / f"{next(numbers)}.db")
    if request.param == "git":
        for words in (["init", "--bare", "remote"], ["clone", "remote", "clone"]):
            subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True, env=os.environ)
        return lambda: GitLedger.create(tmp_path / "clone", f"ledger-{next(numbers)}")
    if request.param == "postgres":
        from distribute.ledger.postgres import PostgresLedger

        server = request.getfixturevalue("postgres")
        return lambda: PostgresLedger.create(server.database())
    return MemoryLedger


@pytest.mark.parametrize(
    ("new", "examples", "steps"),
    [
        ("memory", 100, 12),
        pytest.param("memory", 250, 12, marks=pytest.mark.slow),
        ("sqlite", 50, 12),
        # The rules are the same on every ledger: what these add is their own time.
        pytest.param("postgres", 15, 12, marks=pytest.mark.slow),
        pytest.param("git", 5, 6, marks=pytest.mark.slow),
    ],
    indirect=["new"],
)
def test_never_two_and_none_lost(new: Callable[[], Ledger], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(new),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate, Phase.shrink],
        ),
    )


def test_beyond_the_bound_a_duplicate_is_found_and_said() -> None:
    """What no rule can do: a request that arrives after another run has read "not there"."""
    machine = Machine()
    machine.begin(lag=0.0, no_read_back=False)
    world = machine.world
    calm = Plan(0, "", 0, 0, 0, "yes", 0, "see", 0)

    def rival(plan: Plan) -> None:
        world.pass_(PATIENCE * 2)
        machine.run(plan)

    world.rival, world.between = rival, [("sending", calm)]
    (outcome,) = machine.run(calm)
    assert len(world.posts) == 2
    assert outcome.exit_code == 3
    assert outcome.duplicates
    (post,) = fold(world.ledger.read()).posts()
    assert post.duplicates == outcome.duplicates


def test_a_dead_run_writes_nothing_more() -> None:
    """The model itself: what is killed stays killed."""
    machine = Machine()
    machine.begin(lag=0.0, no_read_back=False)
    assert machine.run(Plan(0, "after sending", 0, 0, 0, "yes", 0, "see", 0)) == []
    assert len(machine.world.posts) == 1
    assert isinstance(list(machine.world.ledger.read())[-1], Intended)
