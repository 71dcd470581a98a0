"""Real newsletters, read as their own generators read them; skipped where the corpus is not at hand."""

from __future__ import annotations

import csv
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from distribute.checks.issue import check
from distribute.config import FILE, Config, SiteSettings
from distribute.issue import Issue
from distribute.sites.find import NotFound, find
from distribute.sites.registry import Site, open_site

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


@pytest.mark.parametrize("month", ["2018-06", "2019-01"])
def test_two_issues_in_a_month_are_asked_back(hugo: list[Issue], month: str) -> None:
    dated = [issue for issue in hugo if issue.date and f"{issue.date:%Y-%m}" == month]
    assert len(dated) == 2
    with pytest.raises(NotFound, match="several issues") as refused:
        find(hugo, month)
    assert all(issue.path in str(refused.value) for issue in dated)


def test_an_issue_of_two_months_is_found_by_both(hugo: list[Issue]) -> None:
    two = [issue for issue in hugo if len(issue.covers) == 2 and not issue.translation]
    assert two
    for issue in two:
        assert [issue in find(hugo, month).issues for month in issue.covers] == [True, True]


def test_a_translation_that_nothing_links_to_its_original_is_said_to_be_so(pelican: list[Issue]) -> None:
    found = {
        Path(issue.path).name
        for issue in pelican
        for problem in check(issue, [other for other in pelican if other.id == issue.id])
        if problem.code == "unlinked-translation"
    }
    assert found == {"2021-01-23_ro.md", "2021-01-24_de.md", "2021-01-24_fr.md", "2021-01-28_es.md"}


def test_an_issue_without_a_date_has_that_of_its_name(pelican: list[Issue]) -> None:
    (issue,) = find(pelican, "newsletter/2021-06-05.md").issues
    assert f"{issue.date:%Y-%m-%d}" == "2021-06-05"


def test_a_generators_own_template_is_no_candidate(corpus: Path) -> None:
    found = site(corpus / "twir-pelican", **{**NEWSLETTERS[-1].settings, "issues": "draft/*"}).paths()
    assert [path.name for path in found] == ["2026-08-26-this-week-in-rust.md"]


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


@dataclass(frozen=True)
class Newsletter:
    """One set of the corpus: how it is opened, and what its own files say of each issue."""

    folder: str
    files: int
    settings: dict[str, Any]
    title: str  # where a file says it, as a pattern
    date: Callable[[Path, str], str]
    url: Callable[[Path, str], str]
    # The months, by the file's name; none where it isn't named.
    covers: dict[str, str] = field(default_factory=dict)


def in_header(key: str) -> Callable[[Path, str], str]:
    return lambda path, text: (re.search(rf"(?mi)^{key}\s*[:=]\s*\"?([^\"\n]*)", text) or ["", ""])[1].strip()


def in_name(path: Path, text: str) -> str:
    return path.stem[:10]


def post_url(base: str) -> Callable[[Path, str], str]:
    return lambda path, text: f"{base}{path.stem[:10].replace('-', '/')}/{path.stem[11:]}.html"


def day_of(path: Path, text: str) -> str:
    return in_header("date")(path, text)[:10] or in_name(path, text)


