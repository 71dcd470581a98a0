"""Where an English sentence may be cut: at the ends of its clauses, and not where the rest would say something else."""

from __future__ import annotations

import re

from distribute.facts.english import AFTER_APPOSITION, tells
from distribute.facts.words import first_word, word_count
from distribute.regex import lazy_regex

_BRACKETS = r"\s\([^()]{0,800}\)"  # no phrase is longer
CLAUSE = lazy_regex(
    r"\s*(?:[;:](?=\s)|\s[–—-]\s|,?\s+(?:which|who|whose|where|while|because|since|so that|in order to|although|but|thus|thereby|after)\b"
    r"|\s+(?:based on|inspired by|written in)\b|,\s+(?:and|based|so|as|with|including|making|bringing|allowing|but|then|from)\b|,\s|\s\()"
)
# "all versions since 2.0": without this limit, the statement would claim too much
_BOUNDED = lazy_regex(r",?\s+(?:since|after|before|until)\s+(?:version\s+)?v?\d")
_NO_MORE = lazy_regex(r"\b(?:is|are) (?:an?|the) [\w-]+\Z")  # "CoAP is a protocol" is not news
# "… is a new gallery where every clock …": the relative clause says what kind of gallery
_RESTRICTED = lazy_regex(r"\b(?:is|are|was|were) (?:an?|the) (?:[\w-]{1,40} ){0,3}[\w-]{1,40}\Z")
# "a tool that, among other things, | flies": its verb follows the cut
_OPEN_RELATIVE = lazy_regex(r"\b(?:that|which|who), [^,]{1,200}\Z", needs=("that, ", "which, ", "who, "))
# "the last release | since May": without it, it would be the last one of all
_TIME = lazy_regex(r",?\s+(?:since|until|before|after|because)\b")
_SUPERLATIVE = lazy_regex(
    r"\b(?:first|last|only|latest|biggest|largest|fastest) (?:[\w-]+ ){0,3}[\w-]+\Z",
    needs=("first ", "last ", "only ", "est "),
)
# "July will mark one month | since the ball"
_SPAN = lazy_regex(
    r"\b(?:celebrates?|marks?) (?:an?|one|two|three|four|five|ten|\d{1,3}) (?:\w{1,20} )?(?:day|week|month|year|decade)s?\Z",
    needs=("celebrate", "mark"),
)
# "Kite has a reel, but when the wind turns | , it stops"
_OPEN_CONDITION = lazy_regex(
    r", (?:and|but|or|so|yet) (?:if|when|whenever|once|unless|while|although|though|because|since|until|after|following|before|despite)\b[^,;:]*\Z",
    needs=(", and ", ", but ", ", or ", ", so ", ", yet "),
)
_AS_WELL = lazy_regex(r", as well as [^,;:.]{1,80}(?=,)", needs="as well as")
_AS_WELL_LAST = lazy_regex(r", as well as [^,;:.]{1,80}\Z", needs="as well as")
_GOES_ON_WITH_PREPOSITION = lazy_regex(r", (?:in|for|on|of|to|from|by|with|as|at)\b")
# "in situations | where the wind turns": without it, nobody knows which
_SET = lazy_regex(r"\b(?:in|for|with|to|of|on|at|by|from|into) (?:\w+ )?[a-z]{3,}s\Z")
_RELATIVE = lazy_regex(r"\s+(?:where|who|which|whose)\b")
# "the work that others began": its verb follows
_OPEN_THAT = lazy_regex(
    r"\b(?:is|are|was|were|means|shows?|says?|said|announced) that ([^,;]{1,200})\Z", needs=(" that ",)
)
# "Ada says that following the ball | , and after the race, kites have left": that clause is yet to come
_THAT_AFTER = lazy_regex(
    r"\bthat (?:after|although|because|before|despite|during|following|if|once|since|unless|until|when|while)\b[^,;]*\Z",
    needs=("that ",),
)
# "It stopped after the update and was mended": a cut before "after" would also remove the second verb
_SECOND_PREDICATE = lazy_regex(
    r"\s+(?:after|before|since|because|while|when|once|until)\b(?:[^;:.]|\.(?=\d)){1,200}?\s(?:and|but) (?:\w+ly )?(?:was|were|is|are|has|have|had|will)\b",
    needs=("and ", "but "),
)
_WORD = r"[^\s,;:.()]{1,40}(?:[.(][^\s,;:]{1,40})?"
_ENTRY = rf"{_WORD}(?: {_WORD}){{0,3}}?"  # of a list
# "kites, moths, and balls", "kites, moths and balls": a list is not cut in the middle
_LIST_GOES_ON = lazy_regex(
    r",\s(?!(?:and|or|but|as|so|with|by|then|from|which|who|while|since|though|including|based|where|when|if|both|to|thanks|we|it)\b|\w{2,30}(?:ing|ed)\b)"
    rf"(?:(?:{_ENTRY}, ){{1,9}}?(?:{_ENTRY} )?(?:and|or|&)|{_WORD}(?: {_WORD})? (?:and|or|&)) \S"
)
_LIST_ENDS = lazy_regex(r",\s(?:and|or)\s")
_LISTED = lazy_regex(r", ([^,;:.()]{1,60})\Z")
_PARTICIPLE = lazy_regex(r"(?:\w+ )?[\w-]+ed")  # "new, much improved, and light kites"
_LISTED_WORDS = 4  # of an entry of a list
_QUANTIFIERS = frozenset("a all an fewer many more new several some the various".split())  # begin a noun
_WINDOW = 160  # characters after a cut in which the next entries of a list are looked for
_BETWEEN = lazy_regex(r"\bbetween (?!.* and )[^,;]*\Z", needs=("between ",))  # "between Lyon | and Nice"
# "It brings a new reel | : the red one": it is not named before
_UNNAMED = frozenset({"a", "an"})
_INSIDE = frozenset("of in on at for to from by with after before and or".split())  # of a longer phrase
_NOUN_WORDS = 4  # most words of a noun with its article
_DOES = lazy_regex(r", (?:and )?[a-z][\w-]{2,30}(?:(?<!s)s|ed)\b")  # ", and loops twice", ", and mended it"
# "…, which is important | because"
_MERE_QUALITY = lazy_regex(r", which (?:is|was|are|were) \w{1,20}\Z", needs=(", which ",))
# "Kite 2 is here, and with it | , a new reel"
_ALONG = tuple(
    f"and {how} {what}" for how in ("with", "along with", "together with") for what in ("it", "them", "that")
)
# "fixed two bugs (one is old) in the tail", "kites (toys) and moths (animals)"
_GOES_ON = lazy_regex(rf"{_BRACKETS} (?:(?!(?:and|or|but)\b)\w|(?:and|or) \S+ \()", needs="(")
_ADJECTIVE = lazy_regex(r"\s(?:an?|the) (?:\w+ly )?(?:[\w-]+, ){0,3}[a-z][\w-]*\Z")
# A participle with its preposition or article begins a clause: "a manual, written by Ada"; "a bold, red tail" goes on.
_DETERMINED = lazy_regex(
    r"\s*(?:(?:a|an|the|its|their|and|or|but|which|who|that|where|with|for|as|so|by|from|in|on|to|now|built|made|written)\b|[A-Z]"
    r"|\w+(?:ed|ing) (?:[a-z]{1,3}|from|with)\b)"
)
_INSERTED = lazy_regex(r",\s+(?:and|or|but|yet|if not)\s+\w+,")
_AFTER_INSERTED = lazy_regex(r"[^,]*,\s+(?:and|or|but|yet|if not)\s+\w+")
# "for reading, writing and packing archives": all three share the object
_GERUNDS = lazy_regex(
    r"[a-z]+ing(?:, [a-z]+ing){0,9},? (?:and|or) [a-z]+ing\b",
    needs=("ing and ", "ing or ", "ing, and ", "ing, or "),
)
# "Kite fell, while Moth, | which Ada made, rose": the verb follows the cut
_OTHER_SUBJECT = lazy_regex(
    r",\s(?:(?:meanwhile|however|in turn|on the other hand),|while|whereas)\s([^,]{1,200})\Z"
)
_INSERTED_CLAUSE = lazy_regex(r",\s(?:which|who|whose|where)\b[^,]{1,200}\Z")
_GOES_ON_WITH_VERB = lazy_regex(
    r",\s(?:is|are|was|were|has|have|had|will|can|may|[a-z]+(?:ed|s)|grew|fell|rose|took|gave|made|got|came|went)\b"
)
# "20 kites from Lyon, Nice and Metz": the count is wrong if the list is cut
_COUNTED_LIST = lazy_regex(
    r"(?<![\d.])\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) [^,:;]{1,80}\b(?:from|of|by|in|for|with|between) [^:;]{1,200}\Z",
    re.IGNORECASE,
)
_ITEM_FOLLOWS = lazy_regex(r",\s(?:[^\s,.;:]{1,30}\s){0,2}[^\s,.;:]{1,30}(?:,|\sand\s)")
# "three kites this week: red, blue": the list must be as long as the count
_COUNTED = lazy_regex(
    r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b[^:]{1,200}: [^:]{1,200}\Z", re.IGNORECASE
)
# "fixed a bug where strings get wet"
_FLAWS = ("a bug", "an issue", "a problem", "a case", "a crash", "a regression", "some bugs", "some issues")
# "Kite received an update | , which mends the tail"
_BARE_UPDATES = (" an update", " updates", " an upgrade", " been updated", " was updated", " were updated")
_UNTOLD = tuple(f" {flaw}" for flaw in _FLAWS)
# "wind-powered": a noun has to follow
_COMPOUND = frozenset("aware based driven enabled like oriented powered related specific".split())
_POINTING_ON = frozenset({"even", "only", "mainly", "largely", "partly", "i.e", "e.g"})  # to what follows
_OPEN_ENDS = frozenset({("is", "now"), ("are", "now"), ("was", "then"), ("as", "such"), ("and", "so")})
# "which flies": a phrase does not end one word after a pronoun
_PRONOUNS = frozenset({"that", "which", "who"})


