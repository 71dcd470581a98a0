"""Derive an issue's id from the issue alone, and the other names it can be found by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self

import msgspec

from distribute.regex import lazy_regex
from distribute.text.dates import date_in_name, days_named, number_before_month

_WEEK = lazy_regex(
    r"(?:\b(?P<first>\d{4})-W|\b(?:week|weeknotes|kw|woche|kalenderwoche|semaine|semana|settimana)[\s_-]+)"
    r"(?P<week>\d{1,2})\b(?![.\d])(?:,?\s+(?:of\s+|de\s+)?(?P<last>20\d\d)\b)?",
    re.IGNORECASE,
)
_WEEK_OF = lazy_regex(r"\bweek (?:ending|of|from)\b", re.IGNORECASE)
_NUMBER = lazy_regex(
    r"(?:#|\b(?:issue|ausgabe|edition|[ée]dition|edición|edição|edizione|num(?:ber|mer)|n[uú]mero|numéro)[\s_-]+#?"
    r"|\bn[or]\.\s*|\bn[°º]\s*)(\d{1,5})\b(?![.-]\d)",
    re.IGNORECASE,
)
_LAST_NUMBER = lazy_regex(r"(?<![\d.,:-])\b(?!(?:19|20)\d\d\b)(\d{1,5})\W*\Z")
_GLUED = lazy_regex(  # "issue11"
    r"(?:\b|_)(?:issue|ausgabe|edition|no|nr|vol|ep)0*(\d{1,4})\Z",
    re.IGNORECASE,
    ("issue", "ausgabe", "edition", "no", "nr", "vol", "ep"),
)
_NUMBER_KEYS = ("number", "edition", "issue", "issue_number", "issuenumber", "nummer")
_WEEKS_APART = 8  # in days: how far from an issue's date the week may be that its lead names
_FIRST_WEEKS, _LAST_WEEKS = 3, 50  # of a year: they may be another's than their issue's date
_FARTHEST = timedelta(weeks=5)  # from an issue's date: a week that is further away is not one of the calendar
_LEAD = 400


class Names(msgspec.Struct, frozen=True):
    """The month, week, number and days that an issue says it is for, "" for each that it doesn't say."""

    month: str
    week: str
    number: str
    last_number: str
    day: str
    day_in_name: str
    stem: str

    @classmethod
    def of(
        cls,
        title: str,
        stem: str,
        lead: str,
        meta: Mapping[str, Any],
        when: datetime | None,
        covers: tuple[str, ...],
    ) -> Self:
        """Find them in the title, the file's name, the front matter and the lead."""
        stated = next((str(meta[key]) for key in _NUMBER_KEYS if str(meta.get(key, "")).isdigit()), "")
        number = _NUMBER.search(title) or _NUMBER.search(stem)
        last = _LAST_NUMBER.search(title) or _GLUED.search(stem)
        return cls(
            month=covers[-1] if covers else "",
            week=_week(title, stem, lead[:_LEAD], when),
            number=stated or (number[1].lstrip("0") if number else ""),
            last_number=last[1] if last else number_before_month(stem),
            day=f"{when:%Y-%m-%d}" if when else "",
            day_in_name=date_in_name(stem),
            stem=stem,
        )

    def id(self, style: str | None) -> str:
        """Return the issue's own id, by what `site.id` asks for if the issue has it."""
        number = self.number or self.last_number
        asked = {"month": self.month, "week": self.week, "number": number, "date": self.day}.get(
            style or "", ""
        )
        return asked or self.month or self.week or self.number or self.day or self.day_in_name or self.stem

    @property
    def others(self) -> tuple[str, ...]:
        """What else it may be asked for by."""
        found = (self.week, self.number or self.last_number, self.day_in_name)
        return tuple(name for name in dict.fromkeys(found) if name)


def _week(title: str, stem: str, lead: str, when: datetime | None) -> str:
    """Return the week an issue says it is for, as `2024-W19`."""
    if found := _WEEK.search(title) or _WEEK.search(stem):
        return _week_of(found, when)
    if _WEEK_OF.search(title) and (days := days_named(title)):
        return f"{days[0]:%G-W%V}"
    # In the lead other weeks may be named too: it is the issue's own if it is that of its date.
    for found in _WEEK.finditer(lead) if when else ():
        week = _week_of(found, when)
        if week and when and abs(_monday(week) - when.date()) < timedelta(days=_WEEKS_APART):
            return week
    return ""


def _week_of(found: re.Match[str], when: datetime | None) -> str:
    number = int(found["week"])
    if year := found["first"] or found["last"]:
        return _calendar_week(int(year), number)
    if not when:
        return ""
    # Week 1 of an issue in December is the next year's.
    turn = (number < _FIRST_WEEKS and when.month == 12) - (number > _LAST_WEEKS and when.month == 1)  # noqa: PLR2004
    week = _calendar_week(when.year + turn, number)
    is_near = week and abs(_monday(week) - when.date()) <= _FARTHEST
    return week if is_near else ""  # else it may be "Week 6" of a term that began in September


def _calendar_week(year: int, number: int) -> str:
    """Return a week as `2024-W19`, "" if the year has no such week."""
    is_week = year > 0 and 1 <= number <= date(year, 12, 28).isocalendar().week
    return f"{year:04}-W{number:02}" if is_week else ""


def _monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
