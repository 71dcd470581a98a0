"""Shorten sentences at the ends of clauses, never inside one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from distribute.facts import english, english_cuts
from distribute.facts.clean import plain
from distribute.facts.versions import VERSION_FOLLOWS
from distribute.facts.words import first_word, is_question, word_count
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import is_short_month, months_named
from distribute.text.markdown import Item

_ENDING = lazy_regex(r"[.!?:？؟。！](?=\s|\Z)")
_WINDOW = 800  # most characters of a phrase; more would make very long sentences slow
_SENTENCE = lazy_regex(
    r"(?<=[。！？])(?![」』》”’）】])|(?<=[。！？][」』》”’）】])|(?<=[.!?])\s+[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]{1,9}\s+(?=[A-ZÀ-ÞА-Я0-9])|(?<=[^\W\d]\?)\s+(?=[a-z])|(?:(?<=[.!?…])|(?<=[.!?…][\"”’')\]]))\s+(?=[\"“‘'(\[]?[A-ZÀ-ÞА-Я0-9가-힣])"
)
_LAST = lazy_regex(r"(?:(\w+)\s)?\b(\w+)\.\Z")
# What a number follows, in any language: "Bd. 3", "ver. 4.1".
_BEFORE_NUMBER = lazy_regex(
    r"\b(?:abb|afb|bd|blz|figs?|kap|no|nr|núm|num|pág|pag|pp|tom|vers?|vol|wyd)\.\Z", re.IGNORECASE
)
_DAY, _NTH = 2, 3  # digits of a day, and of an ordinal
# "The forum has moved: you find it at forum.kite.example"
_ADDRESS = lazy_regex(r"\b[a-zà-ÿ]{1,5} ((?:[\w-]{1,63}\.){1,5}[a-z]{2,20})\b", needs=".")
_LIST = lazy_regex(r"\s*(?:[;:](?=\s)|\s[–—-]\s|,\s|\s\()")  # separators of a list
# The title of a commit: "tail: sew on loops"
COMMIT_TITLE = lazy_regex(r"[a-z][\w./-]{1,30}: (?=\S)")
_LIST_OPENS = lazy_regex(r": | ?— ?| – ")
_QUOTE_OPENS, _QUOTE_CLOSES = lazy_regex(r"(?<!\S)['‘](?=\w)"), lazy_regex(r"(?<=\S)['’](?!\w)")
_LEAST_UNTOLD = 5  # fewest words of a clause in a language whose verbs are not known
# "What is a loop ? And a knot ? will be shown": a title with marks of its own goes on
_ASKED_INSIDE = lazy_regex(r"[^.?!]+ [?!] [a-zà-ÿ]")
_QUOTED = 4  # most sentences of a quotation that is read as one
_INSERTED = 40  # most characters of what is inserted between two clauses
_ENTRY, _NEXT_ENTRY = 3, 4  # most words of the entries of a list after a colon
_PARTICIPLE = 4  # letters of a word than which a participle is longer, unlike "red"
_PAIRS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"), ("【", "】"), ("（", "）"))
_LAST_WORDS = 16  # characters that hold an abbreviation or a day


@cache
def _abbreviation(language: str) -> re.Pattern[str]:
    """Return the pattern of a text that ends with an abbreviation, an initial or a nickname.

    Abbreviations of English are included, because names contain them in any language.
    """
    known = dict.fromkeys(language_of(code).clauses.abbreviations for code in (language, "en"))
    return lazy_regex(
        rf"(?:(?:\b(?:[A-Z]|{'|'.join(filter(None, known))})|(?<![\w'’.-])[a-y])\.[\"”’']*"
        rf"|(?<!\w)[\"“‘'][a-z]{{1,9}}\.[\"”’'])$"
    )


@cache
def _clause(language: str) -> re.Pattern[str]:
    """Return the pattern of what certainly begins a clause, in languages other than English.

    Without a list of verbs, a comma alone does not distinguish a clause from an adverbial.
    """
    return lazy_regex(rf"\s*(?:;|\s[–—]\s|,\s+(?:{language_of(language).clauses.openers or '(?!)'})\b)")


def sentences_of(text: str, language: str) -> list[str]:
    """Return the sentences of `text`. The full stop of an abbreviation, or in a quotation, does not end a sentence."""
    found: list[list[str]] = []
    pieces = _SENTENCE.split(text.strip())
    is_quoting = False
    for number, piece in enumerate(pieces):
        end = found[-1][-1][-_LAST_WORDS:] if found else ""
        goes_on = _abbreviation(language).search(end) or _is_within_date(end, piece, language)
        is_numbered = piece[:1].isdigit() and _BEFORE_NUMBER.search(end)
        is_closed = is_quoting and any(map(_turns_quotation, pieces[number : number + _QUOTED]))
        if goes_on or is_numbered or is_closed or (end.endswith(("?", "!")) and _ASKED_INSIDE.match(piece)):
            found[-1].append(piece)
        elif piece.strip():
            found.append([piece.strip()])
            is_quoting = False
        is_quoting ^= _turns_quotation(piece)
    return [" ".join(pieces) for pieces in found]


def _turns_quotation(piece: str) -> bool:
    """Return whether a quotation begins in `piece` that does not end there, or the other way round."""
    return sum(map(piece.count, '"„“”')) % 2 == 1  # “…”, „…“ and „…” are quotations


def _is_within_date(end: str, following: str, language: str) -> bool:
    """Return whether the full stop at the end of `end` belongs to a day, an ordinal or a short month."""
    found = _LAST.search(end)
    before, last = found.groups(default="") if found else ("", "")
    if not last.isdigit():  # "held Oct. 3"
        return following[:1].isdigit() and is_short_month(last)
    if len(last) <= _DAY and months_named(following.partition(" ")[0], year=1):  # "am 11. Januar"
        return True
    ordinals = language_of(language).clauses.before_ordinals
    return len(last) <= _NTH and before.casefold() in ordinals  # "auf der 26. Konferenz"


def begins_subordinate(text: str, language: str) -> bool:
    """Return whether a sentence begins with a subordinate clause."""
    words = language_of(language)
    first, comma, rest = text.partition(", ")
    adverb = bool(comma) and " " not in first and first_word(rest) in words.conditional  # "Previously, if …"
    is_participle = bool(comma) and language_of(language).is_english and english.begins_with_participle(text)
    return adverb or is_participle or first_word(text) in words.subordinate


def shorten_at_clauses(text: str, *, least: int, language: str, is_told: bool = False) -> tuple[str, ...]:
    """Return `text` whole, then cut at the ends of its clauses, fuller ones first.

    If `least` is more than 1, the text is a sentence, which keeps that many words and its verb. If `is_told`, its first
    words are the news, such as the name of a release, and it may be cut at every comma in any language.
    """
    text = text.strip().rstrip(",;:")
    found = [text]
    address = _ADDRESS.search(text, 0, _WINDOW)
    is_sentence, is_english = least > 1, language_of(language).is_english
    words = language_of(language).clauses
    if is_sentence and (begins_subordinate(text, language) or first_word(text) in words.adverbial):
        return (text,)
    is_told = is_told or is_english or not is_sentence
    clause = english_cuts.CLAUSE if is_english else _LIST if is_told else _clause(language)
    least = least if is_told else max(least, _LEAST_UNTOLD)
    for match in reversed(list(clause.finditer(text, 0, _WINDOW))):
        head = text[: match.start()].rstrip(" ,;:–—-(")
        if not is_told and "," in head and match[0].strip()[:1] == ",":
            continue  # an inserted clause may still be open, and the verb missing
        is_stop = match[0].strip()[:1] in {":", ";"}
        if is_english and (english_cuts.is_inseparable(match) or english_cuts.is_noun_open(head, match)):
            continue
        if address and address.start() < match.end() <= address.end():
            continue
        if address and match.start() < address.start():
            break  # the address is the news
        if _is_in_question(match):
            continue  # "Kites can't fly, can they?" says that they can
        if _is_between_versions(head, match) or (is_sentence and _is_open(head, match, language)):
            continue
        long_enough = word_count(head) >= least and (is_stop or not dangles(head, language))
        tail = head.rpartition(": ")[2]
        if tail != head and begins_subordinate(tail, language):
            continue  # "…: from 11 January" is incomplete
        # "Kite, as others like it, …": without a verb before it, the text between commas is inserted.
        is_told_before = not is_sentence or english.tells(head.partition(", ")[0])
        if long_enough and balanced(head) and is_told_before:
            found.append(head)
    return tuple(dict.fromkeys(found))


def _is_in_question(cut: re.Match[str]) -> bool:
    """Return whether what a cut leaves out ends in a question mark, without which the question would be a statement."""
    end = _ENDING.search(cut.string, cut.start())
    return end is not None and is_question(end[0])


def with_more(phrases: Sequence[str], language: Language) -> tuple[str, ...]:
    """Return phrases with "and more" behind those that end inside a list: "adds loops, tails | , and wings"."""
    whole = phrases[0] if phrases else ""
    return tuple(
        f"{phrase}{language.say.and_more}"
        if _ends_in_list(phrase, whole.removeprefix(phrase), language)
        else phrase
        for phrase in phrases
    )


def _ends_in_list(phrase: str, following: str, language: Language) -> bool:
    """Return whether a phrase has several entries of a list, and `following` is the others, to the end.

    "A new tail, Moth" and "in 3.10, released in 2021" are no lists.
    """
    before, _, last = phrase.rpartition(", ")
    found = _last_entries(language.code).fullmatch(following) if before else None
    is_noun = last[:1].islower() or language.code.startswith("de")  # a name beside a noun explains it
    if not found or not is_noun or english.has_verb(last):
        return False
    entries = (last, *filter(None, found["entries"].split(", ")), found["last"])
    return not any(_opens_clause(entry, language) for entry in entries)


def _opens_clause(entry: str, language: Language) -> bool:
    first = first_word(entry)
    opening = language.subordinate | language.interrogative | (language.clauses.dangling - language.ordinary)
    is_participle = first.endswith(("ing", "ed")) and len(first) > _PARTICIPLE
    return first in opening or is_participle


@cache
def _last_entries(language: str) -> re.Pattern[str]:
    """Return the pattern of the last entries of a list: ", and C", ", C, D and E"."""
    joining = language_of(language).clauses.conjunctions or "(?!)"
    return lazy_regex(
        rf"(?P<entries>(?:, (?!(?:{joining}) )[^,;:.()]{{1,60}}?){{0,6}}),? (?:{joining}) (?P<last>[^,;:.()]{{1,60}})"
    )


def outside_titles(phrases: tuple[str, ...], items: Sequence[Item]) -> tuple[str, ...]:
    """Return the phrases that do not end inside a title that items link, or all: "Ada writes in Kites: | How They Fly"."""
    titles = [
        (plain(item.text), title)
        for item in items
        for link in item.links
        if ": " in link.text and (title := plain(link.text).rstrip(" .…!?"))
    ]
    outside = tuple(phrase for phrase in phrases if not any(_ends_inside(phrase, *each) for each in titles))
    return outside or phrases


def _ends_inside(phrase: str, text: str, title: str) -> bool:
    """Return whether a phrase, perhaps without its label, ends inside a title that stands in `text`, but not first."""
    said = phrase if phrase in text else phrase.partition(": ")[2]
    end, begin = text.find(said) + len(said), text.find(title)
    return bool(said) and said in text and 0 < begin < end < begin + len(title)


def _is_open(head: str, clause: re.Match[str], language: str) -> bool:
    """Return whether `head` would be incomplete, or say something else, without what follows it."""
    names_weekday = first_word(head.rpartition(" ")[2]) in language_of(language).clauses.weekdays
    return bool(
        names_weekday  # "on Friday" is another day than "on Friday, 12 June"
        or _is_in_list(head, clause)
        or _is_limited(clause.string[clause.start() : clause.start() + _WINDOW], language)
        or (language_of(language).is_english and english_cuts.is_open(head, clause))
    )


def _is_in_list(head: str, clause: re.Match[str]) -> bool:
    """Return whether a cut is between two entries of a list after a colon or dash: "New colours: red | , blue and green"."""
    text, begin = clause.string, clause.start()
    opened = list(_LIST_OPENS.finditer(head))
    if not opened or not text.startswith(", ", begin):
        return False
    listed = head[opened[-1].end() :]
    first, last = listed.partition(", ")[0], listed.rpartition(", ")[2]
    following = text[begin + 2 : begin + _WINDOW].partition(",")[0]
    is_comma = clause[0].strip() == "," or not english.tells(f" {following}")
    if is_comma and word_count(first) <= _ENTRY and not english.tells(f" {first}"):
        return True
    return (
        following[:1].isalpha()
        and word_count(last) <= _ENTRY
        and word_count(following) <= _NEXT_ENTRY
        and not any(map(english.tells, (f" {last}", f" {following}")))
    )


def _is_between_versions(head: str, clause: re.Match[str]) -> bool:
    """Return whether a cut would leave out some of several versions: "mended in 2.0.8 | , 2.1.9"."""
    last = head.rpartition(" ")[2]
    ends = "." in last and last[-1:].isdigit()
    return ends and VERSION_FOLLOWS.match(clause.string, clause.start()) is not None


def _is_limited(following: str, language: str) -> bool:
    """Return whether what follows a clause takes back a part of it, or makes it depend on a condition.

    Something may be inserted before: "of silk, not wool, but the tail of Moth is of wool".
    """
    words = tuple(f"{word} " for word in language_of(language).clauses.limiting)
    rest = following.lstrip(" ,;(–—-")
    inserted, _, after = rest.partition(", ")
    return rest.startswith(words) or (len(inserted) <= _INSERTED and after.startswith(words))


def dangles(text: str, language: str) -> bool:
    """Return whether `text` ends with a word after which another word must follow."""
    words = text.rstrip(" .:,;。").casefold().split()
    if not words:
        return False
    is_dangling = words[-1] in language_of(language).clauses.dangling
    return is_dangling or (language_of(language).is_english and english_cuts.has_open_end(words))


def balanced(text: str) -> bool:
    """Return whether every bracket and quotation mark in `text` is closed."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("{") == text.count("}")
        and all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
        and text.count('"') % 2 == 0
        and len(_QUOTE_OPENS.findall(text)) <= len(_QUOTE_CLOSES.findall(text))
    )
