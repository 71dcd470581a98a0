"""What all generators share: finding files, and turning front matter and a body into an Issue."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec

from distribute.channel.plain_values import address_error
from distribute.config import Config
from distribute.errors import UserError, shown
from distribute.inputs.files import is_file, read_bytes
from distribute.inputs.patterns import pattern_error
from distribute.issue import ID_RULE, Header, Issue, Overrides, id_of, is_id
from distribute.problem import Problem, ProblemCode, Report, Severity
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, FrontMatterError, read_front_matter
from distribute.sites.names import Names
from distribute.sites.places import counted, page_name, with_path_of
from distribute.sites.unreadable import (
    MARKDOWN,
    NAME_NOT_UTF_8,
    ONLY_IF_ASKED,
    OTHER,
    pages_in,
    printable_path,
    why_unreadable,
    without_directives,
)
from distribute.sites.values import authors_of, text_in, values_of
from distribute.sites.words import own_words
from distribute.text.dates import months_covered, parse_date, time_zone
from distribute.text.holes import without_marks
from distribute.text.html import shown_text
from distribute.text.language_tags import is_language, language_code
from distribute.text.shapes import fits
from distribute.transport.loopback import is_own_machine

H = TypeVar("H", bound=Header)

_MORE = lazy_regex(r"<!--\s*more\s*-->", re.IGNORECASE)  # where a generator ends the summary
_LEAD = 1500
_ESCAPED = lazy_regex(r"\\([#*_`~\[\]])")  # "\#5", as Markdown needs it and a title doesn't
_NO_LANGUAGE = "und"  # ISO 639's code for one that isn't known: no channel takes it
_IN_ALT = str.maketrans({"[": "(", "]": ")", "\n": " "})


class Page(msgspec.Struct, frozen=True):
    """A file's front matter and the values derived from it; `url` is "" until it is determined."""

    path: Path
    meta: dict[str, Any]
    title: str
    date: datetime | None
    language: str
    url: str = ""

    def is_set(self, key: str) -> bool:
        """Return whether a key of the front matter, in lower case, is true."""
        return str(self.meta.get(key, "")).casefold() == "true"


class Read(NamedTuple, Generic[H]):
    """What was read in a file: an issue, or only its header.

    `linked` is what links it to its translations; `wanted` is whether `site.only` lets it in; `stands_alone` is whether
    its header is the same whenever the same file is read.
    """

    issue: H
    linked: str = ""
    has_own_id: bool = False
    wanted: bool = True
    stands_alone: bool = False


