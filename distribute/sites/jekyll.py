"""Jekyll: posts and collections, permalinks by style and token, defaults of _config.yml, Liquid in the body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from distribute.config import Config
from distribute.errors import shown
from distribute.inputs.files import is_file, read_text
from distribute.inputs.patterns import matching, pattern_error
from distribute.regex import lazy_regex, line_breaks
from distribute.sites import liquid
from distribute.sites.figure import picture
from distribute.sites.front_matter import FrontMatter, read_front_matter
from distribute.sites.page import NoUrl, Page
from distribute.sites.pattern import fill
from distribute.sites.places import absolute, first_existing
from distribute.sites.settings import data_of
from distribute.sites.site import Site, SiteError
from distribute.sites.values import text_in, words_of_heading
from distribute.text.dates import parse_date
from distribute.text.language_tags import language_code, language_of_locale

_PACKAGES = ("composer.json", "package.json")
_FILES = ("_config.yml", "_config.yaml", "_config.toml")
# Jekyll's documentation, "Permalinks".
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_HEADING = lazy_regex(r"\s*#{1,3}[ \t]+(?P<title>[^\n{]{1,300})(?:\n|\Z)")  # at the beginning, without Liquid
_NAME = lazy_regex(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.*)")
_FIGURE = lazy_regex(r"(?:[\w-]+/)*(?:figure|image|img|picture)\b", re.IGNORECASE)  # the include's name
_INCLUDED = lazy_regex(r"\{%-?\s*include\s+(?P<name>(?:[\w-]+/)*[\w-][\w.-]*\.(?:md|markdown))\b")
_DEFINITION = lazy_regex(r" {0,3}\[[^\[\]]{1,200}\]:\s*\S")
_MOST_INCLUDES = 20  # in a page
_ARGUMENT = lazy_regex(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ATTRIBUTES = lazy_regex(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$|\{:[^{}\n]*\}", re.MULTILINE)  # kramdown's
# Kramdown's "extensions": what they hold is left out, or put out as it is, for other formats.
_COMMENTED = lazy_regex(
    r"\{::(?P<name>comment|nomarkdown)\b[^{}\n]{0,200}\}(?:(?!\{::(?:comment|nomarkdown)).)*?\{:/(?P=name)?\}",
    re.DOTALL,
)
# What Ruby's YAML reads as a time in UTC: with seconds, and neither in quotes nor with an offset.
_TIME_IN_UTC = lazy_regex(
    r"^date[ \t]*:\s+(?P<time>\d{4}-\d\d?-\d\d?(?:T|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d+)?)[ \t]*(?:[ \t]#.*)?$",
    re.MULTILINE,
)
_LINKING = ("ref", "page_id", "translation_id", "permalink")  # keys that a page shares with its translations
_SLUG = lazy_regex(r"[^\w]|_")
_PRETTY = lazy_regex(r"[^\w._~!$&'()+,;=@-]|-")


class Jekyll(Site):
    """A Jekyll site, read by its _config.yml."""

    generator: ClassVar[str] = "jekyll"
    index_lists_folder: ClassVar[bool] = True
    titles_are_html: ClassVar[bool] = True

    def __init__(self, config: Config) -> None:
        """Read _config.yml."""
        super().__init__(config)
        self.own = self._configuration()
        self.zone = self.zone_of(self.own.get("timezone"), first_existing(self.root, _FILES))
        self.source = self.root / str(self.own.get("source") or ".")
        self.collections_folder = str(self.own.get("collections_dir") or "").strip("/")
        if self.collections_folder and (why := pattern_error(self.collections_folder)):
            where = first_existing(self.root, _FILES)
            msg = f"{where}: collections_dir: {shown(self.collections_folder)} {why}"
            raise SiteError(msg)

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """A Jekyll site has a _config.yml, or posts in _posts and no packages for PHP or JavaScript.

        Sculpin, Jigsaw and sites of Next.js keep their posts in a folder of that name, too.
        """
        if first_existing(config.root, _FILES[:2]):
            return True
        beside = (folder / name for folder in (config.root, config.folder) for name in _PACKAGES)
        is_others = any(map(is_file, beside)) and not is_file(config.root / "Gemfile")
        return (config.root / "_posts").is_dir() and not is_others

    @property
    def default_issues(self) -> tuple[str, ...]:
        """The posts; on a site without, the collections that have pages."""
        folder = f"{self.collections_folder}/" if self.collections_folder else ""
        posts = (f"{above}_posts/**/*" for above in dict.fromkeys(("", folder, "*/", "*/*/")))
        there = tuple(pattern for pattern in posts if any(matching(self.root, pattern)))
        return there or tuple(self._written_collections())

    @property
    def every_page(self) -> tuple[str, ...]:
        """The posts, and the collections that have pages."""
        return tuple(dict.fromkeys((*self.default_issues, *self._written_collections())))

    def _written_collections(self) -> Iterator[str]:
        own = self.collections_folder
        for name, settings in self._collections().items():
            if isinstance(settings, dict) and str(settings.get("output")).casefold() == "true":
                yield f"{own}/_{name}/**/*" if own else f"_{name}/**/*"

    @property
    def own_url(self) -> str:
        """Jekyll's url and baseurl."""
        return str(self.own.get("url") or "").rstrip("/") + "/" + self._baseurl

    @property
    def _baseurl(self) -> str:
        return str(self.own.get("baseurl") or "").strip("/")

    @property
    def title(self) -> str:
        """The site's name."""
        return text_in(self.own.get("title"), self.main_language)

    @property
    def own_language(self) -> str:
        """The language of the `locale` in _config.yml, which themes such as Minimal Mistakes read."""
        return "" if self.own.get("lang") else language_of_locale(str(self.own.get("locale") or ""))

    @property
    def main_language(self) -> str:
        """The language of posts that name none: the `lang` of _config.yml, else `site.language`."""
        return language_code(str(self.own.get("lang") or self.settings.language))

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read front matter; a time without quotes and offset is one in UTC, which Jekyll shows in the site's zone.

        A post without a title has that of its first heading, as with jekyll-titles-from-headings on GitHub Pages:
        https://github.com/benbalter/jekyll-titles-from-headings
        """
        front_matter = read_front_matter(text)
        heading = _HEADING.match(front_matter.body)
        if heading and not front_matter.meta.get("title"):
            # The title is read as HTML, in which a tag that the heading speaks of has no angle brackets.
            front_matter.meta["title"] = escape(words_of_heading(heading["title"].strip(" #")), quote=False)
        found = _TIME_IN_UTC.search(text, 0, len(text) - len(front_matter.body))
        with suppress(ValueError):  # a day or an hour that there is not, which is told where dates are read
            if found:
                front_matter.meta["date"] = parse_date(found["time"], UTC).astimezone(self.zone)
        return front_matter

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the `defaults` of _config.yml for this path, and what the file's name says."""
        inside = self._inside(path)
        kind = self._collection(inside) or "pages"
        said: dict[str, Any] = {}
        for _, _, values in sorted(self._scopes(inside.as_posix(), kind), key=lambda scope: scope[:2]):
            said |= values
        named = _NAME.fullmatch(path.stem)
        slug = (named["slug"] if named else path.stem).rstrip(".")
        if named and "date" not in said:
            said["date"] = _whole_date(named["date"])
        title = " ".join(word.capitalize() for word in slug.split("-"))
        return {"title": title, "slug": slug, **said}

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the front matter's `lang`, else the first folder that is one of `languages`, else the site's."""
        if meta.get("lang"):
            return language_code(str(meta["lang"]))
        configured = self.own.get("languages")
        known = {language_code(str(code)) for code in configured} if isinstance(configured, list) else set()
        folders = (language_code(part) for part in self._inside(path).parts[:-1])
        return next((folder for folder in folders if folder in known), self.main_language)

    def is_draft(self, page: Page) -> bool:
        """A draft is in _drafts or is not to be published."""
        unpublished = str(page.meta.get("published", "")).casefold() == "false"
        return unpublished or "_drafts" in page.path.parts or super().is_draft(page)

    def original(self, page: Page) -> str:
        """Return what plugins link translations by: a `ref`, `page_id` or `translation_id`, else the permalink.

        One that `defaults` gives is that of many pages, and links none of them.
        """
        usual = self.defaults(page.path)
        own = {key: page.meta.get(key) for key in _LINKING if page.meta.get(key) != usual.get(key)}
        key = next((own[key] for key in _LINKING[:-1] if own.get(key)), None)
        permalink = str(own.get("permalink") or "")
        return f"key:{key}" if key else permalink if ":" not in permalink else ""

    def url(self, page: Page) -> str:
        """Return the page's URL by its `permalink`, else its collection's or the site's style."""
        own, tokens = page.meta.get("permalink"), self._tokens(page)
        if isinstance(own, str) and own:
            try:
                place = "/" + fill(own, tokens, page.path)
            except SiteError as error:
                raise NoUrl(str(error)) from None
        else:
            pattern = self._pattern(self._collection(self._inside(page.path)))
            place = "/" + fill(pattern, tokens, self.config.path)
        place = re.sub(r"/{2,}", "/", place.replace("..", "/").replace("./", ""))
        place = place.removesuffix("index.html")
        return absolute(self.base, self._language_folder(page.language) + place.lstrip("/"))

    def aliases(self, page: Page) -> tuple[str, ...]:
        """Return `redirect_from` as URLs."""
        raw = page.meta.get("redirect_from") or []
        return tuple(absolute(self.base, str(place)) for place in (raw if isinstance(raw, list) else (raw,)))

    def clean(self, body: str, page: Page) -> str:
        """Fill in what Liquid says of the page and the site, keep its text, drop the rest and kramdown's lists."""
        values = {
            **liquid.flattened(self.own, "site."),
            **liquid.flattened(page.meta, "page."),
            "page.title": page.title,
            "page.url": page.url.removeprefix(self.base.rstrip("/")),
            "site.url": self.base.rstrip("/").removesuffix("/" + self._baseurl if self._baseurl else ""),
            "site.baseurl": f"/{self._baseurl}" if self._baseurl else "",
        }
        if page.date:
            values["page.date"] = page.date
        filters = {
            **liquid.TEXT_FILTERS,
            "relative_url": lambda place, _: absolute(self.base, str(place)),
            "absolute_url": lambda place, _: absolute(self.base, str(place)),
        }
        tags: dict[str, Callable[[str], str]] = {
            "post_url": self._post_url,
            "link": self._link,
            "include": self._include,
        }
        body = liquid.plain(body + self._definitions(body), values, tags, filters)
        if "{:" not in body:
            return body
        return _ATTRIBUTES.sub("", _COMMENTED.sub(line_breaks, body))

    def _definitions(self, body: str) -> str:
        """Return the addresses of links that included Markdown files define, for the end of a body."""
        names = dict.fromkeys(match["name"] for match in _INCLUDED.finditer(body))
        texts = (self._included(self.source / "_includes" / name) for name in list(names)[:_MOST_INCLUDES])
        lines = [line for text in texts for line in text.splitlines() if _DEFINITION.match(line)]
        return "\n\n" + "\n".join(lines) if lines else ""

    def _included(self, path: Path) -> str:
        """Return the text of a file in the site, "" where it can't be read."""
        folder = self.config.folder
        try:
            return read_text(path, folder) if path.resolve().is_relative_to(folder) else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def _include(self, args: str) -> str:
        """Make a figure of a theme's include for one, by whatever it calls the parts; nothing of any other."""
        found = {key: double or single for key, double, single in _ARGUMENT.findall(args)}
        src = next((found[key] for key in ("image_path", "path", "src", "url", "file") if found.get(key)), "")
        if not _FIGURE.match(args) or not src or re.search(r"[<>\n]", src):
            return ""
        caption = found.get("caption", "") or found.get("title", "")
        return picture(absolute(self.base, src), found.get("alt", ""), caption)

    def _link(self, args: str) -> str:
        return self.address(self.source / args.strip("'\" ")) or "#"

    def _post_url(self, args: str) -> str:
        wanted = PurePosixPath(args.strip("'\" "))
        for suffix in (".md", ".markdown"):
            for folder in ("_posts", f"_posts/{wanted.parent}", f"{wanted.parent}/_posts"):
                if there := self.address(self.source / folder / f"{wanted.name}{suffix}"):
                    return there
        return "#"

    def _language_folder(self, language: str) -> str:
        """Return the folder that jekyll-polyglot puts a translation in."""
        plugins = self.own.get("plugins")
        polyglot = isinstance(plugins, list) and "jekyll-polyglot" in plugins
        main = language_code(str(self.own.get("default_lang") or "en"))
        return f"{language}/" if polyglot and language != main else ""

    def _inside(self, path: Path) -> PurePosixPath:
        return (
            PurePosixPath(path.relative_to(self.source))
            if path.is_relative_to(self.source)
            else PurePosixPath(path.name)
        )

    def _collection(self, inside: PurePosixPath) -> str:
        """Return `posts`, `drafts` or the collection that a file is in, "" for a page."""
        folders = inside.parts[:-1]
        kind = next((part[1:] for part in folders if part in {"_posts", "_drafts"}), "")
        collections = self._collections()
        return kind or next((part[1:] for part in folders if part[:1] == "_" and part[1:] in collections), "")

    def _collections(self) -> dict[str, Any]:
        own = self.own.get("collections")
        if isinstance(own, list):
            return dict.fromkeys(map(str, own))
        return own if isinstance(own, dict) else {}

    def _pattern(self, collection: str) -> str:
        style = self.settings.permalink or str(self.own.get("permalink") or "date")
        own = self._collections().get("posts" if collection == "drafts" else collection)
        if isinstance(own, dict) and own.get("permalink") and not self.settings.permalink:
            style = str(own["permalink"])
            return _STYLES.get(style, style)
        if collection in {"posts", "drafts"} or self.settings.permalink:
            return _STYLES.get(style, style)
        ending = "/" if style == "pretty" or style.endswith("/") else ""
        if style in {"date", "ordinal", "none"} or style.endswith(":output_ext"):
            ending = ":output_ext"
        return ("/:collection/:path" if collection else "/:path") + ending

    def _tokens(self, page: Page) -> dict[str, str]:
        """Return Jekyll's tokens, by its documentation of permalinks."""
        inside = self._inside(page.path)
        when = page.date.astimezone(self.zone) if page.date else datetime(1, 1, 1)  # noqa: DTZ001 - digits alone
        slug = str(page.meta.get("slug") or page.path.stem)
        collection = self._collection(inside)
        categories = list(dict.fromkeys(self._categories(inside, page.meta)))
        above = (
            inside.parts[inside.parts.index(f"_{collection}") + 1 : -1]
            if f"_{collection}" in inside.parts
            else inside.parts[:-1]
        )
        return {
            "collection": collection,
            "path": "/".join((*above, page.path.stem)),
            "title": _slugified(slug, _PRETTY),
            "slug": _slugified(slug, _SLUG).lower(),
            "name": _slugified(page.path.stem, _SLUG).lower(),
            "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
            "slugified_categories": "/".join(dict.fromkeys(_slugified(c, _SLUG).lower() for c in categories)),
            "output_ext": ".html",
            "year": f"{when.year:04}",
            "month": f"{when:%m}",
            "day": f"{when:%d}",
            "hour": f"{when:%H}",
            "minute": f"{when:%M}",
            "second": f"{when:%S}",
            "i_day": str(when.day),
            "i_month": str(when.month),
            "short_month": f"{when:%b}",
            "long_month": f"{when:%B}",
            "short_year": f"{when:%y}",
            "w_year": f"{when:%G}",
            "week": f"{when:%V}",
            "w_day": f"{when:%u}",
            "short_day": f"{when:%a}",
            "long_day": f"{when:%A}",
            "y_day": f"{when:%j}",
        }

    def _categories(self, inside: PurePosixPath, meta: dict[str, Any]) -> Iterator[str]:
        """Yield a post's categories: the folders above _posts, then those of its front matter."""
        for folder in ("_posts", "_drafts"):
            if folder in inside.parts:
                yield from inside.parts[: inside.parts.index(folder)]
        several = meta.get("categories") or []
        yield from map(str, several if isinstance(several, list) else str(several).split())
        if one := meta.get("category"):
            yield str(one)

    def _scopes(self, inside: str, kind: str) -> Iterator[tuple[int, bool, dict[str, Any]]]:
        """Yield how exact a scope of `defaults` is that the file is in, and its values."""
        listed = self.own.get("defaults")
        for entry in listed if isinstance(listed, list) else ():
            scope = entry.get("scope") if isinstance(entry, dict) else None
            values = entry.get("values") if isinstance(entry, dict) else None
            if not isinstance(values, dict):
                continue
            scope = scope if isinstance(scope, dict) else {}
            path = str(scope.get("path") or "").strip("/")
            within = fnmatch(inside, path + "*") if "*" in path else inside.startswith(path)
            if within and str(scope.get("type", kind)) == kind:
                yield len(path), "type" in scope, {str(key).lower(): value for key, value in values.items()}

    def _configuration(self) -> dict[str, Any]:
        file = first_existing(self.root, _FILES)
        return data_of(file, self.config.folder) if file else {}


def _slugified(text: str, other: re.Pattern[str]) -> str:
    """Return `text` with one hyphen for whatever `other` finds between letters, digits and marks."""
    import unicodedata

    kept = "".join(
        char if unicodedata.category(char)[0] == "M" or not other.match(char) else "-" for char in text
    )
    return re.sub(r"-{2,}", "-", kept).removeprefix("-").removesuffix("-")


def _whole_date(text: str) -> str | date:
    """Return the date of a file's name with all its digits: `20-1-5` is 2020-01-05."""
    year, month, day = text.split("-")
    return f"{int(year) + 2000 if len(year) == 2 else int(year):04}-{int(month):02}-{int(day):02}"  # noqa: PLR2004
