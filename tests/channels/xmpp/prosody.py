"""A Prosody of the tests' own: on loopback, with its files in a folder that goes with it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

HOST = "xmpp.example"
PASSWORD = "prosody-password-of-the-tests"
ACCOUNTS = ("news", "editor", "witness")
_LONGEST = 20.0  # seconds until it answers

_CONFIG = """\
run_as_root = true
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
plugin_paths = {{}}
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{folder}/prosody.log" }} }}
admins = {{ "witness@{host}" }}
modules_enabled = {{ "saslauth", "tls", "disco", "roster", "pep", "ping" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ {tls_port} }}
certificates = "{folder}"
https_ports = {{ }}
http_ports = {{ }}
ssl = {{ key = "{folder}/key.pem", certificate = "{folder}/cert.pem" }}

VirtualHost "{host}"

VirtualHost "other.example"
  ssl = {{ key = "{folder}/key.pem", certificate = "{folder}/cert.pem" }}

Component "pubsub.{host}" "pubsub"
  modules_enabled = {{ "pubsub" }}
  expose_publisher = true
  default_admin_affiliation = "owner"

Component "rooms.{host}" "muc"
  modules_enabled = {{ "muc_mam" }}
  muc_log_by_default = true
  restrict_room_creation = false
  muc_room_default_public = true
  max_history_messages = 5

Component "quiet.{host}" "muc"
  restrict_room_creation = false
"""


class Prosody:
    """A server with three accounts; `witness` is its administrator."""

    def __init__(self, program: str, folder: Path) -> None:
        """Write its files."""
        self.program, self.folder = program, folder
        self.port, self.tls_port = _free_port(), _free_port()
        self.certificate = folder / "cert.pem"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._write()
        config = self.folder / "prosody.cfg.lua"
        with (self.folder / "out.log").open("wb") as log:
            self._process = subprocess.Popen(
                [self.program, "--config", str(config), "-F"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={"LC_ALL": "C", "PATH": os.defpath},
            )  # fmt: skip
        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.tls_port)).close()
                return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "out.log").read_text() + (self.folder / "prosody.log").read_text())

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            self._process.wait(_LONGEST)

    def _write(self) -> None:
        accounts = self.folder / "data" / HOST.replace(".", "%2e") / "accounts"
        accounts.mkdir(parents=True)
        for name in ACCOUNTS:
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}" }};\n')
        values = {"folder": self.folder, "host": HOST, "port": self.port, "tls_port": self.tls_port}
        (self.folder / "prosody.cfg.lua").write_text(_CONFIG.format(**values))
        name = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout".split()
        files = [str(self.folder / "key.pem"), *name, "-out", str(self.certificate)]
        subprocess.run(["openssl", "req", "-x509", *key, *files], check=True, capture_output=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
