"""Find the language module for a language code."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from distribute import languages
from distribute.languages.model import Clauses, Language, Lists, Releases, Say

_NO_LANGUAGE = frozenset({"guess", "model", "phrases", "registry"})


def codes() -> tuple[str, ...]:
    """Return the codes of the languages that there are modules for."""
    from pkgutil import iter_modules

    return tuple(
        sorted(module.name for module in iter_modules(languages.__path__) if module.name not in _NO_LANGUAGE)
    )


def _is_known(base: str) -> bool:
    """Return whether there is a module for a language, without listing all of them."""
    is_code = base.isascii() and base.isalpha() and base not in _NO_LANGUAGE
    return is_code and find_spec(f"{languages.__name__}.{base}") is not None


@cache
def language_of(code: str) -> Language:
    """Return what is known of a language such as `pt-BR`; of an unknown one, nothing."""
    base = code.partition("-")[0].casefold()
    if _is_known(base):
        found: Language = import_module(f"{languages.__name__}.{base}").LANGUAGE
        return found
    return Language(
        code=base,
        say=Say(besides="", read="", inside="", and_more="", web="", rest="", why="", leave=""),
        topics={},
        no_news=frozenset(),
        generic=frozenset(),
        filling=frozenset(),
        features=frozenset(),
        ordinary=frozenset(),
        leaning=frozenset(),
        pointing=frozenset(),
        conditional=frozenset(),
        negations=frozenset(),
        subordinate=frozenset(),
        series={},
        clauses=Clauses(),
        lists=Lists(),
        releases=Releases(),
        rules=(),
    )
