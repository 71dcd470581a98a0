"""The pattern of version numbers, in any language."""

from __future__ import annotations

from distribute.regex import lazy_regex

VERSION = (
    r"(?<!\d)v?\d+(?:\.\d+)+(?:[a-z]\b|\.post\d+)?(?:[-~+]?(?:alpha|beta|rc|a|b|dev|RC|Beta)[-.]?\d*)?(?:-\d+)?\b"
    r"(?: (?:[Aa]lpha|[Bb]eta|RC)\b(?: \d{1,2}\b)?)?"
)
ONLY_VERSION = lazy_regex(VERSION)
