"""Choose which facts a field of a post may tell, and in which of their phrases, before they are fitted into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from distribute.compose.fit import Choice
from distribute.facts.english import has_verb, is_sentence
from distribute.facts.model import LONGEST, Fact
from distribute.facts.recurrence import unspecific
from distribute.facts.versions import ONLY_VERSION, has_versions_of
from distribute.facts.words import content_words, first_word, is_question, words_of
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import is_month

LED = frozenset({"title", "summary"})  # fields that are led by what matters most
_UNSURE = 2  # facts in doubt that a field has at most: one bad line spoils it
_SURE = 2  # facts without doubt beside one that is in doubt and says of no change
_FIRST = 5  # a title has facts from among so many: it says what matters most, or nothing
_PLAIN = 10  # facts among which an English text may tell the mere title or sentence of an entry
_TELLING_TAGS = frozenset({"upcoming", "security", "memorable", "described", "changed"})
_WEIGHTY = frozenset({"security", "upcoming", "memorable"})
# What begins an addition to a clause that is complete without it
_ADDS = (", which ", ", where ", ", who ", ", a ", ", an ", ";")
_NOT_IN_TITLE = frozenset({"label", "vague", "told-plainly"})
_NUMBERED = lazy_regex(r"[A-Z]{2,6}[- ]?\d")  # "PEP 703", "KEP-1234": what it is about is known by its number
_TOPICAL = 4  # of so many minor entries, at least one has to name a topic
_LONGEST_IN_TITLE = 65  # characters of a fact: titles with longer ones were judged worse than headlines alone
_OF_TITLE = 0.6  # of the room of a title, a heading may take so much
_UNTOLD = frozenset({"merged", "vague"})  # what a short post doesn't tell though there is nothing else
_TELLING = 5  # letters of a word of the headline that tells what a fact is about
_BEFORE_LIST = (": ", " – ", " — ", " - ", " | ")
_LISTED = lazy_regex(r",\s(?:and\s|&\s)?|\s(?:and|&)\s")
_COMMAS = (", ", "; ", "、", "，", "；")
_LISTS = 3  # fewest entries of a headline that is a list
_SAME = 2  # fewest words that an introduction shares with what it tells already
_TOPICS = 2  # fewest of them that are topics
_NO_TOPICS = frozenset(
    "vol volume no nr number issue ausgabe jahrgang spring summer autumn fall winter frühling sommer herbst printemps été automne"
    " hiver primavera verano otoño invierno estate autunno inverno verão outono by von par por".split()
)


def tellable(facts: Sequence[Fact], field: str, language: str) -> list[Fact]:
    """Return the facts that a field may tell, in their order.

    Minor facts are told only if there are no others, and questions last. The words of English for a change are known best.
    """
    told = [fact for fact in facts if not fact.is_minor] or _listed_below(facts)
    told = sorted(_with_few_unsure(told, language), key=lambda fact: is_question(fact.phrases[0]))
    if field == "text":  # Security fixes come early, because a text may tell no more than three facts.
        told.sort(key=lambda fact: not (fact.is_own or "security" in fact.tags))
    if field == "text" and language_of(language).is_english:
        told = list(_with_few_plain(told))
        told = [] if len(told) == 1 and _is_plain(told[0]) else told  # it would stand for the whole issue
    if field == "title":
        allowed = [fact for fact in told[:_FIRST] if _may_be_in_title(fact)]
        is_remainder = allowed[:1] != told[:1] and all(fact.is_name_alone for fact in allowed)
        told = [] if is_remainder else allowed
    return told


def phrased(facts: Sequence[Fact], field: str, words: int, *, names: bool, room: int = 0) -> list[Choice]:
    """Return the facts with those of their phrases that a field may use, of at most `words` words.

    `names` adds the names that say enough by themselves. A fact without such a phrase is left out, but a title with `room`
    for so many characters may have a longer heading.
    """
    longest = _LONGEST_IN_TITLE if field == "title" else LONGEST
    said: Iterable[Choice] = (
        (fact, fact.within(words, characters=longest, names=names) or _heading_within(fact, room * _OF_TITLE))
        for fact in facts
    )
    if field == "title":
        said = ((fact, tuple(each for each in phrases if _fits_title(fact, each))) for fact, phrases in said)
    return [(fact, phrases) for fact, phrases in said if phrases]


def _heading_within(fact: Fact, characters: float) -> tuple[str, ...]:
    """Return the heading of a story if it is among the phrases of its fact and is no longer than that."""
    is_told = fact.rule == "own-heading" and fact.name in fact.phrases
    return (fact.name,) if is_told and len(fact.name) <= characters else ()


def without_mere_releases(choices: Sequence[Choice], named: int) -> list[Choice]:
    """Return the choices without phrases that say only that something was released: these are better named than told.

    What has no name for a list is told, and a release that is one of fewer than two facts that are `named`.
    """
    described = (
        (fact, tuple(phrase for phrase in phrases if not (fact.brief and _is_mere_release(fact, phrase))))
        for fact, phrases in choices
    )
    alone = list(choices[:1]) if named <= 1 else []
    return [(fact, phrases) for fact, phrases in described if phrases] or alone


def worth_a_line(choices: Sequence[Choice], most: int) -> tuple[list[Choice], int]:
    """Return the choices for a short text, and how many it tells: of the first `most` those that are worth a line.

    Topics behind a statement are named instead; what the editor's description lists is told alone.
    """
    if tells_contents(choices):
        return list(choices[:1]), 1
    is_led_by_topic = bool(choices) and _is_mere_topic(*choices[0])
    kept = [choice for choice in choices[:most] if is_led_by_topic or not _is_mere_topic(*choice)]
    return [*kept, *choices[most:]], len(kept)


def is_foreign_release(choices: Sequence[Choice], headline: Headline) -> bool:
    """Return whether all that is told is a bare release of another project, which would stand for the whole issue."""
    if len(choices) != 1:
        return False
    fact, phrases = choices[0]
    return _is_mere_release(fact, phrases[0]) and not headline.is_of(phrases[0])


def tells_contents(choices: Sequence[Choice]) -> bool:
    """Return whether the editor's description, which comes first, lists what the issue is about, so that all else repeats it."""
    described = [fact for fact, _ in choices if fact.kind == "enumerated"]
    if len(described) != 1 or described[0] != choices[0][0]:
        return False
    said = choices[0][1][0]
    return ", " in said and not is_sentence(said)


