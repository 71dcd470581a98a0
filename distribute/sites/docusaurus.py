"""Docusaurus: blog posts by date and name, pages and docs by place, `slug` in the front matter."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.scripted import ENDINGS, Scripted, has_key
from distribute.text.language_tags import language_code

# Docusaurus' own rule, `parseBlogFileName` of @docusaurus/plugin-content-blog: of several dates, the last counts.
_DATED = lazy_regex(r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\Z")

# Where the settings of the preset's blog begin, those of another blog, and settings that stand elsewhere in the script.
_BLOG = lazy_regex(r"(?<![\w.-])[\"']?blog[\"']?\s*:\s*\{")
_FURTHER_BLOG = lazy_regex(r"content-blog[\"'`]\s*\)?(?:\.default)?\s*,\s*\{")
_ELSEWHERE = lazy_regex(r"(?<![\w.-])[\"']?blog[\"']?\s*:\s*(?!\{)(?P<value>[\w$(]\w*)")
_PIECE = lazy_regex(r"([\"'`])(?:\\.|(?!\1)[^\\])*\1|.", re.DOTALL)  # a text in quotes, or a character
_LONGEST = 20_000  # characters of a plug-in's settings
_MOST = 20  # objects that may be a blog's settings
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_PLUGIN = "docusaurus-plugin-content-blog"  # the folder of a locale's translated posts, with `-ID` for a blog that has an id


class _Blog(NamedTuple):
    """A blog's folder, its route, which is None if the script computes the one or the other, and its translations' folder."""

    folder: str
    route: str | None
    translations: str = _PLUGIN


class _Post(NamedTuple):
    """A post's place in its blog, without its ending, and the locale that its address begins with."""

    blog: _Blog
    inside: str
    locale: str = ""


class Docusaurus(Scripted):
    """A Docusaurus site: its blogs, and their translations in `i18n/LOCALE/docusaurus-plugin-content-blog-ID`."""

    generator: ClassVar[str] = "docusaurus"
    links_files: ClassVar[bool] = True
    files: ClassVar[tuple[str, ...]] = tuple(f"docusaurus.config.{ending}" for ending in ENDINGS)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The blog and its translations."""
        return (f"{self._blog.folder}/**/*", f"i18n/*/{self._blog.translations}/**/*")

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
        """Return a post's blog and its place there, which its translations share."""
        post = self._post(page.path)
        return f"{post.blog.folder}/{post.inside}" if post else super().original(page)

    def place(self, page: Page) -> str:
        """Return a post's address by its `slug`, else by the date and the words of its name."""
        post = self._post(page.path)
        if not post:
            raise self.no_rule(f"{page.path.name} is not in {self._blog.folder}/, whose rule alone is known")
        if post.blog.route is None:
            raise self.no_rule("the blog's settings are not plain values", "/blog/:year/:month/:day/:slug")
        own = str(page.meta.get("slug") or "").strip("/")
        place = "/".join(filter(None, (post.locale, post.blog.route.strip("/"), own or _named(post))))
        return f"{place}/" if self.literal("trailingSlash") == "true" else place

    def _post(self, path: Path) -> _Post | None:
        """Return what a path in a blog, or in a blog's translations, says, None for another."""
        blogs = [self._blog, *self._further_blogs]
        for blog in sorted(blogs, key=lambda blog: -len(blog.folder)):  # one may be in another's folder
            if path.is_relative_to(self.root / blog.folder):
                return _Post(blog, "/".join(self.inside(path, self.root / blog.folder)))
        above = path.relative_to(self.root).parts[:3] if path.is_relative_to(self.root) else ()
        translated = next((blog for blog in blogs if above[2:] == (blog.translations,)), None)
        if above[:1] != ("i18n",) or not translated:
            return None
        locale = "" if language_code(above[1]) == self.main_language else above[1]
        return _Post(translated, "/".join(self.inside(path, self.root.joinpath(*above))), locale)

    def hidden_by(self, page: Page) -> str:
        """Docusaurus writes a page with `unlisted: true` but does not list it."""
        return "unlisted: true" if page.is_set("unlisted") else ""

    @cached_property
    def _blog(self) -> _Blog:
        """The preset's blog."""
        objects = [_object(self.text, found.end()) for found in islice(_BLOG.finditer(self.text), _MOST)]
        telling = [each for each in objects if has_key(each, "path") or has_key(each, "routeBasePath")]
        if len(telling) == 1 or (objects and not telling):
            return _blog_of((telling or objects)[0])
        elsewhere = _ELSEWHERE.search(self.text)
        if objects or (elsewhere and elsewhere["value"] == "false"):
            return _Blog("blog", None)
        if not elsewhere:
            return _Blog("blog", "blog")
        # The settings stand elsewhere in the script. A route there is the blog's if there is no other one, and no `id` is.
        blog = _blog_of(self.text) if self.text.count("routeBasePath") == 1 else _Blog("blog", None)
        return blog._replace(translations=_PLUGIN)

    @cached_property
    def _further_blogs(self) -> list[_Blog]:
        """The blogs of plug-ins of their own."""
        found = islice(_FURTHER_BLOG.finditer(self.text), _MOST)
        return [_blog_of(_object(self.text, each.end())) for each in found]


def _object(script: str, begin: int) -> str:
    """Return the settings of an object that begins at a place of a script, without the objects in it."""
    depth, own = 1, []
    for piece in _PIECE.finditer(script, begin, begin + _LONGEST):
        mark = piece[0]
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if depth == 0:
            break
        own.append(mark if depth == 1 else " ")
    return "".join(own)


def _blog_of(settings: str) -> _Blog:
    """Return the blog that an object's settings make."""
    folder, route = (_value(settings, key) for key in ("path", "routeBasePath"))
    inside = posixpath.normpath(folder or "..")
    if inside.startswith(("..", "/")):
        return _Blog("blog", None)
    own = _value(settings, "id") if has_key(settings, "id") else "default"
    return _Blog(inside, route, _PLUGIN if own == "default" else f"{_PLUGIN}-{own}")


def _value(settings: str, key: str) -> str | None:
    """Return the plain value of a key, "blog" where there is none, None for one that is computed: `"n" + base`."""
    if not has_key(settings, key):
        return None if "..." in settings else "blog"
    found = re.search(rf"(?<![\w.-]){key}[\"']?\s*:\s*([\"'`])([\w./-]*)\1\s*(?:[,\n}}]|\Z)", settings)
    return found[2] if found else None


def _named(post: _Post) -> str:
    """Return a post's address in the blog by its place, as Docusaurus makes it without a `slug`."""
    if found := _DATED.match(post.inside):
        return f"{found['date'].replace('-', '/')}/{found['folder']}{found['text']}".rstrip("/")
    return post.inside.removesuffix("/index")
