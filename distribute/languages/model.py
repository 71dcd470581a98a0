"""The form of a language module: word lists, and rules with their examples."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import msgspec

from distribute.languages.phrases import Phrases

RuleId = Literal[
    "advertisement",
    "background",
    "brings-news",
    "call-heading",
    "change",
    "column-heading",
    "contents",
    "deadline",
    "done",
    "elsewhere",
    "enumerates",
    "filler",
    "first-person",
    "greeting",
    "introduces",
    "leans-back",
    "memorable",
    "opens",
    "plans",
    "pointer",
    "points-back",
    "recurring",
    "refers-back",
    "report",
    "routine",
    "security",
    "teaser",
    "thanks",
    "to-come",
]
Topic = Literal["security", "spec", "announcement", "event", "article", "detail", "software"]


class Rule(msgspec.Struct, frozen=True, dict=True):
    """A pattern for what a sentence is, whatever its case; `yes` and `no` are its examples and its tests."""

    id: RuleId
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.pattern)

    def matches(self, text: str) -> bool:
        """Return whether the pattern is found in `text`."""
        return self._phrases.are_in(text)


class Say(msgspec.Struct, frozen=True):
    """The few words that a post has around its facts, and a message around an issue.

    `besides` introduces the names of facts that are not told. `rest` leads to what a message has no room for; the list's
    address follows on `why`. `colon` is a colon as the language sets it. In a language that is not known all others are "", and templates show the addresses alone.
    """

    besides: str
    read: str
    inside: str
    and_more: str
    web: str
    rest: str
    why: str
    leave: str
    colon: str = ":"


class Clauses(msgspec.Struct, frozen=True, kw_only=True):
    """The words at which a sentence ends, goes on, or may be cut.

    The first three are alternatives of regular expressions: a full stop behind one of `abbreviations` ends no sentence,
    `conjunctions` are the words for "and", and what one of `openers` begins behind a comma may be left out. What follows
    one of the `limiting` words, such as "but" and "unless", may not. The others are words, in lower case: behind
    `before_ordinals` a number and a full stop are an ordinal ("auf der 26. Konferenz"), a date may follow one of
    `weekdays`, and nothing ends with a `dangling` one. Items below a heading that ends with one of `complementizers` ("Did you know that …") are
    no whole sentences. In a sentence that begins with an `adverbial` word, the main clause is yet to come; behind a
    condition, it may begin with one of `consequents`.
    """

    abbreviations: str = ""
    conjunctions: str = ""
    openers: str = ""
    limiting: tuple[str, ...] = ()
    before_ordinals: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    dangling: frozenset[str] = frozenset()
    complementizers: frozenset[str] = frozenset()
    adverbial: frozenset[str] = frozenset()
    consequents: tuple[str, ...] = ()


class Releases(msgspec.Struct, frozen=True, kw_only=True):
    """How a language says that a program was released, and what is new in it.

    All but the word lists are alternatives of regular expressions. The `auxiliaries` and `participles` make "has been
    released"; `publishes` are the verbs of a maker that has released something, with `helpers` before them and
    `determiners` behind, and `presents` before a program's name and version; `versions` are the words for a version,
    and `targets` those before a platform. `nouns` and `of` make "the release of". A name has none of `acts` and begins
    with none of `uses` ("Support for Kite 1.2"). A version after one of `bounds` was not released. `frames` are whole
    beginnings of sentences, with the groups `name` and `version`, in which NAME, WORD and VERSION stand for their
    patterns.

    `changes` are verbs before what is new; after those of `listing` a colon does, and those of `describing` may tell
    what a program is. `accompanying` are the prepositions before what a release brings behind a participle,
    `accompanied` is a frame with the groups `with` and `object`, `relatives` are the pronouns, `brings` the words of any
    kind. Behind a name, one of `mentioning` says that it is yet to come, or that something else is told. What is new is
    not worth telling if it begins with one of `vague`, or with one of `some`. `is_out` ends a phrase that says no more
    than that there is a release. `more` stands behind "and" where nothing is named, `nouns_alike` begin with a noun that
    looks like one of the verbs, and a phrase that has `unfinished` lacks the rest of its verb. `announcing` are words of
    titles that only say that there is a release.
    """

    auxiliaries: str = ""
    participles: str = ""
    acts: str = ""
    bounds: str = ""
    helpers: str = ""
    publishes: str = ""
    presents: str = ""
    determiners: str = ""
    versions: str = ""
    targets: str = ""
    nouns: str = ""
    of: str = ""
    mentioning: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    changes: str = ""
    accompanying: str = ""
    accompanied: str = ""
    relatives: str = ""
    brings: str = ""
    is_out: str = ""
    more: str = ""
    nouns_alike: str = ""
    announcing: frozenset[str] = frozenset()
    unfinished: str = ""
    uses: frozenset[str] = frozenset()
    listing: frozenset[str] = frozenset()
    describing: frozenset[str] = frozenset()
    some: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()

    def only_mentions(self, name: str, text: str) -> bool:
        """Return whether `text` begins with a name only to say what is yet to come, or something else: "Kite 1.4 will loop"."""
        return bool(name) and text.startswith(name) and text[len(name) :].startswith(self.mentioning)


class Lists(msgspec.Struct, frozen=True, kw_only=True):
    """The words around an editor's list of an issue's news.

    With one of `inside` it begins ("In this issue:"). In a description such as "The latest issue covers …", the words of
    `issue` name the issue, and one of `holding` stands between them and its contents. The others are alternatives of
    regular expressions: `verbs` say that an issue lists something ("covers"), `last` begins what comes last behind an
    "And", `inviting` are imperatives to readers, of which a second one stands behind "and", and `by` names an author
    behind a title.
    """

    inside: frozenset[str] = frozenset()
    holding: tuple[str, ...] = ()
    issue: frozenset[str] = frozenset()
    verbs: str = ""
    last: str = ""
    inviting: str = ""
    by: str = ""


class Language(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """All that the pipeline knows of one language. Words are whole and in lower case.

    `topics` are words of headings that say what a section is about; `no_news` are words that headings
    without news are made of ("Help us", "Subscribe"); `generic` are words that name no news by themselves
    ("Other improvements"); `filling` are the little words between them. `features` are headings of what an
    editor puts first. The others are first words of sentences: `ordinary` ones name nothing, `leaning`
    ones need the sentence before, `resuming` ones may go on about it, `pointing` ones stand for a name, and after `conditional` and
    `subordinate` ones the news is yet to come; a short heading that begins with an `interrogative` one names nothing. What begins
    with one of `indefinite` is nobody's name ("a new request", "call for talks"), and with a `definite` one perhaps a thing of
    what the heading names. `personal` ones are of the writer or
    the readers, and `sender` ones of whoever sends the post. `negations` turn a sentence
    into its opposite, wherever they stand. `series` are the beginnings of headings of specifications;
    `clauses` says where a sentence ends or may be cut, `lists` how an editor lists the news, and `releases` how a
    release is reported.
    """

    code: str
    say: Say
    topics: dict[Topic, frozenset[str]]
    no_news: frozenset[str]
    generic: frozenset[str]
    filling: frozenset[str]
    features: frozenset[str]
    ordinary: frozenset[str]
    leaning: frozenset[str]
    pointing: frozenset[str]
    resuming: frozenset[str] = frozenset()
    conditional: frozenset[str]
    definite: frozenset[str] = frozenset()
    indefinite: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    sender: frozenset[str] = frozenset()
    negations: frozenset[str]
    subordinate: frozenset[str]
    interrogative: frozenset[str] = frozenset()
    series: dict[str, tuple[str, ...]]
    clauses: Clauses
    lists: Lists
    releases: Releases
    rules: tuple[Rule, ...]

    @cached_property
    def unnaming(self) -> frozenset[str]:
        """All words that name nothing in a heading, whatever they are for."""
        return frozenset().union(
            self.generic, self.filling, self.no_news, self.ordinary, *self.topics.values()
        )

    @property
    def is_english(self) -> bool:
        """Return whether it is the language whose verbs are recognised; see `facts/english.py`."""
        return self.code == "en"

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def has(self, rule: RuleId) -> bool:
        """Return whether the language has a rule of that id."""
        return rule in self._rules

    def says(self, rule: RuleId, text: str) -> bool:
        """Return whether `text` is what the rule of that id is about; no language has to have every rule."""
        found = self._rules.get(rule)
        return found is not None and found.matches(text)

    def denies(self, words: Iterable[str]) -> bool:
        """Return whether one of these words, all in lower case, turns a sentence around: "not", "isn't"."""
        return any(word in self.negations or word.endswith(("n't", "n’t")) for word in words)


def words(text: str) -> frozenset[str]:
    """Return the words of a list with spaces between them; `_` stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in text.split())
