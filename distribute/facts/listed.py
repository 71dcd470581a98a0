"""What an editor lists, in the front matter or before the first heading: its entries, and the sentences that report news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

import msgspec

from distribute.facts.clean import plain, plain_title, strip_lead_in
from distribute.facts.english import begins_with_definition, has_verb, main_clauses
from distribute.facts.naming import has_name
from distribute.facts.newsworthy import stands_alone
from distribute.facts.recurrence import IssueContext, undated
from distribute.facts.shorten import begins_subordinate, sentences_of
from distribute.facts.topics import is_generic
from distribute.facts.versions import ONLY_VERSION, without_older
from distribute.facts.words import (
    content_words,
    first_word,
    word_count,
    words_of,
)
from distribute.issue import DESCRIPTIONS, Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.markdown import Item, Section

ENTRIES_OF_LIST = 2  # fewer entries are not a list
_BARS = (" | ", " • ", " · ")  # between the entries of a list on one line
_COMMA = ", "
_INTRO = 3  # most words before the colon of a list: "In this issue: …"
_ENTRY = lazy_regex(r", (?=[“\"‘']?[A-ZÀ-Þ])")
# A quotation: "… – Ada Moth"
_ATTRIBUTED = lazy_regex(r"\s[–—-]{1,2} [A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3}\W*\Z")
_CODE = lazy_regex(r"(?P<mark>`{1,2})(?P<code>[^`]{1,99})(?P=mark)")
_LEADS = 60  # most sentences of an introduction or description that are read
_PART = 4  # most words of the name of a part of an issue
FIRST_OF_EACH = 2  # facts of each entry that come before the third fact of any
_LONG = 10  # fewest words of a description that is compared so
_ALIKE = 0.8  # least share of the words of two descriptions that both have, if they are the same


class Listed(msgspec.Struct, frozen=True):
    """One entry of an enumeration, and its line.

    An entry that `leads_on` is a link within the page. An entry that is `unlike` the body shares few words with it. An entry
    `in_part` stands below the name of a part of the issue.
    """

    text: str
    line: int
    leads_on: bool = False
    unlike: bool = False
    in_part: bool = False


def description_of(issue: Issue, earlier: Iterable[Issue]) -> str:
    """Return the description in the front matter, "" if it is a quotation, cut off, or nearly that of an earlier issue."""
    said = " ".join(plain(_CODE.sub(r"\g<code>", issue.words.description)).split())
    usual = (plain(other.words.description) for other in earlier)
    is_usual = any(_is_alike(said, each) for each in usual) or _ATTRIBUTED.search(said)
    dangling = language_of(issue.language).clauses.dangling
    is_cut = said[-1:].isalnum() and not dangling.isdisjoint(words_of(said)[-1:])
    return "" if is_usual or is_cut else said


def shares_words_with_body(text: str, context: IssueContext) -> bool:
    """Return whether the issue contains at least half of a text's words, unlike those of a quotation or greeting."""
    return _is_like(content_words(text, usual_words(context.language)), context.issue.body.casefold())


def described(issue: Issue, earlier: Iterable[Issue]) -> list[Listed]:
    """Return the sentences of the description in the front matter, or none if it is not about this issue."""
    said = description_of(issue, earlier)
    if not said:
        return []
    line = issue.line_of(*DESCRIPTIONS)
    body, common = issue.body.casefold(), usual_words(language_of(issue.language))
    entries = islice(entries_of(said, language_of(issue.language)), _LEADS)
    return [
        Listed(part, line, unlike=not _is_like(content_words(part, common), body))
        for entry in entries
        for part in _parted(entry, language_of(issue.language))
        if not begins_with_definition(part)
    ]


def _is_alike(one: str, other: str) -> bool:
    """Return whether two descriptions have the same words but for numbers and dates, or sentences without lists nearly so."""
    one, other = (" ".join(undated(text).split()) for text in (one, other))
    words, others = {*words_of(one)}, {*words_of(other)}
    is_list = ", " in one or len(words) < _LONG
    return one == other or (not is_list and len(words & others) >= _ALIKE * len(words | others))


