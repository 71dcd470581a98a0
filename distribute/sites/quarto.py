"""Quarto: pages by their place in a website project, Markdown with the ending .qmd too."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, read_front_matter
from distribute.sites.page import Page
from distribute.sites.places import first_existing
from distribute.sites.scripted import Scripted
from distribute.sites.settings import data_of
from distribute.sites.values import words_of_heading
from distribute.text.language_tags import language_of_locale

_SHORTCODE = lazy_regex(r"\{\{<[^<>]{0,200}>\}\}")
_EMPHASIS = lazy_regex(r"(?<!\w)_{1,2}([^\s_](?:[^_]{0,200}[^\s_])?)_{1,2}(?!\w)")


class Quarto(Scripted):
    """A Quarto website, read by its _quarto.yml."""

    generator: ClassVar[str] = "quarto"
    index_lists_folder: ClassVar[bool] = True
    empty_lines_above: ClassVar[float] = math.inf
    links_files: ClassVar[bool] = True
    files: ClassVar[tuple[str, ...]] = ("_quarto.yml", "_quarto.yaml")

    def __init__(self, config: Config) -> None:
        """Read the settings; SiteError when they can't be read."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        own: dict[str, Any] = data_of(file, config.folder) if file else {}
        self.own_locale = str(own.get("lang") or "")
        website = own.get("website")
        self.website: dict[str, Any] = website if isinstance(website, dict) else {}

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Every page of the project."""
        return ("**/*",)

    @property
    def own_url(self) -> str:
        """Quarto's site-url and site-path."""
        url = str(self.website.get("site-url") or "").rstrip("/")
        path = str(self.website.get("site-path") or "").strip("/")
        return f"{url}/{path}" if path and not url.endswith(path) else url

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.website.get("title") or "")

    @property
    def own_language(self) -> str:
        """The language of Quarto's `lang`."""
        return language_of_locale(self.own_locale)

    def stated(self, text: str) -> FrontMatter:
        """Read front matter, whose title is Markdown; a shortcode in it is an icon."""
        front_matter = read_front_matter(text)
        title = front_matter.meta.get("title")
        if isinstance(title, str):
            front_matter.meta["title"] = words_of_heading(_EMPHASIS.sub(r"\1", _SHORTCODE.sub("", title)))
        return front_matter

    def place(self, page: Page) -> str:
        """Return the page's place, an `index` by its folder."""
        own = str(page.meta.get("output-file") or "").removesuffix(".html")
        *folders, name = self.inside(page.path, self.root)
        name = own or name
        return "".join(f"{part}/" for part in folders) + ("" if name == "index" else f"{name}.html")
