"""Measures a durable mailing beside Postfix's smtp-source, into the same smtp-sink in one run.

    python benchmarks/mailing.py [--messages N] [--rounds N] [--readers N]

First both send distinct messages of 20 KB on ten connections, in turn: messages a second, and CPU a message. Then one mailing
each of 10,000 readers and of `--readers` (a million): time, memory, size of the store. Times depend on the machine; the gates are
ratios. Exit code 1 if one is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from distribute.channel.post import Message  # noqa: E402
from distribute.channels.mailing.readers import read_readers  # noqa: E402
from distribute.channels.mailing.sender import Job, Lease, run  # noqa: E402
from distribute.channels.mailing.sqlite import SqliteStore  # noqa: E402
from distribute.channels.mailing.store import Mailing, Row  # noqa: E402
from distribute.channels.mailing.template import LEAVE, make_template  # noqa: E402
from distribute.transport.smtp import open_connection  # noqa: E402

SIZE = 20_000  # bytes of a message
CONNECTIONS = 10
SMALL = 10_000
NAME = "0123456789abcdef" * 2
SENDER = "letter@example.org"
MOST_CPU = 2.5
LEAST_RATE = 0.9
MOST_MEMORY = 1.2
_LINE = "The quick brown fox jumps over the lazy dog, and the newsletter tells it.\n"


class Cost(NamedTuple):
    """What sending cost: the rate in messages a second, the CPU in microseconds a message."""

    rate: float
    cpu: float


def mail(folder: Path, url: str, subscribers: str) -> dict[str, float]:
    """Freeze the readers of a list and mail them; return what each cost, in seconds and kilobytes."""
    half = (SIZE - 1200) // 2 // len(_LINE)
    message = Message(text=_LINE * half + LEAVE, html=f"<p>{_LINE * half}</p><a href='{LEAVE}'>leave</a>")
    template = make_template(f"From: {SENDER}\r\nSubject: News\r\n".encode(), message, NAME, "example.org")
    connect = partial(open_connection, url, "example.org", None, 30)
    job = Job(
        name=NAME, template=template, sender=SENDER, timeout=30, connect=connect, connections=CONNECTIONS
    )
    with closing(SqliteStore(folder / "mailings.db", make=True)) as store:
        begun, cpu = time.monotonic(), time.process_time()
        readers = (reader._replace(language="en") for reader in read_readers(subscribers, None, "", folder))
        counts = store.freeze(Mailing(NAME, NAME), "en", readers, ())
        frozen, cpu_frozen = time.monotonic(), time.process_time()
        report = run(store, job, Lease(900), threading.Event())
        sent, cpu_sent = time.monotonic(), time.process_time()
    assert report.counts.sent == counts.candidates, report
    size = sum(path.stat().st_size for path in folder.glob("mailings.db*"))
    return {
        "messages": counts.candidates, "bytes": len(template.content(Row(bytes(16), "", "", "https://example.org/", 0))),
        "freezing": frozen - begun, "freezing_cpu": cpu_frozen - cpu, "sending": sent - frozen,
        "sending_cpu": cpu_sent - cpu_frozen, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "store": size / 1024,
    }  # fmt: skip


def mailed(url: str, number: int) -> dict[str, float]:
    """Mail a list of so many readers in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "list.csv").open("w") as file:
            file.write("email,name,language,unsubscribe\n")
            for each in range(number):
                file.write(
                    f"reader{each}@host{each % 997}.example,Reader {each},en,https://example.org/leave/{each:08x}\n"
                )
        command = [sys.executable, __file__, "--work", name, url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found: dict[str, float] = json.loads(told)
        return found


def ours(url: str, messages: int) -> Cost:
    """Send with a durable mailing."""
    told = mailed(url, messages)
    return Cost(messages / told["sending"], 1e6 * told["sending_cpu"] / messages)


def theirs(url: str, messages: int) -> Cost:
    """Send with smtp-source."""
    options = f"-s {CONNECTIONS} -m {messages} -l {SIZE} -f {SENDER} -t reader@host.example"
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(["/usr/bin/env", "smtp-source", *options.split(), url.removeprefix("smtp://")], check=True)
    seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(messages / seconds, 1e6 * cpu / messages)


@contextmanager
def smtp_sink() -> Iterator[str]:
    """Yield the address of a running smtp-sink."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    who = ["-u", "nobody"] if os.geteuid() == 0 and pwd.getpwnam("nobody") else []
    with subprocess.Popen(["/usr/bin/env", "smtp-sink", *who, f"127.0.0.1:{port}", "1000"]) as sink:
        try:
            _until_it_listens(port)
            yield f"smtp://127.0.0.1:{port}"
        finally:
            sink.terminate()


def _until_it_listens(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("smtp-sink does not listen")


def _gate(what: str, value: float, limit: float, *, least: bool = False) -> bool:
    kept = value >= limit if least else value <= limit
    print(
        f"{'ok    ' if kept else 'MISSED'} {what}: {value:.2f} ({'at least' if least else 'at most'} {limit})"
    )
    return kept


def main() -> int:
    """Print the measurements and hold them to the gates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", type=int, default=1_000_000)
    parser.add_argument("--work", nargs=2, metavar=("FOLDER", "URL"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        print(json.dumps(mail(Path(asked.work[0]), asked.work[1], "list.csv")))
        return 0
    with smtp_sink() as url:
        rounds = [(ours(url, asked.messages), theirs(url, asked.messages)) for _ in range(asked.rounds)]
        for own, other in rounds:
            print(
                f"mailing {own.rate:,.0f}/s {own.cpu:.0f} us    smtp-source {other.rate:,.0f}/s {other.cpu:.0f} us"
            )
        rate = statistics.median(own.rate / other.rate for own, other in rounds)
        cpu = statistics.median(own.cpu / other.cpu for own, other in rounds)
        kept = [_gate("rate to smtp-source's", rate, LEAST_RATE, least=True)]
        kept.append(_gate("CPU a message to smtp-source's", cpu, MOST_CPU))
        few, many = mailed(url, SMALL), mailed(url, asked.readers)
        for told in (few, many):
            print(_words(told))
        kept.append(
            _gate(
                f"memory, {asked.readers:,} readers to {SMALL:,}", many["memory"] / few["memory"], MOST_MEMORY
            )
        )
    return int(not all(kept))


def _words(told: dict[str, Any]) -> str:
    return (
        f"{told['messages']:,} readers, {told['bytes']:,} bytes each: frozen in {told['freezing']:.1f} s, sent in "
        f"{told['sending']:.1f} s ({told['messages'] / told['sending']:,.0f}/s), memory {told['memory'] / 1024:.0f} MB, store "
        f"{told['store'] / 1024:.1f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
