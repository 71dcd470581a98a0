"""Eleventy: permalinks with simple variables, directory data in JSON, dates in names. JavaScript is never run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from distribute.config import Config
from distribute.inputs.files import is_file
from distribute.inputs.patterns import matching
from distribute.regex import lazy_regex
from distribute.sites import liquid
from distribute.sites.ascii import in_ascii
from distribute.sites.front_matter import FrontMatter, FrontMatterError, read_front_matter
from distribute.sites.page import NoUrl, Page
from distribute.sites.pattern import common_tokens, fill
from distribute.sites.places import absolute, first_existing, language_in_name
from distribute.sites.settings import data_of, text_of
from distribute.sites.site import Site
from distribute.sites.values import text_in
from distribute.text.dates import date_in_name
from distribute.text.language_tags import language_code, language_of_locale

_FILES = (
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
)
# What stands plainly in the configuration: `input: "src"`, `setInputDirectory("src")`, `pathPrefix: "/x/"`.
_INPUT = lazy_regex(r"\b(?:input\s*:|setInputDirectory\()\s*([\"'`])(?P<value>[^\"'`$]*)\1")
_PREFIX = lazy_regex(r"\bpathPrefix\s*:\s*([\"'`])(?P<value>[^\"'`$]*)\1")
_PERMALINK = lazy_regex(r"\bpermalink\s*:\s*([\"'`])(?P<value>[^\"'`$]*)\1")
_INCLUDES = lazy_regex(r"\b(?:includes\s*:|setIncludesDirectory\()\s*([\"'`])(?P<value>[^\"'`$]*)\1")
_LAYOUTS = lazy_regex(r"\b(?:layouts\s*:|setLayoutsDirectory\()\s*([\"'`])(?P<value>[^\"'`$]*)\1")
_MOST_LAYOUTS = 10
# Folders without pages, by their usual names. Pages may be in others that begin with an underscore, such as `_posts`.
_NO_PAGES = frozenset({"node_modules", "_includes", "_layouts", "_data", "_site"})
_COMMENT = lazy_regex(r"/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*", re.DOTALL)
_DATED = lazy_regex(r"\d{4}-\d{2}-\d{2}-(.*)\Z")
_SITE_DATA = ("site.json", "metadata.json", "meta.json")


class Eleventy(Site):
    """An Eleventy site, known from its data files and the literal values in its configuration."""

    generator: ClassVar[str] = "eleventy"
    titles_are_html: ClassVar[bool] = True
    headers_stand_alone = False  # each folder's data files are part of them

    def __init__(self, config: Config) -> None:
        """Read the configuration as text."""
        super().__init__(config)
        file = first_existing(self.root, _FILES)
        text = _COMMENT.sub("", text_of(file, self.config.folder)) if file else ""
        found, prefix = _INPUT.search(text), _PREFIX.search(text)
        self.input = self.root / (found["value"] if found else "")
        layouts = _LAYOUTS.search(text) or _INCLUDES.search(text)
        self.layouts = self.input / (layouts["value"] if layouts else "_includes")
        self.prefix = prefix["value"].strip("/") if prefix else ""
        self.data: dict[Path, dict[str, Any]] = {}
        self.site_data = next(
            (
                data_of(path, self.config.folder)
                for name in _SITE_DATA
                if is_file(path := self.input / "_data" / name)
            ),
            {},
        )

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """An Eleventy site has its configuration, or Eleventy among the packages it needs."""
        if first_existing(config.root, _FILES):
            return True
        package = config.root / "package.json"
        return package.is_file() and '"@11ty/eleventy"' in text_of(package, config.folder)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """What is in the input's folders, but for packages, what is built, and partials."""
        inside = self.input.relative_to(self.root).as_posix() if self.input.is_relative_to(self.root) else "."
        folders = sorted(path.name for path in matching(self.input, "[!.]*/"))
        return tuple(
            f"{inside}/{name}/**/*" for name in folders if name not in {*_NO_PAGES, self.layouts.name}
        )

    @property
    def own_url(self) -> str:
        """The URL of the site's data file, where there is one by its usual name."""
        return str(self.site_data.get("url") or "")

    @property
    def title(self) -> str:
        """The site's name by the same file."""
        return text_in(self.site_data.get("title") or self.site_data.get("name"), self.main_language)

    @property
    def own_language(self) -> str:
        """The language by the same file."""
        return language_of_locale(str(self.site_data.get("language") or self.site_data.get("lang") or ""))

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read front matter, which may be `---json`, and what its layouts say; FrontMatterError for a script."""
        front_matter = self._own_front_matter(text)
        layout = front_matter.meta.get("layout") or self.defaults(path).get("layout")
        for key, value in self._layout(layout).items():
            front_matter.meta.setdefault(key, value)
        computed = front_matter.meta.get("eleventycomputed") or self.defaults(path).get("eleventycomputed")
        given: dict[str, Any] = computed if isinstance(computed, dict) else {}
        # Only a permalink may be a template: other templates are not run.
        for key in ("permalink", "title", "description"):
            if (value := given.get(key)) and (key == "permalink" or "{" not in str(value)):
                front_matter.meta[key] = value
        return front_matter

    def _layout(self, name: Any, depth: int = 0) -> dict[str, Any]:
        """Return the address and language that a layout and those around it give, the innermost first."""
        if not isinstance(name, str) or not name or depth > _MOST_LAYOUTS:
            return {}
        places = (self.layouts / f"{name}{ending}" for ending in ("", ".njk", ".liquid", ".html", ".md"))
        path = next((path for path in places if is_file(path)), None)
        if path is None:
            return {}
        try:
            meta = self._own_front_matter(text_of(path, self.config.folder)).meta
        except FrontMatterError:
            return {"permalink": [path.name]}  # a script, which may compute it
        outer = self._layout(meta.get("layout"), depth + 1)
        return {**outer, **{key: meta[key] for key in ("permalink", "lang", "locale") if key in meta}}

    def _own_front_matter(self, text: str) -> FrontMatter:
        fence, _, rest = text.partition("\n")
        kind = fence.removeprefix("---").strip() if fence.startswith("---") else ""
        if not kind or kind in {"yaml", "-"}:
            return read_front_matter(text.replace(fence, "---", 1) if kind == "yaml" else text)
        source, _, body = rest.partition("\n---")
        body = body.partition("\n")[2]
        body_line = text.count("\n", 0, len(text) - len(body)) + 1
        if kind != "json":
            msg = f"the front matter is written in {kind}, which is not run: write it in YAML or JSON"
            raise FrontMatterError(msg, 1, FrontMatter({}, {}, body, body_line))
        front_matter = read_front_matter(source)
        lines = {key: line + 1 for key, line in front_matter.lines.items()}
        return FrontMatter(front_matter.meta, lines, body, body_line)

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the values in the data files of the folders above, the nearest last, and in those of the file itself."""
        said: dict[str, Any] = {}
        folders = [folder for folder in (path.parent, *path.parents[1:]) if folder.is_relative_to(self.input)]
        for folder in reversed(folders):
            said |= (
                self._data(folder / folder.name) if folder.name else {}
            )  # the root of the disk has no name
        return said | self._data(path.with_suffix(""))

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date in the front matter, else in the name of the file or folder. The time of a change is not used."""
        stated = meta.get("date")
        if str(stated).casefold() in {"last modified", "created", "git last modified", "git created"}:
            return None
        return stated or date_in_name(path.stem) or date_in_name(path.parent.name)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the data's `lang`, else that of the file's name or folder, else the site's."""
        stated = meta.get("lang") or meta.get("locale")
        return language_code(str(stated or language_in_name(path, self.input)[0])) or self.main_language

    def is_draft(self, page: Page) -> bool:
        """Return whether the page is a draft or is not written (`permalink: false`), so that it can't be announced."""
        return str(page.meta.get("permalink", "")).casefold() == "false" or super().is_draft(page)

    def hidden_by(self, page: Page) -> str:
        """Eleventy writes a page that it excludes from collections."""
        is_excluded = page.is_set("eleventyexcludefromcollections")
        return "eleventyExcludeFromCollections: true" if is_excluded else ""

    def original(self, page: Page) -> str:
        """Return the data's `translationKey`, else the file's place without its language."""
        if key := page.meta.get("translationkey"):
            return f"key:{key}"
        language, name = language_in_name(page.path, self.input)
        folders = [part for part in self._folders(page.path) if language_code(part) != language]
        return "/".join((*folders, name))

    def url(self, page: Page) -> str:
        """Return the page's URL by its `permalink`, else by its place; raises NoUrl."""
        pattern = self.settings.permalink or page.meta.get("permalink")
        if str(pattern).casefold() == "false":
            return ""
        if pattern and not isinstance(pattern, str):
            msg = "`permalink` is no text, which only Eleventy can tell: set site.permalink"
            raise NoUrl(msg)
        if pattern:
            place = self._ours(pattern, page) if self.settings.permalink else self._filled(pattern, page)
        else:
            name, folders = page.path.stem, self._folders(page.path)
            doubled = name == "index" or folders[-1:] == (name,)
            place = "/".join((*folders, "" if doubled else f"{name}/"))
        return self._absolute(re.sub(r"(^|/)index\.html$", r"\1", place))

    def _absolute(self, place: str) -> str:
        """Return the address of a place below the site's `pathPrefix`."""
        prefix = f"{self.prefix}/" if self.prefix and not self.base.endswith(f"/{self.prefix}/") else ""
        return absolute(self.base, prefix + place.lstrip("/"))

    def clean(self, body: str, page: Page) -> str:
        """Fill in what is known of the page and the site's own addresses, and drop all other tags."""
        return liquid.plain(body, self._values(page), {}, {**_FILTERS, "url": self._url})

    def _url(self, place: Any, _: str) -> str:
        """Return what Eleventy's filter `url` makes of an address: https://www.11ty.dev/docs/filters/url/."""
        return (
            self._absolute(place)
            if str(place).startswith("/") and not str(place).startswith("//")
            else str(place)
        )

    def _ours(self, pattern: str, page: Page) -> str:
        """Fill in `site.permalink`, which may have the common tokens beside Eleventy's own values."""
        tokens = common_tokens(page, self._folders(page.path), str(self._values(page)["page.fileSlug"]))
        pieces = re.split(r"(\{\{.*?\}\}|\{%.*)", pattern)
        return "".join(
            self._filled(piece, page) if at % 2 else fill(piece, tokens, self.config.path)
            for at, piece in enumerate(pieces)
        )

    def _filled(self, pattern: str, page: Page) -> str:
        values = self._values(page)
        advice = "use :folder and :name" if self.settings.permalink else "set site.permalink"

        def value(match: re.Match[str]) -> str:
            try:
                return str(liquid.value_of(match[1].strip("- "), values, _FILTERS))
            except liquid.Unknown as error:
                msg = f"`permalink` has {{{{ {error} }}}}, which only Eleventy can tell: {advice}"
                raise NoUrl(msg) from None

        if "{%" in pattern:
            msg = f"`permalink` {pattern!r} has a tag, which only Eleventy can run: {advice}"
            raise NoUrl(msg)
        return re.sub(r"\{\{(.*?)\}\}", value, pattern)

    def _values(self, page: Page) -> dict[str, Any]:
        slug, folders = _slug(page.path.stem), self._folders(page.path)
        if slug == "index":
            slug = _slug(folders[-1]) if folders else ""
        values: dict[str, Any] = {
            **liquid.flattened(self.site_data, "site."),
            **liquid.flattened(self.site_data, "metadata."),
            **liquid.flattened(page.meta),
            "title": " ".join(str(page.meta.get("title") or "").split()),
            "page.fileSlug": slug,
            "page.filePathStem": "/" + "/".join((*folders, _slug(page.path.stem))),
            "page.inputPath": f"./{page.path.name}",
            "page.outputFileExtension": "html",
        }
        if page.date:
            values |= {"page.date": page.date, "date": page.date}
        return values

    def _folders(self, path: Path) -> tuple[str, ...]:
        return path.relative_to(self.input).parts[:-1] if path.is_relative_to(self.input) else ()

    def _data(self, stem: Path) -> dict[str, Any]:
        """Return the values in the data files called `stem`; of a script, only its permalink."""
        if stem not in self.data:
            said: dict[str, Any] = {}
            for ending in (".json", ".11tydata.json"):
                path = stem.with_name(stem.name + ending)
                if is_file(path):
                    said |= data_of(path, self.config.folder)
            for ending in (".11tydata.js", ".11tydata.mjs", ".11tydata.cjs"):
                path = stem.with_name(stem.name + ending)
                if is_file(path) and "permalink" in (
                    text := _COMMENT.sub("", text_of(path, self.config.folder))
                ):
                    found = _PERMALINK.search(text)
                    said["permalink"] = found["value"] if found else [path.name]  # it is computed
            self.data[stem] = {str(key).lower(): value for key, value in said.items()}
        return self.data[stem]


def _slug(name: str) -> str:
    """Return a name without the date in front."""
    found = _DATED.search(name)
    return found[1] if found else name


def _slugified(value: Any, _: str) -> str:
    """Return Eleventy's `slugify`: ASCII, words and numbers with hyphens between, camelCase taken apart."""
    text = in_ascii(str(value).replace("&", " and "))
    text = re.sub(r"([a-zA-Z\d])'([ts])(?=\s|$)", r"\1\2", text)
    text = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", re.sub(r"([A-Z]+)([A-Z][a-z\d]+)", r"\1 \2", text))
    return re.sub(r"[^a-z\d]+", "-", text.lower()).strip("-")


_FILTERS: liquid.Filters = {**liquid.TEXT_FILTERS, "slugify": _slugified, "slug": _slugified}
