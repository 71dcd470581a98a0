"""Astro: pages by their place, collections by the route that lists them, dates by `pubDate`."""

from __future__ import annotations

import re
from typing import ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.scripted import ENDINGS, Scripted
from distribute.sites.settings import text_of
from distribute.sites.site import Page

_ROUTE = lazy_regex(r"\[(?:\.\.\.)?(?P<name>\w+)\]\.(?:astro|js|ts)")
_LISTED = lazy_regex(r"getCollection\(\s*[\"'`](?P<name>[\w-]+)[\"'`]")


class Astro(Scripted):
    """An Astro site. A collection's address is that of the one dynamic route that lists it."""

    generator: ClassVar[str] = "astro"
    files: ClassVar[tuple[str, ...]] = tuple(f"astro.config.{ending}" for ending in ENDINGS)

    def __init__(self, config: Config) -> None:
        """Read the settings, and which route lists which collection."""
        super().__init__(config)
        self.source = self.root / (self.literal("srcDir").strip("./") or "src")
        self.routes = self._routes()

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The collections and the pages."""
        return self.below(self.source / "content"), self.below(self.source / "pages")

    @property
    def own_url(self) -> str:
        """Astro's `site` and `base`."""
        site = self.literal("site")
        return f"{site.rstrip('/')}/{self.literal('base').strip('/')}" if site else ""

    def place(self, page: Page) -> str:
        """Return a page's route, or the address that its collection's route gives it."""
        if page.path.is_relative_to(self.source / "pages"):
            return self._by_route(self.inside(page.path, self.source / "pages"))
        parts = self.inside(page.path, self.source / "content")
        collection, entry = parts[0], parts[1:]
        routes = self.routes.get(collection, [])
        if not entry or len(routes) != 1:
            why = f"{len(routes)} routes of src/pages list the collection {collection!r}"
            raise self.no_rule(f"only Astro can tell the address: {why}", f"/{collection}/:slug/")
        slug = page.meta.get("slug")
        named = tuple(str(slug).strip("/").split("/")) if slug else tuple(map(_slugged, entry))
        return self._by_route((*routes[0], *named))

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
        for path in sorted(pages.rglob("[[]*[]].*")) if pages.is_dir() else ():
            if not _ROUTE.fullmatch(path.name) or not path.is_file():
                continue
            folders = path.parent.relative_to(pages).parts
            listed = {match["name"] for match in _LISTED.finditer(text_of(path, self.config.folder))}
            for name in listed if not any("[" in part for part in folders) else ():
                found.setdefault(name, []).append(folders)
        return found


def _slugged(part: str) -> str:
    """Return a part of an entry's id as Astro's `glob` loader makes it, with github-slugger."""
    return re.sub(r"[^\w\- ]", "", part.lower()).replace(" ", "-")
