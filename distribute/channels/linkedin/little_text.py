"""Escape text for LinkedIn's "little text" format, in which unescaped reserved characters truncate the post."""

from __future__ import annotations

import re

_RESERVED = r"[\\|{}@\[\]()<>#*_~]"
_WORD = re.compile(
    r"(?P<link>https?://[^\s<>\"{}|\\^`]+)"
    r"|(?<![\w&/#])#(?P<tag>(?=[^\W_]*[^\W\d_])[^\W_]+)(?![\w#])"
    f"|{_RESERVED}"
)
_TAG = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")  # the form in which LinkedIn returns hashtags


def to_little_text(text: str) -> str:
    """Escape `text` so that it is shown in full. Links and hashtags keep their meaning."""
    return _WORD.sub(_safe, text)


def from_little_text(sent: str) -> str:
    """Return the displayed form of a text that was escaped by `to_little_text` or read back."""
    return re.sub(r"\\(.)", r"\1", _TAG.sub(r"#\1", sent), flags=re.DOTALL)


def _safe(match: re.Match[str]) -> str:
    if match["tag"]:
        return match[0]
    if match["link"]:
        return _safe_link(match["link"])
    return "\\" + match[0]


def _safe_link(text: str) -> str:
    """Return a link, and the text right after it, without reserved characters.

    Percent-encoding is used because it is not known whether LinkedIn links a URL with backslashes.
    """
    link = text
    while link[-1] in ".,;:!?'@[]*_~#(" or (link[-1] == ")" and link.count(")") > link.count("(")):
        link = link[:-1]
    start = len("https://") if link.startswith("https") else len("http://")
    host, slash, path = link[start:].partition("/")
    path = re.sub(r"[@\[\]()*_~]", lambda char: f"%{ord(char[0]):02X}", path)
    return re.sub(_RESERVED, r"\\\g<0>", link[:start] + host + slash + path + text[len(link) :])
