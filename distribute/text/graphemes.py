"""Count grapheme clusters."""

from __future__ import annotations

import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import regex

# Characters that never join another: Latin, Greek, Cyrillic, punctuation, currency, Han. Most text has no
# others and does not need the `regex` package.
_ALONE = r"[\t\n -~\xa0-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20c0]*"
_FIRST_HAN, _LAST_HAN = "\u4e00\u9fff"  # not in the pattern: so wide a range takes a millisecond to compile


@cache
def _clusters() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Compile the patterns of grapheme clusters and of Indic conjuncts (UAX #29, `regex`)."""
    import regex

    conjunct = r"\p{InCB=Linker}\p{InCB=Extend}*+\p{InCB=Consonant}"
    return regex.compile(r"\X"), regex.compile(conjunct)


def _stand_alone(text: str) -> bool:
    """Return whether none of a text's characters joins another."""
    if max(text) >= _FIRST_HAN:
        text = "".join(char for char in text if not _FIRST_HAN <= char <= _LAST_HAN)
    return re.fullmatch(_ALONE, text) is not None


def graphemes(text: str) -> int:
    """Count extended grapheme clusters (UAX #29), as Bluesky does."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    if _stand_alone(text):
        return len(text)
    # The pattern takes quadratic time for a row of flags, so all flags but the last are counted here.
    short = re.sub("(?:[🇦-🇿]{2})+(?=[🇦-🇿])", "", text)
    return (len(text) - len(short)) // 2 + len(_clusters()[0].findall(short))


def ruby_graphemes(text: str) -> int:
    """Count grapheme clusters as Ruby does, which may not join conjuncts yet (UAX #29, GB9c)."""
    if text.isascii() or _stand_alone(text):
        return graphemes(text)
    return graphemes(text) + len(_clusters()[1].findall(text))
