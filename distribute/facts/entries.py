"""Turn one item into a fact, in the item's own words.

Sentences are chosen and cut at the ends of clauses, never written. A fact names a thing (a program and its version, an
event) and says what is new about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from distribute.facts import english, english_cuts
from distribute.facts.clean import plain, plain_title, tagged_language, without_ticket
from distribute.facts.filters import sentences_with_news
from distribute.facts.flatten import is_ticket_page
from distribute.facts.labels import is_abbreviation, label_of, told_by_label
from distribute.facts.model import Fact, Kind, Rejected, RejectionRule, Tag
from distribute.facts.naming import describe, has_name, told_plainly, with_date
from distribute.facts.newsworthy import from_first_report, refers_back
from distribute.facts.pages import page_of
from distribute.facts.releases import Release, release_in
from distribute.facts.shorten import COMMIT_TITLE, balanced, begins_subordinate, outside_titles
from distribute.facts.topics import Role, is_generic, is_number, role_of_heading
from distribute.facts.versions import ONLY_VERSION, begins_with_version, is_older, without_older
from distribute.facts.words import (
    FLAW,
    SHORT_PHRASE,
    YEAR,
    content_words,
    first_word,
    has_digits,
    word_count,
    words_of,
)
from distribute.issue import Issue
from distribute.languages.model import Language
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import is_month, names_day_ahead, names_days_ahead, names_days_past
from distribute.text.headline import labelled
from distribute.text.language_tags import LANGUAGES
from distribute.text.markdown import Item, Section

BASE: dict[Role, float] = {
    "security": 8.0,
    "announcement": 6.0,
    "event": 4.5,
    "article": 3.5,
    "software": 4.0,
    "news": 3.8,
    "detail": 2.0,
    "inventory": 0.3,
}
AHEAD = 4.0  # added to the score for a coming date
# What each tag adds to the score.
_WEIGHTS: dict[Tag, float] = {
    "upcoming": AHEAD,
    "security": 5.0,
    "memorable": 2.0,
    "foreign": -1.5,
    "told-plainly": -2.0,
    "merged": -3.0,
}
_BY_SENTENCE = "told-by-title-or-sentence"
_RELEASING: frozenset[Role] = frozenset(
    {"software", "news", "security", "announcement", "detail", "inventory"}
)
_TOLD_IN_PROSE: frozenset[Role] = frozenset({"news", "announcement", "software", "detail"})
_DUE = 1.0  # added for a deadline before the date of an event
_ROUTINE = 3.0  # subtracted for routine maintenance
_COMMITTED = 1.5  # subtracted for the title of a commit
# "2-6 November 2026 in Lyon"
_FORMULA = lazy_regex(r"\$[^$]*[\\^_{][^$]*\$(?!\w)", needs="$")  # "$S/P^e$": what a program would typeset
_DAY_FIRST = lazy_regex(
    r"\d{1,2}\w*\.?(?:\s?[-–—&]\s?\d{1,2}\w*\.?)? (?P<month>[^\W\d]{3,12})\.?(?:,? \d{4})?,? (?P<rest>.+)"
)
# "October 15-17, 2024, Lyon", "May 3 in Lyon"
_MONTH_FIRST = lazy_regex(
    r"(?P<month>[^\W\d]{3,12})\.? \d{1,2}(?:\s?[-–—&]\s?(?:[^\W\d]{3,12} )?\d{1,2})?(?:,? \d{4})?(?:, (?P<place>[A-ZÀ-Þ](?:(?![ ][a-zà-ÿ]{4})[^.:]){1,60})\.?\Z|,? (?P<rest>.+))"
)
_QUESTION_CUT = lazy_regex(  # "Are you interested in kites | , or in moths?"
    r"(?:\A|: |[–—-] )(?:Are|Can|Could|Did|Do|Have|Were|Will|Would) (?:we|you)\b[^?]*\Z",
    needs=(" you", " we"),
)
# "Kite Rift (CVE-2026-1234)": the name of a flaw says nothing of it
_MERE_FLAW = lazy_regex(rf"(?:[^:]{{1,60}} \()?{FLAW}\W*\Z", needs=("cve-",))
# The title of a paper or talk, which may be about flaws: Ada Moth: "How Kites Fall"
_QUOTED = lazy_regex(r"“[^“”]{3,300}”|\"[^\"]{3,300}\"|«[^«»]{3,300}»", needs=("“", '"', "«"))
_TO_ADDRESS = (" from", " via")  # "It is now available from", where the address was
_REPOSITORY = lazy_regex(r"[\w.-]{1,60}/[\w.-]{1,80}")
_OF_TIME = frozenset("am pm utc gmt est edt cst cdt pst pdt cet cest bst ist jst uhr".split())
_NUMBERED_DAY = lazy_regex(r"\d[日일]", needs=("日", "일"))  # "1月3日", "1월 3일"
_HOUR = lazy_regex(r"\D{0,20}\d{1,2}\D{1,5}(?:\d{4}\D{1,4})?\d{1,2}[:h]\d\d")
_BEFORE_DATE = lazy_regex(r": | [–—-] ")
_SHARE = lazy_regex(r"(?:: | [–—-] )\d[\d.,]{0,12} ?[%€£$]\Z", needs=("%", "€", "£", "$"))
_RANGE = lazy_regex(
    r"(?:[<>=~^]{1,2} ?|[\w./-]{1,80}(?:@[\^~]|[=<>~]=))v?\d", needs=("@", "=", "<", ">", "~", "^")
)
_LEADING = 1  # items before a list that may introduce it
_DATE = 3  # first words of a phrase that have the month of its date
_CHANGE_PAGE = lazy_regex(
    r"/(?:pull|pulls|merge_requests|commit)/\w+/?\Z|/[\w.-]{1,80}/[\w.-]{1,100}(?:/-)?/(?:issues|work_items)/\d+/?\Z"
)
# "Tying Knots: Ada Moth (16:20, Jul 31)"
_IN_PROGRAMME = lazy_regex(r"(?P<talk>.*) \((?P<when>\d{1,2}[:h.]\d\d\b[^()]{1,40})\)\Z", needs="(")
# "Ada opened #12 to sew on loops"
_ASKED = lazy_regex(
    r"@?[\w-]{1,40} (?:asked|created|filed|opened|posted|proposed|reported|requested|submitted|suggested) (?:(?:an?|the|new|in|for|issue|pr"
    r"|pull request|merge request|ticket|discussion|feature) ){0,4}#\d{2,7}\b",
    re.IGNORECASE,
    needs="#",
)
_PERSONAL = 2.5  # subtracted for the first person, because the author is not the sender
_PART = 5  # most words of a heading that names the subject of what is below it
_FEWEST = 4  # words of a label that says more than a name and a version
_UNDESCRIBED = -2.5  # added for a release of which only name and version are known
_BARE = 2.0  # subtracted for a name without a statement
_UNLINKED = 1.5  # subtracted if there is no link, no version and no coming date
_KINDS: dict[Role, Kind] = {"event": "event", "article": "article", "announcement": "announcement"}


class _Told(msgspec.Struct, frozen=True):
    """The phrases, name, kind and score adjustment found for one entry."""

    phrases: tuple[str, ...]
    name: str
    kind: Kind
    rule: str
    tags: tuple[Tag, ...] = ()
    weight: float = 0.0


def fact_of_entry(
    issue: Issue, section: Section, role: Role, item: Item, position: int, *, ahead: bool, in_prose: bool
) -> Fact | Rejected:
    """Return the fact that `item` reports, or the rule that rejects it."""
    language = language_of(issue.language)
    news = sentences_with_news(item, language, ahead=ahead)
    current = news if isinstance(news, str) else _current(news, item, issue, ahead=ahead)
    if isinstance(current, str):
        return Rejected.of_item(section, item, current)
    sentences, is_recurring = current
    in_prose = in_prose and role in _TOLD_IN_PROSE
    told = _told(section, role, item, sentences, issue, ahead=ahead, in_prose=in_prose)
    if isinstance(told, Rejected):
        return told
    phrases = _presentable(outside_titles(told.phrases, [item]), sentences, issue, ahead=ahead)
    if isinstance(phrases, str):
        return Rejected.of_item(section, item, phrases)
    if ahead and _is_date_of_deadline(phrases[0], section, language):
        return Rejected.of_item(section, item, "calendar-entry")
    said, phrases = phrases, _with_subject(phrases, section, issue)
    tags = (*told.tags, *_tags(item, phrases, told, issue))
    is_vague = not (item.links or ahead or told.rule != _BY_SENTENCE or ONLY_VERSION.search(item.text))
    score = _score(role, item, position, told, said, tags, issue) - (_UNLINKED if is_vague else 0.0)
    fact = Fact(
        phrases=phrases,
        line=item.line,
        section=section.title,
        score=round(score, 2),
        kind=told.kind,
        tags=tags,
        rule=told.rule,
        link=page_of([item], phrases[0]),
        name="" if _is_mere_day(told.name, language) or begins_with_version(told.name) else told.name,
    )
    return known_before(fact) if is_recurring else fact


def _current(
    sentences: list[str], item: Item, issue: Issue, *, ahead: bool
) -> tuple[list[str], bool] | RejectionRule:
    """Return the sentences about this time and whether they are about what happens regularly, or the rule that rejects them."""
    language = language_of(issue.language)
    if item.kind == "paragraph":  # of which an older version is the background
        sentences = without_older(sentences, issue.title)
    if not sentences:
        return "background"
    is_recurring = language.says("recurring", sentences[0])
    if is_recurring:  # only what gives a date of this time is news
        sentences = [sentence for sentence in sentences if names_day_ahead(sentence, issue.date)]
    if not sentences:
        return "happens-regularly"
    if not ahead and language.says("to-come", sentences[0]) and names_days_past(sentences[0], issue.date):
        return "over"
    return sentences, is_recurring


def _score(
    role: Role,
    item: Item,
    position: int,
    told: _Told,
    phrases: tuple[str, ...],
    tags: tuple[Tag, ...],
    issue: Issue,
) -> float:
    """Return how much an entry matters, by its section, its place, its tags and how it is told."""
    language = language_of(issue.language)
    # Earlier entries count a little more. The later paragraphs of an announcement are usually details of it.
    fades = 0.8 if role == "announcement" and item.kind == "paragraph" else 0.05
    # Below "Security" stand the releases of tools for it, too.
    is_tool = role == "security" and told.kind == "release" and "security" not in tags
    base = BASE["software" if is_tool else role]
    score = base + told.weight + sum(_WEIGHTS.get(tag, 0.0) for tag in tags) - fades * position
    score += _DUE if "upcoming" in tags and names_days_ahead(phrases[0], issue.date) else 0.0
    said = (phrases[0], item.text) if ": " in item.text else phrases[:1]
    is_upkeep = any(language.says("routine", text) for text in said)
    score -= _ROUTINE if is_upkeep else 0.0
    score -= _BARE if _MERE_FLAW.match(phrases[0]) else 0.0
    score -= _COMMITTED if COMMIT_TITLE.match(phrases[0]) else 0.0
    score -= _PERSONAL if language.says("first-person", phrases[0]) else 0.0
    return score


def _presentable(
    phrases: tuple[str, ...], sentences: list[str], issue: Issue, *, ahead: bool
) -> tuple[str, ...] | RejectionRule:
    """Return the phrases of an entry as a post may say them, or the rule that rejects the entry."""
    language = language_of(issue.language)
    if any(map(is_abbreviation, phrases)):
        return "glossary"
    if not phrases:
        return "names-nothing"
    dated = with_date(phrases, sentences, issue.date, language) if ahead else phrases
    phrases = tuple(phrase for phrase in dated if not ("://" in phrase or phrase.endswith(_TO_ADDRESS)))
    if not phrases:
        return "pointer"
    phrases = tuple(phrase for phrase in phrases if phrase.count("(") <= phrase.count(")"))
    phrases = tuple(
        phrase for phrase in phrases if not (_FORMULA.search(phrase) or _QUESTION_CUT.search(phrase))
    )
    if not phrases:
        return "broken-markup"
    phrases = tuple(
        phrase for phrase in phrases if not (_is_field(phrase, language) or english.only_defines(phrase))
    )
    if not phrases:
        return "names-nothing"
    phrases = tuple(
        phrase for phrase in phrases if not (_is_mere_day(phrase, language) or _is_number_alone(phrase))
    )
    if not phrases:
        return "single-word"
    if not ahead and is_generic(phrases[0], language, issue.site) and not ONLY_VERSION.search(phrases[0]):
        return "names-nothing"  # "Monthly progress report, August 2023"
    return security_phrases(phrases, language) if language.says("security", phrases[0]) else phrases


def _is_field(phrase: str, language: Language) -> bool:
    """Return whether a phrase is a detail of something that it does not name: "Proposal: 81", "Kites: Upcoming", "Location: Lyon"."""
    name, _, value = phrase.rpartition(": ")
    if language.is_english and english.is_field_of_event(name):
        return True
    if not name or " " in value:
        return False
    return value.removeprefix("#").isdigit() or is_generic(value, language)


def _is_number_alone(phrase: str) -> bool:
    """Return whether a phrase is a number or a range: "Kite - 32.2 %", ">= 2.2 for all", "kite@^1.6"; a version is none."""
    is_word = any(map(str.isalpha, phrase)) or begins_with_version(phrase)
    return bool(_RANGE.match(phrase) or _SHARE.search(phrase)) or not is_word


def _is_mere_day(phrase: str, language: Language) -> bool:
    """Return whether a phrase has only the words and numbers of a date: "Friday, 22nd July"."""
    names = [word for word in words_of(phrase) if not is_number(word)]
    known = language.clauses.weekdays | (frozenset() if YEAR.search(phrase) else _OF_TIME)
    return bool(names or _NUMBERED_DAY.search(phrase)) and all(
        is_month(word) or word in known for word in names
    )


def _is_date_of_deadline(phrase: str, section: Section, language: Language) -> bool:
    """Return whether what stands above a mere name and date says that it is not the date of what is named.

    "Kite Day: 3 January" below "Calls for papers"
    """
    *named, date = _BEFORE_DATE.split(phrase)
    day = [word for word in words_of(date) if word not in language.clauses.dangling]  # "3 de enero"
    little = language.ordinary | language.filling | language.clauses.dangling
    says_itself = any(word.islower() and word not in little for name in named for word in name.split())
    if not named or says_itself or not _is_mere_day(" ".join(day), language):  # "Proposals due: 3 January"
        return False
    leading = (item.text for item in section.items[:_LEADING] if item.text.endswith(":"))
    above = (section.title, *section.above, *leading)
    return any(language.says("deadline", text) for text in above)


def _with_subject(phrases: tuple[str, ...], section: Section, issue: Issue) -> tuple[str, ...]:
    """Return the phrases below the heading that names their event or subject.

    "KiteCon: 2-6 November 2026 in Lyon", "Kite Club: The next meeting is on Wednesday", "Kite: The tail has been sewn on"
    """
    language, title = language_of(issue.language), plain_title(section.title)
    is_question = first_word(title) in language.interrogative  # "When"
    if not title or ": " in title or is_question or is_generic(title, language, issue.site):
        return phrases
    if language.says("pointer", phrases[0]):
        return (title,)  # "See our page for how to sign up (by November 24)"
    lacks_subject = (
        _is_date_of_event(phrases[0], language)
        or _is_session(phrases[0], title, language)
        or _is_unnamed_event(phrases[0], language)
        or _is_about_heading(phrases[0], title, language, issue.site)
        or _is_unnamed_release(phrases[0], title, issue)
    )
    return tuple(labelled(title, phrase) for phrase in phrases) if lacks_subject else phrases


def _is_date_of_event(phrase: str, language: Language) -> bool:
    """Return whether a phrase begins with a date and does not say of which event: "2-6 November 2026 in Lyon"."""
    if not (phrase[:1].isdigit() or is_month(first_word(phrase))):
        return False
    found = (_DAY_FIRST if phrase[:1].isdigit() else _MONTH_FIRST).match(phrase)
    if not found or not is_month(found["month"]):
        return False
    named = found.groupdict()
    return bool(named.get("place")) or first_word(named["rest"] or "") in (
        language.clauses.dangling | language.subordinate
    )


def _is_session(phrase: str, title: str, language: Language) -> bool:
    """Return whether a phrase begins with day and hour, and names nothing of its heading: "June 2nd, 14:00, with Ada Moth"."""
    known = language.ordinary | language.filling
    is_dated = any(map(is_month, words_of(phrase)[:_DATE])) and _HOUR.match(phrase)
    return bool(is_dated) and content_words(title, known).isdisjoint(content_words(phrase, known))


def _is_unnamed_event(phrase: str, language: Language) -> bool:
    """Return whether a phrase tells of what is to come without its name: "The next meeting is on Wednesday"."""
    articles = language.ordinary - language.subordinate - language.personal
    calls = language.is_english and english.calls_to_join(phrase) and not has_name(phrase, language, "")
    return calls or (first_word(phrase) in articles and language.says("to-come", phrase))


def _is_unnamed_release(phrase: str, title: str, issue: Issue) -> bool:
    """Return whether a phrase is about a version of what its heading names: "Version 2.0 mends the tail" below "Kite".

    Of an issue about a release, "2.0" is that one.
    """
    language = language_of(issue.language)
    is_bare = begins_with_version(phrase) and not ONLY_VERSION.search(f"{title} {issue.title}")
    is_name = word_count(title) == 1 or _is_name(title, language.ordinary | language.filling)
    return is_bare and is_name and not role_of_heading(title, language, issue.site)


def _is_about_heading(phrase: str, title: str, language: Language, site: str) -> bool:
    """Return whether a phrase is about something of what its heading names: "The tail is longer" below "Kite"."""
    second = "".join(phrase.split()[1:2])
    is_definite = first_word(phrase) in language.definite and (
        second.islower() or ONLY_VERSION.fullmatch(second)
    )
    if not is_definite or role_of_heading(title, language, site):
        return False
    if _REPOSITORY.fullmatch(title):
        return True
    if has_name(phrase, language, site):
        return False
    known = language.ordinary | language.filling
    return _is_name(title, known) and content_words(title, known).isdisjoint(content_words(phrase, known))


def _is_name(title: str, known: frozenset[str]) -> bool:
    """Return whether a heading is a short proper name: all words that are not `known` have capitals, or it has a number."""
    names = [word for word in title.split() if word.casefold() not in known and word[:1].isalnum()]
    is_cased = [word != word.lower() for word in names]
    is_whole = bool(names) and (all(is_cased) or (is_cased[0] and has_digits(title)))
    return is_whole and word_count(title) <= _PART


def _is_ticket(item: Item) -> bool:
    """Return whether an entry is the title of a change or issue: it has its number, or is nothing but the link to it.

    Who asked for what in which one is no more news: "Ada opened #12 to sew on loops".
    """
    if _ASKED.match(item.text):
        return True
    if without_ticket(item.text) != item.text or any(map(is_ticket_page, item.links[:1])):
        return True
    return (
        len(item.links) == 1
        and item.links[0].text == item.text
        and _CHANGE_PAGE.search(item.links[0].url) is not None
    )


def known_before(fact: Fact) -> Fact:
    """Return a fact without the tag and score of its coming date, which readers know already."""
    tags = tuple(tag for tag in fact.tags if tag != "upcoming")
    return msgspec.structs.replace(fact, tags=tags, score=round(fact.score - AHEAD, 2))


def security_phrases(phrases: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """Return the phrases that mention the security issue, and a shortest one that ends with it."""
    telling = [phrase for phrase in phrases if language.says("security", phrase)]
    cuts = ((telling[-1][: end.start()], end) for end in english.RESTRICTIVE.finditer(telling[-1]))
    heads = (head for head, end in cuts if not english_cuts.is_inside_list(head, end))
    short = next(
        (head for head in heads if language.says("security", head) and _is_whole(head, language)), ""
    )
    return tuple(dict.fromkeys((*telling, *((short,) if short else ()))))


def _is_whole(head: str, language: Language) -> bool:
    """Return whether `head` is complete, with no participle missing.

    Without its last word, "hat eine Sicherheitslücke, …, geschlossen" (has closed a hole) says the opposite.
    """
    said = language.releases
    auxiliaries = "|".join(filter(None, (said.auxiliaries, said.helpers)))
    is_open = language.code != "en" and re.search(rf"\b(?:{auxiliaries or '(?!)'})\b", head) is not None
    return balanced(head) and not is_open


def _told(
    section: Section,
    role: Role,
    item: Item,
    sentences: list[str],
    issue: Issue,
    *,
    ahead: bool,
    in_prose: bool,
) -> _Told | Rejected:
    """Return what an entry says: by its label, as a release, or by its title or first sentence."""
    language = language_of(issue.language)
    if label := label_of(item, language):
        is_release = ONLY_VERSION.search(label) is not None
        kind: Kind = "release" if is_release else _KINDS.get(role, "news")
        phrases = told_by_label(label, item, language)
        is_described = is_release and (phrases != (label,) or word_count(label) >= _FEWEST)
        weight = _UNDESCRIBED if is_release and not is_described else 0.0
        return _Told(phrases, label, kind, "label", ("described",) if is_described else (), weight)
    if role in _RELEASING:
        linked = item.links[0].text if item.links else ""
        release = release_in(sentences, language, linked) or (
            release_in(sentences[1:], language) if sentences[1:] else None
        )
        if release and not _is_to_come(release, language):
            is_history = item.kind == "paragraph" and not release.changes and english.says_when(sentences[0])
            if is_history and is_older(release.subject, issue.title):
                return Rejected.of_item(section, item, "background")
            return _released(release)
    if (in_prose or item.kind == "paragraph") and not _is_titled(item):
        sentences = from_first_report(sentences, plain(section.title), issue, in_prose=in_prose)
        if not sentences:
            return Rejected.of_item(section, item, "background")
    return _sentence(section, role, item, sentences, issue, ahead=ahead)


def _is_titled(item: Item) -> bool:
    """Return whether an item begins with a link, which names its subject: "[Kite](…) is a tool for …"."""
    if not item.links or not item.links[0].text:
        return False
    before, _, _ = item.text.partition(item.links[0].text)
    return not any(map(str.isalnum, before))


def _is_to_come(release: Release, language: Language) -> bool:
    """Return whether a release is only mentioned for what it will have: "Kite 1.4 will loop"."""
    return any(language.releases.only_mentions(release.subject, change) for change in release.changes)


def _released(release: Release) -> _Told:
    changes = tuple(change for change in release.changes if not english.only_explains(change))
    phrases = changes or (release.subject,)
    if word_count(phrases[-1]) > SHORT_PHRASE:
        phrases = (*phrases, release.subject)
    weight = (1.0 if changes else _UNDESCRIBED) + (1.2 if release.is_major else 0.0)
    tags: tuple[Tag, ...] = ("described",) if changes else ()
    if release.is_preliminary:
        tags, weight = (*tags, "preliminary"), weight - 1.5
    return _Told(phrases, release.subject, "release", "release", tags, weight)


def _sentence(
    section: Section, role: Role, item: Item, sentences: list[str], issue: Issue, *, ahead: bool
) -> _Told:
    kind = _KINDS.get(role, "news")
    weight = -1.0 if begins_subordinate(sentences[0], issue.language) else 0.0
    language = language_of(issue.language)
    phrases, name = describe(section, role, item, sentences, issue, ahead=ahead)
    phrases = tuple(phrase for phrase in phrases if not refers_back(phrase, language))
    if not phrases:
        plainly = told_plainly(sentences, language)
        return _Told(plainly, "", kind, _BY_SENTENCE, ("told-plainly",), weight)
    is_bare = role in {"event", "news"} and not ahead and phrases == (name,)
    is_bare = is_bare and (": " in name or not english.has_verb(name))
    return _Told(phrases, name, kind, _BY_SENTENCE, (), weight - (_BARE if is_bare else 0.0))


def _tags(item: Item, phrases: tuple[str, ...], told: _Told, issue: Issue) -> Iterator[Tag]:
    """Yield the tags of an entry that do not depend on its kind."""
    language = language_of(issue.language)
    if not _is_talk(phrases[0]) and any(names_day_ahead(phrase, issue.date) for phrase in phrases):
        yield "upcoming"
    if language.says("security", _QUOTED.sub("", phrases[0])) and not _MERE_FLAW.match(phrases[0]):
        yield "security"
    if language.says("memorable", phrases[0]) and "preliminary" not in told.tags:
        yield "memorable"
    if _is_ticket(item) and not language.says("change", phrases[0]):
        yield "merged"
    if _is_foreign(item.text, issue.language):
        yield "foreign"


def _is_talk(phrase: str) -> bool:
    """Return whether a phrase names its day only in brackets, behind an hour, as the programme of an event does."""
    found = _IN_PROGRAMME.match(phrase)
    return bool(
        found
        and any(map(is_month, words_of(found["when"])))
        and not any(map(is_month, words_of(found["talk"])))
        and not YEAR.search(found["when"])  # which a single event has
    )


def _is_foreign(text: str, language: str) -> bool:
    """Return whether a tag such as [DE] names a language that is neither the issue's nor English."""
    return tagged_language(text) in LANGUAGES - {language.partition("-")[0], "en"}
