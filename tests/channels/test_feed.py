"""The feed keeps the contract; its service is a file. Both its forms are what their specifications say."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.feed import adapter as feed_adapter
from distribute.channels.feed.adapter import Feed
from distribute.channels.feed.document import About, Entry, as_html, read_atom, write_atom
from distribute.inputs import lock
from distribute.inputs.lock import only_one
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import START
from distribute.testing.service import Answer, Request, Service
from distribute.text.xml import in_xml

from .sending import delivery, send
from .test_outbox import Folder

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are Unix's")
ATOM = "{http://www.w3.org/2005/Atom}"
URL = "https://example.org/n.atom"


class File(Folder):
    """The file as a service: what arrived are its entries."""

    @property
    def arrived(self) -> list[Any]:
        return ET.parse(self.path).getroot().findall(f"{ATOM}entry") if self.path.exists() else []

    attempts = arrived


def feed(folder: Path, **settings: Any) -> Feed:
    path = (folder / "n.atom").as_posix()
    return Feed(**{"name": "feed", "use": "feed", "path": path, "url": URL, "title": "In brief", **settings})


class TestFeed(ChannelContract):
    faults = ()
    compares_words = False

    @pytest.fixture
    def service(self, tmp_path: Path) -> File:
        return File(tmp_path / "new" / "n.atom")

    @pytest.fixture
    def channel(self, service: File) -> Feed:
        return feed(service.path.parent)


@pytest.fixture
def both(tmp_path: Path) -> Feed:
    return feed(tmp_path, json_path=str(tmp_path / "n.json"), json_url="https://example.org/n.json")


def fail_to_sync(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk be full at a call of fsync. A file is the first, its folder the second."""
    sync, calls = os.fsync, list[int]()

    def fail(handle: int) -> None:
        calls.append(handle)
        if len(calls) == number:
            raise OSError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fail)


MESSAGE = Message(text=f"• Kites & <wind>\n• More\n\nRead: {LINK}", title="No. 1", summary="Kites", link=LINK)


