"""The adapter through `publish`: what is recorded, what is shown, and how an interrupted mailing goes on."""

from __future__ import annotations

import email
import email.policy
import io
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import chdir, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery, Draft, Message
from distribute.channel.settings import LedgerPlace, Secret
from distribute.channel.verdicts import InDoubt, NotPosted, Unfinished, Unlisted
from distribute.channels.mailing.adapter import Mailing, _until
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import Counts, Reader, StoreBusyError, StoreError
from distribute.channels.mailing.template import LEAVE
from distribute.cli.lookup import counts_of
from distribute.config import load
from distribute.deliver import attempt, until_held
from distribute.deliver.clock import Clock
from distribute.deliver.context import StopControl
from distribute.deliver.outcome import DeliveryRequest, Outcome
from distribute.deliver.records import hold
from distribute.deliver.run import deliver
from distribute.ledger.events import Key
from distribute.ledger.fold import fold
from distribute.ledger.history import Post
from distribute.ledger.memory import MemoryLedger
from distribute.testing.clock import TurnedClock
from tests.channels.mailing.kit import CSV, Sink, link_of, site
from tests.cli.kit import Place

ISSUE = "2020-11"
DRAFT = Draft((Message(text=f"News\n{LEAVE}\n", title="News", html=f"<a href='{LEAVE}'>x</a>"),))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.fixture
def channel(sink: Sink, tmp_path: Path) -> Iterator[Mailing]:
    (tmp_path / "readers.csv").write_text(CSV)
    made = Mailing(
        name="mailing", use="mailing", smtp=sink.url, sender="letter@example.org", subscribers="readers.csv",
        timeout=0.5, patience=2.0, connections=2,
    )  # type: ignore[arg-type]  # fmt: skip
    with chdir(tmp_path):
        yield made.beside(LedgerPlace("sqlite", "ledger.db"))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


def publish(
    channel: Mailing,
    ledger: MemoryLedger,
    *,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
    grace: float = 5.0,
    **more: Any,
) -> Outcome:
    request = DeliveryRequest(
        channel=channel, issue=ISSUE, language=more.pop("language", "en"), **{"draft": DRAFT, **more}
    )
    (outcome,) = deliver(
        [request], ledger, StopControl(stop=stop or threading.Event(), grace=grace), clock=clock
    )
    return outcome


