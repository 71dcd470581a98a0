"""--- URLs"""

from __future__ import annotations

from typing import Any

import pytest

from distribute.sites.registry import SiteError
from tests.sites.hugo.kit import ISSUE, LANGUAGES, LETTER, front_matter, one


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
    assert one(make_site, front_matter("slug: nov-2020")).url == "https://example.org/news/nov-2020/"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("/special/page/", "https://example.org/special/page/"),
        ("/special/page.html", "https://example.org/special/page.html"),
        ("special/", "https://example.org/de/special/"),
        ("/letters/a", "https://example.org/letters/a/"),
        ("letters//a", "https://example.org/de/letters/a/"),
        ("/letters/index.html", "https://example.org/letters/"),
        ("/letters/a.html/", "https://example.org/letters/a.html/"),
        ("/letters/2020.12", "https://example.org/letters/2020.12"),
        ("/:year/:filename", "https://example.org/2020/letter/"),
        ("/:year/:filename.html", "https://example.org/2020/letter.html"),
        ("https://other.example/x", "https://other.example/x"),
    ],
)
def test_a_url_in_the_front_matter_is_taken_as_hugo_takes_it(make_site: Any, own: str, expected: str) -> None:
    text = front_matter(f"url: {own}\nslug: unused")
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


def test_an_unknown_token_of_our_own_pattern_is_told_with_those_there_are(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r":name, which is not known; there are :year, :month"):
        one(make_site, LETTER, permalink="/:name/")


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


def test_the_settings_for_production_go_before_the_others(make_site: Any) -> None:
    files = {
        "hugo.toml": "title = 'Root'\nbaseURL = 'https://root.example/'\n[permalinks]\nnotes = '/n/:slug/'\n",
        "config/_default/config.yaml": "title: Default\nbaseURL: https://default.example/\n",
        "config/_default/permalinks.toml": "news = '/:slug/'\nletters = '/l/:slug/'\n",
        "config/production/hugo.toml": "baseURL = 'https://own.example/'\n",
        "config/production/permalinks.yaml": "news: /:year/:slug/\n",
        "config/staging/hugo.toml": "baseURL = 'https://staging.example/'\n",
        **{f"content/{section}/a.md": front_matter("") for section in ("news", "letters", "notes")},
    }
    site = make_site(files, url=None)
    assert site.title == "Default"
    assert {issue.url for issue in site.issues()} == {
        "https://own.example/2020/letter/",
        "https://own.example/l/letter/",
        "https://own.example/n/letter/",
    }


def test_each_language_may_have_files_of_settings(make_site: Any) -> None:
    files = {
        "hugo.toml": "baseURL = 'https://own.example/'\n[languages.en]\nweight = 1\n",
        "config/_default/languages.en.toml": "title = 'English'\n",
        "config/_default/languages.DE.yaml": "contentDir: content/deutsch\n",
        "config/_default/params.de.toml": "contentDir = 'none'\n",
        "config/production/languages.de.toml": "[permalinks]\nnews = '/:year/:slug/'\n",
        "content/news/a.md": LETTER,
        "content/deutsch/news/a.md": front_matter(""),
    }
    site = make_site(files, url=None)
    assert set(site.languages) == {"en", "de"}
    assert {(issue.language, issue.url) for issue in site.issues()} == {
        ("en", "https://own.example/news/a/"),
        ("de", "https://own.example/de/2020/letter/"),
    }


@pytest.mark.parametrize(
    ("own", "site"),
    [("languageCode = 'de-de'", {}), ("locale = 'de-de'", {"language": "de"})],
)
def test_the_language_of_feeds_makes_no_addresses(make_site: Any, own: str, site: dict[str, str]) -> None:
    files = {
        "hugo.toml": f"{own}\ndefaultContentLanguageInSubdir = true\n"
        "[[cascade]]\nparams = {}\ndraft = true\n[cascade.target]\nlang = 'de'\n",
        "content/n/a.md": LETTER,
        "content/n/b.en.md": LETTER,
        "content/n/c.de.md": LETTER,
    }
    assert {(issue.language, issue.url, issue.draft) for issue in make_site(files, **site).issues()} == {
        ("de", f"https://example.org/en/n/{name}/", False) for name in ("a", "b", "c.de")
    }


