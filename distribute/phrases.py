"""Cutting an issue's sentences down to phrases: at the ends of clauses, never inside one."""

from __future__ import annotations

import re

from distribute.dates import months_named
from distribute.harmless import harmless
from distribute.vocabulary import ORDINARY, SUBORDINATE, first_word

_WINDOW = 800  # no phrase is longer, and a "sentence" of 100,000 characters must not take minutes
_SENTENCE = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’')\]]))\s+(?=[\"“‘'(\[]?[A-ZÀ-ÞА-Я0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|No|Nr|St|bzw|z\.B|ca|approx|feat|ft|resp|incl|etc|pep|W)|\b[A-Z])\.[\"”’']*$"
)
_DAY = re.compile(r"\b\d{1,2}\.$")  # "am 11. Januar" is one sentence
_NTH = re.compile(
    r"\b(?:der|die|das|dem|den|zum|zur|vom|beim|ihre?[mnrs]?|seine?[mnrs]?|unsere?[mnrs]?|eine?[mnrs]?|jede[mnrs]?|diese[mnrs]?)\s\d{1,3}\.$",
    re.IGNORECASE,
)  # "auf der 26. Konferenz", too
# What may stand before the news in a sentence, and says nothing.
_LEAD_IN = re.compile(
    r"^(?:(?:yes|oh|and|so|also|furthermore|moreover|meanwhile|finally|again|last but not least|this (?:month|week)"
    r"|on this occasion|in [a-z]+(?: \d{4})?,|(?:just )?as (?:we |you |it was )?(?:\w+ )?(?:announced|mentioned|reported|promised|told|know)\b[^,.:;]{0,80},)(?=\W)(?!['’]s)[\s,:–-]*)+",
    re.IGNORECASE,
)
_NEWS_FROM = re.compile(r"^[\w\s,–-]{0,20}\b[Nn]ews\b[^.:]{0,60}: ")
_ANNOUNCER = re.compile(
    r"^[^.:;]{0,60}? (?:is|are|was|were) (?:very |really )?(?:happy|proud|pleased|excited|glad|delighted)"
    r" to announce (?:that )?(?!(?:the )?(?:new )?versions?\b|v?\d)(?:the )?"
)
_APPOSITION = re.compile(
    r"^(?P<name>[^,:;]{2,40}), (?:the|a|an|through|by|with|which|who|based|called|named|codenamed)\b[^,.:;]{3,80}, (?=(?:now|has|have|is|was|are|will|use[sd]?|versions?|[a-z]+ed|[a-z]+s)\b)"
)
_APPOSITION_FIRST = re.compile(
    r"^(?:The|A|An|Our) [^,.:;]{5,80}, (?P<name>[^,.:;]{2,30}), (?=(?:was|has|is|are|were|have)\b)"
)
_KIND = re.compile(  # "[video] …", "[disposition: merge] …", ":de: …", "#70665: …"
    r"^(?:\[[^\]\d]{2,30}\]:?\s+|:[a-z_]{2,20}:\s+|#\d+: )(?=\S)"
)
_BYLINE = re.compile(r"^(?:Author|Autor|Auteur|Autore)s?: [^\s,]+(?:, [^\s,]+)* ")
_LANGUAGE_TAG = re.compile(r"\s*\[([A-Z]{2})(?:[_/-][A-Z]{2})?\](?!\()")
_REFERENCE = re.compile(r"\s*\((?:(?:#|GH-)\d{1,7}(?:, ?)?){1,9}\)")  # "(#1234)": for those who merge
# "… by ada in #1234", as GitHub writes the notes of a release
_MERGED = re.compile(
    r"\.?(?:\s+by @?[\w-]{1,40}(?:\[bot\])?(?: in)?)?(?:\s(?:#\d{1,7}|https?://[^\s/]{1,80}/[^\s]{1,200}/(?:pull|issues|merge_requests)/\d{1,7}),?){1,9}\Z"
)
_TRAILING_TAGS = re.compile(
    r"\s*(?:[\[(](?:[A-Z]{2}(?:[_/-][A-Z]{2})?)[\])]|\((?:[a-z]{2,4}|XEP Editor[^()]*(?:\([^()]*\))?)\))\.?\s*$"
)
_CLAUSE = re.compile(
    r"\s*(?:[;:](?=\s)|\s[–—-]\s|,?\s+(?:which|who|whose|where|while|because|since|so that|in order to|although|but|thus|thereby|after|"
    r"welche[rs]?|weil|damit|qui|ce qui|che|mientras)\b|,\s+(?:and|und|et|y|e|based|so|as|with|including|making|bringing|allowing|but|then|from)\b|,\s|\s\()"
)
_IN_NOUN = re.compile(rf"\s\([^()]{{0,{_WINDOW}}}\) [a-z]")
_ARTICLE = re.compile(r"\b(?:the|a|an) [\w-]+\Z")
_ADJECTIVE = re.compile(r",\s(?:a|an|the) [\w-]+\Z")
_DETERMINED = re.compile(r"\s*(?:a|an|the|its|their|and|or|but|which|who|that|with|for|as|so)\b")
_INSERTED = re.compile(r",\s+(?:and|or|but|yet|if not)\s+\w+,")
_AFTER_INSERTED = re.compile(r"[^,]*,\s+(?:and|or|but|yet|if not)\s+\w+")
_VERB = re.compile(
    r"\s(?:is|are|was|were|has|have|had|will|can|may|wrote|gave|made|got|took|won|ran|held|spoke|let|put|set|[a-z’']{2,}(?:ed|es|[^s\W]s))\b"
)
# Outside English no list of verbs tells a clause from an adverbial, so only these ends are sure.
_SURE_CLAUSE = re.compile(
    r"\s*(?:;|\s[–—]\s|,\s+(?:qui|que|dont|afin|ce qui|permettant|welche[rsn]?|weil|wobei|um|damit|sodass|indem|che|cui|in modo|permettendo"
    r"|mientras|lo que|permitiendo|enquanto|o que|permitindo)\b)"
)
_QUOTE_OPENS, _QUOTE_CLOSES = re.compile(r"(?<!\S)['‘](?=\w)"), re.compile(r"(?<=\S)['’](?!\w)")
_DANGLING = frozenset(
    "the a an certain in on of for to with and or by at from as is are was his her their its this that about".split()
)

