"""The session sends once, within its time, and judges what came of it."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from urllib3 import HTTPHeaderDict
from urllib3.util import connection

from distribute.channel.settings import Secret
from distribute.channel.verdicts import LONGEST_WAIT, InDoubt, NotPosted
from distribute.testing.service import FAULTS, KEPT, PROOF, Answer, Fault, Request, Service
from distribute.transport.http import (
    REFUSALS,
    Session,
    find_verdict,
    header_value,
    raise_for_outcome,
    retry_after,
)
from distribute.transport.loopback import is_loopback

SOON = 0.3
NOW = datetime(2020, 12, 9, 12, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        yield service


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_gets_its_verdict(service: Service, fault: Fault) -> None:
    service.fail(fault)
    session = Session(SOON)
    begun = time.monotonic()
    if fault == "a proxy's page":
        assert session.post(service.url).text.startswith("<html>")
    else:
        with pytest.raises(NotPosted if fault in PROOF else InDoubt):
            session.post(service.url, data={"a": "b"})
    assert time.monotonic() - begun < 5 * SOON
    assert len(service.requests) == (fault != "refused")
    assert len(service.arrived) == (fault in KEPT)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://*.localhost/s3cr3t", "its address is not valid"),
        ("https://.s3cr3t/", "its address is not valid"),
        ("s3cr3t", "it can't be asked: MissingSchema"),
    ],
)
def test_a_request_that_cannot_be_made_posts_nothing(address: str, said: str) -> None:
    with pytest.raises(NotPosted) as caught:
        Session(SOON).post(address, data="x")
    assert caught.value.why == said


@pytest.mark.parametrize("status", range(200, 600))
def test_each_status_gets_its_verdict(status: int) -> None:
    answer = requests.Response()
    answer.status_code = status
    answer.raw = type("Raw", (), {"headers": HTTPHeaderDict()})
    if status < 300:
        raise_for_outcome(answer)
        return
    with pytest.raises((NotPosted, InDoubt)) as caught:
        raise_for_outcome(answer)
    assert isinstance(caught.value, NotPosted) == (status in REFUSALS | {429})
    if isinstance(caught.value, NotPosted):
        assert caught.value.final == (status != 429)


def test_the_table_of_refusals_is_the_one_in_the_design() -> None:
    assert {400, 401, 402, 403, 404, 413, 415, 422, 426} == REFUSALS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    class Moved(Service):
        def keep(self, request: Request) -> Answer:
            return Answer({}, status, {"Location": "/elsewhere"})

    with Moved() as service:
        for follow in (True, False):
            with pytest.raises(InDoubt, match="not followed"):
                Session(SOON).post(service.url, data={"a": "b"}, allow_redirects=follow)
        assert len(service.requests) == 2


def test_each_request_has_a_connection_of_its_own(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    plain = connection.create_connection

    def counted(*args: Any, **more: Any) -> Any:
        made.append(args)
        return plain(*args, **more)

    monkeypatch.setattr(connection, "create_connection", counted)
    session = Session(SOON)
    # The service here hangs up after each answer, so that alone would not tell.
    assert session.get_adapter(service.url) is not session.get_adapter(service.url)
    session.get(service.url)
    session.post(service.url)
    assert len(made) == len(service.requests) == 2


def test_an_answer_without_an_end_is_doubt() -> None:
    class Endless(Service):
        def keep(self, request: Request) -> Answer:
            return Answer(b"x" * 5_000_000)

    with Endless() as service, pytest.raises(InDoubt, match="has more than"):
        Session(10).post(service.url)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 400 Bad Request\r\nContent-Le",
        b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:12",
        b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:123\r\n",
    ],
)
def test_headers_that_break_off_are_doubt(said: bytes) -> None:
    """A connection closed in good order is no end of the headers, though http.client takes it for one."""
    with who_says(said) as url, pytest.raises(InDoubt):
        Session(5).post(url)


@pytest.mark.parametrize(
    "said",
    [
        b"Transfer-Encoding: chunked\r\n\r\nkite\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"2" * 100_000,
        b"Transfer-Encoding: chunked\r\n\r\n" + b"1;" + b"kite" * 100_000,
        b"Content-Length: 100\r\n\r\n{}",
        b"Content-Length: 2, 100\r\n\r\n{}",
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_a_body_that_is_not_whole_is_doubt(said: bytes, status: int) -> None:
    with who_says(b"HTTP/1.1 %d Kite\r\n%s" % (status, said)) as url, pytest.raises(InDoubt):
        Session(5).post(url)


@contextmanager
def who_says(said: bytes) -> Iterator[str]:
    """Lend the address of one who answers a request with these bytes and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                line.recv(65536)
                line.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize("value", ["sentinel€", "sentinelé", "senti\nnel", "senti\x00nel"])
