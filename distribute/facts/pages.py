"""Find the page that a fact is about, among those that its items link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from distribute.facts.clean import plain, without_markup
from distribute.facts.topics import is_number
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import words_of
from distribute.text.markdown import Item, Link

_WEB = ("http://", "https://")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "twitter.com", "x.com")
_PEOPLE = frozenset({"author", "authors", "people", "person", "profile", "profiles", "u", "users"})
_PEOPLE_OF = {"linkedin.com": "in", "reddit.com": "user", "old.reddit.com": "user"}
_PACKAGES = "npmjs.com"  # where "@kite" is no account
_LEAST, _SHARED = 4, 2  # letters of a long word, and so many of them are not shared by chance


class _Page(NamedTuple):
    link: Link
    is_told: bool
    address: SplitResult

    @property
    def is_account(self) -> bool:
        """Whether the link leads to an account, perhaps of whoever did the work: "https://github.com/ada", "/author/ada"."""
        first, *others = self.address.path.strip("/").split("/")
        host = (self.address.hostname or "").removeprefix("www.")
        if not others:
            return host in _HOSTS or (first.startswith("@") and host != _PACKAGES)
        is_person = first in _PEOPLE or first == _PEOPLE_OF.get(host)
        return is_person and len(others) == 1 and not others[0].endswith(".html")

    @property
    def is_start(self) -> bool:
        """Whether the link leads to the start page of a site, without a query."""
        return not (self.address.path.strip("/") or self.address.query)


def page_of(items: Sequence[Item], said: str) -> str:
    """Return the address of the page that `said` is about, or "" if it is not certain which one that is.

    It is the only page that the items link, or the first whose link is told in `said`. An entry of a list may link it
    anywhere, and other items by a link that shares two words with `said`. Pictures and people ("@ada") are no such
    pages, an account is one only if its link is told, and accounts and the start pages of sites come last.
    """
    words, versions = set(words_of(said)), set(ONLY_VERSION.findall(said))
    pages = [
        _Page(link, _is_told(link, words, versions), urlsplit(link.url))
        for item in items
        for link in _links(item)
    ]
    pages = [page for page in pages if page.is_told or not page.is_account]
    if len({page.link.url for page in pages}) == 1:
        return pages[0].link.url
    is_entry = len(items) == 1 and items[0].kind == "bullet"
    about = [page for page in pages if is_entry or page.is_told or _shares(page.link, words)]
    first = min(about, key=lambda page: (page.is_start or page.is_account, not page.is_told), default=None)
    return first.link.url if first else ""


def _links(item: Item) -> list[Link]:
    """Return the links of an item that lead to pages about it, without those to what else there is to read."""
    text = without_markup(item.text)
    return [
        link
        for link in item.links
        if link.url.startswith(_WEB)
        and not link.text.startswith("@")
        and without_markup(link.text) in text
        and not link.url.partition("?")[0].lower().endswith(_PICTURES)
    ]


def _is_told(link: Link, words: set[str], versions: set[str]) -> bool:
    """Return whether a link's text has a version and no other than those of `versions`, or else mostly `words`.

    The number of a change, "#12", counts as told, although no post has it.
    """
    text = plain(link.text)
    if found := ONLY_VERSION.findall(text):
        return versions.issuperset(found)
    told = [word in words or is_number(word) for word in words_of(text)]
    return 0 < len(told) <= 2 * sum(told)


def _shares(link: Link, words: set[str]) -> bool:
    """Return whether a link has two long words of `words` in its text or address, or the only one."""
    text = f"{link.url} {link.text}".casefold()
    known = [word in text for word in words if len(word) >= _LEAST]
    return sum(known) >= min(_SHARED, max(1, len(known)))
