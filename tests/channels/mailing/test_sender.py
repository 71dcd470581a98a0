"""A mailing reaches every reader once, whatever the mail server says, and stops safely."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from distribute.channels.mailing import sender
from distribute.channels.mailing.pace import Pace
from distribute.channels.mailing.sender import Job
from distribute.channels.mailing.sqlite import SqliteStore
from distribute.channels.mailing.store import Counts, Row, StoreError
from tests.channels.mailing.kit import (
    MAILING,
    NAME,
    TEMPLATE,
    Sink,
    Visit,
    frozen,
    job,
    link_of,
    mail,
    of,
    readers,
)

ONE = "reader1@host1.example"
TWO = "reader2@host2.example"


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    with Sink(pipelining=request.param) as server:
        yield server


@pytest.fixture
def piping() -> Iterator[Sink]:
    with Sink() as server:
        yield server


def test_every_reader_gets_a_copy_with_the_readers_own_link(sink: Sink, tmp_path: Path) -> None:
    store = frozen(tmp_path, 40)
    report = mail(store, job(sink))
    assert report == (Counts(candidates=40, sent=40), "", False)
    assert of(store).sent == 40
    assert set(sink.copies.values()) == {1}
    assert len(sink.copies) == 40
    one = next(each for each in sink.arrived if each.to == ONE)
    assert link_of(one.content) == "https://example.org/leave?a=1&reader=1"
    message = one.message
    assert str(message["To"]) == f"Reader 1 <{ONE}>"
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    plain, html = message.iter_parts()  # type: ignore[attr-defined]
    assert plain.get_content() == (
        "Héllo\r\n.a line with a dot\r\n\r\nUnsubscribe: https://example.org/leave?a=1&reader=1\r\n"
    )
    assert 'href="https://example.org/leave?a=1&amp;reader=1"' in html.get_content()
    assert len({str(each.message["Message-ID"]) for each in sink.arrived}) == 40


def test_a_connection_takes_many_messages(sink: Sink, tmp_path: Path) -> None:
    mail(frozen(tmp_path, 40), job(sink, connections=2))
    assert len(sink.attempts) == 2


def test_a_second_run_mails_nobody(sink: Sink, tmp_path: Path) -> None:
    store = frozen(tmp_path, 4)
    mail(store, job(sink))
    assert mail(store, job(sink)).counts.sent == 4
    assert sum(sink.copies.values()) == 4


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_refused_reader_is_failed_and_left_out_of_later_issues(
    sink: Sink, tmp_path: Path, *, goes_on: bool
) -> None:
    sink.goes_on = goes_on  # with DATA, although nobody is to get it
    sink.refuse = {ONE: f"550 5.1.1 <{ONE}> nobody here called reader1", TWO: "554 5.7.1 no"}
    store = frozen(tmp_path, 8)
    assert mail(store, job(sink, connections=1)).counts == Counts(candidates=8, sent=6, failed=2)
    later = store.freeze(MAILING._replace(name="later", family="later"), "en", readers(8), ())
    assert (later.suppressed, later.queued) == (1, 7)  # 5.7.1 is about us, not about the address
    replies = {
        reply for (reply,) in store._connection.execute("SELECT reply FROM reader WHERE state = 'failed'")
    }
    assert replies == {"550 5.1.1 nobody here called", "554 5.7.1 no"}


@pytest.mark.parametrize(
    ("reply", "is_gone"),
    [
        ("550 5.1.1 no such user", True),
        ("550 5.1.2 no such domain", True),
        ("553 5.1.3 not an address", True),
        ("556 5.1.10 a domain without mail", True),
        ("550 5.2.1 closed", True),
        ("550 5.1.8 sender rejected", False),
        ("550 5.1.0 address rejected", False),
        ("550 relay not permitted", False),
        ("552 5.2.2 full", False),
    ],
)
def test_only_a_refusal_that_names_the_address_concerns_later_issues(
    piping: Sink, tmp_path: Path, reply: str, *, is_gone: bool
) -> None:
    piping.refuse = {ONE: reply}
    store = frozen(tmp_path, 8)
    assert mail(store, job(piping)).counts == Counts(candidates=8, sent=7, failed=1)
    later = store.freeze(MAILING._replace(name="later", family="later"), "en", readers(8), ())
    assert later.suppressed == is_gone


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ("554 5.7.1", "relay access denied"),
        ("550", "relay not permitted"),
        ("550 5.1.1", "no such user"),
        ("550 5.1.8", "sender rejected"),
    ],
)
def test_a_server_that_accepts_nobody_refuses_no_reader(
    sink: Sink, tmp_path: Path, codes: str, text: str
) -> None:
    sink.say["RCPT"] = f"{codes} {text}\r\n".encode()
    store = frozen(tmp_path, 8)
    report = mail(store, job(sink))
    assert report.why == f"the mail server accepted no message, last ({codes})"
    assert (report.counts, report.final) == (Counts(candidates=8, queued=8), True)
    sink.heal()
    assert mail(store, job(sink)).counts == Counts(candidates=8, sent=8)
    assert store.freeze(MAILING._replace(name="later", family="later"), "en", readers(8), ()).suppressed == 0


def test_refusals_count_only_once_a_later_message_is_accepted(piping: Sink, tmp_path: Path) -> None:
    """The server may be set up wrong while a mailing runs."""
    store, stop = frozen(tmp_path, 40), threading.Event()
    piping.stop_after = 5, stop
    mail(store, job(piping), stop=stop)
    sent = of(store).sent
    piping.say["RCPT"] = b"550 5.1.1 no such user\r\n"
    report = mail(store, job(piping, give_up=8))
    assert "messages in a row, last (550 5.1.1)" in report.why
    assert report.counts == Counts(candidates=40, sent=sent, queued=40 - sent)
    piping.heal()
    assert mail(store, job(piping)).counts == Counts(candidates=40, sent=40)


def test_readers_who_are_all_refused_do_not_keep_a_mailing_open_for_ever(
    piping: Sink, tmp_path: Path
) -> None:
    """Each run is one of their attempts, which take more than a day; an error of the server's is repaired by then."""
    store, stop = frozen(tmp_path, 24), threading.Event()
    piping.stop_after = 5, stop
    sent = mail(store, job(piping), stop=stop).counts.sent
    piping.say["RCPT"] = b"550 5.1.1 no such user\r\n"
    work = job(piping, give_up=8, delays=(0.01, 0.01), connections=1)
    runs = 0
    while of(store).queued:
        report = mail(store, work)
        assert report.counts.failed == 0 or runs >= len(work.delays)
        runs += 1
        assert runs < 40
    assert of(store) == Counts(candidates=24, sent=sent, failed=24 - sent)
    later = store.freeze(MAILING._replace(name="later", family="later"), "en", readers(24), ())
    assert later.suppressed < work.give_up  # the last few of a list, as in any mailing


