"""Patterns of a site mean what Python's `re` makes of them, and none runs without end."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.inputs.foreign_regex import ForeignRegexError, ForeignRegexes

ENDLESS = r"(a|aa)+\Z"  # on many `a` and something else: each may be one of two or alone
# Pelican's own, one with groups by number and name, and one that matches nothing.
RULES = [
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"[-\s]+", "-"),
    (r"(?P<first>\w)(\w)", r"\2\g<first>"),
    (r"(a)|(b)", r"[\2]"),
    (r"x*", "-"),
    (r"\{c\}|[{}]{2,3}", r"\\"),
]


@given(text=st.text(alphabet="aAbBxX ßſ{c}-é\n", max_size=20), rules=st.lists(st.sampled_from(RULES)))
def test_rules_do_what_python_does(text: str, rules: list[tuple[str, str]]) -> None:
    expected = text
    for pattern, replacement in rules:
        expected = re.sub(pattern, replacement, expected, flags=re.IGNORECASE)
    assert ForeignRegexes().substituted(rules, text) == expected


def test_named_groups_are_those_that_match() -> None:
    pattern = r"(?P<date>\d{4}-\d{2}-\d{2})(?:_(?P<slug>.*))?"
    regexes = ForeignRegexes()
    assert regexes.named_groups(pattern, "2020-12-09") == {"date": "2020-12-09"}
    assert regexes.named_groups(pattern, "2020-12-09_kites") == {"date": "2020-12-09", "slug": "kites"}
    assert regexes.named_groups(pattern, "kites") == {}


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("(", "the pattern '(' can't be used: missing ), unterminated subpattern at position 0"),
        (r"\p{L}", "has a brace that begins no count: write it as \\{"),
        ("(?:kite){e<=1}", "has a brace that begins no count"),
        ("(?x)a{ 90000 }", "has a brace that begins no count"),
        (r"(?x)\\{ 90000 }", "has a brace that begins no count"),
        ("a{99999999999}", "repeats too much: write smaller counts, or + and *"),
        ("(?:(?:a{100}){100}){100}", "repeats too much"),
        ("[[a]", "can't be used: Possible nested set at position 1"),
        ("(?R)", "can't be used: unknown extension ?R"),
        ("(?L)a", "can't be used: bad inline flags"),
        ("(" * 240 + ")" * 240, ""),
        ("a" * 501, "has 501 characters; the limit is 500"),
        (ENDLESS, "takes too long: write a simpler pattern"),
        ("(?:a|a)*[bc]", "takes too long"),
    ],
)
def test_a_pattern_is_used_or_refused(pattern: str, told: str) -> None:
    begun = time.process_time()
    try:
        ForeignRegexes().named_groups(pattern, "a" * 60 + "!")
    except ForeignRegexError as error:
        assert told
        assert told in str(error)
    else:
        assert not told
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([("(.)", r"\1\1")] * 24, "the pattern '(.)' makes more than 10,000 characters of a text"),
        ([("(?=(.*))", r"\1" * 200)], "makes more than 10,000 characters of a text"),
        ([("a*", "-")] * 24, "a text has 12,003 characters; the limit is 10,000"),
        ([("a", "b" * 501)], "has 501 characters; the limit is 500"),
        ([("a", "b")] * 101, "there are 101 rules; the limit is 100"),
        ([("a", r"\g<9>")], "the pattern 'a' can't be used: invalid group reference"),
        ([("a", "\\")], "the pattern 'a' can't be used: bad escape (end of pattern)"),
        ([("b", ""), (ENDLESS, "")], "takes too long: write a simpler pattern"),
    ],
)
def test_rules_that_go_beyond_a_limit_are_refused(rules: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(ForeignRegexError) as caught:
        ForeignRegexes().substituted(rules, "ab" * 4_000 + "!")
    assert told in str(caught.value)


def test_all_patterns_of_a_site_share_its_time() -> None:
    regexes = ForeignRegexes()
    begun = time.process_time()
    for number in range(20):
        with pytest.raises(ForeignRegexError, match="takes too long"):
            regexes.named_groups(ENDLESS, "a" * (60 + number) + "!")
    assert time.process_time() - begun < 10
