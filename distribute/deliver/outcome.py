"""A delivery request and its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Message, Receipt
from distribute.errors import ExitCode
from distribute.ledger.events import IssueRef, Key

State = Literal["posted", "already-posted", "not-posted", "in-doubt", "held"]


HELD = "held"  # the code of a post that a person put on hold
SCHEDULED = "put-off"  # the code of one that waits for the time of `publish --at`


class Repost(msgspec.Struct, frozen=True):
    """The reason for a re-post. Requests with the same `key` are for the same round."""

    because: str
    key: str = ""


class DeliveryRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One issue to be posted on one channel in one language.

    Without a `draft`, nothing new is sent and posts in doubt are read back. `shared` allows an account that
    already has this issue under another channel's name. `since` is the earliest time at which the issue may have
    been announced by other means: a first attempt looks that far back. `resume` continues a post that goes out in
    steps and is not finished.
    """

    channel: Channel
    issue: str
    language: str
    about: IssueRef = IssueRef()
    draft: Draft | None = None
    repost: Repost | None = None
    shared: bool = False
    resume: bool = False
    since: datetime | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one post.

    `draft` is the draft in use, pinned or not. `until` is when a held post can be settled or a refused one
    retried. `duplicates` are additional copies of the post that this run found.
    """

    key: Key
    state: State
    draft: Draft | None = None
    message: Message | None = None
    receipt: Receipt | None = None
    how: str = ""
    error: str = ""
    code: str = ""
    until: datetime | None = None
    duplicates: tuple[Receipt, ...] = ()
    ledger_error: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """The exit code for this outcome alone."""
        if self.ledger_error:
            return ExitCode.LEDGER
        if self.duplicates or self.state == "in-doubt":
            return ExitCode.IN_DOUBT
        if self.state == "held":
            return ExitCode.NOT_READY if self.code else ExitCode.IN_DOUBT
        return ExitCode.NOT_POSTED if self.state == "not-posted" else ExitCode.OK

    @property
    def done(self) -> bool:
        """Whether it is posted and recorded."""
        return self.state in {"posted", "already-posted"} and not self.ledger_error
