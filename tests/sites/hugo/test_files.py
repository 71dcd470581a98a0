"""--- which sites, which files; --- languages; --- which issue it is"""

from __future__ import annotations

from typing import Any

import pytest

from distribute.sites.hugo import Hugo
from distribute.sites.registry import SiteError
from tests.sites.hugo.kit import ISSUE, LANGUAGES, LETTER, front_matter, one

# --- which sites, which files


@pytest.mark.parametrize(
    "files",
    [
        {"hugo.toml": ""},
        {"hugo.yaml": "{}"},
        {"hugo.json": "{}"},
        {"config.toml": "", "content/a.md": ""},
        {"config.yml": "{}", "content/a.md": ""},
        {"config/_default/hugo.toml": ""},
    ],
    ids=" ".join,
)
def test_a_hugo_site_is_recognised(make_site: Any, files: dict[str, str]) -> None:
    assert isinstance(make_site(files), Hugo)


def test_a_config_file_alone_makes_no_hugo_site(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"set site\.generator"):
        make_site({"config.toml": ""})


def test_a_generator_that_is_named_need_not_be_recognised(make_site: Any) -> None:
    assert isinstance(make_site({}, generator="hugo"), Hugo)


def test_settings_that_cannot_be_read_are_told_by_their_file(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"hugo\.toml: can't be read"):
        make_site({"hugo.toml": "baseURL = "})


def test_a_site_without_address_is_told_where_to_set_it(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"set site\.url"):
        one(make_site, LETTER, url=None)


def test_the_address_is_hugos_own_unless_set(make_site: Any) -> None:
    assert (
        one(make_site, LETTER, own="baseURL = 'https://own.example/sub'", url=None).url
        == "https://own.example/sub/news/letter/"
    )


@pytest.mark.parametrize(("own", "title"), [("title = 'Own Letter'", "Own Letter"), ("", "")])
def test_the_name_of_the_site_is_in_hugos_settings(make_site: Any, own: str, title: str) -> None:
    assert make_site({"hugo.toml": own}).title == title


def test_settings_in_json_are_json(make_site: Any) -> None:
    made = make_site(
        {"hugo.json": '{\n\t"baseURL": "https://own.example/"\n}', "content/letter.md": LETTER}, url=None
    )
    assert [issue.url for issue in made.issues()] == ["https://own.example/letter/"]


def test_issues_are_listed_oldest_first(make_site: Any) -> None:
    text = "---\ntitle: x\ndate: {}\n---\n"
    site = make_site(
        {
            "hugo.toml": "",
            "content/a.md": text.format("2021-01-01"),
            "content/b.md": text.format("2020-01-01"),
        }
    )
    assert [issue.path for issue in site.issues()] == ["content/b.md", "content/a.md"]


def test_pages_of_lists_are_no_issues(make_site: Any) -> None:
    site = make_site(
        {
            "hugo.toml": "",
            "content/news/_index.md": LETTER,
            "content/news/_index.de.md": LETTER,
            "content/news/a.md": LETTER,
        }
    )
    assert [issue.path for issue in site.issues()] == ["content/news/a.md"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("content/news/*.md", ["content/news/a.md"]),
        ("content/**/*.md", ["content/news/a.md", "content/other/b.md"]),
        (
            ("content/news/*.md", "content/other/*.md", "content/*/*.md"),
            ["content/news/a.md", "content/other/b.md"],
        ),
        ("content/none/*.md", []),
    ],
)
def test_the_settings_say_which_files_are_issues(make_site: Any, patterns: Any, expected: list[str]) -> None:
    files = {
        "hugo.toml": "",
        "content/news/a.md": LETTER,
        "content/other/b.md": LETTER,
        "content/news/c.txt": LETTER,
    }
    assert [issue.path for issue in make_site(files, issues=patterns).issues()] == expected


@pytest.mark.parametrize("pattern", ["../other/*.md", "/etc/*.md", "content/../../*.md"])
def test_files_outside_the_site_are_refused(make_site: Any, pattern: str) -> None:
    with pytest.raises(SiteError, match="leaves the site's root"):
        make_site({"hugo.toml": ""}, issues=pattern).issues()


