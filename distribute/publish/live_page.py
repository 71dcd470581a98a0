"""Check an issue's public page: it exists, belongs to this issue, and its preview image loads."""

from __future__ import annotations

import html
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from distribute.errors import shown
from distribute.facts.words import has_spaceless
from distribute.regex import lazy_regex
from distribute.text.holes import without_short_names
from distribute.text.html import read

if TYPE_CHECKING:
    from distribute.transport.visit import Visitor

_DEEPEST = 20  # titles and headings in one another; a page that never closes them is not searched for ever
_TIMEOUT = 20.0  # seconds for one check: the page, its redirects and its preview image
_TAG = lazy_regex(r"<[^>]*>")
_HEADINGS = frozenset({"title", "h1"})
_HIDDEN = frozenset({"script", "style", "template", "noscript", "svg"})
_PICTURES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_OK, _SOME = 200, 206
# Marks of emphasis and code, which themes may render in a title, and what nobody sees. They part no word.
_NO_WORDS = lazy_regex(r"[*_`~\u00ad\u200b-\u200d\u2060\u20e3\ufe0e\ufe0f\ufeff]")


def wrong_with(url: str, title: str, home: str) -> str:
    """Return what is wrong with the page at `url`, as the end of a sentence; "" if it is live.

    It is live when it returns 200, has the title `title`, and the preview image that it names loads. `home` is the
    site's own address, the only one that may be on a private network.
    """
    from distribute.transport.visit import Visitor

    visitor = Visitor(_TIMEOUT, home)
    page = _get(visitor, url)
    if page.failure:
        return page.failure
    if page.status != _OK:
        return f"returns {page.status}"
    seen = _Seen()
    read(page.text, seen)
    # An index or a "not found" page may mention many issues but does not have one's title.
    said = seen.names if any(seen.names) else [seen.words]
    if not any(_names(name, title) for name in said):
        found = next((shown(" ".join(name.split())) for name in seen.names if name.strip()), "")
        return "does not have the issue's title" + (f" but {found}" if found else "")
    return _wrong_with_picture(visitor, page.url, seen.picture) if seen.picture else ""


def _names(text: str, title: str) -> bool:
    """Return whether a text of the page has the issue's title in it, however its theme renders the title."""
    bare = html.unescape(_TAG.sub("", title))
    wanted = {_plain(title), _plain(bare), _plain(without_short_names(title))} - {""}
    said = _plain(text)
    # "Issue 1" is not in "Issue 12"; where no spaces are between words, it can't be told.
    is_there = any(
        f" {words} " in f" {said} " or (has_spaceless(words) and words in said) for words in wanted
    )
    return is_there or (not wanted and bool(title) and title in text)


def _wrong_with_picture(visitor: Visitor, page: str, address: str) -> str:
    from distribute.channel.verdicts import NotPosted
    from distribute.transport.visit import joined

    try:
        url = joined(page, address)
    except NotPosted:
        return "names a preview image whose address is not valid"
    if url.casefold().startswith("data:image/"):
        return ""  # the image is embedded in the page
    if not url.startswith(("http://", "https://")):
        return "names a preview image without an http or https address"
    image = _get(visitor, url, {"Range": "bytes=0-65535"})  # the first part is enough
    if image.failure:
        return f"names a preview image, {url}, which {image.failure}"
    if image.status not in {_OK, _SOME}:
        return f"names a preview image, {url}, which returns {image.status}"
    if not image.kind.casefold().startswith("image/"):
        return f"names a preview image, {url}, which is not an image but {image.kind or 'of no type'}"
    return ""


class _Fetched(NamedTuple):
    """What an address returns, the address after redirects, and why it could not be fetched ("" if it was)."""

    url: str
    status: int = 0
    kind: str = ""
    text: str = ""
    failure: str = ""


def _get(visitor: Visitor, url: str, headers: dict[str, str] | None = None) -> _Fetched:
    """Fetch an address."""
    from distribute.channel.verdicts import InDoubt, NotPosted

    try:
        answer = visitor.get(url, headers)
    except (NotPosted, InDoubt) as error:
        return _Fetched(url, failure=f"can't be read: {error}")
    text = answer.content.decode("utf-8", errors="replace")
    return _Fetched(answer.url, answer.status_code, answer.headers.get("Content-Type", ""), text)


class _Seen(HTMLParser):
    """A page's titles, its preview image's address, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.picture = ""
        self._words: list[str] = []
        self._within: list[str] = []

    @property
    def words(self) -> str:
        return "".join(self._words)

    @property
    def _is_hidden(self) -> bool:
        return not _HIDDEN.isdisjoint(self._within)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._words.append(" ")
        if tag == "h1" and "svg" in self._within:  # as in browsers, a heading ends a drawing
            self.handle_endtag("svg")
        if tag in _HEADINGS | _HIDDEN:
            if len(self._within) < _DEEPEST:
                self._within.append(tag)
            self.names += [""] if tag in _HEADINGS and not self._is_hidden else []
        elif tag == "meta":
            values = dict(attrs)
            name = (values.get("property") or values.get("name") or "").casefold()
            content = (values.get("content") or "").strip()
            if name == "og:title":
                self.names.append(content)
            elif name in _PICTURES and not self.picture:
                self.picture = content

    def handle_endtag(self, tag: str) -> None:
        self._words.append(" ")
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._is_hidden:
            return
        self._words.append(data)
        if self._within and self.names:
            self.names[-1] += data


def _plain(text: str) -> str:
    """Return the words of a text without punctuation, which generators replace with typographic punctuation."""
    folded = unicodedata.normalize("NFKC", _NO_WORDS.sub("", text)).casefold()
    return " ".join(
        "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in folded).split()
    )
