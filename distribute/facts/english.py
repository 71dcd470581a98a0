"""English syntax: what a sentence tells, as far as its words show it. `english_cuts` says where it may be cut.

There is no such module for other languages. Most patterns here match nothing in them, but `has_verb` and `tells` look for
endings that words of other languages have too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from distribute.facts.words import first_word, has_digits, word_count, words_of
from distribute.regex import lazy_regex

# "Writing about mathematics is often difficult"
_STATE = lazy_regex(r"[^,]{1,200}?\s(?:is|are|(?:has|have)\s(?:an?|the|no|many|few|its|their))\s")
_DEFINES = lazy_regex(r" (?:is|are) (?:an?|the|our)\b(?! (?:now|new)\b)")
# "Kite | is a toy for the wind", not "Kite | is the first toy to cross the sea"
_DESCRIBES = lazy_regex(
    r" (?:is|are) (?:an?|the|our) (?!first|new|finalist|winner)(?:[\w-]+,? ){1,6}?(?:for|that|which|to|written)\b(?!.*\b(?:now|since)\b)"
)
_VERB = lazy_regex(
    r"\s(?!(?:year|month|week|day|hour|minute|time)s\b)"
    r"(?:is|are|was|were|has|have|had|will|can|may|wrote|gave|made|got|took|won|ran|held|spoke|let|put|set|[a-z’']{2,}(?:ed|(?:es|[^s\W]s)(?!,|\Z)))\b"
)
# Of a title, "Four tonnes of barley" and "Release notes" are nouns.
_VERB_OF_TITLE = lazy_regex(
    r"\s(?:is|are|was|were|has|have|had|will|can|may|wrote|gave|made|got|took|won|ran|held|spoke|let|put|set"
    r"|[a-z’']{2,}ed|[a-z’']{2,}(?:es|[^s\W]s)(?!\W*\Z|\s(?:of|and|for|or|&)\s))\b"
)
_CHANGE_NOUN = lazy_regex(r"\b(?:support|removal|deprecation|launch|end) (?:for|in|of|on)\b", re.IGNORECASE)
# Of a title in capitals too, where a plural looks like a verb, and of sentences with irregular verbs
_SURE_VERB = lazy_regex(
    r"\s(?:(?:is|are|was|were|has|have|will|now|became|beat|began|bought|broke|brought|built|came|chose|died|drew|fell|flew|found|froze|gave|got|grew|held"
    r"|kept|led|left|lost|made|met|paid|quit|ran|rose|sank|sent|shot|sold|spent|spoke|stood|struck|taught|took|went|withdrew|won|wrote|acquire|add|announce|become|begin|bring|buy|celebrate"
    r"|choose|come|drop|elect|enable|fix|gain|get|go|hire|improve|introduce|join|leave|let|lose|make|merge|migrate|move|publish"
    r"|reach|remove|return|say|sell|shut|speak|take|teach|throw|unveil|welcome|win)(?:e?s)?|bans|goes|turns|hits|(?!speed|indeed|hundred)\w{3,}ed)\b",
    re.IGNORECASE,
)
# "Originally developed for kites, Moth …"
_PARTICIPLE_FIRST = lazy_regex(
    r"(?:[A-Z][a-z]+ly )?[A-Za-z][a-z]+ed (?:for|by|on|with|in|as|from|to|at|using|and)\b"
)
# "A little more than a year since Kite fell, Moth …"
_TIME_FIRST = lazy_regex(
    r"(?:(?:a little|almost|just|less than|more than|nearly|over) ){0,2}(?:an?|one|two|three|four|five|ten|\d{1,3}) (?:day|week|month|year)s?"
    r" (?:after|before|since)\b",
    re.IGNORECASE,
    needs=("day", "week", "month", "year"),
)
# "… a vulnerability that let anybody in": the effect of a flaw may be omitted, the word for it may not
RESTRICTIVE = lazy_regex(
    r"\s(?:(?:that|which)\b(?! \w+(?:n['’]t| not| never)\b)|(?:affecting|allowing|letting)\b)|\s\(|,\s",
    re.IGNORECASE,
)
MEANS = lazy_regex(r"^(?:This|That|It|Which) means (?:that )?", re.IGNORECASE)
# "The election results are announced": in a list of names, the subject is enough
ANNOUNCED = lazy_regex(
    r"(?:(?:The|A|An|Our) )?(?P<what>(?:\S+ ){0,6}\S+) (?:is|are|was|were|has been|have been) (?:now )?"
    r"(?:announced|published|released|available|out|live)\b"
)
# "Updated maps"
DONE = lazy_regex(
    r"(?:Added|Changed|Dropped|Enabled|Fixed|Improved|Introduced|Moved|Ported|Redesigned|Reduced|Removed|Renamed|Replaced"
    r"|Switched|Updated) \w"
)
# "Flying was completely broken", but not "Kite is out because a knot was broken" or "The record was broken"
_PROBLEM = lazy_regex(
    r"(?!(?:\S+ ){0,20}?(?:that|which|where|whose?|when|because|since|after|as|if|due|record|deadlock|silence|ground) )"
    r"[^:,]*? (?:was|were) (?:\w+ly )?(?:broken(?! into\b| .*\bby\b| by\b)|crashing)\b",
    re.IGNORECASE,
    needs=("broken", "crashing"),
)
_OF_THIS = lazy_regex(
    r" (?:is|are) an? (?:[\w-]{1,30} ){0,3}(?:release|version)(?: candidate)? (?:of|for) (?:this|these)\b",
    needs=("of this", "for this", "of these", "for these"),
)
_DEFINITION = lazy_regex(r"[\w .-]{1,30} is an? ")
_JOINING = frozenset("apply attend enrol enroll join register sign submit vote".split())
_INVITING = _JOINING | frozenset("check discover find get learn listen meet read see watch".split())
_EVENT_FIELDS = frozenset("date dates event location place time venue when where".split())
_YEARS_AGO = lazy_regex(r"\b(?:years?|decades?) ago\b", needs=(" ago",))
_FIRST_PERSON = frozenset("i me my mine myself".split())
_TAKEN_BACK = frozenset(
    "april backdoor broken cancelled canceled correction fake false if imagine lie malware postponed recalled removed retracted"
    " reverted rumor rumors rumour rumours unfortunately withdrawn withdrew wrong yanked".split()
)
_CONTRASTING = frozenset("but except however only or sadly still though unfortunately yet".split())
# "Ada is working on tails", "There is ongoing work on tails"
_ONGOING = lazy_regex(
    r"\b(?:is|are|am|['’]re|['’]m) (?:\w+ )?working on\b|\bongoing (?:work|effort)|\b(?:work|development)s? (?:is |are )?(?:continues?|ongoing)\b"
    r"|\bcontinues? at \w+ pace\b",
    re.IGNORECASE,
    needs=("working on", "ongoing", "continue"),
)
# "The tail was known to fall off", "A knot was reported last week": what was wrong, without what became of it
_FORMER_PROBLEM = lazy_regex(
    r"(?:[^,:]{1,40}, )?[^,:]*? (?:(?:was|were) (?:\w+ly )?(?:known to|missing (?:an?|the|some)\b|reported\b|room for)"
    r"|missed (?:an?|the|some)\b)|.* but there (?:was|were) ",
    re.IGNORECASE,
    needs=("known to", "missing", "reported", "room for", "missed", "but there w"),
)
_MENDED = lazy_regex(
    r"\b(?:fix|solv|resolv|repair|mend|correct|restor|rewr|replac|remov|patch|now\b|works? again)",
    re.IGNORECASE,
)
# "Kite 2 has loops, | see the announcement for details"
_POINTING_END = lazy_regex(
    r"(?:, (?:so )?(?:please |you can )?(?:see|refer to)|(?:;| [-–—]) (?:please |you can )?(?:see|read|find|check|refer to|visit|consult)"
    r"|,? (?:and you can|please) (?:see|read|find|check|refer to|visit|consult)) (?=(?:the|our|its|this|here|more|all|further)\b)"
    r"(?=[^;:,]{0,120}\b(?:for (?:more|further|all|details|the full)|(?:more )?details (?:in|on|about)|more (?:info|in|on|about)"
    r"|(?:docs|documentation|announcement|change ?log|release notes|blog post)\W*\Z))[^;:,]{1,160}\Z",
    needs=(
        "for more", "for further", "for all", "for details", "for the full", "details in", "details on", "details about",
        "more info", "more in", "more on", "more about", "docs", "documentation", "announcement", "log", "notes", "post",
    ),
)  # fmt: skip
# "Detect new kinds of knots:" tells what the entries below it are examples of; "Better knots:" only heads them
_COMMANDS = frozenset(
    f"{verb}{end}"
    for verb in "add allow detect drop enable fix implement improve introduce provide remove rework support update".split()
    for end in ("", "s", "es", "d", "ed")
)
_ORDERS = frozenset(
    "adjust shorten avoid bump change clean convert create deprecate disable document ensure expose extend extract handle hide ignore"
    " increase make mark merge migrate move optimize prevent raise reduce refactor rename replace require return revert set show"
    " simplify skip speed stop switch test try turn upgrade use".split()
)  # verbs that begin the title of a change
# Before a subject with a capital: ", Moth got", ", and Moth got"
_COORDINATED = lazy_regex(r"[,;] (?:and |while )?(?=(?:[Tt]he |[Oo]ur )?[A-Z])")
# "Highlights of Kite 2.0", "Changes in Kite 2.0"
_OVERVIEW = lazy_regex(
    r"(?:(?:the )?(?:highlights?|release notes)|changes|(?:what(?: i|['’]?)s )?new|a look) (?:at|from|of|in|for) ",
    re.IGNORECASE,
)
# "Meanwhile, Kite landed": what stands before the first clause
_LEADING = frozenset({"additionally", "also", "finally", "furthermore", "meanwhile", "moreover"})
_MOST_CLAUSES = 8  # more are a list of another kind
# "Ada, also known as Bee, is here": the verb of what stands before
AFTER_APPOSITION = tuple(f", {verb} " for verb in ("is", "are", "was", "were", "has", "have"))
# "Moth, | which is part of Kite", behind a name of at most so many words
_SHORT_NAME = 3
_DEFINING = tuple(
    f"{who} {what} " for who in ("which is", "who is") for what in ("a", "an", "the", "part of")
)
# A sentence that begins with one of these has its statement at its end.
_LEADING_UP = frozenset(
    "to for if when while before after with in on at from as since once until by due because".split()
)
_BEHIND_NOUNS = frozenset("to of in for on from by have are were include and".split())
_PREDICATES = frozenset(
    "adds addresses allows brings changes corrects enables ensures fixes implements improves introduces lets makes mitigates"
    " patches prevents provides removes replaces resolves supports updates uses".split()
)
_FINITE = _PREDICATES | frozenset("is are was were has have can will now requires".split())
_CENTURIES = ("19", "20")  # that a year begins with
_CLAUSE = 4  # fewest words of a main clause


def has_verb(title: str) -> bool:
    """Return whether a title is a sentence, or one without its "is", and not just a topic."""
    return title.endswith(("!", "?")) or _VERB_OF_TITLE.search(title) is not None


def before_verb(sentence: str) -> str:
    """Return the words before the first verb, "" if there is no verb: "The tail of Kite" of "The tail of Kite is red"."""
    found = _VERB.search(sentence)
    return sentence[: found.start()] if found else ""


def has_sure_verb(title: str) -> bool:
    """Return whether a title in any case surely has a verb: "Loop Patch Is Proposed", "Kite Joins the Club", "Ada to Lead"."""
    return _SURE_VERB.search(title) is not None


def is_sentence(title: str) -> bool:
    """Return whether a title has a finite verb behind its first word: "Kite now requires a tail", not "Kite tails"."""
    return not _FINITE.isdisjoint(words_of(title)[1:])


def names_change(title: str) -> bool:
    """Return whether a title names a change by a noun: "Loop support for moths", "Removal of the old tail"."""
    return _CHANGE_NOUN.search(title) is not None


def tells(text: str) -> bool:
    """Return whether there is a verb in `text`, after its first word."""
    return _VERB.search(text) is not None


def without_pointer(sentence: str) -> str:
    """Return a sentence without the clause at its end that sends the reader elsewhere: ", see the notes for details".

    "To fly Kite 2, see the notes" is all about that.
    """
    return sentence if first_word(sentence) in _LEADING_UP else _POINTING_END.sub("", sentence)


def tells_problem(sentence: str) -> bool:
    """Return whether a sentence only says what was wrong, and not that it was mended: "Flying was completely broken"."""
    is_problem = _PROBLEM.match(sentence) or _FORMER_PROBLEM.match(sentence)
    return is_problem is not None and not _MENDED.search(sentence)


def says_when(sentence: str) -> bool:
    """Return whether a sentence says in which year something was, or how long ago: "Kite 1.0 was released years ago"."""
    return any(word == "ago" or (word.isdigit() and word[:2] in _CENTURIES) for word in words_of(sentence))


def says_how_it_is(phrase: str) -> bool:
    """Return whether a phrase describes a state and not an event."""
    return _STATE.match(phrase) is not None


def is_overview(title: str) -> bool:
    """Return whether a title only announces an overview: "Highlights of Kite 2.0"."""
    return _OVERVIEW.match(title) is not None


def only_defines(phrase: str) -> bool:
    """Return whether a phrase is a name with a relative clause, which says nothing of it: "Moth, which is part of Kite"."""
    name, _, clause = phrase.partition(", ")
    is_short = word_count(name) <= _SHORT_NAME and not has_digits(phrase) and " new " not in clause
    return is_short and clause.startswith(_DEFINING) and ", " not in clause


def without_overview(title: str) -> str:
    """Return what a title leads to: "Changes in Kite 2.0" is about Kite 2.0. Any other title is returned as it is."""
    found = _OVERVIEW.match(title)
    return title[found.end() :] if found and not found[0].endswith(("from ", "at ")) else title


def main_clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence that says what each of several subjects did, or none for any other sentence.

    "Kite landed its first loop, Moth got a new lamp, and the nest is open" has three.
    """
    parts = _COORDINATED.split(sentence.rstrip(".!"), maxsplit=_MOST_CLAUSES)
    parts = parts[1:] if parts[0].casefold() in _LEADING else parts
    are_clauses = all(
        word_count(part) >= _CLAUSE
        and has_verb(part.partition(", ")[0])  # otherwise it is a list
        and not any(verb in part for verb in AFTER_APPOSITION)
        for part in parts
    )
    return parts if 1 < len(parts) <= _MOST_CLAUSES and are_clauses else []