def _parted(sentence: str, language: Language) -> list[str]:
    """Return the clauses of a sentence that lists what several subjects did, each as a sentence, or the sentence alone."""
    is_open = first_word(sentence) in language.conditional or begins_subordinate(sentence, language.code)
    clauses = main_clauses(sentence) if language.is_english and not is_open else []
    is_news = any(language.says("change", clause) for clause in clauses)
    return [f"{clause}." for clause in clauses] if is_news else [sentence]


def usual_words(language: Language) -> frozenset[str]:
    """Return the words that say nothing of what a text is about."""
    return language.ordinary | language.filling | language.generic


def _is_like(words: set[str], body: str) -> bool:
    """Return whether the issue contains at least half of the words, unlike those of a quotation or greeting."""
    return 2 * sum(word in body for word in words) >= len(words)


def entries_of(said: str, language: Language, body: str | None = None) -> Iterator[str]:
    """Yield the sentences of a summary, and the entries of a list of titles.

    An entry with a version that is not in `body` is taken for a mistake and omitted.
    """
    text = without_intro(said, language)
    parted = next((text.split(bar) for bar in _BARS if text.count(bar) >= ENTRIES_OF_LIST), None)
    if parted:
        yield from parted
        return
    for number, sentence in enumerate(sentences_of(text, language.code)):
        titles = _ENTRY.split(sentence)
        is_list = number == 0 and text != said and all(" " in title for title in titles)
        for entry in titles if is_list else [sentence]:
            parts = entry.split(", ")
            kept = [part for part in parts if _agrees(part, body)]
            if kept and (kept[0] == parts[0] or len(kept) == len(parts)):
                yield ", ".join(kept)


def without_intro(said: str, language: Language) -> str:
    """Return the text after "In this issue:" or "This month:", or the whole text without such an introduction."""
    intro, colon, rest = said.partition(":")
    names_issue = _COMMA in rest and language.lists.issue.issuperset(words_of(intro))
    is_intro = word_count(intro) <= _INTRO and (first_word(intro) in language.lists.inside or names_issue)
    return without_intro(rest.lstrip(), language) if colon and is_intro else said


def _agrees(text: str, body: str | None) -> bool:
    return body is None or all(version in body for version in ONLY_VERSION.findall(text))


def listed_before(sections: Sequence[Section], context: IssueContext) -> list[Listed]:
    """Return the entries of lists before the first heading, and the sentences there that enumerate or report news."""
    opening = [section for section in sections if not section.title or _is_own_title(section, context.issue)]
    if not any(section.items for section in sections if section not in opening):
        return []
    items = [item for section in opening for item in section.items]
    if by_part := listed_by_part(items, context):
        return by_part
    entries: list[Listed] = []
    for item in items:
        is_usual = item.kind == "paragraph" and context.is_filled_in(item.line)
        if is_usual or context.times_seen(item.line):
            continue
        if item.kind == "bullet":
            entries.append(_listed(item))
        elif item.kind == "paragraph":
            said = list(islice(sentences_of(plain(item.text), context.language.code), _LEADS))
            sentences = without_older(said, context.issue.title)
            entries += [
                Listed(news, item.line)
                for sentence in sentences
                if not sentence.endswith((":", "："))
                for news in _news_of(sentence, context)
            ]
    return _by_label(entries, context)


def _by_label(entries: Sequence[Listed], context: IssueContext) -> list[Listed]:
    """Return the entries of a list, the first one of each label first, and without labels that say nothing.

    "Housekeeping: a, Housekeeping: b, Kites: c" begins with "a" and "Kites: c".
    """
    often: Counter[str] = Counter()
    rounds: list[tuple[int, Listed]] = []
    for entry in entries:
        label, colon, _ = entry.text.partition(": ")
        name = label if colon and word_count(label) <= _PART else entry.text
        rounds.append((often[name], entry))
        often[name] += 1
    if max(often.values(), default=0) < ENTRIES_OF_LIST:
        return list(entries)
    return [_in_part(entry, context) for _, entry in sorted(rounds, key=lambda each: each[0])]


