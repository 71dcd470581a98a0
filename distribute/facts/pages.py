"""Find the page that a fact is about, among those that its items link."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from distribute.facts.clean import plain, without_markup
from distribute.facts.topics import is_number
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import words_of
from distribute.text.markdown import Item, Link

_WEB = ("http://", "https://")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "twitter.com", "x.com")
_LEAST, _SHARED = 4, 2  # letters of a long word, and so many of them are not shared by chance


def page_of(items: Sequence[Item], said: str) -> str:
    """Return the address of the page that `said` is about, or "" if it is not certain which one that is.

    It is the only page that the items link, or the first whose link is told in `said`. An entry of a list may link it anywhere,
    and other items by a link that shares two words with `said`. Pictures and people ("@ada") are no such pages, an account is
    one only if its link is told, and accounts and the start pages of sites come last.
    """
    words, versions = set(words_of(said)), set(ONLY_VERSION.findall(said))
    pages = [(link, _is_told(link, words, versions)) for item in items for link in _pages(item)]
    links = [(link, is_told) for link, is_told in pages if is_told or not _is_account(link)]
    if len({link.url for link, _ in links}) == 1:
        return links[0][0].url
    is_entry = len(items) == 1 and items[0].kind == "bullet"
    about = [
        (_depth(link) == 0 or _is_account(link), not is_told, at, link.url)
        for at, (link, is_told) in enumerate(links)
        if is_entry or is_told or _shares(link, words)
    ]
    return min(about)[-1] if about else ""


def _pages(item: Item) -> list[Link]:
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


def _is_account(link: Link) -> bool:
    """Return whether a link leads to an account, perhaps of whoever did the work: "https://github.com/ada"."""
    address = urlsplit(link.url)
    is_host = (address.hostname or "").removeprefix("www.") in _HOSTS
    return is_host and len(address.path.strip("/").split("/")) == 1


def _depth(link: Link) -> int:
    """Return the number of parts of an address's path, and of its query, which is 0 for a start page."""
    address = urlsplit(link.url)
    return len([part for part in (*address.path.split("/"), address.query) if part])
