"""Recognise releases: which program, which version, and what changed."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from distribute.facts.shorten import balanced, shorten_at_clauses
from distribute.facts.versions import ONLY_VERSION, VERSION
from distribute.facts.words import first_word
from distribute.languages.registry import codes, language_of

_WORD = r"[^\s,:;!?()]+"
_NAME = rf"(?:(?:{_WORD})(?:\s+(?:{_WORD})){{0,3}}?)"
_RELEASED = (
    r"(?:has|have|had|was|were|is|are|got|a été|ont été|est|wurden?|ist|sind|è|sono|sido|fue|fueron|foi|foram)\b[^.:;!?]{0,40}?"
    r"(?:released|published|out|here|available|updated|live|veröffentlicht|erschienen|publiée?s?|sortie?s?|rilasciat\w+"
    r"|publicad\w+|lan[çz]ad\w+|uscit\w+|disponib\w+)"
)
# "Dino 0.2", "Beagle IM 4.1 and Siskin IM 6.1", "Gajim 1.5.2 and 1.5.3", at the beginning of a sentence
_SUBJECT = re.compile(
    rf"(?P<subject>{_NAME} (?P<version>{VERSION})(?:(?:,| and| und| et| y| e)+(?: then)? (?:{_NAME} )?{VERSION})*)"
)
# "Poezio released 0.13.1", "È uscito Dino 0.2": a name holds no such word
_ACT = re.compile(
    r"\b(?:hat|haben|has|have|ha|released|published|updated|veröffentlichte?|erschienen|publiée?s?|sortie?s?|rilasciat\w|publicad\w|lan[çz](?:ad\w|ou)|uscit\w|saiu|ist|sind|wurden?|freut|annunciare|anunciar|annoncer)\b",
    re.IGNORECASE,
)
# "Android before 7.1 does not know it": a bound, no release
_BOUND = re.compile(
    r"\b(?:before|after|since|until|than|below|above|from|up to|vor|nach|seit|ab|bis|avant|après|depuis|antes|desde|prima|dopo)\b",
    re.IGNORECASE,
)
# … "'Name' has been released"
_WAS_RELEASED = re.compile(
    rf"[^.:;!?]{{0,60}}? {_RELEASED}| (?:now )?(?:released|published|available)\b(?=[.!]?$)"
)
# … "repairs the search": the sentence itself says what is new
_TELLS = re.compile(
    r"(?: by [A-Z][\w.]+)? (?:(?:is|are|was|has|have|can|will|now|lets?|gets?)\b|[a-zà-ÿ]{3,}\b) \S"
)
# "Cheogram has released version 2.19.0-4 for Android", "Poezio released 0.13.0 and 0.13.1"
_MAKER_FIRST = re.compile(
    rf"(?P<name>{_NAME})(?:,[^,]{{5,120}}?(?:,|(?<=\)))(?= (?:was|were|has|have|released|updated|hat|a|ha|han|ont)\b))? (?:has |have |also |just |hat |a |ha |han |ont )*"
    rf"(?:(?:was |were |been )?(?:released|updated) (?:in|to|from {VERSION} to)|released|published|announced|veröffentlichte?|publié|rilasciato|publicado|pubblicato|lanzado|lançou"
    r"|(?:is|are) (?:\w+ )?(?:happy|proud|pleased|excited|glad|delighted) to (?:announce|release))\s+"
    rf"(?:(?:its|their|the|a|in|new|versions?|Versione?n?|la|le|las|os|versione|versioni|version|versión|versiones|versão)\s+)*(?P<version>{VERSION})"
    rf"(?P<more>(?:(?:,| and| und| et| y| e)+ {VERSION})*)(?P<for> (?:for|für|pour|para|per) [A-Z][\w ]{{1,20}}?(?=[.,:;!]|$| and | with |\Z))?"
)
# "Tigase released Beagle IM 5.1 and Siskin IM 7.1", "Tigase hat Beagle IM 5.1 veröffentlicht"
_MAKER_OF = re.compile(
    rf"{_NAME} (?:(?:has |have |also |just )*(?:released|published|veröffentlichte)"
    rf"|(?:hat|haben)(?=[^.:;]{{0,80}}\d[^:;]{{0,40}} veröffentlicht)) {_SUBJECT.pattern}"
)
# "The Dino team has released 0.1": the program is Dino
_MAKERS = re.compile(r"^The (?:makers of )?(?=\S)|(?: (?:team|project|developers|community))$")
# "Kite ist in Version 1.2 erschienen", "Kite has reached version 1.2", "Kite hat die Version 1.2 für Android veröffentlicht"
_IN_VERSION = re.compile(
    rf"(?P<name>{_NAME})(?: (?:ist|sind|wurden?|est|è|is|was|has been)(?: \w+)? (?:in|en|dans|nella)(?: der| den| la)?"
    r"| (?:has )?reached| hat(?: die| den)?| freut sich,?(?: außerordentlich,?)?(?: die)?(?: Veröffentlichung)?(?: der| von)?"
    r"| (?:è|sono) (?:lie|felic|orgoglios)\w+ di annunciare(?: il rilascio)?(?: l[ae]| dell[ae])?| se complacen? en anunciar(?: el lanzamiento)?(?: de)?(?: las?)?"
    r"| (?:est|sont) (?:heureu|ravi|fi[eè]r)\w* d’?'?annoncer(?: la sortie)?(?: de)?(?: la| les| des)?)(?: neuen?| nuov[ae]| nuevas?| nouvelles?)?"
    rf" (?i:version(?:e|en|i|s|es)?|versión) (?P<version>(?:{VERSION}(?:,| und| et| e| y| and)+ )*{VERSION})"
    rf"(?P<for> (?:für|for|pour|per|para) [A-Z]\w+)?"
)
# "slidge-whatsapp, the gateway to WhatsApp, version 0.2.7 …", in any language
_NAME_FIRST = re.compile(
    rf"(?P<name>{_NAME})(?:, (?:[^,.:;]|\d\.\d){{5,120}}(?:,|(?=(?:[^.:;]|\.\d){{0,80}} (?:has|have) been released\b))| based on [^,.:;]{{2,80}},)"
    rf" (?i:versions?|versione|versión|versão) (?P<version>{VERSION})(?P<more>(?:(?:,| and)+ {VERSION})*)"
)
_NOT_YET = re.compile(r"\b(?:since|after|before|until|based on|not|n't)\b[^.]*$", re.IGNORECASE)
# "a first release candidate of Smack 4.4.0", "New Beta releases for Monal 4.9": not the version itself
_PRELIMINARY = re.compile(
    rf"(?P<what>(?:(?:first|second|third|new) )?(?:(?:stable|public|official) )?(?:release candidates?|(?:beta|alpha|preview)(?: releases?| versions?)?)) (?:of|for) "
    rf"(?P<name>{_NAME}) (?P<version>{VERSION})",
    re.IGNORECASE,
)
# "the release of Openfire 5.0.3", "Version 2.1.6 of the Client Control plugin for Openfire"
_OF = re.compile(
    rf"(?i:releases?|version|rilascio|uscita|sortie|publication|publicación|lanzamiento|lançamento|veröffentlichung)"
    rf" (?:of|for|di|de|von|do|da|del) (?:the )?(?P<name>{_NAME}) (?P<version>{VERSION})"
    rf"|(?i:version|versión|versione|versão) (?P<version2>{VERSION}) (?:of|de|del|di|da|do) (?:(?:the|plugin) )*"
    rf"(?P<name2>{_WORD}(?: {_WORD}){{0,4}}?)(?= (?:has|have|was|is|est|a|ha|è|foi)\b|[,.:;])"
)
# "Se ha publicado la versión 9.1.0 del plugin X", "È uscito X 1.2", "Se ha publicado X 1.8.2"
_VERB_FIRST = re.compile(
    r"(?:Se han? (?:publicado|lanzado)|Han? sido (?:publicad|lanzad)[oa]s?|(?:È|Sono) (?:stat[oaei] )?(?:uscit|rilasciat|pubblicat)[oaei]"
    r"|Est sortie?|(?:Foi|Foram) (?:lançad|publicad)[oa]s?|Saiu) "
    rf"(?:(?:la|el|il|lo|o|a|las|los|le|as|nueva|nuova|nova|nuevas|nuove) |(?i:versión|versione|versão|versiones|versioni|versões|version|plugin|biblioteca|libreria) )*"
    rf"(?:(?:{VERSION}(?:,| e| y)+ )*(?P<version>{VERSION}) (?:del?|di|da|do|de la|della)(?: plugin(?: de)?)? (?P<name>{_NAME})(?=[.,:;!]| que | che |$)"
    rf"|(?P<name2>{_NAME}) (?P<version2>{VERSION}))"
)
# "the just updated LibreTube version 0.28.0 now supports …"
_JUST_UPDATED = re.compile(
    rf"(?:.*?)\bthe (?:just|newly|recently|freshly) (?:updated|released) (?P<name>{_NAME})(?: version)? (?P<version>{VERSION})"
)
_CHANGE = re.compile(
    r"(?:\b(?:which|that) )?\b(?P<verb>adds?|added|adding|addresses|implements|(?:(?<=[Tt]hey )|(?<=versions )|(?<=releases ))(?:fix|implement)|brings?|bringing|includes?|including|introduces?|introducing|fix(?:es|ing)|features?|featuring"
    r"|improves?|improving|supports|now support|contains?|comes? with|now has|now supports?|now requires?|allows?|offers?|provides?"
    r"|bringt|enthält|beinhaltet|bietet|behebt|verbessert|unterstützt|ermöglicht|erlaubt"
    r"|apporte|inclut|comprend|ajoute|corrige|améliore|prend en charge|permet"
    r"|[Pp]orta|[Aa]ggiunge|[Cc]orregge|[Mm]igliora|offre|supporta|consente"
    r"|[Tt]rae|[Aa]ñade|[Ii]ncluye|[Ii]ncorpora|[Mm]ejora|[Oo]frece|[Ss]oporta|[Pp]ermite"
    r"|[Tt]raz|[Aa]diciona|[Ii]nclui|[Ii]ntroduz|[Mm]elhora|[Oo]ferece|[Ss]uporta)"
    r"\s+(?P<what>[^.!?]{4,}?(?:\.\d[^.!?]*?)*)(?=[.!?;](?:\s|$)|$)",
)
_CHANGE_IS = re.compile(
    r"(?:^This (?:\w+ )?(?:release|version|update) focuses on|(?:change|feature|novelty)\b[^.:]{0,40}? (?:is|are)|(?:highlights|new features|novelties)\b[^.:]{0,40}:) (?P<what>[^.!?]{4,})",
    re.IGNORECASE,
)
# "a été publiée avec A, B", "se ha publicado X 2.1, que permite A", "wurde mit A, B veröffentlicht"
_CHANGE_ELSEWHERE = re.compile(
    r"(?:(?:^|(?:publié|sorti|publicad|lanzad|lançad|rilasciat|uscit|pubblicat|disponib)\w*)\s+(?:\w+ )?(?:avec|con|com)"
    r"|^,\s+(?:que|qui|che))\s+(?P<what>[^.!?]{4,}?(?:\.\d[^.!?]*?)*)(?=[.!?](?:\s|$)|$)"
    r"|\bmit (?P<mit>[^.!?]{4,}?(?:\.\d[^.!?]*?)*),?(?: (?:wurden?|ist|sind))? (?:veröffentlicht|erschienen|freigegeben)\b"
)
_FEATURES = re.compile(
    r"^(?:(?:the|many|most|wanted|new|following|great|requested) )*(?:features?|improvements|fixes|changes)"
    r"(?: like| such as|,? including):? +"
)
_AND_MORE = re.compile(r",? (?:and|et|und|y|e) (?:(?:a lot|much|many|lots) more|more|others|mehr|plus)$")
_NOUN = re.compile(
    r"[Mm]ejora (?:en|de)\b|(?:fixes|features|supports) (?:(?:for|from|to|on|or|and|of|in|like|such|have|has|were|was|are|is|that|which|as)\b|\()"
)
# "support for X that allows Y was added": what is allowed ends before the sentence's own verb
_OTHER_VERB = re.compile(r"^[^,;:]* (?:was|were|has been|have been) [a-z]+ed\b")
# "… und fügt ein Plugin", cut off before its "hinzu"
_WITHOUT_PREFIX = re.compile(r"\bfügt\b(?!.*\bhinzu\b)")
_COLON_VERBS = frozenset(
    "brings bring bringing includes include including features feature featuring contains contain offers offer provides provide comes come"
    " bringt enthält beinhaltet apporte inclut comprend porta trae incluye incorpora traz inclui".split()
)
_SINGULAR = {"add": "adds", "adding": "adds", "fix": "fixes", "improve": "improves", "support": "supports",
             "allow": "allows", "introducing": "introduces", "improving": "improves", "fixing": "fixes",
             "now support": "now supports", "now require": "now requires"}  # fmt: skip
_PLURAL = re.compile(
    r"\b(?:[Tt]hey|(?:[Bb]oth|[Tt]hese)(?: new)? (?:versions|releases|updates))(?: both)?\s*\Z"
)
# Words that stand before a version and are no program's name.
_NO_NAME = frozenset("since after version versions release releases".split()).union(
    *(language_of(code).ordinary for code in codes())
)
# How many of what nobody names
_SOME = (
    "some ", "several ", "various ", "many ", "a lot ", "a number ", "a bunch ", "a couple ", "a few ", "numerous ", "lots ",
    "a bit ", "a range ", "a host ", "a plethora ", "much", "de nombreu", "plusieurs ", "quelques ", "varias ", "vari ", "varie ", "una serie",
    "un gran numero", "algun", "alcun", "divers", "numeros", "molte ", "molti ", "muit", "einige", "viele", "mehrere", "verschiedene",
)  # fmt: skip
_VAGUE = (
    *_SOME, "nothing", "those ", "these ", "this ", "it ", "with ", "them ", "you ", "us ", "were ", "have ", "are ", "in ", "more ",
    "new features", "changes", "fixes", "bug fix", "bugfixes", "bugs", "the usual", "des corrections", "des correctifs", "des améliorations",
    "ranging ", "sie ", "änderungen", "korrekturen", "correzioni", "correcciones", "corrección de errores", "correções", "fehlerbehebungen", "fehlerkorrekturen",
)  # fmt: skip
# "… has been released containing several fixes": of that, name and version are the news
_SAYS_LITTLE = re.compile(
    r"\s*(?:\w+s|brachte?|apporte|porta|trae|traz|with|containing|including|bringing|fixing|adding|featuring|avec|con|com|mit)"
    rf" (?:{'|'.join(_SOME)})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:release candidate|in (?:alpha|beta)|(?:alpha|beta|preview) (?:release|version)|\d-?(?:rc|beta|alpha|b|a)\d*\b)",
    re.IGNORECASE,
)
_VERSION_WORD = re.compile(
    r" (?:version(?:s|e|en|i)?|versión|versiones|versão|versões) (?=v?\d)", re.IGNORECASE
)
# "The makers offer a free service": what a program is, not what a release of it changes
_DESCRIBES = frozenset(
    "offers offer provides provide allows allow features bietet erlaubt permet offre consente ofrece permite oferece".split()
)
_SPECIFICATION = re.compile(r"[A-Z]{2,5}-\d+ ")  # "XEP-0284 0.1.4": not a program
_JOINED = re.compile(r"(?:,| |and|then|und|et|y|e)+")


class Release(msgspec.Struct, frozen=True):
    """A release: its `subject` (`Dino 0.2`), `changes` as phrases, fuller first, and its weight."""

    subject: str
    changes: tuple[str, ...]
    is_major: bool
    is_preliminary: bool


def release_in(sentences: list[str], label: str = "") -> Release | None:
    """Return the release that the first of `sentences` reports, described by it and those after it.

    `label` is the words of the item's first link, which may name the release by itself.
    """
    first = sentences[0]
    found = _subject(first, label)
    if found is None:
        return None
    subject, version, rest = found
    told = first.removeprefix(subject)
    subject = _last_of_several(_VERSION_WORD.sub(" ", subject))
    if first_word(subject) in {"version", "versions", "de", "di"} or _SPECIFICATION.match(subject):
        return None
    changes = _changes(subject, [rest if any(map(str.isalnum, rest)) else told, *sentences[1:]])
    was_released = _WAS_RELEASED.match(told) is not None
    said = rest if was_released else told
    is_news = _TELLS.match(said) and not _SAYS_LITTLE.match(said)
    if first.startswith(subject) and is_news and not (was_released and changes):
        changes = shorten_at_clauses(first.rstrip("."), least=len(subject.split()) + 2)
    return Release(subject, changes, _is_major(version), _is_preliminary(first))


def _is_major(version: str) -> bool:
    """Say whether a version looks like X.Y or X.Y.0, not like a bug fix."""
    parts = re.split(r"[- ]", version.lstrip("v"))[0].split(".")
    return len(parts) <= 2 or parts[-1] == "0"  # noqa: PLR2004 - X.Y


def _is_preliminary(sentence: str) -> bool:
    """Say whether a sentence is about what comes before a release."""
    return _BEFORE.search(sentence) is not None


def _subject(first: str, label: str) -> tuple[str, str, str] | None:
    """Return who was released in which version, and the rest of the sentence."""
    is_name = first_word(first) not in _NO_NAME
    if (
        is_name
        and (match := _SUBJECT.match(first))
        and not _ACT.search(match["subject"])
        and not _BOUND.search(match["subject"])
    ):
        rest = first[match.end() :]
        released = _WAS_RELEASED.match(rest)
        if released or _TELLS.match(rest) or not any(map(str.isalnum, rest)):
            return match["subject"], match["version"], rest[released.end() :] if released else rest
    for pattern in (_VERB_FIRST, _NAME_FIRST, _IN_VERSION, _JUST_UPDATED):
        if match := pattern.match(first):
            named = {key: text for key, text in match.groupdict().items() if text}
            version = _newest((named.get("version") or named["version2"]) + named.get("more", ""))
            name = _MAKERS.sub("", named.get("name") or named["name2"]).rstrip(".,")
            return f"{name} {version}{named.get('for', '')}", version, first[match.end() :]
    if match := _MAKER_FIRST.match(first):
        version = _newest(match["version"] + (match["more"] or ""))
        return (
            f"{_MAKERS.sub('', match['name'])} {version}{match['for'] or ''}",
            version,
            first[match.end() :],
        )
    if (match := _MAKER_OF.match(first)) and not _NO_NAME & (
        set(match["subject"].casefold().split()) - {"and"}
    ):
        return match["subject"], match["version"], first[match.end() :]
    if (match := _PRELIMINARY.search(first)) and not _NOT_YET.search(first[: match.start()]):
        what = match["what"]
        subject = f"{what[0].upper()}{what[1:]} of {match['name']} {match['version']}"
        return subject, match["version"], first[match.end() :]
    if (match := _OF.search(first)) and not _NOT_YET.search(first[: match.start()]):
        version = match["version"] or match["version2"]
        return f"{match['name'] or match['name2']} {version}", version, first[match.end() :]
    if label and first.startswith(label) and _SUBJECT.fullmatch(label):
        return label, ONLY_VERSION.findall(label)[-1], first[len(label) :]
    return None


def _newest(versions: str) -> str:
    """Return the highest of `versions`: of 13.0.5 and 0.12.6 it is 13.0.5."""
    found: list[str] = ONLY_VERSION.findall(versions)
    return max(found, key=lambda version: [int(part) for part in re.findall(r"\d+", version)[:4]])


def _last_of_several(subject: str) -> str:
    """Return `Gajim 1.5.3` for `Gajim 1.5.2 and 1.5.3`; two names keep both."""
    versions = list(ONLY_VERSION.finditer(subject))
    if len(versions) > 1:
        between = [subject[a.end() : b.start()] for a, b in pairwise(versions)]
        if all(_JOINED.fullmatch(gap) for gap in between):
            return subject[: versions[0].start()] + versions[-1][0]
    return subject


def _changes(subject: str, texts: list[str]) -> tuple[str, ...]:
    """Return `X 2.1 adds A` or `X 2.1: A, B`, fuller and shorter, from the first change described."""
    for text in map(_of_the_latter, texts):
        match = _CHANGE.search(text)
        if match and _is_description(subject, match):
            continue
        found = match or _CHANGE_IS.search(text) or _CHANGE_ELSEWHERE.search(text)
        if not found:
            continue
        what = found["what"] or found["mit"]
        what = _AND_MORE.sub("", _FEATURES.sub("", what.strip().rstrip(",;:")))
        if (
            what.lstrip(" \"“'(*-–").casefold().startswith(_VAGUE)
            or _NOUN.match(found[0])
            or not balanced(what)
        ):
            continue
        if _NOT_YET.search(text[: found.start()]) or _OTHER_VERB.search(what):
            continue
        if match:
            verb = " ".join(match["verb"].split())
            verb = verb[0].lower() + verb[1:]
            if _PLURAL.search(text[: match.start()]):
                verb = re.sub(r"(?<!s)(?=\s|$)", "es" if verb == "fix" else "s", verb, count=1)
            is_list = verb.split()[0] in _COLON_VERBS
            front = f"{subject}: " if is_list else f"{subject} {_SINGULAR.get(verb, verb)} "
        else:
            if found.re is _CHANGE_ELSEWHERE and found["mit"]:
                return (f"{subject} mit {what}",)  # an object keeps the case that its preposition gives it
            front, what = f"{subject}: ", re.sub(r"^(?:the|a|an) ", "", what)
        phrases = tuple(dict.fromkeys(front + phrase for phrase in shorten_at_clauses(what, least=1)))
        return tuple(phrase for phrase in phrases if not _WITHOUT_PREFIX.search(phrase))
    return ()


def _of_the_latter(text: str) -> str:
    """Return what a sentence says of the latter of two releases, "" where it tells of the former alone."""
    if text.startswith("The former"):
        return text.partition(" the latter ")[2]
    return (text.startswith("The first") and text.partition(" the second ")[2]) or text


def _is_description(subject: str, change: re.Match[str]) -> bool:
    """Say whether a sentence tells what a program is: its subject is the name without a version."""
    before = re.split(r"[.?!] ", change.string[: change.start()])[-1]
    names_it = first_word(before) == first_word(subject) and not ONLY_VERSION.search(before)
    return names_it and change["verb"].casefold() in _DESCRIBES