def untold_releases(facts: Sequence[Fact], introduction: str) -> list[Fact]:
    """Return the releases of which an introduction says nothing, none if it lists several things already.

    What a release does is told, or a heading says that it is out.
    """
    if sum(map(introduction.count, _COMMAS)) >= _LISTS:
        return []
    said = content_words(introduction, frozenset())
    return [
        fact
        for fact in facts
        if _tells_of_release(fact)
        and not (fact.is_minor or _is_doubtful(fact))
        and len(said & content_words(fact.phrases[0], frozenset())) < _SAME
    ]


def _tells_of_release(fact: Fact) -> bool:
    is_headed = fact.rule == "own-heading" and ONLY_VERSION.search(fact.phrases[0]) is not None
    is_aside = fact.phrases[-1].endswith(")")  # "Breaking changes of loops (2.0)"
    return is_headed or (fact.kind == "release" and "described" in fact.tags and not is_aside)


def worth_naming(facts: Sequence[Fact], told: int, *, minor: bool = True) -> list[Fact]:
    """Return the facts that a list of names may have beside so many that are told.

    Spare ones are among them only with `minor`, if there is little else, and if at least a quarter of them name a topic.
    """
    named = [fact for fact in facts if fact.brief]
    sure = [fact for fact in named if not fact.is_spare]
    spare = sum(fact.is_spare for fact in facts)
    has_topics = _TOPICAL * (len(named) - len(sure)) >= spare
    return named if minor and told <= 1 and len(sure) <= 1 and has_topics else sure


