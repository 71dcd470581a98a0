"""Announces issues to a list of a real Sympa on loopback, and compares what its members get with what was sent.

    python benchmarks/sympa_list.py

It needs Debian's package `sympa` (`apt-get install --no-install-recommends sympa libdbd-sqlite3-perl`; its service need
not run) and root, who starts Sympa's programs as the user `sympa`. Settings, database and spools are in a temporary
folder. A mail server of ours takes what `distribute publish` sends and puts it into Sympa's queue. Then the same message
is queued without us twice: as it is, as a retry does, which each member gets again, so it is no merit of Sympa's that
there is one copy; and with `Auto-Submitted: auto-generated`, which Sympa drops without a word.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.channels.services_email import SmtpService  # noqa: E402

PROGRAMS = Path("/usr/lib/sympa/bin")
LIST = "news@lists.example.org"
MEMBERS = ("ann@example.org", "bob@example.org", "eve@example.org")
LONGEST = 15.0  # seconds that Sympa may take for a message
SETTINGS = """\
domain lists.example.org
listmaster listmaster@lists.example.org
lang en
db_type SQLite
db_name {folder}/sympa.sqlite
home {folder}/lists
etc {folder}/etc
arc_path {folder}/archive
queue {folder}/spool/msg
queuebulk {folder}/spool/bulk
queuemod {folder}/spool/moderation
queuedigest {folder}/spool/digest
queueauth {folder}/spool/auth
queueoutgoing {folder}/spool/outgoing
sendmail {folder}/sendmail
"""
SENDMAIL = """\
#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift
{{ echo "$*"; cat; }} >"{folder}/out/$(date +%s%N)"
"""
THE_LIST = "subject The Letter\n\nstatus open\n\nsend public\n\nowner\nemail owner@example.org\n"
CHANNELS = """\
site: {{name: The Letter, url: "https://letter.example.com/", generator: hugo, issues: "content/*.md", max_age: 36500d}}
ledger: sqlite:ledger.db
channels:
  email: {{smtp: "smtp://{address}", from: "The Letter <letter@example.org>", to: news@lists.example.org}}
"""
ISSUES = {
    "2026-08": ("en", "Kites, reels & knots – August 2026", "[Kite 2.1](https://kite.example/2.1?a=1&b=2) adds a second reel"),
    "2026-09": ("de", "Drachenpost für September 2026: Schnüre, Größen, Übungen", "[Rolle 0.9](https://rolle.example/) hält länger"),
    "2026-10": ("ja", "凧だより 2026年10月号 凧と糸巻きのすべて", "[凧 2.1](https://kite.example/ja) が出ました"),
    "2026-11": ("ar", "رسالة الطائرات الورقية، نوفمبر 2026", "[الطائرة 2.1](https://kite.example/ar) بخيطين"),
}  # fmt: skip


class Copy(NamedTuple):
    """A message that Sympa sends out, and to whom."""

    members: list[str]
    message: EmailMessage


class Sympa:
    """A list in a folder, its programs started for one message at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, folder / "sympa.conf"
        spools = [f"spool/{name}" for name in ("msg", "bulk", "moderation", "digest", "auth", "outgoing")]
        for name in ("lists/news", "etc", "archive", "out", *spools):
            (folder / name).mkdir(parents=True)
        self.settings.write_text(SETTINGS.format(folder=folder))
        (folder / "lists" / "news" / "config").write_text(THE_LIST)
        (folder / "sendmail").write_text(SENDMAIL.format(folder=folder))
        (folder / "sendmail").chmod(0o755)
        for path in (folder, *folder.rglob("*"), Path("/run/sympa")):
            path.mkdir(exist_ok=True) if path.parent == Path("/run") else None
            shutil.chown(path, "sympa", "sympa")
        self._run("sympa.pl", "--health_check")
        self._run("sympa.pl", f"--add={LIST}", "--quiet", said="".join(f"{member}\n" for member in MEMBERS))
        for told in (folder / "out").iterdir():  # the listmaster, about the new database
            told.unlink()

    def _start(self, program: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PROGRAMS / program, *words], env={**os.environ, "SYMPA_CONFIG": str(self.settings)},
            user="sympa", group="sympa", extra_groups=[], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder,
        )  # fmt: skip

    def _run(self, program: str, *words: str, said: str = "") -> None:
        process = self._start(program, *words)
        told, _ = process.communicate(said)
        if process.returncode:
            sys.exit(f"{program}: {told}")

    def copies_of(self, content: bytes) -> list[Copy]:
        """Put a message into the queue as Sympa's `queue` does; return what is sent out for it."""
        place = self.folder / "spool" / "msg" / f"{LIST}.{time.time_ns() // 10**9}.{os.getpid()}"
        place.write_bytes(f"X-Sympa-To: {LIST}\n".encode() + content.replace(b"\r\n", b"\n"))
        shutil.chown(place, "sympa", "sympa")
        self._work("sympa_msg.pl", lambda: not place.exists())
        waiting = self.folder / "spool" / "bulk" / "msg"
        self._work("bulk.pl", lambda: not [*waiting.glob("*")])
        found = []
        for path in sorted((self.folder / "out").iterdir()):
            members, _, message = path.read_bytes().partition(b"\n")
            found.append(Copy(members.decode().split(), message_from_bytes(message, policy=policy.default)))
            path.unlink()
        return found

    def _work(self, program: str, is_done: Callable[[], bool]) -> None:
        process, until = self._start(program, "--foreground"), time.monotonic() + LONGEST
        while not is_done() and time.monotonic() < until:
            time.sleep(0.1)
        process.terminate()
        process.communicate()


