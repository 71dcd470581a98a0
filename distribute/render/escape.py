"""Escape text for a terminal."""

from __future__ import annotations

from distribute.regex import lazy_regex

# Control characters move a terminal's cursor, and bidirectional ones reorder the text, so both are made visible.
UNSAFE = lazy_regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Return `text` with every character that controls a terminal replaced by its code."""
    if text.replace("\n", "").isprintable():
        return text
    return UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shell_line(*words: str) -> str:
    """Return a `distribute` command to copy into a shell, with every word quoted."""
    from shlex import join

    return join(("distribute", *words))
