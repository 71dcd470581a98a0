"""A site with an account on a Mastodon of its own, for real processes."""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import stories
from benchmarks.stories import LONGEST, Case, Place
from distribute.ledger.history import Post
from distribute.testing.service import Answer, Fault, MastodonService, Request

TOKEN_NAME = "PROCESSES_TOKEN"  # noqa: S105 - the name of a variable
SENTINEL = "sentinel-token-4f1d7c"
SAID = "sentinel-answer-9b2e60"
TIMEOUT, PATIENCE = 2.0, 10.0


class Watched(stories.Watched, MastodonService):
    """A Mastodon that kills who posts to it, goes deaf, hides what it keeps or makes rivals meet."""

    last_before_post = "/api/v2/instance"
    meeting: threading.Barrier | None = None

    def before_post(self) -> None:
        """Wait for rivals, if they are to meet."""
        if self.meeting:
            with suppress(threading.BrokenBarrierError):
                self.meeting.wait(LONGEST / 3)
        super().before_post()


class Leaky(Watched):
    """A Mastodon whose every answer says the token and more that is nobody's business."""

    token = SENTINEL

    def __init__(self, *, strange: bool = False, broken: bool = False) -> None:
        """Be `strange`: answer posts with no status; or `broken`: refuse whoever logs in."""
        super().__init__()
        self.strange, self.broken = strange, broken

    def keep(self, request: Request) -> Answer:
        """Keep a status, and answer with more than that."""
        answer = super().keep(request)
        return self._leak(200) if self.strange else answer

    def answer(self, request: Request) -> Answer:
        """Answer any other request, or refuse it."""
        return self._leak(500) if self.broken else super().answer(request)

    def status(self, post: Any) -> dict[str, Any]:
        """Return a status with secrets in it."""
        return {**super().status(post), "application": {"client_secret": SAID, "token": self.token}}

    def _leak(self, code: int) -> Answer:
        words = f"{SAID}: Bearer {self.token}"
        place = f"{self.url}/moved?access_token={self.token}"
        return Answer({"error": words, "error_description": words}, code, {"Location": place, "X-Said": SAID})

    def _fail(self, fault: Fault, answer: Answer, handler: Any) -> None:
        kind = fault.split()[0]
        if kind == "a":
            handler.reply(Answer(f"<html>{SAID} {self.token}</html>".encode()))
        elif kind.isdigit():
            handler.reply(self._leak(int(kind)))
        else:
            super()._fail(fault, answer, handler)


class Newsroom(stories.Newsroom):
    """A small site with an account on a Mastodon, and an outbox perhaps."""

    def __init__(
        self, case: Case, place: Place, service: Watched, *, timeout: float = TIMEOUT,
        patience: float = PATIENCE, names: str = "number", outbox: bool = False, ledger: bool = True,
    ) -> None:  # fmt: skip
        """Write the site; `names` is how its issues get their ids."""
        super().__init__(case, place, patience, {TOKEN_NAME: service.token}, ledger=ledger)
        self.service = service
        self.times = f"timeout: {timeout}s, patience: {patience}s"
        self.settings(
            [self.account(), *([f"outbox: {{path: outbox, {self.times}}}"] if outbox else [])], names=names
        )

    def account(self, channel: str = "mastodon") -> str:
        """Return the settings of the account, under the name `channel`."""
        server = f"server: '{self.service.url}', access_token: ${TOKEN_NAME}"
        return f"{channel}: {{use: mastodon, {server}, {self.times}}}"

    def post(self, channel: str = "mastodon") -> Post:
        """Return what the ledger says of the first post on a channel."""
        return super().post(channel)

    def start_publish(self, *words: str, config: str = "channels.yaml") -> subprocess.Popen[str]:
        """Begin to publish; the service may kill this process."""
        started = self.start("publish", f"content/news/{self.file}", *words, config=config)
        self.service.victim = started
        return started

    @property
    def files(self) -> list[Path]:
        """The posts in the outbox."""
        folder = self.folder / "outbox"
        return list(folder.glob("[!.]*")) if folder.is_dir() else []

    def expect_posted(self) -> None:
        """Hold the ledger to what is at the service: one post, posted, under its id."""
        post, there = self.post(), self.service.arrived
        self.case.expect(post.state == "posted", f"the ledger says {post.state}")
        self.case.expect(not post.duplicates, "the ledger has duplicates")
        known = post.receipt.id if post.receipt else None
        self.case.expect(known in {each.id for each in there}, f"the receipt {known} is of no post")
