"""--- the front matter; --- languages"""

from __future__ import annotations

from typing import Any

import pytest

from distribute.checks.issue import check
from distribute.text.dates import parse_date
from tests.sites.pelican.kit import LETTER, PATTERN, letter, one

# --- languages


@pytest.mark.parametrize(
    ("name", "lines", "language"),
    [
        ("letter.md", "", "en"),
        ("letter.md", "Lang: de", "de"),
        ("letter.fr.md", "Lang: de", "de"),
        ("letter.md", "Lang: pt-BR", "pt-br"),
        ("letter_fr.md", "", "fr"),
        ("letter.fr.md", "", "fr"),
        ("letter_pt-br.md", "", "pt-br"),
        ("2020-12-09_DE.md", "", "de"),
        ("letter-de.md", "", "en"),
        ("what-is-it.md", "", "en"),
        ("letter_v2.md", "", "en"),
        ("letter_xx.md", "", "en"),
        ("de.md", "", "en"),
    ],
)
def test_the_language_is_the_front_matters_or_the_suffix(
    make_site: Any, name: str, lines: str, language: str
) -> None:
    assert one(make_site, letter(lines), f"content/{name}").language == language


@pytest.mark.parametrize(("own", "expected"), [("", "it"), ("DEFAULT_LANG = 'fr'", "fr")])
def test_without_either_the_language_is_the_sites(make_site: Any, own: str, expected: str) -> None:
    assert one(make_site, LETTER, own=own, language="it").language == expected


@pytest.mark.parametrize(
    ("own", "lang", "expected"),
    [
        ("", "de", "the-letter-de.html"),
        ("", "en", "the-letter.html"),
        ("", "pt-BR", "the-letter-pt-BR.html"),
        ("DEFAULT_LANG = 'de'", "de", "the-letter.html"),
        ("DEFAULT_LANG = 'DE'", "de", "the-letter.html"),
        ("DEFAULT_LANG = 'de'", "en", "the-letter-en.html"),
        ("ARTICLE_LANG_URL = '{lang}/{slug}/'", "de", "de/the-letter/"),
    ],
)
def test_a_translation_has_a_url_of_its_own(make_site: Any, own: str, lang: str, expected: str) -> None:
    assert one(make_site, letter(f"Lang: {lang}"), own=own).url == f"https://example.org/{expected}"


def test_pelican_knows_nothing_of_suffixes_in_urls(make_site: Any) -> None:
    assert one(make_site, letter(""), "content/letter_de.md").url == "https://example.org/the-letter.html"


# --- the front matter


def test_a_title_keeps_its_colon(make_site: Any) -> None:
    assert one(make_site, LETTER).title == "The Letter: November 2020"


@pytest.mark.parametrize("fence", ["---", "------"])
def test_front_matter_may_stand_between_fences(make_site: Any, fence: str) -> None:
    issue = one(make_site, f"{fence}\nTitle: x\nDate: 2020-12-09\n{fence}\n\n[NAME]\n")
    assert (issue.title, issue.date) == ("x", parse_date("2020-12-09"))
    assert [(problem.code, problem.line) for problem in check(issue)] == [("placeholder", 6)]


def test_a_date_in_the_name_serves_where_the_front_matter_has_none(make_site: Any) -> None:
    issue = one(make_site, "Title: x\n\nBody.\n", "content/2020-12-09-letter.md", permalink=PATTERN)
    assert issue.date == parse_date("2020-12-09")
    assert issue.url == "https://example.org/2020/12/x/"


def test_the_date_of_the_front_matter_goes_before_that_of_the_name(make_site: Any) -> None:
    issue = one(make_site, letter(""), "content/2020-12-05-letter.md")
    assert issue.date == parse_date("2020-12-09")
    assert [problem.code for problem in check(issue)] == ["date-unlike-file-name"]


def test_a_date_that_cannot_be_read_is_an_error_at_its_line(make_site: Any) -> None:
    issue = one(make_site, "Title: x\nDate: 2021-(TODO: MM-DD)\n\nBody.\n", permalink=PATTERN)
    assert [(problem.severity, problem.code, problem.line) for problem in issue.problems] == [
        ("error", "date", 2)
    ]


def test_a_name_with_an_impossible_date_is_an_error(make_site: Any) -> None:
    issue = one(make_site, "Title: x\n\nBody.\n", "content/2020-99-99.md")
    assert [problem.code for problem in issue.problems] == ["date"]


@pytest.mark.parametrize(
    ("status", "expected"), [("draft", True), ("Draft", True), ("published", False), ("hidden", False)]
)
def test_a_draft_says_so_in_its_status(make_site: Any, status: str, expected: bool) -> None:
    assert one(make_site, letter(f"Status: {status}")).draft is expected


def test_of_a_key_that_stands_twice_pelican_takes_the_first(make_site: Any) -> None:
    issue = one(
        make_site,
        "Title: x\nDate: 2020-12-09\nDate: 2021-01-01\nSlug: a\nSlug: b\nUrl: c/\nUrl: d/\n\nBody.\n",
    )
    assert (issue.date, issue.url) == (parse_date("2020-12-09"), "https://example.org/c/")


def test_a_summary_may_go_on_over_several_lines(make_site: Any) -> None:
    assert one(make_site, letter("Summary: One\n    two.")).words.description.split() == ["One", "two."]


def test_our_own_words_may_go_on_over_several_lines(make_site: Any) -> None:
    issue = one(
        make_site, letter("distribute_summary: One\n    two.\ndistribute_mastodon_text: Three\n    {url}")
    )
    assert issue.problems == ()
    assert issue.words.summary.split() == ["One", "two."]
    assert issue.words.channels == {"mastodon": {"text": "Three\n{url}"}}


@pytest.mark.parametrize("lines", ["distribute_highlights: one; two", "distribute_highlights: one\n    two"])
def test_highlights_stand_on_one_line_or_on_several(make_site: Any, lines: str) -> None:
    assert one(make_site, letter(lines)).words.highlights == ("one", "two")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Author: Ada, bob", ("Ada", "bob")),
        ("Authors: Ada; Bob, PhD", ("Ada", "Bob, PhD")),
        ("Author: Ada (fae,ve)", ("Ada (fae,ve)",)),
    ],
)
def test_authors_are_a_list(make_site: Any, lines: str, expected: tuple[str, ...]) -> None:
    assert one(make_site, letter(lines)).authors == expected


def test_a_file_from_another_editor_is_read(make_site: Any) -> None:
    issue = one(make_site, ("\ufeff" + LETTER).replace("\n", "\r\n"))
    assert (issue.title, issue.body, issue.problems) == (
        "The Letter: November 2020",
        "Kite 1.2 is out.\n",
        (),
    )


def test_a_template_of_the_editors_is_no_ready_issue(make_site: Any) -> None:
    issue = one(make_site, "Title: This Week $issue_number\nDate: 2020-12-09\n\nBody.\n")
    assert [(problem.code, problem.line) for problem in check(issue)] == [("placeholder", 1)]
