"""Labels at the beginning of an item: words in bold, or before a colon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from distribute.facts import english
from distribute.facts.clean import plain
from distribute.facts.model import Fact
from distribute.facts.shorten import balanced, sentences_of, shorten_at_clauses
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import ASIDE, content_words, first_word, has_digits, has_spaceless, word_count
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.headline import labelled
from distribute.text.markdown import Item

_ABBREVIATION = lazy_regex(r"(?P<short>\w{2,9}) \((?P<long>[^()]{1,100})\)")
_LONGEST = 16  # most words of a label; longer ones are sentences
_STATEMENT = 5  # fewest words of a phrase that is a statement
_LISTED = 3  # fewest words of a statement in the editor's list
_DASHES = frozenset("-–—")
_TWO_PARTS = lazy_regex(r": | [-–—] ")
_LOOKED_AT = 3  # sentences after a label that are read
_TELLING = 4  # fewest words of a label that is a statement itself


def label_of(item: Item, language: Language) -> str:
    """Return the label in bold at the beginning of an item, or "" if there is none that can be posted."""
    label = plain(item.label).rstrip(" .:–—-")
    after = item.text[len(item.label) :].lstrip()
    # Bold words may also be the beginning of the sentence.
    is_headline = word_count(item.label) > _TELLING and english.has_verb(item.label)
    ends = item.label.rstrip().endswith((":", ".", "!", "?", "—", "–"))
    is_apart = is_headline or ends or after[:1] in {":", "—", "–", "-", ""}
    words = word_count(label)
    if not (is_apart and label and words <= _LONGEST and balanced(label)):
        return ""
    is_name = words < 2 and not has_digits(label)  # noqa: PLR2004 - one word
    if is_name or first_word(label) in language.leaning or language.says("pointer", label):
        return ""
    return "" if language.says("filler", label) else label


def is_abbreviation(label: str) -> bool:
    """Return whether `label` is an abbreviation with its meaning: "KFA (Kite Fliers' Association)"."""
    found = _ABBREVIATION.fullmatch(label) if label.endswith(")") else None
    return found is not None and found["short"].casefold() == "".join(
        word[0] for word in found["long"].casefold().replace("-", " ").split()
    )


def told_by_label(label: str, item: Item, language: Language) -> tuple[str, ...]:
    """Return the phrases of a label, joined with the sentence after it if the label alone says too little."""
    is_version = ONLY_VERSION.search(label) is not None and word_count(label) < _TELLING
    if is_telling(label) and not is_version and not _has_few_words(label, language.code):
        return (label,)
    sentences = sentences_of(plain(item.text[len(item.label) :].lstrip(" :.–—-")), language.code)
    said = next(_standing(sentences, language), "").rstrip(".:")
    if not said:
        return (label,)
    cuts = shorten_at_clauses(said, least=4, language=language.code)
    names_it = is_version and first_word(said) == first_word(label)  # "Kite 1.2 released: Kite 1.2 adds …"
    told = cuts if names_it else tuple(labelled(label, cut) for cut in cuts)
    return (*told, *((label,) if is_version else ()))


def _standing(sentences: Sequence[str], language: Language) -> Iterator[str]:
    """Yield the sentences that make sense on their own; after the first one, only those that say what is new."""
    for number, sentence in enumerate(sentences[:_LOOKED_AT]):
        leans = first_word(sentence) in language.leaning | language.pointing
        leans = leans or language.says("filler", sentence)
        if not leans and (number == 0 or language.says("change", sentence)):
            yield sentence


def is_telling(title: str, least: int = _TELLING) -> bool:
    """Return whether a title is a statement by itself: it has enough words, a verb or a version."""
    return word_count(title) >= least or english.has_verb(title) or bool(ONLY_VERSION.search(title))


def is_statement(phrase: str, language: str) -> bool:
    """Return whether a phrase is a statement and not only a topic: "Browsing history".

    Verbs are only recognised in English. In any other language, every phrase counts as a statement.
    """
    return ": " in phrase or not language_of(language).is_english or is_telling(phrase, _STATEMENT)


def is_topic(fact: Fact, language: str) -> bool:
    """Return whether a fact is only a topic, "Operating systems", and not a statement.

    Entries of the editor's list need fewer words. Releases and coming dates are always statements.
    """
    if fact.is_own or fact.is_urgent or fact.kind == "release" or fact.rule == "alike":
        return False
    many = (
        _STATEMENT if language_of(language).is_english else _TELLING
    )  # verbs are only recognised in English
    least = _LISTED if fact.source == "enumeration" else many
    said = " ".join(
        word for word in fact.phrases[0].split() if any(map(str.isalnum, word)) or word in _DASHES
    )
    if _TWO_PARTS.search(said) or english.DONE.match(said):
        return False
    if fact.rule == "own-heading" and fact.source == "heading" and "titled" not in fact.tags:
        return _is_mere_heading(said, language)
    return not is_telling(said, least) or _has_few_words(said, language)


def _is_mere_heading(said: str, language: str) -> bool:
    """Return whether a heading only says what the text below it is about: "Kites and their tails".

    It has no verb, no version and no word for a change. Verbs are only recognised in English.
    """
    if not language_of(language).is_english:
        return not is_telling(said, _TELLING) or _has_few_words(said, language)
    said = ASIDE.sub("", said)
    if first_word(said) in language_of(language).interrogative - {"why"} and not has_digits(said):
        return True
    tells = (
        english.has_verb(said)
        or english.has_sure_verb(said)
        or english.commands(said)
        or english.names_change(said)
    )
    return not (tells or ONLY_VERSION.search(said) or language_of(language).says("change", said))


def _has_few_words(said: str, language: str) -> bool:
    """Return whether a phrase in a language other than English has few words that are not articles and the like."""
    if (
        language_of(language).is_english
        or english.has_verb(said)
        or ONLY_VERSION.search(said)
        or has_spaceless(said)
    ):
        return False
    known = language_of(language)
    return len(content_words(said, known.ordinary | known.filling)) < _LISTED
