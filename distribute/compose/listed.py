"""Facts and names on one line of a post, separated as their script has it."""

from __future__ import annotations

from collections.abc import Sequence

from distribute.facts.english import has_verb
from distribute.facts.words import SPACELESS, first_word, has_spaceless, word_count
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.headline import CLOSING, ENDS

_ARABIC = lazy_regex("[\u0600-\u06ff]")
_NAME = 3  # most words of a name with its version, where verbs are not recognised


def listed(texts: Sequence[str], language: Language) -> str:
    """Return facts on one line, separated by commas; by semicolons unless all of them are names, as their script has them.

    Only the last ends with a stop.
    """
    if not texts:
        return ""
    parts = [*(text.rstrip(".。") for text in texts[:-1]), *texts[-1:]]
    are_names = not any(_is_clause(text, language) for text in parts)
    comma, semicolon = _separators("".join(parts))
    separator = comma if are_names else semicolon
    joined = (f"{text}{' ' if _has_ended(text) else separator}" for text in parts[:-1])
    return "".join((*joined, *parts[-1:]))


def named(names: Sequence[str]) -> str:
    """Return names on one line."""
    return _separators("".join(names))[0].join(names)


def _separators(text: str) -> tuple[str, str]:
    """Return what separates names, and what separates statements, in the script of most of a text."""
    most = sum(map(str.isalpha, text)) / 2
    if has_spaceless(text) and len(SPACELESS.findall(text)) > most:
        return "、", "。"
    return ("، ", "؛ ") if not text.isascii() and len(_ARABIC.findall(text)) > most else (", ", "; ")


def _has_ended(text: str) -> bool:
    """Return whether a phrase ends in a mark that ends a sentence, and is neither a name, "Yahoo!", nor "A loop (at last!)"."""
    is_name = " " not in text and not has_spaceless(text)
    return text.rstrip(CLOSING).endswith(ENDS) and not is_name and not text.endswith(")")


def _is_clause(text: str, language: Language) -> bool:
    """Return whether a comma after a phrase might be read as one inside it, or join two sentences."""
    has_marks = any(mark in text for mark in (",", ": ")) or text.rstrip(CLOSING).endswith(ENDS)
    if has_marks or first_word(text) in language.ordinary:
        return True
    return has_verb(text) if language.is_english else word_count(text) > _NAME
