"""Apprise keeps as much of the contract as it can, and says nothing of an address."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from distribute.channel.post import Message
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.apprise import Apprise
from distribute.testing.channel_contract import ChannelContract
from distribute.testing.clock import TurnedClock
from distribute.testing.service import Service

from .sending import send


class Receiver(Service):
    """Takes what Apprise posts as JSON."""

    path = "/s3cr3t-path"


def account(service: Receiver, monkeypatch: pytest.MonkeyPatch) -> Apprise:
    monkeypatch.setenv("APPRISE_URL", f"{service.url.replace('http', 'json')}{service.path}")
    return Apprise(name="ntfy", use="apprise", url=Secret("$APPRISE_URL"), timeout=Duration(0.6))


@pytest.fixture
def service() -> Iterator[Receiver]:
    with Receiver() as service:
        yield service


class TestApprise(ChannelContract):
    # The library reports no reason, follows redirects, and takes any 200 for a yes.
    faults = ("cut before keeping", "cut after keeping", "half an answer", "500 after keeping", "slow drip")

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[Receiver]:
        with Receiver(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: Receiver, monkeypatch: pytest.MonkeyPatch) -> Apprise:
        return account(service, monkeypatch)


def test_what_is_sent(service: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    send(account(service, monkeypatch), message=Message(text="• Kites <b>\n\nhttps://e.org/", title="No. 1"))
    (request,) = service.attempts
    said = json.loads(request.body)
    assert (said["title"], said["message"]) == ("No. 1", "• Kites <b>\n\nhttps://e.org/")


@pytest.mark.parametrize("fault", ["refused", "401", "500 after keeping"])
def test_a_failure_is_doubt_and_nothing_is_said_or_logged(
    service: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = account(service, monkeypatch)
    service.fail(fault)
    with pytest.raises(InDoubt) as caught:
        send(channel)
    assert "s3cr3t" not in caught.value.what + caplog.text


@pytest.mark.parametrize("error", [ValueError, TimeoutError, KeyError])
def test_an_error_of_the_library_is_doubt_and_not_shown(
    service: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: type[Exception],
) -> None:
    import apprise

    def notify(self: apprise.Apprise, **_: Any) -> bool:
        raise error(service.path)

    monkeypatch.setattr(apprise.Apprise, "notify", notify)
    with pytest.raises(InDoubt) as caught:
        send(account(service, monkeypatch))
    shown = "".join(traceback.format_exception(caught.value))
    assert "s3cr3t" not in shown + "".join(capfd.readouterr())


def test_an_address_that_asks_for_retries_gets_none(
    service: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = account(service, monkeypatch)
    monkeypatch.setenv("APPRISE_URL", f"{service.url.replace('http', 'json')}/?retry=3&wait=0.0")
    service.fail("500 after keeping")
    with pytest.raises(InDoubt):
        send(channel)
    assert len(service.arrived) == 1


@pytest.mark.parametrize("address", ["nosuch://s3cr3t", "s3cr3t", "json://a/s3cr3t json://b/s3cr3t"])
def test_an_address_of_no_service_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("APPRISE_URL", address)
    channel = Apprise(name="ntfy", use="apprise", url=Secret("$APPRISE_URL"))
    with pytest.raises(NotPosted, match=r"\$APPRISE_URL is not one address that Apprise") as caught:
        send(channel)
    assert "s3cr3t" not in caught.value.why


def test_without_the_library_its_extra_is_named(service: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = account(service, monkeypatch)
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotPosted, match=r"newsletter-distribute\[apprise\]"):
        send(channel)


def test_doctor_names_the_service(service: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [finding.text for finding in account(service, monkeypatch).examine()]
    assert said[0] == "$APPRISE_URL is an address of JSON"
    assert service.requests == []
