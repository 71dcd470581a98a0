"""Docusaurus: blog posts by date and name, pages and docs by place, `slug` in the front matter."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from distribute.issue import language_code
from distribute.regex import lazy_regex
from distribute.sites.scripted import ENDINGS, Scripted
from distribute.sites.site import Page

# Docusaurus' own rule, `parseBlogFileName` of @docusaurus/plugin-content-blog.
_DATED = lazy_regex(r"(?P<folder>.*?)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\Z")


class Docusaurus(Scripted):
    """A Docusaurus site: its blog, and what it translates of it below `i18n`."""

    generator: ClassVar[str] = "docusaurus"
    files: ClassVar[tuple[str, ...]] = tuple(f"docusaurus.config.{ending}" for ending in ENDINGS)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The blog."""
        return (f"{self._blog}/**/*",)

    @property
    def own_url(self) -> str:
        """Docusaurus' `url` and `baseUrl`."""
        url = self.literal("url")
        return f"{url.rstrip('/')}/{self.literal('baseUrl').strip('/')}" if url else ""

    @property
    def main_language(self) -> str:
        """Docusaurus' defaultLocale."""
        return language_code(self.literal("defaultLocale") or self.settings.language)

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date in the front matter, else the one in the path: `blog/2026/05-24-kites/index.md`."""
        if (found := super().date(path, meta)) or not path.is_relative_to(self.root / self._blog):
            return found
        dated = _DATED.match("/".join(self.inside(path, self.root / self._blog)))
        return dated["date"].replace("/", "-") if dated else None

    def place(self, page: Page) -> str:
        """Return a post's address by its `slug`, else by the date and the words of its name."""
        if self._is_unclear():
            raise self.no_rule("the blog's settings are not plain values", "/blog/:year/:month/:day/:slug")
        if not page.path.is_relative_to(self.root / self._blog):
            raise self.no_rule(f"{page.path.name} is not in {self._blog}/, whose rule alone is known")
        own = str(page.meta.get("slug") or "").strip("/")
        route = self.literal("routeBasePath").strip("/") if self.is_set("routeBasePath") else "blog"
        place = "/".join(filter(None, (route, own or self._named(page))))
        return f"{place}/" if self.literal("trailingSlash") == "true" else place

    def _named(self, page: Page) -> str:
        inside = "/".join(self.inside(page.path, self.root / self._blog))
        if found := _DATED.match(inside):
            return f"{found['date'].replace('-', '/')}/{found['folder']}{found['text']}".rstrip("/")
        return inside.removesuffix("/index")

    @property
    def _blog(self) -> str:
        found = re.search(r"(?<!\w)blog\s*:\s*\{[^{}]*?\bpath\s*:\s*[\"'`]([\w./-]+)[\"'`]", self.text)
        return found[1].strip("./") if found else "blog"

    def _is_unclear(self) -> bool:
        """Say whether several plug-ins have a path of their own, or one's is computed."""
        count = len(re.findall(r"\brouteBasePath\s*:", self.text))
        return count > 1 or (
            count == 1 and not re.search(r"\brouteBasePath\s*:\s*[\"'`][^\"'`$]*[\"'`]", self.text)
        )
