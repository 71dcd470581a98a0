"""What XML can hold."""

from __future__ import annotations

from distribute.regex import lazy_regex

_NOT_IN_XML = lazy_regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 has no way to write (section 2.2)."""
    return _NOT_IN_XML.sub("", text)
