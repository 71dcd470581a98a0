"""Zola sites. No build stands against these: what is expected follows Zola's documentation of pages and sections."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.issue import Issue
from distribute.sites.hugo import Hugo
from distribute.sites.registry import SiteError
from distribute.sites.zola import Zola

OWN = 'base_url = "https://own.example"\ntitle = "News"\n[languages.de]\n[languages.pt-br]\n'


def page(body: str = "Kite 1.2 is out.", **more: str) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in {"title": '"The Letter"', **more}.items())
    return f"+++\n{lines}+++\n\n{body}\n"


def one(make_site: Any, text: str, name: str = "content/news/letter.md", own: str = OWN) -> Issue:
    issue: Issue
    (issue,) = make_site({"config.toml": own, name: text}, url=None).issues()
    return issue


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"zola.toml": "", "content/a.md": ""}, Zola),
        ({"config.toml": 'base_url = "https://x.example"', "content/a.md": ""}, Zola),
        ({"config.toml": 'baseURL = "https://x.example"', "content/a.md": ""}, Hugo),
    ],
    ids=["zola.toml", "base_url", "baseURL"],
)
def test_zola_and_hugo_are_told_apart(make_site: Any, files: dict[str, str], kind: type) -> None:
    assert isinstance(make_site(files), kind)


def test_settings_that_cannot_be_read_are_told_by_their_file(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"zola\.toml: can't be read"):
        make_site({"zola.toml": "x = ", "content/a.md": ""})


@pytest.mark.parametrize(
    ("name", "more", "place"),
    [
        ("content/letter.md", {}, "letter/"),
        ("content/news/letter.md", {}, "news/letter/"),
        ("content/My News/Odd Name & more.md", {}, "My%20News/odd-name-more/"),
        ("content/news/été-日本.md", {}, "news/ete-ri-ben/"),
        ("content/news/2020-12-09-letter.md", {}, "news/letter/"),
        ("content/news/2020-12-09_letter.md", {}, "news/letter/"),
        ("content/news/2020-12-09T10:00:00Z-letter.md", {}, "news/letter/"),
        ("content/news/2020-12-09.md", {}, "news/2020-12-09/"),
        ("content/news/letter/index.md", {}, "news/letter/"),
        ("content/news/2020-12-09-letter/index.md", {}, "news/letter/"),
        ("content/news/letter.de.md", {}, "de/news/letter/"),
        ("content/news/letter/index.pt-br.md", {}, "pt-br/news/letter/"),
        ("content/news/letter.md", {"slug": '"My Slug"'}, "news/my-slug/"),
        ("content/news/letter.md", {"path": '"2020/12/Own.v1"'}, "2020/12/Own.v1/"),
        ("content/news/letter.de.md", {"path": '"/eigen/"'}, "eigen/"),
    ],
)
def test_the_url_is_by_path_slug_or_place(
    make_site: Any, name: str, more: dict[str, str], place: str
) -> None:
    assert one(make_site, page(**more), name).url == f"https://own.example/{place}"


@pytest.mark.parametrize(
    ("paths", "place"), [('"on"', "news/ete-x/"), ('"safe"', "news/Été%20x/"), ('"off"', "news/Été%20x/")]
)
def test_slugs_are_made_as_the_settings_say(make_site: Any, paths: str, place: str) -> None:
    from urllib.parse import quote

    own = f'base_url = "https://own.example"\n[slugify]\npaths = {paths}\n'
    assert one(make_site, page(), "content/news/Été x.md", own).url == "https://own.example/" + quote(
        place, safe="/%"
    )


def test_a_date_in_the_name_may_stay_in_the_address(make_site: Any) -> None:
    own = 'base_url = "https://own.example"\n[slugify]\npaths_keep_dates = true\n'
    assert (
        one(make_site, page(), "content/2020-12-09-letter.md", own).url
        == "https://own.example/2020-12-09-letter/"
    )


def test_a_pattern_of_our_own_places_the_page(make_site: Any) -> None:
    files = {"zola.toml": OWN, "content/news/2020-12-09-letter.md": page()}
    (issue,) = make_site(files, permalink="/:year/:month/:slug/").issues()
    assert issue.url == "https://example.org/2020/12/letter/"


@pytest.mark.parametrize(
    ("name", "more", "expected"),
    [
        ("letter.md", {"date": "2020-12-09"}, "2020-12-09"),
        ("letter.md", {"date": "2020-12-09T10:00:00Z"}, "2020-12-09"),
        ("2020-12-09-letter.md", {}, "2020-12-09"),
        ("2020-12-09-letter.md", {"date": "2020-12-10"}, "2020-12-10"),
        ("letter.md", {"path": '"news/2020/12/09/letter"'}, "2020-12-09"),
        ("letter.md", {}, ""),
    ],
)
def test_the_date_is_the_front_matters_or_stands_in_a_name(
    make_site: Any, name: str, more: dict[str, str], expected: str
) -> None:
    when = one(make_site, page(**more), f"content/{name}").date
    assert (f"{when:%Y-%m-%d}" if when else "") == expected


@pytest.mark.parametrize("more", [{"draft": "true"}, {"render": "false"}])
def test_what_is_not_published_is_a_draft(make_site: Any, more: dict[str, str]) -> None:
    assert one(make_site, page(**more)).draft


def test_lists_are_no_issues_and_aliases_are_urls(make_site: Any) -> None:
    files = {
        "zola.toml": OWN,
        "content/news/_index.md": "+++\ntransparent = true\npage_template = 'x.html'\n+++\n",
        "content/news/_index.de.md": "+++\n+++\n",
        "content/news/letter.md": page(aliases='["old/place.html"]'),
    }
    (issue,) = make_site(files).issues()
    assert (issue.url, issue.aliases) == (
        "https://example.org/news/letter/",
        ("https://example.org/old/place.html",),
    )


def test_translations_are_linked_by_their_place(make_site: Any) -> None:
    files = {
        "zola.toml": OWN,
        "content/letter.md": page(date="2020-12-09"),
        "content/letter.de.md": page(title='"Der Brief"', date="2020-12-20"),
    }
    assert [(issue.id, issue.language) for issue in make_site(files).issues()] == [
        ("2020-12-09", "en"),
        ("2020-12-09", "de"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ youtube(id='x }} y') }}text", "text"),
        ('a {{ resize(\n  path="a.png",\n  width=10) }} b', "a \n\n b"),
        ("{% quote(author='A') %}\nWords.\n{% end %}", "\nWords.\n"),
        ("{# a note\nto us #}text", "\ntext"),
        ("[x](@/news/other.md#part)", "[x](https://own.example/news/other/#part)"),
        ("[x](@/news/none.md)", "[x](#)"),
        ("`{{ kept }}`", "`{{ kept }}`"),
    ],
)
def test_shortcodes_go_and_internal_links_are_addresses(make_site: Any, body: str, expected: str) -> None:
    files = {
        "zola.toml": OWN,
        "content/news/other.md": page(date="2020-01-01"),
        "content/news/letter.md": page(body, date="2020-02-01"),
    }
    assert make_site(files, url=None).issues()[1].body.strip("\n") == expected.strip("\n")


@given(
    st.lists(
        st.sampled_from(["{{ ", " }}", "{% ", " %}", "x(", ")", "'", '"', "end", "{#", "#}", "\n", "@/a"]),
        max_size=25,
    )
)
def test_cleaning_keeps_every_line_in_its_place(make_site: Any, pieces: list[str]) -> None:
    text = page("".join(pieces))
    issue = one(make_site, text)
    assert issue.body_line + issue.body.count("\n") == 1 + text.count("\n")
