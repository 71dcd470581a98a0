"""--- translations"""

from __future__ import annotations

from typing import Any

import pytest

from tests.sites.hugo.kit import ISSUE, LANGUAGES, LETTER, front_matter, one


def test_translations_are_linked_by_place_or_key(make_site: Any) -> None:
    own = "[languages.en]\n[languages.de]\ncontentDir = 'inhalt'\n[languages.fr]\n"
    files = {
        "hugo.toml": own,
        "content/news/2020-12-09.md": front_matter("translationKey: december"),
        "content/news/lettre.fr.md": front_matter("translationKey: december").replace(
            "2020-12-09", "2020-12-20"
        ),
        "content/news/january.md": front_matter("").replace("2020-12-09", "2021-01-09"),
        "inhalt/news/january.md": front_matter("").replace("2020-12-09", "2021-01-20"),
    }
    issues = make_site(files, issues=("content/**/*.md", "inhalt/**/*.md")).issues()
    assert {(issue.id, issue.language, issue.translation) for issue in issues} == {
        ("2020-12-09", "en", False),
        ("2020-12-09", "fr", True),
        ("2021-01-09", "en", False),
        ("2021-01-09", "de", True),
    }


def test_translations_whose_names_drift_are_linked_by_what_they_cover_or_their_date(make_site: Any) -> None:
    files = {
        "hugo.toml": LANGUAGES,
        "content/2020-12-09.md": LETTER,
        "content/2020-12-11.de.md": ISSUE.format("Der Brief November 2020").replace("12-09", "12-11"),
        "content/spring.md": ISSUE.format("Spring").replace("2020-12-09", "2021-03-20"),
        "content/fruehling.de.md": ISSUE.format("Frühling").replace("2020-12-09", "2021-03-20"),
    }
    assert {(issue.id, issue.language) for issue in make_site(files).issues()} == {
        ("2020-11", "en"),
        ("2020-11", "de"),
        ("2021-03-20", "en"),
        ("2021-03-20", "de"),
    }


def test_an_id_of_its_own_is_kept_by_a_translation(make_site: Any) -> None:
    files = {
        "hugo.toml": LANGUAGES,
        "content/a.md": front_matter(""),
        "content/a.de.md": front_matter("distribute: {id: eigen}"),
    }
    assert {issue.id for issue in make_site(files).issues()} == {"2020-12-09", "eigen"}


@pytest.mark.parametrize("code", ["pt_BR", "pt-br", "pt-BR"])
def test_a_language_may_be_spelt_in_several_ways(make_site: Any, code: str) -> None:
    issue = one(make_site, LETTER, f"content/letter.{code}.md", own=LANGUAGES)
    assert (issue.language, issue.url) == ("pt-br", "https://example.org/pt-br/letter/")


def test_a_language_may_have_its_own_permalinks(make_site: Any) -> None:
    own = "[permalinks]\nnews = '/:slug/'\n[languages.en]\n[languages.de.permalinks.page]\nnews = '/:year/:slug/'\n"
    assert (
        one(make_site, front_matter("slug: x"), "content/news/a.de.md", own).url
        == "https://example.org/de/2020/x/"
    )


@pytest.mark.parametrize(
    ("build", "draft"), [("{render: never}", True), ("{list: never}", False), ("3", False)]
)
def test_a_page_that_is_not_rendered_cannot_be_announced(make_site: Any, build: str, draft: bool) -> None:
    assert one(make_site, front_matter(f"build: {build}")).draft is draft


def test_the_lead_ends_where_the_summary_does(make_site: Any) -> None:
    text = front_matter("").replace("Body.", "{}Covering the month of November 2020.")
    assert one(make_site, text.format("## News\n\n")).covers == ("2020-11",)
    assert one(make_site, text.format("Hello.\n\n<!-- more -->\n\n")).covers == ()


def test_a_token_in_a_front_matter_that_is_not_known_is_a_problem_of_that_file(make_site: Any) -> None:
    issue = one(make_site, front_matter("url: /:colour/"))
    assert [(p.code, p.line) for p in issue.problems] == [("url", 4)]
