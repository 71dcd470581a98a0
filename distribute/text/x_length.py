# SPDX-License-Identifier: Apache-2.0
"""Measure texts as X does. Where the exact length is unknown, the result is too long, never too short."""

from __future__ import annotations

import unicodedata
from functools import cache

from distribute.text.link_finder import LATIN, URL_LENGTH, Tail, find_links, is_suffix, pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from distribute.text.link_finder import Link

_LONG_TEXT = 10_000  # characters

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


@cache
def _tail() -> Tail:
    """Return the rules for paths and queries on X (twitter-text validGeneralUrlPathChars, validUrlQueryChars)."""
    letters = rf"A-Za-z0-9\u0400-\u04ff{LATIN}"
    return Tail(
        rf"{letters}!*';:=+,.$/%#\[\]\-\u2013_~@|&",
        rf"{letters}+\-=_#/",
        r"A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|",
        r"A-Za-z0-9\-_&=#/",
    )


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
    return len(text) + sum(map(len, pattern(_HEAVY).findall(text)))


def _is_flag(letters: str) -> bool:
    """Return whether two regional indicators are a flag (Unicode's emoji-sequences.txt, 12.0)."""
    country = "".join(chr(ord(letter) - ord("🇦") + ord("A")) for letter in letters)
    return country in _FLAGS_ONLY or (is_suffix(country) and country not in _NO_FLAGS)


def _emoji(text: str) -> Iterator[str]:
    """Yield the emoji of several characters (twitter-text configuration v3, `emojiParsingEnabled`)."""
    if not pattern(_MARK_OF_SEVERAL).search(text):
        return
    start = 0
    while found := pattern(_EMOJI).search(text, start):
        start = found.end()
        if found["flag"] and not _is_flag(found["flag"]):
            start -= 1  # The second letter may start a flag.
        else:
            yield found[0]


def _weight_without_links(text: str, *, emoji: bool) -> int:
    """Return the weight of text without links; an emoji weighs 2 (twitter-text configuration v3, `defaultWeight`)."""
    if text.isascii():
        return len(text)
    return _weight(text) + (sum(2 - _weight(each) for each in _emoji(text)) if emoji else 0)


def _links(text: str) -> Iterator[Link]:
    """Yield links as X finds them (twitter-text extractUrlsWithIndices)."""
    return find_links(text, _tail(), "https?", bare=True) if "." in text else iter(())


def x_urls(text: str) -> list[tuple[int, int]]:
    """Return start and end of what X certainly turns into links (twitter-text extractUrlsWithIndices)."""
    return [(start, end) for start, _, end, sure in _links(text) if sure]


def x_length(text: str, *, emoji: bool = True) -> int:
    """Return the weighted length on X (twitter-text configuration v3, or v2 without `emoji`)."""
    text = _composed(text)
    length = done = 0
    for start, _, end, sure in _links(text):
        length += _weight_without_links(text[done:start], emoji=emoji)
        length += URL_LENGTH if sure else max(URL_LENGTH, _weight(text[start:end]))
        done = end
    return length + _weight_without_links(text[done:], emoji=emoji)