def only_explains(release: str) -> bool:
    """Return whether a phrase says of a release only what it is a release of: "Kite 2.0 is a release of this toy"."""
    return _OF_THIS.search(release) is not None


def calls_to_join(phrase: str) -> bool:
    """Return whether a phrase asks readers to take part: "Sign up until May 3"."""
    return first_word(phrase) in _JOINING


def begins_with_definition(sentence: str) -> bool:
    """Return whether a sentence says what kind of thing its short subject is: "Kite is a toy for the wind"."""
    return _DEFINITION.match(sentence) is not None


def invites(text: str) -> bool:
    """Return whether a text asks readers to do something: "Find out about loops", "Meet the moths"."""
    return first_word(text) in _INVITING or orders(text)


def is_field_of_event(label: str) -> bool:
    """Return whether a label says only which detail of an event follows: "Date: 2 May", "Location: Lyon"."""
    return bool(words_of(label)) and _EVENT_FIELDS.issuperset(words_of(label))


def is_long_ago(sentence: str) -> bool:
    """Return whether a sentence tells of what happened years ago: "Kite 1.0 was released over a year ago"."""
    return _YEARS_AGO.search(sentence) is not None


def is_personal(sentence: str) -> bool:
    """Return whether a sentence is about its author: "I have joined the club"."""
    return any(word.partition("'")[0] in _FIRST_PERSON for word in words_of(sentence.replace("’", "'")))