def test_a_mailing_is_one_post_in_the_ledger_and_no_address_is_kept_in_it(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    outcome = publish(channel, ledger)
    assert (outcome.state, outcome.receipt and outcome.receipt.note) == ("posted", "sent to 20 of 20 readers")
    assert publish(channel, ledger).state == "already-posted"
    assert set(sink.copies.values()) == {1}
    assert "host.example" not in repr(list(ledger.read())) + repr(outcome)


def test_an_interrupted_mailing_goes_on_with_the_pinned_text_and_repeats_nobody(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    sink.slow, stop = 0.05, threading.Event()
    sink.stop_after = 3, stop
    first = publish(channel, ledger, stop=stop)
    assert (first.state, first.exit_code) == ("in-doubt", 3)
    assert "the next `distribute publish` continues it" in first.error
    sent = sum(sink.copies.values())
    assert 0 < sent < 20
    looked = publish(channel, ledger, draft=None)  # as `settle` does
    assert looked.state == "in-doubt"
    assert sum(sink.copies.values()) == sent
    sink.slow = 0.0
    last = publish(channel, ledger, draft=None, resume=True)
    assert last.state == "posted", last.error
    assert set(sink.copies.values()) == {1}
    assert len(sink.copies) == 20


@pytest.mark.parametrize(("grace", "in_doubt"), [(2.0, True), (5.0, False)])
def test_a_stopped_mailing_waits_for_its_answers_as_long_as_the_run_waits_for_it(
    channel: Mailing, ledger: MemoryLedger, sink: Sink, *, grace: float, in_doubt: bool
) -> None:
    sink.slow, stop = 1.5, threading.Event()
    sink.stop_after = 1, stop
    slow = msgspec.structs.replace(channel, timeout=10.0, patience=40.0)
    assert publish(slow, ledger, stop=stop, grace=grace).state == "in-doubt"
    token = next(iter(fold(ledger.read()).posts())).idempotency_key
    assert bool(channel.counts(token)["unknown"]) == in_doubt


def test_a_hold_stops_what_is_left_of_a_mailing(channel: Mailing, ledger: MemoryLedger, sink: Sink) -> None:
    sink.slow, stop = 0.05, threading.Event()
    sink.stop_after = 3, stop
    publish(channel, ledger, stop=stop)
    sent = sum(sink.copies.values())
    hold(ISSUE, "", "the date is wrong", "somebody", ledger)
    held = publish(channel, ledger, draft=None, resume=True)
    assert (held.state, held.code) == ("held", "held")
    assert sum(sink.copies.values()) == sent


def test_a_hold_stops_a_mailing_that_is_under_way(
    channel: Mailing, ledger: MemoryLedger, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Holding:
        def set(self) -> None:
            if not fold(ledger.read()).holds_of(ISSUE, now=datetime.now(UTC)):
                hold(ISSUE, "", "the date is wrong", "somebody", ledger)

    monkeypatch.setattr(until_held, "_EVERY", 0.02)
    sink.slow, sink.stop_after = 0.1, (3, Holding())
    first = publish(channel, ledger)
    assert (first.state, "it was stopped; sent to" in first.error) == ("in-doubt", True)
    assert "continues it unless it is on hold, and" in first.error
    assert 0 < sum(sink.copies.values()) < 20
    assert publish(channel, ledger, draft=None, resume=True).state == "held"


def test_a_server_that_is_down_posts_nothing_and_the_next_run_begins(
    channel: Mailing, ledger: MemoryLedger, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "SHORT", 0.05)
    sink.say["MAIL"] = b"550 5.7.1 who are you\r\n"
    assert publish(channel, ledger).state == "not-posted"
    sink.heal()
    assert publish(channel, ledger).state == "posted"
    assert len(sink.copies) == 20


def test_a_server_that_accepts_nobody_posts_nothing_and_asks_nobody_twice(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    sink.say["RCPT"] = b"554 5.7.1 relay access denied\r\n"
    refused = publish(channel, ledger)
    assert (refused.state, refused.exit_code) == ("not-posted", 1)
    assert refused.error == "the mail server accepted no message, last (554 5.7.1)"
    heard = [words for visit in sink.attempts for words in visit]
    assert sum(words.startswith("RCPT") for words in heard) == 20
    sink.heal()
    assert publish(channel, ledger).state == "posted"
    assert len(sink.copies) == 20


@pytest.mark.parametrize(("error", "state"), [(StoreBusyError, "posted"), (StoreError, "not-posted")])
def test_a_store_that_is_locked_for_a_moment_is_asked_once_more(
    channel: Mailing,
    ledger: MemoryLedger,
    monkeypatch: pytest.MonkeyPatch,
    error: type[StoreError],
    state: str,
) -> None:
    has_begun, asked = SqliteStore.has_begun, list[str]()

    def fail_at_first(store: SqliteStore, mailing: str) -> bool:
        asked.append(mailing)
        if len(asked) == 1:
            raise error("locked")
        return has_begun(store, mailing)

    monkeypatch.setattr(attempt, "SHORT", 0.05)
    monkeypatch.setattr(SqliteStore, "has_begun", fail_at_first)
    assert publish(channel, ledger).state == state


def test_a_refused_login_is_tried_once(channel: Mailing, ledger: MemoryLedger, sink: Sink) -> None:
    sink.say["banner"] = b"554 5.7.0 go away\r\n"
    assert publish(channel, ledger).state == "not-posted"
    assert len(sink.attempts) == 1


def test_a_list_without_a_valid_address_is_not_posted(channel: Mailing, ledger: MemoryLedger) -> None:
    Path("readers.csv").write_text("email,unsubscribe\nnobody,https://example.org/1\n")
    outcome = publish(channel, ledger)
    assert outcome.state == "not-posted"
    assert outcome.error.startswith("no reader ")


@pytest.mark.parametrize("wrong", ["", "nobody,en,https://example.org/x\n"])
def test_a_list_that_was_corrected_before_anybody_was_mailed_is_the_list(
    channel: Mailing, ledger: MemoryLedger, sink: Sink, wrong: str
) -> None:
    changing = msgspec.structs.replace(channel, suppression="out.txt")
    Path("out.txt").write_text("")
    Path("readers.csv").write_text(
        f"email,language,unsubscribe\nann@x.example,en,https://a.example\nben@x.example,en,https://a.example\n{wrong}"
    )
    sink.say["banner"] = b"554 5.7.0 go away\r\n"
    assert publish(changing, ledger).state == "not-posted"
    sink.heal()
    Path("readers.csv").write_text(
        f"email,language,unsubscribe\nben@x.example,en,https://b.example\ncarol@x.example,en,https://b.example\n{wrong}"
    )
    assert publish(changing, ledger).state == "posted"
    assert dict(sink.copies) == {"ben@x.example": 1, "carol@x.example": 1}
    assert {link_of(letter.content) for letter in sink.arrived} == {"https://b.example"}


def test_who_unsubscribes_while_a_mailing_is_interrupted_is_not_mailed(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    changing = msgspec.structs.replace(channel, suppression="out.txt")
    Path("out.txt").write_text("")
    sink.slow, stop = 0.05, threading.Event()
    sink.stop_after = 3, stop
    publish(changing, ledger, stop=stop)
    sent = set(sink.copies)
    left = sorted({f"reader{number}@host.example" for number in range(20)} - sent)
    Path("out.txt").write_text("not an address\n")
    assert publish(changing, ledger, draft=None, resume=True).state == "in-doubt"
    assert set(sink.copies) == sent
    Path("out.txt").write_text(f"{left[0]}\n")
    done = publish(changing, ledger, draft=None, resume=True)
    assert done.receipt
    assert done.receipt.note == "sent to 19 of 20 readers, 1 left out"
    assert left[0] not in sink.copies


def test_a_run_that_was_given_up_freezes_nobody(channel: Mailing) -> None:
    stop = threading.Event()
    reading = channel._readers("en")

    def late() -> Iterator[Reader]:
        yield from reading
        stop.set()

    with pytest.raises(NotPosted, match="stopped before the list was read"):
        list(_until(stop, late()))
    assert len(list(_until(threading.Event(), channel._readers("en")))) == 20


def test_a_turn_ends_between_two_messages_and_does_not_count_reading_the_list(
    channel: Mailing, sink: Sink
) -> None:
    sink.slow = 0.05
    channel.prepare(delivery())
    with pytest.raises(Unfinished, match="its time is over; sent to"):
        channel.post(delivery(longest=0.15), None)
    assert 0 < len(sink.copies) < 20


def test_a_reader_in_doubt_is_held_and_sent_to_again_only_when_a_person_says_so(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    one = "reader1@host.example"
    sink.cut_after = {one}
    outcome = publish(channel, ledger)
    assert outcome.receipt
    assert outcome.receipt.note == "sent to 19 of 20 readers, 1 in doubt"
    token = next(iter(fold(ledger.read()).posts())).idempotency_key
    assert channel.counts(token)["unknown"] == 1
    assert publish(channel, ledger, draft=None, resume=True).state == "already-posted"
    assert sink.copies[one] == 1
    assert channel.resolve(token, "queued") == 1
    assert publish(channel, ledger, draft=None, resume=True).state == "posted"
    assert sink.copies[one] == 2  # on a person's word
    assert channel.counts(token)["sent"] == 20


def test_each_language_is_a_mailing_to_its_own_readers(
    channel: Mailing, ledger: MemoryLedger, sink: Sink
) -> None:
    both = msgspec.structs.replace(channel, languages=("en", "de"))
    assert (both.audience("en"), both.audience("de"), channel.audience("en")) == (15, 5, 20)
    for language, readers in (("en", 15), ("de", 20)):
        assert publish(both, ledger, language=language).state == "posted"
        assert len(sink.copies) == readers
    assert set(sink.copies.values()) == {1}


def test_a_lost_store_is_a_persons_matter(channel: Mailing, ledger: MemoryLedger, sink: Sink) -> None:
    sink.slow, stop = 0.05, threading.Event()
    sink.stop_after = 3, stop
    publish(channel, ledger, stop=stop)
    for path in Path().glob("mailings.db*"):
        path.unlink()
    before = sum(sink.copies.values())
    clock = TurnedClock(datetime.now(UTC))
    clock.turn(10 * channel.patience)  # absence would be believed
    outcome = publish(channel, ledger, clock=clock)
    assert outcome.state == "in-doubt"
    assert "there is no delivery store" in outcome.error
    assert sum(sink.copies.values()) == before


def test_a_terminal_shows_the_rate_and_the_time_that_is_left(
    channel: Mailing, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    outcome = publish(msgspec.structs.replace(channel, rate=20.0), ledger)
    assert outcome.state == "posted", outcome.error
    assert "mailing (en)" in screen.getvalue()
    assert "/20" in screen.getvalue()
    assert "a second" in screen.getvalue()
    assert "host.example" not in screen.getvalue()


def delivery(**more: Any) -> Delivery:
    return Delivery("k", "0" * 32, "en", DRAFT.messages[0], datetime.now(UTC), **more)


def test_counts_that_do_not_add_up_are_never_a_receipt(channel: Mailing) -> None:
    channel.prepare(delivery())
    store = SqliteStore(Path("mailings.db"))
    store._connection.execute("UPDATE reader SET state = 'sent'")
    assert channel.find(delivery())
    store._connection.execute("DELETE FROM reader WHERE key = (SELECT min(key) FROM reader)")
    store.close()
    with pytest.raises(Unfinished, match="don't add up"):
        channel.find(delivery())


def test_a_mailing_that_nobody_got_is_never_a_receipt(channel: Mailing) -> None:
    channel.prepare(delivery())
    with closing(SqliteStore(Path("mailings.db"))) as store:
        store._connection.execute("UPDATE reader SET state = 'failed'")
    with pytest.raises(Unfinished, match="no reader could be mailed"):
        channel.find(delivery())


def test_a_store_in_a_runners_work_tree_is_refused(channel: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(NotPosted, match="deleted with this CI runner"):
        channel.prepare(delivery())
    with pytest.raises(Unlisted):
        channel.find(delivery())


@pytest.mark.parametrize(("name", "is_refused"), [("../mailings.db", True), ("../../mailings.db", False)])
def test_the_work_tree_may_begin_above_the_settings(
    channel: Mailing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_refused: bool
) -> None:
    letters = tmp_path / "site" / "letters"
    letters.mkdir(parents=True)
    (tmp_path / "site" / ".git").mkdir()
    (tmp_path / "site" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    Path("readers.csv").rename(letters / "readers.csv")
    monkeypatch.chdir(letters)
    monkeypatch.setenv("CI", "true")
    elsewhere = msgspec.structs.replace(channel, store=f"sqlite:{name}")
    if is_refused:
        with pytest.raises(NotPosted, match="deleted with this CI runner"):
            elsewhere.prepare(delivery())
    else:
        elsewhere.prepare(delivery())


def test_a_test_goes_to_one_address(channel: Mailing, sink: Sink) -> None:
    channel.send_test(delivery(), "boss@host.example")
    assert dict(sink.copies) == {"boss@host.example": 1}
    assert sink.arrived[0].message["X-Distribute-Test"]
    assert b"reader" not in sink.arrived[0].content


@pytest.fixture
def place(tmp_path: Path, sink: Sink) -> Place:
    return site(tmp_path, sink)


def test_the_command_line_plans_mails_shows_and_resolves(place: Place, sink: Sink) -> None:
    dry = place.run("publish", ISSUE, "--dry-run", "--json")
    (planned,) = (each for each in dry.json["deliveries"] if each["use"] == "mailing")
    assert planned["readers"] == 20
    assert "host.example" not in dry.out
    sample = place.run("preview", ISSUE, "--channel", "mailing", "--eml", "-")
    assert email.message_from_string(sample.out, policy=email.policy.default)["To"] == "reader@example.org"

    sink.cut_after = {"reader1@host.example"}
    only = ("--channel", "mailing", "--old", "--not-live", "--yes", "--new-ledger")
    out = place.run("publish", ISSUE, *only)
    assert (out.code, "sent to 19 of 20 readers, 1 in doubt" in out.out) == (0, True), out.err
    status = place.run("status", ISSUE, "--json")
    assert status.code == 3
    assert status.json["deliveries"][0]["counts"]["unknown"] == 1
    shown = place.run("mail", ISSUE, "mailing")
    assert (shown.code, "--resolve resend" in shown.out) == (3, True)
    again = place.run("mail", ISSUE, "mailing", "--resolve", "resend")
    assert (again.code, "--resume` mails those who are queued" in again.out) == (3, True)
    assert sum(sink.copies.values()) == 20  # with the one that was lost
    done = place.run("mail", ISSUE, "mailing", "--resume")
    assert (done.code, "sent 20" in done.out) == (0, True)
    assert sink.copies["reader1@host.example"] == 2  # on a person's word
    assert "host.example" not in out.out + out.err + status.out + shown.out + done.out
    assert place.run("mail", ISSUE, "outbox").code == 2
    (place.root / ".distribute" / "mailings.db").write_bytes(b"not a database, or one that was cut off")
    broken = place.run("mail", ISSUE, "mailing", "--resolve", "sent")
    assert (broken.code, "the delivery store can't be used" in broken.err) == (5, True)
    assert place.run("mail", "2020-10", "mailing").code == 2


@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_a_store_that_cannot_be_read_is_not_one_without_readers_in_doubt(
    place: Place, sink: Sink, damage: str
) -> None:
    sink.cut_after = {"reader1@host.example"}
    only = ("--channel", "mailing", "--old", "--not-live", "--yes", "--new-ledger")
    assert place.run("publish", ISSUE, *only).code == 0
    for path in (place.root / ".distribute").glob("mailings.db*"):
        path.unlink()
    if damage == "broken":
        (place.root / ".distribute" / "mailings.db").write_bytes(b"not a database, or one that was cut off")
    for command in (
        ("mail", ISSUE, "mailing"),
        ("mail", ISSUE, "mailing", "--resume"),
        ("status", ISSUE),
        ("status", "--config", "channels.yaml"),
    ):
        told = place.run(*command)
        assert (told.code, "distribute: mailing: " in told.err) == (5, True), command
    assert sum(sink.copies.values()) == 20


def test_a_database_that_does_not_respond_is_asked_once(
    channel: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail(self: Mailing, key: str) -> dict[str, int]:
        asked.append(key)
        raise InDoubt("locked")

    monkeypatch.setattr(Mailing, "counts", fail)
    posts = [Post(key=Key(str(number), "mailing", "en"), idempotency_key=str(number)) for number in range(3)]
    assert counts_of((channel, post) for post in posts) == ({}, {"mailing": "locked"})
    assert asked == ["0"]


def test_a_list_is_that_of_the_settings_wherever_the_process_works(
    place: Place, sink: Sink, tmp_path: Path
) -> None:
    """A worker enters the folder of another newsletter while a job that it has given up still reads its list."""
    place.write("channels.yaml", (place.root / "channels.yaml").read_text() + "    suppression: out.txt\n")
    place.write("out.txt", "reader1@host.example\n")
    (mailing,) = (each for each in load(place.root / "channels.yaml").channels if isinstance(each, Mailing))
    other = tmp_path / "other"
    other.mkdir()
    (other / "readers.csv").write_text("email,unsubscribe\nstranger@host.example,https://example.org/1\n")
    (other / "out.txt").write_text("")
    reading, leaving_out = mailing._readers("en"), mailing._out()
    with chdir(other):
        assert {reader.address for reader in reading} == {
            f"reader{number}@host.example" for number in range(20)
        }
        assert list(leaving_out) == ["reader1@host.example"]
        mailing.prepare(delivery())
        assert mailing.counts("0" * 32) == {
            **dict.fromkeys(Counts.__struct_fields__, 0),
            "candidates": 20,
            "queued": 19,
            "suppressed": 1,
        }
        assert mailing.post(delivery(), None)
    assert sorted(path.name for path in other.iterdir()) == ["out.txt", "readers.csv"]
    assert "stranger@host.example" not in sink.copies
    assert (place.root / ".distribute" / "mailings.db").is_file()


def test_a_readers_database_is_that_of_the_settings(
    channel: Mailing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE reader (email)")
    monkeypatch.setenv("READERS", "sqlite:shop.db")
    query = {
        "subscribers": "SELECT email FROM reader",
        "database": Secret("$READERS"),
        "settings_folder": str(tmp_path),
    }
    (tmp_path / "elsewhere").mkdir()
    with chdir(tmp_path / "elsewhere"):
        assert list(msgspec.structs.replace(channel, **query)._readers("en")) == []


def test_a_list_that_cannot_be_read_is_told_before_anything_is_sent(place: Place, sink: Sink) -> None:
    place.write("readers.csv", "name\nAnn\n")
    dry = place.run("publish", ISSUE, "--dry-run")
    assert "readers.csv:1: no column `email`" in dry.out
    out = place.run("publish", ISSUE, "--channel", "mailing", "--old", "--not-live", "--yes", "--new-ledger")
    assert (out.code, "readers.csv:1: no column `email`" in out.out) == (1, True)
    assert not sink.attempts


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("username: $NAME", "set username and password, or neither"),
        ("unsubscribe: javascript:x", "the link to unsubscribe"),
        ("rate: 0", "rate"),
        ("store: postgresql://user:sentinel@host/x", "store"),
    ],
)
def test_wrong_settings_are_told_with_their_line(place: Place, setting: str, why: str) -> None:
    text = (place.root / "channels.yaml").read_text()
    place.write("channels.yaml", f"{text}    {setting}\n")
    run = place.run("channels")
    assert run.code == 2
    assert why in run.err
    assert "channels.yaml:" in run.err


def test_the_store_is_beside_the_ledger_of_the_settings(place: Place) -> None:
    (mailing,) = (each for each in load(place.root / "channels.yaml").channels if isinstance(each, Mailing))
    assert mailing.store == "sqlite:.distribute/mailings.db"
    assert json.loads(json.dumps(mailing.target())) == "mailing:readers.csv"
    assert os.sep not in mailing.target()


def test_nobody_on_the_suppression_list_is_mailed(channel: Mailing, ledger: MemoryLedger, sink: Sink) -> None:
    readers = ("left@bücher.example", "gone@example.org", "stays@example.org", "ann@example.org")
    readers += ("strasse@example.org", "STRASSE@example.org")
    link = "https://example.org/leave"
    Path("readers.csv").write_text("email,unsubscribe\n" + "".join(f"{each},{link}\n" for each in readers))
    out = "left@bücher.example\nGone <gone@example.org>\nstraße@example.org\n"
    Path("out.txt").write_text(f"{out}stays@example.org,2026-01-01\n")
    suppressing = msgspec.structs.replace(channel, suppression="out.txt")
    refused = publish(suppressing, ledger)
    assert refused.state == "not-posted"
    assert "out.txt:4: this is not an address, so nobody is mailed" in refused.error
    assert not sink.attempts
    Path("out.txt").write_text(f"{out}stays@example.org # comment\n")
    assert suppressing.audience("en") == 2
    assert publish(suppressing, ledger).state == "posted"
    assert dict(sink.copies) == {"ann@example.org": 1, "strasse@example.org": 1}