def _is_mere_topic(fact: Fact, phrases: Sequence[str]) -> bool:
    """Return whether a fact's fullest phrase is a heading that says nothing of what it names: "Loops at Night"."""
    is_heading = fact.rule == "own-heading" and bool(fact.brief)
    return is_heading and phrases[0] == fact.brief and not has_verb(phrases[0])


def _is_mere_release(fact: Fact, phrase: str) -> bool:
    return fact.rule == "bare-releases" or (fact.kind == "release" and phrase == fact.name)


def _listed_below(facts: Sequence[Fact]) -> list[Fact]:
    """Return the minor facts of an issue that has no others, without headings and changes to the source."""
    return [fact for fact in facts if fact.rule != "own-heading" and _UNTOLD.isdisjoint(fact.tags)]


def _with_few_unsure(facts: Sequence[Fact], language: str) -> Iterator[Fact]:
    """Yield the facts, but at most `_UNSURE` of those that are in doubt.

    Of those that do not say that something has changed, there is one for every `_SURE` others, of English issues one at
    most: a post that consists of doubtful lines says less that is worth reading than its headline alone.
    """
    left = _UNSURE
    unchanged = sum(not _is_doubtful(fact) for fact in facts) // _SURE
    unchanged = min(unchanged, 1) if language_of(language).has("change") else unchanged
    for fact in facts:
        if not _is_doubtful(fact):
            yield fact
        elif left and ("changed" in fact.tags or unchanged):
            unchanged -= "changed" not in fact.tags
            left -= 1
            yield fact


def _is_doubtful(fact: Fact) -> bool:
    """Return whether a fact may not make sense on its own."""
    return "unsure" in fact.tags and fact.kind != "specification"


