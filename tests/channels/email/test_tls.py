"""TLS and login"""

from __future__ import annotations

import ssl

import msgspec
import pytest

import distribute.transport.smtp
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import NotPosted
from tests.channels.email.kit import LOGIN, account, send
from tests.channels.services_email import SmtpService


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
        with pytest.raises(NotPosted, match="certificate is not valid: self-signed"):
            send(account(service.address, smtp=f"{scheme}://{service.address}", timeout=Duration(5), **LOGIN))
        assert service.arrived == []
        assert "AUTH" not in service.attempts[0]


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_ends_it(tls: ssl.SSLContext) -> None:
    with SmtpService(tls, at_once=True) as service:
        address = service.address.replace("127.0.0.1", "localhost")
        with pytest.raises(NotPosted, match="certificate is not valid"):
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
    with pytest.raises(NotPosted, match="not sent unencrypted"):
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
