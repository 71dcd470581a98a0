"""Find the page that a fact is about, among those that its items link."""

from __future__ import annotations

from collections.abc import Sequence

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
    and other items by a link that shares a word with `said`. Pictures and people ("@ada") are no such pages. The start pages
    of sites and accounts come last.
    """
    links = [link for item in items for link in _pages(item)]
    if len({link.url for link in links}) == 1:
        return links[0].url
    words, versions = set(words_of(said)), set(ONLY_VERSION.findall(said))
    told = {link for link in links if _is_told(link, words, versions)}
    is_entry = len(items) == 1 and items[0].kind == "bullet"
    about = links if is_entry else [link for link in links if link in told or _shares(link, words)]
    return next(
        (link.url for link in sorted(about, key=lambda link: (_is_general(link), link not in told))), ""
    )


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


def _is_general(link: Link) -> bool:
    """Return whether a link leads to a site or an account: "https://kite.example/", "https://github.com/ada"."""
    _, host, *path = link.url.rstrip("/").split("/")[1:]
    return not path or (len(path) == 1 and host.removeprefix("www.") in _HOSTS)
