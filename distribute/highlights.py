"""The facts of an issue that are worth announcing, ranked: an editor's own, else those of the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from distribute.fact import OWN, Fact, Left, Sifted
from distribute.issue import Issue
from distribute.items import UNCONCRETE, facts_of_items
from distribute.phrases import balanced, cuts, news_of, plain, sentences_of
from distribute.ranking import merge_alike, merge_bare, merge_named, merge_same, spread
from distribute.recurring import known_lines
from distribute.releases import ONLY_VERSION
from distribute.vocabulary import AND_MORE, LEANING, POINTERS, begins_with, first_word

_LIST_INTRO = re.compile(r"\A\W*(?:[Ii]n|[Dd]ans|[Ee]n|[Nn]esta) (?:\w+ )?\w+ ?: *")  # "In this issue: …"
_AND = re.compile(r"\A(?:And|Und|Et|E|Y) (?=our |unsere?|nos |notre |nuestr|nostr|noss|finally|also)")
_MOSTLY = 0.7  # of a title's words
_FEW = 3  # sentences of an issue that names nothing
_SENTENCE = 5  # words
_PLAIN = 2.0
_AND_ALSO = re.compile(
    r",? and (?:watch|read|learn|see|meet|discover) "
)  # "Read A and watch B" asks for two things
_MOST = 100  # commas of a sentence of an editor's at which it may end
_ENTRY = re.compile(r", (?=[“\"‘']?[A-ZÀ-Þ])")


def highlights(issue: Issue, earlier: Iterable[Issue] = ()) -> tuple[Fact, ...]:
    """Return the facts of `issue`, the best first."""
    return sift(issue, earlier).facts


def sift(issue: Issue, earlier: Iterable[Issue] = ()) -> Sifted:
    """Return the facts of `issue`, the best first, and what of it was left out.

    Its own `highlights` or `summary` stand in place of what is found in the body. A paragraph that
    `earlier` issues have too is left out, unless it holds a date still to come.
    """
    if issue.words.highlights:
        return Sifted(tuple(_own(issue, issue.words.highlights, "highlights")))
    found = _found(issue, earlier)
    if issue.words.summary:
        own = tuple(_own(issue, _entries(issue), "summary"))
        told = [fact for fact in found.facts if _is_told(fact, issue.words.summary)]
        said = (Left(fact.phrases[0], fact.line, fact.section, "the summary says it") for fact in told)
        facts = (*own, *(fact for fact in found.facts if fact not in told))
        return Sifted(facts, _in_order((*found.left, *said)))
    return found


def _found(issue: Issue, earlier: Iterable[Issue]) -> Sifted:
    """Return the facts of an issue's body, and what else it holds."""
    entries = list(facts_of_items(issue, known_lines(earlier)))
    left = [entry for entry in entries if isinstance(entry, Left)]
    found = [entry for entry in entries if isinstance(entry, Fact)]
    if not found:
        found = list(islice(_plainly_told(left, issue.language), _FEW))
        lines = {fact.line for fact in found}
        left = [entry for entry in left if entry.line not in lines]
    found, named = merge_named(found)
    facts, same = merge_same(merge_alike(merge_bare(found)))
    return Sifted(spread(facts), _in_order((*left, *named, *same)))


def _plainly_told(left: Iterable[Left], language: str) -> Iterator[Fact]:
    """Yield what an issue says that names nothing to hold on to: the first sentence of each paragraph that can stand alone."""
    for entry in (each for each in left if each.why == UNCONCRETE):
        first = next(iter(sentences_of(news_of(plain(entry.text)))), "")
        leans = first_word(first) in LEANING or first.endswith((":", "?")) or begins_with(first, POINTERS)
        if len(first.split()) >= _SENTENCE and not leans:
            phrases = cuts(first.rstrip("."), least=_SENTENCE, language=language)
            yield Fact(phrases, entry.line, entry.section, _PLAIN, "told plainly")


def _in_order(left: Iterable[Left]) -> tuple[Left, ...]:
    return tuple(sorted(left, key=lambda one: one.line))


def _entries(issue: Issue) -> Iterator[str]:
    """Yield what a summary tells: its sentences, and the entries of a list of titles.

    An entry with a version that the body lacks is somebody's slip and is left out.
    """
    whole = " ".join(issue.words.summary.split())
    said = _LIST_INTRO.sub("", whole)
    for number, sentence in enumerate(sentences_of(said)):
        titles = _ENTRY.split(sentence)
        is_list = number == 0 and said != whole and all(" " in title for title in titles)
        for entry in titles if is_list else [sentence]:
            kept = [
                part
                for part in entry.split(", ")
                if all(version in issue.body for version in ONLY_VERSION.findall(part))
            ]
            if kept and (kept[0] == entry.split(", ")[0] or len(kept) == entry.count(", ") + 1):
                yield ", ".join(kept)


def _is_told(fact: Fact, summary: str) -> bool:
    """Say whether a summary names what `fact` is about, if only in another version."""
    name = ONLY_VERSION.split(fact.name)[0].strip()
    words, folded = re.findall(r"\w+", name.casefold()), summary.casefold()
    most = len(words) > 2 and sum(word in folded for word in words) > _MOSTLY * len(words)  # noqa: PLR2004 - a title
    return bool(name and name in summary) or most or fact.is_said_in(summary)


def _own(issue: Issue, texts: Iterable[str], source: str) -> Iterator[Fact]:
    line = issue.lines.get(source) or issue.lines.get("distribute") or 1
    for number, text in enumerate(texts):
        said = " ".join(text.split()).rstrip(".")
        if rest := _AND.match(said):
            said = said[rest.end()].upper() + said[rest.end() + 1 :]
        if said:
            asked = _AND_ALSO.search(said)
            name = said[: asked.start()] if asked else ""
            yield Fact(
                _shorter_lists(said, issue.language), line, "", 100.0 - number, f"{OWN}{source}", name=name
            )


def _shorter_lists(said: str, language: str) -> tuple[str, ...]:
    """Return an editor's sentence whole, then with entries of the list at its end left out, and told to be."""
    begin = said.find(": ") + 2 if ": " in said else 0
    commas = [match.start() for match in islice(re.finditer(", ", said), _MOST) if match.start() > begin]
    # Of mere names three are still a list; a single one would pass for all of it.
    mere_names = all(len(entry.split()) < 4 for entry in said[begin:].split(", ")[1:])  # noqa: PLR2004 - a name
    ends = commas[2:] if mere_names else commas
    more = AND_MORE.get(language.partition("-")[0], "") if mere_names else ""
    shorter = (f"{said[:at]}{more}" for at in reversed(ends) if balanced(said[:at]))
    # "and more" is worth its room where it is shorter than what it stands for.
    return (said, *(text for text in shorter if len(text) < len(said)))
