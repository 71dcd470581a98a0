"""Parse dates as newsletters write them: in front matter, in file names, and months by name in eight languages.

A date is read in all of these languages at once: it may be what an issue's language or place is found by, and a
translation may keep it. So the words of dates are here, and not with each language.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo

from distribute.regex import lazy_regex

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
}
# Behind a day, Polish has another form.
_OF_MONTHS = (
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
)

# These are months only next to a day or a year.
_OTHER_WORDS = {"may", "march", "mei", "Mei", "maj", "Maj", "maja", "Maja", "augustus", "Augustus"}
# These count in the same way, capitalised and with or without a full stop.
_SHORT = {
    name: number
    for number, names in enumerate(
        "Jan Janv Jän Ene|Feb Févr Fév|Mar Mär|Apr Avr Abr||Jun|Jul Juil|Aug|Sep Sept|Oct Okt|Nov|Dec Dez Déc Dic".split(
            "|"
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_IN_DIGITS = lazy_regex(
    r"(?<![\d/.-])(?:(20\d\d)[-/](0[1-9]|1[0-2])|(0?[1-9]|1[0-2])/(20\d\d)"
    r"|(20\d\d)\s?[年년]\s?(0?[1-9]|1[0-2])\s?[月월](?!\s?\d{1,2}\s?[日일]))(?![\d/.-])"
)
_NUMBERED = lazy_regex(
    r"(?:#|\b(?:issue|ausgabe|nr\.?|no\.?|n[°º]|número|numéro|numero|edition))\s*\Z", re.IGNORECASE
)
_QUARTER = lazy_regex(r"\bQ([1-4])[ /]?(20\d\d)\b")

# How a lead states which months an issue covers; the months follow within a few words.
_COVERS = lazy_regex(
    r"\b(?:cover(?:s|ed|ing)?|umfasst|behandelt|deckt|couvr\w+|cubr\w+|abarca\w*|abrange\w*|copr\w+|cobr\w+"
    r"|(?:month of|monat|mois (?:de|d['’])|mes de|mese di|mês de)(?=\W+\w+))\b(?P<rest>.{0,80})",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS = lazy_regex(r"[^\W\d_]{3,12}")
_NEAR = 24  # characters between a month's name and its day or year
_DAY_BEFORE = lazy_regex(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?:\s*(?:-|–|&|,|and|und|et|y|e)\s*\d{1,2}\w*\.?)*\s+(?:de\s+|of\s+)?$"
)
_DIGIT = lazy_regex(r"\d")
_DAY_AFTER = lazy_regex(r"\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*(?:-|–|&|and)\s*\d{1,2}\w*)?(?=[\s,.;:!?)]|$)")
_YEAR_AFTER = lazy_regex(r",?\s+(?:de\s+|del\s+|do\s+)?(?:((?:19|20)\d\d)|['’]([0-9]{2}))\b")  # "June '26"
_IN_NAME = lazy_regex(
    r"(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)|((?:19|20)\d\d)([._]?)(0[1-9]|1[0-2])\5(0[1-9]|[12]\d|3[01]))(?!\d)"
)
_ISO_DAY = lazy_regex(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_EAST_ASIAN_DAY = lazy_regex(r"(?:(20\d\d)\s?[年년]\s?)?(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NAMED_IN_NAME = lazy_regex(
    r"(?<!\d)((?:19|20)\d\d)[-_ ]?([a-z]{3,9})[-_ ]?(\d\d?)(?!\d)"
    r"|\A(\d\d?)[-_ ]?([a-z]{3,9})[-_ ]?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_IN_NAME = lazy_regex(r"(?<![^\W\d_])(?P<word>[^\W\d_]{3,12})[-_. ]?(?P<year>20\d\d)(?!\d)")
_DIGITS_IN_NAME = lazy_regex(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?![\d-])")
_LAST_DIGITS = lazy_regex(r"(?<!\d)0*(\d{1,4})[-_. ]\Z")
_YEAR, _TWO_MONTHS = 366, 62  # in days
_MONTH_BY_NAME = lazy_regex(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
# Between two months, includes all months in between.
_UNTIL = lazy_regex(
    r"(?:,?\s+(?:de\s+|del\s+|do\s+)?(?:19|20)\d\d)?\s*"
    r"(?:[-–—]|\b(?:to|through|until|bis|à|au|a|al|até)\b)\s*(?:de\s+|di\s+)?(?P<month>[^\W\d_]{3,12})"
)
_LONG = 7  # names with this many letters are recognised even with two letters swapped
_YEARS = range(1000, 9000)  # so that no sum of a date and a time zone or an age leaves what Python can count
# Of "12:00Z+0100", Ruby's Time.parse and so Jekyll read the Z alone.
_ISO = lazy_regex(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ]+(\d?\d)(:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?:(?<=Z)[+-]\d{4})?)?\s*\Z"
)


def time_zone(name: str) -> tzinfo:
    """Return a time zone by its name, such as Europe/Berlin; LookupError, ValueError or OSError if there is none."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def parse_date(text: str, zone: tzinfo = UTC, *, loose: bool = False) -> datetime:
    """Parse a date as generators write it, with or without time and offset; without an offset it is in `zone`.

    A date with the month's name may be in any order. Other dates in digits are accepted only if `loose`, and are
    read by dateutil. Raises ValueError, which says how to write a date.
    """
    match = _ISO.match(text.strip())
    if match:
        try:
            year, month, day, hour, clock, zone_name = match.groups(default="")
            offset = "Z" if zone_name in {"UTC", "GMT"} else zone_name
            when = datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}{clock or ':00'}{offset}")
        except ValueError:
            pass
        else:
            if when.year in _YEARS:
                return when if when.tzinfo else when.replace(tzinfo=zone)
    elif (found := _parsed_by_name(text, loose=loose)) and found.year in _YEARS:
        return found if found.tzinfo else found.replace(tzinfo=zone)
    msg = f"{text!r} is not a date: write YYYY-MM-DD, or YYYY-MM-DD HH:MM"
    raise ValueError(msg)


