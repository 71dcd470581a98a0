"""Verify that a fact says only what the issue says.

A phrase is accepted if one item contains its words in the same order: in a title, a label, or a sentence and those that
continue it. Words between them may be omitted, but not a version or the subject of another sentence, so that a name and
the statement about it never come from different clauses. A label or heading may precede a sentence below it. The members
of a list of names are accepted one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from distribute.facts.clean import plain, plain_title
from distribute.facts.flatten import all_items, with_list
from distribute.facts.model import Fact
from distribute.facts.shorten import sentences_of
from distribute.facts.words import ASIDE, SPACELESS, has_digits, has_spaceless
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.holes import HOLE
from distribute.text.markdown import Item, Section

_TOKEN = lazy_regex(r"[^\W_]+(?:[.'’+#/_:-]+[^\W_]+)*\+*")
_VERSION = lazy_regex(r"v?\d+(?:\.\d+)+\S*")
_ENDINGS = frozenset({"", "s", "es", "d", "ed", "ing"})  # "adds" for "adding" is the same verb
_MARKED = lazy_regex(r"\b(?:in|from|to|into|onto|under|via) @[\w-]{1,60}(?:/[\w.-]{0,60}\w)?")
_STEM = 3  # fewest letters that two forms of a verb have in common
_PART = lazy_regex(r"(?<=[.!?…。！？]) +|; |: | — ")
_LISTS = frozenset({"bare-releases", "counted-list", "alike"})
_RELEASE_RULES = frozenset({"release", "bare-releases"})


class Place(msgspec.Struct, frozen=True):
    """The texts that the words of a fact may come from: those of its lines, and the headings above them."""

    texts: tuple[str, ...]
    titles: tuple[str, ...]
    code: tuple[str, ...] = ()  # code spans that begin with a mark


def verified(fact: Fact, place: Place, language: Language) -> Fact | None:
    """Return `fact` with the phrases and name that its place confirms, or None if it confirms no phrase."""
    phrases = tuple(phrase for phrase in fact.phrases if _is_said(phrase, fact, place, language))
    name = fact.name if fact.name and _is_said(fact.name, fact, place, language) else ""
    if phrases == fact.phrases and name == fact.name:
        return fact
    if not phrases and name and fact.kind == "release":
        phrases = (name,)  # the release is confirmed, its changes are not
    return msgspec.structs.replace(fact, phrases=phrases, name=name) if phrases else None


def _is_said(phrase: str, fact: Fact, place: Place, language: Language) -> bool:
    if HOLE in phrase or _loses_mark(phrase, place):
        return False
    if fact.kind == "specification" or fact.rule in _LISTS:
        return _is_list_of_names(phrase, fact, place, language)
    return is_said(phrase, place, language, in_order=fact.rule not in _RELEASE_RULES)


def _loses_mark(phrase: str, place: Place) -> bool:
    """Return whether a phrase has a name without its "@": "moved to kite/tail" for "moved to @kite/tail".

    Code is allowed, because its marks are restored later.
    """
    marked = (found for text in place.texts if "@" in text for found in _MARKED.finditer(text))
    return any(
        found[0].replace("@", "") in phrase for found in marked if found[0].split(" ")[1] not in place.code
    )


def is_said(phrase: str, place: Place, language: Language, *, in_order: bool = True) -> bool:
    """Return whether `phrase` is a heading of `place`, the words of one item, or a heading followed by such words."""
    everything = (*place.titles, *place.texts)
    if any(phrase in text for text in everything):
        return True
    if any(_holds(text, phrase, language, in_order=in_order) for text in everything):
        return True
    parts = [part for part in _PART.split(phrase) if part]
    return len(parts) > 1 and all(
        any(_holds(text, part, language, in_order=in_order) for text in everything) for part in parts
    )


def _is_list_of_names(phrase: str, fact: Fact, place: Place, language: Language) -> bool:
    """Return whether each member of a list is named by one of its items. The label before the list is not checked."""
    listed = phrase.removesuffix(language.say.and_more).rpartition(": ")[2]
    listed = listed.partition(", among them ")[2] or listed
    joining = dict.fromkeys(each.clauses.conjunctions for each in (language, language_of("en")))
    members = re.split(rf", | (?:{'|'.join(filter(None, joining))}) ", listed)
    if fact.rule == "alike":  # "A, B to GA" says "A to GA" and "B to GA"
        said = members[-1].partition(" ")[2]
        members = [*(f"{member} {said}" for member in members[:-1]), members[-1]]
    numbers = [token for token in tokens(phrase) if token.isdigit()]
    counts = {
        *map(str, range(1, len(fact.lines) + 1)),
        *(token for title in place.titles for token in tokens(title)),
    }
    texts = _Texts((*place.texts, *place.titles))
    is_label_alone = ": " not in phrase and "among them" not in phrase and fact.kind == "specification"
    are_named = is_label_alone or all(
        member in counts
        or any(
            member in text or _holds(text, member, language, in_order=False)
            for text in texts.with_words_of(member)
        )
        for member in members
    )
    return are_named and all(number in counts or number in texts.words for number in numbers)


class _Texts:
    """An index of texts by their words, so that a long list is not compared with every item of a long issue."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words: set[str] = set()
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for text in texts:
            words = tokens(text)
            self.words.update(words)
            for stem in {_stem(word) for word in words}:
                self._by_stem[stem].append(text)

    def with_words_of(self, member: str) -> Sequence[str]:
        """Return the texts that may name `member`: those that contain its rarest word in any form."""
        found = [self._by_stem.get(_stem(token), []) for token in tokens(member)]
        return min(found, key=len, default=[])


