"""Pelican sites: settings that are read and never run, URLs, links inside the site, headers.

What is expected of URLs was made by Pelican 4.12 from files of the same shape.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.config import FILE, Config, SiteSettings
from distribute.issue import Issue
from distribute.sites.pelican import Pelican
from distribute.sites.registry import SiteError, open_site
from distribute.text.dates import parse_date

LETTER = "Title: The Letter: November 2020\nDate: 2020-12-09 08:30\n\nKite 1.2 is out.\n"


def one(
    make_site: Any, text: str | bytes, name: str = "content/news/letter.md", own: str = "", **site: Any
) -> Issue:
    """Return the issue of a site with one file and the settings `own` in pelicanconf.py."""
    made = make_site({"pelicanconf.py": own, name: text}, **site)
    issue: Issue
    (issue,) = made.issues()
    return issue


def letter(lines: str) -> str:
    return f"Title: The Letter\nDate: 2020-12-09\n{lines}\n\nBody.\n"


# --- settings


@pytest.mark.parametrize("name", ["pelicanconf.py", "publishconf.py"])
def test_a_pelican_site_is_recognised_by_its_settings(make_site: Any, name: str) -> None:
    assert isinstance(make_site({name: ""}), Pelican)


def test_settings_are_read_and_never_run(make_site: Any, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    own = f"import os\nopen({str(ran)!r}, 'w').close()\nSITEURL = 'https://own.example'\nraise SystemExit\n"
    assert one(make_site, LETTER, own=own, url=None).url.startswith("https://own.example/")
    assert not ran.exists()


@pytest.mark.parametrize(
    "own",
    [
        "SITEURL = 'https://own.example'",
        "SITEURL: str = 'https://own.example'",
        "SITEURL = 'https://' 'own.example'",
        "SITEURL = 'https://wrong.example'\nSITEURL = 'https://own.example'",
        "A = B = SITEURL = 'https://own.example'",
        "X = os.environ['X']\nSITEURL = 'https://own.example'\nY = f(SITEURL)",
        "\ufeffSITEURL = 'https://own.example'",
    ],
)
def test_a_plain_value_is_found(make_site: Any, own: str) -> None:
    assert (
        one(make_site, LETTER, own=own, url=None).url == "https://own.example/the-letter-november-2020.html"
    )


def test_what_is_published_with_goes_before_what_is_developed_with(make_site: Any) -> None:
    site = make_site(
        {
            "pelicanconf.py": "SITEURL = 'http://localhost:8000'\nARTICLE_URL = '{slug}/'",
            "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://own.example'",
            "content/letter.md": LETTER,
        },
        url=None,
    )
    assert [issue.url for issue in site.issues()] == ["https://own.example/the-letter-november-2020/"]


def test_the_address_in_our_settings_goes_before_pelicans(make_site: Any) -> None:
    assert one(make_site, LETTER, own="SITEURL = 'https://own.example'").url.startswith(
        "https://example.org/"
    )


@pytest.mark.parametrize(("own", "title"), [("SITENAME = 'Own Letter'", "Own Letter"), ("", "")])
def test_the_name_of_the_site_is_in_pelicans_settings(make_site: Any, own: str, title: str) -> None:
    assert make_site({"pelicanconf.py": own}).title == title


def test_settings_that_cannot_be_read_are_told_by_their_file(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"pelicanconf\.py: can't be read"):
        make_site({"pelicanconf.py": "SITEURL = "})


@pytest.mark.parametrize("own", ["", "SITEURL = ''", "SITEURL = '/sub'", "SITEURL = None"])
def test_a_site_without_address_is_told_where_to_set_it(make_site: Any, own: str) -> None:
    with pytest.raises(SiteError, match=r"set site\.url"):
        one(make_site, LETTER, own=own, url=None)


# --- URLs


def test_without_settings_the_url_is_pelicans_own(make_site: Any) -> None:
    assert one(make_site, LETTER).url == "https://example.org/the-letter-november-2020.html"


PATTERN = "{date:%Y}/{date:%m}/{slug}/"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{slug}.html", "the-letter.html"),
        (PATTERN, "2020/12/the-letter/"),
        ("{date:%Y}/{date:%b}/{date:%d}/{slug}", "2020/Dec/09/the-letter"),
        ("{date}/{slug}/", "2020-12-09/the-letter/"),
        ("{slug}/index.html", "the-letter/"),
        ("{lang}/{category}/{author}/{slug}/", "en/some-news/ada-lovelace/the-letter/"),
        ("fixed/", "fixed/"),
    ],
)
def test_every_field_of_a_pattern_is_filled(make_site: Any, pattern: str, expected: str) -> None:
    text = letter("Category: Some News\nAuthor: Ada Lovelace")
    assert one(make_site, text, own=f"ARTICLE_URL = {pattern!r}").url == f"https://example.org/{expected}"


def test_a_pattern_of_our_own_goes_before_pelicans(make_site: Any) -> None:
    issue = one(make_site, letter("Slug: x"), own="ARTICLE_URL = '{slug}.html'", permalink=PATTERN)
    assert issue.url == "https://example.org/2020/12/x/"


def test_a_field_that_is_not_known_is_told(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"\{colour\}, which is not known"):
        one(make_site, LETTER, own="ARTICLE_URL = '{colour}/'")


def test_a_url_that_needs_a_date_is_unknown_without_one(make_site: Any) -> None:
    issue = one(make_site, "Title: x\n\nBody.\n", own=f"ARTICLE_URL = {PATTERN!r}")
    assert (issue.url, issue.date) == ("", None)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("2020/12/nov/", "https://example.org/2020/12/nov/"),
        ("/2020/12/nov/", "https://example.org/2020/12/nov/"),
        ("my own page/", "https://example.org/my%20own%20page/"),
        (
            "2020/12/the-newsleter-novembre-2020.html",
            "https://example.org/2020/12/the-newsleter-novembre-2020.html",
        ),
        ("https://other.example/x", "https://other.example/x"),
    ],
)
def test_a_url_in_the_header_is_taken_as_it_is(make_site: Any, own: str, expected: str) -> None:
    assert one(make_site, letter(f"Url: {own}\nSlug: unused"), permalink=PATTERN).url == expected


@pytest.mark.parametrize("slug", ["nov-2020", "Keep_Me", "a/b"])
def test_a_slug_is_taken_as_it_is(make_site: Any, slug: str) -> None:
    assert one(make_site, letter(f"Slug: {slug}")).url == f"https://example.org/{slug}.html"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Letter: November", "the-letter-november"),
        ("Lettre d'été", "lettre-dete"),
        ("Größe & Maß", "grosse-mass"),
        ("C++ -- what's new?", "c-whats-new"),
        ("a—b…c", "a-bc"),
        ("Привет мир", "privet-mir"),
        ("Foo_bar  baz", "foo_bar-baz"),
        ("A / B", "a-b"),
        ("naïve “q”", "naive-q"),
        ("½ price, 5 €", "12-price-5-eur"),
        ("<b>x</b> &amp; y", "x-y"),
        ('"S" *s* `t` <b>u</b>', "s-s-t-u"),
        ("Release 🚀 day", "release-day"),
        ("☃ snow", "snow"),
        ("#16 is out", "16-is-out"),
    ],
)
def test_a_title_in_a_url_is_written_as_pelican_does(make_site: Any, title: str, slug: str) -> None:
    assert one(make_site, f"Title: {title}\n\nBody.\n").url == f"https://example.org/{slug}.html"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("SLUGIFY_SOURCE = 'basename'", "https://example.org/letter.html"),
        ("SLUGIFY_USE_UNICODE = True", "https://example.org/lettre-d%C3%A9t%C3%A9.html"),
        (
            r"SLUG_REGEX_SUBSTITUTIONS = [(r'[^\w\s-]', ''), (r'[-\s]+', '_')]",
            "https://example.org/lettre_dete.html",
        ),
    ],
)
def test_settings_that_change_slugs_are_heeded(make_site: Any, own: str, expected: str) -> None:
    assert one(make_site, "Title: Lettre d'été\n\nBody.\n", own=own).url == expected


@pytest.mark.parametrize(
    ("own", "name", "lines", "category"),
    [
        ("", "content/news/x.md", "", "news"),
        ("", "content/news/sub/x.md", "", "sub"),
        ("", "content/x.md", "", "misc"),
        ("", "content/news/x.md", "Category:", "news"),
        ("", "content/news/x.md", "Category: Ünder Größe", "under-grosse"),
        ("DEFAULT_CATEGORY = 'Some News'", "content/x.md", "", "some-news"),
        ("USE_FOLDER_AS_CATEGORY = False", "content/news/x.md", "", "misc"),
    ],
)
def test_a_category_in_a_url_is_the_headers_the_folders_or_the_default(
    make_site: Any, own: str, name: str, lines: str, category: str
) -> None:
    issue = one(make_site, letter(lines), name, own=own, permalink="{category}/{slug}/")
    assert issue.url == f"https://example.org/{category}/the-letter/"


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("Author: Bob B., Carl", "bob-b-carl"),
        ("Authors: Zoë, Bob", "zoe"),
        ("Authors: B, Zoë; Bob", "b-zoe"),
        ("", "ada-lovelace"),
    ],
)
def test_the_author_in_a_url_is_the_first(make_site: Any, lines: str, author: str) -> None:
    issue = one(make_site, letter(lines), own="AUTHOR = 'Ada Lovelace'", permalink="{author}/{slug}/")
    assert issue.url == f"https://example.org/{author}/the-letter/"


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
def test_the_language_is_the_headers_or_the_suffix(
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


# --- the header


def test_a_title_keeps_its_colon(make_site: Any) -> None:
    assert one(make_site, LETTER).title == "The Letter: November 2020"


@pytest.mark.parametrize("fence", ["---", "------"])
def test_a_header_may_stand_between_fences(make_site: Any, fence: str) -> None:
    issue = one(make_site, f"{fence}\nTitle: x\nDate: 2020-12-09\n{fence}\n\n[NAME]\n")
    assert (issue.title, issue.date) == ("x", parse_date("2020-12-09"))
    assert [(problem.code, problem.line) for problem in check(issue)] == [("placeholder", 6)]


def test_a_date_in_the_name_serves_where_the_header_has_none(make_site: Any) -> None:
    issue = one(make_site, "Title: x\n\nBody.\n", "content/2020-12-09-letter.md", permalink=PATTERN)
    assert issue.date == parse_date("2020-12-09")
    assert issue.url == "https://example.org/2020/12/x/"


def test_the_date_of_the_header_goes_before_that_of_the_name(make_site: Any) -> None:
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


# --- links inside the site


def links(make_site: Any, body: str, own: str = "", content: str = "content") -> list[str]:
    """Return the addresses of the links and pictures in an issue beside two others."""
    site = make_site(
        {
            "pelicanconf.py": own,
            f"{content}/news/letter.md": f"Title: Letter\nDate: 2020-12-09\n\n{body}\n",
            f"{content}/news/other.md": "Title: Other\nDate: 2020-12-01\nUrl: o/\n\nBody.\n",
            f"{content}/blog/Post.md": "Title: Post\nDate: 2020-12-02\n\nBody.\n",
        },
        issues=f"{content}/**/*.md",
    )
    document = next(issue for issue in site.issues() if issue.title == "Letter").document
    return [link.url for link, _ in document.links] + [figure.url for figure in document.figures]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x]({filename}other.md)", "https://example.org/o/"),
        ("[x]({filename}/news/other.md)", "https://example.org/o/"),
        ("[x]({filename}../blog/Post.md)", "https://example.org/post.html"),
        ("[x]({filename}other.md#part)", "https://example.org/o/#part"),
        ("[x](|filename|other.md)", "https://example.org/o/"),
        ("[x]({static}/files/x.pdf)", "https://example.org/files/x.pdf"),
        ("[x]({static}x.pdf)", "https://example.org/news/x.pdf"),
        ("[x]({static}../files/x.pdf)", "https://example.org/files/x.pdf"),
        ("![A kite]({static}/images/k.png)", "https://example.org/images/k.png"),
        ("![A kite](|static|/images/k.png)", "https://example.org/images/k.png"),
        ("[x]({attach}x.pdf)", "https://example.org/news/x.pdf"),
        ("[x]({filename}/images/k.png)", "https://example.org/images/k.png"),
        ("[x][y]\n\n[y]: {filename}other.md", "https://example.org/o/"),
        ("[x](/plain/)", "https://example.org/plain/"),
    ],
)
def test_a_link_to_another_file_is_a_link_to_its_page(make_site: Any, body: str, expected: str) -> None:
    assert links(make_site, body) == [expected]


@pytest.mark.parametrize(
    ("path", "folder"), [("pages", "pages"), ("./pages/", "pages"), ("src/content", "src/content")]
)
def test_links_are_found_in_another_content_folder(make_site: Any, path: str, folder: str) -> None:
    assert links(make_site, "[x]({filename}/news/other.md)", own=f"PATH = {path!r}", content=folder) == [
        "https://example.org/o/"
    ]


# --- anything at all

PIECES = st.sampled_from(
    [
        "---\n",
        "------\n",
        "...\n",
        "\n",
        "    more\n",
        "\tmore\n",
        "\r\n",
        "\ufeff",
        "Title: x\n",
        "Title:\n",
        "Date: 2020-12-09\n",
        "Date: soon\n",
        "Lang: de\n",
        "Lang: ../\n",
        "Slug: {date}\n",
        "Url: //\n",
        "Status: draft\n",
        "Author: a, (b\n",
        "Category: ;\n",
        "Summary: x\n",
        "distribute: x\n",
        "distribute_a: b\n",
        "distribute_a_b: c\n",
        "distribute_: x\n",
        "distribute_skip: a\n",
        "distribute_highlights: a\n",
        "# x\n",
        "- y\n",
        "[a]({filename}b.md)",
        "[a]({filename}http://[)",
        "|static|",
        "{",
        "日本",
        "🚀",
        "&#x1F;",
    ]
)


@given(
    st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=15).map("".join).map(str.encode)),
    st.sampled_from(["letter.md", "2020-12-09_de.md", "2020-99-99.md"]),
)
def test_any_file_can_be_read_and_checked(tmp_path: Path, content: bytes, name: str) -> None:
    settings = SiteSettings(
        url="https://example.org/",
        permalink="{date:%Y}/{slug}/{lang}/{category}/{author}",
        generator="pelican",
    )
    site = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ()))
    path = tmp_path / "content" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    issue = site.read(path)
    assert issue.url.startswith("https://example.org/") or issue.date is None
    assert all(problem.path == f"content/{name}" for problem in check(issue))
    path.unlink()


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ["{filename}", "{static}", "|attach|", "../", "/", "http://[", "x.md", "](", "#"]
            ),
        ),
        max_size=8,
    )
)
def test_any_body_can_be_linked(tmp_path: Path, pieces: list[str]) -> None:
    content = tmp_path / "content"
    content.mkdir(exist_ok=True)
    (content / "letter.md").write_text("Title: x\n\n" + "".join(pieces), encoding="utf-8", errors="replace")
    settings = SiteSettings(url="https://example.org/", generator="pelican")
    (issue,) = open_site(Config(tmp_path / FILE, settings, "sqlite:ledger.db", ())).issues()
    assert issue.title == "x"


def test_a_pattern_that_is_computed_is_told_not_guessed(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"computed_by_the_settings.*set site\.permalink"):
        one(make_site, LETTER, own="ARTICLE_URL = make('{slug}')")
    assert one(make_site, LETTER, own="ARTICLE_URL = make('{slug}')", permalink="{slug}/").url.endswith("/")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("BASE = 'blog/'\nARTICLE_URL = BASE + '{slug}/'", "blog/the-letter-november-2020/"),
        ("ARTICLE_SAVE_AS = 'x/{slug}/'\nARTICLE_URL = ARTICLE_SAVE_AS", "x/the-letter-november-2020/"),
    ],
)
def test_plain_values_may_be_put_together(make_site: Any, own: str, expected: str) -> None:
    assert one(make_site, LETTER, own=own).url == f"https://example.org/{expected}"


@pytest.mark.parametrize("date", ["9 Dec 2020", "Wed, 09 Dec 2020 00:00:00 GMT", "12/09/2020", "2020/12/09"])
def test_dates_are_read_as_dateutil_reads_them(make_site: Any, date: str) -> None:
    when = one(make_site, f"Title: x\nDate: {date}\n\nBody.\n").date
    assert f"{when:%Y-%m-%d}" == "2020-12-09"


def test_a_link_to_a_page_that_is_no_issue_is_an_address(make_site: Any) -> None:
    files = {
        "pelicanconf.py": "",
        "content/news/letter.md": LETTER + "[a]({filename}../pages/about.md#us) [b]({filename}gone.md)\n",
        "content/pages/about.md": "Title: About\n\nBody.\n",
    }
    (issue,) = make_site(files, issues="content/news/*.md").issues()
    assert "[a](https://example.org/about.html#us) [b](#)" in issue.body
    assert check(issue) == ()


def test_translations_are_linked_by_slug(make_site: Any) -> None:
    files = {
        "pelicanconf.py": "",
        "content/a.md": letter("Slug: december"),
        "content/b.md": letter("Slug: december\nLang: pt_BR").replace("2020-12-09", "2020-12-20"),
    }
    assert [(issue.id, issue.language) for issue in make_site(files).issues()] == [
        ("2020-12-09", "en"),
        ("2020-12-09", "pt-br"),
    ]