class NoUrl(ValueError):
    """The URL in a file's front matter can't be determined; the message says why."""


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
    # Whether its themes put a title into the page as it is, so that readers see what HTML makes of it.
    titles_are_html: ClassVar[bool] = False

    def __init__(self, config: Config) -> None:
        """Read the generator's own settings; SiteError when they can't be read."""
        self.config = config
        self.root = config.root
        self._folder = config.folder  # resolved once: there may be thousands of files
        self.settings = config.site
        self.zone: tzinfo = config.zone
        self._addresses: dict[Path, str] = {}
        self._consulted = 0  # how often a page's text asked for another page's address

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
        """Return the months that the issue says it covers, as `YYYY-MM`."""
        return months_covered(page.title, lead, page.date)

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

    def paths(self, asked: str | tuple[str, ...] | None = None) -> list[Path]:
        """Return every file that may be an issue, in the order of their names.

        That is what `asked` matches, `site.issues` unless it is given, else the generator's own places.
        """
        asked = self.settings.issues if asked is None else asked
        patterns = asked or self.default_issues
        found: set[Path] = set()
        folders: set[Path] = set()
        for pattern in (patterns,) if isinstance(patterns, str) else patterns:
            if why := pattern_error(pattern):
                msg = f"{self.config.path}: site.issues: {shown(pattern)} {why}"
                raise SiteError(msg)
            if pattern.endswith("**"):
                pattern += "/*"  # noqa: PLW2901 - which finds folders alone before Python 3.13
            for path in self.root.glob(pattern):
                if path.suffix in MARKDOWN or (
                    path.suffix in OTHER and (asked or path.suffix not in ONLY_IF_ASKED)
                ):
                    found.add(path)
                elif asked and path.is_dir():
                    folders.add(path)
        within = {folder for path in found for folder in path.parents}
        for folder in folders - within:  # one whose files are named too is no issue itself
            found.update(pages_in(folder))
        return sorted(path for path in found if not path.name.startswith(("_", ".")))

    def issues(self) -> list[Issue]:
        """Return every issue of the site, oldest first; what can't be read has a problem that says so.

        Translations that the generator links have the id of their original.
        """
        return self.in_order([read for path in self.paths() if (read := self.read_in(path)).wanted])

    def beside(self, folder: Path) -> str:
        """Return what in a folder the headers of its pages depend on, besides their own files."""
        return ""

    def in_order(self, read: Sequence[Read[H]]) -> list[H]:
        """Return issues by their dates and the numbers in their paths, translations under the id of the original that they are linked to."""
        originals: dict[str, H] = {}
        for issue, linked, *_ in read:
            if linked and (linked not in originals or issue.language == self.main_language):
                originals[linked] = issue
        issues = [
            msgspec.structs.replace(issue, id=originals[linked].id)
            if linked and not has_own_id and originals[linked].language != issue.language
            else issue
            for issue, linked, has_own_id, *_ in read
        ]
        return sorted(
            issues, key=lambda issue: (issue.date.timestamp() if issue.date else 0.0, counted(issue.path))
        )

    @property
    def main_language(self) -> str:
        """The language that others are translations of."""
        return language_code(self.settings.language)

    def address(self, path: Path) -> str:
        """Return the URL of the page made of the file at `path`, "" where there is none."""
        self._consulted += 1
        if path not in self._addresses:
            self._addresses[path] = self._address(path) if is_file(path) else ""
        return self._addresses[path]

    def _address(self, path: Path) -> str:
        try:
            return self.url(self._page(path, self.front_matter(self._text(path, _ignore), path), _ignore))
        except (FrontMatterError, NoUrl):
            return ""

    def page(self, path: Path) -> Page:
        """Return what a file's front matter says, as far as it can be read; its address is not made out."""
        return self._page(path, self._front_matter(path, _ignore), _ignore)

    def read(self, path: Path) -> Issue:
        """Return the issue in the file at `path`, which need not be below the site's root."""
        return self.read_in(path).issue

    def read_in(self, path: Path) -> Read[Issue]:
        """Return the issue in the file at `path`, and its place among the site's issues."""
        consulted = self._consulted
        place = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        name = printable_path(place.as_posix())
        if why := NAME_NOT_UTF_8 if name != place.as_posix() else why_unreadable(path):
            return self._unread(path, name, why)
        problems = _Problems(name)
        front_matter = self._front_matter(path, problems.add)
        page = self._whole_page(path, front_matter, problems)
        words = own_words(front_matter, problems.add)
        marked = self._body(page, front_matter, problems.add)
        body = without_marks(marked)
        lead = _MORE.split(body, maxsplit=1)[0].lstrip()[:_LEAD]
        covers = self.covers(page, lead)
        stem = page_name(path, self.root)
        names = Names.of(page.title, stem, lead, page.meta, page.date, covers)
        words = _with_valid_id(words, stem, front_matter, problems.add)
        issue = Issue(
            id=words.id or id_of(names.id(self.settings.id)),
            path=name,
            language=page.language,
            title=page.title,
            url=page.url,
            date=self.appears(page),
            covers=covers,
            other_names=names.others,
            site=self.settings.name,
            authors=authors_of(page.meta),
            aliases=self.aliases(page),
            draft=self.is_draft(page),
            translation=page.language != self.main_language,
            words=words,
            lines=front_matter.lines,
            body=body,
            body_line=front_matter.body_line,
            marked=marked if marked != body else "",
            problems=tuple(problems.found),
        )
        wanted = "front-matter" in {problem.code for problem in problems.found} or self._is_wanted(page)
        # A date that is not the page's own may depend on the day on which it is read.
        stands_alone = issue.date == page.date and self._consulted == consulted
        return Read(issue, self.original(page), bool(words.id), wanted, stands_alone)

    def _unread(self, path: Path, name: str, why: str) -> Read[Issue]:
        """Return an issue that cannot be read, with the problem that says why."""
        issue = Issue(
            id=id_of(printable_path(path.stem)),
            path=name,
            language=self.main_language,
            title=printable_path(path.name),
            url="",
            problems=(Problem("error", "unsupported", why, name, 1),),
        )
        return Read(issue, wanted=not self.settings.only)

    def _front_matter(self, path: Path, problem: Report) -> FrontMatter:
        """Return a file's front matter and body, as far as they can be read."""
        try:
            return self.front_matter(self._text(path, problem), path)
        except FrontMatterError as error:
            problem("front-matter", str(error), error.line)
            return error.front_matter

    def _whole_page(self, path: Path, front_matter: FrontMatter, problems: _Problems) -> Page:
        """Return a file's page with its address, and add what is wrong with it to `problems`."""
        page = self._page(path, front_matter, problems.add)
        page = msgspec.structs.replace(page, url=self._url(page, front_matter, problems.add))
        if not page.title and not problems.found:
            problems.add("no-title", "the front matter has no title", 1)
        for severity, code, message, key in self.notices(page):
            problems.add(code, message, front_matter.line_of(key), severity)
        return page

    def _body(self, page: Page, front_matter: FrontMatter, problem: Report) -> str:
        """Return a page's Markdown, every line in its place, without the markup of the generator, with marks of `holes`."""
        if self.is_mdx(page.path):
            from distribute.sites.mdx import without_mdx

            front_matter.body = without_mdx(front_matter.body)
        return self.clean(without_directives(front_matter, problem), page)

    def is_mdx(self, path: Path) -> bool:
        """Return whether the generator reads a file as MDX."""
        return path.suffix == ".mdx"

    def _is_wanted(self, page: Page) -> bool:
        """Return whether the page matches `site.only`."""
        return all(
            fits(page.title, value)
            if key.casefold() == "title"
            else value.casefold() in values_of(page.meta, key.casefold())
            for key, value in self.settings.only.items()
        )

    def _page(self, path: Path, front_matter: FrontMatter, problem: Report) -> Page:
        meta = front_matter.meta = {**self.defaults(path), **front_matter.meta}
        language = self.language(path, meta)
        title = text_in(meta.get("title"), language).replace(
            "&nbsp;", " "
        )  # whatever a theme makes of other HTML
        if self.titles_are_html:
            title = shown_text(title)
        title = _ESCAPED.sub(r"\1", " ".join(title.split()))
        if not is_language(language):
            line = front_matter.line_of("lang", "language", "locale")
            problem("bad-language", f"{language!r} is not the code of a language, such as en or pt-br", line)
            language = _NO_LANGUAGE
        return Page(path, meta, title, self._date(path, front_matter, problem), language)

    def _url(self, page: Page, front_matter: FrontMatter, problem: Report) -> str:
        if self.settings.url == PLACEHOLDER:
            problem(
                "url",
                f"the site's address is not known: set `url:` below `site:` in {self.config.path.name}",
                1,
            )
        try:
            return self.url(page)
        except NoUrl as error:
            line = front_matter.line_of("permalink", "url", "path")
            problem("url", f"the page's address can't be made out: {error}", line)
            return ""

    def _text(self, path: Path, problem: Report) -> str:
        try:
            data = read_bytes(path, self._folder)
        except OSError as error:
            problem("unreadable", f"the file can't be read: {error.strerror}", 0)
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem("encoding", "the file is not UTF-8 from here on", data.count(b"\n", 0, error.start) + 1)
            text = data.decode("utf-8-sig", errors="replace")
        return without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))

    def _date(self, path: Path, front_matter: FrontMatter, problem: Report) -> datetime | None:
        raw = self.date(path, front_matter.meta)
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=self.zone)
        try:
            return self.parse_date(raw.isoformat() if isinstance(raw, date) else str(raw))
        except ValueError as error:
            keys = (key for key, value in front_matter.meta.items() if value is raw)
            problem("date", str(error), front_matter.line_of(*keys))
            return None


