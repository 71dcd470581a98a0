"""The editor's own list of an issue's news, in the front matter or before the first heading.

The list says what matters and in which order. An entry that only names something in the body is replaced by the body's
fact about it. An entry that makes sense on its own becomes a fact itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, zip_longest

import msgspec

from distribute.facts.clean import plain, plain_title, strip_lead_in
from distribute.facts.english import begins_with_definition, has_verb, main_clauses
from distribute.facts.filters import leaks
from distribute.facts.model import Fact
from distribute.facts.naming import has_name
from distribute.facts.newsworthy import stands_alone
from distribute.facts.recurrence import IssueContext, undated
from distribute.facts.shorten import balanced, begins_subordinate, sentences_of, shorten_at_clauses
from distribute.facts.topics import is_featured, is_generic
from distribute.facts.versions import ONLY_VERSION, without_older
from distribute.facts.words import (
    content_words,
    first_word,
    has_digits,
    has_spaceless,
    is_question,
    word_count,
    words_of,
)
from distribute.issue import DESCRIPTIONS, Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.markdown import Item, Section

_ENTRIES_OF_LIST = 2  # fewer entries are not a list
_BARS = (" | ", " • ", " · ")  # between the entries of a list on one line
_COMMA = ", "
_INTRO = 3  # most words before the colon of a list: "In this issue: …"
_ENTRY = lazy_regex(r", (?=[“\"‘']?[A-ZÀ-Þ])")
# A quotation: "… – Ada Moth"
_ATTRIBUTED = lazy_regex(r"\s[–—-]{1,2} [A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3}\W*\Z")
_CODE = lazy_regex(r"(?P<mark>`{1,2})(?P<code>[^`]{1,99})(?P=mark)")
_LEADS = 60  # most sentences of an introduction or description that are read
_PART = 4  # most words of the name of a part of an issue
_FIRST = 2  # facts of each entry that come before the third fact of any
_SHARED = 2  # fewest words that an entry and its fact have in common
_SHORT = 4  # most letters of a word whose final "s" is not removed
_LONG = 10  # fewest words of a description that is compared so
_ALIKE = 0.8  # least share of the words of two descriptions that both have, if they are the same
_HALF = 0.5  # least share of an entry's words that its fact has
_FEWEST = 3  # fewest words of an entry that makes sense on its own
_SENTENCE = 6  # fewest words of an entry that is a sentence


@cache
def _between(language: str) -> re.Pattern[str]:
    """Return the pattern of the separators of a list."""
    joining = language_of(language).clauses.conjunctions
    words = rf"(?<=\w)(?:{joining})" if has_spaceless(joining) else rf" (?:{joining or '&'}|&) "
    return lazy_regex(rf"[,;:、，；：] ?|\s[–—-]\s|{words}")


@cache
def _more(language: str) -> re.Pattern[str]:
    """Return the pattern of what ends a list without naming anything: ", and much more!"."""
    words = language_of(language)
    joining, more = words.clauses.conjunctions or "&", words.releases.more or "(?!)"
    return lazy_regex(
        rf", (?:{joining}|&) (?:(?:so )?(?:much |many ){{0,3}})(?:{more})[!.…]*\Z", re.IGNORECASE
    )


@cache
def _verb_of_lists(language: str) -> re.Pattern[str]:
    return lazy_regex(rf"\b(?:{language_of(language).lists.verbs or '(?!)'})\b")


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


def enumerated(
    sections: Sequence[Section], facts: Sequence[Fact], context: IssueContext, earlier: Iterable[Issue]
) -> list[Fact]:
    """Return the facts that the editor lists, in the editor's order, or none if there is no list."""
    described = _described(context.issue, earlier)
    introduced = _listed_before(sections, context)
    for entries in (described, introduced):
        if entries:
            found = _resolved(entries, facts, sections, context)
            if len(found) >= _ENTRIES_OF_LIST:
                return found
    featured = list(_featured(sections, facts, context))
    if len(featured) >= _ENTRIES_OF_LIST:
        return featured
    return [*_told_by_description(described, context), *_told_by_introduction(introduced, context)]


