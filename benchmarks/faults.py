"""Prints what becomes of a post on each channel after each fault of its service, counted at the service.

    python benchmarks/faults.py [-n JOBS] [WORD]

The cases are those of `ChannelContract` in `tests/channels`: there is no second list of adapters or faults. A case is
two tests. In one, the request that publishes meets the fault, and the verdict is taken. In the other, the run is
repeated when the service works again and once more when patience is over, and the posts at the service are counted.
With a WORD, only tests whose names match it are run, as with pytest's `-k`. Exit code 1 if a test fails.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distribute.channel.registry import built_in  # noqa: E402 - of this checkout
from distribute.ledger.events import Disproved, Doubted, Intended  # noqa: E402
from distribute.testing.service import FAULTS  # noqa: E402

JUDGED, COUNTED = "test_each_fault_is_judged_right", "test_after_each_fault_exactly_one_post_is_there"
CASE = "case of a fault"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any) -> Generator[None, Any, Any]:
    """Add what a test has shown to its report, which reaches `Cases` from other processes as well."""
    report = yield
    if report.when == "call" and item.originalname in {JUDGED, COUNTED}:
        desk, fault = item.funcargs["desk"], item.funcargs["fault"]
        events = [event for event in desk.ledger.read() if isinstance(event, Intended | Disproved | Doubted)]
        proven = not events or isinstance(events[-1], Disproved)  # none: refused at the login
        shown = "no" if proven else "doubt"
        posts = len(desk.service.arrived)
        stays = not desk.channel.can_read_back and not proven
        item.user_properties.append((CASE, [label(item.cls, desk.channel), fault, shown, posts, stays]))
        report.user_properties = list(item.user_properties)
    return report


def label(test: type, channel: Any) -> str:
    """Return the adapter's name, with what the test class adds to it: `slack, by webhook`."""
    more = test.__name__.removeprefix("Test").removeprefix("Contract")
    more = re.sub(rf"^{type(channel).__name__}", "", more, flags=re.IGNORECASE)
    words = [word.lower() for word in re.findall("[A-Z][a-z0-9]*", more)]
    words = [word for word in words if word not in channel.use.split("-")]
    return ", ".join(filter(None, (channel.use, " ".join(words))))


class Cases:
    """The cases, as pytest reports them: cells by adapter and fault."""

    def __init__(self) -> None:
        """Nothing is reported yet."""
        self.verdicts: dict[tuple[str, str], str] = {}
        self.posts: dict[tuple[str, str], int] = {}
        self.stays: set[tuple[str, str]] = set()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Take in a test's report."""
        for name, shown in report.user_properties if report.when == "call" else ():
            if name == CASE:
                row, fault, verdict, posts, stays = shown
                self._add((row, fault), verdict, posts, stays=stays, judged=JUDGED in report.nodeid)

    def _add(self, at: tuple[str, str], verdict: str, posts: int, *, stays: bool, judged: bool) -> None:
        if judged:
            self.verdicts[at] = verdict
            self.stays |= {at} if stays else set()
        else:
            self.posts[at] = posts

    def cell(self, row: str, fault: str) -> str:
        """Return the verdict and the posts of a case, "" if there is none."""
        at = row, fault
        if at not in self.verdicts or at not in self.posts:
            return ""
        return f"{self.verdicts[at]}, {self.posts[at]}{'*' if at in self.stays else ''}"


def table(cases: Cases) -> Iterable[str]:
    """Yield the lines of the table and what is to be said of it."""
    rows = sorted({row for row, _ in cases.posts})
    yield f"| channel | {' | '.join(FAULTS)} |"
    yield "|---" * (len(FAULTS) + 1) + "|"
    for row in rows:
        yield f"| {row} | {' | '.join(cases.cell(row, fault) for fault in FAULTS)} |"
    more = sum(posts > 1 for posts in cases.posts.values())
    lost = sum(posts == 0 and at not in cases.stays for at, posts in cases.posts.items())
    yield ""
    yield (
        f"{len(cases.posts)} cases of {len(rows)} channels and variants: {more} with more than one post, {lost} with none although "
        "nothing is in doubt."
    )
    without = sorted(set(built_in()) - {"x"} - {row.partition(",")[0] for row in rows})
    yield f"Without such faults: {', '.join(without)}."


def main() -> int:
    """Run the contract's cases, and print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("-n", dest="jobs", default="2", help="processes that run tests; 2 by default")
    options.add_argument("word", nargs="?", default="")
    chosen = options.parse_args()
    cases = Cases()
    wanted = f"({JUDGED} or {COUNTED})" + (f" and ({chosen.word})" if chosen.word else "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    os.chdir(ROOT)
    told = ["-q", "-p", "no:cacheprovider", "-p", "benchmarks.faults", "-n", chosen.jobs, "-k", wanted]
    code = pytest.main([*told, "tests/channels"], plugins=[cases])
    print("\n".join(table(cases)))
    return int(code != 0)


if __name__ == "__main__":
    sys.exit(main())
