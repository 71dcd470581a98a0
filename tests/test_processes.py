"""Real processes, real services on loopback, real kills: benchmarks/processes.py and five_channels.py in small."""

from __future__ import annotations

import importlib.util
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SCRIPTS = Path(__file__).parents[1] / "benchmarks"
KILLS = 5


def load(name: str) -> ModuleType:
    """Return a script as a module: benchmarks are no package."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


processes, five_channels = load("processes"), load("five_channels")
room, kills_of, secrets = load("mastodon_room"), load("kill_cases"), load("secret_cases")


def works(place: Any) -> dict[str, list[Any]]:
    """Return each proof's work, a few cases of it."""
    kills = kills_of.Kills(KILLS)

    def fault(name: str | None, kill_at: str = "", *, honours_key: bool = False) -> Any:
        return lambda: processes.fault_case(place, name, kill_at, honours_key=honours_key, patience=8)

    def secret(name: str, **more: Any) -> Any:
        return lambda: secrets.secret_case(place, room.Leaky(), name, **more)

    def one_of_five(channel: str, trouble: str, kill_at: str = "") -> Any:
        return lambda: five_channels.tell_one(place, channel, trouble, kill_at, patience=12)

    return {
        "five channels": [
            one_of_five("reddit", "cut after keeping", "before"),
            one_of_five("linkedin", "half an answer", "after"),
            one_of_five("email", "cut after keeping"),
        ],
        "stopped": [
            lambda: kills_of.stopped(place, signal.SIGTERM, 8.0, kept=True),
            lambda: kills_of.stopped(place, signal.SIGINT, 1.5, kept=False),
        ],
        "faults": [
            fault(None, "before"),
            fault(None, "after"),
            fault("cut after keeping"),
            fault("silence before keeping", honours_key=True),
            fault("503 after keeping", "before", honours_key=True),
            fault("refused"),
            lambda: processes.never_listed(place, patience=8),
        ],
        "secrets": [
            secret("307", fault="307"),
            secret("two lines", token=secrets.TOKENS["two lines"], expected=None),
            lambda: secrets.secret_case(place, room.Leaky(strange=True), "no status"),
            lambda: secrets.literal_secret(place),
        ],
        "at once": [lambda: processes.at_once(place, 4), lambda: processes.two_names(place)],
        "killed": [lambda: kills_of.killed(place, kills, seed=3, most=4)],
        "edited": [
            lambda: processes.edited(place, "number", ("title and its number", "body", "file name")),
            lambda: processes.edited(place, "date", ("title", "URL", "date")),
        ],
        "re-posts": [lambda: processes.reposted(place)],
    }


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, list[Any]]]:
    """Each proof's cases, told all at once: most of their time goes by waiting for the end of patience."""
    with processes.a_place() as place, ThreadPoolExecutor() as pool:
        proofs = works(place)
        yield dict(zip(proofs, pool.map(processes.tell, proofs.values()), strict=True))


def hold(cases: list[Any]) -> None:
    """See that nothing is off."""
    assert cases
    assert [f"{case.proof}: {case.name}: {what}" for case in cases for what in case.off] == []
    assert all(case.arrived == case.expected for case in cases)


def test_one_post_whatever_fails_and_whenever_it_is_killed(told: dict[str, list[Any]]) -> None:
    hold(told["faults"])


def test_of_five_channels_the_other_four_are_untouched(told: dict[str, list[Any]]) -> None:
    hold(told["five channels"])
    assert [case.code for case in told["five channels"]] == [0, 0, 3]
    assert [case.others for case in told["five channels"]] == [4] * 3


def test_many_at_once_post_once(told: dict[str, list[Any]]) -> None:
    hold(told["at once"])


def test_killed_at_random_moments_it_posts_once(told: dict[str, list[Any]]) -> None:
    hold(told["killed"])
    assert sum(case.kills for case in told["killed"]) >= KILLS


def test_edited_after_it_was_posted_it_is_not_posted_again(told: dict[str, list[Any]]) -> None:
    hold(told["edited"])


def test_said_again_only_when_asked(told: dict[str, list[Any]]) -> None:
    hold(told["re-posts"])


def test_no_secret_anywhere(told: dict[str, list[Any]]) -> None:
    hold(told["secrets"])


def test_stopped_in_a_silence_it_says_so(told: dict[str, list[Any]]) -> None:
    hold(told["stopped"])
