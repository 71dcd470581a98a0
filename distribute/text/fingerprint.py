"""A short fingerprint of an issue's content, by which it is recognised under another file name and title.

It has hashes of lines and, for a short body, of words: an edited word changes a line, and of few lines that is much.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from distribute.regex import lazy_regex

_FEWEST_WORDS = 10  # shorter texts, such as an announcement of the issue, identify no issue
_KEPT = 32
_SURELY_SHARED = 4  # more than a tenth of `_KEPT`
_ALIKE = 0.9  # share of common lines: holds after a corrected word, but not for the next month's issue
_MANY_LINES = 40  # of these, some edited lines are few
_LONGEST = 20_000  # characters of a body whose words are read
_HALF_ALIKE = 0.5  # share of common lines: holds after one of three was edited
# Share of common pairs of words: holds after an edited word, but not for another sentence.
_ALIKE_IN_WORDS = 0.7
_SURELY_SHARED_PAIRS = 10  # more than 0.3 of `_KEPT`
_PAIR, _NUMBERS = "w", "n"  # before a hash of something else than a line
# Scripts without spaces between words: there each character counts as a word, and two as one in `_FEWEST_WORDS`.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_CHARACTER = lazy_regex(f"[{_UNSPACED}]")
_WORD = lazy_regex(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def sketch(body: str) -> str:
    """Return hashes of what `body` says, "" for a body of fewer than ten words.

    It has the smallest hashes of the lines and, if there are few, of the pairs of neighbouring words, and one of all
    numbers. The share that two sketches have in common is about the share of lines, or pairs, that the bodies have in
    common (a "bottom-k" sketch), whatever the order of the lines and their white space.
    """
    import hashlib  # loads OpenSSL

    lines = {" ".join(line.split()) for line in body.splitlines()} - {""}
    if sum(map(_count_words, lines)) < _FEWEST_WORDS:
        return ""
    hashes = sorted(
        hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() for line in lines
    )
    few = len(lines) < _MANY_LINES and len(body) <= _LONGEST
    return " ".join([*hashes[:_KEPT], *(_hashes_of_words(body) if few else ())])


def _count_words(line: str) -> int:
    return sum(max(1, len(_UNSPACED_CHARACTER.findall(word)) // 2) for word in line.split())


def _hashes_of_words(body: str) -> Iterator[str]:
    words = _WORD.findall(body.casefold())
    # Numbers and versions are what the issues of a newsletter differ in that has the same words in each.
    yield _hash(_NUMBERS, sorted(word for word in words if not word.isalpha()))
    yield from sorted({_hash(_PAIR, pair) for pair in pairwise(words)})[:_KEPT]


def _hash(kind: str, words: Sequence[str]) -> str:
    return f"{kind}{zlib.crc32(' '.join(words).encode('utf-8', 'surrogatepass')):08x}"


def may_be_alike(sketch: str) -> Callable[[str], bool]:
    """Return a fast test that another sketch passes if it is `alike`, and few others do.

    At most three of the 32 smallest hashes of two sketches that are alike are not in both. So of the four smallest of one,
    the other has one: four that it lacks are too many among the 32, and are among them unless even more are lacking.
    Likewise, it has one of the ten smallest hashes of pairs.
    """
    smallest = surely_shared(sketch)
    return lambda other: any(each in other for each in smallest)


def surely_shared(sketch: str) -> list[str]:
    """Return the smallest hashes of a sketch: of two sketches that are `alike`, these have at least one in common.

    Of the four smallest of both together, at least one is in both (see `may_be_alike`), and it is among the four
    smallest of each; the same holds for the ten smallest of pairs of words.
    """
    lines, pairs, _ = _parts(sketch)
    return [*sorted(lines)[:_SURELY_SHARED], *sorted(pairs)[:_SURELY_SHARED_PAIRS]]


def alike(one: str, other: str) -> bool:
    """Return whether two sketches are of the same issue, allowing for a few edited lines, or of few lines for words.

    A list of releases with the same words for other projects has hardly a line in common.
    """
    (lines, pairs, numbers), (other_lines, other_pairs, other_numbers) = _parts(one), _parts(other)
    in_lines = _shared(lines, other_lines)
    if in_lines < _HALF_ALIKE or in_lines >= _ALIKE:
        return in_lines >= _ALIKE
    return numbers == other_numbers and _shared(pairs, other_pairs) >= _ALIKE_IN_WORDS


def _shared(mine: set[str], theirs: set[str]) -> float:
    """Return the estimated share of what either has that both have; 0 if one has nothing."""
    if not mine or not theirs:
        return 0
    smallest = set(sorted(mine | theirs)[:_KEPT])
    return len(smallest & mine & theirs) / len(smallest)


def _parts(sketch: str) -> tuple[set[str], set[str], set[str]]:
    """Return a sketch's hashes of lines, of pairs of words, and of the numbers; older sketches have only the first."""
    hashes = set(sketch.split())
    pairs = {each for each in hashes if each.startswith(_PAIR)}
    numbers = {each for each in hashes if each.startswith(_NUMBERS)}
    return hashes - pairs - numbers, pairs, numbers
