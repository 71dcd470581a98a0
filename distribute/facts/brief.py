"""Find the few words by which a fact may stand in a list of names: "Also: Kite 2.4, the tail API, KiteCon 2027"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from distribute.facts.english import has_verb, is_overview, is_sentence, orders
from distribute.facts.flatten import by_line
from distribute.facts.model import Fact
from distribute.facts.shorten import sentences_of
from distribute.facts.topics import is_generic, role_of_heading
from distribute.facts.words import ASIDE, first_word, without_signs, word_count, words_of
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.dates import days_named
from distribute.text.markdown import Item, Section

_HEADING = range(2, 8)  # words of a heading that names something; one of one word is mostly usual
_TITLE = range(2, 11)  # the same of an entry's title, and of what the editor lists
_SHORT = 3  # most letters of a word that tells nothing
# English words of what is gone or put off, of what was taken out, and of troubles that are news when they are over.
_GONE = frozenset(
    "cancelled canceled delay delayed discontinued longer postponed rejected retired reverted soon unsupported withdrawn yanked".split()
)
_REMOVED = frozenset(
    "abandoned deprecate deprecated deprecates deprecating deprecation drop dropped dropping drops obsolete removal remove removed"
    " removes removing retire retires retiring unmaintained".split()
)
_TROUBLE = frozenset(
    "backdoor breach bug bugs crash crashed crashes exploit flaw incident injection leak leaked leaks outage regression scam"
    " malware ransomware trojan vulnerability".split()
)
_OUT = frozenset("available here out published released shipped tagged".split())
_PREDICATES = frozenset("are came got have was were".split())  # others end in "s"
# "Kite 1.0 users"
_WHO = frozenset("admins clients developers instances nodes owners plugins servers users".split())
_ASKING = frozenset(
    "ask check connect are can could did do does has have is may must shall should was were will would".split()
)
_NAMELESS = frozenset({"mentioned", "vague", "merged", "told-plainly", "security"})
# What a topic may be that is named for want of others
_MINOR = frozenset({"vague", "merged", "told-plainly"})
_BREAKS = (",", ";", ":", "?", "!", "…", " (", ". ", "。", "、")  # what would break a list, or is no name
_ANNOUNCING = lazy_regex(r"Announcing (?=\S+ v?\d)")
_OWNER = lazy_regex(r"\A[\w.-]{1,40}/(?=[\w.-]+ v?\d)")  # "ada/kite 2.0"
_UPDATED = lazy_regex(r"\bto (?P<version>v?\d)")  # "Kite to 2.0"
_EDGES = " !.,，、–—-"


def with_briefs(facts: Sequence[Fact], sections: Sequence[Section], language: Language) -> Iterator[Fact]:
    """Yield the facts of an issue, with the words for a list of names on those that have any."""
    items = by_line(sections)
    below = {section.line: section.items[0] for section in sections if section.items}
    for fact in facts:
        item = _place_of(fact, items, below)
        said = item.text if item else ""
        brief = "" if _is_denied(fact, said, language) else _brief(fact, language)
        yield msgspec.structs.replace(fact, brief=brief) if brief else fact


def _place_of(fact: Fact, items: Mapping[int, Item], below: Mapping[int, Item]) -> Item | None:
    """Return the item that says what became of a release, or of what a heading names: the first one below it."""
    if fact.rule == "own-heading":
        return below.get(fact.line)
    return items.get(fact.line) if fact.kind == "release" else None


def _is_denied(fact: Fact, said: str, language: Language) -> bool:
    """Return whether a bare name would say more than the issue: of what is gone, put off, denied or a danger."""
    words = {*words_of(f"{fact.phrases[0]} {_first_sentence(said, language)}")}
    if fact.kind == "release":
        return not _GONE.isdisjoint(words) or _is_mentioned(fact, said, language)
    name = fact.section if fact.rule == "own-heading" else fact.phrases[-1]
    is_trouble = not _TROUBLE.isdisjoint(words_of(name)) or language.says("security", name)
    return language.denies(words) or is_trouble or not words.isdisjoint(_GONE | _REMOVED)


def _is_mentioned(fact: Fact, said: str, language: Language) -> bool:
    """Return whether the issue says something of a version, but not that it is out: "Kite 1.0 users report crashes".

    The verbs of other languages are less known.
    """
    phrase = fact.phrases[0]
    if "described" in fact.tags:
        does = phrase.removeprefix(fact.name).removeprefix(" release")
        verb = first_word(does)
        is_verb = verb in _PREDICATES or (verb.endswith("s") and verb not in _WHO | _TROUBLE)
        tells = "changed" in fact.tags or does.startswith((":", "：")) or is_verb
        return language.is_english and phrase.startswith(fact.name) and not tells
    rest = ASIDE.sub("", said.partition(fact.name)[2]) if fact.name else ""
    out = _OUT if language.is_english else language.releases.announcing | _OUT
    words = {*words_of(_first_sentence(rest, language))} - language.ordinary
    return bool(words) and words.isdisjoint(out)


def _first_sentence(text: str, language: Language) -> str:
    """Return the first sentence of a text: it says what became of what the heading names."""
    return next(iter(sentences_of(text, language.code)), "")


def _brief(fact: Fact, language: Language) -> str:
    is_minor_topic = fact.is_spare and fact.kind != "release"
    nameless = _NAMELESS - _MINOR if is_minor_topic else _NAMELESS
    if fact.is_own or not nameless.isdisjoint(fact.tags):
        return ""  # a bare name would not say that it is only planned, or a danger
    if fact.rule == "own-heading":  # a mere topic is a name, too
        is_usual = role_of_heading(fact.section, language) or is_generic(fact.section, language)
        return "" if is_usual else _name_in(fact.section, _HEADING, language)
    if is_minor_topic:
        return _topic(fact.phrases[-1], language)
    if fact.kind == "release":
        return _releases(fact, language)
    if fact.is_minor:
        return ""
    if fact.kind in {"specification", "list"}:
        return "" if ":" in fact.name else fact.name
    return "" if "unsure" in fact.tags else _title_of(fact, language)


def _title_of(fact: Fact, language: Language) -> str:
    """Return the title of an entry, or its label; a sentence's first name does not stand for it."""
    shortest = fact.phrases[-1]
    if language.is_english and orders(shortest):
        return ""
    if fact.kind == "article" or fact.source == "enumeration" or not has_verb(shortest):
        return _name_in(shortest, _TITLE, language)
    is_label = shortest == fact.telling_name or shortest.startswith(f"{fact.telling_name}: ")
    return _name_in(fact.telling_name, _TITLE, language) if is_label else ""


