"""A lock between processes, which the system releases when its holder ends, even if it is killed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TRIES = 10  # others that may have come and gone meanwhile
# A commit may bring a link, through which a file would be made elsewhere. Windows makes no difference.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock of the file at `path`, which is there only meanwhile; BlockingIOError if another holds it.

    OSError if the file can't be made. The holder may be another process or another thread. A file that a killed process
    left is no lock.
    """
    descriptor = _locked(path)
    try:
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)  # while nobody else can hold it
        os.close(descriptor)
        if sys.platform == "win32":
            with suppress(OSError):  # it can't be removed while another process has it open
                path.unlink()


def _locked(path: Path) -> int:
    """Return the descriptor of the file at `path`, locked; BlockingIOError if another holds it."""
    for _ in range(_TRIES):
        descriptor = os.open(path, _FLAGS, 0o666)
        try:
            _lock(descriptor)
            if _is_at(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its last holder has removed the file between our two steps
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _is_at(path: Path, descriptor: int) -> bool:
    """Return whether the file with this descriptor is still the one at `path`."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:  # its way to say so
            raise BlockingIOError(error.errno, error.strerror) from None

else:

    def _lock(descriptor: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
