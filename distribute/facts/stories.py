"""The facts of stories: what a heading and the sentences below it say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, takewhile
from urllib.parse import urlsplit

import msgspec

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.english import has_verb, lacks_subject, says_how_it_is, tells_problem, without_overview
from distribute.facts.filters import begins_with_day
from distribute.facts.labels import is_statement, is_telling
from distribute.facts.model import Fact
from distribute.facts.newsworthy import can_replace, defines, is_prose, refers_back, reports, stands_alone
from distribute.facts.pages import page_of
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import outside_titles, sentences_of, shorten_at_clauses
from distribute.facts.topics import is_number
from distribute.facts.versions import ONLY_VERSION, is_about_older, newest_of
from distribute.facts.words import (
    content_words,
    first_word,
    has_digits,
    word_count,
    words_of,
)
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.dates import days_named, is_month, names_day_ahead
from distribute.text.headline import labelled
from distribute.text.markdown import Section

WORDS_OF_NAME = 3  # most words of a heading that is only a name
_BARE = 3.0  # subtracted from the score of a name without a statement
_TOP = 2  # the level of the headings directly below the issue's title
_DAY_OF_RELEASE = lazy_regex(r" \((?P<day>[^()]{6,30})\)\Z", needs="(")
# "This release mends the tail": the heading says which one
_THIS_RELEASE = lazy_regex(
    r"(?:This|The) (?:(?:bug-?fix|current|edge|latest|major|minor|new|patch|stable|\S{0,20}\d\S{0,20}) ){0,3}(?:release|version|update) (?!notes\b)"
)
_DOES = lazy_regex(
    r"(?:also |now )?(?!(?:comes|consists|does|follows|has|is|marks|needs|users|was)\b)[a-z]{3,20}s\b"
    r"(?! (?:are|can|did|do|has|have|is|may|might|must|should|was|were|will)\b)"
)
_CAPITAL_DAYS = frozenset({"de", "en"})  # languages that write days and months with capitals
_LEADS_ON = lazy_regex(r"[:?：？][^\w.!]*\Z")  # also before an emoji
# "Just 2 days ago Ada …", "Back in August": the heading is the news, not when it began
_AGO = lazy_regex(r"(?:Back in|Earlier (?:in|this|last)|Just (?:\w+ ){1,2}ago)\b")
_LONG = 30  # most words of a sentence after a heading
_FEWEST = 5  # fewest words of a sentence that reports something
_ALIKE = 2  # first words that tell that a sentence says again what the heading says
_LOOKED_AT = 4  # sentences of a story that are read
WORDS_OF_PART = 5  # most words of a heading that names a part
_BEGINNING = 80  # characters in which the first two words of a sentence are
Story = tuple[Section, ...]  # a section, and those below it


def _release_or(title: str, language: Language) -> str:
    """Return the release that a heading leads to, "Changes in Kite 2.0", or any other heading as it is."""
    rest = without_overview(title)
    name = _name_of_release(rest)
    return rest if name and word_count(name) and first_word(name) not in language.interrogative else title


def _undated(title: str) -> str:
    """Return a release without the day on which it came out: "Kite 2.0 (May 2, 2021)"."""
    found = _DAY_OF_RELEASE.search(title)
    if not found or not ONLY_VERSION.search(title[: found.start()]) or not days_named(found["day"]):
        return title
    is_day = all(is_number(word) or is_month(word) for word in words_of(found["day"]))
    return title[: found.start()] if is_day else title


def story_facts(stories: Sequence[Story], context: IssueContext) -> Iterator[Fact]:
    """Yield the fact of each story. A bare version is `vague` beside a newer one of its project that is told with what it does."""
    facts = [story_fact(story, context, position) for position, story in enumerate(stories)]
    told: dict[str, list[str]] = {}
    for fact in filter(_is_told_of, facts):
        told.setdefault(_project(fact.section), []).extend(ONLY_VERSION.findall(fact.section)[:1])
    for fact in facts:
        newer = told.get(_project(fact.section), [])
        version = ONLY_VERSION.findall(fact.section)[:1]
        is_vague = _is_mere_release(fact) and bool(newer) and newest_of([*newer, *version]) in newer
        yield msgspec.structs.replace(fact, tags=(*fact.tags, "vague")) if is_vague else fact


def _project(title: str) -> str:
    """Return what a version belongs to: "Kite" of "Kite 2.0"."""
    return ONLY_VERSION.split(title)[0].strip(" -")


def _is_told_of(fact: Fact) -> bool:
    """Return whether a fact says what the release does that its heading names."""
    return _tells_of_release(_undated(fact.section), fact.phrases)


def _tells_of_release(title: str, phrases: tuple[str, ...]) -> bool:
    is_release = ONLY_VERSION.search(title) is not None
    return is_release and title not in phrases and phrases[0].startswith(title)


def _is_mere_release(fact: Fact) -> bool:
    """Return whether a fact is only a version with its name: "Kite 2.0"."""
    return _name_of_release(fact.phrases[0]) is not None


def _name_of_release(text: str) -> str | None:
    """Return the words before the version if a text is only a version with its name, which may be "", else None."""
    name, *others = ONLY_VERSION.split(text)
    is_only = (
        bool(others) and word_count(name) <= WORDS_OF_NAME and not any(map(str.isalpha, "".join(others)))
    )
    return name if is_only else None


def story_fact(story: Story, context: IssueContext, position: int) -> Fact:
    """Return the fact of a story: its heading, and a sentence that says more."""
    section = story[0]
    title = _undated(_release_or(plain(section.title).rstrip(" .:!"), context.language))
    dated = with_day_ahead(title, story, context)
    phrases = dated or _phrases(title, story, context.language, context.issue.title)
    if len(phrases) > 1 and not names_more(title, context):
        phrases = tuple(phrase for phrase in phrases if phrase != title)
    items = [item for each in story for item in each.items]
    phrases = outside_titles(phrases, items) or (title,)
    link = section.link.url if section.link else page_of(items, phrases[0])
    is_told_of = _tells_of_release(title, phrases)  # a version alone says nothing
    is_bare = phrases == (title,) and not is_telling(title) and not _has_some_words(title)
    return Fact(
        phrases=phrases,
        line=section.line,
        section=section.title,
        score=round(3.8 - (_BARE if is_bare else 0.0) - 0.05 * position, 2),
        kind="heading",
        tags=(*(("upcoming",) if dated else ()), *(("titled",) if section.link else ())),
        rule="own-heading",
        link=link,
        name="" if is_told_of else title if phrases == (title,) or names_more(title, context) else "",
        source="entry" if is_bare else "heading",
        above=heading_above(section),
    )


def names_more(title: str, context: IssueContext) -> bool:
    """Return whether a heading names more than a part of the publication's subject.

    In "Kite News", "Kite for Kids" does not.
    """
    is_telling_name = has_digits(title) or has_verb(title)
    return is_telling_name or first_word(title) not in context.issue.site.casefold().split()


def heading_above(section: Section) -> str:
    """Return the heading above a story's own, or "" if only the issue's title is above it."""
    return plain(section.above[-1]) if section.above and section.level > _TOP else ""


def with_day_ahead(title: str, story: Story, context: IssueContext) -> tuple[str, ...]:
    """Return a heading with the sentence that gives its coming date, or () if there is none."""
    language, today = context.language, context.issue.date
    tells = has_verb(title) or language.says("done", title)  # "Announcing Kite": a later date is a detail
    if tells or names_day_ahead(title, today) or ": " in title:
        return ()
    dated = (sentence for sentence in _sentences(story, language) if names_day_ahead(sentence, today))
    sentence = next(dated, "")
    if not sentence or word_count(sentence) > _LONG or ": " in sentence or sentence.endswith("?"):
        return ()
    if first_word(sentence) in language.leaning | language.pointing | language.conditional:
        return ()
    is_mere_day = begins_with_day(sentence)
    if not is_mere_day and can_replace(content_words(title, language.ordinary), sentence, language):
        return (sentence.rstrip("."), title) if is_telling(title) else (sentence.rstrip("."),)
    first = first_word(sentence)
    keeps_capital = language.code[:2] in _CAPITAL_DAYS and (
        first in language.clauses.weekdays or is_month(first)
    )
    if first in language.subordinate | language.ordinary and not keeps_capital:
        sentence = sentence[0].lower() + sentence[1:]
    return (labelled(title, sentence.rstrip(".")),)


def _phrases(title: str, story: Story, language: Language, issue_title: str) -> tuple[str, ...]:
    """Return a heading's phrases, beginning with a sentence below it that makes sense on its own, if there is one."""
    words = title.split()
    is_plain = not any(word[:1].isupper() for word in words[1:])
    is_name = (len(words) <= WORDS_OF_NAME and not is_telling(title)) or (
        is_plain and not is_statement(title, language.code)
    )
    is_theirs = is_attributed(story)
    about = (
        "" if is_theirs else _about(title, story, language, issue_title) or _opening(title, story, language)
    )
    is_release_out = has_verb(title) and ONLY_VERSION.search(title) is not None
    if is_release_out and not about.startswith(words[0]):
        about = ""  # "Kite 2.0 is out" tells more than "The next release was made two days ago"
    if not about and (of_it := _of_release(title, story, language)):
        return of_it
    if not about:
        return (title,)
    fuller = shorten_at_clauses(about.rstrip(".:"), least=4, language=language.code)
    fuller = tuple(
        phrase for phrase in fuller if word_count(phrase) <= _LONG and not refers_back(phrase, language)
    )
    told = content_words(title, language.ordinary)
    says = {
        phrase
        for phrase in fuller
        if (can_replace(told, phrase, language) or _begins_alike(title, phrase))
        and not ONLY_VERSION.match(phrase)
    }
    if is_name and len(words) == 1 and says:
        return tuple(phrase for phrase in fuller if phrase in says)

    def is_background(phrase: str) -> bool:
        is_new = language.says("change", phrase) and not defines(phrase, title)
        return says_how_it_is(phrase) and not (is_new or ONLY_VERSION.match(phrase))

    front = title if title.endswith(("!", "…")) else f"{title}:"
    is_teaser = first_word(title) in language.interrogative  # "What the eels taught us"
    is_sentence = has_verb(title) and not is_teaser  # no other sentence is needed
    # There must be only one colon, and the background of a name is no news.
    is_joined = is_name or is_teaser or ONLY_VERSION.search(title) or not language.has("change")
    may_join = is_joined and not (is_sentence or ": " in title)
    joined = tuple(
        phrase if phrase in says else f"{front} {phrase}"
        for phrase in fuller
        if phrase in says or (may_join and ": " not in phrase and not (is_name and is_background(phrase)))
    )
    return tuple(dict.fromkeys((*joined, *(() if joined and (is_teaser or is_name) else (title,)))))


