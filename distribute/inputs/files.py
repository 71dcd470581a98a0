"""Read a site's files safely: regular files inside the site only, with a size limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MOST = 5_000_000  # bytes of a file; the longest real issues have 100,000
_NOT_REGULAR = "it is not a regular file"


class Unread(OSError):
    """A file that is refused; `strerror` says why."""

    def __init__(self, why: str) -> None:
        """Set the reason."""
        super().__init__(why)
        self.strerror = why


def read_bytes(path: Path, within: Path | None = None) -> bytes:
    """Return a file's content; Unread if it is not a regular file, is too long, or is a link out of `within`.

    Only paths inside `within` are checked for this: a path that names another place is used as it is.
    """
    if within and leads_out(path, within):
        msg = "it is a link to a place outside the site"
        raise Unread(msg)
    told = path.stat()
    if not stat.S_ISREG(told.st_mode):
        raise Unread(_NOT_REGULAR)
    with path.open("rb") as file:
        data = file.read(MOST + 1)  # the reported size of a file may be wrong
    if data and not told.st_size:  # as of /proc/self/environ, which has every secret
        raise Unread(_NOT_REGULAR)
    if len(data) > MOST:
        msg = f"it is larger than the limit of {MOST:,} bytes"
        raise Unread(msg)
    return data


def read_text(path: Path, within: Path | None = None) -> str:
    """Return the text of a UTF-8 file, with the checks of `read_bytes`; UnicodeDecodeError if it is not UTF-8."""
    return read_bytes(path, within).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def leads_out(path: Path, *within: Path) -> bool:
    """Return whether a path inside one of the folders `within` leads out of all of them by a link.

    A commit may bring such a link. A path that names another place does not lead out.
    """
    is_inside = any(_named(path).is_relative_to(_named(folder)) for folder in within)
    return is_inside and all(_leads_out(path, folder) for folder in within)


def is_linked(path: Path, within: Path) -> bool:
    """Return whether a path inside `within`, or its folder, is a link that may lead a writer elsewhere.

    A commit may bring such a link, and with it name any file of the person who runs a command. Paths that name another
    place, such as /dev/stdout, are used as they are.
    """
    if not _named(path).is_relative_to(_named(within)):
        return False
    return path.is_symlink() or _leads_out(path.parent, within)


def real(path: Path) -> Path:
    """Return the absolute path without links; of a link that leads to itself, any path."""
    # Path.resolve() raises RuntimeError for such a link, before Python 3.13.
    return Path(os.path.realpath(path))


def _leads_out(path: Path, folder: Path) -> bool:
    return not real(path).is_relative_to(real(folder))


def _named(path: Path) -> Path:
    """Return the absolute path without following links."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."


def is_file(path: Path) -> bool:
    """Return whether there is a file; False for a name that no file can have, which `Path.is_file` raises for."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, before Python 3.14
        return False


def is_folder(path: Path) -> bool:
    """Return whether there is a folder; False for a name that no folder can have."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