def is_inseparable(clause: re.Match[str]) -> bool:
    """Return whether a clause begins between gerunds that share an object."""
    gerunds = _GERUNDS.search(clause.string, 0, clause.endpos)
    return gerunds is not None and gerunds.start() < clause.start() < gerunds.end()


def has_open_end(words: list[str]) -> bool:
    """Return whether another word has to follow these words, in lower case: "wind-powered", "is now", "that flies"."""
    _, dash, last = words[-1].rpartition("-")
    return (
        bool(dash and last in _COMPOUND)
        or words[-1] in _POINTING_ON
        or not _PRONOUNS.isdisjoint(words[-2:-1])
        or tuple(words[-2:]) in _OPEN_ENDS
    )


def is_noun_open(head: str, clause: re.Match[str]) -> bool:
    """Return whether the last noun of `head`, or what defines it, is only given by the words after `head`."""
    is_bound = _BOUNDED.match(clause.string, clause.start()) is not None
    return is_bound or _NO_MORE.search(head) is not None or _is_inside_noun(head, clause)


def is_inside_list(head: str, clause: re.Match[str]) -> bool:
    """Return whether a cut is between the entries of a list: "an open IMAP | , POP3, or SMTP connection"."""
    return _LIST_GOES_ON.match(clause.string, clause.start()) is not None or _is_list_before(head, clause)