@pytest.mark.parametrize(
    ("own", "english", "french"),
    [
        (
            "[languages.en]\nbaseURL = 'https://en.example'\n[languages.fr]\nbaseURL = 'https://fr.example/sub/'\n",
            "https://en.example/",
            "https://fr.example/sub/",
        ),
        (
            "baseURL = 'https://own.example'\n[languages.en]\n[languages.fr]\nbaseURL = 'https://fr.example'\n",
            "https://own.example/",
            "https://fr.example/",
        ),
        (
            "baseURL = 'https://own.example'\n[languages.en]\nbaseURL = 'https://en.example'\n[languages.fr]\n",
            "https://en.example/",
            "https://own.example/",
        ),
    ],
)
def test_languages_with_addresses_of_their_own_have_no_folders(
    make_site: Any, own: str, english: str, french: str
) -> None:
    text = front_matter("aliases: [/old/, beside]")
    files = {
        "hugo.toml": f"defaultContentLanguageInSubdir = true\n{own}",
        **{f"content/news/3{ending}": text for ending in (".md", ".fr.md")},
    }
    site = make_site(files, url=None)
    found = {issue.language: issue for issue in site.issues()}
    assert site.url_if_known == english
    for language, base in (("en", english), ("fr", french)):
        assert found[language].url == f"{base}news/3/"
        assert found[language].aliases == (f"{base}old/", f"{base}news/beside")


def test_our_own_address_is_that_of_the_main_language(make_site: Any) -> None:
    own = (
        "[languages.en]\nbaseURL = 'http://localhost:1313'\n[languages.fr]\nbaseURL = 'https://fr.example/'\n"
    )
    assert one(make_site, LETTER, "content/3.md", own).url == "https://example.org/3/"


def test_the_address_of_a_translation_is_no_preview_either(make_site: Any) -> None:
    own = "[languages.en]\n[languages.fr]\nbaseURL = 'http://localhost:1313'\n"
    with pytest.raises(SiteError, match=r"set site\.url"):
        one(make_site, LETTER, "content/3.fr.md", own)


def test_aliases_are_further_urls(make_site: Any) -> None:
    issue = one(make_site, front_matter("aliases: [/old/, https://other.example/x]"))
    assert issue.aliases == ("https://example.org/old/", "https://other.example/x")


@pytest.mark.parametrize("value", ["5", ".nan", "{a: b}", "[[], null]"])
def test_aliases_of_another_shape_are_no_crash(make_site: Any, value: str) -> None:
    assert one(make_site, front_matter(f"aliases: {value}")).title == "Letter"


def test_one_alias_need_not_be_a_list(make_site: Any) -> None:
    assert one(make_site, front_matter("aliases: /old/")).aliases == ("https://example.org/old/",)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:2006_01_02/:title/", "2020_12_09/letter/"),
        ("/:06-:1-:2-:Monday/", "20-12-9-wednesday/"),
        ("/:Monday-:Jan-:002-:_2-:15/", "wednesday-dec-344-9-00/"),
        (r"/a\:b/:year/", "ab/2020/"),
    ],
)
def test_a_pattern_may_have_gos_layouts_and_escapes(make_site: Any, pattern: str, expected: str) -> None:
    own = f"[permalinks]\nnews = '{pattern}'\n"
    assert one(make_site, front_matter(""), own=own).url == f"https://example.org/{expected}"


@pytest.mark.parametrize("pattern", ["/:kite/", "/:lastmod/"])
def test_a_token_that_is_no_date_is_told(make_site: Any, pattern: str) -> None:
    with pytest.raises(SiteError, match=r"which is not known: set site\.permalink"):
        one(make_site, front_matter(""), own=f"[permalinks]\nnews = '{pattern}'\n")
