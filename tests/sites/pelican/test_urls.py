"""--- URLs; --- links inside the site"""

from __future__ import annotations

from typing import Any

import pytest

from distribute.sites.registry import SiteError
from tests.sites.pelican.kit import LETTER, PATTERN, letter, one

# --- URLs


def test_without_settings_the_url_is_pelicans_own(make_site: Any) -> None:
    assert one(make_site, LETTER).url == "https://example.org/the-letter-november-2020.html"


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
def test_a_url_in_the_front_matter_is_taken_as_it_is(make_site: Any, own: str, expected: str) -> None:
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
def test_a_category_in_a_url_is_the_front_matters_the_folders_or_the_default(
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
