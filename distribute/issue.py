"""An issue of the newsletter, as read from its file."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urljoin

import msgspec

from distribute.regex import lazy_regex
from distribute.text.dates import period_name

if TYPE_CHECKING:
    from distribute.text.document import Document

V = TypeVar("V")

_LONGEST_ID = 100
_SCRIPT = 4  # letters of a script's code, such as Latn
_ID = lazy_regex(rf"\w[\w.+-]{{0,{_LONGEST_ID - 1}}}(?<!\.)")
_LANGUAGE = lazy_regex(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}")
_GENERIC = frozenset(
    {"the", "newsletter", "news", "weekly", "monthly", "week", "month", "in", "this", "last"}
)
_ARTICLES = frozenset(
    {"the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il", "lo", "o"}
)
_LONG_TITLE = 120  # characters of a title, which leave a short post room for news
_LEAST_LISTED = 3  # entries of a list in a title that are always shown
_NAMED = 2 / 3  # of a newsletter's own words: a title with so many of them names it, in whatever order
_SPONSOR = lazy_regex(
    r"\b(?:sponsor|advertisement|anzeige|werbung|publicité|partenaire|patrocin)|\U0001f4b8", re.IGNORECASE
)
_DECORATION = lazy_regex(
    r"banner|(?<![a-z])(?:logo|badge|icon|avatar|divider)s?(?![a-z])|shields\.io/|\.(?:svgz?|gif)(?:[?#]|\Z)",
    re.IGNORECASE,
    needs=("banner", "logo", "badge", "icon", "avatar", "divider", "shields.io/", ".svg", ".gif"),
)
# The codes of languages that newsletters come in, ISO 639-1.
LANGUAGES = frozenset(
    """ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu id is it ja ka ko lt lv mk ms
    nb nl nn no pl pt ro ru sk sl sq sr sv ta th tr uk ur vi zh""".split()
)


def language_code(text: str) -> str:
    """Return a language in the form used for comparison: `pt_BR`, `pt-BR` and `pt-br` are equal."""
    return text.strip().lower().replace("_", "-")


def for_language(values: Mapping[str, V], language: str) -> V | None:
    """Return the value for a language, else the one for the language without its region, else None."""
    by_code = {language_code(code): value for code, value in values.items()}
    code = language_code(language)
    return by_code.get(code, by_code.get(code.partition("-")[0]))


def language_tag(code: str) -> str:
    """Return a language's code as services spell it: `pt-BR`, `zh-Hant` (RFC 5646, 2.1.1). Some tell the cases apart."""
    first, *more = language_code(code).split("-")
    return "-".join([first, *(part.title() if len(part) == _SCRIPT else part.upper() for part in more)])


def is_id(text: str) -> bool:
    """Return whether `text` is a valid id of an issue, which is used in keys, file names, comments and commands.

    An id has up to 100 letters and digits of any script, `-`, `_`, `.` and `+`, in NFC. It starts with a letter,
    a digit or `_`, and does not end with a dot.
    """
    return _ID.fullmatch(text) is not None and unicodedata.is_normalized("NFC", text)


def id_of(name: str) -> str:
    """Return an id derived from a file's name: characters that an id can't have become hyphens."""
    plain = re.sub(r"[^\w.+-]+", "-", unicodedata.normalize("NFC", name))
    made = plain.strip("-.+")[:_LONGEST_ID].rstrip("-.+")
    return made if is_id(made) else "unnamed"


def is_language(code: str) -> bool:
    """Return whether `code` is the code of a language, as `language_code` returns it: `en`, `pt-br`, `zh-hant`."""
    return _LANGUAGE.fullmatch(code) is not None


# The codes of all problems, which `--allow` takes: those of errors, some of which nobody may allow, and of warnings.
PROBLEM_CODES = frozenset(
    "age-unknown bad-id bad-language date does-not-fit draft draft-file encoding expired front-matter "
    "known-under-another-id no-title not-approved not-live not-yet-due placeholder readers same-id same-target secret "
    "template-note todo too-old unknown-skip unreadable unsupported url words "
    "alt date-unlike-file-name empty-section hidden language-suffix link mojibake no-channel no-date no-facts no-link "
    "unlike-original unlike-text unlinked-translation".split()
)


class Problem(msgspec.Struct, frozen=True, omit_defaults=False):
    """A problem, with its place and how to fix it.

    `when` is `publishing` if it matters only then. `channel` is the name of the only channel that it concerns, "" if
    it concerns the whole issue.
    """

    severity: Literal["error", "warning"]
    code: str
    message: str
    path: str = ""
    line: int = 0
    when: Literal["now", "publishing"] = "now"
    channel: str = ""