def test_a_secret_that_no_header_can_hold_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    secret = Secret("$TOKEN")
    monkeypatch.setattr(Secret, "reveal", lambda self: value)
    with pytest.raises(NotPosted, match=r"\$TOKEN contains a character") as caught:
        header_value(secret)
    assert "senti" not in str(caught.value)


def test_an_adapter_may_read_a_refusal_itself(service: Service) -> None:
    service.fail("422", "401")
    session = Session(SOON, own={422})
    assert session.post(service.url).json() == {"error": "on cue"}
    with pytest.raises(NotPosted):
        session.post(service.url)


def test_a_name_that_is_not_found_is_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NotPosted, match=r"nowhere.invalid can't be reached: Name or service") as caught:
        Session(SOON).post("http://nowhere.invalid/?token=sentinel")
    assert not caught.value.final
    assert "sentinel" not in str(caught.value)


def test_a_slow_look_up_of_the_name_is_proof(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = socket.getaddrinfo

    def slow(*args: Any, **more: Any) -> Any:
        threading.Event().wait(SOON + 0.1)
        return plain(*args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(NotPosted, match="no connection in time"):
        Session(SOON).post(service.url)
    assert service.requests == []


@pytest.fixture
def mute() -> Iterator[int]:
    """A server that accepts and then says nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_tls_that_never_comes_is_proof(mute: int) -> None:
    begun = time.monotonic()
    with pytest.raises(NotPosted, match="can't be reached"):
        Session(SOON).post(f"https://127.0.0.1:{mute}/")
    assert time.monotonic() - begun < 5 * SOON


def test_tls_spoken_to_one_who_speaks_none_is_proof(service: Service) -> None:
    with pytest.raises(NotPosted, match="can't be reached"):
        Session(SOON).post(service.url.replace("http:", "https:"))


def test_silence_after_the_request_is_doubt(mute: int) -> None:
    with pytest.raises(InDoubt):
        Session(SOON).post(f"http://127.0.0.1:{mute}/")


def test_what_was_not_sent_in_time_is_not_sent_later(mute: int) -> None:
    """The system holds back what the other side doesn't take: it goes with the connection."""
    with pytest.raises(InDoubt):
        Session(SOON).post(f"http://127.0.0.1:{mute}/", data=b"x" * 50_000_000)


def test_the_proxys_settings_hold_and_a_netrcs_password_does_not(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password sentinel\n")
    monkeypatch.setenv("NETRC", str(netrc))
    Session(SOON).post(service.url, headers={"Authorization": "Bearer token"})
    assert service.requests[0].headers["authorization"] == "Bearer token"


def test_a_proxy_that_is_not_there_is_proof(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(NotPosted):
        Session(SOON).post("http://example.org/")


def answer(*values: tuple[str, str]) -> requests.Response:
    made = requests.Response()
    headers = HTTPHeaderDict(list(values))
    made.raw = type("Raw", (), {"headers": headers})
    made.headers.update(headers)
    return made


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([], None),
        ([("Retry-After", "30")], 30),
        ([("Retry-After", format_datetime(NOW + timedelta(seconds=90), usegmt=True))], 90),
        (
            [
                ("Retry-After", "30"),
                ("Retry-After", format_datetime(NOW + timedelta(seconds=90), usegmt=True)),
            ],
            90,
        ),
        ([("Retry-After", "5"), ("Retry-After", "7")], 7),
        ([("Retry-After", "soon")], None),
        ([("Retry-After", "-5")], 0),
        ([("Retry-After", "30"), ("X-RateLimit-Reset", "2020-12-09T13:00:00Z")], 30),
        ([("X-RateLimit-Reset", "2020-12-09T12:05:00.000Z")], 300),
        ([("X-RateLimit-Reset", "2020-12-09T12:05:00")], 300),
        ([("X-RateLimit-Reset", str(int(NOW.timestamp()) + 60))], 60),
        ([("x-rate-limit-reset", str(int(NOW.timestamp()) - 60))], 0),
        ([("RateLimit-Reset", "12")], 12),
    ],
)
def test_the_time_to_wait_is_read_however_it_is_written(
    headers: list[tuple[str, str]], seconds: float | None
) -> None:
    assert retry_after(answer(*headers), NOW) == seconds


def test_a_verdict_is_found_inside_what_a_library_made_of_it() -> None:
    refusal = NotPosted("no")

    def wrapped() -> None:
        try:
            try:
                raise refusal
            except NotPosted as error:
                msg = "network"
                raise OSError(msg) from error
        except OSError:
            msg = "library"
            raise RuntimeError(msg)  # noqa: B904 - as Mastodon.py does it

    with pytest.raises(RuntimeError) as caught:
        wrapped()
    assert find_verdict(caught.value) is refusal
    assert find_verdict(RuntimeError("other")) is None


def test_nothing_secret_is_logged_or_said(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in FAULTS[1:]:
        service.fail(fault)
        try:
            Session(SOON).post(service.url, headers={"Authorization": "Bearer sentinel"}, data="sentinel")
        except (NotPosted, InDoubt) as error:
            assert "sentinel" not in repr(error)
            assert error.__cause__ is None
    assert "sentinel" not in caplog.text


@pytest.mark.parametrize("path", ["/s3cr3t/hook", "/hook?key=s3cr3t"])
def test_a_header_that_cannot_be_read_is_logged_without_the_address(
    caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """urllib3 warns of it, and warnings are shown wherever a program has set up logging."""
    caplog.set_level(logging.DEBUG)
    answer = b"HTTP/1.1 200 OK\r\nNo colon, but s3cr3t\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                received = b""
                while not received.endswith(b"\r\n\r\nx"):
                    received += line.recv(65536)
                line.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        Session(5).post(f"http://127.0.0.1:{server.getsockname()[1]}{path}", data="x")
    assert "Failed to parse headers (url=…://…): HeaderParsingError" in caplog.text
    assert "s3cr3t" not in caplog.text


def test_an_address_sent_to_a_proxy_is_not_logged(
    service: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy gets the whole address in place of its path."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("http_proxy", service.url)
    with suppress(NotPosted, InDoubt):
        Session(5).get("http://hooks.example/s3cr3t")
    assert [request.path for request in service.requests] != []
    assert '"GET …://… HTTP/1.1"' in caplog.text
    assert "s3cr3t" not in caplog.text


@pytest.fixture
def encrypted(service: Service, tls: ssl.SSLContext) -> str:
    """The address of a service that is encrypted, by a certificate for 127.0.0.1."""
    assert service._server
    service._server.socket = tls.wrap_socket(service._server.socket, server_side=True)
    return service.url.replace("http:", "https:")


def test_nothing_is_told_to_a_service_whose_certificate_is_not_good(service: Service, encrypted: str) -> None:
    with pytest.raises(
        NotPosted, match=r"127\.0\.0\.1 can't be reached: its certificate is not valid: self-signed"
    ):
        Session(5).post(encrypted, headers={"Authorization": "Bearer sentinel"}, data="sentinel")
    assert service.requests == []


def test_nothing_is_told_to_a_service_whose_certificate_is_anothers(
    service: Service, encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with pytest.raises(
        NotPosted, match=r"\A\$URL can't be reached: its certificate is not valid: Hostname mismatch\Z"
    ):
        Session(5, told_as="$URL").post(encrypted.replace("127.0.0.1", "localhost"), data="sentinel")
    assert service.requests == []
    Session(5).post(encrypted, data={"a": "b"})  # by its own name it is trusted
    assert len(service.arrived) == 1


@pytest.mark.parametrize(
    "value", ["1e300", "inf", "-inf", "nan", "-5", "9" * 400, "Mon, 01 Jan 9999 00:00:00 GMT"]
)
def test_no_wait_is_too_long_for_a_clock(value: str) -> None:
    answer = requests.Response()
    answer.raw = type("Raw", (), {"headers": HTTPHeaderDict({"Retry-After": value})})()
    wait = retry_after(answer)
    assert wait is None or 0 <= wait <= LONGEST_WAIT
    assert datetime.now(UTC) + timedelta(seconds=wait or 0)


@pytest.mark.parametrize("wait", [1e300, float("inf"), float("nan"), -1.0, 10**400])
def test_an_adapters_own_wait_is_bounded_too(wait: float) -> None:
    kept = NotPosted("no", final=False, retry_after=wait).retry_after
    assert kept is not None
    assert 0 <= kept <= LONGEST_WAIT


@pytest.mark.parametrize("host", ["service.example", "127.evil.example", "localhost.example", "10.0.0.1"])
def test_credentials_do_not_cross_a_network_in_the_open(host: str) -> None:
    with pytest.raises(NotPosted, match="not encrypted"):
        Session(1).get(f"http://{host}/", headers={"Authorization": "Bearer kite"})
    with pytest.raises(NotPosted, match="not encrypted"):
        Session(1).get(f"http://kite:moth@{host}/")


@pytest.mark.parametrize(
    ("host", "home"),
    [
        ("localhost", True), ("a.localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True),
        ("::ffff:127.0.0.1", True), ("127.evil.example", False), ("127.0.0.1.example", False), ("", False),
        ("notlocalhost", False), ("10.0.0.1", False),
    ],
)  # fmt: skip
def test_this_machine_is_known_by_its_address(host: str, home: bool) -> None:
    assert is_loopback(host) is home


# A time limit of our own


def test_an_answer_cut_off_by_our_own_limit_is_no_answer() -> None:
    """What had arrived by then looks whole where the body ends with the connection; it is doubt all the same."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"id": "1"}')
                over.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with pytest.raises(InDoubt):
                Session(SOON).post(f"http://127.0.0.1:{server.getsockname()[1]}/")
        finally:
            over.set()
            thread.join()


def test_what_waits_in_a_buffer_when_it_is_given_up_never_arrives() -> None:
    """The connection is reset: what is on its way could otherwise arrive after we have said that it is not there."""
    over, arrived = threading.Event(), list[int]()
    body = b"x" * 1_000_000
    with socket.socket() as server:
        # Most of it waits with the sender.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.bind(("127.0.0.1", 0))
        server.listen()

        def serve() -> None:
            line, _ = server.accept()
            with line, suppress(ConnectionResetError):
                over.wait(10)
                line.settimeout(5)
                while piece := line.recv(65536):
                    arrived.append(len(piece))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with pytest.raises(InDoubt):
                Session(SOON).post(f"http://127.0.0.1:{server.getsockname()[1]}/", data=body)
        finally:
            over.set()
            thread.join()
    assert sum(arrived) < len(body)
