"""What can't be read is told by file, with the way out, and nothing of it is announced."""

from __future__ import annotations

import re
from typing import Any

import pytest

from distribute.checks.issue import check
from distribute.errors import own_error
from distribute.sites.find import find
from distribute.sites.hugo import Hugo
from distribute.sites.page import Page

LETTER = "---\ntitle: The Letter\ndate: 2020-12-09\n---\n\n{}\n"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("letter.adoc", "AsciiDoc"),
        ("letter.rst", "reStructuredText"),
        ("letter.org", "Org mode"),
        ("letter.html", "HTML"),
        ("letter.njk", "a Nunjucks template"),
        ("letter.ipynb", "a notebook"),
    ],
)
def test_another_markup_is_unsupported(make_site: Any, name: str, what: str) -> None:
    site = make_site(
        {"hugo.toml": "", f"content/news/{name}": "= The Letter\n\ninclude::x[]\n"}, issues="content/**/*"
    )
    issue = find(site.issues(), f"content/news/{name}").issues[0]
    (problem,) = [problem for problem in check(issue) if problem.severity == "error"]
    assert (problem.code, problem.path) == ("unsupported", f"content/news/{name}")
    assert what in problem.message
    assert "only Markdown" in problem.message
    assert issue.body == ""


def test_other_files_are_no_issues(make_site: Any) -> None:
    names = ("letter.txt", "DRAFT_TEMPLATE", "picture.png", ".hidden.md", "_index.md", "data.json")
    assert (
        make_site(
            {"hugo.toml": "", **{f"content/{name}": "x" for name in names}}, issues="content/*"
        ).issues()
        == []
    )


def test_an_issue_of_several_files_is_unsupported_and_a_bundle_is_not(make_site: Any) -> None:
    files = {
        "hugo.toml": "[languages.en]\n[languages.de]\n",
        "content/42/one.md": "# One",
        "content/42/two.md": "# Two",
        "content/43/index.md": LETTER.format("Body."),
        "content/43/index.de.md": LETTER.format("Text."),
        "content/43/part.md": "# Part",
        "content/pictures/a.png": "",
    }
    issues = make_site(files, issues="content/*").issues()
    assert [(issue.path, [p.code for p in issue.problems]) for issue in issues] == [
        ("content/42", ["unsupported"]),
        ("content/43/index.de.md", []),
        ("content/43/index.md", []),
    ]
    assert "put it together in one Markdown file, called index.md" in issues[0].problems[0].message


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (
            RecursionError("secret"),
            "internal-error",
            r"the file can't be read: RecursionError in distribute itself \(distribute/\S+\.py:\d+\): please report it",
        ),
        (MemoryError(), "internal-error", r"the file can't be read: MemoryError in distribute itself .*"),
        (PermissionError(13, "Permission denied"), "unreadable", "the file can't be read: Permission denied"),
    ],
)
@pytest.mark.parametrize("only", [{}, {"tags": "kites"}])
def test_what_fails_for_one_file_is_its_problem_alone(
    make_site: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    code: str,
    message: str,
    only: dict[str, str],
) -> None:
    def fail(site: Hugo, page: Page) -> str:
        if page.path.name == "a.md":
            raise error
        return ""

    monkeypatch.setattr("distribute.sites.reading.own_error", own_error)
    monkeypatch.setattr(Hugo, "original", fail)
    letter = LETTER.replace("date:", "tags: [kites]\ndate:")
    files = {"hugo.toml": "", "content/a.md": letter, "content/b.md": letter}
    broken, whole = make_site(files, only=only).issues()
    (problem,) = broken.problems
    assert (problem.severity, problem.code, problem.path, problem.line) == ("error", code, "content/a.md", 1)
    assert re.fullmatch(message, problem.message)
    assert (whole.title, whole.problems) == ("The Letter", ())


@pytest.mark.parametrize(
    ("body", "left", "lines"),
    [
        ("Before.\n\n:::{note}\nhidden\n:::\n\nAfter.", "Before.\n\n\n\n\n\nAfter.", [8]),
        ("```{admonition} x\nhidden\n```\nAfter.", "\n\n\nAfter.", [6]),
        ("::::{grid}\n:::{card}\nhidden\n:::\n::::\nAfter.", "\n\n\n\n\nAfter.", [6]),
        ("See {ref}`the part`.", "See `the part`.", []),
        ("```python\nx = {1: 2}\n```", "```python\nx = {1: 2}\n```", []),
    ],
)
def test_a_myst_directive_is_left_out_and_told(
    make_site: Any, body: str, left: str, lines: list[int]
) -> None:
    (issue,) = make_site({"hugo.toml": "", "content/letter.md": LETTER.format(body)}).issues()
    assert issue.body.strip("\n") == left.strip("\n")
    assert [(p.line, p.code, p.severity) for p in issue.problems] == [
        (n, "unsupported", "warning") for n in lines
    ]


def test_pages_and_templates_are_issues_only_where_the_settings_say_so(make_site: Any) -> None:
    files = {"hugo.toml": "", "content/a.adoc": "x", "content/search.html": "x", "content/b.njk": "x"}
    assert [issue.path for issue in make_site(files).issues()] == ["content/a.adoc"]
    assert len(make_site(files, issues="content/*").issues()) == 3


def test_a_folder_whose_files_are_issues_is_none(make_site: Any) -> None:
    files = {
        "hugo.toml": "",
        "content/2020/a.md": LETTER.format("A."),
        "content/2020/b.md": LETTER.format("B."),
    }
    assert [issue.path for issue in make_site(files, issues="content/**/*").issues()] == [
        "content/2020/a.md",
        "content/2020/b.md",
    ]
