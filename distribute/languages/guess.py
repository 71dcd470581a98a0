"""Guess the language of a text by its script, or by its commonest words."""

from __future__ import annotations

from collections import Counter

from distribute.languages.registry import codes, language_of
from distribute.regex import lazy_regex

# Each character of a script without spaces is a token.
_TOKEN = lazy_regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W\d_]{2,}")
_KANA, _HAN, _HANGUL = (
    lazy_regex(f"[{script}]") for script in ("\u3040-\u30ff", "\u3400-\u9fff", "\uac00-\ud7a3")
)
_FEW_KANA = 0.05  # to a Chinese character; Japanese has more
_MUCH_KANA = 0.1  # of the tokens; no other language has any
_FEWEST = 50  # tokens from which on a guess is more than that
_SHARE = 0.12  # of a text are at least common words of its language
_AHEAD = 1.4  # times as many as of any other


def guess_language(text: str) -> str:
    """Return the code of the language that a text is in, "" for a short text, or where no known one is clearly ahead."""
    return _guess(text, _count(text))


def other_language(text: str, language: str) -> str:
    """Return the code of the language that a text is in if it is clearly not `language`, else ""."""
    code, count = language.partition("-")[0], _count(text)
    if _common(count, code) >= _SHARE * count.total():
        return ""  # without loading the other languages
    guess = _guess(text, count)
    return guess if guess != code else ""


def _count(text: str) -> Counter[str]:
    return Counter(token.casefold() for token in _TOKEN.findall(text))


def _guess(text: str, count: Counter[str]) -> str:
    """Return the language that the counted tokens of `text` are in, "" if it is not certain."""
    total = count.total()
    if total < _FEWEST:
        return ""
    if script := _by_script(text, total):
        return script
    shares = {code: _common(count, code) / total for code in codes()}
    best, second, *_ = sorted(shares, key=lambda code: -shares[code])
    return best if shares[best] >= max(_SHARE, _AHEAD * shares[second]) else ""


def _by_script(text: str, total: int) -> str:
    """Return the language that alone writes most of the text's tokens as it does, "" where none does."""
    kana, han, hangul = (len(script.findall(text)) for script in (_KANA, _HAN, _HANGUL))
    if 2 * hangul > total:
        return "ko"
    if kana > _MUCH_KANA * total:  # whatever it has of names and titles in English
        return "ja"
    return "zh" if 2 * han > total and kana < _FEW_KANA * han else ""


def _common(count: Counter[str], code: str) -> int:
    """Return how many of the counted words are common ones of a language."""
    language = language_of(code)
    return sum(count[word] for word in language.ordinary | language.filling)
