"""A mail server on loopback: strict about the wire, and it goes wrong on cue, at any step."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import re
import socket
import ssl
import struct
import threading
from email.message import EmailMessage
from typing import Self

import msgspec

from distribute.testing.service import KEPT, Fault

USER, PASSWORD = "sentinel-user", "sentinel-password"


class Mail(msgspec.Struct, frozen=True):
    """A message as it was taken, with the parameters of its envelope."""

    sender: str
    to: str
    content: bytes
    parameters: str = ""

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)


class Cut(Exception):
    pass


class Session:
    """A client's visit."""

    def __init__(
        self,
        service: SmtpService,
        line: socket.socket,
        heard: list[str],
        fault: Fault | None,
        stack: contextlib.ExitStack,
    ) -> None:
        self.service, self.line, self.heard, self.fault, self.stack = service, line, heard, fault, stack
        self.file = line.makefile("rb")
        self.stack.callback(self.file.close)
        self.mail: tuple[str, str] | None = None
        self.to = ""

    def run(self) -> None:
        try:
            self.answer("banner", b"220 loopback ESMTP\r\n")
            while self.command():
                pass
        except Cut:
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def answer(self, step: str, usual: bytes) -> bool:
        said = self.service.say.get(step, usual)
        if said is None:
            raise Cut
        if step == self.service.drips:
            self.drip()
        self.line.sendall(said)
        return said is usual

    def drip(self) -> None:
        for byte in b"250-2.0.0 " + b"so slow" * 100:
            self.line.sendall(bytes([byte]))
            if self.service._closing.wait(0.02):
                return

    def command(self) -> bool:
        raw = self.file.readline(1000)
        words = raw.decode().strip()
        verb = words.upper().split(" ")[0]
        if not raw:
            return False
        self.heard.append(words)
        assert raw.endswith(b"\r\n")
        step = getattr(self, f"on_{verb.lower()}", None)
        if step is None:
            self.answer(verb, b"502 5.5.2 what?\r\n")
            return True
        step(words)
        return verb != "QUIT"

    def on_ehlo(self, words: str) -> None:
        offers = list(self.service.extensions)
        if self.service.tls and not isinstance(self.line, ssl.SSLSocket):
            offers.append("STARTTLS")
        lines = ["loopback", *offers]
        text = "".join(f"250{' ' if line is lines[-1] else '-'}{line}\r\n" for line in lines)
        self.answer("EHLO", text.encode())

    def on_starttls(self, words: str) -> None:
        if self.answer("STARTTLS", b"220 2.0.0 go\r\n"):
            assert self.service.tls
            self.line = self.stack.enter_context(self.service.tls.wrap_socket(self.line, server_side=True))
            self.file = self.line.makefile("rb")
            self.stack.callback(self.file.close)
            self.heard.append("(TLS)")

    def on_auth(self, words: str) -> None:
        self.heard[-1] = "AUTH"
        good = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        if self.fault == "401" or words.split(" ")[1:] != ["PLAIN", good]:
            self.answer("AUTH", b"535 5.7.8 " + PASSWORD.encode() + b" is wrong\r\n")
        else:
            self.answer("AUTH", b"235 2.7.0 welcome\r\n")

    def on_mail(self, words: str) -> None:
        match = re.fullmatch(r"mail FROM:<([^>]*)>(.*)", words, re.IGNORECASE)
        assert match, words
        assert match[1].isascii() or "smtputf8" in match[2].lower()
        if self.answer("MAIL", b"250 2.1.0 ok\r\n"):
            self.mail = (match[1], match[2])

    def on_rcpt(self, words: str) -> None:
        match = re.fullmatch(r"rcpt TO:<([^>]*)>", words, re.IGNORECASE)
        assert match, words
        if not self.mail:
            assert self.is_pipelined, words
            self.answer("RCPT", b"503 5.5.1 MAIL first\r\n")
        elif self.fault == "422":
            self.answer("RCPT", b"550 5.1.1 nobody here\r\n")
        elif self.answer("RCPT", b"250 2.1.5 ok\r\n"):
            self.to = match[1]

    @property
    def is_pipelined(self) -> bool:
        """Whether a client may send the next command before the reply (RFC 2920)."""
        return "PIPELINING" in self.service.extensions

    def on_data(self, words: str) -> None:
        assert self.to or self.is_pipelined, "a recipient comes first"
        if not self.to:
            self.answer("DATA", b"503 5.5.1 RCPT first\r\n")
            return
        if not self.answer("DATA", b"354 go on\r\n"):
            return
        if "body" in self.service.say:
            self.file.readline()
            raise Cut
        lines = []
        while (raw := self.file.readline()) != b".\r\n":
            if not raw:
                self.heard.append("(cut in the middle)")
                return
            assert len(raw) <= 1000, "lines are of 998 octets"
            assert raw.endswith(b"\r\n"), "no bare LF"
            assert b"\r" not in raw[:-2], "no bare CR"
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        self.heard.append(".")
        self.take(b"".join(lines))
        self.answer_the_dot()

    def take(self, content: bytes) -> None:
        assert self.mail
        assert content.isascii() or "8bitmime" in self.mail[1].lower()
        if "." not in self.service.say and (self.fault is None or self.fault in KEPT):
            self.service.arrived.append(Mail(self.mail[0], self.to, content, self.mail[1]))

    def answer_the_dot(self) -> None:
        kind = (self.fault or "none").split()[0]
        if kind == "cut":
            raise Cut
        if kind == "silence":
            self.service._closing.wait(20)
        elif kind == "slow":
            self.drip()
        elif kind == "half":
            self.line.sendall(b"25")
            raise Cut
        else:
            usual = {"429": b"450 4.7.1 later\r\n", "a": b"HTTP/1.1 400 Bad Request\r\n\r\n"}
            self.answer(".", usual.get(kind, b"250 2.0.0 queued\r\n"))

    def on_noop(self, words: str) -> None:
        self.answer("NOOP", b"250 2.0.0 ok\r\n")

    def on_quit(self, words: str) -> None:
        self.answer("QUIT", b"221 2.0.0 bye\r\n")


