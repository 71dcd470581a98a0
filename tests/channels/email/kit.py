"""An email channel and the mail servers it talks to."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest

from distribute.channel.post import Delivery, Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channels.email.adapter import Email
from distribute.testing.channel_contract import LINK
from tests.tools import free_port, missing, tool

SINK = tool("smtp-sink")


needs_sink = pytest.mark.skipif(not SINK, reason=missing("smtp-sink"))


def account(address: str, **more: Any) -> Email:
    settings = {
        "smtp": f"smtp://{address}",
        "from": "The Letter <letter@example.org>",
        "to": "list@example.org",
        "resolver": "127.0.0.1:9",  # nobody answers there
    }
    settings |= {"timeout": Duration(0.6)} | more
    return msgspec.convert(
        {"name": "email", "use": "email", **settings}, Email, dec_hook=lambda kind, value: value
    )


LOGIN = {"username": Secret("$SMTP_USERNAME"), "password": Secret("$SMTP_PASSWORD")}


def delivery(**more: Any) -> Delivery:
    message = Message(
        text=f"Out now\n\nRead: {LINK}",
        title="The Letter: Kites & more",
        summary="Wind",
        html=f'<!DOCTYPE html>\n<html lang="en"><body><div>Wind</div><a href="{LINK}">Read</a></body></html>\n',
        link=LINK,
    )
    since = datetime(2020, 12, 9, 12, 30, tzinfo=UTC)
    settings = {
        "key": "2020-11/email/en@1#1",
        "idempotency_key": "0123abcd",
        "language": "en",
        "first_attempt_at": since,
    }
    return Delivery(**{**settings, "message": message, **more})


def send(channel: Email, **more: Any) -> Receipt:
    what = delivery(**more)
    return channel.post(what, channel.prepare(what))


def said(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


class Sink:
    """Postfix's own server for tests, keeping each message in a file."""

    def __init__(self, *options: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sink-"))
        self.folder.chmod(0o777)  # started by root, it becomes nobody
        self.address = f"127.0.0.1:{free_port()}"
        assert SINK
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [SINK, *user, *options, "-D", f"{self.folder}/%M.", self.address, "100"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def __enter__(self) -> Self:
        host, _, port = self.address.partition(":")
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection((host, int(port)), 1).close()
            except OSError:
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < until
                threading.Event().wait(0.01)
            else:
                return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self.folder)

    @property
    def messages(self) -> list[EmailMessage]:
        files = [file for file in self.folder.iterdir() if file.stat().st_size]
        found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [message for message in found if message["Message-ID"]]
