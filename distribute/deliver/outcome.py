"""A delivery request and its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Part, Receipt
from distribute.errors import ExitCode
from distribute.ledger.events import (
    IssueRef,
    Key,
)

State = Literal["posted", "already-posted", "not-posted", "in-doubt", "held"]


HELD = "held"  # the code of what a person has held


class Repost(msgspec.Struct, frozen=True):
    """Why it is said again; the same `key` asks for the same round, however often."""

    because: str
    key: str = ""


class DeliveryRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One issue that is to go out on one channel in one language.

    Without a `draft` nothing new is sent: what is in doubt is read back. `shared` allows an account
    that has this issue under another channel's name. `since` is the first moment at which somebody may
    have announced it by other means: a first attempt looks that far back.
    """

    channel: Channel
    issue: str
    language: str
    about: IssueRef = IssueRef()
    draft: Draft | None = None
    repost: Repost | None = None
    shared: bool = False
    since: datetime | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one post.

    `draft` is the one that counts, pinned or not; `until` is when what is held can be decided or a
    refusal tried again; `duplicates` are further posts that this run found to be out.
    """

    key: Key
    state: State
    draft: Draft | None = None
    part: Part | None = None
    receipt: Receipt | None = None
    how: str = ""
    error: str = ""
    code: str = ""
    until: datetime | None = None
    duplicates: tuple[Receipt, ...] = ()
    ledger_error: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that this outcome alone would give."""
        if self.ledger_error:
            return ExitCode.LEDGER
        if self.duplicates or self.state == "in-doubt":
            return ExitCode.IN_DOUBT
        if self.state == "held":
            return ExitCode.NOT_READY if self.code else ExitCode.IN_DOUBT
        return ExitCode.NOT_POSTED if self.state == "not-posted" else ExitCode.OK

    @property
    def done(self) -> bool:
        """Whether it is out and on record."""
        return self.state in {"posted", "already-posted"} and not self.ledger_error
