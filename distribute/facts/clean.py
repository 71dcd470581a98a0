"""Remove from an item or heading what is not part of its statement: markup, tags, references and lead-ins."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from distribute.facts.words import first_word, has_digits, word_count
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex
from distribute.text.holes import SHORT_NAMES
from distribute.text.mentions import harmless

# Words before the news of an English sentence that add nothing to it.
_LEAD_IN = lazy_regex(
    r"^(?:(?:yes|oh|and|plus,|so(?! far)|also(?! (?:relevant|worth|notable|noteworthy|interesting|of)\b)|furthermore|moreover|meanwhile|finally|again|last but not least|(?:first|second|third|last)(?:ly| up)?,|next,|this (?:month|week)(?! (?:is|was|has|saw|marks|brings|brought)\b)|last month,"
    r"|yesterday|on this occasion|on an? (?:positive|happier|lighter|personal|related) note,|in [a-z]+(?: \d{4})?,|(?:just )?as (?:we |you |it was )?(?:\w+ )?(?:announced|mentioned|reported|promised|told|know)\b[^,.:;]{0,80},)(?=\W)(?!['’]s)[\s,:–-]*)+",
    re.IGNORECASE,
)
# "Kite also has loops": in the first clause it adds nothing. Later, as in "and you can also apply if", it may be needed.
_ALSO = lazy_regex(r"^((?:(?!(?:and|but|or|which|who)\b)[^\s,;]+ ){1,9})also ", needs=("also ",))
_IN_SHORT = ("tl;dr", "TL;DR", "Tl;dr")
_NEWS_FROM = lazy_regex(r"^[\w\s,–-]{0,20}\b[Nn]ews\b[^.:]{0,60}: ")
_ANNOUNCER = lazy_regex(
    r"^[^.:;]{0,60}? (?:is|are|was|were) (?:very |really )?(?:happy|proud|pleased|excited|glad|delighted)"
    r" to announce (?:that )?(?!(?:the )?(?:new )?versions?\b|v?\d)(?:the )?",
    needs=(" to announce ",),
)
_APPOSITION = lazy_regex(
    r"^(?!(?:On|In|At|By|Since|After|Before|During|With|For|From|Last|This|Next|Earlier|Today|Yesterday)\b)(?P<name>[^,:;]{2,40}), (?:the|a|an|through|by|with|which|who|based|called|named|codenamed)\b[^,.:;]{3,80}, (?=(?:now|has|have|is|was|are|will|use[sd]?|versions?|[a-z]+ed|[a-z]+s)\b)"
)
_APPOSITION_FIRST = lazy_regex(
    r"^(?:The|A|An|Our) [^,.:;]{5,80}, (?P<name>[A-ZÀ-Þ0-9][^,.:;]{1,29}|[a-z]+[A-Z.][^,.:;]{1,29}), (?=(?:was|has|is|are|were|have)\b)"
)
# "[video] …", "[disposition: merge] …", ":de: …", "[00:40:51] …", "4th: …", "#70664, #70665 …", "#70665: …"
_KIND = lazy_regex(
    r"^(?:\[(?:PATCH|RFC)[^\[\]]{0,20}\]\s+|(?!\[\w*[a-z][A-Z])\[[^\]\d]{2,30}\]:?\s+|:[a-z_]{2,20}:\s+|\[(?:\d{1,2}:){1,2}\d{2}\] |\d{1,2}(?:st|nd|rd|th): |#\d{3,7}(?:, #\d{3,7}){1,9},? |#\d+: |#\d{3,7} (?=[A-Z#\"]|[a-z]+[A-Z]|(?:fix|feat|add)\w*\b)|\d{3,7}: (?=[a-z]))(?=\S)"
)
# "owner/kite #12 feat(tail): added loops (@ada)": a pull request in a list; readers need neither its number nor its author
_PULL = lazy_regex(
    r"\A\[?(?P<repo>[\w.-]{1,60}/[\w.-]{1,80})\]?,? ?#\d{1,7}:? (?:[a-z]{2,10}(?:\([^()]{1,30}\))?!?: )?(?P<what>\S.*?)(?:\s\(@?[\w-]{1,40}(?:\[bot\])?\))?\Z"
)
_NUMBERS_FIRST = lazy_regex(r"\A\[\s?#\d{1,7}(?:, ?#\d{1,7}){0,9}\s?\]:? (?=\S)")  # "[#12, #13] Sew on loops"
# "[PR-1234] - sew on loops", "Issue #12: loops", "kite#12, tail#13: sew on loops", "Sew on loops PR1234"
_TICKET_FIRST = lazy_regex(
    r"\A\[?(?:PR|MR|GH|pull|issue)[- #]{0,2}\d{2,7}(?:\]?(?: [-–—]|[:,])|\]|(?= [A-Z])) (?=\S)|\AIssue #\d{1,7} ?[:：] (?=\S)|(?<=\w)#\d{1,7}(?=[:,]? \S)"
)
_TICKETS = ("PR", "MR", "GH-", "#", "pull-", "issue-", ")")
_TICKET_LAST = lazy_regex(r",? (?:\(?\[?(?:PR|MR|GH-)[- #]{0,2}\d{2,7}\]?\)?|\(\[?\d{5,7}\]?\))\.?\Z")
# "feat(vi): added …", as in conventionalcommits.org. "fix:" stays, because it may be the only verb.
_COMMIT_TYPE = lazy_regex(
    r"^(?:(?:feat|fix(?:ed)?|chore|docs?|refactor|perf|tests?|ci|build|style)\([^()]{1,30}\)!?"
    r"|(?:feat|chore|docs?|refactor|perf|tests?|ci|build|style)!?): (?=\S)"
)
# "Loops fall down · Issue #12 · ada/kite": a page's title, as the forge writes it
_PAGE_OF_FORGE = lazy_regex(
    r"(?:(?: by [\w-]{1,40})?(?: · Pull Request)?| · (?:Issue|Discussion)) #\d{1,7} · [\w.-]{1,80}/[\w.-]{1,80}\Z",
    needs=" · ",
)
_LANGUAGE_TAG = lazy_regex(r"\s*\[([A-Z]{2})(?:[_/-][A-Z]{2})?\](?!\()")
# "(#1234)", "(1.2.0, Docs, #1234)": references for maintainers
_REFERENCE = lazy_regex(
    r"\s*\((?:(?:[\w@./+-]{1,160}(?:, ?| / )){0,4}(?:#|GH-)\d{1,7}(?:(?:, ?| / )(?:#|GH-)?[\w./+-]{1,40}){0,9}(?:, ?)?"
    r"|[^()\n]{1,200}, (?:#|GH-)\d{3,7})\)"
)
_AND_OTHERS = r"(?:(?:,| and|, and) @[\w-]{1,39}){0,9}"  # "@ada, @bee and @cid"
# "… #1234 lp:1234567", "… (fixes gh#12, !34)", "… by ada in #1234": where trackers tell more
_TRACKERS = lazy_regex(
    r"(?:(?P<open> ?[(\[])|(?P<by>\.?\s+by @?[\w-]{1,40}(?:\[bot\])?"
    rf"{_AND_OTHERS}"
    r"(?: in)?(?=\s[#h])|,? @[\w-]{1,39})?)(?:(?:[,;]| &|(?(by) and|(?!)))?\s?(?P<each>[(\[])?"
    r"(?<![^\s(\[,;/])(?i:(?:(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|part of|see|bugs?|issues?|[pm]rs?|rt|lp):? ?)?"
    r"(?:[a-z][\w./-]{1,90})?#\d{1,8}|gh#[\w.-]{1,40}/[\w.-]{1,60}[/#]\d{1,7}|!\d{1,7}|GH-\d{1,7}|(?:lp|bz|bugs?|rhbz|bsc|bnc|boo)(?(each)[: ]|:) ?\d{3,9}"
    r"|https?://[^\s/]{1,80}/[^\s]{1,200}/(?:pull|issues|merge_requests)/\d{1,7})(?(each)[)\]])){1,10}"
    r"(?(open)[)\]]|,?(?: \(?@[\w-]{1,39}\)?)?\.?\Z)",
    needs=(
        "#",
        " !",
        "(!",
        "[!",
        "gh-",
        "lp:",
        "bz",
        "bug",
        "bsc",
        "bnc",
        "boo",
        "/pull",
        "/issues",
        "/merge",
    ),
)
# "sewn on in #12, and", "added in #12 to": a reference inside a sentence
_TRACKERS_INSIDE = lazy_regex(
    r"(?<!ed)(?<!made)(?<!found)(?<!seen) (?:in|via) #\d{3,5}(?:(?:,|,? and) #\d{3,5}){0,9}(?=[,;]|\.\s| (?:and|to)\b(?! #))",
    needs=" #",
)
# "sewn on in #12 and": what led to a reference that is gone, in some languages
_LED_TO = lazy_regex(
    r"(?:,? see|(?:,? and)? (?:in|via|with|dans|en|em))(?: #\d{2,7}(?:, #\d{2,7}){0,9},? and)?\Z"
)
# Verbs that "in" belongs to
_WITH_IN = ("check", "fill", "hand", "log", "opt", "plug", "sign", "tune", "zoom")
# "Loops were added. #12345 (Also in 1.4)"
_BACKPORTED = lazy_regex(r"(?<=[.)]) #\d{3,7}(?: \([^()]{0,60}\d[^()]{0,20}\))?\Z", needs=" #")
# "… by @ada and @bee in", whose address was a link
_AUTHORS_IN = lazy_regex(
    rf"\.?(?: by)? @[\w-]{{1,39}}(?:\[bot\])?{_AND_OTHERS} in(?: #\d{{2,7}})?\Z", needs=(" @",)
)
_TRAILING_TAGS = lazy_regex(
    r"\s*(?:[\[(](?:[A-Z]{2}(?:[_/-][A-Z]{2})?)[\])]|\((?:[a-z]{2,4}|XEP Editor[^()]*(?:\([^()]*\))?)\))\.?\s*$"
)
# "The proposal for loops: link", "Moth joins the group. here": in all languages, because `plain` does not know the language
_LINKED = lazy_regex(
    r"(?::|(?<=[.!?…)]))\s\[?(?:[Ll]ink|[Hh]ere|[Ss]ource|[Dd]etails|[Rr]ead more|[Mm]ore|[Hh]ier|[Ii]ci|[Ll]ien|[Aa]quí|[Ee]nlace|[Aa]qui|ligação|[Qq]ui|[Tt]utaj)\]?\.?\Z"
)
# "Loops can be turned off [details]"
_IN_BRACKETS = lazy_regex(
    r" \[(?:[Dd]etails|[Ll]ink|[Mm]ore|[Ss]ource|[Rr]ead more|[Dd]iff|[Cc]ommit|PR)\]\.?\Z", needs=" ["
)
# What stands behind a noun in the plural, but not behind the name of a program
_OF_SEVERAL = frozenset({"are", "can", "have", "may", "were", "among", "between", "in", "of", "on"})
_COMPOUND = ("-based", "-known", "-standing", "-term", "-time", "-wide")  # ends of adjectives: "long-time"
_PREDICATES = frozenset({"has", "have", "is", "are", "was", "were", "will", "by"})
_JOINING = frozenset({"adds", "and"})
_NAME = 3  # most words of a name before a bar
_BAR = " | "  # several are between the fields of an entry: "KiteCon | Lyon | 2 May 2026"
_GLUED = lazy_regex(r" -#\d{2,7}\.?\Z", needs=" -#")
_FEW = 2  # "Letter #12" keeps its number
# "1 🎈 Kites 🎈": the number of a table of contents, and the same picture on both sides
_FRAMED = lazy_regex(
    r"\A(?:\d{1,2}\.? )?(?P<sign>[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]{1,9}) (?P<words>\S.*?) (?P=sign)\Z"
)
# "12:31 - How kites fly": where a part of a recording begins; an event begins at "18:30"
_AT_MINUTE = lazy_regex(
    r"\A\[?(?:\d{1,2}:\d{2}:\d{2}|00?:\d{2}|\d{1,2}:\d[1-46-9])\]? [-–—|] (?!\d)", needs=":"
)
# What a link to the whole says, before or after an arrow, in any language
_READ_MORE = (
    r"(?:[Rr]ead|[Ll]earn|[Dd]iscover) more|[Rr]ead (?:on|now|(?:the )?(?:\w+ )?(?:post|article|story|blog))|[Ww]atch (?:now|the video)"
    r"|[Ww]eiterlesen|[Ll]ire la suite|[Ee]n savoir plus|[Ll]eer más|[Ss]aber más|[Ll]eia mais|[Ss]aiba mais|[Ll]eggi tutto"
)
# The same where the mark of a link that leads elsewhere shows that it is one; "Help → Release notes" is a menu's.
_ALSO_READ = r"[Rr]ead|[Ww]atch|[Ll]isten|[Ss]ee|[Vv]iew|[Dd]etails|[Mm]ore(?: info)?|[Ss]lides|(?:[Ff]ull |[Rr]elease )[Nn]otes"
# Markup for other programs, which the parser leaves in the text.
_MARKUP = (
    ("{++", lazy_regex(r"\{\+\+(.{1,300}?)\+\+\}"), r"\1"),  # CriticMarkup: what an editor has added, and taken out
    ("{==", lazy_regex(r"\{==(.{1,300}?)==\}"), r"\1"),
    ("{--", lazy_regex(r"\s?\{--.{1,300}?--\}"), ""),
    ("{>>", lazy_regex(r"\s?\{>>.{1,300}?<<\}"), ""),
    ("++", lazy_regex(r"(?<![\w+])\+\+([a-z0-9-]{1,20}(?:\+[a-z0-9-]{1,20}){0,4})\+\+(?![\w+])"), r"\1"),  # keys
    ("*[", lazy_regex(r"\A\*\[[^\[\]]{1,60}\]:.*\Z"), ""),  # an abbreviation, for readers who point at it
    ("===", lazy_regex(r"\A\s*===[!+]? \"[^\"]{0,100}\"\s*"), ""),  # a tab
    ("]{", lazy_regex(r"\[([^\[\]]{1,200})\]\{[^{}\n]{0,200}\}"), r"\1"),  # words with attributes
    ("@", lazy_regex(r"\s?\[[^\[\]@]{0,40}-?@[\w:.-]{1,80}(?:[;,] [^\[\]]{1,200})?\]"), ""),  # a citation
    ("¶", lazy_regex(r"\s?¶\Z"), ""),
    ("(1", lazy_regex(r"\s\(1(?:, ?\d{1,2}){1,30}\)"), ""),  # numbered links: "12 changes (1, 2, 3)"
    ("src", lazy_regex(r"(?<=\w)\((?:src|pkg|docs?)(?:[/,|] ?\w{2,6}){0,4}\)"), ""),  # links after a name: "kite(src/docs)"
    ("[^", lazy_regex(r"\[\^[^\[\]\s]{1,60}\]"), ""),  # a footnote's mark
    ("]", lazy_regex(r"\[([^\[\]]{1,200})\]\s?\[[^\[\]]{0,200}\]"), r"\1"),  # a reference that an include defines
    (":", SHORT_NAMES, ""),
    # an attribute list
    ("{", lazy_regex(r"\s?\{(?:[:#.]|\s[:#.](?=[\w-])|\s?[\w-]{2,20}=[\w\"'])[^{}\n]{1,300}\}"), ""),
    ("---", lazy_regex(r"(?<=[\w,.!?)\]”\"]) ?---? ?(?=[\w(\[“\"])(?<!\d---)"), " — "),  # a dash, as typesetters write it
    ("--", lazy_regex(r"(?<=\d)--(?=\d)"), "–"),
    # "Kites fly → Read more↗. Moths, too", "Kites fly. Read more →", and what shows that a link leads elsewhere
    ("↗", lazy_regex(rf"\s?(?:(?<=↗) [•·] [^•·↗.]{{1,40}}|(?:→ )?\b(?:{_READ_MORE}|{_ALSO_READ}))\s?↗(?=\W?\Z|\. | [•·])"), ""),
    ("↗", lazy_regex(r"\s?↗(?=\W{0,4}\Z|[.,;])"), ""),
    ("→", lazy_regex(rf"\s?→ (?:{_READ_MORE})(?=\W?\Z|\. )"), ""),
    ("→", lazy_regex(rf"(?<=[.!?…]) (?:{_READ_MORE}|{_ALSO_READ})\s?→\W?\Z"), ""),
    ("-", lazy_regex(r"\A\s*-(?=[A-ZÀ-Þ][a-zà-ÿ’']+[ ,])"), ""),  # a bullet that lacks its space
    ("[", lazy_regex(r"\A\s*\[[ xX]\]\s"), ""),  # a task's box
    (">", lazy_regex(r"\A\s*>{1,3}\s+(?=\w)"), ""),  # an arrow before a title
    ("[!", lazy_regex(r"\A\s*\[![A-Z]{2,20}\][+-]?\s*"), ""),  # an admonition
    ("!!!", lazy_regex(r"\A\s*!!!\s?\w+\s*"), ""),
    (":::", lazy_regex(r"\A\s*:::+\s?\w*\s*"), ""),
    ("<", lazy_regex(r"\s?<[A-Z]\w*(?:\s[^<>]{0,300})?/>"), ""),  # a component of the site's theme
    # the card of an event, whose hour and place no line of a list has room for
    ("\U0001f4cd", lazy_regex(r"\s[\U0001f550-\U0001f567\u23f0\U0001f4cd\U0001f465]\s.*\Z"), ""),
    ("\U0001f4c5", lazy_regex(r"(?<=\w) \U0001f4c5 (?=\w)"), ": "),
    (" ,", lazy_regex(r"(?<=[\w)]) ,(?=\s)"), ","),
    # where else to read of it, in any language
    ("(", lazy_regex(r"\s?\((?:see|cf\.?|voir|siehe|vgl\.?|véase|vedi|ver|veja|zie|zob\.?|patrz)\s[^()]{1,120}\)", re.IGNORECASE), ""),
    ("(Fig", lazy_regex(r"\s?\(Fig(?:ure|\.) \d{1,3}[a-z]?\)"), ""),
    ("（", lazy_regex(r"（[^（）]{1,80}(?:参照|投稿)）"), ""),
    ("文）", lazy_regex(r"（[英中日韩]文）\Z"), ""),  # the language of the page
    # the number of an entry in Chinese and Japanese
    ("、", lazy_regex(r"\A\d{1,3}、 ?(?=\S)"), ""),
    ("（", lazy_regex(r"\A（\d{1,3}） ?(?=\S)"), ""),
    # as translators write English: "Kite：A toy.This is new"
    ("：", lazy_regex(r"\A([\x00-\x7f]{1,60})：(?=[\x00-\x7f]{20})"), r"\1: "),
    (".This", lazy_regex(r"(?<=[a-z]{3})\.(?=This )"), ". "),
    # a handle behind its name: "Ada Moth (@ada)"
    ("(@", lazy_regex(r"\b([A-Z][\w.’'-]{0,40}(?: [A-Z][\w.’'-]{0,40}){0,2}) \(@[\w-]{1,39}\)"), r"\1"),
    (" #", lazy_regex(r"\s\([\w-]{2,39}(?:(?:, | and )[\w-]{2,39}){0,3} #\d{2,6}\)"), ""),
    ("here)", lazy_regex(r"\s?\([^()]{0,60}\bhere\)"), ""),  # what a link says that is not shown
    ("(issue ", lazy_regex(r"\s?\(issue #?\d{2,7}\)"), ""),
    ("hanks", lazy_regex(r"\s?\((?:(?:many|big) )?[Tt]hanks?(?: to)?,? (?:@|[A-ZÀ-Þ])[^()]{1,120}\)"), ""),
    # an author's note
    ("@", lazy_regex(r"\s?[(\[](?:by|via|from|h/t|thx|thanks|thanks to) @[\w-]{1,39}(?:(?:,? &|,? and|,) @[\w-]{1,39}){0,9}[)\]]"), ""),
    ("[by ", lazy_regex(r"\s?\[by [^()\[\]]{1,120}\]"), ""),
    (" by ", lazy_regex(r"\s?[(\[](?:section |text |item |entry )?(?:written|contributed|submitted|reported|provided) by [^()\[\]]{1,120}[)\]]", re.IGNORECASE), ""),
)  # fmt: skip


# Spaces without width, with which a program keeps a mention from being one: "@\u200bada". Emoji need other such characters.
_UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF))


def without_markup(text: str) -> str:
    """Return `text` without markup that the parser left as words."""
    for mark, pattern, words in _MARKUP:
        if mark in text:
            text = pattern.sub(words, text)
    text = " ".join(text.split())
    if text.count(_BAR) > 1 and _is_row(text):
        name, _, rest = text.partition(_BAR)
        text = f"{name}{', ' if ': ' in name else ': '}{rest.replace(_BAR, ', ')}"
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        text = text[1:-1]  # brackets around all of it
    return text if text.isascii() else _FRAMED.sub(r"\g<words>", text.translate(_UNSEEN))


def _is_row(text: str) -> bool:
    """Return whether bars separate the fields of an entry, each of which has a capital or a number first, and no code.

    The first one is a name, or a name with what is said of it.
    """
    fields = [field.strip() for field in text.split(_BAR)]
    is_marked = any(mark in text for mark in '"`“')
    is_name = ": " in fields[0] or word_count(fields[0]) <= _NAME
    return not is_marked and is_name and all(field[:1].isupper() or field[:1].isdigit() for field in fields)


def plain_title(title: str) -> str:
    """Return the name in a heading or in the title of a list: without markup, and without the colon at its end."""
    return plain(title).rstrip(" :：")


@lru_cache(maxsize=4096)  # each item is asked for by several stages
def plain(text: str) -> str:
    """Return `text` without tags for its kind and language, editors' initials, handles and hashtags."""
    text = _IN_BRACKETS.sub("", _AT_MINUTE.sub("", without_markup(text)))
    has_number = "#" in text or "GH-" in text
    is_numbered = "#" in text.partition(": ")[0]
    if has_number:
        text = _PULL.sub(_of_repository, _PAGE_OF_FORGE.sub("", text))
    text = _TRACKERS_INSIDE.sub("", without_trackers(_BACKPORTED.sub("", _AUTHORS_IN.sub("", text))))
    text = without_ticket(_COMMIT_TYPE.sub("", _KIND.sub("", text)))
    text = _REFERENCE.sub("", text) if has_number else text
    text = _named_once(text) if is_numbered else text
    return _TRAILING_TAGS.sub("", quiet(_LINKED.sub("", text) if word_count(text) > _FEW else text)).strip()


