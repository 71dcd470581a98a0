"""Hugo's permalink patterns: tokens, Go's date layouts, and the spelling of paths."""

from __future__ import annotations

import re
from datetime import datetime

from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.pattern import BRACED

_TOKEN = lazy_regex(r":(\w+)(?:\[([^\]]*)\])?")
# Go's package `time`, "Constants": the parts of a layout, and what writes them here.
_GO = {
    "2006": "%Y", "January": "%B", "Monday": "%A", "Jan": "%b", "Mon": "%a", "002": "%j", "01": "%m", "02": "%d",
    "03": "%I", "04": "%M", "05": "%S", "06": "%y", "15": "%H", "PM": "%p",
}  # fmt: skip
_GO_SHORT = {"_2": "day", "1": "month", "2": "day", "4": "minute", "5": "second"}
_GO_PART = lazy_regex(r"2006|January|Monday|(?:Jan|Mon)(?![a-z])|002|0[1-6]|15|PM|_2(?!006)|[1245]")
_ZERO = datetime(1, 1, 1)  # noqa: DTZ001 - only its digits are used: what Go's zero time writes


class UnknownToken(ValueError):
    """A token that Hugo does not have; `known` are those that it has."""

    def __init__(self, token: str, known: tuple[str, ...]) -> None:
        """Set the token and the known ones, as they are written."""
        super().__init__(token)
        self.token, self.known = token, known


def fill(pattern: str, page: Page, folders: tuple[str, ...], sections: tuple[str, ...], name: str) -> str:
    """Fill a permalink pattern; the tokens are those of Hugo's documentation on URL management.

    `folders` are the page's content folders, and `sections` those of them that are sections. UnknownToken for a token that
    there is not.
    """
    day = page.date or _ZERO
    slug, title = path_name(str(page.meta.get("slug") or "")), path_name(page.title)
    tokens = {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "monthname": f"{day:%B}",
        "day": f"{day.day:02}",
        "weekday": f"{day:%w}",
        "weekdayname": f"{day:%A}",
        "yearday": str(day.timetuple().tm_yday),
        "section": folders[0] if folders else "",
        "sections": "/".join(sections),
        "title": title,
        "slug": slug or title,
        "filename": name,
        "contentbasename": name,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
    }

    def value(match: re.Match[str]) -> str:
        token, part = match.groups()
        if token not in tokens:
            if (written := _in_layout(token, day)) == token:
                raise UnknownToken(match[0], known)
            return written
        if token == "sections" and part:  # noqa: S105 - a permalink's token
            return "/".join(_selected(sections, part))
        return tokens[token]

    known = tuple(f":{name}" for name in tokens)
    if braced := BRACED.search(pattern):
        raise UnknownToken(braced[0], known)
    pieces = pattern.split("\\:")  # an escaped colon is one, which a path then loses
    return ":".join(_TOKEN.sub(value, piece) for piece in pieces)


def own_place(own: str) -> str:
    """Return the address that a `url` gives: it ends in a slash, unless it has a dot, as the name of a file has."""
    place = re.sub(r"/{2,}", "/", own)
    place = place.removesuffix("index.html") if place.endswith("/index.html") else place
    return place if "." in place or place.endswith("/") else f"{place}/"


def path_name(text: str) -> str:
    """Return `text` as a part of a path: letters of any script, digits, marks and `. / _ # + ~ - @`.

    The rule is Hugo's: white space becomes one hyphen, everything else goes.
    """
    kept: list[str] = []
    hyphen = gap = False
    for at, char in enumerate(text):
        allowed = (
            char.isalpha()
            or char in "./\\_#+~-@"
            or _category(char) in {"Nd", "Mn", "Mc", "Me"}
            or (char == "%" and re.match(r"[0-9a-fA-F]{2}", text[at + 1 : at + 3]) is not None)
        )
        if allowed:
            hyphen = char == "-"
            if gap and not hyphen:
                kept.append("-")
            gap = False
            kept.append(char)
        elif kept and not hyphen and char.isspace():
            gap = True
    return "".join(kept)


def _category(char: str) -> str:
    import unicodedata

    return unicodedata.category(char)


def _in_layout(layout: str, day: datetime) -> str:
    """Write a date by Go's layout, such as `2006_01_02`; what is no part of a date stays as it is."""

    def part(match: re.Match[str]) -> str:
        said = match[0]
        if said in _GO:
            return day.strftime(_GO[said]).zfill(4 if said == "2006" else 0)
        number = str(getattr(day, _GO_SHORT[said]))
        return number.rjust(2) if said == "_2" else number

    return _GO_PART.sub(part, layout)


def _selected(folders: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return the folders that `:sections[…]` asks for: an index, `last`, or a slice."""
    try:
        begin, colon, end = part.partition(":")
        if part == "last":
            return folders[-1:]
        if not colon:
            return folders[int(begin) : int(begin) + 1]
        stop = len(folders) - 1 if end == "last" else int(end) if end else None
        return folders[int(begin or 0) : stop]
    except ValueError:
        return folders
