"""Bluesky's rich text: plain text with facets, which make links, hashtags and mentions clickable.

A facet covers a range of the text's bytes in UTF-8, its end excluded (lexicon app.bsky.richtext.facet). Bluesky
creates no links by itself: without a facet, a URL is only text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_FACET = "app.bsky.richtext.facet"
_LINK, _TAG, _MENTION = (f"{_FACET}#{kind}" for kind in ("link", "tag", "mention"))
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# A handle is a domain name (atproto.com/specs/handle). If another @ follows, it belongs to another network.
_HANDLE = rf"(?>(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL})(?![\w@-])"
# The app includes most punctuation in a hashtag. It is excluded here, so `#16@ada` or `#16/2` is not a hashtag.
_NO_TAG = r"!-/:-@\[-^`{-~＃\u00ad\u200a-\u200d\u2010-\u2027\u2060\u20e2"
_FEATURE = re.compile(
    r"(?P<link>https?://[^\s<>\"]+)"
    rf"|(?<![^\s(])@(?P<mention>{_HANDLE})"
    rf"|(?<!\S)[#＃](?!\ufe0f)(?P<tag>[^\s{_NO_TAG}]+)",
    re.IGNORECASE,
)
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_AFTER_A_LINK = re.compile(r"[^\w/%&#@*=+~$-]")
_SHOWN_PATH = 15  # the number of characters of a link's path that the app shows
_LONGEST_TAG = 64  # characters; the limit is 64 graphemes, which is less strict


class Feature(NamedTuple):
    """A range of a text that may become a facet: its position, kind, value and displayed form."""

    start: int
    end: int
    kind: str
    value: str
    shown: str


def features(text: str) -> list[Feature]:
    """Return the links, hashtags and handles in a text, in order."""
    found = (_feature(match) for match in _FEATURE.finditer(text))
    return [feature for feature in found if feature]


def handles(text: str) -> list[str]:
    """Return the handles that a text mentions, without the @."""
    return [feature.value for feature in features(text) if feature.kind == "mention"]


def shown(text: str) -> str:
    """Return a text as it is posted. Links are shortened as in the app; their facets contain the full URLs."""
    return _assembled(text)[0]


def facets(text: str, dids: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """Return a text as it is posted, and its facets. A handle that is not in `dids` remains plain text."""
    posted, placed = _assembled(text)
    made = []
    for start, end, feature in placed:
        if told := _told(feature, dids):
            index = {"byteStart": start, "byteEnd": end}
            made.append({"index": index, "features": [told]})
    return posted, made


def plain(record: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return a post's text with full links in place of shortened ones, and the links.

    Raises LookupError, TypeError or ValueError for an invalid facet.
    """
    text, links, end = record["text"].encode(), [], 0
    pieces = []
    linked = [facet for facet in record.get("facets") or () if _uri(facet)]
    for facet in sorted(linked, key=lambda facet: int(facet["index"]["byteStart"])):
        start = int(facet["index"]["byteStart"])
        if start < end:  # a facet that overlaps another one is ignored, as in the app
            continue
        links.append(_uri(facet))
        pieces += [text[end:start], links[-1].encode()]
        end = int(facet["index"]["byteEnd"])
    return b"".join([*pieces, text[end:]]).decode(errors="replace"), tuple(links)


def _assembled(text: str) -> tuple[str, list[tuple[int, int, Feature]]]:
    """Return a text as it is posted, and its features with their start and end in bytes."""
    pieces, placed, size, end = list[str](), [], 0, 0
    for feature in features(text):
        before = text[end : feature.start]
        start = size + len(before.encode())
        size = start + len(feature.shown.encode())
        placed.append((start, size, feature))
        pieces += [before, feature.shown]
        end = feature.end
    return "".join([*pieces, text[end:]]), placed


def _told(feature: Feature, dids: Mapping[str, str]) -> dict[str, str] | None:
    if feature.kind == "link":
        return {"$type": _LINK, "uri": feature.value}
    if feature.kind == "tag":
        return {"$type": _TAG, "tag": feature.value}
    did = dids.get(feature.value)
    return {"$type": _MENTION, "did": did} if did else None


def _uri(facet: Mapping[str, Any]) -> str:
    """Return the URL of a facet, or "" if it is not a link."""
    found = (str(feature["uri"]) for feature in facet["features"] if feature.get("$type") == _LINK)
    return next(found, "")


def _feature(match: re.Match[str]) -> Feature | None:
    kind, start = str(match.lastgroup), match.start()
    value = match[kind]
    if kind == "link":
        value = _without_punctuation(value)
        told = _short(value)
        return Feature(start, start + len(value), kind, value, told) if told else None
    if kind == "tag":
        value = _tag(value)
        end = match.start("tag") + len(value)
        return Feature(start, end, kind, value, match.string[start:end]) if value else None
    return Feature(start, match.end(), kind, value, match[0])


def _without_punctuation(link: str) -> str:
    """Return a link without trailing punctuation and without closing brackets that it does not open."""
    counts = {bracket: link.count(bracket) for bracket in "()[]{}"}
    end = len(link)
    while end and _AFTER_A_LINK.match(link[end - 1]):
        sign = link[end - 1]
        if sign in _BRACKETS and counts[sign] <= counts[_BRACKETS[sign]]:
            break
        if sign in counts:
            counts[sign] -= 1
        end -= 1
    return link[:end]


def _short(link: str) -> str:
    """Return a link as the app shows it: the host and the beginning of the path; "" if it is not a link."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return ""
    if not host or "@" in parts.netloc:  # the text before an @ could be mistaken for the host
        return ""
    rest = link.partition("://")[2][len(parts.netloc) :]
    if rest == "/":
        return parts.netloc
    return parts.netloc + (rest if len(rest) <= _SHOWN_PATH else f"{rest[: _SHOWN_PATH - 2]}…")


def _tag(value: str) -> str:
    """Return a hashtag without trailing punctuation; "" if it is too long or has only digits and punctuation."""
    end = len(value)
    while end and unicodedata.category(value[end - 1]).startswith("P"):
        end -= 1
    tag = value[:end]
    says = any(not sign.isdigit() and unicodedata.category(sign)[0] != "P" for sign in tag)
    return tag if says and len(tag) <= _LONGEST_TAG else ""
