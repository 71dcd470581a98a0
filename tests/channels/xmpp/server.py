"""An XMPP server of the tests' own: on loopback, with its files in a folder that goes with it."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from tests.tools import free_port

HOST = "xmpp.example"
PASSWORD = "xmpp-password-of-the-tests"
ACCOUNTS = ("news", "editor", "witness")
_LONGEST = 120.0  # seconds until it answers on a busy machine
_TO_END = 10  # seconds for an orderly end; Prosody takes one


class XmppServer:
    """A server with three accounts; `witness` is its administrator."""

    program: ClassVar[str]

    def __init__(self, program: str, folder: Path) -> None:
        """Write its files."""
        self.path, self.folder = program, folder
        self.port, self.tls_port = free_port(), free_port()
        self.certificate = folder / "cert.pem"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._make_certificate()
        self.write()
        with (self.folder / "out.log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment()
            )
        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.is_ready():
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("".join(path.read_text() for path in self.folder.glob("*.log")))

    def stop(self) -> None:
        """Stop it; Prosody now and then closes all it has and does not end."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def write(self) -> None:
        """Write its settings and accounts."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return what runs it in the foreground."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """Return the variables that it runs with."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Return whether it answers."""
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.tls_port)).close()
            return True
        return False

    def _make_certificate(self) -> None:
        name = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout".split()
        files = [str(self.folder / "key.pem"), *name, "-out", str(self.certificate)]
        subprocess.run(["openssl", "req", "-x509", *key, *files], check=True, capture_output=True)
