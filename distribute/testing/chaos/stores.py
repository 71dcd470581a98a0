"""Each kind of ledger in the chaos run: created per story, broken and repaired."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from distribute.ledger.events import Ledger
from distribute.testing.postgres import Loss, PostgresServer, Proxy, a_postgres

BRANCH = "distribute-ledger"
Broken = dict[str, Callable[[], AbstractContextManager[int | None]]]
HELD = 1.5  # the most seconds for which another process locks the ledger
_WHO = ("-c", "user.name=a", "-c", "user.email=a@localhost")
_ISSUE = """\
---
title: Example Newsletter 42
slug: forty-two
date: 2020-12-09
---
## Releases

- **Libfoo 1.2** was released with a faster parser.
- **Bar 3.0** speaks the new protocol.
"""


class Store:
    """One ledger and its site, which a `with` statement creates."""

    name: ClassVar[str]
    setting: ClassVar[str]
    server: ClassVar[PostgresServer | None] = None

    def __init__(self, folder: Path, channels: str) -> None:
        """Write the site into `folder`, with these channels."""
        self.folder = folder
        self.env: Mapping[str, str] = {}
        self.stack = ExitStack()
        (folder / "content" / "news").mkdir(parents=True)
        (folder / "content" / "news" / "42.md").write_text(_ISSUE)
        (folder / "hugo.toml").write_text('baseURL = "https://newsletter.example.org/"\n')
        (folder / "channels.yaml").write_text(self.settings(channels))

    @classmethod
    def settings(cls, channels: str, *, more: str = "", issues: str = "content/news/*.md") -> str:
        """Return the site's settings, with `more` of the site itself."""
        site = f"site: {{generator: hugo, issues: {issues}, id: number{more}}}"
        return f"{site}\nledger: {cls.setting}\n{channels}"

    def write(self, name: str, text: str) -> None:
        """Add a file to the site, effective from the next run."""
        (self.folder / name).write_text(text)

    @contextmanager
    def backed_up(self) -> Iterator[None]:
        """Restore the ledger's current state at the end of the context."""
        raise NotImplementedError
        yield

    @classmethod
    @contextmanager
    def world(cls) -> Iterator[None]:
        """Provide what all stories share."""
        yield

    def begin(self) -> None:
        """Create the ledger."""
        raise NotImplementedError

    def open(self) -> Ledger:
        """Open the ledger directly, without simulated failures."""
        raise NotImplementedError

    def place(self, dice: Random) -> Path:
        """Return the folder for the next run."""
        del dice
        return self.folder

    def fresh(self) -> None:
        """Make the next run use a new machine without local state, if the store has any."""

    def lose(self, loss: Loss) -> None:
        """Lose the next write's request or its response; "" for neither."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let another process lock the ledger."""
        raise NotImplementedError
        yield

    def broken(self) -> Broken:
        """Return the ways to break the ledger so that nothing may be posted, each with the allowed file size."""
        raise NotImplementedError


