"""A problem with an issue, its settings or its drafts, and the codes of all problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, get_args

import msgspec

Severity = Literal["error", "warning"]

# `--allow` takes all of them, though nobody may allow some. Not every one is that of a `Problem`: a post that is held
# has one, too.
ProblemCode = Literal[
    "age-unknown", "alt", "bad-id", "bad-language", "date", "date-unlike-file-name", "does-not-fit", "draft",
    "draft-file", "due-unknown", "empty-section", "encoding", "expired", "front-matter", "hidden", "internal-error",
    "left-out",
    "known-under-another-id", "language-suffix", "link", "mojibake", "no-channel", "no-date", "no-facts", "no-issues",
    "no-link", "no-title", "not-approved", "not-live", "not-yet-due", "other-language", "placeholder", "readers", "same-id",
    "same-target", "secret", "template-note", "time-missed", "todo", "too-old", "unknown-skip", "unknown-words", "unlike-original", "unlike-text",
    "unlinked-translation", "unreadable", "unsupported", "url", "words",
]  # fmt: skip
PROBLEM_CODES: frozenset[str] = frozenset(get_args(ProblemCode))


def line_of(lines: Mapping[str, int], *keys: str) -> int:
    """Return the line of the first of these keys of the front matter that is there; the first line if none is."""
    return next((lines[key] for key in keys if key in lines), 1)


class Problem(msgspec.Struct, frozen=True, omit_defaults=False):
    """A problem, with its place and how to fix it.

    `when` is `publishing` if it matters only then. `channel` is the name of the only channel that it concerns, "" if
    it concerns the whole issue.
    """

    severity: Severity
    code: ProblemCode
    message: str
    path: str = ""
    line: int = 0
    when: Literal["now", "publishing"] = "now"
    channel: str = ""

    @property
    def place(self) -> str:
        """Where it is: `path:line`, or as much of it as is known."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Report(Protocol):
    """A function that is called with each problem found while a file is read."""

    def __call__(self, code: ProblemCode, message: str, line: int, severity: Severity = "error", /) -> object:
        """Take note of a problem of the file."""
