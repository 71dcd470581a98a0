"""Real processes, a real service on loopback, real kills: benchmarks/processes.py in small."""

from __future__ import annotations

import importlib.util
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "processes.py"


def load() -> ModuleType:
    """Return the script as a module: benchmarks are no package."""
    spec = importlib.util.spec_from_file_location("processes", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


processes = load()


@pytest.fixture
def place() -> Iterator[Any]:
    with processes.a_place() as place:
        yield place


def hold(*works: Any) -> list[Any]:
    """Do all of it at once, and see that nothing is off."""
    cases = processes.tell(works)
    assert cases
    assert [f"{case.proof}: {case.name}: {what}" for case in cases for what in case.off] == []
    assert all(case.arrived == case.expected for case in cases)
    return cases


def test_one_post_whatever_fails_and_whenever_it_is_killed(place: Any) -> None:
    told = [
        (None, "before", False),
        (None, "after", False),
        ("cut before keeping", "", False),
        ("cut after keeping", "", False),
        ("silence before keeping", "", True),
        ("503 after keeping", "before", True),
        ("504 before keeping", "after", False),
        ("refused", "", False),
        ("429", "", False),
        ("422", "before", False),
    ]
    hold(
        *(
            lambda told=told: processes.fault_case(place, *told[:2], honours_key=told[2], patience=6)
            for told in told
        ),
        lambda: processes.never_listed(place, patience=6),
    )


def test_many_at_once_post_once(place: Any) -> None:
    hold(lambda: processes.at_once(place, 4), lambda: processes.two_names(place))


def test_killed_at_random_moments_it_posts_once(place: Any) -> None:
    kills = processes.Kills(10)
    cases = hold(*(lambda seed=seed: processes.killed(place, kills, seed, most=5) for seed in range(2)))
    assert 0 < sum(case.kills for case in cases) <= 10


def test_edited_after_it_was_posted_it_is_not_posted_again(place: Any) -> None:
    hold(
        lambda: processes.edited(place, "number", ("title and its number", "body", "file name")),
        lambda: processes.edited(place, "date", ("title", "URL", "date")),
    )


def test_said_again_only_when_asked(place: Any) -> None:
    hold(lambda: processes.reposted(place))


def test_no_secret_anywhere(place: Any) -> None:
    def talk(name: str, **more: Any) -> Any:
        return lambda: processes.secret_case(place, processes.Leaky(), name, **more)

    hold(
        talk("500", fault="500 before keeping"),
        talk("307", fault="307"),
        talk("two lines", token=processes.TOKENS["two lines"], expected=None),
        talk("not Latin", token=processes.TOKENS["not Latin"], expected=None),
        lambda: processes.secret_case(place, processes.Leaky(strange=True), "no status"),
        lambda: processes.literal_secret(place),
    )


def test_stopped_in_a_silence_it_says_so(place: Any) -> None:
    hold(
        lambda: processes.stopped(place, signal.SIGTERM, 8.0, kept=True),
        lambda: processes.stopped(place, signal.SIGINT, 1.0, kept=False),
    )
