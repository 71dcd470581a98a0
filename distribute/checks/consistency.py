"""Compare a translation or a hand-written summary with its original: versions, numbers, dates and names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from distribute.issue import DESCRIPTIONS, Issue
from distribute.problem import Problem
from distribute.regex import lazy_regex
from distribute.text.dates import days_beside_months, days_named
from distribute.text.holes import with_dots

_VERSION = lazy_regex(r"(?<![\w.,])(?:v\.?)?(\d+(?:\.\d+)+)(?![\w%]|\.\d)", re.IGNORECASE)
_NUMBER = lazy_regex(r"(?<![\w.,:])\d{2,}(?![\w:]|[.,]\d)")
_THOUSANDS = lazy_regex(r"(?<=\d)[.,'’\u00a0\u202f ](?=\d{3}(?!\d))")
_DAY_IN_DIGITS = lazy_regex(r"(?<![\w.])\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d\d)?(?![\w.])")
# A name in a summary: a word that contains a capital letter or a digit, and the words that belong to it.
_NAME = lazy_regex(r"[^\W_](?:[\w+’'.-]*[\w+])?")
_ELIDED = lazy_regex(r"\A[a-zà-ÿ]{1,4}['’](?=[^\W\d_])")
_POSSESSIVE = lazy_regex(r"['’]s\Z")
_DIGITS = lazy_regex(r"\d+")
_ANY_YEAR = 2000
_MOST_NAMES = 1_000  # names of a summary, each of which is searched for in the whole text
# "Kites fly" – Ada Moth
_QUOTATION = lazy_regex(r"\s*[“\"«„‘'][^“\"«„]{1,2000}[”\"»’']\W{0,3}\s[–—-]{1,2}\s?[A-ZÀ-Þ]")
_TITLED = 0.6  # least share of words with a capital in a text in which a capital makes no name
_FEW = 3  # words of a text too short to tell
_BEFORE = 100  # characters before a word that are examined to see whether it starts a sentence


def translation_problems(issue: Issue, original: Issue) -> Iterator[Problem]:
    """Yield a warning for each version, number and date of a translation that its original doesn't have."""
    source = f"{original.title}\n{original.body}"
    versions = set(_VERSION.findall(source))
    numbers = set(_DIGITS.findall(source)) | set(_DIGITS.findall(_THOUSANDS.sub("", source)))
    said = "\n".join((source, *(text for text, _ in _prose(original))))  # the prose without the Markdown
    days = days_beside_months(said)
    for day in days_named(said, _ANY_YEAR):
        days.setdefault(day.month, set()).add(day.day)
    told: set[str] = set()
    for text, line in _prose(issue):
        plain = _DAY_IN_DIGITS.sub(" ", text)
        wrong_days = [
            day
            for day in days_named(plain, _ANY_YEAR)
            if day.month in days and day.day not in days[day.month]
        ]
        wrong = [
            *(f"{day:%d.%m.}" for day in wrong_days),
            *(
                version
                for version in _VERSION.findall(plain)  # 1.250 is a number in German
                if version not in versions and _THOUSANDS.sub("", version) not in numbers
            ),
            *(
                number
                for number in _NUMBER.findall(_THOUSANDS.sub("", _VERSION.sub(" ", plain)))
                if number not in numbers and int(number) not in {day.day for day in wrong_days}
            ),
        ]
        for what in dict.fromkeys(wrong):
            if what not in told:
                told.add(what)
                message = f"{what} is not in the original ({original.path}): is it right?"
                yield Problem("warning", "unlike-original", message, issue.path, line)


def summary_problems(issue: Issue) -> Iterator[Problem]:
    """Yield a warning for each name and version in the front matter's summary that the issue's text lacks."""
    body = html.unescape(f"{issue.title} {issue.site}\n{issue.body}").casefold()
    words = issue.words
    said: tuple[tuple[str, Sequence[str], tuple[str, ...]], ...] = (
        ("summary", (words.summary,), ("summary", "distribute")),
        ("description", () if words.summary else (words.description,), DESCRIPTIONS),
        ("highlights", words.highlights, ("highlights", "distribute")),
    )
    for what, texts, keys in said:
        named = dict.fromkeys(name for text in texts for name in _names(text))
        lacking = [name for name in islice(named, _MOST_NAMES) if name.casefold() not in body]
        if lacking:
            names = ", ".join(lacking)
            message = f"the {what} in the front matter has names that are not in the issue's text: {names}"
            yield Problem("warning", "unlike-text", message, issue.path, issue.line_of(*keys))


def _names(text: str) -> Iterator[str]:
    """Yield words that are certainly names: with a capital or digit inside, or capitalised within a sentence.

    A quotation is not about the issue. In a title, "Just Hit Me Up", capitals make no names.
    """
    if _QUOTATION.match(text):
        return
    letters = [found[0][0] for found in _NAME.finditer(text) if found[0][0].isalpha()]
    is_title = len(letters) > _FEW and sum(map(str.isupper, letters)) > _TITLED * len(letters)
    for found in _NAME.finditer(text):
        word = _POSSESSIVE.sub("", found[0])
        word = _ELIDED.sub("", word)
        before = text[max(0, found.start() - _BEFORE) : found.start()].rstrip(" \"'“‘«(*_")
        begins = not before.rstrip()[-1:].strip(".!?:;-–—•")
        is_loud = is_title and word.isalpha() and word.isupper()
        inner = any(char.isupper() or char.isdigit() for char in word[1:]) and not is_loud
        is_inside = word[0].isupper() and not (begins or is_title)
        if inner or is_inside or (word[0].isdigit() and len(word) > 1):
            yield word


def _prose(issue: Issue) -> Iterator[tuple[str, int]]:
    for section in issue.document.sections:
        yield section.title, section.line
    for item in issue.document.items():
        yield with_dots(item.text), item.line
