"""The chaos run in small, on each ledger: python -m distribute.testing.chaos does it in full."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from distribute.testing.chaos import run as chaos
from distribute.testing.chaos.run import table
from distribute.testing.chaos.stores import STORES
from distribute.testing.chaos.story import MOMENTS, Row, a_story
from distribute.testing.chaos.trials import TRIALS, Trial
from distribute.testing.postgres import NoPostgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "waitid"), reason="needs waitid, to see that a process is stopped"),
]

# Each trial is played on one of its ledgers, in turn: on all of them they take a sixth of the time of all tests.
PLAYED = {
    name: trial.ledgers[number % len(trial.ledgers)] for number, (name, trial) in enumerate(TRIALS.items())
}
KILLS, SEED, PATIENCE = 3, 7, 8.0
MOMENTS_OF_A_JOB = ("after write 2", "after post")
Told = Callable[[str, str], Row]


def played(ledger: str) -> dict[str, Trial]:
    return {name: trial for name, trial in TRIALS.items() if PLAYED[name] == ledger}


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """Return a row of a ledger's table, or of a job; all are made at once, for most of it is waiting."""
    with ThreadPoolExecutor(len(STORES) + len(MOMENTS_OF_A_JOB)) as pool:
        works = {name: pool.submit(chaos.run, [name], KILLS, SEED, PATIENCE, played(name)) for name in STORES}
        works |= {moment: pool.submit(resumed, moment) for moment in MOMENTS_OF_A_JOB}

        def row(name: str, what: str) -> Row:
            try:
                return next(row for row in works[name].result() if row.what.startswith(what))
            except NoPostgres as missing:
                pytest.skip(str(missing))

        yield row


@pytest.mark.parametrize("ledger", STORES)
def test_whatever_happens_it_is_posted_once_and_known(told: Told, ledger: str) -> None:
    row = told(ledger, "anything")
    assert row.off == []
    assert row.kills >= KILLS
    assert row.found == row.expected > 0
    assert (row.duplicates, row.unaccounted) == (0, 0)


@pytest.mark.parametrize("ledger", STORES)
def test_on_a_broken_ledger_nothing_is_sent_until_it_is_mended(told: Told, ledger: str) -> None:
    row = told(ledger, "the ledger broken")
    assert row.off == []
    assert row.harms == 3
    assert row.found == row.expected == 1


@pytest.mark.parametrize("ledger", STORES)
@pytest.mark.parametrize("how", ["stopped before the send", "a clock behind, no `Date`"])
def test_beyond_the_bound_a_duplicate_is_found_recorded_and_reported(
    told: Told, ledger: str, how: str
) -> None:
    is_found_recorded_and_reported(told(ledger, f"beyond the bound: {how}"))


@pytest.mark.parametrize("trial", [name for name in TRIALS if "beyond" in name])
def test_a_trial_beyond_the_bound_ends_likewise(told: Told, trial: str) -> None:
    is_found_recorded_and_reported(told(PLAYED[trial], trial))


def is_found_recorded_and_reported(row: Row) -> None:
    assert row.off == []  # it says so with exit 3, and the ledger has both
    assert (row.expected, row.found, row.duplicates, row.unaccounted) == (1, 2, 1, 0)


@pytest.mark.parametrize("trial", [name for name in TRIALS if "beyond" not in name])
def test_what_people_do_to_settings_and_ledgers_sends_nothing_twice(told: Told, trial: str) -> None:
    row = told(PLAYED[trial], trial)
    assert row.off == []  # every run ended as it has to, and said why
    assert row.found == row.expected > 0
    assert (row.duplicates, row.unaccounted) == (0, 0)


def resumed(moment: str) -> list[Row]:
    """Kill a job at one moment, and let another go on with it in a clone of its own."""
    row = Row("git", "resumed")
    with a_story(row, Random(SEED), PATIENCE) as story:
        story.service.lag = 0.0
        row.expect(story.killed(story.start(victim=(moment, "SIGKILL", "0"))) == -9, "it was not killed")
        story.store.fresh()
        story.end_in_peace()
    return [row]


@pytest.mark.parametrize("moment", MOMENTS_OF_A_JOB)
def test_a_killed_ci_job_resumes_from_a_fresh_clone(told: Told, moment: str) -> None:
    row = told(moment, "resumed")
    assert row.off == []
    assert (row.kills, row.found) == (1, 1)


def test_every_moment_is_one_that_comes() -> None:
    """The harness itself: a run struck at each moment of its way is killed there, or never comes there."""
    row = Row("sqlite", "moments")

    def struck(moment: str) -> int:
        with a_story(row, Random(SEED), PATIENCE) as story:
            return story.killed(story.start(victim=(moment, "SIGKILL", "0")))

    with ThreadPoolExecutor(2) as pool:
        codes = dict(zip(MOMENTS, pool.map(struck, MOMENTS), strict=True))
    ends = {moment for moment, code in codes.items() if code == 0}
    # Only a run that settles a doubt first writes so often.
    assert ends == {"before write 4", "after write 4"}
    assert row.kills == len(MOMENTS) - 2


def test_what_is_off_is_told_and_is_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row("sqlite", "anything")
    monkeypatch.setattr(sys, "argv", ["chaos", "--ledger", "sqlite"])
    monkeypatch.setattr(chaos, "run", lambda *_: [row])
    assert chaos.main() == 0
    row.expect(None, "two posts")
    assert chaos.main() == 1
    told = capsys.readouterr()
    assert "OFF  sqlite, anything: two posts" in told.err
    assert told.out.splitlines()[-1] == "| sqlite | anything | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
    assert len({line.count("|") for line in table([row]).splitlines()}) == 1
