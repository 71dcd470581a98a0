"""Explanations of kinds, tags and rules, for readers only. No code depends on their wording."""

from __future__ import annotations

from distribute.facts.model import Fact, Kind, Rejected, RejectionRule, Tag

REJECTIONS: dict[RejectionRule, str] = {
    "advertisement": "an advertisement",
    "background": "explains how things are, and reports nothing new",
    "bold-heading": "the heading of what follows it",
    "broken-markup": "a broken link, a formula, or a generator's own code",
    "calendar-entry": "an entry of a calendar",
    "caption": "the caption of a picture or video",
    "detail": "a detail of the item above it",
    "event-told-before": "an event that earlier issues announced",
    "filler": "filler",
    "folded": "in a part that readers have to unfold",
    "glossary": "an abbreviation and what it stands for",
    "happens-regularly": "happens regularly",
    "interview": "a question of an interview, or its answer",
    "introduction": "before the first heading",
    "lead-in": "only introduces what follows it",
    "no-specification": "names no specification of a kind that is told",
    "list-title": "only the title of a list",
    "list-without-bullets": "a list without its bullets",
    "no-news-heading": "under a heading that promises no news",
    "names-nothing": "names nothing, or cannot stand alone",
    "over": "calls a day to come that is over",
    "own-words-instead": "the editor's own words stand in its place",
    "pointer": "sends the reader elsewhere",
    "quotation": "a quotation, or a note in italics",
    "unknown-language": "in a language whose news cannot be told from its other text: write `highlights`, or a draft",
    "recurs": "is also in {detail}",
    "said-elsewhere": "line {detail} says it too",
    "single-word": "a single word, or none",
    "title-again": "says no more than the title",
    "too-long": "longer than any news",
    "told-by-heading": "told by its heading",
    "told-with": "told together with line {detail}",
    "words-missing": "lacks words that only the site's generator knows",
    "unverified": "its words could not be verified: {detail}",
}
KINDS: dict[Kind, str] = {
    "own": "the issue's own words",
    "enumerated": "listed by the editor",
    "heading": "a heading of this issue",
    "release": "a release",
    "event": "an event",
    "article": "an article",
    "announcement": "an announcement",
    "news": "news",
    "specification": "specifications",
    "list": "a long list",
    "introduction": "the editor's introduction",
}
TAGS: dict[Tag, str] = {
    "described": "with a described change",
    "upcoming": "a date still to come",
    "security": "security",
    "memorable": "a first, an anniversary or a grant",
    "merged": "the title of a change to the source",
    "foreign": "in another language",
    "preliminary": "preliminary",
    "label": "only names what it is about",
    "indefinite": "not told by its name alone",
    "mentioned": "its name is only mentioned",
    "lead": "among what the editor puts first",
    "changed": "says what has changed",
    "titled": "the title of the page that its heading links",
    "told-plainly": "told plainly",
    "vague": "told only if there is nothing else",
    "unsure": "from prose, of which a post tells little",
}


def why_told(fact: Fact) -> str:
    """Return why an item is a fact."""
    return ", ".join((KINDS[fact.kind], *(TAGS[tag] for tag in fact.tags)))


def why_rejected(rejected: Rejected) -> str:
    """Return why an item is not a fact."""
    return REJECTIONS[rejected.rule].replace("{detail}", rejected.detail)