def _begins_alike(title: str, phrase: str) -> bool:
    """Return whether a phrase begins with the first words of the heading, so that together they would say them twice."""
    first = words_of(title)[:_ALIKE]
    return len(first) == _ALIKE and first == words_of(phrase)[:_ALIKE]


def is_attributed(story: Story) -> bool:
    """Return whether the owner of the page that a heading links to follows it: "The Kite Blog explains …"."""
    section = story[0]
    first = next((item for item in section.items if item.kind == "paragraph"), None)
    if section.link is None or first is None or not first.links:
        return False
    source = first.links[0]
    host = urlsplit(section.link.url).netloc
    begins = first.text.removeprefix("The ").startswith(source.text)
    return bool(source.text) and begins and urlsplit(source.url).netloc == host


def _about(title: str, story: Story, language: Language, issue_title: str) -> str:
    """Return the sentence that says what is new about a heading, or that defines it if it is one word.

    In a language without a rule for changes, a heading of several words stands alone unless a sentence brings news, or
    describes the page that the heading links; any other may be background. A long heading needs none.
    """
    length = word_count(title)
    is_name, needs_none = length == 1, length > WORDS_OF_PART and not language.has("change")
    found, meant = ([], []) if needs_none else sentences_about(title, story, language, issue_title)
    if not language.has("change"):
        said = chain(found, meant)
        return next(
            said
            if is_name or story[0].link
            else (each for each in said if language.says("brings-news", each)),
            "",
        )
    new = (sentence for sentence in found if language.says("change", sentence))
    done = (sentence for sentence in found if language.says("done", sentence))
    defining = (sentence for sentence in found if is_name and defines(sentence, title))
    also = (sentence for sentence in meant if language.says("change", sentence))
    return next(chain(new, done, defining, also), "")


