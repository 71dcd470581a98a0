"""The outbox keeps the contract; its service is a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from distribute.channel.post import Delivery, Message
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels.outbox import Outbox
from distribute.testing.channel_contract import ChannelContract


class Folder:
    """The folder as a service: what arrived is what is in it."""

    lag = 0.0

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def arrived(self) -> list[Any]:
        return sorted(self.path.iterdir())

    attempts = arrived

    def fail(self, *faults: str) -> None:
        raise NotImplementedError

    def heal(self) -> None: ...

    def stranger(self, fields: dict[str, str]) -> None: ...


class TestOutbox(ChannelContract):
    faults = ()
    compares_words = False

    @pytest.fixture
    def service(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path / "new" / "outbox")

    @pytest.fixture
    def channel(self, service: Folder) -> Outbox:
        return Outbox(name="outbox", use="outbox", path=str(service.path))


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(name="outbox", use="outbox", path=str(tmp_path))


DELIVERY = Delivery(
    key="2020-11/outbox/en@1#1",
    idempotency_key="0123456789abcdef",
    language="en",
    message=Message(title="Title", text="Ünïcode\nhttps://example.org/"),
    first_attempt_at=datetime(2020, 12, 9, tzinfo=UTC),
)


def test_it_is_a_file_that_people_can_read(outbox: Outbox, tmp_path: Path) -> None:
    receipt = outbox.post(DELIVERY, None)
    assert receipt.id == "2020-11-outbox-en@1-1.0123456789ab.txt"
    assert (tmp_path / receipt.id).read_bytes() == "Title\n\nÜnïcode\nhttps://example.org/\n".encode()
    assert receipt.url == (tmp_path / receipt.id).as_posix()
    assert outbox.find(DELIVERY) == receipt


def test_what_is_there_is_never_written_again(outbox: Outbox, tmp_path: Path) -> None:
    receipt = outbox.post(DELIVERY, None)
    (tmp_path / receipt.id).write_text("edited")
    assert outbox.post(DELIVERY, None) == receipt
    assert (tmp_path / receipt.id).read_text() == "edited"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_what_cannot_be_written_is_not_there_at_all(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(NotPosted, match="No space left"):
        outbox.post(DELIVERY, None)
    assert list(tmp_path.iterdir()) == []


def test_it_is_on_the_disk_before_it_is_named(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def noted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any) -> Any:
            order.append(name)
            return call(*args)

        return step

    for name in ("fsync", "link"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    outbox.post(DELIVERY, None)
    assert order == ["fsync", "link", "fsync"]


def test_a_name_that_may_not_last_is_doubt(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fail_for_the_folder(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 1:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail_for_the_folder)
    with pytest.raises(InDoubt, match="Input/output error"):
        outbox.post(DELIVERY, None)
    assert outbox.find(DELIVERY)


def test_a_folder_that_is_gone_proves_nothing(outbox: Outbox, tmp_path: Path) -> None:
    assert outbox.find(DELIVERY) is None
    tmp_path.rmdir()
    with pytest.raises(Unlisted, match="gone"):
        outbox.find(DELIVERY)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outbox = Outbox(name="outbox", use="outbox", path=str(tmp_path / "file" / "folder"))
    with pytest.raises(NotPosted, match="can't be made"):
        outbox.prepare(DELIVERY)


def test_its_account_is_the_folder() -> None:
    one = Outbox(name="a", use="outbox", path="./out/")
    assert one.target() == Outbox(name="b", use="outbox", path="out").target() == "outbox:out"


def test_files_are_where_the_settings_are_wherever_the_process_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("letter", "other"):
        (tmp_path / name).mkdir()
    outbox = Outbox(name="outbox", use="outbox", path="sent", settings_folder=str(tmp_path / "letter"))
    monkeypatch.chdir(tmp_path / "other")
    outbox.prepare(DELIVERY)
    receipt = outbox.post(DELIVERY, None)
    assert receipt.url == f"sent/{receipt.id}"
    assert (outbox.find(DELIVERY), outbox.receipt_of(receipt.id)) == (receipt, receipt)
    assert (tmp_path / "letter" / receipt.url).is_file()
    assert list(Path().iterdir()) == []