class Image(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A picture that goes with a post: where it is published, and the words for who can't see it.

    `focus` is the point that stays in view where a service crops it: `x,y`, each from -1 to 1, to the right and upward.
    """

    url: str
    alt: str = ""
    focus: str = ""


# What a page's front matter has in any language: the first that is there lists what is in it, or describes it.
DESCRIPTIONS = (
    *(
        "summary",
        "sommario",
        "zusammenfassung",
        "résumé",
        "resume",
        "resumen",
        "resumo",
        "samenvatting",
        "streszczenie",
    ),
    *("description", "excerpt", "subtitle", "tagline"),
)


class Overrides(msgspec.Struct, frozen=True):
    """What an issue's own front matter says about its announcement: the `distribute:` mapping."""

    id: str = ""
    summary: str = ""
    description: str = ""  # the page's `summary`, `description` or `excerpt` in the front matter
    highlights: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    image: Image | None = None
    channels: dict[str, dict[str, str]] = {}

    def for_channel(self, aliases: Sequence[str]) -> dict[str, str]:
        """Return the texts for the channel under the first of `aliases` that has any."""
        return next((self.channels[name] for name in aliases if name in self.channels), {})


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What an issue in one language is called, and where and when it appears. `path` is relative to the site's root.

    `other_names` are those that a query may use: its week, its number, the date in its file name. `translation` is
    true in any language but the site's main one.
    """

    id: str
    path: str
    language: str
    title: str
    url: str
    date: datetime | None = None
    covers: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    draft: bool = False
    translation: bool = False

    def whole(self) -> Issue:
        """Return the issue with its text, read from its file unless it has been read."""
        raise NotImplementedError


def has_header(issue: Issue, header: Header) -> bool:
    """Return whether an issue has exactly this header."""
    return all(getattr(issue, name) == getattr(header, name) for name in Header.__struct_fields__)


class Issue(Header, frozen=True, kw_only=True, dict=True):
    """One issue in one language. `lines` are the lines of front matter keys; `usual` are its images that earlier issues show."""

    site: str = ""
    authors: tuple[str, ...] = ()
    words: Overrides = Overrides()
    lines: dict[str, int] = {}
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()
    usual: frozenset[str] = frozenset()

    def whole(self) -> Issue:
        """Return the issue itself."""
        return self

    @cached_property
    def document(self) -> Document:
        """The body as sections and items, parsed on first use."""
        from distribute.text.markdown import parse

        return parse(self.body, first_line=self.body_line, base=self.url)

    @cached_property
    def image(self) -> Image | None:
        """The picture that the front matter names, else the issue's first figure: with alt text in either case.

        No figure that is a decoration, or that earlier issues show too.
        """
        from distribute.text.document import is_description

        named = self.words.image
        if named and named.alt.strip():
            url = urljoin(self.url, named.url.strip())
            if url.startswith(("http://", "https://")):
                return Image(url, named.alt.strip(), named.focus)

        for figure in self.document.figures:
            # A caption may equal the file's stem ("Dino"), but not its full name.
            either = ((figure.alt, figure.url), (figure.caption, ""))
            words = next((said for said, url in either if is_description(said, url)), "")
            if (
                words
                and figure.url.startswith(("http://", "https://"))
                and figure.url not in self.usual
                and not _DECORATION.search(figure.url)
                and not self._is_sponsored(figure.line)
            ):
                return Image(figure.url, words)
        return None

    def _is_sponsored(self, line: int) -> bool:
        """Say whether a line stands below a heading such as "Sponsor"."""
        sections = self.document.sections
        at = bisect_right(sections, line, key=lambda section: section.line)
        return at > 0 and _SPONSOR.search(sections[at - 1].title) is not None

    @property
    def period(self) -> str:
        """The months covered, in the issue's language."""
        return period_name(self.covers, self.language)

    @property
    def headline(self) -> str:
        """The title, preceded by the newsletter's name and period unless it contains them."""
        title = _shortened(self.title).rstrip(" :")
        said = title.casefold()
        words = [word for word in self.site.casefold().split() if word not in _ARTICLES]
        covered = {month[:4] for month in self.covers}
        years = {*covered, *(f"{mark}{year[2:]}" for year in covered for mark in "'’")}  # "June '26"
        is_dated = not self.covers or any(year in said for year in years)
        # A translated title has the proper words of the name ("XMPP"), not the word for a newsletter.
        telling = [word for word in words if word not in _GENERIC] if is_dated and self.covers else words
        own = [word for word in telling if word not in _GENERIC] or telling
        is_named = (
            all(word in said for word in telling) or sum(word in said for word in own) > len(own) * _NAMED
        )
        if is_dated:
            return title if is_named else _with_name(self.site, title)
        front = self.period if is_named else f"{self.site} {self.period}".strip()
        return ": ".join(filter(None, (front, title)))


def _with_name(name: str, title: str) -> str:
    """Return a title behind a name, without the name's last words where the title has them, too.

    "Lyon Kite Team" and "Kite Team update" are "Lyon Kite Team update".
    """
    words, said = name.split(), f" {title.casefold()} "
    for at in range(1, len(words) - 1):
        front, rest = " ".join(words[:at]), " ".join(words[at:]).casefold()
        if said.startswith(f" {rest} "):
            return f"{front} {title}"
        if f" {rest} " in said:
            return f"{front}: {title}"
    return ": ".join(filter(None, (name, title)))


def _shortened(title: str) -> str:
    """Return a long title without its last parts: "Letter 7: Kites, moths, bees | balls | bells" lists the issue."""
    parts = title.split(" | ")
    while len(parts) > 1 and len(" | ".join(parts)) > _LONG_TITLE:
        parts.pop()
    shown = " | ".join(parts)
    name, _, listed = shown.partition(": ")
    entries = listed.split(", ")
    if len(shown) <= _LONG_TITLE or len(entries) <= _LEAST_LISTED:
        return shown
    while len(entries) > _LEAST_LISTED and len(f"{name}: {', '.join(entries)}") > _LONG_TITLE:
        entries.pop()
    return f"{name}: {', '.join(entries).rstrip('.')}…"
