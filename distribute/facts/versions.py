"""The pattern of version numbers, in any language."""

from __future__ import annotations

import re

VERSION = (
    r"(?<!\d)v?\d+(?:\.\d+)+(?:[a-z]\b|\.post\d+)?(?:[-~+]?(?:alpha|beta|rc|a|b|dev|RC|Beta)[-.]?\d*)?(?:-\d+)?\b"
    r"(?: (?:[Aa]lpha|[Bb]eta|RC)\b(?: \d{1,2}\b)?)?"
)
ONLY_VERSION = re.compile(VERSION)
