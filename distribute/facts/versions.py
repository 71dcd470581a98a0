"""The pattern of version numbers in any language, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from distribute.facts.words import words_of
from distribute.regex import lazy_regex
from distribute.text.dates import is_month

VERSION = (
    r"(?<![\d^~<>=])v?\d+(?:\.\d+)+(?:[a-z]\b|\.post\d+)?(?:[-~+]?(?:alpha|beta|rc|a|b|dev|RC|Beta)[-.]?\d*)?(?:[-_]\d+)?\b(?! ?[%€£°])"
    r"(?: (?:[Aa]lpha|[Bb]eta|RC)\b(?: \d{1,2}\b)?|\(\d{1,3}\))?"
)
ONLY_VERSION = lazy_regex(VERSION)
VERSION_FOLLOWS = lazy_regex(r",? (?:(?:and|or) )?v?\d+\.\d")  # "1.2 | , 1.3 and 1.4 are planned"
DOTTED = lazy_regex(r"\d\.\d")  # in every version, and found faster

# "Loops were introduced in Kite 0.5"
_CAME_WITH = lazy_regex(
    r"(?:(?!(?:that|which|who|since|when|where|has|have|is|are)\b)\S{1,40} ){1,12}?(?:was|were) (?:\w{1,20} )?(?:added|introduced|released|shipped)"
    r" (?:in|with) (?P<name>[\w.-]{1,40}) (?P<version>v?\d+(?:\.\d+)+)(?!.*\b(?:has|have|is|are|was|were|now)\b)",
    needs=("added ", "introduced ", "released ", "shipped "),
)
_WAS = lazy_regex(
    rf"(?P<name>[A-Z][\w+-]*) (?P<version>{VERSION}|\d{{1,3}}) (?:already|saw|introduced|brought|gave|had|was|came|laid|began)\b"
)
# "Version 2.0 mends the tail", "2.0 is out", "We've just released 2.0"
_VERSION_FIRST = lazy_regex(
    r"(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)"  # a date
    rf"(?:(?:[Vv]ersion |(?=v\d|\d+\.\d+\.\d)){VERSION},?(?: (?!(?:of|de|von|di|van|do|da) )[a-z(–—-]|\Z)"
    rf"|{VERSION} (?:(?:is|was|has been) (?:\w+ )?(?:available|here|out|published|released)|adds|brings|fixes|includes|introduces|mends|removes|supports)\b"
    rf"|We(?:['’]ve| have)? (?:(?:just|finally|recently) )?(?:released|published|shipped) {VERSION}(?:\W?\Z|,? (?:with|which|[–—(-])))"
)
# Words of a title that says that a version is out
_ANNOUNCING = frozenset(
    "announcing introducing released release releasing available out arrived here".split()
)
_COUNTED = frozenset(
    "bulletin digest edition episode issue letter newsletter no number part report update vol volume week".split()
)
_LATER = frozenset({"now", "this"})
_NUMBER = lazy_regex(r"\d+(?:\.\d+)*")
_STAGES = ("dev", "alpha", "beta", "rc")
# "2.0-rc1", "2.0b3", "2.0 Beta 2"; "3.4a" alone comes after 3.4
_STAGE = lazy_regex(
    r"(?<=\d)[-~+ ]?(?:(?P<word>dev|alpha|beta|rc)|(?P<letter>[ab])(?=[-.]?\d))(?P<rest>.*)", re.IGNORECASE
)


def is_preliminary(version: str) -> bool:
    """Return whether a version is a preliminary one: "2.0-rc1", "2.0b3"."""
    return _STAGE.search(version) is not None


def has_versions_of(text: str, name: str) -> bool:
    """Return whether `text` contains every version in `name`: "Kite 2.0 and 1.9 are out" contains those of "Kite 1.9, 2.0"."""
    versions = ONLY_VERSION.findall(name)
    return bool(versions) and set(versions) <= set(ONLY_VERSION.findall(text))


def releases_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield each project, in lower case, and version that a text names; 2.0.0 is 2, as is 2.0."""
    for found in ONLY_VERSION.finditer(text):
        before = text[: found.start()].rstrip().rpartition(" ")[2].strip("\"“”'‘’(),.:;!?").casefold()
        version = found[0].removeprefix("v")
        while version.endswith(".0"):
            version = version.removesuffix(".0")
        if before:
            yield before, version


def begins_with_version(sentence: str) -> bool:
    """Return whether a sentence begins with a version and does not say of what: "Version 2.0 mends the tail"."""
    may_begin = sentence[:1].isdigit() or sentence.startswith(("v", "V", "We"))
    return may_begin and _VERSION_FIRST.match(sentence) is not None


def is_about_older(sentence: str, title: str) -> bool:
    """Return whether a sentence says what an older version of the title's release was or had: "Loops came with Kite 0.5"."""
    found = _WAS.match(sentence) or _CAME_WITH.match(sentence)
    return found is not None and _is_before(found["name"].casefold(), found["version"], title)


def without_older(sentences: Sequence[str], title: str) -> list[str]:
    """Return the sentences of a paragraph that are not about an older version of the title's release.

    If the first one is, so are the others: "Kite 8 was a great release. It got a tail". Only one with a number of the title,
    or of what is so now, is not.
    """
    if not sentences or not is_about_older(sentences[0], title):
        return [sentence for sentence in sentences if not is_about_older(sentence, title)]
    numbers = set(_NUMBER.findall(title))
    return [
        sentence
        for sentence in sentences[1:]
        if not (numbers.isdisjoint(_NUMBER.findall(sentence)) and _LATER.isdisjoint(words_of(sentence)))
    ]


def is_older(release: str, title: str) -> bool:
    """Return whether a release is an older version of the title's: "Kite 1.0" below "Kite 2.0 is out"."""
    return any(_is_before(name, version, title) for name, version in releases_in(release))


def _is_before(name: str, version: str, title: str) -> bool:
    known = dict(releases_in(title)).get(name) or (_whole_of(name, title) if version.isdecimal() else None)
    return known is not None and _numbers(version) < _numbers(known)


def _whole_of(name: str, title: str) -> str | None:
    """Return the whole number of a name in a title that announces it: "8" of "Kite" in "Announcing Kite 8".

    "Letter 8" and "May 8" are no versions.
    """
    words = words_of(title)
    is_all = words[:-1] == [name] and name not in _COUNTED  # "Kite 8" and nothing else
    is_announced = is_all or not _ANNOUNCING.isdisjoint(words)
    announced = pairwise(words) if is_announced and not is_month(name) else ()
    return next((number for before, number in announced if before == name and number.isdecimal()), None)


def newest_of(versions: Iterable[str]) -> str:
    """Return the highest final version of `versions`, or the highest of all if none is final.

    Of 13.0.5 and 0.12.6 it is 13.0.5, of 2.55.0 and 2.56.0-rc1 it is 2.55.0, and of equal ones the first.
    """
    return max(versions, key=_order)


def _order(version: str) -> tuple[bool, list[int], int, list[int], str]:
    """Return the key of a version: whether it is final, its number, its stage, the stage's number, and a last letter."""
    stage = _STAGE.search(version)
    number = version[: stage.start()] if stage else version
    if stage is None:
        return True, _numbers(number), 0, [], number[-1:].strip("0123456789")
    name = (stage["word"] or {"a": "alpha", "b": "beta"}[stage["letter"].casefold()]).casefold()
    return False, _numbers(number), _STAGES.index(name), _numbers(stage["rest"]), ""


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d{1,18}", text)[:6]]
