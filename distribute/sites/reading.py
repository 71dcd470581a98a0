"""Read the files of a site: from front matter and a body to an Issue."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from distribute.errors import UserError, own_error
from distribute.inputs.files import is_file, read_bytes
from distribute.issue import ID_RULE, Header, Issue, Overrides, id_of, is_id
from distribute.problem import Problem, ProblemCode, Report, Severity
from distribute.regex import lazy_regex
from distribute.sites.front_matter import FrontMatter, FrontMatterError, empty_lines_above, read_below
from distribute.sites.names import Names
from distribute.sites.page import NoUrl, Page
from distribute.sites.places import counted, page_name
from distribute.sites.unreadable import NAME_NOT_UTF_8, printable_path, why_unreadable, without_directives
from distribute.sites.values import authors_of, value_in, values_of
from distribute.sites.words import own_words
from distribute.text.holes import without_marks
from distribute.text.html import shown_text
from distribute.text.language_tags import LANGUAGES, is_language, language_code
from distribute.text.shapes import fits

if TYPE_CHECKING:
    from distribute.sites.site import Site

H = TypeVar("H", bound=Header)

_MORE = lazy_regex(r"<!--\s*more\s*-->", re.IGNORECASE)  # where a generator ends the summary
_LEAD = 1500  # characters of an issue's beginning, in which it may say what it covers
_KINDS = {list: "a list", dict: "a mapping", bool: "true or false", float: "`.nan` or `.inf`"}
_ESCAPED = lazy_regex(r"\\([#*_`~\[\]])")  # "\#5", as Markdown needs it and a title doesn't
_NO_LANGUAGE = "und"  # ISO 639's code for one that isn't known: no channel takes it


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


def in_order(read: Sequence[Read[H]], main_language: str) -> list[H]:
    """Return issues by their dates, or the months that they cover, and the numbers in their paths.

    Translations are under the id of the original that they are linked to.
    """
    originals: dict[str, H] = {}
    for issue, linked, *_ in read:
        if linked and (linked not in originals or issue.language == main_language):
            originals[linked] = issue
    issues = [
        msgspec.structs.replace(issue, id=originals[linked].id)
        if linked and not has_own_id and originals[linked].language != issue.language
        else issue
        for issue, linked, has_own_id, *_ in read
    ]
    return sorted(issues, key=lambda issue: (_moment(issue), counted(issue.path)))


def _moment(issue: Header) -> float:
    """Return what places an issue in time: its date, else the first of the last month that it covers."""
    if issue.date:
        return issue.date.timestamp()
    return datetime.fromisoformat(f"{issue.covers[-1]}-01T00:00+00:00").timestamp() if issue.covers else 0.0


def _title_text(front_matter: FrontMatter, language: str, problem: Report) -> str:
    """Return the title as text, "" with a problem if it is none: YAML reads `[Kites, November]` as a list."""
    title = front_matter.meta.get("title")
    if isinstance(title, dict) and title and all(_is_known(str(key)) for key in title):
        title = value_in(title, language)
    is_number = math.isfinite(title) if isinstance(title, float) else type(title) is int
    if is_number or isinstance(title, str | date):
        return str(title)
    if title is not None:
        message = f"the title is {_KINDS.get(type(title), 'a special value')}, not text: put it in quotes"
        problem("no-title", message, front_matter.line_of("title"))
    return ""


def _is_known(language: str) -> bool:
    return language_code(language).partition("-")[0] in LANGUAGES


def _ignore(*_: Any) -> None:
    """Leave a problem to the reading of the page itself."""


class Reader:
    """The reader of one site's files, by the rules of its generator."""

    def __init__(self, site: Site) -> None:
        """Read the files of `site`."""
        self._site = site
        self._folder = site.config.folder  # resolved once: there may be thousands of files
        self._addresses: dict[Path, str] = {}
        self._consulted = 0  # how often the reading of a page asked for what is in other files

    def issue(self, path: Path) -> Read[Issue]:
        """Return the issue in the file at `path`, and its place among the site's issues.

        Whatever fails for one file is that file's problem, so that the others can still be read. Errors in the settings
        concern every file and are raised.
        """
        root = self._site.root
        place = path.relative_to(root) if path.is_relative_to(root) else path
        name = printable_path(place.as_posix())
        try:
            if why := NAME_NOT_UTF_8 if name != place.as_posix() else why_unreadable(path):
                return self._unread(path, name, "unsupported", why, wanted=not self._site.settings.only)
            return self._read(path, name)
        except UserError:
            raise
        except OSError as error:
            why = f"the file can't be read: {error.strerror or error}"
            return self._unread(path, name, "unreadable", why)
        except Exception as bug:  # noqa: BLE001 - it is reported, and one file must not end every command
            return self._unread(path, name, "internal-error", f"the file can't be read: {own_error(bug)}")

    def _read(self, path: Path, name: str) -> Read[Issue]:
        """Return the issue in a file of Markdown, which problems name as `name`."""
        site, consulted = self._site, self._consulted
        problems = _Problems(name)
        front_matter = self.front_matter(path, problems.add)
        page = self._whole_page(path, front_matter, problems)
        issue = self._issue(page, front_matter, problems)
        wanted = "front-matter" in {problem.code for problem in issue.problems} or self._is_wanted(page)
        # A date that is not the page's own may depend on the day on which it is read.
        stands_alone = issue.date == page.date and self._consulted == consulted
        return Read(issue, site.original(page), bool(issue.words.id), wanted, stands_alone)

    def page(self, path: Path) -> Page:
        """Return what a file's front matter says, as far as it can be read; its address is not made out."""
        return self._page(path, self.front_matter(path), _ignore)

    def address(self, path: Path, *, is_for_header: bool) -> str:
        """Return the URL of the page made of the file at `path`, "" where there is none."""
        self._consulted += is_for_header
        if path not in self._addresses:
            self._addresses[path] = self._address(path) if is_file(path) else ""
        return self._addresses[path]

    def consult(self) -> None:
        """Note that the header of the page that is read depends on other files."""
        self._consulted += 1

    def front_matter(self, path: Path, problem: Report = _ignore) -> FrontMatter:
        """Return a file's front matter and body, as far as they can be read."""
        try:
            return self._apart(path, problem)
        except FrontMatterError as error:
            problem("front-matter", str(error), error.line)
            return error.front_matter

    def _apart(self, path: Path, problem: Report) -> FrontMatter:
        """Take a file apart, with a problem if the generator takes its front matter for text; raises FrontMatterError."""
        site, text = self._site, self._text(path, problem)
        lines = empty_lines_above(text)
        if not lines:
            return site.front_matter(text, path)
        if lines <= site.empty_lines_above:
            return read_below(
                lines, text.split("\n", lines)[lines], lambda rest: site.front_matter(rest, path)
            )
        above = "an empty line" if lines == 1 else f"{lines} empty lines"
        message = f"the front matter has {above} above it, so {site.generator} takes it for text: remove what is above it"
        problem("front-matter", message, lines + 1)
        return site.front_matter(text, path)

    def _issue(self, page: Page, front_matter: FrontMatter, problems: _Problems) -> Issue:
        """Return a page as an issue, with `problems` and what else is wrong with it."""
        site = self._site
        words = own_words(front_matter, problems.add)
        marked = self._body(page, front_matter, problems.add)
        body = without_marks(marked)
        lead = _MORE.split(body, maxsplit=1)[0].lstrip()[:_LEAD]
        covers = site.covers(page, lead)
        stem = page_name(page.path, site.root)
        names = Names.of(page.title, stem, lead, page.meta, page.date, covers)
        words = _with_valid_id(words, stem, front_matter, problems.add)
        return Issue(
            id=words.id or id_of(names.id(site.settings.id)),
            path=problems.path,
            language=page.language,
            title=page.title,
            url=page.url,
            date=site.appears(page),
            covers=covers,
            other_names=names.others,
            site=site.settings.name,
            authors=authors_of(page.meta),
            aliases=site.aliases(page),
            draft=site.is_draft(page),
            translation=page.language != site.main_language,
            words=words,
            lines=front_matter.lines,
            body=body,
            body_line=front_matter.body_line,
            marked=marked if marked != body else "",
            problems=tuple(problems.found),
        )

    def _unread(
        self, path: Path, name: str, code: ProblemCode, why: str, *, wanted: bool = True
    ) -> Read[Issue]:
        """Return an issue that cannot be read, with the problem that says why."""
        issue = Issue(
            id=id_of(printable_path(path.stem)),
            path=name,
            language=self._site.main_language,
            title=printable_path(path.name),
            url="",
            problems=(Problem("error", code, why, name, 1),),
        )
        return Read(issue, wanted=wanted)

    def _whole_page(self, path: Path, front_matter: FrontMatter, problems: _Problems) -> Page:
        """Return a file's page with its address, and add what is wrong with it to `problems`."""
        page = self._page(path, front_matter, problems.add)
        page = msgspec.structs.replace(page, url=self._url(page, front_matter, problems.add))
        if not page.title and all(problem.code == "url" for problem in problems.found):
            problems.add("no-title", "the front matter has no title: state `title:` in it", 1)
        for severity, code, message, key in self._site.notices(page):
            problems.add(code, message, front_matter.line_of(key), severity)
        return page

    def _page(self, path: Path, front_matter: FrontMatter, problem: Report) -> Page:
        """Return a file's page, whose address is not determined yet."""
        site = self._site
        meta = front_matter.meta = {**site.defaults(path), **front_matter.meta}
        language = site.language(path, meta)
        # A no-break space looks the same, whatever a theme makes of other HTML.
        title = _title_text(front_matter, language, problem).replace("&nbsp;", " ")
        if site.titles_are_html:
            title = shown_text(title)
        title = _ESCAPED.sub(r"\1", " ".join(title.split()))
        if not is_language(language):
            line = front_matter.line_of("lang", "language", "locale")
            problem("bad-language", f"{language!r} is not the code of a language, such as en or pt-br", line)
            language = _NO_LANGUAGE
        return Page(path, meta, title, self._date(path, front_matter, problem), language)

    def _url(self, page: Page, front_matter: FrontMatter, problem: Report) -> str:
        site = self._site
        if site.url_is_placeholder:
            problem(
                "url",
                f"the site's address is not known: set `url:` below `site:` in {site.config.path.name}",
                1,
            )
        try:
            return site.url(page)
        except NoUrl as error:
            line = front_matter.line_of("permalink", "url", "path")
            problem("url", f"the page's address can't be made out: {error}", line)
            return ""

    def _address(self, path: Path) -> str:
        site = self._site
        try:
            return site.url(self._page(path, self._apart(path, _ignore), _ignore))
        except (FrontMatterError, NoUrl):
            return ""

    def _date(self, path: Path, front_matter: FrontMatter, problem: Report) -> datetime | None:
        site = self._site
        raw = site.date(path, front_matter.meta)
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=site.zone)
        try:
            return site.parse_date(raw.isoformat() if isinstance(raw, date) else str(raw))
        except ValueError as error:
            keys = (key for key, value in front_matter.meta.items() if value is raw)
            problem("date", str(error), front_matter.line_of(*keys))
            return None

    def _body(self, page: Page, front_matter: FrontMatter, problem: Report) -> str:
        """Return a page's Markdown, every line in its place, without the markup of the generator, with marks of `holes`."""
        if self._site.is_mdx(page.path):
            from distribute.sites.mdx import without_mdx

            front_matter.body = without_mdx(front_matter.body)
        return self._site.clean(without_directives(front_matter, problem), page)

    def _text(self, path: Path, problem: Report) -> str:
        """Return what a file holds, "" if it can't be read; what is not UTF-8 in it is replaced."""
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

    def _is_wanted(self, page: Page) -> bool:
        """Return whether the page matches `site.only`."""
        return all(
            fits(page.title, value)
            if key.casefold() == "title"
            else value.casefold() in values_of(page.meta, key.casefold())
            for key, value in self._site.settings.only.items()
        )


class _Problems:
    """The problems found in one file, in the order in which they were found."""

    def __init__(self, path: str) -> None:
        """Start with none, for the file that problems name as `path`."""
        self.found: list[Problem] = []
        self.path = path

    def add(self, code: ProblemCode, message: str, line: int, severity: Severity = "error") -> None:
        """Add a problem with the file."""
        self.found.append(Problem(severity, code, message, self.path, line))


def _with_valid_id(words: Overrides, stem: str, front_matter: FrontMatter, problem: Report) -> Overrides:
    """Return what the front matter says of the announcement, with an id made of the file's name for one that can't be used."""
    if not words.id or is_id(words.id):
        return words
    line = front_matter.line_of("distribute_id", "distribute")
    problem("bad-id", f"{words.id!r} can't be an id: {ID_RULE}", line)
    return msgspec.structs.replace(words, id=id_of(stem))
