"""Read a site's files safely: regular files inside the site only, with a size limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MOST = 5_000_000  # bytes of a file; the longest of real issues have 100,000


class Unread(OSError):
    """A file that is not read, though it could be; `strerror` says why."""

    def __init__(self, why: str) -> None:
        """Say `why`."""
        super().__init__(why)
        self.strerror = why


def read_bytes(path: Path, within: Path | None = None) -> bytes:
    """Return what a file holds; Unread for one that never ends, is far too long, or leads out of `within`.

    Only what stands in that folder can lead out of it: a path that names another place is taken at its word.
    """
    if within and _named(path).is_relative_to(_named(within)) and _leads_out(path, within):
        msg = "it is a link that leads out of the site"
        raise Unread(msg)
    if not stat.S_ISREG(path.stat().st_mode):
        msg = "it is no plain file"
        raise Unread(msg)
    with path.open("rb") as file:
        data = file.read(MOST + 1)  # what a file says of its length may be wrong
    if len(data) > MOST:
        msg = f"it has more than the {MOST:,} bytes that are read"
        raise Unread(msg)
    return data


def read_text(path: Path, within: Path | None = None) -> str:
    """Return what a file of UTF-8 holds, as `read_bytes` does; UnicodeDecodeError for anything else."""
    return read_bytes(path, within).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _leads_out(path: Path, folder: Path) -> bool:
    return not path.resolve().is_relative_to(folder.resolve())


def _named(path: Path) -> Path:
    """Return the absolute path, with no link followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."
