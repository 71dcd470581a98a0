"""Find the page that items are about."""

from __future__ import annotations

from collections.abc import Iterable

from distribute.text.markdown import Item

_WEB = ("http://", "https://")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "twitter.com", "x.com")


def page_of(items: Iterable[Item]) -> str:
    """Return the address of the first page that items link, or "" if they only link pictures and people: "@ada".

    Accounts come after all other pages.
    """
    links = (link for item in items for link in item.links)
    urls = [link.url for link in links if link.url.startswith(_WEB) and not link.text.startswith("@")]
    pages = [url for url in urls if not url.partition("?")[0].lower().endswith(_PICTURES)]
    return next((url for url in pages if not _is_account(url)), next(iter(pages), ""))


def _is_account(url: str) -> bool:
    """Return whether an address is that of an account, perhaps of whoever did the work: "https://github.com/ada"."""
    _, host, *path = url.rstrip("/").split("/")[1:]
    return len(path) == 1 and host.removeprefix("www.") in _HOSTS
