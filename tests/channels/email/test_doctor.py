"""What doctor says; Postfix's smtp-sink"""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Draft, Message
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted
from tests.channels.email.kit import LOGIN, Sink, account, delivery, needs_sink, send
from tests.channels.services_email import SmtpService

# What doctor says


def test_it_is_examined(service: SmtpService) -> None:
    found = list(account(service.address, **LOGIN).examine())
    assert [finding.level for finding in found] == ["ok", "ok", "warning"], "the last is that there is no DNS"
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
    assert [finding.level for finding in found] == ["ok", "error", "ok", "warning"]


def test_it_is_cheap_to_import() -> None:
    code = "import sys, distribute.channels.email.adapter; print({'requests', 'ssl', 'smtplib', 'email'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_lines_that_begin_with_a_dot_arrive_as_they_are(service: SmtpService) -> None:
    text = "One\n.\n.hidden\n..two\nThe end"
    send(account(service.address), message=Message(text=text, title="Dots"))
    (mail,) = service.arrived
    assert mail.message.get_content().replace("\r\n", "\n").rstrip() == text


# Postfix's smtp-sink


@needs_sink
def test_postfix_takes_it(sink: Callable[..., Sink]) -> None:
    server = sink()
    text = "\n".join([".", "..", ". ", "x" * 2000, "ünïcode 😀 ", "From me", ""])
    sent = msgspec.structs.replace(delivery().message, text=text, title="Ünïcode " * 30)
    send(account(server.address, timeout=Duration(10)), message=sent)
    (message,) = server.messages
    assert message["X-Rcpt-Args"] == "<list@example.org>"
    assert message["Subject"].strip() == ("Ünïcode " * 30).strip()
    plain, html = message.iter_parts()
    assert plain.get_content() == text
    assert html.get_content() == sent.html
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
    from distribute.deliver.outcome import DeliveryRequest
    from distribute.deliver.run import deliver
    from distribute.ledger.memory import MemoryLedger

    server, ledger = sink("-q", "."), MemoryLedger()
    channel = account(server.address, timeout=Duration(10))
    wanted = DeliveryRequest(
        channel=channel, issue="2020-11", language="en", draft=Draft((delivery().message,))
    )
    for _ in range(3):
        (outcome,) = deliver([wanted], ledger)
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
    assert len(server.messages) == 1