def _told_by_description(described: Sequence[Listed], context: IssueContext) -> Iterator[Fact]:
    """Yield the statement of a description without a list if it is about this issue's news: "Loops are here!"."""
    language, issue = context.language, context.issue
    ignored = context.unspecific | language.generic | frozenset(issue.title.casefold().split())
    for number, entry in enumerate(described[:1] if language.has("report") else ()):
        told = _contents(entry, context, number) or _as_it_is(entry, context, number)
        said = told.phrases[0] if told else ""
        if (
            told
            and len(content_words(said, ignored)) >= _SHARED
            and not language.says("teaser", said)
            and not language.says("leans-back", said)
        ):
            yield told


def _contents(entry: Listed, context: IssueContext, number: int) -> Fact | None:
    """Return what a description lists as the issue's contents, "Kites and moths" of "This month covers kites and moths"."""
    language, issue = context.language, context.issue
    parted = (entry.text.partition(f" {verb} ") for verb in language.lists.holding)
    subject, _, contents = next((each for each in parted if each[2]), ("", "", ""))
    known = {*words_of(issue.title), *words_of(issue.site), *language.ordinary, *language.lists.issue}
    if not known.issuperset(words_of(subject)) or ", " not in contents:
        return None
    contents = contents[0].upper() + contents[1:] if contents.partition(" ")[0].islower() else contents
    return _as_it_is(msgspec.structs.replace(entry, text=contents), context, number)


def _told_by_introduction(introduced: Sequence[Listed], context: IssueContext) -> Iterator[Fact]:
    """Yield the statements of an introduction that report news: "Kite 2 just shipped"."""
    for number, entry in enumerate(introduced):
        if (
            _is_statement(entry.text)
            and _reports(entry.text, context)
            and (told := _as_it_is(entry, context, number))
        ):
            yield told


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
    return _is_like(content_words(text, _common(context.language)), context.issue.body.casefold())


def _described(issue: Issue, earlier: Iterable[Issue]) -> list[Listed]:
    """Return the sentences of the description in the front matter, or none if it is not about this issue."""
    said = description_of(issue, earlier)
    if not said:
        return []
    line = issue.line_of(*DESCRIPTIONS)
    body, common = issue.body.casefold(), _common(language_of(issue.language))
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


def _common(language: Language) -> frozenset[str]:
    return language.ordinary | language.filling | language.generic


def _is_like(words: set[str], body: str) -> bool:
    """Return whether the issue contains at least half of the words, unlike those of a quotation or greeting."""
    return 2 * sum(word in body for word in words) >= len(words)


def entries_of(said: str, language: Language, body: str | None = None) -> Iterator[str]:
    """Yield the sentences of a summary, and the entries of a list of titles.

    An entry with a version that is not in `body` is taken for a mistake and omitted.
    """
    text = without_intro(said, language)
    parted = next((text.split(bar) for bar in _BARS if text.count(bar) >= _ENTRIES_OF_LIST), None)
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


def _listed_before(sections: Sequence[Section], context: IssueContext) -> list[Listed]:
    """Return the entries of lists before the first heading, and the sentences there that enumerate or report news."""
    opening = [section for section in sections if not section.title or _is_own_title(section, context.issue)]
    if not any(section.items for section in sections if section not in opening):
        return []
    items = [item for section in opening for item in section.items]
    if by_part := _listed_by_part(items, context):
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
    if max(often.values(), default=0) < _ENTRIES_OF_LIST:
        return list(entries)
    return [_in_part(entry, context) for _, entry in sorted(rounds, key=lambda each: each[0])]


def _in_part(entry: Listed, context: IssueContext) -> Listed:
    """Return an entry with a label as one of a part, without a label that any issue may have: "Housekeeping"."""
    label, _, said = entry.text.partition(": ")
    is_usual = bool(said) and is_generic(label, context.language, context.issue.site)
    text = said if is_usual else entry.text
    return msgspec.structs.replace(entry, text=text, in_part=bool(said))


def _listed_by_part(items: Sequence[Item], context: IssueContext) -> list[Listed]:
    """Return the first entry of each part of a list of parts, then the second ones, or none for any other list.

    "Kites: new tails, red reels. Moths: lamps" lists what is new in two parts.
    """
    bullets = [item for item in items if item.kind == "bullet"]
    if len(bullets) < _ENTRIES_OF_LIST or not all(map(_is_part, bullets)):
        return []
    title = content_words(context.issue.title, context.unspecific)
    bullets.sort(
        key=lambda part: (
            title.isdisjoint(content_words(part.text, context.unspecific)),
            is_generic(part.text, context.language, context.issue.site),
        )
    )
    listed = (list(islice(_of_part(part, context), _FIRST)) for part in bullets)
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
    is_told = context.language.says("enumerates", sentence) or _reports(news, context)
    return [news] if is_told else []


