"""The bundled examples: their posts are in docs/examples.md, fit, and leave out what every issue says."""

from __future__ import annotations

import functools
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from distribute.config import load
from distribute.issue import Issue
from distribute.sites.registry import open_site

ROOT = Path(__file__).resolve().parent.parent


def script() -> ModuleType:
    """Return benchmarks/examples.py as a module: benchmarks are no package."""
    spec = importlib.util.spec_from_file_location("examples", ROOT / "benchmarks" / "examples.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples = script()
dry_run = functools.cache(examples.dry_run)
each_example = pytest.mark.parametrize(
    "example", examples.EXAMPLES, ids=[example.folder for example in examples.EXAMPLES]
)


def issues(example: Any) -> list[Issue]:
    """Return the example's issues in its main language."""
    config = load(ROOT / example.settings)
    return [issue for issue in open_site(config).issues() if issue.language == config.site.language]


def recurring(example: Any) -> set[str]:
    """Return the paragraphs that all issues of an example have, without lists and headings."""
    texts = [(ROOT / example.folder / issue.path).read_text(encoding="utf-8") for issue in issues(example)]
    common = set.intersection(*(set(text.split("\n\n")) for text in texts))
    return {paragraph for paragraph in common if re.match(r"[^\W\d]", paragraph)}


def test_the_page_shows_what_is_composed_today() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    assert examples.page() == page, "run `python benchmarks/examples.py > docs/examples.md` and read the diff"


def test_every_example_is_on_the_page() -> None:
    settings = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("examples/*/channels.yaml")}
    assert {example.settings for example in examples.EXAMPLES} == settings | {"channels.yaml"}


@each_example
def test_every_post_is_complete_and_fits(example: Any) -> None:
    answer = dry_run(example)  # raises unless the exit code is 0
    channels = {channel.name for channel in load(ROOT / example.settings).channels}
    assert len(channels) >= 5
    assert {delivery["channel"] for delivery in answer["deliveries"]} == channels
    for delivery in answer["deliveries"]:
        assert delivery["state"] == "would-post", delivery["channel"]
        assert 0 < delivery["length"] <= delivery["limit"], delivery["channel"]
        assert delivery["confidence"] != "headline-only", delivery["channel"]


@each_example
def test_an_issue_has_no_problems(example: Any) -> None:
    problems = dry_run(example)["problems"]
    assert [problem for problem in problems if problem["when"] != "publishing"] == []


@each_example
def test_no_post_repeats_a_paragraph_of_every_issue(example: Any) -> None:
    beginnings = {paragraph.replace("\n", " ")[:30] for paragraph in recurring(example)}
    assert len(issues(example)) >= 2
    assert beginnings
    for delivery in dry_run(example)["deliveries"]:
        text = f"{delivery['title']} {delivery['summary']}"
        if delivery["use"] != "email":  # which is the whole issue
            text += f" {delivery['text']}"
        assert [words for words in beginnings if words in text] == [], delivery["channel"]
