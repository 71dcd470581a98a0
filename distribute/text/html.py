"""Read untrusted HTML with the standard library's parser, in bounded time."""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

_PIECE = 4096


def read(html: str, parser: HTMLParser) -> None:
    """Give `parser` all that has an end.

    It gets a piece at a time and is never told to close: for what never ends it looks in all it has, again and again, so
    80,000 characters of `<a ` at once take it 46 s.
    """
    with suppress(AssertionError):  # the parser's own, at a declaration that is none
        for at in range(0, len(html), _PIECE):
            parser.feed(html[at : at + _PIECE])


def plain_text(html: str) -> str:
    """Return the words of a post's HTML, a link as its address and not as the service shortens it."""
    parser = _Words()
    read(html, parser)
    return "".join((*parser.words, *parser.within)).strip()


_BREAKS = frozenset({"br", "p", "li", "ul", "ol", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6"})


class _Words(HTMLParser):
    """Parts of a link are in tags of their own, and belong together; what a line break parts does not."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.within: list[str] = []  # the words of the link that is open
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end_link()
            self._address = dict(attrs).get("href") or ""
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag == "img":  # an emoji of the server's own
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
        # A mention or a hashtag is a link to the service's own pages: there the words count.
        is_mark = said.lstrip().startswith(("@", "#")) or not said.strip()
        self.words.append(said if is_mark else self._address)
        self.within, self._address = [], ""
