"""A message in doubt is found in any archive that a list may have, and nowhere else."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest

from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels.email import mbox
from distribute.channels.email.adapter import Email
from distribute.channels.email.archive import check_archive, in_archive
from distribute.channels.email.mbox import has_message
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import TurnedClock
from distribute.testing.service import Answer, Request, Service
from distribute.transport.imap import find_in_mailbox
from tests.channels.email.kit import account, delivery
from tests.channels.email.test_readback import SECRETS
from tests.channels.services_email import SmtpService
from tests.channels.services_imap import READER, READER_PASSWORD, Mailbox

OTHER = b"From a at example.org  Tue Dec  1 09:00:00 2020\nMessage-ID: <other@example.org>\n\nHello\n\n>From here on\n"
SENT = datetime(2020, 12, 9, 12, 30, tzinfo=UTC)
NUMBER = "<0123abcd@example.org>"


class Archives(Service):
    """A web server with what Pipermail, public-inbox and others have of a list."""

    packed = False  # only the files of a month that are packed
    months = ("2020-December", "2020-12")

    def __init__(self, mail: SmtpService) -> None:
        """Show what the mail server got."""
        super().__init__()
        self.mail = mail

    def answer(self, request: Request) -> Answer:
        """Return a file."""
        path = unquote(request.path)
        if path == "/pipermail/news/":
            return page(b"<title>The news Archives</title>")
        if path.startswith("/inbox/"):
            known = [number.strip("<>") for number in self.numbers]
            name = path.removeprefix("/inbox/").strip("/")
            return (
                page(f"<pre>Message-ID: &lt;{name}&gt;</pre>".encode()) if name in known else page(b"", 404)
            )
        if path in {f"/pipermail/news/{month}.txt" for month in self.months} and not self.packed:
            return page(self.mbox)
        if path in {f"/pipermail/news/{month}.txt.gz" for month in self.months}:
            return page(gzip.compress(self.mbox))
        if path == "/news.mbox":
            assert request.headers["range"] == "bytes=-3000000"
            return part(self.mbox, max(0, len(self.mbox) - 3_000_000))
        if path == "/month" and request.query["d"] in self.months:
            return page(self.mbox)
        return page(b"", 404)

    @property
    def numbers(self) -> list[str]:
        """The Message-IDs of what has arrived."""
        return [str(mail.message["Message-ID"]) for mail in self.mail.arrived]

    @property
    def mbox(self) -> bytes:
        """All of it as an mbox, its headers folded as some servers do it."""
        ours = "".join(
            f"\nFrom b at example.org  Wed\nMessage-ID:\n {number}\n\nHello\n" for number in self.numbers
        )
        return OTHER + ours.encode()


def page(content: bytes, status: int = 200) -> Answer:
    return Answer(content, status, {"Content-Type": "text/plain"})


def part(content: bytes, start: int, end: int | None = None) -> Answer:
    """Return bytes of a file, as a server of HTTP does (RFC 9110, section 14.4)."""
    chosen = content[start:end]
    shown = f"bytes {start}-{start + len(chosen) - 1}/{len(content)}"
    return Answer(chosen, 206, {"Content-Type": "text/plain", "Content-Range": shown})


@pytest.fixture
def archives(service: SmtpService) -> Iterator[Archives]:
    with Archives(service) as archives:
        yield archives


PLACES = ["/pipermail/news/", "/news.mbox", "/month?d={year}-{month}", "/inbox/{message_id}/"]


@pytest.mark.parametrize("place", PLACES)
def test_a_lost_answer_settles_itself(service: SmtpService, archives: Archives, place: str) -> None:
    desk = Desk(account(service.address, archive=archives.url + place), service, TurnedClock())
    archives.months = (desk.clock.now().strftime("%Y-%B"), desk.clock.now().strftime("%Y-%m"))
    service.fail("cut after keeping")
    assert desk.publish().state == "in-doubt"
    outcome = desk.publish()
    assert (outcome.state, outcome.how) == ("posted", "found"), outcome.error
    assert outcome.receipt
    number = archives.numbers[0]
    shown = f"{archives.url}/inbox/{number.strip('<>')}/" if "inbox" in place else ""
    assert (outcome.receipt.id, outcome.receipt.url) == (number, shown)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_there_is_never_sent_again(service: SmtpService, archives: Archives, place: str) -> None:
    desk = Desk(account(service.address, archive=archives.url + place), service, TurnedClock())
    service.fail("cut before keeping")
    desk.publish()
    desk.clock.turn(desk.channel.patience * 10)
    outcome = desk.publish()
    assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert "a moderator may hold it" in outcome.error
    assert len(service.attempts) == 1


def look(archives: Archives, place: str, sent: datetime = SENT) -> str | None:
    return in_archive(archives.url + place, NUMBER, sent, 5)


def test_the_packed_file_of_a_month_will_do(archives: Archives) -> None:
    archives.mail.arrived.append(arrived())
    archives.packed = True
    assert look(archives, "/pipermail/news") == ""


@pytest.mark.parametrize("day", ["2020-11-30T23:30:00+00:00", "2021-01-01T00:30:00+00:00"])
def test_a_month_may_be_that_of_another_time_zone(archives: Archives, day: str) -> None:
    archives.mail.arrived.append(arrived())
    assert look(archives, "/pipermail/news/", datetime.fromisoformat(day)) == ""
    assert look(archives, "/pipermail/news/", datetime(2020, 11, 15, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (500, b"", InDoubt),
        (302, b"", InDoubt),
        (403, b"", NotPosted),
        (200, b"<html>Sign in</html>", InDoubt),
    ],
)
def test_another_page_at_a_messages_address_is_no_presence(
    archives: Archives, status: int, content: bytes, expected: type[Exception]
) -> None:
    archives.answer = lambda request: page(content, status)  # type: ignore[method-assign]
    why = "does not have the Message-ID" if status == 200 else None
    with pytest.raises(expected, match=why):
        look(archives, "/inbox/{message_id}/")


def test_a_search_that_repeats_any_message_id_is_no_presence(archives: Archives) -> None:
    """With status 200, it may say that there is no such message."""
    archives.answer = lambda request: page(f"Nothing found for {request.query['q']}".encode())  # type: ignore[method-assign]
    with pytest.raises(InDoubt, match="a page for any Message-ID"):
        look(archives, "/search?q={message_id}")
    with pytest.raises(InDoubt, match="a page for any Message-ID"):
        check_archive(archives.url + "/search?q={message_id}", SENT, 5)


@pytest.mark.parametrize(
    "text",
    [
        OTHER + b"\nMessage-ID: <0123abcd@example.org>\n",
        OTHER + b"\n>From b at example.org\nMessage-ID: <0123abcd@example.org>\n",
        b"From b at example.org\nIn-Reply-To: <0123abcd@example.org>\n\nHello",
        b"From b at example.org\nMessage-ID: <0123abcd@example.org.example>\n\nHello",
        b"From b at example.org\nX-Message-ID: <0123abcd@example.org>\n\nHello",
        b"Message-ID: <0123abcd@example.org>\n\nno beginning",
    ],
)
def test_only_a_message_of_its_own_is_presence(text: bytes) -> None:
    """A message about ours, that quotes its header, is not ours."""
    assert not has_message(text, NUMBER)
    assert has_message(text + b"\n\nFrom b at example.org\r\nMessage-Id: <0123abcd@example.org>\r\n", NUMBER)


def test_what_cannot_be_unpacked_is_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InDoubt, match="can't be unpacked"):
        has_message(b"\x1f\x8bno", NUMBER)
    monkeypatch.setattr(mbox, "_MOST", 1000)
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    with pytest.raises(InDoubt, match="more than 1,000 bytes"):
        has_message(bomb, NUMBER)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


OURS = b"\n\nFrom b at example.org  Wed Dec  9 12:31:00 2020\nMessage-ID: <0123abcd@example.org>\n\nHello\n"


def _packed(content: bytes) -> bytes:
    """Return packed content that is the same at any time: two processes have to find tests of the same names."""
    return gzip.compress(content, mtime=0)


PACKED = _packed(OTHER)


@pytest.mark.parametrize(
    ("packed", "expected"),
    [
        (PACKED + _packed(OURS), True),
        (_packed(OTHER + OURS[:30]) + _packed(OURS[30:]) + PACKED, True),
        (PACKED + _packed(b"") + _packed(OURS), True),
        (_packed(PACKED + _packed(OURS)), True),
        (PACKED + PACKED, False),
        (PACKED + bytes(512), False),
    ],
)
def test_all_parts_of_a_packed_file_are_read(packed: bytes, *, expected: bool) -> None:
    """A server may add each day's messages as a further gzip member."""
    assert has_message(packed, NUMBER) is expected


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (PACKED[:-1], "the end of the packed archive is missing"),
        (PACKED[:40], "the end of the packed archive is missing"),
        (_packed(OTHER + OURS)[:-70], "the end of the packed archive is missing"),
        (PACKED + PACKED[:20], "the end of the packed archive is missing"),
        (_packed(PACKED[:-1]), "the end of the packed archive is missing"),
        (PACKED + b"kite", "can't be unpacked"),
        (PACKED[:-8] + bytes(8), "can't be unpacked"),
    ],
)
def test_a_packed_file_that_is_not_whole_is_no_absence(packed: bytes, why: str) -> None:
    with pytest.raises(InDoubt, match=why):
        has_message(packed, NUMBER)


