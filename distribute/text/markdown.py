"""Parse Markdown into sections, items, links and figures, each with its line. The only place that parses it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urljoin

import msgspec
import pyromark

from distribute.regex import lazy_regex
from distribute.text.dates import months_named
from distribute.text.document import Document, Figure, Item, Link, Section
from distribute.text.holes import HOLE, with_dots, with_holes, without_marks
from distribute.text.html import read
from distribute.text.mended import with_true_definitions, without_joiners
from distribute.text.pieces import Figures, Headings

__all__ = ["OPTIONS", "Document", "Figure", "Item", "Link", "Section", "parse", "tidy"]

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
_LONGEST_HEADING = 1_000  # characters; each fact below a heading has a copy of it
Kind = Literal["paragraph", "bullet", "quote"]
_OF_CARD = "\U0001f4c5\U0001f4c6\U0001f5d3\u23f0\U0001f4cd\U0001f465" + "".join(
    map(chr, range(0x1F550, 0x1F568))
)
_LONGEST_TERM = 200  # characters of a term that is repeated before each of its definitions
_ENDS = ".!?:;,…。"
_HTML = frozenset(
    """a abbr acronym address article aside audio b bdi bdo big blockquote body br button canvas caption
    center cite code col colgroup data dd del details dfn div dl dt em embed fieldset figcaption figure
    font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link
    main map mark math meta nav noscript object ol option p param picture pre q rp rt ruby s samp script
    section select small source span strike strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr""".split()
)
_TAG = lazy_regex(r"</?([A-Za-z][\w:.-]*)")
_DETAILS = lazy_regex(r"(</?)details\b", re.IGNORECASE)
_PHRASE = 6  # most words of code that is told as a phrase
_MARKED = lazy_regex(r"[@#$]\w")
# An address that `urljoin` leaves as it is.
_WHOLE = lazy_regex(r"https?://[\w.-]+(?:/[\w./~+-]*)?", re.ASCII)
_DELETED = frozenset({"del", "s", "strike"})
# The number of a section in a generated table of contents.
_COUNTER = lazy_regex(r"<span\b[^>]{0,200}\bclass=[^>]{0,200}\bnumber\b", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


def _are_entries(paragraph: bytes) -> bool:
    """Return whether a paragraph has several lines, and all of them begin with an emoji, as the entries of a list do.

    The card of an event has its day, hour or place on such lines.
    """
    if paragraph.isascii() or b"\n" not in paragraph.strip():
        return False
    signs = {line.strip()[:1] for line in paragraph.decode(errors="replace").strip().split("\n")}
    return all(unicodedata.category(sign or " ") == "So" for sign in signs) and signs.isdisjoint(_OF_CARD)


def tidy(text: str) -> str:
    """Return `text` on one line, with ordinary spaces and without invisible characters."""
    return " ".join(text.translate(_INVISIBLE).split())


def _whole(text: str) -> str:
    """Return `text` tidied, "" if words of it are missing."""
    text = with_holes(tidy(text))
    return "" if HOLE in text else text


class _Text:
    """Collects the text of one item, with its links and the amount of it in italics."""

    def __init__(
        self,
        kind: Kind,
        line: int,
        quote: int = 0,
        *,
        is_heading: bool = False,
        is_entry: bool = False,
    ) -> None:
        self.kind = kind
        self.is_heading = is_heading
        self.is_entry = is_entry  # a line of a paragraph whose lines are a list
        self.line = line
        self.quote = quote  # the number of quotations around it
        self.pieces: list[str] = []
        self.links: list[Link] = []
        self.code: list[str] = []
        self.children: list[Item] = []
        self.plain = self.italic = 0
        self.bold: tuple[int, int] | None = None  # start and end of the bold text at the beginning
        self.last = ""  # the last character that is not a space
        self.is_broken = False  # whether the author has ended the line here
        self.number: int | None = None  # of the first item of a numbered list

    def add(self, text: str, *, italic: bool) -> None:
        if self.is_broken:
            if not text.strip():
                return
            if text.lstrip()[:1].isupper() and self._ends_a_line():
                self.pieces[-1] = f"{self.pieces[-1].rstrip()}."  # the lines would be read as one sentence
            text, self.is_broken = f" {text}", False
        self.pieces.append(text)
        self.last = text.rstrip()[-1:] or self.last
        size = len(text.strip())
        if italic:
            self.italic += size
        else:
            self.plain += size

    def _ends_a_line(self) -> bool:
        """Return whether a line lacks only its full stop: it ends with a name or number, and is more than a title.

        "fliegt mit dem neuen" goes on in the next line.
        """
        words = self.pieces[-1].split() if self.pieces else []
        is_name = bool(words) and (words[-1][:1].isupper() or words[-1][:1].isdigit())
        is_title = self.bold is not None and self.bold[1] == len(self.pieces)
        return is_name and self.last.isalnum() and not is_title and not self._is_link()

    def _is_link(self) -> bool:
        """Return whether the text so far is that of a link."""
        if not self.links or self.plain + self.italic > len(self.links[-1].text):
            return False
        return tidy("".join(self.pieces)) == self.links[-1].text

    def definition(self, line: int) -> _Text:
        """Return the entry that a definition of this term is: "Term: definition", with the term as its label.

        The first definition has the links of the term. Only a short term is repeated before the others: many definitions
        of a long one would take a time that grows with the product of both.
        """
        entry = _Text("bullet", line, self.quote)
        if term := "".join(self.pieces):
            entry.add(term, italic=False)
            entry.add(": ", italic=False)
            entry.bold = (0, 2)
        entry.links, self.links = self.links, []
        self.pieces = self.pieces if len(term) <= _LONGEST_TERM else []
        return entry

    def item(self) -> Item:
        text = with_holes(tidy("".join(self.pieces)))
        if not any(map(str.isalnum, text)):
            text = without_marks(text)  # nothing is left of which something could be missing
        if self.number and months_named(text.partition(" ")[0].rstrip(":,"), year=1):
            text = f"{self.number}. {text}"  # "27. April" is a date, not item 27
        return Item(
            text=tidy(text),
            line=self.line,
            kind=self.kind,
            links=tuple(self.links),
            emphasised=self.italic > 0 and self.plain == 0,
            label=tidy(with_holes("".join(self.pieces[self.bold[0] : self.bold[1]]))) if self.bold else "",
            children=tuple(self.children),
            code=tuple(self.code),
        )


class _Reader:
    """Turns the parser's events into a Document."""

    def __init__(self, source: str, first_line: int, base: str) -> None:
        self.data = data = source.encode()
        self.newlines = [match.start() for match in re.finditer(b"\n", data)]
        self.first_line = first_line
        self.base = base
        self.sections: list[Section] = []
        self.figures: list[Figure] = []
        self.all_links: list[tuple[Link, int]] = []
        self.code: list[range] = []
        self.folded: list[range] = []
        self.unfolds: list[int] = []  # the lines of the open `<details>`
        self.heading = ("", 0, first_line)
        self.heading_link: Link | None = None
        self.heading_code: tuple[str, ...] = ()
        self.is_note = False  # whether all of the heading is in italics
        self.lacks_words = False  # whether the heading does
        self.number: int | None = None  # of a numbered list before its first item
        self.above: list[tuple[int, str]] = []
        self.items: list[Item] = []
        self.other = False
        self.texts: list[_Text] = []
        self.term: _Text | None = None  # of a list of definitions
        self.links: list[tuple[str, int, int]] = []  # address, line, where its words begin
        self.image: tuple[str, str, int, list[str]] | None = None
        self.italic = self.quote = self.skip = 0
        self.struck: list[bool] = []  # of each open pair of tildes: whether the words in it are deleted
        self.hidden = ""  # the open tag whose words are deleted, or no words
        self.note: int | None = None  # the line of the current note, which is whole lines in italics
        self.notes: dict[int, list[str]] = {}
        self.extents: dict[int, tuple[int, int]] = {}  # start and end of a line's text
        self.html: list[tuple[int, str]] = []  # the lines of a block of HTML

    def line(self, offset: int) -> int:
        return self.first_line + bisect_right(self.newlines, offset - 1)

    def address(self, target: str) -> str:
        target = without_marks(target)
        if target.startswith("#") or not target:
            return ""
        if _WHOLE.fullmatch(target):
            return target
        try:
            return urljoin(self.base, target.strip())
        except ValueError:  # for example a malformed IPv6 host; `check` reports it
            return ""

    def write(self, text: str) -> None:
        text = without_joiners(text)
        if self.image is not None:
            self.image[3].append(text)
        elif self.texts and not (self.skip or self.hidden):
            self.texts[-1].add(text, italic=self.italic > 0)
            if self.note is not None:
                self.notes[self.note].append(text)

    def break_line(self, *, ended: bool, offset: int | None = None) -> None:
        """Begin another line, at `offset`; the author may have `ended` the one before, which is more than to fold it."""
        if offset is not None and self.texts and self.texts[-1].is_entry and not self.links:
            self.finish(self.texts.pop())
            self.texts.append(_Text("bullet", self.line(offset), is_entry=True))
        elif ended and self.image is None and self.texts and not self.texts[-1].is_heading:
            self.texts[-1].is_broken = True
        else:
            self.write(" ")

    def close_section(self) -> None:
        title, level, line = self.heading
        above = tuple(name for _, name in self.above)
        self.sections.append(
            Section(
                title,
                level,
                line,
                above,
                tuple(self.items),
                self.other,
                self.heading_link,
                self.heading_code,
                self.is_note,
                self.lacks_words,
            )
        )
        self.items, self.other = [], False

    def finish(self, text: _Text) -> None:
        item = text.item()
        if item.text or item.children:
            (self.texts[-1].children if self.texts else self.items).append(item)

    def is_whole_line(self, start: int, end: int) -> bool:
        """Return whether the text from `start` to `end` fills its lines."""
        return start <= self.extent(start)[0] and self.extent(end)[1] <= end

    def extent(self, offset: int) -> tuple[int, int]:
        """Return the start and end of the text of the line at `offset`; cached for each line."""
        number = bisect_right(self.newlines, offset - 1)
        if number not in self.extents:
            begin = self.newlines[number - 1] + 1 if number else 0
            stop = self.newlines[number] if number < len(self.newlines) else len(self.data)
            line = self.data[begin:stop]
            self.extents[number] = stop - len(line.lstrip()), begin + len(line.rstrip())
        return self.extents[number]

    def raw_figures(self, html: list[tuple[int, str]]) -> None:
        """Add the figures of raw HTML, with the text of `<figcaption>` as their caption."""
        if html:
            found = Figures()
            read("".join(text for _, text in html), found)
            said = "".join(found.caption)
            common = _whole(said)
            for attributes, row in found.images:
                target, alt = self.address(attributes.get("src") or ""), _whole(attributes.get("alt") or "")
                caption = common if said else _whole(attributes.get("title") or "")
                self.figures.append(Figure(target, alt, caption, html[0][0] + row - 1))

    def raw_headings(self, html: list[tuple[int, str]]) -> None:
        """Begin a section at each heading of a block of HTML that is in no list and no quotation."""
        if not html or self.texts or self.quote:
            return
        headings = Headings()
        read("".join(text for _, text in html), headings)
        for level, row, words in headings.found:
            if title := with_holes(tidy(" ".join(words)))[:_LONGEST_HEADING]:
                self.begin_section(level, html[0][0] + row - 1)
                self.heading, self.lacks_words = (with_dots(title), *self.heading[1:]), HOLE in title

    def fold(self, html: list[tuple[int, str]]) -> None:
        """Note where the parts of the text begin and end that readers have to unfold."""
        for line, text in html:
            for tag in _DETAILS.findall(text) if "etails" in text else ():
                if tag == "<":
                    self.unfolds.append(line)
                elif self.unfolds:
                    self.folded.append(range(self.unfolds.pop(), line + 1))

    def begin_section(self, depth: int, line: int) -> None:
        """End the section before a heading of level `depth`, and begin the one below it."""
        self.close_section()
        title, old, _ = self.heading
        if title:
            self.above.append((old, title))
        self.above = [(at, name) for at, name in self.above if at < depth]
        self.heading, self.heading_link, self.heading_code = ("", depth, line), None, ()
        self.is_note = self.lacks_words = False

    def inline_html(self, tag: str, line: int) -> None:
        """Process a tag within text."""
        found = _TAG.match(tag)
        name = found[1].lower() if found else ""
        if self.hidden:
            self.hidden = "" if tag.startswith("</") and name == self.hidden else self.hidden
        elif not tag.startswith("</") and (name in _DELETED or _COUNTER.match(tag)):
            self.hidden = name
        elif found and found[1].lower() not in _HTML:
            self.write(tag)  # an XML name in prose, not markup
        elif tag.lower().startswith("<br"):
            self.break_line(ended=True)
        elif found:
            self.other = True
            self.raw_figures([(line, tag)])

    def is_apart(self, entry: _Text) -> bool:
        """Return whether a paragraph of an entry is a separate item: a quotation, or text after a mere title."""
        return self.quote > entry.quote or bool(entry.last and entry.last not in _ENDS)

    def start(self, tag: Any, offset: int, end: int) -> None:  # noqa: C901, PLR0912 - a case for each event
        line = self.line(offset)
        match tag:
            case {"Heading": {"level": level}}:
                self.begin_section(int(level[1:]), line)
                self.texts.append(_Text("paragraph", line, is_heading=True))
            case "Paragraph":
                above = self.texts[-1] if self.texts else None
                if above and above.kind == "bullet" and not self.is_apart(above):
                    self.write(" ")
                else:
                    quoted = self.quote - (above.quote if above else 0)
                    is_entry = not (quoted or above) and _are_entries(self.data[offset:end])
                    kind: Kind = "quote" if quoted else "bullet" if is_entry else "paragraph"
                    self.texts.append(_Text(kind, line, is_entry=is_entry))
            case {"List": number}:
                self.number = number
            case "Item":
                self.texts.append(_Text("bullet", line, self.quote))
                self.texts[-1].number, self.number = self.number, None
            case "DefinitionListTitle":
                self.texts.append(_Text("bullet", line, self.quote))
            case "DefinitionListDefinition" if self.term:
                self.texts.append(self.term.definition(line))
            case "Emphasis":
                self.italic += 1
            case "Strikethrough":
                is_deleted = self.data.startswith(b"~~", offset)  # "H~2~O" is written smaller
                self.struck.append(is_deleted)
                self.skip += is_deleted
            case "Strong":
                if self.texts and not self.texts[-1].last:
                    self.texts[-1].bold = (len(self.texts[-1].pieces),) * 2
            case {"BlockQuote": _}:
                self.quote += 1
            case {"CodeBlock": _} | {"Table": _} | {"FootnoteDefinition": _} | "HtmlBlock":
                self.skip += 1
                self.other = True
                self.html = []
            case {"Link": {"dest_url": target, "link_type": kind}}:
                begin = len(self.texts[-1].pieces) if self.texts else 0
                target = f"mailto:{target}" if kind == "Email" else target
                self.links.append((self.address(target), line, begin))
            case {"Image": {"dest_url": target, "title": caption}}:
                self.image = (self.address(target), caption, line, [])
                self.other = True

    def end(self, tag: Any) -> None:  # noqa: C901, PLR0912 - a case for each event
        if tag in ("Paragraph", "Item") or "Heading" in tag:
            self.hidden = ""
        match tag:
            case {"Heading": _}:
                heading = self.texts.pop().item()
                self.heading = (with_dots(heading.text)[:_LONGEST_HEADING], *self.heading[1:])
                self.heading_code, self.is_note = heading.code, heading.emphasised
                self.lacks_words = HOLE in heading.text
                self.heading_link = next(
                    (link for link in heading.links if link.url and _is_whole(link, heading.text)), None
                )
            case "Paragraph":
                if self.texts and (self.texts[-1].kind != "bullet" or self.texts[-1].is_entry):
                    self.finish(self.texts.pop())
            case "Item" | "DefinitionListDefinition":
                self.finish(self.texts.pop())
            case "DefinitionListTitle":
                self.term = self.texts.pop()
            case "Strong":
                if self.texts and (bold := self.texts[-1].bold) and bold[0] == bold[1]:
                    self.texts[-1].bold = (bold[0], len(self.texts[-1].pieces))
            case "Strikethrough":
                self.skip -= self.struck.pop()
            case "Emphasis":
                self.italic -= 1
                self.note = None
            case {"BlockQuote": _}:
                self.quote -= 1
            case "CodeBlock" | "Table" | "FootnoteDefinition" | "HtmlBlock":
                self.skip -= 1
                self.fold(self.html)
                self.raw_figures(self.html)
                self.raw_headings(self.html)
                self.html = []
            case "Link":
                target, line, begin = self.links.pop()
                if self.texts:
                    link = Link(tidy(without_marks("".join(self.texts[-1].pieces[begin:]))), target)
                    if not self.skip:
                        self.texts[-1].links.append(link)
                    self.all_links.append((link, line))
            case "Image":
                if self.image is not None:
                    target, caption, line, alt = self.image
                    self.figures.append(Figure(target, _whole("".join(alt)), _whole(caption), line))
                    self.image = None

    def read(self, events: Iterator[Any]) -> Document:
        for event, place in events:
            match event:
                case {"Start": tag}:
                    self.start(tag, place["start"], place["end"])
                    if tag == "Emphasis" and self.is_whole_line(place["start"], place["end"]):
                        self.note = self.line(place["start"])
                        self.notes[self.note] = []
                    if "CodeBlock" in tag:
                        self.code.append(range(self.line(place["start"]), self.line(place["end"] - 1) + 1))
                case {"End": tag}:
                    self.end(tag)
                case {"Text": text}:
                    self.write(text)
                case {"Code": text}:
                    self.write(f'"{text}"' if _is_phrase(text) else text)
                    if self.texts and _MARKED.match(text) and not (self.skip or self.hidden):
                        self.texts[-1].code.append(tidy(text))
                case "SoftBreak" | "HardBreak":
                    self.break_line(ended=event == "HardBreak", offset=place["end"])
                case {"Html": html}:
                    self.html.append((self.line(place["start"]), html))
                case {"InlineHtml": tag}:
                    self.inline_html(tag, self.line(place["start"]))
        self.close_section()
        return Document(
            tuple(self.sections),
            tuple(self._captioned()),
            tuple(self.all_links),
            tuple(self.code),
            tuple(self.folded),
        )

    def _captioned(self) -> Iterator[Figure]:
        """Yield the figures; a line in italics directly below one is its caption."""
        notes = {line: _whole("".join(pieces)) for line, pieces in self.notes.items()}
        for figure in self.figures:
            under = next((notes[line] for line in (figure.line + 1, figure.line + 2) if line in notes), "")
            yield (figure if figure.caption or not under else msgspec.structs.replace(figure, caption=under))


def parse(source: str, *, first_line: int = 1, base: str = "") -> Document:
    """Parse Markdown that starts at line `first_line` of its file; links are made absolute with `base`."""
    source = with_true_definitions(source, OPTIONS)
    reader = _Reader(source, first_line, base)
    return reader.read(pyromark.events_with_range(source, options=OPTIONS))


def _is_phrase(code: str) -> bool:
    """Return whether code consists of several words, which need quotation marks because nothing else shows where they end."""
    return 1 < len(code.split()) <= _PHRASE and code[0].isalpha() and '"' not in code


def _is_whole(link: Link, heading: str) -> bool:
    """Return whether a link is all of a heading, apart from authors after it: "[Loops](…) @ada"."""
    after = heading[len(link.text) :].split()
    are_authors = all(word.startswith("@") or not any(map(str.isalnum, word)) for word in after)
    return bool(link.text) and heading.startswith(link.text) and are_authors
