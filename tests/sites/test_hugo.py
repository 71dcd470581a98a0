"""Hugo sites: languages, URLs, shortcodes, and what an issue is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.config import FILE, Config, SiteSettings
from distribute.issue import Issue
from distribute.sites.hugo import Hugo
from distribute.sites.registry import SiteError, open_site
from distribute.text.dates import parse_date

ISSUE = "---\ntitle: {}\ndate: 2020-12-09\n---\n\nKite 1.2 is out.\n"
LETTER = ISSUE.format("The Letter November 2020")


def one(
    make_site: Any, text: str | bytes, name: str = "content/news/letter.md", own: str = "", **site: Any
) -> Issue:
    """Return the issue of a site with one file and the settings `own` in hugo.toml."""
    made = make_site({"hugo.toml": own, name: text}, **site)
    issue: Issue
    (issue,) = made.issues()
    return issue


def header(lines: str) -> str:
    return f"---\ntitle: Letter\ndate: 2020-12-09\n{lines}\n---\n\nBody.\n"


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

LANGUAGES = "[languages.en]\n[languages.de]\n[languages.pt-br]\n"


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


# --- URLs


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("content/letter.md", "letter/"),
        ("content/news/letter.md", "news/letter/"),
        ("content/news/2020/letter.md", "news/2020/letter/"),
        ("content/news/My Letter.md", "news/my-letter/"),
        ("content/news/What's new?.md", "news/whats-new/"),
        ("content/news/letter.de.md", "de/news/letter/"),
        ("content/news/letter/index.md", "news/letter/"),
        ("content/news/letter/index.de.md", "de/news/letter/"),
        ("content/news/nov.2020.md", "news/nov.2020/"),
        ("content/news/été.md", "news/%C3%A9t%C3%A9/"),
    ],
)
def test_without_a_pattern_the_url_is_the_path(make_site: Any, name: str, expected: str) -> None:
    assert one(make_site, LETTER, name, own=LANGUAGES).url == f"https://example.org/{expected}"


def test_a_slug_takes_the_place_of_the_name(make_site: Any) -> None:
    assert one(make_site, header("slug: nov-2020")).url == "https://example.org/news/nov-2020/"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("/special/page/", "https://example.org/special/page/"),
        ("/special/page.html", "https://example.org/special/page.html"),
        ("special/", "https://example.org/de/special/"),
        ("https://other.example/x", "https://other.example/x"),
    ],
)
def test_a_url_in_the_header_is_taken_as_it_is(make_site: Any, own: str, expected: str) -> None:
    text = header(f"url: {own}\nslug: unused")
    assert one(make_site, text, "content/news/letter.de.md", own=LANGUAGES).url == expected


PATTERNS = {
    "/:year/:month/:day/:slug/": "2020/12/09/letter-42/",
    "/:year/:month/:title/": "2020/12/the-letter-42/",
    "/:year/:yearday/": "2020/344/",
    "/:monthname/:weekday/:weekdayname/": "december/3/wednesday/",
    "/:section/:filename/": "news/file-name/",
    "/:sections/:contentbasename/": "news/winter/late/file-name/",
    "/:sections[1:]/:slugorfilename/": "winter/late/letter-42/",
    "/:sections[:1]/x/": "news/x/",
    "/:sections[0]/:sections[last]/": "news/late/",
    "/:sections[:last]/": "news/winter/",
    "/Fixed/:slugorcontentbasename": "fixed/letter-42/",
}


@pytest.mark.parametrize(("pattern", "expected"), PATTERNS.items())
def test_every_token_of_a_permalink_is_filled(make_site: Any, pattern: str, expected: str) -> None:
    text = "---\ntitle: The Letter, 42\ndate: 2020-12-09\nslug: Letter 42\n---\n"
    files = {
        "hugo.toml": f"[permalinks]\nnews = '{pattern}'\n",
        "content/news/winter/late/_index.md": "",
        "content/news/winter/late/File Name.md": text,
    }
    assert [issue.url for issue in make_site(files).issues()] == [f"https://example.org/{expected}"]


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ((), "news/"),
        (("news",), "news/"),
        (("news/winter",), "news/winter/"),
        (("news/winter/late",), "news/winter/late/"),
    ],
)
def test_only_a_folder_with_a_list_is_a_section(
    make_site: Any, lists: tuple[str, ...], expected: str
) -> None:
    files = {
        "hugo.toml": "[permalinks]\nnews = '/:sections/'\n",
        **{f"content/{folder}/_index.md": "" for folder in lists},
        "content/news/winter/late/letter.md": LETTER,
    }
    assert [issue.url for issue in make_site(files).issues()] == [f"https://example.org/{expected}"]


@pytest.mark.parametrize(("token", "expected"), [(":slug", "the-letter"), (":slugorfilename", "letter")])
def test_a_slug_that_is_missing_is_made_of_title_or_name(make_site: Any, token: str, expected: str) -> None:
    own = f"[permalinks]\nnews = '/{token}/'\n"
    assert one(make_site, ISSUE.format("The Letter"), own=own).url == f"https://example.org/{expected}/"


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("The Letter November 2020", "the-letter-november-2020"),
        ("June & July 2023", "june-july-2023"),
        ("'C++ -- what''s new?'", "c--whats-new"),
        ("Lettre de décembre", "lettre-de-d%C3%A9cembre"),
        ("日本語 の 手紙", "%E6%97%A5%E6%9C%AC%E8%AA%9E-%E3%81%AE-%E6%89%8B%E7%B4%99"),
        ("'  Many   spaces '", "many-spaces"),
        ("a - b", "a-b"),
        ("'100% new!'", "100-new"),
        ("a %41 b", "a-a-b"),
    ],
)
def test_a_title_in_a_url_is_written_as_hugo_does(make_site: Any, title: str, part: str) -> None:
    assert (
        one(make_site, ISSUE.format(title), own="[permalinks]\nnews = '/:title/'\n").url
        == f"https://example.org/{part}/"
    )


@pytest.mark.parametrize(
    "own",
    [
        "[permalinks]\nnews = '/:title/'",
        "[permalinks.page]\nnews = '/:title/'",
        "[Permalinks]\nnews = '/:title/'",
    ],
)
def test_a_pattern_is_found_wherever_hugo_keeps_it(make_site: Any, own: str) -> None:
    assert one(make_site, LETTER, own=own).url == "https://example.org/the-letter-november-2020/"


def test_a_pattern_holds_for_its_section_alone(make_site: Any) -> None:
    assert (
        one(make_site, LETTER, own="[permalinks]\nposts = '/:title/'\n").url
        == "https://example.org/news/letter/"
    )


def test_a_pattern_of_our_own_goes_before_hugos(make_site: Any) -> None:
    own = "[permalinks]\nnews = '/:title/'\n"
    assert (
        one(make_site, LETTER, own=own, permalink="/:year/:filename/").url
        == "https://example.org/2020/letter/"
    )


def test_an_unknown_token_is_told(make_site: Any) -> None:
    with pytest.raises(SiteError, match=":colour, which is not known"):
        one(make_site, LETTER, own="[permalinks]\nnews = '/:colour/'\n")


@pytest.mark.parametrize(
    ("own", "name", "expected"),
    [
        ("uglyURLs = true", "letter.md", "news/letter.html"),
        (
            "uglyURLs = true\n[permalinks]\nnews = '/:year/:title/'",
            "letter.md",
            "2020/the-letter-november-2020.html",
        ),
        ("disablePathToLower = true", "My Letter.md", "news/My-Letter/"),
        (f"defaultContentLanguageInSubdir = true\n{LANGUAGES}", "letter.md", "en/news/letter/"),
        (f"defaultContentLanguage = 'de'\n{LANGUAGES}", "letter.md", "news/letter/"),
        (f"defaultContentLanguage = 'de'\n{LANGUAGES}", "letter.en.md", "en/news/letter/"),
        (
            f"[permalinks]\nnews = '/:year/:title/'\n{LANGUAGES}",
            "letter.de.md",
            "de/2020/the-letter-november-2020/",
        ),
    ],
)
def test_settings_that_change_urls_are_heeded(make_site: Any, own: str, name: str, expected: str) -> None:
    assert one(make_site, LETTER, f"content/news/{name}", own=own).url == f"https://example.org/{expected}"


def test_another_content_folder_is_heeded(make_site: Any) -> None:
    issue = one(make_site, LETTER, "pages/news/letter.md", own="contentDir = 'pages'", issues="pages/**/*.md")
    assert issue.url == "https://example.org/news/letter/"


def test_settings_may_be_spread_over_the_files_of_a_folder(make_site: Any) -> None:
    site = make_site(
        {
            "config/_default/hugo.toml": "baseURL = 'https://own.example/'",
            "config/_default/permalinks.toml": "news = '/:year/:title/'",
            "config/_default/languages.json": '{"en": {}, "de": {}}',
            "content/news/letter.de.md": LETTER,
        },
        url=None,
    )
    assert [issue.url for issue in site.issues()] == ["https://own.example/de/2020/the-letter-november-2020/"]


def test_aliases_are_further_urls(make_site: Any) -> None:
    issue = one(make_site, header("aliases: [/old/, https://other.example/x]"))
    assert issue.aliases == ("https://example.org/old/", "https://other.example/x")


@pytest.mark.parametrize("value", ["5", ".nan", "{a: b}", "[[], null]"])
def test_aliases_of_another_shape_are_no_crash(make_site: Any, value: str) -> None:
    assert one(make_site, header(f"aliases: {value}")).title == "Letter"


def test_one_alias_need_not_be_a_list(make_site: Any) -> None:
    assert one(make_site, header("aliases: /old/")).aliases == ("https://example.org/old/",)


# --- the header


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", "2020-12-09"),
        ("Date", "2020-12-09"),
        ("date", "'2020-12-09'"),
        ("date", "2020-12-09T00:00:00Z"),
        ("date", "2020-12-09 00:00:00 -0000"),
        ("publishDate", "2020-12-09"),
        ("pubdate", "2020-12-09"),
        ("lastmod", "2020-12-09"),
    ],
)
def test_a_date_is_read_as_hugo_reads_it(make_site: Any, key: str, value: str) -> None:
    assert one(make_site, f"---\ntitle: x\n{key}: {value}\n---\n").date == parse_date("2020-12-09")


@pytest.mark.parametrize(
    "value", ["2020-12-09", "2020-12-09T00:00:00Z", "2020-12-09 00:00:00", "'2020-12-09'"]
)
def test_a_date_of_toml_is_a_date(make_site: Any, value: str) -> None:
    assert one(make_site, f"+++\ntitle = 'x'\ndate = {value}\n+++\n").date == parse_date("2020-12-09")


def test_the_date_goes_before_other_dates(make_site: Any) -> None:
    assert one(make_site, header("publishDate: 2021-01-01\nlastmod: 2022-01-01")).date == parse_date(
        "2020-12-09"
    )


def test_a_date_without_offset_is_in_the_zone_of_the_site(make_site: Any) -> None:
    issue = one(make_site, LETTER, timezone="Europe/Berlin")
    assert issue.date is not None
    assert issue.date.isoformat() == "2020-12-09T00:00:00+01:00"


def problems(issue: Issue) -> list[tuple[str, str, int]]:
    return [(problem.severity, problem.code, problem.line) for problem in issue.problems]


@pytest.mark.parametrize("key", ["date", "publishDate"])
def test_a_date_that_cannot_be_read_is_an_error_at_its_line(make_site: Any, key: str) -> None:
    issue = one(make_site, f"---\ntitle: x\n{key}: 2021-(TODO)\n---\n")
    assert problems(issue) == [("error", "date", 3)]
    assert issue.date is None


def test_a_file_without_date_has_none(make_site: Any) -> None:
    issue = one(make_site, "---\ntitle: x\n---\n", "content/2020-12-09.md")
    assert issue.date is None
    assert ("warning", "no-date") in [(problem.severity, problem.code) for problem in check(issue)]


def test_a_header_that_cannot_be_read_is_an_error_and_the_file_is_listed(make_site: Any) -> None:
    issue = one(make_site, "---\ntitle: x\nsubtitle: a: b\n---\nBody.\n")
    assert problems(issue) == [("error", "front-matter", 3)]
    assert issue.body == "Body.\n"


def test_a_file_without_header_lacks_a_title(make_site: Any) -> None:
    assert ("error", "no-title", 1) in problems(one(make_site, "Body.\n"))


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("'true'", True), ("false", False), ("''", False)]
)
def test_a_draft_is_marked(make_site: Any, value: str, expected: bool) -> None:
    assert one(make_site, header(f"draft: {value}")).draft is expected


def test_a_byte_order_mark_is_no_part_of_the_header(make_site: Any) -> None:
    issue = one(make_site, "\ufeff" + LETTER)
    assert (issue.title, issue.problems) == ("The Letter November 2020", ())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_line_ends(make_site: Any, end: str) -> None:
    issue = one(make_site, (LETTER + "\n[NAME]\n").replace("\n", end))
    assert (issue.title, issue.body_line) == ("The Letter November 2020", 5)
    assert [problem.line for problem in check(issue) if problem.code == "placeholder"] == [8]


def test_bytes_that_are_not_utf_8_are_an_error_at_their_line(make_site: Any) -> None:
    issue = one(make_site, LETTER.encode() + "\nSchön.\n".encode("latin-1"))
    assert problems(issue) == [("error", "encoding", 8)]
    assert issue.title == "The Letter November 2020"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("author: Ada", ("Ada",)),
        ("author: Ada, Bob", ("Ada", "Bob")),
        ("author: Ada (fae, ve), Bob", ("Ada (fae, ve)", "Bob")),
        ("author: Ada, PhD; Bob", ("Ada, PhD", "Bob")),
        ("authors: [Ada, Bob]", ("Ada", "Bob")),
        ("author: {name: Ada}", ("Ada",)),
        ("author: {email: ada@ada.example}", ()),
        ("authors: [{name: Ada}, Bob, null]", ("Ada", "Bob")),
        ("author: ' Ada ,Bob '", ("Ada", "Bob")),
        ("author: 5", ("5",)),
        ("author: .nan", ("nan",)),
        ("author: ''", ()),
        ("tags: [x]", ()),
    ],
)
def test_authors_are_a_list(make_site: Any, lines: str, expected: tuple[str, ...]) -> None:
    assert one(make_site, header(lines)).authors == expected


# --- which issue it is


@pytest.mark.parametrize(
    ("title", "style", "expected"),
    [
        ("Letter November 2020", None, "2020-11"),
        ("Letter December 2021 & January 2022", None, "2022-01"),
        ("Letter of week 19", None, "2020-W19"),
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
    issue = one(make_site, header("distribute: {id: 42}"))
    assert (issue.id, issue.problems) == ("42", ())


def test_an_id_in_the_header_goes_before_all(make_site: Any) -> None:
    assert one(make_site, header("distribute: {id: special}"), id="date").id == "special"


@pytest.mark.parametrize(("name", "expected"), [("2020-12-05-x.md", "2020-12-05"), ("special.md", "special")])
def test_an_issue_without_anything_is_called_after_its_file(make_site: Any, name: str, expected: str) -> None:
    assert one(make_site, "---\ntitle: x\n---\n", f"content/{name}").id == expected


def test_the_months_covered_are_read_from_the_lead(make_site: Any) -> None:
    assert one(make_site, ISSUE.format("x") + "\nCovering the month of November.\n").covers == ("2020-11",)


# --- the words of its own


def words(make_site: Any, lines: str) -> Any:
    issue = one(make_site, header(lines))
    assert issue.problems == ()
    return issue.words


def test_a_mapping_holds_the_words_for_the_announcement(make_site: Any) -> None:
    found = words(
        make_site,
        "distribute:\n  summary: One.\n  highlights: [two, three]\n  skip: [reddit]\n  mastodon: {text: 'Four {url}'}\n  email: {subject: Five}",
    )
    assert (found.summary, found.highlights, found.skip) == ("One.", ("two", "three"), ("reddit",))
    assert found.channels == {"mastodon": {"text": "Four {url}"}, "email": {"subject": "Five"}}


def test_flat_keys_hold_the_same(make_site: Any) -> None:
    found = words(
        make_site,
        "distribute_summary: One.\ndistribute_highlights: two; three, four\ndistribute_skip: reddit, email\n"
        "distribute_mastodon_text: Four {url}\ndistribute_id: x",
    )
    assert (found.summary, found.highlights, found.skip) == (
        "One.",
        ("two", "three, four"),
        ("reddit", "email"),
    )
    assert (found.channels, found.id) == ({"mastodon": {"text": "Four {url}"}}, "x")


@pytest.mark.parametrize(
    "key", ["summary", "Summary", "sommario", "zusammenfassung", "résumé", "resumen", "resumo"]
)
def test_a_summary_is_found_in_other_languages(make_site: Any, key: str) -> None:
    found = words(make_site, f"{key}: One.")
    assert (found.summary, found.description) == (
        "",
        "One.",
    )  # it orders the facts and stands in place of none


def test_the_summary_for_the_announcement_goes_before_the_sites_own(make_site: Any) -> None:
    found = words(make_site, "summary: One.\ndistribute: {summary: Two.}")
    assert (found.summary, found.description) == ("Two.", "One.")


def test_a_description_is_no_summary(make_site: Any) -> None:
    found = words(make_site, "description: One.\nsummary: Two.")
    assert (found.summary, found.description) == ("", "Two.")


@pytest.mark.parametrize(
    "lines",
    [
        "distribute: some text",
        "distribute: {highlights: {a: b}}",
        "distribute: {mastodon: some text}",
        "distribute_mastodon: some text",
        "distribute_mastodon: some text\ndistribute_mastodon_text: more",
        "distribute: {mastodon: some text}\ndistribute_mastodon_text: more",
        "distribute: {skip: {a: b}}",
    ],
)
def test_words_of_another_shape_are_an_error(make_site: Any, lines: str) -> None:
    assert [(problem.severity, problem.code) for problem in one(make_site, header(lines)).problems] == [
        ("error", "words")
    ]


def test_words_of_another_shape_are_told_at_their_line(make_site: Any) -> None:
    assert problems(one(make_site, header("distribute: some text"))) == [("error", "words", 4)]


# --- shortcodes


def body(make_site: Any, text: str) -> str:
    return str(one(make_site, f"---\ntitle: x\n---\n{text}").body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{< toc >}} b", "a  b"),
        ("a {{% toc %}} b", "a  b"),
        ("a {{<toc>}} b", "a  b"),
        ("a {{< toc />}} b", "a  b"),
        ("{{< note kind=tip >}}Words.{{< /note >}}", "Words."),
        ("{{% note %}}*Words.*{{% /note %}}", "*Words.*"),
        ('{{< x "a > b" >}}c', "c"),
        ("{{< x `a >}} b` >}}c", "c"),
        ('{{< x "a \\" >}} b" >}}c', "c"),
        ("{{< x a-b.c/d=1 >}}e", "e"),
        ("{{</* toc */>}}a", "a"),
        ("{{%/* toc */%}}a", "a"),
        ("a\n{{< x\n  b=1\n  c='d'\n>}}\ne", "a\n\n\n\n\ne"),
        ("{{< highlight go >}}\nTODO()\n{{< /highlight >}}\na", "\n\n\na"),
        ("No { braces } {{ here", "No { braces } {{ here"),
    ],
)
def test_a_shortcode_never_leaks(make_site: Any, text: str, expected: str) -> None:
    assert body(make_site, text) == expected


@pytest.mark.parametrize("call", ['{{< ref "/news/x.md" >}}', '{{% relref "x" %}}', '{{<ref "x">}}'])
def test_a_link_by_shortcode_keeps_its_words(make_site: Any, call: str) -> None:
    issue = one(make_site, f"---\ntitle: x\n---\nSee [the letter]({call}) today.\n")
    (item,) = issue.document.items()
    assert item.text == "See the letter today."
    assert item.links[0].url == ""


@pytest.mark.parametrize(
    "call",
    [
        '{{< figure src="/k.png" alt="A kite" caption="It *flies*" >}}',
        '{{< figure src=/k.png alt="A kite" caption="It flies" >}}',
        "{{< figure src=`/k.png` alt=`A kite` caption=`It flies` >}}",
        '{{<figure\n  src="/k.png"\n  alt="A kite"\n  caption="It [flies](https://kite.example/)"\n/>}}',
        '{{< figure src="/k.png" alt="A kite" title="It flies" >}}',
        '{{% figure src="/k.png" alt="A kite" caption="It <b>flies</b>" %}}',
    ],
    ids=["quotes", "bare", "raw", "lines", "title", "percent"],
)
def test_a_figure_is_a_picture_with_words_and_caption(make_site: Any, call: str) -> None:
    (figure,) = one(make_site, f"---\ntitle: x\n---\n\n{call}\n").document.figures
    assert (figure.url, figure.alt, figure.caption, figure.line) == (
        "https://example.org/k.png",
        "A kite",
        "It flies",
        5,
    )


def test_quotes_and_brackets_in_a_figure_do_no_harm(make_site: Any) -> None:
    call = '{{< figure src="/my kite.png" alt="A [red] \\"kite\\"" caption="\\"Up\\" it [goes]" >}}'
    (figure,) = one(make_site, f"---\ntitle: x\n---\n{call}\n").document.figures
    assert (figure.url, figure.alt) == ("https://example.org/my kite.png", 'A (red) "kite"')
    assert "Up" in figure.caption


def test_a_figure_without_words_is_warned_of_at_its_line(make_site: Any) -> None:
    issue = one(make_site, '---\ntitle: x\ndate: 2020-12-09\n---\n\n{{< figure\n  src="k.png" >}}\n')
    assert [(problem.code, problem.line) for problem in check(issue)] == [("alt", 6)]


def test_a_figure_without_source_is_none(make_site: Any) -> None:
    assert one(make_site, '---\ntitle: x\n---\n{{< figure caption="a" >}}\n').document.figures == ()


def test_what_follows_a_shortcode_keeps_its_line(make_site: Any) -> None:
    text = '---\ntitle: x\ndate: 2020-12-09\n---\n{{< figure src="a.png"\n  alt="A kite"\n>}}\n\n{{< x\n >}}\n[NAME]\n'
    assert [(problem.code, problem.line) for problem in check(one(make_site, text))] == [("placeholder", 11)]


@given(
    st.lists(
        st.sampled_from(
            [
                "{{< ",
                "{{% ",
                " >}}",
                " %}}",
                "figure ",
                "src=",
                '"',
                "`",
                "\\",
                "x",
                "/",
                "/*",
                "*/",
                "\n",
                "ref ",
            ]
        ),
        max_size=30,
    )
)
def test_cleaning_keeps_every_line_in_its_place(make_site: Any, pieces: list[str]) -> None:
    text = "".join(pieces)
    issue = one(make_site, LETTER + text)
    assert issue.body_line + issue.body.count("\n") == 1 + (LETTER + text).count("\n")


# --- anything at all

PIECES = st.sampled_from(
    [
        "---\n",
        "+++\n",
        "{",
        "}",
        "\n",
        "\r\n",
        "\ufeff",
        "title: x\n",
        "title: [a]\n",
        "date: 2020-12-09\n",
        "date: [1]\n",
        "date: 0001-01-01T00:00:00+14:00\n",
        "url: //\n",
        "url: {a: b}\n",
        "slug: 1\n",
        "aliases: {a: b}\n",
        "aliases: [1, null]\n",
        "author: 1\n",
        "authors: [{name: x}]\n",
        "draft: {}\n",
        "distribute: 1\n",
        "distribute: {mastodon: {text: [1]}}\n",
        "distribute_a: b\n",
        "distribute_a_b: c\n",
        "distribute_: x\n",
        "summary: [1]\n",
        "# x\n",
        "- y\n",
        "{{< figure src=x >}}",
        "{{<",
        "[a](http://[)",
        "![](x)",
        "title = 1\n",
        "date = 2020-12-09\n",
        "date = 12:00:00\n",
    ]
)


@given(st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=15).map("".join).map(str.encode)))
def test_any_file_can_be_read_and_checked(tmp_path: Path, content: bytes) -> None:
    settings = SiteSettings(
        url="https://example.org/", permalink="/:year/:month/:title/:slug/", generator="hugo"
    )
    site = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ()))
    path = tmp_path / "letter.md"
    path.write_bytes(content)
    issue = site.read(path)
    assert issue.url.startswith("https://example.org/") or b"url" in content
    assert all(problem.path == "letter.md" for problem in check(issue))


# --- translations


def test_translations_are_linked_by_place_or_key(make_site: Any) -> None:
    own = "[languages.en]\n[languages.de]\ncontentDir = 'inhalt'\n[languages.fr]\n"
    files = {
        "hugo.toml": own,
        "content/news/2020-12-09.md": header("translationKey: december"),
        "content/news/lettre.fr.md": header("translationKey: december").replace("2020-12-09", "2020-12-20"),
        "content/news/january.md": header("").replace("2020-12-09", "2021-01-09"),
        "inhalt/news/january.md": header("").replace("2020-12-09", "2021-01-20"),
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
        "content/a.md": header(""),
        "content/a.de.md": header("distribute: {id: eigen}"),
    }
    assert {issue.id for issue in make_site(files).issues()} == {"2020-12-09", "eigen"}


@pytest.mark.parametrize("code", ["pt_BR", "pt-br", "pt-BR"])
def test_a_language_may_be_spelt_in_several_ways(make_site: Any, code: str) -> None:
    issue = one(make_site, LETTER, f"content/letter.{code}.md", own=LANGUAGES)
    assert (issue.language, issue.url) == ("pt-br", "https://example.org/pt-br/letter/")


def test_a_language_may_have_its_own_permalinks(make_site: Any) -> None:
    own = "[permalinks]\nnews = '/:slug/'\n[languages.en]\n[languages.de.permalinks.page]\nnews = '/:year/:slug/'\n"
    assert (
        one(make_site, header("slug: x"), "content/news/a.de.md", own).url == "https://example.org/de/2020/x/"
    )


@pytest.mark.parametrize(
    ("build", "draft"), [("{render: never}", True), ("{list: never}", False), ("3", False)]
)
def test_a_page_that_is_not_rendered_cannot_be_announced(make_site: Any, build: str, draft: bool) -> None:
    assert one(make_site, header(f"build: {build}")).draft is draft


def test_the_lead_ends_where_the_summary_does(make_site: Any) -> None:
    text = header("").replace("Body.", "{}Covering the month of November 2020.")
    assert one(make_site, text.format("## News\n\n")).covers == ("2020-11",)
    assert one(make_site, text.format("Hello.\n\n<!-- more -->\n\n")).covers == ()


def test_a_token_in_a_header_that_is_not_known_is_a_problem_of_that_file(make_site: Any) -> None:
    issue = one(make_site, header("url: /:colour/"))
    assert [(p.code, p.line) for p in issue.problems] == [("url", 4)]
