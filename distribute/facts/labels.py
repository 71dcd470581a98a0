"""Labels that an editor puts before an item: words in bold, or before a colon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from distribute.facts import english
from distribute.facts.clean import plain
from distribute.facts.model import Fact
from distribute.facts.shorten import balanced, sentences_of, shorten_at_clauses
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import content_words, first_word, has_digits, has_spaceless, word_count
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.markdown import Item

_ABBREVIATION = lazy_regex(r"(?P<short>\w{2,9}) \((?P<long>[^()]{1,100})\)")
_LONGEST = 16  # words of a label; what is longer is a sentence
_STATEMENT = 5  # the same of a phrase
_LISTED = 3  # the same of a phrase that the editor lists
_DASHES = frozenset("-–—")
_TWO_PARTS = lazy_regex(r": | [-–—] ")
_LOOKED_AT = 3  # sentences behind a label
_TELLING = 4  # words from which on a label says something itself


def label_of(item: Item, language: Language) -> str:
    """Return the label in bold that begins an item, "" without one that could be told."""
    label = plain(item.label).rstrip(" .:–—-")
    after = item.text[len(item.label) :].lstrip()
    is_headline = word_count(item.label) > _TELLING and english.has_verb(
        item.label
    )  # bold words that the sentence goes on from
    is_apart = (
        is_headline
        or item.label.rstrip().endswith((":", ".", "!", "?", "—", "–"))
        or after[:1]
        in {
            ":",
            "—",
            "–",
            "-",
            "",
        }
    )
    words = word_count(label)
    if not (is_apart and label and words <= _LONGEST and balanced(label)):
        return ""
    is_name = words < 2 and not has_digits(label)  # noqa: PLR2004 - one word
    if is_name or first_word(label) in language.leaning or language.says("pointer", label):
        return ""
    return "" if language.says("filler", label) else label


def is_abbreviation(label: str) -> bool:
    """Say whether `label` is a short form and what it stands for, "KFA (Kite Fliers' Association)": an entry of a glossary."""
    found = _ABBREVIATION.fullmatch(label) if label.endswith(")") else None
    return found is not None and found["short"].casefold() == "".join(
        word[0] for word in found["long"].casefold().replace("-", " ").split()
    )


def told_by_label(label: str, item: Item, language: Language) -> tuple[str, ...]:
    """Return a label, after its first sentence's words where it says too little by itself."""
    is_version = ONLY_VERSION.search(label) is not None and word_count(label) < _TELLING
    if is_telling(label) and not is_version and not _has_few_words(label, language.code):
        return (label,)
    sentences = sentences_of(plain(item.text[len(item.label) :].lstrip(" :.–—-")), language.code)
    said = next(_standing(sentences, language), "").rstrip(".:")
    if not said:
        return (label,)
    cuts = shorten_at_clauses(said, least=4, language=language.code)
    names_it = is_version and first_word(said) == first_word(label)  # "Kite 1.2 released: Kite 1.2 adds …"
    told = cuts if names_it else tuple(f"{label}: {cut}" for cut in cuts)
    return (*told, *((label,) if is_version else ()))


def _standing(sentences: Sequence[str], language: Language) -> Iterator[str]:
    """Yield the first sentence where it leans on nothing, else those after it that tell what is new."""
    for number, sentence in enumerate(sentences[:_LOOKED_AT]):
        leans = first_word(sentence) in language.leaning | language.pointing
        if not leans and (number == 0 or language.says("change", sentence)):
            yield sentence


def is_telling(title: str, least: int = _TELLING) -> bool:
    """Say whether a title says something by itself: it has at least so many words, a verb or a version."""
    return word_count(title) >= least or english.has_verb(title) or bool(ONLY_VERSION.search(title))


def is_statement(phrase: str, language: str) -> bool:
    """Say whether a phrase tells something as a sentence does, and is no mere topic: "Browsing history".

    Verbs are known of English alone; in another language every phrase is taken for a statement.
    """
    return ": " in phrase or not language.startswith("en") or is_telling(phrase, _STATEMENT)


def is_topic(fact: Fact, language: str) -> bool:
    """Say whether a fact only names what is told elsewhere, "Operating systems", and says nothing of it.

    What the editor lists needs fewer words, and a release or a day to come says something by itself.
    """
    if fact.is_own or fact.is_urgent or fact.kind == "release" or fact.rule == "alike":
        return False
    many = _STATEMENT if language.startswith("en") else _TELLING  # verbs are known of English alone
    least = _LISTED if fact.source == "enumeration" else many
    said = " ".join(
        word for word in fact.phrases[0].split() if any(map(str.isalnum, word)) or word in _DASHES
    )
    if _TWO_PARTS.search(said) or english.DONE.match(said):
        return False
    return not is_telling(said, least) or _has_few_words(said, language)


def _has_few_words(said: str, language: str) -> bool:
    """Say whether a phrase in another language than English has hardly a word but for articles and the like."""
    if (
        language.startswith("en")
        or english.has_verb(said)
        or ONLY_VERSION.search(said)
        or has_spaceless(said)
    ):
        return False
    known = language_of(language)
    return len(content_words(said, known.ordinary | known.filling)) < _LISTED
