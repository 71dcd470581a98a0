"""Transliterate letters of every script to ASCII, as generators do in URLs."""

from __future__ import annotations

import re

from distribute.regex import lazy_regex

_IDEOGRAPH = lazy_regex(r"[\u3400-\u9fff\uf900-\ufaff]")


def in_ascii(text: str) -> str:
    """Return `text` with each letter spelt in ASCII, a syllable for each ideograph, and no emoji."""
    if text.isascii():
        return text
    from anyascii import anyascii

    def spelt(char: str) -> str:
        if char <= "\x7f":
            return char
        if _IDEOGRAPH.match(char):
            return anyascii(char) + " "
        return re.sub(r":\w+:", "", anyascii(char))  # it makes names of emoji: `:rocket:`

    return "".join(map(spelt, text))
