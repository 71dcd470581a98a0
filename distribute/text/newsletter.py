"""A whole issue as the body of a message: sanitised HTML with absolute addresses, and plain text made from it."""

from __future__ import annotations

import functools
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import quote, unquote

from distribute.regex import lazy_regex
from distribute.text.holes import HOLE, SHORT_NAME, WIDGET, with_dots, with_holes, without_marks
from distribute.text.links import with_ascii_hosts

# Tags that mail programs show. What is not here loses its tag and keeps its words; a script loses those too.
_TAGS = frozenset(
    """a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img
    ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var""".split()
)
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "xmpp"}
_PLAYED = lazy_regex(
    r"<(?:iframe|video|audio|embed|source)\b[^<>]{0,2000}?\ssrc\s*=\s*"
    r"(?:([\"'])(?P<quoted>[^<>\"']{1,2000})\1|(?P<bare>[^\s\"'<>=`]{1,2000}))[^<>]{0,2000}>",
    re.IGNORECASE,
    needs=("<iframe", "<video", "<audio", "<embed", "<source"),
)
# A relative address is one of the site's.
_ON_THE_WEB = lazy_regex(r"https?://|(?![a-z][a-z0-9+.-]*:)[^{}]", re.IGNORECASE)
# What another program was to replace: a tag with a script's values in it, a generator's code, attributes of the element
# before it, an emoji's short name.
_UNREADABLE = lazy_regex(
    r"&lt;(?:(?:audio|embed|iframe|img|object|source|video)\s|[A-Z][\w.]{0,99}\s+[\w:-]{1,99}=)[^<>]{0,2000}?/?&gt;"
    r"|\{\{[^{}]{0,500}\}\}|\{%[^{}]{0,500}%\}|\s?\{(?:[:#.]|\s[:#.](?=[\w-])|\s?[\w-]{2,20}=(?:&quot;|[\"'\w]))[^{}\n]{1,300}\}"
    rf"|{SHORT_NAME}"
)
# A link whose address stands in a file that only the generator includes: "[Kite][kite repo]".
_REFERENCE = lazy_regex(r"\[([^\[\]]{1,300})\]\s?\[[^\[\]]{0,300}\]", needs="[")
_CODE_REFERENCE = lazy_regex(r"\[(<code>[^<>]{1,300}</code>)\]\s?\[[^\[\]<>]{0,300}\]", needs=("[<code>",))
_FILLED_IN = lazy_regex(r"\s*<h1[^<>]{0,200}>[^<>]{0,500}\{\{[^<>]{0,500}</h1>", needs=("{{",))
_MARK_IN_ADDRESS = lazy_regex("|".join(map(quote, (HOLE, WIDGET))), needs="%EF%B7%9")
# What is left of a paragraph, an entry or a list that only the generator writes
_EMPTIED = lazy_regex(r"<(?P<tag>p|li|ul|ol|div)>\s*+</(?P=tag)>\n?")
_CODE = frozenset({"pre", "code", "kbd", "samp"})
_PICTURE = lazy_regex(r"<img\b[^<>]*?\ssrc=\"([^\"<>]*)\"")
_IMAGE = lazy_regex(r'<img((?: [a-z]+="[^"]*")*)>')
_DECORATION = lazy_regex(r"(?:ic[oôó]ne?|icono?|icona|ícone|ikon[ae]?|logo|symbol)\b", re.IGNORECASE)
_MOST_ATTRIBUTES = 100  # of a tag; a picture has six
_QUOTED = lazy_regex(r"\"[^\"]*\"|'[^']*'")
_LONGEST_TEXT = 8_000  # characters
_LONGEST_ENTITY = 40  # characters
_DEEPEST = 100  # tags; a list in a list in a quotation has six
_TAG = lazy_regex(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>)?")
_KNOWN = _TAGS | {"script", "style"}  # the last two lose their words too
_ANY_TAG = lazy_regex("(<[^<>]*>)")
# What has no content, and what the next of its kind closes.
_NOT_NESTED = frozenset(
    "area br col dd dt hr img input li meta option p source tbody td th thead tr track wbr".split()
)
_HEADING_NAME = lazy_regex(r"h[1-6]")
_HEADING = lazy_regex(r"<h([1-6])[ >]")
_WIDTH = 72  # columns: a reply that quotes the text still fits in 80
_BLOCKS = frozenset("p div figure figcaption dt dd caption blockquote pre ul ol dl table li tr".split())
_LINED = {1: "=", 2: "-"}
_CELLS = {"td", "th"}


