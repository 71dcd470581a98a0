"""What list servers mistake for something other than a newsletter, and so hold, refuse or silently drop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from distribute.channel.interface import Finding

# Mailman 3 holds a message if one of the first ten lines of its plain text reads like a command to the list
# (rules/administrivia.py): the word alone, or followed by as many words as the command may have.
_COMMAND = re.compile(
    r"(?:help|info|lists|options|remove|confirm \S+|password(?: \S+){2}|set(?: \S+){3}|subscribe(?: \S+){0,3}"
    r"|unsubscribe(?: \S+)?|who(?: \S+){0,2})"
)
_LINES_READ = 10
# Discourse treats mail from such addresses as automatic (lib/email/receiver.rb), and Sympa drops mail from the names of
# list programs (`loop_prevention_regex`).
_AUTOMATIC = re.compile(
    r"(?:.*(?:mailer[-_]?daemon|post[-_]?master|no[-_]?reply)|sympa|listserv|majordomo|smartlist|mailman)@",
    re.IGNORECASE,
)


def without_commands(text: str) -> str:
    """Return plain text in which no line reads like a command to a list. Such a line is prefixed with a mark."""
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
    """Yield a warning if list servers treat mail from an address as automatic."""
    if _AUTOMATIC.match(address):
        what = f"some lists, such as those of Discourse and Sympa, refuse mail from addresses like {address}"
        yield Finding("warning", f"{what}: use one that a person reads")
