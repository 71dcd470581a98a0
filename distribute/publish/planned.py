"""A plan: each post to be sent, and what is wrong with the issues."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Message, Receipt
from distribute.compose.confidence import Confidence
from distribute.facts.model import Extraction
from distribute.issue import Issue
from distribute.ledger.events import Key
from distribute.problem import Problem

if TYPE_CHECKING:
    from distribute.deliver.outcome import Outcome

State = Literal[
    "would-post", "posted", "already-posted", "not-posted", "in-doubt", "held", "skipped", "tested"
]


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One post: its destination, its content and its state."""

    channel: Channel
    issue: Issue
    round: int = 1
    part_number: str = "1"
    state: State = "would-post"
    draft: Draft | None = None
    message: Message | None = None
    receipt: Receipt | None = None
    error: str | None = None
    until: datetime | None = None
    duplicates: tuple[Receipt, ...] = ()
    code: str = ""
    recorded_language: str = ""
    confidence: Confidence | None = None  # of the composed draft; None without one
    readers: int | None = None  # who get a copy of their own; None unless a dry run counts them

    @property
    def key(self) -> str:
        """The post's key in the ledger, which survives every edit of the issue."""
        return str(Key(self.issue.id, self.channel.name, self.language, self.round, self.part_number))

    @property
    def language(self) -> str:
        """The language recorded in the ledger: the issue's own, unless the site has renamed it since."""
        return self.recorded_language or self.issue.language


class Plan(msgspec.Struct, frozen=True):
    """Every post of the selected issues, each in its languages, and every problem.

    `kin` are the issues in all their languages, selected or not; `common_titles` are titles that several issues share;
    `extraction` is what was found in each issue, by its path; `others` are recorded posts that are not among `planned`
    but that the user must know about.
    """

    issues: tuple[Issue, ...]
    planned: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    common_titles: frozenset[str] = frozenset()
    extraction: dict[str, Extraction] = {}
    others: tuple[Outcome, ...] = ()
    kin: tuple[Issue, ...] = ()
