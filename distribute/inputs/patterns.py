"""Check the patterns that name a site's files, and find the files."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

_DEEPEST = 50  # folders of a pattern; each is looked for in all that the one before it matches
_LONGEST = 255  # bytes of a file's name, on the usual file systems
# `**` does not look into these: they have far more files than a site, and git changes its own at any moment.
_NO_PAGES = frozenset({".git", "node_modules"})


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


def matching(root: Path, pattern: str) -> set[Path]:
    """Return the paths below `root` that a pattern without an error matches.

    `**` stands for any number of folders, none of which is a link, `.git` or `node_modules`.
    """
    found = {root}
    for part in PurePath(pattern).parts:
        found = {path for place in found for path in (_folders(place) if part == "**" else place.glob(part))}
    return found


def _folders(top: Path) -> list[Path]:
    """Return a folder and those below it; nothing for a file. One that is removed meanwhile is left out."""
    folders = []
    for folder, below, _ in os.walk(top):
        below[:] = [name for name in below if name not in _NO_PAGES]
        folders.append(Path(folder))
    return folders
