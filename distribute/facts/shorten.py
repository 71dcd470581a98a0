"""Shorten sentences at the ends of clauses, never inside one."""

from __future__ import annotations

import re

from distribute.facts.words import first_word, word_count
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.dates import months_named

_WINDOW = 800  # no phrase is longer, and a "sentence" of 100,000 characters must not take minutes
_SENTENCE = lazy_regex(
    r"(?<=[。！？])|(?<=[.!?])\s+[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]{1,9}\s+(?=[A-ZÀ-ÞА-Я0-9])|(?<=[^\W\d]\?)\s+(?=[a-z])|(?:(?<=[.!?…])|(?<=[.!?…][\"”’')\]]))\s+(?=[\"“‘'(\[]?[A-ZÀ-ÞА-Я0-9])"
)
_ABBREVIATION = lazy_regex(
    r"(?:\b(?:e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|No|Nr|St|bzw|z\.B|ca|approx|feat|ft|resp|incl|etc|pep|W|[Vv]ol|[Ff]ig|[Ss]ec|pp|al|[Ii]nc|[Ll]td|Corp|Jr|Sr|Prof|Art|Abs|Hr|Fr|env|p\.ej|núm|pág|Sig|Dott|nr|tj|np|prof|dr|bijv|o\.a)|\b[A-Zdiouz])\.[\"”’']*$"
)
_MONTH = lazy_regex(r"\b(?:Jan|Feb|Mär|Mar|Apr|Jun|Jul|Aug|Sept?|Okt|Oct|Nov|Dez|Dec)\.$")  # "held Oct. 3"
_DAY = lazy_regex(r"\b\d{1,2}\.$")  # "am 11. Januar" is one sentence
_NTH = lazy_regex(
    r"\b(?:der|die|das|dem|den|zum|zur|vom|beim|ihre?[mnrs]?|seine?[mnrs]?|unsere?[mnrs]?|eine?[mnrs]?|jede[mnrs]?|diese[mnrs]?)\s\d{1,3}\.$",
    re.IGNORECASE,
    needs=(
        "der",
        "die",
        "das",
        "dem",
        "den",
        "zum",
        "zur",
        "vom",
        "beim",
        "ihr",
        "sein",
        "unser",
        "ein",
        "jede",
    ),
)  # "auf der 26. Konferenz", too
_CLAUSE = lazy_regex(
    r"\s*(?:[;:](?=\s)|\s[–—-]\s|,?\s+(?:which|who|whose|where|while|because|since|so that|in order to|although|but|thus|thereby|after|"
    r"welche[rs]?|weil|damit|qui|ce qui|che|mientras)\b|\s+(?:based on|inspired by|written in)\b|,\s+(?:and|und|et|y|e|based|so|as|with|including|making|bringing|allowing|but|then|from)\b|,\s|\s\()"
)
# "the German (DI.DAY) initiative", not "a flaw (LW-1) that let …"
_IN_NOUN = lazy_regex(
    rf"\s\([^()]{{0,{_WINDOW}}}\) (?!(?:that|which|who|in|on|of|for|to|from|by|with|and|or|but|as|at|is|are|was|were|has|have)\b)[a-z]",
    needs="(",
)
# "The forum has moved: you find it at forum.kite.example"
_ADDRESS = lazy_regex(r"\b[a-zà-ÿ]{1,5} ((?:[\w-]{1,63}\.){1,5}[a-z]{2,20})\b", needs=".")
# "all versions since 2.0": a bound, without which more is said than is true
_BOUNDED = lazy_regex(r",?\s+(?:since|after|before|until)\s+(?:version\s+)?v?\d")
_ARTICLE = lazy_regex(r"\b(?:the|a|an)(?: [\w-]+){1,4}\Z")
_NO_MORE = lazy_regex(r"\b(?:is|are) (?:an?|the) [\w-]+\Z")  # "CoAP is a protocol" says nothing of it
# "… is a new gallery where every clock …": what kind of gallery is yet to come
_RESTRICTED = lazy_regex(r"\b(?:is|are|was|were) (?:an?|the) (?:[\w-]{1,40} ){0,3}[\w-]{1,40}\Z")
_RELATIVE = lazy_regex(r"\s+(?:where|who|which|whose)\b")
# "the work that others began": its verb is yet to come
_OPEN_THAT = lazy_regex(
    r"\b(?:is|are|was|were|means|shows?|says?|said|announced) that ([^,;]{1,200})\Z", needs=(" that ",)
)
# "It stopped after the update and was mended": what became of it can't be left out with when it was
_SECOND_PREDICATE = lazy_regex(
    r"\s+(?:after|before|since|because|while|when|once|until)\b(?:[^;:.]|\.(?=\d)){1,200}?\s(?:and|but) (?:\w+ly )?(?:was|were|is|are|has|have|had|will)\b",
    needs=("and ", "but "),
)
_WEEKDAY = lazy_regex(
    r"\b(?:(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    r"|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\Z",
    re.IGNORECASE,
)
# "kites, moths, and balls", "kites, moths and balls": half a list is none
_LIST_GOES_ON = lazy_regex(
    r",\s(?!(?:and|or|but|as|so|with|by|then|from|which|who|while|since|though|including|based)\b|\w{2,30}(?:ing|ed)\b)"
    r"[^\s,;:.()]{1,40}(?:(?: [^\s,;:.()]{1,40}){0,3}, (?:[^\s,;:.()]{1,40}(?: [^\s,;:.()]{1,40}){0,3}, ){0,8}(?:and|or)| [^\s,;:.()]{1,40}? (?:and|or)| (?:and|or)) \S"
)
_LIST_ENDS = lazy_regex(r",\s(?:and|or)\s")
_LISTED = lazy_regex(r", ([^,;:.()]{1,60})\Z")
_LISTED_WORDS = 4  # of an entry of a list
_GOES_ON = lazy_regex(
    rf"\s\([^()]{{0,{_WINDOW}}}\) (?!(?:and|or|but)\b)\w", needs="("
)  # "fixed two bugs (one is old) in the tail"
_ADJECTIVE = lazy_regex(r"(?:,\s|\b(?:is|are|was|were|has) )(?:an?|the) (?:\w+ly )?(?:[\w-]+, ){0,3}[\w-]+\Z")
_DETERMINED = lazy_regex(
    r"\s*(?:(?:a|an|the|its|their|and|or|but|which|who|that|where|with|for|as|so|by|from|in|on|to|now|then|built|made|written)\b|[A-Z]|\w+(?:ed|ing)\b)"
)
_INSERTED = lazy_regex(r",\s+(?:and|or|but|yet|if not)\s+\w+,")
_AFTER_INSERTED = lazy_regex(r"[^,]*,\s+(?:and|or|but|yet|if not)\s+\w+")
_VERB = lazy_regex(
    r"\s(?!(?:year|month|week|day|hour|minute|time)s\b)"
    r"(?:is|are|was|were|has|have|had|will|can|may|wrote|gave|made|got|took|won|ran|held|spoke|let|put|set|[a-z’']{2,}(?:ed|(?:es|[^s\W]s)(?!,|\Z)))\b"
)
# Of a title, "Four tonnes of barley" and "Release notes" are nouns.
_VERB_OF_TITLE = lazy_regex(
    r"\s(?:is|are|was|were|has|have|had|will|can|may|wrote|gave|made|got|took|won|ran|held|spoke|let|put|set"
    r"|[a-z’']{2,}ed|[a-z’']{2,}(?:es|[^s\W]s)(?!\W*\Z|\s(?:of|and|for|or|&)\s))\b"
)
# Outside English no list of verbs tells a clause from an adverbial, so only these ends are sure.
_SURE_CLAUSE = lazy_regex(
    r"\s*(?:;|\s[–—]\s|,\s+(?:qui|que|dont|afin|ce qui|permettant|welche[rsn]?|weil|wobei|um|damit|sodass|indem|che|cui|in modo|permettendo"
    r"|mientras|lo que|permitiendo|enquanto|o que|permitindo)\b)"
)
# "Originally developed for kites, Moth …"
_PARTICIPLE_FIRST = lazy_regex(
    r"(?:[A-Z][a-z]+ly )?[A-Za-z][a-z]+ed (?:for|by|on|with|in|as|from|to|at|using|and)\b"
)
# "for reading, writing and packing archives": the object belongs to each
_GERUNDS = lazy_regex(
    r"[a-z]+ing(?:, [a-z]+ing){0,9},? (?:and|or) [a-z]+ing\b",
    needs=("ing and ", "ing or ", "ing, and ", "ing, or "),
)
_QUOTE_OPENS, _QUOTE_CLOSES = lazy_regex(r"(?<!\S)['‘](?=\w)"), lazy_regex(r"(?<=\S)['’](?!\w)")
_COMPOUND = frozenset(
    "aware based driven enabled like oriented powered related specific".split()
)  # "wind-powered" what?
_DANGLING = frozenset(
    "the a an certain in on of for to with and or by at from as is are was his her their its this that about through into"
    " meanwhile however onto upon under over via against without within between among toward towards across during than per until".split()
)