NEWSLETTERS = [
    Newsletter(
        "fdroid-jekyll",
        12,
        {"url": "https://f-droid.org/"},
        r"(?m)^title: (.*)$",
        in_name,
        post_url("https://f-droid.org/"),
    ),
    Newsletter(
        "lwkd-jekyll",
        12,
        {"url": "https://lwkd.info/"},
        r"(?m)^title: (.*)$",
        day_of,
        lambda path, text: (
            f"https://lwkd.info/{day_of(path, text)[:4]}/{day_of(path, text).replace('-', '')}"
        ),
    ),
    Newsletter(
        "nim-jekyll/jekyll",
        12,
        {},
        r"(?m)^title: (.*)$",
        in_name,
        post_url("https://nim-lang.org/blog/"),
        {
            "2021-03-01": "2021-02",
            "2021-05-01": "2021-04",
            "2021-07-01": "2021-06",
            "2021-10-01": "2021-09",
            "2021-12-01": "2021-11",
            "2022-04-04": "2022-02,2022-03",
            "2022-09-03": "2022-06,2022-07",
            "2022-11-01": "2022-10",
            "2023-03-02": "2023-02",
            "2023-06-02": "2023-04,2023-05",
            "2024-06-01": "2023-10,2023-11,2023-12,2024-01,2024-02,2024-03,2024-04,2024-05,2024-06",
        },
    ),
    Newsletter(
        "rust-blog-zola",
        13,
        {},
        r'(?m)^title = "(.*)"$',
        lambda path, text: re.search(r"\d{4}/\d\d/\d\d", in_header("path")(path, text))[0].replace("/", "-"),  # type: ignore[index]
        lambda path, text: f"https://blog.rust-lang.org/{in_header('path')(path, text)}/",
        {
            "test-infra-oct-2024": "2024-09",
            "program-management-update-2025-08": "2025-08",
            "project-goals-2025-december-update": "2025-12",
        },
    ),
    Newsletter(
        "haskellweekly-nofm",
        10,
        {
            "generator": "plain",
            "url": "https://haskellweekly.news/",
            "issues": "data/newsletter/*/*.markdown",
            "permalink": "/issue/:number.html",
        },
        "",
        lambda path, text: "",
        lambda path, text: f"https://haskellweekly.news/issue/{path.stem.partition('-')[2]}.html",
    ),
    Newsletter(
        "twir-pelican",
        12,
        {
            "generator": "pelican",
            "url": "https://this-week-in-rust.org/",
            "issues": "content/*.md",
            "permalink": "blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/",
        },
        r"(?m)^Title: (.*)$",
        in_header("date"),
        lambda path, text: (
            f"https://this-week-in-rust.org/blog/{path.stem[:10].replace('-', '/')}/"
            f"{in_header('title')(path, text).lower().replace(' ', '-')}/"
        ),
    ),
]


@pytest.mark.parametrize("newsletter", NEWSLETTERS, ids=lambda newsletter: newsletter.folder)
def test_every_issue_of_every_newsletter_is_read_right(corpus: Path, newsletter: Newsletter) -> None:
    root = corpus / newsletter.folder
    issues = site(root, **newsletter.settings).issues()
    assert len(issues) == newsletter.files
    for issue in issues:
        path = root / issue.path
        text = path.read_text(encoding="utf-8")
        said = re.search(newsletter.title, text) if newsletter.title else None
        assert issue.title == (said[1].strip('"') if said else f"Issue {path.stem.partition('-')[2]}")
        assert (f"{issue.date:%Y-%m-%d}" if issue.date else "") == newsletter.date(path, text)
        assert issue.url == newsletter.url(path, text)
        wanted = [months for name, months in newsletter.covers.items() if path.stem.startswith(name)]
        assert ",".join(issue.covers) == (wanted[0] if wanted else "")
        assert [problem for problem in check(issue) if problem.severity == "error"] == []
        assert find(issues, issue.url).issues[0] is issue


def test_the_addresses_of_this_week_in_rust_are_those_that_pelican_made(corpus: Path) -> None:
    listed = (corpus / "twir-pelican/ground-truth/pelican-urls.txt").read_text(encoding="utf-8").split()
    newsletter = NEWSLETTERS[-1]
    made = {issue.url for issue in site(corpus / newsletter.folder, **newsletter.settings).issues()}
    assert made <= {f"https://this-week-in-rust.org/{path.removesuffix('index.html')}" for path in listed}


@pytest.mark.parametrize(
    ("number", "question", "expected"),
    [
        (0, "2025-W19", "2025-05-08-twif.md"),
        (0, "48", "2019-03-23-twif-48.md"),
        (1, "2025-W44", "2025-11-02-update.md"),
        (1, "2025-11-02", "2025-11-02-update.md"),
        (1, "2025-11-06", "2025-11-02-update.md"),
        (2, "2022-02", "2022-04-04-this-month-with-nim.md"),
        (2, "2022-03", "2022-04-04-this-month-with-nim.md"),
        (2, "2024-01", "2024-06-01-this-month-with-nim.md"),
        (4, "538", "issue-538.markdown"),
        (5, "57", "2014-11-17-this-week-in-rust.md"),
        (5, "2014-11", "2014-11-17-this-week-in-rust.md"),
    ],
)
def test_an_issue_is_found_as_its_readers_call_it(
    corpus: Path, number: int, question: str, expected: str
) -> None:
    newsletter = NEWSLETTERS[number]
    issues = site(corpus / newsletter.folder, **newsletter.settings).issues()
    assert [Path(issue.path).name for issue in find(issues, question).issues] == [expected]


