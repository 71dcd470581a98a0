"""Find the words with which an editor introduces an issue: its description, or the first sentences of its text.

They say in the editor's own words what matters. Of 35 posts with nothing but a headline, such an introduction and the
link, an editor would have sent 23 as they were; of 35 that told the facts of the same issues, 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from distribute.facts import english
from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.enumeration import description_of, is_like, without_intro
from distribute.facts.filters import leaks
from distribute.facts.model import Fact
from distribute.facts.naming import has_name
from distribute.facts.newsworthy import stands_alone
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import balanced, sentences_of
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import content_words, first_word, word_count, words_of
from distribute.issue import DESCRIPTIONS, Issue
from distribute.languages.model import RuleId
from distribute.text.markdown import Section

_LONGEST = 280  # characters: what a short post has room for
_FEWEST = 4  # words of a sentence that is no mere greeting
_TELLING = 2  # fewest words of an introduction that only this issue has
_PARAGRAPHS = 2  # first paragraphs, besides those of every issue, in which an introduction is looked for
_SENTENCES = 3  # of a paragraph that may greet before one introduces the issue
_LISTED = 2  # fewest commas of a list
_REPORTING: tuple[RuleId, ...] = ("change", "done", "brings-news", "enumerates", "report")
_NEVER: tuple[RuleId, ...] = ("filler", "elsewhere", "thanks", "advertisement", "greeting")


def introduction_of(
    sections: Sequence[Section], context: IssueContext, earlier: Sequence[Issue]
) -> Fact | None:
    """Return an issue's introduction as a fact with ever shorter phrases, or None if it has none that tells enough."""
    if not (context.language.has("greeting") and context.language.has("teaser")):
        return None  # nothing would tell it from a greeting
    line = context.issue.line_of(*DESCRIPTIONS)
    told = _described(context, earlier)
    if not told:
        line, told = next(_introduced(sections, context), (line, []))
    phrases = tuple(" ".join(told[:length]) for length in range(len(told), 0, -1))
    if not phrases:
        return None
    return Fact(
        phrases=phrases,
        line=line,
        section="",
        score=0.0,
        kind="introduction",
        rule="introduced",
        source="enumeration",
    )


def _described(context: IssueContext, earlier: Sequence[Issue]) -> list[str]:
    """Return the first sentences of the description in the front matter, or none if they say too little of this issue."""
    everything = sentences_of(description_of(context.issue, earlier), context.language.code)
    own = dropwhile(lambda each: context.language.says("greeting", each), everything)
    sentences = list(takewhile(lambda each: _may_introduce(each, context), own))
    while len(said := " ".join(sentences)) > _LONGEST:
        sentences.pop()
    is_teaser = context.language.says("teaser", said) and not _has_list(said)
    are_names = ", " in said and all(" " not in each for each in entries_of_list(said))
    is_vague = is_teaser or are_names or not (is_like(said, context) and _tells(said, context))
    return [] if is_vague else sentences


def _introduced(sections: Sequence[Section], context: IssueContext) -> Iterator[tuple[int, list[str]]]:
    """Yield the line of the paragraph before the first heading that introduces the issue, and the sentences that do."""
    if not any(section.title or any(item.kind == "bullet" for item in section.items) for section in sections):
        return  # all of it is text, of which nothing is known to be an introduction
    opening = sections[0].items if sections and not sections[0].title else ()
    own = [
        item
        for item in opening
        if item.kind == "paragraph" and not (context.times_seen(item.line) or context.is_filled_in(item.line))
    ]
    is_first = True
    for item in own[:_PARAGRAPHS]:
        sentences = sentences_of(plain(item.text), context.language.code)
        greeting = [each for each in sentences[:_SENTENCES] if _is_greeting(each, context)]
        rest = [each for each in sentences if each not in greeting]
        if rest and _introduces(rest[0], context, is_first=is_first):
            first = without_intro(rest[0], context.language)
            yield item.line, [first, *(_going_on(rest, sentences, context) if first == rest[0] else ())]
        is_first = is_first and not rest


def _going_on(rest: Sequence[str], sentences: Sequence[str], context: IssueContext) -> list[str]:
    """Return the sentence behind the first of `rest` if it reports news, too, and both are short enough."""
    following = sentences[sentences.index(rest[0]) + 1 :][:1]
    return [
        each
        for each in following
        if len(rest[0]) + len(each) < _LONGEST
        and _may_introduce(each, context)
        and _tells(each, context)
        and _reports(each, context)
    ]


def _is_greeting(sentence: str, context: IssueContext) -> bool:
    """Return whether a sentence only welcomes the reader, or says what the title does: "Today, Kite 2.0 is out"."""
    is_short = word_count(sentence) <= _FEWEST
    return is_short or context.language.says("greeting", sentence) or not _tells(sentence, context)


def _introduces(sentence: str, context: IssueContext, *, is_first: bool) -> bool:
    """Return whether a sentence of the text says what is in this issue: "This month, Kite 2 has learned to loop".

    Behind the first paragraph, it has to list that.
    """
    language, site = context.language, context.issue.site
    enumerates = _lists_contents(sentence, context)
    news = strip_lead_in(sentence, language=language.code)
    is_of_site = not {*words_of(site)}.isdisjoint(words_of(sentence))
    names = is_of_site or has_name(sentence, language, site) or ONLY_VERSION.search(sentence) is not None
    return (
        len(sentence) <= _LONGEST
        and _may_introduce(sentence, context)
        and _tells(sentence, context)
        and (enumerates or (names and (_has_list(sentence) or stands_alone(news, language))))
        and (enumerates or sentence.count(", ") >= _LISTED or (is_first and _reports(sentence, context)))
        and not language.says("background", sentence)
    )


def _lists_contents(sentence: str, context: IssueContext) -> bool:
    return context.language.says("enumerates", sentence) or context.language.says("contents", sentence)


def entries_of_list(text: str) -> list[str]:
    """Return the entries of a list in a text: "Kites", "moths" and "bees" of "Kites, moths and bees"."""
    return text.rstrip(".!").replace(" and ", ", ").replace(",,", ",").split(", ")


def _has_list(text: str) -> bool:
    return text.count(", ") >= _LISTED


def _reports(sentence: str, context: IssueContext) -> bool:
    return any(context.language.says(rule, sentence) for rule in _REPORTING)


def _may_introduce(sentence: str, context: IssueContext) -> bool:
    """Return whether nothing is wrong with a sentence as a part of an introduction."""
    language = context.language
    # "This month, Kite has learned to loop"
    first = first_word(strip_lead_in(sentence, language=language.code))
    leans = first in language.leaning and not _lists_contents(sentence, context)
    is_whole = balanced(sentence) and not leaks(sentence) and not sentence.endswith((":", "?"))
    goes_on = english.is_ongoing(sentence) and not language.says("report", sentence)
    defines = language.code == "en" and english.begins_with_definition(sentence)
    return is_whole and not (leans or goes_on or defines or _is_never(sentence, context))


def _is_never(sentence: str, context: IssueContext) -> bool:
    # "Find out about Kite 2, the nest of Moth, and loops" tells what there is
    says_where = context.language.says("pointer", sentence) and not _has_list(sentence)
    return says_where or any(context.language.says(rule, sentence) for rule in _NEVER)


def _tells(text: str, context: IssueContext) -> bool:
    """Return whether a text has words that are neither usual nor in the issue's title."""
    usual = context.unspecific | context.language.generic | {*words_of(context.issue.title)}
    return len(content_words(text, usual)) >= _TELLING
