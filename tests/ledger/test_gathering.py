"""Threads of one kind meet before a command that takes long, and none waits for ever."""

from __future__ import annotations

import threading
import time

import pytest

from distribute.ledger import gathering
from distribute.ledger.gathering import Gathering
from tests.timing import no_hang


class Lane(threading.Thread):
    """A kind of thread of its own."""


def never() -> bool:
    return False


def test_the_main_thread_waits_for_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_SHORTEST", 60)
    monkeypatch.setattr(gathering, "_LONGEST", 60)
    one = Gathering()
    with no_hang(), one.joined("alone"):
        one.wait(never)


def test_threads_go_on_as_soon_as_all_of_them_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_SHORTEST", 60)
    monkeypatch.setattr(gathering, "_LONGEST", 60)
    one, all_begun, met = Gathering(), threading.Event(), list[int]()

    def come(number: int) -> None:
        all_begun.wait()
        with one.joined(number):
            one.wait(never)
            met.append(number)
            leave.wait()

    leave = threading.Event()
    lanes = [Lane(target=come, args=(number,), daemon=True) for number in range(3)]
    for lane in lanes:
        lane.start()
    all_begun.set()
    end = time.monotonic() + 10
    while len(met) < 3 and time.monotonic() < end:
        time.sleep(0.005)
    leave.set()
    for lane in lanes:
        lane.join(10)
    assert sorted(met) == [0, 1, 2]


def waited(one: Gathering) -> float:
    """Return how long a thread waits for another one that is busy for 20 seconds or until the thread has ended."""
    taken: list[float] = []
    busy = threading.Event()

    def come() -> None:
        begun = time.monotonic()
        with one.joined("me"):
            one.wait(never)
        taken.append(time.monotonic() - begun)

    absent, lane = Lane(target=busy.wait, args=(20,)), Lane(target=come)
    absent.start()
    lane.start()
    lane.join(30)
    busy.set()
    absent.join(10)
    return taken[0]


def test_one_that_does_not_come_is_waited_for_by_what_the_command_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "_LONGEST", 60)
    one = Gathering()
    assert waited(one) < 10
    with one.timed():
        time.sleep(0.4)
    assert waited(one) >= 0.16


def test_who_has_been_served_is_not_counted() -> None:
    one, two = Gathering(), object()
    with one.joined(two, 1.0), one.joined("append"):
        one.served(before=1.0)
        assert len(one._present) == 2
        one.served("append", before=1.5)
        assert not one._present