def takes_back(words: Iterable[str]) -> bool:
    """Return whether one of these words says that something was withdrawn, put off, false or is only supposed."""
    return not _TAKEN_BACK.isdisjoint(words)


def contrasts(sentence: str) -> bool:
    """Return whether a sentence begins like one that limits what is said before it: "However, it sank"."""
    return first_word(sentence) in _CONTRASTING


def is_list_of_words(text: str) -> bool:
    """Return whether a text lists single words, which say nothing: "Kites, moths and bees"."""
    entries = text.rstrip(".!").replace(" and ", ", ").split(", ")
    return len(entries) > 1 and all(" " not in entry for entry in entries)


def is_bare_list(text: str) -> bool:
    """Return whether a text names things without a sentence: "Kites in Lyon, moths and bees", "links to kites"."""
    first = text.partition(", ")[0]
    separators = text.count(", ") + text.count(" and ")
    is_list = separators > 1 and first != text
    is_said = tells(text) or is_sentence(text) or invites(text)
    return (is_list or text[:1].islower()) and not is_said


def is_ongoing(sentence: str) -> bool:
    """Return whether a sentence only says that work goes on: "Ada is currently working on tails"."""
    return _ONGOING.search(sentence) is not None


def is_mere_relative(phrase: str) -> bool:
    """Return whether the only verb of a phrase is in a relative clause: "KiteCon in Lyon where Ada gave a talk"."""
    place, where, clause = phrase.partition(" where ")
    return bool(where) and not tells(place) and len(_VERB.findall(clause)) == 1


