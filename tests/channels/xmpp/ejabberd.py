"""An ejabberd of the tests' own.

`ejabberdctl` runs as root or as the package's own user, and starts a service of Erlang that stays. So the server is
started as that script does it, without either.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .server import ACCOUNTS, HOST, PASSWORD, XmppServer

_CONFIG = """\
hosts: ["{host}"]
loglevel: warning
auth_password_format: scram
certfiles: ["{folder}/both.pem"]
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: true}}
  - {{port: {tls_port}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true}}
acl: {{admin: {{user: ["witness@{host}"]}}}}
modules:
  mod_caps: {{}}
  mod_disco: {{}}
  mod_mam: {{}}
  mod_muc: {{hosts: ["rooms.{host}"], default_room_options: {{mam: true}}}}
  mod_ping: {{}}
  mod_pubsub: {{hosts: ["pubsub.{host}"], plugins: ["flat", "pep"]}}
  mod_roster: {{}}
"""
_MAKE_ACCOUNTS = """\
[ok = ejabberd_auth:try_register(Name, <<"{host}">>, <<"{password}">>) || Name <- [{names}]],
ok = file:write_file("{folder}/ready", "").
"""


class Ejabberd(XmppServer):
    """ejabberd, with an archive for each room."""

    program = "ejabberdctl"

    def write(self) -> None:
        """Write its settings."""
        values = {"folder": self.folder, "host": HOST, "port": self.port, "tls_port": self.tls_port}
        (self.folder / "ejabberd.yml").write_text(_CONFIG.format(**values))
        key = (self.folder / "key.pem").read_text()
        (self.folder / "both.pem").write_text(key + self.certificate.read_text())

    def command(self) -> list[str]:
        """Return what runs it in the foreground, makes the accounts and then says that it is ready."""
        names = ", ".join(f'<<"{name}">>' for name in ACCOUNTS)
        accounts = _MAKE_ACCOUNTS.format(host=HOST, password=PASSWORD, names=names, folder=self.folder)
        kept = ["-mnesia", "dir", f'"{self.folder}/data"']
        return ["erl", "-noinput", *kept, "-s", "ejabberd", "-eval", accounts]

    def environment(self) -> dict[str, str]:
        """Return the variables that it runs with."""
        libraries = re.search(r"^ERL_LIBS='(.+)'", Path(self.path).read_text(encoding="utf-8"), re.MULTILINE)
        return {
            "PATH": os.defpath, "HOME": str(self.folder), "ERL_LIBS": libraries[1] if libraries else "",
            "EJABBERD_CONFIG_PATH": f"{self.folder}/ejabberd.yml",
            "EJABBERD_LOG_PATH": f"{self.folder}/ejabberd.log",
        }  # fmt: skip

    def is_ready(self) -> bool:
        """Return whether it answers and has its accounts."""
        return (self.folder / "ready").exists()
