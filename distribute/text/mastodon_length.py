# SPDX-License-Identifier: Apache-2.0
"""Measure texts as Mastodon does. Where the exact length is unknown, the result is too long, never too short."""

from __future__ import annotations

from functools import cache

from distribute.text.graphemes import ruby_graphemes
from distribute.text.link_finder import URL_LENGTH, Tail, find_links, pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MENTION = (
    r"(?<![^\s!\"'()*,.:;<>?\[\]{|}\u2018-\u201d«»-])"
    r"(@(?>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*))"
    r"(?>@[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)+)"
    r"(?![\w@\uff20\u0300-\u036f]|://)"
)


@cache
def _tail() -> Tail:
    """Return the rules for Mastodon (config/initializers/twitter_regex.rb), if anything too narrow."""
    return Tail(
        r"\w!*';:=+,.$/%#\[\]\-\u2013~@|&",
        r"\w+\-#/",
        r"A-Za-z0-9!?*'();:&=+$/%#\[\]\-_.,~|",
        r"A-Za-z0-9\-_&=#/",
    )


def _replaced_links(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the text to count instead of each link (Mastodon's StatusLengthValidator)."""
    if "://" not in text:
        return
    schemes = "https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini"
    words = pattern(r"[\S\x1c-\x1f]++").finditer(text)
    word = next(words)
    for start, host_end, end, sure in find_links(text, _tail(), schemes, bare=False):
        while word.end() <= start:
            word = next(words)
        # A preceding host without a scheme, which we may know only in part, may include this one.
        alone = text.find(".", word.start(), host_end) > start
        if sure and alone and text[start:host_end].isascii() and text[start] in "hH":
            yield start, end, "x" * URL_LENGTH
        elif ruby_graphemes(text[start:host_end]) < URL_LENGTH:
            yield start, host_end, "x" * URL_LENGTH


def mastodon_length(text: str, warning: str = "") -> int:
    """Count grapheme clusters, links as 23, mentions without hosts (Mastodon's StatusLengthValidator).

    A content warning counts, too, as it is written.
    """
    mentions = pattern(_MENTION).finditer(text) if "@" in text else ()
    parts = [*_replaced_links(text), *((*found.span(), found[1]) for found in mentions)]
    counted, done = [], 0
    for start, end, part in sorted(parts):
        if start >= done:
            counted += [text[done:start], part]
            done = end
    return ruby_graphemes("".join([warning, *counted, text[done:]]))
