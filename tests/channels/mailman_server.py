"""A real Mailman of the tests' own, on loopback, with its files in a folder that goes with it."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.tools import free_port

from .services_email import Mail, Session, SmtpService

USER, PASSWORD = "restadmin", "mailman-password-of-the-tests"
MEMBERS = [f"member{number}@members.example.org" for number in range(26)]
_LONGEST = 120.0  # seconds until it answers, and until its queues are empty
_UNUSED = ("archive", "bounces", "command", "lmtp", "retry", "task", "virgin", "digest", "nntp")
_BUSY = ("in", "pipeline", "out")
_SETTINGS = """\
[mailman]
site_owner: owner@lists.example.org
layout: here
[paths.here]
var_dir: {folder}
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {out}
configuration: python:mailman.config.postfix
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: {user}
admin_pass: {password}
workers: 1
"""
_MAKE_LISTS = """\
import sys
from mailman.app.lifecycle import create_list
from mailman.core.initialize import initialize
from mailman.config import config
from mailman.interfaces.action import Action
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.usermanager import IUserManager
from zope.component import getUtility
settings, *members = sys.argv[1:]
initialize(settings)
getUtility(IDomainManager).add("lists.example.org")
for name, action, size in (("news", Action.defer, 0), ("held", Action.hold, 0), ("small", Action.defer, 1)):
    letters = create_list(f"{name}@lists.example.org")
    letters.default_nonmember_action = action
    letters.max_message_size = size
    letters.send_welcome_message = False
    for address in members:
        manager = getUtility(IUserManager)
        letters.subscribe(manager.get_address(address) or manager.create_address(address))
config.db.commit()
"""


class _Visit(Session):
    """A visit of Mailman to the mail server: many messages, each to many."""

    def on_mail(self, words: str) -> None:
        """Begin a message."""
        super().on_mail(words)
        self.all: list[str] = []

    def on_rcpt(self, words: str) -> None:
        """Note one more recipient."""
        super().on_rcpt(words)
        self.all.append(self.to)

    def on_rset(self, words: str) -> None:
        """Forget the message."""
        self.answer("RSET", b"250 2.0.0 ok\r\n")

    def take(self, content: bytes) -> None:
        """Keep a message, and count its copies."""
        super().take(content)
        self.service.copies.update(self.all)


class OutgoingMail(SmtpService):
    """The mail server that Mailman hands everything to; `copies` is how many each member got."""

    visit = _Visit

    def __init__(self) -> None:
        """Nobody got anything yet."""
        super().__init__()
        self.copies: Counter[str] = Counter()


class RealMailman:
    """A running Mailman with three lists: `news`, `held` for moderators, and `small` that takes 1 KB."""

    def __init__(self, folder: Path, rest: int, out: OutgoingMail) -> None:
        """Nothing was sent yet."""
        self.url, self._folder, self._out = f"http://127.0.0.1:{rest}/3.1", folder, out

    def sent(self) -> tuple[Counter[str], list[Mail]]:
        """Return how many copies each address got since the last time, and the messages, once Mailman is done."""
        _until(self._is_quiet)
        copies, mails = Counter(self._out.copies), list(self._out.arrived)
        self._out.copies.clear()
        self._out.arrived.clear()
        return copies, mails

    def _is_quiet(self) -> bool:
        """Return whether the queues are empty: a message in work stays in its queue."""
        queues = (self._folder / "queue" / queue for queue in _BUSY)
        return not any(True for queue in queues for _ in queue.glob("*.*"))


@contextmanager
def real_mailman(venv: Path, folder: Path) -> Iterator[RealMailman]:
    """Lend a running Mailman that is installed in a virtual environment."""
    settings, rest = folder / "mailman.cfg", free_port()
    env: dict[str, Any] = {**os.environ, "PYTHONPATH": ""}
    with ExitStack() as stack:
        out = stack.enter_context(OutgoingMail())
        port = out.address.rpartition(":")[2]
        text = _SETTINGS.format(folder=folder / "var", out=port, rest=rest, user=USER, password=PASSWORD)
        settings.write_text(text + "".join(f"[runner.{name}]\nstart: no\n" for name in _UNUSED))
        order = [venv / "bin" / "python", "-c", _MAKE_LISTS, settings, *MEMBERS]
        subprocess.run(order, env=env, check=True, cwd=folder, capture_output=True)
        log = stack.enter_context((folder / "master.log").open("wb"))
        run = subprocess.Popen(
            [venv / "bin" / "master", "-C", settings], env=env, cwd=folder, stdout=log, stderr=log
        )
        stack.callback(run.wait, _LONGEST)
        stack.callback(run.terminate)
        _until(lambda: _answers(rest))
        yield RealMailman(folder / "var", rest, out)


def _answers(port: int) -> bool:
    with suppress(OSError, HTTPException):
        line = HTTPConnection("127.0.0.1", port, timeout=5)
        line.request("GET", "/3.1/system/versions")
        return line.getresponse().status == 401
    return False


def _until(done: Any) -> None:
    until = time.monotonic() + _LONGEST
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)
