"""MkDocs: pages by their place, the languages of mkdocs-static-i18n, and Material's blog posts by date and title."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, joined, read_front_matter, read_meta_lines
from distribute.sites.page import Page
from distribute.sites.places import first_existing
from distribute.sites.scripted import Scripted
from distribute.sites.settings import data_of
from distribute.text.language_tags import language_code

_FIELD = lazy_regex(r"\{(\w+)\}")
# Material for MkDocs, "Setting up a blog": the letters of Babel's date patterns that it documents.
_LETTERS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d"}
# What mkdocs-static-i18n takes for a language in the name of a file or folder, whether it is configured or not.
_LOCALE = lazy_regex(r"[a-z]{2}(?:-[A-Za-z]{4})?(?:-[A-Z]{2})?|[a-z]{2}_[A-Z]{2}")


class MkDocs(Scripted):
    """A MkDocs site, read by its mkdocs.yml, or the properdocs.yml that its fork ProperDocs takes before that."""

    generator: ClassVar[str] = "mkdocs"
    index_lists_folder: ClassVar[bool] = True
    links_files: ClassVar[bool] = True
    files: ClassVar[tuple[str, ...]] = ("properdocs.yml", "properdocs.yaml", "mkdocs.yml", "mkdocs.yaml")

    def __init__(self, config: Config) -> None:
        """Read the settings; SiteError when they can't be read. The value of a tag such as `!!python/name` is plain text."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        self.own: dict[str, Any] = data_of(file, config.folder) if file else {}
        self.source = self.root / str(self.own.get("docs_dir") or "docs")
        self.blog = (
            self._plugin("blog") if self._plugin("blog") is not None else self._plugin("material/blog")
        )
        self.i18n = self._plugin("i18n") or {}
        listed = self.i18n.get("languages")
        languages = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        self.locales = [str(each.get("locale")) for each in languages]
        defaults = (
            each for each in languages if str(each.get("default")).casefold() in {"true", "yes", "on"}
        )
        self.default_locale = next((str(each.get("locale")) for each in defaults), "")

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

    @property
    def own_language(self) -> str:
        """The `language` of the theme."""
        theme = self.own.get("theme")
        return language_code(str(theme.get("language") or "")) if isinstance(theme, dict) else ""

    @property
    def main_language(self) -> str:
        """The default language of mkdocs-static-i18n, if it is used."""
        return language_code(self.default_locale) or super().main_language

    def stated(self, text: str) -> FrontMatter:
        """Read front matter: YAML between fences, else `Key: value` lines as MultiMarkdown has them."""
        if text.startswith("---"):
            return read_front_matter(text)
        front_matter = read_meta_lines(text)
        front_matter.meta = joined(front_matter.meta)
        return front_matter if front_matter.meta else FrontMatter({}, {}, text, 1)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the front matter's language, else that of the page's place."""
        if not self.default_locale or any(meta.get(key) for key in ("lang", "locale", "language")):
            return super().language(path, meta)
        return language_code(self._localised(path)[0])

    def original(self, page: Page) -> str:
        """Return the file's place without its language."""
        return "/".join(self._localised(page.path)[1]) if self.default_locale else super().original(page)

    def place(self, page: Page) -> str:
        """Return the page's place below its language, or a post's address by the blog's `post_url_format`."""
        parts = self.inside(page.path, self.source)
        if self.blog is not None:
            place = str(self.blog.get("blog_dir") or "blog").strip("./")
            folder = str(self.blog.get("post_dir") or "{blog}/posts").replace("{blog}", place).strip("./")
            blog, posts = tuple(place.split("/")), tuple(folder.split("/"))
            if parts[: len(posts)] == posts:
                if self.default_locale:
                    raise self.no_rule("the plug-ins blog and i18n are used together", "/blog/:slug/")
                return self._written((*filter(None, blog), *self._post(page)))
        if not self.default_locale:
            return self._written(parts)
        locale, parts = self._localised(page.path)
        if locale not in self.locales:
            raise self.no_rule(f"{locale!r} is not among the languages of the plug-in i18n")
        return self._written(parts if locale == self.default_locale else (locale, *parts))

    def _localised(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """Return the language that mkdocs-static-i18n finds in a file's folder or name, and its place without that."""
        *folders, name = self.inside(path, self.source)
        if self.i18n.get("docs_structure") == "folder":
            if folders and self._is_locale(folders[0]):
                return folders[0], (*folders[1:], name)
        else:
            stem, _, suffix = name.rpartition(".")
            if stem and self._is_locale(suffix):
                return suffix, (*folders, stem)
        return self.default_locale, (*folders, name)

    def _is_locale(self, word: str) -> bool:
        return word in self.locales or _LOCALE.fullmatch(word) is not None

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
