"""Check the patterns that name a site's files, and find the files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import filter as filtered
from os.path import exists, isdir  # unlike Path's, they never raise an OSError
from pathlib import Path, PurePath

_DEEPEST = 50  # folders of a pattern; each is looked for in all that the one before it matches
_LONGEST = 255  # bytes of a file's name, on the usual file systems
# No wildcard leads into these: they have far more files than a site, and git changes its own at any moment.
_NO_PAGES = frozenset({".git", "node_modules"})
_WILD = frozenset("*?[")


def pattern_error(pattern: str) -> str:
    """Return why a pattern such as `content/**/*.md` cannot be used, "" if it can."""
    path = PurePath(pattern)
    if path.anchor or ".." in path.parts:
        return "leaves the site's root"
    if not path.parts:
        return "names no file: write a pattern such as content/letter/*.md"
    if len(path.parts) > _DEEPEST:
        return f"has more than {_DEEPEST} folders"
    if any("**" in part and part != "**" for part in path.parts):
        return "has ** next to other characters: write it as a folder of its own, as in content/**/*.md"
    if any(len(part.encode("utf-8", "replace")) > _LONGEST for part in path.parts):
        return f"has a name of more than {_LONGEST} bytes"
    return ""


def matching(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the paths below `root` that a pattern without an error matches; folders alone if it ends with a slash.

    Wildcards do not stand for `.git` and `node_modules`, and `**` follows no links. What can't be listed, or is removed
    meanwhile, is left out.
    """
    found = _below(root, PurePath(pattern).parts, set())
    return filter(isdir, found) if pattern.endswith("/") else found


def _below(place: Path, parts: tuple[str, ...], seen: set[tuple[int, Path]]) -> Iterator[Path]:
    """Yield what `parts` match below a folder; `seen` has the folders that were searched for so many parts."""
    part, *rest = parts
    for path in _folders(place) if part == "**" else _matches(place, part):
        if not rest:
            yield path
        elif (len(rest), path) not in seen:
            seen.add((len(rest), path))
            yield from _below(path, tuple(rest), seen)


def _matches(place: Path, part: str) -> list[Path]:
    """Return what one part matches in a folder."""
    if _WILD.isdisjoint(part):
        path = place / part
        return [path] if exists(path) else []  # noqa: PTH110 - Path.exists() may raise
    return [place / name for name in _listed(place, part)]


def _listed(place: Path, part: str) -> list[str]:
    """Return the names in a folder that a part with wildcards matches, nothing for one that can't be listed."""
    try:
        with os.scandir(place) as entries:
            names = filtered([entry.name for entry in entries], part)
    except OSError:
        return []
    return [name for name in names if name not in _NO_PAGES]


def _folders(top: Path) -> Iterator[Path]:
    """Yield a folder and those below it; nothing for a file."""
    if not isdir(top):  # noqa: PTH112 - Path.is_dir() may raise
        return
    yield top
    for folder, below, _ in os.walk(top):
        below[:] = [name for name in below if name not in _NO_PAGES]
        yield from (path for name in below if not (path := Path(folder, name)).is_symlink())
