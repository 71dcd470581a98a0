"""Render Markdown as HTML that is safe to embed."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from distribute.text.markdown import OPTIONS
from distribute.text.mended import rendered

_HARMLESS = {tag: tag for tag in "a blockquote br code del em hr li ol p pre strong ul".split()}
_HARMLESS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"), "p")
_VOID = {"br", "hr"}


def to_html(source: str) -> str:
    """Return Markdown as HTML that contains only text, lists, emphasis, code and links to the web."""
    # Only `<` starts raw HTML, so after this every tag comes from Markdown.
    harmless = _Harmless()
    harmless.feed(rendered(source.replace("<", "&lt;"), OPTIONS))
    harmless.close()
    return "".join(harmless.pieces)


class _Harmless(HTMLParser):
    """Copies HTML with only a few tags. Headings become paragraphs, and images become their alt text."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        href = given.get("href") or ""
        if tag == "a" and href.startswith(("http://", "https://")):
            self.pieces.append(f'<a href="{escape(href)}" rel="noreferrer">')
        elif tag == "img":
            self.pieces.append(escape(given.get("alt") or ""))
        elif tag in _HARMLESS:
            self.pieces.append(f"<{_HARMLESS[tag]}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HARMLESS and tag not in _VOID:
            self.pieces.append(f"</{_HARMLESS[tag]}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data))