def test_the_atom_file(both: Feed) -> None:
    receipt = send(both, message=MESSAGE)
    root = ET.parse(both.path).getroot()
    (entry,) = root.findall(f"{ATOM}entry")
    said = {child.tag.removeprefix(ATOM): child.text for child in entry}
    assert said == {
        "id": receipt.id,
        "title": "No. 1",
        "link": None,
        "published": "2020-12-09T12:00:00Z",
        "updated": "2020-12-09T12:00:00Z",
        "summary": "Kites",
        "content": f"<p>• Kites &amp; &lt;wind&gt;<br>\n• More</p>\n<p>Read: {LINK}</p>",
    }
    assert receipt.url == f"{URL}#{receipt.id}"
    # What RFC 4287, section 4.1.1, wants of a feed.
    assert {f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated", f"{ATOM}author"} <= {child.tag for child in root}
    assert [(link.get("rel"), link.get("href")) for link in root.findall(f"{ATOM}link")] == [("self", URL)]


def test_the_json_file(both: Feed) -> None:
    receipt = send(both, message=MESSAGE)
    said = json.loads(Path(both.json_path).read_text(encoding="utf-8"))
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert (said["title"], said["feed_url"]) == ("In brief", "https://example.org/n.json")
    (item,) = said["items"]
    assert (item["id"], item["url"], item["date_published"]) == (receipt.id, LINK, "2020-12-09T12:00:00Z")
    assert item["content_html"].startswith("<p>• Kites &amp; &lt;wind&gt;<br>")


def test_the_newest_comes_first_and_the_oldest_goes(both: Feed) -> None:
    few = msgspec.structs.replace(both, entries=2)
    for number in range(3):
        at = START + timedelta(days=number)
        send(
            few,
            message=Message(text="x", title=str(number), link=LINK),
            idempotency_key=str(number),
            first_attempt_at=at,
        )
    root = ET.parse(both.path).getroot()
    assert [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")] == ["2", "1"]
    assert root.findtext(f"{ATOM}updated") == "2020-12-11T12:00:00Z"
    assert len(json.loads(Path(both.json_path).read_text())["items"]) == 2


def test_an_entry_is_there_when_it_is_in_both_files(both: Feed) -> None:
    assert both.find(delivery()) is None
    receipt = send(both)
    assert both.find(delivery()) == receipt
    Path(both.json_path).write_text('{"version": "https://jsonfeed.org/version/1.1", "items": []}')
    assert both.find(delivery()) is None
    assert send(both) == receipt
    assert both.find(delivery()) == receipt
    assert len(read_atom(Path(both.path).read_text())) == 1


def test_a_half_written_pair_is_doubt_and_the_next_attempt_mends_it(
    both: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_to_sync(monkeypatch, 3)
    with pytest.raises(InDoubt, match="No space left"):
        send(both)
    monkeypatch.undo()
    assert both.find(delivery()) is None
    assert send(both) == both.find(delivery())
    assert len(json.loads(Path(both.json_path).read_text())["items"]) == 1


def test_a_full_disk_posts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_to_sync(monkeypatch, 1)
    with pytest.raises(NotPosted, match=r"n\.atom can't be written: No space left"):
        send(feed(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_may_not_last_is_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_to_sync(monkeypatch, 2)
    with pytest.raises(InDoubt, match="No space left"):
        send(feed(tmp_path))
    assert feed(tmp_path).find(delivery())


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_feed_keeps_its_permissions(both: Feed) -> None:
    before = os.umask(0o077)
    try:
        send(both)
        for path in (both.path, both.json_path):
            Path(path).chmod(0o664)
        send(both, idempotency_key="2")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(Path(path).stat().st_mode) for path in (both.path, both.json_path)] == [0o664] * 2


def test_a_link_stays_and_the_feed_that_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "n.atom").symlink_to("public/feed.atom")
    for number in ("1", "2"):
        send(feed(tmp_path), idempotency_key=number)
    assert (tmp_path / "n.atom").is_symlink()
    assert len(read_atom((tmp_path / "public" / "feed.atom").read_text())) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<feed", "line 1 is not well-formed XML"),
        (b"<rss/>", "it is not an Atom feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "another program's feed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><feed/>', "it has a document type"),
        ("<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a>".encode("utf-16"), "it is not UTF-8"),
        (b" " * 5_000_001, "larger than a feed"),
    ],
)
def test_what_is_no_feed_of_ours_is_left_as_it_is(both: Feed, content: bytes, said: str) -> None:
    Path(both.path).write_bytes(content)
    with pytest.raises(NotPosted, match=said) as caught:
        send(both)
    assert both.path in caught.value.why
    with pytest.raises(InDoubt, match=said):
        both.find(delivery())
    assert Path(both.path).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"name": "site", "version": "1.0.0"}', "it is not a JSON Feed"),
        ("[" * 100_000, "it is not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "it is not a JSON Feed"),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "/1/"}]}',
            "another program's feed",
        ),
    ],
)
def test_a_json_file_that_is_not_ours_is_left_as_it_is(both: Feed, content: str, said: str) -> None:
    Path(both.json_path).parent.mkdir(parents=True, exist_ok=True)
    Path(both.json_path).write_text(content)
    with pytest.raises(NotPosted, match=f"{said}: set `json_path`"):
        send(both)
    assert Path(both.json_path).read_text() == content


