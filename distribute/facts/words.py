"""Word helpers for comparing first words and headings with a language's word lists."""

from __future__ import annotations

import unicodedata

from distribute.regex import lazy_regex

SHORT_PHRASE = 14  # words of a phrase that needs no shorter one
YEAR = lazy_regex(r"\b20\d\d\b", needs="20")
ASIDE = lazy_regex(r"\s*\([^()]*\)")  # text in brackets
MORE_THAN_A_NAME = 4  # fewest words of a text that is more than a name
FLAW = r"CVE-\d{4}-\d{4,7}"  # the pattern of a flaw's number
_EDGE = "\"“”'‘’(),.:;!?¡¿[]{}*_`«»„…"
SPACELESS = lazy_regex(r"[\u3040-\u30ff\u3400-\u9fff]")  # Japanese and Chinese have no spaces between words
_PLATFORMS = frozenset("android desktop ios ipados linux macos mobile watchos windows".split())
_SIGNS = frozenset({"So", "Sk", "Mn", "Cf", "Zs"})
_QUESTION_MARKS = ("?", "？", "؟")
_FIRST_SPACELESS = "\u3040"
_CONTRACTED = tuple(f"{mark}{end}" for mark in "'’" for end in ("re", "ve", "ll", "s", "d", "m"))
_WORD = lazy_regex(r"[\w’'-]*\w")


def first_word(text: str) -> str:
    """Return the first word of `text` in lower case, without punctuation or a contracted verb: "they" for "They're"."""
    words = text.split(None, 1)
    if not words:
        return ""
    word = words[0].strip(_EDGE).casefold()
    return word[: max(word.rfind("'"), word.rfind("’"))] if word.endswith(_CONTRACTED) else word


def without_signs(text: str) -> str:
    """Return `text` without the emoji that it begins with."""
    start = (at for at, sign in enumerate(text) if unicodedata.category(sign) not in _SIGNS)
    return text[next(start, len(text)) :]


def has_spaceless(text: str) -> bool:
    """Return whether `text` may contain characters of `SPACELESS`, without compiling that pattern."""
    return max(text, default="") >= _FIRST_SPACELESS


def has_digits(text: str) -> bool:
    """Return whether there is a digit in `text`."""
    return any(map(str.isdigit, text))


def word_count(text: str) -> int:
    """Return the number of words of `text`. In a script without spaces, two characters count as a word."""
    if not has_spaceless(text):
        return len(text.split())
    spaceless = len(SPACELESS.findall(text))
    return len(SPACELESS.sub(" ", text).split()) + spaceless // 2


def words_of(title: str) -> list[str]:
    """Return the words of a heading in lower case, without punctuation around them and without emoji."""
    stripped = (word.strip(_EDGE).casefold() for word in title.replace("/", " ").split())
    return [word for word in stripped if any(map(str.isalnum, word))]


def is_platform(text: str) -> bool:
    """Return whether a text names nothing but platforms, for which alone the changes below it are made: "iOS and macOS"."""
    words = set(words_of(text))
    return bool(words & _PLATFORMS) and words <= _PLATFORMS | {"and", "&"}


def names_platform(text: str) -> bool:
    """Return whether a text names a platform."""
    return not _PLATFORMS.isdisjoint(words_of(text))


def worded(text: str) -> str:
    """Return the words of `text` as in `words_of`, to tell whether two texts have the same ones."""
    return " ".join(words_of(text))


def is_question(text: str) -> bool:
    """Return whether a text ends in a question mark of any script."""
    return text.endswith(_QUESTION_MARKS)


def content_words(text: str, ignored: frozenset[str]) -> set[str]:
    """Return the content words of `text`: longer ones and those with a digit, except `ignored` ones."""
    words = (word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text))
    return {word for word in words if word not in ignored and (len(word) > 2 or has_digits(word))}  # noqa: PLR2004
