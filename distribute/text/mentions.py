"""Neutralise mentions, hashtags and cashtags in an issue's text, so that a post mentions nobody.

A mark is removed only where a service would turn what follows it into a link or a mention. An address, `C#`, `#16` and
`foo@1.2.3` stay as they are. Each adapter declares the marks that its service links in `mention_marks`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection
from functools import cache
from operator import itemgetter

from distribute.regex import lazy_regex
from distribute.text.x_length import x_urls

# Within a web address, only the address itself is linked.
_ADDRESS_MARKS = lazy_regex("[/=]@|/#")
_URL = r"(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::\d+)?/(?:(?<=/)[@#]|=@|[\w!$&'*+,./:;=?%~-])*"
_ANY_MARK = lazy_regex(r"[@＠﹫#＃$]|u/|<[!ua]", re.IGNORECASE)
# On X, hashtags may also start with combining marks and `・`, on Mastodon with the marks that make a `#` an emoji.
_WORD = r"[\ufe0f\u20e3]*(?:\w|[^\x00-\x7f\s\ufe0f\u20e3])"
_MARKED = lazy_regex(rf"(?P<url>(?<![\w@.-]){_URL})|(?<![@＠﹫#＃])(?P<marks>[@＠﹫#＃]+)(?={_WORD})")
# On X, Mastodon and LinkedIn, digits alone are not a hashtag, but digits with a letter, a mark or a `_` are.
_NUMBER = lazy_regex(r"\d+(?![^\s!-/:-@\[-^`{-~\u2010-\u2027])")
_ADDRESS = lazy_regex(r"\w[\w-]*(?:\.[\w-]+)*\.\w")
_HANDLE = lazy_regex(r"@\w+(?:[.-]+\w+)*(?:@\w+(?:[.-]+\w+)*)?")
_RETWEET = lazy_regex(r"(?<![A-Za-z0-9_+~.-])rt\Z", re.IGNORECASE)  # X treats `RT@name` as a mention
_CASHTAG = lazy_regex(r"(?<![\w$])\$++(?=[A-Za-z]{1,6}(?![A-Za-z0-9]))")
# What chats read as a mention though no word follows the mark: Zulip's `@**all**` and `@*group*`, Facebook's `@[123]`,
# Slack's `<!here>` and `<!subteam^S1|kites>`, Discord's `<@&1>` and `<@!1>`, Google Chat's `<users/all>`, and Lark's
# `<at user_id="all">`.
_STARRED = lazy_regex(
    r"(?<![@＠﹫])[@＠﹫]+(?=_*\\?\*(?:\\?\*|[^\s*][^*\n]*\*))", needs=("@*", "@_", "@\\", "＠", "﹫")
)
_NUMBERED = lazy_regex(r"(?<![@＠﹫])[@＠﹫]+(?=\[\d)", needs=("@[", "＠[", "﹫["))
_BRACKETED = lazy_regex(
    r"<(?:[@＠﹫]+[&!]?(?=\w)|!(?=channel|here|everyone|group|subteam\^)|(?=users/[\w.@-]))([^>]{0,200})>"
    r"|</?(?P<tag>at\s[^<>]*)>",
    re.IGNORECASE,
    needs=("<",),
)
_EVERYBODY = lazy_regex("everyone|here", re.IGNORECASE)  # Discord calls them inside a word, too
_ITALIC = 20  # marks of italics before an `@` that are looked at
_PASSES = 20  # nobody nests marks deeper, unless to take the square of the text's time
_EVERY_MARK = lazy_regex(r"[@＠﹫#＃$<>]+|(?<=u)/", re.IGNORECASE)
_REDDITOR = lazy_regex(r"(?<![\w/])(?:/?u/)+(?=[\w-]{3})", re.IGNORECASE)


def as_hashtag(text: str, signs: str) -> str:
    """Return `text` with only what a hashtag may have: letters, their marks, digits and `signs`; "" without a letter."""
    kept = "".join(char for char in text if char in signs or _is_of_a_tag(char))
    return kept if any(map(str.isalpha, kept)) else ""


def _is_of_a_tag(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd"


def harmless(text: str, linked: Collection[str], meant: Collection[str] = ()) -> str:
    """Return `text` with the marks in `linked` (of `@ @[ # $ u/`) removed from words that would become links.

    A handle in `meant` (in lower case) is kept, unless `text` starts with it.
    """
    if not _ANY_MARK.search(text):
        return text
    for _ in range(_PASSES):
        quiet = _remove_marks(_remove_chat_marks(text, linked), linked, meant)
        if quiet == text:
            return text
        text = quiet  # removing one mark may reveal another
    return _EVERY_MARK.sub(" ", text)


def _remove_chat_marks(text: str, linked: Collection[str]) -> str:
    """Return `text` without the marks that are followed by no word."""
    if "@" in linked:
        text = _STARRED.sub("", _BRACKETED.sub(lambda match: match["tag"] or match[1], text))
    return _NUMBERED.sub("", text) if "@" in linked or "@[" in linked else text


def _remove_marks(text: str, linked: Collection[str], meant: Collection[str]) -> str:
    @cache
    def links() -> list[tuple[int, int]]:
        return x_urls(text)

    def parted(match: re.Match[str]) -> str:
        return match[0][0] if match[0][1] in linked else match[0]

    def unmarked(match: re.Match[str]) -> str:
        if match["url"]:
            return match[0] if _is_linked(match, links) else _ADDRESS_MARKS.sub(parted, match[0])
        marks, before = match["marks"], text[match.start() - 1 : match.start()]
        if not any(mark in linked for mark in marks.replace("＠", "@").replace("﹫", "@").replace("＃", "#")):
            return marks
        # A `_` that no word is before is a chat's mark for italics: "_@here_" calls everybody.
        is_inside = before.isalnum() or (
            before == "_" and text[max(0, match.start() - _ITALIC) : match.start()].rstrip("_")[-1:].isalnum()
        )
        if not marks.strip("#＃"):
            is_kept = (is_inside and len(marks) == 1) or _NUMBER.match(text, match.end())
            return marks if is_kept else ""
        if not is_inside:
            handle = _HANDLE.match(text, match.end() - 1)
            is_meant = handle is not None and handle[0].casefold() in meant and text[: match.start()].strip()
            return "@" if is_meant else ""
        # X does not treat letters outside ASCII as letters: it mentions @example in `josé@example.org`.
        if (
            len(marks) == 1
            and before.isascii()
            and not _RETWEET.search(text[max(0, match.start() - 3) : match.start()])
            and not _EVERYBODY.match(text, match.end())
        ):
            return marks
        return " at " if _ADDRESS.match(text, match.end()) else " "

    quiet = _MARKED.sub(unmarked, text)
    if "$" in linked:
        quiet = _CASHTAG.sub("", quiet)
    if "u/" in linked:
        quiet = _REDDITOR.sub("", quiet)
    return quiet


def _is_linked(url: re.Match[str], known: Callable[[], list[tuple[int, int]]]) -> bool:
    """Return whether an apparent address is one for X too, which checks top-level domains."""
    found = list(_ADDRESS_MARKS.finditer(url.string, url.start(), url.end()))
    links = known() if found else []
    before = (bisect_right(links, mark.start(), key=itemgetter(0)) for mark in found)
    return all(at and mark.end() <= links[at - 1][1] for at, mark in zip(before, found, strict=True))
