"""Small newsletters in each language, with what is told of them: one fact a line, the best first, then what is rejected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.issue import Issue
from distribute.text.dates import parse_date

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.md"))


def told(case: Path) -> Iterator[str]:
    """Yield a line for the introduction and each fact of a case: its source, and its phrases; then for each rejected item its rule."""
    issue = Issue(
        id=case.stem,
        path=case.name,
        language=case.parent.name,
        title="The Letter",
        url="https://letter.example/",
        date=parse_date("2020-12-09"),
        body=case.read_text(encoding="utf-8"),
    )
    found = extract_facts(issue)
    for fact in found.told:
        source = fact.kind if fact is found.introduction else fact.source
        yield f"{fact.line} {source}: {' | '.join(fact.phrases)}"
    for entry in found.rejected:
        yield f"{entry.line} - {entry.rule}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_newsletter_is_told_as_its_case_says(case: Path) -> None:
    assert list(told(case)) == case.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
