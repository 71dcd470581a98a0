"""Permalink patterns made of `:tokens`, as in Jekyll and in `site.permalink`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from distribute.inputs.files import read_text
from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.site import SiteError

COLON = lazy_regex(r":([A-Za-z_]+)")  # a token
# A token as other generators have it: no address has braces.
BRACED = lazy_regex(r"\{+[^{}]*\}*", needs=("{",))


def fill(pattern: str, tokens: Mapping[str, str], where: Path) -> str:
    """Return `pattern` with its tokens filled in; SiteError, naming the file `where`, for one not known."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        for known, rest in ((name, ""), (name.rstrip("_"), "_")):  # `:month_:day`
            if known in tokens:
                return tokens[known] + rest
        raise unknown_token(pattern, match[0], marked, where)

    marked = [f":{name}" for name in tokens]
    if braced := BRACED.search(pattern):
        raise unknown_token(pattern, braced[0], marked, where)
    return COLON.sub(value, pattern)


def unknown_token(pattern: str, token: str, known: Sequence[str], where: Path) -> SiteError:
    """Return the error for a token of a pattern that the generator does not fill; `known` are those that it does."""
    name = re.sub(r"\W", "", token)
    alike = next((each for each in known if re.sub(r"\W", "", each) == name), "")
    why = f": here a token is written {alike}" if alike else ", which is not known"
    msg = f"{_place_of(pattern, where)}: the permalink {pattern!r} has {token}{why}; there are {', '.join(known)}"
    return SiteError(msg)


def _place_of(pattern: str, file: Path) -> str:
    """Return the file and line where a pattern is written, only the file where its line is not found."""
    try:
        lines = read_text(file).split("\n")
    except (OSError, UnicodeDecodeError):
        return str(file)
    line = next((number for number, text in enumerate(lines, start=1) if pattern in text), 0)
    return f"{file}:{line}" if line else str(file)


def common_tokens(page: Page, folders: tuple[str, ...], name: str) -> dict[str, str]:
    """Return the tokens of a page that is in `folders` and called `name`."""
    day = page.date
    number = re.search(r"(\d+)\D*\Z", name)
    return {
        "year": f"{day:%Y}" if day else "",
        "month": f"{day:%m}" if day else "",
        "day": f"{day:%d}" if day else "",
        "folder": "/".join(folders),
        "name": name,
        "slug": str(page.meta.get("slug") or name),
        "number": number[1] if number else "",
        "lang": page.language,
    }
