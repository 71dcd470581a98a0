"""Zola: TOML front matter, `path` and dated names, languages by suffix, Tera shortcodes and internal links."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex, line_breaks
from distribute.sites.ascii import in_ascii
from distribute.sites.page import Page
from distribute.sites.pattern import common_tokens, fill
from distribute.sites.places import absolute, first_existing
from distribute.sites.settings import data_of
from distribute.sites.site import Site
from distribute.text.holes import WIDGET
from distribute.text.language_tags import language_code

_FILES = ("zola.toml", "config.toml")
# Zola's documentation, "Page" and "Content overview": a date may stand in front of a file's name.
_DATED = lazy_regex(r"(?P<date>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)(?:\s?[_-](?P<slug>.+))?\Z")
_DAY_IN_PATH = lazy_regex(r"(?:^|/)(\d{4})/(\d\d)/(\d\d)/")
_ARGUMENTS = r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|`[^`]*`|[^\"'`()])*"
_CALL = lazy_regex(rf"\{{\{{-?\s*(?P<name>\w+)\((?P<args>{_ARGUMENTS})\)\s*-?\}}\}}")
_BODY = lazy_regex(rf"\{{%-?\s*\w+\({_ARGUMENTS}\)\s*-?%\}}|\{{%-?\s*end\s*-?%\}}")
_NOTE = lazy_regex(r"\{#.{0,2000}?#\}", re.DOTALL)
_INTERNAL = lazy_regex(r"(?<=[(<\s])@/(?P<place>[^\s)>\"'#]+)(?P<anchor>#[^\s)>\"']*)?")


class Zola(Site):
    """A Zola site, read by its zola.toml or config.toml."""

    generator: ClassVar[str] = "zola"
    empty_lines_above: ClassVar[float] = math.inf
    titles_are_html: ClassVar[bool] = True

    def __init__(self, config: Config) -> None:
        """Read the settings."""
        super().__init__(config)
        file = first_existing(self.root, _FILES)
        self.own = data_of(file, config.folder) if file else {}
        self.content = self.root / "content"
        languages = self.own.get("languages")
        self.languages = set(map(language_code, languages)) if isinstance(languages, dict) else set()
        slugify = self.own.get("slugify")
        self.slugs = slugify if isinstance(slugify, dict) else {}

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Zola site has a zola.toml, or a config.toml with its base_url, beside content/."""
        file = first_existing(config.root, _FILES)
        if file is None or not (config.root / "content").is_dir():
            return False
        return file.name == "zola.toml" or "base_url" in data_of(file, config.folder)

    @property
    def own_url(self) -> str:
        """Zola's base_url."""
        return str(self.own.get("base_url") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("title") or "")

    @property
    def main_language(self) -> str:
        """Zola's default_language."""
        return language_code(str(self.own.get("default_language") or "en"))

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the date that stands in the name of the file, or of its folder."""
        dated = _DATED.match(self._name(path))
        return {"date": dated["date"]} if dated else {}

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date of the front matter, or of the name, or what the front matter's `path` begins with: `2026/01/22/`."""
        in_path = _DAY_IN_PATH.search(str(meta.get("path") or ""))
        return meta.get("date") or ("-".join(in_path.groups()) if in_path else None)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the language of a `name.LANG.md` among those configured."""
        suffix = language_code(path.stem.partition(".")[2])
        return suffix if suffix in self.languages else self.main_language

    def is_draft(self, page: Page) -> bool:
        """A draft is marked so, or is not rendered."""
        return str(page.meta.get("render", "")).casefold() == "false" or super().is_draft(page)

    def original(self, page: Page) -> str:
        """Return the file's place without its language."""
        return "/".join((*self._folders(page.path), self._name(page.path)))

    def url(self, page: Page) -> str:
        """Return the page's URL by its `path`, else its folders and its slug."""
        if own := str(page.meta.get("path") or "").strip():
            return absolute(self.base, own.rstrip("/") + "/")
        folders, name = self._folders(page.path), self._name(page.path)
        dated = _DATED.match(name)
        keep = self.slugs.get("paths_keep_dates") is True
        plain = dated["slug"] if dated and dated["slug"] and not keep else name
        slug = self._slug(str(page.meta.get("slug") or plain))
        if self.settings.permalink:
            tokens = common_tokens(page, folders, name) | {"slug": slug}
            return absolute(self.base, fill(self.settings.permalink, tokens, self.config.path))
        language = (page.language,) if page.language != self.main_language else ()
        return absolute(self.base, "/".join((*language, *folders, slug)).strip("/") + "/")

    def aliases(self, page: Page) -> tuple[str, ...]:
        """Return the front matter's `aliases` as URLs."""
        raw = page.meta.get("aliases")
        return tuple(absolute(self.base, str(place)) for place in raw) if isinstance(raw, list) else ()

    def clean(self, body: str, page: Page) -> str:
        """Drop shortcodes but keep what they enclose, and make internal links addresses."""

        def address(match: re.Match[str]) -> str:
            there = self.address(self.content / match["place"])
            return there + (match["anchor"] or "") if there else "#"

        if "@/" in body:
            body = _INTERNAL.sub(address, body)
        if "{" in body:
            body = _BODY.sub(line_breaks, _NOTE.sub(line_breaks, body))
            body = _CALL.sub(lambda match: WIDGET + line_breaks(match), body)
        return body

    def _folders(self, path: Path) -> tuple[str, ...]:
        above = path.relative_to(self.content).parts[:-1] if path.is_relative_to(self.content) else ()
        return above[:-1] if self._without_language(path) == "index" else above

    def _name(self, path: Path) -> str:
        """Return a page's name; one beside its pictures is called after their folder."""
        name = self._without_language(path)
        return path.parent.name if name == "index" and path.parent != self.content else name

    def _without_language(self, path: Path) -> str:
        first, _, rest = path.stem.partition(".")
        return first if rest and language_code(rest) in self.languages else path.stem

    def _slug(self, text: str) -> str:
        """Return a slug by `slugify.paths`: ASCII unless told otherwise."""
        match self.slugs.get("paths", "on"):
            case "off":
                return text
            case "safe":
                return re.sub(r"[<>:\"/\\|?*]", "", text.rstrip(" ."))
        return re.sub(r"[^a-z0-9]+", "-", in_ascii(text).lower()).strip("-")
