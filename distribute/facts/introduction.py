"""Find the words with which an editor introduces an issue: its description, or the first sentences of its text.

They say in the editor's own words what matters. Of 35 posts with nothing but a headline, such an introduction and the
link, an editor would have sent 23 as they were; of 35 that told the facts of the same issues, 2.

An introduction is the whole post. If anything about it is doubtful, the facts of the issue are told instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from distribute.facts import english
from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.listed import description_of, shares_words_with_body, without_intro
from distribute.facts.model import Fact
from distribute.facts.naming import has_name
from distribute.facts.newsworthy import stands_alone
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import balanced, sentences_of
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import content_words, first_word, word_count, words_of
from distribute.issue import DESCRIPTIONS, Issue
from distribute.languages.model import RuleId
from distribute.regex import lazy_regex
from distribute.text.markdown import Item, Section

_LONGEST = 280  # characters: what a short post has room for
_READ = 2_000  # characters of a description that are read
_FEWEST = 4  # words of a sentence that is no mere greeting
_TELLING = 2  # fewest words of an introduction that only this issue has
_PARAGRAPHS = 2  # first paragraphs, besides those of every issue, in which an introduction is looked for
_SENTENCES = 3  # of a paragraph that may greet before one introduces the issue
_LISTED = 2  # fewest commas of a list
_COMMA = lazy_regex(r"[,;] |[、，；]")
_WORDS = 4  # fewest words without any sign that are search words: "kite moth loops software"
_REPORTING: tuple[RuleId, ...] = ("change", "done", "brings-news", "enumerates", "report")
_NEVER: tuple[RuleId, ...] = ("filler", "elsewhere", "thanks", "advertisement", "greeting")
# Markup that a description is not read for, a place that a program fills in, and what is cut off
_MARKUP = lazy_regex(r"[*~`<>{}|\\\[\]%]|(?:\A|\s)_\w|\A[#>-] |&\w{2,8};|\.\.\.|…|\A[\w ]{1,20}: [^A-Z]")
# What services make a link of, though it is not the issue's
_ADDRESS = lazy_regex(
    r"://|\bwww\.|@|mailto:|\b[\w-]{1,60}\.(?:com|org|net|io|im|dev|app|social|me|co|ai|xyz|info|example|eu|de|uk|fr)\b(?!\.\d)",
    needs=("://", "www.", "@", "mailto:", "."),
)
_ENDS = (".", "!", "?", "…", "。", "！", "？")
# What has a "no", "not" or "if" and denies nothing: "last, but not least", "no longer", "if()"
_DENIES_NOTHING = lazy_regex(
    r"\b(?:last,? but not least|no longer)\b|\w\(\)", re.IGNORECASE, ("last", "longer", "()")
)


def introduction_of(
    sections: Sequence[Section], context: IssueContext, earlier: Sequence[Issue]
) -> Fact | None:
    """Return an issue's introduction as a fact with ever shorter phrases, or None if it has none that tells enough."""
    line = context.issue.line_of(*DESCRIPTIONS)
    told = _described(context, earlier) if context.language.has("teaser") else []
    if not told and context.language.has(
        "report"
    ):  # nothing else would tell the text's first sentences from a greeting
        line, told = next(_introduced(sections, context), (line, []))
    phrases = tuple(_joined(told[:length]) for length in range(len(told), 0, -1))
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


def _joined(sentences: Sequence[str]) -> str:
    """Return sentences behind each other, with a space where their script has one."""
    return "".join(each if each.endswith("。") else f"{each} " for each in sentences).rstrip()


