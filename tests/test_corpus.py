"""Real newsletters, read as their own generators read them; skipped where the corpus is not at hand."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from distribute.check import check
from distribute.config import FILE, Config, SiteSettings
from distribute.issue import Issue, find
from distribute.sites import Site, open_site

PELICAN_2021 = {
    "url": "https://xmpp.org/",
    "generator": "pelican",
    "permalink": "{date:%Y}/{date:%m}/{slug}/",
    "issues": "content/posts/*/*.md",
}


def site(root: Path, **settings: Any) -> Site:
    return open_site(
        Config(root / FILE, SiteSettings(name="XMPP Newsletter", **settings), "sqlite:ledger.db", ())
    )


@pytest.fixture(scope="module")
def hugo(corpus: Path) -> list[Issue]:
    return site(corpus / "xmpp-hugo", issues="content/blog/newsletter/*.md").issues()


@pytest.fixture(scope="module")
def pelican(corpus: Path) -> list[Issue]:
    return site(corpus / "xmpp-pelican-2021", **PELICAN_2021).issues()


@pytest.fixture(scope="module")
def expected(corpus: Path) -> dict[str, dict[str, str]]:
    with (corpus / "xmpp-hugo-expected.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def test_every_file_of_the_hugo_site_is_an_issue(
    hugo: list[Issue], expected: dict[str, dict[str, str]]
) -> None:
    assert len(hugo) == 107
    assert {Path(issue.path).name for issue in hugo} == set(expected)


@pytest.mark.parametrize("field", ["language", "title", "date", "covers", "url"])
def test_every_issue_of_the_hugo_site_is_read_right(
    hugo: list[Issue], expected: dict[str, dict[str, str]], field: str
) -> None:
    def value(issue: Issue) -> str:
        if field == "date":
            return f"{issue.date:%Y-%m-%d}"
        return ",".join(issue.covers) if field == "covers" else str(getattr(issue, field))

    assert {name: row[field] for name, row in expected.items()} == {
        Path(issue.path).name: value(issue) for issue in hugo
    }


def test_every_path_that_pelican_made_is_made(corpus: Path, pelican: list[Issue]) -> None:
    listed = set((corpus / "xmpp-pelican-2021-expected-paths.txt").read_text(encoding="utf-8").split())
    made = {issue.url.removeprefix("https://xmpp.org/") + "index.html" for issue in pelican}
    assert made == listed - {"index.html"}  # the site's own front page is no issue
    assert len(pelican) == len(made)


def test_the_month_covered_tells_which_issue_is_meant(hugo: list[Issue]) -> None:
    found = find(hugo, "2020-11")
    assert [f"{issue.date:%Y-%m-%d}" for issue in found.issues if issue.language == "en"] == ["2020-12-09"]
    assert "2020-11-05" in found.notice


def test_every_month_covered_finds_its_issue(hugo: list[Issue]) -> None:
    asked = {month for issue in hugo if issue.language == "en" for month in issue.covers}
    unfound = {month for month in asked if month not in find(hugo, month).issues[0].covers}
    assert len(asked) > 50
    assert unfound == set()


def test_every_issue_is_found_by_its_url(hugo: list[Issue]) -> None:
    assert [issue.path for issue in hugo if find(hugo, issue.url).issues[0] is not issue] == []


def test_the_draft_that_this_began_with_is_not_ready(corpus: Path) -> None:
    problems = check(site(corpus / "xmpp-pelican", **PELICAN_2021).read(corpus / "seed-2020-11-draft.md"))
    assert [(p.line, p.code) for p in problems if p.severity == "error"] == [
        (26, "template-note"),
        (32, "template-note"),
        (38, "template-note"),
        (44, "template-note"),
        (132, "placeholder"),
    ]
    assert [(p.line, p.code) for p in problems if p.severity == "warning"] == [
        (22, "link"),
        (48, "empty-section"),
        (84, "mojibake"),
    ]


@pytest.mark.parametrize("published", ["hugo", "pelican"])
def test_no_published_issue_has_an_error(request: pytest.FixtureRequest, published: str) -> None:
    issues: list[Issue] = request.getfixturevalue(published)
    errors = [problem for issue in issues for problem in check(issue) if problem.severity == "error"]
    assert len(issues) > 100
    assert errors == []


def test_the_empty_sections_of_published_issues_are_warned_of(hugo: list[Issue]) -> None:
    found = {
        (Path(issue.path).name, problem.line)
        for issue in hugo
        for problem in check(issue)
        if problem.code == "empty-section"
    }
    assert found >= {
        ("2020-12-09-newsletter.md", 82),
        ("2018-08-31-newsletter.md", 42),
        ("2019-01-31-newsletter.md", 59),
        ("2019-02-28-newsletter.md", 70),
        ("2022-05-05-newsletter.de.md", 88),
    }


def test_the_malformed_links_of_published_issues_are_warned_of(hugo: list[Issue]) -> None:
    found = {(Path(issue.path).name, p.line) for issue in hugo for p in check(issue) if p.code == "link"}
    assert found >= {
        ("2018-06-01-newsletter.md", 84),
        ("2018-10-01-newsletter.md", 57),
        ("2019-01-04-newsletter.md", 64),
        ("2020-03-15-newsletter.md", 61),
    }


@pytest.mark.parametrize("generator", ["hugo", "pelican"])
def test_every_file_of_every_newsletter_can_be_read_and_checked(corpus: Path, generator: str) -> None:
    own = {"hugo": "/:year/:month/:title/", "pelican": "{date:%Y}/{date:%m}/{slug}/"}[generator]
    reader = site(corpus / "xmpp-hugo", url="https://example.org/", generator=generator, permalink=own)
    seen: Counter[str] = Counter()
    for path in sorted(corpus.rglob("*.md")):
        issue = reader.read(path)
        last = path.read_bytes().count(b"\n") + 1
        outside = [problem for problem in check(issue) if not 1 <= problem.line <= last]
        assert outside == []
        seen["files"] += 1
        seen["titles"] += bool(issue.title)
    assert seen["files"] > 500
    assert seen["titles"] > 400
