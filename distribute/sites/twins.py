"""Suggest how to distinguish issues that share an id: another kind of id for all, or an id of its own for one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from distribute.issue import Header, Issue, id_of
from distribute.sites.places import page_name

H = TypeVar("H", bound=Header)


def twins(issues: Sequence[H]) -> tuple[tuple[H, ...], ...]:
    """Return the issues that share an id and a language, in groups."""
    groups: dict[tuple[str, str], list[H]] = {}
    for issue in issues:
        groups.setdefault((issue.id, issue.language), []).append(issue)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def advice(group: Sequence[Issue]) -> str:
    """Return the line to write, in the settings or in one of the files, that gives each of these issues its own id."""
    settings = f"write `id: {kind}` below `site:` in channels.yaml, or " if (kind := _kind(group)) else ""
    last = group[-1]
    return f"{settings}write `distribute: {{id: {own_id(last)}}}` in the front matter of {last.path}"


def own_id(issue: Issue) -> str:
    """Return an id that tells an issue from one with the same id: its file's or bundle's name."""
    mine = id_of(page_name(PurePosixPath(issue.path), PurePosixPath(".")))
    return mine if mine != issue.id else id_of(f"{mine}-b")


def _kind(group: Sequence[Issue]) -> str:
    """Return the kind of id that tells these issues apart, "" if none does or they state their ids themselves."""
    if any(issue.words.id for issue in group):
        return ""
    days = {f"{issue.date:%Y-%m-%d}" for issue in group if issue.date} - {issue.id for issue in group}
    return "date" if len(days) == len(group) else ""
