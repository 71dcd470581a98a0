"""Which issues and channels a run works on, and the run itself, from reading back to posting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from distribute.channel.interface import Channel
from distribute.config import Config
from distribute.deliver.outcome import Outcome
from distribute.deliver.reconcile import read_back
from distribute.deliver.run import GRACE
from distribute.issue import Issue, Problem
from distribute.ledger.events import Ledger
from distribute.ledger.fold import fold
from distribute.ledger.history import History
from distribute.publish.age import Unknown, since
from distribute.publish.gates import pattern_problems, undated_problem
from distribute.publish.plan import plan, with_due_problems
from distribute.publish.planned import Plan
from distribute.publish.run import Ask, PublishOptions, Result, publish
from distribute.sites.registry import open_site


class Due(NamedTuple):
    """The site's issues, those that are due, and the problems with finding these."""

    everything: list[Issue]
    issues: tuple[Issue, ...]
    problems: list[Problem]


class Look(NamedTuple):
    """The posts that are read back if they are in doubt: those of one issue on these channels."""

    issue: str
    channels: Collection[str]


class Selection(NamedTuple):
    """The issues and channels that a command works on: one issue in its languages, or all that are due."""

    config: Config
    everything: Sequence[Issue]
    family: Sequence[Issue]
    channels: Sequence[Channel]
    languages: Sequence[str] = ()
    chosen: bool = False  # whether the channels were named
    problems: Sequence[Problem] = ()  # with finding what is due

    def plan(self, history: History | None = None, *, anew: bool = False) -> Plan:
        """Compose the plan, in the state recorded in `history`; `anew` starts a new round."""
        planned = plan(
            self.config,
            self.family,
            self.everything,
            self.channels,
            languages=self.languages,
            history=history,
            anew=anew,
        )
        return with_due_problems(planned, self.problems, self.everything, history)


def find_due(config: Config) -> Due:
    """Find what is due: an issue is due if its date has come and is within `site.max_age`."""
    site = open_site(config)
    everything = site.issues()
    now = datetime.now(UTC)
    announced = {language for channel in config.channels for language in config.languages(channel)}

    def is_due(issue: Issue) -> bool:
        try:
            begun = since(issue, config, now)
        except Unknown:
            return issue.language in announced  # it may be: the gates say what is missing
        return begun is not None and 0 <= (now - begun).total_seconds() <= config.site.max_age

    undated = (issue for issue in everything if issue.date is None and issue.language in announced)
    problems = [*pattern_problems(config, lambda pattern: any(site.root.glob(pattern)))]
    problems += filter(None, (undated_problem(issue, config, now) for issue in undated))
    return Due(everything, tuple(filter(is_due, everything)), problems)


def run(
    selection: Selection,
    ledger: Ledger,
    options: PublishOptions,
    *,
    ask: Ask = lambda _: True,
    say: Callable[[str], None] = lambda _: None,
    look_at: Look | None = None,
    stop: threading.Event | None = None,
    grace: float = GRACE,
) -> Result:
    """Read back what is in doubt, and send what is not yet posted.

    `look_at` says what is read back, in place of all that the selection is about. For `ask` and `say` see `publish`,
    for `stop` and `grace` see `deliver`. LedgerError if the ledger can't be read.
    """
    history = fold(ledger.read())
    looked = _looked(selection, history, ledger, options, look_at, stop, grace)
    if looked:
        history = fold(ledger.read())
    planned = selection.plan(history, anew=options.repost is not None)
    return publish(
        selection.config, planned, history, ledger, options, ask=ask, looked=looked, say=say, stop=stop, grace=grace
    )  # fmt: skip


def _looked(
    selection: Selection,
    history: History,
    ledger: Ledger,
    options: PublishOptions,
    look_at: Look | None,
    stop: threading.Event | None,
    grace: float,
) -> list[Outcome]:
    """Read back what is in doubt; a `--due` run of the whole site does so for issues that are not due, too."""
    if options.repost or (look_at and not look_at.channels):
        return []
    if look_at is None:
        issues = set() if options.due else {issue.id for issue in selection.family}
        channels: Collection[str] = {one.name for one in selection.channels} if selection.chosen else ()
    else:
        issues, channels = {look_at.issue}, look_at.channels
    return read_back(
        selection.config, history, ledger, issues=issues, channels=channels, resume=True, stop=stop, grace=grace
    )  # fmt: skip
