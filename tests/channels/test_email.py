"""Email keeps the contract against a server in this process, and against Postfix's smtp-sink where there is one."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import distribute.transport.smtp
from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.email import Email
from distribute.config import Config, SiteSettings
from distribute.issue import Issue
from distribute.publish.planned import Plan, Planned
from distribute.publish.test_send import send_tests
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from tests.tools import missing, tool

from .services_email import FAULTS, PASSWORD, USER, SmtpService

SINK = tool("smtp-sink")
needs_sink = pytest.mark.skipif(not SINK, reason=missing("smtp-sink"))


def account(address: str, **more: Any) -> Email:
    settings = {
        "smtp": f"smtp://{address}",
        "from": "The Letter <letter@example.org>",
        "to": "list@example.org",
    }
    settings |= {"timeout": Duration(0.6)} | more
    return msgspec.convert(
        {"name": "email", "use": "email", **settings}, Email, dec_hook=lambda kind, value: value
    )


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_USERNAME", USER)
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)


LOGIN = {"username": Secret("$SMTP_USERNAME"), "password": Secret("$SMTP_PASSWORD")}


class TestEmail(ChannelContract):
    faults = FAULTS

    @pytest.fixture
    def service(self) -> Iterator[SmtpService]:
        with SmtpService() as service:
            yield service

    @pytest.fixture
    def channel(self, service: SmtpService) -> Email:
        return account(service.address, **LOGIN)

    def test_it_cannot_look(self, desk: Desk) -> None:
        assert desk.channel.blind
        desk.service.fail("cut after keeping")
        assert desk.publish().exit_code == 3
        desk.clock.turn(desk.channel.patience * 100)
        assert desk.publish().exit_code == 3
        assert len(desk.service.arrived) == len(desk.service.attempts) == 1

    def test_the_date_is_that_of_the_first_intent(self, desk: Desk) -> None:
        first = desk.clock.now()
        desk.service.fail("422")
        desk.publish()
        desk.clock.turn(7200)
        assert desk.publish().state == "posted"
        (mail,) = desk.service.arrived
        assert mail.message["Date"].datetime == first


@pytest.fixture
def service() -> Iterator[SmtpService]:
    with SmtpService() as service:
        yield service


def delivery(**more: Any) -> Delivery:
    part = Part(
        text=f"Out now\n\nRead: {LINK}",
        title="The Letter: Kites & more",
        summary="Wind",
        html=f'<!DOCTYPE html>\n<html lang="en"><body><div>Wind</div><a href="{LINK}">Read</a></body></html>\n',
        link=LINK,
    )
    since = datetime(2020, 12, 9, 12, 30, tzinfo=UTC)
    settings = {"key": "2020-11/email/en@1#1", "token": "0123abcd", "language": "en", "since": since}
    return Delivery(**{**settings, "part": part, **more})


def send(channel: Email, **more: Any) -> Receipt:
    what = delivery(**more)
    return channel.post(what, channel.prepare(what))


def said(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


# What is sent


def test_what_is_sent(service: SmtpService) -> None:
    more = {
        "reply_to": "Editors <editors@example.org>",
        "list_id": "The Letter <letter.example.org>",
        "unsubscribe": "https://example.org/leave?l=1",
    }
    receipt = send(account(service.address, **more))
    (mail,) = service.arrived
    assert (mail.sender, mail.to) == ("letter@example.org", "list@example.org")
    message = mail.message
    assert not message.defects
    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "Date": "Wed, 09 Dec 2020 12:30:00 +0000",
        "Message-ID": "<0123abcd@example.org>",
        "Auto-Submitted": "auto-generated",
        "List-Id": "The Letter <letter.example.org>",
        "List-Unsubscribe": "<https://example.org/leave?l=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Archived-At": f"<{LINK}>",
        "From": "The Letter <letter@example.org>",
        "To": "list@example.org",
        "Subject": "The Letter: Kites & more",
        "Reply-To": "Editors <editors@example.org>",
        "MIME-Version": "1.0",
    }
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert said(plain) == f"Out now\n\nRead: {LINK}\n"
    assert said(html) == delivery().part.html
    assert receipt == Receipt("<0123abcd@example.org>")


def test_the_same_delivery_is_the_same_message_to_the_letter(service: SmtpService) -> None:
    for _ in range(2):
        send(account(service.address))
    one, two = service.arrived
    assert one.content == two.content


@pytest.mark.parametrize(
    ("setting", "headers"),
    [
        ("", {}),
        ("leave@example.org", {"List-Unsubscribe": "<mailto:leave@example.org>"}),
        (
            "mailto:leave@example.org?subject=out",
            {"List-Unsubscribe": "<mailto:leave@example.org?subject=out>"},
        ),
        (
            "<https://example.org/ä>, <mailto:leave@example.org>",
            {
                "List-Unsubscribe": "<https://example.org/%C3%A4>, <mailto:leave@example.org>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        ),
    ],
)
def test_ways_to_unsubscribe(service: SmtpService, setting: str, headers: dict[str, str]) -> None:
    send(account(service.address, unsubscribe=setting))
    message = service.arrived[0].message
    assert {name: message[name] for name in message if name.startswith("List-")} == headers


@pytest.mark.parametrize(
    ("setting", "header"),
    [
        ("<letter.example.org>", "<letter.example.org>"),
        ("Brief, der <letter.example.org>", '"Brief, der" <letter.example.org>'),
        ("Новости <letter.example.org>", "=?utf-8?b?0J3QvtCy0L7RgdGC0Lg=?= <letter.example.org>"),
        ("no id at all", None),
    ],
)
def test_the_lists_id(service: SmtpService, setting: str, header: str | None) -> None:
    send(account(service.address, list_id=setting))
    raw = email.message_from_bytes(service.arrived[0].content, policy=email.policy.compat32)
    assert raw["List-Id"] == header


def test_a_long_link_stays_what_it_is(service: SmtpService) -> None:
    link = "https://example.org/" + "long/" * 60 + "ä"
    send(account(service.address), part=msgspec.structs.replace(delivery().part, link=link))
    content = service.arrived[0].content
    assert b"Archived-At: <https://example.org/" + b"long/" * 60 + b"%C3%A4>\r\n" in content


def test_without_html_it_is_plain_text(service: SmtpService) -> None:
    send(account(service.address), part=Part(text="Words", title="Title"))
    message = service.arrived[0].message
    assert message.get_content_type() == "text/plain"
    assert said(message) == "Words\n"
    assert "Archived-At" not in message


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(WORDS, WORDS, WORDS)
@example("." * 5 + "\n.\n..\n.\r\n", "x" * 300, "<p>" + "ä" * 3000 + "</p>")
@example("\r.\r\n\x00\x0b\x85\u2028", "From me\n" * 9, "\x00")
@example("", "", "x" * 5000)
@example("a\r\n.\r\nMAIL FROM:<evil@example.org>\r\n", "a\r\nBcc: evil@example.org", "b")
def test_every_word_arrives_and_every_line_is_short(text: str, title: str, html: str) -> None:
    channel = account("127.0.0.1:1")
    letter = channel.prepare(delivery(part=Part(text=text, title=title, html=html)))
    content = letter.content
    assert content.isascii()
    assert all(
        len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in content.split(b"\r\n")
    )
    assert b"\x00" not in content
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert not message.defects
    assert set(message.keys()) == {
        "Message-ID", "Auto-Submitted", "Archived-At", "From", "To", "Subject", "MIME-Version", "Content-Type",
        *([] if html else ["Content-Transfer-Encoding"]),
    } - {"Archived-At"}  # fmt: skip
    assert _squeezed(message["Subject"]) == _squeezed(re.sub(r"[\x00-\x1f\x7f]", " ", title))
    parts = list(message.iter_parts()) if html else [message]
    for part, said in zip(parts, [text, html], strict=False):
        assert part["Content-Transfer-Encoding"] in {"quoted-printable", "base64"}
        got = part.get_payload(decode=True).decode()
        assert re.split(r"\r\n|\r|\n", got.rstrip("\r\n")) == re.split(r"\r\n|\r|\n", said.rstrip("\r\n"))


def _squeezed(text: str) -> str:
    return "".join(text.split())


# The standard library's own parser loses odd signs at the edges of an encoded name: letters and digits, then.
@given(
    st.text(
        st.characters(categories=["L", "N"], include_characters=' -,.;<>"@'), min_size=1, max_size=60
    ).map("Ü{}Ü".format)
)
@example("Müller, Hans")
@example('Der "Brief"; <Neues>')
@example("Ünï" * 20)
def test_any_name_may_send(name: str) -> None:
    from email.utils import formataddr

    channel = account("127.0.0.1:1", **{"from": formataddr((name, "letter@example.org"))})
    content = channel.prepare(delivery()).content
    message = email.message_from_bytes(content, policy=email.policy.default)
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "letter@example.org"
    assert _squeezed(sender.display_name) == _squeezed(name)


@pytest.mark.parametrize(
    "bad", ["a@example.org, b@example.org", "a@", "@example.org", "a b@example.org", "a@b\x00", "a@..org"]
)
def test_it_is_one_address(service: SmtpService, bad: str) -> None:
    for setting in ({"to": bad}, {"from": bad}):
        try:
            channel = account(service.address, **setting)
        except msgspec.ValidationError:
            continue
        with pytest.raises(NotPosted, match=f"`{next(iter(setting))}` must be one address"):
            send(channel)
    assert service.attempts == []


@pytest.mark.parametrize("setting", ["from", "to", "reply_to", "list_id", "unsubscribe"])
def test_no_setting_brings_a_header_along(service: SmtpService, setting: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        account(service.address, **{setting: "a@example.org\r\nBcc: evil@example.org"})


def test_a_domain_beyond_ascii_is_sent_in_ascii(service: SmtpService) -> None:
    service.extensions.remove("SMTPUTF8")
    send(account(service.address, to="liste@münchen.example", **{"from": "Brief <brief@kölle.example>"}))
    (mail,) = service.arrived
    assert (mail.sender, mail.to) == ("brief@xn--klle-5qa.example", "liste@xn--mnchen-3ya.example")
    assert mail.message["Message-ID"] == "<0123abcd@xn--klle-5qa.example>"


def test_an_address_beyond_ascii_wants_a_server_that_takes_it(service: SmtpService) -> None:
    channel = account(service.address, to="verteiler-für-alle@example.org")
    send(channel)
    (mail,) = service.arrived
    assert mail.to == "verteiler-für-alle@example.org"
    assert "SMTPUTF8" in mail.parameters.upper()
    assert "To: verteiler-für-alle@example.org\r\n".encode() in mail.content
    service.extensions.remove("SMTPUTF8")
    with pytest.raises(NotPosted, match="SMTPUTF8"):
        send(channel)
    assert len(service.arrived) == 1


# Each step, gone wrong


STEPS = ["banner", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("said", "final"),
    [
        (b"421 4.3.2 later\r\n", False),
        (b"554 5.7.1 no sentinel-answer\r\n", True),
        (None, False),
        (b"x\r\n", False),
    ],
)
def test_before_the_last_dot_nothing_is_in_doubt(
    service: SmtpService, step: str, said: bytes | None, final: bool
) -> None:
    service.say = {step: said} | ({"HELO": said} if step == "EHLO" else {})
    with pytest.raises(NotPosted) as caught:
        send(account(service.address, **LOGIN))
    assert caught.value.final == final
    assert "sentinel" not in caught.value.why
    if said and said[:1].isdigit():
        assert said[:3].decode() in caught.value.why
    assert service.arrived == []
    assert not any("." in heard for heard in service.attempts)


def test_a_message_cut_in_the_middle_is_not_sent(service: SmtpService) -> None:
    service.say = {"body": None}
    text = "x" * 4_000_000  # more than fits into the buffers on the way
    with pytest.raises(NotPosted) as caught:
        send(account(service.address, timeout=Duration(5)), part=Part(text=text, title="Title"))
    assert not caught.value.final


@pytest.mark.parametrize("step", ["banner", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_last_dot_ends_in_time(service: SmtpService, step: str) -> None:
    service.say = {step: b""}
    begun = time.monotonic()
    with pytest.raises(NotPosted) as caught:
        send(account(service.address, timeout=Duration(0.2)))
    assert time.monotonic() - begun < 1
    assert not caught.value.final


@pytest.mark.parametrize(("step", "verdict"), [("banner", NotPosted), (".", InDoubt)])
def test_a_slow_drip_ends_in_time(service: SmtpService, step: str, verdict: type[Exception]) -> None:
    service.drips = step
    begun = time.monotonic()
    with pytest.raises(verdict):
        send(account(service.address, timeout=Duration(0.2)))
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("said", [b"250-x\r\n" * 2_000_000, b"250-" + b"x" * 14_000_000])
@pytest.mark.parametrize("step", ["banner", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."])
def test_an_answer_without_end_is_not_read_to_it(
    service: SmtpService, tls: ssl.SSLContext, step: str, said: bytes
) -> None:
    service.say = {step: said} | ({"HELO": said} if step == "EHLO" else {})
    service.tls = tls
    scheme = "smtp+starttls" if step == "STARTTLS" else "smtp"
    tracemalloc.start()
    try:
        with pytest.raises(InDoubt if step == "." else NotPosted):
            send(
                account(service.address, smtp=f"{scheme}://{service.address}", timeout=Duration(60), **LOGIN)
            )
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (b"250 2.0.0 ok\r\n", None),
        (b"250\r\n", None),
        (b"250-2.0.0 ok\r\n250 2.0.0 done\r\n", None),
        (b"250 bare LF\n", None),
        (b"421 4.3.0 sorry\r\n", False),
        (b"450-4.3.0 so\r\n450 4.3.0 sorry\r\n", False),
        (b"554 5.7.1 spam\r\n", True),
        (b"552 5.2.3 too big\r\n", True),
        (b"25", InDoubt),
        (b"250", InDoubt),
        (b"250 ok", InDoubt),
        (b"250-ok\r\n", InDoubt),
        (b"554 no", InDoubt),
        (b"55", InDoubt),
        (b"", InDoubt),
        (b"\r\n", InDoubt),
        (b"251 2.0.0 elsewhere\r\n", InDoubt),
        (b"354 go on\r\n", InDoubt),
        (b"2500 ok\r\n", InDoubt),
        (b"999 what\r\n", InDoubt),
        (b"HTTP/1.1 200 OK\r\n", InDoubt),
        (b"x" * 20_000 + b"\r\n", InDoubt),
    ],
)
def test_the_answer_to_the_last_dot_decides(service: SmtpService, said: bytes, verdict: Any) -> None:
    service.say = {".": said, "QUIT": None}
    if verdict is None:
        assert send(account(service.address)) == Receipt("<0123abcd@example.org>")
    elif verdict is InDoubt:
        with pytest.raises(InDoubt):
            send(account(service.address))
    else:
        with pytest.raises(NotPosted) as caught:
            send(account(service.address))
        assert caught.value.final == verdict


@pytest.mark.parametrize("said", [None, b"", b"500 no\r\n", b"x"])
def test_how_it_says_goodbye_is_no_matter(service: SmtpService, said: bytes | None) -> None:
    service.say = {"QUIT": said}
    assert send(account(service.address)).id
    assert len(service.arrived) == 1


def test_the_size_is_told_first(service: SmtpService) -> None:
    send(account(service.address))
    (mail,) = service.arrived
    assert f"size={len(mail.content)}" in mail.parameters
    service.say = {"MAIL": b"552 5.3.4 too big\r\n"}
    with pytest.raises(NotPosted, match=r"the sender \(552 5\.3\.4\)"):
        send(account(service.address))


# TLS and login


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 be taken for another machine."""
    monkeypatch.setattr(distribute.transport.smtp, "is_loopback", lambda host: False)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls", "smtp"])