def published(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the id of each issue and the message that `distribute publish` sends about it."""
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://letter.example.com/"\n')
    with SmtpService() as server:
        for number, (_, title, item) in ISSUES.items():
            (folder / "channels.yaml").write_text(CHANNELS.format(address=server.address))
            page = f'---\ntitle: "{title}"\ndate: {number}-05\n---\n\n## News\n\n- {item}\n'
            (folder / "content" / f"{number}.md").write_text(page)
            command = ("publish", f"content/{number}.md", "--not-live", "--new-ledger", "--yes")
            done = subprocess.run(
                [sys.executable, "-m", "distribute", *command],
                cwd=folder,
                text=True,
                capture_output=True,
                check=False,
            )
            if done.returncode:
                sys.exit(done.stdout + done.stderr)
            yield number, server.arrived[-1].content


def members(copies: list[Copy]) -> list[str]:
    return sorted(member for copy in copies for member in copy.members)


def automatic(content: bytes) -> bytes:
    return content.replace(b"Message-ID: <", b"Auto-Submitted: auto-generated\r\nMessage-ID: <auto-")


def links(message: EmailMessage) -> list[str]:
    body = message.get_body(("html",))
    return re.findall(r'href="([^"]*)"', body.get_content()) if body else []


def differences(sent: EmailMessage, copy: EmailMessage) -> Iterator[str]:
    for name in ("Subject", "From", "To", "Date", "Message-ID", "Archived-At"):
        if str(sent[name]) != str(copy[name]):
            yield f"{name}: {sent[name]!s} became {copy[name]!s}"
    if links(sent) != links(copy):
        yield f"{len(links(sent))} links became {len(links(copy))}"
    text, kept = (each.get_body(("plain",)) for each in (sent, copy))
    if not text or not kept or text.get_content().splitlines() != kept.get_content().splitlines():
        yield "the text is not whole"
    if not copy["List-Id"] or len(copy.get_all("List-Id") or ()) > 1:
        yield f"List-Id: {copy.get_all('List-Id')}"


def main() -> int:
    if os.getuid() or not PROGRAMS.is_dir():
        sys.exit("run it as root where Debian's package sympa is installed")
    begun, off = time.monotonic(), 0
    with TemporaryDirectory(prefix="sympa-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "sympa").mkdir()
        sympa = Sympa(folder / "sympa")
        for number, content in published(folder / "site"):
            sent = message_from_bytes(content, policy=policy.default)
            copies = sympa.copies_of(content)
            seen = [each for copy in copies for each in differences(sent, copy.message)]
            got, again, dropped = (
                members(copies),
                members(sympa.copies_of(content)),
                members(sympa.copies_of(automatic(content))),
            )
            wrong = (got, again, dropped) != ([*MEMBERS], [*MEMBERS], []) or bool(seen)
            off += wrong
            print(
                f"{number} ({ISSUES[number][0]}): {len(got)} copies, {len(links(sent))} links kept; without us again {len(again)}, "
                f"as automatic {len(dropped)}{'; OFF' * wrong}"
            )
            print("".join(f"  {line}\n" for line in seen), end="")
    print(f"{len(ISSUES)} issues, {off} off; {time.monotonic() - begun:.0f} s")
    return int(off > 0)


if __name__ == "__main__":
    sys.exit(main())