def _in_part(entry: Listed, context: IssueContext) -> Listed:
    """Return an entry with a label as one of a part, without a label that any issue may have: "Housekeeping"."""
    label, _, said = entry.text.partition(": ")
    is_usual = bool(said) and is_generic(label, context.language, context.issue.site)
    text = said if is_usual else entry.text
    return msgspec.structs.replace(entry, text=text, in_part=bool(said))


def listed_by_part(items: Sequence[Item], context: IssueContext) -> list[Listed]:
    """Return the first entry of each part of a list of parts, then the second ones, or none for any other list.

    "Kites: new tails, red reels. Moths: lamps" lists what is new in two parts.
    """
    bullets = [item for item in items if item.kind == "bullet"]
    if len(bullets) < ENTRIES_OF_LIST or not all(map(_is_part, bullets)):
        return []
    title = content_words(context.issue.title, context.unspecific)
    bullets.sort(
        key=lambda part: (
            title.isdisjoint(content_words(part.text, context.unspecific)),
            is_generic(part.text, context.language, context.issue.site),
        )
    )
    listed = (list(islice(_of_part(part, context), FIRST_OF_EACH)) for part in bullets)
    return [entry for each in zip_longest(*listed) for entry in each if entry]


def _of_part(part: Item, context: IssueContext) -> Iterator[Listed]:
    """Yield the new entries below a part's name, behind it if they do not have its words: "Kite 3: The tail is longer"."""
    name = plain_title(part.text)
    says_nothing = name.endswith("?") or is_generic(name, context.language, context.issue.site)
    for child in part.children:
        if context.times_seen(child.line):
            continue
        entry = _listed(child, in_part=True)
        known = content_words(name, context.unspecific)
        is_named = says_nothing or ": " in entry.text or known & content_words(entry.text, context.unspecific)
        text = entry.text if is_named else f"{name}: {entry.text}"
        yield msgspec.structs.replace(entry, text=text)


def _is_part(item: Item) -> bool:
    """Return whether an entry only names a part of the issue, whose news are listed below it."""
    are_listed = bool(item.children) and all(child.kind == "bullet" for child in item.children)
    return (
        are_listed and word_count(item.text) <= _PART and (item.text.endswith("?") or not has_verb(item.text))
    )


def _listed(item: Item, *, in_part: bool = False) -> Listed:
    leads_on = any(link.text == item.text and not link.url for link in item.links)
    return Listed(plain(item.text), item.line, leads_on, in_part=in_part)


def _news_of(sentence: str, context: IssueContext) -> list[str]:
    """Return what a sentence of the introduction reports or lists: itself, its clauses, or nothing."""
    news = strip_lead_in(sentence, language=context.language.code)
    if len(clauses := _parted(news, context.language)) > 1:
        return clauses
    is_told = context.language.says("enumerates", sentence) or reports_news(news, context)
    return [news] if is_told else []


def _is_own_title(section: Section, issue: Issue) -> bool:
    """Return whether a heading is the title of the issue and not of the text below it."""
    said = plain(section.title).casefold()
    return section.level == 1 and (said in issue.headline.casefold() or issue.title.casefold() in said)


def reports_news(sentence: str, context: IssueContext) -> bool:
    """Return whether a sentence of an introduction says what is new and names it: "Kite 2.0 was finally released"."""
    language = context.language
    names = has_name(sentence, language, context.issue.site) or ONLY_VERSION.search(sentence) is not None
    return (
        names
        and (language.says("change", sentence) or _brings_news(sentence, language))
        and stands_alone(sentence, language)
        and not any(language.says(rule, sentence) for rule in ("filler", "background"))
    )


def _brings_news(sentence: str, language: Language) -> bool:
    """Return whether a sentence says that something is new, but not the issue itself: "The new letter is out"."""
    return language.says("brings-news", sentence) and language.lists.issue.isdisjoint(words_of(sentence))
