"""Pelican: front matter of `Key: value` lines, URL patterns and slugs by its settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from os.path import normpath
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from distribute.config import Config
from distribute.inputs.foreign_regex import MOST_CHARACTERS, ForeignRegexError, ForeignRegexes
from distribute.regex import lazy_regex
from distribute.sites.ascii import in_ascii
from distribute.sites.front_matter import FrontMatter, read_meta_lines
from distribute.sites.page import NoUrl, Page
from distribute.sites.pattern import BRACED, COLON, unknown_token
from distribute.sites.pelican_settings import FILENAME_METADATA, SLUG_RULES, assigned, settings_of
from distribute.sites.places import absolute, first_existing, language_in_name
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


class Pelican(Site):
    """A Pelican site, read by its pelicanconf.py and, where there is one, its publishconf.py."""

    generator: ClassVar[str] = "pelican"
    titles_are_html: ClassVar[bool] = True

    def __init__(self, config: Config) -> None:
        """Read the settings that are plain values."""
        super().__init__(config)
        said: dict[str, tuple[Path, Any]] = {}
        for path in (self.root / name for name in _FILES):
            if path.is_file():
                said |= {key: (path, value) for key, value in assigned(path, config.folder).items()}
        self.own = settings_of(said)
        self.zone = self.zone_of(self.own.timezone, self.root / _FILES[0])
        self._places = {key: path for key, (path, _) in said.items()}
        self._regexes = ForeignRegexes()

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Pelican site has a pelicanconf.py."""
        return first_existing(config.root, _FILES) is not None

    @property
    def own_url(self) -> str:
        """Pelican's SITEURL."""
        return self.own.siteurl or ""

    @property
    def title(self) -> str:
        """The site's name."""
        return self.own.sitename or ""

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read `Key: value` lines; of a repeated key, Pelican uses the first line or all of them."""
        front_matter = read_meta_lines(text)
        for key, value in front_matter.meta.items():
            if isinstance(value, list) and not key.endswith(_LISTS):
                front_matter.meta[key] = value[0] if key in _ONCE else "\n".join(value)
        return front_matter

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return what the name and the place of the file say by FILENAME_METADATA and PATH_METADATA."""
        own = self.own
        found: dict[str, Any] = {
            key.lower(): value for key, value in dict(own.default_metadata or {}).items()
        }
        inside = path.relative_to(self.content).as_posix() if path.is_relative_to(self.content) else path.name
        for key, pattern, name in (
            ("PATH_METADATA", own.path_metadata, inside),
            ("FILENAME_METADATA", own.filename_metadata, path.stem),
        ):
            found |= self._in_name(key, pattern, name) if pattern else {}
        return found | (own.extra_path_metadata or {}).get(inside, {})

    def _in_name(self, key: str, pattern: str, name: str) -> dict[str, str]:
        """Return what the pattern of a setting says of a file by its name; SiteError for one that can't be used."""
        if pattern == FILENAME_METADATA:
            dated = re.match(pattern, name)
            return dated.groupdict() if dated else {}
        try:
            return self._regexes.named_groups(pattern, name)
        except ForeignRegexError as error:
            raise self._wrong(key, error) from None

    def _wrong(self, key: str, error: ForeignRegexError) -> SiteError:
        return SiteError(f"{self._places[key]}: {key}: {error}")

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
        return language_code(self.own.default_lang or self.settings.language)

    def is_draft(self, page: Page) -> bool:
        """Pelican writes `Status: draft`."""
        return str(page.meta.get("status", "")).casefold() in {"draft", "skip"}

    def hidden_by(self, page: Page) -> str:
        """Pelican writes a page with `Status: hidden` but does not list it."""
        return "Status: hidden" if str(page.meta.get("status", "")).casefold() == "hidden" else ""

    def original(self, page: Page) -> str:
        """Return what ARTICLE_TRANSLATION_ID names, which is the slug unless set."""
        by = self.own.article_translation_id
        keys = by if isinstance(by, tuple) else (by,)
        try:
            values = [
                str(page.meta.get(key) or (self._slug(page) if key == "slug" else ""))
                for key in keys
                if isinstance(key, str) and key
            ]
        except NoUrl:  # which is told where the address is made out
            return ""
        return "/".join(values) if all(values) else ""

    def url(self, page: Page) -> str:
        """Return the page's URL by its `url`, else ARTICLE_URL filled in."""
        meta, when = page.meta, page.date
        if isinstance(meta.get("url"), str):
            return absolute(self.base, meta["url"])
        default = (self.own.default_lang or "en").lower()
        lang = str(meta.get("lang") or default)  # `pt-BR` stays as it is written
        own = self.own.article_url if lang == default else self.own.article_lang_url
        pattern = self.settings.permalink or own
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
        return Path(normpath(self.root / (self.own.path or "content")))

    def _category(self, path: Path) -> str:
        """Return the category of an article that names none: its folder's name below PATH, else the default.

        A site that makes no pages of categories has none.
        """
        if not self.own.category_save_as:
            return ""
        below = path.is_relative_to(self.content) and path.parent != self.content
        if below and self.own.use_folder_as_category:
            return path.parent.name
        return self.own.default_category or ""

    def _author(self, meta: dict[str, Any]) -> str:
        """Return the first author, which is the one that a URL can name."""
        several = str(meta.get("authors") or "")
        first = several.split(";" if ";" in several else ",", maxsplit=1)[0].strip()
        return str(meta.get("author") or first or self.own.author or "")

    def _slug(self, page: Page) -> str:
        is_by_name = self.own.slugify_source == "basename"
        text = page.path.stem if is_by_name else str(page.meta.get("title") or "")
        by_rules = (
            _by_pelicans_rules if self.own.slug_regex_substitutions is SLUG_RULES else self._by_own_rules
        )
        return _slugify(text, by_rules, keep_unicode=bool(self.own.slugify_use_unicode))

    def _by_own_rules(self, text: str) -> str:
        """Return `text` after SLUG_REGEX_SUBSTITUTIONS; raises NoUrl for one that is too long for these."""
        if len(text) > MOST_CHARACTERS:
            msg = f"a slug is made of at most {MOST_CHARACTERS:,} characters: set `slug:` in the front matter"
            raise NoUrl(msg)
        try:
            return self._regexes.substituted(self.own.slug_regex_substitutions, text)
        except ForeignRegexError as error:
            raise self._wrong("SLUG_REGEX_SUBSTITUTIONS", error) from None


def _by_pelicans_rules(text: str) -> str:
    for rule, replacement in SLUG_RULES:
        text = re.sub(rule, replacement, text, flags=re.IGNORECASE)
    return text


def _slugify(
    text: str, by_rules: Callable[[str], str] = _by_pelicans_rules, *, keep_unicode: bool = False
) -> str:
    """Return Pelican's slug of `text`: without tags, in ASCII unless told otherwise, by its rules."""
    import html
    import unicodedata

    tags, end, rest = text.rpartition(">")  # behind the last of them a `<` would be looked from in vain
    text = html.unescape(re.sub(r"<[^>]*>", "", tags + end) + rest)
    text = unicodedata.normalize("NFKC", text)
    if not keep_unicode:
        text = in_ascii(text)
    return by_rules(text).lower().strip()
