"""Permalink patterns made of `:tokens`, as in Jekyll and in `site.permalink`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.site import SiteError

_TOKEN = lazy_regex(r":([a-z_]+)")
_BRACED = lazy_regex(r"\{([a-z_]+)[^{}]*\}")


def fill(pattern: str, tokens: Mapping[str, str], where: Path) -> str:
    """Return `pattern` with its tokens filled in; SiteError, naming the file `where`, for one not known."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        for known, rest in ((name, ""), (name.rstrip("_"), "_")):  # `:month_:day`
            if known in tokens:
                return tokens[known] + rest
        msg = f"{where}: the permalink {pattern!r} has :{name}, which is not known; there are :{', :'.join(tokens)}"
        raise SiteError(msg)

    if braced := _BRACED.search(pattern):
        msg = f"{where}: the permalink {pattern!r} has {braced[0]}: here a token is written :{braced[1]}"
        raise SiteError(msg)
    return _TOKEN.sub(value, pattern)


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