class SqliteStore(Store):
    """A ledger in a file."""

    name, setting = "sqlite", "sqlite:ledger.db"

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.folder / "ledger.db"

    def begin(self) -> None:
        """Create the ledger."""
        from distribute.ledger.sqlite import SqliteLedger

        SqliteLedger.create(self.path)

    def open(self) -> Ledger:
        """Open the ledger."""
        from distribute.ledger.sqlite import SqliteLedger

        return SqliteLedger(self.path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take the write lock."""
        with self._connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def broken(self) -> Broken:
        """Return the ways: newer, truncated, and on a full disk."""
        return {"newer": self._newer, "cut in half": self._cut, "disk full": lambda: nullcontext(0)}

    @contextmanager
    def _newer(self) -> Iterator[None]:
        with self._connect() as connection:
            connection.execute("PRAGMA user_version=99")
        yield
        with self._connect() as connection:
            connection.execute("PRAGMA user_version=1")

    @contextmanager
    def _cut(self) -> Iterator[None]:
        with self.backed_up():
            whole = self.path.read_bytes()
            self.path.write_bytes(whole[: len(whole) // 2])
            yield

    @contextmanager
    def backed_up(self) -> Iterator[None]:
        """Copy the file, and restore the copy."""
        with self._connect() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = self.path.read_bytes()
        yield
        for file in self.folder.glob("ledger.db-*"):
            file.unlink()
        self.path.write_bytes(whole)

    def _connect(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False))


class GitStore(Store):
    """A branch of a bare remote; about half of the runs use a new clone, as in CI."""

    name, setting = "git", f"git:{BRANCH}"
    hook = '#!/bin/sh\nexec 2>&-\nmode=$(cat {cue} 2>&-)\n[ "$mode" = {mode} ] || exit 0\n: >{cue}\n{what}\n'

    def __init__(self, folder: Path, channels: str) -> None:
        """Write the site and commit it."""
        super().__init__(folder / "site", channels)
        self.bare, self._cue = folder / "remote.git", folder / "cue"
        self.depth: tuple[str, ...] = ("--depth=1",)  # of every clone
        self._clones = itertools.count()
        self._last: Path | None = None

    def begin(self) -> None:
        """Create the remote, with hooks that lose a push or its response, and the ledger's branch."""
        from distribute.ledger.gitbranch import GitLedger

        git = self._git
        git(self.folder, "init", "--quiet", "--initial-branch=main")
        git(self.folder, "add", ".")
        git(self.folder, *_WHO, "commit", "--quiet", "-m", "site")
        git(self.folder, "clone", "--quiet", "--bare", ".", str(self.bare))
        git(self.folder, "remote", "add", "origin", str(self.bare))
        for name, mode, what in (
            ("pre-receive", "request", "kill -9 $PPID"),
            ("post-receive", "answer", "kill -9 $PPID"),
        ):
            hook = self.bare / "hooks" / name
            hook.write_text(self.hook.format(cue=self._cue, mode=mode, what=what))
            hook.chmod(0o755)
        GitLedger.create(self.folder, BRANCH)

    def open(self) -> Ledger:
        """Open the ledger."""
        from distribute.ledger.gitbranch import GitLedger

        return GitLedger(self.folder, BRANCH)

    def fresh(self) -> None:
        """Make the next run use a new clone."""
        self._last = None

    def place(self, dice: Random) -> Path:
        """Return a new shallow clone, or the last one."""
        if self._last is None or dice.random() < 0.5:
            self._last = self.folder.parent / f"clone-{next(self._clones)}"
            self._git(
                self.folder.parent, "clone", "--quiet", *self.depth, "--single-branch", "--branch=main",
                self.bare.as_uri(), str(self._last),
            )  # fmt: skip
        return self._last

    def write(self, name: str, text: str) -> None:
        """Push a commit with the file, and make the next run use a clone that has it."""
        super().write(name, text)
        self._git(self.folder, "add", ".")
        self._git(self.folder, *_WHO, "commit", "--quiet", "-m", name)
        self._git(self.folder, "push", "--quiet", "origin", "HEAD:main")
        self.fresh()

    @contextmanager
    def backed_up(self) -> Iterator[None]:
        """Reset the branch, and make the next run use a clone that never had more."""
        before = self._ref.read_text()
        yield
        self._ref.write_text(before)
        self._git(self.folder, "update-ref", "-d", f"refs/distribute/{BRANCH}")
        self.fresh()

    def revert(self) -> None:
        """Push a commit that reverts the ledger's last one."""
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as folder:
            clone = Path(folder)
            self._git(clone, "clone", "--quiet", "--branch", BRANCH, str(self.bare), ".")
            self._git(clone, *_WHO, "revert", "--no-edit", "HEAD")
            self._git(clone, "push", "--quiet", "origin", f"HEAD:{BRANCH}")

    def lose(self, loss: Loss) -> None:
        """Make the remote disconnect before or after it accepts the push."""
        self._cue.write_text(loss)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lock the branch, as another push would."""
        lock = self._ref.with_name(f"{BRANCH}.lock")
        lock.touch()
        yield
        lock.unlink(missing_ok=True)

    def broken(self) -> Broken:
        """Return the ways: newer, truncated, and read-only."""
        return {"newer": self._newer, "cut in half": self._cut, "read-only": self._refusing}

    @property
    def _ref(self) -> Path:
        return self.bare / "refs" / "heads" / BRANCH

    @contextmanager
    def _newer(self) -> Iterator[None]:
        from distribute.ledger.gitclone import GitClone

        before, git = self._ref.read_text(), GitClone(self.folder, "origin")
        newer = git.commit(before.strip(), {"ledger.json": b'{"ledger":"distribute","version":99}'}, "newer")
        self._git(self.folder, "push", "--quiet", "origin", f"{newer}:refs/heads/{BRANCH}")
        yield
        self._ref.write_text(before)
        self.fresh()  # a clone that has the newer state would detect this as a rewritten branch

    @contextmanager
    def _cut(self) -> Iterator[None]:
        whole = self._ref.read_text()
        self._ref.write_text(whole[: len(whole) // 2])
        yield
        self._ref.write_text(whole)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        hook = self.bare / "hooks" / "update"
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        yield
        hook.unlink()

    def _git(self, folder: Path, *words: str) -> None:
        # git, by the PATH, with arguments of ours
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)  # noqa: S603, S607


class PostgresStore(Store):
    """A database on a server that is killed from time to time, behind a proxy that loses commits."""

    name, setting = "postgres", "$CHAOS_DATABASE"
    _mending = threading.RLock()  # nothing new starts while the server is down

    @classmethod
    @contextmanager
    def world(cls) -> Iterator[None]:
        """Start a server, and kill it from time to time."""
        over = threading.Event()

        def kill(server: PostgresServer) -> None:
            while not over.wait(20):
                with cls._mending:
                    server.kill()
                    server.start()

        with a_postgres() as server, ThreadPoolExecutor(1) as pool:
            cls.server = server
            killing = pool.submit(kill, server)
            try:
                yield
            finally:
                over.set()
            killing.result()  # raises if the server was not restarted, which would explain every failure

    def begin(self) -> None:
        """Create a database with a ledger."""
        from distribute.ledger.postgres import PostgresLedger

        assert self.server
        self._loss: Loss = ""
        with self._mending:
            self._url = self.server.database()
            PostgresLedger.create(self._url)
        proxy = self.stack.enter_context(Proxy(self._url, self._judge))
        self.env = {"CHAOS_DATABASE": proxy.url}

    def open(self) -> Ledger:
        """Open the ledger without the proxy."""
        from distribute.ledger.postgres import PostgresLedger

        with self._mending:
            return PostgresLedger(self._url)

    def lose(self, loss: Loss) -> None:
        """Lose the next write's COMMIT, or its response."""
        self._loss = loss

    def _judge(self) -> Loss:
        loss, self._loss = self._loss, ""
        return loss

    @contextmanager
    def held(self) -> Iterator[None]:
        """Lock the table."""
        with self._sql() as connection:
            connection.execute("BEGIN; LOCK TABLE distribute_event IN EXCLUSIVE MODE")
            yield
            connection.execute("ROLLBACK")

    def broken(self) -> Broken:
        """Return the ways: newer, truncated, and read-only."""
        name = self._url.rpartition("/")[2]
        half = (
            "INSERT INTO distribute_event VALUES ('42/mastodon/en@1#1', 9, '{\"type\":\"inten')",
            "DELETE FROM distribute_event WHERE seq = 9",
        )
        only = f"ALTER DATABASE {name} SET default_transaction_read_only"
        return {
            "newer": lambda: self._between(
                "UPDATE distribute_ledger SET version = 99", "UPDATE distribute_ledger SET version = 1"
            ),
            "cut in half": lambda: self._between(*half),
            "read-only": lambda: self._between(
                f"{only} = on", f"SET default_transaction_read_only = off; {only} = off"
            ),
        }

    @contextmanager
    def backed_up(self) -> Iterator[None]:
        """Copy the rows, and restore the copies."""
        with self._between(
            "CREATE TABLE backup AS SELECT * FROM distribute_event",
            "DELETE FROM distribute_event; INSERT INTO distribute_event SELECT * FROM backup; DROP TABLE backup",
        ):
            yield

    @contextmanager
    def _between(self, before: str, after: str) -> Iterator[None]:
        with self._sql() as connection:
            connection.execute(before)
        yield
        with self._sql() as connection:
            for statement in after.split("; "):
                connection.execute(statement)

    @contextmanager
    def _sql(self) -> Iterator[Any]:
        assert self.server
        with self._mending, self.server.connect(self._url) as connection:
            yield connection


STORES: dict[str, type[Store]] = {each.name: each for each in (SqliteStore, GitStore, PostgresStore)}
