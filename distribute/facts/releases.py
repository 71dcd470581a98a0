"""Recognise releases: which program, which version, and what changed.

The words for this are in the module of each language. Here are the patterns that all languages share. A sentence is
read in the issue's language and in English, which is common for releases in any language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import msgspec

from distribute.facts.shorten import balanced, shorten_at_clauses
from distribute.facts.versions import DOTTED, ONLY_VERSION, VERSION, is_preliminary, newest_of
from distribute.facts.words import first_word, word_count
from distribute.languages.model import Language, Releases
from distribute.languages.phrases import openings
from distribute.languages.registry import language_of
from distribute.regex import lazy_regex

_WORD = r"[^\s,:;!?()]+"
_NAME = rf"(?:(?:{_WORD})(?:\s+(?:{_WORD})){{0,3}}?)"
# "… repairs the search": the sentence itself says what is new
_TELLS = lazy_regex(
    r"(?: by [A-Z][\w.]+)? (?!(?:and|or) \d)(?:(?:is|are|was|has|have|can|will|now|lets?|gets?)\b|[a-zà-ÿ]{3,}\b) \S"
)
# "The Dino team has released 0.1": the program is Dino
_MAKERS = lazy_regex(r"^The (?:makers of )?(?=\S)|(?: (?:team|project|developers|community))$")
_NOT_YET = lazy_regex(r"\b(?:since|after|before|until|will|based on|not|n't)\b[^.]*$", re.IGNORECASE)
# "a first release candidate of Smack 4.4.0", "New Beta releases for Monal 4.9": not the final version
_PRELIMINARY = lazy_regex(
    rf"(?P<what>(?:(?:first|second|third|new) )?(?:(?:stable|public|official) )?(?:release candidates?|(?:beta|alpha|preview)(?: releases?| versions?)?)) (?:of|for) "
    rf"(?P<name>{_NAME}) (?P<version>{VERSION})",
    re.IGNORECASE,
    needs=("release candidate", "beta", "alpha", "preview"),
)
# "the just updated LibreTube version 0.28.0 now supports …"
_JUST_UPDATED = lazy_regex(
    rf"(?:.*?)\bthe (?:just|newly|recently|freshly) (?:updated|released) (?P<name>{_NAME})(?: version)? (?P<version>{VERSION})",
    needs=("just ", "newly ", "recently ", "freshly "),
)
_CHANGE_IS = lazy_regex(
    r"(?:^This (?:\w+ )?(?:release|version|update) focuses on|(?:change|feature|novelty)\b[^.:]{0,40}? (?:is|are)|(?:highlights|new features|novelties)\b[^.:]{0,40}:) (?P<what>[^.!?]{4,})",
    re.IGNORECASE,
    needs=("this ", "change", "feature", "novelt", "highlights"),
)
_FEATURES = lazy_regex(
    r"^(?:(?:the|many|most|wanted|new|following|great|requested) )*(?:features?|improvements|fixes|changes)"
    r"(?: like| such as|,? including):? +"
)
# "support for X that allows Y was added": the change ends before the sentence's own verb
_OTHER_VERB = lazy_regex(r"^[^,;:]* (?:was|were|has been|have been) [a-z]+ed\b")
# First words of a sentence about others than the release
_OTHERS = frozenset("all any every each those other some most many people users projects".split())
_SINGULAR = {"add": "adds", "adding": "adds", "fix": "fixes", "improve": "improves", "support": "supports",
             "allow": "allows", "introducing": "introduces", "improving": "improves", "fixing": "fixes",
             "now support": "now supports", "now require": "now requires"}  # fmt: skip
_AND_DOING = lazy_regex(r",? and (?=[a-z]+ing\b)")
_PLURAL = lazy_regex(
    r"\b(?:[Tt]hey|(?:[Bb]oth|[Tt]hese)(?: new)? (?:versions|releases|updates))(?: both)?\s*\Z",
    needs=("they", "both", "these"),
)
_BEFORE = lazy_regex(
    r"\b(?:release candidate|in (?:alpha|beta)|(?:alpha|beta|preview) (?:release|version)|\d-?(?:rc|beta|alpha|b|a)\d*\b)",
    re.IGNORECASE,
)
_SPECIFICATION = lazy_regex(r"[A-Z]{2,5}-\d+ ")  # "XEP-0284 0.1.4": not a program
_COPULAS = frozenset("is are was were ist war est était es era è sono".split())
# Words before a version that are not the name of a program.
_ABOUT = frozenset("candidate date manager notes schedule".split())  # "Release notes 2.0"
_NO_NAME = frozenset("since after version versions release releases".split())

# "ada released version 0.1.0 of moth": the maker is no program
_MADE = lazy_regex(
    r"(?!(?:We|I|They|You|Nobody|No)\b)[\w-]{1,40}(?: [A-Z][\w-]{1,40}){0,2} (?:has |have )?(?:(?:just|finally|recently|also|now) )?"
    rf"(?:released|published|announced) (?:version )?(?P<version>{VERSION}) of (?:(?:the|his|her) )?(?!new\b|latest\b|next\b|old\b)"
    r"(?P<name>(?=[\w./-]*[^\W\d])[\w./-]{0,60}\w(?: [A-Z][\w-]{0,40}){0,4})"
    r"(?: (?:crate|library|package|plugin|driver))?(?=[,.:;!]|\Z| (?:which|that|with|for|on|as)\b)",
    needs=(" of ",),
)
_OF_A_MAKER = (" of his ", " of her ")  # "Ada released 0.3 of her moth"; but Kite does "2.0 of its app"
_HAVING = lazy_regex(r" (?:has|have)(?: (?:finally|just|recently|also|now))?\Z")
_LINES = 2  # most release lines (major versions) that are named together


class _Patterns(msgspec.Struct, frozen=True):
    """The compiled patterns of a language, combined with those of English."""

    code: str
    subject: re.Pattern[str]
    act: re.Pattern[str]
    bound: re.Pattern[str]
    was_released: re.Pattern[str]
    frames: tuple[re.Pattern[str], ...]
    maker_first: re.Pattern[str]
    maker_of: re.Pattern[str]
    of: re.Pattern[str]
    change: re.Pattern[str]
    change_elsewhere: re.Pattern[str]
    and_more: re.Pattern[str]
    says_little: re.Pattern[str]
    noun: re.Pattern[str]
    unfinished: re.Pattern[str]
    version_word: re.Pattern[str]
    joined: re.Pattern[str]
    no_name: frozenset[str]
    of_words: frozenset[str]
    listing: frozenset[str]
    describing: frozenset[str]
    vague: tuple[str, ...]
    pointing: frozenset[str]
    own: Releases


def _either(own: str, english: str) -> str:
    """Return the alternatives of two languages as one group."""
    return f"(?:{'|'.join(filter(None, dict.fromkeys((own, english))))})"


@lru_cache(maxsize=16)
def _patterns(code: str) -> _Patterns:
    """Return the patterns of a language, combined with those of English."""
    language, english = language_of(code), language_of("en")
    own, shared = language.releases, english.releases
    versions = _either(own.versions, shared.versions)
    joiners = _either(language.clauses.conjunctions, english.clauses.conjunctions)
    subject = _subject_pattern(joiners)
    name_first = (  # "slidge-whatsapp, the gateway to WhatsApp, version 0.2.7 …"
        rf"(?P<name>NAME)(?:, (?:[^,.:;]|\d\.\d){{5,120}}(?:,|(?=(?:[^.:;]|\.\d){{0,80}} (?:has|have) been released\b))| based on [^,.:;]{{2,80}},)"
        rf" (?i:{versions}) (?P<version>VERSION)(?P<more>(?:(?:,| {joiners})+ VERSION)*)"
        rf"(?!\.?\d|,? (?:{joiners} )?v?\d)"
    )
    frames = dict.fromkeys((*own.frames, name_first, *shared.frames))
    some = (*own.some, *shared.some)
    brings = _either(own.brings, shared.brings)
    return _Patterns(
        code=code,
        subject=lazy_regex(subject),
        own=own,
        act=lazy_regex(rf"\b{_either(own.acts, shared.acts)}\b", re.IGNORECASE),
        bound=lazy_regex(rf"\b{_either(own.bounds, shared.bounds)}\b", re.IGNORECASE),
        was_released=_was_released(own, shared),
        frames=(_MADE, *map(_frame, frames), _JUST_UPDATED),
        maker_first=_maker_first(own, shared, versions, joiners),
        maker_of=_maker_of(own, shared, subject),
        of=_of(own, shared),
        change=_change(own, shared),
        change_elsewhere=_change_elsewhere(own),
        and_more=lazy_regex(rf",? {joiners} {_either(own.more, shared.more)}$"),
        says_little=lazy_regex(
            rf"\s*(?:\w+s|{brings}) (?:{'|'.join(map(re.escape, some))})", re.IGNORECASE, needs=some
        ),
        noun=lazy_regex(_either(own.nouns_alike, shared.nouns_alike)),
        unfinished=lazy_regex(own.unfinished or r"(?!)"),
        version_word=lazy_regex(rf" {versions} (?=v?\d)", re.IGNORECASE),
        joined=lazy_regex(rf"(?:,| |then|{joiners})+"),
        no_name=_NO_NAME | language.ordinary | english.ordinary | own.uses | shared.uses,
        of_words=frozenset(("version", "versions", *own.of.split("|"))),
        listing=own.listing | shared.listing,
        describing=own.describing | shared.describing,
        vague=(*some, *own.vague, *shared.vague, *(f"{word} " for word in language.conditional)),
        pointing=language.leaning | language.pointing | english.leaning,
    )


def _frame(frame: str) -> re.Pattern[str]:
    """Return the pattern of a frame, with the patterns for VERSION, NAME and WORD filled in."""
    pattern = frame.replace("VERSION", VERSION).replace("NAME", _NAME).replace("WORD", _WORD)
    return lazy_regex(pattern, needs=openings(frame))


def _subject_pattern(joiners: str) -> str:
    """Return the pattern of a subject: "Dino 0.2", "Beagle IM 4.1 and Siskin IM 6.1", "Gajim 1.5.2 and 1.5.3"."""
    return (
        rf"(?P<subject>{_NAME} (?P<version>{VERSION})(?:(?:,| {joiners})+(?: then)? (?:{_NAME} )?{VERSION})*)"
    )


def _was_released(own: Releases, shared: Releases) -> re.Pattern[str]:
    """Return the pattern of "… has been released" after the name."""
    each = (language for language in dict.fromkeys((own, shared)) if language.auxiliaries)
    said = "|".join(
        rf"(?:{language.auxiliaries})\b[^.:;!?]{{0,40}}?(?:{language.participles})" for language in each
    )
    return lazy_regex(rf"[^.:;!?]{{0,60}}? (?:{said})| (?:now )?(?:released|published|available)\b(?=[.!]?$)")


def _maker_first(own: Releases, shared: Releases, versions: str, joiners: str) -> re.Pattern[str]:
    """Return the pattern of "Cheogram has released version 2.19.0-4 for Android", "Poezio released 0.13.0 and 0.13.1"."""
    helpers = _either(own.helpers, shared.helpers)
    determiners = _either(own.determiners, shared.determiners)
    return lazy_regex(
        rf"(?P<name>{_NAME})(?:,[^,]{{5,120}}?(?:,|(?<=\)))(?= (?:was|were|released|updated|{helpers})\b))? (?:{helpers} )*"
        rf"(?:(?:was |were |been )?(?:released|updated) (?:in|to|from {VERSION} to)|{_either(own.publishes, shared.publishes)}"
        r"|(?:is|are) (?:\w+ )?(?:happy|proud|pleased|excited|glad|delighted) to (?:announce|release))\s+"
        rf"(?:(?:{determiners}|{versions})\s+)*(?P<version>{VERSION})(?P<more>(?:(?:,| {joiners})+ {VERSION})*)"
        rf"(?P<for> {_either(own.targets, shared.targets)} [A-Z][\w ]{{1,20}}?(?=[.,:;!]|$| and | with |\Z))?"
    )


def _maker_of(own: Releases, shared: Releases, subject: str) -> re.Pattern[str]:
    """Return the pattern of "Tigase released Beagle IM 5.1 and Siskin IM 7.1", "Tigase hat Beagle IM 5.1 veröffentlicht"."""
    return lazy_regex(rf"{_NAME} {_either(own.presents, shared.presents)} {subject}")


def _of(own: Releases, shared: Releases) -> re.Pattern[str]:
    """Return the pattern of "the release of Openfire 5.0.3", "Version 2.1.6 of the Client Control plugin for Openfire"."""
    nouns, of = _either(own.nouns, shared.nouns), _either(own.of, shared.of)
    return lazy_regex(
        rf"(?i:{nouns}) {of} (?:the )?(?P<name>{_NAME}) (?P<version>{VERSION})"
        rf"|(?i:{_either(own.versions, shared.versions)}) (?P<version2>{VERSION}) {of} (?:(?:the|plugin) )*"
        rf"(?P<name2>{_WORD}(?: {_WORD}){{0,4}}?)(?= (?:has|have|was|{_either(own.auxiliaries, shared.auxiliaries)})\b|[,.:;])"
    )


def _change(own: Releases, shared: Releases) -> re.Pattern[str]:
    """Return the pattern of a verb and what a release changes."""
    return lazy_regex(
        rf"(?:\b(?:which|that) )?\b(?P<verb>{_either(own.changes, shared.changes)})"
        r"\s+(?P<what>[^.!?]{4,}?(?:\.\d[^.!?]*?)*)(?=[.!?;](?:\s|$)|$)"
    )


def _change_elsewhere(own: Releases) -> re.Pattern[str]:
    """Return the pattern of "a été publiée avec A", "se ha publicado X 2.1, que permite A", "wurde mit A veröffentlicht"."""
    what = r"\s+(?P<what>[^.!?]{4,}?(?:\.\d[^.!?]*?)*)(?=[.!?](?:\s|$)|$)"
    behind = rf"(?:(?:^|(?:{own.participles})\w*)\s+(?:\w+ )?(?:{own.accompanying})|^,\s+(?:{own.relatives})){what}"
    patterns = filter(None, (behind if own.accompanying else "", own.accompanied))
    return lazy_regex("|".join(patterns) or r"(?!)")


class Release(msgspec.Struct, frozen=True):
    """A release: its `subject` (`Dino 0.2`), its `changes` as phrases, fuller ones first, and its importance."""

    subject: str
    changes: tuple[str, ...]
    is_major: bool
    is_preliminary: bool


def release_in(sentences: list[str], language: Language, label: str = "") -> Release | None:
    """Return the release that the first of `sentences` reports, with the changes that any of them describes.

    `label` is the text of the item's first link, which alone may name the release.
    """
    first = sentences[0]
    known = _patterns(language.code)
    # Each pattern of a subject has a version.
    found = _subject(first, label, known) if DOTTED.search(first) else None
    if found is None:
        return None
    subject, version, rest = found
    told = first.removeprefix(subject)
    subject, newest = _newest_of_several(known.version_word.sub(" ", subject), known)
    if (
        first_word(subject) in known.of_words
        or _SPECIFICATION.match(subject)
        or _is_adverbial(subject, language)
        or _is_no_product(subject, language)
        or first_word(subject.replace("’", "'").partition("'")[0])
        in language.personal  # "We've released 2.0"
    ):
        return None
    changes = _changes(subject, known, [rest if any(map(str.isalnum, rest)) else told, *sentences[1:]])
    was_released = known.was_released.match(told) is not None
    said = rest if was_released else told
    is_news = _TELLS.match(said) and not known.says_little.match(said)
    if first.startswith(subject) and is_news and not (was_released and changes):
        least = word_count(subject) + 2
        changes = shorten_at_clauses(first.rstrip("."), least=least, language=language.code, is_told=True)
    is_early = is_preliminary(newest) if newest else _is_preliminary(first)
    return Release(subject, changes, _is_major(newest or version), is_early)


def _is_adverbial(subject: str, language: Language) -> bool:
    """Return whether a version is not that of a name before it: "During the Kite 2.0 …", "Kite to 2.0"."""
    last = first_word(ONLY_VERSION.split(subject)[0].rstrip().rpartition(" ")[2])
    return first_word(subject) in language.subordinate or last in language.clauses.dangling


def _is_no_product(subject: str, language: Language) -> bool:
    """Return whether what stands before a version names no program: "Notes 2.0", "They 2.0", "Ada never 2.0", ">= 2.0"."""
    name = ONLY_VERSION.split(subject)[0].casefold().split()
    is_about = len(name) == 1 and name[0] in _ABOUT
    is_sign = not any(map(str.isalnum, "".join(name)))
    return bool(name) and (name[0] in language.leaning or is_about or is_sign or language.denies(name))


def _is_major(version: str) -> bool:
    """Return whether a version looks like X.Y or X.Y.0 and not like a bug fix."""
    parts = re.split(r"[- ]", version.lstrip("v"))[0].split(".")
    return len(parts) <= 2 or parts[-1] == "0"  # noqa: PLR2004 - X.Y


def _is_preliminary(sentence: str) -> bool:
    """Return whether a sentence is about a preliminary version."""
    return _BEFORE.search(sentence) is not None


def _subject(first: str, label: str, known: _Patterns) -> tuple[str, str, str] | None:
    """Return the subject of a release, its version, and the rest of the sentence."""
    is_name = first_word(first) not in known.no_name
    if (
        is_name
        and (match := known.subject.match(first))
        and not known.act.search(match["subject"])
        and not known.bound.search(match["subject"])
    ):
        rest = first[match.end() :]
        released = known.was_released.match(rest)
        if released or _TELLS.match(rest) or not any(map(str.isalnum, rest)):
            return match["subject"], match["version"], rest[released.end() :] if released else rest
    for pattern in known.frames:
        if match := pattern.match(first):
            named = {key: text for key, text in match.groupdict().items() if text}
            version = newest_of(ONLY_VERSION.findall(named["version"] + named.get("more", "")))
            name = _MAKERS.sub("", named["name"]).rstrip(".,")
            return f"{name} {version}{named.get('for', '')}", version, first[match.end() :]
    match = known.maker_first.match(first)
    if match and not first.startswith(_OF_A_MAKER, match.end()):
        version = newest_of(ONLY_VERSION.findall(match["version"] + (match["more"] or "")))
        return (
            f"{_HAVING.sub('', _MAKERS.sub('', match['name']))} {version}{match['for'] or ''}",
            version,
            first[match.end() :],
        )
    if (match := known.maker_of.match(first)) and not known.no_name & (
        set(match["subject"].casefold().split()) - {"and"}
    ):
        return match["subject"], match["version"], first[match.end() :]
    if (match := _PRELIMINARY.search(first)) and not _NOT_YET.search(first[: match.start()]):
        what = match["what"]
        subject = f"{what[0].upper()}{what[1:]} of {match['name']} {match['version']}"
        return subject, match["version"], first[match.end() :]
    if (match := known.of.search(first)) and not _NOT_YET.search(first[: match.start()]):
        name, version = match["name"] or match["name2"], match["version"] or match["version2"]
        # "The release for this month is Kite 2.0", "The required version of Kite is now 2.0"
        if first_word(name) not in known.pointing and _COPULAS.isdisjoint(name.casefold().split()):
            return f"{name} {version}", version, first[match.end() :]
    is_mentioned = known.own.only_mentions(label, first)
    if label and first.startswith(label) and not is_mentioned and known.subject.fullmatch(label):
        return label, ONLY_VERSION.findall(label)[-1], first[len(label) :]
    return None


def _newest_of_several(subject: str, known: _Patterns) -> tuple[str, str]:
    """Return `Gajim 1.5.3` and its version for `Gajim 1.5.2 and 1.5.3`.

    Several names, or several release lines, `Gajim 2.0 and 1.5.3`, are kept, and the version is "".
    """
    versions = list(ONLY_VERSION.finditer(subject))
    lines = {version[0].lstrip("v").partition(".")[0] for version in versions}
    if len(versions) > len(lines) or len(lines) > _LINES:
        between = [subject[a.end() : b.start()] for a, b in pairwise(versions)]
        if all(known.joined.fullmatch(gap) for gap in between):
            newest = newest_of(version[0] for version in versions)
            return subject[: versions[0].start()] + newest, newest
    return subject, ""


def _changes(subject: str, known: _Patterns, texts: list[str]) -> tuple[str, ...]:
    """Return `X 2.1 adds A` or `X 2.1: A, B`, from the full to the shortest form, for the first change described."""
    for number, text in enumerate(map(_of_the_latter, texts)):
        match = known.change.search(text)
        if match and (_is_description(subject, match, known) or (number and _is_of_another(match))):
            continue
        found = match or _CHANGE_IS.search(text) or known.change_elsewhere.search(text)
        if not found:
            continue
        said = found.groupdict()
        what = said.get("what") or said["object"]
        what = known.and_more.sub("", _FEATURES.sub("", what.strip().rstrip(",;:")))
        if (
            what.lstrip(" \"“'(*-–").casefold().startswith(known.vague)
            or known.noun.match(found[0])
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
            if verb.endswith("ing") and verb in _SINGULAR:
                what = _AND_DOING.split(what)[0]  # "improves loops and fixing tails" would be wrong
            is_list = verb.split()[0] in known.listing
            front = f"{subject}: " if is_list else f"{subject} {_SINGULAR.get(verb, verb)} "
        else:
            if said.get("object"):  # it keeps the case that its preposition gives it
                return (f"{subject} {said['with']} {what}",)
            front, what = f"{subject}: ", re.sub(r"^(?:the|a|an) ", "", what)
        shorter = shorten_at_clauses(what, least=1, language=known.code)
        phrases = tuple(dict.fromkeys(front + phrase for phrase in shorter))
        return tuple(phrase for phrase in phrases if not known.unfinished.search(phrase))
    return ()


def _of_the_latter(text: str) -> str:
    """Return what a sentence says about the second of two releases, or "" if it is only about the first."""
    if text.startswith("The former"):
        return text.partition(" the latter ")[2]
    return (text.startswith("The first") and text.partition(" the second ")[2]) or text


def _is_of_another(change: re.Match[str]) -> bool:
    """Return whether a later sentence says what others do: "All tools that include loops must be adapted"."""
    return change[0].startswith("that ") and first_word(change.string) in _OTHERS


def _is_description(subject: str, change: re.Match[str], known: _Patterns) -> bool:
    """Return whether a sentence describes a program and not a release: its subject is the name without a version."""
    before = re.split(r"[.?!] ", change.string[: change.start()])[-1]
    names_it = first_word(before) == first_word(subject) and not ONLY_VERSION.search(before)
    return names_it and change["verb"].casefold() in known.describing
