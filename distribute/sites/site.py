"""The interface between a site's generator and what reads its issues: a generator's class says what differs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, ClassVar

from distribute.channel.plain_values import address_error
from distribute.config import Config
from distribute.errors import UserError, shown
from distribute.inputs.patterns import pattern_error
from distribute.issue import Issue
from distribute.problem import ProblemCode, Severity
from distribute.sites.files import issue_files, without_lists
from distribute.sites.front_matter import FrontMatter, read_front_matter
from distribute.sites.page import Page
from distribute.sites.places import page_name, with_path_of
from distribute.sites.reading import Read, Reader, in_order
from distribute.text.dates import month_in_name, months_covered, parse_date, time_zone
from distribute.text.language_tags import language_code
from distribute.transport.loopback import is_own_machine

PLACEHOLDER = "https://your-site.example/"  # what `init` writes where the site's address is not known


class SiteError(UserError):
    """The site's settings or files are invalid; the message names them and says why."""


class UnknownGenerator(SiteError):
    """No generator's files are in the site's folder."""


class Site(ABC):
    """A site on disk. A generator's class says how it reads front matter and what URL it makes."""

    generator: ClassVar[str]
    # Whether a page's header depends only on its file, its place, the settings, `vars` of this object and `beside`.
    headers_stand_alone: ClassVar[bool] = True
    # How many empty lines front matter may have above it: with more, the generator takes it for text.
    empty_lines_above: ClassVar[float] = 0
    # Whether an `index` beside other pages is a page of its own, and not the page to which the others belong.
    index_lists_folder: ClassVar[bool] = False
    # Whether its themes put a title into the page as it is, so that readers see what HTML makes of it.
    titles_are_html: ClassVar[bool] = False

    def __init__(self, config: Config) -> None:
        """Read the generator's own settings; SiteError when they can't be read."""
        self.config = config
        self.root = config.root
        self.settings = config.site
        self.zone: tzinfo = config.zone
        self._reader = Reader(self)

    @property
    def default_issues(self) -> tuple[str, ...]:
        """Where issues are looked for unless `site.issues` says."""
        return ("content/**/*",)

    @property
    def every_page(self) -> tuple[str, ...]:
        """Where pages of any kind are, among which `init` looks for a newsletter."""
        return self.default_issues

    @classmethod
    @abstractmethod
    def recognises(cls, config: Config) -> bool:
        """Return whether the files in the site's folder are this generator's."""

    @property
    @abstractmethod
    def own_url(self) -> str:
        """The site's URL by the generator's own settings, only its path where they have no host, "" where they have neither."""

    @property
    def base(self) -> str:
        """The site's URL, `site.url` before the generator's own, with a slash at its end.

        The generator's own is not taken where it is that of a preview, which nobody else can open. Of it, as of one
        without a host, a `site.url` without a path takes the path.
        """
        own = self.own_url
        url = self.settings.url or own
        if self.settings.url and (own.startswith("/") or is_own_machine(own)):
            url = with_path_of(own, url)
        return self.checked(url, is_set=bool(self.settings.url))

    def checked(self, url: str, *, is_set: bool = False) -> str:
        """Return an address of the site's as `base` does; SiteError if it can't be one. Only one that is set may be a preview's."""
        if not is_set and is_own_machine(url):
            msg = f"{self.config.path}: the generator's own settings have the address of a preview, {url}: set site.url"
            raise SiteError(msg)
        if not url.startswith(("http://", "https://")):
            msg = f"{self.config.path}: the site's address is not known: set site.url"
            raise SiteError(msg)
        if why := address_error(url):
            msg = f"{self.config.path}: the site's address in the generator's own settings {why}, or set site.url"
            raise SiteError(msg)
        return url.rstrip("/") + "/"

    @property
    def url_if_known(self) -> str:
        """The site's URL as `base` has it, "" where it is not known."""
        try:
            return self.base
        except SiteError:
            return ""

    @property
    def url_is_placeholder(self) -> bool:
        """Whether `site.url` is still the address that `init` writes where it does not know the site's."""
        return self.settings.url == PLACEHOLDER

    @property
    def title(self) -> str:
        """The site's name by the generator's own settings, "" where they have none."""
        return ""

    @property
    def own_language(self) -> str:
        """The language that the site states where its pages' language is not read, "" where it states none.

        `init` alone reads it and writes it as `site.language`: a language that was read at every run would give the issues
        of a newsletter another one as soon as its site states it, and an issue is posted once in each language.
        """
        return ""

    def zone_of(self, name: Any, file: Path | None) -> tzinfo:
        """Return the zone of dates without one: `site.timezone`, else the one that the generator's `file` names.

        SiteError if there is no such zone.
        """
        if self.settings.timezone or not name:
            return self.config.zone
        try:
            return time_zone(str(name))
        except (LookupError, ValueError, OSError):
            msg = f"{file}: no time zone {shown(name)}: write one such as Europe/Berlin, or set site.timezone"
            raise SiteError(msg) from None

    def front_matter(self, text: str, path: Path) -> FrontMatter:
        """Take a file apart; raises FrontMatterError."""
        return read_front_matter(text)

    def defaults(self, path: Path) -> dict[str, Any]:
        """Return the values from settings, data files and the file's name that its front matter may override."""
        return {}

    @abstractmethod
    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the language of the file at `path`, as `language_code` writes it."""

    @abstractmethod
    def url(self, page: Page) -> str:
        """Return the absolute URL that the generator gives the page; raises NoUrl."""

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date as the front matter has it, or as the generator finds it elsewhere."""
        return meta.get("date")

    def parse_date(self, text: str) -> datetime:
        """Read a date as the generator does; raises ValueError."""
        return parse_date(text, self.zone)

    def clean(self, body: str, page: Page) -> str:
        """Return the body without the generator's own directives, every line kept in its place.

        Where a directive shows what is not known here, it leaves a mark of `holes`.
        """
        return body

    def covers(self, page: Page, lead: str) -> tuple[str, ...]:
        """Return the months that the issue says it covers, as `YYYY-MM`, else of one without a date the month in its name."""
        said = months_covered(page.title, lead, page.date)
        named = "" if said or page.date else month_in_name(page_name(page.path, self.root))
        return (named,) if named else said

    def is_draft(self, page: Page) -> bool:
        """Return whether the generator would leave the page out as a draft."""
        return page.is_set("draft")

    def appears(self, page: Page) -> datetime | None:
        """Return when the generator shows the page first: at its date, unless it has another day for that."""
        return page.date

    def notices(self, page: Page) -> Iterator[tuple[Severity, ProblemCode, str, str]]:
        """Yield what a person should know of how the generator treats the page: severity, code, message and key."""
        if said := self.hidden_by(page):
            message = f"`{said}`: the page is reachable, but in no list or feed of the site"
            yield "warning", "hidden", message, said.partition(":")[0].casefold()

    def hidden_by(self, page: Page) -> str:
        """Return the line of the front matter that keeps the page out of the site's lists, "" if none does."""
        return ""

    def aliases(self, page: Page) -> tuple[str, ...]:
        """Return further absolute URLs of the page."""
        return ()

    def original(self, page: Page) -> str:
        """Return the key that a page shares with its translations, "" if the generator links none."""
        return ""

    def beside(self, folder: Path) -> str:
        """Return what in a folder the headers of its pages depend on, besides their own files."""
        return ""

    def is_mdx(self, path: Path) -> bool:
        """Return whether the generator reads a file as MDX."""
        return path.suffix == ".mdx"

    @property
    def main_language(self) -> str:
        """The language that others are translations of."""
        return language_code(self.settings.language)

    def paths(self, asked: str | tuple[str, ...] | None = None) -> list[Path]:
        """Return every file that may be an issue, in the order of their names; SiteError for a pattern that can't be used.

        That is what `asked` matches, `site.issues` unless it is given, else the generator's own places.
        """
        asked = self.settings.issues if asked is None else asked
        patterns = asked or self.default_issues
        patterns = (patterns,) if isinstance(patterns, str) else patterns
        for pattern in patterns:
            if why := pattern_error(pattern):
                msg = f"{self.config.path}: site.issues: {shown(pattern)} {why}"
                raise SiteError(msg)
        found = issue_files(self.root, patterns, asked=bool(asked))
        return without_lists(found) if self.index_lists_folder else found

    def issues(self) -> list[Issue]:
        """Return every issue of the site, oldest first; what can't be read has a problem that says so.

        Translations that the generator links have the id of their original.
        """
        found = [read for path in self.paths() if (read := self.read_in(path)).wanted]
        return in_order(found, self.main_language)

    def read(self, path: Path) -> Issue:
        """Return the issue in the file at `path`, which need not be below the site's root."""
        return self.read_in(path).issue

    def read_in(self, path: Path) -> Read[Issue]:
        """Return the issue in the file at `path`, and its place among the site's issues."""
        return self._reader.issue(path)

    def page(self, path: Path) -> Page:
        """Return what a file's front matter says, as far as it can be read; its address is not made out."""
        return self._reader.page(path)

    def meta(self, path: Path) -> dict[str, Any]:
        """Return a file's front matter without any defaults, as far as it can be read."""
        return self._reader.front_matter(path).meta

    def body(self, path: Path) -> str:
        """Return a file's text below its front matter, as it is written, as far as it can be read."""
        return self._reader.front_matter(path).body

    def address(self, path: Path, *, is_for_header: bool = True) -> str:
        """Return the URL of the page made of the file at `path`, "" where there is none.

        If it `is_for_header`, the header of the page that is read depends on it.
        """
        return self._reader.address(path, is_for_header=is_for_header)
