"""Limits on the time that a PostgreSQL database may take, for every client of one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg


@contextmanager
def shut_down_after(connection: psycopg.Connection, seconds: float) -> Iterator[None]:
    """Shut down a connection that is in use for longer than that.

    The server's time-outs do not help if the server or the network stops responding.
    """
    end = threading.Timer(seconds, _shut_down, [connection])
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


def _shut_down(connection: psycopg.Connection) -> None:
    """Shut down the socket, so that a pending read fails instead of waiting."""
    import psycopg

    with suppress(OSError, psycopg.Error), socket.fromfd(
        connection.fileno(), socket.AF_INET, socket.SOCK_STREAM
    ) as wire:  # fmt: skip
        wire.shutdown(socket.SHUT_RDWR)
