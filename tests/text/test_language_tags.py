"""Values are found by the code of a language."""

from __future__ import annotations

import pytest

from distribute.text.language_tags import for_language


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "d"), ("DE", "d"), ("de-at", "d"), ("pt-br", "b"), ("pt_BR", "b"), ("pt", None), ("fr", None)],
)
def test_a_value_is_that_of_the_language_or_of_it_without_its_region(
    language: str, expected: str | None
) -> None:
    assert for_language({"De": "d", "pt_BR": "b", "": "x"}, language) == expected
