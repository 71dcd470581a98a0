"""How old an issue is: by its date or, for a translation added later, by the commit that added it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from distribute.config import Config
from distribute.issue import Header
from distribute.regex import lazy_regex

_WORD = lazy_regex(r"[^\W_]+")
_UNPUBLISHED = frozenset({"draft", "drafts"})


class UnknownAge(Exception):
    """An issue's age cannot be determined; the message says what is missing and how to get it."""


class _Arrivals(msgspec.Struct, frozen=True):
    """Which files were added since a moment: when each was added, which were moved, and which may be older.

    `moved` holds the moments, latest first, and the file's name before each.
    """

    added: dict[str, datetime] = {}
    moved: dict[str, list[tuple[datetime, str]]] = {}
    unknown: frozenset[str] = frozenset()
    why: str = ""


class _Change(msgspec.Struct, frozen=True):
    """What one commit did to one file: "A" added it, "D" removed it, "C" and "R" copied or renamed `source` to it."""

    status: str
    path: str
    source: str = ""


def since(issue: Header, config: Config, now: datetime) -> datetime | None:
    """Return when an issue's age starts, None if nothing says so; UnknownAge if the history is cut off.

    That is its date. Translations often carry the date of the original: their age starts at the commit that added
    the file, if that is later and within `site.max_age`. Git is consulted only where this matters.
    """
    oldest = now - config.site.age_limit
    if not issue.translation or (issue.date and issue.date >= oldest):
        return issue.date
    from distribute.inputs.git import work_tree

    root = config.root.resolve()
    top = work_tree(root)
    if top is None:
        return issue.date  # a site without git has no history
    path = (root / issue.path).relative_to(top).as_posix()
    arrivals = _arrivals(top, oldest.isoformat(timespec="seconds"))
    came = next(
        (when for when, source in arrivals.moved.get(path, ()) if _is_another(source, path, issue.language)),
        arrivals.added.get(path),
    )
    if came is None and arrivals.why and (not arrivals.unknown or path in arrivals.unknown):
        raise UnknownAge(arrivals.why)
    return max(filter(None, (issue.date, came)), default=None)


def _is_another(source: str, path: str, language: str) -> bool:
    """Return whether a file moved to `path` was a different one before: the original, or a draft in the site."""
    before, now = (set(_WORD.findall(name.casefold())) for name in (source, path))
    mark = set(_WORD.findall(language.casefold()))
    return (mark <= now and not mark <= before) or bool(before & _UNPUBLISHED - now)


@functools.lru_cache(maxsize=8)  # a worker asks again every minute
def _arrivals(top: Path, when: str) -> _Arrivals:
    """Return what was added to the checked-out branch since `when`.

    This follows first parents: a file written long ago and merged today was added today.
    """
    from distribute.inputs.git import Git

    try:
        git = Git(top)
        log = git.run(
            "log", "--first-parent", "--diff-merges=first-parent", "--format=%x00%H %ct", "--name-status", "-z",
            "-M", "-C", "-l1000", "--no-ext-diff", "--no-textconv", f"--since={when}", "HEAD", "--",
        )  # fmt: skip
    except OSError as error:
        return _Arrivals(why=f"git can't be run ({error.strerror}), and its history is needed")
    if log.code:
        if git.run("rev-parse", "--git-dir").text and not git.run("rev-parse", "--verify", "HEAD").text:
            return _Arrivals()  # nothing is committed yet
        said = log.err.decode(errors="replace").strip().partition("\n")[0]
        return _Arrivals(why=f"git can't read its history ({said})")
    return _followed(log.text, git.shallow())


def _followed(log: str, cut: frozenset[str]) -> _Arrivals:
    """Follow the files back through the commits, latest first."""
    added: dict[str, datetime] = {}
    moved: dict[str, list[tuple[datetime, str]]] = {}
    unknown: set[str] = set()
    names: dict[str, str] = {}  # old name to current name of each moved file
    for commit, when, changes in _commits(log):
        made_of = Counter(change.source for change in changes)
        for change in changes:
            now = names.get(change.path, change.path)
            if change.status == "R" and made_of[change.source] == 1:
                names[change.source] = now
                moved.setdefault(now, []).append((when, change.source))
            elif change.status == "D":
                added.pop(now, None)  # the file was deleted and added again
            elif change.status in {"A", "C", "R"}:
                if commit in cut:
                    unknown.add(now)  # in a shallow clone, the oldest commit seems to add every file
                else:
                    added[now] = when
    unknown -= added.keys()
    why = (
        "this clone is shallow, so it is unknown when it was added: fetch the history (`git fetch --unshallow`, or "
        "`fetch-depth: 0` for actions/checkout)"
    )
    return _Arrivals(added, moved, frozenset(unknown), why if unknown else "")


def _commits(log: str) -> Iterator[tuple[str, datetime, list[_Change]]]:
    """Parse `git log --name-status -z`: yield each commit, its time and its changes."""
    from distribute.inputs.git import commit_time

    words = iter(log.split("\0"))
    commit: tuple[str, datetime, list[_Change]] | None = None
    for word in map(str.strip, words):
        status = word[:1]
        if " " in word:  # a commit's hash and date
            if commit:
                yield commit
            name, _, seconds = word.partition(" ")
            commit = name, commit_time(seconds), []
        elif status and commit:
            source = next(words) if status in {"R", "C"} else ""
            commit[2].append(_Change(status, next(words), source))
    if commit:
        yield commit
