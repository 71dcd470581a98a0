"""What a word of YAML means, where an error is, and what is never made of a document."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.inputs.yaml import YamlError, line_of, load

MEANINGS: dict[str, Any] = {
    "no": "no",
    "on": "on",
    "true": True,
    "True": True,
    "~": None,
    "": None,
    "2020-12-09": "2020-12-09",
    "12:30:45": "12:30:45",
    "12": 12,
    "-0x1F": -31,
    "0o17": 15,
    "007": "007",
    "1_000": "1_000",
    "1e3": 1000.0,
    ".5": 0.5,
    "1e400": "1e400",
    "9" * 40: "9" * 40,
    "'12'": "12",
    '"true"': "true",
    "!!str 12": "12",
    "!!int '3'": 3,
    "!!python/object/apply:os.system [true]": [True],
    "!!timestamp 2001-01-01": "2001-01-01",
    "!custom word": "word",
    "<<": "<<",
}


@pytest.mark.parametrize("word", MEANINGS)
def test_a_word_means_what_yaml_1_2_says(word: str) -> None:
    value = load(f"key: {word}")["key"]
    assert (value, type(value)) == (MEANINGS[word], type(MEANINGS[word]))


def test_an_alias_is_what_it_stands_for_and_merges_nothing() -> None:
    text = "one: &a {x: 1}\ntwo: *a\nthree:\n  <<: *a\n"
    assert load(text) == {"one": {"x": 1}, "two": {"x": 1}, "three": {"<<": {"x": 1}}}


def test_a_value_from_the_environment_is_its_default_where_asked_for() -> None:
    text = "a: !ENV [KITES, MOTHS, no]\nb: !ENV [KITES, 5]\nc: !ENV KITES\nd: !ENV [KITES]\n"
    assert load(text, env=True) == {"a": "no", "b": 5, "c": None, "d": None}
    assert load("a: !ENV KITES", env=False) == {"a": "KITES"}


def test_the_last_value_of_a_repeated_key_counts_where_asked_for() -> None:
    assert load("a: 1\nb: {c: 2, c: 3}\na: 4\n", repeated=True) == {"a": 4, "b": {"c": 3}}


ERRORS = {
    "a repeated key": ("a: 1\nb: 2\na: 3\n", 3, "'a' is repeated here"),
    "a repeated key further in": ("x:\n  - a: 1\n    a: 2\n", 3, "'a' is repeated here"),
    "a list as a key": ("a: 1\n[b]: 2\n", 2, "a key must be a word or a number"),
    "an alias in itself": ("a: 1\nb: &b [*b]\n", 2, "an alias refers to"),
    "an alias of nothing": ("a: 1\nb: *c\n", 2, "undefined alias"),
    "aliases that explode": (
        "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcdef", "bcdefg", strict=True)
        ),
        5,
        "expand to more than 100,000 values",
    ),
    "a tab": ("a:\n\tb: 1\n", 2, "cannot start any token"),
    "a control character": ("a: 1\nb: \x01\n", 2, ""),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "but found another document"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_with_its_line(name: str) -> None:
    text, line, words = ERRORS[name]
    with pytest.raises(YamlError) as caught:
        load(text)
    assert (caught.value.line, words in str(caught.value)) == (line, True), str(caught.value)


@pytest.mark.parametrize("text", ["- " * 50_000 + "x", "? " * 50_000 + "x", "[" * 4_000 + "]" * 4_000])
def test_what_is_nested_too_deeply_is_an_error(text: str) -> None:
    with pytest.raises(YamlError):
        load(text)


def test_a_key_is_found_with_its_line() -> None:
    text = "a: 1\nb:\n  c:\n    - d: 2\n    - e: 3\n"
    assert line_of(text, ("b", "c", "1", "e")) == 5
    assert line_of(text, ("b", "nothing")) == 2
    assert line_of("a: [", ("a",)) == 1
