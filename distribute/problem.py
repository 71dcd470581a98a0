"""A problem with an issue, its settings or its drafts, and the codes of all problems."""

from __future__ import annotations

from typing import Literal

import msgspec

# The codes of all problems, which `--allow` takes: those of errors, some of which nobody may allow, and of warnings.
PROBLEM_CODES = frozenset(
    "age-unknown bad-id bad-language date does-not-fit draft draft-file encoding expired front-matter "
    "known-under-another-id no-title not-approved not-live not-yet-due placeholder readers same-id same-target secret "
    "template-note todo too-old unknown-skip unreadable unsupported url words "
    "alt date-unlike-file-name empty-section hidden language-suffix link mojibake no-channel no-date no-facts no-link "
    "unlike-original unlike-text unlinked-translation".split()
)


class Problem(msgspec.Struct, frozen=True, omit_defaults=False):
    """A problem, with its place and how to fix it.

    `when` is `publishing` if it matters only then. `channel` is the name of the only channel that it concerns, "" if
    it concerns the whole issue.
    """

    severity: Literal["error", "warning"]
    code: str
    message: str
    path: str = ""
    line: int = 0
    when: Literal["now", "publishing"] = "now"
    channel: str = ""
