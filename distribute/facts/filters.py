"""Reject items that are not news, each by a named rule."""

from __future__ import annotations

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.english import has_verb, tells_problem, without_pointer
from distribute.facts.flatten import is_bold, is_bold_statement
from distribute.facts.model import RejectionRule
from distribute.facts.naming import edition_in
from distribute.facts.recurrence import IssueContext
from distribute.facts.shorten import sentences_of
from distribute.facts.topics import Role
from distribute.facts.versions import ONLY_VERSION
from distribute.facts.words import FLAW, first_word, has_digits, is_question, word_count
from distribute.languages.model import Language
from distribute.regex import lazy_regex
from distribute.text.dates import is_month
from distribute.text.holes import HOLE
from distribute.text.markdown import Item

_LONGEST = 5_000  # most characters of an item; real ones have up to 1,400
_LISTED = 3  # fewest links, without a full stop, of a list whose bullets are missing
_NO_END = lazy_regex(r"[^.!?:…]\s*\Z")
_WORD_BEFORE = lazy_regex(r"\A\W*(?:[^\W\d]{2,10}\.?,? (?=\d))")
_FIRST_DAY = lazy_regex(
    r"\W*(?:\d{4}-\d\d-\d\d|\d\d?/\d\d?|(?P<month>[^\W\d]{3,12})\.? \d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?(?:\s?[-–]\s?\d{1,2}(?:st|nd|rd|th|\.)?)? (?:of )?(?P<of>[^\W\d]{3,12}))\b"
)
_LEAKS = ("](", "] (", "{{", "{%", "}}", "$$")  # a broken link, or code of a generator or of mathematics
_MERE_NUMBER = lazy_regex(r"\w+\.? #?\d+\W*")  # "Day 1"
# "July 2026: ~$9,931/month (82.8% of goal)"
_MERE_SUM = lazy_regex(
    r"(?:[^:$€£]{1,30}: )?\W{0,3}[$€£]\s?\d[\d.,]*\S*\s*(?:\([^()]*\))?\W*\Z", needs=("$", "€", "£")
)
_HANDLE = lazy_regex(r"@[\w.-]{1,60}(?: \([^()]{0,200}\))?\W{0,9}")  # "@ada (kites, moths)"
_GOES_ON = lazy_regex(  # "...can be used now!", below the heading that it continues
    r"(?:\.\.\.|…)\s?[^\W\d_A-Z][^.!?…]{1,300}[.!?…]?\Z", needs=("...", "…")
)
_LABEL = 4  # most words of the label before names
_ACCOUNT = lazy_regex(r"https?://(?:github|gitlab|codeberg)\.[a-z]{2,4}/[\w.-]{1,60}/?")
_TEAMS = (["Team"], ["Crew"], ["Editors"], ["Maintainers"])
_WHOLE_NAME = 4  # most words of a person's name, or of a team's
_FLAW = lazy_regex(rf"\b{FLAW}", needs=("cve-",))
# "[1] A. Moth, How Kites Fly, 2026": the list of what a text cites
_REFERENCE = lazy_regex(r"\[\d{1,3}\]:? (?:[^,]{1,200},){2,20}[^,]{0,200}\b(?:19|20)\d\d\b", needs="[")
# A picture or video in Markdown, in HTML, as a site's shortcode, or as a mere address
_FIGURE = lazy_regex(
    r"\[?!\[|<(?:img|figure|iframe|picture|video)\b|\{\{[<%]\s*(?:figure|gallery|image|img|video|vimeo|youtube)\b|https?://\S{0,200}(?:youtu|vimeo|video|watch)\S{0,2000}\Z"
)
_STOPS = (".", "!", "。", "！")
_HERE = lazy_regex(r"\bhere\W*$")


def rejecting(
    role: Role, item: Item, following: list[Item], context: IssueContext, *, ahead: bool
) -> RejectionRule | None:
    """Return the rule that rejects an item because of its place, None if it may be news there."""
    if len(item.text) > _LONGEST:
        return "too-long"
    if context.is_calendar and begins_with_day(item.text):
        return "calendar-entry"
    if _leads_on(item, following, context.language):
        return "lead-in"
    if _is_label(item, following, context.language, is_calendar=context.is_calendar):
        return "list-title"
    if is_bold(item) and not item.text.endswith(_STOPS) and _is_below_figure(item, context):
        return "caption"
    # Each release line that mends a flaw tells of it.
    is_flaw = _FLAW.search(item.text) and ONLY_VERSION.search(context.issue.title)
    if context.times_seen(item.line) and not is_flaw and (not ahead or context.is_template(item.line)):
        return "recurs"
    if role == "event" and not ahead and context.label_times_seen(item.line) > 1:
        return "event-told-before"
    return None


def _is_below_figure(item: Item, context: IssueContext) -> bool:
    """Return whether a picture or video is the last thing above, or begins the paragraph; a release or link is no caption."""
    is_news = any(link.text for link in item.links) or ONLY_VERSION.search(item.text) is not None
    if is_news:
        return False
    above = _FIGURE.match(context.source(item.line)) or _FIGURE.match(context.source_above(item.line))
    return above is not None


def begins_with_day(text: str) -> bool:
    """Return whether `text` begins with a date, like the entries of a calendar, or with a weekday and one."""
    if (found := _FIRST_DAY.match(text)) and not (found["month"] or found["of"]):
        return True
    both = (found, _FIRST_DAY.match(_WORD_BEFORE.sub("", text)))
    return any(is_month(day["month"] or day["of"] or "") for day in both if day)


