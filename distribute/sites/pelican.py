"""Pelican: front matter of `Key: value` lines, URL patterns from settings that are parsed, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from os.path import normpath
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.ascii import in_ascii
from distribute.sites.front_matter import FrontMatter, read_meta_lines
from distribute.sites.page import Page
from distribute.sites.pattern import BRACED, COLON, unknown_token
from distribute.sites.places import absolute, first_existing, language_in_name
from distribute.sites.settings import text_of
from distribute.sites.site import Site, SiteError
from distribute.text.dates import parse_date
from distribute.text.language_tags import language_code

_FILES = ("pelicanconf.py", "publishconf.py")
_PAGES = frozenset({".md", ".markdown", ".mkd", ".mdown", ".rst", ".html", ".htm"})
_FIELD = lazy_regex(r"\{(\w+)(?::([^{}]*))?\}")
_INTERNAL = lazy_regex(r"[{|](?P<kind>filename|static|attach)[|}](?P<place>[^\s)\"'>]*)")
# What Pelican takes the first of; and our own keys that are lists, an entry a line.
_ONCE = frozenset("tags date modified status category author authors save_as url slug lang".split())
_LISTS = ("_highlights", "_skip")
# Pelican's defaults (its documentation, "URL settings" and "Metadata").
_FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_ARTICLE_URL = "{slug}.html"
_ARTICLE_LANG_URL = "{slug}-{lang}.html"
_PATTERNS = frozenset({"ARTICLE_URL", "ARTICLE_LANG_URL"})
_UNREAD = "{computed_by_the_settings}"  # no field is called so, which is told
_LONGEST = 100_000  # characters of a setting put together: a few lines can double one without end
_SLUG_RULES = ((r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"))


class Pelican(Site):
    """A Pelican site, read by its pelicanconf.py and, where there is one, its publishconf.py."""

    generator: ClassVar[str] = "pelican"
    titles_are_html: ClassVar[bool] = True

    def __init__(self, config: Config) -> None:
        """Read the settings that are plain values."""
        super().__init__(config)
        self.own: dict[str, Any] = {}
        for name in _FILES:
            if (self.root / name).is_file():
                self.own |= assigned(self.root / name, config.folder)
        self.zone = self.zone_of(self.own.get("TIMEZONE"), self.root / _FILES[0])

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Pelican site has a pelicanconf.py."""
        return first_existing(config.root, _FILES) is not None

    @property
    def own_url(self) -> str:
        """Pelican's SITEURL."""
        return str(self.own.get("SITEURL") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("SITENAME") or "")

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read `Key: value` lines; of a repeated key, Pelican uses the first line or all of them."""
        front_matter = read_meta_lines(text)
        for key, value in front_matter.meta.items():
            if isinstance(value, list) and not key.endswith(_LISTS):
                front_matter.meta[key] = value[0] if key in _ONCE else "\n".join(value)
        return front_matter

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return what the name and the place of the file say by FILENAME_METADATA and PATH_METADATA."""
        found: dict[str, Any] = {}
        own = self.own.get("DEFAULT_METADATA")
        if isinstance(own, dict):
            found |= {str(key).lower(): value for key, value in own.items()}
        by_path = self.own.get("EXTRA_PATH_METADATA")
        inside = path.relative_to(self.content).as_posix() if path.is_relative_to(self.content) else path.name
        for key, default, name in (
            ("PATH_METADATA", "", inside),
            ("FILENAME_METADATA", _FILENAME_METADATA, path.stem),
        ):
            with suppress(re.error, TypeError):
                if said := re.match(self.own.get(key, default), name):
                    found |= {field: value for field, value in said.groupdict().items() if value}
        if isinstance(by_path, dict) and isinstance(by_path.get(inside), dict):
            found |= by_path[inside]
        return found

    def parse_date(self, text: str) -> datetime:
        """Read whatever dateutil reads, as Pelican does."""
        return parse_date(text, self.zone, loose=True)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the front matter's `lang`, else the file name's suffix, else the site's language."""
        if meta.get("lang"):
            return language_code(str(meta["lang"]))
        return language_in_name(path, path.parent)[0] or self.main_language

    @property
    def main_language(self) -> str:
        """Pelican's DEFAULT_LANG."""
        return language_code(str(self.own.get("DEFAULT_LANG") or self.settings.language))

    def is_draft(self, page: Page) -> bool:
        """Pelican writes `Status: draft`."""
        return str(page.meta.get("status", "")).casefold() in {"draft", "skip"}

    def hidden_by(self, page: Page) -> str:
        """Pelican writes a page with `Status: hidden` but does not list it."""
        return "Status: hidden" if str(page.meta.get("status", "")).casefold() == "hidden" else ""

    def original(self, page: Page) -> str:
        """Return what ARTICLE_TRANSLATION_ID names, which is the slug unless set."""
        by = self.own.get("ARTICLE_TRANSLATION_ID", "slug")
        keys = by if isinstance(by, list | tuple | set) else (by,)
        values = [
            str(page.meta.get(key) or (self._slug(page) if key == "slug" else "")) for key in keys if key
        ]
        return "/".join(values) if all(values) else ""

    def url(self, page: Page) -> str:
        """Return the page's URL by its `url`, else ARTICLE_URL filled in."""
        meta, when = page.meta, page.date
        if isinstance(meta.get("url"), str):
            return absolute(self.base, meta["url"])
        default = str(self.own.get("DEFAULT_LANG") or "en").lower()
        lang = str(meta.get("lang") or default)  # `pt-BR` stays as it is written
        pattern = self.settings.permalink or str(
            self.own.get("ARTICLE_URL", _ARTICLE_URL)
            if lang == default
            else self.own.get("ARTICLE_LANG_URL", _ARTICLE_LANG_URL)
        )
        fields = {
            "slug": str(meta.get("slug") or self._slug(page)),
            "lang": lang,
            "category": _slugify(str(meta.get("category") or self._category(page.path))),
            "author": _slugify(self._author(meta)),
        }

        if self.settings.permalink:
            self._require_fields(pattern, meta, tuple(fields))

        def fill(match: re.Match[str]) -> str:
            name, form = match.groups()
            if name == "date" and when:
                return format(when, form or "%Y-%m-%d")
            if name in fields:
                return fields[name]
            if isinstance(meta.get(name), str):
                return str(meta[name])
            what = "a date, and the issue has none" if name == "date" else f"{{{name}}}, which is not known"
            msg = f"{page.path}: the permalink {pattern!r} wants {what}: set site.permalink, or `url:` in the front matter"
            raise SiteError(msg)

        if when is None and "{date" in pattern:
            return ""  # its date can't be read, which is a problem of its own
        return absolute(self.base, _FIELD.sub(fill, pattern).removesuffix("index.html"))

    def _require_fields(self, pattern: str, meta: Mapping[str, Any], fields: Sequence[str]) -> None:
        """Raise SiteError for a token in `site.permalink` that is no field of Pelican's and no metadata of the page."""
        known = ("{date:%Y}", *(f"{{{name}}}" for name in fields))
        for name in (match[1] for match in _FIELD.finditer(pattern)):
            if name not in {"date", *fields, *meta}:
                raise unknown_token(pattern, f"{{{name}}}", known, self.config.path)
        rest = _FIELD.sub("", pattern)
        if found := COLON.search(rest) or BRACED.search(rest):
            raise unknown_token(pattern, found[0], known, self.config.path)

    def clean(self, body: str, page: Page) -> str:
        """Make links to other content files links to their pages."""

        def address(match: re.Match[str]) -> str:
            place, _, anchor = unquote(match["place"]).partition("#")
            file = self.content / place.lstrip("/") if place.startswith("/") else page.path.parent / place
            inside = Path(normpath(file))
            if match["kind"] == "filename" and inside.suffix in _PAGES:
                there = self.address(inside)
                return there + (f"#{anchor}" if anchor else "") if there else "#"
            inner = (
                inside.relative_to(self.content).as_posix() if inside.is_relative_to(self.content) else place
            )
            return "/" + inner.lstrip("/")

        return _INTERNAL.sub(address, body)

    @property
    def content(self) -> Path:
        """The folder that Pelican reads, its PATH."""
        return Path(normpath(self.root / str(self.own.get("PATH") or "content")))

    def _category(self, path: Path) -> str:
        """Return the category of an article that names none: its folder's name below PATH, else the default.

        A site that makes no pages of categories has none.
        """
        if not self.own.get("CATEGORY_SAVE_AS", True):
            return ""
        below = path.is_relative_to(self.content) and path.parent != self.content
        if below and self.own.get("USE_FOLDER_AS_CATEGORY", True):
            return path.parent.name
        return str(self.own.get("DEFAULT_CATEGORY", "misc"))

    def _author(self, meta: dict[str, Any]) -> str:
        """Return the first author, which is the one that a URL can name."""
        several = str(meta.get("authors") or "")
        first = several.split(";" if ";" in several else ",", maxsplit=1)[0].strip()
        return str(meta.get("author") or first or self.own.get("AUTHOR") or "")

    def _slug(self, page: Page) -> str:
        source = self.own.get("SLUGIFY_SOURCE", "title")
        rules = self.own.get("SLUG_REGEX_SUBSTITUTIONS", _SLUG_RULES)
        keep = self.own.get("SLUGIFY_USE_UNICODE") is True
        return _slugify(
            page.path.stem if source == "basename" else str(page.meta.get("title") or ""),
            rules,
            keep_unicode=keep,
        )


