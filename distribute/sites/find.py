"""Find the issue that a person means by a path, URL, id, month, date, number or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec

from distribute.errors import UserError, did_you_mean, shown
from distribute.issue import Header
from distribute.regex import lazy_regex
from distribute.sites.twins import advice, twins

H = TypeVar("H", bound=Header)

_SHORT_MONTH = lazy_regex(r"(\d{4})-([1-9])")
_MONTH = lazy_regex(r"\d{4}-(?:0[1-9]|1[0-2])\Z")
_DAY = lazy_regex(r"\d{4}-\d\d-\d\d\Z")


class NotFound(UserError):
    """No issue matches the query, or several do; the message lists the candidates."""


class Found(msgspec.Struct, Generic[H], frozen=True):
    """The issue that matches, in all its languages, and a notice if it was preferred to another one."""

    issues: tuple[H, ...]
    notice: str = ""


def find(issues: Sequence[H], query: str, language: str = "en") -> Found[H]:
    """Return the issue `query` means: an id, month, week, number, date, path or URL.

    Raises NotFound, listing the candidates, when none is meant or several have an equal claim. `language` is the
    site's, for the message that no issue is in it.
    """
    wanted = query.strip()
    asks_latest = wanted.casefold() == "latest"
    if asks_latest and (newest := latest_of([issue for issue in issues if not issue.translation])):
        wanted = newest.path
    if short := _SHORT_MONTH.fullmatch(wanted):
        wanted = f"{short[1]}-0{short[2]}"
    for claim in (_by_place, _by_id, _by_cover, _by_date, _by_name):
        matches = [issue for issue in issues if claim(issue, wanted)]
        if not matches:
            continue
        ids = sorted({issue.id for issue in matches})
        if len(ids) > 1:
            msg = (
                f"{query!r} may mean several issues:\n{_listing(matches)}\nName one by its id, path or date."
            )
            raise NotFound(msg)
        family = tuple(issue for issue in issues if issue.id == ids[0])
        _refuse_twins(family)
        if claim is _by_place and len(matches) < len(family):
            # A path or URL names one file; its translations come along, the named one first.
            family = (*matches, *(issue for issue in family if issue not in matches))
        return Found(family, _other_match(issues, family, wanted))
    if not issues:
        msg = "no issues found: does site.issues in channels.yaml match any file?"
        raise NotFound(msg)
    if asks_latest:
        are_drafts = all(issue.draft for issue in issues)
        msg = "every issue is a draft" if are_drafts else f"{none_in(language, issues)} (set `site.language`)"
        raise NotFound(msg)
    latest = issues[-5:][::-1]
    known = {"latest", *(issue.id for issue in issues), *(issue.path for issue in issues)}
    nearest = did_you_mean(wanted, known)
    msg = f"no issue {shown(query)}{nearest}. The latest are:\n{_listing(latest)}\n`distribute issues` lists all."
    raise NotFound(msg)


def latest_of(issues: Sequence[H]) -> H | None:
    """Return the newest published issue; if there is none, the first one with a date, else the last. Drafts are left out."""
    done = [issue for issue in issues if not issue.draft]
    dated = sorted((issue for issue in done if issue.date), key=_newest_first)
    now = datetime.now(UTC)
    out = [issue for issue in dated if issue.date and issue.date <= now]
    return next(iter((*out[:1], *dated[::-1], *done[::-1])), None)


def none_in(language: str, issues: Iterable[Header]) -> str:
    """Return the sentence that no issue is in a language, with the languages of those that are no drafts."""
    there = ", ".join(sorted({issue.language for issue in issues if not issue.draft}))
    return f"no issue is in {shown(language)}, only in {there}"


def _by_place(issue: Header, wanted: str) -> bool:
    address = wanted.rstrip("/")
    if address in {issue.url.rstrip("/"), *(alias.rstrip("/") for alias in issue.aliases)} - {""}:
        return True
    path = wanted.replace("\\", "/").removeprefix("./")
    return f"/{path}".endswith(f"/{issue.path}") or (
        ("/" in path or "." in path) and issue.path.endswith(f"/{path}")
    )


def _by_id(issue: Header, wanted: str) -> bool:
    return issue.id == wanted


def _by_cover(issue: Header, wanted: str) -> bool:
    return wanted in issue.covers


def _by_name(issue: Header, wanted: str) -> bool:
    return wanted.lstrip("#") in issue.other_names


def _by_date(issue: Header, wanted: str) -> bool:
    if issue.date is None:
        return False
    if _DAY.match(wanted):
        return f"{issue.date:%Y-%m-%d}" == wanted
    return bool(_MONTH.match(wanted)) and f"{issue.date:%Y-%m}" == wanted


def _refuse_twins(family: Sequence[Header]) -> None:
    for group in twins(family):
        how = advice([each.whole() for each in group])
        msg = f"several files claim to be issue {group[0].id}:\n{_listing(group)}\nTo tell them apart, {how}."
        raise NotFound(msg)


def _other_match(issues: Iterable[Header], family: Sequence[Header], wanted: str) -> str:
    """Return a notice that names the issue that is only dated in the requested month."""
    if not _MONTH.match(wanted):
        return ""
    for issue in issues:
        if issue.id != family[0].id and _by_date(issue, wanted):
            return f"{wanted} is the issue that covers it; {issue.path}, dated {issue.date:%Y-%m-%d}, is {issue.id}"
    return ""


def _newest_first(issue: Header) -> tuple[float, str]:
    return (-issue.date.timestamp() if issue.date else 0.0, issue.path)


def _listing(issues: Iterable[Header]) -> str:
    return "\n".join(
        f"  {issue.id}  {issue.date:%Y-%m-%d}  {issue.path}  {issue.title}"
        if issue.date
        else f"  {issue.id}  (no date)  {issue.path}  {issue.title}"
        for issue in issues
    )
