"""Write the headers of a message in a form that every mail program decodes correctly.

Python's own folding loses a space between two encoded words (cpython#92081) or joins them (cpython#144156), so headers
are folded here: RFC 5322 for the lines, RFC 2047 for words beyond ASCII.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

_LINE = 76  # characters, as RFC 5322 recommends, but for the line's end
# RFC 2047 allows 75 for an encoded word and 76 for its line, which may begin with the header's name.
_WORD = 64
_LONGEST = 900  # characters of one word; a line may have 998
# The bytes that need no escape in an encoded word, in a name either (RFC 2047, section 5).
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def header(name: str, words: Iterable[str]) -> bytes:
    """Return a header in lines of up to 76 characters, broken between words; the first line has the first word."""
    lines = [f"{name}:"]
    for number, word in enumerate(words):
        if number and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "".join(f"{line}\r\n" for line in lines).encode()


def unstructured(text: str) -> Iterator[str]:
    """Yield the words of a subject. Adjacent non-ASCII words are encoded together, with their spaces."""
    run: list[str] = []
    for word in text.split():
        if word.isascii() and "=?" not in word and len(word) <= _LONGEST:
            yield from _encoded(" ".join(run))
            run = []
            yield word
        else:
            run.append(word)
    yield from _encoded(" ".join(run))


def mailbox(name: str, address: str) -> Iterator[str]:
    """Yield the words of an address with the name of its owner, if it has one."""
    if not name:
        yield address
        return
    if not name.isascii() or "=?" in name:
        yield from _encoded(name)
    elif _ATOMS.fullmatch(name):
        yield from name.split()
    else:
        yield '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    yield f"<{address}>"


def _encoded(text: str) -> Iterator[str]:
    """Yield `text` as encoded words, without splitting a character. A decoder drops the spaces between them."""
    if not text:
        return
    in_base64 = len(b64encode(text.encode())) < sum(map(_cost, text))
    piece = ""
    for character in text:
        if len(_encoded_word(piece + character, in_base64=in_base64)) > _WORD:
            yield _encoded_word(piece, in_base64=in_base64)
            piece = ""
        piece += character
    yield _encoded_word(piece, in_base64=in_base64)


def _encoded_word(text: str, *, in_base64: bool) -> str:
    if in_base64:
        return f"=?utf-8?B?{b64encode(text.encode('utf-8', 'replace')).decode()}?="
    shown = "".join(
        "_" if byte == ord(" ") else chr(byte) if byte in _PLAIN else f"={byte:02X}"
        for byte in text.encode("utf-8", "replace")
    )
    return f"=?utf-8?Q?{shown}?="


def _cost(character: str) -> int:
    """Return the length of a character in the encoding Q."""
    return sum(
        1 if byte in _PLAIN or byte == ord(" ") else 3 for byte in character.encode("utf-8", "replace")
    )
