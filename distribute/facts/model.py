"""The data of the pipeline: facts, rejected items, and the extraction that holds both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from distribute.facts.words import word_count, worded
from distribute.regex import lazy_regex
from distribute.text.holes import with_dots

if TYPE_CHECKING:
    from distribute.text.markdown import Item, Section

Kind = Literal[
    "own",
    "enumerated",
    "heading",
    "release",
    "event",
    "article",
    "announcement",
    "news",
    "specification",
    "list",
    "introduction",
]
Tag = Literal[
    "described",
    "preliminary",
    "upcoming",
    "security",
    "memorable",
    "merged",
    "foreign",
    "label",
    "indefinite",
    "mentioned",
    "lead",
    "titled",
    "changed",
    "told-plainly",
    "vague",
    "unsure",
]
RejectionRule = Literal[
    "advertisement",
    "background",
    "bold-heading",
    "broken-markup",
    "calendar-entry",
    "caption",
    "detail",
    "event-told-before",
    "filler",
    "folded",
    "glossary",
    "happens-regularly",
    "interview",
    "introduction",
    "lead-in",
    "list-title",
    "list-without-bullets",
    "names-nothing",
    "no-news-heading",
    "no-specification",
    "over",
    "own-words-instead",
    "pointer",
    "quotation",
    "recurs",
    "said-elsewhere",
    "single-word",
    "title-again",
    "told-by-heading",
    "told-with",
    "too-long",
    "unknown-language",
    "unverified",
    "words-missing",
]
Source = Literal["own-words", "enumeration", "heading", "entry"]

_MINOR = 1.4
_TITLE = 3  # fewest words of a name that is a title
# Of 1,256 lines from 84 newsletters, an editor would have posted a third of those without any tag, and a tenth of these.
_SPARE = frozenset({"label", "vague"})


# Characters of a fact in a post. Of longer lines, editors would have left out a quarter, and of others a seventh.
LONGEST = 150
# Of a specification or an episode: "KEP-12" and "Ep. 12" do not say what is new
_WITH_NUMBER = lazy_regex(r"\d(?:(?![a-z\d])|(?:st|nd|rd|th)\b)")  # "Kite Days 2026", but not "ni18n"
_NUMBER = lazy_regex(r"(?:[A-Z]{2,8}-|(?:Ep\.|Episode|Part) )\d+\Z|\d{1,3} \S+\Z")  # "Part 2", "42 Moths"
# "By Ada Moth", but not "By Popular Demand"
_BYLINE = lazy_regex(r"By(?! (?:Popular|The|Design|Numbers|Request)\b)(?: (?:[A-Z]\S{0,40}|and|&)){1,6}")
# Headings of tables of contents, which do not say what is below them.
_CONTENTS = frozenset(
    "contents|table of contents|toc|inhalt|inhaltsverzeichnis|sommaire|table des matières"
    "|índice|sumário|inhoud|目次".split("|")
)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news: `phrases` from the fullest to the shortest, and its `name` alone.

    `kind`, `tags` and `rule` say what it is and which rule found it. `source` is where it was found. From the best to
    the worst, the sources are the editor's own words, an enumeration, a heading of this issue and an entry.
    """

    phrases: tuple[str, ...]
    line: int
    section: str
    score: float
    kind: Kind = "news"
    tags: tuple[Tag, ...] = ()
    rule: str = ""
    link: str = ""
    name: str = ""
    source: Source = "entry"
    lines: tuple[int, ...] = ()  # the lines of all items, if it joins several
    exact: tuple[str, ...] = ()  # code spans, which must keep their marks
    above: str | None = None  # the heading to list it under, if `section` is its own heading
    brief: str = ""  # the words by which it may stand in a list of names, "" for none

    @property
    def is_name_alone(self) -> bool:
        """Whether nothing but its name is told: "Kite 2.0"."""
        return self.phrases == (self.name,)

    @property
    def only_names_releases(self) -> bool:
        """Whether it names one or several releases, and says nothing of them: "Kite 2.0, Moth 3"."""
        is_named = self.rule == "bare-releases" or self.is_name_alone
        return is_named and self.kind == "release" and "described" not in self.tags

    @property
    def is_minor(self) -> bool:
        """Return whether it is told only if there is nothing else: it is unimportant, only a topic, or names nothing."""
        return not _SPARE.isdisjoint(self.tags) or (self.score < _MINOR and self.source == "entry")

    @property
    def is_spare(self) -> bool:
        """Return whether it is a minor entry, which is not even named unless there is little else."""
        return self.is_minor and self.source == "entry" and self.rule != "own-heading"

    @property
    def is_own(self) -> bool:
        """Return whether it is in the editor's own words, from the issue's front matter."""
        return self.source == "own-words"

    @property
    def is_urgent(self) -> bool:
        """Return whether it is urgent: a security notice or a coming date."""
        return "security" in self.tags or "upcoming" in self.tags

    @property
    def listed_under(self) -> str:
        """The heading above it in a list of facts, or "" for none. Its own heading would repeat it."""
        heading = self.section if self.above is None else self.above
        return "" if worded(heading) in _CONTENTS or _BYLINE.fullmatch(heading) else heading

    def is_said_in(self, text: str) -> bool:
        """Return whether `text` already contains this fact."""
        return bool(text) and any(phrase in text for phrase in (*self.phrases, self.name) if phrase)

    @property
    def telling_name(self) -> str:
        """The name, if it is news by itself, or "": a release, a group, an edition or a title."""
        if "security" in self.tags and self.phrases[-1] != self.name:
            return ""  # a release's name does not say that it fixes a security issue
        if "mentioned" in self.tags:
            return ""  # "Kite 1.4 will have loops": it is not released
        if "indefinite" in self.tags:
            return ""  # "A new request", "Call for talks": the name does not say which
        has_number = _WITH_NUMBER.search(self.name) and not _NUMBER.match(self.name)
        is_news = self.kind in {"release", "specification", "list", "own"} or bool(has_number)
        words = self.name.split()
        is_proper = all(word[:1].isupper() for word in words)
        # Urgent news is posted as a name rather than omitted.
        is_urgent_name = self.is_urgent and is_proper and len(words) > 1
        # A person's name or "Call for papers" is not a title.
        is_title = len(words) >= _TITLE and not (is_proper or self.is_urgent)
        return self.name if is_news or is_urgent_name or is_title else ""

    def within(self, words: int, *, characters: int, names: bool = False) -> tuple[str, ...]:
        """Return the phrases of at most `words` words, or the shortest phrase; `names` adds the telling name.

        Those of more than `characters` characters are left out, even if there are no others, unless they are the editor's own.
        """
        said = tuple(phrase for phrase in self.phrases if word_count(phrase) <= words)
        if names and self.telling_name:
            said = tuple(dict.fromkeys((*said, self.telling_name)))
        return tuple(
            phrase for phrase in said or self.phrases[-1:] if self.is_own or len(phrase) <= characters
        )


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """An item that is not a fact, and the id of the rule that rejected it. `detail` completes the explanation."""

    text: str
    line: int
    section: str
    rule: RejectionRule
    detail: str = ""

    @classmethod
    def of_item(cls, section: Section, item: Item, rule: RejectionRule, detail: str = "") -> Rejected:
        """Return an item of a section as rejected by a rule."""
        return cls(text=with_dots(item.text), line=item.line, section=section.title, rule=rule, detail=detail)

    @classmethod
    def of_fact(cls, fact: Fact, rule: RejectionRule, detail: str = "") -> Rejected:
        """Return a fact as rejected by a rule."""
        return cls(
            text=with_dots(fact.phrases[0]), line=fact.line, section=fact.section, rule=rule, detail=detail
        )


class Extraction(msgspec.Struct, frozen=True):
    """The `facts` of an issue, the best first, and its `rejected` items in their order in the issue.

    The `introduction` is the editor's own, None if there is none, or if the editor has written words for the announcement.
    """

    facts: tuple[Fact, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    introduction: Fact | None = None

    @property
    def told(self) -> tuple[Fact, ...]:
        """All that a post may tell: the introduction, then the facts."""
        return (self.introduction, *self.facts) if self.introduction else self.facts
