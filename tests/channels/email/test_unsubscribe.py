"""The one-click request of RFC 8058, which doctor sends only when asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from distribute.channel.interface import Finding
from distribute.errors import UserError
from distribute.publish.doctor import examine_all, try_unsubscribing
from tests.channels.email.kit import account
from tests.channels.services_email import SmtpService


class Leaving:
    """A server over TLS that takes one-click requests."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.status, self.requests = 200, list[tuple[str, str, bytes]]()
        leaving = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                leaving.requests.append((self.path, self.headers["Content-Type"], body))
                self.send_response(leaving.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}/leave"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def leaving(tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Leaving]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    leaving = Leaving(tls)
    yield leaving
    leaving.server.shutdown()
    leaving.server.server_close()


def tried(**settings: str) -> Finding:
    ((name, finding),) = try_unsubscribing([account("127.0.0.1:1", **settings)])
    assert name == "email"
    return finding


def test_it_is_the_request_of_a_mail_program(leaving: Leaving) -> None:
    finding = tried(unsubscribe=f"mailto:leave@example.org, {leaving.url}")
    assert (finding.level, finding.text) == ("ok", f"{leaving.url} accepts one-click requests")
    form = "application/x-www-form-urlencoded"
    assert leaving.requests == [("/leave", form, b"List-Unsubscribe=One-Click")]


@pytest.mark.parametrize("status", [302, 308, 401, 404, 405, 500])
def test_what_fails_is_told_and_nothing_is_followed(leaving: Leaving, status: int) -> None:
    leaving.status = status
    finding = tried(unsubscribe=leaving.url)
    assert (finding.level, str(status) in finding.text) == ("error", True)
    assert len(leaving.requests) == 1


def test_a_server_that_is_not_there_is_told() -> None:
    assert tried(unsubscribe="https://127.0.0.1:1/leave").level == "error"


def test_without_an_address_there_is_nothing_to_try() -> None:
    assert tried(unsubscribe="leave@example.org").level == "warning"


def test_an_examination_alone_sends_no_such_request(service: SmtpService, leaving: Leaving) -> None:
    list(examine_all([account(service.address, unsubscribe=leaving.url)]))
    assert leaving.requests == []


def test_without_email_it_is_refused() -> None:
    with pytest.raises(UserError, match="no channel here sends it"):
        try_unsubscribing([])
