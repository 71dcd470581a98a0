"""Pelican: headers of `Key: value` lines, URL patterns from settings that are read, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from posixpath import normpath
from typing import Any, ClassVar

import msgspec

from distribute.config import Config
from distribute.dates import date_in_name
from distribute.issue import Issue
from distribute.sites.header import Header, read_meta_lines
from distribute.sites.site import Site, SiteError, absolute, first_existing

_FILES = ("pelicanconf.py", "publishconf.py")
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_SUFFIX = re.compile(r"[._]([a-z]{2}(?:-[a-z]{2})?)\Z", re.IGNORECASE)
_LANGUAGES = frozenset(
    """ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu id is it ja ka ko lt lv mk ms
    nb nl nn no pl pt ro ru sk sl sq sr sv ta th tr uk ur vi zh""".split()
)
_INTERNAL = re.compile(r"[{|](?P<kind>filename|static|attach)[|}](?P<place>[^\s)\"'>]*)")
# What Pelican takes the first of; and our own keys that are lists, an entry a line.
_ONCE = frozenset("tags date modified status category author authors save_as url slug lang".split())
_LISTS = ("_highlights", "_skip")
# Pelican's defaults (its documentation, "URL settings" and "Metadata").
_ARTICLE_URL = "{slug}.html"
_ARTICLE_LANG_URL = "{slug}-{lang}.html"
_SLUG_RULES = ((r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"))


class Pelican(Site):
    """A Pelican site, read by its pelicanconf.py and, where there is one, its publishconf.py."""

    generator: ClassVar[str] = "pelican"

    def __init__(self, config: Config) -> None:
        """Read the settings that are plain values."""
        super().__init__(config)
        self.own: dict[str, Any] = {}
        for name in _FILES:
            if (self.root / name).is_file():
                self.own |= _settings(self.root / name)

    @classmethod
    def recognises(cls, root: Path) -> bool:
        """A Pelican site has a pelicanconf.py."""
        return first_existing(root, _FILES) is not None

    @property
    def own_url(self) -> str:
        """Pelican's SITEURL."""
        return str(self.own.get("SITEURL") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("SITENAME") or "")

    def header(self, text: str) -> Header:
        """Read `Key: value` lines; of a key that stands there twice, Pelican takes the first or all lines."""
        header = read_meta_lines(text)
        for key, value in header.meta.items():
            if isinstance(value, list) and not key.endswith(_LISTS):
                header.meta[key] = value[0] if key in _ONCE else "\n".join(value)
        return header

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the header's date, else the file name's, as FILENAME_METADATA has it by default."""
        return meta.get("date") or date_in_name(path.stem)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the header's `lang`, else the file name's suffix, else the site's language."""
        if meta.get("lang"):
            return str(meta["lang"]).lower()
        suffix = _SUFFIX.search(path.stem)
        if suffix and suffix[1].lower().partition("-")[0] in _LANGUAGES:
            return suffix[1].lower()
        return str(self.own.get("DEFAULT_LANG") or self.settings.language)

    def is_draft(self, meta: dict[str, Any]) -> bool:
        """Pelican writes `Status: draft`."""
        return str(meta.get("status", "")).casefold() == "draft"

    def url(self, path: Path, meta: dict[str, Any], title: str, when: datetime | None, language: str) -> str:
        """Return the page's URL by its `url`, else ARTICLE_URL filled in."""
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
            "slug": str(meta.get("slug") or self._slug(path, title)),
            "lang": lang,
            "category": _slugify(str(meta.get("category") or self._category(path))),
            "author": _slugify(self._author(meta)),
        }

        def fill(match: re.Match[str]) -> str:
            name, form = match.groups()
            if name == "date" and when:
                return format(when, form or "%Y-%m-%d")
            if name in fields:
                return fields[name]
            what = "a date, and the issue has none" if name == "date" else f"{{{name}}}, which is not known"
            msg = (
                f"{path}: the permalink {pattern!r} wants {what}: set site.permalink, or `url:` in the header"
            )
            raise SiteError(msg)

        if when is None and "{date" in pattern:
            return ""  # its date can't be read, which is a problem of its own
        return absolute(self.base, _FIELD.sub(fill, pattern).removesuffix("index.html"))

    def issues(self) -> list[Issue]:
        """Return every issue, with links to other content files made links to their pages."""
        issues = super().issues()
        if not any(_INTERNAL.search(issue.body) for issue in issues):
            return issues
        pages = {issue.path: issue.url for issue in issues}
        return [msgspec.structs.replace(issue, body=self._linked(issue, pages)) for issue in issues]

    def _linked(self, issue: Issue, pages: dict[str, str]) -> str:
        content = str(self.own.get("PATH") or "content").strip("./")
        here = issue.path.rpartition("/")[0] + "/"

        def address(match: re.Match[str]) -> str:
            place, _, anchor = match["place"].partition("#")
            inside = f"{content}{place}" if place.startswith("/") else normpath(here + place)
            if match["kind"] == "filename" and inside.endswith(".md"):
                return pages.get(inside, "") + (f"#{anchor}" if anchor else "")
            return "/" + inside.removeprefix(content).lstrip("/")

        return _INTERNAL.sub(address, issue.body)

    def _category(self, path: Path) -> str:
        """Return the category of an article that names none: its folder's name below PATH, else the default."""
        content = self.root / str(self.own.get("PATH") or "content")
        below = path.is_relative_to(content) and path.parent != content
        if below and self.own.get("USE_FOLDER_AS_CATEGORY", True):
            return path.parent.name
        return str(self.own.get("DEFAULT_CATEGORY", "misc"))

    def _author(self, meta: dict[str, Any]) -> str:
        """Return the first author, which is the one that a URL can name."""
        several = str(meta.get("authors") or "")
        first = several.split(";" if ";" in several else ",", maxsplit=1)[0].strip()
        return str(meta.get("author") or first or self.own.get("AUTHOR") or "")

    def _slug(self, path: Path, title: str) -> str:
        source = self.own.get("SLUGIFY_SOURCE", "title")
        rules = self.own.get("SLUG_REGEX_SUBSTITUTIONS", _SLUG_RULES)
        keep = self.own.get("SLUGIFY_USE_UNICODE") is True
        return _slugify(path.stem if source == "basename" else title, rules, keep_unicode=keep)


def _slugify(text: str, rules: Sequence[Any] = _SLUG_RULES, *, keep_unicode: bool = False) -> str:
    """Return Pelican's slug of `text`: without tags, in ASCII unless told otherwise, by its rules."""
    import html
    import unicodedata

    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    text = unicodedata.normalize("NFKC", text)
    if not keep_unicode and not text.isascii():
        from anyascii import anyascii

        # Pelican drops emoji, of which anyascii makes names: `:rocket:`.
        text = "".join(re.sub(r":\w+:", "", anyascii(char)) if char > "\x7f" else char for char in text)
    for rule, replacement in rules:
        text = re.sub(rule, replacement, text, flags=re.IGNORECASE)
    return text.lower().strip()


def _settings(path: Path) -> dict[str, Any]:
    """Return what a settings file assigns as plain values: it is read, never run."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, ValueError, SyntaxError) as error:
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
                    found[target.id] = ast.literal_eval(node.value)
                except (ValueError, TypeError, MemoryError, RecursionError):
                    continue
    return found
