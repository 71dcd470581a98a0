"""Choose what identifies a newsletter's issues, so that no two share an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from distribute.config import IdStyle
from distribute.issue import Issue
from distribute.sites.twins import advice, twins

_STYLES: tuple[IdStyle, ...] = ("week", "number", "date")  # in the order in which the default looks for them
_RECENT = 12  # issues whose ids must all differ
_FEW = 0.1  # of all issues, that may share an id with an old one before another kind is chosen
_OFTEN = 21  # days between two issues, below which two will come in one month
_MONTH, _DAY = re.compile(r"\d{4}-\d\d"), re.compile(r"\d{4}-\d\d-\d\d")
_SHOWN = 3  # groups of issues in a message
_PAIR = 2


def style_for(issues: Sequence[Issue], read: Callable[[IdStyle | None], Sequence[Issue]]) -> IdStyle | None:
    """Return the kind of id that keeps issues apart, None where the default does; `issues` have the default's.

    `read` returns the same issues with the ids of a kind.
    """
    if not _is_mixed(issues) and not _will_mix(issues):
        return "date" if _are_days(issues) else None
    tried = {style: read(style) for style in _STYLES}
    clear = [style for style, found in tried.items() if not twins(found) and _is_own(style, found)]
    fair = [style for style, found in tried.items() if not _is_mixed(found) and _is_own(style, found)]
    return next(iter((*clear, *fair)), None)


def id_notes(issues: Sequence[Issue], style: IdStyle | None) -> list[str]:
    """Return sentences that say what kind of id is set and why, or that there are two, and which issues still share one."""
    latest = issues[-1]
    notes = (
        [f"`id: {style}` keeps issues of one month apart. The latest is {latest.id}."]
        if style
        else list(_of_two_kinds(issues))
    )
    groups = twins(issues)
    notes += map(_shared, groups[:_SHOWN])
    more = len(groups) - _SHOWN
    return [*notes, *([f"{more} more ids are shared: `distribute issues` lists them."] if more > 0 else [])]


def _of_two_kinds(issues: Sequence[Issue]) -> Iterator[str]:
    """Yield the sentence that some issues are named by month and some by day, if neither is an exception."""
    months, days = ([issue.id for issue in issues if kind.fullmatch(issue.id)] for kind in (_MONTH, _DAY))
    if min(len(months), len(days)) > 1 and all(issue.date for issue in issues):
        yield (
            f"{len(months)} issues are named by their month, such as {months[-1]}, and {len(days)} by their day, such as "
            f"{days[-1]}: `id: date` below `site:` names all by their day."
        )


def _shared(group: Sequence[Issue]) -> str:
    """Return the sentence that issues share an id, and what to do."""
    all_, any_ = ("both", "either") if len(group) == _PAIR else ("all", "any of them")
    paths = f"{', '.join(issue.path for issue in group[:-1])} and {group[-1].path}"
    return f"{paths} are {all_} issue {group[0].id}: to announce {any_}, {advice(group)}."


def _is_mixed(issues: Sequence[Issue]) -> bool:
    """Return whether two of the recent issues, or too many of all issues, share an id."""
    shared = sum(len(group) - 1 for group in twins(issues))
    return bool(twins(issues[-_RECENT:])) or shared > _FEW * len(issues)


def _will_mix(issues: Sequence[Issue]) -> bool:
    """Return whether issues are named by month but appear so often that two fall in one month."""
    recent = issues[-_RECENT:]
    days = sorted(issue.date for issue in recent if issue.date)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return bool(gaps) and median(gaps) < _OFTEN and all(_MONTH.fullmatch(issue.id) for issue in recent)


def _are_days(issues: Sequence[Issue]) -> bool:
    """Return whether the recent issues are named by day and share months: another one may name only its month."""
    ids = [issue.id for issue in issues[-_RECENT:]]
    return all(map(_DAY.fullmatch, ids)) and len({day[:7] for day in ids}) < len(ids)


def _is_own(style: IdStyle, issues: Sequence[Issue]) -> bool:
    """Return whether the recent issues have an id of this kind; those that lack it would have one of another."""
    forms = {"number": r"\d+", "week": r"\d{4}-W\d\d", "date": r"\d{4}-\d\d-\d\d"}
    return all(re.fullmatch(forms[style], issue.id) for issue in issues[-_RECENT:] if not issue.words.id)