# --- languages


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("letter.md", "en"),
        ("letter.de.md", "de"),
        ("letter.DE.md", "de"),
        ("letter.pt-br.md", "pt-br"),
        ("letter.fr.md", "en"),
        ("letter-de.md", "en"),
        ("letter_de.md", "en"),
        ("version.2.md", "en"),
    ],
)
def test_the_language_is_the_suffix_if_the_site_has_it(make_site: Any, name: str, language: str) -> None:
    assert one(make_site, LETTER, f"content/news/{name}", own=LANGUAGES).language == language


def test_without_suffix_the_language_is_the_default(make_site: Any) -> None:
    assert one(make_site, LETTER, own=f"defaultContentLanguage = 'de'\n{LANGUAGES}").language == "de"


def test_the_case_of_languages_in_settings_does_not_matter(make_site: Any) -> None:
    own = "defaultContentLanguage = 'EN'\n[languages.EN]\n[languages.pt-BR]\n"
    issue = one(make_site, LETTER, "content/news/letter.pt-BR.md", own=own)
    assert (issue.language, issue.url) == ("pt-br", "https://example.org/pt-br/news/letter/")
    assert (
        one(make_site, LETTER, "content/news/letter.md", own=own, issues="content/news/letter.md").language
        == "en"
    )


def test_a_language_may_have_its_own_folder(make_site: Any) -> None:
    own = "[languages.en]\ncontentDir = 'content/en'\n[languages.de]\ncontentDir = 'content/de'\n"
    issue = one(make_site, LETTER, "content/de/news/letter.md", own=own)
    assert (issue.language, issue.url) == ("de", "https://example.org/de/news/letter/")


@pytest.mark.parametrize("own", ["languages = []", "languages = 'en'", "[languages]\nen = 'English'"])
def test_languages_of_another_shape_are_no_crash(make_site: Any, own: str) -> None:
    assert one(make_site, LETTER, own=own).language == "en"


# --- which issue it is


@pytest.mark.parametrize(
    ("title", "style", "expected"),
    [
        ("Letter November 2020", None, "2020-11"),
        ("Letter December 2021 & January 2022", None, "2022-01"),
        ("Letter of week 50", None, "2020-W50"),
        ("Letter 2020-W07", None, "2020-W07"),
        ("'Letter #42'", None, "42"),
        ("Letter, issue 42", None, "42"),
        ("Letter 42", None, "2020-12-09"),
        ("Letter 42", "number", "42"),
        ("Letter November 2020", "number", "2020-11"),
        ("Letter November 2020 (#42)", "number", "42"),
        ("Letter November 2020, week 48", "week", "2020-W48"),
        ("Letter November 2020", "date", "2020-12-09"),
        ("Letter", "month", "2020-12-09"),
    ],
)
def test_an_issue_has_an_id_of_its_own(make_site: Any, title: str, style: str | None, expected: str) -> None:
    assert one(make_site, ISSUE.format(title), id=style).id == expected


def test_an_id_may_be_a_number(make_site: Any) -> None:
    issue = one(make_site, front_matter("distribute: {id: 42}"))
    assert (issue.id, issue.problems) == ("42", ())


def test_an_id_in_the_front_matter_goes_before_all(make_site: Any) -> None:
    assert one(make_site, front_matter("distribute: {id: special}"), id="date").id == "special"


@pytest.mark.parametrize(("name", "expected"), [("2020-12-05-x.md", "2020-12-05"), ("special.md", "special")])
def test_an_issue_without_anything_is_called_after_its_file(make_site: Any, name: str, expected: str) -> None:
    assert one(make_site, "---\ntitle: x\n---\n", f"content/{name}").id == expected


def test_the_months_covered_are_read_from_the_lead(make_site: Any) -> None:
    assert one(make_site, ISSUE.format("x") + "\nCovering the month of November.\n").covers == ("2020-11",)