def test_it_is_encrypted_before_the_login(tls: ssl.SSLContext, away: None, scheme: str) -> None:
    with SmtpService(tls, at_once=scheme == "smtps") as service:
        send(account(service.address, smtp=f"{scheme}://{service.address}", timeout=Duration(5), **LOGIN))
        assert len(service.arrived) == 1
        verbs = [words.split(" ")[0] for words in service.attempts[0]]
    if scheme != "smtps":
        assert verbs[:5] == ["ehlo", "STARTTLS", "(TLS)", "ehlo", "AUTH"]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls", "smtp"])
def test_a_certificate_that_is_not_good_ends_it(tls: ssl.SSLContext, away: None, scheme: str) -> None:
    with SmtpService(tls, at_once=scheme == "smtps") as service:
        with pytest.raises(NotPosted, match="certificate is not good: self-signed"):
            send(account(service.address, smtp=f"{scheme}://{service.address}", timeout=Duration(5), **LOGIN))
        assert service.arrived == []
        assert "AUTH" not in service.attempts[0]


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_ends_it(tls: ssl.SSLContext) -> None:
    with SmtpService(tls, at_once=True) as service:
        address = service.address.replace("127.0.0.1", "localhost")
        with pytest.raises(NotPosted, match="certificate is not good"):
            send(account(address, smtp=f"smtps://{address}", timeout=Duration(5)))


