"""Hexo: posts in source/_posts, the permalink's tokens, `new_post_name`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

from distribute.config import Config
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, read_fenced_or_not
from distribute.sites.page import Page
from distribute.sites.places import first_existing
from distribute.sites.scripted import Scripted
from distribute.sites.settings import data_of, text_of
from distribute.sites.values import text_in
from distribute.text.language_tags import language_code

_DEFAULT = ":year/:month/:day/:title/"
_TOKEN = lazy_regex(r":([a-z_]*[a-z])")
_DIGITS = {"year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}", "i_day": r"\d{1,2}"}
_MOST_WORDS = 3  # variables of `new_post_name` without digits: the time to tell them apart grows with each
_OWN = frozenset({*_DIGITS, "hash", "title", "category", "categories", "id", "post_title"})
_SPECIAL = lazy_regex(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")  # of hexo-util's `slugize`


class Hexo(Scripted):
    """A Hexo site, read by its _config.yml."""

    generator: ClassVar[str] = "hexo"
    empty_lines_above: ClassVar[float] = 1  # below two, Hexo finds none
    files: ClassVar[tuple[str, ...]] = ("_config.yml", "_config.yaml")

    def __init__(self, config: Config) -> None:
        """Read the settings; SiteError when they can't be read."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        self.own: dict[str, Any] = data_of(file, config.folder) if file else {}
        self.zone = self.zone_of(self.own.get("timezone"), file)
        self.source = self.root / str(self.own.get("source_dir") or "source")
        self.new_names = str(self.own.get("new_post_name") or ":title.md")

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Hexo site has a _config.yml, and posts in source/_posts or Hexo among the packages it needs."""
        if first_existing(config.root, cls.files) is None:
            return False
        package = config.root / "package.json"
        return (config.root / "source" / "_posts").is_dir() or (
            package.is_file() and '"hexo"' in text_of(package, config.folder)
        )

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The posts."""
        return (self.below(self.source / "_posts"),)

    @property
    def own_url(self) -> str:
        """Hexo's `url`, which has the `root` in it, else the `root`."""
        url = str(self.own.get("url") or "").removesuffix("http://example.com")
        return url or str(self.own.get("root") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return text_in(self.own.get("title"), self.main_language)

    @property
    def main_language(self) -> str:
        """Hexo's language, the first of several."""
        own = self.own.get("language")
        first = own[0] if isinstance(own, list) and own else own
        return language_code(str(first or self.settings.language))

    def stated(self, text: str) -> FrontMatter:
        """Read front matter, which needs no fence above it: Hexo's own drafts of posts had none for years."""
        return read_fenced_or_not(text)

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the date in the post's path, by `new_post_name`."""
        said = self._variables(path)
        date = (said.get("year"), said.get("month", said.get("i_month")), said.get("day", said.get("i_day")))
        return {"date": "-".join(map(str, date))} if all(date) else {}

    def place(self, page: Page) -> str:
        """Return a post's address by the front matter's `permalink`, else the site's."""
        if own := str(page.meta.get("permalink") or ""):
            return own.lstrip("/")
        if not page.path.is_relative_to(self.source / "_posts"):
            parts = self.inside(page.path, self.source)
            return "".join(f"{part}/" for part in parts[:-1]) + (
                "" if parts[-1] == "index" else f"{parts[-1]}.html"
            )
        pattern = str(self.own.get("permalink") or _DEFAULT)
        tokens = self._tokens(page)

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name not in tokens:
                raise self.no_rule(
                    f"only Hexo can tell :{name} of the permalink {pattern!r}", "/:year/:month/:slug/"
                )
            return tokens[name]

        place = _TOKEN.sub(value, pattern)
        return place.removesuffix("index.html").lstrip("/")

    def _variables(self, path: Path) -> dict[str, str]:
        """Return the variables of `new_post_name` in a post's path, and the `title` that Hexo makes of one it does not fit."""
        place = "/".join(self.inside(path, self.source / "_posts"))
        pieces = _TOKEN.split(self.new_names.removesuffix(Path(self.new_names).suffix))
        names = pieces[1::2]
        found = None
        if len([name for name in names if name not in _DIGITS]) <= _MOST_WORDS:
            pieces[::2] = map(re.escape, pieces[::2])
            pieces[1::2] = (f"({_DIGITS.get(name, '.+?')})" for name in names)
            found = re.fullmatch("".join(pieces), place)
        said = dict(zip(names, found.groups(), strict=True)) if found else {}
        return {"title": _slugized(place), **said}

    def _tokens(self, page: Page) -> dict[str, str]:
        """Return Hexo's tokens, by its documentation of permalinks; those that need a date only with one."""
        said, defaults = self._variables(page.path), self.own.get("permalink_defaults")
        tokens = (
            {str(key): str(value) for key, value in defaults.items()} if isinstance(defaults, dict) else {}
        )
        if page.meta.get("lang"):
            tokens["lang"] = str(page.meta["lang"])
        tokens = {name: value for name, value in (tokens | said).items() if name not in _OWN}
        if title := said["title"]:
            tokens |= {"title": title, "name": title.rpartition("/")[2]}
        categories = page.meta.get("categories") or page.meta.get("category") or said.get("category")
        if not categories:
            tokens["category"] = str(self.own.get("default_category") or "uncategorized")
        if page.date:
            day = page.date.astimezone(self.zone)
            tokens |= {
                "year": f"{day:%Y}",
                "month": f"{day:%m}",
                "i_month": str(day.month),
                "day": f"{day:%d}",
                "i_day": str(day.day),
                "hour": f"{day:%H}",
                "minute": f"{day:%M}",
                "second": f"{day:%S}",
            }
        return tokens


def _slugized(place: str) -> str:
    """Return Hexo's `slugize`, "" for letters that it replaces by a table of its own."""
    import unicodedata

    if any("LATIN" in unicodedata.name(char, "") for char in place if not char.isascii()):
        return ""
    return _SPECIAL.sub("-", place).strip("-")
