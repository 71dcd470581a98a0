"""Check the patterns that name a site's files, before they are searched for."""

from __future__ import annotations

from pathlib import PurePath

_DEEPEST = 50  # folders of a pattern: Python tries every way through them
_LONGEST = 255  # bytes of a file's name, on the usual file systems


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
