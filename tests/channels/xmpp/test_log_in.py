"""The login of both XMPP channels: encrypted, to the right server, in time, and with the password kept."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from slixmpp.util.sasl.client import SASLCancelled

from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.transport import xmpp
from distribute.transport.xmpp import XmppLogin, XmppStream, run_xmpp
from tests.timing import no_hang

from .server import HOST, XmppServer
from .wire import Wire

HEADER = (
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    f"version='1.0' from='{HOST}' id='1'>"
)


def log_in(server: str, jid: str = f"news@{HOST}", timeout: float = 5) -> str:
    """Log in and return how the connection is encrypted."""

    async def work(stream: XmppStream) -> str:
        return str(getattr(stream.client.socket, "version", lambda: "in the open")())

    return run_xmpp(XmppLogin(jid, Secret("$XMPP_PASSWORD"), server), work, timeout)


def refusal(server: str, timeout: float = 5) -> str:
    with pytest.raises(NotPosted) as raised:
        log_in(server, timeout=timeout)
    return raised.value.why


@pytest.fixture
def scripted() -> Iterator[Callable[[str], str]]:
    """Return what starts a server that says one thing to whoever connects, and returns its address."""
    listeners: list[socket.socket] = []

    def start(says: str) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=_serve, args=(listener, says.encode()), daemon=True).start()
        return f"xmpp://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _serve(listener: socket.socket, says: bytes) -> None:
    try:
        line, _ = listener.accept()
        with line:
            line.sendall(says)
            while line.recv(65536):
                pass
    except OSError:
        return


def test_tls_is_used_from_the_start_or_as_soon_as_it_is_offered(server: XmppServer) -> None:
    assert log_in(f"xmpps://127.0.0.1:{server.tls_port}").startswith("TLS")
    assert log_in(f"xmpp://127.0.0.1:{server.port}").startswith("TLS")


def test_a_certificate_of_nobody_we_trust_is_refused(
    server: XmppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for url in (f"xmpps://127.0.0.1:{server.tls_port}", f"xmpp://127.0.0.1:{server.port}"):
        assert "certificate is not good: self-signed certificate" in refusal(url)


def test_a_certificate_of_another_domain_is_refused(server: XmppServer) -> None:
    with pytest.raises(NotPosted, match="certificate is not good: Hostname mismatch"):
        log_in(f"xmpp://127.0.0.1:{server.port}", jid="news@other.example")


def test_no_password_is_sent_where_tls_was_stripped(
    server: XmppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(server, re.compile(b"<publish"), lambda: datetime.now(UTC))
    assert log_in(wire.url) == "in the open"  # on this machine alone
    wire.sent = b""
    monkeypatch.setattr(xmpp, "is_loopback", lambda host: False)
    assert "keeps the password safe" in refusal(wire.url)
    assert b"<stream:stream" in wire.sent
    assert b"<auth" not in wire.sent
    wire.close()


def test_a_wrong_password_is_told_and_not_repeated(
    server: XmppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XMPP_PASSWORD", "a wrong password")
    why = refusal(f"xmpp://127.0.0.1:{server.port}")
    assert "`jid` and the password" in why
    assert "a wrong password" not in why


def test_an_answer_that_does_not_come_is_not_waited_for(scripted: Callable[[str], str]) -> None:
    with no_hang():
        assert "took too long" in refusal(scripted(""), timeout=0.3)


def test_nobody_is_followed_to_another_server(scripted: Callable[[str], str], server: XmppServer) -> None:
    elsewhere = f"<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:{server.port}</see-other-host>"
    assert "(see-other-host)" in refusal(scripted(f"{HEADER}<stream:error>{elsewhere}</stream:error>"))


def test_an_answer_without_end_is_cut_off(scripted: Callable[[str], str]) -> None:
    endless = scripted(HEADER + "<message><body>" + "x" * (xmpp.MOST + 1000))
    assert "connection was lost" in refusal(endless, timeout=30)


def test_what_is_no_xml_is_no_server(scripted: Callable[[str], str]) -> None:
    assert "can't be reached" in refusal(scripted("HTTP/1.1 400 Bad Request\r\n\r\n"))


def test_a_server_can_not_keep_us_busy_with_the_password() -> None:
    class Mechanism:
        hash = hashlib.sha1

    # The example of RFC 5802, section 5.
    salt = base64.b64decode("QSXCR+Q6sek8bf92")
    salted = xmpp._salted(Mechanism, b"pencil", salt, 4096)
    assert salted.hex() == "1d96ee3a529b5a5f9e47c01f229a2cb8a6e15f7d"
    with pytest.raises(SASLCancelled):
        xmpp._salted(Mechanism, b"pencil", salt, 2_000_000_000)


def test_without_slixmpp_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slixmpp", None)
    monkeypatch.delitem(sys.modules, "distribute.transport.xmpp")
    with pytest.raises(NotPosted, match=r"newsletter-distribute\[xmpp\]"):
        __import__("distribute.transport.xmpp")


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(NotPosted, match="`jid`"):
        log_in("xmpp://127.0.0.1:1", jid="news@-")


@pytest.mark.parametrize(("published", "verdict"), [(False, NotPosted), (True, InDoubt)])
def test_what_goes_wrong_is_a_doubt_once_something_may_have_been_published(
    server: XmppServer, published: bool, verdict: type[Exception]
) -> None:
    async def work(stream: XmppStream) -> None:
        if published:
            stream.begin_to_publish()
        stream.client.abort()
        await stream.client.wait_until("never", 5)

    with pytest.raises(verdict):
        run_xmpp(
            XmppLogin(f"news@{HOST}", Secret("$XMPP_PASSWORD"), f"xmpp://127.0.0.1:{server.port}"), work, 5
        )
