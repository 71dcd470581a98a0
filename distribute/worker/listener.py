"""A small HTTP server for `GET /healthz` and `GET /metrics`. It shows only numbers: no secret, title or address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6, SHUT_RDWR, socket
from typing import NamedTuple

from distribute.errors import UserError
from distribute.worker.metrics import Metrics

_PATIENCE = 5.0  # seconds that a client may take
_MOST_CLIENTS = 16  # at a time; others are turned away
_LAST_PORT = 65535


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Return the address of `HOST:PORT`, `[IPv6]:PORT` or `PORT`, which is on this machine alone; ValueError."""
        host, colon, port = text.rpartition(":")
        if not port.isascii() or not port.isdecimal() or int(port) > _LAST_PORT or (colon and ":" in host.strip("[]") and host[:1] != "["):  # fmt: skip
            msg = f"write HOST:PORT or PORT, such as 127.0.0.1:9464, not {text!r}"
            raise ValueError(msg)
        return cls(host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: Address, metrics: Metrics) -> None:
        if ":" in address.host:
            self.address_family = AF_INET6
        self.metrics = metrics
        self._places = threading.BoundedSemaphore(_MOST_CLIENTS)
        super().__init__(address, _Handler)

    def process_request(self, request: object, client_address: object) -> None:
        """Serve a client in a thread of its own, unless too many are being served."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)  # type: ignore[arg-type]
        else:
            self.shutdown_request(request)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Serve a client within a time limit, however slowly it sends, and then make room for another."""
        assert isinstance(request, socket)
        end = threading.Timer(_PATIENCE, _disconnect, (request,))
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Log nothing about a client that has disconnected."""


def _disconnect(client: socket) -> None:
    with suppress(OSError):  # it has gone away
        client.shutdown(SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE
    server_version, sys_version = "distribute", ""

    def do_GET(self) -> None:
        """Respond to one of the two requests."""
        if self.path == "/healthz":
            healthy = self.server.metrics.healthy
            said = b"ok\n" if healthy else b"the worker has not done its round for too long\n"
            self._answer(200 if healthy else 503, said, "text/plain; charset=utf-8")
        elif self.path == "/metrics":
            from prometheus_client import CONTENT_TYPE_LATEST

            self._answer(200, self.server.metrics.text(), CONTENT_TYPE_LATEST)
        else:
            self._answer(404, b"ask for /healthz or /metrics\n", "text/plain; charset=utf-8")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep no log of requests."""

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def listening(address: Address | None, metrics: Metrics) -> Iterator[int]:
    """Answer at `address` while the context is active, and yield the port; UserError if that is impossible.

    Nothing is done without an address.
    """
    if address is None:
        yield 0
        return
    try:
        import prometheus_client  # noqa: F401 - what is missing is told before the work begins
    except ImportError:
        msg = "--listen needs prometheus-client: `pip install 'newsletter-distribute[scale]'`"
        raise UserError(msg) from None
    try:
        server = _Server(address, metrics)
    except OSError as error:
        msg = f"--listen {address.host}:{address.port}: {error.strerror or 'is no address of this machine'}"
        raise UserError(msg) from None
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
