"""Codes of languages: how they are compared, looked up and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from distribute.regex import lazy_regex

V = TypeVar("V")

_SCRIPT = 4  # letters of a script's code, such as Latn
_LANGUAGE = lazy_regex(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}")
# The codes of languages that newsletters come in, ISO 639-1.
LANGUAGES = frozenset(
    """ar bg bn ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu id is it ja ka ko lt lv mk ms
    nb nl nn no pl pt ro ru sk sl sq sr sv ta th tr uk ur vi zh""".split()
)


def language_code(text: str) -> str:
    """Return a language in the form used for comparison: `pt_BR`, `pt-BR` and `pt-br` are equal."""
    return text.strip().lower().replace("_", "-")


def language_of_locale(text: str) -> str:
    """Return the language of a locale, such as `sv` of `sv-SE`: sites state one for spellings and the form of dates."""
    return language_code(text).partition("-")[0]


def for_language(values: Mapping[str, V], language: str) -> V | None:
    """Return the value for a language, else the one for the language without its region, else None."""
    by_code = {language_code(code): value for code, value in values.items()}
    code = language_code(language)
    return by_code.get(code, by_code.get(code.partition("-")[0]))


def language_tag(code: str) -> str:
    """Return a language's code as services spell it: `pt-BR`, `zh-Hant` (RFC 5646, 2.1.1). Some tell the cases apart."""
    first, *more = language_code(code).split("-")
    return "-".join([first, *(part.title() if len(part) == _SCRIPT else part.upper() for part in more)])


def is_language(code: str) -> bool:
    """Return whether `code` is the code of a language, as `language_code` returns it: `en`, `pt-br`, `zh-hant`."""
    return _LANGUAGE.fullmatch(code) is not None