def sentences_about(
    title: str, story: Story, language: Language, issue_title: str = ""
) -> tuple[list[str], list[str]]:
    """Return the sentences that may say what a heading is about, and those that take up a word of it.

    Sentences that begin with the heading's name come first, then the first sentence of each paragraph. Other sentences of
    a paragraph depend on its first one.
    """
    names = [word for word in title.split() if word.casefold() not in language.ordinary]
    in_prose = is_prose(story[0])
    said = [
        sentence
        for sentence in _sentences(story, language)
        if not is_about_older(sentence, issue_title)
        and _stands(sentence, language)
        and not lacks_subject(sentence)
        and reports(sentence, language, in_prose=in_prose)
    ]
    # Below a release, further paragraphs may be about other versions.
    paragraphs = list(_paragraphs(story, language))[: 1 if ONLY_VERSION.search(title) else None]
    firsts = [sentences[0] for sentences in paragraphs if sentences and sentences[0] in said]
    named = [sentence for sentence in said if names and sentence.startswith(f"{names[0]} ")]
    told = content_words(title, language.ordinary)
    meant = [sentence for sentence in said if _takes_up(sentence, told, language)]
    return [*named, *firsts], meant


def _takes_up(sentence: str, words: set[str], language: Language) -> bool:
    """Return whether a sentence is about a thing that its heading names: "The string is red" below "A string of silk"."""
    first, second, *_ = (*words_of(sentence[:_BEGINNING]), "", "")
    return first in language.ordinary - language.subordinate and second in words