def is_open(head: str, clause: re.Match[str]) -> bool:
    """Return whether `head` would be incomplete, or say something else, without what follows it."""
    text, begin = clause.string, clause.start()
    that = _OPEN_THAT.search(head)
    return bool(
        _GOES_ON.match(text, begin)
        or _SECOND_PREDICATE.match(text, begin)
        or (_RELATIVE.match(text, begin) and (_RESTRICTED.search(head) or _SET.search(head)))
        or (that and not tells(f" {that[1]}"))
        or _THAT_AFTER.search(head)
        or _OPEN_RELATIVE.search(head)
        or _OPEN_CONDITION.search(head)
        or text.startswith(AFTER_APPOSITION, begin)
        or text.startswith(", that ", begin)  # "Ada found, at night, | that kites glow"
        or (_TIME.match(text, begin) and (_SUPERLATIVE.search(head) or _SPAN.search(head)))
        or _as_well_goes_on(head, text, begin)
        or _LIST_GOES_ON.match(text, begin)
        or _is_list_before(head, clause)
        or _is_among_names(head, clause)
        or _is_among_verbs(head, clause)
        or _is_before_its_name(head, clause)
        or _MERE_QUALITY.search(head)
        or head.endswith(_ALONG)
        or _BETWEEN.search(head)
        or ((other := _OTHER_SUBJECT.search(head)) and not tells(f" {other[1]}"))
        or (_INSERTED_CLAUSE.search(head) and _GOES_ON_WITH_VERB.match(text, begin))
        or (_ITEM_FOLLOWS.match(text, begin) and _COUNTED_LIST.search(head))
        or (_COUNTED.search(head) and not tells(head.rpartition(": ")[2]))
        or head.endswith(_UNTOLD)
        or head.endswith(_BARE_UPDATES)
    )


