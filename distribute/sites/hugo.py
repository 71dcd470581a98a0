"""Hugo: front matter, languages by suffix, permalink patterns and shortcodes, as Hugo treats them."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from distribute.config import Config
from distribute.sites.header import Header, read_front_matter
from distribute.sites.site import Site, SiteError, absolute, first_existing
from distribute.yaml import load

_ENDINGS = ("toml", "yaml", "yml", "json")
_FILES = tuple(f"{name}.{ending}" for name in ("hugo", "config") for ending in _ENDINGS)
_DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
_TOKEN = re.compile(r":([a-z]+)(?:\[([^\]]*)\])?")
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<close>/)?\s*(?P<name>[\w./-]+)"
    r"(?P<args>(?:[^<>%\"`]|\"(?:\\.|[^\"\\])*\"|`[^`]*`|[<>%](?!\}\}))*)[>%]\}\}"
)
_COMMENTED = re.compile(r"\{\{[<%]/\*.*?\*/[>%]\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"(\w+)\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`]+))")
_CODE = re.compile(r"\{\{<\s*highlight\b.*?\{\{<\s*/\s*highlight\s*>\}\}", re.DOTALL)


class Hugo(Site):
    """A Hugo site, read by its own configuration."""

    generator: ClassVar[str] = "hugo"

    def __init__(self, config: Config) -> None:
        """Read hugo.* or config.*, or what lies in config/_default."""
        super().__init__(config)
        self.own = self._configuration()
        self.default_language = str(self.own.get("defaultcontentlanguage") or "en").lower()
        languages = self.own.get("languages")
        self.languages = {
            str(code).lower(): settings if isinstance(settings, dict) else {}
            for code, settings in (languages.items() if isinstance(languages, dict) else ())
        } or {self.default_language: {}}
        self.content = self.root / str(self.own.get("contentdir") or "content")

    @classmethod
    def recognises(cls, root: Path) -> bool:
        """A Hugo site has a hugo.* file, a config/_default, or a config.* beside content/."""
        if (root / "config" / "_default").is_dir():
            return True
        found = first_existing(root, _FILES)
        return found is not None and (found.stem == "hugo" or (root / "content").is_dir())

    @property
    def own_url(self) -> str:
        """Hugo's baseURL."""
        return str(self.own.get("baseurl") or "")

    @property
    def title(self) -> str:
        """The site's name."""
        return str(self.own.get("title") or "")

    def header(self, text: str) -> Header:
        """Read front matter."""
        return read_front_matter(text)

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the first of the keys that Hugo takes for a date."""
        return next((meta[key] for key in _DATES if meta.get(key)), None)

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the language of a `name.LANG.md`, or of the content folder, among those configured."""
        suffix = path.stem.rpartition(".")[2].lower() if "." in path.stem else ""
        if suffix in self.languages:
            return suffix
        for code, settings in self.languages.items():
            folder = settings.get("contentdir")
            if folder and path.is_relative_to(self.root / str(folder)):
                return code
        return self.default_language

    def url(self, path: Path, meta: dict[str, Any], title: str, when: datetime | None, language: str) -> str:
        """Return the page's URL by its `url`, else its section's permalink pattern, else its path."""
        own = str(meta.get("url") or "")
        if own.startswith(("/", "http://", "https://")):
            return absolute(self.base, own)
        prefix = self._prefix(language)
        if own:
            return absolute(self.base, prefix + own)
        folders, name = self._place(path, language)
        slug = str(meta.get("slug") or "")
        pattern = self.settings.permalink or self._pattern(folders[0] if folders else "")
        if pattern:
            place = self._expand(pattern, folders, name, slug, title, when)
        else:
            place = "/".join((*folders, slug or name)) + "/"
        place = place if self.own.get("disablepathtolower") else place.lower()
        if self.own.get("uglyurls") is True:
            place = place.rstrip("/") + ".html"
        return absolute(self.base, prefix + re.sub(r"/{2,}", "/", place).lstrip("/"))

    def aliases(self, meta: dict[str, Any]) -> tuple[str, ...]:
        """Return the header's `aliases` as URLs."""
        raw = meta.get("aliases") or []
        return tuple(absolute(self.base, str(alias)) for alias in (raw if isinstance(raw, list) else (raw,)))

    def clean(self, body: str) -> str:
        """Make a figure of `figure`, keep what paired shortcodes enclose, drop the rest of them."""
        if "{{" not in body:
            return body
        for pattern in (_COMMENTED, _CODE):
            body = pattern.sub(lambda match: "\n" * match[0].count("\n"), body)
        return _SHORTCODE.sub(_shortcode, body)

    def _prefix(self, language: str) -> str:
        in_folder = self.own.get("defaultcontentlanguageinsubdir") is True
        return f"{language}/" if language != self.default_language or in_folder else ""

    def _place(self, path: Path, language: str) -> tuple[tuple[str, ...], str]:
        """Return the content folders above a page, and its name without language and ending."""
        folder = self.languages.get(language, {}).get("contentdir")
        content = self.root / str(folder) if folder else self.content
        inside = path.relative_to(content) if path.is_relative_to(content) else Path(path.name)
        name = inside.stem
        if "." in name and name.rpartition(".")[2].lower() in self.languages:
            name = name.rpartition(".")[0]
        folders = inside.parts[:-1]
        if name == "index" and folders:  # a bundle is called after its folder
            return tuple(map(_path_name, folders[:-1])), _path_name(folders[-1])
        return tuple(map(_path_name, folders)), _path_name(name)

    def _pattern(self, section: str) -> str:
        permalinks = self.own.get("permalinks")
        if not isinstance(permalinks, dict):
            return ""
        pages = permalinks.get("page")
        by_section = pages if isinstance(pages, dict) else permalinks
        found = by_section.get(section)
        return found if isinstance(found, str) else ""

    def _expand(
        self, pattern: str, folders: tuple[str, ...], name: str, slug: str, title: str, when: datetime | None
    ) -> str:
        """Fill a permalink pattern; the tokens are those of Hugo's documentation on URL management."""
        # A page without a date has Go's zero time to Hugo.
        day = when or datetime(1, 1, 1)  # noqa: DTZ001 - only its digits are used
        slug = _path_name(slug)
        named = _path_name(title)
        tokens = {
            "year": f"{day.year:04}",
            "month": f"{day.month:02}",
            "monthname": f"{day:%B}",
            "day": f"{day.day:02}",
            "weekday": f"{day:%w}",
            "weekdayname": f"{day:%A}",
            "yearday": str(day.timetuple().tm_yday),
            "section": folders[0] if folders else "",
            "sections": "/".join(folders),
            "title": named,
            "slug": slug or named,
            "filename": name,
            "contentbasename": name,
            "slugorfilename": slug or name,
            "slugorcontentbasename": slug or name,
        }

        def fill(match: re.Match[str]) -> str:
            token, part = match.groups()
            if token not in tokens:
                msg = f"{self.config.path}: Hugo's permalink {pattern!r} has :{token}, which is not known: set site.permalink"
                raise SiteError(msg)
            if token == "sections" and part:  # noqa: S105 - a permalink's token
                return "/".join(_selected(folders, part))
            return tokens[token]

        return _TOKEN.sub(fill, pattern)

    def _configuration(self) -> dict[str, Any]:
        folder = self.root / "config" / "_default"
        own: dict[str, Any] = {}
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.suffix[1:] in _ENDINGS:
                    read = _read(path)
                    own = {**own, **(read if path.stem in {"hugo", "config"} else {path.stem.lower(): read})}
        if file := first_existing(self.root, _FILES):
            own = {**own, **_read(file)}
        return own


