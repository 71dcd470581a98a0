"""An issue of the newsletter, as read from its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import msgspec

from distribute.problem import Problem, line_of
from distribute.regex import lazy_regex
from distribute.text.dates import period_name
from distribute.text.headline import headline

if TYPE_CHECKING:
    from distribute.text.document import Document

_LONGEST_ID = 100
_ID = lazy_regex(rf"\w[\w.+-]{{0,{_LONGEST_ID - 1}}}(?<!\.)")
ID_RULE = (
    f"an id has up to {_LONGEST_ID} letters and digits of any script, -, _, . and +; it begins with a letter, a digit or "
    "_, and does not end with a dot"
)


def is_id(text: str) -> bool:
    """Return whether `text` is a valid id of an issue, which is used in keys, file names, comments and commands.

    `ID_RULE` says which are. Besides, an id is in NFC.
    """
    return _ID.fullmatch(text) is not None and unicodedata.is_normalized("NFC", text)


def id_of(name: str) -> str:
    """Return an id derived from a file's name: characters that an id can't have become hyphens."""
    plain = re.sub(r"[^\w.+-]+", "-", unicodedata.normalize("NFC", name))
    made = plain.strip("-.+")[:_LONGEST_ID].rstrip("-.+")
    return made if is_id(made) else "unnamed"


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
    *("description", "excerpt", "abstract", "subtitle", "tagline"),
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
    """One issue in one language.

    `lines` are the lines of front matter keys, and `usual` the images that earlier issues show. `marked` is the body with
    marks where something is missing that only the site's generator knows, "" if nothing is.
    """

    site: str = ""
    authors: tuple[str, ...] = ()
    words: Overrides = Overrides()
    lines: dict[str, int] = {}
    body: str = ""
    body_line: int = 1
    marked: str = ""
    problems: tuple[Problem, ...] = ()
    usual: frozenset[str] = frozenset()

    def whole(self) -> Issue:
        """Return the issue itself."""
        return self

    def line_of(self, *keys: str) -> int:
        """Return the line of the first of these keys of the front matter that is there; the first line if none is."""
        return line_of(self.lines, *keys)

    @cached_property
    def document(self) -> Document:
        """The body as sections and items, parsed on first use."""
        from distribute.text.markdown import parse

        return parse(self.marked or self.body, first_line=self.body_line, base=self.url)

    @cached_property
    def unwritten(self) -> tuple[int, ...]:
        """The lines that only the site's generator writes, such as a list that it makes of the site's data."""
        from distribute.text.holes import unwritten_lines

        return tuple(self.body_line + number for number in unwritten_lines(self.marked))

    @cached_property
    def image(self) -> Image | None:
        """The picture that the front matter names, else the issue's first figure: with alt text in either case.

        No figure that is a decoration, or that earlier issues show too.
        """
        from distribute.text.document import figure_to_show

        named = self.words.image
        if named and named.alt.strip():
            url = urljoin(self.url, named.url.strip())
            if url.startswith(("http://", "https://")):
                return Image(url, named.alt.strip(), named.focus)

        shown = figure_to_show(self.document, self.usual)
        return Image(*shown) if shown else None

    @property
    def period(self) -> str:
        """The months covered, in the issue's language."""
        return period_name(self.covers, self.language)

    @property
    def headline(self) -> str:
        """The title, preceded by the newsletter's name and period unless it contains them."""
        return headline(self.title, self.site, self.covers, self.period, self._mark)

    @property
    def _mark(self) -> str:
        """What tells the issue from the others if all have the same title: its number, else its day."""
        number = next((f" #{name}" for name in self.other_names if name.isdecimal()), "")
        return number or (f", {self.date:%Y-%m-%d}" if self.date else "")
