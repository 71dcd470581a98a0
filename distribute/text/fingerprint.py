"""A short fingerprint of an issue's content, by which it is recognised after it was renamed and retitled."""

from __future__ import annotations

import hashlib

_FEWEST_WORDS = 10  # a note that the issue is to come says nothing of which issue it is
_KEPT = 32
_ALIKE = 0.9  # of the lines in common: a corrected word is the same issue, the next month's is not


def sketch(body: str) -> str:
    """Return the smallest hashes of `body`'s lines, "" for a body of hardly any words.

    Two sketches have about as large a share in common as the bodies have of their lines (a "bottom-k"
    sketch), whatever their order and white space.
    """
    lines = {" ".join(line.split()) for line in body.splitlines()} - {""}
    if sum(len(line.split()) for line in lines) < _FEWEST_WORDS:
        return ""
    hashes = sorted(
        hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() for line in lines
    )
    return " ".join(hashes[:_KEPT])


def alike(one: str, other: str) -> bool:
    """Say whether two sketches are of one issue, allowing for a few edited lines."""
    if not one or not other:
        return False
    mine, theirs = set(one.split()), set(other.split())
    smallest = set(sorted(mine | theirs)[:_KEPT])
    return len(smallest & mine & theirs) >= _ALIKE * len(smallest)
