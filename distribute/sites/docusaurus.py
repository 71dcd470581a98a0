"""Docusaurus: blog posts by date and name, pages and docs by place, `slug` in the front matter."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.scripted import ENDINGS, Scripted
from distribute.text.language_tags import language_code

# Docusaurus' own rule, `parseBlogFileName` of @docusaurus/plugin-content-blog: of several dates, the last counts.
_DATED = lazy_regex(r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\Z")

# Two neighbouring settings of a plug-in, in either order: `path: "newsletter", routeBasePath: "/newsletter"`
_TEXT = r"\s*:\s*[\"'`]([\w./-]*)[\"'`]"
_PLACED = (
    lazy_regex(rf"\bpath{_TEXT}[^{{}}]*?\brouteBasePath{_TEXT}"),
    lazy_regex(rf"\brouteBasePath{_TEXT}[^{{}}]*?\bpath{_TEXT}"),
)
_PLUGIN = "docusaurus-plugin-content-blog"  # the folder of a locale's translated posts


class _Post(NamedTuple):
    """A post's place in its blog, without its ending, the locale that its address begins with, and a further blog's route."""

    inside: str
    locale: str = ""
    route: str | None = None


class Docusaurus(Scripted):
    """A Docusaurus site: its blog, and the blog's translations in `i18n/LOCALE/docusaurus-plugin-content-blog`."""

    generator: ClassVar[str] = "docusaurus"
    links_files: ClassVar[bool] = True
    files: ClassVar[tuple[str, ...]] = tuple(f"docusaurus.config.{ending}" for ending in ENDINGS)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The blog and its translations."""
        return (f"{self._blog}/**/*", f"i18n/*/{_PLUGIN}/**/*")

    @property
    def own_url(self) -> str:
        """Docusaurus' `url` and `baseUrl`."""
        return f"{self.literal('url').rstrip('/')}/{self.literal('baseUrl').strip('/')}"

    @property
    def main_language(self) -> str:
        """Docusaurus' defaultLocale."""
        return language_code(self.literal("defaultLocale") or self.settings.language)

    def is_mdx(self, path: Path) -> bool:
        """Docusaurus reads Markdown as MDX, too, unless its settings say otherwise: `markdown: {format: "detect"}`."""
        return super().is_mdx(path) or (path.suffix == ".md" and self.literal("format") in {"", "mdx"})

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date in the front matter, else the one in the path: `blog/2026/05-24-kites/index.md`."""
        stated = self.stated_date(meta)
        if stated or not (post := self._post(path)):
            return stated or super().date(path, meta)
        dated = _DATED.match(post.inside)
        return dated["date"].replace("/", "-") if dated else None

    def original(self, page: Page) -> str:
        """Return a post's place in the blog, which its translations share."""
        post = self._post(page.path)
        return post.inside if post else super().original(page)

    def place(self, page: Page) -> str:
        """Return a post's address by its `slug`, else by the date and the words of its name."""
        post = self._post(page.path)
        route = post.route if post else None
        if route is None and self._is_unclear():
            raise self.no_rule("the blog's settings are not plain values", "/blog/:year/:month/:day/:slug")
        if not post:
            raise self.no_rule(f"{page.path.name} is not in {self._blog}/, whose rule alone is known")
        own = str(page.meta.get("slug") or "").strip("/")
        if route is None:
            route = self.literal("routeBasePath") if self.is_set("routeBasePath") else "blog"
        place = "/".join(filter(None, (post.locale, route.strip("/"), own or _named(post))))
        return f"{place}/" if self.literal("trailingSlash") == "true" else place

    def _post(self, path: Path) -> _Post | None:
        """Return what a path in a blog or in one of the first blog's translations says, None for another."""
        for folder, route in self._further_blogs:
            if path.is_relative_to(self.root / folder):
                return _Post("/".join(self.inside(path, self.root / folder)), route=route)
        if path.is_relative_to(self.root / self._blog):
            return _Post("/".join(self.inside(path, self.root / self._blog)))
        above = path.relative_to(self.root).parts[:3] if path.is_relative_to(self.root) else ()
        if above[:1] != ("i18n",) or above[2:] != (_PLUGIN,):
            return None
        locale = "" if language_code(above[1]) == self.main_language else above[1]
        return _Post("/".join(self.inside(path, self.root.joinpath(*above))), locale)

    def hidden_by(self, page: Page) -> str:
        """Docusaurus writes a page with `unlisted: true` but does not list it."""
        return "unlisted: true" if page.is_set("unlisted") else ""

    @property
    def _blog(self) -> str:
        found = re.search(r"(?<!\w)blog\s*:\s*\{[^{}]*?\bpath\s*:\s*[\"'`]([\w./-]+)[\"'`]", self.text)
        return found[1].strip("./") if found else "blog"

    @cached_property
    def _further_blogs(self) -> list[tuple[str, str]]:
        """The folders and routes of the blogs that plug-ins of their own make, as far as they are plain values."""
        by_path, by_route = _PLACED
        found = [(match.start(), match[1], match[2]) for match in by_path.finditer(self.text)]
        found += [(match.start(), match[2], match[1]) for match in by_route.finditer(self.text)]
        return [
            (folder.strip("./"), route)
            for at, folder, route in found
            if folder.strip("./") and self.text[:at].rpartition("content-")[2].startswith("blog")
        ]

    def _is_unclear(self) -> bool:
        """Return whether several plug-ins have a path of their own, or one's is computed."""
        count = len(re.findall(r"\brouteBasePath\s*:", self.text))
        return count > 1 or (
            count == 1 and not re.search(r"\brouteBasePath\s*:\s*[\"'`][^\"'`$]*[\"'`]", self.text)
        )


def _named(post: _Post) -> str:
    """Return a post's address in the blog by its place, as Docusaurus makes it without a `slug`."""
    if found := _DATED.match(post.inside):
        return f"{found['date'].replace('-', '/')}/{found['folder']}{found['text']}".rstrip("/")
    return post.inside.removesuffix("/index")
