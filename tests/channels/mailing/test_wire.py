"""When the bytes of a message leave, on a connection whose other end the test holds."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from distribute.channels.mailing.store import Row
from distribute.channels.mailing.wire import Line, Result

ROW = Row(b"key", "ann@example.org", "Ann", "https://example.org/leave", 0)


@pytest.fixture
def ends() -> Iterator[tuple[Any, socket.socket]]:
    """Our end, as smtplib has it, and the server's."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        theirs.settimeout(2)
        yield SimpleNamespace(sock=ours, has_extn=lambda _: True, close=ours.close), theirs


def begun(
    ends: tuple[Any, socket.socket], may_send: Callable[[Row], bool], body: bytes, timeout: float = 5
) -> Line:
    """Return a connection whose server waits for the body."""
    server, theirs = ends
    line = Line(server, "letter@example.org", timeout, lambda _: body, may_send)
    line.take(ROW)
    line.flush()
    assert theirs.recv(1000).endswith(b"DATA\r\n")
    theirs.sendall(b"250 ok\r\n250 ok\r\n354 go on\r\n")
    line.read()
    return line


def test_a_body_that_waited_too_long_does_not_leave(ends: tuple[Any, socket.socket]) -> None:
    """Between the server's answer and the next turn, the store may take longer than the lease."""
    allowed = [True]
    line = begun(ends, lambda _: allowed[0], b"body\r\n")
    allowed[0] = False
    line.flush()
    assert line.results == [Result(ROW, "MAIL", 0, "stopped")]
    assert ends[1].recv(1000) == b""


def test_a_body_that_has_not_left_is_not_in_doubt(ends: tuple[Any, socket.socket]) -> None:
    line = begun(ends, lambda _: True, b"body\r\n")
    line.close("the store failed")
    assert [result.in_doubt for result in line.results] == [False]


def test_the_rest_of_a_body_does_not_follow_late(ends: tuple[Any, socket.socket]) -> None:
    """A server that reads slowly must not get the last line of a message after the time for it is over."""
    line = begun(ends, lambda _: True, b"x" * 4_000_000, timeout=0.05)
    line.flush()
    assert line.wants_to_write
    time.sleep(0.1)
    while ends[1].recv(1_000_000) and ends[0].sock.fileno() >= 0:
        line.flush()
    assert [result.in_doubt for result in line.results] == [True]
