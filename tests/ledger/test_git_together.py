"""Threads of one run share the pushes and fetches of a ledger on a git branch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from distribute.deliver.records import hold
from distribute.deliver.run import deliver
from distribute.ledger.events import AnyEvent, Conflict, Key, LedgerError
from distribute.ledger.fold import fold
from distribute.ledger.gitbranch import GitLedger
from distribute.ledger.gitclone import GitClone
from distribute.ledger.together import Append
from distribute.testing.ledger_contract import intent
from tests.deliver.kit import Desk
from tests.ledger.git_kit import BRANCH, Clone, clone, first, git, no_one, remote

__all__ = ["clone", "first", "no_one", "remote"]  # its fixtures

CHANNELS = ("email", "linkedin", "mastodon", "reddit", "x")


def begun(channel: str) -> AnyEvent:
    """Return the intent to post on a channel."""
    return intent(key=Key("2020-11", channel, "en"))


@pytest.fixture
def ledger(clone: Clone) -> GitLedger:
    return GitLedger.create(clone(), BRANCH)


def counted(ledger: GitLedger, name: str, monkeypatch: pytest.MonkeyPatch) -> list[threading.Event]:
    """Let each call of a method wait for its event, the first of which is not set, and return the events."""
    calls: list[threading.Event] = []
    original: Callable[..., Any] = getattr(GitClone, name)

    def call(self: GitClone, *arguments: Any, **more: Any) -> Any:
        calls.append(threading.Event())
        if len(calls) > 1 or calls[0].wait(10):
            return original(self, *arguments, **more)
        raise AssertionError("nobody let it go on")

    monkeypatch.setattr(GitClone, name, call)
    return calls


def fail(why: str) -> NoReturn:
    raise LedgerError(why)


def until(true: Callable[[], bool]) -> None:
    """Wait for a condition, at most ten seconds."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        threading.Event().wait(0.01)


def at_once(
    work: Sequence[Callable[[], object]], first: list[threading.Event], done: Callable[[], bool]
) -> list[object]:
    """Start each in a thread of its own, let the first one go on when all of them wait, and return the results."""
    results: list[object] = [None] * len(work)

    def run(number: int) -> None:
        try:
            results[number] = work[number]()
        except (Conflict, LedgerError, SystemExit) as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    threads[0].start()
    until(lambda: bool(first))
    for thread in threads[1:]:
        thread.start()
    until(done)
    first[0].set()
    for thread in threads:
        thread.join(30)
    return results


def test_what_waits_for_a_push_is_pushed_together(
    ledger: GitLedger, added: list[Append], monkeypatch: pytest.MonkeyPatch
) -> None:
    pushes = counted(ledger, "push", monkeypatch)
    work = [lambda channel=channel: ledger.append(begun(channel)) for channel in CHANNELS]
    assert at_once(work, pushes, lambda: len(added) == len(CHANNELS)) == [None] * len(CHANNELS)
    assert len(pushes) == 2
    assert {event.post for event in ledger.read()} == {begun(channel).post for channel in CHANNELS}


