"""What every site has in common: finding the files, and making an Issue of a header and a body."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import msgspec

from distribute.config import Config
from distribute.dates import date_in_name, months_covered, parse_date
from distribute.issue import Issue, Problem, Words
from distribute.mistake import Mistake
from distribute.sites.header import Header, HeaderError

_SUMMARY = ("summary", "sommario", "zusammenfassung", "résumé", "resume", "resumen", "resumo")
_WEEK = re.compile(
    r"\b(?:(\d{4})-W|week\s+|woche\s+|semaine\s+|semana\s+|settimana\s+)(\d{1,2})\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:#|\bissue\s+|\bno\.\s*|\bnr\.\s*|\bnumber\s+|\bedition\s+|\bn[°º]\s*)(\d{1,5})\b", re.IGNORECASE
)
_LAST_NUMBER = re.compile(r"\b(?!(?:19|20)\d\d\b)(\d{1,5})\W*\Z")
_WORDS = "distribute"


class SiteError(Mistake):
    """The site's own settings or files are not as they must be; the message says which and why."""


class Site(ABC):
    """A site on disk. A generator's class says how it reads a header and what URL it makes."""

    generator: ClassVar[str]
    default_issues: ClassVar[str] = "content/**/*.md"

    def __init__(self, config: Config) -> None:
        """Read the generator's own settings; SiteError when they can't be read."""
        self.config = config
        self.root = config.root
        self.settings = config.site
        self.zone = ZoneInfo(config.site.timezone)

    @classmethod
    @abstractmethod
    def recognises(cls, root: Path) -> bool:
        """Say whether the files in `root` are this generator's."""

    @property
    @abstractmethod
    def own_url(self) -> str:
        """The site's URL by the generator's own settings, "" where they have none."""

    @property
    def base(self) -> str:
        """The site's URL, `site.url` before the generator's own, with a slash at its end."""
        url = self.settings.url or self.own_url
        if not url.startswith(("http://", "https://")):
            msg = f"{self.config.path}: the site's address is not known: set site.url"
            raise SiteError(msg)
        return url.rstrip("/") + "/"

    @property
    def title(self) -> str:
        """The site's name by the generator's own settings, "" where they have none."""
        return ""

    @abstractmethod
    def header(self, text: str) -> Header:
        """Take a file apart; raises HeaderError."""

    @abstractmethod
    def language(self, path: Path, meta: dict[str, Any]) -> str:
        """Return the language of the file at `path`."""

    @abstractmethod
    def url(self, path: Path, meta: dict[str, Any], title: str, when: datetime | None, language: str) -> str:
        """Return the absolute URL that the generator gives the page."""

    def date(self, path: Path, meta: dict[str, Any]) -> str | date | None:
        """Return the date as the header has it, or as the generator finds it elsewhere."""
        return meta.get("date")

    def clean(self, body: str) -> str:
        """Return the body without the generator's own directives, every line kept in its place."""
        return body

    def is_draft(self, meta: dict[str, Any]) -> bool:
        """Say whether the generator would leave the page out as a draft."""
        return str(meta.get("draft", "")).casefold() == "true"

    def aliases(self, meta: dict[str, Any]) -> tuple[str, ...]:
        """Return further absolute URLs of the page."""
        return ()

    def paths(self) -> list[Path]:
        """Return every file that may be an issue, in the order of their names."""
        patterns = self.settings.issues or self.default_issues
        found: set[Path] = set()
        for pattern in (patterns,) if isinstance(patterns, str) else patterns:
            if pattern.startswith("/") or ".." in Path(pattern).parts:
                msg = f"{self.config.path}: site.issues: {pattern!r} leaves the site's root"
                raise SiteError(msg)
            found.update(path for path in self.root.glob(pattern) if path.is_file())
        return sorted(path for path in found if not path.name.startswith("_"))

    def issues(self) -> list[Issue]:
        """Return every issue of the site, oldest first; what can't be read has a problem that says so."""
        issues = [self.read(path) for path in self.paths()]
        return sorted(issues, key=lambda issue: (issue.date.timestamp() if issue.date else 0.0, issue.path))

    def read(self, path: Path) -> Issue:
        """Return the issue in the file at `path`, which need not be below the site's root."""
        problems: list[Problem] = []
        shown = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

        def problem(code: str, message: str, line: int) -> None:
            problems.append(Problem("error", code, message, shown, line))

        text = self._text(path, problem)
        try:
            header = self.header(text)
        except HeaderError as error:
            problem("front-matter", str(error), error.line)
            header = error.header
        meta = header.meta
        title = " ".join(str(meta.get("title") or "").split())
        if not title and not problems:
            problem("no-title", "the header has no title", 1)
        when = self._date(path, header, problem)
        language = self.language(path, meta)
        words = self._words(header, problem)
        body = self.clean(header.body)
        lead = body.lstrip()[:1500]
        covers = months_covered(title, lead, when)
        return Issue(
            id=words.id or self._id(title, path, when, covers),
            path=shown,
            language=language,
            title=title,
            url=self.url(path, meta, title, when, language),
            date=when,
            covers=covers,
            site=self.settings.name,
            authors=_authors(meta),
            aliases=self.aliases(meta),
            draft=self.is_draft(meta),
            words=words,
            lines=header.lines,
            body=body,
            body_line=header.body_line,
            problems=tuple(problems),
        )

    def _text(self, path: Path, problem: Any) -> str:
        try:
            data = path.read_bytes()
        except OSError as error:
            problem("unreadable", f"the file can't be read: {error.strerror}", 0)
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem("encoding", "the file is not UTF-8 from here on", data.count(b"\n", 0, error.start) + 1)
            text = data.decode("utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _date(self, path: Path, header: Header, problem: Any) -> datetime | None:
        raw = self.date(path, header.meta)
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=self.zone)
        try:
            return parse_date(raw.isoformat() if isinstance(raw, date) else str(raw), self.zone)
        except ValueError as error:
            line = next((header.lines.get(key, 1) for key, value in header.meta.items() if value is raw), 1)
            problem("date", str(error), line)
            return None

    def _id(self, title: str, path: Path, when: datetime | None, covers: tuple[str, ...]) -> str:
        """Return the issue's own id: from the issue alone, so that it outlives edits elsewhere."""
        year = f"{when:%Y}" if when else ""
        week = _WEEK.search(title) or _WEEK.search(path.stem)
        number = _NUMBER.search(title)
        last = number or _LAST_NUMBER.search(title)
        day = f"{when:%Y-%m-%d}" if when else ""
        month = covers[-1] if covers else ""
        week_id = f"{week[1] or year}-W{int(week[2]):02}" if week and (week[1] or year) else ""
        number_id = number[1] if number else ""
        asked = {
            "month": month,
            "week": week_id,
            "number": last[1] if last else "",
            "date": day,
            None: "",
        }[self.settings.id]
        return asked or month or week_id or number_id or day or date_in_name(path.stem) or path.stem

    def _words(self, header: Header, problem: Any) -> Words:
        meta = header.meta
        raw = meta.get(_WORDS)
        own: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {}
        if raw is not None and not isinstance(raw, dict):
            problem(
                "words",
                "`distribute:` holds a mapping (summary, highlights, skip, a channel's name)",
                header.lines.get(_WORDS, 1),
            )
        for key, value in meta.items():  # the flat style: distribute_summary, distribute_mastodon_text
            if key.startswith(_WORDS + "_"):
                name, _, field = key.removeprefix(_WORDS + "_").partition("_")
                if field:
                    inner = own.setdefault(name, {})
                    if isinstance(inner, dict):  # else it is told below what is wrong with it
                        inner[field] = value
                elif name in {"highlights", "skip"} and isinstance(value, str):
                    own[name] = [part.strip() for part in value.split(";" if ";" in value else ",")]
                else:
                    own[name] = value
        for name in _SUMMARY:
            if isinstance(meta.get(name), str):
                own.setdefault("summary", meta[name])
        known = {"id", "summary", "highlights", "skip"}
        shaped = {key: value for key, value in own.items() if key in known}
        if isinstance(shaped.get("id"), int):  # `id: 42` is a number to YAML
            shaped["id"] = str(shaped["id"])
        shaped["channels"] = {key: value for key, value in own.items() if key not in known}
        try:
            return msgspec.convert(shaped, Words, strict=False)
        except msgspec.ValidationError as error:
            line = header.lines.get(_WORDS, header.lines.get("summary", 1))
            problem("words", f"the words for the announcement: {error}", line)
            return Words()


def _authors(meta: dict[str, Any]) -> tuple[str, ...]:
    raw = meta.get("authors") or meta.get("author") or ""
    if not isinstance(raw, list):
        text = str((raw.get("name") or "") if isinstance(raw, dict) else raw)
        separator = ";" if ";" in text else ","
        # A comma inside brackets belongs to the name.
        raw = re.split(rf"\s*{separator}\s*(?![^()]*\))", text)
    names = [person.get("name") if isinstance(person, dict) else person for person in raw]
    return tuple(str(name).strip() for name in names if name and str(name).strip())


def absolute(base: str, place: str) -> str:
    """Return the URL of a site-relative `place`, which a full URL is already."""
    from urllib.parse import quote

    if place.startswith(("http://", "https://")):
        return place
    return base + quote(place.lstrip("/"), safe="/:@!$&'()*+,;=~%#")


def first_existing(root: Path, names: Iterator[str] | tuple[str, ...]) -> Path | None:
    """Return the first of `names` that is a file in `root`."""
    return next((root / name for name in names if (root / name).is_file()), None)
