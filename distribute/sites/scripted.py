"""What generators that are configured by a script share: plain values are read from it, and it is never run."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from os.path import normpath
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from distribute.config import Config
from distribute.inputs.files import is_file
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, read_front_matter
from distribute.sites.mdx import without_admonitions
from distribute.sites.page import NoUrl, Page
from distribute.sites.pattern import common_tokens, fill
from distribute.sites.places import absolute, first_existing, language_in_name
from distribute.sites.settings import text_of
from distribute.sites.site import Site, SiteError
from distribute.sites.values import first_stated, words_of_heading
from distribute.text.dates import date_in_name
from distribute.text.language_tags import language_code

ENDINGS = ("js", "ts", "mjs", "mts", "cjs")
# A comment, or a text in quotes, which may hold what looks like one: `'**/*.md'`. No end is required, so that a script
# full of quotes is read once.
_COMMENT = lazy_regex(
    r"(?P<text>\"(?:\\.|[^\"\\\n])*[\"\\]?|'(?:\\.|[^'\\\n])*['\\]?|`(?:\\.|[^`\\])*[`\\]?)"
    r"|/\*.*?(?:\*/|\Z)|(?<![:\"'`])//[^\n]*",
    re.DOTALL,
)
# Where the object of the settings begins.
_SETTINGS = lazy_regex(
    r"(?:\bdefineConfig\s*(?:<[^<>]*>)?\s*\(|\bexport\s+default|\bmodule\.exports\s*=|\b[cC]onfig\s*(?::[^={}]*)?=)\s*\{"
)
_VALUE = r"(?P<quote>[\"'`])(?P<text>[^\"'`$\n]*)(?P=quote)|(?P<word>true|false)\b"
# The source file of another page, as the target of a link: `](../2026/kites.md#reels)`, `[kites]: /kites.qmd`. Code is
# matched too, without a `place`, so that no link is found in it.
_SOURCE = lazy_regex(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)|\Z)|(?P<ticks>`+)[^`\n]*(?P=ticks)"
    r"|(?P<before>\]\(|^ {0,3}\[[^\]\n]{1,300}\]:[ \t]+)(?P<place>(?!//)[^\s()<>\"'#?:`]+\.(?:mdx?|markdown|qmd|ipynb))"
    r"(?P<anchor>#[^\s()<>\"']*)?(?=[\s)])",
    re.MULTILINE | re.DOTALL,
    needs=(".md", ".markdown", ".qmd", ".ipynb"),
)
_HEADING = lazy_regex(r"\s*#[ \t]+(?P<title>[^\n]{1,1000})")
_DATES = (
    "date",
    "pubdate",
    "publishdate",
    "published",
    "publishedat",
    "published_at",
    "publisheddate",
    "created",
)
_MONTH_FIRST = re.compile(r"\A(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4})\b")


class Scripted(Site):
    """A site whose settings are a program. An address that only this program could determine is an error."""

    files: ClassVar[tuple[str, ...]]
    links_files: ClassVar[bool] = False  # whether pages link each other by their source files

    def __init__(self, config: Config) -> None:
        """Read the settings' file as text."""
        super().__init__(config)
        file = first_existing(self.root, self.files)
        self.text = without_comments(text_of(file, config.folder)) if file else ""
        self._known: dict[Path, str] = {}  # the addresses of pages that others link
        self.source = self.root  # the folder of the pages, in which links with a slash begin

    @classmethod
    def recognises(cls, config: Config) -> bool:
        """Such a site has the file of its settings."""
        return first_existing(config.root, cls.files) is not None

    def setting(self, key: str) -> str:
        """Return the plain value of a key of the settings themselves: a menu or a plug-in may have one of the same name."""
        return setting_in(self.text, key)

    def literal(self, key: str, beside: str = "") -> str:
        """Return the plain value of a key of the settings, "" where it has none or is computed.

        With `beside`, it is a key of the same object as that one: a plug-in's settings may have one of the same name.
        """
        found = _literals(self.text, key)
        if beside:
            depths = {_depth(self.text, match.start()) for match in _literals(self.text, beside)[:1]}
            found = [match for match in found if _depth(self.text, match.start()) in depths]
        return _plain(found)

    @property
    def title(self) -> str:
        """The site's name, where the settings themselves state it."""
        return self.setting("title")

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Read front matter; the title of a page whose front matter has none is its first heading."""
        front_matter = self.stated(text)
        heading = _HEADING.match(front_matter.body)
        if heading and not front_matter.meta.get("title"):
            front_matter.meta["title"] = words_of_heading(heading["title"].strip(" #"))
        return front_matter

    def stated(self, text: str) -> FrontMatter:
        """Return what a file's front matter itself says; raises FrontMatterError."""
        return read_front_matter(text)

    def stated_date(self, meta: dict[str, Any]) -> str | date | None:
        """Return the first of the keys that such sites use for a date."""
        raw = first_stated(meta, _DATES)
        if isinstance(raw, dict):  # Material for MkDocs: `date: {created: …, updated: …}`
            raw = raw.get("created")
        return raw

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date in the front matter, else the one in the name of the file or its folder."""
        return self.stated_date(meta) or date_in_name(path.stem) or date_in_name(path.parent.name)

    def parse_date(self, text: str) -> datetime:
        """Read a date; one in digits that ends in the year begins with the month, as JavaScript's `Date` reads it."""
        return super().parse_date(_MONTH_FIRST.sub(r"\g<year>-\g<month>-\g<day>", text.strip()))

    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the front matter's language, else that of the file's name or folder, else the site's."""
        stated = meta.get("lang") or meta.get("locale") or meta.get("language")
        return language_code(str(stated or language_in_name(path, self.root)[0])) or self.main_language

    def is_draft(self, page: Page) -> bool:
        """A draft is marked so, or is not published."""
        unpublished = str(page.meta.get("published", "")).casefold() == "false"
        return unpublished or super().is_draft(page)

    def original(self, page: Page) -> str:
        """Return the file's place without its language."""
        language, name = language_in_name(page.path, self.root)
        inside = self.inside(page.path, self.root)
        return "/".join((*(part for part in inside[:-1] if language_code(part) != language), name))

    def clean(self, body: str, page: Page) -> str:
        """Drop the marks of admonitions, and let links to source files lead to their pages."""
        return without_admonitions(self._with_addresses(body, page) if self.links_files else body)

    def _with_addresses(self, body: str, page: Page) -> str:
        """Return a body whose links to source files lead to the pages made of them, or nowhere if these are not known."""

        def address(link: re.Match[str]) -> str:
            if not link["place"]:
                return link[0]  # code
            place = unquote(link["place"])
            folder = self.source if place.startswith("/") else page.path.parent
            path = Path(normpath(folder / place.lstrip("/")))
            if not (path.is_relative_to(self.source) and is_file(path)):
                return link[0]
            there = self._linked(path)
            return link["before"] + (there + (link["anchor"] or "") if there else "#")

        return _SOURCE.sub(address, body)

    def url(self, page: Page) -> str:
        """Return the page's URL by `site.permalink`, else by the generator's rule; raises NoUrl."""
        if self.settings.permalink:
            folders = self.inside(page.path, self.root)[:-1]
            name = page.path.stem if page.path.stem != "index" else (folders or ("",))[-1]
            place = fill(self.settings.permalink, common_tokens(page, folders, name), self.config.path)
            return absolute(self.base, re.sub(r"/{2,}", "/", place))
        return absolute(self.base, self.place(page))

    def _linked(self, path: Path) -> str:
        """Return the address of the page made of a file for a link in Markdown, "" if it has none."""
        if path not in self._known:
            # `site.permalink` is the rule of the issues, not of other pages.
            is_unknown = self.settings.permalink or self.is_draft(self.page(path))
            there = "" if is_unknown else self.address(path, is_for_header=False)
            self._known[path] = there.replace("(", "%28").replace(")", "%29")
        return self._known[path]

    @abstractmethod
    def place(self, page: Page) -> str:
        """Return the page's address below the site's, by the generator's rule; raises NoUrl."""

    def inside(self, path: Path, folder: Path) -> tuple[str, ...]:
        """Return the parts of a path below a folder, the name's ending left out; only the name for one elsewhere."""
        place = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
        return (*place.parts[:-1], place.stem)

    def below(self, folder: Path) -> str:
        """Return the pattern for all that is below a folder; SiteError for one that is not in the site."""
        inside = Path(normpath(folder))
        if not inside.is_relative_to(self.root):
            file = first_existing(self.root, self.files) or self.root
            msg = f"{file}: the folder {folder} is not in the site: set site.issues"
            raise SiteError(msg)
        return (inside.relative_to(self.root) / "**" / "*").as_posix()

    def no_rule(self, why: str, example: str = "/:folder/:name/") -> NoUrl:
        """Return the error for an address that can't be known, with the two lines that tell it."""
        msg = f"{why}; write the rule in two lines of {self.config.path.name}: `site:` and below it `  permalink: {example}`"
        return NoUrl(msg)


def setting_in(script: str, key: str) -> str:
    """Return the plain value of a key of the settings that a script without comments exports, "" where it has none."""
    found = _literals(script, key)
    if start := _SETTINGS.search(script):
        depth = _depth(script, start.end())
        found = [match for match in found if _depth(script, match.start()) == depth]
    return _plain(found)


def has_key(script: str, key: str) -> bool:
    """Return whether a script without comments, or an object in it, has a key, whatever its value."""
    return re.search(rf"(?<![\w.-]){key}[\"']?\s*[:(,]", script) is not None


def _literals(script: str, key: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<![\w.-]){key}[\"']?\s*:\s*(?:{_VALUE})", script))


def without_comments(text: str) -> str:
    """Return a script without its comments."""
    return _COMMENT.sub(lambda found: found["text"] or "", text)


def _plain(found: Sequence[re.Match[str]]) -> str:
    """Return the value of the first of the keys that were found, "" if there is none."""
    return (found[0]["text"] or found[0]["word"] or "") if found else ""


def _depth(text: str, at: int) -> int:
    """Return how many brackets are open at a place of a script, those in texts left out."""
    before = _COMMENT.sub("", text[:at])
    return sum(map(before.count, "{[(")) - sum(map(before.count, "}])"))
