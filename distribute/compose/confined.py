"""Fill in the templates of a site in a process of their own, whose time and memory are bounded.

A template of a few bytes can double a text forty times, or begin one operation of the engine that takes years. The
engine only counts instructions: to stop it, its process has to be ended.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import minijinja

import distribute
from distribute.compose.engine import EngineError

if TYPE_CHECKING:
    import subprocess

_SECONDS = 5.0  # of the processor, for everything that is done with one template
_UNCOUNTED = 0.01  # seconds of each filling that do not count: a real one takes a tenth of that
_LIBRARIES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # where Python finds its own
_START = (
    "import sys; sys.path += sys.argv[1:]; from distribute.compose.confined_process import serve; serve()"
)


class Confined:
    """Fills in a template, as Engine does, within bounds."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Compile the source of each field; raises EngineError."""
        self._sources = dict(sources)
        self._seconds = _SECONDS
        self._names: dict[str, list[str]] = self._ask("text", None)

    def names(self, field: str) -> set[str]:
        """Return the names of the values that a field has in it."""
        return set(self._names[field])

    def fill(self, field: str, context: Mapping[str, Any]) -> str:
        """Return a field filled in with the values of `context`; raises EngineError."""
        text: str = self._ask(field, context)
        return text

    def _ask(self, field: str, context: Mapping[str, Any] | None) -> Any:
        question = json.dumps([self._sources, field, context, self._seconds + _UNCOUNTED])
        try:
            line = _PROCESS.answer(question.encode() + b"\n") if self._seconds > 0 else b""
        except OSError as error:
            raise EngineError(field, 1, f"it can't be filled in: {error}") from None
        if not line:
            raise EngineError(field, 1, "it takes too much time or memory to fill in")
        answer = json.loads(line)
        self._seconds -= max(0.0, answer["spent"] - _UNCOUNTED)
        if "error" in answer:
            raise EngineError(*answer["error"])
        return answer["result"]


class _Process:
    """A process that answers one question at a time. It is started for the first, and again when it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def answer(self, question: bytes) -> bytes:
        """Return the answer to a question, each one line; b"" if the process had to be ended. OSError if none starts."""
        with self._lock:
            if self._process is None or self._owner != os.getpid():  # a fork does not share its parent's
                self._process, self._owner = _started(), os.getpid()
            try:
                answer = _exchange(self._process, question)
            except BaseException:
                self.end()  # the next answer would be that to this question
                raise
            if not answer:
                self.end()
            return answer

    def end(self) -> None:
        """End the process, if it is this one's."""
        process, self._process = self._process, None
        if process and self._owner == os.getpid():
            process.kill()
            process.communicate()


def _started() -> subprocess.Popen[bytes]:
    """Start a process that is ready; OSError if that fails."""
    import subprocess

    places = dict.fromkeys(str(Path(str(module.__file__)).parents[1]) for module in (distribute, minijinja))
    process = subprocess.Popen(  # noqa: S603 - this Python, with our own arguments
        # In isolated mode, it imports no module of the working directory, which may be the site.
        [sys.executable, "-I", "-S", "-c", _START, *places],
        env={name: os.environ[name] for name in _LIBRARIES if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is not for it
    )
    if not _exchange(process, b""):
        process.communicate()
        msg = "the process for it does not start"
        raise OSError(msg)
    return process


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    """Write a question and return the next line; b"" if the process ends instead."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError  # they are pipes
    try:
        process.stdin.write(question)
        process.stdin.flush()
        answer = process.stdout.readline()
    except BrokenPipeError:
        return b""
    return answer if answer.endswith(b"\n") else b""


_PROCESS = _Process()
atexit.register(_PROCESS.end)
