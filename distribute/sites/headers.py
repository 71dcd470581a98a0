"""Keep the headers of a site's issues from one run to the next, so that files that have not changed need not be read.

They are in one file for each site in the user's own cache folder, `$XDG_CACHE_HOME/distribute` or
`~/.cache/distribute`. It can be deleted at any time. A header counts only while its file has the same size, times and
inode, and the program, the settings and the generator's own settings are the same. What is sent never depends on it:
only commands that show something use it.
"""

from __future__ import annotations

import os
import stat
import time
from binascii import crc32
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from distribute import __version__
from distribute.issue import Header
from distribute.sites.reading import Read, in_order

if TYPE_CHECKING:
    from distribute.issue import Issue
    from distribute.sites.site import Site

LEAST = 50  # files of a site; fewer are read as fast
_MOST = 50_000_000  # bytes of the cache, which is decoded at once
# A file that was changed so shortly before it was read may change again within the resolution of the file system's
# times: two seconds on FAT.
_SETTLED = 2_000_000_000  # nanoseconds
_PROGRAM = ("", "inputs", "sites", "text")  # the packages whose code a header depends on


class Listed(Header, frozen=True, kw_only=True, omit_defaults=True):
    """The header of an issue whose file was not read in this run; `read` reads it."""

    read: Any = None

    def whole(self) -> Issue:
        """Read the issue from its file, under the id that it has among the site's issues."""
        issue: Issue = self.read()
        return issue if issue.id == self.id else msgspec.structs.replace(issue, id=self.id)


class State(NamedTuple):
    """The state by which an unchanged file is recognised: size, both times in nanoseconds, inode."""

    size: int
    changed: int
    moved: int
    inode: int


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """The data read from one file, with the state of the file and its surroundings (see `reading.Read`)."""

    state: State
    beside: str
    header: Listed
    linked: str
    has_own_id: bool
    wanted: bool


class _Kept(msgspec.Struct, frozen=True):
    """The content of the cache: the key of what all headers depend on, and the entries by the path of their file."""

    key: str
    entries: dict[str, _Entry]


def headers_of(site: Site) -> list[Header]:
    """Return every issue of the site as `site.issues` does, but of files that have not changed only the headers.

    What is sent must not depend on them.
    """
    paths = site.paths()
    if len(paths) < LEAST or not site.headers_stand_alone:
        return list(site.issues())
    known = _Cache(site)
    found = [read for path in paths if (read := _header(site, path, known)).wanted]
    known.save()
    return in_order(found, site.main_language)


def _header(site: Site, path: Path, known: _Cache) -> Read[Header]:
    state, beside = known.state(path), site.beside(path.parent)
    if entry := known.get(path, state, beside):
        header = msgspec.structs.replace(entry.header, read=partial(site.read, path))
        return Read(header, entry.linked, entry.has_own_id, entry.wanted)
    read = site.read_in(path)
    if state and read.stands_alone:
        header = Listed(**{name: getattr(read.issue, name) for name in Header.__struct_fields__})
        known.put(path, _Entry(state, beside, header, read.linked, read.has_own_id, read.wanted))
    return Read(*read)


class _Cache:
    """The headers of one site that were read in an earlier run, and those of this one."""

    def __init__(self, site: Site) -> None:
        """Load what was kept for the site."""
        whose = f"{site.config.path} {site.root}"
        folder = _folder()
        # Two sites with one name would only replace each other's headers, as the key tells them apart.
        self._place = folder / f"{crc32(os.fsencode(whose)):08x}.json" if folder else None
        self._key = ascii(f"{whose}\n{__version__}\n{_program()}\n{_settings(site)}")
        self._begun = time.time_ns()
        self._known = self._load()
        self._met: dict[str, _Entry] = {}

    def state(self, path: Path) -> State | None:
        """Return the state of a file; None if it is not a regular file, or was changed just now."""
        try:
            found = path.lstat()
        except OSError:
            return None
        times = found.st_mtime_ns, found.st_ctime_ns
        if not stat.S_ISREG(found.st_mode) or max(times) > self._begun - _SETTLED:
            return None
        return State(found.st_size, *times, found.st_ino)

    def get(self, path: Path, state: State | None, beside: str) -> _Entry | None:
        """Return the data read from the file earlier, if the file and its surroundings are unchanged."""
        entry = self._known.get(str(path))
        if entry is None or state is None or (entry.state, entry.beside) != (state, beside):
            return None
        self._met[str(path)] = entry
        return entry

    def put(self, path: Path, entry: _Entry) -> None:
        """Keep what was read in the file."""
        self._met[str(path)] = entry

    def save(self) -> None:
        """Write the headers that this run used, if they differ from the stored ones. A failure is ignored."""
        if self._place is None or self._met == self._known:
            return
        try:
            self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _require_own(self._place.parent)
            _write(self._place, msgspec.json.encode(_Kept(self._key, self._met)))
        except (OSError, UnicodeEncodeError):
            return

    def _load(self) -> dict[str, _Entry]:
        """Return the stored headers; nothing if they are of other code or settings, damaged, or not the user's own."""
        if self._place is None:
            return {}
        try:
            _require_own(self._place.parent)
            _require_own(self._place)
            kept = msgspec.json.decode(self._place.read_bytes(), type=_Kept)
        except (OSError, ValueError, RecursionError):
            return {}
        return kept.entries if kept.key == self._key else {}


def _require_own(place: Path) -> None:
    """Raise an OSError unless this is a folder or file that only the user can write, of a size that can be decoded."""
    found = place.lstat()
    is_plain = stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
    is_own = os.name != "posix" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)
    if not is_plain or not is_own or found.st_size > _MOST:
        msg = "it is not the user's own"
        raise OSError(msg)


def _write(place: Path, data: bytes) -> None:
    """Write a file that only the user can read, under another name first, so that no other run reads half of it."""
    draft = place.with_name(f".{place.name}.{os.urandom(8).hex()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - pathlib can't set the mode
            file.write(data)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _settings(site: Site) -> str:
    """Return everything besides its files that a site's headers depend on: our settings and the generator's."""
    own = {name: value for name, value in vars(site).items() if name != "config" and not name.startswith("_")}
    return f"{type(site).__name__} {sorted(own.items())!r}"


def _folder() -> Path | None:
    """Return the user's cache folder of this program, None if there is no home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    base = named if os.path.isabs(named) else os.path.expanduser("~/.cache")  # noqa: PTH111, PTH117 - it does not raise
    return Path(base, "distribute") if os.path.isabs(base) else None  # noqa: PTH117


def _program() -> str:
    """Return a value that changes with the code that reads issues, which may change in a checkout without a new version."""
    top = Path(__file__).parents[1]
    files = (
        entry for package in _PROGRAM for entry in os.scandir(top / package) if entry.name.endswith(".py")
    )
    return " ".join(sorted(f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files))
