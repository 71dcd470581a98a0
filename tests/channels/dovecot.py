"""A real IMAP server, Dovecot, on loopback, with one mailbox."""

from __future__ import annotations

import getpass
import grp
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.tools import free_port

USER, PASSWORD = "reader", "sentinel-reader-password"
_NOBODY = 65534  # Dovecot refuses to read mail as root
_CONF = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
mail_location = maildir:{folder}/home/mail
"""


class Dovecot:
    """`program` is the server; `url` is what the setting `imap` names."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port = free_port()
        self.url = f"imap://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        is_root = os.geteuid() == 0
        uid, gid = (_NOBODY, _NOBODY) if is_root else (os.getuid(), os.getgid())
        (self.folder / "home").mkdir()
        os.chown(self.folder / "home", uid, gid)
        self.folder.chmod(0o755)
        conf = _CONF.format(
            folder=self.folder, port=self.port, password=PASSWORD, uid=uid, gid=gid,
            user="nobody" if is_root else getpass.getuser(), group=grp.getgrgid(gid).gr_name,
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(conf)
        command = [self.program, "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as line:
                    if line.recv(4) == b"* OK":
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log() or self.process.communicate()[1])

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self.folder)
