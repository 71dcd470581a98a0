"""How often a message waits for the mail server."""

from __future__ import annotations

import smtplib

import pytest

from distribute.channel.verdicts import NotPosted
from tests.channels.email.kit import account, send
from tests.channels.services_email import SmtpService


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is sent, in the pieces in which it is written to the connection."""
    pieces: list[bytes] = []
    write = smtplib.SMTP.send

    def send(self: smtplib.SMTP, data: bytes | str) -> None:
        pieces.append(data.encode() if isinstance(data, str) else data)
        write(self, data)

    monkeypatch.setattr(smtplib.SMTP, "send", send)
    return pieces


def test_the_envelope_is_one_round_trip(service: SmtpService, sent: list[bytes]) -> None:
    service.extensions.append("PIPELINING")
    send(account(service.address))
    hello, envelope, _, end, goodbye = sent
    assert hello.startswith(b"ehlo ")
    assert [line.split()[0] for line in envelope.splitlines()] == [b"MAIL", b"RCPT", b"DATA"]
    assert (end, goodbye) == (b".\r\n", b"quit\r\n")
    assert len(service.arrived) == 1


def test_a_server_without_pipelining_gets_one_command_at_a_time(
    service: SmtpService, sent: list[bytes]
) -> None:
    send(account(service.address))
    assert [piece.split()[0] for piece in sent[1:4]] == [b"MAIL", b"RCPT", b"DATA"]
    assert all(piece.count(b"\n") == 1 for piece in sent[1:4])


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_after_a_refused_envelope_no_message_is_sent(
    service: SmtpService, sent: list[bytes], step: str
) -> None:
    service.extensions.append("PIPELINING")
    service.say = {step: b"550 5.1.1 no\r\n", "DATA": b"354 all the same\r\n"}
    with pytest.raises(NotPosted, match=r"550 5\.1\.1"):
        send(account(service.address))
    assert not service.arrived
    assert len(sent) == 2, "no message, and no word that a server could take for one"
