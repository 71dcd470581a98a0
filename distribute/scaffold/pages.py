"""The pages of a site, as far as they tell which of them are a newsletter's."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path, PurePosixPath

import msgspec

from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.places import language_in_name
from distribute.sites.site import Site
from distribute.sites.unreadable import why_unreadable
from distribute.sites.values import values_of
from distribute.text.language_tags import LANGUAGES, language_code
from distribute.text.shapes import Shape, shape_of

# Folders whose Markdown is no page of the site: packages, what a build writes, a theme's and a repository's own texts.
_NO_PAGES = frozenset(
    "node_modules vendor venv public dist build output themes layouts templates test tests examples".split()
)
_ANYWHERE = ("**/*",)
_NO_PAGE = lazy_regex(
    r"(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|security|authors)\b", re.IGNORECASE
)
_TAGS = ("tags", "tag", "categories", "category", "series", "type", "layout", "topics", "collection")
_DAY = lazy_regex(r"(?<!\d)\d{4}(?:-\d\d?-\d\d?|-?\d\d-?\d\d)(?!\d)[-_ ]?")
_DATES = lazy_regex(r"\d{1,8}|\d{4}[-_]\d\d?(?:[-_]\d\d?)?(?:[-_].*)?")


class Entry(msgspec.Struct, frozen=True):
    """A page: where it is, when it is dated, and the shapes of its name and title.

    `folder` has no language and no date, and `name` no day in front of more words: what is left is the same for all
    issues of a series. `is_titled` is whether the page has a title of its own, not one that its name makes.
    """

    path: PurePosixPath
    folder: tuple[str, ...]
    name: Shape
    title: Shape
    text: str
    is_titled: bool
    when: date | None
    language: str
    family: str
    tags: frozenset[tuple[str, str]]
    draft: bool


def entries_of(site: Site) -> list[Entry]:
    """Return every page of the site that can be read and has a title, in the order of their paths.

    Where the generator keeps its posts there may be none with a date: then it is every Markdown file below the root. If none
    with a title has a date, those without one are called by their names, too.
    """
    found = _entries(site, site.every_page)
    if any(entry.when for entry in found):
        return found
    anywhere = _entries(site, _ANYWHERE)
    if not any(entry.when for entry in anywhere):
        named = _entries(site, _ANYWHERE, by_name=True)
        anywhere = named if any(entry.when for entry in named) else anywhere
    return anywhere or found


def _entries(site: Site, patterns: tuple[str, ...], *, by_name: bool = False) -> list[Entry]:
    found = (
        _entry(site, path, by_name=by_name)
        for path in site.paths(patterns)
        if path.is_file() and not why_unreadable(path) and not _is_no_page(path.relative_to(site.root))
    )
    return [entry for entry in found if entry.text]


def language_of(entries: list[Entry], site: Site) -> str:
    """Return the language of most pages; where several have as many, the site's own."""
    count = Counter(entry.language for entry in entries if entry.when) or Counter(
        entry.language for entry in entries
    )
    own = site.main_language
    return max(count, key=lambda code: (count[code], code == own), default=own)


def is_no_site(folder: str) -> bool:
    """Return whether a folder of this name holds no site and no pages of one."""
    return folder in _NO_PAGES or folder.startswith(".")


def _is_no_page(inside: Path) -> bool:
    hidden = any(map(is_no_site, inside.parts[:-1]))
    return hidden or _NO_PAGE.match(inside.stem) is not None


def _entry(site: Site, path: Path, *, by_name: bool) -> Entry:
    page = site.page(path)
    text = page.title or (path.stem if by_name else "")
    inside = PurePosixPath(path.relative_to(site.root).as_posix())
    stem = language_in_name(path, path.parent)[1]
    folders = list(inside.parts[:-1])
    if stem == "index" and folders:  # a bundle is called after its folder
        stem = folders.pop()
    without_day = _DAY.sub("", stem, count=1) if _DAY.match(stem) else stem
    return Entry(
        path=inside,
        folder=tuple(part for part in folders if not is_date(part) and not _is_language(part)),
        name=shape_of(without_day if re.search(r"[^\W\d_]", without_day) else stem),
        title=shape_of(text),
        text=text,
        is_titled=page.meta.get("title") != site.defaults(path).get("title"),
        when=_day_of(site, page),
        language=page.language,
        family=site.original(page),
        tags=frozenset((key, value) for key in _TAGS for value in values_of(page.meta, key)),
        draft=site.is_draft(page),
    )


def _day_of(site: Site, page: Page) -> date | None:
    """Return the day of a page; of one without a date, the first of the month that its title or name says it is for."""
    if page.date:
        return page.date.date()
    months = site.covers(page, "")
    return date.fromisoformat(f"{months[-1]}-01") if months else None


def is_date(part: str) -> bool:
    """Return whether a folder's name is a year, a month or a day."""
    return _DATES.fullmatch(part) is not None


def _is_language(part: str) -> bool:
    return (
        re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", part) is not None
        and language_code(part)[:2] in LANGUAGES
    )