def _parsed_by_name(text: str, *, loose: bool) -> datetime | None:
    """Return the date that dateutil finds in `text`, None unless it has year, month and day."""
    if not (loose or _MONTH_BY_NAME.search(text)) or not any(char.isdigit() for char in text):
        return None
    import warnings

    from dateutil import parser

    guesses = (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001 - two defaults: if the results differ, a part is missing
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about unknown time zones
            first, second = (parser.parse(text.strip(), default=guess) for guess in guesses)
    except (ValueError, OverflowError, TypeError):
        return None
    return first if first == second else None


@functools.cache
def _month_numbers() -> dict[str, int]:
    return {
        name.casefold(): number
        for names in (*MONTHS.values(), _OF_MONTHS)
        for number, name in enumerate(names.split(), start=1)
    }


@functools.cache
def _swapped() -> dict[str, int]:
    return {"".join(sorted(name)): number for name, number in _month_numbers().items() if len(name) >= _LONG}


def days_beside_months(text: str) -> dict[int, set[int]]:
    """Return the numbers near each month named in `text`, which may be its days."""
    found: dict[int, set[int]] = {}
    for number, before, after in _months_in(text):
        near = re.findall(r"\d+", before + " " + after)
        found.setdefault(number, set()).update(int(digits) for digits in near if len(digits) <= len("31"))
    return found


def _month_number(word: str) -> int:
    """Return the number of the month called `word`, else 0; swapped letters are accepted ("Feburary")."""
    name = word.casefold()
    return _month_numbers().get(name) or (
        _swapped().get("".join(sorted(name)), 0) if len(name) >= _LONG else 0
    )


def is_month(word: str) -> bool:
    """Return whether `word` is a month's name, or a short one, in any of the languages here."""
    return bool(_month_number(word)) or word.casefold() in _short_names()


def is_short_month(word: str) -> bool:
    """Return whether `word` is a month's short name, which has a full stop behind it."""
    return word in _SHORT


@functools.cache
def _short_names() -> frozenset[str]:
    return frozenset(name.casefold() for name in _SHORT)


def date_in_name(stem: str) -> str:
    """Return the date in a file's name as `YYYY-MM-DD`, "" if there is none.

    It may be `2024.11.27`, `20241127`, `2024-nov-27`, `2024Nov27` or `27-november-2024`.
    """
    if found := _IN_NAME.search(stem):
        return "-".join(part for part in found.group(1, 2, 3, 4, 6, 7) if part)
    for named in _NAMED_IN_NAME.finditer(stem):
        year, word, day = named.group(1, 2, 3) if named[1] else named.group(6, 5, 4)
        if number := _month_number(word) or _SHORT.get(word.capitalize(), 0):
            with suppress(ValueError):  # an issue's number may look like a day
                return date(int(year), number, int(day)).isoformat()
    return ""


def month_in_name(stem: str) -> str:
    """Return the month that a file's name has without a day as `YYYY-MM`, "" if there is none.

    It may be `letter_73_Feb2026`, `2026-02`, `2026_02` or `202602`.
    """
    if found := _DIGITS_IN_NAME.search(stem):
        return f"{found[1]}-{found[2]}"
    return month_named(stem)


def month_named(stem: str) -> str:
    """Return the month that a file's name has in letters as `YYYY-MM`, "" if there is none."""
    number, _, year = _month_in_name(stem)
    return f"{year}-{number:02}" if number else ""


def number_before_month(stem: str) -> str:
    """Return the number before the month of a file's name, "" if there is none: 73 in `letter_73_Feb2026`."""
    number, before, _ = _month_in_name(stem)
    found = _LAST_DIGITS.search(before) if number else None
    return found[1] if found else ""


def _month_in_name(stem: str) -> tuple[int, str, str]:
    """Return the number of the month of a file's name, what is before it, and its year; 0 if it has none, or a day."""
    for found in _MONTH_IN_NAME.finditer(stem) if not date_in_name(stem) else ():
        word = found["word"]
        if number := _month_number(word) or _SHORT.get(word.capitalize(), 0):
            return number, stem[: found.start()], found["year"]
    return 0, "", ""


def months_named(text: str, year: int | None = None) -> tuple[str, ...]:
    """Return the months that `text` names without a day as `YYYY-MM`, in chronological order.

    A month's year is the one that follows it, directly or after further months, else `year`. "October 2023 to
    June 2024" names all nine.
    """
    found: set[str] = set()
    # The year and month read last. Months are read backwards because the year follows them.
    following, later = year, 0
    for number, before, after in reversed(list(_months_in(text))):
        if _DAY_BEFORE.search(before) or _DAY_AFTER.match(after):
            continue  # with a day it is a date, which does not say what the issue covers
        last = following
        if stated := _YEAR_AFTER.match(after):
            following = _year_of(stated)
        elif following and number > later > 0:
            following -= 1  # "December and January 2024"
        if following is not None:
            found.add(f"{following}-{number:02}")
            until = _UNTIL.match(after) if last and later else None
            if last and until and _month_number(until["month"]):
                found.update(_months_between((following, number), (last, later)))
        later = number
    return tuple(sorted(found))


def _year_of(stated: re.Match[str]) -> int:
    """Return the year that `_YEAR_AFTER` matched, in four digits or two."""
    return int(stated[1] or f"20{stated[2]}")


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> Iterator[str]:
    """Yield the months from `first` to `last`, at most a year."""
    begin, end = (year * 12 + month - 1 for year, month in (first, last))
    for count in range(begin, min(end, begin + 11) + 1):
        yield f"{count // 12}-{count % 12 + 1:02}"


def days_named(text: str, year: int | None = None) -> tuple[date, ...]:
    """Return the days that `text` names, with the month's name or as `YYYY-MM-DD`; each once, in their order.

    A day without a year is in `year`; it is ignored if `year` is None.
    """
    found: list[date] = []
    for month, before, after in _months_in(text):
        days = _DAY_AFTER.match(after)
        first = days or _DAY_BEFORE.search(before)
        stated = _YEAR_AFTER.match(after[days.end() :] if days else after)
        which = _year_of(stated) if stated else year
        if first and which:
            with suppress(ValueError):  # 31 February
                found.append(date(which, month, int(first[1])))
    for numbers in _ISO_DAY.findall(text):
        with suppress(ValueError):
            found.append(date(*map(int, numbers)))
    for month, day, stated_year in _east_asian_days(text):
        if which := stated_year or year:
            with suppress(ValueError):
                found.append(date(which, month, day))
    return tuple(dict.fromkeys(found))


def _east_asian_days(text: str) -> Iterator[tuple[int, int, int | None]]:
    """Yield the month, the day and the year, if it is there, of each day written as `2021年1月14日` or `2021년 1월 14일`."""
    if "日" in text or "일" in text:
        for year, month, day in _EAST_ASIAN_DAY.findall(text):
            yield int(month), int(day), int(year) if year else None


def _months_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each month's number, and the text before and after its name."""
    for word in _LETTERS.finditer(text):
        short = _SHORT.get(word[0], 0)
        if number := short or _month_number(word[0]):
            before, after = (
                text[max(0, word.start() - _NEAR) : word.start()],
                text[word.end() : word.end() + _NEAR],
            )
            after = after.removeprefix(".") if short else after
            if (short or word[0] in _OTHER_WORDS) and not (
                _YEAR_AFTER.match(after) or _DAY_AFTER.match(after) or _DAY_BEFORE.search(before)
            ):
                continue
            yield number, before, after


def months_covered(title: str, lead: str, published: datetime | None) -> tuple[str, ...]:
    """Return the months that an issue says it covers, in its title, else in its lead; () if in neither."""
    if in_title := months_named(title) or _months_in_digits(title):
        return in_title
    for match in _COVERS.finditer(lead):
        if months := months_named(match["rest"].split(". ")[0]):
            return months
        year = published.year if published else None
        months = months_named(match["rest"].split(". ")[0], year)
        if months and published:
            # "covering the month of December", published in January, means last December.
            last = f"{published:%Y-%m}"
            return tuple(sorted(m if m <= last else f"{int(m[:4]) - 1}{m[4:]}" for m in months))
    return ()


def _months_in_digits(title: str) -> tuple[str, ...]:
    """Return the months that a title names as `2020-11`, `11/2020` or `Q4 2020`; a single number names none."""
    found: set[str] = set()
    for match in _MONTH_IN_DIGITS.finditer(title):
        if not _NUMBERED.search(title[max(0, match.start() - _NEAR) : match.start()]):
            year, month = match[1] or match[4] or match[5], match[2] or match[3] or match[6]
            found.add(f"{year}-{int(month):02}")
    for quarter, year in _QUARTER.findall(title):
        last = (int(year), int(quarter) * 3)
        found.update(_months_between((last[0], last[1] - 2), last))
    return tuple(sorted(found))


def period_name(covers: tuple[str, ...], language: str) -> str:
    """Return the period in words, such as `November 2020` or `June & July 2023`; "" for no months.

    In a language whose months are not known it is in digits, such as `2020-11`.
    """
    names = MONTHS.get(language.partition("-")[0], "").split()

    def name(month: str) -> str:
        return names[int(month[5:]) - 1]

    ends = [(int(month[:4]), int(month[5:])) for month in covers[:1] + covers[-1:]]
    if not names:
        whole = len(covers) > 1 and covers == tuple(_months_between(*ends))
        return " – ".join((covers[0], covers[-1])) if whole else ", ".join(covers)
    if len(covers) > len(ends) and covers == tuple(_months_between(*ends)):
        first = name(covers[0]) if covers[0][:4] == covers[-1][:4] else f"{name(covers[0])} {covers[0][:4]}"
        return f"{first} – {name(covers[-1])} {covers[-1][:4]}"
    by_year: dict[str, list[str]] = {}
    for month in covers:
        by_year.setdefault(month[:4], []).append(name(month))
    return " & ".join(f"{' & '.join(months)} {year}" for year, months in by_year.items())


def names_day_ahead(text: str, today: datetime | None) -> bool:
    """Return whether `text` names a day after `today`: within a year, or two months if it has no year."""
    return _count_days_ahead(text, today) > 0


def names_days_ahead(text: str, today: datetime | None) -> bool:
    """Return whether `text` names several days after `today`, such as an event's and that by which to apply."""
    return _count_days_ahead(text, today) > 1


def names_days_past(text: str, today: datetime | None) -> bool:
    """Return whether all days that `text` names are before `today`: at any time, or in two months if they have no year."""
    days = list(_days_in(text)) if today else []
    return bool(days) and all(today is not None and _is_past(today, *day) for day in days)


@functools.lru_cache(maxsize=4096)  # several stages ask about each sentence
def _count_days_ahead(text: str, today: datetime | None) -> int:
    return sum(_days_ahead(text, today))


def _days_ahead(text: str, today: datetime | None) -> Iterator[bool]:
    """Yield, for each day that `text` names, whether it is one after `today`."""
    if today is not None:
        yield from (_is_ahead(today, *day) for day in _days_in(text))


def _days_in(text: str) -> Iterator[tuple[int, int, int | None]]:
    """Yield the month, day and year of each day that `text` names. The year is None where it is not stated."""
    if _DIGIT.search(text) is None:
        return
    for month, before, after in _months_in(text):
        # "November 27th, 2022", "6 and 7 February 2021", "am 11. Januar"
        days = _DAY_AFTER.match(after)
        rest = after[days.end() :] if days else after
        first = days or _DAY_BEFORE.search(before)
        year = _YEAR_AFTER.match(rest)
        if first:
            yield month, int(first[1]), _year_of(year) if year else None
    yield from ((int(m), int(d), int(y)) for y, m, d in _ISO_DAY.findall(text))
    yield from _east_asian_days(text)


def _is_past(today: datetime, month: int, day: int, year: int | None) -> bool:
    for guess in (year,) if year else (today.year, today.year - 1):
        away = _days_until(today, guess, month, day)
        if away is not None and away < 0 and (year or away >= -_TWO_MONTHS):
            return True
    return False


def _is_ahead(today: datetime, month: int, day: int, year: int | None) -> bool:
    for guess in (year,) if year else (today.year, today.year + 1):
        away = _days_until(today, guess, month, day)
        if away is not None and 0 < away <= (_YEAR if year else _TWO_MONTHS):
            return True
    return False


def _days_until(today: datetime, year: int, month: int, day: int) -> int | None:
    """Return how many days after `today` a day is; None if there is no such day, as 31 February or month 13."""
    try:
        return (datetime(year, month, day, tzinfo=today.tzinfo).date() - today.date()).days
    except ValueError:
        return None