def _stem(token: str) -> str:
    """Return what two words have in common if `_same` accepts them: a whole number, or the beginning of a word."""
    return token.partition("+")[0] if has_digits(token) else token[:_STEM]


def _holds(text: str, phrase: str, language: Language, *, in_order: bool) -> bool:
    """Return whether `text` contains the words of `phrase` in order, with nothing important omitted between them."""
    wanted = tokens(phrase)
    sentences = _sentences(text, language.code)
    for start in range(len(sentences)):
        if _runs(wanted, sentences[start:], language, in_order=in_order):
            return True
    return False


def _runs(
    wanted: Sequence[str], sentences: Sequence[tuple[str, ...]], language: Language, *, in_order: bool
) -> bool:
    """Return whether `sentences` contain `wanted` in order, beginning in the first of them."""
    at = 0
    for number, sentence in enumerate(sentences):
        if number and not _refers(sentence, wanted, language):
            return False
        at = _follow(wanted, at, sentence, in_order=in_order)
        if at == len(wanted):
            return True
        if at == 0:
            return False
    return False


def _follow(wanted: Sequence[str], at: int, sentence: Sequence[str], *, in_order: bool) -> int:
    """Return how far one sentence contains `wanted`, from word `at` on."""
    place = 0
    while at < len(wanted):
        word = wanted[at]
        found = next((i for i in range(place, len(sentence)) if _same(word, sentence[i])), -1)
        if found < 0:
            if not in_order and _VERSION.fullmatch(word) and any(_same(word, other) for other in sentence):
                at += 1  # "version 2.1 of Kite" is "Kite 2.1"
                continue
            return at
        gap = sentence[place:found] if at else ()
        if any(
            _VERSION.fullmatch(skipped) and skipped not in wanted for skipped in gap
        ) and not _VERSION.fullmatch(word):
            return at
        place, at = found + 1, at + 1
    return at


def _refers(sentence: Sequence[str], wanted: Sequence[str], language: Language) -> bool:
    """Return whether a sentence continues the one before it: it begins with the same word or a word that refers back."""
    first = sentence[0] if sentence else ""
    english = language_of("en")  # common for releases in any language
    return first == wanted[0] or any(
        first in words
        for each in (language, english)
        for words in (each.leaning, each.pointing, each.resuming)
    )


def _same(word: str, other: str) -> bool:
    """Return whether two words are the same, or forms of the same verb."""
    if word == other or other.startswith(f"{word}+"):  # a version without its build: "1.2+fdroid"
        return True
    common = 0
    while common < min(len(word), len(other)) and word[common] == other[common]:
        common += 1
    return common >= _STEM and word[common:] in _ENDINGS and other[common:] in _ENDINGS


@lru_cache(maxsize=4096)
def _sentences(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(found for sentence in sentences_of(text, language) if (found := tokens(sentence)))


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words of `text` as they are compared."""
    spaced = SPACELESS.sub(r" \g<0> ", text) if has_spaceless(text) else text
    return tuple(token.casefold().removesuffix("'s").removesuffix("’s") for token in _TOKEN.findall(spaced))


class Sources:
    """The text of each line of an issue, with which the facts of that line are verified."""

    def __init__(self, sections: Sequence[Section], issue: Issue) -> None:
        self._described = issue.words.description
        self._front_matter = frozenset(issue.lines.values())
        self._items: dict[int, list[Item]] = defaultdict(list)
        self._titles: dict[int, tuple[str, ...]] = {}
        self._codes = {section.line: section.code for section in sections}
        above: list[Section] = []
        for section in sections:
            self._titles[section.line] = (plain(section.title), section.title, *section.above[-1:])
            above = [each for each in above if 0 < each.level < section.level]
            for each in (*above, section):  # a heading's fact may use the words of the sections below it
                self._items[each.line] += section.items
            above.append(section)
            for item in all_items(section.items):
                # A linked name is told with the paragraph below it, and a release with the list below it.
                listed = with_list(item, language_of(issue.language))
                self._items[item.line] += [
                    item,
                    *(each for each in item.children if each.kind == "paragraph"),
                    *([listed] if listed else ()),
                ]
                titles = self._titles.setdefault(
                    item.line, tuple(map(plain, (section.title, *section.above)))
                )
                for child in item.children:  # an entry may be told behind the name of the list that it is in
                    self._titles.setdefault(child.line, (*titles, plain_title(item.text)))

    def place_of(self, fact: Fact) -> Place:
        """Return the texts that the words of a fact may come from."""
        lines = dict.fromkeys((fact.line, *fact.lines))
        texts = (text for line in lines for item in self._items.get(line, ()) for text in _forms(item.text))
        described = (self._described,) if self._front_matter.intersection(lines) else ()
        titles = (title for line in lines for title in self._titles.get(line, ()))
        code = (span for line in lines for item in self._items.get(line, ()) for span in item.code)
        headed = (span for line in lines for span in self._codes.get(line, ()))
        return Place(
            tuple(dict.fromkeys((*texts, *described))),
            tuple(dict.fromkeys((*titles, plain(fact.section)))),
            tuple(dict.fromkeys((*code, *headed))),
        )


def _forms(text: str) -> tuple[str, ...]:
    """Return the forms of an item's text: cleaned, cleaned and without brackets, and unchanged."""
    clean = plain(text)
    return tuple(dict.fromkeys((clean, ASIDE.sub("", clean), text)))