class SmtpService:
    """A mail server that is strict about the wire, and goes wrong on cue, at any step.

    `say` maps a step (a verb, "banner" or ".") to what is answered there in place of the usual;
    None cuts the connection.
    """

    lag = 0.0
    visit = Session

    def __init__(self, tls: ssl.SSLContext | None = None, *, at_once: bool = False) -> None:
        self.extensions = ["SIZE 1000000", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN"]
        self.tls, self.at_once = tls, at_once
        self.arrived: list[Mail] = []
        self.attempts: list[list[str]] = []
        self.say: dict[str, bytes | None] = {}
        self.drips = ""
        self._cues: list[Fault] = []
        self._closing = threading.Event()
        self._socket: socket.socket | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._deaf()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def fail(self, *faults: Fault) -> None:
        if "refused" in faults:
            self._deaf()
        self._cues = [fault for fault in faults if fault != "refused"]

    def heal(self) -> None:
        self._cues, self.say = [], {}
        if self._socket is None:
            self._listen()

    def stranger(self, fields: dict[str, str]) -> None: ...

    def _listen(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", self._port))
        self._port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()

    def _deaf(self) -> None:
        if self._socket:
            # A thread in accept() holds the port until it is woken.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        fault = self._cues.pop(0) if self._cues else None
        heard: list[str] = []
        self.attempts.append(heard)
        with contextlib.suppress(OSError, ssl.SSLError), contextlib.ExitStack() as stack:
            stack.enter_context(line)
            if self.at_once and self.tls:
                line = stack.enter_context(self.tls.wrap_socket(line, server_side=True))
            self.visit(self, line, heard, fault, stack).run()


# In HTTP's words: 429 is a 4yz to the message, 422 a 5yz to the recipient, 401 a 5yz to the login.
FAULTS: tuple[Fault, ...] = (
    "refused",
    "cut before keeping",
    "cut after keeping",
    "half an answer",
    "429",
    "401",
    "422",
    "silence before keeping",
    "silence after keeping",
    "slow drip",
    "a proxy's page",
)
