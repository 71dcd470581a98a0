"""A short fingerprint of an issue's content, by which it is recognised under another file name and title."""

from __future__ import annotations

from collections.abc import Callable

_FEWEST_WORDS = 10  # shorter texts, such as an announcement of the issue, identify no issue
_KEPT = 32
_SURELY_SHARED = 4  # more than a tenth of `_KEPT`
_ALIKE = 0.9  # share of common lines: holds after a corrected word, but not for the next month's issue


def sketch(body: str) -> str:
    """Return the smallest hashes of `body`'s lines, "" for a body of fewer than ten words.

    The share that two sketches have in common is about the share of lines that the bodies have in common (a
    "bottom-k" sketch), whatever the order of the lines and their white space.
    """
    import hashlib  # loads OpenSSL

    lines = {" ".join(line.split()) for line in body.splitlines()} - {""}
    if sum(len(line.split()) for line in lines) < _FEWEST_WORDS:
        return ""
    hashes = sorted(
        hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() for line in lines
    )
    return " ".join(hashes[:_KEPT])


def may_be_alike(sketch: str) -> Callable[[str], bool]:
    """Return a fast test that another sketch passes if it is `alike`, and few others do.

    At most three of the 32 smallest hashes of two sketches that are alike are not in both. So of the four smallest of one,
    the other has one: four that it lacks are too many among the 32, and are among them unless even more are lacking.
    """
    smallest = surely_shared(sketch)
    return lambda other: any(each in other for each in smallest)


def surely_shared(sketch: str) -> list[str]:
    """Return the smallest hashes of a sketch: of two sketches that are `alike`, these have at least one in common.

    Of the four smallest of both together, at least one is in both (see `may_be_alike`), and it is among the four
    smallest of each.
    """
    return sorted(set(sketch.split()))[:_SURELY_SHARED]


def alike(one: str, other: str) -> bool:
    """Return whether two sketches are of the same issue, allowing for a few edited lines."""
    if not one or not other:
        return False
    mine, theirs = set(one.split()), set(other.split())
    smallest = set(sorted(mine | theirs)[:_KEPT])
    return len(smallest & mine & theirs) >= _ALIKE * len(smallest)