# "Kite, which Ada made, | dropped to the ground": the verb is yet to come
_OTHER_SUBJECT = lazy_regex(r",\s(?:meanwhile|however|in turn|on the other hand),\s([^,]{1,200})\Z")
_INSERTED_CLAUSE = lazy_regex(r",\s(?:which|who|whose|where)\b[^,]{1,200}\Z")
_GOES_ON_WITH_VERB = lazy_regex(
    r",\s(?:is|are|was|were|has|have|had|will|can|may|[a-z]+(?:ed|s)|grew|fell|rose|took|gave|made|got|came|went)\b"
)
_OPEN_ENDS = frozenset({("is", "now"), ("are", "now"), ("was", "then"), ("as", "such"), ("and", "so")})
# "20 kites from Lyon, Nice and Metz": without the others of a list, the count is another's
_COUNTED_LIST = lazy_regex(
    r"(?<![\d.])\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) [^,:;]{1,80}\b(?:from|of|by|in|for|with|between) [^:;]{1,200}\Z",
    re.IGNORECASE,
)
_ITEM_FOLLOWS = lazy_regex(r",\s(?:[^\s,.;:]{1,30}\s){0,2}[^\s,.;:]{1,30}(?:,|\s(?:and|und|et|y|e)\s)")
_BUT = lazy_regex(  # the point is yet to come
    r"(?:, [^,;:.]{1,40})?,? (?:but|sondern|aber|mais|pero|sino|maar|ma|mas) ",
    needs=(" but ", " sondern ", " aber ", " mais ", " pero ", " sino ", " maar ", " ma ", " mas "),
)
# "three kites this week: red, blue": whoever counts tells them all
_COUNTED = lazy_regex(
    r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b[^:]{1,200}: [^:]{1,200}\Z", re.IGNORECASE
)

