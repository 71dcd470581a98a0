"""MkDocs: pages by their place, and the posts of Material's blog by date and title."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.places import first_existing
from distribute.sites.scripted import Scripted
from distribute.sites.settings import data_of
from distribute.sites.site import Page

_FIELD = lazy_regex(r"\{(\w+)\}")
# Material for MkDocs, "Setting up a blog": the letters of Babel's date patterns that it documents.
_LETTERS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d"}


class MkDocs(Scripted):
    """A MkDocs site, read by its mkdocs.yml."""

    generator: ClassVar[str] = "mkdocs"
    files: ClassVar[tuple[str, ...]] = ("mkdocs.yml", "mkdocs.yaml")

    def __init__(self, config: Config) -> None:
        """Read the settings; SiteError when they can't be read. Tags such as `!ENV` are plain values."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        self.own: dict[str, Any] = data_of(file, config.folder) if file else {}
        self.source = self.root / str(self.own.get("docs_dir") or "docs")
        self.blog = (
            self._plugin("blog") if self._plugin("blog") is not None else self._plugin("material/blog")
        )

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Every page of the documents' folder."""
        return (self.below(self.source),)

    @property
    def own_url(self) -> str:
        """MkDocs' site_url."""
        return str(self.own.get("site_url") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("site_name") or "")

    def place(self, page: Page) -> str:
        """Return the page's place, or a post's address by the blog's `post_url_format`."""
        parts = self.inside(page.path, self.source)
        if self.blog is not None:
            place = str(self.blog.get("blog_dir") or "blog").strip("./")
            folder = str(self.blog.get("post_dir") or "{blog}/posts").replace("{blog}", place).strip("./")
            blog, posts = tuple(place.split("/")), tuple(folder.split("/"))
            if parts[: len(posts)] == posts:
                return self._written((*filter(None, blog), *self._post(page)))
        return self._written(parts)

    def _written(self, parts: tuple[str, ...]) -> str:
        folders = "".join(f"{part}/" for part in parts[:-1])
        if parts[-1] in {"index", "README"}:
            return folders
        return folders + (
            f"{parts[-1]}.html" if self.own.get("use_directory_urls") is False else f"{parts[-1]}/"
        )

    def _post(self, page: Page) -> tuple[str, ...]:
        """Return the parts of a post's address below the blog's."""
        blog = self.blog or {}
        if {"post_slugify", "post_slugify_separator"} & set(blog):
            raise self.no_rule("the blog has a `post_slugify` of its own", "/blog/:year/:month/:day/:slug/")
        if page.date is None:
            raise self.no_rule("a post without a date has no address", "/blog/:slug/")
        form = str(blog.get("post_url_date_format") or "yyyy/MM/dd")
        for letters, code in _LETTERS.items():
            form = form.replace(letters, code)
        if re.search(r"(?<!%)[A-Za-z]{2,}", form):
            raise self.no_rule(
                f"`post_url_date_format` {form!r} is not known", "/blog/:year/:month/:day/:slug/"
            )
        fields = {
            "date": page.date.strftime(form),
            "slug": str(page.meta.get("slug") or _slug(str(page.meta.get("title") or ""))),
            "file": page.path.stem,
        }

        def value(match: re.Match[str]) -> str:
            if match[1] not in fields:
                raise self.no_rule(f"`post_url_format` has {match[0]}", "/blog/:year/:month/:day/:slug/")
            return fields[match[1]]

        return tuple(
            _FIELD.sub(value, str(blog.get("post_url_format") or "{date}/{slug}")).strip("/").split("/")
        )

    def _plugin(self, name: str) -> dict[str, Any] | None:
        """Return a plug-in's settings, {} for one without, None for one that is not used."""
        plugins = self.own.get("plugins")
        for entry in plugins if isinstance(plugins, list) else [plugins]:
            if entry == name:
                return {}
            if isinstance(entry, dict) and name in entry:
                return entry[name] if isinstance(entry[name], dict) else {}
        return None


def _slug(title: str) -> str:
    """Return pymdownx' slug in lower case, Material's default: words and hyphens of any script."""
    import unicodedata

    text = re.sub(r"<[^<>]*>", "", unicodedata.normalize("NFC", title)).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
