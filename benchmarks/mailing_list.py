"""Announces issues to a mailing list of a real Mailman on loopback, and counts the copies that its members get.

    python benchmarks/mailing_list.py [--members N] [--venv FOLDER]

The first mail server that `distribute publish` meets takes its message, hands it to Mailman and then answers, or
loses the answer, or sees its client killed; the second takes what Mailman sends out. Whatever happens, each member
gets one copy of an issue. Last the same message is sent twice without us: two copies each, so it is no merit of
Mailman's. Mailman is installed into a temporary folder; --venv names a virtual environment that has it already.
"""

from __future__ import annotations

import argparse
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.stories import LONGEST, Case, Deadly, Done, Newsroom, Place, a_place, finish, until  # noqa: E402
from tests.channels.mailman_server import OutgoingMail  # noqa: E402
from tests.channels.services_email import PASSWORD, USER, Session, SmtpService  # noqa: E402

MAILMAN = ("mailman==3.3.10", "sqlalchemy<2.1")  # which does not work with a later one
LIST = "news@lists.example.org"
SENDER = "letter@newsletter.example.org"
PATIENCE = 4.0
QUEUES = ("in", "pipeline", "out")
UNUSED = ("archive", "bounces", "command", "rest", "retry", "task", "virgin", "digest")
SETTINGS = """\
[mailman]
site_owner: owner@lists.example.org
layout: here
[paths.here]
var_dir: {folder}
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {out}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
configuration: python:mailman.config.postfix
"""
MAKE_LIST = """\
import sys
from mailman.app.lifecycle import create_list
from mailman.core.initialize import initialize
from mailman.config import config
from mailman.interfaces.action import Action
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.usermanager import IUserManager
from zope.component import getUtility
settings, name, count = sys.argv[1:]
initialize(settings)
getUtility(IDomainManager).add(name.partition("@")[2])
letters = create_list(name)
letters.default_nonmember_action = Action.accept
letters.send_welcome_message = False
for number in range(int(count)):
    address = getUtility(IUserManager).create_address(f"member{number}@members.example.org")
    letters.subscribe(address)
config.db.commit()
"""


class Gate(Session):
    """A visit to the mail server before Mailman."""

    def take(self, content: bytes) -> None:
        """Keep a message, and hand it over to Mailman; kill its sender if that is to come right after."""
        before = len(self.service.arrived)
        super().take(content)
        for mail in self.service.arrived[before:]:
            with smtplib.LMTP("127.0.0.1", self.service.lmtp) as mailman:
                mailman.sendmail(mail.sender, [mail.to], mail.content)
        self.service.kill("after")


class Entrance(Deadly, SmtpService):
    """The mail server before Mailman, which goes wrong on cue."""

    visit = Gate
    lmtp = 0


class Lists:
    """A Mailman with one list, between its two mail servers."""

    def __init__(self, folder: Path, entrance: Entrance, way_out: OutgoingMail, members: int) -> None:
        """Nothing has been sent yet."""
        self.folder, self.entrance, self.exit, self.members = folder, entrance, way_out, members

    def copies(self) -> tuple[int, int, int]:
        """Return how many members got something since the last time, and the least and the most that one got."""
        until(self._is_quiet)
        got = self.exit.copies
        each = [got[f"member{number}@members.example.org"] for number in range(self.members)]
        strangers = sum(got.values()) - sum(each)
        got.clear()
        return sum(count > 0 for count in each), min(each), max(each) + strangers

    def _is_quiet(self) -> bool:
        """Return whether Mailman has nothing left to do: a message in work stays in its queue."""
        return not any(list((self.folder / "queue" / queue).glob("*.*")) for queue in QUEUES)


@contextmanager
def mailman(place: Place, venv: Path, members: int) -> Iterator[Lists]:
    """Lend a running Mailman with a list."""
    folder, settings = place.folder / "mailman", place.folder / "mailman.cfg"
    with socket.create_server(("127.0.0.1", 0)) as free:
        lmtp = free.getsockname()[1]
    with ExitStack() as stack:
        entrance, way_out = stack.enter_context(Entrance()), stack.enter_context(OutgoingMail())
        entrance.lmtp = lmtp
        text = SETTINGS.format(folder=folder, out=way_out.address.rpartition(":")[2], lmtp=lmtp)
        settings.write_text(text + "".join(f"[runner.{name}]\nstart: no\n" for name in UNUSED))
        env = {**os.environ, "PYTHONPATH": ""}
        order = [venv / "bin" / "python", "-c", MAKE_LIST, settings, LIST, str(members)]
        subprocess.run(order, env=env, check=True, cwd=place.folder)
        run = subprocess.Popen([venv / "bin" / "master", "-C", settings], env=env, cwd=place.folder)
        stack.callback(run.wait, LONGEST)
        stack.callback(run.terminate)
        if not until(lambda: _listens(lmtp)):
            raise TimeoutError("Mailman does not listen")
        yield Lists(folder, entrance, way_out, members)


def _listens(port: int) -> bool:
    with suppress(OSError), smtplib.LMTP("127.0.0.1", port):
        return True
    return False


