"""A mailbox and a list's archive on loopback, which have what has arrived at a mail server, and go wrong on cue."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from base64 import b32encode
from collections.abc import Callable
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

READER, READER_PASSWORD = "sentinel-reader", "sentinel-reader-password"


class Mailbox:
    """An IMAP server. `says` maps a command to what is answered there instead; None cuts the connection."""

    def __init__(self, messages: Callable[[], list[bytes]]) -> None:
        self.messages = messages
        self.says: dict[str, bytes | None] = {}
        self.finds_everything = False  # as servers do that search for words
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rb") as lines:
            line.sendall(b"* OK IMAP4rev1 loopback\r\n")
            while raw := lines.readline():
                tag, command, words = (raw.decode().rstrip("\r\n") + "  ").split(" ", 2)
                self.heard.append(command)
                answer = self.says.get(command, self._answer(command, words.strip()))
                if answer is None:
                    return
                line.sendall(answer.replace(b"TAG", tag.encode()))

    def _answer(self, command: str, words: str) -> bytes:
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
        if command == "LOGIN":
            good = words == f'{READER} "{READER_PASSWORD}"'
            return b"TAG OK done\r\n" if good else f"TAG NO {READER_PASSWORD} is wrong\r\n".encode()
        if command == "EXAMINE":
            return b"* 1 EXISTS\r\nTAG OK [READ-ONLY]\r\n" if words == '"INBOX"' else b"TAG NO no\r\n"
        if command == "SEARCH":
            return self._search(words)
        if command == "FETCH":
            assert words.endswith("(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID ARCHIVED-AT)])"), words
            message = self.messages()[int(words.split(maxsplit=1)[0]) - 1]
            header = self._field("Archived-At", message) + self._header(message)
            return (
                b"* 1 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID ARCHIVED-AT)] {%d}\r\n%b)\r\nTAG OK done\r\n"
                % (
                    len(header),
                    header,
                )
            )
        return b"TAG BAD what?\r\n"

    def _search(self, words: str) -> bytes:
        match = re.fullmatch(r'HEADER Message-ID "([^"]*)"', words)
        assert match, words
        number = match[1].encode()
        found = [
            str(place).encode()
            for place, message in enumerate(self.messages(), 1)
            if self.finds_everything or number in self._header(message)
        ]
        return b"* SEARCH " + b" ".join(found) + b"\r\nTAG OK done\r\n"

    def _header(self, message: bytes) -> bytes:
        return self._field("Message-ID", message) + b"\r\n"

    @staticmethod
    def _field(name: str, message: bytes) -> bytes:
        match = re.search(rf"(?im)^{name}: .*\r\n".encode(), message)
        return match[0] if match else b""


class Archive:
    """HyperKitty's API for one list; `status` and `page` stand in for its usual answer."""

    def __init__(self, numbers: Callable[[], list[str]]) -> None:
        self.numbers = numbers
        self.status, self.page = 0, ""

    def __enter__(self) -> Self:
        archive = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, page = archive.answer(self.path.partition("?")[0])
                self.send_response(archive.status or status)
                self.end_headers()
                self.wfile.write((archive.page or json.dumps(page)).encode())

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/archives/list/list@example.org/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the body for a path of the API."""
        top = "/archives/api/list/list@example.org/"
        if path == top:
            return 200, {"name": "list@example.org"}
        known = {
            f"{top}email/{b32encode(sha1(number.encode()).digest()).decode()}/": number
            for number in (number.strip("<>") for number in self.numbers())
        }
        return (200, {"message_id": known[path], "subject": "…"}) if path in known else (404, {})