def test_the_longest_issue_is_read_and_checked_in_a_second(corpus: Path) -> None:
    begun = time.process_time()
    issue = site(corpus / "rust-blog-zola").read(
        corpus / "rust-blog-zola/content/project-goals-2025-december-update.md"
    )
    check(issue)
    assert len(issue.body.encode()) > 150_000
    assert time.process_time() - begun < 1


def test_what_only_a_generator_could_run_never_leaks(corpus: Path) -> None:
    for newsletter in NEWSLETTERS[:3]:
        for issue in site(corpus / newsletter.folder, **newsletter.settings).issues():
            words = " ".join(item.text for item in issue.document.items())
            assert not re.search(r"\{\{|\{%|%\}|\{:[\s.#]", words)


@pytest.mark.parametrize(
    ("name", "code"),
    [("lwkd-jekyll/future/2018-08-05-update.md", "placeholder"), ("lwkd-jekyll/template.md", "date")],
)
def test_a_template_of_an_issue_is_not_ready(corpus: Path, name: str, code: str) -> None:
    newsletter = NEWSLETTERS[1]
    problems = check(site(corpus / newsletter.folder, **newsletter.settings).read(corpus / name))
    assert code in {problem.code for problem in problems if problem.severity == "error"}


def test_every_translation_has_its_original_and_says_nearly_the_same(hugo: list[Issue]) -> None:
    translations = [issue for issue in hugo if issue.translation]
    warnings = [
        problem
        for issue in translations
        for problem in check(issue, [other for other in hugo if other.id == issue.id])
        if problem.code in {"unlike-original", "unlinked-translation"}
    ]
    assert len(translations) == 37
    assert {problem.code for problem in warnings} == {"unlike-original"}
    assert len(warnings) <= 4


def test_what_a_hand_written_summary_names_and_the_issue_lacks_is_warned_of(
    corpus: Path, hugo: list[Issue]
) -> None:
    summaries = json.loads((corpus / "human-summaries.json").read_text(encoding="utf-8"))
    issues = {Path(issue.path).name: issue for issue in hugo}
    lacking = {
        name: [
            problem.message.rpartition(": ")[2]
            for problem in check(issues[name])
            if problem.code == "unlike-text"
        ]
        for name, summary in summaries.items()
        if issues[name].words.description == summary
    }
    assert lacking == {
        "2025-11-05-newsletter.md": ["E2EE, Psi+"],
        "2025-12-05-newsletter.md": [],
        "2026-01-05-newsletter.md": ["MoongooseIM, 6.0.5"],
    }


GENERATORS = ("hugo", "pelican", "jekyll", "zola", "eleventy", "plain")


@pytest.mark.parametrize("generator", GENERATORS)
def test_every_file_of_every_newsletter_can_be_read_and_checked(corpus: Path, generator: str) -> None:
    own = {"hugo": "/:year/:month/:title/", "pelican": "{date:%Y}/{date:%m}/{slug}/"}.get(generator)
    reader = site(corpus / "xmpp-hugo", url="https://example.org/", generator=generator, permalink=own)
    seen: Counter[str] = Counter()
    for number, path in enumerate(sorted(corpus.rglob("*.md"))):
        issue = reader.read(path)
        # Each generator's reader reads every file; checks look at the body, which is the same for all, so each file is checked once.
        if GENERATORS[number % len(GENERATORS)] == generator:
            last = path.read_bytes().count(b"\n") + 1
            outside = [problem for problem in check(issue) if not 1 <= problem.line <= last]
            assert outside == []
        seen["files"] += 1
        seen["titles"] += bool(issue.title)
    assert seen["files"] > 500
    assert seen["titles"] > 400