def test_starttls_is_required_where_it_is_asked_for(service: SmtpService) -> None:
    with pytest.raises(NotPosted, match="STARTTLS"):
        send(account(service.address, smtp=f"smtp+starttls://{service.address}"))
    assert service.arrived == []


@pytest.mark.parametrize("said", [b"454 4.7.0 not now\r\n", b"501 5.5.4 no\r\n", None])
def test_starttls_that_fails_is_not_done_without(tls: ssl.SSLContext, away: None, said: bytes | None) -> None:
    with SmtpService(tls) as service:
        service.say = {"STARTTLS": said}
        with pytest.raises(NotPosted):
            send(account(service.address))
        assert service.arrived == []


def test_a_password_is_not_sent_in_the_open(service: SmtpService, away: None) -> None:
    with pytest.raises(NotPosted, match="not sent in the open"):
        send(account(service.address, **LOGIN))
    assert "AUTH" not in service.attempts[0]
    send(account(service.address))
    assert len(service.arrived) == 1, "without a login there is nothing to keep secret"


def test_on_this_machine_nothing_need_be_encrypted(tls: ssl.SSLContext) -> None:
    with SmtpService(tls) as service:
        send(account(service.address, **LOGIN))
        assert "STARTTLS" not in service.attempts[0]
        assert len(service.arrived) == 1