def test_a_conflict_is_only_of_the_append_that_has_it(
    ledger: GitLedger,
    clone: Clone,
    added: list[Append],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = begun("reddit")
    GitLedger(clone(), BRANCH).append(other)
    added.clear()
    rival = intent(run="two", key=Key("2020-11", "reddit", "en"))
    pushes = counted(ledger, "push", monkeypatch)
    events = [begun("email"), rival, begun("x")]
    work = [lambda event=event: ledger.append(event) for event in events]
    first, second, third = at_once(work, pushes, lambda: len(added) == 3)
    assert (first, third) == (None, None)
    assert isinstance(second, Conflict)
    assert list(GitLedger(clone(), BRANCH).read()) == sorted(
        (events[0], other, events[2]), key=lambda e: e.post
    )


def test_an_event_that_two_threads_append_is_believed_only_once_it_is_pushed(
    ledger: GitLedger, clone: Clone, added: list[Append]
) -> None:
    rival, mine = intent(run="two"), intent()
    GitLedger(clone(), BRANCH).append(rival)
    added.clear()
    failed: list[type] = []

    def append() -> None:
        try:
            ledger.append(mine)
        except Conflict as conflict:
            failed.append(type(conflict))

    threads = [threading.Thread(target=append) for _ in range(2)]
    with ledger._lock:
        for thread in threads:
            thread.start()
        until(lambda: len(added) == 2)
    for thread in threads:
        thread.join(30)
    assert failed == [Conflict, Conflict]
    assert list(ledger.read()) == [rival]


def test_an_interrupted_push_stores_nothing_that_is_believed(
    ledger: GitLedger, added: list[Append], monkeypatch: pytest.MonkeyPatch
) -> None:
    pushes = counted(ledger, "push", monkeypatch)
    original = GitLedger._push

    def push(self: GitLedger, events: Sequence[AnyEvent], grown: Any) -> str:
        if len(events) > 1:
            raise SystemExit
        return original(self, events, grown)

    monkeypatch.setattr(GitLedger, "_push", push)
    work = [lambda channel=channel: ledger.append(begun(channel)) for channel in CHANNELS]
    results = at_once(work, pushes, lambda: len(added) == len(CHANNELS))
    assert results[0] is None
    assert sum(isinstance(result, LedgerError) for result in results) == len(CHANNELS) - 2
    assert [event.post for event in ledger.read()] == [begun(CHANNELS[0]).post]


def test_threads_that_wait_to_read_share_a_fetch(ledger: GitLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.append(begun("email"))
    fetches = counted(ledger, "fetch", monkeypatch)
    asked = threading.Semaphore(0)

    def read() -> int:
        asked.release()
        return len(list(ledger.read("2020-11")))

    assert at_once([read] * 5, fetches, lambda: all(asked.acquire(timeout=10) for _ in range(5))) == [1] * 5
    assert len(fetches) == 2


def test_an_overview_may_be_as_old_as_it_is_allowed_to_be(clone: Clone) -> None:
    GitLedger.create(clone(), BRANCH)
    here, there = GitLedger(clone(), BRANCH, fresh=60), GitLedger(clone(), BRANCH)
    there.append(begun("x"))
    assert list(here.read()) == []
    assert list(here.read("2020-11")) == [begun("x")], "a post is decided on what is there now"
    assert list(here.read()) == [begun("x")]


def test_a_draft_is_created_by_the_push_of_its_first_events(
    clone: Clone, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = GitLedger.create_with_first_append(clone(), BRANCH)
    assert list(ledger.read()) == []
    assert BRANCH not in git(remote, "branch", "--list")
    pushes: list[str] = []
    push = GitClone.push
    monkeypatch.setattr(
        GitClone, "push", lambda *given, **more: pushes.append(more["over"]) or push(*given, **more)
    )
    ledger.append(begun("x"))
    ledger.append(begun("email"))
    assert [bool(over) for over in pushes] == [False, True]
    assert len(list(GitLedger(clone(), BRANCH).read())) == len(list(ledger.read())) == 2


@pytest.mark.parametrize("is_read_first", [True, False])
def test_a_draft_gives_way_to_a_ledger_that_another_run_created(
    clone: Clone, remote: Path, is_read_first: bool
) -> None:
    git(remote, "config", "receive.denyNonFastForwards", "false")
    draft, rival = (GitLedger.create_with_first_append(clone(), BRANCH) for _ in range(2))
    rival.append(begun("x"))
    if is_read_first:
        assert list(draft.read()) == [begun("x")]
    with pytest.raises(Conflict):
        draft.append(intent(run="two", key=Key("2020-11", "x", "en")))
    draft.append(begun("email"))
    assert len(list(GitLedger(clone(), BRANCH).read())) == 2


def test_a_draft_whose_push_lost_its_answer_is_recognised(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = GitLedger.create_with_first_append(clone(), BRANCH)
    push = GitClone.push

    def lost(*given: Any, **more: Any) -> str:
        monkeypatch.setattr(GitClone, "push", push)
        return push(*given, **more) or "the connection was lost"

    monkeypatch.setattr(GitClone, "push", lost)
    ledger.append(begun("x"))
    assert list(GitLedger(clone(), BRANCH).read()) == [begun("x")]
    assert list(ledger.read()) == [begun("x")]


def test_a_draft_that_meets_a_branch_is_one_until_that_was_checked(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, rival = (GitLedger.create_with_first_append(clone(), BRANCH) for _ in range(2))
    rival.append(begun("x"))
    with monkeypatch.context() as patch:
        patch.setattr(GitClone, "lines_lost", lambda *_, **__: fail("no answer"))
        with pytest.raises(LedgerError, match="no answer"):
            list(draft.read())
    draft.append(begun("email"))
    assert list(rival.read()) == [begun("email"), begun("x")]


def test_a_draft_does_not_add_to_a_branch_that_is_no_ledger(clone: Clone, remote: Path) -> None:
    ledger = GitLedger.create_with_first_append(clone(), BRANCH)
    git(remote, "branch", BRANCH, "main")
    with pytest.raises(LedgerError, match="not a ledger"):
        ledger.append(begun("x"))
    assert git(remote, "rev-parse", BRANCH) == git(remote, "rev-parse", "main")


def test_a_draft_is_no_way_round_a_branch_that_was_deleted(clone: Clone, remote: Path) -> None:
    folder = clone()
    GitLedger.create(folder, BRANCH)
    git(remote, "config", "receive.denyDeletes", "false")
    git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    with pytest.raises(LedgerError, match="the branch is gone"):
        GitLedger.create_with_first_append(folder, BRANCH)


# What is decided on


def test_what_is_decided_on_the_branch_as_it_was_seen_is_pushed_without_a_look(
    ledger: GitLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(GitClone, "fetch")
    ledger.append_decided("2020-11", lambda _: [begun("x")])
    ledger.append_decided("2020-11", lambda events: [begun("email")] if list(events) == [begun("x")] else [])
    monkeypatch.undo()
    assert list(ledger.read()) == [begun("email"), begun("x")]


def test_what_another_run_has_written_since_is_decided_on(clone: Clone) -> None:
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    there.append(begun("x"))
    seen: list[list[AnyEvent]] = []

    def decide(events: Iterator[AnyEvent]) -> list[AnyEvent]:
        seen.append(list(events))
        return [] if seen[-1] else [begun("email")]

    here.append_decided("2020-11", decide)
    assert seen == [[], [begun("x")]]
    assert list(there.read()) == [begun("x")]


def test_what_another_run_has_written_at_the_same_place_is_decided_on(clone: Clone) -> None:
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    there.append(intent(1, run="two"))
    decided: list[int] = []

    def decide(events: Iterator[AnyEvent]) -> list[AnyEvent]:
        decided.append(len(list(events)) + 1)
        return [intent(decided[-1])]

    here.append_decided("2020-11", decide)
    assert decided == [1, 2]


@pytest.mark.parametrize("is_decided", [True, False])
def test_a_push_builds_on_what_others_wrote_while_it_waited(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, is_decided: bool
) -> None:
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    here._patience, waits = 1, 0

    def wait(*_: float) -> float:
        nonlocal waits
        waits += 1
        there.append(intent(waits + 1, key=Key("2020-10", "x", "en")))
        return 0

    there.append(intent(1, key=Key("2020-10", "x", "en")))
    monkeypatch.setattr("distribute.ledger.gitbranch.random.uniform", wait)
    if is_decided:
        here.append_decided("2020-11", lambda _: [begun("x")])
    else:
        here.append(begun("x"))
    assert waits == (0 if is_decided else 1)


def test_nothing_is_appended_only_after_a_look(clone: Clone) -> None:
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    there.append(begun("x"))
    here.append_decided("2020-11", lambda events: [begun("email")] if list(events) else [])
    assert list(there.read()) == [begun("email"), begun("x")]


def test_what_other_threads_of_the_run_append_is_no_reason_to_decide_again(
    ledger: GitLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushes = counted(ledger, "push", monkeypatch)
    decided: list[str] = []

    def append(channel: str) -> None:
        ledger.append_decided("2020-11", lambda _: decided.append(channel) or [begun(channel)])

    work = [lambda channel=channel: append(channel) for channel in CHANNELS]
    assert at_once(work, pushes, lambda: len(decided) == 1) == [None] * len(CHANNELS)
    assert sorted(decided) == sorted(CHANNELS)


def test_who_is_overtaken_for_too_long_gives_up(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    here._patience, append, rivals = 0.5, GitLedger._append, iter(range(1, 9))

    def overtaken(ledger: GitLedger, mine: Any) -> None:
        if ledger is here:
            there.append(intent(next(rivals)))
        append(ledger, mine)

    monkeypatch.setattr(GitLedger, "_append", overtaken)
    with pytest.raises(LedgerError, match="no events can be added"):
        here.append_decided("2020-11", lambda _: [begun("x")])


def test_a_hold_that_another_machine_has_recorded_since_the_look_is_respected(clone: Clone) -> None:
    desk = Desk()
    here, there = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    history = fold(here.read())
    hold("2020-11", "", "wait", "ed", there)
    (outcome,) = deliver([desk.wanted()], here, history=history)
    assert outcome.state == "held"
    assert not desk.wall.posts