def _is_own_title(section: Section, issue: Issue) -> bool:
    """Return whether a heading is the title of the issue and not of the text below it."""
    said = plain(section.title).casefold()
    return section.level == 1 and (said in issue.headline.casefold() or issue.title.casefold() in said)


def _reports(sentence: str, context: IssueContext) -> bool:
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


def _featured(sections: Sequence[Section], facts: Sequence[Fact], context: IssueContext) -> Iterator[Fact]:
    """Yield the facts of the list under a heading such as "Highlights", in its order.

    If there are several such headings, or one below another heading, they are about parts of the issue and are ignored.
    """
    featured = [section for section in sections if is_featured(section.title, context.language)]
    if len(featured) != 1 or featured[0].above:
        return
    if by_part := _listed_by_part(featured[0].items, context):
        yield from _resolved(by_part, facts, sections, context)
        return
    lines = {item.line for item in featured[0].items if item.kind == "bullet"}
    listed = (fact for fact in facts if fact.line in lines and not fact.is_minor)
    yield from (_enumerated(fact) for fact in sorted(listed, key=lambda fact: fact.line))


def _enumerated(fact: Fact) -> Fact:
    return msgspec.structs.replace(
        fact, source="enumeration", tags=tuple(dict.fromkeys((*fact.tags, "lead")))
    )


def _resolved(
    entries: Sequence[Listed], facts: Sequence[Fact], sections: Sequence[Section], context: IssueContext
) -> list[Fact]:
    """Return the facts for the entries: at most two of each entry first, then the others."""
    index = _Index(facts, sections, context)
    told: list[list[Fact]] = []
    for number, entry in enumerate(entries):
        own = _as_it_is(entry, context, number)
        is_sentence = not entry.leads_on and (_is_statement(entry.text) or entry.in_part)
        is_told = own is not None and len(entries) >= _ENTRIES_OF_LIST and is_sentence
        found = [] if own and is_told else list(index.facts_for(entry))
        is_new = own and (is_told or not (found or index.has_told(entry)))
        told.append([own] if own and is_new else found)
    first = [fact for found in told for fact in found[:_FIRST]]
    return [*first, *(fact for found in told for fact in found[_FIRST:])]


class _Index:
    """Finds the body's facts by their names and words. Each fact is returned once."""

    def __init__(self, facts: Sequence[Fact], sections: Sequence[Section], context: IssueContext) -> None:
        self.context = context
        self.ignored = context.unspecific
        facts = [fact for fact in facts if not fact.is_minor]  # a bare name is no news, even if it is listed
        self.names = [(name, fact) for fact in facts for name in self._names(fact)]
        self.words = [
            (self._words(f"{fact.phrases[0]} {fact.name} {fact.phrases[-1]}"), fact) for fact in facts
        ]
        self.sections = [(self._words(section.title), section.title) for section in sections]
        self.facts = facts
        self.taken: set[Fact] = set()

    def _words(self, text: str) -> set[str]:
        """Return the content words of `text`, in the singular."""
        words = content_words(text, self.ignored)
        return {word.removesuffix("s") if len(word) > _SHORT else word for word in words}

    def _names(self, fact: Fact) -> Iterator[str]:
        """Yield the proper names of a fact, one for each release if it joins several."""
        whole = (
            fact.phrases[0].split(", ") if fact.rule == "bare-releases" else [fact.name or fact.phrases[-1]]
        )
        yield from filter(None, map(self._proper, whole))

    def _proper(self, text: str) -> str:
        """Return the proper name at the beginning of `text`, without a version, or "" if there is none."""
        name = ONLY_VERSION.split(text)[0].strip(" :,")
        words = name.split()
        is_proper = bool(words) and len(words) <= 4 and words[0] != words[0].lower()  # noqa: PLR2004 - a name
        is_usual = all(
            word.casefold() in self.ignored or word.casefold() in self.context.language.generic
            for word in words
        )
        return name if is_proper and not is_usual and len(name) > 2 else ""  # noqa: PLR2004 - not an initial

    def facts_for(self, entry: Listed) -> Iterator[Fact]:
        """Yield the facts that an entry names, in the order in which it names them."""
        text = (
            _verb_of_lists(self.context.language.code).sub(",", entry.text)
            if self.context.language.says("enumerates", entry.text)
            else entry.text
        )
        for chunk in filter(None, _between(self.context.language.code).split(text)):
            named = self._named(chunk)
            yield from named
            if not named and (fact := self._alike(chunk) or self._in_section(chunk)):
                yield fact

    def has_told(self, entry: Listed) -> bool:
        """Return whether an entry names something whose fact another entry has taken."""
        return any(fact in self.taken and _place(name, entry.text) >= 0 for name, fact in self.names)

    def _take(self, fact: Fact) -> Fact:
        self.taken.add(fact)
        return _enumerated(fact)

    def _named(self, chunk: str) -> list[Fact]:
        found = [
            (at, fact)
            for name, fact in self.names
            if fact not in self.taken and (at := _place(name, chunk)) >= 0
        ]
        ordered = dict.fromkeys(fact for _, fact in sorted(found, key=lambda one: one[0]))
        return [self._take(fact) for fact in ordered]

    def _alike(self, chunk: str) -> Fact | None:
        """Return the fact that shares the most words with a chunk: at least two words, and half of the chunk."""
        words = self._words(chunk)
        best, most = None, 0
        for known, fact in self.words:
            shared = len(words & known)
            if shared > most and fact not in self.taken:
                best, most = fact, shared
        is_alike = most >= _SHARED and most >= _HALF * len(words)
        return self._take(best) if best is not None and is_alike else None

    def _in_section(self, chunk: str) -> Fact | None:
        """Return the first fact of a section if a chunk contains all words of its heading."""
        words = self._words(chunk)
        titles = {title for known, title in self.sections if known and known <= words}
        found = (fact for fact in self.facts if fact.section in titles and fact not in self.taken)
        fact = next(found, None)
        return self._take(fact) if fact else None


