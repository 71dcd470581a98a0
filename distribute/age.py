"""How old an issue is: by its date, or by the commit that brought it where it is a translation that came later."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta
from pathlib import Path

from distribute.config import Config
from distribute.git import ask
from distribute.issue import Issue


def since(issue: Issue, config: Config, now: datetime) -> datetime | None:
    """Return when an issue's age begins; None if nothing tells.

    That is its date. A translation is often dated as its original: it begins with the commit that added its
    file, if that is later and no longer ago than `site.max_age`. Only then does it matter, and git is asked.
    """
    oldest = now - timedelta(seconds=config.site.max_age)
    if not issue.translation or (issue.date and issue.date >= oldest):
        return issue.date
    recent = issue.path in _added_since(config.root, oldest.isoformat(timespec="seconds"))
    first = _first_commit(config.root, issue.path) if recent else None
    return max(filter(None, (issue.date, first)), default=None)


@functools.cache
def _added_since(root: Path, when: str) -> frozenset[str]:
    """Return the files that commits since `when` have added; none in a shallow clone, which can't tell."""
    if ask(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return frozenset()
    listed = ask(
        root,
        "log",
        "-M",
        "--diff-filter=A",
        "--name-only",
        "--relative",
        "-z",
        "--format=",
        f"--since={when}",
        "--",
        ".",
    )
    return frozenset(listed.split("\0"))


def _first_commit(root: Path, path: str) -> datetime | None:
    """Return when the commit was made that added the file, under whatever name."""
    added = ask(root, "log", "--follow", "--diff-filter=A", "--format=%cI", "--", path).split()
    return datetime.fromisoformat(added[-1]) if added else None
