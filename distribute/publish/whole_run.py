"""A whole run on a selection, from reading back to posting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

from distribute.deliver.outcome import Outcome
from distribute.deliver.reconcile import read_back
from distribute.ledger.events import Ledger
from distribute.ledger.history import History
from distribute.ledger.question import Question, history_about
from distribute.publish.composed import ComposedIssue
from distribute.publish.plan import plan
from distribute.publish.results import PublishOptions, Result
from distribute.publish.run import RunControl, publish
from distribute.publish.selection import Selection


class Look(NamedTuple):
    """The posts that are read back if they are in doubt: those of one issue on these channels."""

    issue: str
    channels: Collection[str]


def run(
    selection: Selection,
    ledger: Ledger,
    options: PublishOptions,
    control: RunControl,
    *,
    look_at: Look | None = None,
    composed: Mapping[str, ComposedIssue] | None = None,
) -> Result:
    """Read back what is in doubt, and send what is not yet posted.

    `look_at` says what is read back, in place of all that the selection is about; `composed` has the channels'
    drafts, if they exist already. LedgerError if the ledger can't be read.
    """
    question = _asked(selection, options, look_at)
    history = history_about(ledger, question)
    looked = _looked(selection, history, ledger, options, control, look_at)
    if looked:
        history = history_about(ledger, question)
    planned = plan(selection, history, composed=composed, is_repost=options.repost is not None)
    return publish(selection.config, planned, history, ledger, options, control, looked)


def _asked(selection: Selection, options: PublishOptions, look_at: Look | None) -> Question:
    """Return what a run asks of the ledger."""
    question = selection.question(unsettled=options.due and look_at is None)
    if look_at is None:
        return question
    return msgspec.structs.replace(question, issues={*question.issues, look_at.issue})


def _looked(
    selection: Selection,
    history: History,
    ledger: Ledger,
    options: PublishOptions,
    control: RunControl,
    look_at: Look | None,
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
        selection.config, history, ledger, issues=issues, channels=channels, resume=True, control=control
    )
