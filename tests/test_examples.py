"""The bundled examples: their posts are in docs/examples.md, fit, and leave out what every issue says."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from distribute.channel.registry import built_in
from distribute.config import load
from distribute.issue import Issue
from distribute.sites.registry import open_site

ROOT = Path(__file__).resolve().parent.parent
ALL_CHANNELS = "examples/all-channels/channels.yaml"
NO_NETWORK = """
import socket

class Closed(socket.socket):
    def __init__(self, *arguments, **more):
        raise SystemExit("a socket was opened")

socket.socket = Closed
"""


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
    shown = {example.settings for example in examples.EXAMPLES}
    assert shown | {ALL_CHANNELS} == settings | {"channels.yaml"}


def test_all_channels_are_set_up_in_an_example() -> None:
    channels = load(ROOT / ALL_CHANNELS).channels
    assert {channel.use for channel in channels} == set(built_in()) - {"x"}
    text = (ROOT / ALL_CHANNELS).read_text(encoding="utf-8")
    for channel in channels:
        assert re.search(rf"^  # .+\n  {channel.name}:$", text, re.MULTILINE), (
            f"{channel.name} has no comment"
        )


def test_a_dry_run_of_all_channels_needs_no_secret_and_no_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    command = [sys.executable, "-m", "distribute", "--config", ALL_CHANNELS]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "PYTHONMALLOC": "debug"}
    run = subprocess.run(
        [*command, "publish", "2020-11", "--dry-run", "--json"],
        cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    deliveries = json.loads(run.stdout)["deliveries"]
    assert {delivery["use"] for delivery in deliveries} == set(built_in()) - {"x"}
    for delivery in deliveries:
        assert delivery["state"] == "would-post", delivery["channel"]
        assert 0 < delivery["length"] <= delivery["limit"], delivery["channel"]


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