def _topic(text: str, language: Language) -> str:
    """Return a text that names a topic in English: "The tail of silk", neither "Ada Moth" nor "Add a tail"."""
    if language.code != "en" or has_verb(text) or orders(text) or not text[:1].isupper():
        return ""
    telling = (word for word in text.split()[1:] if word.islower() and word not in language.ordinary)
    is_topic = any(len(word) > _SHORT for word in telling)
    return _name_in(text, _TITLE, language) if is_topic else ""


def _releases(fact: Fact, language: Language) -> str:
    """Return the name of a release that is out, or the names of several, separated by commas."""
    if fact.rule == "bare-releases":
        names = fact.phrases[0].removesuffix(language.say.and_more).split(", ")
        return ", ".join(filter(None, (_release(name, language) for name in names)))
    # What is said of a release may be other than that it is out: "Kite 1.0 users report crashes".
    is_out = fact.is_name_alone or "described" in fact.tags
    return _release(fact.name, language) if is_out else ""


def _release(name: str, language: Language) -> str:
    """Return a release's name without its owner and what announced it, "" for none: "Starting with Kite 2.0", "release 2.0"."""
    said = _UPDATED.sub(r"\g<version>", _OWNER.sub("", _ANNOUNCING.sub("", name)))
    first = first_word(said)
    # "release v0.15.0" does not say of what
    is_name = first not in language.clauses.adverbial and first not in language.releases.announcing
    return said if is_name and ":" not in name else ""


def _name_in(text: str, size: range, language: Language) -> str:
    """Return a text without the signs at its edges if it is a whole name of so many words, else ""."""
    name = _ANNOUNCING.sub("", without_signs(text)).strip(_EDGES)
    words = words_of(name)
    is_cut = bool(words) and words[-1] in language.clauses.dangling
    leans = first_word(name) in language.leaning | language.pointing | language.clauses.adverbial
    is_whole = word_count(name) in size and not is_cut and not leans
    asks = first_word(name) in _ASKING
    is_said = is_overview(name) or (language.is_english and is_sentence(name))
    has_break = any(sign in name for sign in _BREAKS)
    is_named = not (asks or is_said or has_break) and not days_named(name, year=2000)
    return name if is_whole and is_named and not language.says("filler", name) else ""