def lacks_subject(sentence: str) -> bool:
    """Return whether a sentence leaves its subject to the title above it: "Allows kites to loop", not "Changes to kites"."""
    first, second, *_ = (*words_of(sentence), "", "")
    return first in _PREDICATES and second not in _BEHIND_NOUNS


def goes_on_to_define(sentence: str, begin: int) -> bool:
    """Return whether a sentence, from `begin` on, defines what is named before: "Kite | is a toy"."""
    return _DEFINES.match(sentence, begin) is not None


def describes(sentence: str, begin: int) -> bool:
    """Return whether a sentence, from `begin` on, says what kind of thing it is about: "Kite | is a toy for the wind"."""
    return _DESCRIBES.match(sentence, begin) is not None and not has_digits(sentence)


def begins_with_participle(text: str) -> bool:
    """Return whether `text` begins with a participle whose subject follows, or with the time since something."""
    return _PARTICIPLE_FIRST.match(text) is not None or _TIME_FIRST.match(text) is not None


def commands(label: str) -> bool:
    """Return whether a label tells a change in the imperative: "Detect new kinds of knots:"."""
    return first_word(label) in _COMMANDS


def orders(title: str) -> bool:
    """Return whether a title tells a change as the titles of commits do: "Make the tail longer", "Slightly shorten it"."""
    first = first_word(title)
    if first.endswith("ly"):
        first = first_word(title.partition(" ")[2])
    return first in _ORDERS or (first in _COMMANDS and not first.endswith("ed"))