_FEW = 2  # "Letter #12" keeps its number
_LAST_WORDS = 16  # characters that hold an abbreviation or a day


def sentences_of(text: str) -> list[str]:
    """Return the sentences of `text`; an abbreviation's full stop ends none."""
    found: list[list[str]] = []
    for piece in _SENTENCE.split(text.strip()):
        end = found[-1][-1][-_LAST_WORDS:] if found else ""
        day_goes_on = _DAY.search(end) and months_named(piece.partition(" ")[0], year=1)
        if _ABBREVIATION.search(end) or _NTH.search(end) or day_goes_on:
            found[-1].append(piece)
        elif piece.strip():
            found.append([piece.strip()])
    return [" ".join(pieces) for pieces in found]


def plain(text: str) -> str:
    """Return `text` without tags of kind and language, initials of editors, handles and hashtags."""
    text = _REFERENCE.sub("", _KIND.sub("", text))
    merged = _MERGED.sub("", text)
    return _TRAILING_TAGS.sub("", quiet(merged if len(merged.split()) > _FEW else text)).strip()


def tagged_language(text: str) -> str:
    """Return the first language that a tag such as [DE] or [PT_BR] names, in lower case, "" without one."""
    found = _LANGUAGE_TAG.search(text)
    return found[1].casefold() if found else ""


def quiet(text: str) -> str:
    """Return `text` without tags of language, its handles and hashtags as the words they are made of."""
    return harmless(_LANGUAGE_TAG.sub("", text), ("@", "#", "u/"))


def news_of(text: str, names: tuple[str, ...] = ()) -> str:
    """Return `text` from where its news begins: without lead-ins, announcers and appositions.

    A word that begins one of `names` keeps its case at the beginning.
    """
    whole = text
    text = _LEAD_IN.sub("", _NEWS_FROM.sub("", _BYLINE.sub("", text)))
    if text != whole and first_word(text) in ORDINARY:
        text = text[0].upper() + text[1:]
    rest = _ANNOUNCER.sub("", text)
    if rest and rest != text and not any(name.startswith(rest.split()[0]) for name in names):
        rest = rest[0].upper() + rest[1:]
    rest = _APPOSITION.sub(r"\g<name> ", _APPOSITION_FIRST.sub(r"\g<name> ", rest or text))
    return rest.replace(" also ", " ", 1)


def begins_subordinate(text: str) -> bool:
    """Say whether a sentence begins with a clause that can't stand alone."""
    return first_word(text) in SUBORDINATE


def tells_something(title: str) -> bool:
    """Say whether a title is a sentence, or one without its "is", and not merely what it is about."""
    return title.endswith(("!", "?")) or _VERB.search(title) is not None


def cuts(text: str, *, least: int, language: str = "en") -> tuple[str, ...]:
    """Return `text` whole, then cut at the ends of its clauses, fuller ones first.

    With `least` over 1 the text is a sentence: it keeps that many words, and its verb.
    """
    text = text.strip().rstrip(",;:")
    found = [text]
    is_sentence = least > 1
    if is_sentence and begins_subordinate(text):
        return (text,)
    is_told = language.startswith("en") or not is_sentence
    clause = _CLAUSE if is_told else _SURE_CLAUSE
    for match in reversed(list(clause.finditer(text, 0, _WINDOW))):
        head = text[: match.start()].rstrip(" ,;:–—-(")
        if not is_told and "," in head and match[0].strip()[:1] == ",":
            continue  # an inserted clause may still be open, its sentence without a verb
        is_stop = match[0].strip()[:1] in {":", ";"}
        if _is_inside_noun(head, match):
            continue
        long_enough = len(head.split()) >= least and (is_stop or not dangles(head))
        tail = head.rpartition(": ")[2]
        if tail != head and begins_subordinate(tail):
            continue  # "…: from 11 January" promises more than it says
        if long_enough and balanced(head) and (not is_sentence or _VERB.search(head)):
            found.append(head)
    return tuple(dict.fromkeys(found))


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
    words = text.rstrip(" .:,;").casefold().split()
    return bool(words) and (words[-1] in _DANGLING or words[-2:-1] in (["that"], ["which"], ["who"]))


def balanced(text: str) -> bool:
    """Say whether every bracket and quotation mark in `text` is closed."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
        and len(_QUOTE_OPENS.findall(text)) <= len(_QUOTE_CLOSES.findall(text))
    )
