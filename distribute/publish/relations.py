"""How an issue relates to the others of its site: what tells it from them, its other files, and the issues before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from distribute.issue import Header, Issue

if TYPE_CHECKING:
    from distribute.ledger.events import IssueRef

_NEIGHBOURS = 6  # earlier issues, which show which paragraphs recur in every issue


def known_by(issue: Issue, common_titles: frozenset[str]) -> IssueRef:
    """Return what identifies an issue; a title that several issues share is left out."""
    from distribute.ledger.newsletter import about_of  # imported late: needed only with a ledger

    about = about_of(issue)
    return msgspec.structs.replace(about, title="") if issue.title in common_titles else about


def common_titles(everything: Sequence[Header]) -> frozenset[str]:
    """Return the titles that several issues share, which identify none of them."""
    times = Counter(title for title, _ in {(issue.title, issue.id) for issue in everything})
    return frozenset(title for title, count in times.items() if count > 1)


def other_files(issue: Issue, everything: Sequence[Header]) -> list[tuple[str, str]]:
    """Return the language and path of each other file of the same issue."""
    return [
        (each.language, each.path) for each in everything if each.id == issue.id and each.path != issue.path
    ]


def kin_of(family: Sequence[Issue], everything: Sequence[Header]) -> tuple[Issue, ...]:
    """Return all files of these issues, in whatever language."""
    ids = {member.id for member in family}
    return tuple(issue.whole() for issue in everything if issue.id in ids)


def _place(issue: Header) -> tuple[tuple[str, int], ...]:
    """Return what orders files by name: issue-9 before issue-10."""
    parts = re.findall(r"(\D*)(\d{0,18})", issue.path)
    return tuple((words, int(number or 0)) for words, number in parts)


def earlier_issues(issue: Issue, everything: Sequence[Header]) -> tuple[Issue, ...]:
    """Return the most recent issues before `issue` in its language; those without a date are ordered by their names."""
    others = [other for other in everything if other.language == issue.language and other.id != issue.id]
    if issue.date is None:
        undated = (other for other in others if other.date is None)
        before = sorted((other for other in undated if _place(other) < _place(issue)), key=_place)
    else:
        before = [other for other in others if other.date and other.date < issue.date]
    return tuple(other.whole() for other in before[-_NEIGHBOURS:])
