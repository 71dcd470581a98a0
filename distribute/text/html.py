"""Parse untrusted HTML with the standard library's parser, in bounded time."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from contextlib import suppress
from html.parser import HTMLParser

from distribute.regex import lazy_regex

# The tags of words within a line, and those of links and pictures with an address. A tag with another name, as in
# "the <template> tag", is more likely meant to be read.
_INLINE = lazy_regex(
    r"<(?P<close>/)?(?P<name>(?:abbr|b|bdi|bdo|big|br|cite|code|del|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|span|strong|sub|sup"
    r"|tt|u|var|wbr)(?=[\s/>])|(?:a|img)(?=\s[^<>]*=)|(?<=/)a(?=>))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_VOID = frozenset({"br", "img", "wbr"})  # those of them that nothing closes
_PIECE = 4096
_LONGEST = 32 * _PIECE  # characters of one tag or comment; a picture may be embedded in an attribute


def read(source: str, parser: HTMLParser) -> None:
    """Feed `source` to `parser` in pieces, without closing it.

    The parser searches all of its input again and again for an end that is missing: 80,000 characters of `<a ` at
    once take it 46 s. So a construct without an end is dropped, and so is what is read of one that is too long.
    """
    with suppress(AssertionError):  # raised by the parser for an invalid declaration
        for at in range(0, len(source), _PIECE):
            parser.feed(source[at : at + _PIECE])
            if len(parser.rawdata) > _LONGEST:  # what the parser would search once more, with every piece
                parser.rawdata = ""


def shown_text(line: str) -> str:
    """Return a line of HTML as a browser shows it: without markup, soft hyphens and codes for characters.

    A tag that the line speaks of stays, as in "Why `<em>` matters" and "Option<B>"; "H<sub>2</sub>O" has no such tag.
    """
    if "<" in line:
        # Where each tag is closed for the last time, found at once: to look behind each tag would take time by the square.
        closed = {tag["name"].casefold(): tag.start() for tag in _INLINE.finditer(line) if tag["close"]}
        line = _INLINE.sub(lambda tag: tag[0] if _is_spoken_of(tag, closed) else _in_place_of(tag), line)
    return html.unescape(line).replace("\u00ad", "")


def _is_spoken_of(tag: re.Match[str], closed: Mapping[str, int]) -> bool:
    """Return whether a tag is a word: it is behind a backtick, or directly behind a letter and never closed."""
    before = tag.string[max(tag.start() - 1, 0) : tag.start()]
    name = tag["name"].casefold()
    is_alone = not tag["close"] and name not in _VOID and closed.get(name, -1) < tag.start()
    return before == "`" or (before.isalnum() and is_alone)


def _in_place_of(tag: re.Match[str]) -> str:
    return " " if tag["name"].casefold() == "br" else ""


def plain_text(source: str) -> str:
    """Return the text of a post's HTML, with links as full addresses instead of the service's short forms."""
    parser = _Words()
    read(source, parser)
    return "".join((*parser.words, *parser.within)).strip()


_BREAKS = frozenset({"br", "p", "li", "ul", "ol", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6"})


class _Words(HTMLParser):
    """Collects text. The parts of a link, each in its own tag, are joined; a line break separates."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.within: list[str] = []  # the text of the open link
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end_link()
            self._address = dict(attrs).get("href") or ""
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag == "img":  # a custom emoji of the server
            self.handle_data(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        (self.within if self._address else self.words).append(data)

    def _end_link(self) -> None:
        said = "".join(self.within)
        # A mention or a hashtag links to the service's own pages: its text is used.
        is_mark = said.lstrip().startswith(("@", "#")) or not said.strip()
        self.words.append(said if is_mark else self._address)
        self.within, self._address = [], ""
