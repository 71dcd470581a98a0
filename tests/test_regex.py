"""Patterns are compiled on first use."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distribute.facts import english, english_cuts, releases, shorten
from distribute.regex import folded, lazy_regex
from distribute.text import document, mended, newsletter


def test_an_invalid_pattern_raises_when_it_is_used() -> None:
    pattern = lazy_regex("(")
    with pytest.raises(re.error):
        pattern.search("a")


MODULES = (document, mended, newsletter, releases, english, english_cuts, shorten)
GUARDED = {
    f"{module.__name__}.{name}": vars(value)
    for module in MODULES
    for name, value in vars(module).items()
    if getattr(value, "__dict__", {}).get("_needs")
}


@pytest.mark.parametrize("name", GUARDED)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_all_that_a_pattern_matches_has_a_word_that_it_needs(name: str, data: st.DataObject) -> None:
    pattern, flags = GUARDED[name]["_arguments"]
    text = data.draw(st.from_regex(re.compile(pattern, flags)))
    assert any(word in folded(text) for word in GUARDED[name]["_needs"])


def test_a_pattern_is_not_compiled_for_a_text_without_the_words_that_it_needs() -> None:
    pattern = lazy_regex("kite(", re.IGNORECASE, needs=("kite",))
    assert pattern.search("A moth") is None
    assert pattern.match("A moth") is None
    assert pattern.sub("", "A moth") == "A moth"
    for text in ("A KITE", "A \u212aite"):
        with pytest.raises(re.error):
            pattern.search(text)