def test_many_small_parts_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_MOST", 1000)
    with pytest.raises(InDoubt, match="more than 1,000 bytes"):
        has_message(gzip.compress(b" " * 300) * 4, NUMBER)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip"])
def test_a_packed_answer_is_read_to_its_end(archives: Archives, coding: str) -> None:
    """As Apache declares `.txt.gz`: requests unpacks as much as there is of it."""
    headers, content = {"Content-Type": "text/plain", "Content-Encoding": coding}, gzip.compress(OTHER + OURS)
    archives.answer = lambda _: Answer(content, 200, headers)  # type: ignore[method-assign]
    assert look(archives, "/pipermail/news/") == ""
    content = content[:-70]
    with pytest.raises(InDoubt, match="the end of the packed archive is missing"):
        look(archives, "/pipermail/news/")


def test_an_answer_in_another_coding_is_no_absence(archives: Archives) -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": "br"}
    archives.answer = lambda _: Answer(b"kite", 200, headers)  # type: ignore[method-assign]
    with pytest.raises(Unlisted, match="may not be whole"):
        look(archives, "/pipermail/news/")


@pytest.mark.parametrize(("told", "has_end"), [(b"Content-Length: 5\r\n", True), (b"", False)])
def test_an_answer_that_ends_with_its_connection_is_no_absence(told: bytes, *, has_end: bool) -> None:
    """Nothing tells whether the connection was cut."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                    + told
                    + b"Connection: close\r\n\r\nkites"
                )

        thread = Thread(target=serve)
        thread.start()
        place = f"http://127.0.0.1:{server.getsockname()[1]}/all.mbox"
        if has_end:
            assert in_archive(place, NUMBER, SENT, 5) is None
        else:
            with pytest.raises(Unlisted, match="may not be whole"):
                in_archive(place, NUMBER, SENT, 5)
        thread.join()


NEWER = b"From c at example.org  Thu Dec 10 09:00:00 2020\nMessage-ID: <newer@example.org>\n\nHello\n"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (part(OTHER + b"\n\n" + OTHER, len(OTHER) + 2), ""),
        (part(NEWER, 0), ""),
        (part(OTHER + b"\n\n" + NEWER, len(OTHER) + 2), "does not reach back"),
        (part(OTHER + b"\n\n" + NEWER, len(OTHER) + 9), "does not reach back"),
        (part(OTHER + OTHER, 5, -5), "not the end of the archive"),
        (page(OTHER, 206), "not the end of the archive"),
    ],
)
def test_the_end_of_an_archive_is_absence_if_it_reaches_back(
    archives: Archives, answer: Answer, why: str
) -> None:
    archives.answer = lambda _: answer  # type: ignore[method-assign]
    if not why:
        assert look(archives, "/news.mbox") is None
        return
    with pytest.raises(Unlisted, match=why):
        look(archives, "/news.mbox")


def test_an_archive_that_can_not_prove_absence_keeps_no_first_message_back(
    service: SmtpService, archives: Archives
) -> None:
    archives.answer = lambda _: part(OTHER + b"\n\n" + NEWER, len(OTHER) + 2)  # type: ignore[method-assign]
    desk = Desk(account(service.address, archive=archives.url + "/news.mbox"), service, TurnedClock())
    assert desk.publish().state == "posted"


def test_an_archive_that_is_not_there_is_no_absence(archives: Archives) -> None:
    with pytest.raises(NotPosted):
        look(archives, "/old/news.mbox")


@pytest.mark.parametrize("place", PLACES)
def test_a_doctor_tries_it(archives: Archives, place: str) -> None:
    check_archive(archives.url + place, SENT, 5)
    archives.answer = lambda request: page(b"", 403)  # type: ignore[method-assign]
    with pytest.raises(NotPosted):
        check_archive(archives.url + place, SENT, 5)
    assert {request.method for request in archives.requests} == {"GET"}


# Where the list's copy in a mailbox says that it is archived


def arrived(header: bytes = b"") -> Any:
    class Copy:
        content = header + b"Message-ID: <0123abcd@example.org>\r\n\r\nHello\r\n"
        message = {"Message-ID": NUMBER}  # noqa: RUF012 - it stands for one message

    return Copy


@pytest.mark.parametrize(
    ("header", "url"),
    [
        (b"Archived-At: <https://lists.example.org/message/1/>\r\n", "https://lists.example.org/message/1/"),
        (b"Archived-At: <https://example.org/2020/12/newsletter>\r\n", ""),
        (b"Archived-At: <http://lists.example.org/message/1/>\r\n", ""),
        (b"Archived-At: <javascript:alert(1)>\r\n", ""),
        (b"Archived-At: <https://lists.example.org/\x1b[31m>\r\n", ""),
        (b"X-Archived-At: <https://lists.example.org/message/1/>\r\n", ""),
        (b"", ""),
    ],
)
def test_the_copy_in_a_mailbox_tells_where_it_is_archived(
    service: SmtpService, monkeypatch: pytest.MonkeyPatch, header: bytes, url: str
) -> None:
    monkeypatch.setenv("READER", READER)
    monkeypatch.setenv("READER_PASSWORD", READER_PASSWORD)
    with Mailbox(lambda: [arrived(header).content]) as mailbox:
        found = account(service.address, imap=f"imap://{mailbox.address}", **SECRETS).find(delivery())
        assert found
        assert (found.id, found.url) == (NUMBER, url)
        assert (
            find_in_mailbox(f"imap://{mailbox.address}", (READER, READER_PASSWORD), "<1@example.org>", 5)
            is None
        )


def test_some_of_many_messages_that_a_mailbox_finds_are_no_absence() -> None:
    """A server that searches for words may find ours among others."""
    messages = [b"Message-ID: <%d@example.org>\r\n\r\n" % number for number in range(25)]
    with Mailbox(lambda: messages) as mailbox:
        mailbox.finds_everything = True
        look_for = partial(find_in_mailbox, f"imap://{mailbox.address}", (READER, READER_PASSWORD))
        with pytest.raises(NotPosted, match="too many messages"):
            look_for("<3@example.org>", 5)
        assert look_for("<24@example.org>", 5) == ""
        del messages[20:]
        assert look_for("<24@example.org>", 5) is None


def test_a_message_whose_header_a_mailbox_does_not_send_is_no_absence() -> None:
    with Mailbox(lambda: [arrived().content]) as mailbox:
        mailbox.says["FETCH"] = b"TAG OK done\r\n"
        with pytest.raises(NotPosted, match="no whole answer"):
            find_in_mailbox(f"imap://{mailbox.address}", (READER, READER_PASSWORD), NUMBER, 5)


@pytest.mark.parametrize(
    ("archive", "is_taken"),
    [
        ("https://lists.example.org/pipermail/news/", True),
        ("https://lists.example.org/news.mbox.gz", True),
        ("https://lists.example.org/api?list=news@example.org&d={year}-{month}", True),
        ("https://inbox.example.org/news/{message_id}/", True),
        ("https://lists.example.org/pipermail/", False),
        ("https://user:password@lists.example.org/news.mbox", False),
        ("https://user:password@inbox.example.org/{message_id}/", False),
        ("ftp://lists.example.org/news.mbox", False),
        ("https://inbox.example.org/{number}/", False),
    ],
)
def test_archives_that_can_be_searched_are_taken(archive: str, is_taken: bool) -> None:
    given = {"name": "email", "use": "email", **Email.example, "archive": archive}
    try:
        msgspec.convert(given, adapter("email"), dec_hook=decode)
    except msgspec.ValidationError:
        assert not is_taken
    else:
        assert is_taken
