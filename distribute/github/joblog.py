r"""What this program prints in a CI job, kept from being obeyed: GitHub takes lines of a job's log for commands.

A runner reads both of a process's streams as one log and looks for two forms: `::command::` at the beginning of a
line, whatever blanks come before it, and `##[command]` anywhere. Nothing that we print is meant so, but annotations,
and an issue, a setting or a service's answer can hold either. So one letter of each form is written as its code, in
all that is written to the streams: by every command, in usage errors and tracebacks too.

GitHub's own way, `::stop-commands::`, would not do. Its two lines would stand among the JSON on standard output; and
the two streams reach the log in no certain order, so that one may still be writing when the other has ended it. A code
such as `\u003a` keeps JSON what it was, for there both forms can only be in a string.
"""

from __future__ import annotations

import io
import os
import re
import sys
from typing import Any, BinaryIO

# The runner passes over blanks, Unicode's and a byte order mark too, and takes a lone \r for the end of a line.
_COMMAND = re.compile(rb"(?<![^\r\n])[^!-~\r\n]*:(?P<colon>:)|##(?P<bracket>\[)")
_BLANK = re.compile(rb"\A[^!-~]+")


class _Log(io.RawIOBase):
    """A stream of the job's log: what is written to it is text, but for `command`."""

    def __init__(self, stream: BinaryIO) -> None:
        """Write to `stream`, at the beginning of a line."""
        self._stream = stream
        self._line = b""  # what of the line so far might be the beginning of a command

    def write(self, data: object) -> int:
        """Write all of `data`, with every command in it as text."""
        new = bytes(data)  # type: ignore[call-overload]  # any buffer
        text = self._line + new
        self._stream.write(_COMMAND.sub(_as_code, text)[len(self._line) :])
        line = _BLANK.sub(b"", re.split(rb"[\r\n]", text)[-1])
        self._line = line if line in {b"", b":"} else b"-" + line[-2:]
        return len(new)

    def command(self, line: str) -> None:
        """Write a line that the runner is to obey."""
        before = b"\n" if self._line else b""
        self._stream.write(before + line.encode() + b"\n")
        self._stream.flush()
        self._line = b""

    def flush(self) -> None:
        """Let the log have what is written."""
        self._stream.flush()

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the file that it ends up in."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Say whether a person reads it as it comes."""
        return self._stream.isatty()


def print_as_text() -> None:
    """Let all that this process prints from now on be text in a job's log; do nothing elsewhere."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream.buffer, _Log):
            stream.flush()
            log: Any = _Log(stream.buffer)  # as much of a file as text needs
            text = io.TextIOWrapper(
                log, encoding=stream.encoding, errors=stream.errors, line_buffering=stream.line_buffering
            )
            setattr(sys, name, text)


def command(line: str) -> None:
    """Print a line that the runner is to obey."""
    sys.stdout.flush()
    log = getattr(sys.stdout, "buffer", None)
    if isinstance(log, _Log):
        log.command(line)
    else:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _as_code(match: re.Match[bytes]) -> bytes:
    """Return a command with its last letter as JSON writes it by its code."""
    return match[0][:-1] + b"\\u%04x" % match[0][-1]