@functools.lru_cache(maxsize=4)  # a site may have several channels for email
def newsletter_html(source: str, base: str) -> str:
    """Return Markdown, with the HTML in it, as HTML that is safe to mail.

    Addresses are absolute, relative to `base`. A video or a frame, which no mail program plays, becomes a link to it.
    """
    import nh3

    from distribute.text.markdown import OPTIONS
    from distribute.text.mended import mended, rendered

    page = _without_unwritten(with_ascii_hosts(rendered(mended(source), OPTIONS)))
    if title := _FILLED_IN.match(page):
        page = page[title.end() :]
    clean = nh3.clean(
        _in_short_texts(_bounded(_PLAYED.sub(_link_to, _readable(page)))),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel=None,
    )
    return _IMAGE.sub(_in_words, clean).strip()


def _without_unwritten(html: str) -> str:
    """Return HTML without what only the generator writes, and without headings that have nothing else below them."""
    if HOLE not in html:
        return html
    kept: list[str] = []
    deepest = 0  # level of the heading that follows, 0 at the end
    for piece in reversed(sections(html)):
        written = _written(piece)
        heading = _HEADING.match(written)
        level = int(heading[1]) if heading else 0
        is_emptied = heading and written != piece and not (level < deepest or _has_content(written))
        if not is_emptied:
            kept.append(written)
            deepest = level
    return "".join(reversed(kept))


def _written(html: str) -> str:
    """Return HTML without texts between its blocks that only the generator writes."""
    pieces = _ANY_TAG.split(html)
    for number in range(0, len(pieces), 2):
        is_unwritten = HOLE in pieces[number] and not without_marks(pieces[number]).strip()
        if is_unwritten and all(
            map(_is_of_block, (*pieces[number - 1 : number], *pieces[number + 1 : number + 2]))
        ):
            pieces[number] = ""
    return _EMPTIED.sub("", _EMPTIED.sub("", "".join(pieces)))  # an entry, and the list around it


def _is_of_block(tag: str) -> bool:
    found = _TAG.match(tag)
    name = found["name"].casefold() if found else ""
    return name in _BLOCKS or name == "hr" or _HEADING_NAME.fullmatch(name) is not None


def _has_content(section: str) -> bool:
    """Return whether there is a word or a picture below the heading that a piece of HTML begins with."""
    below = section.partition("</h")[2].partition(">")[2]
    return "<img" in below or bool(_ANY_TAG.sub("", below).strip())


def _readable(html: str) -> str:
    """Return HTML without the code and references that a generator would have replaced, except in code."""
    depth = 0
    pieces = _ANY_TAG.split(_CODE_REFERENCE.sub(r"\1", html))
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            piece = with_dots(with_holes(piece))  # noqa: PLW2901 - as readers see it
            pieces[number] = piece if depth else _REFERENCE.sub(r"\1", _UNREADABLE.sub("", piece))
            continue
        pieces[number] = piece = _MARK_IN_ADDRESS.sub("", without_marks(piece))  # noqa: PLW2901
        if (tag := _TAG.match(piece)) and tag["name"].casefold() in _CODE:
            depth = max(depth - 1, 0) if tag["end"] else depth + 1
    return "".join(pieces)


def sections(html: str) -> list[str]:
    """Return the pieces of a fragment that each begin with a heading; what comes before the first is one too."""
    starts = [match.start() for match in _HEADING.finditer(html)]
    places = [0, *(start for start in starts if start), len(html)]
    return [html[begin:end] for begin, end in pairwise(places)]


@functools.lru_cache(maxsize=4)  # a site may have several channels for email
def newsletter_text(html: str) -> str:
    """Return a fragment of `newsletter_html` as plain text in lines of up to 72 columns.

    A link is a number in brackets; the addresses stand at the end of each section, as mail programs make them clickable
    there and leave them whole.
    """
    shown = Counter(_PICTURE.findall(html))
    written = _Text(frozenset(address for address, times in shown.items() if times > 1))
    written.feed(html)
    written.close()
    return written.text()


