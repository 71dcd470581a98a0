"""A copy of each message is kept in a folder that nobody else reads and no site publishes."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from tests.channels.email.kit import account, delivery, send
from tests.channels.services_email import SmtpService
from tests.cli.kit import SETTINGS, Place


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_it_is_what_was_sent_to_the_byte(service: SmtpService, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "sent"
    send(account(service.address, keep=str(folder)))
    (file,) = kept(folder)
    assert file.read_bytes() == service.arrived[0].content
    assert file.name.startswith("2020-11-email-en-1-1-")
    assert file.suffix == ".eml"
    if os.name == "posix":
        assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)


def test_a_signed_message_is_kept_as_it_is_signed(
    service: SmtpService, tmp_path: Path, dkim_key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DKIM_KEY", dkim_key.decode())
    settings = {"dkim_selector": "news", "dkim_key": Secret("$DKIM_KEY"), "keep": str(tmp_path)}
    send(account(service.address, **settings))
    assert kept(tmp_path)[0].read_bytes() == service.arrived[0].content
    assert service.arrived[0].content.startswith(b"DKIM-Signature")


def test_no_message_takes_anothers_place(service: SmtpService, tmp_path: Path) -> None:
    channel = account(service.address, keep=str(tmp_path))
    send(channel)
    send(channel)
    (first,) = kept(tmp_path)
    first.write_bytes(b"mine")
    other = msgspec.structs.replace(delivery().message, text="Other words")
    send(channel, message=other)
    send(channel)
    assert first.read_bytes() == b"mine"
    assert len(kept(tmp_path)) == 2


@pytest.mark.parametrize(
    "key", ["../../x/email/en@1#1", "x" * 300 + "/email/en@1#1", "…/e/en@1#1", ".hidden"]
)
def test_a_name_stays_in_its_folder(service: SmtpService, tmp_path: Path, key: str) -> None:
    folder = tmp_path / "sent"
    send(account(service.address, keep=str(folder)), key=key)
    assert len(kept(folder)) == len(kept(tmp_path)) == 1


def test_what_was_not_sent_is_not_kept(service: SmtpService, tmp_path: Path) -> None:
    channel = account(service.address, keep=str(tmp_path))
    service.fail("422")
    with pytest.raises(NotPosted):
        send(channel)
    assert kept(tmp_path) == []


def test_what_may_have_been_sent_is_kept(service: SmtpService, tmp_path: Path) -> None:
    channel = account(service.address, keep=str(tmp_path))
    service.fail("cut after keeping", "422")
    with pytest.raises(InDoubt):
        send(channel)
    with pytest.raises(NotPosted):
        send(channel)
    assert [file.read_bytes() for file in kept(tmp_path)] == [service.arrived[0].content]


def test_it_is_on_the_disk_before_anything_is_sent(
    service: SmtpService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Any] = []
    sync = os.fsync

    def synced_by(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), service.attempts[:]))
        sync(handle)

    monkeypatch.setattr(os, "fsync", synced_by)
    send(account(service.address, keep=str(tmp_path)))
    assert synced == [(False, []), (True, [])]


def test_a_folder_that_cannot_be_written_to_sends_nothing(service: SmtpService, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotPosted, match=r"keep: .* can't be made: Not a directory"):
        send(account(service.address, keep=str(tmp_path / "file" / "sent")))
    channel, what = account(service.address, keep=str(tmp_path / "sent")), delivery()
    ready = channel.prepare(what)
    (tmp_path / "sent").rmdir()
    (tmp_path / "sent").write_text("")
    with pytest.raises(NotPosted, match="keep: "):
        channel.post(what, ready)
    assert service.attempts == []


def test_a_test_is_not_kept(service: SmtpService, tmp_path: Path) -> None:
    account(service.address, keep=str(tmp_path)).send_test(delivery(), "ed@example.org")
    assert kept(tmp_path) == []


EMAIL = (
    "  email:\n    smtp: smtp://127.0.0.1:1\n    from: a@example.org\n    to: b@example.org\n    keep: {}\n"
)


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        (".distribute/sent", True),
        ("../sent", True),
        ("static/sent", False),
        ("sent", False),
        (".", False),
        ("content/.sent", False),
        (".distribute/../static", False),
        (".distribute/link", False),
    ],
)
def test_where_it_may_be(tmp_path: Path, folder: str, allowed: bool) -> None:
    place = Place(tmp_path / "site")
    (place.root / ".distribute").mkdir()
    (place.root / ".distribute" / "link").symlink_to(place.root / "static")
    place.write("channels.yaml", SETTINGS + EMAIL.format(folder))
    run = place.run("channels")
    assert (run.code == 0) is allowed
    assert allowed or "channels.email.keep: the site may publish what is in it" in run.err
