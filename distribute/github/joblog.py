r"""Escape workflow commands in a CI job's log, so that GitHub does not execute text that we print.

A runner reads both output streams of a process as one log and looks for two forms: `::command::` at the start of a
line, after any blanks, and `##[command]` anywhere. Only our annotations are meant as commands, but an issue, a
setting or a service's response may contain either form. So one character of each form is written as its code in
everything that is written to the streams, by every command, including usage errors and tracebacks.

GitHub's own `::stop-commands::` does not work here. Its two lines would be mixed with the JSON on standard output.
Besides, the order of the two streams in the log is undefined, so one stream could still be writing when the other
ends the protection. A code such as `\u003a` keeps JSON valid, because there both forms can only be in a string.
"""

from __future__ import annotations

import io
import os
import re
import sys
from typing import Any, BinaryIO

from distribute.regex import lazy_regex

# The runner skips blanks, including Unicode's and a byte order mark, and treats a lone \r as the end of a line.
_COMMAND = lazy_regex(rb"(?<![^\r\n])[^!-~\r\n]*:(?P<colon>:)|##(?P<bracket>\[)")
_BLANK = lazy_regex(rb"\A[^!-~]+")


class _Log(io.RawIOBase):
    """A stream of the job's log. Everything written to it is escaped, except by `command`."""

    def __init__(self, stream: BinaryIO, owner: object = None) -> None:
        """Write to `stream`, which is at the start of a line and which `owner` closes when nothing refers to it."""
        self._stream = stream
        self._owner = owner
        self._line = b""  # the part of the current line that might start a command

    def write(self, data: object) -> int:
        """Write `data` with every command in it escaped."""
        new = bytes(data)  # type: ignore[call-overload]  # any buffer
        text = self._line + new
        self._stream.write(_COMMAND.sub(_as_code, text)[len(self._line) :])
        line = _BLANK.sub(b"", re.split(rb"[\r\n]", text)[-1])
        self._line = line if line in {b"", b":"} else b"-" + line[-2:]
        return len(new)

    def command(self, line: str) -> None:
        """Write a line that the runner executes as a command."""
        before = b"\n" if self._line else b""
        self._stream.write(before + line.encode() + b"\n")
        self._stream.flush()
        self._line = b""

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the stream's file descriptor."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._stream.isatty()


def print_as_text() -> None:
    """Escape everything that this process prints from now on in a job's log; does nothing outside a job."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream.buffer, _Log):
            stream.flush()
            log: Any = _Log(stream.buffer, owner=stream)  # enough of a file for TextIOWrapper
            text = io.TextIOWrapper(
                log, encoding=stream.encoding, errors=stream.errors, line_buffering=stream.line_buffering
            )
            setattr(sys, name, text)


def command(line: str) -> None:
    """Print a line that the runner executes as a command."""
    sys.stdout.flush()
    log = getattr(sys.stdout, "buffer", None)
    if isinstance(log, _Log):
        log.command(line)
    else:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _as_code(match: re.Match[bytes]) -> bytes:
    """Return a command with its last character as a JSON escape."""
    return match[0][:-1] + b"\\u%04x" % match[0][-1]