def _leads_on(item: Item, following: list[Item], language: Language) -> bool:
    """Return whether a paragraph ends with a sentence that introduces the list below it: "These are some of them"."""
    if (
        item.kind != "paragraph"
        or not following
        or not (following[0].kind == "bullet" or following[0].text.endswith(":"))
    ):
        return False
    last = sentences_of(item.text, language.code)[-1:]
    return any(language.says("introduces", sentence) for sentence in last)


def _is_label(item: Item, following: list[Item], language: Language, *, is_calendar: bool) -> bool:
    """Return whether a paragraph is only the title of the list or calendar that follows it."""
    is_bare = item.kind == "paragraph" and not item.links and _NO_END.search(item.text)
    if is_bold_statement(item) and first_word(item.text) not in language.interrogative:
        return False
    return bool(is_bare and (following[0].kind == "bullet" if following else is_calendar))


def sentences_with_news(item: Item, language: Language, *, ahead: bool) -> list[str] | RejectionRule:
    """Return the sentences of `item` that may be news, or the rule that rejects it because its first one is not."""
    text = plain(item.text)
    if rule := _never_news(item, text, language):
        return rule
    first, *others = sentences_of(
        strip_lead_in(text, tuple(link.text for link in item.links), language.code), language.code
    ) or [""]
    first = without_pointer(first) if language.is_english else first
    is_title = any(link.text == first for link in item.links)
    asks = is_question(first) and not is_title and not ONLY_VERSION.search(first)
    if asks and others:
        first, *others = others  # the answer to the question
    is_list = item.kind == "paragraph" and len(item.links) >= _LISTED and not others and _NO_END.search(text)
    leads_on = first.endswith(":") or _HERE.search(first) or (asks and first.endswith("?"))
    if is_list:
        return "list-without-bullets"
    if leads_on and (edition := edition_in(first, language)):
        return [edition]
    if leads_on:
        return "lead-in"
    is_word = (word_count(text) <= 1 and not ONLY_VERSION.search(text)) or _HANDLE.fullmatch(item.text)
    if (
        is_word
        or _MERE_NUMBER.fullmatch(text)
        or _MERE_SUM.match(text)
        or not any(char.isalpha() for char in first)
    ):
        return "single-word"
    if language.says("pointer", first) and not ahead:
        return "pointer"
    if language.is_english and tells_problem(first):
        return "background"  # without the next sentence, it seems to be so still
    return [first, *(sentence for sentence in others if not language.says("pointer", sentence))]


def leaks(text: str) -> bool:
    """Return whether a text has a broken link, or code of a generator or of mathematics."""
    return any(leak in text for leak in _LEAKS)


def _is_signature(text: str) -> bool:
    """Return whether a text is nothing but the names of people and their team: "Ada Moth, Bo Reel, and the Kite Team"."""
    listed = text.rstrip(".").replace(", and ", ", ").replace(" and ", ", ").split(", ")
    names = [name.removeprefix("the ").split() for name in listed]
    are_names = all(len(name) <= _WHOLE_NAME and all(word[:1].isupper() for word in name) for name in names)
    return are_names and len(names) >= _LISTED and names[-1][-1:] in _TEAMS and ":" not in text


def _is_signed(item: Item) -> bool:
    """Return whether a paragraph ends with a dash and an account, "Fly well! - @ada", or is only people with their mail addresses."""
    if item.links and all(link.url.startswith("mailto:") for link in item.links):
        besides = item.text
        for link in item.links:
            besides = besides.replace(link.text, "", 1)
        if len(besides.split()) <= len(item.links):  # "Ada & Bo"
            return True
    last = item.links[-1].text if item.links else ""
    before = item.text.removesuffix(last).rstrip()
    return last.startswith("@") and before != item.text and before.endswith(("-", "–", "—"))


def _names_accounts(item: Item) -> bool:
    """Return whether an item is nothing but linked accounts, behind a label: "Kite 2.0: ada, bee, cid"."""
    if len(item.links) < _LISTED:
        return False
    said = item.text[len(item.label) :] if item.label else item.text.rpartition(": ")[2]
    label = item.text.removesuffix(said).strip(" :")
    if has_verb(f" {label}") or word_count(label) > _LABEL:
        return False
    names = {name.strip(" @.:*") for name in said.replace(" and ", ", ").split(",")}
    linked = [link for link in item.links if link.text.strip(" @") in names]
    return len(linked) >= len(names) >= _LISTED and all(_ACCOUNT.fullmatch(link.url) for link in linked)


def _never_news(item: Item, text: str, language: Language) -> RejectionRule | None:
    """Return the rule that rejects an item whatever it is about, None if it may be news."""
    if _REFERENCE.match(text):
        return "pointer"
    names_author = text.startswith(("–", "—", "- ", "*"))  # of a quotation, or what a mark leads to
    if item.kind == "quote" or item.emphasised or names_author:
        return "quotation"
    is_paragraph = item.kind == "paragraph"
    is_closing = is_paragraph and (_is_signed(item) or (not item.links and _is_signature(text)))
    if is_closing or _names_accounts(item):
        return "filler"
    goes_on = is_paragraph and _GOES_ON.match(text) and not has_digits(text)
    if HOLE in text or goes_on:
        return "words-missing"
    if leaks(text):
        return "broken-markup"
    if language.says("filler", text):
        return "filler"
    if language.says("advertisement", text):
        return "advertisement"
    return "pointer" if language.says("elsewhere", text) else None
