"""Run a command of the user's choice on text, within bounds: no shell, no secrets, an end, a size."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from distribute.errors import UserError

if TYPE_CHECKING:
    import subprocess

MOST = 1_000_000  # bytes of an answer
_PIECE = 65_536
_GRACE = 1.0  # seconds in which the pipes of a command that ended are closed
# What a program needs to run, and to find its own settings. Proxies may hold passwords, and agents log in.
_PASSED_ON = frozenset(
    "PATH HOME USER LOGNAME LANG LC_ALL LC_CTYPE TZ TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME "
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA "
    "PROGRAMDATA PROGRAMFILES".split()
)


def answer_of(command: str, given: bytes, *, seconds: float, secrets: Collection[str] = ()) -> bytes:
    """Return what `command` writes to its standard output when it reads `given`.

    The command is split into words as a shell does, but no shell runs it. Its environment holds only what a program
    needs, and nothing named in `secrets`. Its standard error is ours. Raises UserError if it can't be started, fails,
    takes longer than `seconds`, or writes more than `MOST` bytes; it is then ended with all that it started.
    """
    import subprocess

    words = _words(command)
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, not a shell's
            words,
            env={
                name: value
                for name, value in os.environ.items()
                if name in _PASSED_ON and name not in secrets
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _failed(command, f"can't be run: {why}") from None
    pieces: list[bytes] = []
    threads = [
        Thread(target=_read, args=(process, pieces), daemon=True),
        Thread(target=_write, args=(process, given), daemon=True),
    ]
    try:
        return _exchanged(process, command, threads, pieces, seconds)
    except BaseException:
        end_group(process)
        raise
    finally:
        for thread in threads:
            thread.join(_GRACE)


def _words(command: str) -> list[str]:
    """Return the words of a command, its program by an absolute path."""
    import shlex
    import shutil

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise _failed(command, f"can't be read: {error}") from None
    if not words:
        msg = "--with needs a command"
        raise UserError(msg)
    program = shutil.which(words[0], path=absolute(os.environ.get("PATH", "")))
    if program is None:
        raise _failed(command, f"there is no program {words[0]!r}")
    return [str(Path(program).absolute()), *words[1:]]


def _exchanged(
    process: subprocess.Popen[bytes], command: str, threads: list[Thread], pieces: list[bytes], seconds: float
) -> bytes:
    """Return the whole answer of a command that ends well and in time."""
    import subprocess

    end = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    reader = threads[0]
    reader.join(seconds)
    answer = b"".join(pieces)
    if len(answer) > MOST:
        raise _failed(command, f"wrote more than {MOST:,} bytes")
    try:
        code = process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        code = None
    if code is None or reader.is_alive():
        raise _failed(command, f"did not end within {seconds:g} s")
    if code:
        raise _failed(
            command, f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"
        )
    return answer


def _read(process: subprocess.Popen[bytes], pieces: list[bytes]) -> None:
    """Read until the output ends, or there is too much of it."""
    if process.stdout is not None:
        size = 0
        with process.stdout as output:
            while size <= MOST and (piece := output.read(_PIECE)):
                pieces.append(piece)
                size += len(piece)


def _write(process: subprocess.Popen[bytes], given: bytes) -> None:
    """Write the question; a command need not read it."""
    if process.stdin is not None:
        with process.stdin as question, suppress(OSError):
            while given:
                given = given[question.write(given) :]


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that began a session, and what it started."""
    import signal

    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def absolute(path: str) -> str:
    """Return a PATH without its relative places, which would be looked for in the folder of a site."""
    return os.pathsep.join(place for place in path.split(os.pathsep) if Path(place).is_absolute())


def _failed(command: str, why: str) -> UserError:
    return UserError(f"--with: {command!r} {why}")