# "Starting with this version, kites loop": the main clause is yet to come
_ADVERBIAL = frozenset(
    "Starting Beginning Following Based According Compared Thanks Due Together Along Alongside".split()
)
_LEAST_UNTOLD = 5  # words of a clause in a language whose verbs are not known
_LAST_WORDS = 16  # characters that hold an abbreviation or a day


def sentences_of(text: str) -> list[str]:
    """Return the sentences of `text`; an abbreviation's full stop ends none."""
    found: list[list[str]] = []
    for piece in _SENTENCE.split(text.strip()):
        end = found[-1][-1][-_LAST_WORDS:] if found else ""
        if _ABBREVIATION.search(end) or (end.endswith(".") and _is_within_date(end, piece)):
            found[-1].append(piece)
        elif piece.strip():
            found.append([piece.strip()])
    return [" ".join(pieces) for pieces in found]


def _is_within_date(end: str, following: str) -> bool:
    """Say whether the full stop at the end of `end` belongs to a day, an ordinal or a short month."""
    if not end[-2:-1].isdigit():
        return following[:1].isdigit() and _MONTH.search(end) is not None
    day_goes_on = _DAY.search(end) and months_named(following.partition(" ")[0], year=1)
    return bool(day_goes_on or _NTH.search(end))


def begins_subordinate(text: str, language: str = "en") -> bool:
    """Say whether a sentence begins with a clause that can't stand alone."""
    words = language_of(language)
    first, comma, rest = text.partition(", ")
    adverb = bool(comma) and " " not in first and first_word(rest) in words.conditional  # "Previously, if …"
    is_participle = bool(comma) and language.startswith("en") and _PARTICIPLE_FIRST.match(text) is not None
    return adverb or is_participle or first_word(text) in words.subordinate


def has_verb(title: str) -> bool:
    """Say whether a title is a sentence, or one without its "is", and not merely what it is about."""
    return title.endswith(("!", "?")) or _VERB_OF_TITLE.search(title) is not None