def _opening(title: str, story: Story, language: Language) -> str:
    """Return the first sentence below a topic if it reports news in any person: "We have added loops"."""
    first = next(_paragraphs(story, language), [])
    found = (sentence for sentence in first if not language.says("background", sentence))
    sentence = next(found, "")
    is_topic = not (is_statement(title, language.code) or story[0].link)
    stands = (
        language.says("opens", sentence)
        and word_count(sentence) >= _FEWEST
        and not _LEADS_ON.search(sentence)
    )
    return sentence if is_topic and stands and language.says("change", sentence) else ""


def _of_release(title: str, story: Story, language: Language) -> tuple[str, ...]:
    """Return the first sentence below a release, if it says what that does: "Kite 2.0: This release mends the tail"."""
    if not ONLY_VERSION.search(title):
        return ()
    sentence = next(chain.from_iterable(_paragraphs(story, language)), "")
    found = _THIS_RELEASE.match(sentence)
    begin = found.end() if found else len(title) + 1 if sentence.startswith(f"{title} ") else 0
    if (
        not (begin and _DOES.match(sentence, begin))
        or language.says("background", sentence)
        or _LEADS_ON.search(sentence)
    ):
        return ()
    cuts = shorten_at_clauses(sentence.rstrip(".:!"), least=4, language=language.code)
    told = (cut if sentence.startswith(title) else labelled(title, cut) for cut in cuts)
    return tuple(phrase for phrase in told if word_count(phrase) <= _LONG)


def _sentences(story: Story, language: Language) -> Iterator[str]:
    """Yield the first sentences of a story's first paragraphs."""
    yield from islice(
        (sentence for paragraph in _paragraphs(story, language) for sentence in paragraph), _LOOKED_AT
    )


def _paragraphs(story: Story, language: Language) -> Iterator[list[str]]:
    """Yield the sentences of each of a story's first paragraphs; those below a list are about the list."""
    items = (
        item for section in story for item in takewhile(lambda item: item.kind != "bullet", section.items)
    )
    paragraphs = (item for item in items if item.kind == "paragraph" and not item.emphasised)
    yield from (
        sentences_of(strip_lead_in(plain(item.text), language=language.code), language.code)
        for item in islice(paragraphs, 2)
    )


def _stands(sentence: str, language: Language) -> bool:
    """Return whether a sentence makes sense on its own."""
    first = first_word(sentence)
    return not (
        word_count(sentence) < _FEWEST
        or _LEADS_ON.search(sentence)
        or first in language.personal
        or _AGO.match(sentence)
        or tells_problem(sentence)
        or not stands_alone(sentence, language)
    )


def _has_some_words(title: str) -> bool:
    return word_count(title) > 1 or has_digits(title)