def _place(name: str, text: str) -> int:
    """Return the position of a name in `text` as whole words, or -1. A particle may follow in another script: "Kiteは"."""
    at = text.find(name)
    while at >= 0:
        before, after = text[max(0, at - 1) : at], text[at + len(name) : at + len(name) + 1]
        if not (_is_one_word(before, name[0]) or _is_one_word(name[-1], after)):
            return at
        at = text.find(name, at + 1)
    return -1


def _is_one_word(letter: str, following: str) -> bool:
    """Return whether two characters, or "" at an end of the text, may stand inside one word."""
    return letter.isalnum() and following.isalnum() and has_spaceless(letter) == has_spaceless(following)


def _as_it_is(entry: Listed, context: IssueContext, number: int) -> Fact | None:
    """Return an entry as a fact, or None if it does not make sense on its own."""
    language = context.language
    text = _more(language.code).sub("", entry.text.rstrip(".:"))
    versions = ONLY_VERSION.findall(text)
    stands = (
        not entry.unlike
        and word_count(text) >= _FEWEST
        and len(content_words(text, _common(language))) >= _SHARED
        and balanced(text)
        and not leaks(text)
        and not is_question(text)
        and first_word(text) not in language.leaning | language.pointing
        and not any(_leans(rest, language) for rest in text.split(": ")[1:])
        and not any(
            language.says(rule, text)
            for rule in ("pointer", "filler", "elsewhere", "enumerates", "refers-back", "leans-back")
        )
        and all(version in context.issue.body for version in versions)
        and (bool(versions) or has_digits(text) or has_verb(text) or text.istitle() or _names(text))
    )
    if not stands:
        return None
    phrases = shorten_at_clauses(text, least=4, language=language.code)
    if text != entry.text.rstrip(".:") and ", " in text:
        phrases = (f"{text}{language.say.and_more}", *phrases[1:])
    return Fact(
        phrases=phrases,
        line=entry.line,
        section="",
        score=50.0 - number,
        kind="enumerated",
        tags=("lead",),
        rule="enumerated",
        source="enumeration",
    )


def _is_statement(text: str) -> bool:
    """Return whether an entry is a whole sentence, which is better than a fact of the body that it names."""
    return text.endswith((".", "!", "。")) and word_count(text) >= _SENTENCE and ": " not in text


def _leans(text: str, language: Language) -> bool:
    """Return whether the text after a label depends on the label: "Local groups: they build …"."""
    return first_word(text) in language.leaning | language.pointing or begins_subordinate(text, language.code)


def _names(text: str) -> bool:
    """Return whether a word inside `text` begins with a capital."""
    return any(word[:1].isupper() for word in text.split()[1:])
