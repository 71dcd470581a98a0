"""VitePress: pages by their place, with `.html` unless `cleanUrls` says otherwise."""

from __future__ import annotations

from typing import ClassVar

from distribute.config import Config
from distribute.sites.page import Page
from distribute.sites.places import first_existing
from distribute.sites.scripted import ENDINGS, Scripted, has_key
from distribute.text.language_tags import language_of_locale

_PLACES = (".vitepress", "docs/.vitepress")


class VitePress(Scripted):
    """A VitePress site, in the folder itself or in docs/."""

    generator: ClassVar[str] = "vitepress"
    index_lists_folder: ClassVar[bool] = True
    links_files: ClassVar[bool] = True
    files: ClassVar[tuple[str, ...]] = tuple(
        f"{place}/config.{ending}" for place in _PLACES for ending in ENDINGS
    )

    def __init__(self, config: Config) -> None:
        """Find the folder of the pages."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        project = file.parent.parent if file else self.root
        self.source = project / self.literal("srcDir").strip("./")

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Every page of the source folder."""
        return (self.below(self.source),)

    @property
    def own_url(self) -> str:
        """The `hostname` of the site map, with `base`."""
        host = self.literal("hostname").rstrip("/")
        base = self.setting("base").strip("/")
        return host if host.endswith(base) else f"{host}/{base}"

    @property
    def own_language(self) -> str:
        """The language of VitePress' `lang`, or of the first of its `locales`."""
        return language_of_locale(
            self.literal("lang", beside="title") or self.literal("lang", beside="label")
        )

    def place(self, page: Page) -> str:
        """Return the page's place, `name.html` or, with `cleanUrls`, `name`."""
        if has_key(self.text, "rewrites"):
            raise self.no_rule("the settings have `rewrites`")
        parts = self.inside(page.path, self.source)
        if parts[-1] == "index":
            return "".join(f"{part}/" for part in parts[:-1])
        return "/".join(parts) + ("" if self.literal("cleanUrls") == "true" else ".html")