class _Problems:
    """The problems found in one file, in the order in which they were found."""

    def __init__(self, path: str) -> None:
        """Start with none, for the file that problems name as `path`."""
        self.found: list[Problem] = []
        self._path = path

    def add(self, code: ProblemCode, message: str, line: int, severity: Severity = "error") -> None:
        """Add a problem with the file."""
        self.found.append(Problem(severity, code, message, self._path, line))


def _ignore(*_: Any) -> None:
    """Leave a problem to the reading of the page itself."""


def _with_valid_id(words: Overrides, stem: str, front_matter: FrontMatter, problem: Report) -> Overrides:
    """Return what the front matter says of the announcement, with an id made of the file's name for one that can't be used."""
    if not words.id or is_id(words.id):
        return words
    line = front_matter.line_of("distribute_id", "distribute")
    problem("bad-id", f"{words.id!r} can't be an id: {ID_RULE}", line)
    return msgspec.structs.replace(words, id=id_of(stem))


def picture(src: str, alt: str, caption: str) -> str:
    """Return a figure as Markdown writes an image, its caption as the title."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]|<[^>]*>", r"\1", caption)
    quoted = " ".join(words.split()).replace('"', "'").replace("\\", "")
    return f'![{alt.translate(_IN_ALT)}](<{src}> "{quoted}")'