def _of_repository(pull: re.Match[str]) -> str:
    """Return a pull request behind its repository's name, nothing if it has no title: "kite/kite#12 has landed"."""
    first = first_word(pull["what"])
    if first in _JOINING:
        return f"{pull['repo']} {pull['what']}"
    return "" if first in _PREDICATES else f"{pull['repo']}: {pull['what']}"


def _named_once(text: str) -> str:
    """Return `text` with the name before its colon once: "kite#1, kite#2: Sew on the tail", whose numbers are gone."""
    label, colon, said = text.partition(": ")
    names = dict.fromkeys(label.split(", "))
    return f"{label.partition(', ')[0]}: {said}" if colon and len(names) == 1 else text


def without_trackers(text: str) -> str:
    """Return `text` without the references to trackers at its end and in brackets."""
    if not has_digits(text):
        return text
    said = _TRACKERS.sub("", text.replace(" -#", " - #") if _GLUED.search(text) else text)
    said = said.rstrip(" -–—") if said != text else text
    is_bare = text.startswith(said) and not text.rstrip(".").endswith((")", "]"))
    said = _without_leading(said) if said != text and is_bare else said
    return said if word_count(said) > _FEW else text


def _without_leading(text: str) -> str:
    """Return `text` without what led to a reference behind it, unless that belongs to a verb: "users stay logged in"."""
    found = _LED_TO.search(text)
    verb = first_word(text[: found.start()].rpartition(" ")[2]) if found else ""
    is_its_verb = verb.startswith(_WITH_IN) and not verb.endswith("s")  # "search logs in #12"
    return text[: found.start()] if found and not is_its_verb else text


