"""An SQLite file of this program: created as a whole, and never mistaken for another program's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from distribute.inputs.files import leads_out, real
from distribute.inputs.write import new_file

if TYPE_CHECKING:
    import sqlite3


class SqliteFile(NamedTuple):
    """A kind of SQLite file: what its messages call it, how a file is recognised, and which errors are raised."""

    name: str
    setting: str  # where channels.yaml names such a file
    application: int  # SQLite's application_id
    version: int
    schema: str
    error: type[Exception]

    def create(self, path: Path, fill: Callable[[sqlite3.Connection], None], *, mode: int = 0o644) -> None:
        """Create a file with the schema and what `fill` adds, and its folder; FileExistsError if there is something.

        It is on disk on return. An incomplete file is never visible: if several runs create it at once, one succeeds.
        """
        import sqlite3

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"{path.parent}: the {self.name}'s folder can't be created: {error.strerror}"
            raise self.error(msg) from None
        try:
            with new_file(path) as draft:
                draft.touch(mode)
                with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=FULL")
                    connection.executescript(self._script)
                    fill(connection)
        except FileExistsError:
            raise
        except (OSError, sqlite3.Error) as error:
            msg = f"{path}: the {self.name} can't be created: {error}"
            raise self.error(msg) from None

    def refuse_link(self, path: Path, *within: Path) -> None:
        """Raise an error for a new file in the folders `within` that a link leads out of them: a commit may bring one."""
        if leads_out(path, *within):
            msg = (
                f"{path}: not created, because a link leads to {real(path)}, outside the site: if the {self.name} belongs "
                f"there, set `{self.setting}: sqlite:{real(path)}`; if not, remove the link"
            )
            raise self.error(msg)

    def check(self, connection: sqlite3.Connection, path: Path) -> None:
        """Raise an error unless this version of the program can use the file."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if application != self.application:
            msg = f"{path}: this is not a {self.name} of distribute"
            raise self.error(msg)
        if version > self.version:
            msg = f"{path}: this {self.name} was created by a newer distribute: upgrade before you use it"
            raise self.error(msg)

    @contextmanager
    def in_use(self, path: Path) -> Iterator[None]:
        """Raise SQLite's errors in this context as the file's own."""
        import sqlite3

        try:
            yield
        except sqlite3.Error as error:
            # Without a name of SQLite's own, it is the module's, which quotes text that is not UTF-8.
            why = error if hasattr(error, "sqlite_errorname") else "it holds what can't be read as text"
            msg = f"{path}: the {self.name} can't be used: {why}"
            raise self.error(msg) from None

    @property
    def _script(self) -> str:
        return (
            f"BEGIN IMMEDIATE; {self.schema} PRAGMA application_id={self.application}; "
            f"PRAGMA user_version={self.version}; COMMIT;"
        )