def _slugify(text: str, rules: Sequence[Any] = _SLUG_RULES, *, keep_unicode: bool = False) -> str:
    """Return Pelican's slug of `text`: without tags, in ASCII unless told otherwise, by its rules."""
    import html
    import unicodedata

    tags, end, rest = text.rpartition(">")  # behind the last of them a `<` would be looked from in vain
    text = html.unescape(re.sub(r"<[^>]*>", "", tags + end) + rest)
    text = unicodedata.normalize("NFKC", text)
    if not keep_unicode:
        text = in_ascii(text)
    for rule, replacement in rules:
        text = re.sub(rule, replacement, text, flags=re.IGNORECASE)
    return text.lower().strip()


def assigned(path: Path, within: Path) -> dict[str, Any]:
    """Return what a settings file assigns as plain values: it is read, never run."""
    try:
        tree = ast.parse(text_of(path, within), str(path))
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:  # the last two: nested deeply
        msg = f"{path}: can't be read: {error}"
        raise SiteError(msg) from None
    found: dict[str, Any] = {}
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                try:
                    found[target.id] = _plain(node.value, found)
                except (ValueError, TypeError, KeyError, MemoryError, RecursionError):
                    found.pop(target.id, None)
                    if target.id in _PATTERNS:
                        found[target.id] = _UNREAD
    return found


def _plain(node: ast.expr, found: dict[str, Any]) -> Any:
    """Return a plain value, names of earlier ones and `+` between texts included; raises for all else."""
    if isinstance(node, ast.Name):
        return found[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _plain(node.left, found), _plain(node.right, found)
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST:
            return left + right
    return ast.literal_eval(node)
