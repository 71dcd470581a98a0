"""Astro: pages by their place, collections by their folder and the route that lists them, Starlight's docs by their place."""

from __future__ import annotations

import math
import re
from itertools import zip_longest
from os.path import normpath
from pathlib import Path
from typing import ClassVar

from distribute.config import Config
from distribute.inputs.patterns import matching
from distribute.regex import lazy_regex
from distribute.sites.page import Page
from distribute.sites.places import first_existing
from distribute.sites.scripted import ENDINGS, Scripted, has_key, setting_in, without_comments
from distribute.sites.settings import text_of
from distribute.text.language_tags import language_code

_ROUTE = lazy_regex(r"\[(?:\.\.\.)?(?P<name>\w+)\]\.(?:astro|js|ts)")
_LISTED = lazy_regex(r"getCollection\(\s*[\"'`](?P<name>[\w-]+)[\"'`]")
# `params: { slug: post.id }`: the route has the entry's id, not a word made of it.
_BY_ID = lazy_regex(r"\bparams\s*:\s*\{\s*(?:\w+\s*:\s*\w+\??\.(?:id|slug)|(?P<short>id|slug))\s*,?\s*\}")
_DEFINED = lazy_regex(r"(?<![\w-])(?P<name>[\w-]+)[\"'`]?\s*[=:]\s*defineCollection\s*\(")
_NAMED = lazy_regex(r"\bcollections\s*=\s*\{(?P<names>[^{}]*)\}")
_STARLIGHT = lazy_regex(r"\bstarlight\s*\(\s*\{")
# Its title, which may be one for each language.
_TITLES = lazy_regex(r"\bstarlight\s*\(\s*\{\s*title\s*:\s*\{(?P<titles>[^{}]*)\}")
_BASE = lazy_regex(r"\bbase\s*:\s*[\"'`](?P<base>[^\"'`$]*)[\"'`]")


class Astro(Scripted):
    """An Astro site. A collection's address is that of the one dynamic route that lists it.

    Starlight brings a route of its own, at the top of the site, for the collection `docs`.
    """

    generator: ClassVar[str] = "astro"
    empty_lines_above: ClassVar[float] = math.inf
    files: ClassVar[tuple[str, ...]] = tuple(f"astro.config.{ending}" for ending in ENDINGS)

    def __init__(self, config: Config) -> None:
        """Read the settings, and which route lists which collection."""
        super().__init__(config)
        self.source = self.root / (self.literal("srcDir").strip("./") or "src")
        self.routes = self._routes()
        if _STARLIGHT.search(self.text):
            self.routes["docs"] = [
                ()
            ]  # whatever else is made of the same entries, such as their pictures for cards
        self.folders: dict[str, Path] = {}
        self.renamed: list[str] = []
        self._read_collections()

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The collections and the pages."""
        folders = (self.source / "content", self.source / "pages", *self.folders.values())
        return tuple(dict.fromkeys(self.below(folder) for folder in folders))

    @property
    def own_url(self) -> str:
        """Astro's `site` and `base`."""
        site = self.literal("site")
        base = self.literal("base", beside="site") if site else self.setting("base")
        return f"{site.rstrip('/')}/{base.strip('/')}"

    @property
    def title(self) -> str:
        """The `title` of Starlight, in the main language if there are several, for Astro's own settings have none."""
        if several := _TITLES.search(self.text):
            return setting_in(f"export default {{{several['titles']}}}", self.main_language)
        found = _STARLIGHT.search(self.text)
        return setting_in(f"export default {{{self.text[found.end() :]}", "title") if found else ""

    @property
    def own_language(self) -> str:
        """Astro's `defaultLocale`."""
        return language_code(self.literal("defaultLocale"))

    def place(self, page: Page) -> str:
        """Return a page's route, or the address that its collection's route gives it."""
        if page.path.is_relative_to(self.source / "pages"):
            return self._by_route(self.inside(page.path, self.source / "pages"))
        collection, entry = self._entry(page.path)
        if collection in self.renamed:
            raise self.no_rule(f"`generateId` makes the ids of the collection {collection!r}")
        routes = self.routes.get(collection, [])
        if not entry or len(routes) != 1:
            why = f"{len(routes)} routes of src/pages list the collection {collection!r} by its entries' ids"
            raise self.no_rule(f"only Astro can tell the address: {why}", f"/{collection}/:slug/")
        slug = page.meta.get("slug")
        named = tuple(str(slug).strip("/").split("/")) if slug else tuple(map(_slugged, entry))
        return self._by_route((*routes[0], *named))

    def _entry(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """Return the collection that a file belongs to, and its place there; () for one in no collection."""
        above = [name for name, folder in self.folders.items() if path.is_relative_to(folder)]
        if above:
            name = max(above, key=lambda name: len(self.folders[name].parts))
            return name, self.inside(path, self.folders[name])
        parts = self.inside(path, self.source / "content")
        return parts[0], parts[1:]

    def _by_route(self, parts: tuple[str, ...]) -> str:
        """Return the address of a route by `build.format` and `trailingSlash`."""
        place = "/".join(parts[:-1] if parts[-1] == "index" else parts)
        if not place:
            return ""
        if self.literal("format") == "file":
            return f"{place}.html"
        return place if self.literal("trailingSlash") == "never" else f"{place}/"

    def _routes(self) -> dict[str, list[tuple[str, ...]]]:
        """Return the folders of the dynamic routes that list each collection."""
        found: dict[str, list[tuple[str, ...]]] = {}
        pages = self.source / "pages"
        for path in sorted(matching(pages, "**/[[]*[]].*")):
            if not _ROUTE.fullmatch(path.name) or not path.is_file():
                continue
            folders = path.parent.relative_to(pages).parts
            text = text_of(path, self.config.folder)
            listed = {match["name"] for match in _LISTED.finditer(text)} if _is_by_id(text) else set()
            for name in listed if not any("[" in part for part in folders) else ():
                found.setdefault(name, []).append(folders)
        return found

    def _read_collections(self) -> None:
        """Find the folders in the site that `glob` loaders give to collections, and which entries get ids of another kind.

        The folders of other collections are in `src/content`.
        """
        names = [f"{self.source}/content{middle}config.{end}" for middle in (".", "/") for end in ENDINGS]
        file = first_existing(self.root, tuple(names))
        text = without_comments(text_of(file, self.config.folder)) if file else ""
        named = _NAMED.search(text)
        pairs = (each.partition(":") for each in named["names"].split(",")) if named else ()
        called = {(value or key).strip(): key.strip(" \n\t\r\"'`") for key, _, value in pairs}
        starts = list(_DEFINED.finditer(text))
        for match, following in zip_longest(starts, starts[1:]):
            name, own = (
                called.get(match["name"], match["name"]),
                text[match.end() : following.start() if following else None],
            )
            self.renamed += [name] if has_key(own, "generateId") else []
            base = _BASE.search(own)
            folder = Path(normpath(self.root / base["base"])) if base else None
            if folder and folder.is_relative_to(self.root) and folder != self.root:
                self.folders[name] = folder


def _is_by_id(text: str) -> bool:
    """Return whether a route is called by its entries' ids, and not by words that it makes of them."""
    found = _BY_ID.search(text)
    short = found["short"] if found else None
    return found is not None and not (short and re.search(rf"\b(?:const|let)\s+{short}\s*=", text))


def _slugged(part: str) -> str:
    """Return a part of an entry's id as Astro's `glob` loader makes it, with github-slugger."""
    return re.sub(r"[^\w\- ]", "", part.lower()).replace(" ", "-")
