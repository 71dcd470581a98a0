"""Dates as newsletters write them: in headers, in file names, and months by name in six languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}

_VERBS = {"may", "march"}  # in lower case they are months only beside a day or a year

# How a lead says which months an issue covers; the months follow within a few words.
_COVERS = re.compile(
    r"\b(?:cover(?:s|ing)?|umfasst|behandelt|couvr\w+|cubr\w+|copr\w+|cobr\w+)\b(?P<rest>.{0,80})",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS = re.compile(r"[^\W\d_]{3,10}")
_NEAR = 24  # how far from a month's name its day and year may stand
_DAY_BEFORE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?:\s*(?:-|–|&|,|and|und|et|y|e)\s*\d{1,2}\w*\.?)*\s+(?:de\s+|of\s+)?$"
)
_DAY_AFTER = re.compile(r"\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:-|–|&|and)\s*\d{1,2}\w*)?(?=[\s,.;:!?)]|$)")
_YEAR_AFTER = re.compile(r",?\s+(?:de\s+|del\s+|do\s+)?((?:19|20)\d\d)\b")
_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_YEAR, _TWO_MONTHS = 366, 62  # in days
_ISO = re.compile(
    r"(\d{4}[-/]\d\d[-/]\d\d)(?:[T ]+(\d?\d)(:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*\Z"
)


def parse_date(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a date as generators write it, with or without time and offset; without, it is in `zone`.

    Raises ValueError, saying how a date is written.
    """
    match = _ISO.match(text.strip())
    if match:
        try:
            day, hour, clock, offset = match.groups(default="")
            when = datetime.fromisoformat(f"{day.replace('/', '-')}T{hour:0>2}{clock or ':00'}{offset}")
        except ValueError:
            pass
        else:
            return when if when.tzinfo else when.replace(tzinfo=zone)
    msg = f"{text!r} is not a date: write YYYY-MM-DD, or YYYY-MM-DD HH:MM"
    raise ValueError(msg)


@functools.cache
def _month_numbers() -> dict[str, int]:
    return {
        name.casefold(): number
        for names in MONTHS.values()
        for number, name in enumerate(names.split(), start=1)
    }


def date_in_name(stem: str) -> str:
    """Return the date in a file's name, as `YYYY-MM-DD`; "" where there is none."""
    found = _IN_NAME.search(stem)
    return found[0] if found else ""


def months_named(text: str, year: int | None = None) -> tuple[str, ...]:
    """Return the months that `text` names without a day, as `YYYY-MM`, in the order of time.

    A month takes the year that follows it, at once or after further months; failing that, `year`.
    """
    found: list[str] = []
    following = year
    for number, before, after in reversed(list(_months_in(text))):
        if _DAY_BEFORE.search(before) or _DAY_AFTER.match(after):
            continue  # a day beside the month makes it a date, and a date says when, not what
        if stated := _YEAR_AFTER.match(after):
            following = int(stated[1])
        if following is not None:
            found.append(f"{following}-{number:02}")
    return tuple(sorted(set(found)))


def _months_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each month's number, and what stands before and after its name."""
    numbers = _month_numbers()
    for word in _LETTERS.finditer(text):
        if number := numbers.get(word[0].casefold()):
            before, after = (
                text[max(0, word.start() - _NEAR) : word.start()],
                text[word.end() : word.end() + _NEAR],
            )
            if word[0] in _VERBS and not (
                _YEAR_AFTER.match(after) or _DAY_AFTER.match(after) or _DAY_BEFORE.search(before)
            ):
                continue
            yield number, before, after


def months_covered(title: str, lead: str, published: datetime | None) -> tuple[str, ...]:
    """Return the months an issue says it covers: in its title, else in its lead; () if in neither."""
    if in_title := months_named(title):
        return in_title
    for match in _COVERS.finditer(lead):
        if months := months_named(match["rest"].split(". ")[0]):
            return months
        year = published.year if published else None
        months = months_named(match["rest"].split(". ")[0], year)
        if months and published:
            # "covering the month of December", published in January: the month before, not after.
            last = f"{published:%Y-%m}"
            return tuple(sorted(m if m <= last else f"{int(m[:4]) - 1}{m[4:]}" for m in months))
    return ()


def period_name(covers: tuple[str, ...], language: str) -> str:
    """Return the period in words, `November 2020` or `June & July 2023`; "" for none."""
    names = MONTHS.get(language.partition("-")[0], MONTHS["en"]).split()
    by_year: dict[str, list[str]] = {}
    for month in covers:
        by_year.setdefault(month[:4], []).append(names[int(month[5:]) - 1])
    return " & ".join(f"{' & '.join(months)} {year}" for year, months in by_year.items())


def names_day_ahead(text: str, today: datetime | None) -> bool:
    """Say whether `text` names a day after `today`: within a year, or two months if it has no year."""
    if today is None or not any(char.isdigit() for char in text):
        return False
    for month, before, after in _months_in(text):
        # "November 27th, 2022", "6 and 7 February 2021", "am 11. Januar"
        days = _DAY_AFTER.match(after)
        rest = after[days.end() :] if days else after
        first = days or _DAY_BEFORE.search(before)
        year = _YEAR_AFTER.match(rest)
        if first and _is_ahead(today, month, int(first[1]), int(year[1]) if year else None):
            return True
    return any(_is_ahead(today, int(m), int(d), int(y)) for y, m, d in _ISO_DAY.findall(text))


def _is_ahead(today: datetime, month: int, day: int, year: int | None) -> bool:
    for guess in (year,) if year else (today.year, today.year + 1):
        try:
            away = (datetime(guess, month, day, tzinfo=today.tzinfo).date() - today.date()).days
        except ValueError:  # 31 February, or a month 13
            continue
        if 0 < away <= (_YEAR if year else _TWO_MONTHS):
            return True
    return False
