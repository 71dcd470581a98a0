"""YAML, TOML and JSON of a site have one limit of nesting, which is told with the place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from distribute.inputs import toml, yaml
from distribute.inputs.nesting import DEEPEST, TooDeep, require_shallow
from distribute.sites.front_matter import FrontMatterError, read_front_matter
from distribute.sites.registry import SiteError


def lists(levels: int, inner: str = "1") -> str:
    return "[" * levels + inner + "]" * levels


def mappings(levels: int) -> str:
    return '{"a": ' * levels + "1" + "}" * levels


@pytest.mark.parametrize("text", [lists(DEEPEST), lists(DEEPEST, ""), mappings(DEEPEST)])
def test_a_hundred_levels_are_read_and_no_more(text: str) -> None:
    value = json.loads(text)
    require_shallow(value)
    assert yaml.load(text) == value
    with pytest.raises(TooDeep):
        require_shallow([value])
    with pytest.raises(yaml.TooDeepYaml):
        yaml.load(f"[{text}]")


def test_toml_has_the_same_limit() -> None:
    toml.load(f"a = {lists(DEEPEST - 1)}\n")
    with pytest.raises(TooDeep):
        toml.load(f"a = {lists(DEEPEST)}\n")


def test_aliases_bring_the_levels_of_what_they_refer_to() -> None:
    text = "a0: &a0 x\n" + "".join(f"a{n}: &a{n}\n- *a{n - 1}\n" for n in range(1, 300))
    with pytest.raises(yaml.TooDeepYaml) as caught:
        yaml.load(text)
    assert caught.value.line == 2 * (DEEPEST + 1), "the line of the value that has one level too many"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"---\ntitle: a\nx: {lists(200)}\n---\n", 3),
        (f"---\ntitle: a\nx: {lists(600)}\n---\n", 3),
        (f'+++\ntitle = "a"\nx = {lists(200)}\n+++\n', 3),
        (f'+++\ntitle = "a"\nx = {lists(20_000)}\n+++\n', 2),
        (f'{{\n"title": "a",\n"x": {lists(600)}\n}}\n', 3),
        (f'{{\n"title": "a",\n"x": {mappings(600)}\n}}\n', 3),
        ('{"x": ' + lists(20_000) + "}\n", 1),
    ],
)
def test_front_matter_that_is_nested_too_deeply_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(FrontMatterError, match="the front matter is nested too deeply") as caught:
        read_front_matter(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("hugo.json", '{"params": ' + mappings(200) + "}", r"hugo\.json: can't be read: it is nested too"),
        ("hugo.json", '{"params": ' + mappings(600) + "}", r"hugo\.json: can't be read: it is nested too"),
        ("hugo.toml", f"params = {lists(200)}", r"hugo\.toml: can't be read: it is nested too"),
        ("hugo.yaml", f"a: 1\nparams: {mappings(200)}", r"hugo\.yaml:2: can't be read: it is nested too"),
    ],
)
def test_settings_that_are_nested_too_deeply_are_told(
    make_site: Any, file: str, text: str, told: str
) -> None:
    with pytest.raises(SiteError, match=told):
        make_site({file: text})
