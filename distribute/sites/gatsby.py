"""Gatsby: its routes are made by a script, so every address needs `site.permalink`."""

from __future__ import annotations

from typing import ClassVar

from distribute.sites.page import Page
from distribute.sites.scripted import ENDINGS, Scripted


class Gatsby(Scripted):
    """A Gatsby site: its pages are read, and addressed by `site.permalink` alone."""

    generator: ClassVar[str] = "gatsby"
    files: ClassVar[tuple[str, ...]] = tuple(f"gatsby-config.{ending}" for ending in ENDINGS)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Where Gatsby's starters have their pages."""
        return ("content/**/*", "src/pages/**/*", "blog/**/*")

    @property
    def own_url(self) -> str:
        """The `siteUrl` of the settings' metadata."""
        return self.literal("siteUrl")

    @property
    def title(self) -> str:
        """The `title` of the settings' metadata."""
        return self.literal("title", beside="siteUrl") if self.own_url else self.literal("title")

    def place(self, page: Page) -> str:
        """Raise NoUrl: gatsby-node makes the addresses."""
        raise self.no_rule("only gatsby-node can tell the address of a page", "/:slug/")
