"""A file is written as a whole or not at all; links, pipes and devices stay what they are."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from distribute.inputs.write import NotDurable, create_file, replace_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "page"
    replace_file(file, b"one")
    file.chmod(0o640)
    replace_file(file, b"two")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"two", 0o640)
    assert names(tmp_path) == ["page"]


def test_on_a_full_disk_the_file_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "page"
    file.write_bytes(b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(file, b"two")
    assert (file.read_bytes(), names(tmp_path)) == (b"one", ["page"])


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path, there: bool) -> None:
    file, link = tmp_path / "elsewhere" / "page", tmp_path / "link"
    file.parent.mkdir()
    if there:
        file.write_bytes(b"one")
    link.symlink_to(file)
    replace_file(link, b"two")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"two")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    replace_file(pipe, b"two")
    reader.join(10)
    assert (read, stat.S_ISFIFO(pipe.stat().st_mode)) == ([b"two"], True)


def test_a_descriptor_of_another_program_is_written_to(tmp_path: Path) -> None:
    with (tmp_path / "page").open("wb") as stream:
        replace_file(Path(f"/dev/fd/{stream.fileno()}"), b"two")
        assert os.fstat(stream.fileno()).st_nlink == 1
    assert (tmp_path / "page").read_bytes() == b"two"


@pytest.mark.parametrize("name", ["", "folder", "loop", "x" * 300])
def test_what_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError):
        replace_file(tmp_path / name, b"two")
    assert names(tmp_path) == ["folder", "loop"]


def test_a_new_file_takes_no_others_place(tmp_path: Path) -> None:
    create_file(tmp_path / "page", b"one", mode=0o600)
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("page", "link"):
        with pytest.raises(FileExistsError):
            create_file(tmp_path / name, b"two")
    assert ((tmp_path / "page").read_bytes(), names(tmp_path)) == (b"one", ["link", "page"])
    assert stat.S_IMODE((tmp_path / "page").stat().st_mode) == 0o600


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_a_name_that_may_not_last_is_told_from_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
) -> None:
    """Whoever must know whether the file was written can tell the two errors apart."""
    sync = os.fsync

    def fail_for_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fail_for_folders)
    with pytest.raises(NotDurable, match="Input/output error"):
        write(tmp_path / "page", b"one")
    assert ((tmp_path / "page").read_bytes(), names(tmp_path)) == (b"one", ["page"])