@pytest.mark.parametrize("value", ["sentinel-wrong", "sentinel-ä"])
def test_a_bad_login_is_told_without_its_secrets(
    service: SmtpService, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", value)
    with pytest.raises(NotPosted) as caught:
        send(account(service.address, **LOGIN))
    assert "sentinel" not in repr(caught.value)
    assert caught.value.__cause__ is None
    if value.isascii():
        assert "the login (535 5.7.8)" in caught.value.why
        assert caught.value.final


def test_half_a_login_is_a_mistake() -> None:
    with pytest.raises(msgspec.ValidationError, match="username and password"):
        account("127.0.0.1:1", username=Secret("$SMTP_USERNAME"))


def test_a_server_without_a_login_is_told(service: SmtpService) -> None:
    service.extensions.remove("AUTH PLAIN LOGIN")
    with pytest.raises(NotPosted, match="AUTH for a login"):
        send(account(service.address, **LOGIN))


def test_the_usual_ports() -> None:
    assert distribute.transport.smtp._PORTS == {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def test_a_name_that_is_not_found_is_told() -> None:
    with pytest.raises(NotPosted, match="can't be reached") as caught:
        send(account("nowhere.invalid:25"))
    assert not caught.value.final


# What doctor says


def test_it_is_examined(service: SmtpService) -> None:
    found = list(account(service.address, **LOGIN).examine())
    assert [finding.level for finding in found] == ["ok", "ok"]
    assert found[0].text == "127.0.0.1 takes us as $SMTP_USERNAME, no TLS"
    assert service.attempts[0][-2:] == ["noop", "quit"]
    assert service.arrived == []


@pytest.mark.usefixtures("trusted")
def test_its_encryption_is_told(tls: ssl.SSLContext) -> None:
    with SmtpService(tls, at_once=True) as service:
        channel = account(service.address, smtp=f"smtps://{service.address}", timeout=Duration(5))
        assert "TLSv1" in next(channel.examine()).text


def test_an_address_that_the_server_cannot_take_is_told(service: SmtpService) -> None:
    service.extensions.remove("SMTPUTF8")
    found = list(account(service.address, to="für@example.org").examine())
    assert [finding.level for finding in found] == ["ok", "error", "ok"]


def test_it_is_cheap_to_import() -> None:
    code = "import sys, distribute.channels.email; print({'requests', 'ssl', 'smtplib', 'email'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_lines_that_begin_with_a_dot_arrive_as_they_are(service: SmtpService) -> None:
    text = "One\n.\n.hidden\n..two\nThe end"
    send(account(service.address), part=Part(text=text, title="Dots"))
    (mail,) = service.arrived
    assert mail.message.get_content().replace("\r\n", "\n").rstrip() == text


# Postfix's smtp-sink


class Sink:
    """Postfix's own server for tests, keeping each message in a file."""

    def __init__(self, *options: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sink-"))
        self.folder.chmod(0o777)  # started by root, it becomes nobody
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        assert SINK
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [SINK, *user, *options, "-D", f"{self.folder}/%M.", self.address, "100"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def __enter__(self) -> Self:
        host, _, port = self.address.partition(":")
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection((host, int(port)), 1).close()
            except OSError:
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < until
                threading.Event().wait(0.01)
            else:
                return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self.folder)

    @property
    def messages(self) -> list[EmailMessage]:
        files = [file for file in self.folder.iterdir() if file.stat().st_size]
        found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [message for message in found if message["Message-ID"]]


@pytest.fixture
def sink() -> Iterator[Callable[..., Sink]]:
    with contextlib.ExitStack() as stack:
        yield lambda *options: stack.enter_context(Sink(*options))


@needs_sink
def test_postfix_takes_it(sink: Callable[..., Sink]) -> None:
    server = sink()
    text = "\n".join([".", "..", ". ", "x" * 2000, "ünïcode 😀 ", "From me", ""])
    part = msgspec.structs.replace(delivery().part, text=text, title="Ünïcode " * 30)
    send(account(server.address, timeout=Duration(10)), part=part)
    (message,) = server.messages
    assert message["X-Rcpt-Args"] == "<list@example.org>"
    assert message["Subject"].strip() == ("Ünïcode " * 30).strip()
    plain, html = message.iter_parts()
    assert plain.get_content() == text
    assert html.get_content() == part.html
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 998


@needs_sink
@pytest.mark.parametrize(
    ("options", "verdict", "kept"),
    [
        (("-q", "."), InDoubt, 1),
        (("-Q", "."), NotPosted, 1),
        (("-r", "."), NotPosted, 1),
        (("-f", "."), NotPosted, 1),
        (("-f", "RCPT"), NotPosted, 0),
        (("-q", "RCPT"), NotPosted, 0),
        (("-r", "MAIL"), NotPosted, 0),
        (("-f", "EHLO,HELO"), NotPosted, 0),
        (("-q", "DATA"), NotPosted, 0),
        (("-q", "QUIT"), None, 1),
        (("-w", "30"), NotPosted, 0),  # it is DATA that waits
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_postfix_on_cue(sink: Callable[..., Sink], options: tuple[str, ...], verdict: Any, kept: int) -> None:
    server = sink(*options)
    channel = account(server.address, timeout=Duration(1 if "-w" in options else 10))
    if verdict is None:
        send(channel)
    else:
        with pytest.raises(verdict):
            send(channel)
    # What it refuses it has written down all the same: a lost answer and a refusal look alike in its files.
    assert len(server.messages) == kept


@needs_sink
def test_a_lost_answer_is_never_sent_again(sink: Callable[..., Sink]) -> None:
    from distribute.channel.post import Draft
    from distribute.deliver.run import Announcement, deliver
    from distribute.ledger.memory import MemoryLedger

    server, ledger = sink("-q", "."), MemoryLedger()
    channel = account(server.address, timeout=Duration(10))
    wanted = Announcement(channel=channel, issue="2020-11", language="en", draft=Draft((delivery().part,)))
    for _ in range(3):
        (outcome,) = deliver([wanted], ledger)
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert len(server.messages) == 1


# A test of it


def test_a_test_goes_to_one_person_and_is_not_the_lists_message(service: SmtpService) -> None:
    channel = account(service.address, list_id="<letter.example.org>")
    send(channel)
    channel.send_test(delivery(token="another"), "Ed <ed@example.org>")
    real, test = service.arrived
    assert (real.to, test.to, test.message["To"]) == ("list@example.org", "ed@example.org", "ed@example.org")
    assert real.message["Message-ID"] != test.message["Message-ID"]
    assert (real.message["X-Distribute-Test"], bool(test.message["X-Distribute-Test"])) == (None, True)
    assert real.message["Subject"] == test.message["Subject"]
    assert [said(part) for part in real.message.iter_parts()] == [
        said(part) for part in test.message.iter_parts()
    ]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"]
)
def test_a_test_goes_to_one_address(service: SmtpService, address: str) -> None:
    with pytest.raises(NotPosted, match="--test-to"):
        account(service.address).send_test(delivery(), address)
    assert service.arrived == []


def test_each_test_is_a_message_of_its_own_and_what_fails_is_told(
    service: SmtpService, tmp_path: Path
) -> None:
    channel = account(service.address)
    config = Config(tmp_path / "channels.yaml", SiteSettings(), "sqlite:x", (channel,))
    issue = Issue(id="1", path="a.md", language="en", title="Kites", url=LINK)
    planned = Planned(channel=channel, issue=issue, draft=Draft((delivery().part,)), part=delivery().part)
    for _ in range(2):
        assert (
            send_tests(Plan((issue,), (planned,), ()), "ed@example.org", config).planned[0].state == "tested"
        )
    first, second = service.arrived
    assert first.message["Message-ID"] != second.message["Message-ID"]
    for fault in ("422", "cut after keeping"):
        service.fail(fault)
        (told,) = send_tests(Plan((issue,), (planned,), ()), "ed@example.org", config).planned
        assert told.state == "not-posted"
        assert told.error
    assert not list(tmp_path.iterdir())