def _described(context: IssueContext, earlier: Sequence[Issue]) -> list[str]:
    """Return the first sentences of the description in the front matter, or none if they say too little of this issue."""
    language, issue = context.language, context.issue
    said = without_intro(description_of(issue, earlier)[:_READ], language)
    is_cut = not said.endswith(_ENDS) and len(sentences_of(said, language.code)) > 1
    if is_cut or said.casefold().startswith(issue.title.casefold()) or _are_search_words(said):
        return []
    own = list(dropwhile(lambda each: language.says("greeting", each), sentences_of(said, language.code)))
    sentences: list[str] = []
    for sentence in own:
        if sum(map(len, sentences)) + len(sentences) + len(sentence) > _LONGEST:
            break
        if not _may_introduce(sentence, context):
            if _takes_back(sentence, context):
                return []
            break
        sentences.append(sentence)
    told = " ".join(sentences)
    is_teaser = not _has_list(told) and all(language.says("teaser", each) for each in sentences)
    # Of sentences in a language whose reports are not known, a list is no play with words.
    is_known = language.has("report") or _has_list(told)
    is_vague = is_teaser or not is_known or english.is_list_of_words(told) or not _tells(told, context)
    return [] if is_vague or not shares_words_with_body(told, context) else sentences


def _are_search_words(text: str) -> bool:
    """Return whether a text has words without any sign or capital: "kite moth loops software"."""
    is_plain = all(letter.isalpha() or letter.isspace() for letter in text)
    return word_count(text) >= _WORDS and text == text.casefold() and is_plain


def _introduced(sections: Sequence[Section], context: IssueContext) -> Iterator[tuple[int, list[str]]]:
    """Yield the line of the paragraph before the first heading that introduces the issue, and the sentences that do.

    An issue that is all text has none, because nothing is known to be one.
    """
    if not any(section.title or any(item.kind == "bullet" for item in section.items) for section in sections):
        return
    opening = sections[0].items if sections and not sections[0].title else ()
    own = [
        item
        for item in opening
        if item.kind == "paragraph"
        and not (context.times_seen(item.line) or context.is_filled_in(item.line) or _has_title(item))
    ]
    is_first = True
    for at, item in enumerate(own[:_PARAGRAPHS]):
        sentences = _sentences(item, context)
        greetings = list(takewhile(lambda each: _is_greeting(each, context), sentences[:_SENTENCES]))
        rest = sentences[len(greetings) :]
        following = [*rest[1:2], *(_sentences(own[at + 1], context)[:1] if at + 1 < len(own) else ())]
        is_taken_back = any(_takes_back(each, context) for each in following)
        if rest and not is_taken_back and _introduces(rest[0], context, is_first=is_first):
            first = without_intro(rest[0], context.language)
            goes_on = first == rest[0] and rest[1:] and _goes_on(rest[0], rest[1], context)
            yield item.line, [first, rest[1]] if goes_on else [first]
        elif rest and greetings and not is_taken_back and _is_about_title(greetings[-1], rest[0], context):
            yield item.line, [greetings[-1], rest[0]]
        elif _is_list_behind(rest[1:3], context):
            yield item.line, [rest[1]]
        is_first = is_first and not rest


def _has_title(item: Item) -> bool:
    """Return whether a linked title is before the sentences of a paragraph: "[Loops have landed](…) They turn"."""
    title = item.links[0].text if item.links else ""
    is_title = word_count(title) >= _FEWEST and item.text.startswith(title)
    rest = item.text[len(title) :]
    return is_title and (rest.isspace() or not rest or (rest[0] == " " and rest.lstrip()[:1].isupper()))


def _sentences(item: Item, context: IssueContext) -> list[str]:
    return sentences_of(plain(item.text[:_READ]), context.language.code)


def _goes_on(first: str, sentence: str, context: IssueContext) -> bool:
    """Return whether the sentence behind the first one reports news, too, and both are short enough."""
    is_short = len(first) + len(sentence) < _LONGEST
    return (
        is_short
        and _may_introduce(sentence, context)
        and _tells(sentence, context)
        and _reports(sentence, context)
    )


def _is_list_behind(sentences: Sequence[str], context: IssueContext) -> bool:
    """Return whether the first of two sentences lists what is in the issue, and the second does not take that back."""
    return (
        bool(sentences)
        and _lists_contents(sentences[0], context)
        and _introduces(sentences[0], context, is_first=False)
        and not any(_takes_back(each, context) for each in sentences[1:])
    )


