"""Keep a copy of each sent message for the sender's own records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from distribute.channel.verdicts import NotPosted
from distribute.inputs.write import create_file

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 100  # characters of a key in a file's name


def make_folder(folder: Path) -> None:
    """Create the folder, which only its owner can read; NotPosted if that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"keep: {folder} can't be made: {error.strerror}"
        raise NotPosted(msg) from None


@contextmanager
def copy_of(folder: Path | None, key: str, content: bytes) -> Iterator[None]:
    """Keep a copy of the message that is sent in this context, if a folder is set; NotPosted if that fails.

    It is flushed to disk before the message is sent, and removed only if the message was not sent.
    """
    copy = write_copy(folder, key, content) if folder else None
    try:
        yield
    except NotPosted:
        if copy:
            copy.unlink(missing_ok=True)
        raise


def write_copy(folder: Path, key: str, content: bytes) -> Path | None:
    """Write a message atomically to a file of its own, flushed to disk on return; NotPosted if that fails.

    The file's name contains the SHA-256 of its content, so no message replaces another. Returns its path, or None
    if this message already exists.
    """
    number = sha256(content).hexdigest()[:16]
    file = folder / f"{_UNSAFE.sub('-', key)[:_LONGEST_NAME]}-{number}.eml"
    make_folder(folder)
    try:
        create_file(file, content, mode=0o600)
    except FileExistsError:
        return None
    except OSError as error:
        msg = f"keep: {folder} can't be written to: {error.strerror}"
        raise NotPosted(msg) from None
    return file
