"""Find the few words by which a fact may stand in a list of names: "Also: Kite 2.4, the tail API, KiteCon 2027"."""

from __future__ import annotations

import msgspec

from distribute.facts.english import has_verb
from distribute.facts.model import Fact
from distribute.facts.words import first_word, without_signs, word_count, words_of
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.dates import days_named

_HEADING = range(2, 8)  # words of a heading that names something; one of one word is mostly usual
_TITLE = range(2, 11)  # the same of an entry's title, and of what the editor lists
_SEVERAL = 4  # most releases that stand for a list of them
_NAMELESS = frozenset({"mentioned", "vague", "merged", "told-plainly", "security"})
_BREAKS = (",", ";", ":", "?", "!", "…", ". ", "。", "、")  # what would break a list, or is no name
_ANNOUNCING = lazy_regex(r"Announcing (?=\S+ v?\d)")
_OWNER = lazy_regex(r"\A[\w.-]{1,40}/(?=[\w.-]+ v?\d)")  # "ada/kite 2.0"
_UPDATED = lazy_regex(r"\bto (?P<version>v?\d)")  # "Kite to 2.0"
_EDGES = " !.–—-"


def with_brief(fact: Fact, language: Language) -> Fact:
    """Return a fact with the words for a list of names, where it has any."""
    brief = _brief(fact, language)
    return msgspec.structs.replace(fact, brief=brief) if brief else fact


def _brief(fact: Fact, language: Language) -> str:
    if fact.is_own or not _NAMELESS.isdisjoint(fact.tags):
        return ""  # a bare name would not say that it is only planned, or a danger
    if fact.rule == "own-heading":  # a mere topic is a name, too
        return _name_in(fact.section, _HEADING, language)
    if fact.is_minor:
        return ""
    shortest = fact.phrases[-1]
    if fact.rule == "bare-releases":
        several = next((phrase for phrase in fact.phrases if phrase.count(", ") < _SEVERAL), shortest)
        return several.removesuffix(language.say.and_more)
    if fact.kind in {"release", "specification", "list"}:
        is_name = ":" not in fact.name and first_word(fact.name) not in language.clauses.adverbial
        name = _OWNER.sub("", _ANNOUNCING.sub("", fact.name))
        return _UPDATED.sub(r"\g<version>", name) if is_name else ""
    if "unsure" in fact.tags:
        return ""
    if fact.kind == "article" or fact.source == "enumeration" or not has_verb(shortest):
        return _name_in(shortest, _TITLE, language)
    is_label = shortest == fact.telling_name or shortest.startswith(f"{fact.telling_name}: ")
    return _name_in(fact.telling_name, _TITLE, language) if is_label else ""


def _name_in(text: str, size: range, language: Language) -> str:
    """Return a text without the signs at its edges if it is a whole name of so many words, else ""."""
    name = _ANNOUNCING.sub("", without_signs(text)).strip(_EDGES)
    words = words_of(name)
    is_cut = bool(words) and words[-1] in language.clauses.dangling
    leans = first_word(name) in language.leaning | language.pointing | language.clauses.adverbial
    is_whole = word_count(name) in size and not is_cut and not leans
    is_named = not any(sign in name for sign in _BREAKS) and not days_named(name, year=2000)
    return name if is_whole and is_named and not language.says("filler", name) else ""
