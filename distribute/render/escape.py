"""Escape text for a terminal."""

from __future__ import annotations

import re

# Control characters move a terminal's cursor, bidirectional ones reorder what is read: both are shown.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Return `text` with every character that a terminal would obey written as its code."""
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shell_line(*words: str) -> str:
    """Return a line of ours to be copied into a shell, which takes each word as it is."""
    from shlex import join

    return join(("distribute", *words))
