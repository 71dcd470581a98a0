"""Write a file as a whole: whoever reads it finds what it had before, or what it has now."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 50  # characters of a name that the name of its draft repeats


class NotDurable(OSError):
    """The file is written, but may be gone after a power failure."""


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to a file, flushed to disk on return.

    A file keeps its permissions. A link stays, and the file that it leads to is replaced. A pipe or a device is written to
    and never replaced. OSError on failure; the file is as it was, unless it is NotDurable.
    """
    if _is_stream(path):
        path.write_bytes(content)
        return
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    with _draft_of(path) as draft:
        _write(draft, content, 0o666 if mode is None else mode)
        if mode is not None:
            draft.chmod(mode)
        draft.replace(path)
    _sync_folder(path.parent)


def create_file(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write `content` to a new file, flushed to disk on return; FileExistsError if there is something already.

    OSError on any other failure; there is no file then, unless it is NotDurable.
    """
    with new_file(path) as draft:
        _write(draft, content, mode)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield another name, under which the caller writes and syncs the file that then appears at `path` in one step.

    The errors are those of `create_file`.
    """
    with _draft_of(path) as draft:
        yield draft
        os.link(draft, path)
    _sync_folder(path.parent)


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """Yield an unused name in the same folder, which is removed at the end."""
    draft = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(8).hex()}")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _write(draft: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make sure that new names in a folder survive a power failure, where the system supports it; NotDurable if not."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise NotDurable(error.errno, error.strerror) from None


def _is_stream(path: Path) -> bool:
    """Return whether this is a pipe, a device or, as /dev/stdout may be, a file that another process has opened."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    is_descriptor = path.is_symlink() and path.absolute().parts[1:2] in (("dev",), ("proc",))
    return not stat.S_ISREG(mode) or is_descriptor
