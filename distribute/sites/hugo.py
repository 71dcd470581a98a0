"""Hugo: front matter, languages by suffix, permalink patterns and shortcodes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote_plus

from distribute.config import Config
from distribute.problem import ProblemCode, Severity
from distribute.regex import lazy_regex
from distribute.sites.cascade import ENVIRONMENT, Cascade, cascades_of
from distribute.sites.front_matter import FrontMatter, read_below, read_front_matter
from distribute.sites.hugo_permalinks import UnknownToken, fill, own_place, path_name
from distribute.sites.page import NoUrl, Page
from distribute.sites.pattern import unknown_token
from distribute.sites.places import absolute, first_existing
from distribute.sites.settings import data_of
from distribute.sites.site import Site, SiteError
from distribute.text.language_tags import language_code, language_of_locale

_ENDINGS = ("toml", "yaml", "yml", "json")
_FILES = tuple(f"{name}.{ending}" for name in ("hugo", "config") for ending in _ENDINGS)
# Hugo's documentation, "Configure front matter": where each date is looked for unless the site says.
_DATES = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published"),
    "expirydate": ("expirydate", "unpublishdate"),
}
_NOT_RENDERED = {"never", "false", "link"}  # values of `build.render`
_LONG_AGO = timedelta(days=366)
_UNKNOWABLE = {":git", ":filemodtime"}
_IN_NAME = lazy_regex(r"(\d{4}-\d\d-\d\d)(.*)", re.DOTALL)


class Hugo(Site):
    """A Hugo site, read by its own configuration."""

    generator: ClassVar[str] = "hugo"
    empty_lines_above: ClassVar[float] = math.inf

    def __init__(self, config: Config) -> None:
        """Read hugo.* or config.*, or what lies in config/_default."""
        super().__init__(config)
        self.own = self._configuration()
        languages = self.own.get("languages")
        self.default_language = language_code(str(self.own.get("defaultcontentlanguage") or "en"))
        self.languages = {
            language_code(str(code)): settings if isinstance(settings, dict) else {}
            for code, settings in (languages.items() if isinstance(languages, dict) else ())
        } or {self.default_language: {}}
        # Where one language has an address of its own, none has a folder.
        self.have_addresses = any("baseurl" in settings for settings in self.languages.values())
        self.content = self.root / str(self.own.get("contentdir") or "content")
        self.zone = self.zone_of(
            self.own.get("timezone"), first_existing(self.root, _FILES) or self.root / "config"
        )
        self._indexed: dict[Path, bool] = {}  # by folder
        self._given: dict[Path, tuple[tuple[str, Cascade], ...]] = {}  # by folder

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Hugo site has a hugo.* file, a config/_default, or a config.* beside content/."""
        if (config.root / "config" / "_default").is_dir():
            return True
        found = first_existing(config.root, _FILES)
        return found is not None and (found.stem == "hugo" or (config.root / "content").is_dir())

    @property
    def own_url(self) -> str:
        """Hugo's baseURL, which the main language may have of its own."""
        return self._base_of(self.default_language)

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("title") or "")

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read front matter, before which Hugo allows empty lines; FrontMatterError where it can't be read."""
        begun = text.lstrip()
        if len(begun) == len(text) or not begun.startswith(("---", "+++", "{")):
            return read_front_matter(text)
        return read_below(text.count("\n", 0, len(text) - len(begun)), begun, read_front_matter)

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date by `[frontmatter]`, whose own keys and `:filename` come in the order that the site gives."""
        found: str | date | None = self._dated("date", path, meta)
        return found

    def _dated(self, kind: str, path: Path, meta: dict[str, Any]) -> Any:
        """Return the date of one kind, None where there is none or only Git could tell."""
        for key in self._date_keys(kind):
            found = self._name_of_day(path) if key == ":filename" else None
            if found or meta.get(key):
                return found[1] if found else meta[key]
            if key in _UNKNOWABLE and self.own.get("enablegitinfo") is True:
                return None
        return None

    def _date_keys(self, kind: str) -> tuple[str, ...]:
        own = self.own.get("frontmatter")
        said = own.get(kind) if isinstance(own, dict) else None
        keys = (said,) if isinstance(said, str) else said if isinstance(said, list) else (":default",)
        return tuple(
            each
            for key in map(str, keys)
            for each in (_DATES[kind] if key.casefold() == ":default" else (key.casefold(),))
        )

    def _file_name(self, path: Path) -> str:
        """Return the name that may have a date in it: a bundle's is that of its folder."""
        return path.parent.name if path.stem.partition(".")[0] == "index" else path.stem

    def _name_of_day(self, path: Path) -> re.Match[str] | None:
        """Return the day that a page's name begins with, and the rest; None where there is none.

        There is none in `2021-09-31-kites`, for which Hugo asks the next source of dates.
        """
        found = _IN_NAME.match(self._file_name(path))
        with suppress(ValueError):
            return found if found and date.fromisoformat(found[1]) else None
        return None

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return what is cascaded to a page, and the slug that its name has behind its date, if the site reads dates there."""
        found = self._name_of_day(path) if ":filename" in self._date_keys("date") else None
        slug = found[2].partition(".")[0].strip(" -_") if found else ""
        return {**self._cascaded(path), **({"slug": slug} if slug else {})}

    def appears(self, page: Page) -> datetime | None:
        """Return the later of the page's date and its `publishDate`, before which Hugo leaves it out.

        A `publishDate` of long ago is over: the page goes by its date.
        """
        when = self._moment("publishdate", page)
        if when is None or page.date is None or when < datetime.now(UTC) - _LONG_AGO:
            return page.date or when
        return max(when, page.date)

    def notices(self, page: Page) -> Iterator[tuple[Severity, ProblemCode, str, str]]:
        """Yield a problem for a page whose `expiryDate` is past, which Hugo leaves out, and for one that is not listed."""
        yield from super().notices(page)
        when = self._moment("expirydate", page)
        if when and when < datetime.now(UTC):
            key = "expirydate" if "expirydate" in page.meta else "unpublishdate"
            yield "error", "expired", f"the page expired on {when:%Y-%m-%d}: Hugo leaves it out", key

    def _moment(self, kind: str, page: Page) -> datetime | None:
        raw = self._dated(kind, page.path, page.meta)
        try:
            return self.parse_date(raw.isoformat() if isinstance(raw, date) else str(raw)) if raw else None
        except ValueError:
            return None  # the date itself is read by the same rule, and told

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the language of a `name.LANG.md`, or of the content folder, among those configured."""
        suffix = language_code(path.stem.rpartition(".")[2]) if "." in path.stem else ""
        if suffix in self.languages:
            return self._spoken(suffix)
        for code, settings in self.languages.items():
            folder = settings.get("contentdir")
            if folder and path.is_relative_to(self.root / str(folder)):
                return self._spoken(code)
        return self.main_language

    def _spoken(self, code: str) -> str:
        """Return the language of pages by the code that Hugo has for it, which is `en` unless the site names another."""
        return self.main_language if code == self.default_language else code

    def _code(self, language: str) -> str:
        """Return Hugo's code for a language, which makes addresses."""
        return self.default_language if language == self.main_language else language

    @property
    def own_language(self) -> str:
        """The language of Hugo's `locale`, on a site that names none otherwise."""
        named = any(self.own.get(key) for key in ("languages", "defaultcontentlanguage", "languagecode"))
        return "" if named else language_of_locale(str(self.own.get("locale") or ""))

    @property
    def main_language(self) -> str:
        """The language of files that name none.

        A site of one language often says only for its feeds which that is, in `languageCode` or `locale`. The latter
        counts if `site.language` says the same.
        """
        if self.own.get("languages") or self.own.get("defaultcontentlanguage"):
            return self.default_language
        of_feeds = language_of_locale(str(self.own.get("languagecode") or ""))
        ours = language_code(self.settings.language)
        return of_feeds or (ours if ours == self.own_language else self.default_language)

    def url(self, page: Page) -> str:
        """Return the page's URL by its `url`, else its section's permalink pattern, else its path."""
        own = str(page.meta.get("url") or "")
        if own.startswith(("http://", "https://")):
            return own
        base = self._home(page.language)
        prefix = "" if own.startswith("/") else self._prefix(page.language)
        if own and ":" not in own:
            return absolute(base, prefix + own_place(own))
        folders, name = self._place(page.path, page.language)
        pattern = (
            own or self.settings.permalink or self._pattern(folders[0] if folders else "", page.language)
        )
        if pattern:
            try:
                filled = self._filled(pattern, page)
            except SiteError as error:
                if pattern is not own:
                    raise
                raise NoUrl(str(error)) from None
            # Hugo reads the filled pattern as an address once more, where `+` is a space.
            place = path_name(unquote_plus(filled))
            place = own_place(place) if own else place.rstrip("/") + "/"
        else:
            place = "/".join((*folders, path_name(str(page.meta.get("slug") or "")) or name)) + "/"
        place = place if self.own.get("disablepathtolower") else place.replace("İ", "i").lower()
        if self.own.get("uglyurls") is True and not own:
            place = place.rstrip("/") + ".html"
        return absolute(base, prefix + re.sub(r"/{2,}", "/", place).lstrip("/"))

    def aliases(self, page: Page) -> tuple[str, ...]:
        """Return the front matter's `aliases` as URLs: from the site's root, or beside the page."""
        raw = page.meta.get("aliases") or []
        base = self._home(page.language)
        beside = page.url.removeprefix(base).rstrip("/").rpartition("/")[0]
        return tuple(
            absolute(base, alias if alias.startswith(("/", "http")) else f"{beside}/{alias}")
            for alias in map(str, raw if isinstance(raw, list) else (raw,))
        )

    def original(self, page: Page) -> str:
        """Return the front matter's `translationKey`, else the place without its language."""
        if key := page.meta.get("translationkey"):
            return f"key:{key}"
        folders, name = self._place(page.path, page.language)
        return "/".join((*folders, name))

    def is_draft(self, page: Page) -> bool:
        """A draft is marked so, or kept from being rendered by `build` or `headless`."""
        is_kept = _build(page.meta).get("render") in _NOT_RENDERED
        return is_kept or page.is_set("headless") or super().is_draft(page)

    def hidden_by(self, page: Page) -> str:
        """Hugo writes a page with `build: {list: never}` but does not list it."""
        value = _build(page.meta).get("list", "")
        key = "build" if page.meta.get("build") else "_build"
        return f"{key}: {{list: {value}}}" if value in {"never", "false", "local"} else ""

    def clean(self, body: str, page: Page) -> str:
        """Make a figure of `figure`, keep what paired shortcodes enclose, fill in `param`, mark the rest of them."""
        if "{{" not in body:
            return body
        from distribute.sites.hugo_shortcodes import without_shortcodes

        by_language = self.languages.get(page.language, {}).get("params")
        parameters = (page.meta, page.meta.get("params"), by_language, self.own.get("params"))
        return without_shortcodes(body, parameters)

    def _base_of(self, language: str) -> str:
        """Return the baseURL of a language, its own or the site's."""
        return str(self.languages.get(language, {}).get("baseurl") or self.own.get("baseurl") or "")

    def _home(self, language: str) -> str:
        """Return the address that a language's pages are below; `site.url` is that of the main language."""
        is_apart = self.have_addresses and language != self.main_language
        return self.checked(self._base_of(language)) if is_apart else self.base

    def _prefix(self, language: str) -> str:
        in_folder = language != self.main_language or self.own.get("defaultcontentlanguageinsubdir") is True
        return f"{self._code(language)}/" if in_folder and not self.have_addresses else ""

    def _place(self, path: Path, language: str) -> tuple[tuple[str, ...], str]:
        """Return the content folders above a page, and its name without language and ending."""
        folder = self.languages.get(language, {}).get("contentdir")
        content = self.root / str(folder) if folder else self.content
        inside = path.relative_to(content) if path.is_relative_to(content) else Path(path.name)
        name = inside.stem
        if "." in name and language_code(name.rpartition(".")[2]) in self.languages:
            name = name.rpartition(".")[0]
        folders = list(inside.parts[:-1])
        if name == "index" and folders:  # a bundle is called after its folder
            folders, name = folders[:-1], folders[-1]
        # A hyphen for each space, and what goes between two leaves both; but not where capitals are kept.
        hyphens = not self.own.get("disablepathtolower")
        *folders, name = (path_name(part.replace(" ", "-") if hyphens else part) for part in (*folders, name))
        return tuple(folders), name

    def beside(self, folder: Path) -> str:
        """Return which of the folders of a page has an _index page, as `:sections` depends on it, and what these cascade."""
        above = folder.relative_to(self.root).parents if folder.is_relative_to(self.root) else ()
        lists = "".join(
            str(int(self._has_index(each))) for each in (folder, *(self.root / one for one in above))
        )
        return f"{lists} {self._cascades(folder)}"

    def _has_index(self, folder: Path) -> bool:
        if folder not in self._indexed:
            self._indexed[folder] = any(folder.glob("_index.*"))
        return self._indexed[folder]

    def _cascaded(self, path: Path) -> dict[str, Any]:
        """Return the front matter that the settings and the _index pages above a page give to it, the nearest last."""
        language = self.language(path, {})
        ours = self.languages.get(language, {}).get("cascade") or self.own.get("cascade")
        given = [*cascades_of(ours), *(one for code, one in self._cascades(path.parent) if code == language)]
        if not given:
            return {}
        folders, name = self._place(path, language)
        place = "/" + "/".join((*folders, name))
        return {
            key: value
            for one in given
            if one.is_for(place, self._code(language))
            for key, value in one.values.items()
        }

    def _cascades(self, folder: Path) -> list[tuple[str, Cascade]]:
        """Return what the _index pages of a folder and of those above cascade, the nearest last, with their languages."""
        above = [each for each in (folder, *folder.parents) if each.is_relative_to(self.root)]
        return [one for each in reversed(above) for one in self._cascades_in(each)]

    def _cascades_in(self, folder: Path) -> tuple[tuple[str, Cascade], ...]:
        if folder not in self._given:
            self._given[folder] = tuple(
                (self.language(path, {}), one)
                for path in sorted(folder.glob("_index.*"))
                for one in cascades_of(self.meta(path).get("cascade"))
            )
        return self._given[folder]

    def _sections(self, path: Path, folders: tuple[str, ...]) -> tuple[str, ...]:
        """Return the folders that are sections: the first, and those down to the last that has an _index page."""
        folder = path.parent if path.stem.partition(".")[0] != "index" else path.parent.parent
        for count in range(len(folders), 1, -1):
            if self._has_index(folder):
                return folders[:count]
            folder = folder.parent
        return folders[:1]

    def _pattern(self, section: str, language: str) -> str:
        own = self.languages.get(language, {}).get("permalinks")
        permalinks = own if isinstance(own, dict) else self.own.get("permalinks")
        if not isinstance(permalinks, dict):
            return ""
        pages = permalinks.get("page")
        by_section = {**permalinks, **pages} if isinstance(pages, dict) else permalinks
        found = by_section.get(section)
        return found if isinstance(found, str) else ""

    def _filled(self, pattern: str, page: Page) -> str:
        """Return a page's address by a permalink pattern; SiteError for a token that Hugo does not have."""
        folders, name = self._place(page.path, page.language)
        try:
            return fill(pattern, page, folders, self._sections(page.path, folders), name.replace("--", "-"))
        except UnknownToken as unknown:
            if pattern == self.settings.permalink:
                raise unknown_token(pattern, unknown.token, unknown.known, self.config.path) from None
            msg = f"{self.config.path}: Hugo's permalink {pattern!r} has {unknown.token}, which is not known: set site.permalink"
            raise SiteError(msg) from None

    def _configuration(self) -> dict[str, Any]:
        """Return the settings that `hugo` builds with: the site's file, config/_default over it, and then config/production."""
        file = first_existing(self.root, _FILES)
        own = _lower(data_of(file, self.config.folder)) if file else {}
        for environment in ("_default", ENVIRONMENT):
            folder = self.root / "config" / environment
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                if path.suffix[1:] in _ENDINGS:
                    own = _merged(own, _placed(path.stem, _lower(data_of(path, self.config.folder))))
        return own


def _placed(name: str, read: dict[str, Any]) -> dict[str, Any]:
    """Return the settings in a file of this name at their place among the others: `params.de` has parameters of `de`."""
    if name in {"hugo", "config"}:
        return read
    table, _, language = name.lower().partition(".")
    if not language:
        return {table: read}
    return {"languages": {language: {table: read} if table in {"params", "menu", "menus"} else read}}


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return settings with others over them, tables entry by entry."""
    both = {
        key: _merged(under[key], value)
        for key, value in over.items()
        if isinstance(value, dict) and isinstance(under.get(key), dict)
    }
    return {**under, **over, **both}


def _lower(data: dict[str, Any]) -> dict[str, Any]:
    return {
        str(key).lower(): _lower(value) if isinstance(value, dict) else value for key, value in data.items()
    }


def _build(meta: dict[str, Any]) -> dict[str, str]:
    """Return the build options of a page, in lower case."""
    options = meta.get("build") or meta.get("_build")
    return {key: str(value).casefold() for key, value in options.items()} if isinstance(options, dict) else {}