def _bounded(html: str) -> str:
    """Return HTML without tags that mail never has, and without excessively nested ones.

    What reads the HTML next takes time, and stack, by the depth: 20,000 levels end the interpreter. An end tag ends one
    element of its name and none of those that were begun since, as in browsers a `</b>` ends no `<div>`; so no more are
    open here than there. A component of the site's (`<PrBy user="ann" />`) has no end, and is left out first. Of a tag
    with too many attributes only the name is kept: each attribute is compared with those before it. A tag that does not
    end is text.
    """
    begun: list[str] = []  # elements that are not ended, the outermost first

    def bounded(match: re.Match[str]) -> str:
        name, rest = match["name"].casefold(), match["rest"]
        if rest is None:
            return match[0].replace("<", "&lt;")
        if name not in _KNOWN:
            return ""
        whole = match[0] if _has_few_attributes(rest) else f"<{match['end']}{name}>"
        if name in _NOT_NESTED:
            return whole
        if match["end"]:
            if name in begun:
                begun.reverse()
                begun.remove(name)
                begun.reverse()
            return whole
        if len(begun) < _DEEPEST:
            begun.append(name)
            return whole
        return ""

    return _TAG.sub(bounded, html)


def _has_few_attributes(rest: str) -> bool:
    """Return whether a tag, after its name, has no more attributes than any of a newsletter's."""
    return len(rest) <= _MOST_ATTRIBUTES or len(_QUOTED.sub("", rest).split()) <= _MOST_ATTRIBUTES


def _in_short_texts(html: str) -> str:
    """Return HTML with a tag that `nh3` removes within each long text, as it takes the square of a text's time."""
    pieces = _ANY_TAG.split(html)
    for number in range(0, len(pieces), 2):
        if len(pieces[number]) > _LONGEST_TEXT:
            pieces[number] = "<wbr>".join(_cut(pieces[number]))
    return "".join(pieces)


def _cut(text: str) -> Iterator[str]:
    """Yield a text in short pieces, without cutting an entity."""
    begin = 0
    while begin < len(text):
        end = begin + _LONGEST_TEXT
        entity = text.rfind("&", end - _LONGEST_ENTITY, end)
        end = entity if entity > 0 and end < len(text) else end
        yield text[begin:end]
        begin = end


def _in_words(image: re.Match[str]) -> str:
    """Return a picture with an alternative text: its title if it has none, for most mail programs show pictures late."""
    given = dict(re.findall(r' ([a-z]+)="([^"]*)"', image[1]))
    words = given.get("alt", "").strip() or given.get("title", "").strip()
    rest = "".join(f' {name}="{value}"' for name, value in given.items() if name not in {"alt", "title"})
    title = f' title="{given["title"]}"' if given.get("title", words) != words else ""
    return f'<img{rest} alt="{words}"{title}>'


def _link_to(match: re.Match[str]) -> str:
    address = (match["quoted"] or match["bare"]).strip()
    return f'<a href="{address}">{address}</a>' if _ON_THE_WEB.match(address) else ""


def _same(words: str, alt: str) -> bool:
    """Return whether a block has the words of a picture's description and no others, but for a label: "Picture: …"."""
    said, told = " ".join(words.split()).casefold().rstrip("."), alt.casefold().rstrip(".")
    return told in (said, said.partition(": ")[2])


