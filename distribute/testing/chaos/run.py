"""Run `distribute publish` repeatedly while everything around it fails, and count what arrived.

    python -m distribute.testing.chaos [--ledger sqlite|git|postgres]… [--kills N] [--seed S]

Every story has its own site, ledger and Mastodon server on loopback, and real processes. They are killed, stopped
and continued at random times and around every write. Their clocks are wrong, files can't be written, disks are full,
connections fail, commits and pushes are lost, and people change settings and ledgers. Afterwards they run undisturbed
until they report that all is posted. The table is in Markdown. The exit code is 1 if anything is wrong. With fiu-run
(Debian's fiu-utils) and faketime installed, more failures are simulated.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import click

from distribute.testing.chaos.stores import STORES
from distribute.testing.chaos.story import SLOTS, Row, Story, a_story
from distribute.testing.chaos.trials import TRIALS, Trial
from distribute.testing.postgres import NoPostgres

PATIENCE = 12.0
AT_ONCE = 24  # stories at a time; most of them wait for the end of patience


def typical_run(row: Row, patience: float) -> float:
    """Return the shortest time of an undisturbed run, which must succeed."""
    took = list[float]()
    # The shortest of several: a slow run, while everything else starts, would make later kills come too late.
    for _ in range(3):
        with a_story(row, Random(0), patience) as story, SLOTS:  # noqa: S311 - not for security
            begun = time.monotonic()
            story.start().end()
            took.append(time.monotonic() - begun)
            row.expect(story.service.arrived, "a run that nothing happened to posted nothing")
    return min(took)


def at_random(row: Row, kills: int, seed: int, patience: float) -> None:
    """Play stories until `kills` processes were killed."""
    typical = typical_run(row, patience)
    numbers = iter(range(10**9))

    def tell() -> None:
        while row.kills < kills:
            dice = Random(f"{seed} {row.ledger} {next(numbers)}")  # noqa: S311 - likewise
            with a_story(row, dice, patience) as story:
                for _ in range(12):
                    with SLOTS:
                        if story.harm(typical) or row.kills >= kills:
                            break
                story.end_in_peace()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for teller in [pool.submit(tell) for _ in range(min(AT_ONCE, kills))]:
            teller.result()


def when_broken(row: Row, seed: int, patience: float) -> None:
    """Run on a ledger that is newer, truncated or not writable: nothing is sent until it is repaired."""
    dice = Random(seed)  # noqa: S311 - likewise
    with a_story(row, dice, patience) as story:
        for name, broken in story.store.broken().items():
            with SLOTS, broken() as most:
                run = story.start(most=most)
                code = run.end()
                row.count(harms=1)
                row.expect(code == 5, f"{name}: exit {code}: {run.said}")
                row.expect(not story.service.attempts, f"{name}: something was sent")
        story.end_in_peace()


def beyond(row: Row, seed: int, patience: float, skew: float) -> None:
    """Exceed the bound: a run is stopped between its last check and the send until another has taken over.

    With `skew` the stop is short, but the clock is behind, which can't be detected if the service sends no `Date`.
    Two posts result, which is detected, recorded and reported.
    """
    for attempt in range(3):
        with a_story(row, Random(f"{seed} {attempt}"), patience) as story:  # noqa: S311 - likewise
            code, said = _overtaken(story, skew)
            if code == 0:
                continue  # the machine was too slow for the time-out: nothing was sent, and the run knows that
            row.count(harms=1)
            row.expect(code == 3 and "posted twice" in said, f"exit {code}: {said}")
            post, there = story.post(), [each.id for each in story.service.arrived]
            known = [each.id for each in (post.receipt, *post.duplicates) if each]
            row.count(expected=1, found=len(there), duplicates=len(there) - 1)
            row.expect(len(there) == 2 and sorted(known) == sorted(there), f"{there} out, {known} on record")
            return
    row.expect(None, f"no request left in time: {said}")


def _overtaken(story: Story, skew: float) -> tuple[int, str]:
    """Stop a run just before it sends, let another one post, and continue it; return its exit code and output."""
    story.service.honours_key, story.service.lag = False, 0.0
    with SLOTS:
        first = story.start(victim=("before post", "SIGSTOP", str(skew)))
        story.row.expect(first.wait_for_stop(), "it was not stopped")
    if not skew:
        time.sleep(story.patience + 0.5)
    with SLOTS:
        second = story.start()
        story.row.expect(second.end() == 0, f"the second: {second.said}")
        first.process.send_signal(signal.SIGCONT)
        return first.end(), first.said


def run(
    ledgers: Sequence[str],
    kills: int,
    seed: int,
    patience: float = PATIENCE,
    trials: Mapping[str, Trial] = TRIALS,
) -> list[Row]:
    """Run everything on each ledger, with those of `trials` that apply to it; return the table's rows."""
    rows: list[Row] = []

    def row(what: str) -> Row:
        rows.append(Row(name, what))
        return rows[-1]

    for name in ledgers:
        with STORES[name].world(), ThreadPoolExecutor(AT_ONCE) as pool:
            works = [
                pool.submit(at_random, row("anything, at random"), kills, seed, patience),
                pool.submit(when_broken, row("the ledger broken, then repaired"), seed, patience),
            ]
            for what, trial in trials.items():
                if name in trial.ledgers:
                    this = row(what)
                    works += [
                        pool.submit(trial.play, this, Random(f"{seed} {name} {number}"), patience)  # noqa: S311 - likewise
                        for number in range(trial.times(kills))
                    ]
            works += [
                pool.submit(beyond, row("beyond the bound: stopped before the send"), seed, patience, 0.0),
                pool.submit(
                    beyond, row("beyond the bound: a clock behind, no `Date`"), seed, patience, -3600.0
                ),
            ]
            for work in works:
                work.result()
    return rows


def table(rows: Sequence[Row]) -> str:
    """Return the rows as Markdown."""
    head = (
        "ledger", "what happens", "runs", "killed", "harmed otherwise", "posts expected", "found", "duplicates",
        "neither posted nor listed in doubt",
    )  # fmt: skip
    lines = [head, ("---", "---", *("---:" for _ in head[2:])), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def main() -> int:
    """Run the chaos table, print it, and return 1 if anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--ledger", action="append", choices=list(STORES), help="only this one; may be repeated"
    )
    parser.add_argument("--kills", type=int, default=500, help="how many processes to kill, on each ledger")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random")
    options = parser.parse_args()
    begun = time.monotonic()
    try:
        rows = run(options.ledger or list(STORES), options.kills, options.seed)
    except NoPostgres as error:
        sys.exit(f"chaos: {error}")
    off = [what for row in rows for what in row.off]
    click.echo(table(rows))
    missing = [tool for tool in ("fiu-run", "faketime") if not shutil.which(tool)]
    for line in (*(f"OFF  {what}" for what in off), *(f"{tool} is not installed" for tool in missing)):
        click.echo(line, err=True)
    click.echo(f"seed {options.seed}, {time.monotonic() - begun:.0f} s", err=True)
    return int(bool(off))
