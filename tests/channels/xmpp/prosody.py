"""A Prosody of the tests' own."""

from __future__ import annotations

import os

from .server import ACCOUNTS, HOST, PASSWORD, XmppServer

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


class Prosody(XmppServer):
    """Prosody, with an archive for the rooms at `rooms`, and none at `quiet`."""

    program = "prosody"

    def write(self) -> None:
        """Write its settings and accounts."""
        accounts = self.folder / "data" / HOST.replace(".", "%2e") / "accounts"
        accounts.mkdir(parents=True)
        for name in ACCOUNTS:
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}" }};\n')
        values = {"folder": self.folder, "host": HOST, "port": self.port, "tls_port": self.tls_port}
        (self.folder / "prosody.cfg.lua").write_text(_CONFIG.format(**values))

    def command(self) -> list[str]:
        """Return what runs it in the foreground."""
        return [self.path, "--config", str(self.folder / "prosody.cfg.lua"), "-F"]

    def environment(self) -> dict[str, str]:
        """Return the variables that it runs with."""
        return {"LC_ALL": "C", "PATH": os.defpath}
