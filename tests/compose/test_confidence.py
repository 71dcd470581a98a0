"""How sure a post is: told by what leads it, and shown wherever the post is."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from distribute.compose.confidence import Confidence
from distribute.config import Config, load
from distribute.issue import Issue, Overrides
from distribute.publish.plan import plan
from distribute.publish.planned import Plan
from distribute.publish.selection import Selection
from distribute.render.html import page
from distribute.render.json import delivery_json, plan_json
from distribute.render.preview_comment import review
from distribute.render.terminal import plan_text
from distribute.text.dates import parse_date

ENTRIES = "## Software\n\n- [Kite 2.0](https://kite.example/) adds tails\n- [Moth 1.1](https://moth.example/) adds lamps\n"
HEADINGS = "".join(
    f"## {title}\n\nIt was hard.\n\n"
    for title in ("Kites have flown at sea", "Moths can see by day", "Reels are turned on ice")
)
TOPICS = "".join(f"## {title}\n\nIt was hard.\n\n" for title in ("Old kites", "Night moths", "Ice reels"))
OWN = Overrides(highlights=("Kites are back",))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "channels.yaml").write_text(
        "site: {name: The Letter, url: https://letter.example/}\nchannels:\n  outbox: {path: out}\n",
        encoding="utf-8",
    )
    return load(tmp_path / "channels.yaml")


def planned(config: Config, body: str, words: Overrides) -> Plan:
    issue = Issue(
        id="2020-11",
        path="letter.md",
        language="en",
        title="The Letter",
        url="https://letter.example/1/",
        date=parse_date("2020-12-09"),
        body=body,
        words=words,
    )
    return plan(Selection(config, [issue], [issue], config.channels), now=parse_date("2020-12-10"))


@pytest.mark.parametrize(
    ("body", "words", "confidence"),
    [
        (ENTRIES, Overrides(), "fair"),
        (HEADINGS, Overrides(), "high"),
        (TOPICS, Overrides(), "headline-only"),
        (ENTRIES, Overrides(description="Update Moth first, and then Kite."), "high"),
        (ENTRIES, OWN, "own-words"),
        (ENTRIES, Overrides(channels={"outbox": {"text": "Fly! {url}"}}), "own-words"),
        ("## News\n\nWelcome!\n", Overrides(), "headline-only"),
    ],
)
def test_the_rung_that_leads_is_the_confidence(
    config: Config, body: str, words: Overrides, confidence: Confidence
) -> None:
    made = planned(config, body, words)
    (post,) = made.planned
    assert post.confidence == confidence
    assert delivery_json(post)["confidence"] == confidence
    out = StringIO()
    plan_text(made, out, ledger="not consulted")
    shown = (
        out.getvalue(),
        review(made),
        page(made, config, "https://letter.example/", ledger="not consulted"),
    )
    for text in shown:
        assert f"confidence: {confidence}" in text
        assert ("headline only: no news" in text) == (confidence == "headline-only")


def test_facts_and_what_is_left_out_hold_every_item(config: Config) -> None:
    made = planned(config, f"Welcome!\n\n{ENTRIES}\n## Thanks\n\n- Ada\n  - Bo\n", Overrides())
    answer = plan_json(made, command="publish", dry_run=True, exit_code=0, ledger="not consulted")
    json.dumps(answer)
    entries = [*answer["facts"], *answer["left_out"]]
    assert sorted(entry["line"] for entry in entries) == [1, 5, 6, 10, 11]
    assert all({"line", "section", "rule", "text"} <= set(entry) for entry in entries)
