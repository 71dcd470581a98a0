"""Plain Markdown without front matter: the title and the date come from the first heading and the file name."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from distribute.config import Config
from distribute.inputs.files import read_bytes
from distribute.regex import lazy_regex, line_breaks
from distribute.sites.front_matter import FrontMatter, read_fenced_or_not, read_franklin
from distribute.sites.mdx import without_admonitions
from distribute.sites.page import Page
from distribute.sites.pattern import common_tokens, fill
from distribute.sites.places import absolute, is_page_of_folder, language_in_name, page_name
from distribute.sites.site import Site
from distribute.sites.values import first_stated, words_of_heading
from distribute.text.dates import date_in_name, month_in_name, month_named, period_name
from distribute.text.language_tags import language_code

_HEADING = lazy_regex(r"(?:#[ \t]+(?P<title>.+)|(?P<set>\S.*)\n=+)[ \t]*(?:\n|\Z)")
_TOP = lazy_regex(r"^(?:#[ \t]+\S|(?P<fence>`{3,}|~{3,}))", re.MULTILINE)
_DAY = lazy_regex(r"\d{1,2}")
_YEAR = lazy_regex(r"20\d\d")
_DATES = ("date", "published_at", "publishdate", "published", "rss_pubdate")
_FRANKLIN = lazy_regex(r"@def[ \t]|\+\+\+\n(?:[^+\n][^\n]*\n){0,50}?[ \t]*\w+[ \t]*=[ \t]*(?:Dates\.)?Date\(")
_VARIABLE = lazy_regex(r"\{\{ ?(?P<name>\w+) ?\}\}")  # of Franklin's page
_SUMMARIES = ("rss_description", "rss", "descr")  # of Franklin
_DAY_IN_DIGITS = lazy_regex(r"\d{4}([-._]?)\d\d\1\d\d")
_DATED = lazy_regex(r"\d{4}([-._]?)\d\d\1\d\d(?:T\d{4,6}Z?)?[-_\s]+(?P<words>[^\W\d].*)")
# A title and a number that YAML takes for a comment, perhaps before a real one.
_NUMBERED = lazy_regex(r"title:[ \t]*+(?P<title>(?P<words>.*?)[ \t]#\d.*?)(?:[ \t]#(?!\d).*)?", re.IGNORECASE)
_COMMENT = lazy_regex(r"\s*<!--.*?-->", re.DOTALL)
_BEGINNING = 1_000  # bytes of a file, in which its first heading ends
_SETTINGS = 10_000  # bytes of Franklin's config.md
_GLUED_YEAR = lazy_regex(r"[^\W\d_]{3,}(?=20\d\d)")


class Plain(Site):
    """A folder of Markdown files, whose pages `site.url` and `site.permalink` place."""

    generator: ClassVar[str] = "plain"
    index_lists_folder: ClassVar[bool] = True
    empty_lines_above: ClassVar[float] = math.inf

    def __init__(self, config: Config) -> None:
        """Read Franklin's config.md, where there is one."""
        super().__init__(config)
        self.own = read_franklin(self._beginning(self.root / "config.md", _SETTINGS)).meta

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Every Markdown file of the folder but those that every folder has."""
        return ("**/*",)

    @classmethod
    def recognises(cls, config: Config) -> bool:  # noqa: ARG003 - no file tells such a site
        """Return False: plain Markdown is chosen by name, or by settings for issues and addresses."""
        return False

    @property
    def own_url(self) -> str:
        """Franklin's website_url; there are no other settings but ours."""
        return str(first_stated(self.own, ("website_url", "rss_website_url")) or "")

    @property
    def title(self) -> str:
        """The site's name by Franklin's settings."""
        return str(first_stated(self.own, ("website_title", "rss_website_title")) or "")

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read front matter where there is some, fenced or not, else take the first heading for the title."""
        front_matter = _stated(text)
        if front_matter.meta.get("title"):
            front_matter.meta["title"] = _with_number(front_matter, text)
            return front_matter
        skipped = _COMMENT.match(front_matter.body)
        start = skipped.end() if skipped else 0
        start += len(front_matter.body[start:]) - len(front_matter.body[start:].lstrip())
        heading = _HEADING.match(front_matter.body, start)
        if heading and (_is_title(heading) or (start == 0 and self._is_own(heading))):
            title = (heading["title"] or "").rstrip(" \t")
            front_matter.meta["title"] = words_of_heading(
                title.rstrip("#") or title[:1] or heading["set"] or ""
            )
            front_matter.lines["title"] = front_matter.body_line + front_matter.body.count("\n", 0, start)
            kept = line_breaks(heading)
            front_matter.body = front_matter.body[:start] + kept + front_matter.body[heading.end() :]
        return front_matter

    def _is_own(self, heading: re.Match[str]) -> bool:
        """Return whether no other file begins with this heading, which then names the issue and not a section of each."""
        self._reader.consult()
        return self._openings[_words_of(heading)] <= 1

    @cached_property
    def _openings(self) -> Counter[str]:
        """How many files begin with each heading of the first level."""
        found = (_HEADING.match(self._beginning(path)) for path in self.paths())
        return Counter(_words_of(heading) for heading in found if heading)

    def _beginning(self, path: Path, length: int = _BEGINNING) -> str:
        try:
            return read_bytes(path, self.config.folder)[:length].decode("utf-8-sig", errors="replace")
        except OSError:
            return ""

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the title that the name makes.

        `issue-42` is Issue 42, `2020-11` is November 2020, `2020-12-09-kite-news` is Kite news, 2020-12-09.
        """
        is_own = is_page_of_folder(path, self.root)
        name = page_name(path, self.root) if is_own else language_in_name(path, self.root)[1]
        month = month_in_name(name)
        if month and re.fullmatch(r"[\d_-]+", name):
            return {"title": period_name((month,), self.language(path, {}))}
        folders = self._folders(path)
        if _DAY.fullmatch(name) and len(folders) > 1 and _YEAR.fullmatch(folders[-2]):
            name = "-".join((*folders[-2:], name))  # `2026/May/14`
        if (dated := _DATED.fullmatch(name)) and (day := date_in_name(name)):
            return {"title": f"{_as_title(dated['words'])}, {day}"}
        return {"title": name if _DAY_IN_DIGITS.search(name) else _as_title(name)}

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the front matter's date, else the file name's."""
        stated = first_stated(meta, _DATES)
        return stated or date_in_name(page_name(path, self.root))

    def covers(self, page: Page, lead: str) -> tuple[str, ...]:
        """Return the months that the issue says it covers, else the month that is its name."""
        said = month_in_name(page_name(page.path, self.root))
        return super().covers(page, lead) or ((said,) if said else ())

    def clean(self, body: str, page: Page) -> str:
        """Drop the marks of containers, which several programs that read plain Markdown know."""
        return without_admonitions(body)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the front matter's language, else that of the file's name or folder, else the site's."""
        if meta.get("lang"):
            return language_code(str(meta["lang"]))
        return language_in_name(path, self.root)[0] or self.main_language

    def original(self, page: Page) -> str:
        """Return the file's place without its language."""
        language, name = language_in_name(page.path, self.root)
        return "/".join(
            (*(part for part in self._folders(page.path) if language_code(part) != language), name)
        )

    def url(self, page: Page) -> str:
        """Return the URL by `site.permalink`, else `folder/name/`."""
        name = page.path.stem
        own = "/:folder/" if is_page_of_folder(page.path, self.root) else "/:folder/:name/"
        pattern = self.settings.permalink or own
        place = fill(pattern, common_tokens(page, self._folders(page.path), name), self.config.path)
        return absolute(self.base, re.sub(r"/{2,}", "/", place))

    def _folders(self, path: Path) -> tuple[str, ...]:
        return path.relative_to(self.root).parts[:-1] if path.is_relative_to(self.root) else ()


