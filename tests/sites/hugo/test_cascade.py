"""--- what _index pages and settings give to the pages below. It is compared with a real build in test_builds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sites.hugo.kit import LANGUAGES, LETTER, front_matter

NEVER = "cascade: {build: {render: never}}"


def drafts(make_site: Any, files: dict[str, str], own: str = "") -> set[str]:
    """Return which of a site's pages are not published."""
    site = make_site({"hugo.toml": own, **files})
    return {issue.path.removeprefix("content/") for issue in site.issues() if issue.draft}


@pytest.mark.parametrize("given", [NEVER, "cascade: {draft: true}", "Cascade: [{Draft: true}]"])
def test_pages_below_an_index_that_hugo_does_not_publish_are_no_issues(make_site: Any, given: str) -> None:
    files = {
        "content/notes/_index.md": front_matter(given),
        "content/notes/a.md": LETTER,
        "content/notes/2020/b/index.md": LETTER,
        "content/notes/own.md": front_matter("build: {render: always}\ndraft: false"),
        "content/news/c.md": LETTER,
    }
    assert drafts(make_site, files) == {"notes/a.md", "notes/2020/b/index.md"}


def test_a_draft_of_an_index_is_the_index_alone(make_site: Any) -> None:
    files = {"content/news/_index.md": front_matter("draft: true"), "content/news/a.md": LETTER}
    assert drafts(make_site, files) == set()


def test_the_nearest_index_wins(make_site: Any) -> None:
    files = {
        "content/_index.md": front_matter(NEVER),
        "content/a.md": LETTER,
        "content/news/_index.md": front_matter("cascade: {build: {list: never}}"),
        "content/news/b.md": LETTER,
    }
    assert drafts(make_site, files) == {"a.md"}


TARGETS = [
    ("{path: '/news/**'}", {"a.md", "2020/b.md"}),
    ("{path: '/NEWS/*'}", {"a.md"}),
    ("{path: '/news/2020'}", set()),
    ("{path: '/news/[a-c]'}", {"a.md"}),
    ("{path: '/news/2020/?'}", {"2020/b.md"}),
    ("{path: '{/news/x,/news/**/b}'}", {"2020/b.md"}),
    ("{path: '**'}", {"a.md", "2020/b.md"}),
    ("{path: 'news/**'}", set()),
    ("{kind: page}", {"a.md", "2020/b.md"}),
    ("{kind: section}", set()),
    ("{environment: production, lang: en}", {"a.md", "2020/b.md"}),
    ("{environment: staging}", set()),
    ("{kite: page}", set()),
    ("5", set()),
]


@pytest.mark.parametrize(("target", "expected"), TARGETS)
@pytest.mark.parametrize("key", ["target", "_target"])
def test_a_cascade_may_be_meant_for_some_pages(
    make_site: Any, key: str, target: str, expected: set[str]
) -> None:
    files = {
        "content/news/_index.md": front_matter(f"cascade:\n- draft: true\n  {key}: {target}"),
        "content/news/a.md": LETTER,
        "content/news/2020/b.md": LETTER,
    }
    assert drafts(make_site, files) == {f"news/{name}" for name in expected}


def test_of_two_entries_the_first_counts(make_site: Any) -> None:
    files = {
        "content/news/_index.md": front_matter("cascade: [{draft: true}, {draft: false}]"),
        "content/news/a.md": LETTER,
    }
    assert drafts(make_site, files) == {"news/a.md"}


def test_an_index_is_for_its_language_alone(make_site: Any) -> None:
    files = {
        "content/news/_index.de.md": front_matter("cascade: {draft: true}"),
        "content/news/a.md": LETTER,
        "content/news/a.de.md": LETTER,
    }
    assert drafts(make_site, files, LANGUAGES) == {"news/a.de.md"}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("[cascade]\ndraft = true\n[cascade.target]\npath = '/news/*'\n", {"news/a.md"}),
        ("[[cascade]]\ndraft = true\n", {"news/a.md", "b.md"}),
        ("cascade = 5\n", set()),
    ],
)
def test_the_settings_may_cascade_too(make_site: Any, own: str, expected: set[str]) -> None:
    assert drafts(make_site, {"content/news/a.md": LETTER, "content/b.md": LETTER}, own) == expected


def test_what_is_kept_of_a_page_depends_on_what_is_cascaded(make_site: Any) -> None:
    kept: set[str] = set()
    for given in ("", "cascade: {draft: true}", "cascade: {draft: false}"):
        site = make_site({"hugo.toml": "", "content/news/_index.md": front_matter(given)})
        kept.add(site.beside(site.root / "content/news/2020"))
    assert len(kept) == 3


def test_an_index_that_cannot_be_read_cascades_nothing(make_site: Any) -> None:
    files = {"content/news/_index.md": "---\ncascade: [\n---\n", "content/news/a.md": LETTER}
    assert drafts(make_site, files) == set()


def test_a_glob_of_many_stars_takes_no_time(make_site: Any) -> None:
    given = f"cascade: {{draft: true, target: {{path: '{'**a*' * 100}b'}}}}"
    files = {"content/news/_index.md": front_matter(given), f"content/news/{'a' * 200}.md": LETTER}
    assert drafts(make_site, files) == set()