def _with_few_plain(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the facts, but those that are merely a title or sentence of an entry only among the first `_PLAIN`."""
    told = 0
    for fact in facts:
        if told < _PLAIN or not _is_plain(fact):
            told += 1
            yield fact


def _may_be_in_title(fact: Fact) -> bool:
    """Return whether a title may tell a fact: it is no mere topic and, of an entry, a release, an announcement or the like.

    A title that names some entry of a list reads as if the issue were about that.
    """
    is_some_entry = (
        fact.rule == "told-by-title-or-sentence"
        and fact.source == "entry"
        and fact.kind in {"news", "article"}
        and _WEIGHTY.isdisjoint(fact.tags)
        and not _NUMBERED.match(fact.phrases[0])
    )
    return _NOT_IN_TITLE.isdisjoint(fact.tags) and not is_some_entry


def _is_plain(fact: Fact) -> bool:
    is_entry = fact.rule == "told-by-title-or-sentence" and fact.source == "entry"
    return is_entry and _TELLING_TAGS.isdisjoint(fact.tags)


def _fits_title(fact: Fact, phrase: str) -> bool:
    """Return whether a phrase tells enough for a title, without a colon, which would be a second one, unless it is urgent."""
    return _is_whole(fact, phrase) and (": " not in phrase or fact.is_own or fact.is_urgent)


def _is_whole(fact: Fact, phrase: str) -> bool:
    """Return whether a phrase tells enough for a title: the first words of an entry's sentence do not.

    Releases, headings, what an editor lists and what matters most may be told by less.
    """
    may_be_short = (
        fact.kind == "release"
        or fact.is_own
        or fact.rule == "own-heading"
        or fact.source == "enumeration"
        or phrase == fact.telling_name
        or not _WEIGHTY.isdisjoint(fact.tags)
    )
    fullest = fact.phrases[0]
    return may_be_short or phrase == fullest or fullest.startswith(tuple(f"{phrase}{end}" for end in _ADDS))


class Headline:
    """The headline of an issue, and what it says of the facts."""

    def __init__(self, issue: Issue) -> None:
        self._said = issue.headline.casefold()
        self._language = language_of(issue.language)
        self._is_list = _is_a_list(issue.headline, self._language)
        self._topics = _topics_in(issue, self._language)
        self._text = issue.headline
        self._words = frozenset(words_of(issue.headline))

    def is_of(self, release: str) -> bool:
        """Return whether a release is of the project that the headline names: "Kite 2.0" in "This Week in Kite"."""
        project = "".join(filter(str.isalnum, ONLY_VERSION.split(release)[0].casefold()))
        return bool(project) and project in "".join(filter(str.isalnum, self._said))

    def lists(self, phrase: str) -> bool:
        """Return whether the headline lists what the issue is about, and this among it: "Letter 7: kites, moths, bees"."""
        return bool(self._topics) and not self._topics.isdisjoint(content_words(phrase, frozenset()))

    def says_enough(self, facts: Sequence[Fact]) -> bool:
        """Return whether a title needs no facts behind the headline: it is a list, or lists the first of them.

        "What is new in Kite 2.0: Kite 2.0 adds loops" would say the release twice.
        """
        said = [fact.phrases[0] for fact in facts[:_FIRST]]
        return self._is_list or any(map(self.lists, said[:1])) or any(map(self._names_release_of, said))

    def _names_release_of(self, phrase: str) -> bool:
        """Return whether a phrase begins with a release that the headline names."""
        found = ONLY_VERSION.search(phrase)
        release = phrase[: found.end()].casefold() if found else ""
        return " " in release and release in self._said and has_versions_of(self._text, release)

    def without(self, fact: Fact) -> Fact | None:
        """Return a fact without the phrases that the headline says already, None where it has no others."""
        if fact.is_own:
            return fact
        is_bare = fact.kind == "release" and fact.is_name_alone
        if is_bare and has_versions_of(self._text, fact.name):
            return None
        left = map(self._without_label, fact.phrases)
        phrases = tuple(dict.fromkeys(phrase for phrase in left if not self._says(phrase)))
        is_named = bool(fact.name) and self._says(fact.name)
        name = "" if is_named else fact.name
        brief = ", ".join(each for each in fact.brief.split(", ") if not self._says(each))
        if (phrases, name, brief) == (fact.phrases, fact.name, fact.brief):
            return fact
        return msgspec.structs.replace(fact, phrases=phrases, name=name, brief=brief) if phrases else None

    def _says(self, text: str) -> bool:
        """Return whether the headline has a text, or all its words: "Kite 4.0.2" in "Kite: 4.0.2 Release"."""
        return text.casefold() in self._said or self._words.issuperset(words_of(text))

    def _without_label(self, phrase: str) -> str:
        """Return a phrase without its label, if the headline says that and the rest can stand without it."""
        label, _, rest = phrase.partition(": ")
        leans = first_word(rest) in self._language.leaning | self._language.pointing
        is_said = rest[:1].isalnum() and " " in label and label.casefold() in self._said
        return rest[:1].upper() + rest[1:] if is_said and not leans else phrase


def _is_a_list(headline: str, language: Language) -> bool:
    """Return whether a headline lists several things already: "Kite Letter: New tails, red moths and more".

    Numbers, seasons, places and names are none.
    """
    _, mark, listed = headline.partition(next((mark for mark in _BEFORE_LIST if mark in headline), "\0"))
    entries = _LISTED.split(listed)
    topics = sum(_is_topic(entry, language) for entry in entries)
    return bool(mark) and "," in listed and len(entries) >= _LISTS and topics >= _TOPICS


def _is_topic(text: str, language: Language) -> bool:
    """Return whether a text has several words, of which one names more than a number or a time."""
    words = words_of(text)
    usual = language.unnaming | language.ordinary | language.clauses.weekdays | _NO_TOPICS
    names = (word for word in words if word.isalpha() and word not in usual and not is_month(word))
    return len(words) > 1 and any(names)


def _topics_in(issue: Issue, language: Language) -> frozenset[str]:
    """Return the telling words of a headline that lists the issue's topics; none for any other headline."""
    if ", " not in issue.headline:
        return frozenset()
    words = content_words(issue.headline, unspecific(language.code, issue.site) | language.generic)
    return frozenset(word for word in words if word.isalpha() and len(word) >= _TELLING)
