"""A figure that a generator's directive makes, as Markdown."""

from __future__ import annotations

import re

_IN_ALT = str.maketrans({"[": "(", "]": ")", "\n": " "})


def picture(src: str, alt: str, caption: str) -> str:
    """Return a figure as Markdown writes an image, its caption as the title."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]|<[^>]*>", r"\1", caption)
    quoted = " ".join(words.split()).replace('"', "'").replace("\\", "")
    return f'![{alt.translate(_IN_ALT)}](<{src}> "{quoted}")'