def _is_about_title(said: str, sentence: str, context: IssueContext) -> bool:
    """Return whether a sentence goes on about what the title names, and `said` does: "Kite 2.0 is out! It brings loops"."""
    language, titled = context.language, content_words(context.issue.title, context.unspecific)
    names_it = bool(titled) and titled <= content_words(said, context.unspecific)
    is_short = len(said) + len(sentence) < _LONGEST and said.endswith(_ENDS) and sentence.endswith(_ENDS)
    goes_on = first_word(sentence) in language.pointing and _may_introduce(f"{said} {sentence}", context)
    return is_short and names_it and goes_on and (_reports(sentence, context) or _has_list(sentence))


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
    reports = _reports(sentence, context)
    # "The Kite project makes loops, tails and lamps" lists nothing that is new
    begins = sentence.partition(", ")[0]
    lists = _has_list(sentence) and (reports or english.invites(sentence) or not english.tells(begins))
    return (
        len(sentence) <= _LONGEST
        and sentence.endswith(_ENDS)  # unlike a line above the text: "Kite Letter 24, May, 2026"
        and _may_introduce(sentence, context)
        and _tells(sentence, context)
        and (enumerates or (names and (lists or (is_first and reports and stands_alone(news, language)))))
        and not language.says("background", sentence)
    )


def _lists_contents(sentence: str, context: IssueContext) -> bool:
    return context.language.says("enumerates", sentence) or context.language.says("contents", sentence)


def _has_list(text: str) -> bool:
    return len(_COMMA.findall(text)) >= _LISTED


def _reports(sentence: str, context: IssueContext) -> bool:
    return any(context.language.says(rule, sentence) for rule in _REPORTING)


def _may_introduce(sentence: str, context: IssueContext) -> bool:
    """Return whether nothing is wrong with a sentence as a part of an introduction."""
    language = context.language
    # "This month, Kite has learned to loop"
    first = first_word(strip_lead_in(sentence, language=language.code))
    leans = first in language.leaning and not _lists_contents(sentence, context)
    is_whole = balanced(sentence) and not sentence.endswith((":", "?"))
    is_foreign = _MARKUP.search(sentence) or _ADDRESS.search(sentence)
    goes_on = english.is_ongoing(sentence) and not language.says("report", sentence)
    is_no_news = goes_on or english.is_long_ago(sentence)
    is_theirs = english.is_personal(sentence) or english.begins_with_definition(sentence)
    is_of_issue = all(version in context.issue.body for version in ONLY_VERSION.findall(sentence))
    is_wrong = leans or is_foreign or is_no_news or is_theirs or _denies(sentence, context)
    return is_whole and is_of_issue and not (is_wrong or _is_never(sentence, context))


def _denies(sentence: str, context: IssueContext) -> bool:
    """Return whether a sentence has a "not", or says that something was withdrawn or is only supposed."""
    words = words_of(_DENIES_NOTHING.sub("", sentence))
    return context.language.denies(words) or english.takes_back(words)


def _takes_back(sentence: str, context: IssueContext) -> bool:
    """Return whether a sentence may take back the one before it: "However, it was withdrawn"."""
    return english.contrasts(sentence) or _denies(sentence, context)


def _is_never(sentence: str, context: IssueContext) -> bool:
    # "Find out about Kite 2, the nest of Moth, and loops" tells what there is
    says_where = context.language.says("pointer", sentence) and not _has_list(sentence)
    return says_where or any(context.language.says(rule, sentence) for rule in _NEVER)


def _tells(text: str, context: IssueContext) -> bool:
    """Return whether a text has words that are neither usual nor in the issue's title."""
    words = (
        content_words(text, context.unspecific)
        - context.language.generic
        - context.language.releases.announcing
        - {*words_of(context.issue.title)}
    )
    return len(words) >= _TELLING