def shorten_at_clauses(text: str, *, least: int, language: str = "en") -> tuple[str, ...]:
    """Return `text` whole, then cut at the ends of its clauses, fuller ones first.

    With `least` over 1 the text is a sentence: it keeps that many words, and its verb.
    """
    text = text.strip().rstrip(",;:")
    found = [text]
    address = _ADDRESS.search(text, 0, _WINDOW)
    gerunds = _GERUNDS.search(text, 0, _WINDOW)
    is_sentence = least > 1
    if is_sentence and (begins_subordinate(text, language) or text.partition(" ")[0] in _ADVERBIAL):
        return (text,)
    is_told = language.startswith("en") or not is_sentence
    clause = _CLAUSE if is_told else _SURE_CLAUSE
    least = least if is_told else max(least, _LEAST_UNTOLD)
    for match in reversed(list(clause.finditer(text, 0, _WINDOW))):
        head = text[: match.start()].rstrip(" ,;:–—-(")
        if not is_told and "," in head and match[0].strip()[:1] == ",":
            continue  # an inserted clause may still be open, its sentence without a verb
        is_stop = match[0].strip()[:1] in {":", ";"}
        if gerunds and gerunds.start() < match.start() < gerunds.end():
            continue
        if address and address.start() < match.end() <= address.end():
            continue
        if address and match.start() < address.start():
            break  # the address is the news
        if _NO_MORE.search(head) or _BOUNDED.match(text, match.start()) or _is_inside_noun(head, match):
            continue
        if is_sentence and _is_open(head, match):
            continue
        long_enough = word_count(head) >= least and (is_stop or not dangles(head))
        tail = head.rpartition(": ")[2]
        if tail != head and begins_subordinate(tail, language):
            continue  # "…: from 11 January" promises more than it says
        # "Kite, as others like it, …": without a verb before it, what stands between commas is inserted.
        is_told_before = not is_sentence or _VERB.search(head.partition(", ")[0])
        if long_enough and balanced(head) and is_told_before:
            found.append(head)
    return tuple(dict.fromkeys(found))


def _is_open(head: str, clause: re.Match[str]) -> bool:
    """Say whether something without which `head` is another statement, or none, is yet to come behind it."""
    text, begin = clause.string, clause.start()
    that = _OPEN_THAT.search(head)
    return bool(
        _WEEKDAY.search(head)  # "on Friday" is another day than "on Friday, 12 June"
        or _GOES_ON.match(text, begin)
        or _SECOND_PREDICATE.match(text, begin)
        or (_RELATIVE.match(text, begin) and _RESTRICTED.search(head))
        or (that and not _VERB.search(f" {that[1]}"))
        or _LIST_GOES_ON.match(text, begin)
        or _is_list_before(head, clause)
        or ((other := _OTHER_SUBJECT.search(head)) and not _VERB.search(f" {other[1]}"))
        or (_INSERTED_CLAUSE.search(head) and _GOES_ON_WITH_VERB.match(text, begin))
        or _BUT.match(text, begin)
        or (_ITEM_FOLLOWS.match(text, begin) and _COUNTED_LIST.search(head))
        or (_COUNTED.search(head) and not _VERB.search(head.rpartition(": ")[2]))
    )


def _is_list_before(head: str, clause: re.Match[str]) -> bool:
    """Say whether a list is cut before its last entry: "kites, moths" of "kites, moths, and balls"."""
    entry = _LISTED.search(head)
    return bool(
        entry
        and _LIST_ENDS.match(clause.string, clause.start())
        and word_count(entry[1]) <= _LISTED_WORDS
        and not _VERB.search(f" {entry[1]}")
    )


def _is_inside_noun(head: str, clause: re.Match[str]) -> bool:
    """Say whether a noun of `head` is still to come: what looks like a clause stands among its adjectives."""
    text, begin, end = clause.string, clause.start(), clause.end()
    if _INSERTED.match(text, begin):  # "long-awaited, and exclusive, features"
        return True
    if _IN_NOUN.match(text, begin):  # "the German (DI.DAY) initiative"
        return _ARTICLE.search(head) is not None
    if clause[0].strip() != ",":
        return False
    after_article = _ADJECTIVE.search(head) and not _DETERMINED.match(
        text, end
    )  # "Kite, a free, light string"
    return bool(after_article or _AFTER_INSERTED.fullmatch(head))


def dangles(text: str) -> bool:
    """Say whether `text` ends with a word that something has to follow."""
    words = text.rstrip(" .:,;。").casefold().split()
    _, dash, last = words[-1].rpartition("-") if words else ("", "", "")
    return bool(words) and (
        words[-1] in _DANGLING
        or (dash and last in _COMPOUND)
        or words[-2:-1] in (["that"], ["which"], ["who"])
        or tuple(words[-2:]) in _OPEN_ENDS
    )


def balanced(text: str) -> bool:
    """Say whether every bracket and quotation mark in `text` is closed."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("{") == text.count("}")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
        and len(_QUOTE_OPENS.findall(text)) <= len(_QUOTE_CLOSES.findall(text))
    )
