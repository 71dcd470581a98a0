"""Every issue of every real newsletter: each item accounted for, nothing false; skipped where the corpus is not at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from distribute.facts.flatten import all_items
from distribute.facts.model import Extraction
from distribute.facts.pipeline import extract_facts
from distribute.facts.reasons import REJECTIONS, why_rejected, why_told
from distribute.facts.verify import Sources, verified
from distribute.issue import Issue, Overrides
from distribute.languages.registry import language_of
from distribute.text.dates import parse_date

pytestmark = pytest.mark.slow
_FRONT_MATTER = re.compile(r"\A(?P<fence>---|\+\+\+)\n[\s\S]*?\n(?P=fence)\n")
_SUMMARY = re.compile(r"^(?:summary|description|excerpt)\s*[:=]\s*[\"']?(?P<said>.+?)[\"']?$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE = re.compile(r"[._](de|es|fr|it|ja|nl|pl|pt)(?=\.md)|/(fr|ja)/")
_EVERY = 3  # of the corpus's files one in three, in the order of their names
_NUMBER = re.compile(r"\d+(?:\.\d+)+")


def issues(corpus: Path) -> Iterator[Issue]:
    """Yield issues of the corpus, read without any generator: body, language, date and summary."""
    files = sorted(path for path in corpus.rglob("*.m*") if path.suffix in {".md", ".markdown"})
    for path in files[::_EVERY]:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        head = _FRONT_MATTER.match(text)
        said = _SUMMARY.search(head[0]) if head else None
        found = _LANGUAGE.search(path.as_posix())
        day = _DAY.search(path.name)
        yield Issue(
            id=path.stem,
            path=path.relative_to(corpus).as_posix(),
            language=(found[1] or found[2]) if found else "en",
            title="A newsletter",
            url="https://news.example/",
            date=parse_date(day[0]) if day else None,
            words=Overrides(description=said["said"] if said else ""),
            lines={"summary": 2},
            body=text[head.end() :] if head else text,
            body_line=(head[0].count("\n") + 1) if head else 1,
        )


@pytest.fixture(scope="module")
def extracted(corpus: Path) -> list[tuple[Issue, Extraction]]:
    found = [(issue, extract_facts(issue)) for issue in issues(corpus)]
    assert len(found) > 100
    return found


def test_every_item_is_a_fact_or_rejected_by_a_known_rule(extracted: list[tuple[Issue, Extraction]]) -> None:
    for issue, found in extracted:
        told = {fact.line for fact in found.told}
        rejected = {entry.line for entry in found.rejected}
        joined = {line: fact.line for fact in found.facts for line in fact.lines}
        for section in issue.document.sections:
            for item in all_items(section.items):
                assert not item.text or item.line in told | rejected, (issue.path, item.line, item.text)
        for entry in found.rejected:
            assert entry.rule in REJECTIONS, (issue.path, entry)
            assert why_rejected(entry)
            if entry.rule == "told-with":
                assert entry.line in joined, (issue.path, entry)


def test_every_fact_says_what_it_is_and_by_which_rule(extracted: list[tuple[Issue, Extraction]]) -> None:
    for issue, found in extracted:
        for fact in found.told:
            assert fact.rule, (issue.path, fact)
            assert why_told(fact)


def test_every_fact_passes_the_verifier(extracted: list[tuple[Issue, Extraction]]) -> None:
    for issue, found in extracted:
        sources = Sources(issue.document.sections, issue)
        language = language_of(issue.language)
        for fact in found.told:
            is_joined = len(fact.lines) > 1 or fact.phrases[0].startswith(fact.section)  # verified one by one
            if not is_joined:
                assert verified(fact, sources.place_of(fact), language), (issue.path, fact)


def test_every_version_that_a_fact_says_stands_in_its_lines(
    extracted: list[tuple[Issue, Extraction]],
) -> None:
    for issue, found in extracted:
        source = f"{issue.body}\n{issue.words.description}"
        for fact in found.told:
            for phrase in fact.phrases:
                for number in _NUMBER.findall(phrase):
                    assert number in source, (issue.path, phrase)
