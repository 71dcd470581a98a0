"""Each step, gone wrong"""

from __future__ import annotations

import ssl
import tracemalloc
from typing import Any

import pytest

from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted
from tests.channels.email.kit import LOGIN, account, send
from tests.channels.services_email import SmtpService
from tests.timing import no_hang

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
        send(account(service.address, timeout=Duration(5)), message=Message(text=text, title="Title"))
    assert not caught.value.final


@pytest.mark.parametrize("step", ["banner", "EHLO", "MAIL", "RCPT", "DATA"])
def test_silence_before_the_last_dot_ends_in_time(service: SmtpService, step: str) -> None:
    service.say = {step: b""}
    with no_hang(), pytest.raises(NotPosted) as caught:
        send(account(service.address, timeout=Duration(0.2)))
    assert not caught.value.final


@pytest.mark.parametrize(("step", "verdict"), [("banner", NotPosted), (".", InDoubt)])
def test_a_slow_drip_ends_in_time(service: SmtpService, step: str, verdict: type[Exception]) -> None:
    service.drips = step
    with no_hang(), pytest.raises(verdict):
        send(account(service.address, timeout=Duration(0.2)))


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