def _as_well_goes_on(head: str, text: str, begin: int) -> bool:
    """Return whether "as well as" something is inserted before the rest of a clause: "supports silk | , as well as wool, in tails"."""
    inserted = _AS_WELL.match(text, begin)
    last = _AS_WELL_LAST.search(head)
    rest = inserted.end() if inserted else begin if last else -1
    return rest >= 0 and _GOES_ON_WITH_PREPOSITION.match(text, rest) is not None


def _is_list_before(head: str, clause: re.Match[str]) -> bool:
    """Return whether the cut is before the last entry of a list: "kites, moths" of "kites, moths, and balls"."""
    entry = _LISTED.search(head)
    return bool(
        entry
        and (_LIST_ENDS.match(clause.string, clause.start()) or _is_last_entry(clause.string[clause.end() :]))
        and _is_entry(entry[1])
    )


def _is_entry(text: str) -> bool:
    """Return whether a text may be the entry of a list: a few words without a verb, or a noun with its quantity."""
    if first_word(text) in _QUANTIFIERS:
        return word_count(text) <= 2 * _LISTED_WORDS
    is_short = word_count(text) <= _LISTED_WORDS
    return is_short and (_PARTICIPLE.fullmatch(text) is not None or not tells(f" {text}"))


def _is_last_entry(text: str) -> bool:
    """Return whether a text begins with a few words and "and": "new reels and lamps" behind "tails, "."""
    words = text.split(None, _LISTED_WORDS + 1)[: _LISTED_WORDS + 1]
    joined = next((at for at, word in enumerate(words) if word in {"and", "or"}), 0)
    return joined > 0 and not any(word.endswith((",", ".", ";", ":")) for word in words[:joined])


def _is_among_names(head: str, clause: re.Match[str]) -> bool:
    """Return whether the cut is inside a list of names without "and": "Mended in Lyon | , Nice, Metz, many others"."""
    if clause[0].strip() not in {",", ":"}:  # "Metz: Old Town" may be one of them
        return False
    following = clause.string[clause.end() : clause.end() + _WINDOW].split(", ", 2)
    before = head.rpartition(", ")[2] if ", " in head else ""
    return _is_capitalised(following[0]) and any(map(_is_capitalised, (before, *following[1:2])))


def _is_before_its_name(head: str, clause: re.Match[str]) -> bool:
    """Return whether the cut is before the name of what is new: "Kite brings a new flag | : --loop"."""
    if clause[0].strip() != ":" or not tells(f" {head}"):
        return False
    noun = head.split()[-_NOUN_WORDS:]
    begins = next((at for at, word in enumerate(noun[:-1]) if word in _UNNAMED), None)
    is_noun = begins is not None and _INSIDE.isdisjoint(noun[begins:])
    return is_noun and not tells(f" {clause.string[clause.end() :]}")


def _is_among_verbs(head: str, clause: re.Match[str]) -> bool:
    """Return whether the cut is inside a list of what a subject does: "Kite turns, dives | , loops and lands"."""
    _, comma, last = head.rpartition(", ")
    return bool(comma and _DOES.match(f"{comma}{last}") and _DOES.match(clause.string, clause.start()))


def _is_capitalised(name: str) -> bool:
    """Return whether all words of a short text have capitals, as those of a name have: "Moth & Bee"."""
    words = [word for word in name.split() if word != "&"]
    return 0 < len(words) <= _LISTED_WORDS and all(word[0].isupper() for word in words)


def _is_inside_noun(head: str, clause: re.Match[str]) -> bool:
    """Return whether what looks like a clause is among the adjectives of a noun that follows."""
    text, begin, end = clause.string, clause.start(), clause.end()
    if _INSERTED.match(text, begin):  # "long-awaited, and exclusive, features"
        return True
    if clause[0].strip() != ",":
        return False
    # "Kite, a free, light string"
    after_article = _ADJECTIVE.search(head) and not _DETERMINED.match(text, end)
    return bool(after_article or _AFTER_INSERTED.fullmatch(head))