def test_two_runs_do_not_write_at_once(both: Feed) -> None:
    file = Path(f"{both.path}.lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with only_one(file), pytest.raises(NotPosted, match=r"another run is writing .*n\.atom") as caught:
        send(both)
    assert not caught.value.final
    send(both)
    assert {path.name for path in file.parent.iterdir()} == {"n.atom", "n.json"}


@FORKS
def test_a_run_that_is_killed_while_it_writes_stops_no_other(
    both: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = multiprocessing.get_context("fork")
    writing = context.Event()

    def write(_: Path, __: str) -> None:
        writing.set()
        time.sleep(60)

    def run() -> None:
        monkeypatch.setattr(feed_adapter, "_replace", write)
        send(both)

    process = context.Process(target=run)
    process.start()
    assert writing.wait(30)
    with pytest.raises(NotPosted, match="another run is writing"):
        send(both)
    process.kill()
    process.join()
    folder = Path(both.path).parent
    assert [path.name for path in folder.iterdir()] == ["n.atom.lock"]
    send(both)
    assert {path.name for path in folder.iterdir()} == {"n.atom", "n.json"}


@FORKS
def test_entries_of_runs_at_once_are_all_kept(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    channel = feed(tmp_path, entries=1000)

    def run(number: int) -> None:
        for each in range(10):
            while True:
                try:
                    send(channel, idempotency_key=f"{number}-{each}")
                    break
                except NotPosted as refusal:
                    assert not refusal.final

    processes = [context.Process(target=run, args=(number,)) for number in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 6
    assert len(read_atom(Path(channel.path).read_text())) == 60
    assert [path.name for path in tmp_path.iterdir()] == ["n.atom"]


def test_the_lock_of_a_file_that_its_holder_removed_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lock_it, calls = tmp_path / "n.lock", lock._lock, list[int]()

    def late(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) < 3:
            path.unlink()
        lock_it(descriptor)

    monkeypatch.setattr(lock, "_lock", late)
    with only_one(path):
        assert len(calls) == 3
        assert path.exists()


def test_a_lock_is_not_made_through_a_link(both: Feed, tmp_path: Path) -> None:
    file = Path(f"{both.path}.lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotPosted, match=r"n\.atom\.lock can't be made"):
        send(both)
    assert not (tmp_path / "elsewhere").exists()


text = st.text()


@given(text, text, text)
def test_whatever_an_entry_says_is_read_as_it_was_written(title: str, summary: str, body: str) -> None:
    title, summary, body = (in_xml(each).replace("\r", "\n") for each in (title, summary, body))
    entry = Entry("urn:x", title, LINK, "2020-12-09T12:00:00Z", summary, as_html(body), "de")
    assert read_atom(write_atom(About("In brief", URL), [entry])) == (entry,)


# The hub


class Hub(Service):
    def keep(self, request: Request) -> Answer:
        self.add({"body": request.body.decode()})
        return Answer(b"", 204)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as service:
        yield service


def test_the_hub_is_told(both: Feed, hub: Hub) -> None:
    receipt = send(msgspec.structs.replace(both, hub=hub.url, timeout=Duration(1)))
    assert receipt.note == ""
    assert hub.arrived[0].fields["body"] == (
        "hub.mode=publish&hub.url=https%3A%2F%2Fexample.org%2Fn.atom&hub.url=https%3A%2F%2Fexample.org%2Fn.json"
    )
    root = ET.parse(both.path).getroot()
    assert hub.url in [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "hub"]


@pytest.mark.parametrize("fault", ["refused", "500 before keeping", "silence before keeping"])
def test_a_hub_that_fails_does_not_undo_the_post(both: Feed, hub: Hub, fault: Any) -> None:
    hub.fail(fault)
    receipt = send(msgspec.structs.replace(both, hub=hub.url, timeout=Duration(0.3)))
    assert receipt.note.startswith("written, but the hub was not notified: ")
    assert both.find(delivery()) == Receipt(receipt.id, receipt.url)


def test_doctor_reads(both: Feed) -> None:
    assert [finding.text for finding in both.examine()] == [f"{both.path} is not there yet"]
    send(both)
    assert [finding.text for finding in both.examine()] == [f"{both.path} has 1 entries"]


def test_files_are_where_the_settings_are_wherever_the_process_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("letter", "other"):
        (tmp_path / name).mkdir()
    here = feed(
        Path(),
        settings_folder=str(tmp_path / "letter"),
        json_path="feed.json",
        json_url="https://x.example/f",
    )
    monkeypatch.chdir(tmp_path / "other")
    here.prepare(delivery())
    assert here.post(delivery(), None) == here.find(delivery())
    assert (tmp_path / "letter" / "feed.json").is_file()
    assert list(Path().iterdir()) == []