def _read(path: Path) -> dict[str, Any]:
    """Read one configuration file; keys are in lower case, as Hugo has them."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            import tomllib

            data: Any = tomllib.loads(text)
        elif path.suffix == ".json":
            data = msgspec.json.decode(text)
        else:
            data = load(text)
    except (OSError, ValueError) as error:
        msg = f"{path}: can't be read: {error}"
        raise SiteError(msg) from None
    return _lower(data) if isinstance(data, dict) else {}


def _lower(data: dict[str, Any]) -> dict[str, Any]:
    return {
        str(key).lower(): _lower(value) if isinstance(value, dict) else value for key, value in data.items()
    }


def _path_name(text: str) -> str:
    """Return `text` as a part of a path: letters of any script, digits, marks and `. / _ # + ~ - @`.

    The rule is Hugo's: white space becomes one hyphen, everything else goes.
    """
    kept: list[str] = []
    hyphen = gap = False
    for at, char in enumerate(text):
        allowed = (
            char.isalpha()
            or char in "./\\_#+~-@"
            or _category(char) in {"Nd", "Mn", "Mc", "Me"}
            or (char == "%" and re.match(r"[0-9a-fA-F]{2}", text[at + 1 :]) is not None)
        )
        if allowed:
            hyphen = char == "-"
            if gap and not hyphen:
                kept.append("-")
            gap = False
            kept.append(char)
        elif kept and not hyphen and char.isspace():
            gap = True
    return "".join(kept)


def _category(char: str) -> str:
    import unicodedata

    return unicodedata.category(char)


def _selected(folders: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return the folders that `:sections[…]` asks for: an index, `last`, or a slice."""
    try:
        begin, colon, end = part.partition(":")
        if part == "last":
            return folders[-1:]
        if not colon:
            return folders[int(begin) : int(begin) + 1]
        stop = len(folders) - 1 if end == "last" else int(end) if end else None
        return folders[int(begin or 0) : stop]
    except ValueError:
        return folders


def _shortcode(match: re.Match[str]) -> str:
    lines = "\n" * match[0].count("\n")
    if match["name"] in {"ref", "relref"}:
        return "#" + lines  # a page's address is Hugo's to know: the words stay, without a link
    if match["name"] != "figure" or match["close"]:
        return lines
    arguments = {
        key: quoted.replace('\\"', '"') or raw or bare
        for key, quoted, raw, bare in _ARGUMENT.findall(match["args"])
    }
    if not arguments.get("src"):
        return lines
    caption = re.sub(
        r"\[([^\]]*)\]\([^)]*\)|[*_`]|<[^>]*>",
        r"\1",
        arguments.get("caption", "") or arguments.get("title", ""),
    )
    alt = arguments.get("alt", "").translate(str.maketrans({"[": "(", "]": ")", "\n": " "}))
    quoted = " ".join(caption.split()).replace('"', "'").replace("\\", "")
    return f'![{alt}](<{arguments["src"]}> "{quoted}"){lines}'
