"""What list servers take for something other than a newsletter, and so hold, refuse or drop without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from distribute.channel.interface import Finding

# Mailman 3 holds a message if one of the first ten lines of its plain text reads like a command to the list
# (rules/administrivia.py): the word alone, or with as many words after it as the command may have.
_COMMAND = re.compile(
    r"(?:help|info|lists|options|remove|confirm \S+|password(?: \S+){2}|set(?: \S+){3}|subscribe(?: \S+){0,3}"
    r"|unsubscribe(?: \S+)?|who(?: \S+){0,2})"
)
_LINES_READ = 10
# Discourse takes mail from such addresses for automatic (lib/email/receiver.rb), and Sympa drops that from the names of
# list programs (`loop_prevention_regex`).
_AUTOMATIC = re.compile(
    r"(?:.*(?:mailer[-_]?daemon|post[-_]?master|no[-_]?reply)|sympa|listserv|majordomo|smartlist|mailman)@",
    re.IGNORECASE,
)


def without_commands(text: str) -> str:
    """Return plain text in which no line reads like a command to a list: such a line gets a mark before it."""
    lines, left = text.split("\n"), _LINES_READ
    for number, line in enumerate(lines):
        words = " ".join(line.lower().split())
        if not words or not left:
            continue
        left -= 1
        if _COMMAND.fullmatch(words):
            lines[number] = f"# {line.strip()}"
    return "\n".join(lines)


def check_sender(address: str) -> Iterator[Finding]:
    """Yield a warning if list servers take mail from an address for automatic."""
    if _AUTOMATIC.match(address):
        what = f"some lists, such as those of Discourse and Sympa, refuse mail from addresses like {address}"
        yield Finding("warning", f"{what}: use one that a person reads")