def newsroom(case: Case, place: Place, lists: Lists) -> Newsroom:
    """Return a site that announces to the list."""
    room = Newsroom(case, place, PATIENCE, {"SMTP_USERNAME": USER, "SMTP_PASSWORD": PASSWORD})
    login = "username: $SMTP_USERNAME, password: $SMTP_PASSWORD"
    times = f"timeout: {PATIENCE / 4}s, patience: {PATIENCE}s"
    smtp = f"smtp: 'smtp://{lists.entrance.address}'"
    room.settings([f"email: {{{smtp}, from: {SENDER}, to: {LIST}, {login}, {times}}}"])
    return room


class Story(Case):
    """One issue's way to the members; `seen` is what each step brought."""

    def __init__(self, name: str, place: Place, lists: Lists) -> None:
        """Nothing has happened yet."""
        super().__init__("mailing list", name)
        self.room, self.lists = newsroom(self, place, lists), lists
        self.seen: list[str] = []

    def step(self, what: str, code: int, done: Done, copies: int) -> None:
        """Hold a step to its exit code, and to the copies that each member got by it."""
        self.expect(done.code == code, f"{what}: {done.said}")
        reached, least, most = self.lists.copies()
        self.expect(least == most == copies, f"{what}: {least} to {most} copies each, not {copies}")
        self.count(copies * self.lists.members, reached * most)
        self.seen.append(f"{what}: exit {done.code}, {reached} members got {most}")


def plain(story: Story) -> None:
    """Publish, and publish again."""
    story.step("publish", 0, story.room.publish(), 1)
    story.step("again", 0, story.room.publish(), 0)


def lost(story: Story) -> None:
    """Lose the answer: it is never sent again, before patience is over or after, until a person says what was."""
    story.lists.entrance.fail("cut after keeping")
    story.step("publish, the answer lost", 3, story.room.publish(), 1)
    _in_doubt(story, "--posted", "https://lists.example.org/news/1", 0)


def never_sent(story: Story) -> None:
    """Lose the message: it looks the same from here, and a person says that it is to be sent."""
    story.lists.entrance.fail("cut before keeping")
    story.step("publish, the message lost", 3, story.room.publish(), 0)
    _in_doubt(story, "--not-posted", "", 1)


def killed(story: Story) -> None:
    """Kill the process when Mailman has the message."""
    entrance, room = story.lists.entrance, story.room
    entrance.kill_at = "after"
    entrance.victim = room.start("publish", f"content/news/{room.file}")
    done = finish(entrance.victim)
    entrance.kill_at, entrance.victim = "", None
    story.kills += 1
    story.step("publish, killed", -signal.SIGKILL, done, 1)
    _in_doubt(story, "--posted", "https://lists.example.org/news/1", 0)


def _in_doubt(story: Story, word: str, url: str, copies: int) -> None:
    """Run everything that might send it again, take a person's word, and publish."""
    room = story.room
    story.step("publish", 3, room.publish(), 0)
    story.step("settle", 3, room.run("settle", "42"), 0)
    room.wait_out()
    story.step("settle after patience", 3, room.run("settle", "42"), 0)
    story.step("publish after patience", 3, room.publish(), 0)
    settled = room.run("settle", "42", "email", word, *filter(None, [url]))
    story.step(f"settle {word}", 0, settled, 0)
    story.step("publish", 0, room.publish(), copies)
    story.step("again", 0, room.publish(), 0)


STORIES: dict[str, Callable[[Story], None]] = {
    "nothing goes wrong": plain,
    "the answer is lost": lost,
    "the message is lost": never_sent,
    "killed": killed,
}


def twice_without_us(lists: Lists) -> tuple[int, int, int]:
    """Send a message twice, Message-ID and all, as a retry does; return the copies."""
    letter = f"From: {SENDER}\r\nTo: {LIST}\r\nSubject: Twice\r\nMessage-ID: <1@example.org>\r\n\r\nHello\r\n"
    for _ in range(2):
        with smtplib.LMTP("127.0.0.1", lists.entrance.lmtp) as server:
            server.sendmail(SENDER, [LIST], letter)
    return lists.copies()


def installed(folder: Path) -> Path:
    """Make a virtual environment with Mailman in it."""
    print(f"installing {MAILMAN[0]} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *MAILMAN], check=True)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--members", type=int, default=26)
    parser.add_argument("--venv", type=Path, help="a virtual environment with Mailman in it")
    options = parser.parse_args()
    begun, told = time.monotonic(), list[Any]()
    with (
        a_place() as place,
        mailman(place, options.venv or installed(place.folder / "venv"), options.members) as lists,
    ):
        for name, tell in STORIES.items():
            story = Story(name, place, lists)
            tell(story)
            told.append(story)
        control = twice_without_us(lists)
    for story in told:
        print(f"{story.name}: {story.arrived} copies, {story.expected} expected")
        print(
            "".join(f"  {line}\n" for line in story.seen) + "".join(f"  OFF {what}\n" for what in story.off)
        )
    print(f"the same message twice without us: {control[0]} members got {control[1]} to {control[2]}")
    off = sum(bool(story.off) for story in told) + (control != (options.members, 2, 2))
    print(f"{len(told)} issues, {options.members} members, {off} off; {time.monotonic() - begun:.0f} s")
    return int(off > 0)


if __name__ == "__main__":
    sys.exit(main())