class _Text(HTMLParser):
    """Writes HTML as plain text, block by block; pictures at the addresses `repeated` are decorations."""

    def __init__(self, repeated: frozenset[str]) -> None:
        super().__init__()
        self._repeated = repeated
        self._alt = ""  # of the last picture, whose caption may say the same
        self._lines: list[str] = []
        self._words = ""  # of the block that is being read
        self._margins: list[str] = []  # what each open list, quotation or code block puts before a line
        self._bullet = ""  # for the first line of a list entry
        self._counts: list[int | None] = []  # of each open list: the next number, or None for bullets
        self._links: list[str] = []  # of the section
        self._open: list[tuple[str, int]] = []  # open links: the address, and where their words begin
        self._verbatim = 0

    def text(self) -> str:
        """Return all that was written."""
        self._end_block()
        self._end_section()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a link or a picture."""
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS or (tag[:1] == "h" and tag[1:].isdigit()):
            self._end_block()
        if tag in {"h1", "h2"}:
            self._end_section()
        elif tag in {"ul", "ol"}:
            self._gap(inside=bool(self._counts))
            start = given.get("start", "1")
            self._counts.append(int(start) if tag == "ol" and start.isdigit() else 1 if tag == "ol" else None)
        elif tag == "li":
            self._begin_entry()
        elif tag == "blockquote":
            self._gap()
            self._margins.append("> ")
        elif tag == "pre":
            self._gap()
            self._margins.append("    ")
            self._verbatim += 1
        elif tag == "a":
            self._open.append((given.get("href", ""), len(self._words)))
        elif tag == "img":
            self._picture(given)
        elif tag == "br":
            self._words += "\n"
        elif tag == "hr":
            self._end_block()
            self._lines += ["", "* * *", ""]
        elif tag in _CELLS and self._words.strip():
            self._words += " | "

    def handle_endtag(self, tag: str) -> None:
        """End a block or a link."""
        if tag == "a" and self._open:
            self._end_link(*self._open.pop())
        elif tag in {"ul", "ol"}:
            self._end_block()
            if self._counts:
                self._counts.pop()
            self._gap(inside=bool(self._counts))
        elif tag == "li":
            self._end_block()
            self._bullet = ""
            if self._margins:
                self._margins.pop()
        elif tag in {"blockquote", "pre"}:
            self._end_block()
            self._verbatim -= tag == "pre"
            if self._margins:
                if self._lines and self._lines[-1] == "".join(self._margins).rstrip():
                    self._lines.pop()  # the gap after its last paragraph
                self._margins.pop()
            self._gap()
        elif tag[:1] == "h" and tag[1:].isdigit():
            self._end_heading(int(tag[1:]))
        elif tag in _BLOCKS:
            self._end_block()
            if tag in {"p", "table", "figure", "dl"}:
                self._gap(inside=bool(self._counts))

    def handle_data(self, data: str) -> None:
        """Take words; white space counts in code alone."""
        if self._verbatim:
            self._words += data
        elif data.strip() or self._words:
            self._words += re.sub(r"\s+", " ", data)

    def _begin_entry(self) -> None:
        count = self._counts[-1] if self._counts else None
        self._bullet = "- " if count is None else f"{count}. "
        if count is not None:
            self._counts[-1] = count + 1
        self._margins.append(" " * len(self._bullet))

    def _picture(self, given: dict[str, str]) -> None:
        alt, address = " ".join(given.get("alt", "").split()), given.get("src", "")
        if not self._open and (address in self._repeated or _DECORATION.match(alt)):
            return
        if not alt and not self._words.strip():  # it would be a number alone
            alt = unquote(re.split("[?#]", address)[0].rpartition("/")[2])
        self._alt = alt
        self._words += f"[{alt}]" if alt else ""
        if address.startswith(("http://", "https://")):
            self._words += f" {self._number(address)}"

    def _end_link(self, address: str, begin: int) -> None:
        words = self._words[begin:].strip()
        shown = address.removeprefix("mailto:").removeprefix("xmpp:")
        if address and words.rstrip("/") != shown.rstrip("/"):
            self._words = f"{self._words.rstrip()} {self._number(address)}"

    def _number(self, address: str) -> str:
        if address not in self._links:
            self._links.append(address)
        return f"[{self._links.index(address) + 1}]"

    def _end_heading(self, level: int) -> None:
        words = " ".join(self._words.split())
        self._words = ""
        if words:
            self._lines += ["", *textwrap.wrap(words, _WIDTH, break_long_words=False, break_on_hyphens=False)]
            if level in _LINED:
                self._lines.append(_LINED[level] * min(len(words), _WIDTH))
            self._lines.append("")

    def _end_block(self) -> None:
        words, self._words = self._words, ""
        if not words.strip() or (self._alt and _same(words, self._alt)):
            return
        if self._alt and words.rstrip().endswith(f"] {self._alt}"):
            words = words.rstrip().removesuffix(self._alt)  # a caption in the paragraph of its picture
        lines = words.strip("\n").split("\n") if self._verbatim else list(self._wrapped(words))
        margin = "".join(self._margins)
        for number, line in enumerate(lines):
            lead = margin
            if number == 0 and self._bullet:
                lead = margin[: -len(self._bullet)] + self._bullet
            self._lines.append(f"{lead}{line}".rstrip())
        self._bullet = ""

    def _wrapped(self, words: str) -> Iterator[str]:
        room = max(_WIDTH - len("".join(self._margins)), _WIDTH // 2)
        for line in words.strip().split("\n"):
            yield from textwrap.wrap(line.strip(), room, break_long_words=False, break_on_hyphens=False) or [
                ""
            ]

    def _gap(self, *, inside: bool = False) -> None:
        """Leave a line, unless it is inside a list."""
        if not inside and self._lines and self._lines[-1]:
            self._lines.append("".join(self._margins).rstrip())

    def _end_section(self) -> None:
        """Write the addresses of the section's links."""
        if self._links:
            self._gap()
            self._lines += [f"[{number}] {address}" for number, address in enumerate(self._links, 1)]
            self._lines.append("")
            self._links = []