def _stated(text: str) -> FrontMatter:
    """Return what a file's front matter says; that of Franklin, a generator in Julia, has names of its own."""
    if not _FRANKLIN.match(text):
        front_matter = read_fenced_or_not(text)
        return _filled(front_matter) if text.startswith("+++") else front_matter
    front_matter = _filled(read_franklin(text))
    for key in _SUMMARIES if "description" not in front_matter.meta else ():
        if front_matter.meta.get(key):
            front_matter.meta["description"] = front_matter.meta[key]
            front_matter.lines["description"] = front_matter.lines[key]
            break
    return front_matter


def _filled(front_matter: FrontMatter) -> FrontMatter:
    """Return a page of Franklin with its own variables in place of their names, every line in its place."""
    said = {key: value for key, value in front_matter.meta.items() if isinstance(value, str)}

    def value_of(found: re.Match[str]) -> str:
        return " ".join(said.get(found["name"].lower(), found[0]).split())

    front_matter.body = _VARIABLE.sub(value_of, front_matter.body)
    return front_matter


def _with_number(front_matter: FrontMatter, text: str) -> Any:
    """Return the title with the number of the issue behind it: `Kites #5`, in which YAML takes `#5` for a comment."""
    title = front_matter.meta["title"]
    line = text.split("\n")[front_matter.line_of("title") - 1]
    found = _NUMBERED.fullmatch(line)
    return found["title"].rstrip() if found and found["words"].rstrip() == title else title


def _as_title(name: str) -> str:
    """Return a file's name as words that begin with a capital letter; a month stands apart from its year: "Feb 2026"."""
    parted = _GLUED_YEAR.sub(r"\g<0> ", name) if month_named(name) else name
    words = re.sub(r"[-_\s]+", " ", parted)
    return words[:1].upper() + words[1:]


def _words_of(heading: re.Match[str]) -> str:
    return words_of_heading((heading["title"] or heading["set"] or "").strip(" \t#")).casefold()


def _is_title(heading: re.Match[str]) -> bool:
    """Return whether the first heading is the title: it has a number, or no other stands on its level.

    Where each section has a heading of the first level, the first of them names its section alone.
    """
    if any(map(str.isdigit, heading[0])):
        return True
    fence = ""
    for found in _TOP.finditer(heading.string, heading.end()):
        if mark := found["fence"]:
            fence = "" if fence and mark.startswith(fence) else fence or mark
        elif not fence:
            return False
    return True
