"""Recognise an issue by its path, URL, title or content, whatever id it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from distribute.ledger.events import IssueRef
from distribute.text.fingerprint import alike
from distribute.text.links import normalised_link


def about_is(about: IssueRef) -> Callable[[IssueRef], bool]:
    """Return a test for whether another `IssueRef` is the same issue: by path, URL, title or content."""
    mine = marks_of(about)

    def is_it(other: IssueRef) -> bool:
        return bool(mine & marks_of(other)) or same_content(about, other)

    return is_it


def covers(known: Sequence[IssueRef], about: IssueRef) -> bool:
    """Return whether `known` has the path, URL, title and content of `about`."""
    marks = set[tuple[str, str]]().union(*map(marks_of, known))
    content_known = not about.content or any(same_content(one, about) for one in known)
    return content_known and marks_of(about) <= marks


def marks_of(about: IssueRef) -> set[tuple[str, str]]:
    """Return the path, URL and title of an issue as they are compared."""
    marks = {
        ("path", about.path),
        ("url", normalised_link(about.url)),
        ("title", about.title.casefold()),
    }
    return {(kind, value) for kind, value in marks if value}


def same_content(one: IssueRef, other: IssueRef) -> bool:
    """Return whether two issues have much the same text."""
    return alike(one.content, other.content)