def without_ticket(text: str) -> str:
    """Return `text` without the number of a pull request before or after it."""
    if not any(mark in text for mark in _TICKETS):
        return text
    text = _NUMBERS_FIRST.sub("", text) if text.startswith("[") else text
    said = _TICKET_LAST.sub("", _TICKET_FIRST.sub("", text))
    return said if word_count(said) > 1 else text


def tagged_language(text: str) -> str:
    """Return the language in the first tag such as [DE] or [PT_BR], in lower case, or "" if there is none."""
    found = _LANGUAGE_TAG.search(text)
    return found[1].casefold() if found else ""


def quiet(text: str) -> str:
    """Return `text` without language tags, and with handles and hashtags as plain words."""
    return harmless(_LANGUAGE_TAG.sub("", text), ("@", "#", "u/"))


@cache
def _never_names(language: str) -> frozenset[str]:
    known = language_of(language)
    return known.ordinary | known.filling | known.generic | known.clauses.dangling


def _begins_with_no_name(text: str, names: tuple[str, ...]) -> bool:
    """Return whether a text begins with a small word that is no name: "starting in Kite 2.0", "users can fly", "let's fly"."""
    word, _, rest = text.replace("’", "'").partition(" ")
    is_name = has_digits(first_word(rest)) or any(name.startswith(word) for name in names)
    is_plural = word.endswith("s") and first_word(rest) in _OF_SEVERAL
    is_usual = word.endswith("ing") or is_plural or word.endswith(_COMPOUND)
    is_word = word.replace("-", "").isalpha() and word.islower()
    return word == "let's" or (is_word and is_usual and not is_name)


def strip_lead_in(text: str, names: tuple[str, ...] = (), language: str = "en") -> str:
    """Return `text` without lead-ins, announcers and appositions before its news.

    The new first word is capitalised, unless one of `names` begins with it.
    """
    whole, is_english = text, language_of(language).is_english
    text = _NEWS_FROM.sub("", text)
    if text.startswith(_IN_SHORT) and (rest := text[len("tl;dr") :].lstrip(" ,:–-"))[:1].isupper():
        text = rest
    text = _LEAD_IN.sub("", text) if is_english else text
    if text != whole and (first_word(text) in _never_names(language) or _begins_with_no_name(text, names)):
        text = text[0].upper() + text[1:]
    if not is_english:
        return text
    rest = _ANNOUNCER.sub("", text)
    if rest and rest != text and not any(name.startswith(rest.split()[0]) for name in names):
        rest = rest[0].upper() + rest[1:]
    rest = _APPOSITION.sub(r"\g<name> ", _APPOSITION_FIRST.sub(r"\g<name> ", rest or text))
    return _ALSO.sub(r"\1", rest)
