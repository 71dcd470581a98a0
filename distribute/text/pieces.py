"""Find what Markdown leaves to HTML: pictures with their captions, and headings."""

from __future__ import annotations

from html.parser import HTMLParser

from distribute.regex import lazy_regex

_BELOW_TITLE = lazy_regex("h[2-6]")


class Figures(HTMLParser):
    """Finds the images in a piece of HTML, and the text of its caption."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__()
        self.images: list[tuple[dict[str, str | None], int]] = []
        self.caption: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what opens."""
        if tag == "img":
            self.images.append((dict(attrs), self.getpos()[0]))
        elif tag == "figcaption":
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """Take note of what ends."""
        if tag == "figcaption":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Take the words of what is open."""
        if self._inside:
            self.caption.append(data)


class Headings(HTMLParser):
    """Finds the headings below the first level in a piece of HTML, each with its level and the row of its first word."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__()
        self.found: list[tuple[int, int, list[str]]] = []
        self._level = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what opens."""
        if _BELOW_TITLE.fullmatch(tag):
            self._level = int(tag[1:])
            self.found.append((self._level, 0, []))

    def handle_endtag(self, tag: str) -> None:
        """Take note of what ends."""
        if tag == f"h{self._level}":
            self._level = 0

    def handle_data(self, data: str) -> None:
        """Take the words of what is open."""
        if self._level and data.strip():
            level, row, words = self.found[-1]
            begins = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            self.found[-1] = level, row or begins, [*words, data]
