"""Write a file as a whole: whoever reads it finds what it had before, or what it has now."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from distribute.inputs.fsync import fsync_directory

_LONGEST = 50  # characters of a name that the name of its draft repeats


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to a file, flushed to disk on return; OSError if that fails, and the file is as it was.

    A link stays, and the file that it leads to is replaced. A pipe or a device is written to and never replaced.
    """
    if _is_stream(path):
        path.write_bytes(content)
        return
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    draft = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(8).hex()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            draft.chmod(mode)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    fsync_directory(path.parent)


def _is_stream(path: Path) -> bool:
    """Return whether this is a pipe, a device or, as /dev/stdout may be, a file that another process has opened."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    is_descriptor = path.is_symlink() and path.absolute().parts[1:2] in (("dev",), ("proc",))
    return not stat.S_ISREG(mode) or is_descriptor