def test_the_next_run_begins_with_other_readers_than_those_refused(piping: Sink, tmp_path: Path) -> None:
    store = frozen(tmp_path, 40)
    piping.say["RCPT"] = b"550 5.1.1 no such user\r\n"
    mail(store, job(piping, give_up=8, delays=(60.0,)))
    assert len(store.queued(NAME, b"", 40, time.time())) <= 32


def test_what_the_last_reader_is_refused_for_counts_at_once_only_if_it_names_the_address(
    piping: Sink, tmp_path: Path
) -> None:
    store = frozen(tmp_path, 8)
    piping.cut_after = {ONE, TWO}
    assert mail(store, job(piping)).counts.unknown == 2
    store.resolve(NAME, "queued")
    piping.refuse = {ONE: "550 5.1.1 no such user", TWO: "554 5.7.1 blocked"}
    report = mail(store, job(piping, connections=1))
    assert report == (Counts(candidates=8, sent=6, failed=2), "", False)
    assert piping.asked[ONE] == 1 < piping.asked[TWO]


def test_refusals_held_when_a_run_stops_do_not_count(
    piping: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may have been set up wrong since the last message that it accepted."""

    class Guest(Visit):
        def on_rcpt(self, words: str) -> None:
            self.service.refuse[words[9:-1]] = "550 5.1.1 no such user" if self.service.copies else ""
            super().on_rcpt(words)
            if len(self.service.asked) > 1:
                stop.set()

    store, stop = frozen(tmp_path, 20), threading.Event()
    monkeypatch.setattr(piping, "visit", Guest)
    counts = mail(store, job(piping, connections=1), stop=stop).counts
    assert (counts.sent, counts.queued) == (1, 19)


def test_a_server_that_is_full_uses_up_no_attempt(sink: Sink, tmp_path: Path) -> None:
    sink.say["MAIL"] = b"452 4.3.1 insufficient system storage\r\n"
    store = frozen(tmp_path, 4)
    report = mail(store, job(sink, delays=(0.01,), give_up=20))
    assert "messages in a row, last (452 4.3.1)" in report.why
    assert (report.counts, report.final) == (Counts(candidates=4, queued=4), False)
    assert {row.attempts for row in store.queued(NAME, b"", 4, time.time() + 1)} == {0}
    sink.heal()
    assert mail(store, job(sink)).counts == Counts(candidates=4, sent=4)


def test_a_server_that_takes_few_messages_a_connection_loses_nobody(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A reader who has to wait is not mailed in this run.
    monkeypatch.setattr(sender, "_LONGEST_WAIT", 1.0)
    sink.most = 1
    store = frozen(tmp_path, 40)
    assert mail(store, job(sink, delays=(60.0,))).counts == Counts(candidates=40, sent=40)
    assert set(sink.copies.values()) == {1}


def test_a_reader_is_tried_for_more_than_a_day_and_a_run_does_not_wait_for_that(
    piping: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Job("", TEMPLATE, "", 1, job(piping).connect)
    assert sum(usual.delays) > 86_400
    monkeypatch.setattr(sender, "_LONGEST_WAIT", 1.0)
    piping.refuse_content = {ONE: "450 4.2.0 greylisted"}
    store = frozen(tmp_path, 4)
    for _ in range(2):
        report = mail(store, job(piping, delays=(0.1, 60.0)))
        due = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(store.next_due(NAME)))
        assert report.why == f"readers who were refused for the moment are tried again after {due}"
        assert report.counts == Counts(candidates=4, sent=3, queued=1)
        connections = len(piping.attempts)
    assert len(piping.attempts) == connections


def test_a_temporary_refusal_is_tried_again_later_in_the_run(sink: Sink, tmp_path: Path) -> None:
    sink.refuse = {ONE: "450 4.2.0 greylisted"}
    store = frozen(tmp_path, 4)
    begun = time.monotonic()
    assert mail(store, job(sink)).counts == Counts(candidates=4, sent=4)
    assert time.monotonic() - begun >= 0.2
    assert sink.copies[ONE] == 1


def test_after_the_last_attempt_a_temporary_refusal_is_failed_and_not_suppressed(
    piping: Sink, tmp_path: Path
) -> None:
    piping.refuse_content = {ONE: "451 4.3.0 try again"}
    store = frozen(tmp_path, 4)
    assert mail(store, job(piping)).counts == Counts(candidates=4, sent=3, failed=1)
    assert store.freeze(MAILING._replace(name="later", family="later"), "en", readers(4), ()).suppressed == 0


def test_a_lost_answer_is_in_doubt_and_is_not_sent_again(sink: Sink, tmp_path: Path) -> None:
    sink.cut_after = {ONE}
    store = frozen(tmp_path, 8)
    assert mail(store, job(sink)).counts == Counts(candidates=8, sent=7, unknown=1)
    assert mail(store, job(sink)).counts.unknown == 1
    assert set(sink.copies.values()) == {1}
    store.resolve(NAME, "queued")  # a person has found out that it did not arrive
    assert mail(store, job(sink)).counts == Counts(candidates=8, sent=8)


def test_421_closes_the_connection_and_the_mailing_goes_on(sink: Sink, tmp_path: Path) -> None:
    sink.refuse = {ONE: "421 4.7.0 too many messages"}
    store = frozen(tmp_path, 8)
    assert mail(store, job(sink, connections=1)).counts == Counts(candidates=8, sent=8)
    assert len(sink.attempts) == 2
    assert set(sink.copies.values()) == {1}


def test_a_refused_sender_ends_the_run_and_no_reader_is_failed(sink: Sink, tmp_path: Path) -> None:
    sink.say["MAIL"] = b"550 5.7.1 we do not know you\r\n"
    store = frozen(tmp_path, 8)
    report = mail(store, job(sink))
    assert report.counts == Counts(candidates=8, queued=8)
    assert report.why == "the mail server refuses the sender (550 5.7.1)"


def test_a_server_that_refuses_all_ends_the_run(piping: Sink, tmp_path: Path) -> None:
    piping.refuse_content = {
        f"reader{number}@host{number % 3}.example": "554 5.7.1 spam" for number in range(40)
    }
    report = mail(frozen(tmp_path, 40), job(piping, give_up=5))
    assert "refused 5 messages in a row, last (554 5.7.1)" in report.why
    assert (report.counts, report.final) == (Counts(candidates=40, queued=40), True)


def test_a_server_that_lets_nobody_in_is_asked_once(piping: Sink, tmp_path: Path) -> None:
    piping.say["banner"] = b"554 5.7.0 go away\r\n"
    report = mail(frozen(tmp_path, 4), job(piping))
    assert (report.counts, report.final) == (Counts(candidates=4, queued=4), True)
    assert len(piping.attempts) == 1


def test_one_connection_is_tried_at_a_time_until_there_is_one(piping: Sink, tmp_path: Path) -> None:
    piping.say["banner"] = b"421 4.3.2 not now\r\n"
    assert not mail(frozen(tmp_path, 4), job(piping)).final
    assert len(piping.attempts) == 1 + len(job(piping).reconnect)


def test_a_server_that_allows_fewer_connections_is_used_with_these(tmp_path: Path) -> None:
    class Guest(Visit):
        def run(self) -> None:
            if len(self.service.attempts) > 1:
                self.service.say["banner"] = b"554 5.7.0 too many connections\r\n"
            super().run()

    class Narrow(Sink):
        visit = Guest

    with Narrow() as narrow:
        narrow.slow = 0.02
        assert mail(frozen(tmp_path, 20), job(narrow)).counts == Counts(candidates=20, sent=20)


def test_a_server_that_is_down_is_tried_and_then_left(piping: Sink, tmp_path: Path) -> None:
    piping.fail("refused")
    report = mail(frozen(tmp_path, 4), job(piping))
    assert "can't be reached" in report.why
    assert report.counts == Counts(candidates=4, queued=4)


def test_a_server_that_hangs_up_each_time_is_left(piping: Sink, tmp_path: Path) -> None:
    piping.say["MAIL"] = None
    report = mail(frozen(tmp_path, 4), job(piping))
    assert report.why in {"the mail server closed the connection", "the connection was lost"}
    assert report.counts == Counts(candidates=4, queued=4)


def test_an_answer_that_does_not_come_is_waited_for_only_so_long(piping: Sink, tmp_path: Path) -> None:
    piping.fail("silence")
    report = mail(frozen(tmp_path, 1), job(piping, timeout=0.3))
    assert report.counts == Counts(candidates=1, unknown=1)


def test_a_stop_leaves_nobody_in_doubt_and_the_next_run_goes_on(sink: Sink, tmp_path: Path) -> None:
    sink.slow = 0.01
    store, stop = frozen(tmp_path, 60), threading.Event()
    sink.stop_after = 3, stop
    report = mail(store, job(sink), stop=stop)
    assert report.why == "it was stopped"
    assert report.counts.sent == sum(sink.copies.values()) < 60
    assert report.counts.queued == 60 - report.counts.sent
    assert mail(store, job(sink)).counts == Counts(candidates=60, sent=60)
    assert set(sink.copies.values()) == {1}


def test_answers_that_are_there_when_the_store_fails_leave_nobody_in_doubt(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = frozen(tmp_path, 20)
    record, failed = store.record, False

    def failing(*args: Any) -> set[bytes]:
        nonlocal failed
        if sink.copies and not failed:
            failed = True
            time.sleep(0.5)  # meanwhile the server answers
            raise StoreError
        return record(*args)

    monkeypatch.setattr(store, "record", failing)
    with pytest.raises(StoreError):
        mail(store, job(sink))
    assert of(store) == Counts(
        candidates=20, sent=sum(sink.copies.values()), queued=20 - sum(sink.copies.values())
    )
    assert sink.copies


def test_no_message_begins_late_in_the_lease_of_its_row(piping: Sink, tmp_path: Path) -> None:
    """Another sender may have taken over: with a lease that is over at once, nothing may leave."""
    store, stop = frozen(tmp_path, 4), threading.Event()
    threading.Timer(0.4, stop.set).start()
    mail(store, job(piping), lease=0.0, stop=stop)
    assert not piping.copies


def test_two_senders_share_a_mailing(piping: Sink, tmp_path: Path) -> None:
    piping.slow = 0.002
    stores = [frozen(tmp_path, 60), SqliteStore(tmp_path / "mailings.db")]
    threads = [threading.Thread(target=mail, args=(store, job(piping))) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert of(stores[0]) == Counts(candidates=60, sent=60)
    assert set(piping.copies.values()) == {1}


def test_what_a_killed_run_has_claimed_is_held_until_its_lease_ends_and_then_in_doubt(
    piping: Sink, tmp_path: Path
) -> None:
    store = frozen(tmp_path, 4)
    row = store.queued(NAME, b"", 1, 0)[0]
    store.record(NAME, "a killed run", (), [row.key], time.time() + 0.3)
    report = mail(store, job(piping))
    assert report.counts == Counts(candidates=4, sent=3, intent=1)
    assert "1 readers are another run's" in report.why
    time.sleep(0.3)
    assert mail(store, job(piping)).counts == Counts(candidates=4, sent=3, unknown=1)
    assert piping.copies[row.address] == 0


def test_a_large_list_is_claimed_in_batches_and_read_in_pages(
    piping: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LARGE", 100)
    monkeypatch.setattr(sender, "_PAGE", 40)
    store = frozen(tmp_path, 150)
    claims: list[int] = []
    record = store.record

    def counted(*args: Any) -> set[bytes]:
        claims.append(len(args[3]))
        return record(*args)

    monkeypatch.setattr(store, "record", counted)
    assert mail(store, job(piping)).counts == Counts(candidates=150, sent=150)
    assert sum(piping.copies.values()) == 150 == len(piping.copies)
    assert max(claims) > 3


def test_messages_leave_no_faster_than_the_rate(piping: Sink, tmp_path: Path) -> None:
    begun = time.monotonic()
    assert mail(frozen(tmp_path, 20), job(piping, rate=50)).counts.sent == 20
    assert time.monotonic() - begun >= 0.25


def test_each_domain_has_a_rate_of_its_own() -> None:
    pace = Pace(rate_per_domain=2)
    rows = [Row(bytes([number]), f"a{number}@{'xxxy'[number]}.example", "", "", 0) for number in range(4)]
    for row in rows:
        pace.add(row)
    times: Counter[str] = Counter()
    taken: list[tuple[float, str]] = []
    for tick in range(20):
        while row := pace.take(tick / 10):  # type: ignore[assignment]
            taken.append((tick / 10, row.domain))
            times[row.domain] += 1
    assert sorted(taken) == [(0.0, "x.example"), (0.0, "y.example"), (0.5, "x.example"), (1.0, "x.example")]
    assert pace.waiting == 0
