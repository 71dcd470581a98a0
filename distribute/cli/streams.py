"""Standard streams that a command can always write to, so that its exit code says what it did."""

from __future__ import annotations

import io
import os
import sys
from typing import Any


class Unwritable(OSError):
    """Output that cannot be written, as on a full disk."""


class _UntilClosed(io.RawIOBase):
    """A stream whose reader may go away, as `head` does: what comes after that is dropped."""

    def __init__(self, stream: io.RawIOBase, dropped: type[OSError]) -> None:
        """Write to `stream`; an error of the type `dropped` drops what was to be written."""
        self._stream = stream
        self._dropped = dropped

    def write(self, data: Any, /) -> int | None:
        """Write `data`, or drop it if nobody reads it; Unwritable if that fails otherwise."""
        try:
            return self._stream.write(data)
        except self._dropped:
            return memoryview(data).nbytes
        except OSError as error:
            raise Unwritable(error.errno, error.strerror) from None

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the stream's file descriptor."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._stream.isatty()


def prepare_streams() -> None:
    """Open the streams that are closed, drop what nobody reads, and escape what an encoding cannot hold."""
    _open_closed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        stream.reconfigure(errors="backslashreplace")
        raw = getattr(stream.buffer, "raw", stream.buffer)  # without a buffer by `python -u`
        if isinstance(raw, io.FileIO):
            setattr(sys, name, _guarded(name, stream, raw.fileno()))


def _open_closed() -> None:
    """Open closed standard streams on the null device, so that no file of ours gets their numbers (`>&-`)."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)
        mode = "w" if number else "r"
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - it stays open


def _guarded(name: str, stream: io.TextIOWrapper, number: int) -> io.TextIOWrapper:
    stream.flush()
    # An error that cannot even be told must not stop a run between two posts.
    dropped = OSError if name == "stderr" else BrokenPipeError
    buffer = io.BufferedWriter(_UntilClosed(io.FileIO(number, "wb", closefd=False), dropped))
    return io.TextIOWrapper(
        buffer,
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering or name == "stderr",
    )
